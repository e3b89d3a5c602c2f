import { Role } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { columnsOf } from '../platform/database/naming';
import { newId } from '../platform/ids';
import type { Thing } from '../platform/ledger';
import { badInput, conflict, notFound, requireOpen } from '../platform/refusal';
import { move } from '../platform/states';
import { decide } from '../regulation';
import { appointInput, approveAppointmentInput, endAppointmentInput } from './account.inputs';
import { appointmentFindings, approvalFindings, roleFits } from './appointment.rules';
import { type AppointmentAct, appointmentStates, stateOfAppointment } from './appointment.states';
import { appointmentRule, placeColumn, type ReachedPlace, reachPlace } from './organization.access';
import { AppointmentRow } from './person.entity';

constraintMeans('appointment_once', 'APPOINTED_ALREADY', '此人在此处已有这一岗位的任命');
constraintMeans('second_administrator', 'RULE_REFUSED', '批准人与任命人是同一个人');

/**
 * Appoints an account, whoever its person is, at a place within the administrator's scope: a small agency may borrow
 * a signer. Checker, quality-review head, finance officer and administrator wait for a second administrator.
 * Refusals: NOT_FOUND, APPOINTMENT_REFUSED (oneself), APPOINTED_ALREADY, ACCOUNT_DISABLED, NOT_A_PRACTITIONER, INVALID_INPUT (role and place do not fit).
 */
export const appoint = defineAct({
  name: 'appoint',
  event: 'APPOINTED',
  roles: [Role.ADMINISTRATOR],
  input: appointInput,
  async run(act, input) {
    const place = await reachPlace(act, input);
    if (!roleFits(input.role, place.kind)) throw badInput('input.role', '这一岗位不能设在此处');
    if (input.to && input.to < act.today) throw badInput('input.to', '终止日已过');
    const [account] = await act.sql<{ personId: string; disabledAt: Date | null }>(
      `SELECT person_id AS "personId", disabled_at AS "disabledAt" FROM account WHERE id = $1 FOR UPDATE`,
      [input.accountId],
    );
    if (!account) throw notFound();
    const findings = appointmentFindings({ appointed: account.personId, appointer: act.actor.personId });
    requireOpen('APPOINTMENT_REFUSED', decide('APPOINTMENT', findings));
    if (account.disabledAt) throw conflict('ACCOUNT_DISABLED', '账号已停用，不能任命');
    if (input.role === Role.PRACTITIONER) await requirePractitioner(act, account.personId, place);
    await requireFree(act, input, place);
    const id = newId();
    await act.insert(AppointmentRow, {
      id,
      accountId: input.accountId,
      role: input.role,
      bureauId: input.bureauId,
      agencyId: input.agencyId,
      serviceOrganizationId: input.serviceOrganizationId,
      inForceFrom: input.from,
      inForceTo: input.to,
      appointedBy: act.actor.personId,
      appointedAt: act.now,
    });
    await act.record({
      things: thingsOf({ id, ...input }),
      facts: {
        appointmentId: id,
        accountId: input.accountId,
        personId: account.personId,
        role: input.role,
        place: place.kind,
        placeId: place.id,
        from: input.from,
        to: input.to,
      },
      provisions: [],
    });
    return { appointmentId: id };
  },
});

async function requirePractitioner(act: Act, personId: string, place: ReachedPlace): Promise<void> {
  const [found] = await act.sql(
    `SELECT FROM practitioner WHERE person_id = $1 AND ${placeColumn[place.kind]} = $2 AND left_on IS NULL`,
    [personId, place.id],
  );
  if (!found) throw conflict('NOT_A_PRACTITIONER', '此人未登记为此处的法律援助人员，请先登记');
}

/** One role at one place once at a time; the account row is locked, so two administrators at once meet here. */
async function requireFree(
  act: Act,
  input: { readonly accountId: string; readonly role: Role; readonly from: string; readonly to: string | null },
  place: ReachedPlace,
): Promise<void> {
  const [overlapping] = await act.sql(
    `SELECT FROM appointment
      WHERE account_id = $1 AND role = $2 AND ${placeColumn[place.kind]} = $3 AND ended_at IS NULL
        AND (in_force_to IS NULL OR in_force_to >= $4::date) AND ($5::date IS NULL OR in_force_from <= $5::date)`,
    [input.accountId, input.role, place.id, input.from, input.to],
  );
  if (overlapping) throw conflict('APPOINTED_ALREADY', '此账号在此处这段时间内已有这一岗位的任命');
}

/** The second administrator's approval. Refusals: NOT_FOUND, WRONG_STATE, APPROVAL_REFUSED (with its findings, HOUSE). */
export const approveAppointment = defineAct({
  name: 'approveAppointment',
  event: 'APPOINTMENT_APPROVED',
  roles: [Role.ADMINISTRATOR],
  input: approveAppointmentInput,
  async run(act, { appointmentId }) {
    const appointment = await lockAppointment(act, appointmentId, 'approveAppointment');
    const findings = approvalFindings({
      appointedBy: appointment.appointedBy,
      appointed: appointment.personId,
      approver: act.actor.personId,
    });
    requireOpen('APPROVAL_REFUSED', decide('APPOINTMENT_APPROVAL', findings));
    await act.write('UPDATE appointment SET approved_by = $2, approved_at = $3 WHERE id = $1', [
      appointmentId,
      act.actor.personId,
      act.now,
    ]);
    await act.record({ things: thingsOf(appointment), facts: { appointmentId }, findings, provisions: [] });
    return { appointmentId };
  },
});

/** Ends an appointment at once, also one that still waits. Refusals: NOT_FOUND, WRONG_STATE. */
export const endAppointment = defineAct({
  name: 'endAppointment',
  event: 'APPOINTMENT_ENDED',
  roles: [Role.ADMINISTRATOR],
  input: endAppointmentInput,
  async run(act, { appointmentId, reason }) {
    const appointment = await lockAppointment(act, appointmentId, 'endAppointment');
    await act.write('UPDATE appointment SET ended_by = $2, ended_at = $3, end_reason = $4 WHERE id = $1', [
      appointmentId,
      act.actor.personId,
      act.now,
      reason,
    ]);
    await act.record({ things: thingsOf(appointment), facts: { appointmentId }, provisions: [] });
    return { appointmentId };
  },
});

async function lockAppointment(
  act: Act,
  id: string,
  intended: AppointmentAct,
): Promise<AppointmentRow & { readonly personId: string }> {
  const where = new Where();
  where.and(`t.id = ${where.value(id)}::uuid`).and(appointmentRule(where, act.appointments, 't'));
  const [found] = await act.sql<AppointmentRow & { personId: string }>(
    `SELECT ${columnsOf(AppointmentRow, 't')}, a.person_id AS "personId"
       FROM appointment t JOIN account a ON a.id = t.account_id WHERE ${where.text} FOR UPDATE OF t`,
    where.params,
  );
  if (!found) throw notFound();
  act.touch({ kind: 'Appointment', id });
  await reachPlace(act, found);
  move(appointmentStates, intended, stateOfAppointment(found));
  return found;
}

const thingsOf = (
  row: Pick<AppointmentRow, 'id' | 'accountId' | 'agencyId' | 'bureauId' | 'serviceOrganizationId'>,
) => {
  const things: Thing[] = [
    { kind: 'Appointment', id: row.id },
    { kind: 'Account', id: row.accountId },
  ];
  if (row.agencyId) things.push({ kind: 'Agency', id: row.agencyId });
  if (row.bureauId) things.push({ kind: 'Bureau', id: row.bureauId });
  if (row.serviceOrganizationId) things.push({ kind: 'ServiceOrganization', id: row.serviceOrganizationId });
  return things;
};
