/**
 * Calendar dates are 'YYYY-MM-DD' strings in Asia/Shanghai, instants ISO 8601 with an offset. JavaScript's Date is used
 * only as UTC arithmetic, never with the machine's own zone and never to read the clock.
 */
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const SHANGHAI_OFFSET_MS = 8 * HOUR_MS;

const fromUtc = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export const isDate = (text: string): boolean => {
  if (!DATE.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && fromUtc(ms) === text;
};

export const isInstant = (text: string): boolean => {
  const date = INSTANT.exec(text)?.[1];
  return date !== undefined && isDate(date) && !Number.isNaN(Date.parse(text));
};

const utc = (date: string): number => {
  if (!isDate(date)) throw new Error(`not a date: ${date}`);
  return Date.parse(`${date}T00:00:00Z`);
};

export const addDays = (date: string, days: number): string => fromUtc(utc(date) + days * DAY_MS);

/** Whole days from one date to another, negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number => (utc(to) - utc(from)) / DAY_MS;

/** 1 Monday … 7 Sunday. */
export const weekday = (date: string): number => new Date(utc(date)).getUTCDay() || 7;

export const yearOf = (date: string): number => Number(date.slice(0, 4));

const lastOfMonth = (year: number, month: number): string => fromUtc(Date.UTC(year, month, 0));

/** The corresponding day so many months on; where there is none, the last day of that month (CC-202). */
export const addMonths = (date: string, months: number): string => {
  utc(date);
  const index = yearOf(date) * 12 + Number(date.slice(5, 7)) - 1 + months;
  const last = lastOfMonth(Math.floor(index / 12), (index % 12) + 1);
  const day = date.slice(8);
  return day > last.slice(8) ? last : `${last.slice(0, 8)}${day}`;
};

/** The Shanghai date of an instant, or the date itself. */
export const dateOf = (dateOrInstant: string): string => {
  if (isDate(dateOrInstant)) return dateOrInstant;
  if (!isInstant(dateOrInstant)) throw new Error(`not a date or an instant with an offset: ${dateOrInstant}`);
  return fromUtc(Date.parse(dateOrInstant) + SHANGHAI_OFFSET_MS);
};

const toInstant = (ms: number): string => `${new Date(ms + SHANGHAI_OFFSET_MS).toISOString().slice(0, 19)}+08:00`;

const instantMs = (instant: string): number => {
  if (!isInstant(instant)) throw new Error(`not an instant with an offset: ${instant}`);
  return Date.parse(instant);
};

export const addHours = (instant: string, hours: number): string => toInstant(instantMs(instant) + hours * HOUR_MS);

/** Hours from one instant to another, not rounded. */
export const hoursBetween = (from: string, to: string): number => (instantMs(to) - instantMs(from)) / HOUR_MS;

/** First and last day. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

export const monthOf = (date: string): Period => {
  utc(date);
  return { from: `${date.slice(0, 7)}-01`, to: lastOfMonth(yearOf(date), Number(date.slice(5, 7))) };
};

export const calendarYearOf = (date: string): Period => {
  utc(date);
  return { from: `${date.slice(0, 4)}-01-01`, to: `${date.slice(0, 4)}-12-31` };
};

/** The calendar half-year (INFERRED: S4-6.1 does not say which half-years it means). */
export const halfYearOf = (date: string): Period & { readonly half: 1 | 2 } => {
  const year = calendarYearOf(date);
  const firstEnd = `${date.slice(0, 4)}-06-30`;
  return date <= firstEnd
    ? { from: year.from, to: firstEnd, half: 1 }
    : { from: `${date.slice(0, 4)}-07-01`, to: year.to, half: 2 };
};
