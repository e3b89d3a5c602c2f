import type { Estimate, Interval } from '../statistics/estimate';
import type { WeightedShare } from '../statistics/proportions';
import type { EstimateView, ShareView } from './agreement.types';

/** Numbers as the API gives them: no more digits than anybody can mean. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

export const shownEstimate = (estimate: Estimate): EstimateView =>
  estimate.estimable
    ? {
        value: rounded(estimate.value),
        low: estimate.interval && rounded(estimate.interval.low),
        high: estimate.interval && rounded(estimate.interval.high),
        missing: estimate.intervalMissing,
      }
    : { value: null, low: null, high: null, missing: estimate.reason };

export const shownShare = ({ value, interval }: { value: number; interval: Interval }): ShareView => ({
  value: rounded(value),
  low: rounded(interval.low),
  high: rounded(interval.high),
});

export const shownShareOr = (share: WeightedShare | null): ShareView | null => share && shownShare(share);
