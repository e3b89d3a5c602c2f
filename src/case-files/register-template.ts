import type { SheetOut } from '../platform/sheets/write';
import { REGISTER_COLUMNS, type RegisterColumn } from './register-columns';

const NEEDED: Readonly<Record<RegisterColumn['needed'], string>> = {
  ALWAYS: '必填',
  ROW: '视情况必填',
  NO: '可不填',
};

const starred = ({ heading, needed }: RegisterColumn) => (needed === 'ALWAYS' ? `${heading}*` : heading);
const textual = (count: number): null[] => Array.from({ length: count }, () => null);

/** What is said of each column: the sheet of explanations, and the lines above the heading of the CSV. */
const explained = REGISTER_COLUMNS.map(({ heading, needed, how, example, aliases }) => [
  heading,
  NEEDED[needed],
  how,
  example,
  aliases.join('、'),
]);

/** The template of a register: headings ready to be filled, and what each column may hold. */
export const templateSheets: { readonly csv: SheetOut; readonly xlsx: readonly SheetOut[] } = {
  csv: {
    name: '登记簿',
    headings: ['案件登记簿：以下各行说明可以保留，标题行以上的内容不导入；带*的列必填'],
    decimals: textual(REGISTER_COLUMNS.length),
    rows: [REGISTER_COLUMNS.map(({ needed, how }) => `${NEEDED[needed]}：${how}`), REGISTER_COLUMNS.map(starred)],
  },
  xlsx: [
    { name: '登记簿', headings: REGISTER_COLUMNS.map(starred), decimals: textual(REGISTER_COLUMNS.length), rows: [] },
    {
      name: '填写说明',
      headings: ['列', '是否必填', '填写方法', '示例', '也可写作'],
      decimals: textual(5),
      rows: explained,
      width: 40,
    },
  ],
};
