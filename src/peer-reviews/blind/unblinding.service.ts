import { Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { constraintMeans } from '../../platform/constraints';
import { columnsOf } from '../../platform/database/naming';
import { newId } from '../../platform/ids';
import { conflict, notFound } from '../../platform/refusal';
import { UnblindingRow } from './unblinding.entity';
import { askUnblindingInput, decideUnblindingInput } from './unblinding.inputs';

/** Who may ask; the auditor never opens a running campaign (design 8). */
const ASKERS: readonly Role[] = [Role.REVIEW_COORDINATOR];
/** Who may decide, as another person than who asked (HOUSE). */
const DECIDERS: readonly Role[] = [Role.REVIEW_COORDINATOR, Role.BUREAU_SUPERVISOR];

const TWO_PERSONS = '揭开代号须由申请人以外的另一人决定';
constraintMeans('one_unblinding_waits', 'UNBLINDING_WAITS', '揭开这个代号的申请已有一件等待决定');
constraintMeans('unblinding_by_two_persons', 'ANOTHER_PERSON_DECIDES', TWO_PERSONS);
constraintMeans('unblinding_is_decided_once', 'ALREADY_DECIDED', '这项揭开代号的申请已经决定');

/** The campaign of the actor's own bureau, in whose name the act is then done; NOT_FOUND for others'. */
async function actFor(act: Act, campaignId: string): Promise<void> {
  const [campaign] = await act.sql<{ bureauId: string }>(
    'SELECT bureau_id AS "bureauId" FROM review_campaign WHERE id = $1 FOR SHARE',
    [campaignId],
  );
  const appointment = act.appointments.find(({ placeId }) => placeId === campaign?.bureauId);
  if (!appointment) throw notFound();
  act.as(appointment);
  act.touch({ kind: 'ReviewCampaign', id: campaignId });
}

export const askUnblinding = defineAct({
  name: 'askUnblinding',
  event: 'UNBLINDING_ASKED',
  roles: ASKERS,
  input: askUnblindingInput,
  async run(act, { campaignId, subjectId, reason }) {
    await actFor(act, campaignId);
    const [subject] = await act.sql('SELECT 1 FROM review.subject WHERE id = $1 AND campaign_id = $2', [
      subjectId,
      campaignId,
    ]);
    if (!subject) throw notFound();
    const id = newId();
    await act.insert(UnblindingRow, {
      id,
      campaignId,
      subjectId,
      reason,
      askedBy: act.actor.personId,
      askedAt: act.now,
    });
    await act.record({ things: act.things, facts: { unblindingId: id, subjectId }, provisions: [] });
    return { unblindingId: id };
  },
});

async function lockWaiting(act: Act, id: string): Promise<UnblindingRow> {
  const [found] = await act.sql<UnblindingRow>(
    `SELECT ${columnsOf(UnblindingRow, 't')} FROM unblinding t WHERE t.id = $1 FOR UPDATE`,
    [id],
  );
  if (!found) throw notFound();
  await actFor(act, found.campaignId);
  if (found.outcome) throw conflict('ALREADY_DECIDED', '这项揭开代号的申请已经决定');
  return found;
}

const decision = (name: string, event: string, outcome: 'APPROVED' | 'REFUSED') =>
  defineAct({
    name,
    event,
    roles: DECIDERS,
    input: decideUnblindingInput,
    async run(act, { unblindingId, reason }) {
      const { askedBy } = await lockWaiting(act, unblindingId);
      if (askedBy === act.actor.personId) throw conflict('ANOTHER_PERSON_DECIDES', TWO_PERSONS);
      await act.write(
        'UPDATE unblinding SET outcome = $2, outcome_reason = $3, decided_by = $4, decided_at = $5 WHERE id = $1',
        [unblindingId, outcome, reason, act.actor.personId, act.now],
      );
      // The pseudonym stands in the line of who asked; the file in none.
      await act.record({ things: act.things, facts: { unblindingId }, provisions: [] });
      return { unblindingId };
    },
  });

export const approveUnblinding = decision('approveUnblinding', 'UNBLINDING_APPROVED', 'APPROVED');
export const refuseUnblinding = decision('refuseUnblinding', 'UNBLINDING_REFUSED', 'REFUSED');
