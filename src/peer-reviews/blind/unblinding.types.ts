import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../platform/paging';
import { ActSuccess, resultOf } from '../../platform/refusal';

export enum UnblindingOutcome {
  APPROVED = 'APPROVED',
  REFUSED = 'REFUSED',
}
registerEnumType(UnblindingOutcome, {
  name: 'UnblindingOutcome',
  description: '对揭开代号的申请的决定',
  valuesConfig: { APPROVED: { description: '同意' }, REFUSED: { description: '不同意' } },
});

@ObjectType({ description: '揭开后的案卷' })
export class UnblindedFile {
  @Field(() => ID, { description: '案卷' }) caseFileId!: string;
  @Field({ description: '案卷号' }) number!: string;
}

@ObjectType({ description: '揭开代号的申请：一人申请，另一人决定；每次查看都有记录' })
export class Unblinding {
  @Field(() => ID) id!: string;
  @Field(() => ID, { description: '评估活动' }) campaignId!: string;
  @Field(() => ID, { description: '被评案卷（代号）' }) subjectId!: string;
  @Field({ description: '申请理由' }) reason!: string;
  @Field({ description: '申请时间' }) askedAt!: Date;
  @Field(() => UnblindingOutcome, { nullable: true, description: '决定；等待中为空' })
  outcome!: keyof typeof UnblindingOutcome | null;
  @Field(() => String, { nullable: true, description: '决定的理由' }) outcomeReason!: string | null;
  @Field(() => Date, { nullable: true, description: '决定时间' }) decidedAt!: Date | null;
  askedBy!: string;
  decidedBy!: string | null;
}

@ObjectType()
export class UnblindingConnection extends connectionOf(Unblinding, 'Unblinding') {}

@ObjectType({ implements: ActSuccess, description: '已申请揭开' })
export class AskUnblindingSuccess extends ActSuccess {
  @Field(() => Unblinding) unblinding!: Unblinding;
}
export const AskUnblindingResult = resultOf(AskUnblindingSuccess);

@ObjectType({ implements: ActSuccess, description: '已同意揭开' })
export class ApproveUnblindingSuccess extends ActSuccess {
  @Field(() => Unblinding) unblinding!: Unblinding;
}
export const ApproveUnblindingResult = resultOf(ApproveUnblindingSuccess);

@ObjectType({ implements: ActSuccess, description: '已不同意揭开' })
export class RefuseUnblindingSuccess extends ActSuccess {
  @Field(() => Unblinding) unblinding!: Unblinding;
}
export const RefuseUnblindingResult = resultOf(RefuseUnblindingSuccess);
