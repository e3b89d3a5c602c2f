import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { id, optional, prose, reason } from '../platform/input';
import { pinProblem } from '../platform/signing/pin';
import { CHECK_FINDINGS, CHECK_RESULTS, type CheckFindingCode, type CheckResultCode } from './check.types';
import { CheckFinding, CheckResult } from './quality-check.codes';

@InputType({ description: '指定质量检查专人' })
export class DesignateCheckerInput {
  @Field(() => ID) caseFileId!: string;
  @Field(() => ID, { description: '检查专人的账号' }) checkerAccountId!: string;
}
export const designateCheckerInput = z.object({ caseFileId: id(), checkerAccountId: id() });

@InputType({ description: '撤回指定' })
export class WithdrawDesignationInput {
  @Field(() => ID) checkId!: string;
  @Field({ description: '理由，5至2000字' }) reason!: string;
}
export const withdrawDesignationInput = z.object({ checkId: id(), reason: reason() });

const remark = () =>
  z
    .string()
    .nullish()
    .transform((text) => (text ?? '').trim())
    .refine((text) => text.length <= 4000, '不超过4000字');

const page = () => z.number().int().min(1, '页码从1开始').max(100_000);

@InputType({ description: '一项指标的认定' })
export class CheckItemInput {
  @Field(() => Int, { description: '指标序号，1至8' }) indicatorNo!: number;
  @Field(() => CheckFinding, { description: '认定' }) finding!: CheckFindingCode;
  @Field(() => ID, { nullable: true, description: '证据所在的材料（本案卷现行的一份）' }) evidenceMaterialId?: string;
  @Field(() => Int, { nullable: true, description: '证据所在的页码，从1开始' }) evidencePage?: number;
  @Field({ defaultValue: false, description: '卷内没有' }) absentFromFile!: boolean;
  @Field({ nullable: true, description: '备注，不超过4000字；部分符合、不符合以及视情形不适用的必填' }) remark?: string;
}
const checkItem = z.object({
  indicatorNo: z.number().int().min(1, '指标序号为1至8').max(8, '指标序号为1至8'),
  finding: z.enum(CHECK_FINDINGS),
  evidenceMaterialId: optional(id()),
  evidencePage: optional(page()),
  absentFromFile: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
  remark: remark(),
});

@InputType({ description: '完成质量检查：八项指标全部认定' })
export class CompleteCheckInput {
  @Field(() => ID) checkId!: string;
  @Field(() => [CheckItemInput], { description: '八项指标，每项一次' }) items!: CheckItemInput[];
  @Field(() => CheckResult, { description: '拟定的结论，由质量审查负责人签字确认' }) result!: CheckResultCode;
  @Field({ description: '检查意见，1至10000字' }) opinion!: string;
}
export const completeCheckInput = z.object({
  checkId: id(),
  items: z.array(checkItem).max(16, '最多16项'),
  result: z.enum(CHECK_RESULTS),
  opinion: prose(10_000),
});

@InputType({ description: '草稿中的一项：除序号外都可以还没有' })
export class DraftItemInput {
  @Field(() => Int, { description: '指标序号，1至8' }) indicatorNo!: number;
  @Field(() => CheckFinding, { nullable: true }) finding?: CheckFindingCode;
  @Field(() => ID, { nullable: true }) evidenceMaterialId?: string;
  @Field(() => Int, { nullable: true }) evidencePage?: number;
  @Field({ nullable: true }) absentFromFile?: boolean;
  @Field({ nullable: true, description: '不超过4000字' }) remark?: string;
}

@InputType({ description: '保存检查草稿' })
export class SaveCheckDraftInput {
  @Field(() => ID) checkId!: string;
  @Field(() => Int, { description: '所依据的草稿版本（draftVersion）；已被别处改过的，拒绝而不覆盖' }) version!: number;
  @Field(() => [DraftItemInput]) items!: DraftItemInput[];
  @Field(() => CheckResult, { nullable: true, description: '拟定的结论' }) result?: CheckResultCode;
  @Field({ nullable: true, description: '检查意见，不超过10000字' }) opinion?: string;
}
export const saveCheckDraftInput = z.object({
  checkId: id(),
  version: z.number().int().min(0),
  items: z
    .array(
      z.object({
        indicatorNo: checkItem.shape.indicatorNo,
        finding: optional(z.enum(CHECK_FINDINGS)),
        evidenceMaterialId: optional(id()),
        evidencePage: optional(page()),
        absentFromFile: optional(z.boolean()),
        remark: remark(),
      }),
    )
    .max(8, '最多8项')
    .refine((items) => new Set(items.map((item) => item.indicatorNo)).size === items.length, '同一指标出现了两次'),
  result: optional(z.enum(CHECK_RESULTS)),
  opinion: z
    .string()
    .nullish()
    .transform((text) => (text ?? '').trim())
    .refine((text) => text.length <= 10_000, '不超过10000字'),
});

@InputType({ description: '设置或者更换签字密码' })
export class SetSigningPinInput {
  @Field(() => ID, { description: '在哪个法律援助机构签字' }) agencyId!: string;
  @Field({ description: '签字密码，6至32个字符，不能过于简单' }) pin!: string;
  @Field(() => String, {
    nullable: true,
    description: '本账号的登录密码；没有密码的人不填，须刚在统一身份登录处登录过',
  })
  password?: string | null;
}
export const setSigningPinInput = z.object({
  agencyId: id(),
  pin: z.string().superRefine((pin, context) => {
    const problem = pinProblem(pin);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  }),
  password: optional(z.string().min(1, '不能为空').max(200)),
});

@InputType({ description: '质量审查负责人签字' })
export class SignQualityCheckInput {
  @Field(() => ID) checkId!: string;
  @Field({ description: '签字密码；预演时不核对' }) pin!: string;
}
export const signQualityCheckInput = z.object({ checkId: id(), pin: z.string().min(1, '不能为空').max(64) });

@InputType({ description: '重新打开已签字的质量检查' })
export class ReopenCheckInput {
  @Field(() => ID) checkId!: string;
  @Field({ description: '理由，5至2000字' }) reason!: string;
}
export const reopenCheckInput = z.object({ checkId: id(), reason: reason() });
