import { defused } from './defuse';
import { type ZipPart, zipOf } from './zip-writing';

/** What one cell says; text stays text whatever it looks like. */
export type Value = string | number | null;

export interface SheetOut {
  readonly name: string;
  readonly headings: readonly string[];
  /** Decimals of number columns; null for text. */
  readonly decimals: readonly (number | null)[];
  readonly rows: AsyncIterable<readonly Value[]> | Iterable<readonly Value[]>;
  /** Width of columns in characters; where it is left out, columns are as wide as what stands first in them. */
  readonly width?: number;
}

const quoted = (text: string) => `"${text.replace(/"/g, '""')}"`;

const csvCell = (value: Value, decimals: number | null): string => {
  if (value === null) return '';
  if (typeof value === 'number') return decimals === null ? String(value) : value.toFixed(decimals);
  return quoted(defused(value));
};

/** A CSV that Excel in China opens as it is: UTF-8 with its mark, lines ended as Windows ends them. */
export async function* csvOf({ headings, decimals, rows }: Omit<SheetOut, 'name'>): AsyncGenerator<Buffer> {
  yield Buffer.from(`\ufeff${headings.map((heading) => csvCell(heading, null)).join(',')}\r\n`, 'utf8');
  for await (const row of rows) {
    yield Buffer.from(`${row.map((value, at) => csvCell(value, decimals[at] ?? null)).join(',')}\r\n`, 'utf8');
  }
}

const escaped = (text: string) =>
  text
    .replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]|\p{Cs}/gu, '')
    .replace(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x')
    .replace(/[&<>\r]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '_x000D_' })[sign] as string);

const letters = (index: number): string =>
  (index >= 26 ? letters(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));

/** Styles by number: 1 text that stays text when it is edited, 2 whole numbers, 3 with two decimals, 4 headings. */
const styleFor = (decimals: number | null) => (decimals === null ? 1 : decimals === 0 ? 2 : 3);

const MOST = 32_767;

function xlsxCell(value: Value, column: string, row: number, decimals: number | null, heading: boolean): string {
  if (value === null || value === '') return '';
  if (typeof value === 'number') return `<c r="${column}${row}" s="${styleFor(decimals ?? 0)}"><v>${value}</v></c>`;
  const text = escaped(value.length > MOST ? `${value.slice(0, MOST - 1)}…` : value);
  return `<c r="${column}${row}" s="${heading ? 4 : 1}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** Rows that widths are measured by. */
const MEASURED = 100;
const [NARROWEST, WIDEST] = [6, 40];

/** Chinese signs are as wide as two others. */
const widthOf = (value: Value, decimals: number | null): number =>
  typeof value === 'number'
    ? value.toFixed(decimals ?? 0).length + 2
    : [...(value ?? '')].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e7f ? 2 : 1), 0);

/** The first rows, and all of them again; whoever stops reading early lets the source go. */
async function begun(rows: SheetOut['rows']) {
  const source = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  let ended = false;
  const next = async (): Promise<readonly Value[] | null> => {
    const step = ended ? null : await source.next();
    if (!step || step.done) ended = true;
    return step && !step.done ? step.value : null;
  };
  const close = async () => {
    if (!ended) await source.return?.();
    ended = true;
  };
  const first: (readonly Value[])[] = [];
  for (let row = await next(); row; row = await next()) if (first.push(row) === MEASURED) break;
  async function* all() {
    yield* first;
    for (let row = await next(); row; row = await next()) yield row;
  }
  return { first, all: all(), close };
}

const widthsOf = ({ headings, decimals }: SheetOut, first: readonly (readonly Value[])[]): number[] =>
  headings.map((heading, at) => {
    const widths = [heading, ...first.map((row) => row[at] ?? null)].map((value) =>
      widthOf(value, decimals[at] ?? null),
    );
    return Math.min(WIDEST, Math.max(NARROWEST, ...widths) + 2);
  });

async function* sheetXml(sheet: SheetOut): AsyncGenerator<string> {
  const { headings, decimals, width } = sheet;
  const { first, all: rows, close } = await begun(sheet.rows);
  const widths = width === undefined ? widthsOf(sheet, first) : headings.map(() => width);
  const columns = headings.map((_, index) => letters(index));
  const line = (values: readonly Value[], no: number, heading: boolean) =>
    `<row r="${no}">${values
      .map((value, at) => xlsxCell(value, columns[at] ?? letters(at), no, decimals[at] ?? null, heading))
      .join('')}</row>`;
  try {
    yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`;
    yield `<cols>${columns.map((_, at) => `<col min="${at + 1}" max="${at + 1}" width="${widths[at]}" style="${styleFor(decimals[at] ?? null)}" customWidth="1"/>`).join('')}</cols><sheetData>`;
    yield line(headings, 1, true);
    let no = 1;
    for await (const row of rows) {
      no += 1;
      yield line(row, no, false);
    }
    // On paper: across, every page with its headings (the defined name) and its number.
    yield '</sheetData><pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape"/><headerFooter><oddFooter>&amp;C第&amp;P页，共&amp;N页</oddFooter></headerFooter></worksheet>';
  } finally {
    await close();
  }
}

const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/><xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`;

/** A workbook of one or more sheets, row by row; every text is marked as text, so that no cell becomes a formula. */
export function xlsxOf(sheets: readonly SheetOut[]): AsyncGenerator<Buffer> {
  const each = (make: (sheet: SheetOut, no: number) => string) =>
    sheets.map((sheet, at) => make(sheet, at + 1)).join('');
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const parts: ZipPart[] = [
    {
      path: '[Content_Types].xml',
      text: [
        `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${each((_, no) => `<Override PartName="/xl/worksheets/sheet${no}.xml" ContentType="${type}.worksheet+xml"/>`)}</Types>`,
      ],
    },
    {
      path: '_rels/.rels',
      text: [
        `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      ],
    },
    {
      path: 'xl/workbook.xml',
      text: [
        `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${each(({ name }, no) => `<sheet name="${escaped(name)}" sheetId="${no}" r:id="rId${no}"/>`)}</sheets><definedNames>${each(({ name }, no) => `<definedName name="_xlnm.Print_Titles" localSheetId="${no - 1}">'${escaped(name).replaceAll("'", "''")}'!$1:$1</definedName>`)}</definedNames></workbook>`,
      ],
    },
    {
      path: 'xl/_rels/workbook.xml.rels',
      text: [
        `${XML}<Relationships xmlns="${RELATIONS}">${each((_, no) => `<Relationship Id="rId${no}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${no}.xml"/>`)}<Relationship Id="rId${sheets.length + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
      ],
    },
    { path: 'xl/styles.xml', text: [STYLES] },
    ...sheets.map((sheet, at) => ({ path: `xl/worksheets/sheet${at + 1}.xml`, text: sheetXml(sheet) })),
  ];
  return zipOf(parts);
}

export const MEDIA_TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
export type SheetFormat = keyof typeof MEDIA_TYPES;

/** Name of a file to be saved, in Chinese for those who can read it (RFC 5987) and plain for the rest. */
export const attachment = (name: string, plain: string): string =>
  `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;
