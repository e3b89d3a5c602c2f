import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { codesOf } from '../../platform/enum';
import { id, reason } from '../../platform/input';
import { STOP_CAUSES, type StopCauseCode } from './stopping';

export const StopCause = codesOf<StopCauseCode>('StopCause', '停止评阅的缘由', {
  CONFLICT: '发现须回避的情形',
  OBJECTION: '承办人的回避申请成立',
  UNAVAILABLE: '专家不能继续评阅',
});

@InputType({ description: '给评估活动的案卷分配评估专家' })
export class AssignReadersInput {
  @Field(() => ID, { description: '评估活动' }) campaignId!: string;
}
export const assignReadersInput = z.object({ campaignId: id() });

@InputType({ description: '停止一次评阅' })
export class StopReadingInput {
  @Field(() => ID, { description: '评阅' }) readingId!: string;
  @Field(() => StopCause, { description: '缘由' }) cause!: StopCauseCode;
  @Field({ description: '说明，5至2000字' }) reason!: string;
}
export const stopReadingInput = z.object({ readingId: id(), cause: z.enum(STOP_CAUSES), reason: reason() });
