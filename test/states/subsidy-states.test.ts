import 'reflect-metadata';
import { Role } from '../../src/platform/access/actor';
import { availableActions, move } from '../../src/platform/states';
import {
  SUBSIDY_STATES,
  type SubsidyAct,
  type SubsidyStateCode,
  subsidyStates,
} from '../../src/subsidies/subsidy.states';

/** What is allowed, by hand; everything else is generated and must be refused. */
const ALLOWED: readonly (readonly [SubsidyAct, SubsidyStateCode, SubsidyStateCode])[] = [
  ['recalculateSubsidy', 'PENDING', 'PENDING'],
  ['recalculateSubsidy', 'HELD', 'HELD'],
  ['recalculateSubsidy', 'VOIDED', 'VOIDED'],
  ['adjustSubsidy', 'PENDING', 'PENDING'],
  ['adjustSubsidy', 'HELD', 'HELD'],
  ['adjustSubsidy', 'VOIDED', 'VOIDED'],
  ['holdSubsidy', 'PENDING', 'HELD'],
  ['holdSubsidy', 'HELD', 'HELD'],
  ['holdSubsidy', 'VOIDED', 'HELD'],
  ['liftHold', 'HELD', 'PENDING'],
  ['liftHold', 'HELD', 'HELD'],
  ['liftHold', 'HELD', 'VOIDED'],
  ['releaseSubsidy', 'PENDING', 'RELEASED'],
  ['releaseSubsidy', 'VOIDED', 'RELEASED'],
  ['voidRelease', 'RELEASED', 'VOIDED'],
];
const ACTS: readonly SubsidyAct[] = [...new Set(ALLOWED.map(([act]) => act))];
const EVERY = ACTS.flatMap((act) =>
  SUBSIDY_STATES.flatMap((from) => SUBSIDY_STATES.map((to) => [act, from, to] as const)),
);
const allowed = new Set(ALLOWED.map((row) => row.join(' ')));

describe('states of a subsidy', () => {
  test('six acts, four states: 96 rows, 15 of them allowed', () => {
    expect(EVERY).toHaveLength(96);
    expect(allowed.size).toBe(15);
  });

  test.each(EVERY)('%s from %s to %s', (act, from, to) => {
    const attempt = () => move(subsidyStates, act, from, to);
    if (allowed.has(`${act} ${from} ${to}`)) expect(attempt().to).toBe(to);
    else expect(attempt).toThrow();
  });

  test.each([
    ['PENDING', Role.FINANCE_OFFICER, ['holdSubsidy', 'releaseSubsidy']],
    ['PENDING', Role.CLERK, ['recalculateSubsidy', 'adjustSubsidy']],
    ['PENDING', Role.QUALITY_REVIEW_HEAD, ['holdSubsidy']],
    ['HELD', Role.FINANCE_OFFICER, ['holdSubsidy', 'liftHold']],
    ['RELEASED', Role.FINANCE_OFFICER, ['voidRelease']],
    ['RELEASED', Role.CLERK, []],
    ['VOIDED', Role.FINANCE_OFFICER, ['holdSubsidy', 'releaseSubsidy']],
    ['PENDING', Role.PRACTITIONER, []],
    ['PENDING', Role.AUDITOR, []],
  ] as const)('in %s the %s may', (state, role, acts) => {
    expect(availableActions(subsidyStates, state, [role])).toEqual(acts);
  });
});
