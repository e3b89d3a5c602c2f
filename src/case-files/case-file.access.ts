import { requireRole, signedIn } from '../organizations/organization.access';
import { type Actor, appointmentsAmong, appointmentsFor, Role } from '../platform/access/actor';
import { oneInReach } from '../platform/access/one-in-reach';
import { agencyReach, appointmentReaching, Where } from '../platform/access/scope';
import type { Act } from '../platform/act';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { notFound } from '../platform/refusal';
import { CaseFileRow } from './case-file.entity';

/** Roles whose agency's or region's files they see. */
const BY_AGENCY: readonly Role[] = [
  Role.CLERK,
  Role.QUALITY_CHECKER,
  Role.QUALITY_REVIEW_HEAD,
  Role.FINANCE_OFFICER,
  Role.COMPLAINT_OFFICER,
  Role.REVIEW_COORDINATOR,
  Role.BUREAU_SUPERVISOR,
  Role.AUDITOR,
];

/** Roles that work on every file of their agency, or pay for them: sealed records are closed to everybody else. */
const BY_AGENCY_SEALED: readonly Role[] = [Role.CLERK, Role.QUALITY_REVIEW_HEAD, Role.FINANCE_OFFICER];

/** Who may see any case file at all; reviewers read blind and administrators see no case content. */
export const CASE_FILE_READERS: readonly Role[] = [...BY_AGENCY, Role.PRACTITIONER, Role.ORGANIZATION_MANAGER];

/**
 * The one access function of case files, as a condition on the alias `file`: item, list, count and everything
 * that hangs on a file pass through it. `roles` narrows it to the roles of an act.
 */
export function caseFileReach(
  where: Where,
  actor: Actor,
  file: string,
  roles: readonly Role[] = CASE_FILE_READERS,
): string {
  const within = (known: readonly Role[]) => appointmentsAmong(actor, roles, known);
  const conditions: string[] = [];
  const open = within(BY_AGENCY);
  if (open.length)
    conditions.push(`(NOT ${file}.sealed_record AND (${agencyReach(where, open, `${file}.agency_id`)}))`);
  const sealed = within(BY_AGENCY_SEALED);
  if (sealed.length)
    conditions.push(`(${file}.sealed_record AND (${agencyReach(where, sealed, `${file}.agency_id`)}))`);
  // S4-5.1a: files of an agency's own staff are designated from above, sealed ones too; personal data stays with those who work on them.
  const supervising = within([Role.BUREAU_SUPERVISOR]);
  if (supervising.length) {
    conditions.push(
      `(${file}.sealed_record AND (${agencyReach(where, supervising, `${file}.agency_id`)})
         AND EXISTS (SELECT FROM engagement own JOIN practitioner p ON p.id = own.practitioner_id WHERE own.case_file_id = ${file}.id AND p.kind = 'AGENCY_STAFF'))`,
    );
  }
  if (within([Role.PRACTITIONER]).length && actor.practitionerId) {
    conditions.push(
      `EXISTS (SELECT FROM engagement reach WHERE reach.case_file_id = ${file}.id AND reach.practitioner_id = ${where.value(actor.practitionerId)}::uuid
         AND (reach.ended_on IS NULL OR NOT ${file}.sealed_record))`,
    );
  }
  const managed = within([Role.ORGANIZATION_MANAGER]).map((appointment) => appointment.placeId);
  if (managed.length) {
    conditions.push(
      `(NOT ${file}.sealed_record AND EXISTS (SELECT FROM engagement reach WHERE reach.case_file_id = ${file}.id AND reach.service_organization_id = ANY (${where.value(managed)}::uuid[])))`,
    );
  }
  // A designated checker sees what they are to check: a sealed record, or a file for which the bureau took them from elsewhere (S4-5.1a).
  if (within([Role.QUALITY_CHECKER]).length) {
    conditions.push(
      `EXISTS (SELECT FROM quality_check reach WHERE reach.case_file_id = ${file}.id AND reach.checker_person_id = ${where.value(actor.personId)}::uuid AND reach.state <> 'WITHDRAWN')`,
    );
  }
  return conditions.length ? conditions.join(' OR ') : 'false';
}

/** A proceeding is seen with any of its files, and by the clerks of its own region, who hang files on it. */
export function proceedingReach(where: Where, actor: Actor, proceeding: string, roles = CASE_FILE_READERS): string {
  const regions = appointmentsFor(actor, roles)
    .filter(({ role }) => role === Role.CLERK)
    .map(({ regionCode }) => regionCode);
  return `${proceeding}.region_code = ANY (${where.value(regions)}::text[])
    OR EXISTS (SELECT FROM case_file sibling WHERE sibling.proceeding_id = ${proceeding}.id AND (${caseFileReach(where, actor, 'sibling', roles)}))`;
}

/** Refuses a query to those who hold none of its roles. */
export function requireOne(context: Context, roles: readonly Role[]): Actor {
  requireRole(context, roles);
  return signedIn(context);
}

/** Refuses a query to those who may never see case files. */
export function requireCaseFileReader(context: Context): Actor {
  return requireOne(context, CASE_FILE_READERS);
}

/** One case file within the reader's scope, or null exactly as if it did not exist. */
export async function visibleCaseFile(context: Context, id: string): Promise<CaseFileRow | null> {
  const actor = requireCaseFileReader(context);
  return oneInReach(context, CaseFileRow, id, (where) => caseFileReach(where, actor, 't'));
}

/** Locks a case file for an act and settles in whose name it is done; NOT_FOUND outside the scope of the act's roles. */
export async function lockCaseFile(act: Act, id: string): Promise<CaseFileRow & { readonly regionCode: string }> {
  const where = new Where();
  where.and(`t.id = ${where.value(id)}::uuid`).and(caseFileReach(where, act.actor, 't', act.definition.roles));
  const [file] = await act.sql<CaseFileRow & { regionCode: string }>(
    `SELECT ${columnsOf(CaseFileRow, 't')}, a.region_code AS "regionCode"
       FROM case_file t JOIN agency a ON a.id = t.agency_id WHERE ${where.text} FOR UPDATE OF t`,
    where.params,
  );
  if (!file) throw notFound();
  act.touch({ kind: 'CaseFile', id: file.id });
  const appointment = appointmentFor(act, file);
  if (appointment) act.as(appointment);
  return file;
}

/** In whose name an act on a file is done: by the agency or region where the role reaches so far, else as its practitioner. */
function appointmentFor(act: Act, file: { readonly agencyId: string; readonly regionCode: string }) {
  const { roles } = act.definition;
  const place = { id: file.agencyId, regionCode: file.regionCode };
  const byAgency = BY_AGENCY.filter((role) => roles.includes(role));
  return (
    appointmentReaching(act.actor, byAgency, place) ??
    appointmentsFor(act.actor, [Role.PRACTITIONER])[0] ??
    act.appointments[0]
  );
}

/** Whether the actor works on a file, as a condition: finance, supervisors and auditors do not, nor does a clerk elsewhere. */
function workCondition(where: Where, actor: Actor, file: string): string {
  const conditions: string[] = [];
  const here = appointmentsFor(actor, [Role.CLERK, Role.QUALITY_REVIEW_HEAD])
    .filter(({ place }) => place === 'AGENCY')
    .map(({ placeId }) => placeId);
  if (here.length) conditions.push(`${file}.agency_id = ANY (${where.value(here)}::uuid[])`);
  if (actor.practitionerId && appointmentsFor(actor, [Role.PRACTITIONER]).length) {
    conditions.push(
      `EXISTS (SELECT FROM engagement work WHERE work.case_file_id = ${file}.id AND work.practitioner_id = ${where.value(actor.practitionerId)}::uuid AND work.ended_on IS NULL)`,
    );
  }
  if (appointmentsFor(actor, [Role.QUALITY_CHECKER]).length) {
    conditions.push(
      `EXISTS (SELECT FROM quality_check work WHERE work.case_file_id = ${file}.id AND work.checker_person_id = ${where.value(actor.personId)}::uuid AND work.state <> 'WITHDRAWN')`,
    );
  }
  return conditions.length ? conditions.join(' OR ') : 'false';
}

/** Files on which the reader works and that are within reach: only of these is personal data ever read. */
export function worksOn(where: Where, actor: Actor, file: string): string {
  return `(${workCondition(where, actor, file)}) AND (${caseFileReach(where, actor, file)})`;
}
