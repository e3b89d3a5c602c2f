import type { Provenance } from './provision';
import { provisionById } from './provisions';
import { type Limit, type LimitUnit } from './time/limit';
import { LIMIT_CODES, LIMITS } from './time/limits';

export type ValueUnit =
  | LimitUnit
  | 'CASES_PER_MONTH'
  | 'YEARS_OF_PRACTICE'
  | 'POINTS'
  | 'FEN'
  | 'PERCENT'
  | 'HOURS_PER_YEAR';

/** A number that the law or practice sets, with the days on which it holds. */
export interface DatedValue {
  readonly key: string;
  readonly amount: number;
  readonly unit: ValueUnit;
  /** First and last day; null where the start is not known or no end is set. */
  readonly from: string | null;
  readonly to: string | null;
  readonly provenance: Provenance;
  readonly provisions: readonly string[];
  readonly note: string | null;
}

type Given = Pick<DatedValue, 'key' | 'amount' | 'unit' | 'provenance'> & Partial<DatedValue>;
const value = (given: Given): DatedValue => ({ from: null, to: null, provisions: [], note: null, ...given });

const yuan = (key: string, amount: number, note: string): DatedValue =>
  value({ key: `TARIFF.${key}`, amount: amount * 100, unit: 'FEN', provenance: 'LOCAL', note });

/** Published local practice (standards.md 6): the starting tariff until a bureau enters its own edition. */
export const DEFAULT_TARIFF: readonly DatedValue[] = [
  yuan('CRIMINAL.INVESTIGATION', 900, '侦查阶段'),
  yuan('CRIMINAL.PROSECUTION_REVIEW', 1300, '审查起诉阶段'),
  yuan('CRIMINAL.TRIAL', 1800, '审判阶段'),
  yuan('CRIMINAL.TRIAL_WITHOUT_HEARING', 1300, '审判阶段不开庭或者适用速裁程序，同审查起诉阶段'),
  yuan('CIVIL.LITIGATION', 2000, '民事诉讼'),
  yuan('ADMINISTRATIVE.LITIGATION', 2000, '行政诉讼'),
  yuan('CIVIL.INCIDENTAL', 1600, '刑事附带民事'),
  yuan('CIVIL.ARBITRATION', 1600, '劳动仲裁'),
  yuan('CIVIL.NON_LITIGATION', 1300, '执行及其他非诉讼'),
  yuan('ADMINISTRATIVE.NON_LITIGATION', 1300, '其他非诉讼'),
  value({
    key: 'TARIFF.EARLY_END',
    amount: 50,
    unit: 'PERCENT',
    provenance: 'LOCAL',
    note: '提前终止而确有实际工作的按五成计（北京2018年的做法，其他地方为二成到全额）',
  }),
];

const GRADE_LINE_NOTE = '广东2020年的做法；分数落在两线之间的，归入较低一档（自定）';

const GRADE_LINES: readonly DatedValue[] = [
  value({ key: 'GRADE_LINE.EXCELLENT', amount: 90, unit: 'POINTS', provenance: 'LOCAL', note: GRADE_LINE_NOTE }),
  value({ key: 'GRADE_LINE.GOOD', amount: 80, unit: 'POINTS', provenance: 'LOCAL', note: GRADE_LINE_NOTE }),
  value({ key: 'GRADE_LINE.QUALIFIED', amount: 60, unit: 'POINTS', provenance: 'LOCAL', note: GRADE_LINE_NOTE }),
  value({
    key: 'INDICATOR_WEIGHT',
    amount: 12.5,
    unit: 'POINTS',
    provenance: 'HOUSE',
    note: '八项等分，合计一百分；行业标准的权重不知',
  }),
];

const QUOTAS: readonly DatedValue[] = [
  value({
    key: 'MONTHLY_CAP',
    amount: 5,
    unit: 'CASES_PER_MONTH',
    provenance: 'SOURCE',
    provisions: ['S4-4.3c'],
    note: '原则上；群体性案件除外；按指派所在月份计算（推定）',
  }),
  value({
    key: 'RELEVANT_PRACTICE',
    amount: 3,
    unit: 'YEARS_OF_PRACTICE',
    from: '2022-01-01',
    provenance: 'LAW',
    provisions: ['LAL-26', 'S2-3.1c'],
  }),
  value({
    key: 'PUBLIC_SERVICE',
    amount: 24,
    unit: 'HOURS_PER_YEAR',
    from: '2017-02-17',
    provenance: 'SOURCE',
    provisions: ['S2-2.11'],
    note: '倡导性，不是强制要求',
  }),
];

/** The day from which the limit stands: the earliest of the provisions that set it; null where none has a date. */
export const limitFrom = (limit: Limit): string | null => {
  const dates = limit.provisions.map((id) => provisionById(id).inForceFrom);
  return dates.reduce(
    (earliest, date) => (date !== null && (earliest === null || date < earliest) ? date : earliest),
    null,
  );
};

const LIMIT_VALUES: readonly DatedValue[] = LIMIT_CODES.flatMap((code) => {
  const limit: Limit = LIMITS[code];
  if (limit.amount === null) return [];
  const { amount, unit, provisions } = limit;
  const provenance = provisionById(provisions[0]).provenance;
  return [value({ key: `LIMIT.${code}`, amount, unit, from: limitFrom(limit), provenance, provisions })];
});

const ALL: readonly DatedValue[] = [...QUOTAS, ...GRADE_LINES, ...DEFAULT_TARIFF, ...LIMIT_VALUES];

export const allValues = (): readonly DatedValue[] => ALL;

/** The latest of `values` under that key that holds on the day. */
export const latestOn = (values: readonly DatedValue[], key: string, date: string): DatedValue | null =>
  values
    .filter((each) => each.key === key)
    .filter((each) => (each.from === null || each.from <= date) && (each.to === null || date <= each.to))
    .reduce<DatedValue | null>(
      (latest, each) => (latest && (latest.from ?? '') > (each.from ?? '') ? latest : each),
      null,
    );

/** The value that holds on a day: an override entered for the place, else the standing one; null where there is none. */
export const valueOn = (key: string, date: string, overrides: readonly DatedValue[] = []): DatedValue | null =>
  latestOn(overrides, key, date) ?? latestOn(ALL, key, date);
