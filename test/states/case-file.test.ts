import { CASE_FILE_STATES } from '../../src/case-files/case-file.entity';
import { type CaseFileAct, caseFileStates } from '../../src/case-files/case-file.states';
import { Role } from '../../src/platform/access/actor';
import { Refused } from '../../src/platform/refusal';
import { availableActions, move } from '../../src/platform/states';
import { provisionById } from '../../src/regulation';

/** Every allowed move, written by hand: act, from, to. What is not here must be refused. */
const ALLOWED: readonly (readonly [CaseFileAct, string, string])[] = [
  ['commissionPractitioner', 'REGISTERED', 'IN_PROGRESS'],
  ['changePractitioner', 'IN_PROGRESS', 'IN_PROGRESS'],
  ['changePractitioner', 'RETURNED', 'RETURNED'],
  ['correctCaseFile', 'REGISTERED', 'REGISTERED'],
  ['correctCaseFile', 'IN_PROGRESS', 'IN_PROGRESS'],
  ['correctCaseFile', 'RETURNED', 'RETURNED'],
  ['correctCaseFile', 'TERMINATED', 'TERMINATED'],
  ['recordMaterial', 'REGISTERED', 'REGISTERED'],
  ['recordMaterial', 'IN_PROGRESS', 'IN_PROGRESS'],
  ['recordMaterial', 'RETURNED', 'RETURNED'],
  ['recordMaterial', 'TERMINATED', 'TERMINATED'],
  ['recordActivity', 'IN_PROGRESS', 'IN_PROGRESS'],
  ['recordActivity', 'RETURNED', 'RETURNED'],
  ['recordActivity', 'TERMINATED', 'TERMINATED'],
  ['recordHearingHeld', 'IN_PROGRESS', 'IN_PROGRESS'],
  ['recordHearingHeld', 'RETURNED', 'RETURNED'],
  ['recordHearingHeld', 'TERMINATED', 'TERMINATED'],
  ['endStage', 'IN_PROGRESS', 'IN_PROGRESS'],
  ['endStage', 'RETURNED', 'RETURNED'],
  ['submitClosing', 'IN_PROGRESS', 'CLOSING_SUBMITTED'],
  ['submitClosing', 'RETURNED', 'CLOSING_SUBMITTED'],
  ['submitClosing', 'TERMINATED', 'CLOSING_SUBMITTED'],
  ['returnClosing', 'CLOSING_SUBMITTED', 'RETURNED'],
  ['receiveClosing', 'CLOSING_SUBMITTED', 'RECEIVED'],
  ['returnForCorrection', 'RECEIVED', 'RETURNED'],
  ['terminateAid', 'REGISTERED', 'TERMINATED'],
  ['terminateAid', 'IN_PROGRESS', 'TERMINATED'],
  ['recordTerminationService', 'TERMINATED', 'TERMINATED'],
  ['recordTerminationService', 'RETURNED', 'RETURNED'],
  ['continueInNextStage', 'IN_PROGRESS', 'IN_PROGRESS'],
  ['continueInNextStage', 'CLOSING_SUBMITTED', 'CLOSING_SUBMITTED'],
  ['continueInNextStage', 'RETURNED', 'RETURNED'],
  ['continueInNextStage', 'RECEIVED', 'RECEIVED'],
];

const ACTS = [...new Set(ALLOWED.map(([act]) => act))];
const allowed = (act: string, from: string) => ALLOWED.find(([a, f]) => a === act && f === from);
const pairs = ACTS.flatMap((act) => CASE_FILE_STATES.map((state) => [act, state] as const));

test('six states, fourteen acts, thirty-three moves', () => {
  expect([CASE_FILE_STATES.length, ACTS.length, ALLOWED.length]).toEqual([6, 14, 33]);
  expect(caseFileStates.transitions.flatMap(({ from }) => from)).toHaveLength(ALLOWED.length);
});

test.each(pairs.filter(([act, state]) => allowed(act, state)))('%s is allowed when %s', (act, state) => {
  expect(move(caseFileStates, act, state).to).toBe(allowed(act, state)?.[2]);
});

test.each(pairs.filter(([act, state]) => !allowed(act, state)))('%s is refused when %s', (act, state) => {
  expect(() => move(caseFileStates, act, state)).toThrow(Refused);
});

test('every move rests on a provision that exists', () => {
  for (const { act, provisions } of caseFileStates.transitions) {
    expect({ act, named: provisions.length > 0 }).toEqual({ act, named: true });
    for (const id of provisions) expect(provisionById(id).id).toBe(id);
  }
});

test('S4-5.1a nobody returns a received file by hand: only a signed check does', () => {
  const offered = CASE_FILE_STATES.flatMap((state) => availableActions(caseFileStates, state, Object.values(Role)));
  expect(offered).not.toContain('returnForCorrection');
  expect(availableActions(caseFileStates, 'RECEIVED', Object.values(Role))).toEqual(['continueInNextStage']);
});

test('a practitioner handles, a clerk also decides', () => {
  expect(availableActions(caseFileStates, 'CLOSING_SUBMITTED', [Role.PRACTITIONER])).toEqual([]);
  expect(availableActions(caseFileStates, 'CLOSING_SUBMITTED', [Role.CLERK])).toEqual([
    'returnClosing',
    'receiveClosing',
    'continueInNextStage',
  ]);
  expect(availableActions(caseFileStates, 'IN_PROGRESS', [Role.PRACTITIONER])).toEqual([
    'recordMaterial',
    'recordActivity',
    'recordHearingHeld',
    'endStage',
    'submitClosing',
  ]);
});
