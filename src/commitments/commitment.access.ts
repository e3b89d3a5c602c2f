import { requireRole, signedIn } from '../organizations/organization.access';
import { type Actor, type Appointment, appointmentsAmong, Role } from '../platform/access/actor';
import { oneInReach } from '../platform/access/one-in-reach';
import { agencyReach, Where } from '../platform/access/scope';
import type { Act } from '../platform/act';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { notFound } from '../platform/refusal';
import { QualityCommitmentRow } from './commitment.entity';

const BY_AGENCY: readonly Role[] = [
  Role.CLERK,
  Role.QUALITY_CHECKER,
  Role.QUALITY_REVIEW_HEAD,
  Role.COMPLAINT_OFFICER,
  Role.BUREAU_SUPERVISOR,
  Role.AUDITOR,
];

export const COMMITMENT_READERS: readonly Role[] = [...BY_AGENCY, Role.ORGANIZATION_MANAGER, Role.PRACTITIONER];

/** The one access function of commitments: the agency's side by scope, the other side its own. */
export function commitmentReach(
  where: Where,
  actor: Actor,
  alias: string,
  roles: readonly Role[] = COMMITMENT_READERS,
): string {
  const within = (known: readonly Role[]) => appointmentsAmong(actor, roles, known);
  const conditions: string[] = [];
  const agencySide = within(BY_AGENCY);
  if (agencySide.length) conditions.push(agencyReach(where, agencySide, `${alias}.agency_id`));
  const managed = within([Role.ORGANIZATION_MANAGER]).map((appointment) => appointment.placeId);
  if (managed.length) conditions.push(`${alias}.service_organization_id = ANY (${where.value(managed)}::uuid[])`);
  if (within([Role.PRACTITIONER]).length && actor.practitionerId) {
    conditions.push(`${alias}.volunteer_id = ${where.value(actor.practitionerId)}::uuid`);
  }
  return conditions.length ? conditions.map((condition) => `(${condition})`).join(' OR ') : 'false';
}

export function requireCommitmentReader(context: Context): Actor {
  requireRole(context, COMMITMENT_READERS);
  return signedIn(context);
}

export async function visibleCommitment(context: Context, id: string): Promise<QualityCommitmentRow | null> {
  const actor = requireCommitmentReader(context);
  return oneInReach(context, QualityCommitmentRow, id, (where) => commitmentReach(where, actor, 't'));
}

/** The appointment by which the actor stands on one side of a commitment. */
function sideOf(act: Act, row: QualityCommitmentRow): Appointment | undefined {
  return act.appointments.find(
    (appointment) =>
      appointment.placeId === row.agencyId ||
      appointment.placeId === row.serviceOrganizationId ||
      (appointment.role === Role.PRACTITIONER && row.volunteerId === act.actor.practitionerId),
  );
}

/** Locks a commitment for an act; NOT_FOUND outside the scope of the act's roles. */
export async function lockCommitment(act: Act, id: string): Promise<QualityCommitmentRow> {
  const where = new Where();
  where.and(`t.id = ${where.value(id)}::uuid`).and(commitmentReach(where, act.actor, 't', act.definition.roles));
  const [row] = await act.sql<QualityCommitmentRow>(
    `SELECT ${columnsOf(QualityCommitmentRow, 't')} FROM quality_commitment t WHERE ${where.text} FOR UPDATE`,
    where.params,
  );
  if (!row) throw notFound();
  act.touch({ kind: 'QualityCommitment', id: row.id });
  const side = sideOf(act, row);
  if (!side) throw notFound();
  act.as(side);
  return row;
}
