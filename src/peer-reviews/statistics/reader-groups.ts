export interface SeverityReading {
  readonly file: string;
  readonly reader: string;
  /** Points, or grades as steps 1–4. */
  readonly score: number;
  /** Where the reading stands among the reader's own, by the order of submitting; null where unknown. */
  readonly place?: number | null;
}

/** A reader with fewer shared files than this says more of those files than of himself (HOUSE). */
export const FEWEST_SHARED = 3;

export interface ReaderGroup {
  readonly readers: readonly string[];
  /** Gold files lead to this group: its severities are against the known values. */
  readonly anchored: boolean;
  readonly readings: readonly SeverityReading[];
}

/**
 * Readers who can be compared, group by group: a chain of shared files, or a gold file, leads from each to each. Readers
 * who share too little are left out, and with them the files that nobody else has read.
 */
export function readerGroups(
  readings: readonly SeverityReading[],
  gold: ReadonlyMap<string, number>,
): readonly ReaderGroup[] {
  let kept = readings;
  for (;;) {
    const perFile = tally(kept, ({ file }) => file);
    const useful = kept.filter(({ file }) => gold.has(file) || perFile.get(file)! > 1);
    const perReader = tally(useful, ({ reader }) => reader);
    const left = useful.filter(({ reader }) => perReader.get(reader)! >= FEWEST_SHARED);
    if (left.length === kept.length) break;
    kept = left;
  }
  return grouped(kept, gold);
}

function tally<T>(rows: readonly T[], key: (row: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1);
  return counts;
}

/** All gold files are one thing to be tied to: the truth. */
const TRUTH = 'truth';

function grouped(readings: readonly SeverityReading[], gold: ReadonlyMap<string, number>): ReaderGroup[] {
  const above = new Map<string, string>();
  const top = (key: string): string => {
    const next = above.get(key);
    if (next === undefined || next === key) return key;
    const found = top(next);
    above.set(key, found);
    return found;
  };
  const fileKey = (file: string) => (gold.has(file) ? TRUTH : `file ${file}`);
  for (const { file, reader } of readings) above.set(top(`reader ${reader}`), top(fileKey(file)));
  const groups = new Map<string, SeverityReading[]>();
  for (const reading of readings) {
    const key = top(`reader ${reading.reader}`);
    const met = groups.get(key);
    if (met) met.push(reading);
    else groups.set(key, [reading]);
  }
  return [...groups.entries()]
    .map(([key, rows]) => ({
      readers: [...new Set(rows.map(({ reader }) => reader))].sort(),
      anchored: key === top(TRUTH),
      readings: rows,
    }))
    .sort((one, other) => (one.readers[0]! < other.readers[0]! ? -1 : 1));
}
