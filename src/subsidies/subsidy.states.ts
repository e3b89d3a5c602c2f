import { Role } from '../platform/access/actor';
import { defineStates } from '../platform/states';

export const SUBSIDY_STATES = ['PENDING', 'HELD', 'RELEASED', 'VOIDED'] as const;
export type SubsidyStateCode = (typeof SUBSIDY_STATES)[number];
export type SubsidyAct =
  | 'recalculateSubsidy'
  | 'adjustSubsidy'
  | 'holdSubsidy'
  | 'liftHold'
  | 'releaseSubsidy'
  | 'voidRelease';

const UNRELEASED = ['PENDING', 'HELD', 'VOIDED'] as const;

/**
 * Who pays does not set the amount, and who sets the amount does not pay (four eyes, HOUSE).
 * A lifted hold leaves what the records say: held still by another hold, else pending or voided.
 */
export const subsidyStates = defineStates<SubsidyStateCode, SubsidyAct>({
  name: '补贴',
  initial: 'PENDING',
  all: SUBSIDY_STATES,
  stateName: { PENDING: '待发放', HELD: '暂缓', RELEASED: '已发放', VOIDED: '已撤销发放' },
  transitions: [
    ...UNRELEASED.flatMap((state) => [
      {
        act: 'recalculateSubsidy' as const,
        from: [state],
        to: state,
        roles: [Role.CLERK],
        provisions: ['LAL-52'],
      },
      { act: 'adjustSubsidy' as const, from: [state], to: state, roles: [Role.CLERK], provisions: ['LAL-52'] },
    ]),
    {
      act: 'holdSubsidy',
      from: UNRELEASED,
      to: 'HELD',
      roles: [Role.FINANCE_OFFICER, Role.QUALITY_REVIEW_HEAD],
      provisions: [],
    },
    ...(['PENDING', 'HELD', 'VOIDED'] as const).map((to) => ({
      act: 'liftHold' as const,
      from: ['HELD' as const],
      to,
      roles: [Role.FINANCE_OFFICER, Role.QUALITY_REVIEW_HEAD],
      provisions: [],
    })),
    {
      act: 'releaseSubsidy',
      from: ['PENDING', 'VOIDED'],
      to: 'RELEASED',
      roles: [Role.FINANCE_OFFICER],
      provisions: ['S4-5.1c', 'LAL-52'],
    },
    { act: 'voidRelease', from: ['RELEASED'], to: 'VOIDED', roles: [Role.FINANCE_OFFICER], provisions: [] },
  ],
});
