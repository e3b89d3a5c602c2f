import { type Decision, decide, defineRule, type Finding } from '../../regulation';
import { type GradeCode, gradeOf, type IndicatorValue, totalOf } from '../../standards/scoring.rules';
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
