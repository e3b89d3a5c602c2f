import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { day, id, optional, prose, reason } from '../platform/input';
import { TerminationGround } from './case-file.codes';
import { TERMINATION_GROUNDS, type TerminationGroundCode } from './vocabulary.types';

@InputType({ description: '提交结案材料' })
export class SubmitClosingInput {
  @Field(() => ID) caseFileId!: string;
}
export const submitClosingInput = z.object({ caseFileId: id() });

@InputType({ description: '收卷，或者退回补正' })
export class DecideClosingInput {
  @Field(() => ID) caseFileId!: string;
  @Field({ nullable: true, description: '说明；材料齐全而退回时必填' }) note?: string;
}
export const decideClosingInput = z.object({ caseFileId: id(), note: optional(prose(2000, 5)) });

@InputType({ description: '终止法律援助' })
export class TerminateAidInput {
  @Field(() => ID) caseFileId!: string;
  @Field(() => TerminationGround) ground!: TerminationGroundCode;
  @Field({ description: '理由，5至2000字' }) reason!: string;
  @Field({ nullable: true, description: '决定的日期；不填为今天' }) decidedOn?: string;
  @Field({ nullable: true, description: '办案机关准许自行辩护的日期；事由为自行辩护时必填' }) permittedOn?: string;
}
export const terminateAidInput = z
  .object({
    caseFileId: id(),
    ground: z.enum(TERMINATION_GROUNDS),
    reason: reason(),
    decidedOn: optional(day()),
    permittedOn: optional(day()),
  })
  .refine(({ ground, permittedOn }) => (ground === 'SELF_DEFENCE') === (permittedOn !== null), {
    path: ['permittedOn'],
    message: '事由为自行辩护时必填，其他事由不填',
  });

@InputType({ description: '登记终止决定的送达和函告' })
export class RecordTerminationServiceInput {
  @Field(() => ID) caseFileId!: string;
  @Field({ nullable: true, description: '送达受援人的日期' }) servedOn?: string;
  @Field({ nullable: true, description: '函告办案机关的日期' }) organInformedOn?: string;
}
export const recordTerminationServiceInput = z
  .object({ caseFileId: id(), servedOn: optional(day()), organInformedOn: optional(day()) })
  .refine(({ servedOn, organInformedOn }) => servedOn !== null || organInformedOn !== null, {
    path: ['servedOn'],
    message: '送达日期与函告日期至少填一项',
  });
