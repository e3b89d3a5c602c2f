import { Extensions, Field, ID, Int, ObjectType } from 'type-graphql';
import { CaseKind, CaseStage } from '../../case-files/case-file.codes';
import { codesOf } from '../../platform/enum';
import { connectionOf } from '../../platform/paging';
import { ActSuccess, FindingView, resultOf } from '../../platform/refusal';
import type { CaseKindCode, CaseStageCode } from '../../regulation';
import type { GradeCode } from '../../standards/scoring.rules';
import { Grade } from '../../standards/standard.codes';
import { ReadingState } from '../readings/reading.codes';
import type { ReadingPartCode, ReadingStateCode } from '../readings/review.types';
import type { SettledWay } from './settling.rules';
import type { SubjectStateCode } from './subject.states';

export const SubjectState = codesOf<SubjectStateCode>('SubjectState', '受评案卷的状态', {
  READING: '评阅中',
  NEEDS_THIRD: '待第三名评估人评阅',
  NEEDS_GROUP: '待集体评议',
  SETTLED: '已有结果',
  WITHDRAWN: '已退出',
});

export const SettledWayEnum = codesOf<SettledWay>('SettledWay', '结果怎样得出', {
  SINGLE: '一人评阅',
  AGREED: '评估人意见一致',
  THIRD_READER: '第三名评估人评阅后两人一致',
  GROUP: '评议小组过半数',
});

export const SubjectReadingPart = codesOf<ReadingPartCode>('SubjectReadingPart', '评阅在本卷中的职责', {
  READER: '独立评阅',
  THIRD: '第三名评估人',
  GROUP: '评议小组成员',
});

@ObjectType({ description: '一处证据：盲评材料的页，或者卷内没有' })
export class BlindEvidence {
  @Field(() => ID, { nullable: true }) paperId!: string | null;
  @Field(() => Int, { nullable: true }) page!: number | null;
  @Field({ description: '卷内没有' }) absent!: boolean;
}

@ObjectType({ description: '一项理由及其证据；不说是谁的' })
export class BlindReason {
  @Field() text!: string;
  @Extensions({ usually: 2 })
  @Field(() => [BlindEvidence])
  evidence!: BlindEvidence[];
}

@ObjectType({ description: '一项指标的结果' })
export class SettlementIndicator {
  @Field(() => Int) indicatorNo!: number;
  @Field(() => String, { nullable: true, description: '分数，两位小数' }) points!: string | null;
  @Field(() => Grade, { nullable: true }) grade!: GradeCode | null;
  @Field({ description: '不适用' }) notApplicable!: boolean;
  @Extensions({ usually: 2 })
  @Field(() => [BlindReason])
  reasons!: BlindReason[];
}

/** Why a list by pseudonym grows silent, and the way that stays. */
const SILENT =
  '评阅重新打开期间为空；开始答复以后为空：那时结果按案卷可见，两者不得对照；须知道代号是哪一卷的，用 askUnblinding 由两人揭开';

@ObjectType({ description: '已有的结果，以及怎样得来' })
export class SettlementView {
  @Field(() => Int, { description: '第几次得出；评阅重新打开后再次得出' }) round!: number;
  @Field(() => SettledWayEnum) way!: SettledWay;
  @Field(() => Grade, { nullable: true, description: `总体等次；${SILENT}` }) grade!: GradeCode | null;
  @Field(() => String, { nullable: true, description: `总分，两位小数；等次制为空；${SILENT}` }) total!: string | null;
  @Field() settledAt!: Date;
  @Field(() => [FindingView], { description: `当时的全部认定；${SILENT}` }) findings!: FindingView[];
  @Extensions({ usually: 3 })
  @Field(() => [ID], { description: '所依据的评阅' })
  restsOn!: string[];
  @Field(() => [SettlementIndicator], { description: `各项指标；${SILENT}` }) indicators!: SettlementIndicator[];
}

@ObjectType({ description: '一份评阅中的一项指标' })
export class GroupReviewIndicator {
  @Field(() => Int) indicatorNo!: number;
  @Field(() => Int, { nullable: true }) points!: number | null;
  @Field(() => Grade, { nullable: true }) grade!: GradeCode | null;
  @Field() notApplicable!: boolean;
  @Field() reason!: string;
  @Extensions({ usually: 2 })
  @Field(() => [BlindEvidence])
  evidence!: BlindEvidence[];
}

@ObjectType({ description: '评议小组据以评议的一份评阅；不说是谁的' })
export class GroupReview {
  @Field(() => Grade) grade!: GradeCode;
  @Field(() => String, { nullable: true, description: '总分，两位小数；等次制为空' }) total!: string | null;
  @Field({ description: '总体意见' }) opinion!: string;
  @Field(() => [GroupReviewIndicator]) indicators!: GroupReviewIndicator[];
}

@ObjectType({ description: '一次表决中对一项指标的意见；0为总体' })
export class GroupVote {
  @Field(() => Int) round!: number;
  @Field(() => Int) indicatorNo!: number;
  @Field(() => Int, { nullable: true }) points!: number | null;
  @Field(() => Grade, { nullable: true }) grade!: GradeCode | null;
  @Field() notApplicable!: boolean;
  @Field() reason!: string;
}

@ObjectType({ description: '一份评阅；不说是谁的' })
export class SubjectReading {
  @Field(() => ID) id!: string;
  @Field(() => SubjectReadingPart) part!: ReadingPartCode;
  @Field(() => ReadingState) state!: ReadingStateCode;
  @Field(() => Int) round!: number;
  @Field({ description: '期限' }) dueOn!: string;
  @Field(() => String, { nullable: true, description: '停止的原因' }) stoppedReason!: string | null;
  @Field(() => Grade, {
    nullable: true,
    description: '提交的总体等次；本卷得出结果以前对任何人都为空，开始答复以后为空',
  })
  grade!: GradeCode | null;
  @Field(() => String, { nullable: true, description: '提交的总分，两位小数；与总体等次同时为空' }) total!:
    | string
    | null;
  @Extensions({ usually: 1 })
  @Field(() => [GroupVote], {
    description: '小组成员的表决，各轮都在；本卷得出结果以前对任何人都为空，开始答复以后为空',
  })
  votes!: GroupVote[];
}

@ObjectType({ description: '发现的分歧，以及因此去向' })
export class Divergence {
  @Field(() => Int) n!: number;
  @Field(() => SubjectState, { description: 'NEEDS_THIRD或NEEDS_GROUP' }) next!: SubjectStateCode;
  @Field(() => [Int], { description: '有分歧的指标' }) indicators!: number[];
  @Field({ description: '总体（等次、总分，或者须由他人再看的情形）有分歧' }) overall!: boolean;
  @Field(() => [FindingView], { description: '全部认定，其中有各人所评的等次；本卷得出结果以前为空' })
  findings!: FindingView[];
}

@ObjectType({ description: '受评案卷，以代号示人' })
export class ReviewSubject {
  @Field(() => ID) id!: string;
  @Field({ description: '代号' }) pseudonym!: string;
  @Field(() => CaseKind) caseKind!: CaseKindCode;
  @Field(() => CaseStage) stage!: CaseStageCode;
  @Field(() => SubjectState) state!: SubjectStateCode;
}
@ObjectType()
export class ReviewSubjectConnection extends connectionOf(ReviewSubject, 'ReviewSubject') {}

@ObjectType({ implements: ActSuccess })
export class ConvokeGroupSuccess extends ActSuccess {
  @Field(() => ReviewSubject) subject!: ReviewSubject;
  @Field({ description: '表决期限' }) dueOn!: string;
}
export const ConvokeGroupResult = resultOf(ConvokeGroupSuccess);

@ObjectType({ implements: ActSuccess })
export class VoteInGroupSuccess extends ActSuccess {
  @Field(() => ID) readingId!: string;
  @Field({ description: '小组是否就此得出结果' }) decided!: boolean;
}
export const VoteInGroupResult = resultOf(VoteInGroupSuccess);

@ObjectType({ implements: ActSuccess })
export class WithdrawSubjectSuccess extends ActSuccess {
  @Field(() => ID) campaignId!: string;
  @Field(() => ID) caseFileId!: string;
}
export const WithdrawSubjectResult = resultOf(WithdrawSubjectSuccess);
