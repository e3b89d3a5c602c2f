import { appointmentsFor, Role } from '../platform/access/actor';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { newId } from '../platform/ids';
import { conflict, notFound, requireOpen } from '../platform/refusal';
import { move } from '../platform/states';
import { lockCommitment } from './commitment.access';
import { QualityCommitmentRow } from './commitment.entity';
import { endCommitmentInput, offerCommitmentInput, signCommitmentInput } from './commitment.inputs';
import { type OfferFacts, offerDecision } from './commitment.rules';
import { type CommitmentAct, commitmentStates } from './commitment.states';

const AGENCY_SIDE = [Role.CLERK, Role.QUALITY_REVIEW_HEAD];

constraintMeans('one_offer_at_a_time', 'OFFER_OPEN', '与该方已有一份待签署的承诺书，请先由对方签署或者撤回');
constraintMeans('two_sides_two_persons', 'SAME_PERSON_ON_BOTH_SIDES', '双方须由不同的人签署');

/** The agency offers a commitment and signs its side (S4-4.4a). Refusals: COMMITMENT_REFUSED, OFFER_OPEN. */
export const offerCommitment = defineAct({
  name: 'offerCommitment',
  event: 'COMMITMENT_OFFERED',
  roles: AGENCY_SIDE,
  input: offerCommitmentInput,
  async run(act, input) {
    const appointment = appointmentsFor(act.actor, AGENCY_SIDE).find((each) => each.placeId === input.agencyId);
    if (!appointment) throw notFound();
    act.as(appointment);
    act.touch({ kind: 'Agency', id: input.agencyId });
    const [text] = await act.sql<NonNullable<OfferFacts['text']>>(
      'SELECT in_force_from AS "inForceFrom", in_force_to AS "inForceTo" FROM commitment_text WHERE id = $1',
      [input.textId],
    );
    const party = await partyOf(act, input);
    const decision = offerDecision({
      today: act.today,
      from: input.inForceFrom,
      to: input.inForceTo,
      text: text ?? null,
      party: party.kind,
      partyActive: party.active,
    });
    requireOpen('COMMITMENT_REFUSED', decision);
    const id = newId();
    await act.insert(QualityCommitmentRow, {
      id,
      agencyId: input.agencyId,
      serviceOrganizationId: input.serviceOrganizationId,
      volunteerId: input.volunteerId,
      textId: input.textId,
      inForceFrom: input.inForceFrom,
      inForceTo: input.inForceTo,
      state: commitmentStates.initial,
      agencySignedBy: act.actor.personId,
      agencySignedAt: act.now,
    });
    await act.record({
      things: [{ kind: 'QualityCommitment', id }, ...act.things],
      facts: {
        serviceOrganizationId: input.serviceOrganizationId,
        volunteerId: input.volunteerId,
        textId: input.textId,
        inForceFrom: input.inForceFrom,
        inForceTo: input.inForceTo,
      },
      findings: decision.findings,
      provisions: ['S4-4.4a'],
    });
    return { commitmentId: id };
  },
});

async function partyOf(
  act: Act,
  input: { readonly serviceOrganizationId: string | null; readonly volunteerId: string | null },
): Promise<{ kind: string; active: boolean }> {
  const [found] = input.serviceOrganizationId
    ? await act.sql<{ kind: string; active: boolean }>(
        `SELECT 'ORGANIZATION' AS kind, true AS active FROM service_organization WHERE id = $1`,
        [input.serviceOrganizationId],
      )
    : await act.sql<{ kind: string; active: boolean }>(
        'SELECT kind, left_on IS NULL OR left_on > $2::date AS active FROM practitioner WHERE id = $1',
        [input.volunteerId, act.today],
      );
  if (!found) throw notFound();
  return found;
}

/** The other side signs: from now on the commitment is in force within its term. Refusals: WRONG_STATE, COMMITMENT_EXPIRED. */
export const signCommitment = defineAct({
  name: 'signCommitment',
  event: 'COMMITMENT_SIGNED',
  roles: [Role.ORGANIZATION_MANAGER, Role.PRACTITIONER],
  input: signCommitmentInput,
  async run(act, { commitmentId }) {
    const row = await lockCommitment(act, commitmentId);
    const { to, provisions } = move(commitmentStates, 'signCommitment', row.state);
    if (row.inForceTo < act.today) throw conflict('COMMITMENT_EXPIRED', '承诺书期限已过，请机构重新提出');
    await act.write(
      'UPDATE quality_commitment SET state = $2, party_signed_by = $3, party_signed_at = $4 WHERE id = $1',
      [row.id, to, act.actor.personId, act.now],
    );
    await act.record({ things: act.things, facts: { from: row.state, to }, provisions });
    return { commitmentId };
  },
});

const ending = (name: Exclude<CommitmentAct, 'signCommitment'>, event: string) =>
  defineAct({
    name,
    event,
    roles: AGENCY_SIDE,
    input: endCommitmentInput,
    async run(act, { commitmentId, reason }) {
      const row = await lockCommitment(act, commitmentId);
      const { to, provisions } = move(commitmentStates, name, row.state);
      await act.write(
        'UPDATE quality_commitment SET state = $2, ended_on = $3, end_reason = $4, ended_by = $5 WHERE id = $1',
        [row.id, to, act.today, reason, act.actor.personId],
      );
      await act.record({ things: act.things, facts: { from: row.state, to, endedOn: act.today }, provisions });
      return { commitmentId };
    },
  });

/** Takes an offer back before the other side has signed. Refusal: WRONG_STATE. */
export const withdrawCommitment = ending('withdrawCommitment', 'COMMITMENT_WITHDRAWN');
/** Ends a commitment in force, with a reason; files already commissioned keep theirs. Refusal: WRONG_STATE. */
export const endCommitment = ending('endCommitment', 'COMMITMENT_ENDED');
/** Records that the other side broke the commitment (S4-4.4b): it is in force no longer. Refusal: WRONG_STATE. */
export const recordCommitmentBreach = ending('recordCommitmentBreach', 'COMMITMENT_BREACHED');

export interface CommitmentParties {
  readonly agencyId: string;
  readonly serviceOrganizationId: string | null;
  readonly volunteerId: string | null;
}

/**
 * The commitment in force between an agency and a party on a day, or null: signed by both sides, within its term,
 * and on that day not yet ended. Locked against being ended in the same moment.
 */
export async function commitmentInForce(
  act: Pick<Act, 'sql'>,
  parties: CommitmentParties,
  on: string,
): Promise<string | null> {
  const [found] = await act.sql<{ id: string }>(
    `SELECT id FROM quality_commitment
      WHERE agency_id = $1 AND service_organization_id IS NOT DISTINCT FROM $2::uuid AND volunteer_id IS NOT DISTINCT FROM $3::uuid
        AND state = 'IN_FORCE' AND in_force_from <= $4::date AND in_force_to >= $4::date
      ORDER BY in_force_to DESC, id LIMIT 1 FOR SHARE`,
    [parties.agencyId, parties.serviceOrganizationId, parties.volunteerId, on],
  );
  return found?.id ?? null;
}
