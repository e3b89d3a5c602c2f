import { Role } from '../../platform/access/actor';
import { availableActions, defineStates } from '../../platform/states';
import { READING_STATES, type ReadingPartCode, type ReadingStateCode } from './review.types';

export const READING_ACTS = [
  'saveReviewDraft',
  'submitReview',
  'extendReading',
  'reopenReading',
  'stopReading',
] as const;
export type ReadingAct = (typeof READING_ACTS)[number];

const READER: readonly Role[] = [Role.REVIEWER];
const COORDINATOR: readonly Role[] = [Role.REVIEW_COORDINATOR];

export const readingStates = defineStates<ReadingStateCode, ReadingAct>({
  name: '阅卷',
  initial: 'ASSIGNED',
  all: READING_STATES,
  stateName: { ASSIGNED: '评阅中', SUBMITTED: '已提交', STOPPED: '已停止' },
  transitions: [
    { act: 'saveReviewDraft', from: ['ASSIGNED'], to: 'ASSIGNED', roles: READER, provisions: ['S4-4.1b'] },
    { act: 'submitReview', from: ['ASSIGNED'], to: 'SUBMITTED', roles: READER, provisions: ['S4-4.1b', 'S4-4.1c'] },
    { act: 'extendReading', from: ['ASSIGNED'], to: 'ASSIGNED', roles: COORDINATOR, provisions: [] },
    { act: 'reopenReading', from: ['SUBMITTED'], to: 'ASSIGNED', roles: COORDINATOR, provisions: ['S4-4.1c'] },
    { act: 'stopReading', from: ['ASSIGNED', 'SUBMITTED'], to: 'STOPPED', roles: COORDINATOR, provisions: [] },
  ],
});

/** What ends a reader's work, which the time limit closes: a member of the group votes instead of submitting. */
const ENDING = ['submitReview', 'voteInGroup'];

/** What the reader may do now: nothing is open in a closed campaign, and past the time limit drafts are kept only. */
export const readerActions = (reading: {
  readonly state: ReadingStateCode;
  readonly part: ReadingPartCode;
  readonly open: boolean;
  readonly overdue: boolean;
}): string[] =>
  reading.open
    ? availableActions(readingStates, reading.state, READER)
        .map((act) => (reading.part === 'GROUP' && act === 'submitReview' ? 'voteInGroup' : act))
        .filter((act) => !reading.overdue || !ENDING.includes(act))
    : [];
