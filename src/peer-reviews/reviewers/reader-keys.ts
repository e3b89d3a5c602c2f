import { randomUUID } from 'node:crypto';
import type { Act } from '../../platform/act';

/**
 * Keys under which reviewers read in a campaign, random, so that they say nothing. A key is a person's: whoever has one in the
 * campaign, under another account or an earlier record of the pool, keeps it.
 */
export async function enterReaders(
  act: Act,
  campaignId: string,
  reviewerIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (!reviewerIds.length) return new Map();
  const entered = await act.sql<{ reviewerId: string; readerKey: string }>(
    `SELECT e.reviewer_id AS "reviewerId", e.reader_key AS "readerKey" FROM vault.enter_readers($1, $2::uuid[], $3::uuid[]) e`,
    [campaignId, reviewerIds.map(() => randomUUID()), reviewerIds],
  );
  return new Map(entered.map(({ reviewerId, readerKey }) => [reviewerId, readerKey]));
}
