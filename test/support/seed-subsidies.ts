import { newId } from '../../src/platform/ids';
import { DEFAULT_LINES } from '../../src/subsidies/tariff.rules';
import type { AgencySeed, BureauSeed, PractitionerSeed } from './seed';
import { sealChecks } from './seed-seals';
import type { World } from './world';

/** How far a seeded file has come; each includes what is before it. */
export type SeedStep = 'RECEIVED' | 'DESIGNATED' | 'COMPLETED' | 'SIGNED';

export interface ReleasableOptions {
  readonly upTo?: SeedStep;
  readonly result?: 'QUALIFIED' | 'UNQUALIFIED' | 'RETURNED';
  readonly practitioner?: PractitionerSeed;
  /** Fen; null: no amount was ever set. */
  readonly amountFen?: number | null;
  readonly sealed?: boolean;
  readonly receivedOn?: string;
  /** Whether the subsidy has arisen; off: only the file with its check. */
  readonly arisen?: boolean;
}

export interface Releasable {
  readonly subsidyId: string;
  readonly caseFileId: string;
  readonly engagementId: string;
  readonly checkId: string;
  readonly materialId: string;
}

/** A tariff of the bureau with published local amounts, in force since 2020. */
export async function seedTariff(world: World, bureau: Pick<BureauSeed, 'id'>): Promise<string> {
  const [there] = await world.rows(`SELECT id FROM tariff_edition WHERE bureau_id = $1 AND document = '测试标准'`, [
    bureau.id,
  ]);
  if (there) return there.id;
  const id = newId();
  await world.rows(
    `WITH edition AS (
       INSERT INTO tariff_edition (id, bureau_id, title, document, provenance, in_force_from, early_end_percent, line_count, entered_at)
       VALUES ($1, $2, '办案补贴标准', '测试标准', 'LOCAL', '2020-01-01', 50, cardinality($4::text[]), $3))
     INSERT INTO tariff_line (edition_id, code, amount_fen) SELECT $1::uuid, * FROM unnest($4::text[], $5::bigint[])`,
    [id, bureau.id, world.clock.now(), DEFAULT_LINES.map(({ code }) => code), DEFAULT_LINES.map(({ fen }) => fen)],
  );
  return id;
}

const ids = (n: number) => Array.from({ length: n }, () => newId());

/**
 * n received case files of one agency, each with engagement, one paper, check, signature and subsidy, written as owner
 * by whole sets. Signatures are real: made with the head's key over what the tables hold.
 */
export async function seedReleasable(
  agency: AgencySeed,
  n: number,
  options: ReleasableOptions = {},
): Promise<Releasable[]> {
  const { world } = agency.city;
  const { upTo = 'SIGNED', result = 'QUALIFIED', amountFen = 180_000, sealed = false, arisen = true } = options;
  const practitioner = options.practitioner ?? (await (await agency.lawFirm()).lawyer());
  const [clerk, checker, head] = await Promise.all([agency.clerk, agency.checker, agency.head]);
  const edition = await seedTariff(world, agency.bureau);
  const now = options.receivedOn ? new Date(`${options.receivedOn}T12:00:00+08:00`) : world.clock.now();
  const [files, proceedings, recipients, engagements, materials, closings, checks, subsidies] = Array.from(
    { length: 8 },
    () => ids(n),
  ) as [string[], string[], string[], string[], string[], string[], string[], string[]];
  const [firm] = await world.rows('SELECT service_organization_id AS id FROM practitioner WHERE id = $1', [
    practitioner.practitionerId,
  ]);
  const run = (sql: string, params: unknown[]) => world.rows(sql, params);
  await run('BEGIN', []);
  await run(
    `INSERT INTO proceeding (id, case_kind, cause, region_code, opened_at) SELECT id, 'CRIMINAL', '盗窃', $2, $3 FROM unnest($1::uuid[]) id`,
    [proceedings, agency.regionCode, now],
  );
  await run(
    `INSERT INTO recipient (id, name, without_id_number, registered_at) SELECT id, '张三', '测试', $2 FROM unnest($1::uuid[]) id`,
    [recipients, now],
  );
  await run(
    `INSERT INTO case_file (id, agency_id, year, number, proceeding_id, recipient_id, case_kind, stage, ground, stage_began_on, stage_ended_on, in_custody,
                            hearing_held, group_case, sensitive_case, sealed_record, received_on, aid_decided_on, state, registered_by, registered_at, closed_received_at)
     SELECT f, $4, 2026, '种' || f, p, r, 'CRIMINAL', 'TRIAL', 'NOTICE_MUST', '2026-01-05', '2026-02-20', false, true, false, false, $5, '2026-01-05', '2026-01-06',
            'RECEIVED', $6, $7, $7 FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS t (f, p, r)`,
    [files, proceedings, recipients, agency.id, sealed, clerk.personId, now],
  );
  await run(`INSERT INTO part (case_file_id, person_id, part) SELECT f, $2, 'PRACTITIONER' FROM unnest($1::uuid[]) f`, [
    files,
    practitioner.personId,
  ]);
  await run(
    `INSERT INTO engagement (id, case_file_id, practitioner_id, person_id, service_organization_id, way, began_on, commissioned_by, commissioned_at)
     SELECT e, f, $3, $4, $5, 'ROTATION', '2026-01-06', $6, $7 FROM unnest($1::uuid[], $2::uuid[]) AS t (e, f)`,
    [engagements, files, practitioner.practitionerId, practitioner.personId, firm.id, clerk.personId, now],
  );
  await run(
    `INSERT INTO paper (digest, size, media_type, pages, stored_at) SELECT sha256(m::text::bytea), 4096, 'application/pdf', 6, $2 FROM unnest($1::uuid[]) m`,
    [materials, now],
  );
  await run(
    `INSERT INTO paper_arrival (case_file_id, digest, uploaded_by, arrived_at)
     SELECT f, sha256(m::text::bytea), $3, $4 FROM unnest($1::uuid[], $2::uuid[]) AS t (m, f)`,
    [materials, files, practitioner.personId, now],
  );
  await run(
    `INSERT INTO material (id, case_file_id, catalogue_no, title, pages, digest, revision, recorded_by, recorded_at)
     SELECT m, f, 14, '辩护词', 6, sha256(m::text::bytea), 0, $3, $4 FROM unnest($1::uuid[], $2::uuid[]) AS t (m, f)`,
    [materials, files, practitioner.personId, now],
  );
  await run(
    `INSERT INTO activity (id, case_file_id, engagement_id, kind, took_place_on, place, present, summary, told_rights, told_duties, told_risks, material_id, recorded_by, recorded_at)
     SELECT gen_random_uuid(), f, e, k.kind, '2026-01-10', '看守所', '承办人、受援人', '了解案情', true, true, true, m, $4, $5
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS t (f, e, m), (VALUES ('MEETING'), ('FILE_READING'), ('HEARING')) AS k (kind)`,
    [files, engagements, materials, practitioner.personId, now],
  );
  await run(
    `INSERT INTO closing (id, case_file_id, round, submitted_by, submitted_at, findings, outcome, decision, decided_by, decided_at)
     SELECT c, f, 1, $3, $4, '[]', 'RECEIVED', '[]', $5, $4 FROM unnest($1::uuid[], $2::uuid[]) AS t (c, f)`,
    [closings, files, practitioner.personId, now, clerk.personId],
  );
  if (arisen) {
    await run(
      `INSERT INTO subsidy (id, case_file_id, engagement_id, practitioner_id, arose_at) SELECT s, f, e, $4, $5 FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS t (s, f, e)`,
      [subsidies, files, engagements, practitioner.practitionerId, now],
    );
  }
  if (arisen && amountFen !== null) {
    const derivation = [{ code: 'CRIMINAL.TRIAL', text: '审判阶段', fen: amountFen, source: '测试标准' }];
    await run(
      `INSERT INTO subsidy_amount (subsidy_id, version, amount_fen, derivation, tariff_edition_id, set_by, set_at)
       SELECT s, 1, $2, $3, $4, $5, $6 FROM unnest($1::uuid[]) s`,
      [subsidies, amountFen, JSON.stringify(derivation), edition, clerk.personId, now],
    );
  }
  if (upTo !== 'RECEIVED') {
    await seedChecks(world, { agency, files, checks, materials, clerk, checker, head, now, upTo, result });
  }
  await run('COMMIT', []);
  return subsidies.map((subsidyId, index) => ({
    subsidyId,
    caseFileId: files[index] as string,
    engagementId: engagements[index] as string,
    checkId: checks[index] as string,
    materialId: materials[index] as string,
  }));
}

interface CheckSeed {
  readonly agency: AgencySeed;
  readonly files: string[];
  readonly checks: string[];
  readonly materials: string[];
  readonly clerk: { personId: string };
  readonly checker: { personId: string };
  readonly head: { personId: string };
  readonly now: Date;
  readonly upTo: SeedStep;
  readonly result: string;
}

async function seedChecks(world: World, seed: CheckSeed): Promise<void> {
  const { agency, files, checks, materials, checker, head, clerk, now, upTo, result } = seed;
  const run = (sql: string, params: unknown[]) => world.rows(sql, params);
  const standard = await standardEdition(world);
  await run(
    `INSERT INTO quality_check (id, case_file_id, round, edition_id, checker_person_id, designated_by, designated_role, designated_at, state)
     SELECT q, f, 1, $3, $4, $5, 'CLERK', $6, 'DESIGNATED' FROM unnest($1::uuid[], $2::uuid[]) AS t (q, f)`,
    [checks, files, standard, checker.personId, clerk.personId, now],
  );
  if (upTo === 'DESIGNATED') return;
  await run(`INSERT INTO part (case_file_id, person_id, part) SELECT f, $2, 'CHECKER' FROM unnest($1::uuid[]) f`, [
    files,
    checker.personId,
  ]);
  await run(
    `INSERT INTO check_completion (check_id, round, case_file_id, checker_person_id, result, opinion, revision, completed_at)
     SELECT q, 1, f, $3, $4, '检查意见', 1, $5 FROM unnest($1::uuid[], $2::uuid[]) AS t (q, f)`,
    [checks, files, checker.personId, result, now],
  );
  await run(
    `INSERT INTO check_item (check_id, case_file_id, indicator_no, finding, evidence_material_id, evidence_page, absent_from_file, remark)
     SELECT q, f, i, 'MET', m, 1, false, '' FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS t (q, f, m), generate_series(1, 8) i`,
    [checks, files, materials],
  );
  if (upTo === 'COMPLETED') return;
  await run(`INSERT INTO part (case_file_id, person_id, part) SELECT f, $2, 'SIGNER' FROM unnest($1::uuid[]) f`, [
    files,
    head.personId,
  ]);
  await sealChecks(world, checks, { agencyId: agency.id, personId: head.personId, at: now });
}

async function standardEdition(world: World): Promise<string> {
  const [edition] = await world.rows(
    `SELECT id FROM standard_edition WHERE 'CRIMINAL' = ANY (case_kinds) ORDER BY id LIMIT 1`,
  );
  return edition.id;
}
