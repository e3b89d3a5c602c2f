import { provisionById } from '../provisions';
import type { Calendar } from './calendar';
import { addDays, addHours, addMonths, daysBetween, hoursBetween } from './dates';
import { type DerivationStep, runs, step } from './derivation';

/** Time that does not count, first and last day included; for a limit in hours two instants. `to` null: still running. */
export interface Pause {
  readonly from: string;
  readonly to: string | null;
  readonly reason: string;
  readonly provision?: string;
}

export type ClosedPause = Pause & { readonly to: string };

export interface Counted {
  readonly last: string;
  readonly steps: readonly DerivationStep[];
}

const isPaused = (pauses: readonly ClosedPause[], date: string) =>
  pauses.some((pause) => pause.from <= date && date <= pause.to);

const pauseSteps = (pauses: readonly ClosedPause[], paused: readonly string[]): DerivationStep[] =>
  pauses
    .filter((pause) => paused.some((date) => pause.from <= date && date <= pause.to))
    .map((pause) =>
      step('PAUSED', `${pause.from} 至 ${pause.to} 不计入：${pause.reason}`, {
        date: pause.from,
        provisions: pause.provision ? [pause.provision] : [],
        provenance: pause.provision ? provisionById(pause.provision).provenance : 'HOUSE',
      }),
    );

/** Walks day by day from the day after `start` until `amount` days have counted. */
function walk(start: string, amount: number, pauses: readonly ClosedPause[], counts: (date: string) => boolean) {
  const paused: string[] = [];
  const skipped: string[] = [];
  const counted: string[] = [];
  for (let date = addDays(start, 1); counted.length < amount; date = addDays(date, 1)) {
    if (isPaused(pauses, date)) paused.push(date);
    else if (counts(date)) counted.push(date);
    else skipped.push(date);
  }
  return { last: counted.at(-1) ?? start, paused, skipped, counted };
}

/** 日: every day counts, the day of the event does not (CC-201, CPL-105). */
export function countNaturalDays(start: string, amount: number, pauses: readonly ClosedPause[]): Counted {
  const { last, paused } = walk(start, amount, pauses, () => true);
  return { last, steps: pauseSteps(pauses, paused) };
}

const workingSteps = (calendar: Calendar, skipped: readonly string[], counted: readonly string[]): DerivationStep[] => [
  ...runs(calendar, skipped).map(({ text, from }) => step('SKIPPED', `${text}，不计入`, { date: from })),
  ...counted
    .filter((date) => calendar.dayKind(date) === 'MAKEUP_WORKDAY')
    .map((date) => step('COUNTED_MAKEUP', `${date} 调休上班，计入`, { date })),
];

/** 工作日: rest days are passed over, make-up working days 调休 count. */
export function countWorkingDays(
  start: string,
  amount: number,
  pauses: readonly ClosedPause[],
  calendar: Calendar,
): Counted {
  const { last, paused, skipped, counted } = walk(start, amount, pauses, calendar.works);
  return { last, steps: [...pauseSteps(pauses, paused), ...workingSteps(calendar, skipped, counted)] };
}

/** 月: the corresponding day, else the month's last (CC-202); paused days are added at the end. */
export function countMonths(start: string, amount: number, pauses: readonly ClosedPause[]): Counted {
  const end = addMonths(start, amount);
  const within = Array.from({ length: daysBetween(start, end) }, (_, index) => addDays(start, index + 1));
  const paused = within.filter((date) => isPaused(pauses, date));
  const { last, paused: later } = walk(end, paused.length, pauses, () => true);
  return { last, steps: pauseSteps(pauses, [...paused, ...later]) };
}

/** 小时: from the hour itself, never rolled; the overlap with each pause is added. */
export function countHours(start: string, amount: number, pauses: readonly ClosedPause[]): Counted {
  const steps: DerivationStep[] = [];
  let end = addHours(start, amount);
  let reached = start;
  for (const pause of [...pauses].sort((one, other) => hoursBetween(other.from, one.from))) {
    const from = hoursBetween(reached, pause.from) > 0 ? pause.from : reached;
    const overlap = hoursBetween(from, pause.to);
    if (overlap <= 0 || hoursBetween(from, end) <= 0) continue;
    end = addHours(end, overlap);
    reached = pause.to;
    steps.push(...pauseSteps([pause], [pause.from]));
  }
  return { last: end, steps };
}

/** 'N days before X': X − N, no roll (INFERRED). */
export const countDaysBefore = (event: string, amount: number): Counted => ({
  last: addDays(event, -amount),
  steps: [],
});

/** 'N working days before X': the N-th working day back from X, X not counted. */
export function countWorkingDaysBefore(event: string, amount: number, calendar: Calendar): Counted {
  const skipped: string[] = [];
  const counted: string[] = [];
  for (let date = addDays(event, -1); counted.length < amount; date = addDays(date, -1)) {
    (calendar.works(date) ? counted : skipped).push(date);
  }
  return { last: counted.at(-1) ?? event, steps: workingSteps(calendar, skipped, counted) };
}
