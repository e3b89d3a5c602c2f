import { conflict } from '../platform/refusal';
import { type PaperReader, ReaderBusy } from './reading/paper-reader';
import type { Inspected } from './reading/reading.types';
import { PaperUnreadable } from './unreadable';

/** What reading throws, as it is answered: PAPER_…, PAGE_BEYOND_END, READERS_BUSY. Everything else stays a fault. */
export function asReadingRefusal(error: unknown): unknown {
  if (error instanceof PaperUnreadable) return conflict(error.code, error.message);
  return error instanceof ReaderBusy ? conflict('READERS_BUSY', '正在读取的材料过多，请稍后重试') : error;
}

/** Media type and number of pages of a file on disk, by its bytes alone. Refuses PAPER_…, READERS_BUSY. */
export async function inspectPaper(reader: PaperReader, path: string, whose?: string): Promise<Inspected> {
  try {
    return await reader.inspect(path, whose);
  } catch (error) {
    throw asReadingRefusal(error);
  }
}
