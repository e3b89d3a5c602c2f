import { type Cell, SheetRefused, type SheetRow } from '../platform/sheets/sheet';
import { textOf } from './register-cells';
import { type ColumnKey, columnOfHeading, REGISTER_COLUMNS } from './register-columns';
import type { ColumnMap } from './register-rows';

/** Title rows that may stand above the heading. */
const HEADING_WITHIN = 30;
const NOTED = 20;

const plain = (cell: Cell | null): string => {
  const read = textOf(cell);
  return 'value' in read && read.value !== null ? read.value.replace(/\s/g, '') : '';
};

const columnsIn = ({ cells }: SheetRow) =>
  cells.map((cell) => {
    const text = plain(cell);
    return text ? columnOfHeading(text) : null;
  });

const TOTALS = /^(合计|总计|小计|累计|共计|本页小计|本月合计|合计[:：].*|总计[:：].*|共\d+[件人].*)$/;
const FOOTER = /^(填表人|制表人|填报人|审核人|负责人|经办人|填表日期|制表日期|填报单位|制表单位|备注|说明|注)[:：]?/;

/** Finds the heading of a register, and tells its rows from titles, repeated headings, totals and signatures. */
export class RegisterTable {
  columns: ColumnMap | null = null;
  readonly notes: string[] = [];
  skipped = 0;
  private seen = 0;

  /** The rows of the register among those that come; the heading is found on the way. */
  take(rows: readonly SheetRow[]): SheetRow[] {
    return rows.filter((row) => (this.columns ? this.isEntry(row, this.columns) : this.lookForHeading(row)));
  }

  /** Refuses a sheet in which no heading was found. */
  finish(): void {
    if (!this.columns) {
      throw new SheetRefused(
        'HEADING_NOT_FOUND',
        `前${HEADING_WITHIN}行中没有找到标题行；标题须有${this.obligatory().join('、')}等列，可下载模板对照`,
      );
    }
  }

  private obligatory(): string[] {
    return REGISTER_COLUMNS.filter(({ needed }) => needed === 'ALWAYS').map(({ heading }) => heading);
  }

  private lookForHeading(row: SheetRow): false {
    this.seen += 1;
    const found = columnsIn(row);
    const obligatory = new Set(found.filter((column) => column?.needed === 'ALWAYS').map((column) => column?.key));
    if (obligatory.size >= 3) this.settle(row, found);
    else if (this.seen >= HEADING_WITHIN) this.finish();
    return false;
  }

  private settle(row: SheetRow, found: ReturnType<typeof columnsIn>): void {
    const columns = new Map<ColumnKey, number>();
    const unknown: string[] = [];
    for (const [index, column] of found.entries()) {
      if (column && !columns.has(column.key)) columns.set(column.key, index);
      else if (column) {
        // Merged headings repeat the same words; two columns that differ would leave it open which one is meant.
        if (row.cells[index] !== row.cells[columns.get(column.key) as number]) {
          throw new SheetRefused('COLUMN_TWICE', `标题行中有两列都是“${column.heading}”；请删去或者改名其中一列`);
        }
      } else if (plain(row.cells[index] ?? null)) unknown.push(plain(row.cells[index] ?? null).slice(0, 20));
    }
    const missing = REGISTER_COLUMNS.filter(({ key, needed }) => needed === 'ALWAYS' && !columns.has(key));
    if (missing.length) {
      const names = missing.map(({ heading }) => `“${heading}”`).join('、');
      throw new SheetRefused('COLUMNS_MISSING', `第${row.no}行的标题中缺少${names}；请补上这些列，可下载模板对照`);
    }
    if (unknown.length) this.note(`没有导入的列：${unknown.slice(0, 30).join('、')}`);
    this.columns = columns;
  }

  private isEntry(row: SheetRow, columns: ColumnMap): boolean {
    const kind = this.kindOf(row, columns);
    if (kind === null) return true;
    this.skipped += 1;
    this.note(`第${row.no}行是${kind}，没有导入`);
    return false;
  }

  private kindOf(row: SheetRow, columns: ColumnMap): string | null {
    const at = (key: ColumnKey) => plain(row.cells[columns.get(key) as number] ?? null);
    const first = plain(row.cells.find((cell) => plain(cell) !== '') ?? null);
    if (first === '') return '空行';
    if (TOTALS.test(first) || TOTALS.test(at('number')) || TOTALS.test(at('name'))) return '合计行';
    const repeated = columnsIn(row).filter((column, index) => column && columns.get(column.key) === index).length;
    if (repeated >= 3) return '重复的标题行';
    if (FOOTER.test(first) && !/\d{6}/.test(at('idNumber'))) return '落款或者说明';
    // A number that stands alone is a row that nobody filled in; any other lone text is a title between rows.
    const texts = new Set(row.cells.map((cell) => plain(cell)).filter((text) => text !== ''));
    return texts.size === 1 && !/\d/.test(at('number')) ? '小标题' : null;
  }

  private note(text: string): void {
    if (this.notes.length < NOTED) this.notes.push(text);
    else if (this.notes.length === NOTED) this.notes.push('……');
  }
}
