import fc from 'fast-check';
import { type SettlingFacts, settle, type Verdict } from '../../src/peer-reviews/settling/settling.rules';
import { fraction, gradeOf, type IndicatorValue, totalOf } from '../../src/standards/scoring.rules';
import * as counting from '../bench/campaign/counting';

/** Two who wrote the rules down apart from each other: the product, and the count that benches and the soak hold it against. */
const WEIGHTS = [500, 2000, 1500, 1000, 1250, 750, 1000, 2000];
const BANDS = [
  { grade: 'EXCELLENT', from: 9000, to: 10_000 },
  { grade: 'GOOD', from: 8000, to: 9000 },
  { grade: 'QUALIFIED', from: 6000, to: 8000 },
  { grade: 'UNQUALIFIED', from: 0, to: 6000 },
] as const;
const weights = new Map(WEIGHTS.map((hundredths, index) => [index + 1, hundredths]));

type Given = number | counting.Grade | null;
interface Judged {
  readonly values: readonly Given[];
  readonly overall: counting.Grade;
}

const NEAR = [-40, -30, -8, -2, 0, 0, 0, 0, 1, 2, 3, 7, 15, 40, 60];
const clamped = (points: number) => Math.max(0, Math.min(100, points));
/** Reviews of one file: near what it deserves, or anywhere, so that every way of settling comes up. */
const reviewsOf = (byPoints: boolean, count: number): fc.Arbitrary<Judged[]> =>
  fc.integer({ min: 0, max: 100 }).chain((truth) => {
    const points = fc.constantFrom(...NEAR).map((off) => clamped(truth + off));
    const grade = fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, -1, 2).map((off) => {
      const place = Math.floor(truth / 26) + off;
      return counting.BEST_FIRST[Math.max(0, Math.min(3, place))] as counting.Grade;
    });
    const wild = byPoints ? fc.constantFrom<Given>(0, 50, 100) : fc.constantFrom<Given>(...counting.BEST_FIRST);
    const given = (near: fc.Arbitrary<Given>) =>
      fc.oneof(
        { arbitrary: near, weight: 120 },
        { arbitrary: wild, weight: 1 },
        { arbitrary: fc.constant(null), weight: 1 },
      );
    // Most readers lean one way throughout; then sums differ and single indicators do not.
    const leaning = points.chain((base) =>
      fc.array(given(fc.integer({ min: -3, max: 3 }).map((off) => clamped(base + off))), {
        minLength: 8,
        maxLength: 8,
      }),
    );
    // Those who cross: far apart on each indicator, alike in the sum.
    const crossing = fc
      .tuple(fc.boolean(), fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 8, maxLength: 8 }))
      .map(([up, offs]) => offs.map((off, at) => (at < 4 === up ? 90 : 49) + off));
    const pointwise = fc.oneof({ arbitrary: leaning, weight: 6 }, { arbitrary: crossing, weight: 1 });
    const values = byPoints ? pointwise : fc.array(given(grade), { minLength: 8, maxLength: 8 });
    const some = values.filter((each) => each.some((value) => value !== null));
    return fc.array(fc.record({ values: some, overall: grade }), { minLength: count, maxLength: count });
  });

const files = fc
  .record({ byPoints: fc.boolean(), first: fc.integer({ min: 1, max: 3 }), further: fc.integer({ min: 0, max: 1 }) })
  .chain(({ byPoints, first, further }) => {
    const maybe = (most: number) => fc.option(fc.integer({ min: 0, max: most }), { nil: null });
    return fc.record({
      byPoints: fc.constant(byPoints),
      first: fc.constant(first),
      readersPerFile: fc.constantFrom(first, first, first, first + 1),
      reviews: reviewsOf(byPoints, first + further),
      rule: fc.record({
        gradeDiffers: fc.boolean(),
        anyUnqualified: fc.boolean(),
        totalGap: byPoints ? maybe(25) : fc.constant(null),
        indicatorPoints: byPoints ? maybe(50) : fc.constant(null),
        indicatorSteps: byPoints ? fc.constant(null) : maybe(2),
      }),
    });
  });
type Case = typeof files extends fc.Arbitrary<infer T> ? T : never;

const judgedAs = (given: Given): IndicatorValue =>
  given === null ? { notApplicable: true } : typeof given === 'number' ? { points: fraction(given) } : { grade: given };

function byProduct({ byPoints, first, readersPerFile, reviews, rule }: Case): Verdict {
  const facts: SettlingFacts = {
    rule,
    scheme: { kind: byPoints ? 'POINTS_100' : 'INDICATOR_GRADE', weights, bands: BANDS },
    readersPerFile,
    reviews: reviews.map(({ values, overall }, index) => {
      const each = new Map(values.map((given, at) => [at + 1, judgedAs(given)]));
      const total = byPoints ? totalOf(weights, each) : null;
      return {
        submissionId: `${index}`,
        part: index < first ? ('READER' as const) : ('THIRD' as const),
        values: each,
        total,
        grade: total ? gradeOf(BANDS, total) : overall,
      };
    }),
  };
  return settle(facts);
}

function byCount({ byPoints, first, readersPerFile, reviews, rule }: Case): counting.Verdict {
  const scheme: counting.Scheme = {
    byPoints,
    weights: WEIGHTS.map(BigInt),
    bands: BANDS.map(({ grade, from }) => ({ grade, from: BigInt(from) })),
  };
  const read = reviews.map(({ values, overall }): counting.Review => {
    const each = values.map((given): counting.Value => (typeof given === 'number' ? [BigInt(given), 1n] : given));
    return (byPoints && counting.added(scheme, each)) || { values: each, total: null, grade: overall };
  });
  const file = { scheme, divergence: rule, readersPerFile, first: read.slice(0, first), further: read.slice(first) };
  return counting.verdictOn(file);
}

function alike(product: Verdict, counted: counting.Verdict): boolean {
  if (product.state !== 'SETTLED' || typeof counted === 'string') return product.state === counted;
  const ratio = ({ numerator, denominator }: { numerator: number; denominator: number }): counting.Ratio => [
    BigInt(numerator),
    BigInt(denominator),
  ];
  return (
    product.way === counted.way &&
    product.grade === counted.grade &&
    (product.total === null
      ? counted.total === null
      : counted.total !== null && counting.same(ratio(product.total), counted.total)) &&
    counted.values.every((value, index) => {
      const own = product.values.get(index + 1) as IndicatorValue;
      return counting.sameValue(value, 'points' in own ? ratio(own.points) : 'grade' in own ? own.grade : null);
    })
  );
}

test('what reviews come to is the same by the product and by a count written apart from it (standards 3)', () => {
  const met = new Map<string, number>();
  fc.assert(
    fc.property(files, (file) => {
      const product = byProduct(file);
      const what = product.state === 'SETTLED' ? product.way : product.state;
      met.set(what, (met.get(what) ?? 0) + 1);
      return alike(product, byCount(file));
    }),
    { numRuns: 2000, seed: 20261122 },
  );
  // Every outcome came up, often enough to say something.
  for (const what of ['READING', 'NEEDS_THIRD', 'NEEDS_GROUP', 'SINGLE', 'AGREED', 'THIRD_READER'])
    expect([what, (met.get(what) ?? 0) >= 30]).toEqual([what, true]);
});
