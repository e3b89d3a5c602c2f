import { invariants } from '../../support/invariants';
import type { Site } from './support';

export interface ReleasedSums {
  readonly releases: number;
  readonly batches: number;
  /** Ledger lines of batches that were done. */
  readonly lines: number;
  readonly ledgerFen: number;
  readonly releasesFen: number;
  readonly batchesFen: number;
  readonly outcomesFen: number;
}

/** The same money from four tables. */
export async function releasedSums(site: Site): Promise<ReleasedSums> {
  const [sums] = await site.rows(
    `SELECT r.n AS releases, r.fen AS "releasesFen", b.n AS batches, b.fen AS "batchesFen", o.fen AS "outcomesFen", l.n AS lines, l.fen AS "ledgerFen"
       FROM (SELECT count(*)::integer AS n, coalesce(sum(amount_fen), 0)::bigint AS fen FROM subsidy_release) r,
            (SELECT count(*)::integer AS n, coalesce(sum(released_fen), 0)::bigint AS fen FROM release_batch) b,
            (SELECT coalesce(sum(amount_fen), 0)::bigint AS fen FROM release_outcome WHERE code IS NULL) o,
            (SELECT count(*)::integer AS n, coalesce(sum((facts ->> 'releasedFen')::bigint), 0)::bigint AS fen
               FROM ledger_entry WHERE event = 'SUBSIDIES_RELEASED' AND outcome = 'DONE') l`,
  );
  return sums;
}

export const brokenInvariants = (site: Site): Promise<string[]> =>
  site.asking(async (client) => {
    const names: string[] = [];
    for (const { name, sql } of invariants) if ((await client.query(sql)).rowCount) names.push(name);
    return names;
  });
