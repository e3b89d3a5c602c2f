import fc from 'fast-check';
import {
  type Band,
  compare,
  distance,
  type Fraction,
  fraction,
  GRADES,
  gradeOf,
  HUNDRED,
  type IndicatorValue,
  meanOf,
  plus,
  schemeProblems,
  shown,
  steps,
  totalOf,
} from '../../src/standards/scoring.rules';

const BANDS: readonly Band[] = [
  { grade: 'EXCELLENT', from: 9000, to: HUNDRED },
  { grade: 'GOOD', from: 8000, to: 9000 },
  { grade: 'QUALIFIED', from: 6000, to: 8000 },
  { grade: 'UNQUALIFIED', from: 0, to: 6000 },
];
const EQUAL = new Map(Array.from({ length: 8 }, (_, index) => [index + 1, 1250]));

const values = (...points: readonly (number | null)[]): Map<number, IndicatorValue> =>
  new Map(
    points.map((each, index) => [index + 1, each === null ? { notApplicable: true } : { points: fraction(each) }]),
  );

/** Eight weights in hundredths that make the hundred. */
const anyWeights = fc
  .uniqueArray(fc.integer({ min: 1, max: HUNDRED - 1 }), { minLength: 7, maxLength: 7 })
  .map((cuts) => [0, ...[...cuts].sort((one, other) => one - other), HUNDRED])
  .map((edges) => new Map(edges.slice(1).map((edge, index) => [index + 1, edge - (edges[index] as number)])));
const anyBands = fc
  .uniqueArray(fc.integer({ min: 1, max: HUNDRED - 1 }), { minLength: 3, maxLength: 3 })
  .map((cuts) => [HUNDRED, ...[...cuts].sort((one, other) => other - one), 0])
  .map((edges) =>
    GRADES.map((grade, index) => ({ grade, from: edges[index + 1] as number, to: edges[index] as number })),
  );
const anyPoints = fc.array(fc.option(fc.integer({ min: 0, max: 100 })), { minLength: 8, maxLength: 8 });

test.each([
  ['all the same', [90, 90, 90, 90, 90, 90, 90, 90], '90.00', 'EXCELLENT'],
  [
    '89.5 lies in [80, 90): HOUSE, the published text has whole points',
    [89, 90, 89, 90, 89, 90, 89, 90],
    '89.50',
    'GOOD',
  ],
  ['a hair below ninety', [89, 90, 90, 90, 90, 90, 90, 90], '89.88', 'GOOD'],
  ['what does not apply leaves the denominator', [90, null, 90, 90, null, 90, 90, 90], '90.00', 'EXCELLENT'],
  ['a third that no decimal holds', [59, 60, 61, null, null, null, null, null], '60.00', 'QUALIFIED'],
  ['nothing', [0, 0, 0, 0, 0, 0, 0, 0], '0.00', 'UNQUALIFIED'],
  ['everything', [100, 100, 100, 100, 100, 100, 100, 100], '100.00', 'EXCELLENT'],
])('S4-4.1c %s', (_case, points, text, grade) => {
  const total = totalOf(EQUAL, values(...points)) as Fraction;
  expect([shown(total), gradeOf(BANDS, total)]).toEqual([text, grade]);
});

test('where nothing applies there is no total', () => {
  expect(totalOf(EQUAL, values(null, null, null, null, null, null, null, null))).toBeNull();
});

test('S4-4.1c every reachable total of any whole scheme has exactly one grade, better totals no worse one', () => {
  fc.assert(
    fc.property(anyWeights, anyBands, anyPoints, anyPoints, (weights, bands, one, other) => {
      expect(
        schemeProblems({
          kind: 'POINTS_100',
          weights: [...weights].map(([indicatorNo, hundredths]) => ({ indicatorNo, hundredths })),
          bands,
        }),
      ).toEqual([]);
      const totals = [one, other].map((points) => totalOf(weights, values(...points)));
      for (const total of totals) if (total) expect(GRADES).toContain(gradeOf(bands, total));
      const [first, second] = totals;
      if (first && second && compare(first, second) >= 0) {
        expect(GRADES.indexOf(gradeOf(bands, first))).toBeLessThanOrEqual(GRADES.indexOf(gradeOf(bands, second)));
      }
    }),
    { numRuns: 500 },
  );
});

test('a total is what arithmetic on whole numbers says, on the edge of a band too', () => {
  fc.assert(
    fc.property(anyWeights, anyPoints, (weights, points) => {
      const total = totalOf(weights, values(...points));
      const applying = points.flatMap((each, index) =>
        each === null ? [] : [[each, weights.get(index + 1) as number] as const],
      );
      const sum = applying.reduce((all, [each, weight]) => all + BigInt(each) * BigInt(weight), 0n);
      const weight = applying.reduce((all, [, each]) => all + BigInt(each), 0n);
      if (!total) return expect(weight).toBe(0n);
      expect(BigInt(total.numerator) * weight).toBe(sum * BigInt(total.denominator));
      for (const { grade, from, to } of BANDS) {
        const within =
          sum * 100n >= BigInt(from) * weight &&
          (sum * 100n < BigInt(to) * weight || (to === HUNDRED && sum === 100n * weight));
        expect(gradeOf(BANDS, total) === grade).toBe(within);
      }
    }),
  );
});

test('fractions are exact: thirds add up, order is total, means lie between', () => {
  const third = fraction(1, 3);
  expect(compare(plus(plus(third, third), third), fraction(1))).toBe(0);
  expect([
    shown(fraction(179, 2)),
    shown(fraction(17999, 200)),
    shown(fraction(2, 3), 0),
    shown(fraction(-1, 3)),
  ]).toEqual(['89.50', '90.00', '1', '-0.33']);
  expect(compare(fraction(17999, 200), fraction(90))).toBeLessThan(0);
  expect(distance(fraction(1, 2), fraction(3, 4))).toEqual(fraction(1, 4));
  expect(() => fraction(0.5)).toThrow('no exact fraction');
  expect(() => fraction(1, 0)).toThrow('no exact fraction');
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 9 }), (points) => {
      const mean = meanOf(points.map((each) => fraction(each)));
      expect(compare(mean, fraction(Math.min(...points)))).toBeGreaterThanOrEqual(0);
      expect(compare(mean, fraction(Math.max(...points)))).toBeLessThanOrEqual(0);
    }),
  );
});

test('steps between grades', () => {
  expect([steps('EXCELLENT', 'EXCELLENT'), steps('GOOD', 'QUALIFIED'), steps('UNQUALIFIED', 'EXCELLENT')]).toEqual([
    0, 1, 3,
  ]);
});

const eight = (hundredths: number, last = hundredths) =>
  Array.from({ length: 8 }, (_, index) => ({ indicatorNo: index + 1, hundredths: index === 7 ? last : hundredths }));
const changed = (grade: string, own: Partial<Band>) =>
  BANDS.map((band) => (band.grade === grade ? { ...band, ...own } : band));

test.each([
  ['99.99 points', { weights: eight(1250, 1249) }, ['权重之和须恰为100分，现为99.99分']],
  ['100.01 points', { weights: eight(1250, 1251) }, ['权重之和须恰为100分，现为100.01分']],
  ['seven weights', { weights: eight(1250).slice(1) }, ['八项指标须各有一个权重，不多不少']],
  [
    'nine weights',
    { weights: [...eight(1250), { indicatorNo: 1, hundredths: 1 }] },
    ['八项指标须各有一个权重，不多不少'],
  ],
  ['a gap', { bands: changed('GOOD', { to: 8950 }) }, ['89.50分到90.00分不属于任何等次']],
  ['an overlap', { bands: changed('GOOD', { from: 7900 }) }, ['79.00分到80.00分同属合格和良好']],
  ['no lowest points', { bands: changed('UNQUALIFIED', { from: 1 }) }, ['不合格的分数段须自0分起']],
  ['no highest points', { bands: changed('EXCELLENT', { to: 9999 }) }, ['优秀的分数段须到100分止']],
  ['an empty band', { bands: changed('GOOD', { from: 9000 }) }, ['80.00分到90.00分不属于任何等次', '良好的分数段为空']],
  ['a grade twice', { bands: [...BANDS.slice(1), BANDS[1] as Band] }, ['优秀、良好、合格、不合格须各有一个分数段']],
])('S4-4.1c a scheme with %s is none', (_case, own, problems) => {
  expect(schemeProblems({ kind: 'POINTS_100', weights: eight(1250), bands: BANDS, ...own })).toEqual(problems);
});

test('grades have neither weights nor bands', () => {
  expect(schemeProblems({ kind: 'INDICATOR_GRADE', weights: [], bands: [] })).toEqual([]);
  expect(schemeProblems({ kind: 'INDICATOR_GRADE', weights: [], bands: BANDS })).toEqual([
    '按等次评的方案没有权重和分数段',
  ]);
});
