import * as fc from 'fast-check';
import { divergences } from '../../src/peer-reviews/settling/divergence.rules';
import { decideByVotes } from '../../src/peer-reviews/settling/group.rules';
import type { Verdict } from '../../src/peer-reviews/settling/settling.rules';
import { compare, fraction, GRADES, type GradeCode, type IndicatorValue } from '../../src/standards/scoring.rules';
import { BY_GRADE, type Given, LAX, POINTS, review, STRICT, settled, third, valueGiven } from './settling-facts';

const E: GradeCode = 'EXCELLENT';
const G: GradeCode = 'GOOD';
const Q: GradeCode = 'QUALIFIED';
const U: GradeCode = 'UNQUALIFIED';

const outcome = (verdict: Verdict): string =>
  verdict.state === 'SETTLED' ? `${verdict.way} ${verdict.grade}` : verdict.state;
const unmet = (verdict: Verdict): string[] =>
  'findings' in verdict ? verdict.findings.filter(({ met }) => !met).map(({ rule }) => rule) : [];

describe('agreed or divergent (S4-4.1c, standards 3)', () => {
  test.each([
    ['one reader', [review(85)], 'SINGLE GOOD', []],
    ['one reader, unqualified', [review(55)], 'NEEDS_THIRD', ['REVIEWS_NONE_UNQUALIFIED']],
    ['two in one band', [review(85), review(88)], 'AGREED GOOD', []],
    ['89 and 90 are two grades', [review(89), review(90)], 'NEEDS_THIRD', ['REVIEWS_SAME_GRADE']],
    ['both unqualified', [review(50), review(52)], 'NEEDS_THIRD', ['REVIEWS_NONE_UNQUALIFIED']],
    [
      'N/A differs',
      [review([null, 85, 85, 85, 85, 85, 85, 85]), review(85)],
      'NEEDS_THIRD',
      ['REVIEWS_SAME_APPLICABILITY'],
    ],
    ['three in one band', [review(81), review(85), review(88)], 'AGREED GOOD', []],
    ['two of three', [review(81), review(85), review(95)], 'THIRD_READER GOOD', ['REVIEWS_SAME_GRADE']],
  ] as const)('POINTS_100, %s', (_name, reviews, expected, rules) => {
    const verdict = settled(POINTS, STRICT, reviews);
    expect(outcome(verdict)).toBe(expected);
    expect(unmet(verdict)).toEqual(rules);
  });

  test.each([
    ['the same', [review(E), review(E)], 'AGREED EXCELLENT'],
    ['neighbours where the campaign allows them: the lower', [review(E), review(G)], 'AGREED GOOD'],
    ['two steps apart', [review(E), review(Q)], 'NEEDS_THIRD'],
    ['one indicator two steps apart', [review([E, E, E, E, E, E, E, Q], E), review(E)], 'NEEDS_THIRD'],
  ] as const)('INDICATOR_GRADE, %s', (_name, reviews, expected) => {
    expect(outcome(settled(BY_GRADE, LAX, reviews))).toBe(expected);
  });

  test('the lower of two neighbours is shown as what it is: a house rule', () => {
    const verdict = settled(BY_GRADE, LAX, [review([E, G, G, G, G, G, G, G], E), review(G)]);
    expect(verdict).toMatchObject({ state: 'SETTLED', grade: G });
    const finding = 'findings' in verdict ? verdict.findings.find(({ rule }) => rule === 'LOWER_OF_TWO_TAKEN') : null;
    expect(finding).toMatchObject({ provenance: 'HOUSE', facts: { indicators: '1', overall: true } });
  });

  test('gaps: as far as the line is no divergence, beyond it is', () => {
    const rule = { ...LAX, totalGap: 5, indicatorPoints: 10 };
    expect(unmet(settled(POINTS, rule, [review(80), review(85)]))).toEqual([]);
    expect(unmet(settled(POINTS, rule, [review(80), review(86)]))).toEqual(['REVIEWS_TOTALS_NEAR']);
    const one = [91, 80, 80, 80, 80, 80, 80, 80];
    expect(unmet(settled(POINTS, rule, [review(one), review(80)]))).toEqual(['REVIEWS_INDICATORS_NEAR']);
    expect(unmet(settled(POINTS, rule, [review([90, ...one.slice(1)]), review(80)]))).toEqual([]);
    const grades = { ...LAX, indicatorSteps: 0 };
    expect(unmet(settled(BY_GRADE, grades, [review([E, G, G, G, G, G, G, G], G), review(G)]))).toEqual([
      'REVIEWS_INDICATORS_NEAR',
    ]);
  });

  test('a mean whose grade neither reader gave goes on: 70 and 95 make 82.5, good', () => {
    const verdict = settled(POINTS, LAX, [review([...Array(8).fill(70)]), review(95)]);
    expect(outcome(verdict)).toBe('NEEDS_THIRD');
    expect(settled(POINTS, LAX, [review(89), review(90)])).toMatchObject({
      grade: G,
      total: { numerator: 179, denominator: 2 },
    });
  });
});

describe('the whole is no better and no worse than its indicators', () => {
  test('an indicator that somebody finds 不合格 calls a third reader, whatever the whole is called', () => {
    const failing = [G, G, G, G, G, G, G, U];
    expect(unmet(settled(BY_GRADE, STRICT, [review(failing, G), review(failing, G)]))).toEqual([
      'REVIEWS_NONE_UNQUALIFIED',
    ]);
    const finding = divergences(STRICT, 'INDICATOR_GRADE', [review(failing, G)]).find(({ met }) => !met);
    expect(finding?.text).toContain('第8项指标');
    expect(
      outcome(settled(BY_GRADE, { ...STRICT, anyUnqualified: false }, [review(failing, G), review(failing, G)])),
    ).toBe('AGREED GOOD');
  });

  test('where the lower of each two leaves no indicator as good as the whole, a third reader is called', () => {
    const [one, other] = [[E, G, E, G, E, G, E, G] as const, [G, E, G, E, G, E, G, E] as const];
    const verdict = settled(BY_GRADE, LAX, [review(one, E), review(other, E)]);
    expect([outcome(verdict), unmet(verdict)]).toEqual(['NEEDS_THIRD', ['OVERALL_WITHIN_INDICATORS']]);
  });
});

describe('0 and 100 on every indicator', () => {
  test.each([STRICT, LAX, { ...LAX, totalGap: 100, indicatorPoints: 100 }])(
    'goes to a third reader, whatever %j',
    (rule) => {
      const verdict = settled(POINTS, rule, [review(0), review(100)]);
      expect(outcome(verdict)).toBe('NEEDS_THIRD');
      expect(unmet(verdict)).toContain('REVIEWS_NOT_FAR_APART');
    },
  );
  test('crossed, so that both totals are 50, as well', () => {
    const crossed = [0, 100, 0, 100, 0, 100, 0, 100];
    const verdict = settled(POINTS, LAX, [review(crossed), review(crossed.map((each) => 100 - each))]);
    expect(unmet(verdict)).toEqual(['REVIEWS_NOT_FAR_APART']);
  });
  test('a third reader in between does not make 50 of it: the group decides', () => {
    expect(outcome(settled(POINTS, STRICT, [review(0), review(100), third(50)]))).toBe('NEEDS_GROUP');
    expect(outcome(settled(POINTS, STRICT, [review(0), review(100), third(98)]))).toBe('THIRD_READER EXCELLENT');
    expect(outcome(settled(POINTS, STRICT, [review(0), review(50), review(100)]))).toBe('NEEDS_GROUP');
  });
  test('half of the indicators 40 points apart are no agreement, whoever is asked as the third', () => {
    const crossed = (low: number, high: number) => Array.from({ length: 8 }, (_, at) => (at % 2 ? low : high));
    const readers = [review(crossed(0, 100)), review(crossed(100, 0)), third(50)];
    expect(outcome(settled(POINTS, LAX, readers))).toBe('NEEDS_GROUP');
    expect(unmet(settled(POINTS, LAX, [review(crossed(60, 100)), review(crossed(100, 60))]))).toEqual([
      'REVIEWS_NOT_FAR_APART',
    ]);
    expect(unmet(settled(POINTS, LAX, [review(crossed(61, 100)), review(crossed(100, 61))]))).toEqual([]);
    const three = [100, 60, 100, 80, 80, 80, 80, 80];
    const against = [60, 100, 60, 80, 80, 80, 80, 80];
    expect(unmet(settled(POINTS, LAX, [review(three), review(against)]))).toEqual([]);
    expect(
      unmet(
        settled(POINTS, LAX, [
          review([...three.slice(0, 3), 100, 80, 80, null, 80]),
          review([...against.slice(0, 3), 60, 80, 80, null, 80]),
        ]),
      ),
    ).toEqual(['REVIEWS_NOT_FAR_APART']);
  });

  test('29.875 points apart may still be agreed, 30 may not', () => {
    const near = [30, 29, 29, 29, 29, 29, 29, 29];
    expect(unmet(settled(POINTS, LAX, [review(near), review(59)]))).toEqual([]);
    expect(unmet(settled(POINTS, LAX, [review(29), review(59)]))).toEqual(['REVIEWS_NOT_FAR_APART']);
  });
});

describe('after the third reader', () => {
  test.each([
    ['two agree, the middle of each indicator counts', [review(85), review(92), third(87)], 'THIRD_READER GOOD'],
    ['three grades', [review(95), review(85), third(75)], 'NEEDS_GROUP'],
    ['unqualified twice stands', [review(50), review(52), third(85)], 'THIRD_READER UNQUALIFIED'],
    ['unqualified once is overruled', [review(50), review(65), third(70)], 'THIRD_READER QUALIFIED'],
    ['one first reader and one further who agree', [review(50), third(55)], 'THIRD_READER UNQUALIFIED'],
    ['one first reader and one further who do not', [review(50), third(70)], 'NEEDS_GROUP'],
  ] as const)('%s', (_name, reviews, expected) => {
    expect(outcome(settled(POINTS, STRICT, reviews))).toBe(expected);
  });

  test('two who give one grade but differ in something else do not settle it', () => {
    const [one, other] = [
      review([60, 100, 100, 100, 100, 100, 100, 100]),
      review([100, 60, 100, 100, 100, 100, 100, 100]),
    ];
    const rule = { ...STRICT, indicatorPoints: 20 };
    expect(outcome(settled(POINTS, rule, [one, other, third(70)]))).toBe('NEEDS_GROUP');
  });

  test('middle values: 84, 92, 87 on each make 87', () => {
    const verdict = settled(POINTS, STRICT, [review(84), review(92), third(87)]);
    expect(verdict).toMatchObject({
      total: fraction(87),
      restsOn: [expect.any(String), expect.any(String), expect.any(String)],
    });
  });

  test('does not apply where two of three say so', () => {
    const without = [null, 85, 85, 85, 85, 85, 85, 85];
    const verdict = settled(POINTS, STRICT, [review(without), review(85), third(without)]);
    if (verdict.state !== 'SETTLED') throw new Error(verdict.state);
    expect(verdict.values.get(1)).toEqual({ notApplicable: true });
    const other = settled(POINTS, STRICT, [review(without), review(85), third(87)]);
    if (other.state !== 'SETTLED') throw new Error(other.state);
    expect(other.values.get(1)).toEqual({ points: fraction(86) });
  });
});

test('it waits until as many have submitted as the campaign asks for', () => {
  expect(outcome(settled(POINTS, STRICT, [review(85)], 2))).toBe('READING');
  expect(outcome(settled(POINTS, STRICT, [review(85), third(85)], 2))).toBe('READING');
  expect(outcome(settled(POINTS, STRICT, [], 1))).toBe('READING');
});

describe('properties', () => {
  const given = fc.oneof(
    { arbitrary: fc.integer({ min: 0, max: 100 }), weight: 9 },
    { arbitrary: fc.constant(null), weight: 1 },
  );
  const scored = fc.array(given, { minLength: 8, maxLength: 8 }).filter((each) => each.some((value) => value !== null));
  const graded = fc.tuple(
    fc.array(fc.oneof(fc.constantFrom<Given>(...GRADES), fc.constant<Given>(null)), { minLength: 8, maxLength: 8 }),
    fc.constantFrom<GradeCode>(...GRADES),
  );
  const rules = fc.record({
    gradeDiffers: fc.boolean(),
    anyUnqualified: fc.boolean(),
    totalGap: fc.option(fc.integer({ min: 0, max: 100 })),
    indicatorPoints: fc.option(fc.integer({ min: 0, max: 100 })),
    indicatorSteps: fc.option(fc.integer({ min: 0, max: 3 })),
  });
  const number = (value: IndicatorValue | undefined) => (value && 'points' in value ? value.points : null);

  test('the order of readers changes nothing, each settled indicator lies within what they gave, and the grade is one of theirs', () => {
    fc.assert(
      fc.property(fc.array(scored, { minLength: 1, maxLength: 3 }), rules, (all, rule) => {
        const reviews = all.map((each) => review(each));
        const verdict = settled(POINTS, rule, reviews);
        const turned = settled(POINTS, rule, [...reviews].reverse());
        expect(outcome(turned)).toBe(outcome(verdict));
        if (verdict.state !== 'SETTLED') return;
        expect(reviews.map(({ grade }) => grade)).toContain(verdict.grade);
        for (const [no, value] of verdict.values) {
          const points = reviews.flatMap(({ values }) => number(values.get(no)) ?? []);
          const own = number(value);
          if (!own) continue;
          expect(points.some((each) => compare(each, own) <= 0) && points.some((each) => compare(each, own) >= 0)).toBe(
            true,
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  test('two who are settled are never two steps, 30 points in all or 60 in one indicator apart', () => {
    fc.assert(
      fc.property(scored, scored, rules, (one, other, rule) => {
        const verdict = settled(POINTS, rule, [review(one), review(other)]);
        if (verdict.state !== 'SETTLED') return;
        one.forEach((points, index) => {
          const second = other[index];
          expect(points === null).toBe(second === null);
          expect(Math.abs((points ?? 0) - (second ?? 0))).toBeLessThan(60);
        });
      }),
      { numRuns: 500 },
    );
  });

  test('grades: whatever two readers give, the result is one of the two and never the better one where they differ', () => {
    fc.assert(
      fc.property(graded, graded, rules, ([one, first], [other, second], rule) => {
        const verdict = settled(BY_GRADE, rule, [review(one, first), review(other, second)]);
        if (verdict.state !== 'SETTLED') return;
        expect(GRADES.indexOf(verdict.grade)).toBe(Math.max(GRADES.indexOf(first), GRADES.indexOf(second)));
      }),
      { numRuns: 500 },
    );
  });
});

describe('the group', () => {
  const ballot = (given: Given | readonly Given[], grade: GradeCode) => ({
    values: review(given, grade).values,
    grade,
  });
  const votes = (scheme: typeof POINTS, ...ballots: ReturnType<typeof ballot>[]) => {
    const { settled: result, findings } = decideByVotes(scheme, ballots);
    return { grade: result?.grade ?? null, unmet: findings.filter(({ met }) => !met).map(({ rule }) => rule) };
  };

  test.each([
    ['a majority of three', [ballot(E, E), ballot(E, E), ballot(Q, Q)], E, []],
    [
      'three minds',
      [ballot(E, E), ballot(G, G), ballot(Q, Q)],
      null,
      ['GROUP_MAJORITY_ON_INDICATORS', 'GROUP_MAJORITY_OVERALL'],
    ],
    [
      'one indicator open',
      [ballot([E, G, G, G, G, G, G, G], G), ballot(G, G), ballot([Q, G, G, G, G, G, G, G], G)],
      null,
      ['GROUP_MAJORITY_ON_INDICATORS'],
    ],
    ['the whole open', [ballot(G, E), ballot(G, G), ballot(G, Q)], null, ['GROUP_MAJORITY_OVERALL']],
    ['two members are no group', [ballot(E, E), ballot(E, E)], null, ['GROUP_IS_ODD']],
    ['nor are four', [ballot(E, E), ballot(E, E), ballot(E, E), ballot(E, E)], null, ['GROUP_IS_ODD']],
    [
      'a majority on each, and a whole better than any of them',
      [ballot([E, G, E, G, E, G, E, G], E), ballot([G, E, G, E, G, E, G, E], E), ballot(G, G)],
      null,
      ['OVERALL_WITHIN_INDICATORS'],
    ],
    [
      'does not apply, by majority',
      [ballot([null, G, G, G, G, G, G, G], G), ballot([null, G, G, G, G, G, G, G], G), ballot(G, G)],
      G,
      [],
    ],
  ] as const)('%s', (_name, ballots, grade, rules) => {
    expect(votes(BY_GRADE, ...ballots)).toEqual({ grade, unmet: rules });
  });

  test('points: the total of what the majority gave must have the grade that the majority gave', () => {
    expect(votes(POINTS, ballot(85, G), ballot(85, G), ballot(20, U))).toEqual({ grade: G, unmet: [] });
    const a = ballot([100, 100, 100, 100, 0, 0, 0, 0], U);
    const b = ballot([100, 100, 0, 0, 100, 100, 0, 0], U);
    const c = ballot([0, 0, 100, 100, 100, 100, 0, 0], U);
    expect(votes(POINTS, a, b, c)).toEqual({ grade: null, unmet: ['GROUP_MAJORITY_OVERALL'] });
  });

  test('a value is what was voted, exactly', () => {
    const { settled: result } = decideByVotes(POINTS, [ballot(85, G), ballot(85, G), ballot(84, G)]);
    expect(result?.values.get(1)).toEqual(valueGiven(85));
  });
});
