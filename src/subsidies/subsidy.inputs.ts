import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { codesOf } from '../platform/enum';
import { day, id, optional, reason } from '../platform/input';
import { Fen } from '../platform/money';
import { ADJUSTMENTS, type AdjustmentCode } from './tariff.rules';

export const AdjustmentKind = codesOf<AdjustmentCode>('AdjustmentKind', '补贴金额的增减事由', {
  OUT_OF_AREA: '异地办案，增加',
  TRANSLATION: '翻译，增加',
  OTHER_ADDITION: '其他事由，增加',
  REDUCTION: '减少',
});

@InputType({ description: '重新核定金额：一笔补贴，或一个案卷的全部承办（二选一）' })
export class RecalculateSubsidyInput {
  @Field(() => ID, { nullable: true }) subsidyId?: string | null;
  @Field(() => ID, { nullable: true, description: '案卷：没有产生的补贴一并产生' }) caseFileId?: string | null;
}
export const recalculateSubsidyInput = z
  .object({ subsidyId: optional(id()), caseFileId: optional(id()) })
  .refine(
    ({ subsidyId, caseFileId }) => (subsidyId === null) !== (caseFileId === null),
    'subsidyId 与 caseFileId 须二选一',
  );

@InputType({ description: '说明理由增减一笔补贴的金额' })
export class AdjustSubsidyInput {
  @Field(() => ID) subsidyId!: string;
  @Field(() => AdjustmentKind) kind!: AdjustmentCode;
  @Field(() => Fen, { description: '增减多少，分，大于零' }) fen!: number;
  @Field({ description: '理由（至少5字）' }) reason!: string;
}
export const adjustSubsidyInput = z.object({
  subsidyId: id(),
  kind: z.enum(ADJUSTMENTS),
  fen: z.int().min(1, '须大于零').max(100_000_000, '不超过一百万元'),
  reason: reason(),
});

@InputType({ description: '暂缓发放一笔补贴' })
export class HoldSubsidyInput {
  @Field(() => ID) subsidyId!: string;
  @Field({ description: '理由（至少5字）' }) reason!: string;
  @Field(() => ID, { description: '由谁处理：本机构在任人员的账号' }) ownerAccountId!: string;
  @Field({ description: '最迟处理完的日期，YYYY-MM-DD，不早于今天' }) dueOn!: string;
}
export const holdSubsidyInput = z.object({ subsidyId: id(), reason: reason(), ownerAccountId: id(), dueOn: day() });

@InputType({ description: '解除一项暂缓' })
export class LiftHoldInput {
  @Field(() => ID) holdId!: string;
  @Field({ description: '处理结果（至少5字）' }) reason!: string;
}
export const liftHoldInput = z.object({ holdId: id(), reason: reason() });
