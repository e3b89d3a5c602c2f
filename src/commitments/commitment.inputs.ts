import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { day, id, line, optional, reason } from '../platform/input';
import { CommitmentState } from './commitment.types';

@InputType({ description: '提出案件质量承诺书：法律援助机构一方签署' })
export class OfferCommitmentInput {
  @Field(() => ID, { description: '法律援助机构' }) agencyId!: string;
  @Field(() => ID, { nullable: true, description: '法律服务机构；与志愿者二选一' }) serviceOrganizationId?: string;
  @Field(() => ID, { nullable: true, description: '法律援助志愿者；与法律服务机构二选一' }) volunteerId?: string;
  @Field({ description: '文本版本' }) textId!: string;
  @Field({ description: '生效日（YYYY-MM-DD）' }) inForceFrom!: string;
  @Field({ description: '期满日（YYYY-MM-DD），含当日；不超过三年' }) inForceTo!: string;
}

export const offerCommitmentInput = z
  .object({
    agencyId: id(),
    serviceOrganizationId: optional(id()),
    volunteerId: optional(id()),
    textId: line(64),
    inForceFrom: day(),
    inForceTo: day(),
  })
  .refine((input) => (input.serviceOrganizationId === null) !== (input.volunteerId === null), {
    message: '法律服务机构与志愿者须填一个，且只填一个',
    path: ['serviceOrganizationId'],
  });

@InputType({ description: '签署案件质量承诺书' })
export class SignCommitmentInput {
  @Field(() => ID) commitmentId!: string;
}
export const signCommitmentInput = z.object({ commitmentId: id() });

@InputType({ description: '撤回、终止承诺书，或记录违反' })
export class EndCommitmentInput {
  @Field(() => ID) commitmentId!: string;
  @Field({ description: '理由，5至2000字' }) reason!: string;
}
export const endCommitmentInput = z.object({ commitmentId: id(), reason: reason() });

@InputType({ description: '筛选承诺书' })
export class CommitmentFilter {
  @Field(() => ID, { nullable: true }) agencyId?: string;
  @Field(() => ID, { nullable: true }) serviceOrganizationId?: string;
  @Field(() => ID, { nullable: true }) volunteerId?: string;
  @Field(() => CommitmentState, { nullable: true }) state?: keyof typeof CommitmentState;
  @Field({ nullable: true, description: '在该日有效（YYYY-MM-DD）' }) inForceOn?: string;
}
export const commitmentFilter = z.object({
  agencyId: optional(id()),
  serviceOrganizationId: optional(id()),
  volunteerId: optional(id()),
  state: optional(z.string()),
  inForceOn: optional(day()),
});
