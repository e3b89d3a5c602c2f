import { randomUUID } from 'node:crypto';
import type { Act } from '../../platform/act';
import { columnsOf } from '../../platform/database/naming';
import { ReviewCampaignRow } from '../campaigns/campaign.entity';
import { thirdReaderNeeded } from '../peer-review.events';
import type { AssignmentPlan } from './assignment';
import { type Standing, standingOf } from './assignment.facts';
import { assignApart } from './assignment-thread';
import { enterReaders } from './reader-keys';

/** A campaign's readings as they stand in an act, of all its files or of some. */
export const standingIn = (
  act: Act,
  campaign: ReviewCampaignRow,
  subjectIds: readonly string[] | null,
): Promise<Standing> =>
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
export async function give(
  act: Act,
  campaign: ReviewCampaignRow,
  standing: Standing,
  plan: AssignmentPlan,
): Promise<number> {
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

export async function campaignOf(act: Act, campaignId: string): Promise<ReviewCampaignRow | undefined> {
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
