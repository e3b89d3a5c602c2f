import { Field, ID, Int, ObjectType } from 'type-graphql';
import { codesOf } from '../platform/enum';
import { Fen } from '../platform/money';
import { connectionOf } from '../platform/paging';
import { ActSuccess, DecisionView, resultOf } from '../platform/refusal';
import type { SubsidyStateCode } from './subsidy.states';

export const SubsidyState = codesOf<SubsidyStateCode>('SubsidyState', '补贴的状态，由其记录决定', {
  PENDING: '待发放',
  HELD: '暂缓',
  RELEASED: '已发放',
  VOIDED: '已撤销发放，可以再次发放',
});

@ObjectType({ description: '金额推导的一行' })
export class DerivationLineView {
  @Field({ description: '项目代码' }) code!: string;
  @Field({ description: '说明' }) text!: string;
  @Field(() => Fen, { description: '金额，分；减少为负' }) fen!: number;
  @Field({ description: '出处：补贴标准的文件，或 ADJUSTMENT（经办人调整）' }) source!: string;
}

@ObjectType('SubsidyAmount', { description: '金额的一个版本；最后一版有效' })
export class SubsidyAmountView {
  @Field(() => Int) version!: number;
  @Field(() => Fen, { description: '金额，分' }) amountFen!: number;
  @Field(() => [DerivationLineView]) derivation!: readonly DerivationLineView[];
  @Field(() => ID, { description: '补贴标准' }) tariffEditionId!: string;
  @Field(() => String, { nullable: true, description: '经办人调整的理由；按标准核定的为空' }) reason!: string | null;
  @Field() setAt!: Date;
}

@ObjectType({ description: '打开发放关口的一步' })
export class ReleaseStepView {
  @Field({ description: '操作' }) act!: string;
  @Field({ description: '岗位代码' }) role!: string;
  @Field(() => [String], { description: '依据的规定编号' }) provisions!: readonly string[];
  @Field({ description: '说明' }) text!: string;
  @Field(() => String, { nullable: true, description: '最迟日期' }) before!: string | null;
}

@ObjectType({ description: '发放关口：全部条件的认定；关闭的，按顺序列出怎样打开' })
export class ReleaseGate extends DecisionView {
  @Field(() => [ReleaseStepView]) steps!: readonly ReleaseStepView[];
}

@ObjectType('SubsidyHold', { description: '暂缓' })
export class SubsidyHoldView {
  @Field(() => ID) id!: string;
  @Field() reason!: string;
  ownerPersonId!: string;
  @Field({ description: '最迟处理完的日期' }) dueOn!: string;
  @Field() heldAt!: Date;
  @Field(() => Date, { nullable: true, description: '解除时间；未解除为空' }) liftedAt!: Date | null;
  @Field(() => String, { nullable: true, description: '处理结果' }) liftReason!: string | null;
}

@ObjectType('SubsidyRelease', { description: '一次发放；撤销的，连同红字冲回' })
export class SubsidyReleaseView {
  @Field(() => Int, { description: '第几次发放' }) n!: number;
  @Field(() => Fen, { description: '金额，分' }) amountFen!: number;
  @Field(() => ID, { description: '所凭的质量检查' }) checkId!: string;
  @Field(() => ID, { description: '批次' }) batchId!: string;
  releaserPersonId!: string;
  @Field() releasedAt!: Date;
  @Field(() => Date, { nullable: true, description: '撤销时间' }) voidedAt!: Date | null;
  @Field(() => Fen, { nullable: true, description: '冲回金额，分，负数' }) reversedFen!: number | null;
  @Field(() => String, { nullable: true, description: '撤销理由' }) voidReason!: string | null;
  voiderPersonId!: string | null;
}

@ObjectType({ description: '补贴现在在谁手里、从何时起、下一步是什么' })
export class SubsidyStanding {
  @Field(() => String, {
    nullable: true,
    description: '岗位代码，或 HOLD_OWNER（暂缓的负责人）；已发放或无人可办的为空',
  })
  role!: string | null;
  @Field(() => String, { nullable: true, description: '岗位名称' }) roleName!: string | null;
  @Field(() => String, { nullable: true, description: '所在的机构' }) organization!: string | null;
  @Field(() => String, { nullable: true, description: '姓名；只有暂缓才指明个人' }) person!: string | null;
  @Field({ description: '自何时起' }) since!: Date;
  @Field({ description: '下一步' }) nextStep!: string;
}

@ObjectType({ description: '办案补贴：一次承办一笔，收款人是承办人' })
export class Subsidy {
  @Field(() => ID) id!: string;
  @Field(() => SubsidyState) state!: SubsidyStateCode;
  @Field({ description: '产生时间：案卷收卷之时' }) aroseAt!: Date;
}

@ObjectType()
export class SubsidyConnection extends connectionOf(Subsidy, 'Subsidy') {}

@ObjectType({ implements: ActSuccess })
export class RecalculateSubsidySuccess extends ActSuccess {
  @Field(() => [Subsidy]) subsidies!: Subsidy[];
  @Field({ description: '金额是否有变' }) changed!: boolean;
}
export const RecalculateSubsidyResult = resultOf(RecalculateSubsidySuccess);

@ObjectType({ implements: ActSuccess })
export class AdjustSubsidySuccess extends ActSuccess {
  @Field(() => Subsidy) subsidy!: Subsidy;
}
export const AdjustSubsidyResult = resultOf(AdjustSubsidySuccess);

@ObjectType({ implements: ActSuccess })
export class HoldSubsidySuccess extends ActSuccess {
  @Field(() => Subsidy) subsidy!: Subsidy;
  @Field(() => ID) holdId!: string;
}
export const HoldSubsidyResult = resultOf(HoldSubsidySuccess);

@ObjectType({ implements: ActSuccess })
export class LiftHoldSuccess extends ActSuccess {
  @Field(() => Subsidy) subsidy!: Subsidy;
}
export const LiftHoldResult = resultOf(LiftHoldSuccess);
