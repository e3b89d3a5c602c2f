/** What a cell held: numbers stay the text that the file has, because a number of 18 digits is none to a computer. */
export interface Cell {
  readonly kind: 'TEXT' | 'NUMBER' | 'ERROR' | 'UNCOMPUTED' | 'TOO_LONG';
  readonly text: string;
}

/** One row that holds something; `no` is the number that a spreadsheet shows beside it. */
export interface SheetRow {
  readonly no: number;
  readonly cells: readonly (Cell | null)[];
}

export interface SheetLimits {
  /** Bytes of the file. */
  readonly bytes: number;
  /** Bytes that a packed file may unfold to. */
  readonly inflatedBytes: number;
  readonly rows: number;
  readonly columns: number;
  /** Characters of one cell. */
  readonly cell: number;
}

export interface SheetFacts {
  readonly format: 'CSV' | 'XLSX';
  readonly encoding: 'UTF-8' | 'GB18030';
  /** Days counted from 1904 instead of 1900. */
  readonly from1904: boolean;
  /** What a reader of the result should know about the file, in Chinese. */
  readonly notes: readonly string[];
}

export interface Sheet extends SheetFacts {
  /** Rows in order, some hundreds at a time. */
  readonly batches: AsyncIterable<readonly SheetRow[]>;
}

/** A file that is no register, or a hostile one: refused as a whole. */
export class SheetRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Rows handed on at a time, at most. */
const BATCH = 500;

/** A cell of a file, cut short where it is longer than a cell may be. */
export const cellOf = (kind: Cell['kind'], text: string, limits: SheetLimits): Cell | null => {
  if (text.length > limits.cell) return { kind: 'TOO_LONG', text: '' };
  return text === '' && kind !== 'UNCOMPUTED' ? null : { kind, text };
};

/** Characters of one row: many times what a register writes in it. */
const ROW_CHARACTERS = 1_000_000;
/** Characters that wait to be handed on, beside the rows of what is being read. */
const BATCH_CHARACTERS = 2_000_000;
/** As many rows as a spreadsheet numbers. */
const LAST_ROW = 1_048_576;

/** Gathers rows to be handed on some at a time, and refuses what goes beyond the limits of a sheet: of rows, and of text. */
export class RowGatherer {
  private rows = 0;
  private characters = 0;
  private total = 0;
  private waiting: SheetRow[] = [];
  constructor(private readonly limits: SheetLimits) {}

  /** Refuses a row that cannot stand here: numbers rise, and end where a spreadsheet ends. */
  follow(no: number, last: number): void {
    if (no > last && no <= LAST_ROW) return;
    throw new SheetRefused('NOT_A_SHEET', `第${last}行之后的行号不对，工作簿已损坏；请在Excel中打开，重新另存为XLSX`);
  }

  add(row: SheetRow): void {
    this.rows += 1;
    if (this.rows > this.limits.rows) {
      throw new SheetRefused('TOO_MANY_ROWS', `超过${this.limits.rows}行；请分成几份，各自上传`);
    }
    if (row.cells.length > this.limits.columns) {
      throw new SheetRefused('TOO_MANY_COLUMNS', `第${row.no}行超过${this.limits.columns}列；请删去多余的列`);
    }
    const characters = row.cells.reduce((sum, cell) => sum + (cell?.text.length ?? 0), 0);
    if (characters > ROW_CHARACTERS) {
      throw new SheetRefused('ROW_TOO_LONG', `第${row.no}行的文字过多，不是一行登记；请核对这一行`);
    }
    // Text that many cells share takes no room in the file, but time to read each time.
    this.total += characters;
    if (this.total > this.limits.inflatedBytes) {
      throw new SheetRefused('SHEET_UNFOLDS_TOO_FAR', '表格里的文字过多；请分成几份，各自上传');
    }
    this.characters += characters;
    this.waiting.push(row);
  }

  get full(): boolean {
    return this.waiting.length >= BATCH || this.characters >= BATCH_CHARACTERS;
  }

  take(): SheetRow[] {
    const taken = this.waiting;
    this.waiting = [];
    this.characters = 0;
    return taken;
  }
}
