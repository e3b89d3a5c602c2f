import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { codesOf } from '../../platform/enum';
import { id, optional, reason } from '../../platform/input';
import { STOP_CAUSES, STOP_GROUNDS, type StopCauseCode, type StopGroundCode } from './stopping';

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

export const StopGround = codesOf<StopGroundCode>('StopGround', '须回避的是哪一种情形', {
  REGISTER: '按登记的事实须回避（由系统核对）',
  KINSHIP: '与承办人、受援人或者对方有亲属关系',
  INTEREST: '与本案或者其当事人、承办人有利害关系',
  CONTACT: '就本案与承办人、当事人私下接触或者受到请托',
  RECOGNISED: '认出了案卷是谁的',
});

@InputType({ description: '停止一次评阅' })
export class StopReadingInput {
  @Field(() => ID, { description: '评阅' }) readingId!: string;
  @Field(() => StopCause, { description: '缘由' }) cause!: StopCauseCode;
  @Field(() => StopGround, { nullable: true, description: '须回避的是哪一种情形；停止已提交的评阅必填，限CONFLICT' })
  ground?: StopGroundCode | null;
  @Field({ description: '说明，5至2000字' }) reason!: string;
}
export const stopReadingInput = z
  .object({
    readingId: id(),
    cause: z.enum(STOP_CAUSES),
    ground: optional(z.enum(STOP_GROUNDS)),
    reason: reason(),
  })
  .refine(({ cause, ground }) => !ground || cause === 'CONFLICT', {
    path: ['ground'],
    message: '只有因须回避而停止的才选情形',
  });
