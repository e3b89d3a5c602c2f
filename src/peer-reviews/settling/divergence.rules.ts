import { defineRule, type Facts, type Finding } from '../../regulation';
import {
  compare,
  distance,
  type Fraction,
  fraction,
  type GradeCode,
  gradeName,
  type IndicatorValue,
  type SchemeKindCode,
  shown,
  steps,
} from '../../standards/scoring.rules';
import { ALWAYS_DIVERGES, type DivergenceRule } from '../campaigns/campaign-settings.types';

/** One reader's review as it was submitted. */
export interface ReviewRead {
  readonly submissionId: string;
  readonly grade: GradeCode;
  readonly total: Fraction | null;
  readonly values: ReadonlyMap<number, IndicatorValue>;
}

/**
 * Beside ALWAYS_DIVERGES (HOUSE): one indicator two steps of grade or 60 points apart, so that 0 and 100 that cross never
 * cancel out; or half of the indicators 40 points apart, so that a third who gives 50 throughout agrees with neither.
 */
export const FAR_INDICATOR = 60;
export const FAR_HALF = 40;
const { gradeSteps: FAR_STEPS, totalPoints: FAR_TOTALS } = ALWAYS_DIVERGES;

const house = <F extends Facts>(code: string, met: string, unmet: (facts: F) => string) =>
  defineRule<F>({ code, provisions: [], provenance: 'HOUSE', met, unmet });

type Grades = { readonly grades: string };
type Gap = { readonly gap: string; readonly line: number };
type Indicators = { readonly indicators: string };

const sameGrade = house<Grades>('REVIEWS_SAME_GRADE', '总体等次相同', ({ grades }) => `总体等次不同：${grades}`);
/** A file as a whole or one of its indicators: whoever finds eight failings has found the file failing, whatever they call it. */
const noneUnqualified = defineRule<Grades & { readonly indicators: string | null }>({
  code: 'REVIEWS_NONE_UNQUALIFIED',
  provisions: ['S4-4.1c'],
  provenance: 'HOUSE',
  met: '没有人评为不合格',
  unmet: ({ grades, indicators }) => `有人评为不合格：${grades}${indicators ? `，第${indicators}项指标` : ''}`,
});
const totalsNear = house<Gap>(
  'REVIEWS_TOTALS_NEAR',
  '总分相近',
  ({ gap, line }) => `总分相差${gap}分，超过方案所定的${line}分`,
);
const indicatorsNear = house<Indicators & { readonly line: string }>(
  'REVIEWS_INDICATORS_NEAR',
  '各项指标相近',
  ({ indicators, line }) => `第${indicators}项指标的差距超过方案所定的${line}`,
);
const sameApplicability = house<Indicators>(
  'REVIEWS_SAME_APPLICABILITY',
  '各项指标是否适用，看法相同',
  ({ indicators }) => `第${indicators}项指标是否适用，看法不同`,
);
/** Grades, totals or indicators so far apart that nothing lies between them. */
export const FAR_APART = 'REVIEWS_NOT_FAR_APART';
const notFarApart = house<{ readonly grades: string; readonly gap: string | null; readonly indicators: string | null }>(
  FAR_APART,
  '没有悬殊的差距',
  ({ grades, gap, indicators }) =>
    `差距悬殊，不能折中：等次${grades}${gap ? `，总分相差${gap}分` : ''}${indicators ? `，第${indicators}项指标` : ''}`,
);

const gradesOf = (reviews: readonly ReviewRead[]) => reviews.map(({ grade }) => gradeName(grade)).join('、');

/** Numbers of the indicators of which something holds between two reviews. */
const indicatorsWhere = (
  one: ReviewRead,
  other: ReviewRead,
  holds: (one: IndicatorValue, other: IndicatorValue) => boolean,
): number[] =>
  [...one.values].flatMap(([no, value]) => {
    const second = other.values.get(no);
    if (!second) throw new RangeError(`indicator ${no} is missing in a review`);
    return holds(value, second) ? [no] : [];
  });

const furtherThan = (points: number, grades: number) => (one: IndicatorValue, other: IndicatorValue) => {
  if ('points' in one && 'points' in other) return compare(distance(one.points, other.points), fraction(points)) > 0;
  return 'grade' in one && 'grade' in other && steps(one.grade, other.grade) > grades;
};

const differsInApplicability = (one: IndicatorValue, other: IndicatorValue) =>
  'notApplicable' in one !== 'notApplicable' in other;

const listed = (numbers: readonly number[]) => [...new Set(numbers)].sort((one, other) => one - other).join('、');

const pairsOf = (reviews: readonly ReviewRead[]) =>
  reviews.flatMap((one, index) => reviews.slice(index + 1).map((other) => [one, other] as const));

/** The widest gap between totals; null where fewer than two have one. */
function widest(reviews: readonly ReviewRead[]): Fraction | null {
  const gaps = pairsOf(reviews).flatMap(([one, other]) =>
    one.total && other.total ? [distance(one.total, other.total)] : [],
  );
  return gaps.reduce<Fraction | null>((most, gap) => (most && compare(most, gap) >= 0 ? most : gap), null);
}

const indicators = (reviews: readonly ReviewRead[], holds: (one: IndicatorValue, other: IndicatorValue) => boolean) =>
  listed(pairsOf(reviews).flatMap(([one, other]) => indicatorsWhere(one, other, holds)));

/** Indicators that lie far apart by themselves, or because half of those that two readers gave points do. */
const farApart = (reviews: readonly ReviewRead[]): string =>
  listed(
    pairsOf(reviews).flatMap(([one, other]) => {
      const half = indicatorsWhere(one, other, furtherThan(FAR_HALF - 1, FAR_STEPS - 1));
      const compared = indicatorsWhere(one, other, (...both) => both.every((value) => !('notApplicable' in value)));
      const many = half.length > 0 && half.length * 2 >= compared.length;
      return many ? half : indicatorsWhere(one, other, furtherThan(FAR_INDICATOR - 1, FAR_STEPS - 1));
    }),
  );

/** Where grades are used: points have no grade but that of their sum. */
const unqualifiedIndicators = (reviews: readonly ReviewRead[]): string =>
  listed(
    reviews.flatMap(({ values }) =>
      [...values].flatMap(([no, value]) => ('grade' in value && value.grade === 'UNQUALIFIED' ? [no] : [])),
    ),
  );

/** Between reviews of one file; `first` is false once a further reader has been called for what the first ones differed in. */
export function divergences(
  rule: DivergenceRule,
  kind: SchemeKindCode,
  reviews: readonly ReviewRead[],
  first = true,
): Finding[] {
  const grades = gradesOf(reviews);
  const gap = widest(reviews);
  const farIndicators = farApart(reviews);
  const far =
    pairsOf(reviews).some(([one, other]) => steps(one.grade, other.grade) >= FAR_STEPS) ||
    (gap !== null && compare(gap, fraction(FAR_TOTALS)) >= 0) ||
    farIndicators !== '';
  const unlike = indicators(reviews, differsInApplicability);
  const findings = [
    notFarApart.find(!far, { grades, gap: gap && shown(gap), indicators: farIndicators || null }),
    sameApplicability.find(unlike === '', { indicators: unlike }),
  ];
  if (rule.gradeDiffers || !first) {
    findings.push(sameGrade.find(new Set(reviews.map(({ grade }) => grade)).size <= 1, { grades }));
  }
  if (rule.anyUnqualified && first) {
    const failed = unqualifiedIndicators(reviews);
    const none = failed === '' && !reviews.some(({ grade }) => grade === 'UNQUALIFIED');
    findings.push(noneUnqualified.find(none, { grades, indicators: failed || null }));
  }
  if (rule.totalGap !== null && kind === 'POINTS_100') {
    const apart = gap ?? fraction(0);
    const met = compare(apart, fraction(rule.totalGap)) <= 0;
    findings.push(totalsNear.find(met, { gap: shown(apart), line: rule.totalGap }));
  }
  const line = kind === 'POINTS_100' ? rule.indicatorPoints : rule.indicatorSteps;
  if (line !== null) {
    const wide = indicators(reviews, furtherThan(line, line));
    findings.push(
      indicatorsNear.find(wide === '', { indicators: wide, line: `${line}${kind === 'POINTS_100' ? '分' : '级'}` }),
    );
  }
  return findings;
}

export const agree = (findings: readonly Finding[]): boolean => findings.every(({ met }) => met);
