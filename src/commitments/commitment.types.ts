import { Field, ID, ObjectType } from 'type-graphql';
import { codesOf } from '../platform/enum';
import { connectionOf } from '../platform/paging';
import { ActSuccess, resultOf } from '../platform/refusal';
import type { CommitmentStateCode } from './commitment.entity';

export const CommitmentState = codesOf<CommitmentStateCode>('CommitmentState', '案件质量承诺书的状态', {
  OFFERED: '机构已签署，待对方签署',
  IN_FORCE: '双方已签署，期限内有效',
  ENDED: '已终止',
  BREACHED: '已记录违反，不再有效',
  WITHDRAWN: '对方签署前撤回',
});

@ObjectType({ description: '承诺书文本的一个版本' })
export class CommitmentText {
  @Field(() => ID) id!: string;
  @Field() title!: string;
  @Field({ description: '全文' }) body!: string;
  @Field({ description: '来源性质：原通知附件3略去，本平台自拟文本为 HOUSE' }) provenance!: string;
  @Field({ description: '启用日' }) inForceFrom!: string;
  @Field(() => String, { nullable: true, description: '停用日；在用为空' }) inForceTo!: string | null;
}

@ObjectType({ description: '案件质量承诺书（S4-4.4a）：法律援助机构与法律服务机构或者志愿者之间' })
export class QualityCommitment {
  @Field(() => ID) id!: string;
  @Field({ description: '生效日' }) inForceFrom!: string;
  @Field({ description: '期满日，含当日' }) inForceTo!: string;
  @Field(() => CommitmentState) state!: CommitmentStateCode;
  @Field({ description: '机构一方签署时间' }) agencySignedAt!: Date;
  @Field(() => Date, { nullable: true, description: '对方签署时间' }) partySignedAt!: Date | null;
  @Field(() => String, { nullable: true, description: '终止、违反或者撤回之日' }) endedOn!: string | null;
  @Field(() => String, { nullable: true, description: '终止、违反或者撤回的理由' }) endReason!: string | null;
}

@ObjectType()
export class QualityCommitmentConnection extends connectionOf(QualityCommitment, 'QualityCommitment') {}

@ObjectType({ implements: ActSuccess, description: '已提出承诺书' })
export class OfferCommitmentSuccess extends ActSuccess {
  @Field(() => QualityCommitment) commitment!: QualityCommitment;
}
export const OfferCommitmentResult = resultOf(OfferCommitmentSuccess);

@ObjectType({ implements: ActSuccess, description: '承诺书已由双方签署' })
export class SignCommitmentSuccess extends ActSuccess {
  @Field(() => QualityCommitment) commitment!: QualityCommitment;
}
export const SignCommitmentResult = resultOf(SignCommitmentSuccess);

@ObjectType({ implements: ActSuccess, description: '承诺书已撤回' })
export class WithdrawCommitmentSuccess extends ActSuccess {
  @Field(() => QualityCommitment) commitment!: QualityCommitment;
}
export const WithdrawCommitmentResult = resultOf(WithdrawCommitmentSuccess);

@ObjectType({ implements: ActSuccess, description: '承诺书已终止' })
export class EndCommitmentSuccess extends ActSuccess {
  @Field(() => QualityCommitment) commitment!: QualityCommitment;
}
export const EndCommitmentResult = resultOf(EndCommitmentSuccess);

@ObjectType({ implements: ActSuccess, description: '已记录违反承诺' })
export class RecordCommitmentBreachSuccess extends ActSuccess {
  @Field(() => QualityCommitment) commitment!: QualityCommitment;
}
export const RecordCommitmentBreachResult = resultOf(RecordCommitmentBreachSuccess);
