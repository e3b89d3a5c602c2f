import type { Bytes } from './bytes';

/** Bytes of one value of each TIFF type, from BYTE to IFD8. */
const WIDTHS = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
/** Where the pixels lie, and how long they are there. */
const PIXELS: readonly (readonly [number, number])[] = [
  [273, 279],
  [324, 325],
  [288, 289],
  [513, 514],
];
/** Directories beside the chain of pages: smaller versions, what the camera noted, where it was. */
const DIRECTORIES = [330, 34665, 34853, 40965];
const MOST_DIRECTORIES = 10_000;
const MOST_VALUES = 1_000_000;

interface Field {
  readonly type: number;
  readonly count: number;
  readonly at: number;
}

export class Tiff {
  private readonly little: boolean;
  readonly big: boolean;
  end: number;

  constructor(private readonly bytes: Bytes) {
    const head = bytes.at(0, 4);
    this.little = head[0] === 0x49;
    this.big = (this.little ? head[2] : head[3]) === 43;
    this.end = this.big ? 16 : 8;
  }

  number(at: number, width: number): number {
    const raw = this.bytes.at(at, width);
    if (raw.length < width) return 0;
    if (width === 8) return Number(this.little ? raw.readBigUInt64LE() : raw.readBigUInt64BE());
    return this.little ? raw.readUIntLE(0, width) : raw.readUIntBE(0, width);
  }

  *values({ type, count, at }: Field): Generator<number> {
    const width = WIDTHS[type] ?? 0;
    if (![1, 2, 4, 8].includes(width)) return;
    for (let n = 0; n < Math.min(count, MOST_VALUES); n += 1) yield this.number(at + n * width, width);
  }

  reaches(end: number): void {
    this.end = Math.max(this.end, end);
  }

  /** The fields of a directory and where the next one is said to be. */
  directory(at: number): { readonly fields: Map<number, Field>; readonly next: number } {
    const [countWidth, entry, word] = this.big ? [8, 20, 8] : [2, 12, 4];
    const fields = new Map<number, Field>();
    const entries = Math.min(this.number(at, countWidth), 0xffff);
    for (let n = 0; n < entries; n += 1) {
      const field = at + countWidth + n * entry;
      const type = this.number(field + 2, 2);
      const count = this.number(field + 4, word);
      const length = (WIDTHS[type] ?? 0) * count;
      const value = field + 4 + word;
      const where = length <= word ? value : this.number(value, word);
      this.reaches(where + length);
      fields.set(this.number(field, 2), { type, count, at: where });
    }
    const end = at + countWidth + entries * entry;
    this.reaches(end + word);
    return { fields, next: this.number(end, word) };
  }
}

/** Where the last byte ends that any directory of a TIFF or BigTIFF speaks of. */
export function endOfTiff(bytes: Bytes): number {
  const tiff = new Tiff(bytes);
  const seen = new Set<number>([0]);
  const waiting = [tiff.big ? tiff.number(8, 8) : tiff.number(4, 4)];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at) || at >= bytes.size || seen.size > MOST_DIRECTORIES) continue;
    seen.add(at);
    const { fields, next } = tiff.directory(at);
    waiting.push(next);
    for (const tag of DIRECTORIES) {
      const beside = fields.get(tag);
      if (beside && beside.count <= MOST_DIRECTORIES) waiting.push(...tiff.values(beside));
    }
    for (const [offsets, lengths] of PIXELS) {
      const [where, long] = [fields.get(offsets), fields.get(lengths)];
      if (!where || !long) continue;
      const longs = tiff.values(long);
      for (const offset of tiff.values(where)) tiff.reaches(offset + (longs.next().value ?? 0));
    }
  }
  return tiff.end;
}
