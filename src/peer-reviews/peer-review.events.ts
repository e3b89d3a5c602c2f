import { defineEvent } from '../platform/events';

/** Files whose readers differ and need one more; assignment answers with a reader for each, where it finds one. */
export const thirdReaderNeeded = defineEvent<{ readonly campaignId: string; readonly subjectIds: readonly string[] }>(
  'third reader needed',
);

/** A reading is stopped, submitted or not: its file is looked at again without it. */
export const readingStopped = defineEvent<{
  readonly campaignId: string;
  readonly subjectId: string;
  readonly readingId: string;
}>('reading stopped');
