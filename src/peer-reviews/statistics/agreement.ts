import { pairable, type Reading } from './agreement-data';
import { alphaOver, type Metric } from './alpha';
import { fisherBootstrap, type Resampling, type Statistic } from './bootstrap';
import { type Estimate, estimated, notEstimable } from './estimate';
import { kappaOver, type Weights } from './kappa';

/** Below this an interval of an agreement says less than it seems to (HOUSE; see the coverage benchmark). */
const FEWEST_FILES = 10;

/** Krippendorff's alpha over the files that two or more have read; interval by resampling files. */
export function alpha(readings: readonly Reading[], metric: Metric, how: Resampling): Estimate {
  const units = pairable(readings);
  return 'estimable' in units ? units : estimateOver(units.length, alphaOver(units, metric), how);
}

/** Weighted kappa of readers who may be exchanged; interval by resampling files. */
export function weightedKappa(readings: readonly Reading[], weights: Weights, how: Resampling): Estimate {
  const units = pairable(readings);
  return 'estimable' in units ? units : estimateOver(units.length, kappaOver(units, weights), how);
}

function estimateOver(units: number, statistic: Statistic, how: Resampling): Estimate {
  const value = statistic(new Float64Array(units).fill(1));
  if (value === null) return notEstimable('NO_VARIATION');
  return estimated(value, units < FEWEST_FILES ? 'TOO_FEW_FILES' : fisherBootstrap(units, statistic, how));
}
