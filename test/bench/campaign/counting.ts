/**
 * What reviews of one file come to, counted again: written apart from the product, in whole numbers without an end, from the
 * rules as the standards have them. Both ways of scoring, any number of readers, whatever the campaign calls a divergence.
 */
export const BEST_FIRST = ['EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED'] as const;
export type Grade = (typeof BEST_FIRST)[number];

/** A number as numerator over denominator. */
export type Ratio = readonly [bigint, bigint];
/** One indicator: points, a grade, or null where it does not apply. */
export type Value = Ratio | Grade | null;

export interface Scheme {
  readonly byPoints: boolean;
  readonly weights: readonly bigint[];
  readonly bands: readonly { readonly grade: Grade; readonly from: bigint }[];
}
/** As the campaign has it. */
export interface Divergence {
  readonly gradeDiffers: boolean;
  readonly anyUnqualified: boolean;
  readonly totalGap: number | null;
  readonly indicatorPoints: number | null;
  readonly indicatorSteps: number | null;
}
export interface Review {
  readonly values: readonly Value[];
  readonly total: Ratio | null;
  readonly grade: Grade;
}
export interface Outcome extends Review {
  readonly way: 'SINGLE' | 'AGREED' | 'THIRD_READER' | 'GROUP';
}
export interface File {
  readonly scheme: Scheme;
  readonly divergence: Divergence;
  readonly readersPerFile: number;
  readonly first: readonly Review[];
  readonly further: readonly Review[];
}

const less = ([a, b]: Ratio, [c, d]: Ratio) => a * d < c * b;
export const same = ([a, b]: Ratio, [c, d]: Ratio): boolean => a * d === c * b;
const sum = ([a, b]: Ratio, [c, d]: Ratio): Ratio => [a * d + c * b, b * d];
const over = ([a, b]: Ratio, n: number): Ratio => [a, b * BigInt(n)];
const apart = ([a, b]: Ratio, [c, d]: Ratio): Ratio => {
  const gap = a * d - c * b;
  return [gap < 0n ? -gap : gap, b * d];
};
const points = (n: number): Ratio => [BigInt(n), 1n];
const rank = (grade: Grade): number => BEST_FIRST.indexOf(grade);
const isPoints = (value: Value): value is Ratio => Array.isArray(value);
const steps = (one: Grade, other: Grade): number => Math.abs(rank(one) - rank(other));

export const sameValue = (one: Value, other: Value): boolean =>
  isPoints(one) && isPoints(other) ? same(one, other) : one === other;

/** Points with their total and the band that it falls in; null where nothing applies. */
export function added({ weights, bands }: Scheme, values: readonly Value[]): Review | null {
  let [total, weight]: [Ratio, bigint] = [[0n, 1n], 0n];
  values.forEach((value, index) => {
    if (!isPoints(value)) return;
    const own = weights[index] as bigint;
    total = sum(total, [value[0] * own, value[1]]);
    weight += own;
  });
  if (weight === 0n) return null;
  const mean: Ratio = [total[0], total[1] * weight];
  // Bands are in hundredths and each reaches up to the next one.
  const reached = bands.filter(({ from }) => !less(mean, [from, 100n])).sort((a, b) => Number(b.from - a.from));
  return { values, total: mean, grade: (reached[0] as { grade: Grade }).grade };
}

/** Further apart than so many points, or so many steps. */
const beyond = (one: Value, other: Value, most: number, mostSteps: number): boolean => {
  if (one === null || other === null) return false;
  if (isPoints(one) && isPoints(other)) return less(points(most), apart(one, other));
  return steps(one as Grade, other as Grade) > mostSteps;
};

function pairDiffers(one: Review, other: Review, rule: Divergence, alone: boolean): boolean {
  const pairs = one.values.map((value, index) => [value, other.values[index] as Value] as const);
  const both = pairs.filter(([a, b]) => a !== null && b !== null);
  const half = both.filter(([a, b]) => beyond(a, b, 39, 1)).length;
  const gap = one.total && other.total ? apart(one.total, other.total) : null;
  // Always, whatever the campaign says.
  if (steps(one.grade, other.grade) >= 2 || (gap && !less(gap, points(30)))) return true;
  if (both.some(([a, b]) => beyond(a, b, 59, 1)) || (half > 0 && half * 2 >= both.length)) return true;
  if (pairs.some(([a, b]) => (a === null) !== (b === null))) return true;
  if ((rule.gradeDiffers || !alone) && one.grade !== other.grade) return true;
  if (rule.totalGap !== null && gap && less(points(rule.totalGap), gap)) return true;
  const line = one.total ? rule.indicatorPoints : rule.indicatorSteps;
  return line !== null && both.some(([a, b]) => beyond(a, b, line, line));
}

/** Standards 3; 不合格 by anybody, of the whole or of an indicator, counts among the first readers only. */
function differ(reviews: readonly Review[], rule: Divergence, alone: boolean): boolean {
  const failing = reviews.some(({ grade, values }) => [grade, ...values].includes('UNQUALIFIED'));
  if (alone && rule.anyUnqualified && failing) return true;
  return reviews.some((one, index) => reviews.slice(index + 1).some((other) => pairDiffers(one, other, rule, alone)));
}

/** The middle grade; of an even number the lower of the two in the middle. */
const middleGrade = (grades: readonly Grade[]): Grade =>
  [...grades].sort((a, b) => rank(a) - rank(b))[Math.floor(grades.length / 2)] as Grade;

/** A whole is no better than the best of its indicators and no worse than the worst; null where it is. */
function within(review: Review): Review | null {
  const ranks = review.values.flatMap((value) => (value === null || isPoints(value) ? [] : [rank(value)]));
  const own = rank(review.grade);
  return ranks.length === 0 || (Math.min(...ranks) <= own && own <= Math.max(...ranks)) ? review : null;
}

function combined(values: readonly Value[], middle: boolean): Value {
  const given = values.filter((value) => value !== null);
  if (given.length * 2 <= values.length) return null;
  if (!given.every(isPoints)) return middleGrade(given as Grade[]);
  const sorted = [...given].sort((a, b) => (less(a, b) ? -1 : less(b, a) ? 1 : 0));
  const half = Math.floor(sorted.length / 2);
  const taken = middle ? sorted.slice(sorted.length % 2 ? half : half - 1, half + 1) : sorted;
  return over(taken.reduce<Ratio>(sum, [0n, 1n]), taken.length);
}

/** All reviews as one, where its grade is one of those that count; null where it is not. */
function merged(
  scheme: Scheme,
  reviews: readonly Review[],
  counting: readonly Grade[],
  middle: boolean,
): Review | null {
  const values = [0, 1, 2, 3, 4, 5, 6, 7].map((index) =>
    combined(
      reviews.map((review) => review.values[index] as Value),
      middle,
    ),
  );
  if (!scheme.byPoints) return within({ values, total: null, grade: middleGrade(counting) });
  const whole = added(scheme, values);
  return whole && counting.includes(whole.grade) ? whole : null;
}

export type Verdict = Outcome | 'READING' | 'NEEDS_THIRD' | 'NEEDS_GROUP';

/** What the submitted reviews of a file come to by themselves, before any group. */
export function verdictOn({ scheme, divergence, readersPerFile, first, further }: File): Verdict {
  if (first.length < readersPerFile) return 'READING';
  const all = [...first, ...further];
  if (further.length === 0) {
    const grades = first.map(({ grade }) => grade);
    const agreed = differ(first, divergence, true) ? null : merged(scheme, first, grades, false);
    if (agreed) return { way: first.length === 1 ? 'SINGLE' : 'AGREED', ...agreed };
    if (all.length < 3) return 'NEEDS_THIRD';
  }
  const agreeing = all.find((one, index) =>
    all.slice(index + 1).some((other) => !differ([one, other], divergence, false)),
  );
  const settled = agreeing && merged(scheme, all, [agreeing.grade], true);
  return settled ? { way: 'THIRD_READER', ...settled } : 'NEEDS_GROUP';
}

/** More than half of the votes on each indicator, and on the whole; null where there is none. */
export function voted(scheme: Scheme, ballots: readonly Review[]): Outcome | null {
  const majority = <T>(votes: readonly T[], alike: (one: T, other: T) => boolean): T | undefined =>
    votes.find((vote) => votes.filter((other) => alike(other, vote)).length * 2 > votes.length);
  const values: Value[] = [];
  for (let index = 0; index < 8; index += 1) {
    const won = majority(
      ballots.map((ballot) => ballot.values[index] as Value),
      sameValue,
    );
    if (won === undefined) return null;
    values.push(won);
  }
  const grade = majority(
    ballots.map((ballot) => ballot.grade),
    (one, other) => one === other,
  );
  const whole = scheme.byPoints ? added(scheme, values) : grade && within({ values, total: null, grade });
  return whole && whole.grade === grade ? { way: 'GROUP', ...whole } : null;
}

export interface Change {
  readonly indicatorNo: number;
  readonly value: Value;
  readonly overall: Grade | null;
}

/** A settled file with what replies changed, one after the other. */
export function changedBy(scheme: Scheme, settled: Review, changes: readonly Change[]): Review {
  if (changes.length === 0) return settled;
  const values = [...settled.values];
  for (const { indicatorNo, value } of changes) values[indicatorNo - 1] = value;
  if (scheme.byPoints) return added(scheme, values) ?? settled;
  const overall = changes.filter((change) => change.overall !== null).at(-1)?.overall;
  return { values, total: null, grade: overall ?? settled.grade };
}
