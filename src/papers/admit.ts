import type { PapersConfig } from '../settings/papers';
import { inspectPaper } from './inspect';
import type { PaperReader } from './reading/paper-reader';
import { scanPaper } from './scan';
import type { ReceivedPaper } from './store';

export interface AdmittedPaper {
  readonly size: number;
  readonly mediaType: string;
  readonly pages: number;
}

/** Settles what came in, by its bytes alone: looked at for malware first, then read. Refuses PAPER_…, READERS_BUSY. */
export async function admitPaper(
  papers: PapersConfig,
  reader: PaperReader,
  paper: ReceivedPaper,
  whose?: string,
): Promise<AdmittedPaper> {
  await scanPaper(papers.scan, paper.path);
  const { mediaType, pages } = await inspectPaper(reader, paper.path, whose);
  return { size: paper.size, mediaType, pages };
}
