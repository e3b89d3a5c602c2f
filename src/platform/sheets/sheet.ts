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

export const BATCH = 500;

/** A cell of a file, cut short where it is longer than a cell may be. */
export const cellOf = (kind: Cell['kind'], text: string, limits: SheetLimits): Cell | null => {
  if (text.length > limits.cell) return { kind: 'TOO_LONG', text: '' };
  return text === '' && kind !== 'UNCOMPUTED' ? null : { kind, text };
};

/** Counts what it passes on, and refuses what goes beyond the limits of a sheet. */
export class RowGuard {
  private rows = 0;
  constructor(private readonly limits: SheetLimits) {}

  admit(row: SheetRow): void {
    this.rows += 1;
    if (this.rows > this.limits.rows) {
      throw new SheetRefused('TOO_MANY_ROWS', `超过${this.limits.rows}行；请分成几份，各自上传`);
    }
    if (row.cells.length > this.limits.columns) {
      throw new SheetRefused('TOO_MANY_COLUMNS', `第${row.no}行超过${this.limits.columns}列；请删去多余的列`);
    }
  }
}
