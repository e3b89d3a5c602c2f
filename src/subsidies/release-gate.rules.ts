import { citedAt, type Decision, decide, defineRule, type Facts, type Finding, type LegalPlace } from '../regulation';

/** Raised with every change of a condition, so that a stored bit mask can be read by the rules that made it. */
export const RELEASE_RULE_SET = 'SUBSIDY_RELEASE/2';
export const RELEASE_GATE = 'SUBSIDY_RELEASE';

/** Everything the gate looks at, for one subsidy and the person about to release it. Dates and instants as ISO text. */
export interface ReleaseFacts {
  readonly subsidyId: string;
  readonly caseFileId: string;
  readonly fileState: 'REGISTERED' | 'IN_PROGRESS' | 'TERMINATED' | 'CLOSING_SUBMITTED' | 'RETURNED' | 'RECEIVED';
  readonly fileRevision: number;
  readonly closingReceived: boolean;
  /** The latest check that was not withdrawn. */
  readonly checkId: string | null;
  readonly checkRound: number | null;
  readonly checkReopened: boolean;
  readonly completed: boolean;
  readonly completedResult: 'QUALIFIED' | 'UNQUALIFIED' | 'RETURNED' | null;
  readonly signedResult: 'QUALIFIED' | 'UNQUALIFIED' | 'RETURNED' | null;
  readonly signedRevision: number | null;
  /** Whether the signature was verified just now; false also where there is none. */
  readonly signatureSound: boolean;
  readonly payeePersonId: string;
  readonly checkerPersonId: string | null;
  readonly signerPersonId: string | null;
  /** The part in this file of whoever is about to release; null: none, or nobody is about to. */
  readonly ownPart: 'PRACTITIONER' | 'CHECKER' | 'SIGNER' | 'RELEASER' | null;
  readonly ownAdjustment: boolean;
  /** Number of the release that stands, if one does. */
  readonly liveRelease: number | null;
  readonly openHolds: number;
  readonly holdDueOn: string | null;
  readonly amountVersion: number | null;
  readonly amountFen: number | null;
  readonly onPublicPayroll: boolean;
}

const fileStateName: Readonly<Record<ReleaseFacts['fileState'], string>> = {
  REGISTERED: '已登记，尚未承办',
  IN_PROGRESS: '承办中，尚未提交结案材料',
  TERMINATED: '援助已终止，尚未提交结案材料',
  CLOSING_SUBMITTED: '结案材料已提交，尚未收卷',
  RETURNED: '结案材料已退回补正',
  RECEIVED: '已收卷',
};
const resultName = { QUALIFIED: '合格', UNQUALIFIED: '不合格', RETURNED: '退回' } as const;

const received = defineRule<{ fileState: string }>({
  code: 'RELEASE.FILE_RECEIVED',
  provisions: ['S4-5.1a', 'S0-21.2', 'BJ-LAR-32'],
  met: '案卷已结案并收卷',
  unmet: ({ fileState }) => `案卷尚未结案收卷：${fileStateName[fileState as ReleaseFacts['fileState']]}`,
  cure: { by: 'CLERK', text: '提交齐全的结案材料，由机构经办人收卷' },
});

const checked = defineRule<{ checkId: string | null; reopened: boolean }>({
  code: 'RELEASE.CHECK_COMPLETED',
  provisions: ['S4-5.1a', 'BJ-LAR-32'],
  met: '指定的专人已完成结案质量检查',
  unmet: ({ checkId, reopened }) =>
    reopened ? '质量检查已重开，须重新检查' : checkId ? '指定的专人尚未完成质量检查' : '尚未指定专人进行质量检查',
  cure: { by: 'QUALITY_CHECKER', text: '由指定的专人按八项指标完成质量检查' },
});

const signed = defineRule<{ checkId: string | null; result: string | null; reopened: boolean }>({
  code: 'RELEASE.SIGNED_QUALIFIED',
  provisions: ['S4-5.1b', 'S4-5.1c', 'BJ-LAR-32'],
  met: '质量审查负责人已签字确认合格',
  unmet: ({ result, reopened }) => {
    if (reopened) return '质量检查已重开，原签字作废';
    return result
      ? `质量审查负责人签字的结果是“${resultName[result as keyof typeof resultName]}”，不是“合格”`
      : '质量审查负责人尚未签字确认合格';
  },
  cure: { by: 'QUALITY_REVIEW_HEAD', text: '由质量审查负责人签字确认合格；结果不合格的，补正后重开检查' },
});

const covers = defineRule<{ signedRevision: number | null; fileRevision: number }>({
  code: 'RELEASE.SIGNATURE_COVERS_FILE',
  provisions: ['S4-5.1b'],
  met: '签字之后卷宗材料没有变动',
  unmet: ({ signedRevision }) =>
    signedRevision === null ? '还没有涵盖现有卷宗材料的签字' : '签字之后卷宗材料有变动，签字不再涵盖',
  cure: { by: 'QUALITY_REVIEW_HEAD', text: '重开检查，按现有材料重新检查并签字' },
});

const verified = defineRule<{ checkId: string | null; signed: boolean; signatureSound: boolean }>({
  code: 'RELEASE.SIGNATURE_VERIFIED',
  provisions: ['S4-5.1b'],
  met: '签字已验证：由质量审查负责人本人的密钥就这份检查作出',
  unmet: ({ signed }) =>
    signed ? '签字未通过验证，不是负责人本人的密钥就这份检查作出的，请报管理人员查明' : '还没有可以验证的签字',
  cure: { by: 'QUALITY_REVIEW_HEAD', text: '查明原因；重开检查，重新检查并签字' },
});

// HOUSE: that handler, checker, signer and payer are four persons is read from S4-5.1a to S4-5.1c, which name them apart.
const fourPersons = defineRule<{ ownPart: string | null; distinct: boolean }>({
  code: 'RELEASE.FOUR_PERSONS',
  provisions: ['S4-5.1a', 'S4-5.1b', 'S4-5.1c'],
  provenance: 'HOUSE',
  met: '承办、检查、签字、发放为四个不同的人',
  unmet: ({ ownPart }) =>
    ownPart === 'PRACTITIONER'
      ? '您是本案的承办人，不能发放本案补贴'
      : ownPart === 'CHECKER'
        ? '您是本案的检查人，不能发放本案补贴'
        : ownPart === 'SIGNER'
          ? '您是本案质量检查的签字人，不能发放本案补贴'
          : '承办、检查、签字须为不同的人',
  cure: { by: 'FINANCE_OFFICER', text: '由没有参与本案的另一名财务人员发放' },
});

const notOwnAmount = defineRule({
  code: 'RELEASE.AMOUNT_SET_BY_ANOTHER',
  provisions: [],
  provenance: 'HOUSE',
  met: '金额不是由发放人调整的',
  unmet: '金额由您本人调整过，须由另一人发放',
  cure: { by: 'FINANCE_OFFICER', text: '由没有调整过金额的另一名财务人员发放' },
});

const notReleased = defineRule<{ liveRelease: number | null }>({
  code: 'RELEASE.NOT_RELEASED',
  provisions: [],
  provenance: 'HOUSE',
  met: '这笔补贴尚未发放',
  unmet: '这笔补贴已经发放',
  cure: { by: 'FINANCE_OFFICER', text: '确有错误的，由另一名财务人员撤销发放' },
});

const notHeld = defineRule<{ openHolds: number; dueOn: string | null }>({
  code: 'RELEASE.NOT_HELD',
  provisions: [],
  provenance: 'HOUSE',
  met: '没有暂缓',
  unmet: ({ openHolds, dueOn }) => `发放被暂缓（${openHolds}项），最迟${dueOn}处理完`,
  cure: { by: 'FINANCE_OFFICER', text: '由负责人处理完有关事项后解除暂缓' },
});

const tariff = defineRule<{ amountVersion: number | null }>({
  code: 'RELEASE.TARIFF_IN_FORCE',
  provisions: ['LAL-52'],
  met: '有办结之日施行的补贴标准，金额已核定',
  unmet: '办结之日没有施行的补贴标准，金额无法核定',
  cure: { by: 'BUREAU_SUPERVISOR', text: '由司法局录入补贴标准，再由机构经办人重新核定金额' },
});

const payable = defineRule<{ amountFen: number | null }>({
  code: 'RELEASE.AMOUNT_ABOVE_ZERO',
  provisions: [],
  provenance: 'HOUSE',
  met: '核定金额大于零',
  unmet: ({ amountFen }) => (amountFen === null ? '金额尚未核定' : '核定金额为零，没有可发放的补贴'),
  cure: { by: 'CLERK', text: '办理记录有遗漏的，补齐后重新核定金额' },
});

const payee = defineRule({
  code: 'RELEASE.PAYEE_ELIGIBLE',
  provisions: ['LAL-52'],
  provenance: 'INFERRED',
  met: '收款人不属于财政供养人员',
  unmet: '收款人属于财政供养人员，不领取办案补贴',
  cure: { by: 'ADMINISTRATOR', text: '登记有误的，更正承办人的供养身份' },
});

interface Condition {
  met(facts: ReleaseFacts): boolean;
  find(facts: ReleaseFacts, met: boolean): Finding;
}

const condition = <F extends Facts>(
  rule: { find(met: boolean, facts: F, more?: { before?: string | null; by?: string }): Finding },
  met: (facts: ReleaseFacts) => boolean,
  relied: (facts: ReleaseFacts) => F,
  more: (facts: ReleaseFacts) => { before?: string | null; by?: string } = () => ({}),
): Condition => ({ met, find: (facts, is) => rule.find(is, relied(facts), more(facts)) });

const distinct = ({ payeePersonId, checkerPersonId, signerPersonId }: ReleaseFacts): boolean => {
  const persons = [payeePersonId, checkerPersonId, signerPersonId].filter((person) => person !== null);
  return new Set(persons).size === persons.length;
};

/** Bit n of a mask belongs to condition n; new ones go to the end, with a new rule set. Peer review is not a condition (S4-5). */
const CONDITIONS: readonly Condition[] = [
  condition(
    received,
    (f) => f.fileState === 'RECEIVED' && f.closingReceived,
    (f) => ({ caseFileId: f.caseFileId, fileState: f.fileState }),
    (f) => (f.fileState === 'CLOSING_SUBMITTED' ? {} : { by: 'PRACTITIONER' }),
  ),
  condition(
    checked,
    (f) => f.completed && !f.checkReopened,
    (f) => ({ checkId: f.checkId, round: f.checkRound, reopened: f.checkReopened }),
    (f) => (f.checkId && !f.checkReopened ? {} : { by: 'QUALITY_REVIEW_HEAD' }),
  ),
  condition(
    signed,
    (f) => f.signedResult === 'QUALIFIED' && !f.checkReopened,
    (f) => ({ checkId: f.checkId, result: f.signedResult, reopened: f.checkReopened }),
  ),
  condition(
    covers,
    (f) => f.signedRevision !== null && f.signedRevision === f.fileRevision && !f.checkReopened,
    (f) => ({ signedRevision: f.checkReopened ? null : f.signedRevision, fileRevision: f.fileRevision }),
  ),
  condition(
    fourPersons,
    (f) => distinct(f) && (f.ownPart === null || f.ownPart === 'RELEASER'),
    (f) => ({ ownPart: f.ownPart, distinct: distinct(f) }),
  ),
  condition(
    notReleased,
    (f) => f.liveRelease === null,
    (f) => ({ liveRelease: f.liveRelease }),
  ),
  condition(
    notHeld,
    (f) => f.openHolds === 0,
    (f) => ({ openHolds: f.openHolds, dueOn: f.holdDueOn }),
    (f) => ({ before: f.holdDueOn }),
  ),
  condition(
    tariff,
    (f) => f.amountVersion !== null,
    (f) => ({ amountVersion: f.amountVersion }),
  ),
  condition(
    payable,
    (f) => f.amountFen !== null && f.amountFen > 0,
    (f) => ({ amountFen: f.amountFen }),
  ),
  condition(
    payee,
    (f) => !f.onPublicPayroll,
    (f) => ({ onPublicPayroll: f.onPublicPayroll }),
  ),
  condition(
    notOwnAmount,
    (f) => !f.ownAdjustment,
    (f) => ({ ownAdjustment: f.ownAdjustment }),
  ),
  condition(
    verified,
    (f) => f.signatureSound,
    (f) => ({ checkId: f.checkId, signed: f.signedResult !== null, signatureSound: f.signatureSound }),
  ),
];

export const ALL_CONDITIONS = 2 ** CONDITIONS.length - 1;

/** Which conditions are met, as a bit mask; ALL_CONDITIONS opens the gate. */
export function conditionsMet(facts: ReleaseFacts): number {
  let mask = 0;
  for (let bit = 0; bit < CONDITIONS.length; bit += 1) if (CONDITIONS[bit]?.met(facts)) mask |= 1 << bit;
  return mask;
}

/** The whole decision: every condition, met or not. */
export const releaseDecision = (facts: ReleaseFacts, place: LegalPlace): Decision =>
  decide(
    RELEASE_GATE,
    CONDITIONS.map((each) => citedAt(each.find(facts, each.met(facts)), place)),
  );

/** What a closed gate answers: released already, or closed for other reasons. */
export const releaseRefusalCode = (facts: ReleaseFacts): 'ALREADY_RELEASED' | 'RELEASE_GATE_CLOSED' =>
  facts.liveRelease === null ? 'RELEASE_GATE_CLOSED' : 'ALREADY_RELEASED';
