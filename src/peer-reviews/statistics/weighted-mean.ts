import { around } from './distributions';
import { type Estimate, estimated, LEVEL, notEstimable } from './estimate';

export interface Weighted {
  readonly value: number;
  /** In any unit: only their ratios matter. */
  readonly weight: number;
}

export interface WeightedMean {
  readonly value: number;
  /** Of a plain sample that would be as exact (Kish); with equal weights, how many there are. */
  readonly size: number;
  /** Squared error of the mean, from how far the values lie apart; null where the size is below two. */
  readonly variance: number | null;
}

/** A mean in which each value counts by what it stands for. With equal weights it is the plain one, variance and all. */
export function weightedMean(rows: readonly Weighted[]): WeightedMean | null {
  const whole = rows.reduce((sum, { weight }) => sum + weight, 0);
  if (!(whole > 0)) return null;
  const value = rows.reduce((sum, row) => sum + (row.weight / whole) * row.value, 0);
  const size = 1 / rows.reduce((sum, { weight }) => sum + (weight / whole) ** 2, 0);
  const spread = rows.reduce((sum, row) => sum + (row.weight / whole) * (row.value - value) ** 2, 0);
  // Rounding may leave two equal weights a hair below two.
  return { value, size, variance: size > 2 - 1e-9 ? spread / (size - 1) : null };
}

/** The mean with its interval (Student's t of the effective size). */
export function meanEstimate(rows: readonly Weighted[], level = LEVEL): Estimate {
  const mean = weightedMean(rows);
  if (!mean) return notEstimable('NO_PAIRS');
  if (mean.variance === null) return estimated(mean.value, 'TOO_FEW_FILES');
  return estimated(mean.value, around(mean.value, mean.variance, mean.size - 1, level));
}
