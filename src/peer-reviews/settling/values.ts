import type { GradeCode } from '../../standards/scoring.rules';
import { type Fraction, fraction, type IndicatorValue } from '../../standards/scoring.rules';

/** One value as submissions, votes and replies hold it. */
export interface GivenValue {
  readonly points: number | null;
  readonly grade: GradeCode | null;
  readonly notApplicable: boolean;
}

/** One value as results hold it: points are exact. */
export interface StoredValue {
  readonly pointsNumerator: number | null;
  readonly pointsDenominator: number | null;
  readonly grade: GradeCode | null;
  readonly notApplicable: boolean;
}

export const given = ({ points, grade }: GivenValue): IndicatorValue =>
  points !== null ? { points: fraction(points) } : grade !== null ? { grade } : { notApplicable: true };

export const fractionOf = (numerator: number | null, denominator: number | null): Fraction | null =>
  numerator === null || denominator === null ? null : fraction(numerator, denominator);

export const stored = (value: IndicatorValue): StoredValue => ({
  pointsNumerator: 'points' in value ? value.points.numerator : null,
  pointsDenominator: 'points' in value ? value.points.denominator : null,
  grade: 'grade' in value ? value.grade : null,
  notApplicable: 'notApplicable' in value,
});

export const restored = ({ pointsNumerator, pointsDenominator, grade }: StoredValue): IndicatorValue => {
  const points = fractionOf(pointsNumerator, pointsDenominator);
  if (points) return { points };
  return grade ? { grade } : { notApplicable: true };
};
