import { saysAtLeast } from '../../platform/sound-text';
import { type Decision, decide, defineRule, type Facts, type Finding, type Rule } from '../../regulation';
import { type GradeCode, gradeWithin } from '../../standards/scoring.rules';
import {
  type Anchor,
  type Draft,
  type DraftValue,
  INDICATOR_NUMBERS,
  type IndicatorFacts,
  OVERALL,
  type PaperFacts,
  type ReviewFacts,
} from './review.types';

/** Why an indicator that the edition wants judged is found not to apply: so many characters at least (HOUSE). */
export const OWN_REASON = 10;

/** What gives a reason or an opinion at all: as many characters as a vote's (HOUSE). */
export const LEAST_REASON = 5;
export const isReason = (text: string): boolean => saysAtLeast(text, LEAST_REASON);

type At = { readonly indicatorNo: number | null };
const where = ({ indicatorNo }: At): string => (indicatorNo === OVERALL ? '总体意见' : `第${indicatorNo}项指标`);

const ONE_VALUE = defineRule<At & { problem: string | null }>({
  code: 'REVIEW_ONE_VALUE_OF_THE_SCHEME',
  provisions: ['S4-4.1c'],
  provenance: 'HOUSE',
  met: '评分方式与本次评估的方案一致',
  unmet: (facts) =>
    `${where(facts)}：${
      {
        POINTS: '本次评估按等次评，不打分',
        GRADE: '本次评估按百分打分，不评等次',
        TOTAL: '总体等次由总分得出，不另填写',
        SEVERAL: '分数、等次、不适用只能取其一',
        OVERALL: '总体意见不打分、不认定不适用、不指明证据',
      }[facts.problem ?? 'SEVERAL']
    }`,
  cure: { by: 'REVIEWER', text: '按方案改正后再保存' },
});

const ANCHORED = defineRule<At & { problem: string | null; paperId: string | null; pages: number | null }>({
  code: 'REVIEW_EVIDENCE_IN_FILE',
  provisions: ['S4-4.1b'],
  provenance: 'HOUSE',
  met: '指明的证据都在卷内',
  unmet: (facts) =>
    `${where(facts)}：${
      {
        FOREIGN: '指明的材料不在本卷',
        BEYOND: `页码超出该材料的页数（共${facts.pages}页）`,
        WITHHELD: '指明的材料现在不提供查看，不能作为证据',
      }[facts.problem ?? 'FOREIGN']
    }`,
  cure: { by: 'REVIEWER', text: '改指本卷可以查看的材料和页码，或者注明“卷内没有”' },
});

const JUDGED = defineRule<At>({
  code: 'REVIEW_ALL_INDICATORS',
  provisions: ['S4-4.1b'],
  met: '八项指标都已评',
  unmet: (facts) => `${where(facts)}还没有评`,
  cure: { by: 'REVIEWER', text: '打分、评等次或者认定为“不适用”' },
});

const REASONED = defineRule<At>({
  code: 'REVIEW_REASONS',
  provisions: ['S4-4.1b'],
  provenance: 'HOUSE',
  met: '各项都写明了理由',
  unmet: (facts) => `${where(facts)}没有写明理由，理由不少于${LEAST_REASON}字（标点不计）`,
  cure: { by: 'REVIEWER', text: '写明理由' },
});

const PROVED = defineRule<At>({
  code: 'REVIEW_EVIDENCE',
  provisions: ['S4-4.1b'],
  provenance: 'HOUSE',
  met: '各项都指明了证据',
  unmet: (facts) => `${where(facts)}没有指明材料和页码，也没有注明“卷内没有”`,
  cure: { by: 'REVIEWER', text: '至少指明一处证据，或者注明“卷内没有”' },
});

const APPLIES = defineRule<At & { stage: string; applies: string | null; least: number }>({
  code: 'REVIEW_NOT_APPLICABLE_EXPLAINED',
  provisions: ['S4-4.1b'],
  provenance: 'HOUSE',
  met: '本阶段应评而认定为“不适用”的，写明了原因',
  unmet: (facts) =>
    `${where(facts)}${facts.applies === 'HELD' ? '：案卷记载已经开庭' : '适用于本阶段'}，认定为“不适用”须另写明原因，不少于${facts.least}字`,
  cure: { by: 'REVIEWER', text: '打分或者评等次；确实不适用的写明原因' },
});

const SOMETHING_APPLIES = defineRule<{ notApplicable: number }>({
  code: 'REVIEW_SOMETHING_APPLIES',
  provisions: ['S4-4.1b'],
  provenance: 'HOUSE',
  met: '至少有一项指标适用',
  unmet: '八项都认定为“不适用”，得不出结果',
  cure: { by: 'REVIEWER', text: '至少评一项；整卷不能评的，请评估组织人停止评阅' },
});

const OPINION = defineRule({
  code: 'REVIEW_OPINION',
  provisions: ['S4-4.1c'],
  provenance: 'HOUSE',
  met: '写明了总体意见',
  unmet: `还没有写明总体意见，不少于${LEAST_REASON}字（标点不计）`,
  cure: { by: 'REVIEWER', text: '写明总体意见' },
});

const NAMELESS = defineRule<At>({
  code: 'REVIEW_NAMELESS',
  provisions: [],
  provenance: 'HOUSE',
  met: '没有写出自己的姓名',
  unmet: (facts) => `${where(facts)}写有您的姓名；承办人和其他评估人不应知道是谁评的`,
  cure: { by: 'REVIEWER', text: '删去姓名后再提交' },
});

const OVERALL_GRADE = defineRule({
  code: 'REVIEW_OVERALL_GRADE',
  provisions: ['S4-4.1c'],
  met: '评定了总体等次',
  unmet: '还没有评定总体等次',
  cure: { by: 'REVIEWER', text: '在总体意见中评定优秀、良好、合格或者不合格' },
});

const OVERALL_WITHIN = defineRule<{ overall: string | null }>({
  code: 'REVIEW_OVERALL_WITHIN_INDICATORS',
  provisions: ['S4-4.1c'],
  provenance: 'HOUSE',
  met: '总体等次在各项指标的等次之间',
  unmet: '总体等次不能高于最好的一项指标，也不能低于最差的一项',
  cure: { by: 'REVIEWER', text: '改评总体等次，或者改评有关的指标' },
});

const WITHIN_LIMIT = defineRule<{ dueOn: string; today: string }>({
  code: 'REVIEW_WITHIN_TIME_LIMIT',
  provisions: [],
  provenance: 'HOUSE',
  met: ({ dueOn }) => `在评阅期限（${dueOn}）之内`,
  unmet: ({ dueOn }) => `评阅期限已于${dueOn}届满；草稿都在，延期后可以接着提交`,
  cure: { by: 'REVIEW_COORDINATOR', text: '由评估组织人延长期限（extendReading）' },
});

const DRAFT_AS_READ = defineRule<At & { givenVersion: number; currentVersion: number }>({
  code: 'REVIEW_DRAFT_AS_READ',
  provisions: [],
  provenance: 'HOUSE',
  met: '草稿没有在别处改过',
  unmet: (facts) =>
    `${where(facts)}的草稿已在别处改过，现为第${facts.currentVersion}版，提交所依据的是第${facts.givenVersion}版`,
  cure: { by: 'REVIEWER', text: '读取现有草稿，合并后按现有版本再保存' },
});

/** One unmet finding for each offence; where there is none, one that says so. */
const each = <F extends Facts>(rule: Rule<F>, offences: readonly F[], met: F): Finding[] =>
  offences.length ? offences.map((facts) => rule.find(false, facts)) : [rule.find(true, met)];

/** One's own name in none of these words. */
export const nameless = (
  ownName: string,
  said: readonly { readonly indicatorNo: number; readonly reason: string }[],
): Finding[] =>
  each(
    NAMELESS,
    said.filter(({ reason }) => ownName !== '' && reason.includes(ownName)).map(({ indicatorNo }) => ({ indicatorNo })),
    { indicatorNo: null },
  );

const given = ({ points, grade, notApplicable }: DraftValue): number =>
  Number(points !== null) + Number(grade !== null) + Number(notApplicable);

function valueProblem({ indicatorNo, value }: Pick<Draft, 'indicatorNo' | 'value'>, byPoints: boolean): string | null {
  if (indicatorNo === OVERALL) {
    if (value.points !== null || value.notApplicable || value.evidence.length) return 'OVERALL';
    return byPoints && value.grade !== null ? 'TOTAL' : null;
  }
  if (given(value) > 1) return 'SEVERAL';
  if (byPoints) return value.grade === null ? null : 'GRADE';
  return value.points === null ? null : 'POINTS';
}

function anchorProblem({ paperId, page }: Anchor, papers: readonly PaperFacts[]) {
  if (paperId === null) return null;
  const paper = papers.find(({ id }) => id === paperId);
  if (!paper) return { problem: 'FOREIGN', paperId, pages: null };
  if ((page ?? 0) > paper.pages) return { problem: 'BEYOND', paperId, pages: paper.pages };
  return paper.state === 'READY' ? null : { problem: 'WITHHELD', paperId, pages: paper.pages };
}

const soundness = (
  { schemeKind, papers }: Pick<ReviewFacts, 'schemeKind' | 'papers'>,
  drafts: readonly Draft[],
): Finding[] => [
  ...each(
    ONE_VALUE,
    drafts.flatMap((draft) => {
      const problem = valueProblem(draft, schemeKind === 'POINTS_100');
      return problem ? [{ indicatorNo: draft.indicatorNo, problem }] : [];
    }),
    { indicatorNo: null, problem: null },
  ),
  ...each(
    ANCHORED,
    drafts.flatMap(({ indicatorNo, value }) =>
      value.evidence.flatMap((anchor) => {
        const found = anchorProblem(anchor, papers);
        return found ? [{ indicatorNo, ...found }] : [];
      }),
    ),
    { indicatorNo: null, problem: null, paperId: null, pages: null },
  ),
];

/** Whether a draft may be kept: it may lack anything, but nothing in it may be wrong. */
export const draftDecision = (facts: Pick<ReviewFacts, 'schemeKind' | 'papers'>, draft: Draft): Decision =>
  decide('REVIEW_DRAFT', soundness(facts, [draft]));

/** Whether 不适用 needs a reason: none where the edition itself says so, a reason of its own where it says the contrary. */
function notApplicable(
  indicator: IndicatorFacts | undefined,
  hearingHeld: boolean | null,
): 'OF_ITSELF' | 'WITH_REASON' | 'AGAINST' | 'HELD' {
  switch (indicator?.applicability?.applies) {
    case 'NOT_APPLICABLE':
      return 'OF_ITSELF';
    case 'AS_NEEDED':
      return 'WITH_REASON';
    case 'IF_HELD':
      return hearingHeld ? 'HELD' : 'WITH_REASON';
    default:
      return 'AGAINST';
  }
}

/** What one indicator still lacks. */
function lacks(
  draft: Draft | undefined,
  indicator: IndicatorFacts | undefined,
  hearingHeld: boolean | null,
): ('VALUE' | 'REASON' | 'EVIDENCE' | 'OWN_REASON')[] {
  if (!draft || given(draft.value) === 0) return ['VALUE'];
  const { value } = draft;
  if (!value.notApplicable) {
    return [
      ...(isReason(value.reason) ? [] : (['REASON'] as const)),
      ...(value.evidence.length ? [] : (['EVIDENCE'] as const)),
    ];
  }
  const allowed = notApplicable(indicator, hearingHeld);
  if (allowed === 'OF_ITSELF') return [];
  if (allowed === 'WITH_REASON') return isReason(value.reason) ? [] : ['REASON'];
  return saysAtLeast(value.reason, OWN_REASON) ? [] : ['OWN_REASON'];
}

type Judged = Pick<ReviewFacts, 'hearingHeld' | 'indicators'>;
const lacksOf = ({ indicators, hearingHeld }: Judged, drafts: readonly Draft[], no: number) =>
  lacks(
    drafts.find(({ indicatorNo }) => indicatorNo === no),
    indicators.find((indicator) => indicator.no === no),
    hearingHeld,
  );

/** How many of the eight indicators lack nothing. */
export const doneOf = (facts: Judged, drafts: readonly Draft[]): number =>
  INDICATOR_NUMBERS.filter((no) => lacksOf(facts, drafts, no).length === 0).length;

/** An overall grade that is given, beside the grades of the indicators. */
const overallWithin = (drafts: readonly Draft[], overall: GradeCode | null): Finding => {
  const graded = drafts.flatMap(({ indicatorNo, value: { grade } }) =>
    indicatorNo === OVERALL || grade === null ? [] : [{ grade }],
  );
  return OVERALL_WITHIN.find(overall === null || gradeWithin(overall, graded), { overall });
};

/** How many of the eight a member of the group has a vote on, with a reason; a vote has no evidence of its own. */
export const votedOf = (drafts: readonly Draft[]): number =>
  drafts.filter(({ indicatorNo, value }) => indicatorNo !== OVERALL && given(value) === 1 && isReason(value.reason))
    .length;

/** S4-4.1b, S4-4.1c: whether a review is whole. Everything that is missing is named at once. */
export function reviewDecision(facts: ReviewFacts, drafts: readonly Draft[]): Decision {
  const { stage, indicators, hearingHeld, schemeKind, ownName } = facts;
  const lacking = INDICATOR_NUMBERS.map((no) => ({ no, what: lacksOf(facts, drafts, no) }));
  const without = (what: ReturnType<typeof lacks>[number]) =>
    lacking.filter((one) => one.what.includes(what)).map(({ no }) => ({ indicatorNo: no }));
  const overall = drafts.find(({ indicatorNo }) => indicatorNo === OVERALL)?.value;
  const left = drafts.filter(({ indicatorNo, value }) => indicatorNo !== OVERALL && value.notApplicable).length;
  const none = { indicatorNo: null };
  const against = without('OWN_REASON').map(({ indicatorNo }) => {
    const indicator = indicators.find(({ no }) => no === indicatorNo);
    const held = notApplicable(indicator, hearingHeld) === 'HELD';
    return { indicatorNo, stage, applies: held ? 'HELD' : (indicator?.applicability?.applies ?? 'YES') };
  });
  return decide('REVIEW_SUBMISSION', [
    ...each(JUDGED, without('VALUE'), none),
    ...each(REASONED, without('REASON'), none),
    ...each(PROVED, without('EVIDENCE'), none),
    ...each(
      APPLIES,
      against.map((one) => ({ ...one, least: OWN_REASON })),
      { ...none, stage, applies: null, least: OWN_REASON },
    ),
    ...soundness(facts, drafts),
    SOMETHING_APPLIES.find(left < INDICATOR_NUMBERS.length, { notApplicable: left }),
    OPINION.find(isReason(overall?.reason ?? ''), {}),
    ...nameless(
      ownName,
      drafts.map(({ indicatorNo, value: { reason } }) => ({ indicatorNo, reason })),
    ),
    ...(schemeKind === 'INDICATOR_GRADE'
      ? [OVERALL_GRADE.find((overall?.grade ?? null) !== null, {}), overallWithin(drafts, overall?.grade ?? null)]
      : []),
  ]);
}

/** Whether a review comes in time; the last day is within it. */
export const timeDecision = (dueOn: string, today: string): Decision =>
  decide('REVIEW_TIME_LIMIT', [WITHIN_LIMIT.find(today <= dueOn, { dueOn, today })]);

/** Findings on versions that a reader no longer sees as they stand. */
export const changedDrafts = (
  changed: readonly { readonly indicatorNo: number; readonly givenVersion: number; readonly currentVersion: number }[],
): Finding[] => changed.map((facts) => DRAFT_AS_READ.find(false, facts));
