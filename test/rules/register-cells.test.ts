import {
  choiceOf,
  codeOf,
  dayIn,
  fileNumberOf,
  flagOf,
  idNumberOf,
  lineOf,
  textOf,
  yearOf,
} from '../../src/case-files/register-cells';
import { columnOfHeading, REGISTER_COLUMNS } from '../../src/case-files/register-columns';
import { CASE_KIND_WORDS, stageWords } from '../../src/case-files/register-words';
import { defused } from '../../src/platform/sheets/defuse';
import type { Cell } from '../../src/platform/sheets/sheet';

const text = (value: string): Cell => ({ kind: 'TEXT', text: value });
const number = (value: string): Cell => ({ kind: 'NUMBER', text: value });
const given = (read: unknown) => {
  const { value, problem } = read as { value?: unknown; problem?: string };
  return problem ?? value;
};

test.each([
  ['2024-03-05', '2024-03-05'],
  ['2024.3.5', '2024-03-05'],
  ['2024/3/5', '2024-03-05'],
  ['2024年3月5日', '2024-03-05'],
  ['２０２４年３月５日', '2024-03-05'],
  ['2024 - 03 - 05', '2024-03-05'],
  ['20240305', '2024-03-05'],
  ['2024-03-05 00:00:00', '2024-03-05'],
  ['2024-03-05T08:30:00+08:00', '2024-03-05'],
  ['2024/3/5 9:05', '2024-03-05'],
  ['2024年3月5日 星期二', '2024-03-05'],
  ['45356', '2024-03-05'],
  ['45356.5', '2024-03-05'],
  ["'2024-03-05", '2024-03-05'],
  ['2024-02-29', '2024-02-29'],
  ['2023-02-29', 'DATE_NOT_THERE'],
  ['2024.13.1', 'DATE_NOT_THERE'],
  ['24.3.5', 'DATE_AMBIGUOUS'],
  ['3/5/2024', 'DATE_AMBIGUOUS'],
  ['2024.3', 'DATE_INCOMPLETE'],
  ['2024年', 'DATE_INCOMPLETE'],
  ['2024', 'DATE_INCOMPLETE'],
  ['202403', 'DATE_INCOMPLETE'],
  ['3月5日', 'DATE_INCOMPLETE'],
  ['########', 'DATE_UNREADABLE'],
  ['待定', 'DATE_UNREADABLE'],
  ['#N/A', 'CELL_ERROR'],
])('a day written as %s is %s', (written, expected) => {
  expect(given(dayIn(text(written), false))).toBe(expected);
});

test('serial numbers count from 1904 where the workbook says so', () => {
  expect(given(dayIn(number('43894'), true))).toBe('2024-03-05');
  expect(given(dayIn(number('45356'), false))).toBe('2024-03-05');
});

test.each([
  [text('11010519900307123X'), 'ID_NUMBER_CHECK_DIGIT'],
  [text('11010519880605100x'), '11010519880605100X'],
  [text('１１０１０５１９８８０６０５１００Ｘ'), '11010519880605100X'],
  [text(' 110105 19880605 100X '), '11010519880605100X'],
  [text("'11010519880605100X"), '11010519880605100X'],
  [text('="11010519880605100X"'), '11010519880605100X'],
  [text('110105198806051210.0'), '110105198806051210'],
  [text('1.10105E+17'), 'ID_NUMBER_LOST_DIGITS'],
  [text('1.1010519880605e17'), 'ID_NUMBER_LOST_DIGITS'],
  [number('1.1010519880605101E+17'), 'ID_NUMBER_LOST_DIGITS'],
  [number('110105198806051000'), 'ID_NUMBER_LOST_DIGITS'],
  [text('110105198806051000'), 'ID_NUMBER_CUT'],
  [text('110105880605121'), 'ID_NUMBER_FIFTEEN'],
  [text('11010519881305121X'), 'ID_NUMBER_BIRTH'],
  [text('无'), 'ID_NUMBER_FORM'],
  [null, null],
])('an identity number in %j is %s (GB 11643)', (cell, expected) => {
  expect(given(idNumberOf(cell))).toBe(expected);
});

test('text, codes and numbers as people meant them', () => {
  expect(given(lineOf(text('张　三')))).toBe('张三');
  expect(given(lineOf(text('John  Smith')))).toBe('John Smith');
  expect(given(lineOf(text('盗窃\n（数额较大）')))).toBe('盗窃 （数额较大）');
  expect(given(textOf(text('\u200b　'.trimStart())))).toBe(null);
  expect(given(codeOf(number('13800000000.0')))).toBe('13800000000');
  expect(given(codeOf(number('11101201510000012')))).toBe('LONG_NUMBER_LOST_DIGITS');
  expect(given(codeOf(text('１１１０１２０１５１')))).toBe('1110120151');
  expect(given(fileNumberOf(text(' (2024)朝援刑 0012 号')))).toBe('（2024）朝援刑0012号');
  expect(given(fileNumberOf(number('12.0')))).toBe('12');
  expect(given(yearOf(text('2024年度')))).toBe(2024);
  expect(given(yearOf(text('24')))).toBe('YEAR_UNREADABLE');
  expect(given(textOf({ kind: 'UNCOMPUTED', text: '' }))).toBe('FORMULA_WITHOUT_VALUE');
  expect(given(textOf({ kind: 'TOO_LONG', text: '' }))).toBe('CELL_TOO_LONG');
});

test('words for yes and no, kinds and stages; what is not known is not guessed', () => {
  expect([flagOf(text('√')), flagOf(text('否')), flagOf(null), flagOf(text('也许'))].map(given)).toEqual([
    true,
    false,
    null,
    'FLAG_UNKNOWN',
  ]);
  expect(given(choiceOf(text('刑事案件'), CASE_KIND_WORDS))).toBe('CRIMINAL');
  expect(given(choiceOf(text('仲裁案'), CASE_KIND_WORDS))).toBe('CHOICE_UNKNOWN');
  // S2-2.1: a first instance is a trial in a criminal matter, litigation in a civil one.
  expect(given(choiceOf(text('一审'), stageWords('CRIMINAL')))).toBe('TRIAL');
  expect(given(choiceOf(text('一审'), stageWords('CIVIL')))).toBe('LITIGATION');
  expect(given(choiceOf(text('侦查'), stageWords('CIVIL')))).toBe('INVESTIGATION');
});

test('every heading and every other name of a column leads to one column only', () => {
  const names = REGISTER_COLUMNS.flatMap(({ heading, aliases }) => [heading, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  for (const { key, heading, aliases } of REGISTER_COLUMNS) {
    for (const name of [heading, `${heading}*`, ...aliases, ` ${heading} （必填）`])
      expect(columnOfHeading(name)?.key).toBe(key);
  }
  expect(columnOfHeading('备注栏')).toBeNull();
});

test.each(['=1+1', '+86', '-1', '@SUM', '\t=1', '\r=1', '＝1', '＋1', '－1', '＠x', ' =1'])(
  '%j is no formula in a CSV',
  (value) => {
    expect(defused(value)).toBe(`'${value}`);
    expect(given(textOf(text(defused(value))))).toBe(value.trim());
  },
);

test('what is no formula stays as it is, but for what a spreadsheet would read as another number or as a day', () => {
  for (const value of ['a=b', '（2024）朝援刑0012号', '11010519880605100X', '13800000000', '2024-03-05', '0', '12'])
    expect(defused(value)).toBe(value);
  for (const value of ['110105198806051210', '0012', '12E5', '1.5e+3', '3-1', '2024/3']) {
    expect(defused(value)).toBe(`${value}\t`);
    expect(given(textOf(text(defused(value))))).toBe(value);
  }
});
