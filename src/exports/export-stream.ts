import { Readable } from 'node:stream';
import { csvOf, type SheetFormat, type Value, xlsxOf } from '../platform/sheets/write';
import type { Page } from './export-pages';
import type { ExportQuery } from './export-query';

/** How an export ended, as the ledger says it. */
export type ExportEnd = 'COMPLETE' | 'READER_GONE' | 'READER_SILENT' | 'ACCESS_ENDED' | 'SERVER_STOPPED' | 'FAULT';

/** An export ends before its last row; the connection is cut, so that the reader does not take what they have for the whole. */
export class ExportBroken extends Error {
  constructor(readonly how: ExportEnd) {
    super(`export broken off: ${how}`);
  }
}

export interface ExportOrder {
  readonly query: ExportQuery;
  readonly format: SheetFormat;
  readonly first: Page;
  read(after: string): Promise<Page>;
  /** After so long in which the reader takes nothing, the export is broken off. */
  readonly silenceMs: number;
  /** Called once, however the export ends. */
  finish(rows: number, how: ExportEnd): Promise<void>;
}

/** The bytes of a list as a sheet, read page by page as somebody takes them. */
export function exportStream(order: ExportOrder): Readable {
  const { query, format, silenceMs } = order;
  let rows = 0;
  let finished: Promise<void> | null = null;
  const finish = (how: ExportEnd) => {
    finished ??= order.finish(rows, how);
    return finished;
  };
  const counted = async function* (): AsyncGenerator<readonly Value[], void, void> {
    for await (const row of rowsOf(order)) {
      rows += 1;
      yield row;
    }
  };
  const bytes = async function* (): AsyncGenerator<Buffer> {
    let how: ExportEnd = 'READER_GONE';
    const sheet = {
      name: query.list.title,
      headings: query.columns.map(({ heading }) => heading),
      decimals: query.columns.map(({ decimals }) => decimals),
      rows: counted(),
    };
    try {
      for await (const piece of inPieces(format === 'csv' ? csvOf(sheet) : xlsxOf([sheet]))) {
        const silent = setTimeout(() => stream.destroy(new ExportBroken('READER_SILENT')), silenceMs);
        try {
          yield piece;
        } finally {
          clearTimeout(silent);
        }
      }
      how = 'COMPLETE';
    } catch (error) {
      how = error instanceof ExportBroken ? error.how : 'FAULT';
      throw error;
    } finally {
      await finish(how);
    }
  };
  const stream = Readable.from(bytes(), { objectMode: false });
  // Where the reader was gone before the first byte was asked for, nothing else ends it.
  stream.once('close', () => void finish(stream.errored instanceof ExportBroken ? stream.errored.how : 'READER_GONE'));
  return stream;
}

async function* rowsOf({ query, first, read }: ExportOrder): AsyncGenerator<readonly Value[], void, void> {
  for (let page = first; ; ) {
    for (const node of page.nodes) yield query.columns.map((column) => column.of(node));
    if (page.next === null) return;
    page = await read(page.next);
  }
}

const PIECE = 32_768;

/** Small lines are sent together. */
async function* inPieces(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    waiting.push(chunk);
    length += chunk.length;
    if (length < PIECE) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    length = 0;
  }
  if (length) yield Buffer.concat(waiting);
}
