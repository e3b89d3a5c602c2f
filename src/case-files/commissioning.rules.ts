import { decide, defineRule, type Finding } from '../regulation';
import { bindingOf, type Ground, under } from './binding.rules';

const COMMITMENT = defineRule<{ commitmentId: string | null; party: string; on: string }>({
  code: 'COMMISSION_COMMITMENT',
  provisions: ['S4-4.4a'],
  met: ({ party, commitmentId }) =>
    party === 'STAFF'
      ? '承办人是法律援助机构工作人员，无须签署案件质量承诺书'
      : commitmentId
        ? '有双方签署、期限内有效的案件质量承诺书'
        : '此地不要求案件质量承诺书',
  unmet: ({ party }) =>
    party === 'VOLUNTEER'
      ? '该志愿者与本机构没有生效的案件质量承诺书，不能指派'
      : '该承办人所在机构与本机构没有生效的案件质量承诺书，不能指派',
  cure: {
    by: 'ORGANIZATION_MANAGER',
    text: ({ party }) =>
      party === 'VOLUNTEER' ? '由志愿者签署本机构提出的承诺书' : '由其所在机构签署本机构提出的承诺书',
  },
});

const PRACTITIONER_ACTIVE = defineRule<{ practitionerId: string; leftOn: string | null }>({
  code: 'COMMISSION_PRACTITIONER_ACTIVE',
  provisions: ['S0-29'],
  provenance: 'INFERRED',
  met: '承办人在册',
  unmet: ({ leftOn }) => `承办人已于${leftOn}离册，不能指派`,
  cure: { by: 'CLERK', text: '改选在册的承办人' },
});

const STAFF_OF_THIS_AGENCY = defineRule<{ practitionerId: string }>({
  code: 'COMMISSION_STAFF_OF_AGENCY',
  provisions: ['S0-29'],
  provenance: 'INFERRED',
  met: '承办人可由本机构指派或者安排',
  unmet: '其他法律援助机构的工作人员不能由本机构安排办案',
  cure: { by: 'CLERK', text: '改选本机构的工作人员，或者法律服务机构人员、志愿者' },
});

const PART_FREE = defineRule<{ part: string | null }>({
  code: 'COMMISSION_PART_FREE',
  provisions: ['S4-5.1a', 'S4-5.1b', 'S4-5.1c'],
  provenance: 'HOUSE',
  met: '承办人在本案卷没有检查、签字或者发放补贴的职责',
  unmet: '此人已在本案卷担任质量检查、签字或者发放补贴的职责，不能再承办',
  cure: { by: 'CLERK', text: '改选其他承办人' },
});

const BEGINS_IN_ORDER = defineRule<{ beganOn: string; notBefore: string }>({
  code: 'COMMISSION_DATES',
  provisions: [],
  provenance: 'HOUSE',
  met: '承办起始日期有序',
  unmet: ({ notBefore }) => `承办起始日期须在${notBefore}与今天之间`,
  cure: { by: 'CLERK', text: '改正承办起始日期' },
});

const SOMEBODY_ELSE = defineRule<{ practitionerId: string }>({
  code: 'CHANGE_TO_SOMEBODY_ELSE',
  provisions: ['LAL-55'],
  provenance: 'INFERRED',
  met: '接替的是另一承办人',
  unmet: '接替的须是另一承办人',
  cure: { by: 'CLERK', text: '改选其他承办人' },
});

const AID_GOES_ON = defineRule<{ terminationId: string | null }>({
  code: 'CHANGE_WHILE_AID_GOES_ON',
  provisions: ['LAL-48', 'LAL-55'],
  provenance: 'INFERRED',
  met: '援助没有终止',
  unmet: '援助已终止，没有可以接着承办的，不再更换承办人',
  cure: { by: 'CLERK', text: '送达和函告由机构经办人办理；结案材料由原承办人提交，承办人已离开的，由经办人提交' },
});

export interface CommissionFacts {
  readonly ground: Ground;
  readonly today: string;
  readonly beganOn: string;
  /** Earliest day on which this engagement may begin. */
  readonly notBefore: string;
  readonly practitionerId: string;
  readonly kind: 'LAWYER' | 'GRASSROOTS_WORKER' | 'VOLUNTEER' | 'AGENCY_STAFF';
  readonly leftOn: string | null;
  readonly ofThisAgency: boolean;
  readonly commitmentId: string | null;
  /** Part that the person already has in the file. */
  readonly part: string | null;
}

const PARTY = {
  LAWYER: 'ORGANIZATION',
  GRASSROOTS_WORKER: 'ORGANIZATION',
  VOLUNTEER: 'VOLUNTEER',
  AGENCY_STAFF: 'STAFF',
};

const findings = (facts: CommissionFacts): Finding[] => {
  const { ground, today, beganOn, notBefore, practitionerId, kind, leftOn, commitmentId, part } = facts;
  const binding = bindingOf('S4-4.4a', ground, beganOn);
  const party = PARTY[kind];
  return [
    under(
      binding,
      COMMITMENT.find(!binding.binds || party === 'STAFF' || commitmentId !== null, {
        commitmentId,
        party,
        on: beganOn,
      }),
    ),
    PRACTITIONER_ACTIVE.find(leftOn === null || leftOn > beganOn, { practitionerId, leftOn }),
    STAFF_OF_THIS_AGENCY.find(kind !== 'AGENCY_STAFF' || facts.ofThisAgency, { practitionerId }),
    PART_FREE.find(part === null || part === 'PRACTITIONER', { part }),
    BEGINS_IN_ORDER.find(beganOn >= notBefore && beganOn <= today, { beganOn, notBefore }),
  ];
};

/**
 * Whether a practitioner may be commissioned. The gates of choosing – rotation, monthly cap, years of practice,
 * conflicts of interest – belong to assignment, which this does not replace.
 */
export const commissionDecision = (facts: CommissionFacts) => decide('COMMISSION', findings(facts));

export const changeDecision = (facts: CommissionFacts, currentPractitionerId: string) =>
  decide('CHANGE_OF_PRACTITIONER', [
    SOMEBODY_ELSE.find(facts.practitionerId !== currentPractitionerId, { practitionerId: facts.practitionerId }),
    ...findings(facts),
  ]);

/** Terminated aid leaves papers and no work: a practitioner commissioned now would only be owed a subsidy for nothing. */
export const aidGoesOn = (terminationId: string | null) =>
  decide('CHANGE_OF_PRACTITIONER', [AID_GOES_ON.find(terminationId === null, { terminationId })]);
