import type { Act } from '../../platform/act';
import { assignApart } from './assignment-thread';
import { campaignOf, standingIn } from './giving';
import { enterReaders } from './reader-keys';

interface Places {
  readonly campaignId: string;
  readonly subjectId: string;
  readonly number: number;
  readonly dueOn: string;
}

/** Seats in groups of the campaign by reader key: sitting in groups is spread by itself, whatever somebody reads. */
const SEATS = `
  SELECT r.reader_key AS "readerKey", count(*)::integer AS number FROM review.reading r JOIN review.subject s ON s.id = r.subject_id
   WHERE s.campaign_id = $1 AND r.part = 'GROUP' AND r.state <> 'STOPPED' GROUP BY r.reader_key`;

/**
 * Draws members of a group for a file as its readers are drawn: nobody with a conflict, nobody who was ever given the file,
 * loads even, and chance from the campaign's seeds. Their keys; fewer than asked for where no more are free.
 */
export async function drawMembers(act: Act, { campaignId, subjectId, number, dueOn }: Places): Promise<string[]> {
  const campaign = await campaignOf(act, campaignId);
  if (!campaign) return [];
  const { input, reviewerOf } = await standingIn(act, campaign, [subjectId]);
  const seats = await act.sql<{ readerKey: string; number: number }>(SEATS, [campaignId]);
  const plan = await assignApart({
    ...input,
    seed: `${input.seed}\ngroup of ${subjectId}`,
    files: input.files.map((file) => ({ ...file, needed: number })),
    loads: new Map(
      seats.flatMap(({ readerKey, number: held }) => {
        const reviewerId = reviewerOf.get(readerKey);
        return reviewerId ? [[reviewerId, held] as const] : [];
      }),
    ),
    time: { from: act.today, to: dueOn },
  });
  const drawn = plan.readings.map(({ reviewerId }) => reviewerId);
  if (drawn.length < number) return [];
  return [...(await enterReaders(act, campaignId, drawn)).values()];
}
