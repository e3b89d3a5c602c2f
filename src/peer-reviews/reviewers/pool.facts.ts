import type { Sql } from '../../organizations/adoptions';
import { Role, regionPrefix } from '../../platform/access/actor';
import type { FileFacts, Office, ReaderFacts, Tie } from './reviewer-facts.types';

/** Offices that reach the files of an agency. Administrators see no case content, reviewers read blind. */
const OFFICES: readonly Role[] = [
  Role.CLERK,
  Role.QUALITY_CHECKER,
  Role.QUALITY_REVIEW_HEAD,
  Role.FINANCE_OFFICER,
  Role.REVIEW_COORDINATOR,
  Role.COMPLAINT_OFFICER,
  Role.BUREAU_SUPERVISOR,
  Role.AUDITOR,
];

type Person = Pick<
  ReaderFacts,
  | 'reviewerId'
  | 'personId'
  | 'practisingSince'
  | 'caseKinds'
  | 'disciplinedOn'
  | 'availableFrom'
  | 'availableTo'
  | 'mostFiles'
  | 'appointed'
>;

/** Locked against leaving the pool in the same moment. */
const PEOPLE = `
  SELECT r.id AS "reviewerId", r.person_id AS "personId", r.practising_since AS "practisingSince", r.case_kinds AS "caseKinds",
         r.disciplined_on AS "disciplinedOn", r.available_from AS "availableFrom", r.available_to AS "availableTo", r.most_files AS "mostFiles",
         a.disabled_at IS NULL AND EXISTS (SELECT FROM appointment h WHERE h.account_id = a.id AND h.role = 'REVIEWER' AND h.ended_at IS NULL
           AND h.in_force_from <= $2::date AND (h.in_force_to IS NULL OR h.in_force_to >= $2::date)) AS appointed
    FROM reviewer r JOIN account a ON a.id = r.account_id
   WHERE r.bureau_id = $1 AND (r.ended_at IS NULL OR r.id = $3) ORDER BY r.id FOR SHARE OF r`;

/**
 * Where they work or worked, with the last day and the region of what lasts: their entry, offices as managers, engagements under
 * another roof, and moves as the ledger has them.
 */
const TIES = `
  SELECT t."personId", t.id, CASE WHEN bool_or(t.until IS NULL) THEN NULL ELSE max(t.until) END AS until, min(t.region) AS region FROM (
    SELECT p.person_id AS "personId", coalesce(p.service_organization_id, p.agency_id) AS id, p.left_on AS until, coalesce(o.region_code, g.region_code) AS region
      FROM practitioner p LEFT JOIN service_organization o ON o.id = p.service_organization_id LEFT JOIN agency g ON g.id = p.agency_id
     WHERE p.person_id = ANY ($1)
    UNION ALL
    SELECT a.person_id, h.service_organization_id, coalesce((h.ended_at AT TIME ZONE 'Asia/Shanghai')::date, h.in_force_to), o.region_code
      FROM account a JOIN appointment h ON h.account_id = a.id JOIN service_organization o ON o.id = h.service_organization_id
     WHERE a.person_id = ANY ($1)
    UNION ALL
    SELECT e.person_id, e.service_organization_id, max(coalesce(e.ended_on, (f.closed_received_at AT TIME ZONE 'Asia/Shanghai')::date, $2::date)), NULL
      FROM engagement e JOIN case_file f ON f.id = e.case_file_id
     WHERE e.person_id = ANY ($1) AND e.service_organization_id IS NOT NULL GROUP BY e.person_id, e.service_organization_id
    UNION ALL
    SELECT p.person_id, (l.facts ->> 'from')::uuid, (l.at AT TIME ZONE 'Asia/Shanghai')::date, NULL
      FROM practitioner p JOIN ledger_thing g ON g.kind = 'Practitioner' AND g.thing_id = p.id
      JOIN ledger_entry l ON l.id = g.entry_id AND l.event = 'PRACTITIONER_MOVED' AND l.outcome = 'DONE'
     WHERE p.person_id = ANY ($1)) t
   WHERE t.id IS NOT NULL GROUP BY t."personId", t.id`;

const HELD = `
  SELECT a.person_id AS "personId", h.agency_id AS "agencyId", b.region_code AS "regionCode",
         coalesce((h.ended_at AT TIME ZONE 'Asia/Shanghai')::date, h.in_force_to) AS until
    FROM account a JOIN appointment h ON h.account_id = a.id LEFT JOIN bureau b ON b.id = h.bureau_id
   WHERE a.person_id = ANY ($1) AND h.role = ANY ($2)`;

/** What was declared, and objections that were upheld or still wait: neither lets go before it is decided. */
const AGAINST = `
  SELECT r.person_id AS "personId", d.target_id AS declared, NULL::uuid AS objected, NULL::uuid AS undecided
    FROM reviewer r JOIN reviewer_declaration d ON d.reviewer_id = r.id WHERE r.person_id = ANY ($1)
  UNION ALL
  SELECT r.person_id, NULL, o.case_file_id, CASE WHEN o.outcome IS NULL THEN o.case_file_id END FROM reviewer r JOIN reviewer_objection o ON o.reviewer_id = r.id AND o.outcome IS DISTINCT FROM 'DISMISSED'
   WHERE r.person_id = ANY ($1)`;

/** Files that they were ever given under any account, and which of them they have in this campaign, in whatever part. */
const READ = `
  WITH mine AS MATERIALIZED (
    SELECT DISTINCT a.person_id, r.subject_id, k.campaign_id = $2 AND r.state <> 'STOPPED' AS held
      FROM account a CROSS JOIN LATERAL vault.reader_keys_of(a.id) k JOIN review.reading r ON r.reader_key = k.reader_key
     WHERE a.person_id = ANY ($1))
  SELECT m.person_id AS "personId", f.case_file_id AS "caseFileId", m.held
    FROM mine m JOIN vault.files_of(coalesce((SELECT array_agg(DISTINCT subject_id) FROM mine), '{}'), 'ASSIGN', $3) f ON f.subject_id = m.subject_id`;

/**
 * The pool of a campaign's bureau with every fact that recusal asks for, in six statements whatever its size; and one reviewer
 * who may have left it, whose reviews stand all the same.
 */
export async function poolFacts(
  sql: Sql,
  campaign: { readonly id: string; readonly bureauId: string },
  on: string,
  caller: string,
  left: string | null = null,
): Promise<ReaderFacts[]> {
  const people = await sql<Person>(PEOPLE, [campaign.bureauId, on, left]);
  const persons = people.map(({ personId }) => personId);
  const ties = byPerson(await sql<Tie & { personId: string; region: string | null }>(TIES, [persons, on]));
  const held = byPerson(
    await sql<{ personId: string; agencyId: string | null; regionCode: string | null; until: string | null }>(HELD, [
      persons,
      OFFICES,
    ]),
  );
  const against = byPerson(
    await sql<{ personId: string; declared: string | null; objected: string | null; undecided: string | null }>(
      AGAINST,
      [persons],
    ),
  );
  const read = byPerson(
    await sql<{ personId: string; caseFileId: string; held: boolean }>(READ, [persons, campaign.id, caller]),
  );
  return people.map((person) => {
    const own = ties(person.personId);
    return {
      ...person,
      organizations: own.map(({ id, until }) => ({ id, until })),
      regions: own.flatMap(({ region, until }) => (region && (until === null || until > on) ? [region] : [])),
      offices: held(person.personId).map(
        ({ agencyId, regionCode, until }): Office => ({
          agencyId,
          regionPrefix: regionCode === null ? null : regionPrefix(regionCode),
          until,
        }),
      ),
      declared: against(person.personId).flatMap(({ declared }) => declared ?? []),
      objectedFiles: against(person.personId).flatMap(({ objected }) => objected ?? []),
      undecidedFiles: against(person.personId).flatMap(({ undecided }) => undecided ?? []),
      filesRead: read(person.personId).flatMap(({ caseFileId, held }) => (held ? [] : caseFileId)),
      filesHeld: read(person.personId).flatMap(({ caseFileId, held }) => (held ? caseFileId : [])),
    };
  });
}

function byPerson<T extends { readonly personId: string }>(rows: readonly T[]): (personId: string) => readonly T[] {
  const found = new Map<string, T[]>();
  for (const row of rows) found.set(row.personId, [...(found.get(row.personId) ?? []), row]);
  return (personId) => found.get(personId) ?? [];
}

/** Who had to do with each file, in one statement whatever their number. */
export const fileFacts = (sql: Sql, caseFileIds: readonly string[]): Promise<FileFacts[]> =>
  sql<FileFacts>(
    `SELECT f.id AS "caseFileId", f.case_kind AS "caseKind", f.agency_id AS "agencyId", a.region_code AS "regionCode",
            coalesce(own.handlers, '{}') AS handlers, coalesce(own.organizations, '{}') AS organizations,
            array(SELECT p.person_id FROM part p WHERE p.case_file_id = f.id AND p.part <> 'PRACTITIONER'
                  UNION SELECT q.checker_person_id FROM quality_check q WHERE q.case_file_id = f.id) AS partakers,
            coalesce(same.handlers, '{}') AS "coOffenderHandlers", coalesce(same.organizations, '{}') AS "coOffenderOrganizations"
       FROM case_file f JOIN agency a ON a.id = f.agency_id
       LEFT JOIN LATERAL (
         SELECT array_agg(DISTINCT e.person_id) AS handlers,
                array_remove(array_agg(DISTINCT e.service_organization_id) || array_agg(DISTINCT coalesce(p.service_organization_id, p.agency_id)), NULL) AS organizations
           FROM engagement e JOIN practitioner p ON p.id = e.practitioner_id WHERE e.case_file_id = f.id) own ON true
       LEFT JOIN LATERAL (
         SELECT array_agg(DISTINCT e.person_id) AS handlers, array_remove(array_agg(DISTINCT e.service_organization_id), NULL) AS organizations
           FROM case_file g JOIN engagement e ON e.case_file_id = g.id WHERE g.proceeding_id = f.proceeding_id AND g.id <> f.id) same ON true
      WHERE f.id = ANY ($1)`,
    [caseFileIds],
  );
