import { type CaseKindCode, type CaseStageCode, decide, defineRule, type Finding } from '../regulation';

const STAGES: Readonly<Record<CaseKindCode, readonly CaseStageCode[]>> = {
  CRIMINAL: ['INVESTIGATION', 'PROSECUTION_REVIEW', 'TRIAL', 'DEATH_PENALTY_REVIEW', 'COMPULSORY_TREATMENT', 'RETRIAL'],
  CIVIL: ['LITIGATION', 'ARBITRATION', 'NON_LITIGATION', 'RETRIAL'],
  ADMINISTRATIVE: ['LITIGATION', 'RECONSIDERATION', 'NON_LITIGATION', 'RETRIAL'],
};

/** State security, military security, coast guard and prisons stand where the police do (S0-28). */
const POLICE_LIKE = ['POLICE', 'STATE_SECURITY', 'MILITARY_SECURITY', 'COAST_GUARD', 'PRISON'];

const ORGANS: Partial<Readonly<Record<CaseStageCode, readonly string[]>>> = {
  INVESTIGATION: [...POLICE_LIKE, 'PROCURATORATE'],
  PROSECUTION_REVIEW: ['PROCURATORATE'],
  TRIAL: ['COURT'],
  DEATH_PENALTY_REVIEW: ['COURT'],
  COMPULSORY_TREATMENT: ['COURT', 'PROCURATORATE'],
  RETRIAL: ['COURT', 'PROCURATORATE'],
  LITIGATION: ['COURT'],
  ARBITRATION: ['ARBITRATION_COMMISSION'],
  RECONSIDERATION: ['ADMINISTRATIVE_ORGAN'],
};

/** A later stage of the same matter; a second instance is the same stage once more. */
const NEXT: Readonly<Record<CaseStageCode, readonly CaseStageCode[]>> = {
  INVESTIGATION: ['PROSECUTION_REVIEW'],
  PROSECUTION_REVIEW: ['TRIAL', 'COMPULSORY_TREATMENT'],
  TRIAL: ['TRIAL', 'DEATH_PENALTY_REVIEW', 'RETRIAL'],
  DEATH_PENALTY_REVIEW: ['TRIAL', 'RETRIAL'],
  COMPULSORY_TREATMENT: ['TRIAL', 'RETRIAL'],
  RETRIAL: ['RETRIAL'],
  LITIGATION: ['LITIGATION', 'RETRIAL', 'NON_LITIGATION'],
  ARBITRATION: ['LITIGATION', 'NON_LITIGATION'],
  RECONSIDERATION: ['LITIGATION', 'NON_LITIGATION'],
  NON_LITIGATION: ['ARBITRATION', 'RECONSIDERATION', 'LITIGATION'],
};

const STAGE_FITS_KIND = defineRule<{ caseKind: string; stage: string }>({
  code: 'REGISTRATION_STAGE_FITS_KIND',
  provisions: ['S2-2.1', 'S2-2.2', 'S0-13.1'],
  provenance: 'INFERRED',
  met: '诉讼阶段与案件类型相符',
  unmet: '诉讼阶段与案件类型不符',
  cure: { by: 'CLERK', text: '改选与案件类型相符的阶段' },
});

const ORGAN_FITS_STAGE = defineRule<{ organKind: string | null; stage: string }>({
  code: 'REGISTRATION_ORGAN_FITS_STAGE',
  provisions: ['S0-28'],
  provenance: 'INFERRED',
  met: '办案机关与诉讼阶段相符',
  unmet: '办案机关与诉讼阶段不符',
  cure: { by: 'CLERK', text: '改选办理这一阶段的机关' },
});

const NOTICE_IS_CRIMINAL = defineRule<{ ground: string; caseKind: string; hasOrgan: boolean }>({
  code: 'REGISTRATION_NOTICE',
  provisions: ['S0-12.1', 'S0-13.1', 'LAL-25'],
  met: '援助的由来与案件类型相符',
  unmet: ({ caseKind }) =>
    caseKind === 'CRIMINAL' ? '通知辩护、通知代理的案件须填写通知机关' : '只有刑事案件有通知辩护、通知代理',
  cure: { by: 'CLERK', text: '改正援助的由来，或者填写通知机关' },
});

const DATES_IN_ORDER = defineRule<{ field: string; on: string | null }>({
  code: 'REGISTRATION_DATES',
  provisions: [],
  provenance: 'HOUSE',
  met: '日期先后有序',
  unmet: ({ field }) =>
    ({
      receivedOn: '收到申请或者通知的日期不能晚于今天',
      stageBeganOn: '阶段开始的日期不能晚于今天',
      aidDecidedOn: '决定给予援助的日期不能早于收到申请的日期，也不能晚于今天',
      reviewPeriodEndsOn: '审查起诉期限届满日只用于审查起诉阶段，且不能早于阶段开始日',
    })[field] ?? '日期先后有误',
  cure: { by: 'CLERK', text: '改正日期' },
});

const STAGE_FOLLOWS = defineRule<{ from: string; to: string }>({
  code: 'CONTINUATION_STAGE_FOLLOWS',
  provisions: ['S3-13.1', 'S2-2.1'],
  provenance: 'INFERRED',
  met: '后一阶段承接前一阶段',
  unmet: '所填阶段不能承接前一案卷的阶段',
  cure: { by: 'CLERK', text: '改选承接的阶段，或者另行登记案卷' },
});

const EARLIER_STAGE_ENDED = defineRule<{ endedOn: string | null; beganOn: string }>({
  code: 'CONTINUATION_EARLIER_ENDED',
  provisions: ['S3-13.1'],
  provenance: 'INFERRED',
  met: '前一阶段已经结束',
  unmet: '前一案卷的阶段尚未结束，或者后一阶段开始的日期早于其结束的日期',
  cure: { by: 'CLERK', text: '先登记前一阶段结束的日期' },
});

export interface RegistrationFacts {
  readonly today: string;
  readonly caseKind: CaseKindCode;
  readonly stage: CaseStageCode;
  readonly ground: 'NOTICE_MUST' | 'NOTICE_MAY' | 'APPLICATION';
  readonly organKind: string | null;
  readonly receivedOn: string;
  readonly stageBeganOn: string;
  readonly aidDecidedOn: string | null;
  readonly reviewPeriodEndsOn: string | null;
}

const findings = (facts: RegistrationFacts): Finding[] => {
  const { today, caseKind, stage, ground, organKind, receivedOn, stageBeganOn, aidDecidedOn, reviewPeriodEndsOn } =
    facts;
  const fitting = ORGANS[stage];
  const noticed = ground !== 'APPLICATION';
  return [
    STAGE_FITS_KIND.find(STAGES[caseKind].includes(stage), { caseKind, stage }),
    ORGAN_FITS_STAGE.find(organKind === null || !fitting || fitting.includes(organKind), { organKind, stage }),
    NOTICE_IS_CRIMINAL.find(!noticed || (caseKind === 'CRIMINAL' && organKind !== null), {
      ground,
      caseKind,
      hasOrgan: organKind !== null,
    }),
    DATES_IN_ORDER.find(receivedOn <= today, { field: 'receivedOn', on: receivedOn }),
    DATES_IN_ORDER.find(stageBeganOn <= today, { field: 'stageBeganOn', on: stageBeganOn }),
    DATES_IN_ORDER.find(aidDecidedOn === null || (aidDecidedOn >= receivedOn && aidDecidedOn <= today), {
      field: 'aidDecidedOn',
      on: aidDecidedOn,
    }),
    DATES_IN_ORDER.find(
      reviewPeriodEndsOn === null || (stage === 'PROSECUTION_REVIEW' && reviewPeriodEndsOn >= stageBeganOn),
      { field: 'reviewPeriodEndsOn', on: reviewPeriodEndsOn },
    ),
  ];
};

/** Whether a file may be registered so. */
export const registrationDecision = (facts: RegistrationFacts) => decide('CASE_FILE_REGISTRATION', findings(facts));

/** Whether a file may continue an earlier one (S3-13.1). */
export const continuationDecision = (
  facts: RegistrationFacts,
  earlier: { readonly stage: CaseStageCode; readonly stageEndedOn: string | null },
) =>
  decide('CASE_FILE_CONTINUATION', [
    STAGE_FOLLOWS.find(NEXT[earlier.stage].includes(facts.stage), { from: earlier.stage, to: facts.stage }),
    EARLIER_STAGE_ENDED.find(earlier.stageEndedOn !== null && earlier.stageEndedOn <= facts.stageBeganOn, {
      endedOn: earlier.stageEndedOn,
      beganOn: facts.stageBeganOn,
    }),
    ...findings(facts),
  ]);
