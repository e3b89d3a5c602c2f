import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { id, optional, reason } from '../../platform/input';
import { isSoundText } from '../../platform/sound-text';
import { GRADES, type GradeCode } from '../../standards/scoring.rules';
import { Grade } from '../../standards/standard.codes';
import { DraftVersionInput, draftVersions } from '../readings/reading.inputs';

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

@InputType({ description: '评议小组成员的表决：八项指标和总体一次交齐；都不写的，以已保存的草稿表决' })
export class VoteInGroupInput {
  @Field(() => ID, { description: '本人在小组中的评阅' }) readingId!: string;
  @Field(() => [IndicatorVoteInput], { nullable: true }) votes?: IndicatorVoteInput[] | null;
  @Field(() => OverallVoteInput, { nullable: true }) overall?: OverallVoteInput | null;
  @Field(() => [DraftVersionInput], {
    nullable: true,
    description: '以草稿表决时所见各项草稿的版本；写明的，与现有的不同即拒绝',
  })
  versions?: DraftVersionInput[] | null;
}

/** What it lacks to be a vote is told with everything else that is missing. */
const said = () =>
  z
    .string()
    .transform((text) => text.trim())
    .refine((text) => text.length <= 2000, '不超过2000字')
    .refine(isSoundText, '含有不可见字符');
export const voteInGroupInput = z
  .object({
    readingId: id(),
    votes: optional(z.array(z.object({ indicatorNo: indicatorNo(), ...givenValue, reason: said() })).max(16)),
    overall: optional(z.object({ grade: optional(z.enum(GRADES)), reason: said() })),
    versions: draftVersions(),
  })
  .refine(({ votes, overall }) => (votes === null) === (overall === null), {
    path: ['overall'],
    message: '各项指标和总体须一并写明；以草稿表决的都不写',
  });
