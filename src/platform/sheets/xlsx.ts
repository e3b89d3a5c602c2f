import { type Merge, Merges, mergesOf } from './merges';
import { type Cell, cellOf, RowGatherer, type SheetLimits, SheetRefused, type SheetRow } from './sheet';
import type { Spool } from './spool';
import { own, StringTable, stringsOf, unescaped } from './strings';
import { type Attributes, readXml, takeXml } from './xml';
import { Workbook } from './zip';

interface Book {
  readonly strings: string;
  readonly sheet: string;
  readonly name: string;
  readonly visible: number;
  readonly from1904: boolean;
}

/** The first sheet that is not hidden, by the order of the book. */
async function bookOf(workbook: Workbook): Promise<Book> {
  const sheets: { name: string; relation: string; hidden: boolean }[] = [];
  let from1904 = false;
  await takeXml(workbook.part('xl/workbook.xml'), {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
      if (name !== 'sheet' || sheets.length >= 1000) return;
      const relation = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      sheets.push({ name: attributes.name ?? '', relation, hidden: (attributes.state ?? 'visible') !== 'visible' });
    },
  });
  const targets = new Map<string, string>();
  let strings = 'sharedStrings.xml';
  await takeXml(workbook.part('xl/_rels/workbook.xml.rels'), {
    open(name, { Id, Target, Type }) {
      if (name !== 'Relationship' || !Id || !Target || targets.size >= 2000) return;
      targets.set(Id, Target);
      if (Type?.endsWith('/sharedStrings')) strings = Target;
    },
  });
  const visible = sheets.filter(({ hidden }) => !hidden);
  const [first] = visible;
  const target = first && targets.get(first.relation);
  if (!target) throw new SheetRefused('NOT_A_SHEET', '工作簿里没有可见的工作表');
  const within = (path: string) => (path.startsWith('/') ? path.slice(1) : `xl/${path.replace(/^\.\//, '')}`);
  return {
    sheet: within(target),
    strings: within(strings),
    name: first.name.slice(0, 31),
    visible: visible.length,
    from1904,
  };
}

const columnIn = (reference: string): number | null => {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0];
  if (!letters) return null;
  return [...letters].reduce((total, letter) => total * 26 + letter.charCodeAt(0) - 64, 0) - 1;
};

/** Measured before its escapes are resolved: what was cut must not look whole afterwards. */
const escapedCell = (text: string, limits: SheetLimits): Cell | null =>
  cellOf('TEXT', text.length > limits.cell ? text : unescaped(text), limits);

/** Puts one sheet's rows together from its XML: values as they stand, formulas by their kept results. */
class SheetBuilder {
  private no = 0;
  private cells: (Cell | null)[] = [];
  private column = -1;
  private type = 'n';
  private value: string | null = null;
  private inline = '';
  private formula = false;
  private taking: 'value' | 'inline' | null = null;
  private phonetic = 0;
  private readonly rows: RowGatherer;

  constructor(
    private readonly strings: StringTable,
    private readonly merges: Merges,
    private readonly limits: SheetLimits,
  ) {
    this.rows = new RowGatherer(limits);
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'row') {
      const no = attributes.r === undefined ? this.no + 1 : /^\d{1,10}$/.test(attributes.r) ? Number(attributes.r) : 0;
      this.rows.follow(no, this.no);
      this.no = no;
      this.cells = [];
      this.column = -1;
    } else if (name === 'c') {
      this.column = columnIn(attributes.r ?? '') ?? this.column + 1;
      this.type = attributes.t ?? 'n';
      this.value = null;
      this.inline = '';
      this.formula = false;
    } else if (name === 'v') this.taking = 'value';
    else if (name === 't') this.taking = this.phonetic ? null : 'inline';
    else if (name === 'f') this.formula = true;
    else if (name === 'rPh') this.phonetic += 1;
  }

  text(text: string): void {
    if (this.taking === 'value') this.value = this.with(this.value ?? '', text);
    else if (this.taking === 'inline') this.inline = this.with(this.inline, text);
  }

  /** One character more than a cell may hold tells that it is too long; the rest need not be kept. */
  private with(held: string, text: string): string {
    const room = this.limits.cell + 1 - held.length;
    return room > 0 ? held + own(text.slice(0, room)) : held;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.taking = null;
    else if (name === 'rPh') this.phonetic -= 1;
    else if (name === 'c') this.put(this.cell());
    else if (name === 'row') this.finishRow();
  }

  private cell(): Cell | null {
    const { type, value, limits } = this;
    if (type === 'inlineStr') return escapedCell(this.inline, limits);
    if (value === null || (value === '' && type !== 'str')) {
      return this.formula ? { kind: 'UNCOMPUTED', text: '' } : null;
    }
    if (type === 's') return escapedCell(this.strings.at(Number(value)), limits);
    if (type === 'str') return escapedCell(value, limits);
    if (type === 'b') return cellOf('TEXT', value === '1' ? '是' : '否', limits);
    if (type === 'e') return { kind: 'ERROR', text: value.slice(0, 20) };
    if (type === 'd') return cellOf('TEXT', value, limits);
    return cellOf('NUMBER', value, limits);
  }

  private put(cell: Cell | null): void {
    if (!cell || (cell.kind === 'TEXT' && cell.text.trim() === '')) return;
    if (this.column >= this.limits.columns) {
      throw new SheetRefused('TOO_MANY_COLUMNS', `第${this.no}行超过${this.limits.columns}列；请删去多余的列`);
    }
    while (this.cells.length <= this.column) this.cells.push(null);
    this.cells[this.column] = cell;
  }

  private finishRow(): void {
    const own = this.cells.some((cell) => cell !== null);
    const cells = this.merges.fill(this.no, this.cells, this.limits.columns);
    if (!own) return;
    this.rows.add({ no: this.no, cells });
  }

  /** Rows enough to be handed on, or null. */
  ready(): SheetRow[] | null {
    return this.rows.full ? this.rows.take() : null;
  }

  rest(): SheetRow[] {
    return this.rows.take();
  }
}

export interface XlsxFacts {
  readonly from1904: boolean;
  readonly notes: readonly string[];
  readonly batches: AsyncIterable<readonly SheetRow[]>;
}

/** The first visible sheet of a workbook: merged cells filled, strings kept compact, everything else passing by. */
export async function openXlsx(spool: Spool, limits: SheetLimits): Promise<XlsxFacts> {
  const workbook = await Workbook.open(spool, limits.inflatedBytes);
  try {
    const book = await bookOf(workbook);
    const others = book.visible - 1;
    const notes = others > 0 ? [`只读取了第一张工作表“${book.name}”，另有${others}张没有读取`] : [];
    return { from1904: book.from1904, notes, batches: rowsOf(workbook, book, limits) };
  } catch (error) {
    workbook.close();
    throw error;
  }
}

async function* rowsOf(
  workbook: Workbook,
  { sheet, strings: stringsPart }: Book,
  limits: SheetLimits,
): AsyncGenerator<readonly SheetRow[]> {
  try {
    const strings = workbook.has(stringsPart) ? await stringsOf(workbook.part(stringsPart), limits) : new StringTable();
    const merges: readonly Merge[] = await mergesOf(workbook.part(sheet));
    const builder = new SheetBuilder(strings, new Merges(merges), limits);
    let inData = false;
    const handlers = {
      open(name: string, attributes: Attributes) {
        if (name === 'sheetData') inData = true;
        else if (inData) builder.open(name, attributes);
      },
      text: (text: string) => builder.text(text),
      close(name: string) {
        if (name === 'sheetData') inData = false;
        else if (inData) builder.close(name);
      },
    };
    for await (const rows of readXml(workbook.part(sheet), handlers, () => builder.ready())) yield rows;
    yield builder.rest();
  } finally {
    workbook.close();
  }
}
