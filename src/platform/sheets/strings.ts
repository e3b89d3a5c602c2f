import { type SheetLimits, SheetRefused } from './sheet';
import { readXml } from './xml';

const PAGE = 1 << 20;
/** Bytes of all different strings of a workbook, as UTF-8. */
const MOST_BYTES = 96 << 20;

/** `_x000D_` and the like are how a workbook writes characters that XML cannot. */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;

/** A string of its own: a piece of a longer one would keep all of that one in memory. */
export const own = (text: string): string => (text.length > 12 ? Buffer.from(text, 'utf8').toString('utf8') : text);

/** What decoded strings may weigh that are kept for the next cell that points to them. */
const MOST_DECODED = 4_000_000;
const WEIGHT = 40;

/** Strings by their number, kept as bytes in pages: as many as a register of the largest size has cells. */
export class StringTable {
  private readonly pages: Buffer[] = [];
  private starts = new Uint32Array(4096);
  private count = 0;
  private used = 0;
  private readonly decoded = new Map<number, string>();
  private weight = 0;

  add(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    if (this.used + bytes.length > MOST_BYTES) {
      throw new SheetRefused('SHEET_UNFOLDS_TOO_FAR', '工作簿里的文字过多；请分成几份，各自上传');
    }
    if (this.count + 2 > this.starts.length) {
      const grown = new Uint32Array(this.starts.length * 2);
      grown.set(this.starts);
      this.starts = grown;
    }
    for (let from = 0; from < bytes.length; ) {
      const page = Math.floor(this.used / PAGE);
      this.pages[page] ??= Buffer.allocUnsafe(PAGE);
      const copied = bytes.copy(this.pages[page], this.used % PAGE, from);
      from += copied;
      this.used += copied;
    }
    this.count += 1;
    this.starts[this.count] = this.used;
  }

  /** As the file has it, escapes and all. Cells that say the same share it. */
  at(index: number): string {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) return '';
    const known = this.decoded.get(index);
    if (known !== undefined) return known;
    const text = this.decode(index);
    this.weight += text.length + WEIGHT;
    if (this.weight > MOST_DECODED) {
      this.decoded.clear();
      this.weight = text.length + WEIGHT;
    }
    this.decoded.set(index, text);
    return text;
  }

  private decode(index: number): string {
    const [from, to] = [this.starts[index] as number, this.starts[index + 1] as number];
    const pieces: Buffer[] = [];
    for (let position = from; position < to; ) {
      const page = Math.floor(position / PAGE);
      const end = Math.min(to, (page + 1) * PAGE);
      pieces.push((this.pages[page] as Buffer).subarray(position - page * PAGE, end - page * PAGE));
      position = end;
    }
    return (pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)).toString('utf8');
  }
}

/** The shared strings of a workbook; readings printed above characters are left out. */
export async function stringsOf(bytes: AsyncIterable<Buffer>, limits: SheetLimits): Promise<StringTable> {
  const table = new StringTable();
  let text = '';
  let taking = false;
  let phonetic = 0;
  const handlers = {
    open(name: string) {
      if (name === 'si') text = '';
      else if (name === 'rPh') phonetic += 1;
      else if (name === 't') taking = phonetic === 0;
    },
    // One character more than a cell may hold tells that it is too long; the rest need not be kept.
    text(piece: string) {
      if (taking && text.length <= limits.cell) text += own(piece.slice(0, limits.cell + 1));
    },
    close(name: string) {
      if (name === 't') taking = false;
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 'si') table.add(text);
    },
  };
  for await (const _ of readXml(bytes, handlers, () => null));
  return table;
}
