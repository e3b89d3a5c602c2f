import type { Sql } from '../../organizations/adoptions';
import type { Opened } from './settled-files';

const pairs = (rows: readonly { subjectId: string; caseFileId: string }[]) =>
  new Map(rows.map(({ subjectId, caseFileId }) => [subjectId, caseFileId]));

async function materialsOf(sql: Sql, subjects: readonly string[], purpose: string, account: string) {
  const papers = await sql<{ paperId: string; materialId: string }>(
    'SELECT p.paper_id AS "paperId", p.material_id AS "materialId" FROM vault.papers_of($1::uuid[], $2, $3) p',
    [subjects, purpose, account],
  );
  return new Map(papers.map(({ paperId, materialId }) => [paperId, materialId]));
}

/** Opens the map for files of campaigns, so that whoever handled them can be shown what became of them. */
export async function openForReply(
  sql: Sql,
  files: readonly { readonly campaignId: string; readonly caseFileId: string }[],
  account: string,
): Promise<Opened> {
  if (files.length === 0) return { files: new Map(), materials: new Map() };
  const found = await sql<{ subjectId: string; caseFileId: string }>(
    `SELECT m.subject_id AS "subjectId", m.case_file_id AS "caseFileId"
       FROM (SELECT campaign, array_agg(file) AS files FROM unnest($1::uuid[], $2::uuid[]) AS t (campaign, file) GROUP BY campaign) g,
            LATERAL vault.subjects_of(g.campaign, g.files, 'REPLY', $3) m`,
    [files.map(({ campaignId }) => campaignId), files.map(({ caseFileId }) => caseFileId), account],
  );
  const subjects = found.map(({ subjectId }) => subjectId);
  return { files: pairs(found), materials: await materialsOf(sql, subjects, 'REPLY', account) };
}

/** Opens the map of a whole campaign for its results; files whose grade was known before count in none. */
export async function openForResults(sql: Sql, campaignId: string, account: string): Promise<Opened> {
  const found = await sql<{ subjectId: string; caseFileId: string; goldId: string | null }>(
    `SELECT m.subject_id AS "subjectId", m.case_file_id AS "caseFileId", m.gold_id AS "goldId"
       FROM vault.files_of((SELECT coalesce(array_agg(s.id), '{}') FROM review.subject s WHERE s.campaign_id = $1), 'FINALISE', $2) m`,
    [campaignId, account],
  );
  const counted = found.filter(({ goldId }) => goldId === null);
  const subjects = counted.map(({ subjectId }) => subjectId);
  return { files: pairs(counted), materials: await materialsOf(sql, subjects, 'FINALISE', account) };
}
