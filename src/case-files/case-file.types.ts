import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../platform/paging';
import type { CaseKindCode, CaseStageCode } from '../regulation';
import { AidGround, AssignmentWay, CaseFileState, CaseKind, CaseStage } from './case-file.codes';
import type { CaseFileStateCode } from './case-file.entity';

@ObjectType({ description: '案件：法院、检察院所见的一件刑事或者民事行政案件，连接各阶段与同案人的案卷' })
export class Proceeding {
  @Field(() => ID) id!: string;
  @Field(() => CaseKind) caseKind!: CaseKindCode;
  @Field({ description: '涉嫌罪名或者案由' }) cause!: string;
  @Field({ description: '区划代码' }) regionCode!: string;
  @Field({ description: '建立时间' }) openedAt!: Date;
}

@ObjectType({ description: '案卷：一名受援人的一个诉讼阶段或者一项程序；指派、结案、检查、评估的单位' })
export class CaseFile {
  @Field(() => ID) id!: string;
  @Field({ description: '编号，机构与年度内唯一' }) number!: string;
  @Field(() => Int, { description: '编号年度' }) year!: number;
  @Field(() => CaseKind) caseKind!: CaseKindCode;
  @Field(() => CaseStage) stage!: CaseStageCode;
  @Field(() => AidGround, { description: '援助的由来' }) ground!: keyof typeof AidGround;
  @Field({ description: '阶段开始日' }) stageBeganOn!: string;
  @Field(() => String, { nullable: true, description: '阶段结束日' }) stageEndedOn!: string | null;
  @Field(() => String, { nullable: true, description: '审查起诉期限届满日' }) reviewPeriodEndsOn!: string | null;
  @Field(() => String, { nullable: true, description: '办案机关的案号' }) organCaseNumber!: string | null;
  @Field({ description: '是否在押' }) inCustody!: boolean;
  @Field({ description: '是否认罪认罚' }) pleadsGuilty!: boolean;
  @Field(() => Boolean, { nullable: true, description: '是否开庭；未登记为空' }) hearingHeld!: boolean | null;
  @Field({ description: '是否群体性案件' }) groupCase!: boolean;
  @Field({ description: '是否重大敏感案件' }) sensitiveCase!: boolean;
  @Field({ description: '是否上级交办' }) superiorAssigned!: boolean;
  @Field({ description: '是否未成年人犯罪记录封存：只有办理者可见' }) sealedRecord!: boolean;
  @Field({ description: '收到申请或者通知之日' }) receivedOn!: string;
  @Field(() => String, { nullable: true, description: '决定给予援助之日' }) aidDecidedOn!: string | null;
  @Field(() => CaseFileState) state!: CaseFileStateCode;
  @Field(() => Int, { description: '卷内材料的版次：每入卷一个版本加一' }) revision!: number;
  @Field({ description: '登记时间' }) registeredAt!: Date;
  @Field(() => Date, { nullable: true, description: '收卷时间' }) closedReceivedAt!: Date | null;
}

@ObjectType()
export class CaseFileConnection extends connectionOf(CaseFile, 'CaseFile') {}

@ObjectType({ description: '承办：一名承办人从某日到某日办理一个案卷；补贴属于承办' })
export class Engagement {
  @Field(() => ID) id!: string;
  @Field(() => AssignmentWay, { description: '指派方式' }) way!: keyof typeof AssignmentWay;
  @Field({ description: '起始日' }) beganOn!: string;
  @Field(() => String, { nullable: true, description: '被更换之日；现任为空' }) endedOn!: string | null;
  @Field(() => String, { nullable: true, description: '更换的理由' }) endReason!: string | null;
  @Field({ description: '指派登记时间' }) commissionedAt!: Date;
}

@ObjectType({ description: '受援人的个人信息；每次读取都留下记录' })
export class RecipientPersonalData {
  @Field({ description: '姓名' }) name!: string;
  @Field(() => String, { nullable: true, description: '身份证号码' }) idNumber!: string | null;
  @Field(() => String, { nullable: true, description: '没有身份证号码的原因' }) withoutIdNumber!: string | null;
  @Field(() => String, { nullable: true, description: '出生日期' }) birthDate!: string | null;
  @Field(() => String, { nullable: true, description: '电话' }) phone!: string | null;
  @Field(() => String, { nullable: true, description: '住址' }) address!: string | null;
  @Field(() => String, { nullable: true, description: '案情' }) facts!: string | null;
}

@ObjectType({ description: '受援人' })
export class Recipient {
  @Field(() => String, { nullable: true, description: '遮蔽的姓名；对财务人员为空' }) nameMasked!: string | null;
  @Field(() => String, { nullable: true, description: '遮蔽的身份证号码；没有号码或者对财务人员为空' })
  idNumberMasked!: string | null;
}

@ObjectType({ description: '一次读取受援人个人信息的记录' })
export class PersonalDataReading {
  @Field(() => ID) id!: string;
  @Field({ description: '请求编号' }) requestId!: string;
  @Field({ description: '时间' }) at!: Date;
}
@ObjectType()
export class PersonalDataReadingConnection extends connectionOf(PersonalDataReading, 'PersonalDataReading') {}
