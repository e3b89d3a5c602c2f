import 'reflect-metadata';
import { Role } from '../../src/platform/access/actor';
import { Refused } from '../../src/platform/refusal';
import { availableActions, move } from '../../src/platform/states';
import { CHECK_STATES, type CheckStateCode } from '../../src/quality-checks/check.types';
import { CHECK_ACTS, type CheckAct, checkStates } from '../../src/quality-checks/quality-check.states';

/** Written by hand; everything else is generated and must be refused. */
const ALLOWED: readonly (readonly [CheckAct, CheckStateCode, CheckStateCode])[] = [
  ['saveCheckDraft', 'DESIGNATED', 'DESIGNATED'],
  ['completeCheck', 'DESIGNATED', 'COMPLETED'],
  ['withdrawDesignation', 'DESIGNATED', 'WITHDRAWN'],
  ['withdrawDesignation', 'COMPLETED', 'WITHDRAWN'],
  ['signQualityCheck', 'COMPLETED', 'SIGNED'],
  ['signQualityCheck', 'COMPLETED', 'RETURNED'],
  ['reopenCheck', 'SIGNED', 'REOPENED'],
];

const every = CHECK_ACTS.flatMap((act) =>
  CHECK_STATES.flatMap((from) => CHECK_STATES.map((to) => [act, from, to] as const)),
);
const isAllowed = ([act, from, to]: readonly [CheckAct, CheckStateCode, CheckStateCode]) =>
  ALLOWED.some((each) => each[0] === act && each[1] === from && each[2] === to);
const refused = every.filter((row) => !isAllowed(row));

test('every move is tried', () => {
  expect(every).toHaveLength(5 * 6 * 6);
  expect(refused).toHaveLength(every.length - ALLOWED.length);
});

test.each(ALLOWED)('%s: %s → %s', (act, from, to) => {
  const found = move(checkStates, act, from, to);
  expect(found.to).toBe(to);
  expect(found.provisions).toContain(act === 'signQualityCheck' || act === 'reopenCheck' ? 'S4-5.1b' : 'S4-5.1a');
});

test.each(refused)('%s: %s → %s is refused', (act, from, to) => {
  expect(() => move(checkStates, act, from, to)).toThrow(Refused);
});

test.each([
  ['DESIGNATED', Role.QUALITY_CHECKER, ['saveCheckDraft', 'completeCheck']],
  ['DESIGNATED', Role.CLERK, ['withdrawDesignation']],
  ['COMPLETED', Role.QUALITY_REVIEW_HEAD, ['withdrawDesignation', 'signQualityCheck']],
  ['COMPLETED', Role.FINANCE_OFFICER, []],
  ['SIGNED', Role.QUALITY_REVIEW_HEAD, ['reopenCheck']],
  ['RETURNED', Role.QUALITY_REVIEW_HEAD, []],
  ['SIGNED', Role.AUDITOR, []],
] as const)('S4-5.1: in %s a %s may %j', (state, role, acts) => {
  expect(availableActions(checkStates, state, [role])).toEqual(acts);
});
