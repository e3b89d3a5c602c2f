import { defineRule, type Finding } from '../../regulation';
import {
  type Fraction,
  type GradeCode,
  gradeName,
  gradeOf,
  gradeWithin,
  type IndicatorValue,
  totalOf,
} from '../../standards/scoring.rules';
import { overallWithin, type Settled, type SettlingScheme } from './settling.rules';

/** What one member votes: the overall grade too, which follows from the points where points are used. */
export interface Ballot {
  readonly values: ReadonlyMap<number, IndicatorValue>;
  readonly grade: GradeCode;
}

/** A group decides by majority: an odd number, three at least. */
export const LEAST_MEMBERS = 3;

const oddGroup = defineRule<{ readonly members: number }>({
  code: 'GROUP_IS_ODD',
  provisions: [],
  provenance: 'HOUSE',
  met: ({ members }) => `评议小组${members}人`,
  unmet: ({ members }) => `评议小组须为三人以上的单数，现为${members}人`,
  cure: { by: 'REVIEW_COORDINATOR', text: '再次召集，由系统补足成员' },
});
const indicatorMajority = defineRule<{ readonly indicators: string }>({
  code: 'GROUP_MAJORITY_ON_INDICATORS',
  provisions: [],
  provenance: 'HOUSE',
  met: '各项指标都有过半数意见',
  unmet: ({ indicators }) => `第${indicators}项指标没有过半数意见`,
  cure: { by: 'REVIEW_COORDINATOR', text: '再次召集，由系统增补成员后重新表决' },
});
const overallMajority = defineRule<{ readonly grade: string | null }>({
  code: 'GROUP_MAJORITY_OVERALL',
  provisions: [],
  provenance: 'HOUSE',
  met: ({ grade }) => `总体等次过半数为${grade}`,
  unmet: '总体等次没有过半数意见，或与各项指标的结果不一致',
  cure: { by: 'REVIEW_COORDINATOR', text: '再次召集，由系统增补成员后重新表决' },
});

const keyOf = (value: IndicatorValue): string => {
  if ('notApplicable' in value) return 'N/A';
  return 'grade' in value ? value.grade : `${value.points.numerator}/${value.points.denominator}`;
};

/** What more than half of the votes say, or null. */
function majority<T>(votes: readonly T[], key: (vote: T) => string): T | null {
  return votes.find((vote) => votes.filter((other) => key(other) === key(vote)).length * 2 > votes.length) ?? null;
}

export const groupSize = (members: number): Finding =>
  oddGroup.find(members >= LEAST_MEMBERS && members % 2 === 1, { members });

/** Seats that a group of so many still lacks to be an odd number of three at least. */
export const lackingSeats = (sitting: number): number => {
  const seats = Math.max(LEAST_MEMBERS, sitting);
  return seats + (1 - (seats % 2)) - sitting;
};

/** What a group's votes come to; null where one indicator or the whole has no majority, with the findings that say which. */
export function decideByVotes(
  scheme: SettlingScheme,
  ballots: readonly Ballot[],
): { readonly settled: Settled | null; readonly findings: readonly Finding[] } {
  const numbers = [...(ballots[0]?.values.keys() ?? [])];
  const decided = numbers.map(
    (no) =>
      [
        no,
        majority(
          ballots.map(({ values }) => values.get(no) as IndicatorValue),
          keyOf,
        ),
      ] as const,
  );
  const open = decided.filter(([, value]) => value === null).map(([no]) => no);
  const values = new Map(decided.flatMap(([no, value]) => (value ? [[no, value] as const] : [])));
  const voted = majority(
    ballots.map(({ grade }) => grade),
    (grade) => grade,
  );
  let total: Fraction | null = null;
  let grade = voted;
  if (scheme.kind === 'POINTS_100' && open.length === 0) {
    total = totalOf(scheme.weights, values);
    grade = total && gradeOf(scheme.bands, total) === voted ? voted : null;
  }
  const findings = [
    groupSize(ballots.length),
    indicatorMajority.find(open.length === 0, { indicators: open.join('、') }),
    overallMajority.find(grade !== null, { grade: grade && gradeName(grade) }),
    ...(grade ? [overallWithin.find(gradeWithin(grade, values.values()), { grade: gradeName(grade) })] : []),
  ];
  const settled = grade && findings.every(({ met }) => met) ? { grade, total, values } : null;
  return { settled, findings };
}
