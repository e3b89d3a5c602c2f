import * as fc from 'fast-check';
import type { DivergenceRule } from '../../src/peer-reviews/campaigns/campaign-settings.types';
import { agree, divergences, type ReviewRead } from '../../src/peer-reviews/settling/divergence.rules';
import { GRADES, type SchemeKindCode } from '../../src/standards/scoring.rules';
import { type Given, review } from '../rules/settling-facts';
import { useWorld } from '../support/world';

const suite = useWorld();

const line = (...lines: number[]) => fc.option(fc.constantFrom(...lines), { freq: 1 });
const rules: fc.Arbitrary<DivergenceRule> = fc.record({
  gradeDiffers: fc.boolean(),
  anyUnqualified: fc.boolean(),
  totalGap: line(0, 2, 5, 20),
  indicatorPoints: line(0, 5, 10, 50),
  indicatorSteps: line(0, 1, 2),
});

/** Two reviews that are alike but for a few indicators, apart by as much as some line allows, or by one more. */
const GAPS = [1, 5, 6, 10, 11, 20, 39, 40, 41, 59, 60, 61];
type Change = { readonly at: number; readonly gap: number | null };
const changes = (gap: fc.Arbitrary<number>): fc.Arbitrary<readonly Change[]> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.array(fc.record({ at: fc.nat(7), gap: fc.option(gap, { freq: 9 }) }), { maxLength: 5 }),
    },
    { weight: 1, arbitrary: fc.constant([]) },
  );
const byPoints = fc.record({ base: fc.nat(100), changes: changes(fc.constantFrom(...GAPS)) });
const byGrade = fc.record({
  base: fc.nat(3),
  changes: changes(fc.nat(3)),
  overall: fc.constantFrom(0, 0, 0, 1, 2),
});
const away = (base: number, gap: number) => (base + gap <= 100 ? base + gap : base - gap);
type Two = { readonly kind: SchemeKindCode; readonly reviews: readonly [ReviewRead, ReviewRead] };
const pairs: fc.Arbitrary<Two> = fc.oneof(
  byPoints.map(({ base, changes: some }): Two => {
    const other = Array.from({ length: 8 }, (_, no): Given => {
      const change = some.find(({ at }) => at === no);
      if (!change) return base;
      return change.gap === null ? null : away(base, change.gap);
    });
    return { kind: 'POINTS_100', reviews: [review(base), review(other)] };
  }),
  byGrade.map(({ base, changes: some, overall }): Two => {
    const grade = GRADES[base]!;
    const other = Array.from({ length: 8 }, (_, no): Given => {
      const change = some.find(({ at }) => at === no);
      if (!change) return grade;
      return change.gap === null ? null : GRADES[change.gap]!;
    });
    return {
      kind: 'INDICATOR_GRADE',
      reviews: [review(grade, grade), review(other, GRADES[Math.min(3, base + overall)]!)],
    };
  }),
);

const asRows = ({ grade, total, values }: ReviewRead) => ({
  grade,
  numerator: total?.numerator ?? null,
  denominator: total?.denominator ?? null,
  scores: [...values].map(([no, value]) => ({
    no,
    points: 'points' in value ? value.points.numerator : null,
    grade: 'grade' in value ? value.grade : null,
  })),
});

test('S4-4.1c the database and the rules of settling find the same two reviews to agree, first or past', async () => {
  const cases = fc.sample(fc.record({ rule: rules, pair: pairs, past: fc.boolean() }), {
    numRuns: 3000,
    seed: 20260302,
  });
  const due = cases.map(({ rule, pair, past }) => agree(divergences(rule, pair.kind, pair.reviews, !past)));
  for (const outcome of [true, false]) expect(due.filter((each) => each === outcome).length).toBeGreaterThan(500);
  const asked = cases.map(({ rule, pair, past }) => ({
    rule: { ...rule, ...(pair.kind === 'POINTS_100' ? {} : { totalGap: null }) },
    one: asRows(pair.reviews[0]),
    other: asRows(pair.reviews[1]),
    past,
  }));
  const rows = await suite.world.rows(
    `SELECT review.reviews_agree(c.rule, c.one, c.other, c.past) AS agree
       FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (rule jsonb, one jsonb, other jsonb, past boolean)) WITH ORDINALITY AS c (rule, one, other, past, n) ORDER BY c.n`,
    [JSON.stringify(asked)],
  );
  const wrong = rows.flatMap(({ agree: found }, n) => (found === due[n] ? [] : [{ ...asked[n], found }]));
  expect(wrong.slice(0, 3)).toEqual([]);
});
