import { Field, ID, Int, ObjectType } from 'type-graphql';
import { codesOf } from '../platform/enum';
import { connectionOf } from '../platform/paging';
import { ActSuccess, resultOf } from '../platform/refusal';
import type { RegisterImportStateCode, RegisterOutcomeCode } from './register-import.entity';

export const RegisterImportState = codesOf<RegisterImportStateCode>('RegisterImportState', '登记簿导入的状态', {
  READING: '正在读取',
  READ: '已读取，待决定导入还是放弃',
  FAILED: '读取失败，原因见 failure',
  KEPT: '已导入',
  DISCARDED: '已放弃',
  EXPIRED: '逾期未决定，已清除',
});

export const RegisterRowOutcome = codesOf<RegisterOutcomeCode>('RegisterRowOutcome', '登记簿一行的结果', {
  GOOD: '可以导入',
  UNCHANGED: '与已有案卷相同，不作改动',
  BAD: '有误，不能导入',
});

@ObjectType({ description: '一行中的一处问题；不复述单元格的内容' })
export class RegisterProblemView {
  @Field({ description: '列的标题；几列互不相符的，用顿号隔开' }) column!: string;
  @Field({ description: '代码' }) code!: string;
  @Field({ description: '错在哪里' }) reason!: string;
  @Field({ description: '怎么改' }) mend!: string;
  @Field(() => [String], { description: '依据的规定' }) provisions!: readonly string[];
}

@ObjectType({ description: '登记簿的一行' })
export class RegisterLine {
  @Field(() => Int, { description: '行号，与Excel左侧的行号相同' }) rowNo!: number;
  @Field(() => RegisterRowOutcome) outcome!: RegisterOutcomeCode;
  @Field(() => [RegisterProblemView], { description: '这一行的全部问题' }) problems!: RegisterProblemView[];
}

@ObjectType()
export class RegisterLineConnection extends connectionOf(RegisterLine, 'RegisterLine') {}

@ObjectType({ description: '各种结果的行数' })
export class RegisterCounts {
  @Field(() => Int) good!: number;
  @Field(() => Int) unchanged!: number;
  @Field(() => Int) bad!: number;
  @Field(() => Int, { description: '空行、标题、合计、落款等，不算作案件' }) skipped!: number;
}

@ObjectType({ description: '登记簿导入：上传、预览、导入或者放弃；在决定导入以前不改动任何案卷' })
export class RegisterImport {
  @Field(() => ID) id!: string;
  @Field(() => RegisterImportState) state!: RegisterImportStateCode;
  @Field({ description: '上传时间' }) uploadedAt!: Date;
  @Field(() => Int, { description: '已读取的行数；读取中可反复查询' }) rowsRead!: number;
  @Field(() => String, { nullable: true, description: '文件格式：CSV、XLSX' }) format!: string | null;
  @Field(() => String, { nullable: true, description: 'CSV的编码：UTF-8、GB18030' }) encoding!: string | null;
  @Field(() => [String], { description: '读取时的说明：没有读取的工作表、没有导入的列和行' }) notes!: string[];
  @Field(() => String, { nullable: true, description: '读取失败的代码' }) failureCode!: string | null;
  @Field(() => String, { nullable: true, description: '读取失败的原因和办法' }) failure!: string | null;
  @Field(() => Date, { nullable: true, description: '决定导入或者放弃的时间' }) decidedAt!: Date | null;
}

@ObjectType({ implements: ActSuccess, description: '已导入' })
export class KeepRegisterImportSuccess extends ActSuccess {
  @Field(() => RegisterImport) registerImport!: RegisterImport;
}
export const KeepRegisterImportResult = resultOf(KeepRegisterImportSuccess);

@ObjectType({ implements: ActSuccess, description: '已放弃' })
export class DiscardRegisterImportSuccess extends ActSuccess {
  @Field(() => RegisterImport) registerImport!: RegisterImport;
}
export const DiscardRegisterImportResult = resultOf(DiscardRegisterImportSuccess);
