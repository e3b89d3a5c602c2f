import { Role } from '../platform/access/actor';
import { defineStates } from '../platform/states';
import type { PasswordResetRow } from './password-reset.entity';

export type PasswordResetStateCode = 'WAITING' | 'DONE' | 'WITHDRAWN';
export type PasswordResetAct = 'approvePasswordReset' | 'withdrawPasswordReset';

/** 重设密码. Resets that need no second administrator are done at once. */
export const passwordResetStates = defineStates<PasswordResetStateCode, PasswordResetAct>({
  name: '重设密码',
  initial: 'WAITING',
  all: ['WAITING', 'DONE', 'WITHDRAWN'],
  stateName: { WAITING: '待批准', DONE: '已重设', WITHDRAWN: '已撤回' },
  transitions: [
    { act: 'approvePasswordReset', from: ['WAITING'], to: 'DONE', roles: [Role.ADMINISTRATOR], provisions: [] },
    { act: 'withdrawPasswordReset', from: ['WAITING'], to: 'WITHDRAWN', roles: [Role.ADMINISTRATOR], provisions: [] },
  ],
});

export const stateOfReset = (
  row: Pick<PasswordResetRow, 'needsApproval' | 'approvedBy' | 'withdrawnBy'>,
): PasswordResetStateCode => {
  if (row.withdrawnBy) return 'WITHDRAWN';
  return row.needsApproval && !row.approvedBy ? 'WAITING' : 'DONE';
};
