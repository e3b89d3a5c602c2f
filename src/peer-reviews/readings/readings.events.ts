import { defineEvent } from '../../platform/events';

export interface ReviewMoved {
  readonly subjectId: string;
  readonly readingId: string;
  readonly campaignId: string;
}

/** A review was submitted; the subject's row is locked in this transaction, so that the last of two readers sees the first. */
export const reviewSubmitted = defineEvent<ReviewMoved>('review submitted');

/** A submitted review is open again: its subject is being read, and what was settled from it no longer stands. */
export const reviewReopened = defineEvent<ReviewMoved>('review reopened');
