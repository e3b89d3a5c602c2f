import { registerEnumType } from 'type-graphql';

export enum Role {
  CLERK = 'CLERK',
  PRACTITIONER = 'PRACTITIONER',
  ORGANIZATION_MANAGER = 'ORGANIZATION_MANAGER',
  QUALITY_CHECKER = 'QUALITY_CHECKER',
  QUALITY_REVIEW_HEAD = 'QUALITY_REVIEW_HEAD',
  FINANCE_OFFICER = 'FINANCE_OFFICER',
  REVIEWER = 'REVIEWER',
  REVIEW_COORDINATOR = 'REVIEW_COORDINATOR',
  COMPLAINT_OFFICER = 'COMPLAINT_OFFICER',
  BUREAU_SUPERVISOR = 'BUREAU_SUPERVISOR',
  AUDITOR = 'AUDITOR',
  ADMINISTRATOR = 'ADMINISTRATOR',
}
registerEnumType(Role, {
  name: 'Role',
  description: '岗位：同一账号可有多个有期限的任命',
  valuesConfig: {
    CLERK: { description: '法律援助机构经办人' },
    PRACTITIONER: { description: '承办人（法律援助人员）' },
    ORGANIZATION_MANAGER: { description: '法律服务机构管理人' },
    QUALITY_CHECKER: { description: '结案质量检查专人' },
    QUALITY_REVIEW_HEAD: { description: '质量审查负责人' },
    FINANCE_OFFICER: { description: '补贴发放经办人（财务）' },
    REVIEWER: { description: '同行评估专家' },
    REVIEW_COORDINATOR: { description: '同行评估组织人' },
    COMPLAINT_OFFICER: { description: '投诉处理人' },
    BUREAU_SUPERVISOR: { description: '司法局监督人' },
    AUDITOR: { description: '审计人：全部可读，个人信息遮蔽，不能改动' },
    ADMINISTRATOR: { description: '管理员：管理账号，不见案件内容' },
  },
});

export const roleName: Readonly<Record<Role, string>> = {
  CLERK: '机构经办人',
  PRACTITIONER: '承办人',
  ORGANIZATION_MANAGER: '法律服务机构管理人',
  QUALITY_CHECKER: '质量检查专人',
  QUALITY_REVIEW_HEAD: '质量审查负责人',
  FINANCE_OFFICER: '财务人员',
  REVIEWER: '评估专家',
  REVIEW_COORDINATOR: '评估组织人',
  COMPLAINT_OFFICER: '投诉处理人',
  BUREAU_SUPERVISOR: '司法局监督人',
  AUDITOR: '审计人',
  ADMINISTRATOR: '管理员',
};

/** A role held today at one place. Region codes are those of the place, for scope by region (S0-3). */
export interface Appointment {
  readonly id: string;
  readonly role: Role;
  readonly place: 'BUREAU' | 'AGENCY' | 'SERVICE_ORGANIZATION';
  readonly placeId: string;
  readonly regionCode: string;
}

/** A sign-in at the issuer of OpenID Connect tokens. */
export interface OidcSignIn {
  /** Whether a second administrator approved the link; until then it opens no office that takes two to give. */
  readonly approved: boolean;
  /** When the person last signed in there; null where the token does not say. */
  readonly signedInAt: Date | null;
}

/** Who acts: always from the sign-in, never from input. */
export interface Actor {
  readonly accountId: string;
  readonly personId: string;
  /** The person's practitioner record, where there is one. */
  readonly practitionerId: string | null;
  readonly appointments: readonly Appointment[];
  readonly mustChangePassword: boolean;
  /** Null where the token is one of ours. */
  readonly oidc?: OidcSignIn | null;
  /** Where the primary's log stood after the account's last write, where replicas are read: an earlier state is not shown to it. */
  readonly position?: string | null;
}

/** Whether two loadings of an actor give the same access. */
export const sameAccess = (one: Actor, other: Actor): boolean => accessOf(one) === accessOf(other);

const accessOf = ({ accountId, personId, practitionerId, appointments, mustChangePassword, oidc }: Actor): string =>
  JSON.stringify([accountId, personId, practitionerId, mustChangePassword, oidc?.approved ?? null, appointments]);

export const appointmentsFor = (actor: Actor, roles: readonly Role[]): readonly Appointment[] =>
  actor.appointments.filter((appointment) => roles.includes(appointment.role));

/** Those of an actor's appointments that a reach knows (`known`), narrowed to the roles of an act. */
export const appointmentsAmong = (
  actor: Actor,
  roles: readonly Role[],
  known: readonly Role[],
): readonly Appointment[] =>
  appointmentsFor(
    actor,
    known.filter((role) => roles.includes(role)),
  );

/** `11` for 110000, `1101` for 110100, `110105` for a district: a region contains what begins so. */
export const regionPrefix = (code: string): string => (code === '000000' ? '' : code.replace(/(00){1,2}$/, ''));

/** A region and all below it, as a pattern for LIKE. */
export const regionPattern = (code: string): string => `${regionPrefix(code)}%`;

const atBureaus = (appointments: readonly Appointment[]) => appointments.filter(({ place }) => place === 'BUREAU');

/** Ids of the bureaus at which appointments are held. */
export const bureausHeld = (appointments: readonly Appointment[]): string[] =>
  atBureaus(appointments).map(({ placeId }) => placeId);

/** Regions of those bureaus, each with all below it, as patterns for LIKE. */
export const regionsHeld = (appointments: readonly Appointment[]): string[] =>
  atBureaus(appointments).map(({ regionCode }) => regionPattern(regionCode));
