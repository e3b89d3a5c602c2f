import type { World } from '../../support/world';

/**
 * Who must not read which drawn file, found by statements of the bench's own as owner, who may look into the vault; and
 * whether readings could have been dealt out more evenly.
 */
const FORBIDDEN = `
  WITH file AS MATERIALIZED (
    SELECT f.id, f.proceeding_id, f.agency_id, a.region_code FROM campaign_draw d JOIN case_file f ON f.id = d.case_file_id JOIN agency a ON a.id = f.agency_id WHERE d.campaign_id = $1),
  handled AS MATERIALIZED (
    SELECT e.case_file_id, e.person_id, e.service_organization_id AS organisation, e.practitioner_id, f.proceeding_id FROM engagement e JOIN case_file f ON f.id = e.case_file_id),
  tie AS MATERIALIZED (
    SELECT person_id, coalesce(service_organization_id, agency_id) AS organisation FROM practitioner
    UNION SELECT person_id, organisation FROM handled WHERE organisation IS NOT NULL
    UNION SELECT * FROM unnest($2::uuid[], $3::uuid[])),
  area AS (
    SELECT p.person_id, coalesce(o.region_code, a.region_code) AS region_code FROM practitioner p
      LEFT JOIN service_organization o ON o.id = p.service_organization_id LEFT JOIN agency a ON a.id = p.agency_id),
  held AS (SELECT a.person_id, h.agency_id, h.bureau_id FROM account a JOIN appointment h ON h.account_id = a.id WHERE h.role NOT IN ('REVIEWER', 'PRACTITIONER', 'ORGANIZATION_MANAGER', 'ADMINISTRATOR'))
  SELECT w.id AS reviewer, f.id AS file, 'own file' AS why FROM reviewer w JOIN handled h ON h.person_id = w.person_id JOIN file f ON f.id = h.case_file_id
  UNION SELECT w.id, f.id, 'a part in it' FROM reviewer w JOIN part p ON p.person_id = w.person_id JOIN file f ON f.id = p.case_file_id
  UNION SELECT w.id, f.id, 'own organisation' FROM reviewer w JOIN tie t ON t.person_id = w.person_id JOIN handled h ON h.organisation = t.organisation JOIN file f ON f.id = h.case_file_id
  UNION SELECT w.id, f.id, 'own organisation now' FROM reviewer w JOIN tie t ON t.person_id = w.person_id JOIN practitioner p ON p.service_organization_id = t.organisation JOIN handled h ON h.practitioner_id = p.id JOIN file f ON f.id = h.case_file_id
  UNION SELECT w.id, f.id, 'own area' FROM reviewer w JOIN area r ON r.person_id = w.person_id JOIN file f ON f.region_code = r.region_code
  UNION SELECT w.id, f.id, 'office' FROM reviewer w JOIN held h ON h.person_id = w.person_id LEFT JOIN bureau b ON b.id = h.bureau_id
    JOIN file f ON f.agency_id = h.agency_id OR f.region_code LIKE regexp_replace(b.region_code, '(00)+$', '') || '%'
  UNION SELECT w.id, f.id, 'co-offenders' FROM reviewer w JOIN tie t ON t.person_id = w.person_id JOIN handled h ON h.organisation = t.organisation OR h.person_id = w.person_id
    JOIN file f ON f.proceeding_id = h.proceeding_id AND f.id <> h.case_file_id
  UNION SELECT w.id, f.id, 'declared' FROM reviewer w JOIN reviewer_declaration d ON d.reviewer_id = w.id
    JOIN file f ON true JOIN handled h ON h.case_file_id = f.id JOIN practitioner p ON p.id = h.practitioner_id
   WHERE d.target_id IN (f.agency_id, h.organisation, h.person_id, p.service_organization_id, p.agency_id)`;

const READINGS = `
  SELECT r.id, r.subject_id AS subject, v.case_file_id AS file, k.reviewer_id AS reviewer, r.part FROM vault.subject v
    JOIN review.reading r ON r.subject_id = v.subject_id AND r.state <> 'STOPPED' JOIN vault.reader k ON k.reader_key = r.reader_key WHERE v.campaign_id = $1`;

/** Somebody who left an organisation, as the bench itself arranged it. */
export interface Former {
  readonly personId: string;
  readonly organisationId: string;
}

export interface Readings {
  readonly readings: readonly {
    readonly subject: string;
    readonly file: string;
    readonly reviewer: string;
    readonly part: 'READER' | 'THIRD' | 'GROUP';
  }[];
  /** By reviewer and file, as `pair` writes them: why. */
  readonly forbidden: ReadonlyMap<string, string>;
  readonly counts: ReadonlyMap<string, number>;
}

export const pair = (reviewer: string, file: string) => `${reviewer} ${file}`;

export async function readingsAgainst(world: World, campaignId: string, former: readonly Former[]): Promise<Readings> {
  const people = [former.map(({ personId }) => personId), former.map(({ organisationId }) => organisationId)];
  const forbidden = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const { reviewer, file, why } of await world.rows(FORBIDDEN, [campaignId, ...people])) {
    forbidden.set(pair(reviewer, file), why);
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  return { readings: (await world.rows(READINGS, [campaignId])) as Readings['readings'], forbidden, counts };
}

export function conflictsIn({ readings, forbidden }: Readings): string[] {
  const given = new Set<string>();
  return readings.flatMap(({ reviewer, file, part }) => {
    const key = pair(reviewer, file);
    const why = given.has(key) ? 'given twice' : forbidden.get(key);
    given.add(key);
    return why ? [`${part} ${key}: ${why}`] : [];
  });
}

export interface Loads {
  readonly least: number;
  readonly most: number;
  /** Readers between whom a chain of exchanges would make loads more even; there must be none. */
  readonly uneven: readonly string[];
}

/**
 * First readings only. Loads are as even as can be exactly when no chain of free pairs leads from a reader to one who has two
 * fewer: reader A could give a file to B, who could give another one to C, and so on.
 */
export function loadsOf({ readings, forbidden }: Readings, reviewers: readonly string[]): Loads {
  const first = readings.filter(({ part }) => part === 'READER');
  const held = new Map(
    reviewers.map((id) => [id, first.filter(({ reviewer }) => reviewer === id).map(({ file }) => file)]),
  );
  const has = new Set(first.map(({ reviewer, file }) => pair(reviewer, file)));
  const load = (id: string) => held.get(id)?.length ?? 0;
  const free = (id: string, file: string) => !forbidden.has(pair(id, file)) && !has.has(pair(id, file));
  const uneven = reviewers.flatMap((from) => {
    const reached = new Set([from]);
    for (const at of reached) {
      for (const to of reviewers) if (!reached.has(to) && held.get(at)?.some((file) => free(to, file))) reached.add(to);
    }
    const better = [...reached].find((to) => load(to) <= load(from) - 2);
    return better ? [`${from} has ${load(from)}, ${better} has ${load(better)} and could take one`] : [];
  });
  const loads = reviewers.map(load);
  return { least: Math.min(...loads), most: Math.max(...loads), uneven };
}
