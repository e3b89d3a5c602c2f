import type { CheckFacts } from './signed-form';

/** One statement on whatever connection the caller has: an act's, a request's, a sweep's. */
export type Sql = <T>(text: string, params: readonly unknown[]) => Promise<T[]>;

/**
 * What signatures of these checks cover, rebuilt from the tables as they are now, in one statement. Papers are those
 * of the revision that was checked: later versions do not change what was signed, they only end that it covers the file.
 */
export async function checkFacts(sql: Sql, checkIds: readonly string[]): Promise<ReadonlyMap<string, CheckFacts>> {
  const found = await sql<Omit<CheckFacts, 'completedAt'> & { completedAt: Date }>(
    `SELECT c.check_id AS "checkId", c.round, c.case_file_id AS "caseFileId", f.number AS "caseFileNumber", f.agency_id AS "agencyId",
            c.result, c.opinion, c.checker_person_id AS "checkerPersonId", c.completed_at AS "completedAt", c.revision,
            json_build_object('id', e.id, 'standard', e.standard, 'indicators',
              (SELECT json_agg(json_build_object('no', n.no, 'name', n.name) ORDER BY n.no) FROM standard_indicator n WHERE n.edition_id = e.id)) AS edition,
            (SELECT coalesce(json_agg(json_build_object('indicatorNo', i.indicator_no, 'finding', i.finding,
                      'evidenceMaterialId', i.evidence_material_id, 'evidencePage', i.evidence_page,
                      'absentFromFile', i.absent_from_file, 'remark', i.remark) ORDER BY i.indicator_no), '[]')
               FROM check_item i WHERE i.check_id = c.check_id) AS items,
            (SELECT coalesce(json_agg(json_build_object('id', m.id, 'catalogueNo', m.catalogue_no, 'title', m.title, 'pages', m.pages,
                      'digest', encode(m.digest, 'hex'), 'revision', m.revision) ORDER BY m.revision), '[]')
               FROM material m
              WHERE m.case_file_id = c.case_file_id AND m.revision <= c.revision AND NOT m.withdrawn
                AND NOT EXISTS (SELECT FROM material later WHERE later.supersedes_id = m.id AND later.revision <= c.revision)) AS materials
       FROM check_completion c
       JOIN quality_check q ON q.id = c.check_id
       JOIN case_file f ON f.id = c.case_file_id
       JOIN standard_edition e ON e.id = q.edition_id
      WHERE c.check_id = ANY ($1::uuid[])`,
    [checkIds],
  );
  return new Map(found.map((row) => [row.checkId, { ...row, completedAt: row.completedAt.toISOString() }]));
}
