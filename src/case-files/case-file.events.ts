import { defineEvent } from '../platform/events';

/** A closing file was received; a file may be received again after it was returned, each time with another closing. */
export const caseFileReceived = defineEvent<{ readonly caseFileId: string; readonly closingId: string }>(
  'caseFileReceived',
);
