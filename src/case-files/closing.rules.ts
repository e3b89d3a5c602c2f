import { type Decision, decide, defineRule, type Finding } from '../regulation';
import { bindingOf, under } from './binding.rules';
import type { ActivityFacts, ClosingFacts } from './closing-facts.types';
import { paperFindings } from './closing-papers.rules';
import { STAGES_WITH_HEARING } from './handling.rules';
import type { ActivityKindCode } from './vocabulary.types';

type Counted = { activities: number };

const STAGE_ENDED = defineRule<{ stageEndedOn: string | null }>({
  code: 'CLOSING_STAGE_ENDED',
  provisions: ['LAL-50'],
  provenance: 'LAW',
  met: ({ stageEndedOn }) => `本阶段已于${stageEndedOn}结束`,
  unmet: '没有登记本阶段结束的日期：事项办结后才提交结案材料',
  cure: { by: 'PRACTITIONER', text: '登记本阶段结束的日期' },
});

const MEETING_HELD = defineRule<Counted>({
  code: 'CLOSING_MEETING',
  provisions: ['S0-17'],
  provenance: 'INFERRED',
  met: ({ activities }) => `有会见或者约见受援人的记录${activities}次`,
  unmet: '没有会见或者约见受援人的记录',
  cure: { by: 'PRACTITIONER', text: '补录会见或者约见的时间、地点、在场人和笔录' },
});

const MEETING_IN_STAGE = defineRule<{ from: string; to: string | null; activities: number }>({
  code: 'CLOSING_MEETING_IN_STAGE',
  provisions: ['S3-N5.1'],
  met: ({ activities }) => `本阶段内会见${activities}次`,
  unmet: ({ from, to }) => `本阶段（${from}至${to ?? '今'}）内没有会见：每个诉讼阶段至少会见一次`,
  cure: { by: 'PRACTITIONER', text: '在本阶段内会见受援人，或者补录已进行的会见' },
});

const TOLD = defineRule<{ rights: boolean; duties: boolean; risks: boolean }>({
  code: 'CLOSING_TOLD',
  provisions: ['S4-3.5c'],
  met: '会见时已告知权利、义务和诉讼风险',
  unmet: ({ rights, duties, risks }) =>
    `会见记录中没有告知${[!rights && '权利', !duties && '义务', !risks && '诉讼风险'].filter(Boolean).join('、')}`,
  cure: { by: 'PRACTITIONER', text: '会见受援人时充分告知并记录，或者更正漏记的会见' },
});

const FILE_READ = defineRule<{ stage: string; activities: number }>({
  code: 'CLOSING_FILE_READING',
  provisions: ['S0-17', 'CPL-40'],
  provenance: 'INFERRED',
  met: ({ stage, activities }) =>
    stage === 'INVESTIGATION' ? '侦查阶段不阅卷，本项不适用' : `有阅卷记录${activities}次`,
  unmet: '没有阅卷记录：审查起诉之日起可以阅卷',
  cure: { by: 'PRACTITIONER', text: '补录阅卷的时间和阅卷笔录' },
});

const HEARING_KNOWN = defineRule({
  code: 'CLOSING_HEARING_KNOWN',
  provisions: ['S0-17'],
  provenance: 'INFERRED',
  met: '已登记是否开庭',
  unmet: '没有登记是否开庭',
  cure: { by: 'PRACTITIONER', text: '登记是否开庭' },
});

const HEARING_ATTENDED = defineRule<Counted>({
  code: 'CLOSING_HEARING_ATTENDED',
  provisions: ['S0-17'],
  provenance: 'INFERRED',
  met: ({ activities }) => `有参加庭审的记录${activities}次`,
  unmet: '已开庭，但没有参加庭审的记录',
  cure: { by: 'PRACTITIONER', text: '补录参加庭审的时间和庭审笔录' },
});

const OPINION_IN_TIME = defineRule<{ reviewPeriodEndsOn: string | null; sentOn: string | null }>({
  code: 'CLOSING_WRITTEN_OPINION_IN_TIME',
  provisions: ['S3-9.2'],
  met: ({ sentOn }) => `书面意见已于${sentOn}送交检察院，在审查起诉期限届满前`,
  unmet: ({ reviewPeriodEndsOn, sentOn }) => {
    if (!reviewPeriodEndsOn) return '没有登记审查起诉期限届满日，无从认定书面意见是否按期送交';
    if (!sentOn) return '没有向检察院送交书面意见的记录';
    return `书面意见于${sentOn}送交，晚于审查起诉期限届满日${reviewPeriodEndsOn}`;
  },
  cure: { by: 'PRACTITIONER', text: '在审查起诉期限届满前送交书面意见，或者补录、更正已送交的记录' },
});

const OPINION_COPY = defineRule<{ catalogueNo: number }>({
  code: 'CLOSING_WRITTEN_OPINION_COPY',
  provisions: ['S3-9.2'],
  met: '书面意见副本已附卷',
  unmet: '书面意见副本没有附卷',
  cure: { by: 'PRACTITIONER', text: '把书面意见副本归入卷内第14项' },
});

const TERMINATION_SERVED = defineRule<{ decidedOn: string; servedOn: string | null }>({
  code: 'CLOSING_TERMINATION_SERVED',
  provisions: ['S0-22.2'],
  met: ({ servedOn }) => `终止决定书已于${servedOn}送达受援人`,
  unmet: '终止决定书没有送达受援人的记录',
  cure: { by: 'CLERK', text: '送达终止决定书，登记送达日期' },
});

const ORGAN_INFORMED = defineRule<{ decidedOn: string; informedOn: string | null }>({
  code: 'CLOSING_ORGAN_INFORMED',
  provisions: ['S0-22.3'],
  met: ({ informedOn }) => `已于${informedOn}函告办案机关`,
  unmet: '没有函告办案机关的记录',
  cure: { by: 'CLERK', text: '函告办案机关，登记函告日期' },
});

type Unproven = { activityId: string; kind: string; tookPlaceOn: string };

const KIND_NAME: Partial<Record<string, string>> = {
  MEETING: '会见',
  FILE_READING: '阅卷',
  INVESTIGATION: '调查取证',
  LEGAL_OPINION: '提出法律意见',
  HEARING: '庭审',
};

const provenText = {
  met: '办案活动都有卷内材料为证',
  unmet: ({ kind, tookPlaceOn }: Unproven) => `${tookPlaceOn}的${KIND_NAME[kind]}没有卷内材料为证`,
  cure: { by: 'PRACTITIONER', text: '把证明这次活动的材料归入案卷，并与活动关联' },
};

/** Where the Beijing notice binds (or was adopted), it says itself that every handling paper goes into the file. */
const ALL_PAPERS_IN_FILE = defineRule<Unproven>({
  code: 'CLOSING_ALL_PAPERS',
  provisions: ['S4-3.5g', 'S0-21.2'],
  ...provenText,
});
const PAPERS_AS_PROVIDED = defineRule<Unproven>({
  code: 'CLOSING_ACTIVITY_PROVEN',
  provisions: ['S0-21.2'],
  provenance: 'INFERRED',
  ...provenText,
});

/** Activities that leave a paper; what was told or reported is proven by items 9 and 17 of the catalogue. */
const LEAVE_PAPERS: readonly ActivityKindCode[] = [
  'MEETING',
  'FILE_READING',
  'INVESTIGATION',
  'LEGAL_OPINION',
  'HEARING',
];

const WITH_FILE_READING = ['PROSECUTION_REVIEW', 'TRIAL', 'DEATH_PENALTY_REVIEW', 'COMPULSORY_TREATMENT', 'RETRIAL'];

/** The day on which the matter ended for this file: what was done in it is judged by the texts then in force. */
const lastDay = (facts: ClosingFacts): string => facts.termination?.decidedOn ?? facts.stageEndedOn ?? facts.today;

const of = (facts: ClosingFacts, kind: ActivityKindCode): ActivityFacts[] =>
  facts.activities.filter((activity) => activity.kind === kind);

function meetingFindings(facts: ClosingFacts): Finding[] {
  const meetings = of(facts, 'MEETING');
  const on = lastDay(facts);
  const found = [MEETING_HELD.find(meetings.length > 0, { activities: meetings.length })];
  const eachStage = bindingOf('S3-N5.1', facts.ground, on);
  if (eachStage.binds && facts.caseKind === 'CRIMINAL') {
    const { stageBeganOn: from, stageEndedOn: to } = facts;
    const within = meetings.filter(({ tookPlaceOn }) => tookPlaceOn >= from && (to === null || tookPlaceOn <= to));
    found.push(under(eachStage, MEETING_IN_STAGE.find(within.length > 0, { from, to, activities: within.length })));
  }
  const telling = bindingOf('S4-3.5c', facts.ground, on);
  if (telling.binds) {
    const rights = meetings.some(({ toldRights }) => toldRights);
    const duties = meetings.some(({ toldDuties }) => toldDuties);
    const risks = meetings.some(({ toldRisks }) => toldRisks);
    found.push(under(telling, TOLD.find(rights && duties && risks, { rights, duties, risks })));
  }
  return found;
}

function readingFindings(facts: ClosingFacts): Finding[] {
  if (facts.caseKind !== 'CRIMINAL') return [];
  const { stage } = facts;
  const readings = of(facts, 'FILE_READING').length;
  return [FILE_READ.find(!WITH_FILE_READING.includes(stage) || readings > 0, { stage, activities: readings })];
}

function hearingFindings(facts: ClosingFacts): Finding[] {
  if (!STAGES_WITH_HEARING.includes(facts.stage)) return [];
  const found: Finding[] = [HEARING_KNOWN.find(facts.hearingHeld !== null, {})];
  const hearings = of(facts, 'HEARING').length;
  if (facts.hearingHeld) found.push(HEARING_ATTENDED.find(hearings > 0, { activities: hearings }));
  return found;
}

function writtenOpinionFindings(facts: ClosingFacts): Finding[] {
  const binding = bindingOf('S3-9.2', facts.ground, lastDay(facts));
  if (!binding.binds || facts.caseKind !== 'CRIMINAL' || facts.stage !== 'PROSECUTION_REVIEW') return [];
  const { reviewPeriodEndsOn } = facts;
  const [sentOn = null] = of(facts, 'LEGAL_OPINION')
    .map(({ tookPlaceOn }) => tookPlaceOn)
    .sort();
  const inTime = reviewPeriodEndsOn !== null && sentOn !== null && sentOn <= reviewPeriodEndsOn;
  return [
    OPINION_IN_TIME.find(inTime, { reviewPeriodEndsOn, sentOn }, reviewPeriodEndsOn ? {} : { by: 'CLERK' }),
    OPINION_COPY.find(facts.papers.includes(14), { catalogueNo: 14 }),
  ].map((finding) => under(binding, finding));
}

function provenFindings(facts: ClosingFacts): Finding[] {
  const binding = bindingOf('S4-3.5g', facts.ground, facts.today);
  const rule = binding.binds ? ALL_PAPERS_IN_FILE : PAPERS_AS_PROVIDED;
  const activities = facts.activities.filter(({ kind }) => LEAVE_PAPERS.includes(kind));
  const unproven = activities.filter(({ proven }) => !proven);
  const named = ({ id, kind, tookPlaceOn }: ActivityFacts) => ({ activityId: id, kind, tookPlaceOn });
  // One finding for each activity that lacks its paper; where none does, one that says so.
  const found = unproven.map((activity) => rule.find(false, named(activity)));
  const first = activities[0];
  if (first && !found.length) found.push(rule.find(true, named(first)));
  return found.map((finding) => under(binding, finding));
}

function terminationFindings(facts: ClosingFacts): Finding[] {
  const { termination, hasOrgan } = facts;
  if (!termination) return [];
  const { decidedOn, servedOn, organInformedOn: informedOn } = termination;
  const found: Finding[] = [TERMINATION_SERVED.find(servedOn !== null, { decidedOn, servedOn })];
  if (hasOrgan) found.push(ORGAN_INFORMED.find(informedOn !== null, { decidedOn, informedOn }));
  return found;
}

/**
 * Whether a closing file is complete (S0-21.2, S4-3.5g, S3-N5.1, S3-9.2): every condition that applies by kind, stage,
 * place and day. Where aid ended early, only what was done need be proven, and the termination's own papers are needed.
 */
export function closingDecision(facts: ClosingFacts): Decision {
  const acts = facts.termination
    ? terminationFindings(facts)
    : [
        STAGE_ENDED.find(facts.stageEndedOn !== null, { stageEndedOn: facts.stageEndedOn }),
        ...meetingFindings(facts),
        ...readingFindings(facts),
        ...hearingFindings(facts),
        ...writtenOpinionFindings(facts),
      ];
  return decide('CASE_FILE_CLOSING', [...acts, ...provenFindings(facts), ...paperFindings(facts)]);
}
