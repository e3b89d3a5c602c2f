import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { id, reason } from '../../platform/input';

@InputType({ description: '申请揭开一个代号' })
export class AskUnblindingInput {
  @Field(() => ID, { description: '评估活动' }) campaignId!: string;
  @Field(() => ID, { description: '被评案卷（代号）' }) subjectId!: string;
  @Field({ description: '理由，5至2000字；不要写出当事人' }) reason!: string;
}
export const askUnblindingInput = z.object({ campaignId: id(), subjectId: id(), reason: reason() });

@InputType({ description: '同意或者不同意揭开代号' })
export class DecideUnblindingInput {
  @Field(() => ID, { description: '揭开代号的申请' }) unblindingId!: string;
  @Field({ description: '理由，5至2000字' }) reason!: string;
}
export const decideUnblindingInput = z.object({ unblindingId: id(), reason: reason() });
