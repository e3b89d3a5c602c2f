import library from 'chinese-days/dist/chinese-days.json';
import { addDays, isDate, weekday, yearOf } from './dates';

export type DayKind = 'WORKDAY' | 'MAKEUP_WORKDAY' | 'WEEKEND' | 'HOLIDAY';

/** A year's arrangement as the State Council announced it, entered by hand; it replaces what the library holds. */
export interface EnteredYear {
  readonly year: number;
  /** All days off, weekends between them included. */
  readonly holidays: readonly string[];
  /** Saturdays and Sundays that are worked 调休. */
  readonly makeupDays: readonly string[];
  /** Title or number of the notice. */
  readonly source: string;
}

export interface Calendar {
  /** Whether the arrangement of that year is announced (or was entered). */
  knows(year: number): boolean;
  dayKind(date: string): DayKind;
  /** True where a notice still to come may change the day. */
  isProvisional(date: string): boolean;
  works(date: string): boolean;
}

type Announced = Readonly<Record<'holidays' | 'workdays', Readonly<Record<string, string>>>>;

/** Days off on a fixed date by the regulation on holidays, whatever a year's notice will add; 2 May since 2025. */
const FIXED_HOLIDAYS = ['01-01', '05-01', '10-01', '10-02', '10-03'];
const SECOND_OF_MAY_FROM = 2025;

const isFixedHoliday = (date: string): boolean =>
  FIXED_HOLIDAYS.includes(date.slice(5)) || (date.endsWith('-05-02') && yearOf(date) >= SECOND_OF_MAY_FROM);

/** A notice has reached back as far as 29 December of the year before (2007, 2018). */
const NEXT_NOTICE_REACHES_BACK_TO = '12-29';

/** A year counts as announced when the data hold it whole: a few days that a neighbour's notice set are not a year. */
export const announcedYears = (data: Announced): number[] =>
  Object.keys(data.holidays)
    .filter((date) => date.endsWith('-01-01'))
    .map(yearOf)
    .filter((year) => `${year}-10-01` in data.holidays)
    .sort((one, other) => one - other);

function check(entered: EnteredYear): void {
  const { year, holidays, makeupDays } = entered;
  const wrong = (what: string): never => {
    throw new Error(`calendar of ${year}: ${what}`);
  };
  for (const date of [...holidays, ...makeupDays]) {
    if (!isDate(date)) wrong(`${date} is not a date`);
    if (date < `${year - 1}-${NEXT_NOTICE_REACHES_BACK_TO}` || date > `${year}-12-31`) wrong(`${date} lies outside`);
    if (holidays.includes(date) && makeupDays.includes(date)) wrong(`${date} is both off and worked`);
  }
  for (const fixed of FIXED_HOLIDAYS) if (!holidays.includes(`${year}-${fixed}`)) wrong(`${fixed} is not off`);
  for (const date of makeupDays) if (weekday(date) < 6) wrong(`${date} is no weekend day to be worked`);
}

/** The working-day calendar from the announced years of the library and years entered by hand. */
export function buildCalendar(entered: readonly EnteredYear[] = [], data: Announced = library): Calendar {
  entered.forEach(check);
  const enteredYears = new Set(entered.map((each) => each.year));
  if (enteredYears.size < entered.length) throw new Error('a year is entered twice');
  const announced = new Set(announcedYears(data).filter((year) => !enteredYears.has(year)));
  const off = new Set(Object.keys(data.holidays).filter((date) => announced.has(yearOf(date))));
  const worked = new Set(Object.keys(data.workdays).filter((date) => announced.has(yearOf(date))));
  const set = (date: string, one: Set<string>, other: Set<string>) => {
    one.add(date);
    other.delete(date);
  };
  for (const { holidays, makeupDays } of entered) {
    for (const date of holidays) set(date, off, worked);
    for (const date of makeupDays) set(date, worked, off);
  }
  const knows = (year: number) => announced.has(year) || enteredYears.has(year);
  const dayKind = (date: string): DayKind => {
    if (!isDate(date)) throw new Error(`not a date: ${date}`);
    if (worked.has(date)) return 'MAKEUP_WORKDAY';
    if (off.has(date)) return 'HOLIDAY';
    if (!knows(yearOf(date)) && isFixedHoliday(date)) return 'HOLIDAY';
    return weekday(date) > 5 ? 'WEEKEND' : 'WORKDAY';
  };
  return {
    knows,
    dayKind,
    isProvisional: (date) =>
      !knows(yearOf(date)) || (date.slice(5) >= NEXT_NOTICE_REACHES_BACK_TO && !knows(yearOf(date) + 1)),
    works: (date) => ['WORKDAY', 'MAKEUP_WORKDAY'].includes(dayKind(date)),
  };
}

/** The first working day on or after a date. */
export const nextWorkingDay = (calendar: Calendar, date: string): string =>
  calendar.works(date) ? date : nextWorkingDay(calendar, addDays(date, 1));
