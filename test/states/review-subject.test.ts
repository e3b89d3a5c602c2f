import 'reflect-metadata';
import {
  SUBJECT_ACTS,
  SUBJECT_STATES,
  type SubjectAct,
  type SubjectStateCode,
  subjectStates,
} from '../../src/peer-reviews/settling/subject.states';
import { Role } from '../../src/platform/access/actor';
import { availableActions, move } from '../../src/platform/states';

/** What is allowed, by hand; everything else is generated and must be refused. */
const ALLOWED: readonly (readonly [SubjectAct, SubjectStateCode, SubjectStateCode])[] = [
  ['submitReview', 'READING', 'READING'],
  ['submitReview', 'READING', 'NEEDS_THIRD'],
  ['submitReview', 'READING', 'NEEDS_GROUP'],
  ['submitReview', 'READING', 'SETTLED'],
  ['submitReview', 'NEEDS_THIRD', 'READING'],
  ['submitReview', 'NEEDS_THIRD', 'NEEDS_THIRD'],
  ['submitReview', 'NEEDS_THIRD', 'NEEDS_GROUP'],
  ['submitReview', 'NEEDS_THIRD', 'SETTLED'],
  ['reopenReading', 'READING', 'READING'],
  ['reopenReading', 'NEEDS_THIRD', 'READING'],
  ['reopenReading', 'NEEDS_GROUP', 'READING'],
  ['reopenReading', 'SETTLED', 'READING'],
  ['convokeGroup', 'NEEDS_GROUP', 'NEEDS_GROUP'],
  ['voteInGroup', 'NEEDS_GROUP', 'NEEDS_GROUP'],
  ['voteInGroup', 'NEEDS_GROUP', 'SETTLED'],
  ['withdrawSubject', 'READING', 'WITHDRAWN'],
  ['withdrawSubject', 'NEEDS_THIRD', 'WITHDRAWN'],
  ['withdrawSubject', 'NEEDS_GROUP', 'WITHDRAWN'],
  ['withdrawSubject', 'SETTLED', 'WITHDRAWN'],
];
const EVERY = SUBJECT_ACTS.flatMap((act) =>
  SUBJECT_STATES.flatMap((from) => SUBJECT_STATES.map((to) => [act, from, to] as const)),
);
const allowed = new Set(ALLOWED.map((row) => row.join(' ')));

describe('states of a file under its pseudonym', () => {
  test('five acts, five states: 125 rows, 19 of them allowed', () => {
    expect(EVERY).toHaveLength(125);
    expect(allowed.size).toBe(19);
  });

  test.each(EVERY)('%s from %s to %s', (act, from, to) => {
    const attempt = () => move(subjectStates, act, from, to);
    if (allowed.has(`${act} ${from} ${to}`)) expect(attempt().to).toBe(to);
    else expect(attempt).toThrow();
  });

  test.each([
    ['NEEDS_GROUP', Role.REVIEW_COORDINATOR, ['reopenReading', 'convokeGroup', 'withdrawSubject']],
    ['NEEDS_GROUP', Role.REVIEWER, ['voteInGroup']],
    ['WITHDRAWN', Role.REVIEW_COORDINATOR, []],
    ['SETTLED', Role.BUREAU_SUPERVISOR, []],
  ] as const)('in %s the %s may', (state, role, acts) => {
    expect(availableActions(subjectStates, state, [role])).toEqual(acts);
  });
});
