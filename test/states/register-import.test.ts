import { REGISTER_IMPORT_STATES } from '../../src/case-files/register-import.entity';
import { type RegisterImportAct, registerImportStates } from '../../src/case-files/register-import.states';
import { Role } from '../../src/platform/access/actor';
import { Refused } from '../../src/platform/refusal';
import { availableActions, move } from '../../src/platform/states';

const ALLOWED: readonly (readonly [RegisterImportAct, string, string])[] = [
  ['finishReading', 'READING', 'READ'],
  ['failReading', 'READING', 'FAILED'],
  ['keepRegisterImport', 'READ', 'KEPT'],
  ['discardRegisterImport', 'READING', 'DISCARDED'],
  ['discardRegisterImport', 'READ', 'DISCARDED'],
  ['expire', 'READ', 'EXPIRED'],
];
const acts = [...new Set(ALLOWED.map(([act]) => act))];
const pairs = acts.flatMap((act) => REGISTER_IMPORT_STATES.map((state) => [act, state] as const));

test('six states, five acts, thirty pairs', () => {
  expect([REGISTER_IMPORT_STATES.length, acts.length, pairs.length]).toEqual([6, 5, 30]);
});

test.each(pairs)('%s when %s', (act, state) => {
  const row = ALLOWED.find(([a, from]) => a === act && from === state);
  if (row) expect(move(registerImportStates, act, state).to).toBe(row[2]);
  else expect(() => move(registerImportStates, act, state)).toThrow(Refused);
});

test('what was decided, failed or expired is decided by nobody any more', () => {
  for (const state of ['FAILED', 'KEPT', 'DISCARDED', 'EXPIRED'] as const) {
    expect(availableActions(registerImportStates, state, Object.values(Role))).toEqual([]);
  }
});
