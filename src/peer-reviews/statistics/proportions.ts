import { normalQuantile } from './distributions';
import { excludes, type Interval, LEVEL } from './estimate';
import { weightedMean } from './weighted-mean';

export interface Share {
  readonly hits: number;
  readonly of: number;
}

const held = (value: number): number => Math.min(Math.max(value, 0), 1);
/** Many comparisons are made at one level: its quantile is looked for once. */
const quantiles = new Map<number, number>();
function zOf(level: number): number {
  const known = quantiles.get(level);
  if (known !== undefined) return known;
  if (quantiles.size > 100) quantiles.clear();
  const found = normalQuantile((1 + level) / 2);
  quantiles.set(level, found);
  return found;
}

/** Wilson's interval, also for a size that is no whole number. */
function score(share: number, size: number, z: number): Interval {
  const middle = (share + (z * z) / (2 * size)) / (1 + (z * z) / size);
  const reach = (z / (1 + (z * z) / size)) * Math.sqrt((share * (1 - share)) / size + (z * z) / (4 * size * size));
  return { low: share === 0 ? 0 : held(middle - reach), high: share === 1 ? 1 : held(middle + reach) };
}

/** Wilson's interval of a share; null where nothing was looked at. */
export const wilson = ({ hits, of }: Share, level = LEVEL): Interval | null =>
  of === 0 ? null : score(hits / of, of, zOf(level));

export interface Stratum extends Share {
  /** Files that the stratum stands for. */
  readonly frame: number;
}

export interface WeightedShare {
  readonly value: number;
  readonly interval: Interval;
}

/**
 * The share in a frame whose strata were drawn at different rates: each stratum counts by the files it stands for.
 * Interval: Wilson's, with the size of a plain sample that would be as exact (Kish). Null where a stratum with files in
 * it has no reading at all: nothing can be said for the whole then.
 */
export function weightedShare(strata: readonly Stratum[], level = LEVEL): WeightedShare | null {
  const met = strata.filter(({ frame }) => frame > 0);
  const frame = met.reduce((sum, stratum) => sum + stratum.frame, 0);
  if (met.length === 0 || met.some(({ of }) => of === 0)) return null;
  const value = met.reduce((sum, stratum) => sum + ((stratum.frame / frame) * stratum.hits) / stratum.of, 0);
  const size = 1 / met.reduce((sum, stratum) => sum + (stratum.frame / frame) ** 2 / stratum.of, 0);
  return { value, interval: score(held(value), size, zOf(level)) };
}

/** A share of rows that each stand for a number of others, by the same interval. Null where there are none. */
export function shareOfWeighted(
  rows: readonly { readonly hit: boolean; readonly weight: number }[],
  level = LEVEL,
): WeightedShare | null {
  const mean = weightedMean(rows.map(({ hit, weight }) => ({ value: hit ? 1 : 0, weight })));
  if (!mean) return null;
  // Rounding may leave all of them a hair below all.
  const value = rows.every(({ hit }) => hit) ? 1 : rows.some(({ hit }) => hit) ? mean.value : 0;
  return { value, interval: score(value, mean.size, zOf(level)) };
}

export interface ShareDifference {
  /** First share − second share. */
  readonly value: number;
  readonly interval: Interval;
  readonly distinguishable: boolean;
}

/**
 * Difference of two independent shares with Newcombe's interval (1998, method 10), which holds for two files of two.
 * `comparisons`: how many are made at once; the level of each is raised (Bonferroni) so that all of them together err
 * no more often than one would.
 */
export function shareDifference(one: Share, other: Share, comparisons = 1, level = LEVEL): ShareDifference | null {
  if (one.of === 0 || other.of === 0) return null;
  return between(
    { value: one.hits / one.of, interval: wilson(one, 1 - (1 - level) / comparisons)! },
    { value: other.hits / other.of, interval: wilson(other, 1 - (1 - level) / comparisons)! },
  );
}

/** The same of two shares whose intervals (of the raised level) are known. */
export function between(one: WeightedShare, other: WeightedShare): ShareDifference {
  const [p, q] = [one.value, other.value];
  const reach = (a: number, b: number) => Math.sqrt(a * a + b * b);
  const interval = {
    low: p - q - reach(p - one.interval.low, other.interval.high - q),
    high: p - q + reach(one.interval.high - p, q - other.interval.low),
  };
  return { value: p - q, interval, distinguishable: excludes(interval, 0) };
}

/** The level of each of several comparisons that together err no more often than one at this level. */
export const levelOfEach = (comparisons: number, level = LEVEL): number => 1 - (1 - level) / Math.max(comparisons, 1);

/**
 * Difference of two shares of the same files: gained − lost, with Bonett and Price's interval (2012), which stays honest
 * where no file changed sides.
 */
export function pairedShareDifference(gained: number, lost: number, of: number, level = LEVEL): ShareDifference | null {
  if (of === 0) return null;
  const [up, down] = [(gained + 1) / (of + 2), (lost + 1) / (of + 2)];
  const reach = zOf(level) * Math.sqrt((up + down - (up - down) ** 2) / (of + 2));
  const interval = { low: Math.max(up - down - reach, -1), high: Math.min(up - down + reach, 1) };
  return { value: (gained - lost) / of, interval, distinguishable: excludes(interval, 0) };
}
