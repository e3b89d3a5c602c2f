import { COMMITMENT_STATES } from '../../src/commitments/commitment.entity';
import { type CommitmentAct, commitmentStates } from '../../src/commitments/commitment.states';
import { Role } from '../../src/platform/access/actor';
import { Refused } from '../../src/platform/refusal';
import { availableActions, move } from '../../src/platform/states';

const ALLOWED: readonly (readonly [CommitmentAct, string, string])[] = [
  ['signCommitment', 'OFFERED', 'IN_FORCE'],
  ['withdrawCommitment', 'OFFERED', 'WITHDRAWN'],
  ['endCommitment', 'IN_FORCE', 'ENDED'],
  ['recordCommitmentBreach', 'IN_FORCE', 'BREACHED'],
];
const pairs = ALLOWED.flatMap(([act]) => COMMITMENT_STATES.map((state) => [act, state] as const));
const allowed = (act: string, from: string) => ALLOWED.find(([a, f]) => a === act && f === from);

test('five states, four moves, twenty pairs', () => {
  expect([COMMITMENT_STATES.length, commitmentStates.transitions.length, pairs.length]).toEqual([5, 4, 20]);
});

test.each(pairs)('%s when %s', (act, state) => {
  const row = allowed(act, state);
  if (row) expect(move(commitmentStates, act, state).to).toBe(row[2]);
  else expect(() => move(commitmentStates, act, state)).toThrow(Refused);
});

test('S4-4.4a each side signs for itself: the agency never signs for the party', () => {
  expect(availableActions(commitmentStates, 'OFFERED', [Role.CLERK])).toEqual(['withdrawCommitment']);
  expect(availableActions(commitmentStates, 'OFFERED', [Role.ORGANIZATION_MANAGER])).toEqual(['signCommitment']);
  expect(availableActions(commitmentStates, 'IN_FORCE', [Role.ORGANIZATION_MANAGER])).toEqual([]);
});
