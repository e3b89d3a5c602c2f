import { Role } from '../platform/access/actor';
import { defineStates } from '../platform/states';
import type { CheckStateCode } from './check.types';
import { CHECK_STATES } from './check.types';

export const CHECK_ACTS = [
  'withdrawDesignation',
  'saveCheckDraft',
  'completeCheck',
  'signQualityCheck',
  'reopenCheck',
] as const;
export type CheckAct = (typeof CHECK_ACTS)[number];

/** Who may designate: the agency for its files, the bureau for those of the agency's own staff. */
export const DESIGNATORS: readonly Role[] = [Role.CLERK, Role.QUALITY_REVIEW_HEAD, Role.BUREAU_SUPERVISOR];
const CHECKER: readonly Role[] = [Role.QUALITY_CHECKER];
const HEAD: readonly Role[] = [Role.QUALITY_REVIEW_HEAD];

export const checkStates = defineStates<CheckStateCode, CheckAct>({
  name: '质量检查',
  initial: 'DESIGNATED',
  all: CHECK_STATES,
  stateName: {
    DESIGNATED: '已指定专人，待检查',
    COMPLETED: '已检查，待签字',
    SIGNED: '已签字',
    RETURNED: '已签字退回补正',
    REOPENED: '已重新打开，签字作废',
    WITHDRAWN: '指定已撤回',
  },
  transitions: [
    { act: 'saveCheckDraft', from: ['DESIGNATED'], to: 'DESIGNATED', roles: CHECKER, provisions: ['S4-5.1a'] },
    { act: 'completeCheck', from: ['DESIGNATED'], to: 'COMPLETED', roles: CHECKER, provisions: ['S4-5.1a', 'S4-5.1d'] },
    // A completed check may be put aside as long as nobody signed it: papers may have changed since.
    {
      act: 'withdrawDesignation',
      from: ['DESIGNATED', 'COMPLETED'],
      to: 'WITHDRAWN',
      roles: DESIGNATORS,
      provisions: ['S4-5.1a'],
    },
    { act: 'signQualityCheck', from: ['COMPLETED'], to: 'SIGNED', roles: HEAD, provisions: ['S4-5.1b', 'S4-5.1c'] },
    { act: 'signQualityCheck', from: ['COMPLETED'], to: 'RETURNED', roles: HEAD, provisions: ['S4-5.1b', 'S4-3.5g'] },
    { act: 'reopenCheck', from: ['SIGNED'], to: 'REOPENED', roles: HEAD, provisions: ['S4-5.1b'] },
  ],
});
