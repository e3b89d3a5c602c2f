import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { decode, type TextEncoding } from './decode';
import { cellOf, RowGatherer, type SheetLimits, SheetRefused, type SheetRow } from './sheet';
import type { Spool } from './spool';

/** Comma or tabulator: whichever the first lines hold more of. */
async function delimiterOf(spool: Spool, encoding: TextEncoding): Promise<string> {
  for await (const text of decode(spool, encoding)) {
    const head = text.slice(0, 8192);
    return head.split('\t').length > head.split(',').length ? '\t' : ',';
  }
  return ',';
}

const REFUSALS: Readonly<Record<string, (line: number) => string>> = {
  CSV_QUOTE_NOT_CLOSED: (line) => `第${line}行前后有引号没有成对；请在Excel中打开，重新另存`,
  CSV_MAX_RECORD_SIZE: (line) => `第${line}行前后一行过长，多半是引号没有成对；请在Excel中打开，重新另存`,
};

/** Rows of a CSV as a spreadsheet numbers them: a cell with line breaks is still one row. */
export async function* readCsv(
  spool: Spool,
  encoding: TextEncoding,
  limits: SheetLimits,
): AsyncGenerator<readonly SheetRow[]> {
  const parser = parse({
    bom: true,
    delimiter: await delimiterOf(spool, encoding),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: Math.max(1_000_000, limits.cell * 4),
  });
  const feeding = pipeline(Readable.from(decode(spool, encoding)), parser).catch(() => undefined);
  const rows = new RowGatherer(limits);
  let no = 0;
  try {
    for await (const record of parser as AsyncIterable<readonly string[]>) {
      no += 1;
      const cells = record.map((text) => cellOf('TEXT', text.trim() === '' ? '' : text, limits));
      while (cells.length && cells.at(-1) === null) cells.pop();
      if (!cells.length) continue;
      rows.add({ no, cells });
      if (rows.full) yield rows.take();
    }
    yield rows.take();
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const told = REFUSALS[error.code];
    const line = Number((error as CsvError & { lines?: number }).lines ?? no + 1);
    throw new SheetRefused('NOT_A_SHEET', told?.(line) ?? `第${line}行前后不是规范的CSV；请在Excel中打开，重新另存`);
  } finally {
    parser.destroy();
    await feeding;
  }
}
