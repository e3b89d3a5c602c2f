/** What a sample can find: hypergeometric, exact in BigInt where it is small, by sums of logarithms where it is large. */

export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

function chooseExact(of: number, taken: number): bigint {
  if (taken < 0 || taken > of) return 0n;
  let result = 1n;
  for (let i = 1; i <= taken; i += 1) result = (result * BigInt(of - taken + i)) / BigInt(i);
  return result;
}

function checked(files: number, bad: number, drawn: number): void {
  const whole = [files, bad, drawn].every((value) => Number.isSafeInteger(value) && value >= 0);
  if (!whole || bad > files || drawn > files) throw new RangeError(`no such sample: ${files}, ${bad}, ${drawn}`);
}

/** Probability that at least one bad file is among those drawn: 1 − C(files − bad, drawn) / C(files, drawn). */
export function detectionExact(files: number, bad: number, drawn: number): Fraction {
  checked(files, bad, drawn);
  const all = chooseExact(files, drawn);
  return { numerator: all - chooseExact(files - bad, drawn), denominator: all };
}

const logFactorials: number[] = [0];
function logFactorial(n: number): number {
  for (let i = logFactorials.length; i <= n; i += 1) {
    logFactorials.push((logFactorials[i - 1] ?? 0) + Math.log(i));
  }
  return logFactorials[n] ?? Number.NaN;
}
const logChoose = (of: number, taken: number): number =>
  taken < 0 || taken > of
    ? Number.NEGATIVE_INFINITY
    : logFactorial(of) - logFactorial(taken) - logFactorial(of - taken);

/** The same as a number between 0 and 1. */
export function detection(files: number, bad: number, drawn: number): number {
  checked(files, bad, drawn);
  if (bad === 0 || drawn === 0) return 0;
  if (bad > files - drawn) return 1;
  return -Math.expm1(logChoose(files - bad, drawn) - logChoose(files, drawn));
}

/** A practitioner's files in one stratum. */
export interface OwnFiles {
  readonly own: number;
  readonly files: number;
  readonly size: number;
}

/** Probabilities of 0, 1, 2 … own files among those drawn of a stratum. */
function drawnOfOwn({ own, files, size }: OwnFiles): number[] {
  const all = logChoose(files, size);
  return Array.from({ length: own + 1 }, (_, m) =>
    Math.exp(logChoose(own, m) + logChoose(files - own, size - m) - all),
  );
}

const fold = (one: readonly number[], other: readonly number[]): number[] => {
  const sum = new Array<number>(one.length + other.length - 1).fill(0);
  one.forEach((p, i) => {
    other.forEach((q, j) => {
      sum[i + j] = (sum[i + j] ?? 0) + p * q;
    });
  });
  return sum;
};

/** How many of a practitioner's files the strata alone draw: probabilities of 0, 1, 2 … of them. */
export const drawnDistribution = (parts: readonly OwnFiles[]): readonly number[] =>
  parts.map(drawnOfOwn).reduce(fold, [1]);

/**
 * For a practitioner with files in these strata, `bad` of them bad, any of them equally likely: the probability that at
 * least one bad one is drawn, coverage included. Files with several practitioners can only make it larger.
 */
export function practitionerDetection(parts: readonly OwnFiles[], bad: number, perPractitioner: number): number {
  const own = parts.reduce((sum, part) => sum + part.own, 0);
  const sum = drawnDistribution(parts).reduce(
    (so, probability, drawn) => so + probability * detection(own, bad, Math.max(drawn, Math.min(own, perPractitioner))),
    0,
  );
  return Math.min(1, sum);
}

/** How many further files coverage is expected to draw for a practitioner. */
export function expectedCoverage(parts: readonly OwnFiles[], perPractitioner: number): number {
  const own = parts.reduce((sum, part) => sum + part.own, 0);
  const asked = Math.min(own, perPractitioner);
  return drawnDistribution(parts).reduce(
    (sum, probability, drawn) => sum + probability * Math.max(0, asked - drawn),
    0,
  );
}
