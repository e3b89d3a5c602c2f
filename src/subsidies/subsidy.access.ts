import { caseFileReach } from '../case-files/case-file.access';
import { signedIn } from '../organizations/organization.access';
import { type Actor, type Appointment, appointmentsFor, Role } from '../platform/access/actor';
import { appointmentReaching, Where } from '../platform/access/scope';
import type { Act } from '../platform/act';
import type { Batch, Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { forbidden, notFound } from '../platform/refusal';
import { SubsidyRow } from './subsidy.entity';

/** The agency that pays, its clerks who calculate, its head, and the bureau above. */
export const OFFICE_SIDE: readonly Role[] = [
  Role.CLERK,
  Role.QUALITY_REVIEW_HEAD,
  Role.FINANCE_OFFICER,
  Role.BUREAU_SUPERVISOR,
  Role.AUDITOR,
];
/** Whose money it is, and the organisation that answers for them. */
export const PAYEE_SIDE: readonly Role[] = [Role.PRACTITIONER, Role.ORGANIZATION_MANAGER];
export const SUBSIDY_READERS: readonly Role[] = [...OFFICE_SIDE, ...PAYEE_SIDE];

/**
 * The one access function of subsidies (alias `t`) with their case file (alias `f`) and engagement (alias `e`):
 * agency and bureau as they reach the file, a practitioner only their own, an organisation those of its practitioners
 * on files that it may see.
 */
export function subsidyReach(where: Where, actor: Actor, roles: readonly Role[] = SUBSIDY_READERS): string {
  const has = (role: Role) => roles.includes(role) && appointmentsFor(actor, [role]).length > 0;
  const conditions = [
    caseFileReach(
      where,
      actor,
      'f',
      OFFICE_SIDE.filter((role) => roles.includes(role)),
    ),
  ];
  if (has(Role.PRACTITIONER) && actor.practitionerId) {
    conditions.push(`t.practitioner_id = ${where.value(actor.practitionerId)}::uuid`);
  }
  if (has(Role.ORGANIZATION_MANAGER)) {
    const managed = appointmentsFor(actor, [Role.ORGANIZATION_MANAGER]).map((each) => each.placeId);
    const seen = caseFileReach(where, actor, 'f', [Role.ORGANIZATION_MANAGER]);
    conditions.push(`(${seen}) AND e.service_organization_id = ANY (${where.value(managed)}::uuid[])`);
  }
  return conditions.map((condition) => `(${condition})`).join(' OR ');
}

export const SUBSIDY_FROM =
  'subsidy t JOIN case_file f ON f.id = t.case_file_id JOIN engagement e ON e.id = t.engagement_id';

export function requireSubsidyReader(context: Context, roles: readonly Role[] = SUBSIDY_READERS): Actor {
  const actor = signedIn(context);
  if (!appointmentsFor(actor, roles).length) throw forbidden();
  return actor;
}

/** Subsidies by id, those within the reader's scope; null for the rest, exactly as if they did not exist. */
export const visibleSubsidyById: Batch<string, SubsidyRow | null> = {
  name: 'visible subsidy by id',
  async fetch(context, ids) {
    if (!context.actor) return ids.map(() => null);
    const where = new Where();
    where.and(`t.id = ANY (${where.value(ids)}::uuid[])`).and(subsidyReach(where, context.actor));
    const found = await context.read<SubsidyRow>(
      `SELECT ${columnsOf(SubsidyRow, 't')} FROM ${SUBSIDY_FROM} WHERE ${where.text}`,
      where.params,
    );
    const byId = new Map(found.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  },
};

export type LockedSubsidy = SubsidyRow & { readonly agencyId: string; readonly regionCode: string };

/** Locks a subsidy for an act and settles in whose name it is done; NOT_FOUND outside the scope of the act's roles. */
export async function lockSubsidy(act: Act, id: string): Promise<LockedSubsidy> {
  const where = new Where();
  where.and(`t.id = ${where.value(id)}::uuid`).and(subsidyReach(where, act.actor, act.definition.roles));
  const select = `SELECT ${columnsOf(SubsidyRow, 't')}, f.agency_id AS "agencyId", a.region_code AS "regionCode"
                    FROM ${SUBSIDY_FROM} JOIN agency a ON a.id = f.agency_id WHERE ${where.text}`;
  const [seen] = await act.sql<LockedSubsidy>(select, where.params);
  if (!seen) throw notFound();
  act.touch({ kind: 'Subsidy', id });
  await act.sql('SELECT lock_subsidies($1::uuid[])', [[id]]);
  const [row] = await act.sql<LockedSubsidy>(select, where.params);
  if (!row) throw notFound();
  act.as(appointmentOver(act, row));
  return row;
}

/** The appointment by which the actor does this act at an agency; NOT_FOUND where there is none. */
export function appointmentOver(
  act: Act,
  { agencyId, regionCode }: { agencyId: string; regionCode: string },
): Appointment {
  const appointment = appointmentReaching(act.actor, act.definition.roles, { id: agencyId, regionCode });
  if (!appointment) throw notFound();
  return appointment;
}
