import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { id, optional, reason } from '../../platform/input';
import { GRADES, type GradeCode } from '../../standards/scoring.rules';
import { Grade } from '../../standards/standard.codes';

/** Points, a grade, or that it does not apply: which of them, the scheme decides. */
export const givenValue = {
  points: optional(z.int().min(0).max(100)),
  grade: optional(z.enum(GRADES)),
  notApplicable: z.boolean().default(false),
};

export const indicatorNo = () => z.int().min(1, '须为1至8').max(8, '须为1至8');

@InputType({ description: '召集评议小组：成员由系统抽取，不由人选' })
export class ConvokeGroupInput {
  @Field(() => ID) subjectId!: string;
  @Field(() => String, { nullable: true, description: '没有过半数、再次表决的理由（至少5字）；其他情形可空' }) reason?:
    | string
    | null;
}
export const convokeGroupInput = z.object({ subjectId: id(), reason: optional(reason()) });

@InputType({ description: '对一项指标的表决' })
export class IndicatorVoteInput {
  @Field(() => Int) indicatorNo!: number;
  @Field(() => Int, { nullable: true, description: '百分制：0至100的整数' }) points?: number | null;
  @Field(() => Grade, { nullable: true, description: '等次制' }) grade?: GradeCode | null;
  @Field({ defaultValue: false, description: '不适用' }) notApplicable!: boolean;
  @Field({ description: '理由（至少5字）' }) reason!: string;
}

@InputType({ description: '对总体的表决' })
export class OverallVoteInput {
  @Field(() => Grade, { nullable: true, description: '等次制须填；百分制由各项分数得出，不填' })
  grade?: GradeCode | null;
  @Field({ description: '理由（至少5字）' }) reason!: string;
}

@InputType({ description: '评议小组成员的表决：八项指标和总体一次交齐' })
export class VoteInGroupInput {
  @Field(() => ID, { description: '本人在小组中的评阅' }) readingId!: string;
  @Field(() => [IndicatorVoteInput]) votes!: IndicatorVoteInput[];
  @Field(() => OverallVoteInput) overall!: OverallVoteInput;
}
export const voteInGroupInput = z.object({
  readingId: id(),
  votes: z
    .array(z.object({ indicatorNo: indicatorNo(), ...givenValue, reason: reason() }))
    .refine(
      (votes) => new Set(votes.map((vote) => vote.indicatorNo)).size === 8 && votes.length === 8,
      '八项指标须各表决一次',
    ),
  overall: z.object({ grade: optional(z.enum(GRADES)), reason: reason() }),
});

@InputType({ description: '使一卷退出评估：以案卷指明，不用代号' })
export class WithdrawSubjectInput {
  @Field(() => ID, { description: '评估活动' }) campaignId!: string;
  @Field(() => ID, { description: '案卷' }) caseFileId!: string;
  @Field({ description: '理由（至少5字）' }) reason!: string;
}
export const withdrawSubjectInput = z.object({ campaignId: id(), caseFileId: id(), reason: reason() });
