import type { Provenance } from '../provision';
import type { Calendar, DayKind } from './calendar';
import { addDays, weekday, yearOf } from './dates';

export const STEP_KINDS = [
  'EVENT',
  'RULE',
  'NOT_COUNTED',
  'SKIPPED',
  'COUNTED_MAKEUP',
  'PAUSED',
  'LAST_DAY',
  'ROLLED',
  'NOT_ROLLED',
  'EXTENDED',
  'PROVISIONAL',
  'NO_NUMBER',
  'NOT_IN_FORCE',
] as const;

/** One line of how a date came about, so that anybody can follow it with a calendar in hand. */
export interface DerivationStep {
  readonly step: (typeof STEP_KINDS)[number];
  readonly text: string;
  readonly date: string | null;
  readonly provisions: readonly string[];
  readonly provenance: Provenance;
}

export const step = (
  kind: DerivationStep['step'],
  text: string,
  more: Partial<Pick<DerivationStep, 'date' | 'provisions' | 'provenance'>> = {},
): DerivationStep => ({ step: kind, text, date: null, provisions: [], provenance: 'LAW', ...more });

const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'];
const KINDS: Readonly<Record<DayKind, string>> = {
  WORKDAY: '工作日',
  MAKEUP_WORKDAY: '调休上班',
  WEEKEND: '周末',
  HOLIDAY: '节假日',
};

export const withWeekday = (date: string): string => `${date}（周${WEEKDAYS[weekday(date) - 1]}）`;
export const kindText = (kind: DayKind): string => KINDS[kind];

/** Remembers which unannounced years a computation looked into. */
export interface WatchedCalendar extends Calendar {
  provisionalYears(): readonly number[];
}

export function watch(calendar: Calendar): WatchedCalendar {
  const years = new Set<number>();
  const look = (date: string) => {
    if (!calendar.isProvisional(date)) return;
    const year = yearOf(date);
    years.add(calendar.knows(year) ? year + 1 : year);
  };
  return {
    ...calendar,
    dayKind: (date) => {
      look(date);
      return calendar.dayKind(date);
    },
    works: (date) => {
      look(date);
      return calendar.works(date);
    },
    provisionalYears: () => [...years].sort((one, other) => one - other),
  };
}

/** Runs of neighbouring days of one kind, as `2024-02-10 至 2024-02-17 节假日`. */
export function runs(calendar: Calendar, dates: readonly string[]): { readonly text: string; readonly from: string }[] {
  const found: { from: string; to: string; kind: DayKind }[] = [];
  for (const date of [...dates].sort()) {
    const kind = calendar.dayKind(date);
    const last = found.at(-1);
    if (last && last.kind === kind && addDays(last.to, 1) === date) last.to = date;
    else found.push({ from: date, to: date, kind });
  }
  return found.map(({ from, to, kind }) => ({
    from,
    text: `${from === to ? withWeekday(from) : `${from} 至 ${to} `}${kindText(kind)}`,
  }));
}
