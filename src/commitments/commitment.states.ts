import { Role } from '../platform/access/actor';
import { defineStates } from '../platform/states';
import { COMMITMENT_STATES, type CommitmentStateCode } from './commitment.entity';

export type CommitmentAct = 'signCommitment' | 'withdrawCommitment' | 'endCommitment' | 'recordCommitmentBreach';

const AGENCY = [Role.CLERK, Role.QUALITY_REVIEW_HEAD] as const;

export const commitmentStates = defineStates<CommitmentStateCode, CommitmentAct>({
  name: '案件质量承诺书',
  initial: 'OFFERED',
  all: COMMITMENT_STATES,
  stateName: {
    OFFERED: '待对方签署',
    IN_FORCE: '已生效',
    ENDED: '已终止',
    BREACHED: '已违反',
    WITHDRAWN: '已撤回',
  },
  transitions: [
    {
      act: 'signCommitment',
      from: ['OFFERED'],
      to: 'IN_FORCE',
      roles: [Role.ORGANIZATION_MANAGER, Role.PRACTITIONER],
      provisions: ['S4-4.4a'],
    },
    { act: 'withdrawCommitment', from: ['OFFERED'], to: 'WITHDRAWN', roles: AGENCY, provisions: ['S4-4.4a'] },
    { act: 'endCommitment', from: ['IN_FORCE'], to: 'ENDED', roles: AGENCY, provisions: ['S4-4.4a'] },
    { act: 'recordCommitmentBreach', from: ['IN_FORCE'], to: 'BREACHED', roles: AGENCY, provisions: ['S4-4.4b'] },
  ],
});
