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

/**
 * A mean on the campaign's scale: no mean lies outside it, however few the files (0 to 100 points; grades 1 to 4). Where
 * severity was taken off, the mean itself may have come to lie outside.
 */
export function shownMean(estimate: Estimate, byPoints: boolean): EstimateView {
  const [least, most] = byPoints ? [0, 100] : [1, 4];
  const within = (value: number | null) => (value === null ? null : Math.min(Math.max(value, least), most));
  const { value, low, high, missing } = shownEstimate(estimate);
  return { value: within(value), low: within(low), high: within(high), missing };
}

export const shownShare = ({ value, interval }: { value: number; interval: Interval }): ShareView => ({
  value: rounded(value),
  low: rounded(interval.low),
  high: rounded(interval.high),
});

export const shownShareOr = (share: WeightedShare | null): ShareView | null => share && shownShare(share);
