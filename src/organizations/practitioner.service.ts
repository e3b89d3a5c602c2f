import { Role } from '../platform/access/actor';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { columnsOf } from '../platform/database/naming';
import { newId } from '../platform/ids';
import { badInput, conflict, notFound } from '../platform/refusal';
import { type ReachedPlace, reachPlace } from './organization.access';
import { AppointmentRow, PractitionerRow } from './person.entity';
import { personOf } from './persons';
import { movePractitionerInput, registerPractitionerInput } from './practitioner.inputs';

constraintMeans('practitioner_person_id_key', 'PRACTITIONER_REGISTERED_ALREADY', '此人已登记为法律援助人员');
constraintMeans('practitioner_licence_number_key', 'LICENCE_NUMBER_TAKEN', '这个执业证号已登记');

/**
 * Registers a practitioner at a place within reach. A person is one identity number and one practitioner.
 * Refusals: NOT_FOUND (place), PRACTITIONER_REGISTERED_ALREADY, LICENCE_NUMBER_TAKEN, INVALID_INPUT.
 */
export const registerPractitioner = defineAct({
  name: 'registerPractitioner',
  event: 'PRACTITIONER_REGISTERED',
  roles: [Role.CLERK, Role.ADMINISTRATOR],
  input: registerPractitionerInput,
  async run(act, input) {
    const place = await reachPlace(act, input);
    await requireKindOfPlace(act, input.kind, place);
    if (input.practisingSince && input.practisingSince > act.today) {
      throw badInput('input.practisingSince', '不能晚于今天');
    }
    const personId = await personOf(act.runner, act.context.services.keys, input);
    const id = newId();
    await act.insert(PractitionerRow, {
      id,
      personId,
      kind: input.kind,
      licenceNumber: input.licenceNumber,
      serviceOrganizationId: input.serviceOrganizationId,
      agencyId: input.agencyId,
      practisingSince: input.practisingSince,
      specialties: input.specialties ?? [],
      onPublicPayroll: input.onPublicPayroll,
      registeredAt: act.now,
    });
    await act.record({
      things: [{ kind: 'Practitioner', id }],
      facts: { practitionerId: id, personId, kind: input.kind, place: place.kind, placeId: place.id },
      provisions: ['S0-29'],
    });
    return { practitionerId: id };
  },
});

/** A lawyer belongs to a law firm, a grassroots worker to a grassroots office. */
async function requireKindOfPlace(act: Act, kind: string, place: ReachedPlace): Promise<void> {
  if (place.kind !== 'SERVICE_ORGANIZATION') return;
  const [organization] = await act.sql<{ kind: string }>('SELECT kind FROM service_organization WHERE id = $1', [
    place.id,
  ]);
  if ((kind === 'LAWYER') !== (organization?.kind === 'LAW_FIRM')) {
    throw badInput('input.serviceOrganizationId', '律师须在律师事务所，基层法律服务工作者须在基层法律服务所');
  }
}

/**
 * Moves a practitioner to another place, or records that they left. Their appointment as practitioner moves along;
 * engagements keep the organisation that they were commissioned with. Whoever does it must reach both places.
 * Refusals: NOT_FOUND, PRACTITIONER_LEFT, SAME_PLACE, INVALID_INPUT (kind and place do not fit).
 */
export const movePractitioner = defineAct({
  name: 'movePractitioner',
  event: 'PRACTITIONER_MOVED',
  roles: [Role.CLERK, Role.ADMINISTRATOR],
  input: movePractitionerInput,
  async run(act, input) {
    const [practitioner] = await act.sql<PractitionerRow>(
      `SELECT ${columnsOf(PractitionerRow, 't')} FROM practitioner t WHERE t.id = $1 FOR UPDATE`,
      [input.practitionerId],
    );
    if (!practitioner) throw notFound();
    const from = await reachPlace(act, practitioner);
    act.touch({ kind: 'Practitioner', id: practitioner.id });
    if (practitioner.leftOn) throw conflict('PRACTITIONER_LEFT', '此人已不再是法律援助人员');
    const to = input.leftOn ? null : await newPlace(act, practitioner, from, input);
    if (input.leftOn && input.leftOn > act.today) throw badInput('input.leftOn', '不能晚于今天');
    await act.write(
      'UPDATE practitioner SET service_organization_id = coalesce($2, service_organization_id), agency_id = coalesce($3, agency_id), left_on = $4 WHERE id = $1',
      [practitioner.id, input.serviceOrganizationId, input.agencyId, input.leftOn],
    );
    await moveAppointments(act, practitioner.personId, to);
    await act.record({
      event: to ? 'PRACTITIONER_MOVED' : 'PRACTITIONER_LEFT',
      things: [{ kind: 'Practitioner', id: practitioner.id }],
      facts: { practitionerId: practitioner.id, from: from.id, to: to?.id ?? null, leftOn: input.leftOn },
      provisions: [],
    });
    return { practitionerId: practitioner.id };
  },
});

async function newPlace(
  act: Act,
  practitioner: PractitionerRow,
  from: ReachedPlace,
  input: { readonly serviceOrganizationId: string | null; readonly agencyId: string | null },
): Promise<ReachedPlace> {
  const to = await reachPlace(act, input);
  if (to.kind !== from.kind) throw badInput('input', '种类不同的人员须登记在相应的机构');
  if (to.id === from.id) throw conflict('SAME_PLACE', '此人已在此处');
  await requireKindOfPlace(act, practitioner.kind, to);
  return to;
}

async function moveAppointments(act: Act, personId: string, to: ReachedPlace | null): Promise<void> {
  const standing = await act.sql<{ accountId: string; inForceTo: string | null }>(
    `UPDATE appointment SET ended_by = $2, ended_at = $3, end_reason = $4
      WHERE role = 'PRACTITIONER' AND ended_at IS NULL AND account_id IN (SELECT id FROM account WHERE person_id = $1)
      RETURNING account_id AS "accountId", in_force_to AS "inForceTo"`,
    [personId, act.actor.personId, act.now, to ? '人员转到另一处' : '人员离开'],
  );
  if (!to) return;
  for (const { accountId, inForceTo } of standing) {
    if (inForceTo !== null && inForceTo < act.today) continue;
    await act.insert(AppointmentRow, {
      id: newId(),
      accountId,
      role: Role.PRACTITIONER,
      [to.kind === 'AGENCY' ? 'agencyId' : 'serviceOrganizationId']: to.id,
      inForceFrom: act.today,
      inForceTo,
      appointedBy: act.actor.personId,
      appointedAt: act.now,
    });
  }
}
