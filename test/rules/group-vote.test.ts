import { type Vote, voteDecision } from '../../src/peer-reviews/settling/vote.rules';

const votes = (grade: Vote['grade']): Vote[] =>
  [1, 2, 3, 4, 5, 6, 7, 8].map((indicatorNo) => ({
    ...{ indicatorNo, points: null, grade, notApplicable: false, reason: '评议认为记录完整' },
  }));
const unmet = (grade: Vote['grade'], given = votes('GOOD')): string[] => {
  const { findings } = voteDecision(
    'INDICATOR_GRADE',
    { votes: given, overall: { grade, reason: '评议的总体意见' } },
    '白云飞',
  );
  return findings.filter(({ met }) => !met).map(({ text }) => text);
};

test('S4-4.1c where grades are used the whole is voted too, within its indicators', () => {
  expect(unmet('GOOD')).toEqual([]);
  expect(unmet(null)).toEqual(['须表决总体等次']);
  for (const grade of ['EXCELLENT', 'QUALIFIED'] as const) {
    expect(unmet(grade)).toEqual(['总体等次不能高于最好的一项指标，也不能低于最差的一项']);
  }
  const mixed = votes('GOOD').map((vote) => (vote.indicatorNo === 3 ? { ...vote, grade: 'EXCELLENT' as const } : vote));
  expect(unmet('EXCELLENT', mixed)).toEqual([]);
});

test('S4-4.1c points where grades are used are named by their indicator', () => {
  const [first, ...rest] = votes('GOOD') as [Vote, ...Vote[]];
  expect(unmet('GOOD', [{ ...first, grade: null, points: 85 }, ...rest])).toEqual(['第1项指标按等次评，不打分']);
});
