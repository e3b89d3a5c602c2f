import type { Provenance } from '../provision';
import { citation, provisionById } from '../provisions';
import { type DatedValue, latestOn, limitFrom } from '../values';
import { type Calendar, nextWorkingDay } from './calendar';
import {
  type ClosedPause,
  type Counted,
  countDaysBefore,
  countHours,
  countMonths,
  countNaturalDays,
  countWorkingDays,
  countWorkingDaysBefore,
} from './count';
import { addDays, calendarYearOf, dateOf, halfYearOf } from './dates';
import { type DerivationStep, kindText, step, type WatchedCalendar, withWeekday } from './derivation';
import type { Limit, LimitUnit } from './limit';

export const UNIT_TEXT: Readonly<Record<LimitUnit, string>> = {
  NATURAL_DAYS: '日',
  WORKING_DAYS: '个工作日',
  HOURS: '小时',
  MONTHS: '个月',
  AT_ONCE: '当时',
  GIVEN_END: '期限届满前',
  EACH_STAGE: '阶段结束前',
  DAY: '当日',
  HALF_YEAR: '每半年',
  YEAR: '每年',
  REGULARLY: '定期',
  PROMPTLY: '及时',
  STATUTORY: '法定时限内',
};

const COUNTED_UNITS: readonly LimitUnit[] = ['NATURAL_DAYS', 'WORKING_DAYS', 'HOURS', 'MONTHS'];
export const isCounted = (unit: LimitUnit) => COUNTED_UNITS.includes(unit);

/** Whether an entered value may stand in for a limit: a number of the law's is never replaced by a house number. */
export const mayOverride = (limit: Limit, value: Pick<DatedValue, 'provenance' | 'unit'>): boolean =>
  isCounted(value.unit as LimitUnit) && (limit.amount === null ? limit.house : value.provenance !== 'HOUSE');

/** The limit as it runs on that day: its own number, or one entered for the place. */
export function running(code: string, limit: Limit, date: string, overrides: readonly DatedValue[]) {
  const override = latestOn(overrides, `LIMIT.${code}`, date);
  if (!override) {
    const from = limitFrom(limit);
    const inForce = from === null || from <= date;
    return { ...limit, provenance: provisionById(limit.provisions[0]).provenance, inForce };
  }
  if (!mayOverride(limit, override)) throw new Error(`a value entered for ${code} cannot replace its limit`);
  const unit = override.unit as LimitUnit;
  const rolls = unit === 'NATURAL_DAYS' || unit === 'MONTHS';
  return { ...limit, amount: override.amount, unit, rolls, provenance: override.provenance, inForce: true };
}

export type Running = ReturnType<typeof running>;

/** The law of counting speaks of procedure; that an agency's own limits are counted the same way is INFERRED. */
const countingProvenance = (limit: Limit): Provenance => (limit.by === 'CASE_ORGAN' ? 'LAW' : 'INFERRED');

export function count(
  limit: Running,
  start: string,
  amount: number,
  pauses: readonly ClosedPause[],
  calendar: Calendar,
) {
  const back = limit.direction === 'BEFORE';
  if (back && (pauses.length > 0 || limit.unit === 'HOURS' || limit.unit === 'MONTHS')) {
    throw new Error('a limit counted back from an event knows only days and no pauses');
  }
  if (limit.unit === 'NATURAL_DAYS')
    return back ? countDaysBefore(start, amount) : countNaturalDays(start, amount, pauses);
  if (limit.unit === 'WORKING_DAYS') {
    return back ? countWorkingDaysBefore(start, amount, calendar) : countWorkingDays(start, amount, pauses, calendar);
  }
  return limit.unit === 'HOURS' ? countHours(start, amount, pauses) : countMonths(start, amount, pauses);
}

/** The end of a limit that is not counted: the event itself, or the last day of its calendar period. */
export function fixedEnd(unit: LimitUnit, event: string): string {
  if (unit === 'AT_ONCE') return event;
  if (unit === 'HALF_YEAR') return halfYearOf(dateOf(event)).to;
  if (unit === 'YEAR') return calendarYearOf(dateOf(event)).to;
  return dateOf(event);
}

export function roll(limit: Running, last: string, inCustody: boolean, calendar: WatchedCalendar): Counted {
  if (!limit.rolls || (!inCustody && calendar.works(last))) return { last, steps: [] };
  const basis = { provenance: countingProvenance(limit) };
  if (inCustody) {
    const text = `本人在押，期满之日 ${withWeekday(last)}不因节假日顺延`;
    return { last, steps: [step('NOT_ROLLED', text, { date: last, provisions: ['CPL-105'], provenance: 'INFERRED' })] };
  }
  const next = nextWorkingDay(calendar, last);
  const text = `${withWeekday(last)}为${kindText(calendar.dayKind(last))}，顺延到其后第一个工作日 ${withWeekday(next)}`;
  const provisions = ['CPL-105', 'CIVPL-85', 'CC-203'];
  return { last: next, steps: [step('ROLLED', text, { date: next, provisions, ...basis })] };
}

export function opening(limit: Running, event: string): DerivationStep[] {
  const amount = isCounted(limit.unit) ? `${limit.amount}${UNIT_TEXT[limit.unit]}` : UNIT_TEXT[limit.unit];
  const within = isCounted(limit.unit) ? `${amount}内` : amount;
  const reach = limit.direction === 'BEFORE' ? `至迟提前${amount}` : within;
  const [provision] = limit.provisions;
  const read = limit.start.provenance === 'INFERRED' ? '（起算点为推定）' : '';
  const steps = [
    step('EVENT', `${limit.start.text}：${event}${read}`, { date: dateOf(event), provenance: limit.start.provenance }),
    step('RULE', `${citation(provision)}：${reach}${limit.act}`, {
      provisions: limit.provisions,
      provenance: limit.provenance,
    }),
  ];
  if (!isCounted(limit.unit) || limit.unit === 'HOURS' || limit.direction === 'BEFORE') return steps;
  const provisions = ['CPL-105', 'CIVPL-85', 'CC-201'];
  const first = addDays(dateOf(event), 1);
  const more = { date: dateOf(event), provisions, provenance: countingProvenance(limit) };
  return [...steps, step('NOT_COUNTED', `当日不计入，从 ${first} 起算`, more)];
}

export function lastDay(limit: Running, last: string): DerivationStep {
  if (limit.unit === 'HOURS') {
    const text = `从${limit.start.text}之时起算，到 ${last} 届满，不因节假日顺延`;
    return step('LAST_DAY', text, { date: dateOf(last), provisions: ['CC-201'], provenance: 'INFERRED' });
  }
  const which = limit.direction === 'BEFORE' ? '最迟之日（不顺延）' : '最后一日';
  const provenance = limit.direction === 'BEFORE' ? 'INFERRED' : countingProvenance(limit);
  return step('LAST_DAY', `${which}为 ${withWeekday(dateOf(last))}`, { date: dateOf(last), provenance });
}
