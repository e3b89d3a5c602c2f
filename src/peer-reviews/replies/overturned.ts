import type { Context } from '../../platform/context';
import { vaultReads } from '../vault-reads';

/** How often a reader's scores were replied to, and how often the decision put another value in their place. */
export interface Overturned {
  readonly scores: number;
  readonly replied: number;
  readonly overturned: number;
}

/**
 * By reader key, over the campaign's latest reviews. Overturned is a score whose indicator was changed by a reply to
 * another value than the reader had given; who had said what was decided is not overturned.
 */
export async function overturnedByReader(
  context: Context,
  campaignId: string,
): Promise<ReadonlyMap<string, Overturned>> {
  const sql = vaultReads(context);
  const found = await sql<Overturned & { readerKey: string }>(
    `WITH replied AS (
       SELECT r.case_file_id, r.indicator_no, count(d.reply_id) FILTER (WHERE d.outcome = 'CHANGED') AS changed,
              (array_agg(d.points ORDER BY d.decided_at DESC, r.id DESC) FILTER (WHERE d.outcome = 'CHANGED'))[1] AS points,
              (array_agg(d.grade ORDER BY d.decided_at DESC, r.id DESC) FILTER (WHERE d.outcome = 'CHANGED'))[1] AS grade,
              (array_agg(d.not_applicable ORDER BY d.decided_at DESC, r.id DESC) FILTER (WHERE d.outcome = 'CHANGED'))[1] AS not_applicable
         FROM review_reply r LEFT JOIN review_reply_decision d ON d.reply_id = r.id WHERE r.campaign_id = $1 GROUP BY r.case_file_id, r.indicator_no),
     files AS MATERIALIZED (
       SELECT m.case_file_id, m.subject_id
         FROM vault.subjects_of($1, (SELECT coalesce(array_agg(DISTINCT case_file_id), '{}') FROM replied), 'CALIBRATE', $2) m)
     SELECT g.reader_key AS "readerKey", count(*) AS scores, count(p.indicator_no) AS replied,
            count(*) FILTER (WHERE p.changed > 0 AND (c.points, c.grade, c.not_applicable) IS DISTINCT FROM (p.points, p.grade, p.not_applicable)) AS overturned
       FROM review.subject s JOIN review.reading g ON g.subject_id = s.id AND g.part <> 'GROUP' AND g.state = 'SUBMITTED'
       JOIN review.submission n ON n.reading_id = g.id AND n.round = g.round JOIN review.score c ON c.submission_id = n.id
       LEFT JOIN files f ON f.subject_id = s.id LEFT JOIN replied p ON p.case_file_id = f.case_file_id AND p.indicator_no = c.indicator_no
      WHERE s.campaign_id = $1 GROUP BY g.reader_key`,
    [campaignId, context.actor?.accountId],
  );
  return new Map(found.map(({ readerKey, ...counts }) => [readerKey, counts]));
}
