import { type Decision, decide, defineRule } from '../../regulation';
import { type GradeCode, gradeWithin, type SchemeKindCode } from '../../standards/scoring.rules';
import { isReason, LEAST_REASON, nameless } from '../readings/review.rules';
import { INDICATOR_NUMBERS, OVERALL as THE_WHOLE } from '../readings/review.types';

export interface Vote {
  readonly indicatorNo: number;
  readonly points: number | null;
  readonly grade: GradeCode | null;
  readonly notApplicable: boolean;
  readonly reason: string;
}

/** What a member wants to vote: of indicators and the whole as much as they have. */
export interface WantedVote {
  readonly votes: readonly Vote[];
  readonly overall: { readonly grade: GradeCode | null; readonly reason: string };
}

const ONE_VALUE = defineRule<{ indicatorNo: number | null; problem: string | null }>({
  code: 'VOTE_ON_EACH_INDICATOR',
  provisions: ['S4-4.1c'],
  provenance: 'HOUSE',
  met: '八项指标各按评分方案表决一次',
  unmet: ({ indicatorNo, problem }) => `第${indicatorNo}项指标${problem}`,
  cure: { by: 'REVIEWER', text: '按评分方案打分或者评等次，或者认定不适用，三者取一，每项一次' },
});
const REASONED = defineRule<{ indicatorNo: number | null }>({
  code: 'VOTE_REASONS',
  provisions: ['S4-4.1b'],
  provenance: 'HOUSE',
  met: '各项都写明了理由',
  unmet: ({ indicatorNo }) =>
    `${indicatorNo === null ? '总体' : `第${indicatorNo}项指标`}没有写明理由，理由不少于${LEAST_REASON}字（标点不计）`,
  cure: { by: 'REVIEWER', text: '写明理由' },
});
const SOMETHING_APPLIES = defineRule({
  code: 'VOTE_SOMETHING_APPLIES',
  provisions: ['S4-4.1b'],
  provenance: 'HOUSE',
  met: '至少有一项指标适用',
  unmet: '八项都不适用，得不出结果',
  cure: { by: 'REVIEWER', text: '至少评一项' },
});
const OVERALL = defineRule<{ problem: string | null }>({
  code: 'VOTE_ON_THE_WHOLE',
  provisions: ['S4-4.1c'],
  provenance: 'HOUSE',
  met: '总体等次按评分方案得出，不高于最好的一项指标，也不低于最差的一项',
  unmet: ({ problem }) => `${problem}`,
  cure: { by: 'REVIEWER', text: '等次制须表决总体等次，在各项指标的范围之内；百分制由总分得出，不另填写' },
});

function valueProblem(kind: SchemeKindCode, votes: readonly Vote[]): string | null {
  const [vote] = votes;
  if (!vote) return '还没有表决';
  if (votes.length > 1) return '表决了不止一次';
  const kinds = Number(vote.points !== null) + Number(vote.grade !== null) + Number(vote.notApplicable);
  if (kinds === 0) return '还没有表决';
  if (kinds > 1) return '的分数、等次、不适用只能取其一';
  if (kind === 'POINTS_100') return vote.grade === null ? null : '按百分打分，不评等次';
  return vote.points === null ? null : '按等次评，不打分';
}

function overallProblem(kind: SchemeKindCode, { votes, overall }: WantedVote): string | null {
  if (kind === 'POINTS_100') return overall.grade ? '总体等次由总分得出，不另填写' : null;
  if (!overall.grade) return '须表决总体等次';
  return gradeWithin(
    overall.grade,
    votes.flatMap(({ grade }) => (grade ? [{ grade }] : [])),
  )
    ? null
    : '总体等次不能高于最好的一项指标，也不能低于最差的一项';
}

/** S4-4.1b, S4-4.1c: whether a vote is whole. All that is wrong or missing is named at once, each with its indicator. */
export function voteDecision(kind: SchemeKindCode, wanted: WantedVote, ownName: string): Decision {
  const { votes, overall } = wanted;
  const of = (no: number) => votes.filter(({ indicatorNo }) => indicatorNo === no);
  const wrong = INDICATOR_NUMBERS.flatMap((indicatorNo) => {
    const problem = valueProblem(kind, of(indicatorNo));
    return problem ? [{ indicatorNo, problem }] : [];
  });
  const silent = [
    ...INDICATOR_NUMBERS.filter((no) => of(no).some(({ reason }) => !isReason(reason))),
    ...(isReason(overall.reason) ? [] : [null]),
  ];
  const applying = votes.filter(({ notApplicable }) => !notApplicable);
  const problem = wrong.length || !applying.length ? null : overallProblem(kind, wanted);
  return decide('GROUP_VOTE', [
    ...(wrong.length
      ? wrong.map((one) => ONE_VALUE.find(false, one))
      : [ONE_VALUE.find(true, { indicatorNo: null, problem: null })]),
    ...(silent.length
      ? silent.map((indicatorNo) => REASONED.find(false, { indicatorNo }))
      : [REASONED.find(true, { indicatorNo: null })]),
    SOMETHING_APPLIES.find(!votes.length || applying.length > 0, {}),
    ...nameless(ownName, [...votes, { indicatorNo: THE_WHOLE, reason: overall.reason }]),
    OVERALL.find(problem === null, { problem }),
  ]);
}
