import { type CaseStageCode, decide, defineRule } from '../regulation';

const WITHIN_ENGAGEMENT = defineRule<{ tookPlaceOn: string; from: string; to: string }>({
  code: 'ACTIVITY_WITHIN_ENGAGEMENT',
  provisions: ['S0-17'],
  provenance: 'INFERRED',
  met: '活动在承办期间',
  unmet: ({ from, to }) => `活动的日期须在承办期间（${from}至${to}）`,
  cure: { by: 'PRACTITIONER', text: '改正活动的日期' },
});

const PROOF_IN_FILE = defineRule<{ materialId: string | null }>({
  code: 'ACTIVITY_PROOF_IN_FILE',
  provisions: ['S4-3.5g'],
  provenance: 'INFERRED',
  met: '所关联的材料在本卷',
  unmet: '所关联的材料不在本卷，或者已被替换、抽出',
  cure: { by: 'PRACTITIONER', text: '先把材料归入本卷，再关联现行版本' },
});

const TOLD_WHERE_TALKED = defineRule<{ kind: string }>({
  code: 'ACTIVITY_TOLD_WHERE_TALKED',
  provisions: ['S4-3.5c'],
  provenance: 'INFERRED',
  met: '告知记在与受援人见面或者告知的活动中',
  unmet: '权利、义务、风险的告知只能记在会见、告知活动中',
  cure: { by: 'PRACTITIONER', text: '另记一次会见或者告知' },
});

export interface ActivityRecordFacts {
  readonly today: string;
  readonly kind: string;
  readonly tookPlaceOn: string;
  readonly told: boolean;
  readonly engagedFrom: string;
  readonly engagedTo: string | null;
  readonly materialId: string | null;
  /** The paper named is a current version in the same file. */
  readonly materialStands: boolean;
}

export const activityDecision = (facts: ActivityRecordFacts) => {
  const { today, tookPlaceOn, engagedFrom, engagedTo, kind, told, materialId, materialStands } = facts;
  const to = engagedTo !== null && engagedTo < today ? engagedTo : today;
  return decide('ACTIVITY_RECORD', [
    WITHIN_ENGAGEMENT.find(tookPlaceOn >= engagedFrom && tookPlaceOn <= to, { tookPlaceOn, from: engagedFrom, to }),
    PROOF_IN_FILE.find(materialId === null || materialStands, { materialId }),
    TOLD_WHERE_TALKED.find(!told || kind === 'MEETING' || kind === 'INFORMING', { kind }),
  ]);
};

const STAGE_END_IN_ORDER = defineRule<{ beganOn: string; endedOn: string }>({
  code: 'STAGE_END_IN_ORDER',
  provisions: [],
  provenance: 'HOUSE',
  met: '阶段结束的日期有序',
  unmet: ({ beganOn }) => `阶段结束的日期须在开始日${beganOn}与今天之间`,
  cure: { by: 'PRACTITIONER', text: '改正阶段结束的日期' },
});

export const stageEndDecision = (today: string, beganOn: string, endedOn: string) =>
  decide('STAGE_END', [STAGE_END_IN_ORDER.find(endedOn >= beganOn && endedOn <= today, { beganOn, endedOn })]);

/** Stages in which there may be a hearing (standards: N/A in investigation, prosecution review, death-penalty review, non-litigation). */
export const STAGES_WITH_HEARING: readonly CaseStageCode[] = [
  'TRIAL',
  'COMPULSORY_TREATMENT',
  'RETRIAL',
  'LITIGATION',
  'ARBITRATION',
  'RECONSIDERATION',
];

const STAGE_HAS_HEARING = defineRule<{ stage: string }>({
  code: 'HEARING_STAGE',
  provisions: ['S0-17'],
  provenance: 'INFERRED',
  met: '本阶段可能开庭',
  unmet: '本阶段不开庭，无须登记',
});

export const hearingDecision = (stage: CaseStageCode) =>
  decide('HEARING_RECORD', [STAGE_HAS_HEARING.find(STAGES_WITH_HEARING.includes(stage), { stage })]);

const SUBMITTED_BY_HANDLER = defineRule<{ by: string }>({
  code: 'CLOSING_SUBMITTED_BY_HANDLER',
  provisions: ['S0-21.2', 'LAL-50'],
  provenance: 'INFERRED',
  met: '由承办人提交；机构工作人员承办的、尚未指派的，以及援助终止后承办人已离开的，经办人也可以提交',
  unmet: '结案材料由承办人提交，经办人只代本机构工作人员、尚未指派的案卷，以及援助终止后已离开的承办人提交',
  cure: { by: 'PRACTITIONER', text: '请承办人提交结案材料' },
});

/**
 * Who hands a closing file in: its practitioner; a clerk only for the agency's own staff, where nobody was commissioned,
 * or where aid has ended and its practitioner has left – nobody is commissioned then in their place.
 */
export const submissionDecision = (by: 'PRACTITIONER' | 'CLERK', handledByOthers: boolean) =>
  decide('CLOSING_SUBMISSION', [SUBMITTED_BY_HANDLER.find(by === 'PRACTITIONER' || !handledByOthers, { by })]);
