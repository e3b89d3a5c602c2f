import { citedAt, type Decision, decide, defineRule, type Finding, type LegalPlace } from '../regulation';
import type { Part } from './check.types';

const PARTS: Readonly<Record<Part, string>> = {
  PRACTITIONER: '承办人',
  CHECKER: '检查专人',
  SIGNER: '签字人',
  RELEASER: '补贴发放人',
};

const RECEIVED = defineRule<{ state: string }>({
  code: 'CHECK_AFTER_RECEIPT',
  provisions: ['S4-5.1a'],
  met: '结案材料已收卷',
  unmet: '结案材料尚未收卷，不能安排质量检查',
  cure: { by: 'CLERK', text: '先收卷；材料不齐的退回补正' },
});

const ONE_AT_A_TIME = defineRule<{ openCheckId: string | null }>({
  code: 'CHECK_ONE_AT_A_TIME',
  provisions: [],
  provenance: 'HOUSE',
  met: '本案卷没有进行中或者有效的质量检查',
  unmet: '本案卷已有进行中或者已签字的质量检查',
  cure: { by: 'QUALITY_REVIEW_HEAD', text: '进行中的先撤回指定，已签字的先重新打开' },
});

const BY_THE_AGENCY = defineRule<{ ownStaff: boolean; by: string }>({
  code: 'CHECK_DESIGNATED_BY_AGENCY',
  provisions: ['S4-5.1a'],
  met: ({ ownStaff }) => (ownStaff ? '本机构人员办理的案卷，由司法局指定检查专人' : '由本机构指定检查专人'),
  unmet: ({ ownStaff }) =>
    ownStaff
      ? '本机构人员办理的案卷须由司法局指定检查专人'
      : '案卷由法律服务机构人员或者志愿者办理，须由法律援助机构指定检查专人',
  cure: { by: 'CLERK', text: '由有权的一方指定' },
});

const APPOINTED = defineRule<{ checkerAccountId: string }>({
  code: 'CHECKER_APPOINTED',
  provisions: ['S4-5.1a'],
  met: '此人是在任的质量检查专人',
  unmet: '此账号不是可用于本案卷的在任质量检查专人',
  cure: { by: 'ADMINISTRATOR', text: '改选在任的检查专人，或者先任命并经第二名管理员批准' },
});

const FROM_OUTSIDE = defineRule<{ checkerAccountId: string }>({
  code: 'CHECKER_FROM_OUTSIDE_THE_AGENCY',
  provisions: ['S4-5.1a'],
  provenance: 'HOUSE',
  met: '检查专人不是办案机构自己的人员',
  unmet: '本机构人员办理的案卷，不能由同一机构的人员检查',
  cure: { by: 'BUREAU_SUPERVISOR', text: '改从其他机构选检查专人' },
});

const NO_OTHER_PART = defineRule<{ part: Part | null }>({
  code: 'CHECKER_HAS_NO_OTHER_PART',
  provisions: ['S4-5.1a', 'S4-5.1b', 'S4-5.1c'],
  provenance: 'HOUSE',
  met: '检查专人在本案卷没有其他职责',
  unmet: ({ part }) => `此人在本案卷已是${part ? PARTS[part] : ''}，不能再作检查专人`,
  cure: { by: 'QUALITY_REVIEW_HEAD', text: '改选其他检查专人' },
});

const ANOTHER_ORGANIZATION = defineRule<{ sharedOrganizationId: string | null }>({
  code: 'CHECKER_FROM_ANOTHER_ORGANIZATION',
  provisions: ['S4-5.1a'],
  provenance: 'HOUSE',
  met: '检查专人与承办人不在同一法律服务机构',
  unmet: '检查专人与本案卷的承办人同属一个法律服务机构',
  cure: { by: 'QUALITY_REVIEW_HEAD', text: '改选其他机构的检查专人' },
});

const STANDARD = defineRule<{ editionId: string | null }>({
  code: 'CHECK_STANDARD_IN_FORCE',
  provisions: ['S4-5.1d'],
  met: '有适用于此类案件的标准版本',
  unmet: '没有适用于此类案件的标准版本',
  cure: { by: 'ADMINISTRATOR', text: '录入标准版本' },
});

export interface DesignationFacts {
  readonly place: LegalPlace;
  readonly fileState: string;
  readonly openCheckId: string | null;
  /** A practitioner engaged on the file is of the agency's own staff. */
  readonly ownStaff: boolean;
  /** In whose name the designation is made. */
  readonly by: 'AGENCY' | 'BUREAU';
  readonly checkerAccountId: string;
  /** Holds the office of checker today, at the file's agency; for files of its own staff, anywhere in the bureau's region. */
  readonly appointed: boolean;
  /** Is of the file's agency: as its staff, or by any office there. */
  readonly ofThisAgency: boolean;
  readonly part: Part | null;
  readonly sharedOrganizationId: string | null;
  readonly editionId: string | null;
}

/** S4-5.1a: whether this person may be designated to check this file. */
export function designationDecision(facts: DesignationFacts): Decision {
  const { ownStaff, by, checkerAccountId, part, place } = facts;
  const findings: Finding[] = [
    RECEIVED.find(facts.fileState === 'RECEIVED', { state: facts.fileState }),
    ONE_AT_A_TIME.find(facts.openCheckId === null, { openCheckId: facts.openCheckId }),
    BY_THE_AGENCY.find(ownStaff === (by === 'BUREAU'), { ownStaff, by }, ownStaff ? { by: 'BUREAU_SUPERVISOR' } : {}),
    APPOINTED.find(facts.appointed, { checkerAccountId }),
    NO_OTHER_PART.find(part === null || part === 'CHECKER', { part }),
    ANOTHER_ORGANIZATION.find(facts.sharedOrganizationId === null, {
      sharedOrganizationId: facts.sharedOrganizationId,
    }),
    STANDARD.find(facts.editionId !== null, { editionId: facts.editionId }),
  ];
  if (ownStaff) findings.push(FROM_OUTSIDE.find(!facts.ofThisAgency, { checkerAccountId }));
  return decide(
    'CHECK_DESIGNATION',
    findings.map((finding) => citedAt(finding, place)),
  );
}

const COMPLETED = defineRule<{ state: string }>({
  code: 'SIGNING_AFTER_COMPLETION',
  provisions: ['S4-5.1a', 'S4-5.1b'],
  met: '指定的专人已完成检查',
  unmet: ({ state }) => (state === 'DESIGNATED' ? '指定的专人尚未完成检查' : '检查已签字、已作废或者已撤回，不待签字'),
  cure: { by: 'QUALITY_CHECKER', text: '由指定的专人完成八项指标的检查' },
});

const BY_HEAD = defineRule<{ agencyId: string }>({
  code: 'SIGNING_BY_HEAD',
  provisions: ['S4-5.1b'],
  met: '签字人是本机构在任的质量审查负责人',
  unmet: '只有本机构在任的质量审查负责人可以签字',
  cure: { by: 'QUALITY_REVIEW_HEAD', text: '由本机构质量审查负责人签字' },
});

const SIGNER_APART = defineRule<{ part: Part | null }>({
  code: 'SIGNER_HAS_NO_OTHER_PART',
  provisions: ['S4-5.1a', 'S4-5.1b', 'S4-5.1c'],
  provenance: 'HOUSE',
  met: '签字人在本案卷没有其他职责',
  unmet: ({ part }) => `签字人在本案卷已是${part ? PARTS[part] : ''}，须由另一名负责人签字`,
  cure: { by: 'QUALITY_REVIEW_HEAD', text: '由另一名质量审查负责人签字（可由上级司法局任命）' },
});

const UNCHANGED = defineRule<{ checkedRevision: number | null; fileRevision: number }>({
  code: 'SIGNING_FILE_UNCHANGED',
  provisions: ['S4-5.1b'],
  provenance: 'INFERRED',
  met: '检查之后案卷材料没有变动',
  unmet: ({ checkedRevision, fileRevision }) =>
    checkedRevision === null
      ? '尚未检查'
      : `检查之后案卷材料有变动（检查时第${checkedRevision}版，现为第${fileRevision}版）`,
  cure: { by: 'QUALITY_REVIEW_HEAD', text: '撤回本次检查并重新指定专人检查' },
});

const STILL_RECEIVED = defineRule<{ state: string }>({
  code: 'SIGNING_FILE_RECEIVED',
  provisions: ['S4-5.1a'],
  met: '案卷处于收卷状态',
  unmet: '案卷不在收卷状态',
  cure: { by: 'CLERK', text: '重新收卷' },
});

const KEY_SET = defineRule<{ keyId: string | null }>({
  code: 'SIGNING_KEY_SET',
  provisions: [],
  provenance: 'HOUSE',
  met: '签字人已设置签字密码',
  unmet: '签字人尚未在本机构设置签字密码',
  cure: { by: 'QUALITY_REVIEW_HEAD', text: '先设置签字密码（setSigningPin）' },
});

export interface SigningFacts {
  readonly place: LegalPlace;
  readonly agencyId: string;
  readonly checkState: string;
  readonly fileState: string;
  readonly checkedRevision: number | null;
  readonly fileRevision: number;
  /** Whether the signer holds the office of quality-review head at the file's agency today. */
  readonly isHead: boolean;
  readonly part: Part | null;
  readonly keyId: string | null;
}

/** S4-5.1b: whether this person may sign this check now. */
export const signingDecision = (facts: SigningFacts): Decision =>
  decide(
    'CHECK_SIGNING',
    [
      COMPLETED.find(facts.checkState === 'COMPLETED', { state: facts.checkState }),
      STILL_RECEIVED.find(facts.fileState === 'RECEIVED', { state: facts.fileState }),
      UNCHANGED.find(facts.checkedRevision === facts.fileRevision, {
        checkedRevision: facts.checkedRevision,
        fileRevision: facts.fileRevision,
      }),
      BY_HEAD.find(facts.isHead, { agencyId: facts.agencyId }),
      SIGNER_APART.find(facts.part === null || facts.part === 'SIGNER', { part: facts.part }),
      KEY_SET.find(facts.keyId !== null, { keyId: facts.keyId }),
    ].map((finding) => citedAt(finding, facts.place)),
  );

const RELEASES_VOIDED = defineRule<{ releasedSubsidyId: string | null; released: number }>({
  code: 'REOPENING_AFTER_VOID',
  provisions: ['S4-5.1c'],
  provenance: 'INFERRED',
  met: '没有凭这次签字发放而未冲销的补贴',
  unmet: ({ released }) => `凭这次签字已发放补贴${released}笔，须先冲销`,
  cure: { by: 'FINANCE_OFFICER', text: '由另一名财务人员冲销已发放的补贴（voidRelease）' },
});

/** Whether a signed check may be reopened: not while money is out on it. */
export const reopeningDecision = (facts: {
  readonly place: LegalPlace;
  readonly releasedSubsidyId: string | null;
  readonly released: number;
}): Decision =>
  decide('CHECK_REOPENING', [
    citedAt(
      RELEASES_VOIDED.find(facts.released === 0, {
        releasedSubsidyId: facts.releasedSubsidyId,
        released: facts.released,
      }),
      facts.place,
    ),
  ]);
