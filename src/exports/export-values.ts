import type { Value } from '../platform/sheets/write';

/** A column of an export: its heading, its decimals where it holds numbers, and how a node gives its cell. */
export interface Cells {
  readonly heading: string;
  /** Null for text. */
  readonly decimals: number | null;
  of(node: unknown): Value;
}

/** Everything that a path leads to, through lists as well; nulls fall away. */
function leaves(value: unknown, path: readonly string[]): unknown[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((each) => leaves(each, path));
  const [head, ...rest] = path;
  return head === undefined ? [value] : leaves((value as Record<string, unknown>)[head], rest);
}

const DAY_AND_TIME = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** An instant as it reads on a clock in China, with its offset: 2026-03-02T10:00:00+08:00. */
const localInstant = (iso: string): string => `${DAY_AND_TIME.format(new Date(iso)).replace(' ', 'T')}+08:00`;

/** How a value of a GraphQL type stands in a cell: words for codes, yuan for fen, ISO for days and instants. */
function textOf(value: unknown, type: string, words: ReadonlyMap<string, string> | null): string {
  if (words) return words.get(String(value)) ?? String(value);
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (type === 'Fen') return (Number(value) / 100).toFixed(2);
  if (type === 'DateTimeISO') return localInstant(String(value));
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const NUMBERS: Readonly<Record<string, number>> = { Fen: 2, Int: 0, Float: 2 };

export function cellFor(
  heading: string,
  path: readonly string[],
  type: string,
  words: ReadonlyMap<string, string> | null,
  repeated: boolean,
): Cells {
  // Several amounts in one cell are read by people, not added up: text.
  const decimals = repeated ? null : (NUMBERS[type] ?? null);
  return {
    heading,
    decimals,
    of(node) {
      const found = leaves(node, path);
      if (!found.length) return null;
      if (decimals !== null) return type === 'Fen' ? Number(found[0]) / 100 : Number(found[0]);
      return found.map((value) => textOf(value, type, words)).join('；');
    },
  };
}
