import { type CaseKindCode, type CaseStageCode, decide, defineRule, type Finding } from '../regulation';
import { bindingOf, type Ground } from './binding.rules';
import type { TerminationGroundCode } from './vocabulary.types';

const LAW: Readonly<Record<Exclude<TerminationGroundCode, 'SELF_DEFENCE'>, string>> = {
  DECEIT: 'LAL-48.1',
  FACTS_HIDDEN: 'LAL-48.2',
  UNLAWFUL_USE: 'LAL-48.3',
  MEANS_CHANGED: 'LAL-48.4',
  CASE_ENDED: 'LAL-48.5',
  RETAINED_COUNSEL: 'LAL-48.6',
  RECIPIENT_ASKED: 'LAL-48.7',
  OTHER_BY_LAW: 'LAL-48.8',
};

const NOT_NOTICE_DEFENCE = defineRule<{ aid: string }>({
  code: 'TERMINATION_SELF_DEFENCE_NOT_NOTICE',
  provisions: ['S0-23.1', 'S0-23.3', 'S3-5.1', 'S3-5.3'],
  provenance: 'INFERRED',
  met: '不属于应当通知辩护的案件',
  unmet: '应当通知辩护的案件不能只由本人自行辩护：理由正当的，须另行委托辩护人',
  cure: { by: 'CASE_ORGAN', text: '查明拒绝的理由；正当的，由本人另行委托，或者由机构更换承办人' },
});

const PERMITTING_STAGE = defineRule<{ caseKind: string; stage: string; provisionId: string | null }>({
  code: 'TERMINATION_SELF_DEFENCE_STAGE',
  provisions: ['S0-23.1', 'S3-5.3'],
  met: '本阶段可以准许自行辩护',
  unmet:
    '只有被告人在法院审判中，或者天津试点区（及采用该规定的地方）审查起诉中的犯罪嫌疑人，经准许自行辩护的，才以此终止',
});

const PERMITTED = defineRule<{ permittedOn: string | null; decidedOn: string }>({
  code: 'TERMINATION_SELF_DEFENCE_PERMITTED',
  provisions: ['S0-23.1', 'S3-5.3'],
  met: ({ permittedOn }) => `办案机关已于${permittedOn}准许`,
  unmet: '没有办案机关的准许，或者准许晚于终止决定',
  cure: { by: 'CASE_ORGAN', text: '取得办案机关准许自行辩护的文书' },
});

const MEANS_MATTER = defineRule<{ aid: string }>({
  code: 'TERMINATION_MEANS_MATTER',
  provisions: ['LAL-48.4', 'LAL-25'],
  provenance: 'INFERRED',
  met: '援助以经济状况为条件',
  unmet: '办案机关通知的辩护不以经济困难为条件，不能因经济状况变化终止',
});

const DECIDED_IN_ORDER = defineRule<{ decidedOn: string; receivedOn: string }>({
  code: 'TERMINATION_DATES',
  provisions: [],
  provenance: 'HOUSE',
  met: '终止决定的日期有序',
  unmet: ({ receivedOn }) => `终止决定的日期须在收到申请或者通知的日期${receivedOn}与今天之间`,
  cure: { by: 'CLERK', text: '改正终止决定的日期' },
});

const TOLD_IN_ORDER = defineRule<{ what: string; on: string; decidedOn: string }>({
  code: 'TERMINATION_TOLD_DATES',
  provisions: [],
  provenance: 'HOUSE',
  met: '日期有序',
  unmet: ({ what, decidedOn }) => `${what === 'servedOn' ? '送达' : '函告'}的日期须在决定日${decidedOn}与今天之间`,
  cure: { by: 'CLERK', text: '改正日期' },
});

export interface TerminationFacts {
  readonly today: string;
  readonly place: Ground;
  readonly caseKind: CaseKindCode;
  readonly stage: CaseStageCode;
  readonly aid: 'NOTICE_MUST' | 'NOTICE_MAY' | 'APPLICATION';
  readonly ground: TerminationGroundCode;
  readonly receivedOn: string;
  readonly decidedOn: string;
  readonly permittedOn: string | null;
}

const AT_COURT: readonly CaseStageCode[] = ['TRIAL', 'RETRIAL', 'DEATH_PENALTY_REVIEW'];

/** The provision that a termination rests on at that place and stage, or null where none allows it. */
export function terminationProvision(facts: TerminationFacts): string | null {
  const { ground, caseKind, stage, place, decidedOn } = facts;
  const atReview = caseKind === 'CRIMINAL' && stage === 'PROSECUTION_REVIEW';
  if (ground === 'SELF_DEFENCE') {
    if (caseKind === 'CRIMINAL' && AT_COURT.includes(stage)) return 'S0-23.1';
    return atReview && bindingOf('S3-5.3', place, decidedOn).binds ? 'S3-5.3' : null;
  }
  if (ground === 'RETAINED_COUNSEL' && atReview && bindingOf('S3-6.1', place, decidedOn).binds) return 'S3-6.1';
  return LAW[ground];
}

/** Whether aid may be terminated on this ground (S0-22.1, LAL-48, S0-23.1, S3-5.3, S3-6.1). */
export function terminationDecision(facts: TerminationFacts) {
  const { today, caseKind, stage, aid, ground, receivedOn, decidedOn, permittedOn } = facts;
  const findings: Finding[] = [
    DECIDED_IN_ORDER.find(decidedOn >= receivedOn && decidedOn <= today, { decidedOn, receivedOn }),
  ];
  if (ground === 'MEANS_CHANGED') findings.push(MEANS_MATTER.find(aid === 'APPLICATION', { aid }));
  if (ground === 'SELF_DEFENCE') {
    const provisionId = terminationProvision(facts);
    findings.push(
      NOT_NOTICE_DEFENCE.find(aid !== 'NOTICE_MUST', { aid }),
      PERMITTING_STAGE.find(provisionId !== null, { caseKind, stage, provisionId }),
      PERMITTED.find(permittedOn !== null && permittedOn <= decidedOn, { permittedOn, decidedOn }),
    );
  }
  return decide('AID_TERMINATION', findings);
}

/** Dates on which the recipient was served and the organ told (S0-22.2, S0-22.3); late is a missed deadline, not a refusal. */
export const tellingDecision = (today: string, decidedOn: string, told: Readonly<Record<string, string | null>>) =>
  decide(
    'TERMINATION_TELLING',
    Object.entries(told).flatMap(([what, on]) =>
      on === null ? [] : [TOLD_IN_ORDER.find(on >= decidedOn && on <= today, { what, on, decidedOn })],
    ),
  );
