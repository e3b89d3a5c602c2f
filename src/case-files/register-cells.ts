import { idNumberProblem } from '../platform/crypto';
import type { Cell } from '../platform/sheets/sheet';
import { isSoundText } from '../platform/sound-text';
import { tidyNumber } from './numbering';
import type { CellProblemCode } from './register-problems';

/** What a cell gives: a value, nothing, or why not. */
export type Read<T> = { readonly value: T | null } | { readonly problem: CellProblemCode };

/** Halves of characters. */
const HALVES = /\p{Cs}/u;

const NOTHING = { value: null } as const;
const problem = (code: CellProblemCode) => ({ problem: code }) as const;

/** Text of a cell as people meant it: no apostrophe in front, no `="…"` around, no blanks at the ends. */
export function textOf(cell: Cell | null): Read<string> {
  if (!cell) return NOTHING;
  if (cell.kind === 'TOO_LONG') return problem('CELL_TOO_LONG');
  if (cell.kind === 'ERROR') return problem('CELL_ERROR');
  if (cell.kind === 'UNCOMPUTED') return problem('FORMULA_WITHOUT_VALUE');
  const text = cell.text
    .replace(/[\u200b\u200e\u200f\ufeff\u00ad]/g, '')
    .replace(/\u00a0|\u3000/g, ' ')
    .trim()
    .replace(/^="([^"]*)"$/, '$1')
    .replace(/^['’‘＇`](?=[\s\S])/, '')
    .trim();
  if (HALVES.test(text) || !isSoundText(text.replace(/[\v\f]/g, ' '))) return problem('CHARACTERS_UNSOUND');
  if (/^#(N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!)$/.test(text)) return problem('CELL_ERROR');
  return text === '' || text === "'" ? NOTHING : { value: text };
}

const folded = (text: string) => text.normalize('NFKC').trim();

const SCIENTIFIC = /^\d(\.\d+)?e\+?\d+$/i;

/** Whole numbers as Excel writes them when a column was no text: `12.0` is 12. */
const unpointed = (text: string) => text.replace(/^(\d+)\.0+$/, '$1');

/** A line of text. Blanks between the characters of a Chinese name are setting, not name. */
export function lineOf(cell: Cell | null): Read<string> {
  const read = textOf(cell);
  if (!('value' in read) || read.value === null) return read;
  const text = read.value.replace(/\s+/g, ' ').replace(/[•・‧∙]/g, '·');
  const plain = cell?.kind === 'NUMBER' ? unpointed(text) : text;
  return { value: /^[\p{Script=Han}·\s]+$/u.test(plain) ? plain.replace(/\s/g, '') : plain };
}

export const proseOf = textOf;

/** A number that a spreadsheet kept as a number keeps fifteen digits; the rest are zeros or gone. */
const lostDigits = (cell: Cell | null, text: string): boolean =>
  SCIENTIFIC.test(text) || (cell?.kind === 'NUMBER' && text.replace(/\D/g, '').length > 15);

/** A number that is a name: of a licence, a telephone. */
export function codeOf(cell: Cell | null): Read<string> {
  const read = textOf(cell);
  if (!('value' in read) || read.value === null) return read;
  const text = unpointed(folded(read.value).replace(/\s/g, ''));
  return lostDigits(cell, text) ? problem('LONG_NUMBER_LOST_DIGITS') : { value: text.toUpperCase() };
}

export function fileNumberOf(cell: Cell | null): Read<string> {
  const read = textOf(cell);
  if (!('value' in read) || read.value === null) return read;
  const text = unpointed(tidyNumber(read.value));
  return lostDigits(cell, text) ? problem('LONG_NUMBER_LOST_DIGITS') : { value: text };
}

/** The number that another organ gave a case, as it stands. */
export function organNumberOf(cell: Cell | null): Read<string> {
  const read = lineOf(cell);
  if (!('value' in read) || read.value === null) return read;
  return lostDigits(cell, folded(read.value)) ? problem('LONG_NUMBER_LOST_DIGITS') : read;
}

/** An identity number, mended where nothing is lost; a number that Excel kept as a number is lost. */
export function idNumberOf(cell: Cell | null): Read<string> {
  const read = textOf(cell);
  if (!('value' in read) || read.value === null) return read;
  const text = folded(read.value).replace(/[\s-]/g, '').toUpperCase();
  if (lostDigits(cell, text)) return problem('ID_NUMBER_LOST_DIGITS');
  const number = text.replace(/^(\d{17}[\dX])\.0+$/, '$1');
  if (/^\d{15}$/.test(number)) return problem('ID_NUMBER_FIFTEEN');
  const wrong = idNumberProblem(number);
  if (wrong === null) return { value: number };
  if (!/^\d{17}[\dX]$/.test(number)) return problem('ID_NUMBER_FORM');
  if (wrong.includes('出生日期')) return problem('ID_NUMBER_BIRTH');
  return problem(number.endsWith('000') ? 'ID_NUMBER_CUT' : 'ID_NUMBER_CHECK_DIGIT');
}

const DAY_MS = 86_400_000;
/** Serial numbers between 1950 and 2100, by the calendar that begins in 1900. */
const SERIALS = [18_264, 73_415] as const;

function dayOfSerial(serial: number, from1904: boolean): string | null {
  const days = Math.floor(serial) + (from1904 ? 1462 : 0);
  if (days < SERIALS[0] || days > SERIALS[1]) return null;
  return new Date(Date.UTC(1899, 11, 30) + days * DAY_MS).toISOString().slice(0, 10);
}

function dayOfParts(year: number, month: number, day: number): Read<string> {
  const date = new Date(Date.UTC(year, month - 1, day));
  const there = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return there && year >= 1900 && year <= 2100 ? { value: date.toISOString().slice(0, 10) } : problem('DATE_NOT_THERE');
}

/** A day in any of the ways registers write it; what could be read in two ways is not read at all. */
export function dayIn(cell: Cell | null, from1904: boolean): Read<string> {
  const read = textOf(cell);
  if (!('value' in read) || read.value === null) return read;
  const text = folded(read.value)
    .replace(/\s+/g, ' ')
    .replace(/(?<=\d)[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AP]M|Z|[+-]\d{2}:\d{2})?$/i, '')
    .replace(/ ?(星期|周)[一二三四五六日天]$/, '')
    .replace(/\s/g, '');
  const whole = /^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (whole) return dayOfParts(Number(whole[1]), Number(whole[2]), Number(whole[3]));
  const serial = /^\d{4,6}(\.\d+)?$/.test(text) ? dayOfSerial(Number(text), from1904) : null;
  if (serial) return { value: serial };
  if (/^\d{4}([-./年]\d{1,2}月?|年)?$|^(19|20)\d{2}(0[1-9]|1[0-2])$|^\d{1,2}[-./月]\d{1,2}日?$/.test(text)) {
    return problem('DATE_INCOMPLETE');
  }
  if (/^\d{1,2}[-./年]\d{1,2}[-./月]\d{1,4}日?$/.test(text)) return problem('DATE_AMBIGUOUS');
  return problem('DATE_UNREADABLE');
}

const YES = ['是', '有', '√', '✓', '✔', '1', 'Y', 'YES', 'TRUE', '对', '在押', '认罪认罚', '羁押', '封存'];
const NO = [
  '否',
  '无',
  '×',
  '✗',
  'X',
  '0',
  'N',
  'NO',
  'FALSE',
  '不',
  '-',
  '—',
  '/',
  '未在押',
  '取保候审',
  '没有',
  '不是',
];

export function flagOf(cell: Cell | null): Read<boolean> {
  const read = textOf(cell);
  if (!('value' in read) || read.value === null) return read as Read<boolean>;
  const text = folded(read.value).toUpperCase();
  if (YES.includes(text)) return { value: true };
  return NO.includes(text) ? { value: false } : problem('FLAG_UNKNOWN');
}

/** One of a few words; endings like 案件 and 阶段 say nothing. */
export function choiceOf<T extends string>(cell: Cell | null, words: Readonly<Record<T, readonly string[]>>): Read<T> {
  const read = textOf(cell);
  if (!('value' in read) || read.value === null) return read as Read<T>;
  const text = folded(read.value).replace(/\s/g, '').replace(/[、,]/g, '').toUpperCase();
  const candidates = [text, text.replace(/(案件|阶段|程序|类)$/, '')];
  for (const [code, forms] of Object.entries<readonly string[]>(words)) {
    if (candidates.some((candidate) => candidate === code || forms.includes(candidate))) return { value: code as T };
  }
  return problem('CHOICE_UNKNOWN');
}

export function yearOf(cell: Cell | null): Read<number> {
  const read = textOf(cell);
  if (!('value' in read) || read.value === null) return read as Read<number>;
  const [, year] = /^(\d{4})(\.0+)?年?(度)?$/.exec(folded(read.value)) ?? [];
  return year && Number(year) >= 1990 && Number(year) <= 2100 ? { value: Number(year) } : problem('YEAR_UNREADABLE');
}
