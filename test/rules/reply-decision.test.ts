import { overallFollows, overallNear, realChange } from '../../src/peer-reviews/replies/reply.rules';
import type { Settled } from '../../src/peer-reviews/settling/settling.rules';
import { fraction, type GradeCode, type IndicatorValue } from '../../src/standards/scoring.rules';

const NONE = { notApplicable: true } as const;
const settled = (grade: GradeCode, ...values: (GradeCode | null)[]): Settled => ({
  grade,
  total: null,
  values: new Map(values.map((each, at): [number, IndicatorValue] => [at + 1, each ? { grade: each } : NONE])),
});
const unmet = (before: Settled, value: GradeCode | null, overallGrade: GradeCode | null, indicatorNo = 1) =>
  [
    overallNear(before.grade, overallGrade ?? before.grade),
    ...overallFollows(before, { indicatorNo, value: value ? { grade: value } : NONE, overallGrade }).findings,
  ]
    .filter(({ met }) => !met)
    .map(({ rule }) => rule);

describe('what a reply may change (HOUSE)', () => {
  test('the value that stands is no change, however it is written', () => {
    const points = {
      grade: 'GOOD',
      total: fraction(80),
      values: new Map([[1, { points: fraction(160, 2) }]]),
    } as const;
    const changed = (value: IndicatorValue) => realChange(points, { indicatorNo: 1, value, overallGrade: null }).open;
    expect([changed({ points: fraction(80) }), changed({ points: fraction(81) }), changed(NONE)]).toEqual([
      false,
      true,
      true,
    ]);
    const grades = settled('GOOD', 'GOOD', null);
    const graded = (no: number, value: IndicatorValue) =>
      realChange(grades, { indicatorNo: no, value, overallGrade: null }).open;
    expect([
      graded(1, { grade: 'GOOD' }),
      graded(1, { grade: 'QUALIFIED' }),
      graded(2, NONE),
      graded(2, { grade: 'GOOD' }),
    ]).toEqual([false, true, false, true]);
  });

  test('the overall grade moves one step at most, in the direction of the indicator', () => {
    const low = settled('UNQUALIFIED', ...Array<GradeCode>(8).fill('UNQUALIFIED'));
    expect(unmet(low, 'EXCELLENT', null)).toEqual([]);
    expect(unmet(low, 'EXCELLENT', 'UNQUALIFIED')).toEqual([]);
    expect(unmet(low, 'EXCELLENT', 'QUALIFIED')).toEqual([]);
    expect(unmet(low, 'EXCELLENT', 'GOOD')).toEqual(['REPLY_OVERALL_ONE_STEP']);
    expect(unmet(low, 'EXCELLENT', 'EXCELLENT')).toEqual(['REPLY_OVERALL_ONE_STEP']);
    const mixed = settled('GOOD', 'GOOD', 'EXCELLENT', 'QUALIFIED');
    expect(unmet(mixed, 'EXCELLENT', 'QUALIFIED')).toEqual(['REPLY_OVERALL_SAME_DIRECTION']);
    expect(unmet(mixed, 'QUALIFIED', 'EXCELLENT')).toEqual(['REPLY_OVERALL_SAME_DIRECTION']);
    expect(unmet(mixed, 'QUALIFIED', 'QUALIFIED')).toEqual([]);
  });

  test('not beyond the best and the worst of the indicators that apply after it', () => {
    expect(unmet(settled('GOOD', 'QUALIFIED', 'GOOD'), 'GOOD', 'EXCELLENT')).toEqual([
      'REPLY_OVERALL_WITHIN_INDICATORS',
    ]);
    expect(unmet(settled('GOOD', 'EXCELLENT', 'GOOD', null), 'GOOD', 'QUALIFIED')).toEqual([
      'REPLY_OVERALL_WITHIN_INDICATORS',
    ]);
  });

  test('what no longer applies, or applies now, counts as the overall grade that stands', () => {
    const mixed = settled('QUALIFIED', 'UNQUALIFIED', 'GOOD', null);
    expect(unmet(mixed, null, 'GOOD')).toEqual([]);
    expect(unmet(mixed, null, 'GOOD', 2)).toEqual(['REPLY_OVERALL_SAME_DIRECTION', 'REPLY_OVERALL_WITHIN_INDICATORS']);
    expect(unmet(mixed, 'GOOD', 'GOOD', 3)).toEqual([]);
    expect(unmet(mixed, 'QUALIFIED', 'GOOD', 3)).toEqual(['REPLY_OVERALL_SAME_DIRECTION']);
  });
});
