import { defineRule, type Finding } from '../../regulation';
import {
  type Band,
  compare,
  type Fraction,
  GRADES,
  type GradeCode,
  gradeName,
  gradeOf,
  gradeWithin,
  type IndicatorValue,
  meanOf,
  type SchemeKindCode,
  shown,
  totalOf,
  type Weights,
} from '../../standards/scoring.rules';
import type { DivergenceRule } from '../campaigns/campaign-settings.types';
import { agree, divergences, type ReviewRead } from './divergence.rules';

export interface SettlingScheme {
  readonly kind: SchemeKindCode;
  readonly weights: Weights;
  readonly bands: readonly Band[];
}

export interface SettlingFacts {
  readonly rule: DivergenceRule;
  readonly scheme: SettlingScheme;
  readonly readersPerFile: number;
  /** Of the first readers, and of those called after them. */
  readonly reviews: readonly (ReviewRead & { readonly part: 'READER' | 'THIRD' })[];
}

export interface Settled {
  readonly grade: GradeCode;
  readonly total: Fraction | null;
  readonly values: ReadonlyMap<number, IndicatorValue>;
}

export type SettledWay = 'SINGLE' | 'AGREED' | 'THIRD_READER' | 'GROUP';

export type Verdict =
  | { readonly state: 'READING' }
  | { readonly state: 'NEEDS_THIRD' | 'NEEDS_GROUP'; readonly findings: readonly Finding[] }
  | ({
      readonly state: 'SETTLED';
      readonly way: SettledWay;
      readonly findings: readonly Finding[];
      /** The reviews that the result rests on. */
      readonly restsOn: readonly string[];
    } & Settled);

const meanIsAGrade = defineRule<{ readonly total: string; readonly grade: string; readonly grades: string }>({
  code: 'MIDDLE_HAS_A_READERS_GRADE',
  provisions: [],
  provenance: 'HOUSE',
  met: ({ total, grade }) => `折中后总分${total}，等次${grade}，是评估人给过的等次`,
  unmet: ({ total, grade, grades }) => `折中后总分${total}，等次${grade}，没有一位评估人这样评（${grades}）`,
});
/** Of what came together: the indicators one by one, the whole from the readers' own grades. */
export const overallWithin = defineRule<{ readonly grade: string }>({
  code: 'OVERALL_WITHIN_INDICATORS',
  provisions: [],
  provenance: 'HOUSE',
  met: ({ grade }) => `总体等次${grade}在各项指标的等次之间`,
  unmet: ({ grade }) => `总体等次${grade}高于最好的一项指标，或者低于最差的一项`,
});
const lowerTaken = defineRule<{ readonly indicators: string; readonly overall: boolean }>({
  code: 'LOWER_OF_TWO_TAKEN',
  provisions: [],
  provenance: 'HOUSE',
  met: ({ indicators, overall }) =>
    `相邻两个等次取较低的（本系统做法）：${[indicators && `第${indicators}项指标`, overall && '总体'].filter(Boolean).join('、')}`,
  unmet: '相邻两个等次取较低的',
});
const twoOfThree = defineRule<{ readonly grade: string | null; readonly number: number }>({
  code: 'TWO_READERS_AGREE',
  provisions: [],
  provenance: 'HOUSE',
  met: ({ number, grade }) => `${number}位评估人中有两位等次相同（${grade ?? ''}）且没有其他分歧`,
  unmet: ({ number }) => `${number}位评估人中没有两位意见一致，须由评议小组决定`,
});

const ordered = (grades: readonly GradeCode[]) =>
  [...grades].sort((one, other) => GRADES.indexOf(one) - GRADES.indexOf(other));

/** Of an odd number the middle one; of an even number the lower of the two in the middle (HOUSE). */
const middleGrade = (grades: readonly GradeCode[]): GradeCode =>
  ordered(grades)[Math.floor(grades.length / 2)] as GradeCode;

/** Of an odd number the middle one, of an even number the exact mean of the two in the middle. */
function middlePoints(points: readonly Fraction[]): Fraction {
  const sorted = [...points].sort(compare);
  const half = Math.floor(sorted.length / 2);
  return meanOf(sorted.slice(sorted.length % 2 ? half : half - 1, half + 1));
}

const numbersOf = (reviews: readonly ReviewRead[]) => [...(reviews[0]?.values.keys() ?? [])];

const valuesAt = (reviews: readonly ReviewRead[], no: number): IndicatorValue[] =>
  reviews.map(({ values }) => values.get(no) as IndicatorValue);

/** One value of several: not applicable by majority, else the middle or the mean of what applies. */
function oneOf(values: readonly IndicatorValue[], ofPoints: (points: readonly Fraction[]) => Fraction): IndicatorValue {
  const applying = values.filter((value) => !('notApplicable' in value));
  if (applying.length * 2 <= values.length) return { notApplicable: true };
  const points = applying.flatMap((value) => ('points' in value ? [value.points] : []));
  if (points.length) return { points: ofPoints(points) };
  return { grade: middleGrade(applying.flatMap((value) => ('grade' in value ? [value.grade] : []))) };
}

/** Of an even number of grades the two in the middle differ: the lower one is taken. */
function takesLower(grades: readonly GradeCode[]): boolean {
  const half = grades.length / 2;
  const sorted = ordered(grades);
  return grades.length > 0 && grades.length % 2 === 0 && sorted[half - 1] !== sorted[half];
}

/** Where the lower of two grades was taken, for all to see. */
function lowered(reviews: readonly ReviewRead[], graded: readonly GradeCode[]): Finding[] {
  const differing = numbersOf(reviews).filter((no) =>
    takesLower(valuesAt(reviews, no).flatMap((value) => ('grade' in value ? [value.grade] : []))),
  );
  const overall = takesLower(graded);
  return differing.length || overall ? [lowerTaken.find(true, { indicators: differing.join('、'), overall })] : [];
}

/** What reviews come to together, and whether any of their readers could have said so; null where no indicator applies. */
function together(
  scheme: SettlingScheme,
  reviews: readonly ReviewRead[],
  ofPoints: (points: readonly Fraction[]) => Fraction,
  graded: readonly GradeCode[],
): { readonly settled: Settled | null; readonly findings: readonly Finding[] } {
  const values = new Map(numbersOf(reviews).map((no) => [no, oneOf(valuesAt(reviews, no), ofPoints)]));
  if (scheme.kind === 'INDICATOR_GRADE') {
    const grade = middleGrade(graded);
    const within = overallWithin.find(gradeWithin(grade, values.values()), { grade: gradeName(grade) });
    const findings = [...lowered(reviews, graded), within];
    return { settled: within.met ? { grade, total: null, values } : null, findings };
  }
  const total = totalOf(scheme.weights, values);
  if (total === null) return { settled: null, findings: [] };
  const grade = gradeOf(scheme.bands, total);
  const finding = meanIsAGrade.find(graded.includes(grade), {
    total: shown(total),
    grade: gradeName(grade),
    grades: graded.map(gradeName).join('、'),
  });
  return { settled: finding.met ? { grade, total, values } : null, findings: [finding] };
}

const idsOf = (reviews: readonly ReviewRead[]) => reviews.map(({ submissionId }) => submissionId);

/** The first readers by themselves. */
function settleFirst({ rule, scheme, reviews }: SettlingFacts): Verdict {
  const findings = divergences(rule, scheme.kind, reviews);
  const grades = reviews.map(({ grade }) => grade);
  if (!agree(findings)) return { state: 'NEEDS_THIRD', findings };
  const { settled, findings: more } = together(scheme, reviews, meanOf, grades);
  const all = [...findings, ...more];
  if (!settled) return { state: 'NEEDS_THIRD', findings: all };
  const way = reviews.length === 1 ? 'SINGLE' : 'AGREED';
  return { state: 'SETTLED', way, findings: all, restsOn: idsOf(reviews), ...settled };
}

/**
 * With a further reader (or three from the start): two who give one grade and differ in nothing else settle it. Each
 * indicator is then the middle of all, and the grade must be theirs; else the group decides.
 */
function settleFurther({ rule, scheme, reviews }: SettlingFacts): Verdict {
  const findings = divergences(rule, scheme.kind, reviews);
  const pair = reviews
    .flatMap((one, index) => reviews.slice(index + 1).map((other) => [one, other] as const))
    .find((two) => agree(divergences(rule, scheme.kind, two, false)));
  const grade = pair?.[0].grade ?? null;
  const found = twoOfThree.find(pair !== undefined, { grade: grade && gradeName(grade), number: reviews.length });
  if (!grade) return { state: 'NEEDS_GROUP', findings: [...findings, found] };
  const { settled, findings: more } = together(scheme, reviews, middlePoints, [grade]);
  const all = [...findings, found, ...more];
  if (!settled) return { state: 'NEEDS_GROUP', findings: all };
  return { state: 'SETTLED', way: 'THIRD_READER', findings: all, restsOn: idsOf(reviews), ...settled };
}

/**
 * What becomes of a file with these reviews. Fewer than the campaign asks for: it waits. Agreed: points by their exact
 * mean, grades by the common one or the lower of two neighbours (HOUSE). Not agreed: a third reader, then the group.
 */
export function settle(facts: SettlingFacts): Verdict {
  const { reviews, readersPerFile } = facts;
  const first = reviews.filter(({ part }) => part === 'READER').length;
  if (first < readersPerFile) return { state: 'READING' };
  if (first < reviews.length) return settleFurther(facts);
  const verdict = settleFirst(facts);
  return verdict.state === 'NEEDS_THIRD' && reviews.length >= 3 ? settleFurther(facts) : verdict;
}
