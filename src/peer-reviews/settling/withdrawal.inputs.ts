import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { codesOf } from '../../platform/enum';
import { id, reason } from '../../platform/input';
import { WITHDRAWAL_GROUNDS, type WithdrawalGroundCode } from './withdrawal.entity';

export const WITHDRAWAL_GROUND_NAMES: Readonly<Record<WithdrawalGroundCode, string>> = {
  OUT_OF_SCOPE: '登记有误，本不属于这次评估的范围',
  UNREADABLE: '卷宗毁损、缺失，无法评阅',
  OTHER_PROCEEDINGS: '正在投诉查处、纪检监察或者司法程序中',
  IDENTITY_KNOWN: '无法遮蔽，或者已被认出是谁的案卷',
  NO_READERS: '没有可以评阅此卷的专家',
};
export const WithdrawalGround = codesOf<WithdrawalGroundCode>(
  'WithdrawalGround',
  '案卷退出评估的事由；限于这几种',
  WITHDRAWAL_GROUND_NAMES,
);

@InputType({ description: '使尚未分配评阅的一卷退出评估：以案卷指明，不用代号' })
export class WithdrawSubjectInput {
  @Field(() => ID, { description: '评估活动' }) campaignId!: string;
  @Field(() => ID, { description: '案卷' }) caseFileId!: string;
  @Field(() => WithdrawalGround, { description: '事由' }) ground!: WithdrawalGroundCode;
  @Field({ description: '说明（至少5字）；不要写出当事人' }) reason!: string;
}
@InputType({ description: '申请使一卷退出评估：以案卷指明，不用代号' })
export class AskWithdrawalInput extends WithdrawSubjectInput {}
export const withdrawSubjectInput = z.object({
  campaignId: id(),
  caseFileId: id(),
  ground: z.enum(WITHDRAWAL_GROUNDS, '须选明事由'),
  reason: reason(),
});

@InputType({ description: '同意一卷退出评估' })
export class ApproveWithdrawalInput {
  @Field(() => ID, { description: '退出申请' }) withdrawalId!: string;
  @Field({ description: '理由（至少5字）' }) reason!: string;
}
@InputType({ description: '不同意一卷退出评估' })
export class RefuseWithdrawalInput extends ApproveWithdrawalInput {}
export const decideWithdrawalInput = z.object({ withdrawalId: id(), reason: reason() });
