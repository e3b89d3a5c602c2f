import { defineRule, type Finding } from '../regulation';

/** Where each role is held; the database says the same (`role_fits_place`). */
const PLACES: Readonly<Record<string, readonly ('BUREAU' | 'AGENCY' | 'SERVICE_ORGANIZATION')[]>> = {
  CLERK: ['AGENCY'],
  QUALITY_CHECKER: ['AGENCY'],
  QUALITY_REVIEW_HEAD: ['AGENCY'],
  FINANCE_OFFICER: ['AGENCY'],
  PRACTITIONER: ['AGENCY', 'SERVICE_ORGANIZATION'],
  ORGANIZATION_MANAGER: ['SERVICE_ORGANIZATION'],
  BUREAU_SUPERVISOR: ['BUREAU'],
  REVIEWER: ['BUREAU', 'AGENCY'],
  REVIEW_COORDINATOR: ['BUREAU', 'AGENCY'],
  COMPLAINT_OFFICER: ['BUREAU', 'AGENCY'],
  AUDITOR: ['BUREAU', 'AGENCY'],
  ADMINISTRATOR: ['BUREAU', 'AGENCY'],
};
export const roleFits = (role: string, place: 'BUREAU' | 'AGENCY' | 'SERVICE_ORGANIZATION'): boolean =>
  PLACES[role]?.includes(place) ?? false;

/** Roles that one administrator alone gives to nobody; the database says the same (`needs_approval`). */
export const SECOND_ADMINISTRATOR_ROLES: readonly string[] = [
  'QUALITY_CHECKER',
  'QUALITY_REVIEW_HEAD',
  'FINANCE_OFFICER',
  'ADMINISTRATOR',
];

// Checking, signing and paying decide over money, and an administrator could approve them:
// one administrator alone appoints nobody to these.
const SECOND = defineRule<{ appointedBy: string | null; approver: string }>({
  code: 'APPROVAL_BY_SECOND_ADMINISTRATOR',
  provisions: [],
  provenance: 'HOUSE',
  met: '批准人不是任命人',
  unmet: '批准人与任命人是同一个人（按身份证号码认定，不论用哪个账号）',
  cure: { by: 'ADMINISTRATOR', text: '由另一名管理员批准' },
});

const NOT_ONESELF = defineRule<{ appointed: string; approver: string }>({
  code: 'APPROVAL_NOT_FOR_ONESELF',
  provisions: [],
  provenance: 'HOUSE',
  met: '批准人不是被任命的人',
  unmet: '不能批准对自己的任命',
  cure: { by: 'ADMINISTRATOR', text: '由另一名管理员批准' },
});

const NOT_OF_ONESELF = defineRule<{ appointed: string; appointer: string }>({
  code: 'APPOINTMENT_NOT_OF_ONESELF',
  provisions: [],
  provenance: 'HOUSE',
  met: '任命人不是被任命的人',
  unmet: '不能任命自己（按身份证号码认定，不论用哪个账号）',
  cure: { by: 'ADMINISTRATOR', text: '由另一名管理员任命' },
});

/** Who runs accounts sees no case content, and so gives no office to oneself. */
export const appointmentFindings = (facts: { readonly appointed: string; readonly appointer: string }): Finding[] => [
  NOT_OF_ONESELF.find(facts.appointed !== facts.appointer, { ...facts }),
];

/** Persons, not accounts. */
export const approvalFindings = (facts: {
  readonly appointedBy: string | null;
  readonly appointed: string;
  readonly approver: string;
}): Finding[] => [
  SECOND.find(facts.appointedBy !== facts.approver, { appointedBy: facts.appointedBy, approver: facts.approver }),
  NOT_ONESELF.find(facts.appointed !== facts.approver, { appointed: facts.appointed, approver: facts.approver }),
];
