import { conflict } from '../platform/refusal';
import type { PapersConfig } from '../settings/papers';
import { inspectPaper, PaperUnreadable } from './inspect';
import { ReaderBusy } from './reading/paper-reader';
import { scanPaper } from './scan';
import type { ReceivedPaper } from './store';

export interface AdmittedPaper {
  readonly size: number;
  readonly mediaType: string;
  readonly pages: number;
}

/** Settles what came in, by its bytes alone: looked at for malware first, then read. Refuses PAPER_INFECTED, PAPER_… */
export async function admitPaper(papers: PapersConfig, paper: ReceivedPaper): Promise<AdmittedPaper> {
  await scanPaper(papers.scan, paper.path);
  try {
    const { mediaType, pages } = await inspectPaper(paper.path);
    return { size: paper.size, mediaType, pages };
  } catch (error) {
    if (error instanceof ReaderBusy) throw conflict('BUSY', '正在读取的材料太多，请稍后重试');
    throw error instanceof PaperUnreadable ? conflict(error.code, error.message) : error;
  }
}
