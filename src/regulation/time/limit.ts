import type { Provenance } from '../provision';

/**
 * NATURAL_DAYS 日 · WORKING_DAYS 工作日 · HOURS 小时 · MONTHS 月 · AT_ONCE on the spot · GIVEN_END the end of a period
 * that an organ has fixed · EACH_STAGE before the stage ends · DAY, HALF_YEAR, YEAR within that calendar period ·
 * REGULARLY 定期, PROMPTLY 及时 and STATUTORY 法定时限 carry no number of their own.
 */
export const LIMIT_UNITS = [
  'NATURAL_DAYS',
  'WORKING_DAYS',
  'HOURS',
  'MONTHS',
  'AT_ONCE',
  'GIVEN_END',
  'EACH_STAGE',
  'DAY',
  'HALF_YEAR',
  'YEAR',
  'REGULARLY',
  'PROMPTLY',
  'STATUTORY',
] as const;
export type LimitUnit = (typeof LIMIT_UNITS)[number];

/** Who must act within the limit. */
export type LimitActor =
  | 'AGENCY'
  | 'BUREAU'
  | 'CASE_ORGAN'
  | 'CUSTODY_PLACE'
  | 'DUTY_LAWYER'
  | 'PRACTITIONER'
  | 'SERVICE_ORGANIZATION'
  | 'BAR_ASSOCIATION'
  | 'RECIPIENT';

export interface StartEvent {
  readonly code: string;
  readonly text: string;
  /** INFERRED where the text does not say from when the limit runs. */
  readonly provenance: Provenance;
}

export interface Limit {
  /** The first is the row of `rules.md` that the limit stands in; others say the same. */
  readonly provisions: readonly [string, ...string[]];
  /** In `unit` for days, working days, hours and months; null for all others. */
  readonly amount: number | null;
  readonly unit: LimitUnit;
  /** BEFORE: the act must be done so long before the event. */
  readonly direction: 'AFTER' | 'BEFORE';
  readonly by: LimitActor;
  readonly start: StartEvent;
  /** What must be done, in plain Chinese. */
  readonly act: string;
  /** Whether a last day on a rest day rolls to the next working day (never in custody). */
  readonly rolls: boolean;
  /** True where the text has no number and a bureau may set one, shown as a house limit. */
  readonly house: boolean;
}

export const on = (code: string, text: string): StartEvent => ({ code, text, provenance: 'SOURCE' });
/** A start that the text does not state and we read into it. */
export const readAs = (code: string, text: string): StartEvent => ({ code, text, provenance: 'INFERRED' });

type Provisions = Limit['provisions'];

const limit = (
  unit: LimitUnit,
  amount: number | null,
  provisions: Provisions,
  by: LimitActor,
  start: StartEvent,
  act: string,
  more: Partial<Limit> = {},
): Limit => ({
  provisions,
  amount,
  unit,
  direction: 'AFTER',
  by,
  start,
  act,
  rolls: false,
  house: false,
  ...more,
});

/** Natural days 日: the day of the event is not counted; a last day on a rest day rolls. */
export const days = (amount: number, provisions: Provisions, by: LimitActor, start: StartEvent, act: string) =>
  limit('NATURAL_DAYS', amount, provisions, by, start, act, { rolls: true });

export const workingDays = (amount: number, provisions: Provisions, by: LimitActor, start: StartEvent, act: string) =>
  limit('WORKING_DAYS', amount, provisions, by, start, act);

export const before = (counted: Limit): Limit => ({ ...counted, direction: 'BEFORE', rolls: false });

export const hours = (amount: number, provisions: Provisions, by: LimitActor, start: StartEvent, act: string) =>
  limit('HOURS', amount, provisions, by, start, act);

/** On the spot, by a given end, or once within a calendar period: a date, but nothing to count. */
export const once = (
  unit: 'AT_ONCE' | 'GIVEN_END' | 'EACH_STAGE' | 'DAY' | 'HALF_YEAR' | 'YEAR',
  provisions: Provisions,
  by: LimitActor,
  start: StartEvent,
  act: string,
) => limit(unit, null, provisions, by, start, act);

/** Whether the text leaves the limit without a number or an end of any kind. */
export const isUnnumbered = (given: Pick<Limit, 'unit'>): boolean =>
  given.unit === 'REGULARLY' || given.unit === 'PROMPTLY' || given.unit === 'STATUTORY';

/** No number in the text: listed, never counted unless a bureau sets a house limit. */
export const unnumbered = (
  unit: 'REGULARLY' | 'PROMPTLY' | 'STATUTORY',
  provisions: Provisions,
  by: LimitActor,
  start: StartEvent,
  act: string,
) => limit(unit, null, provisions, by, start, act, { house: unit !== 'STATUTORY' });
