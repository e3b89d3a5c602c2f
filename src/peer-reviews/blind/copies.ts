import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { asReadingRefusal } from '../../papers/inspect';
import { jpegExtent } from '../../papers/page-pdf';
import type { RedactionBox } from '../../papers/redaction';
import type { ReceivedPaper } from '../../papers/store';
import type { Context } from '../../platform/context';
import { rows } from '../../platform/database/data-source';
import { onPrimary } from '../../platform/database/primary';
import type { DrawnPaper } from './redaction.access';

/** Boxes of a page as they stand now. */
export interface PageBoxes {
  readonly page: number;
  readonly version: number;
  readonly boxes: readonly RedactionBox[];
}

/** A page drawn anew without what lies under its boxes, waiting to be kept. */
export interface PageCopy {
  readonly page: number;
  readonly version: number;
  readonly paper: ReceivedPaper;
  readonly width: number;
  readonly height: number;
}

/** Pages of one paper drawn side by side; the reading processes serve everybody in turn. */
const AT_ONCE = 4;

export const BOXES = `
  SELECT DISTINCT ON (r.page) r.page, r.version, r.boxes FROM redaction r
   WHERE r.digest = decode($1, 'hex') ORDER BY r.page, r.version DESC`;

/** Every page of a paper drawn with its boxes, before any transaction begins: it takes as long as the paper is thick. */
export async function drawCopies(context: Context, paper: DrawnPaper): Promise<PageCopy[]> {
  const { dataSource } = context.services;
  const looked = await onPrimary(dataSource, (runner) => rows<PageBoxes>(runner, BOXES, [paper.digest]));
  const copies: PageCopy[] = [];
  try {
    for (let from = 0; from < looked.length; from += AT_ONCE) {
      const some = looked.slice(from, from + AT_ONCE).map((page) => drawCopy(context, paper, page));
      const settled = await Promise.allSettled(some);
      for (const each of settled) if (each.status === 'fulfilled') copies.push(each.value);
      for (const each of settled) if (each.status === 'rejected') throw each.reason;
    }
    return copies;
  } catch (error) {
    await discard(copies);
    throw asReadingRefusal(error);
  }
}

const drawCopy = (context: Context, paper: DrawnPaper, { page, version, boxes }: PageBoxes): Promise<PageCopy> => {
  const { pictures, papers, config } = context.services;
  const take = async (path: string): Promise<PageCopy> => {
    const { width, height } = jpegExtent(await readFile(path));
    const received = await papers.receive(createReadStream(path), config.papers.mostBytes);
    await papers.bring(received);
    return { page, version, paper: received, width, height };
  };
  return pictures.blinded(paper, page, boxes, take, context.actor?.accountId);
};

/** Takes away what was not kept; what was kept stays. */
export const discard = async (copies: readonly PageCopy[]): Promise<void> => {
  await Promise.all(copies.map(({ paper }) => paper.discard()));
};
