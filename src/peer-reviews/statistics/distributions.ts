import type { Interval, Reason } from './estimate';

/** Logarithm of the gamma function (Lanczos, g = 7). */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  const shifted = x - 1;
  const sum = terms.reduce((total, term, at) => total + term / (shifted + at + 1), 0.9999999999998099);
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** The continued fraction of the incomplete beta function (Lentz). */
function betaFraction(a: number, b: number, x: number): number {
  const floor = 1e-300;
  const held = (value: number) => (Math.abs(value) < floor ? floor : value);
  let c = 1;
  let d = 1 / held(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 1000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / held(1 + even * d);
    c = held(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / held(1 + odd * d);
    c = held(1 + odd / c);
    result *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return result;
}

/** The regularised incomplete beta function I_x(a, b). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(a, b, x)) / a : 1 - (front * betaFraction(b, a, 1 - x)) / b;
}

/** P(T ≤ t) with any positive number of degrees of freedom, whole or not. */
export function studentCdf(t: number, freedom: number): number {
  const tail = incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

const fisherCdf = (f: number, over: number, under: number): number =>
  incompleteBeta((over * f) / (over * f + under), over / 2, under / 2);

/** Where a rising function passes a value: halving until numbers next to each other are reached. */
function whereReaches(cdf: (x: number) => number, p: number, from: number, to: number): number {
  let [low, high] = [from, to];
  while (cdf(high) < p && high < 1e300) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-13 * Math.max(1, Math.abs(high)); step += 1) {
    const middle = (low + high) / 2;
    if (cdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export function studentQuantile(p: number, freedom: number): number {
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, freedom);
  return whereReaches((t) => studentCdf(t, freedom), p, 0, 16);
}

export const fisherQuantile = (p: number, over: number, under: number): number =>
  whereReaches((f) => fisherCdf(f, over, under), p, 0, 16);

/** P(Z ≤ z), by the error function's series near the middle and its continued fraction in the tails. */
export function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  let upper: number;
  if (x < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; n < 200 && Math.abs(term) > 1e-17 * Math.abs(sum); n += 1) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    upper = (1 - (2 / Math.sqrt(Math.PI)) * sum) / 2;
  } else {
    let fraction = 0;
    for (let n = 120; n >= 1; n -= 1) fraction = n / 2 / (x + fraction);
    upper = Math.exp(-x * x) / (x + fraction) / Math.sqrt(Math.PI) / 2;
  }
  return z > 0 ? 1 - upper : upper;
}

export function normalQuantile(p: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY;
  if (p >= 1) return Number.POSITIVE_INFINITY;
  return p < 0.5 ? -whereReaches(normalCdf, 1 - p, 0, 8) : whereReaches(normalCdf, p, 0, 8);
}

/** A value, give or take Student's t times its standard error; no interval where nothing varies. */
export function around(value: number, variance: number, freedom: number, level: number): Interval | Reason {
  if (!(variance > 1e-12)) return 'TOO_LITTLE_VARIATION';
  const reach = studentQuantile((1 + level) / 2, freedom) * Math.sqrt(variance);
  return { low: value - reach, high: value + reach };
}
