import { PaperReader } from './reading/paper-reader';
import type { Inspected } from './reading/reading.types';

export type { Inspected } from './reading/reading.types';
export { PaperUnreadable, type UnreadableCode } from './unreadable';

let reader: PaperReader | null = null;

/** Media type and number of pages of a file on disk, read in a process of its own. Throws PaperUnreadable. */
export function inspectPaper(path: string): Promise<Inspected> {
  reader ??= new PaperReader();
  return reader.inspect(path);
}
