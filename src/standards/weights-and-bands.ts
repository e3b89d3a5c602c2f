import type { Band } from './scoring.rules';

/** What a scheme of points is made of, as `weightsAndBands` gives it; `new Map(weights)` is what scores are weighed with. */
export interface WeightsAndBands {
  readonly weights: readonly (readonly [indicatorNo: number, hundredths: number])[];
  readonly bands: readonly Band[];
}

/** Weights and bands as columns of a statement, `[]` where the scheme has none; `scheme` is the expression of its id. */
export const weightsAndBands = (scheme: string): string => `
  (SELECT coalesce(json_agg(json_build_array(w.indicator_no, w.hundredths)), '[]') FROM scoring_weight w WHERE w.scheme_id = ${scheme}) AS weights,
  (SELECT coalesce(json_agg(json_build_object('grade', b.grade, 'from', b.from_hundredths, 'to', b.to_hundredths)), '[]') FROM scoring_band b WHERE b.scheme_id = ${scheme}) AS bands`;
