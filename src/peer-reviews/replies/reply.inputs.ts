import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { codesOf } from '../../platform/enum';
import { id, optional, prose, reason } from '../../platform/input';
import { GRADES, type GradeCode } from '../../standards/scoring.rules';
import { Grade } from '../../standards/standard.codes';
import { givenValue, indicatorNo } from '../settling/settling.inputs';

export const ReplyOutcome = codesOf<'UPHELD' | 'CHANGED'>('ReplyOutcome', '对一项答复的决定', {
  UPHELD: '维持原评',
  CHANGED: '改评',
});

@InputType({ description: '开始答复' })
export class OpenRepliesInput {
  @Field(() => ID) campaignId!: string;
}
export const openRepliesInput = z.object({ campaignId: id() });

@InputType({ description: '承办人对一项指标的答复：每项一次' })
export class ReplyToIndicatorInput {
  @Field(() => ID) campaignId!: string;
  @Field(() => ID) caseFileId!: string;
  @Field(() => Int, { description: '指标序号，1至8' }) indicatorNo!: number;
  @Field({ description: '答复（至少5字），不写受援人姓名' }) text!: string;
}
export const replyToIndicatorInput = z.object({
  campaignId: id(),
  caseFileId: id(),
  indicatorNo: indicatorNo(),
  text: prose(5000, 5),
});

@InputType({ description: '决定一项答复：维持，或者改评并说明理由' })
export class DecideReplyInput {
  @Field(() => ID) replyId!: string;
  @Field(() => ReplyOutcome) outcome!: 'UPHELD' | 'CHANGED';
  @Field(() => Int, { nullable: true, description: '改评后的分数（百分制，0至100的整数）' }) points?: number | null;
  @Field(() => Grade, { nullable: true, description: '改评后的等次（等次制）' }) grade?: GradeCode | null;
  @Field({ defaultValue: false, description: '改为不适用' }) notApplicable!: boolean;
  @Field(() => Grade, {
    nullable: true,
    description: '等次制：改评后的总体等次，随该项改变的方向至多变动一等，不越出适用各项的等次；不变则空',
  })
  overallGrade?: GradeCode | null;
  @Field({ description: '理由（至少5字），不写受援人姓名' }) reasons!: string;
}
export const decideReplyInput = z
  .object({
    replyId: id(),
    outcome: z.enum(['UPHELD', 'CHANGED']),
    ...givenValue,
    overallGrade: optional(z.enum(GRADES)),
    reasons: reason(),
  })
  .refine(
    ({ outcome, points, grade, notApplicable }) =>
      Number(points !== null) + Number(grade !== null) + Number(notApplicable) === (outcome === 'CHANGED' ? 1 : 0),
    '改评须给出一个分数、一个等次或者不适用；维持原评的都不填',
  )
  .refine(({ outcome, overallGrade }) => outcome === 'CHANGED' || overallGrade === null, '维持原评的不填总体等次');
