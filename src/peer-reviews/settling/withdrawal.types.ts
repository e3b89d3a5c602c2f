import { Field, ID, ObjectType } from 'type-graphql';
import { codesOf } from '../../platform/enum';
import { connectionOf } from '../../platform/paging';
import { ActSuccess, resultOf } from '../../platform/refusal';
import type { WithdrawalGroundCode, WithdrawalOutcomeCode } from './withdrawal.entity';
import { WithdrawalGround } from './withdrawal.inputs';

export const WithdrawalOutcome = codesOf<WithdrawalOutcomeCode>('WithdrawalOutcome', '退出申请的决定', {
  WITHDRAWN: '已退出',
  REFUSED: '不同意退出',
});

@ObjectType({ description: '一卷退出评估的申请：分配评阅以前一人即可，以后由另一人决定；以案卷指明，不说代号' })
export class ReviewWithdrawal {
  @Field(() => ID) id!: string;
  @Field(() => ID, { description: '案卷' }) caseFileId!: string;
  @Field(() => WithdrawalGround, { description: '事由' }) ground!: WithdrawalGroundCode;
  @Field({ description: '说明' }) reason!: string;
  @Field({ description: '申请时间' }) askedAt!: Date;
  @Field(() => WithdrawalOutcome, { nullable: true, description: '决定；等待中为空' })
  outcome!: WithdrawalOutcomeCode | null;
  @Field(() => String, { nullable: true, description: '决定的理由；分配评阅以前、一人退出的为空' })
  outcomeReason!: string | null;
  @Field(() => Date, { nullable: true, description: '退出或者决定的时间' }) decidedAt!: Date | null;
  askedBy!: string;
  decidedBy!: string | null;
}
@ObjectType()
export class ReviewWithdrawalConnection extends connectionOf(ReviewWithdrawal, 'ReviewWithdrawal') {}

@ObjectType({ implements: ActSuccess, description: '已退出' })
export class WithdrawSubjectSuccess extends ActSuccess {
  @Field(() => ID) campaignId!: string;
  @Field(() => ID) caseFileId!: string;
}
export const WithdrawSubjectResult = resultOf(WithdrawSubjectSuccess);

@ObjectType({ implements: ActSuccess, description: '已申请退出' })
export class AskWithdrawalSuccess extends ActSuccess {
  @Field(() => ReviewWithdrawal) withdrawal!: ReviewWithdrawal;
}
export const AskWithdrawalResult = resultOf(AskWithdrawalSuccess);

@ObjectType({ implements: ActSuccess, description: '已同意退出' })
export class ApproveWithdrawalSuccess extends ActSuccess {
  @Field(() => ReviewWithdrawal) withdrawal!: ReviewWithdrawal;
}
export const ApproveWithdrawalResult = resultOf(ApproveWithdrawalSuccess);

@ObjectType({ implements: ActSuccess, description: '已不同意退出' })
export class RefuseWithdrawalSuccess extends ActSuccess {
  @Field(() => ReviewWithdrawal) withdrawal!: ReviewWithdrawal;
}
export const RefuseWithdrawalResult = resultOf(RefuseWithdrawalSuccess);
