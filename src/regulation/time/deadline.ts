import type { Provenance } from '../provision';
import { type DatedValue, limitFrom } from '../values';
import type { Calendar } from './calendar';
import type { ClosedPause, Counted, Pause } from './count';
import { dateOf, hoursBetween, isDate, isInstant } from './dates';
import { type DerivationStep, step, watch } from './derivation';
import { isUnnumbered, type Limit } from './limit';
import { LIMITS, type LimitCode } from './limits';
import { count, fixedEnd, isCounted, lastDay, opening, type Running, roll, running, UNIT_TEXT } from './running';

/** More time, granted. `amount` is in the limit's own unit and runs on from the date it extends. */
export type Extension = { readonly reason: string; readonly decidedOn: string } & (
  | { readonly amount: number; readonly newDate?: undefined }
  | { readonly newDate: string; readonly amount?: undefined }
);

export interface DeadlineInput {
  /** The start event (or for a limit BEFORE, the event to come): a date; an instant with offset for hours. */
  readonly event: string;
  /** The limit runs for a suspect, defendant or convict in custody: its last day does not roll (CPL-105). */
  readonly inCustody?: boolean;
  readonly pauses?: readonly Pause[];
  readonly extensions?: readonly Extension[];
}

export interface Deadline {
  readonly limit: LimitCode;
  readonly provision: string;
  /** COUNTED has a date; the others say why there is none. */
  readonly status: 'COUNTED' | 'PAUSED' | 'NO_NUMBER' | 'NOT_IN_FORCE';
  /** A date; for a limit in hours an instant with +08:00. */
  readonly due: string | null;
  /** Before any extension. */
  readonly originalDue: string | null;
  /** True where the date looks into a year whose holidays are not announced. */
  readonly provisional: boolean;
  readonly provisionalYears: readonly number[];
  /** HOUSE for a bureau's own number, INFERRED where the start of the limit is read into the text. */
  readonly provenance: Provenance;
  readonly derivation: readonly DerivationStep[];
  /** What it was derived from, so that it can be derived again. */
  readonly input: DeadlineInput;
}

/** Dates compare as text; instants by what they mean, whatever their offset. */
const isEarlier = (limit: Running, one: string, other: string): boolean =>
  limit.unit === 'HOURS' ? hoursBetween(one, other) > 0 : one < other;

function checkPauses(limit: Running, pauses: readonly Pause[]): void {
  if (pauses.length > 0 && !isCounted(limit.unit)) throw new Error('a limit that is not counted cannot be paused');
  const fits = limit.unit === 'HOURS' ? isInstant : isDate;
  for (const { from, to } of pauses) {
    if (!fits(from) || (to !== null && !fits(to))) throw new Error('a pause is given in days, or instants for hours');
    if (to !== null && isEarlier(limit, to, from)) throw new Error('a pause cannot end before it begins');
  }
}

function extend(
  limit: Running,
  due: string,
  extension: Extension,
  counting: (start: string, amount: number) => Counted,
): Counted {
  const said = `${extension.decidedOn} 决定延长：${extension.reason}`;
  const late = extension.decidedOn > dateOf(due) ? '（决定时原期限已届满）' : '';
  if (limit.direction === 'BEFORE') throw new Error('a limit counted back from an event moves with the event');
  if (extension.newDate !== undefined) {
    const fits = limit.unit === 'HOURS' ? isInstant : isDate;
    if (!fits(extension.newDate)) throw new Error('a new end is a date, or an instant for hours');
    if (isEarlier(limit, extension.newDate, due)) throw new Error('an extension cannot shorten the limit');
    const text = `${said}，改为 ${extension.newDate}${late}`;
    return {
      last: extension.newDate,
      steps: [step('EXTENDED', text, { date: dateOf(extension.newDate), provenance: 'HOUSE' })],
    };
  }
  if (!isCounted(limit.unit)) throw new Error('this limit is extended to a date, not by an amount');
  if (extension.amount <= 0) throw new Error('an extension cannot shorten the limit');
  const counted = counting(due, extension.amount);
  const text = `${said}，从 ${due} 续算${extension.amount}${UNIT_TEXT[limit.unit]}，到 ${counted.last}${late}`;
  const extended = step('EXTENDED', text, { date: dateOf(counted.last), provenance: 'INFERRED' });
  return { last: counted.last, steps: [extended, ...counted.steps] };
}

/** A way of computing deadlines over a catalogue of limits; `computeDeadline` is the one over the real catalogue. */
export const deadlineEngine =
  (limits: Readonly<Record<string, Limit>>) =>
  (code: LimitCode, input: DeadlineInput, calendar: Calendar, overrides: readonly DatedValue[] = []): Deadline => {
    const known = limits[code];
    if (!known) throw new Error(`no such limit: ${code}`);
    const { event, inCustody = false, pauses = [], extensions = [] } = input;
    const date = dateOf(event);
    const limit = running(code, known, date, overrides);
    const watched = watch(calendar);
    const answer = (
      status: Deadline['status'],
      due: string | null,
      originalDue: string | null,
      derivation: readonly DerivationStep[],
    ): Deadline => ({
      limit: code,
      provision: known.provisions[0],
      status,
      due,
      originalDue,
      provisional: watched.provisionalYears().length > 0,
      provisionalYears: watched.provisionalYears(),
      provenance: limit.provenance !== 'HOUSE' && known.start.provenance === 'INFERRED' ? 'INFERRED' : limit.provenance,
      derivation,
      input,
    });

    if (!limit.inForce) {
      const from = limitFrom(known);
      const text = `规定自 ${from} 起施行，此前的事项不适用`;
      return answer('NOT_IN_FORCE', null, null, [
        step('NOT_IN_FORCE', text, { date: from, provisions: known.provisions }),
      ]);
    }
    const steps = opening(limit, event);
    const { amount } = limit;
    if (isUnnumbered(limit)) {
      const text = `条文只写“${UNIT_TEXT[limit.unit]}”，没有具体数字`;
      return answer('NO_NUMBER', null, null, [...steps, step('NO_NUMBER', text, { provenance: limit.provenance })]);
    }
    checkPauses(limit, pauses);
    if (limit.unit === 'HOURS' && !isInstant(event)) throw new Error('a limit in hours starts from an instant');

    const closed = pauses.filter((pause): pause is ClosedPause => pause.to !== null);
    const counting = (start: string, more: number): Counted => {
      const counted = count(limit, limit.unit === 'HOURS' ? start : dateOf(start), more, closed, watched);
      const rolled = roll(limit, counted.last, inCustody, watched);
      return { last: rolled.last, steps: [...counted.steps, lastDay(limit, counted.last), ...rolled.steps] };
    };
    const end = fixedEnd(limit.unit, event);
    const first = amount === null ? { last: end, steps: [lastDay(limit, end)] } : counting(event, amount);
    steps.push(...first.steps);
    let due = first.last;
    for (const extension of extensions) {
      const extended = extend(limit, due, extension, counting);
      due = extended.last;
      steps.push(...extended.steps);
    }
    const open = pauses.find((pause) => pause.to === null && !isEarlier(limit, due, pause.from));
    if (open) {
      return answer('PAUSED', null, null, [
        ...steps,
        step('PAUSED', `${open.from} 起暂停：${open.reason}`, { date: open.from, provenance: 'HOUSE' }),
      ]);
    }
    const years = watched.provisionalYears();
    if (years.length > 0) {
      steps.push(step('PROVISIONAL', `${years.join('、')}年放假安排尚未公布，日期为暂定，公布后重新推算`));
    }
    return answer('COUNTED', due, first.last, steps);
  };

/**
 * When something falls due, and why. Refuses (throws on) impossible input: a limit in hours without an instant, an
 * extension that shortens, a house number for a limit that has its own. Whether the provision binds at the place is
 * the caller's question (`binds`).
 */
export const computeDeadline = deadlineEngine(LIMITS);

/** The same deadline under another calendar (or newly entered values), and whether its date moved. */
export function rederive(
  deadline: Deadline,
  calendar: Calendar,
  overrides: readonly DatedValue[] = [],
): { readonly deadline: Deadline; readonly moved: boolean } {
  const again = computeDeadline(deadline.limit, deadline.input, calendar, overrides);
  return { deadline: again, moved: again.due !== deadline.due };
}
