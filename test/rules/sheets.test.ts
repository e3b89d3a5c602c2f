import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openSheet } from '../../src/platform/sheets/read';
import type { SheetRow } from '../../src/platform/sheets/sheet';
import { Spool } from '../../src/platform/sheets/spool';
import { repeated, sharedStrings, sheetOf, workbook } from '../support/workbooks';

const LIMITS = { bytes: 1e8, inflatedBytes: 1e9, rows: 200_000, columns: 200, cell: 32_767 };

/** Each batch as it is handed on. */
async function batchesOf(
  bytes: Buffer,
  look: (rows: readonly SheetRow[]) => void,
  onRead: () => void = () => undefined,
): Promise<void> {
  const spool = await Spool.open();
  try {
    for (let at = 0; at < bytes.length; at += 65_536) await spool.write(bytes.subarray(at, at + 65_536));
    const read = spool.read.bind(spool);
    spool.read = (...place) => {
      onRead();
      return read(...place);
    };
    for await (const rows of (await openSheet(spool, LIMITS)).batches) look(rows);
  } finally {
    await spool.close();
  }
}

const charactersOf = (rows: readonly SheetRow[]) =>
  rows.reduce((sum, { cells }) => sum + cells.reduce((all, cell) => all + (cell?.text.length ?? 0), 0), 0);

const LONG = '中'.repeat(32_000);

test.each([
  [
    'XLSX',
    100,
    9_000_000,
    () => workbook(sheetOf(`<row>${'<c t="s"><v>0</v></c>'.repeat(30)}</row>`.repeat(100)), sharedStrings(LONG)),
  ],
  ['CSV', 12, 3_000_000, async () => Buffer.from(`${Array(9).fill('a'.repeat(32_000)).join(',')}\n`.repeat(12))],
])('%s: rows of much text are handed on a few at a time', async (_format, count, most, bytes) => {
  const batches: number[] = [];
  let rows = 0;
  await batchesOf(await bytes(), (each) => {
    batches.push(charactersOf(each));
    rows += each.length;
  });
  expect(rows).toBe(count);
  expect(Math.max(...batches)).toBeLessThan(most);
});

test('rows as registers have them are handed on by the hundred', async () => {
  const sizes: number[] = [];
  const row = `<row>${'<c t="s"><v>0</v></c>'.repeat(20)}</row>`;
  await batchesOf(await workbook(sheetOf(row.repeat(2000)), sharedStrings('盗窃')), (each) => sizes.push(each.length));
  expect(sizes.reduce((sum, size) => sum + size)).toBe(2000);
  expect(sizes.length).toBeLessThanOrEqual(5);
});

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
/** Bytes that are held, without what only waits to be thrown away. */
const kept = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

test('cells that say the same share one string, whatever many of them say', async () => {
  const held: SheetRow[] = [];
  const before = kept();
  const row = `<row>${'<c t="s"><v>0</v></c>'.repeat(30)}</row>`;
  await batchesOf(await workbook(sheetOf(row.repeat(150)), sharedStrings(LONG)), (each) => held.push(...each));
  expect(charactersOf(held)).toBe(150 * 30 * 32_000);
  // 144 million characters, of which 32,000 are held.
  expect(kept() - before).toBeLessThan(100_000_000);
});

test('a value that mark-up cuts into pieces is not kept beyond the length of a cell', async () => {
  const held: SheetRow[] = [];
  // Letters that do not pack: what is looked at between is as much as a file holds, whatever the machine's speed.
  const bytes = await workbook(
    repeated(
      `${randomBytes(75_000).toString('base64')}<x/>`,
      200,
      sheetOf('').replace(/<\/sheetData>.*/, '<row><c t="str"><v>'),
      '</v></c></row></sheetData></worksheet>',
    ),
  );
  const before = kept();
  let most = 0;
  let reads = 0;
  let reading = true;
  let turns = 0;
  const turn = () => {
    turns += 1;
    if (reading) setImmediate(turn);
  };
  setImmediate(turn);
  await batchesOf(
    bytes,
    (each) => held.push(...each),
    () => {
      reads += 1;
      if (reads % 25 === 0) most = Math.max(most, kept() - before);
    },
  ).finally(() => {
    reading = false;
  });
  expect(held[0]?.cells).toEqual([{ kind: 'TOO_LONG', text: '' }]);
  expect(reads).toBeGreaterThan(200);
  // Others had their turn meanwhile.
  expect(turns).toBeGreaterThan(200);
  // Twenty million letters.
  expect(most).toBeLessThan(8_000_000);
});

test('escapes are resolved where a text is cut for its length, too: what was cut is too long, not shorter', async () => {
  const held: SheetRow[] = [];
  const text = '_x000D_'.repeat(5000);
  const cells = `<c t="s"><v>0</v></c><c t="str"><v>${text}</v></c><c t="str"><v>一_xD83D__xDE00_二</v></c>`;
  await batchesOf(await workbook(sheetOf(`<row>${cells}</row>`), sharedStrings(text)), (each) => held.push(...each));
  expect(held[0]?.cells).toEqual([
    { kind: 'TOO_LONG', text: '' },
    { kind: 'TOO_LONG', text: '' },
    { kind: 'TEXT', text: '一😀二' },
  ]);
});
