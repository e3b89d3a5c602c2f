/** Share of repetitions in which an interval is to hold the truth. */
export const LEVEL = 0.95;

/** Why a number, or its interval, is not given. */
export type Reason =
  /** All readings say the same: agreement beyond chance cannot be told from chance. */
  | 'NO_VARIATION'
  | 'ONE_READER'
  /** No file was read by two. */
  | 'NO_PAIRS'
  | 'TOO_FEW_FILES'
  /** No shared file leads from this reader to the others, nor does a gold file. */
  | 'NOT_CONNECTED'
  /** So little variation that many resamples have none. */
  | 'TOO_LITTLE_VARIATION'
  /** Values vary, and all readers gave the same on each file: no resample differs from another. */
  | 'NO_DISAGREEMENT'
  /** A stratum that holds files has no result at all: nothing can be said for the whole. */
  | 'STRATUM_UNREAD';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A number with its interval; where the interval is missing, why. */
export interface Estimated {
  readonly estimable: true;
  readonly value: number;
  readonly interval: Interval | null;
  readonly intervalMissing: Reason | null;
}

export interface NotEstimable {
  readonly estimable: false;
  readonly reason: Reason;
}

export type Estimate = Estimated | NotEstimable;

export const notEstimable = (reason: Reason): NotEstimable => ({ estimable: false, reason });

export const estimated = (value: number, interval: Interval | Reason): Estimated =>
  typeof interval === 'string'
    ? { estimable: true, value, interval: null, intervalMissing: interval }
    : { estimable: true, value, interval, intervalMissing: null };

/** Whether an interval leaves a value out: the only ground on which two things are called different. */
export const excludes = (interval: Interval, value: number): boolean => interval.low > value || interval.high < value;
