import 'reflect-metadata';
import {
  READING_ACTS,
  type ReadingAct,
  readerActions,
  readingStates,
} from '../../src/peer-reviews/readings/reading.states';
import { READING_STATES, type ReadingStateCode } from '../../src/peer-reviews/readings/review.types';
import { Role } from '../../src/platform/access/actor';
import { Refused } from '../../src/platform/refusal';
import { availableActions, move } from '../../src/platform/states';

/** Written by hand; everything else is generated and must be refused. */
const ALLOWED: readonly (readonly [ReadingAct, ReadingStateCode, ReadingStateCode])[] = [
  ['saveReviewDraft', 'ASSIGNED', 'ASSIGNED'],
  ['submitReview', 'ASSIGNED', 'SUBMITTED'],
  ['extendReading', 'ASSIGNED', 'ASSIGNED'],
  ['reopenReading', 'SUBMITTED', 'ASSIGNED'],
  ['stopReading', 'ASSIGNED', 'STOPPED'],
  ['stopReading', 'SUBMITTED', 'STOPPED'],
];

const every = READING_ACTS.flatMap((act) =>
  READING_STATES.flatMap((from) => READING_STATES.map((to) => [act, from, to] as const)),
);
const isAllowed = ([act, from, to]: readonly [ReadingAct, ReadingStateCode, ReadingStateCode]) =>
  ALLOWED.some((each) => each[0] === act && each[1] === from && each[2] === to);
const refused = every.filter((row) => !isAllowed(row));

test('every move is tried', () => {
  expect(every).toHaveLength(5 * 3 * 3);
  expect(refused).toHaveLength(every.length - ALLOWED.length);
});

test.each(ALLOWED)('%s: %s → %s', (act, from, to) => {
  expect(move(readingStates, act, from, to).to).toBe(to);
});

test.each(refused)('%s: %s → %s is refused', (act, from, to) => {
  expect(() => move(readingStates, act, from, to)).toThrow(Refused);
});

test.each([
  ['ASSIGNED', Role.REVIEWER, ['saveReviewDraft', 'submitReview']],
  ['ASSIGNED', Role.REVIEW_COORDINATOR, ['extendReading', 'stopReading']],
  ['SUBMITTED', Role.REVIEW_COORDINATOR, ['reopenReading', 'stopReading']],
  ['SUBMITTED', Role.REVIEWER, []],
  ['STOPPED', Role.REVIEW_COORDINATOR, []],
  ['ASSIGNED', Role.AUDITOR, []],
] as const)('S4-4.1b in %s a %s may %j', (state, role, acts) => {
  expect(availableActions(readingStates, state, [role])).toEqual(acts);
});

const running = { state: 'ASSIGNED', part: 'READER', open: true, overdue: false } as const;
test.each([
  [{}, ['saveReviewDraft', 'submitReview']],
  [{ part: 'THIRD' }, ['saveReviewDraft', 'submitReview']],
  [{ overdue: true }, ['saveReviewDraft']],
  [{ open: false }, []],
  [{ part: 'GROUP' }, ['saveReviewDraft', 'voteInGroup']],
  [{ part: 'GROUP', overdue: true }, ['saveReviewDraft']],
  [{ part: 'GROUP', open: false }, []],
  [{ state: 'STOPPED' }, []],
] as const)('a reader of %j may %j', (change, acts) => {
  expect(readerActions({ ...running, ...change })).toEqual(acts);
});
