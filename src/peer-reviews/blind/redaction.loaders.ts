import { Where } from '../../platform/access/scope';
import type { Batch, Context } from '../../platform/context';
import { type PageArgs, pageOf } from '../../platform/paging';
import type { PageBoxes } from './copies';
import type { RedactionPaper, RedactionProgress } from './redaction.types';

const COUNTED = `m.case_file_id IN (SELECT d.case_file_id FROM campaign_draw d JOIN case_file f ON f.id = d.case_file_id AND NOT f.sealed_record WHERE d.campaign_id = $1)
  AND NOT m.withdrawn AND NOT EXISTS (SELECT FROM material n WHERE n.supersedes_id = m.id)`;

const LOOKED_AT =
  '(SELECT count(DISTINCT r.page)::integer FROM redaction r WHERE r.digest = m.digest AND r.page <= p.pages)';

/** What the store draws pages of: papers/media-types. */
const DRAWABLE = `(p.media_type = 'application/pdf' OR p.media_type LIKE 'image/%')`;

const STATE = `CASE WHEN NOT ${DRAWABLE} THEN 'WITHOUT_PAGES'
  WHEN c.n IS NULL THEN 'WAITING'
  WHEN EXISTS (SELECT FROM redacted_page y JOIN redaction r ON r.digest = y.digest AND r.page = y.page AND r.version > y.version
                WHERE y.digest = m.digest AND y.n = c.n) THEN 'DRAWN_SINCE' ELSE 'CLEARED' END`;

const PAPERS = `material m JOIN paper p ON p.digest = m.digest
  LEFT JOIN LATERAL (SELECT max(n) AS n FROM redaction_clearance WHERE digest = m.digest) c ON true`;

/**
 * A place in the list that keeps the papers of a file together, and files in an order that only the campaign's id and theirs
 * give: papers are cleared as they are listed, and the order in which that was done can be seen in the database by its readers.
 */
const PLACE = `(left(md5($1::uuid::text || m.case_file_id), 16) || left(md5(m.id::text), 16))::uuid`;

/** Papers of the drawn files that count today; without pseudonyms, so that nobody who prepares papers learns them. */
export function redactionPapers(context: Context, campaignId: string, page: PageArgs, waitingOnly: boolean) {
  const where = new Where();
  where.value(campaignId);
  if (waitingOnly) where.and(`t.state IN ('WAITING', 'DRAWN_SINCE')`);
  const from = `(SELECT ${PLACE} AS id, m.id AS "materialId", m.case_file_id AS "caseFileId", f.number AS "caseFileNumber", m.catalogue_no AS "catalogueNo", m.title, p.pages AS "pageCount",
      encode(m.digest, 'hex') AS digest, ${LOOKED_AT} AS "pagesLookedAt", ${STATE} AS state
    FROM ${PAPERS} JOIN case_file f ON f.id = m.case_file_id WHERE ${COUNTED}) t`;
  return pageOf<RedactionPaper>(context, { select: 't.*', from, where }, page);
}

export async function redactionProgress(context: Context, campaignId: string): Promise<RedactionProgress> {
  const [found] = await context.read<RedactionProgress>(
    `SELECT count(*)::integer AS papers, count(*) FILTER (WHERE NOT drawable)::integer AS "withoutPages",
            count(*) FILTER (WHERE drawable AND cleared)::integer AS cleared, count(*) FILTER (WHERE drawable AND NOT cleared)::integer AS waiting
       FROM (SELECT ${DRAWABLE} AS drawable, c.n IS NOT NULL AS cleared FROM ${PAPERS} WHERE ${COUNTED}) t`,
    [campaignId],
  );
  if (!found) throw new Error('a count gave no row');
  return found;
}

/** Pages of papers that were looked at, by the digest of the paper. */
export const boxesOf: Batch<string, readonly PageBoxes[]> = {
  name: 'redaction boxes of paper',
  async fetch(context, keys) {
    const found = await context.read<PageBoxes & { digest: string }>(
      `SELECT DISTINCT ON (r.digest, r.page) encode(r.digest, 'hex') AS digest, r.page, r.version, r.boxes FROM redaction r
        WHERE r.digest IN (SELECT decode(k, 'hex') FROM unnest($1::text[]) k) ORDER BY r.digest, r.page, r.version DESC`,
      [keys],
    );
    const byPaper = new Map<string, PageBoxes[]>(keys.map((key) => [key, []]));
    for (const { digest, ...page } of found) byPaper.get(digest)?.push(page);
    return keys.map((key) => byPaper.get(key) ?? []);
  },
};
