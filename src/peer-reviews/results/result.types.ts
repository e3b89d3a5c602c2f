import { Extensions, Field, ID, Int, ObjectType } from 'type-graphql';
import { codesOf } from '../../platform/enum';
import { connectionOf } from '../../platform/paging';
import { ActSuccess, resultOf } from '../../platform/refusal';
import type { Provenance } from '../../regulation';
import type { GradeCode } from '../../standards/scoring.rules';
import { Grade, ProvenanceEnum } from '../../standards/standard.codes';
import { ReplyOutcome } from '../replies/reply.inputs';
import type { SettledWay } from '../settling/settling.rules';
import { SettledWayEnum } from '../settling/settling.types';

const ConsequenceKind = codesOf<'POWER' | 'DUTY'>('ReviewConsequenceKind', '后果的性质', {
  POWER: '可以：须另作决定并记录，不自动生效',
  DUTY: '应当',
});

@ObjectType({ description: '结果带来的后果；只提示，不自动执行' })
export class ReviewConsequence {
  @Field() code!: string;
  @Field() text!: string;
  @Field(() => ConsequenceKind) kind!: 'POWER' | 'DUTY';
  @Field(() => [String], { description: '依据的规定编号' }) provisions!: readonly string[];
  @Field(() => ProvenanceEnum) provenance!: Provenance;
}

@ObjectType({ description: '一处证据：本卷材料的页，或者卷内没有' })
export class ResultEvidence {
  materialId!: string | null;
  caseFileId!: string;
  @Field(() => Int, { nullable: true }) page!: number | null;
  @Field({ description: '卷内没有' }) absent!: boolean;
}

@ObjectType({ description: '一项理由及其证据；不说是谁的' })
export class ResultReasonView {
  @Field() text!: string;
  @Extensions({ usually: 2 })
  @Field(() => [ResultEvidence])
  evidence!: ResultEvidence[];
}

@ObjectType({ description: '承办人的一项答复，以及对它的决定' })
export class ReviewReply {
  @Field(() => ID) id!: string;
  @Field(() => Int) indicatorNo!: number;
  @Field() text!: string;
  @Field({ description: '是否本人所写' }) own!: boolean;
  @Field() repliedAt!: Date;
  @Field(() => ReplyOutcome, { nullable: true, description: '尚未决定为空' }) outcome!: 'UPHELD' | 'CHANGED' | null;
  @Field(() => String, { nullable: true, description: '决定的理由' }) reasons!: string | null;
  @Field(() => Date, { nullable: true }) decidedAt!: Date | null;
}

@ObjectType({ description: '一项指标的结果' })
export class ReviewResultIndicator {
  @Field(() => Int) indicatorNo!: number;
  @Field(() => String, { nullable: true, description: '分数，两位小数' }) points!: string | null;
  @Field(() => Grade, { nullable: true }) grade!: GradeCode | null;
  @Field({ description: '不适用' }) notApplicable!: boolean;
  @Field({ description: '是否因答复改评' }) changedByReply!: boolean;
  @Extensions({ usually: 2 })
  @Field(() => [ResultReasonView])
  reasons!: ResultReasonView[];
  @Extensions({ usually: 1 })
  @Field(() => [ReviewReply], { description: '对此项的答复' })
  replies!: ReviewReply[];
}

@ObjectType({ description: '改进意见' })
export class ImprovementPoint {
  @Field(() => ID) id!: string;
  @Field(() => Int) indicatorNo!: number;
  @Field() text!: string;
  @Field({ description: '改正期限' }) dueOn!: string;
  @Field({ description: '提出时间' }) enteredAt!: Date;
  @Field(() => Date, { nullable: true, description: '核销时间；未核销为空' }) tickedAt!: Date | null;
  @Field(() => String, { nullable: true, description: '核实情况' }) tickNote!: string | null;
}

@ObjectType({ description: '一卷的同行评估结果；定案前供承办人答复' })
export class ReviewResult {
  /** Campaign and file: what a result is the result of. */
  @Field(() => ID, { description: '结果的编号；定案前为空', nullable: true }) id!: string | null;
  @Field(() => ID) campaignId!: string;
  @Field({ description: '评估活动的名称' }) campaignTitle!: string;
  caseFileId!: string;
  @Field({ description: '是否已经定案' }) final!: boolean;
  @Field(() => String, { nullable: true, description: '答复期限' }) repliesDueOn!: string | null;
  @Field(() => Grade) grade!: GradeCode;
  @Field(() => String, { nullable: true, description: '总分，两位小数；等次制为空' }) total!: string | null;
  @Field(() => SettledWayEnum, { nullable: true, description: '结果怎样得出；承办人不见' }) way!: SettledWay | null;
  @Field({ description: '是否因答复改评' }) changedByReply!: boolean;
  @Field(() => Date, { nullable: true }) finalisedAt!: Date | null;
  @Field(() => [ReviewResultIndicator]) indicators!: ReviewResultIndicator[];
  @Extensions({ usually: 1 })
  @Field(() => [ImprovementPoint])
  improvementPoints!: ImprovementPoint[];
  @Field(() => [ReviewConsequence], { description: '定案后带来的后果（S4-5.2a、S4-5.2b、S4-5.3a至S4-5.3c）' })
  consequences!: readonly ReviewConsequence[];
}
@ObjectType()
export class ReviewResultConnection extends connectionOf(ReviewResult, 'ReviewResult') {}

@ObjectType({ description: '一项待决定或者已决定的答复' })
export class ReviewReplyCase {
  @Field(() => ID) id!: string;
  campaignId!: string;
  caseFileId!: string;
  @Field(() => Int) indicatorNo!: number;
  @Field() text!: string;
  @Field() repliedAt!: Date;
  @Field(() => ReplyOutcome, { nullable: true, description: '尚未决定为空' }) outcome!: 'UPHELD' | 'CHANGED' | null;
}
@ObjectType()
export class ReviewReplyCaseConnection extends connectionOf(ReviewReplyCase, 'ReviewReplyCase') {}

@ObjectType({ implements: ActSuccess })
export class OpenRepliesSuccess extends ActSuccess {
  @Field(() => ID) campaignId!: string;
  @Field({ description: '答复期限的最后一日' }) dueOn!: string;
}
export const OpenRepliesResult = resultOf(OpenRepliesSuccess);

@ObjectType({ implements: ActSuccess })
export class ReplyToIndicatorSuccess extends ActSuccess {
  @Field(() => ReviewResult) result!: ReviewResult;
}
export const ReplyToIndicatorResult = resultOf(ReplyToIndicatorSuccess);

@ObjectType({ implements: ActSuccess })
export class DecideReplySuccess extends ActSuccess {
  @Field(() => ReviewResult, { description: '决定之后的结果' }) result!: ReviewResult;
}
export const DecideReplyResult = resultOf(DecideReplySuccess);

@ObjectType({ implements: ActSuccess })
export class FinaliseCampaignSuccess extends ActSuccess {
  @Field(() => ID) campaignId!: string;
  @Field(() => Int, { description: '有结果的卷数' }) results!: number;
}
export const FinaliseCampaignResult = resultOf(FinaliseCampaignSuccess);

@ObjectType({ implements: ActSuccess })
export class AddImprovementPointSuccess extends ActSuccess {
  @Field(() => ImprovementPoint) point!: ImprovementPoint;
}
export const AddImprovementPointResult = resultOf(AddImprovementPointSuccess);

@ObjectType({ implements: ActSuccess })
export class TickImprovementPointSuccess extends ActSuccess {
  @Field(() => ImprovementPoint) point!: ImprovementPoint;
}
export const TickImprovementPointResult = resultOf(TickImprovementPointSuccess);
