import { randomUUID } from 'node:crypto';
import { Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { columnsOf } from '../../platform/database/naming';
import { conflict, notFound } from '../../platform/refusal';
import { move } from '../../platform/states';
import { lockCampaign } from '../campaigns/campaign.access';
import { ReviewCampaignRow } from '../campaigns/campaign.entity';
import { campaignStates } from '../campaigns/campaign.states';
import { thirdReaderNeeded } from '../peer-review.events';
import type { AssignmentPlan } from './assignment';
import { type Standing, standingOf } from './assignment.facts';
import { assignReadersInput, stopReadingInput } from './assignment.inputs';
import { assignApart } from './assignment-thread';
import { enterReaders } from './reader-keys';
import { requireGround } from './stop-grounds';
import { lockReadings, requireReading, stopReadings } from './stopping';

/**
 * Gives every file of a campaign the readers that it lacks: at first all of them, later those for stopped readings and third
 * readers; who has a file keeps it. Refusals: WRONG_STATE, NOTHING_DRAWN.
 */
export const assignReaders = defineAct({
  name: 'assignReaders',
  event: 'READERS_ASSIGNED',
  roles: [Role.REVIEW_COORDINATOR],
  input: assignReadersInput,
  async run(act, { campaignId }) {
    const campaign = await lockCampaign(act, campaignId);
    const { to, provisions } = move(campaignStates, 'assignReaders', campaign.state);
    // Thousands of files are weighed for some seconds between two statements.
    await act.sql(`SET LOCAL idle_in_transaction_session_timeout = '5min'`);
    const standing = await standingIn(act, campaign, null);
    if (!standing.subjects.length) throw conflict('NOTHING_DRAWN', '本次评估还没有抽出案卷');
    const plan = await assignApart(standing.input);
    const added = await give(act, campaign, standing, plan);
    if (campaign.state !== to) {
      await act.write(
        'UPDATE review_campaign SET state = $2, reading_due_on = $3, version = version + 1 WHERE id = $1',
        [campaign.id, to, standing.dueOn],
      );
    }
    const missing = plan.unassignable.reduce((sum, file) => sum + file.missing, 0);
    await act.record({
      things: act.things,
      facts: {
        from: campaign.state,
        to,
        readings: added,
        readers: plan.loads.filter(({ added }) => added > 0).length,
        missing,
        filesLacking: plan.unassignable.length,
        dueOn: standing.dueOn,
      },
      provisions,
    });
    return { campaignId, added, missing };
  },
});

const standingIn = (act: Act, campaign: ReviewCampaignRow, subjectIds: readonly string[] | null): Promise<Standing> =>
  standingOf(
    {
      sql: (text, params) => act.sql(text, params),
      keys: act.context.services.keys,
      today: act.today,
      accountId: act.actor.accountId,
    },
    campaign,
    subjectIds,
  );

/**
 * Writes the readings of a plan, under keys that say nothing and in an order that says nothing; how many. A third reader whom
 * somebody else drew in the same moment stays.
 */
async function give(act: Act, campaign: ReviewCampaignRow, standing: Standing, plan: AssignmentPlan): Promise<number> {
  if (!plan.readings.length) return 0;
  const keyOf = new Map(standing.keyOf);
  const fresh = [...new Set(plan.readings.map(({ reviewerId }) => reviewerId))].filter((id) => !keyOf.has(id));
  for (const [reviewerId, key] of await enterReaders(act, campaign.id, fresh)) keyOf.set(reviewerId, key);
  const subjectOf = new Map(standing.subjects.map((subject) => [subject.caseFileId, subject]));
  const readings = plan.readings.map(({ caseFileId, reviewerId }) => ({
    id: randomUUID(),
    subject: subjectOf.get(caseFileId),
    key: keyOf.get(reviewerId),
  }));
  return act.write(
    `INSERT INTO review.reading (id, subject_id, reader_key, part, state, due_on)
     SELECT t.id, t.subject_id, t.reader_key, t.part, 'ASSIGNED', $5::date
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) AS t (id, subject_id, reader_key, part) ORDER BY t.id ON CONFLICT DO NOTHING`,
    [
      readings.map(({ id }) => id),
      readings.map(({ subject }) => subject?.subjectId),
      readings.map(({ key }) => key),
      readings.map(({ subject }) => (subject?.state === 'NEEDS_THIRD' ? 'THIRD' : 'READER')),
      standing.dueOn,
    ],
  );
}

async function campaignOf(act: Act, campaignId: string): Promise<ReviewCampaignRow | undefined> {
  const [campaign] = await act.sql<ReviewCampaignRow>(
    `SELECT ${columnsOf(ReviewCampaignRow, 't')} FROM review_campaign t WHERE t.id = $1`,
    [campaignId],
  );
  return campaign;
}

/**
 * Draws third readers for subjects that need one, inside the act that found it out; how many were found. Nobody free of
 * conflicts: the subject waits, and the assignment's plan names it.
 */
export async function assignThird(act: Act, campaignId: string, subjectIds: readonly string[]): Promise<number> {
  const campaign = await campaignOf(act, campaignId);
  if (campaign?.state !== 'READING' || !subjectIds.length) return 0;
  const standing = await standingIn(act, campaign, subjectIds);
  const plan = await assignApart(standing.input);
  return give(act, campaign, standing, plan);
}

thirdReaderNeeded.subscribe(async (act, { campaignId, subjectIds }) => {
  await assignThird(act, campaignId, subjectIds);
});

/**
 * Stops a reading: a conflict found later, an objection, a reader who cannot go on. What was written stays; assignReaders draws
 * another reader. A submitted review stops for a conflict or an objection only, which the register must bear out where it
 * can. Refusals: NOT_FOUND, WRONG_STATE, STOP_NEEDS_GROUND, GROUND_NOT_FOUND, REPLIES_OPEN.
 */
export const stopReading = defineAct({
  name: 'stopReading',
  event: 'READING_STOPPED',
  roles: [Role.REVIEW_COORDINATOR],
  input: stopReadingInput,
  async run(act, { readingId, cause, ground, reason }) {
    const [reading] = await lockReadings(act, [readingId]);
    if (!reading) throw notFound();
    const campaign = await lockCampaign(act, reading.campaignId);
    requireReading(campaign);
    await requireGround(act, campaign, reading, cause, ground);
    await stopReadings(act, [reading], cause, reason, ground);
    await act.record({
      things: [...act.things, { kind: 'Reading', id: readingId }],
      facts: { cause, ground, was: reading.state },
      provisions: ['S0-26.1'],
    });
    return { readingId };
  },
});
