import { type Decision, decide, defineRule, type Finding } from '../../regulation';
import {
  compare,
  GRADES,
  type GradeCode,
  gradeName,
  gradeOf,
  type IndicatorValue,
  steps,
  totalOf,
} from '../../standards/scoring.rules';
import type { Settled, SettlingScheme } from '../settling/settling.rules';

/** What a decision puts in the place of a value; nothing where the score stands. */
export interface Change {
  readonly indicatorNo: number;
  readonly value: IndicatorValue;
  /** Where grades are used: the overall grade as it is judged now; null where it stays. */
  readonly overallGrade: GradeCode | null;
}

/**
 * A settled result with the changes that replies brought, in their order; points are added up again, exactly. Null where
 * nothing would apply any more.
 */
export function withChanges(scheme: SettlingScheme, settled: Settled, changes: readonly Change[]): Settled | null {
  if (changes.length === 0) return settled;
  const values = new Map(settled.values);
  for (const { indicatorNo, value } of changes) values.set(indicatorNo, value);
  if (scheme.kind === 'POINTS_100') {
    const total = totalOf(scheme.weights, values);
    return total && { grade: gradeOf(scheme.bands, total), total, values };
  }
  if ([...values.values()].every((value) => 'notApplicable' in value)) return null;
  return {
    grade: changes.findLast(({ overallGrade }) => overallGrade)?.overallGrade ?? settled.grade,
    total: null,
    values,
  };
}

const withinLimit = defineRule<{ readonly dueOn: string; readonly today: string }>({
  code: 'REPLY_WITHIN_TIME_LIMIT',
  provisions: [],
  provenance: 'HOUSE',
  met: ({ dueOn }) => `在答复期限（${dueOn}）之内`,
  unmet: ({ dueOn }) => `答复期限已于${dueOn}届满`,
});
/** The last day is within the limit. */
export const replyInTime = (dueOn: string, today: string): Decision =>
  decide('REVIEW_REPLY', [withinLimit.find(today <= dueOn, { dueOn, today })]);

const allSettled = defineRule<{ readonly open: number }>({
  code: 'REVIEWS_ALL_SETTLED',
  provisions: ['S4-4.1c'],
  provenance: 'HOUSE',
  met: '各卷都有结果或者已退出',
  unmet: ({ open }) => `还有${open}卷没有结果`,
  cure: { by: 'REVIEW_COORDINATOR', text: '等待评阅、召集评议小组，或者使其退出' },
});
export const readyForReplies = (open: number): Decision =>
  decide('OPEN_REPLIES', [allSettled.find(open === 0, { open })]);

const objectionTimeOver = defineRule<{ readonly dueOn: string | null; readonly today: string }>({
  code: 'OBJECTION_TIME_OVER',
  provisions: ['S0-26.1'],
  provenance: 'HOUSE',
  met: '申请评估人回避的期限已过',
  unmet: ({ dueOn }) => `申请评估人回避的期限还没有过：${dueOn}为最后一日`,
  cure: { by: 'REVIEW_COORDINATOR', text: '期限届满后再开始答复' },
});
const objectionsDecided = defineRule<{ readonly undecided: number }>({
  code: 'OBJECTIONS_ALL_DECIDED',
  provisions: ['S0-26.1'],
  provenance: 'HOUSE',
  met: '回避申请都已决定',
  unmet: ({ undecided }) => `还有${undecided}份回避申请没有决定：开始答复以后评阅不再停止，成立也没有作用`,
  cure: { by: 'REVIEW_COORDINATOR', text: '先决定回避申请（decideObjection）' },
});
export interface ObjectionFacts {
  readonly undecided: number;
  /** Last day on which anybody may object to anybody who reads. */
  readonly dueOn: string | null;
  readonly today: string;
}
/** From the replies on no review is stopped any more: whoever may object has had their days, and their answer, before. */
export const objectionsOver = ({ undecided, dueOn, today }: ObjectionFacts): Decision =>
  decide('OPEN_REPLIES', [
    objectionTimeOver.find(dueOn === null || today > dueOn, { dueOn, today }),
    objectionsDecided.find(undecided === 0, { undecided }),
  ]);

const byAnother = defineRule({
  code: 'REPLY_DECIDED_BY_ANOTHER',
  provisions: [],
  provenance: 'HOUSE',
  met: '决定人不是答复人',
  unmet: '不能决定自己的答复',
  cure: { by: 'REVIEW_COORDINATOR', text: '由另一名评估组织人决定' },
});
const notByReader = defineRule({
  code: 'REPLY_DECIDER_DID_NOT_READ',
  provisions: [],
  provenance: 'HOUSE',
  met: '决定人没有评阅过本卷',
  unmet: '评阅过本卷的人不能决定对它的答复',
  cure: { by: 'REVIEW_COORDINATOR', text: '由没有评阅过本卷的评估组织人决定' },
});
const notHandler = defineRule({
  code: 'REPLY_DECIDER_DID_NOT_HANDLE',
  provisions: [],
  provenance: 'HOUSE',
  met: '决定人没有承办过本案',
  unmet: '承办过本案的人不能决定对它的答复',
  cure: { by: 'REVIEW_COORDINATOR', text: '由没有承办过本案的评估组织人决定' },
});
export const mayDecide = (facts: { own: boolean; read: boolean; handled: boolean }): Decision =>
  decide('REPLY_DECISION', [
    byAnother.find(!facts.own, {}),
    notByReader.find(!facts.read, {}),
    notHandler.find(!facts.handled, {}),
  ]);

const changesValue = defineRule<{ readonly indicatorNo: number }>({
  code: 'REPLY_CHANGES_THE_VALUE',
  provisions: [],
  provenance: 'HOUSE',
  met: ({ indicatorNo }) => `第${indicatorNo}项指标的评定确有改变`,
  unmet: ({ indicatorNo }) => `第${indicatorNo}项指标改评后与原评相同，没有改变；不改的，决定维持原评`,
  cure: { by: 'REVIEW_COORDINATOR', text: '维持原评，或者给出不同的评定' },
});
/** A change that leaves everything as it was would be counted against the readers, and open the way to the overall grade. */
export function realChange({ values }: Settled, { indicatorNo, value }: Change): Decision {
  const stands = values.get(indicatorNo);
  const same =
    stands !== undefined &&
    (('points' in stands && 'points' in value && compare(stands.points, value.points) === 0) ||
      ('grade' in stands && 'grade' in value && stands.grade === value.grade) ||
      ('notApplicable' in stands && 'notApplicable' in value));
  return decide('REPLY_CHANGE', [changesValue.find(!same, { indicatorNo })]);
}

type OverallMove = { readonly from: string; readonly to: string };
const oneStep = defineRule<OverallMove>({
  code: 'REPLY_OVERALL_ONE_STEP',
  provisions: [],
  provenance: 'HOUSE',
  met: '本卷的总体等次因答复变动不超过一等',
  unmet: ({ from, to }) => `本卷各项答复合计，总体等次至多变动一等：评定为${from}，不能改为${to}`,
});
const sameDirection = defineRule<OverallMove & { readonly indicatorNo: number }>({
  code: 'REPLY_OVERALL_SAME_DIRECTION',
  provisions: [],
  provenance: 'HOUSE',
  met: '总体等次没有逆着指标改变的方向变动',
  unmet: ({ from, to, indicatorNo }) => `总体等次只能随第${indicatorNo}项指标改变的方向变动，不能由${from}改为${to}`,
});
const withinIndicators = defineRule<OverallMove>({
  code: 'REPLY_OVERALL_WITHIN_INDICATORS',
  provisions: [],
  provenance: 'HOUSE',
  met: '总体等次没有越出各项指标的等次',
  unmet: ({ to }) => `总体等次不能改为${to}：不在改评后适用的各项指标的等次之间`,
});

/**
 * Whether the overall grade that a reply's decision brings is near the one that was settled: one step at most for all
 * replies of the file together, whoever decides them.
 */
export const overallNear = (settled: GradeCode, to: GradeCode): Finding =>
  oneStep.find(steps(settled, to) <= 1, { from: gradeName(settled), to: gradeName(to) });

/**
 * Whether the overall grade that a reply's decision brings follows from the indicator changed: in its direction, and no
 * further than the best or worst indicator after it. What does not apply is neither better nor worse
 * than the overall grade. An overall grade that stays is always right.
 */
export function overallFollows(
  { grade: from, values }: Settled,
  { indicatorNo, value, overallGrade }: Change,
): Decision {
  const to = overallGrade ?? from;
  const rank = (grade: GradeCode) => -GRADES.indexOf(grade);
  const rankOf = (each: IndicatorValue | undefined) => rank(each && 'grade' in each ? each.grade : from);
  const moves = Math.sign(rank(to) - rank(from));
  const changes = Math.sign(rankOf(value) - rankOf(values.get(indicatorNo)));
  const after = [...new Map(values).set(indicatorNo, value).values()];
  const reached = after.some((each) => 'grade' in each && moves * (rank(each.grade) - rank(to)) >= 0);
  const facts = { from: gradeName(from), to: gradeName(to) };
  return decide('REPLY_OVERALL_GRADE', [
    sameDirection.find(moves === 0 || moves === changes, { ...facts, indicatorNo }),
    withinIndicators.find(moves === 0 || reached, facts),
  ]);
}

const repliesDecided = defineRule<{ readonly undecided: number }>({
  code: 'REPLIES_ALL_DECIDED',
  provisions: [],
  provenance: 'HOUSE',
  met: '答复都已决定',
  unmet: ({ undecided }) => `还有${undecided}项答复没有决定`,
  cure: { by: 'REVIEW_COORDINATOR', text: '由没有评阅过该卷的人决定' },
});
const limitOver = defineRule<{ readonly dueOn: string; readonly today: string }>({
  code: 'REPLY_TIME_OVER',
  provisions: [],
  provenance: 'HOUSE',
  met: ({ dueOn }) => `答复期限（${dueOn}）已过`,
  unmet: ({ dueOn }) => `答复期限还没有过：${dueOn}为最后一日`,
  cure: { by: 'REVIEW_COORDINATOR', text: '期限届满后再定案' },
});
export const readyToFinalise = (facts: {
  open: number;
  undecided: number;
  dueOn: string;
  today: string;
}): readonly Finding[] => [
  allSettled.find(facts.open === 0, { open: facts.open }),
  limitOver.find(facts.today > facts.dueOn, { dueOn: facts.dueOn, today: facts.today }),
  repliesDecided.find(facts.undecided === 0, { undecided: facts.undecided }),
];
