import { Chance } from './chance';
import { studentQuantile } from './distributions';
import { type Interval, LEVEL, type Reason } from './estimate';

/** A statistic as a function of how often each unit counts; null where it does not exist for such a sample. */
export type Statistic = (times: Float64Array) => number | null;

export interface Resampling {
  /** The same label gives the same resamples. */
  readonly label: string;
  readonly resamples?: number;
  readonly level?: number;
}

const RESAMPLES = 2000;
/** A standard error needs fewer than a quantile far out. */
const FOR_AN_ERROR = 1000;
/** Where more resamples than this share have no value, leaving them out would be a choice and no interval. */
const MOST_WITHOUT = 0.05;
/** A coefficient of 1 has no finite place on Fisher's scale. */
const ALMOST_ONE = 0.999;

const onFisher = (value: number): number => Math.atanh(Math.min(Math.max(value, -ALMOST_ONE), ALMOST_ONE));

/** Values of the statistic over resamples of whole units, or why there are none. */
export function resampled(units: number, statistic: Statistic, how: Resampling): number[] | Reason {
  const rounds = how.resamples ?? RESAMPLES;
  const chance = new Chance(how.label);
  const found: number[] = [];
  const times = new Float64Array(units);
  for (let round = 0; round < rounds; round += 1) {
    times.fill(0);
    for (let draw = 0; draw < units; draw += 1) times[chance.below(units)]! += 1;
    const value = statistic(times);
    if (value !== null) found.push(value);
  }
  return found.length < (1 - MOST_WITHOUT) * rounds ? 'TOO_LITTLE_VARIATION' : found;
}

/**
 * Interval of a coefficient that ends at 1 (alpha, kappa): bootstrap standard error on Fisher's scale, Student's t.
 * Percentiles and BCa were tried against it: with 10 to 40 files both cover 84–94 % where this covers 89–97 %.
 */
export function fisherBootstrap(units: number, statistic: Statistic, how: Resampling): Interval | Reason {
  const value = statistic(new Float64Array(units).fill(1));
  if (value === null) return 'NO_VARIATION';
  const found = resampled(units, statistic, { resamples: FOR_AN_ERROR, ...how });
  if (typeof found === 'string') return found;
  const scaled = found.map(onFisher);
  const error = deviation(scaled) * Math.sqrt(units / (units - 1));
  if (error < 1e-9) return 'NO_DISAGREEMENT';
  const reach = studentQuantile((1 + (how.level ?? LEVEL)) / 2, units - 1) * error;
  return { low: Math.tanh(onFisher(value) - reach), high: Math.tanh(onFisher(value) + reach) };
}

/**
 * Interval of a mean by the studentised bootstrap: resamples of (mean − mean*) / error*, so that few units give a wide
 * interval and not a narrow one.
 */
export function studentisedBootstrap(values: readonly number[], how: Resampling): Interval | Reason {
  const units = values.length;
  const error = deviation(values) / Math.sqrt(units);
  if (!(error > 0)) return 'TOO_LITTLE_VARIATION';
  const mean = average(values);
  const ratios = resampled(
    units,
    (times) => {
      const drawn = values.reduce((sum, value, at) => sum + times[at]! * value, 0) / units;
      const squares = values.reduce((sum, value, at) => sum + times[at]! * (value - drawn) ** 2, 0);
      return squares > 1e-12 ? (drawn - mean) / Math.sqrt(squares / (units - 1) / units) : null;
    },
    how,
  );
  if (typeof ratios === 'string') return ratios;
  ratios.sort((one, other) => one - other);
  const tail = (1 - (how.level ?? LEVEL)) / 2;
  return { low: mean - quantile(ratios, 1 - tail) * error, high: mean - quantile(ratios, tail) * error };
}

export const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Standard deviation, over n − 1. */
export function deviation(values: readonly number[]): number {
  const mean = average(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

function quantile(sorted: readonly number[], share: number): number {
  const at = Math.min(Math.max(share * (sorted.length + 1) - 1, 0), sorted.length - 1);
  const below = sorted[Math.floor(at)]!;
  return below + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - below);
}
