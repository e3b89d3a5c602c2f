import { Extensions, Field, ID, Int, ObjectType } from 'type-graphql';
import { codesOf } from '../../platform/enum';
import { connectionOf } from '../../platform/paging';
import { ActSuccess, resultOf } from '../../platform/refusal';
import type { GradeCode } from '../../standards/scoring.rules';
import { Grade } from '../../standards/standard.codes';
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

@ObjectType({ description: '一处证据：盲评材料的页，或者卷内没有' })
export class BlindEvidence {
  @Field(() => ID, { nullable: true }) paperId!: string | null;
  @Field(() => Int, { nullable: true }) page!: number | null;
  @Field({ description: '卷内没有' }) absent!: boolean;
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

@ObjectType({ description: '一次表决中对一项指标的意见，不说是谁的；0为总体' })
export class GroupVote {
  @Field(() => Int) round!: number;
  @Field(() => Int) indicatorNo!: number;
  @Field(() => Int, { nullable: true }) points!: number | null;
  @Field(() => Grade, { nullable: true }) grade!: GradeCode | null;
  @Field() notApplicable!: boolean;
  @Field() reason!: string;
}

@ObjectType({ description: '发现的分歧，以及因此去向；只说在哪些指标上，不说各人所评' })
export class Divergence {
  @Field(() => Int) n!: number;
  @Field(() => SubjectState, { description: 'NEEDS_THIRD或NEEDS_GROUP' }) next!: SubjectStateCode;
  @Field(() => [Int], { description: '有分歧的指标' }) indicators!: number[];
  @Field({ description: '总体（等次、总分，或者须由他人再看的情形）有分歧' }) overall!: boolean;
}

/** Results are seen by file: a list by pseudonym that told them too would join the two for one person alone. */
@ObjectType({
  description:
    '受评案卷，以代号示人：只见走到哪一步，不见等次、分数、理由，也不见案件类型和阶段；结果在开始答复以后按案卷可见',
})
export class ReviewSubject {
  @Field(() => ID) id!: string;
  @Field({ description: '代号' }) pseudonym!: string;
  @Field(() => SubjectState) state!: SubjectStateCode;
  @Field(() => Int, { nullable: true, description: '已交的评阅数；开始答复以后为空' }) reviews!: number | null;
  @Field(() => SettledWayEnum, { nullable: true, description: '结果怎样得出；还没有结果、开始答复以后为空' })
  way!: SettledWay | null;
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
