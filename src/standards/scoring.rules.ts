/** 等次 from best to worst (S4-4.1c). */
export const GRADES = ['EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED'] as const;
export type GradeCode = (typeof GRADES)[number];

export const SCHEME_KINDS = ['POINTS_100', 'INDICATOR_GRADE'] as const;
export type SchemeKindCode = (typeof SCHEME_KINDS)[number];

/** The hundred points, in hundredths of a point as weights and bands are written. */
export const HUNDRED = 10_000;

/** A number that is exact: whole numerator and denominator without a common divisor, denominator above zero. */
export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

const divisor = (one: number, other: number): number => (other === 0 ? one : divisor(other, one % other));

export function fraction(numerator: number, denominator = 1): Fraction {
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator) || denominator <= 0) {
    throw new RangeError(`${numerator}/${denominator} is no exact fraction`);
  }
  const common = divisor(Math.abs(numerator), denominator) || 1;
  return { numerator: numerator / common, denominator: denominator / common };
}

export const plus = (one: Fraction, other: Fraction): Fraction =>
  fraction(one.numerator * other.denominator + other.numerator * one.denominator, one.denominator * other.denominator);

export const times = (one: Fraction, factor: number): Fraction => fraction(one.numerator * factor, one.denominator);

/** Below zero where `one` is less, zero where they are equal. */
export const compare = (one: Fraction, other: Fraction): number =>
  one.numerator * other.denominator - other.numerator * one.denominator;

export const distance = (one: Fraction, other: Fraction): Fraction => {
  const difference = plus(one, times(other, -1));
  return fraction(Math.abs(difference.numerator), difference.denominator);
};

export function meanOf(values: readonly Fraction[]): Fraction {
  if (values.length === 0) throw new RangeError('the mean of nothing');
  const sum = values.reduce(plus);
  return fraction(sum.numerator, sum.denominator * values.length);
}

/** For people: rounded half up, with as many digits as asked; 89.995 reads 90.00 and still lies below 90. */
export function shown(value: Fraction, digits = 2): string {
  const scale = 10 ** digits;
  const scaled = Math.floor((2 * value.numerator * scale + value.denominator) / (2 * value.denominator));
  const whole = String(Math.abs(scaled)).padStart(digits + 1, '0');
  const text = digits ? `${whole.slice(0, -digits)}.${whole.slice(-digits)}` : whole;
  return scaled < 0 ? `-${text}` : text;
}

/** What one indicator got: points of a hundred, a grade, or neither where it does not apply. */
export type IndicatorValue =
  | { readonly points: Fraction }
  | { readonly grade: GradeCode }
  | { readonly notApplicable: true };

/** Weight in hundredths of a point by the indicator's number. */
export type Weights = ReadonlyMap<number, number>;

/** In hundredths of a point: from is within the band, to is not, but for the hundred itself. */
export interface Band {
  readonly grade: GradeCode;
  readonly from: number;
  readonly to: number;
}

/**
 * Total of POINTS_100, of a hundred: Σ weight × points / Σ weight over what applies; what does not apply leaves the
 * denominator (HOUSE). Null where nothing applies.
 */
export function totalOf(weights: Weights, values: ReadonlyMap<number, IndicatorValue>): Fraction | null {
  let sum = fraction(0);
  let weight = 0;
  for (const [no, value] of values) {
    const own = weights.get(no);
    if (own === undefined) throw new RangeError(`indicator ${no} has no weight`);
    if (!('points' in value)) continue;
    sum = plus(sum, times(value.points, own));
    weight += own;
  }
  return weight === 0 ? null : fraction(sum.numerator, sum.denominator * weight);
}

/** The one grade of a total: bands are whole, so there is exactly one. */
export function gradeOf(bands: readonly Band[], total: Fraction): GradeCode {
  const within = bands.filter(
    ({ from, to }) =>
      compare(total, fraction(from, 100)) >= 0 &&
      (compare(total, fraction(to, 100)) < 0 || (to === HUNDRED && compare(total, fraction(100)) === 0)),
  );
  const [found] = within;
  if (!found || within.length > 1) throw new RangeError(`${shown(total)} points lie in ${within.length} bands`);
  return found.grade;
}

/** Steps between two grades, 0 to 3. */
export const steps = (one: GradeCode, other: GradeCode): number =>
  Math.abs(GRADES.indexOf(one) - GRADES.indexOf(other));

export interface SchemeLines {
  readonly kind: SchemeKindCode;
  readonly weights: readonly { readonly indicatorNo: number; readonly hundredths: number }[];
  readonly bands: readonly Band[];
}

export const GRADE_NAMES: Readonly<Record<GradeCode, string>> = {
  EXCELLENT: '优秀',
  GOOD: '良好',
  QUALIFIED: '合格',
  UNQUALIFIED: '不合格',
};
export const gradeName = (grade: GradeCode): string => GRADE_NAMES[grade];

const points = (hundredths: number) => shown(fraction(hundredths, 100));

function weightProblems(weights: SchemeLines['weights']): string[] {
  const numbers = weights.map(({ indicatorNo }) => indicatorNo).sort((one, other) => one - other);
  if (numbers.join() !== '1,2,3,4,5,6,7,8') return ['八项指标须各有一个权重，不多不少'];
  const sum = weights.reduce((total, { hundredths }) => total + hundredths, 0);
  return sum === HUNDRED ? [] : [`权重之和须恰为100分，现为${points(sum)}分`];
}

function bandProblems(bands: readonly Band[]): string[] {
  if (GRADES.some((grade) => bands.filter((band) => band.grade === grade).length !== 1)) {
    return ['优秀、良好、合格、不合格须各有一个分数段'];
  }
  const upwards = [...GRADES].reverse().map((grade) => bands.find((band) => band.grade === grade) as Band);
  const problems: string[] = [];
  if (upwards[0]?.from !== 0) problems.push('不合格的分数段须自0分起');
  upwards.forEach((band, index) => {
    const next = upwards[index + 1];
    const name = gradeName(band.grade);
    if (band.from >= band.to) problems.push(`${name}的分数段为空`);
    if (!next && band.to !== HUNDRED) problems.push(`${name}的分数段须到100分止`);
    if (next && next.from > band.to) problems.push(`${points(band.to)}分到${points(next.from)}分不属于任何等次`);
    if (next && next.from < band.to)
      problems.push(`${points(next.from)}分到${points(band.to)}分同属${name}和${gradeName(next.grade)}`);
  });
  return problems;
}

/** Why weights and bands make no scheme; nothing where they do. */
export function schemeProblems({ kind, weights, bands }: SchemeLines): string[] {
  if (kind === 'POINTS_100') return [...weightProblems(weights), ...bandProblems(bands)];
  return weights.length > 0 || bands.length > 0 ? ['按等次评的方案没有权重和分数段'] : [];
}

/**
 * Whether an overall grade lies among the grades of the indicators that apply: no better than the best of them, no worse
 * than the worst (HOUSE). Where points give the grade there is nothing to ask.
 */
export function gradeWithin(grade: GradeCode, values: Iterable<IndicatorValue>): boolean {
  const places = [...values].flatMap((value) => ('grade' in value ? [GRADES.indexOf(value.grade)] : []));
  const place = GRADES.indexOf(grade);
  return places.length === 0 || (Math.min(...places) <= place && place <= Math.max(...places));
}
