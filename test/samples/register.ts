import ExcelJS from 'exceljs';
import { encode } from 'iconv-lite';
import { idNumberCheckDigit } from '../../src/platform/crypto';

/** Everybody here is invented. The register of an agency as such registers are: 200 rows, and what goes wrong in them. */
export const SAMPLE_FIRMS = ['京安律师事务所', '和光律师事务所', '明德律师事务所'] as const;
/** A firm that never signed a commitment. */
export const UNCOMMITTED_FIRM = '远山律师事务所';
export const SAMPLE_ORGANS = [
  ['朝阳区人民法院', 'COURT'],
  ['朝阳区人民检察院', 'PROCURATORATE'],
  ['公安局朝阳分局', 'POLICE'],
] as const;

export interface SampleLawyer {
  readonly name: string;
  readonly licence: string;
  readonly firm: string;
}

const FAMILY = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何'];
const GIVEN = ['若川', '明远', '清和', '思齐', '景行', '知微', '望舒', '怀瑾', '云帆', '书砚', '映雪', '守拙', '一苇'];
const nameFor = (n: number) => `${FAMILY[n % FAMILY.length]}${GIVEN[(n * 7) % GIVEN.length]}`;

export const SAMPLE_LAWYERS: readonly SampleLawyer[] = [...SAMPLE_FIRMS, ...SAMPLE_FIRMS, UNCOMMITTED_FIRM].map(
  (firm, n) => ({ name: nameFor(n + 31), licence: `1110120101${String(100000 + n * 37)}`, firm }),
);
export const UNCOMMITTED_LAWYER = SAMPLE_LAWYERS.at(-1) as SampleLawyer;

const idFor = (n: number): string => {
  const first17 = `110105${1955 + (n % 50)}${String((n % 12) + 1).padStart(2, '0')}${String((n % 28) + 1).padStart(2, '0')}${String(100 + n).padStart(3, '0')}`;
  return first17 + idNumberCheckDigit(first17);
};

/** A cell: text, a number, or a formula with or without its kept result. */
export type SampleCell = string | number | { readonly formula: string; readonly result?: string } | null;

export const SAMPLE_HEADINGS = [
  '序号',
  '案卷编号',
  '受援人',
  '身份证号',
  '无身份证号码的原因',
  '联系电话',
  '案件类别',
  '诉讼阶段',
  '案由/罪名',
  '案件来源',
  '受理日期',
  '批准日期',
  '通知机关',
  '是否在押',
  '承办律师',
  '执业证号',
  '律所',
  '指派方式',
  '指派日期',
  '备注栏',
] as const;
export type SampleHeading = (typeof SAMPLE_HEADINGS)[number];
export type SampleRow = Record<SampleHeading, SampleCell>;

const DAY = 86_400_000;
const day = (n: number) => new Date(Date.UTC(2023, 0, 3) + n * 5 * DAY).toISOString().slice(0, 10);
const serialOf = (iso: string) => (Date.parse(`${iso}T00:00:00Z`) - Date.UTC(1899, 11, 30)) / DAY;
const parts = (iso: string) => iso.split('-').map(Number) as [number, number, number];
const wide = (text: string) => text.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

const KINDS = [
  { kind: '刑事', stage: '审判', cause: '盗窃', source: '应当通知', organ: '朝阳区人民法院', letter: '刑' },
  { kind: '刑事', stage: '侦查', cause: '故意伤害', source: '可以通知', organ: '公安局朝阳分局', letter: '刑' },
  { kind: '民事', stage: '诉讼', cause: '追索劳动报酬', source: '申请', organ: null, letter: '民' },
  { kind: '民事', stage: '仲裁', cause: '劳动争议', source: '申请', organ: null, letter: '民' },
  { kind: '行政', stage: '诉讼', cause: '不服行政处罚', source: '申请', organ: null, letter: '行' },
] as const;

/** A row as it should be. */
function soundRow(n: number): SampleRow {
  const { kind, stage, cause, source, organ, letter } = KINDS[n % KINDS.length] as (typeof KINDS)[number];
  const received = day(n);
  const lawyer = SAMPLE_LAWYERS[n % (SAMPLE_LAWYERS.length - 1)] as SampleLawyer;
  const commissioned = n % 4 !== 3;
  return {
    序号: n + 1,
    案卷编号: `（${received.slice(0, 4)}）朝援${letter}${String(n + 1).padStart(4, '0')}号`,
    受援人: nameFor(n),
    身份证号: idFor(n),
    无身份证号码的原因: null,
    联系电话: n % 3 ? `138${String(10_000_000 + n * 7919).slice(-8)}` : null,
    案件类别: kind,
    诉讼阶段: stage,
    '案由/罪名': cause,
    案件来源: source,
    受理日期: received,
    批准日期: day(n + 1),
    通知机关: organ,
    是否在押: kind === '刑事' ? '是' : '否',
    承办律师: commissioned ? lawyer.name : null,
    执业证号: commissioned && n % 2 ? lawyer.licence : null,
    律所: commissioned ? lawyer.firm : null,
    指派方式: commissioned ? '轮流指派' : null,
    指派日期: commissioned ? day(n + 2) : null,
    备注栏: null,
  };
}

/** What is wrong with rows, and what an import makes of it: null where it can be mended, else the code of the problem. */
interface Mistake {
  readonly rows: readonly number[];
  readonly expected: string | null;
  /** Where the two formats differ. */
  readonly inCsv?: string | null;
  change(row: SampleRow, n: number): void;
}

const written = (n: number): readonly SampleHeading[] => (n % 2 ? ['受理日期', '批准日期'] : ['受理日期']);
const dates =
  (as: (iso: string) => SampleCell) =>
  (row: SampleRow, n: number): void => {
    for (const heading of written(n)) row[heading] = as(row[heading] as string);
  };
const set =
  (values: Partial<SampleRow>) =>
  (row: SampleRow): void => {
    Object.assign(row, values);
  };
const dotted = (separator: string) => (iso: string) => parts(iso).join(separator);

export const MISTAKES: readonly Mistake[] = [
  // What can be mended.
  { rows: [0, 1, 2], expected: null, change: dates(dotted('.')) },
  { rows: [3, 4, 5], expected: null, change: dates(dotted('/')) },
  { rows: [6, 7, 8], expected: null, change: dates((iso) => `${parts(iso)[0]}年${parts(iso)[1]}月${parts(iso)[2]}日`) },
  { rows: [9, 10, 11, 12], expected: null, change: dates(serialOf) },
  { rows: [13, 14], expected: null, change: dates((iso) => `${iso} 00:00:00`) },
  { rows: [15], expected: null, change: dates((iso) => iso.replace(/-/g, '')) },
  { rows: [16, 17], expected: null, change: dates((iso) => wide(dotted('.')(iso))) },
  { rows: [18, 19], expected: null, change: (row) => Object.assign(row, { 身份证号: wide(row.身份证号 as string) }) },
  { rows: [20, 21], expected: null, change: (row) => Object.assign(row, { 身份证号: `${row.身份证号}.0` }) },
  {
    rows: [22],
    expected: null,
    change: (row) => Object.assign(row, { 身份证号: '11010519880605100x', 受援人: '魏望舒' }),
  },
  { rows: [23, 24], expected: null, change: (row) => Object.assign(row, { 身份证号: `'${row.身份证号}` }) },
  {
    rows: [25, 26],
    expected: null,
    change: (row) => Object.assign(row, { '案由/罪名': `${row['案由/罪名']}\n（数额较大）` }),
  },
  {
    rows: [27, 28],
    expected: null,
    change: (row) => Object.assign(row, { 受援人: [...(row.受援人 as string)].join('　') }),
  },
  {
    rows: [29, 30],
    expected: null,
    change: (row) =>
      Object.assign(row, { 案卷编号: wide((row.案卷编号 as string).replace('（', '(').replace('）', ')')) }),
  },
  { rows: [31], expected: null, change: (row) => Object.assign(row, { 案卷编号: ` ${row.案卷编号}\u00a0` }) },
  { rows: [32, 33], expected: null, change: set({ 是否在押: '√' }) },
  { rows: [34], expected: null, change: set({ 身份证号: null, 无身份证号码的原因: '外国人' }) },
  // Merged over three rows: in a CSV only the first of them has the value.
  { rows: [40], expected: null, change: set({ 受理日期: day(40) }) },
  {
    rows: [41, 42],
    expected: null,
    inCsv: 'MISSING',
    change: set({ 受理日期: null, 批准日期: null, 指派日期: day(60) }),
  },
  // What cannot.
  {
    rows: [50, 51, 52],
    expected: 'ID_NUMBER_LOST_DIGITS',
    change: (row) => Object.assign(row, { 身份证号: Number(String(row.身份证号).replace('X', '0')) }),
  },
  { rows: [53], expected: 'ID_NUMBER_LOST_DIGITS', change: set({ 身份证号: '1.10105E+17' }) },
  {
    rows: [54, 55, 56, 57],
    expected: 'ID_NUMBER_CHECK_DIGIT',
    change: (row) =>
      Object.assign(row, {
        身份证号: String(row.身份证号).slice(0, 17) + (String(row.身份证号).endsWith('1') ? '2' : '1'),
      }),
  },
  { rows: [58], expected: 'ID_NUMBER_FIFTEEN', change: set({ 身份证号: '110105620314103' }) },
  { rows: [59], expected: 'ID_NUMBER_FORM', change: set({ 身份证号: '1101051990030712' }) },
  { rows: [60, 61], expected: 'NUMBER_TWICE', change: set({ 案卷编号: '（2023）朝援刑9001号' }) },
  { rows: [62, 63, 64], expected: 'NUMBER_TWICE', change: set({ 案卷编号: '（2023）朝援民9002号' }) },
  {
    rows: [66, 68, 69, 70],
    expected: 'PRACTITIONER_UNKNOWN',
    change: set({
      承办律师: '不在册',
      执业证号: null,
      律所: '京安律师事务所',
      指派方式: '轮流指派',
      指派日期: '2025-12-01',
    }),
  },
  {
    rows: [72],
    expected: 'PRACTITIONER_UNKNOWN',
    change: set({ 执业证号: '11101999910999999', 承办律师: null, 指派方式: '轮流指派', 指派日期: '2025-12-01' }),
  },
  { rows: [73], expected: 'PRACTITIONER_UNDERDETERMINED', change: set({ 执业证号: null, 律所: null }) },
  { rows: [74], expected: 'WAY_NEEDED', change: set({ 指派方式: null }) },
  { rows: [76, 77], expected: 'MISSING', change: set({ 受援人: null }) },
  { rows: [78, 80], expected: 'MISSING', change: set({ 身份证号: null }) },
  { rows: [81, 82], expected: 'DATE_NOT_THERE', change: set({ 受理日期: '2024.2.30' }) },
  { rows: [84], expected: 'DATE_AMBIGUOUS', change: set({ 受理日期: '24.3.5' }) },
  { rows: [85], expected: 'DATE_INCOMPLETE', change: set({ 受理日期: '2024年3月' }) },
  { rows: [86], expected: 'DATE_AMBIGUOUS', change: set({ 受理日期: '3/5/2024' }) },
  { rows: [90, 95], expected: 'GROUND_AMBIGUOUS', change: set({ 案件来源: '通知辩护' }) },
  { rows: [92, 97], expected: 'REGISTRATION_STAGE_FITS_KIND', change: set({ 诉讼阶段: '侦查' }) },
  { rows: [100], expected: 'ORGAN_UNKNOWN', change: set({ 通知机关: '某某法院' }) },
  { rows: [105], expected: 'REGISTRATION_NOTICE', change: set({ 通知机关: null }) },
  { rows: [101, 106], expected: 'REGISTRATION_ORGAN_FITS_STAGE', change: set({ 通知机关: '朝阳区人民法院' }) },
  { rows: [107, 108], expected: 'REGISTRATION_DATES', change: set({ 批准日期: '2022-12-30' }) },
  {
    rows: [109],
    expected: 'REGISTRATION_DATES',
    change: set({
      受理日期: '2026-08-01',
      批准日期: null,
      承办律师: null,
      执业证号: null,
      律所: null,
      指派方式: null,
      指派日期: null,
    }),
  },
  {
    rows: [110, 112, 113],
    expected: 'COMMISSION_COMMITMENT',
    change: set({
      承办律师: UNCOMMITTED_LAWYER.name,
      执业证号: UNCOMMITTED_LAWYER.licence,
      律所: UNCOMMITTED_FIRM,
      指派方式: '轮流指派',
      指派日期: '2025-12-01',
    }),
  },
  // Before the commitment was required in this place (S4-4.4a), the same lawyer is no mistake.
  {
    rows: [114],
    expected: null,
    change: set({
      案卷编号: '（2021）朝援行0114号',
      受理日期: '2021-05-06',
      批准日期: '2021-05-07',
      承办律师: UNCOMMITTED_LAWYER.name,
      执业证号: UNCOMMITTED_LAWYER.licence,
      律所: UNCOMMITTED_FIRM,
      指派方式: '轮流指派',
      指派日期: '2021.5.10',
    }),
  },
  { rows: [116], expected: 'COMMISSION_DATES', change: set({ 指派日期: '2023-01-01' }) },
  {
    rows: [118, 119],
    expected: 'RECIPIENT_DIFFERS',
    change: (row, n) => Object.assign(row, { 身份证号: idFor(118), 受援人: n === 118 ? '同号甲' : '同号乙' }),
  },
  {
    rows: [121],
    expected: 'FORMULA_WITHOUT_VALUE',
    inCsv: 'CELL_ERROR',
    change: set({ '案由/罪名': { formula: 'Z1&"x"' } }),
  },
  { rows: [122], expected: null, change: set({ '案由/罪名': { formula: '"欠"&"款"', result: '欠款' } }) },
  { rows: [123], expected: 'CHOICE_UNKNOWN', change: set({ 案件类别: '其他' }) },
  {
    rows: [126],
    expected: 'TEXT_WITHOUT_RECIPIENT',
    change: (row) => Object.assign(row, { '案由/罪名': `${row.受援人}诉某公司` }),
  },
  { rows: [124], expected: 'FLAG_UNKNOWN', change: set({ 是否在押: '见附件' }) },
];

/** The 200 rows, mistakes included. */
export function sampleRows(): SampleRow[] {
  const rows = Array.from({ length: 200 }, (_, n) => soundRow(n));
  for (const { rows: at, change } of MISTAKES) for (const n of at) change(rows[n] as SampleRow, n);
  return rows;
}

export interface ExpectedProblem {
  /** Index among the 200. */
  readonly n: number;
  readonly code: string;
}

export const expectedProblems = (format: 'CSV' | 'XLSX'): ExpectedProblem[] =>
  MISTAKES.flatMap(({ rows, expected, inCsv }) => {
    const code = format === 'CSV' && inCsv !== undefined ? inCsv : expected;
    return code === null ? [] : rows.map((n) => ({ n, code }));
  }).sort((one, other) => one.n - other.n);

/** What stands around the rows: titles, a blank row, titles between, a heading once more, the totals, the signatures. */
type Line = readonly SampleCell[] | SampleRow;
const TITLE: readonly Line[] = [['朝阳区法律援助中心案件登记簿'], ['（2021—2026年）', null, null, '单位：件']];

/** Every line of the sheet in order; `rowOf(n)` is the number that a spreadsheet shows beside row n. */
export function sampleSheet(): { readonly lines: readonly Line[]; readonly rowOf: (n: number) => number } {
  const rows = sampleRows();
  const lines: Line[] = [...TITLE, SAMPLE_HEADINGS];
  const numbers: number[] = [];
  for (const [n, row] of rows.entries()) {
    if (n === 65) lines.push(['二、以下为补登的案件']);
    if (n === 98) lines.push([]);
    if (n === 130) lines.push(SAMPLE_HEADINGS);
    numbers.push(lines.length + 1);
    lines.push(row);
  }
  lines.push(['合计', '200件', null, null, null, null, null, null, null, null, null, null, null, 88]);
  lines.push(['填表人：某某', null, null, '审核人：某某']);
  return { lines, rowOf: (n) => numbers[n] as number };
}

const cellsOf = (line: Line): SampleCell[] =>
  Array.isArray(line) ? [...line] : SAMPLE_HEADINGS.map((heading) => (line as SampleRow)[heading] ?? null);

const csvText = (cell: SampleCell): string => {
  if (cell === null) return '';
  if (typeof cell === 'object') return cell.result ?? '#N/A';
  // As Excel writes a number of more than eleven digits into a CSV.
  if (typeof cell === 'number') return cell > 1e15 ? cell.toExponential(5).replace('e', 'E') : String(cell);
  return /[",\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
};

/** As Excel in China saves a CSV. */
export const sampleCsv = (): Buffer =>
  encode(
    `${sampleSheet()
      .lines.map((line) => cellsOf(line).map(csvText).join(','))
      .join('\r\n')}\r\n`,
    'gb18030',
  );

/** The same as a workbook, with merged cells, made by a library that has nothing to do with the one under test. */
export async function sampleXlsx(): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('登记簿');
  const { lines, rowOf } = sampleSheet();
  for (const [at, line] of lines.entries()) {
    for (const [column, cell] of cellsOf(line).entries()) {
      if (cell !== null) sheet.getCell(at + 1, column + 1).value = typeof cell === 'object' ? { ...cell } : cell;
    }
  }
  sheet.mergeCells(1, 1, 1, SAMPLE_HEADINGS.length);
  for (const heading of ['受理日期', '批准日期'] as const) {
    const column = SAMPLE_HEADINGS.indexOf(heading) + 1;
    sheet.mergeCells(rowOf(40), column, rowOf(42), column);
  }
  book.addWorksheet('说明').addRow(['另一张表']);
  return Buffer.from(await book.xlsx.writeBuffer());
}
