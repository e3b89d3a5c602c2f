import type { DivergenceRule } from '../../src/peer-reviews/campaigns/campaign-settings.types';
import { type SettlingFacts, type SettlingScheme, settle } from '../../src/peer-reviews/settling/settling.rules';
import { fraction, type GradeCode, gradeOf, type IndicatorValue, totalOf } from '../../src/standards/scoring.rules';

const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8];

export const POINTS: SettlingScheme = {
  kind: 'POINTS_100',
  weights: new Map(NUMBERS.map((no) => [no, 1250])),
  bands: [
    { grade: 'EXCELLENT', from: 9000, to: 10000 },
    { grade: 'GOOD', from: 8000, to: 9000 },
    { grade: 'QUALIFIED', from: 6000, to: 8000 },
    { grade: 'UNQUALIFIED', from: 0, to: 6000 },
  ],
};
export const BY_GRADE: SettlingScheme = { kind: 'INDICATOR_GRADE', weights: new Map(), bands: [] };

export const STRICT: DivergenceRule = {
  gradeDiffers: true,
  anyUnqualified: true,
  totalGap: null,
  indicatorPoints: null,
  indicatorSteps: null,
};
export const LAX: DivergenceRule = { ...STRICT, gradeDiffers: false, anyUnqualified: false };

export type Given = number | GradeCode | null;
type Review = SettlingFacts['reviews'][number];
let made = 0;

export const valueGiven = (given: Given): IndicatorValue => {
  if (given === null) return { notApplicable: true };
  return typeof given === 'number' ? { points: fraction(given) } : { grade: given };
};

/** One value for all eight indicators, or eight; null does not apply. The grade follows from points. */
export function review(given: Given | readonly Given[], overall?: GradeCode, part: Review['part'] = 'READER'): Review {
  const each = Array.isArray(given) ? given : NUMBERS.map(() => given as Given);
  const values = new Map(NUMBERS.map((no, index) => [no, valueGiven(each[index] as Given)]));
  const points = [...values.values()].some((value) => 'points' in value);
  const total = points ? totalOf(POINTS.weights, values) : null;
  made += 1;
  const grade = overall ?? (total ? gradeOf(POINTS.bands, total) : (each[0] as GradeCode));
  return { submissionId: `s${made}`, grade, total, values, part };
}
export const third = (given: Given | readonly Given[], overall?: GradeCode) => review(given, overall, 'THIRD');

export const settled = (
  scheme: SettlingScheme,
  rule: DivergenceRule,
  reviews: readonly Review[],
  readersPerFile = reviews.filter(({ part }) => part === 'READER').length,
) => settle({ rule, scheme, readersPerFile, reviews });
