import { type Cell, SheetRefused } from './sheet';

export interface Merge {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

const MOST_MERGES = 400_000;
/** Merged ranges that may reach over one row. */
const MOST_AT_ONCE = 200;

const tooMany = () => new SheetRefused('TOO_MANY_MERGES', '合并的单元格过多；请取消合并后再上传');

const column = (letters: string): number =>
  [...letters].reduce((total, letter) => total * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** Merged ranges stand behind the rows they concern: a first pass looks for nothing else. */
export async function mergesOf(bytes: AsyncIterable<Buffer>): Promise<Merge[]> {
  const found: Merge[] = [];
  let rest = '';
  for await (const chunk of bytes) {
    const text = rest + chunk.toString('latin1');
    let read = 0;
    for (const match of text.matchAll(
      /<(?:\w+:)?mergeCell\s[^>]{0,200}?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"[^>]{0,200}>/g,
    )) {
      const [whole, left = '', top, right = '', bottom] = match;
      read = match.index + whole.length;
      found.push({ top: Number(top), bottom: Number(bottom), left: column(left), right: column(right) });
      if (found.length > MOST_MERGES) throw tooMany();
    }
    rest = text.slice(Math.max(read, text.length - 512));
  }
  return found.sort((one, other) => one.top - other.top);
}

/** Every cell of a merged range says what its first cell says. */
export class Merges {
  private next = 0;
  private open: { readonly merge: Merge; value: Cell | null }[] = [];

  constructor(private readonly sorted: readonly Merge[]) {}

  fill(no: number, cells: (Cell | null)[], columns: number): (Cell | null)[] {
    this.open = this.open.filter(({ merge }) => merge.bottom >= no);
    for (; this.next < this.sorted.length && (this.sorted[this.next] as Merge).top <= no; this.next += 1) {
      const merge = this.sorted[this.next] as Merge;
      if (merge.top === no) this.open.push({ merge, value: cells[merge.left] ?? null });
      if (this.open.length > MOST_AT_ONCE) throw tooMany();
    }
    for (const { merge, value } of this.open) {
      if (!value) continue;
      for (let at = merge.left; at <= Math.min(merge.right, columns - 1); at += 1) {
        while (cells.length <= at) cells.push(null);
        cells[at] ??= value;
      }
    }
    return cells;
  }
}
