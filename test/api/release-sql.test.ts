import { newId } from '../../src/platform/ids';
import { DENIED, NOTHING_STOPPED_IT, underTheSignature, whatStops } from '../support/raw-sql';
import { type AgencySeed, City } from '../support/seed';
import { digestOf } from '../support/seed-case-files';
import { ARRIVAL } from '../support/seed-papers';
import { type Releasable, seedReleasable, seedTariff } from '../support/seed-subsidies';
import { useWorld } from '../support/world';

const suite = useWorld();

interface Release {
  subsidyId: string;
  caseFileId: string;
  checkId: string;
  round: number;
  n: number;
  version: number;
  fen: number;
  officer: string;
  batchOfficer: string;
  agencyId: string;
  part: string | null;
  counted: number;
  countedFen: number;
  outcomes: number;
}

let agency: AgencySeed;
let elsewhere: AgencySeed;
let finance: string;
let second: string;
let head: string;
let payee: string;
let files: Record<
  | 'sound'
  | 'unsigned'
  | 'unqualified'
  | 'reopened'
  | 'changed'
  | 'held'
  | 'adjusted'
  | 'released'
  | 'voided'
  | 'foreign'
  | 'paid'
  | 'bare',
  Releasable
>;

beforeAll(async () => {
  const city = new City(suite.world);
  agency = await city.agency('110105');
  elsewhere = await city.agency('110108');
  finance = (await agency.finance).personId;
  second = (await agency.finance2).personId;
  head = (await agency.head).personId;
  const practitioner = await (await agency.lawFirm()).lawyer();
  payee = practitioner.personId;
  const state = await (await agency.lawFirm()).lawyer();
  const one = async (options = {}, of = agency) => (await seedReleasable(of, 1, options))[0]!;
  files = {
    sound: await one({ practitioner }),
    unsigned: await one({ upTo: 'COMPLETED' }),
    unqualified: await one({ result: 'UNQUALIFIED' }),
    reopened: await one(),
    changed: await one(),
    held: await one(),
    adjusted: await one(),
    released: await one(),
    voided: await one(),
    foreign: await one({}, elsewhere),
    paid: await one({ practitioner: state }),
    bare: await one({ arisen: false }),
  };
  await suite.world.rows('UPDATE practitioner SET on_public_payroll = true WHERE id = $1', [state.practitionerId]);
  await commit(
    `INSERT INTO check_reopening (check_id, reason, reopened_by, reopened_at) VALUES ($1, '材料须重新核对', $2, now())`,
    [files.reopened.checkId, head],
  );
  await commit(ARRIVAL, [files.changed.caseFileId, digestOf('x'), 1]);
  await underTheSignature(
    suite.world,
    `INSERT INTO material (id, case_file_id, catalogue_no, title, pages, digest, revision, recorded_by, recorded_at) VALUES ($1, $2, 20, '补充', 1, sha256('x'), 0, $3, now())`,
    [newId(), files.changed.caseFileId, payee],
  );
  await commit(
    `INSERT INTO subsidy_hold (id, subsidy_id, reason, owner_person_id, due_on, held_by, held_at) VALUES ($1, $2, '核对账户', $3, '2026-04-01', $3, now())`,
    [newId(), files.held.subsidyId, finance],
  );
  await commit(
    `INSERT INTO subsidy_amount (subsidy_id, version, amount_fen, derivation, tariff_edition_id, reason, set_by, set_at)
     VALUES ($1, 2, 190000, '[{"fen": 190000}]', $2, '翻译', $3, now())`,
    [files.adjusted.subsidyId, await seedTariff(suite.world, agency.bureau), finance],
  );
  for (const file of [files.released, files.voided]) {
    await suite.world.app.query('BEGIN');
    await write(sound(file));
    await suite.world.app.query('COMMIT');
  }
  await commit(VOID, [files.voided.subsidyId, 1, finance, second, 180_000]);
});

const commit = (sql: string, params: unknown[]) => suite.world.app.query(sql, params);
const VOID = `INSERT INTO release_void (subsidy_id, n, releaser_person_id, voider_person_id, amount_fen, reason, voided_at) VALUES ($1, $2, $3, $4, $5, '多发', now())`;

const sound = (file: Releasable, change: Partial<Release> = {}): Release => ({
  subsidyId: file.subsidyId,
  caseFileId: file.caseFileId,
  checkId: file.checkId,
  round: 1,
  n: 1,
  version: 1,
  fen: 180_000,
  officer: finance,
  batchOfficer: change.officer ?? finance,
  agencyId: agency.id,
  part: change.officer ?? finance,
  counted: 1,
  countedFen: change.fen ?? 180_000,
  outcomes: 1,
  ...change,
});

async function write(row: Release): Promise<void> {
  const { app } = suite.world;
  const batch = newId();
  await app.query(
    `INSERT INTO release_batch (id, released_by, agency_id, rule_set, asked, released, refused, released_fen, at) VALUES ($1, $2, $3, 'RAW', $4::integer, $4::integer, 0, $5, now())`,
    [batch, row.batchOfficer, row.agencyId, row.counted, row.countedFen],
  );
  if (row.part) {
    await app.query(
      `INSERT INTO part (case_file_id, person_id, part) VALUES ($1, $2, 'RELEASER') ON CONFLICT DO NOTHING`,
      [row.caseFileId, row.part],
    );
  }
  await app.query(
    `INSERT INTO subsidy_release (subsidy_id, n, check_id, round, case_file_id, releaser_person_id, amount_version, amount_fen, batch_id, released_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())`,
    [row.subsidyId, row.n, row.checkId, row.round, row.caseFileId, row.officer, row.version, row.fen, batch],
  );
  for (let no = 1; no <= row.outcomes; no += 1) {
    await app.query(
      `INSERT INTO release_outcome (batch_id, row_no, asked, subsidy_id, conditions, amount_fen) VALUES ($1, $2, $3, $4, 4095, $5)`,
      [batch, no, row.subsidyId, row.subsidyId, row.fen],
    );
  }
}

const stoppedBy = (attempt: () => Promise<unknown>) => whatStops(suite.world.app, attempt);

const sql =
  (text: string, params: () => unknown[] = () => []) =>
  () =>
    commit(text, params());
const raw = (build: () => Release) => () => write(build());

const ATTEMPTS: readonly (readonly [string, () => Promise<unknown>, string])[] = [
  ['a sound release passes', raw(() => sound(files.sound)), NOTHING_STOPPED_IT],
  ['S4-5.1b without a signature', raw(() => sound(files.unsigned)), 'release_needs_signature'],
  ['S4-5.1c with a signature as unqualified', raw(() => sound(files.unqualified)), 'release_needs_signature'],
  [
    'S4-5.1b with the signature of another file',
    raw(() => sound(files.unsigned, { checkId: files.sound.checkId })),
    'release_needs_signature',
  ],
  ['S4-5.1b with another round', raw(() => sound(files.sound, { round: 2 })), 'release_needs_signature'],
  ['S4-5.1b on a reopened check', raw(() => sound(files.reopened)), 'release_after_reopening'],
  ['after the papers changed', raw(() => sound(files.changed)), 'release_of_changed_file'],
  ['while held', raw(() => sound(files.held)), 'release_while_held'],
  ['n = 2 without a void', raw(() => sound(files.sound, { n: 2 })), 'release_follows_void'],
  ['n = 2 while n = 1 stands', raw(() => sound(files.released, { n: 2 })), 'release_follows_void'],
  ['n = 1 again', raw(() => sound(files.released)), 'subsidy_release_pkey'],
  ['n = 3 after the void of n = 1', raw(() => sound(files.voided, { n: 3 })), 'release_follows_void'],
  ['n = 0', raw(() => sound(files.sound, { n: 0 })), 'subsidy_release_n_check'],
  ['n = 2 after a void passes', raw(() => sound(files.voided, { n: 2 })), NOTHING_STOPPED_IT],
  ['another amount', raw(() => sound(files.sound, { fen: 180_001 })), 'release_of_this_amount'],
  ['a version that there is not', raw(() => sound(files.sound, { version: 2 })), 'release_of_this_amount'],
  ['an amount that is no longer the latest', raw(() => sound(files.adjusted)), 'release_of_old_amount'],
  [
    'an amount that the officer set',
    raw(() => sound(files.adjusted, { version: 2, fen: 190_000 })),
    'release_of_own_adjustment',
  ],
  [
    'the same by another officer passes',
    raw(() => sound(files.adjusted, { version: 2, fen: 190_000, officer: second })),
    NOTHING_STOPPED_IT,
  ],
  [
    'the subsidy of another file',
    raw(() => sound(files.sound, { subsidyId: files.unsigned.subsidyId })),
    'release_of_this_file',
  ],
  ["another agency's file in this agency's batch", raw(() => sound(files.foreign)), 'release_in_its_agency'],
  ['the handler pays', raw(() => sound(files.sound, { officer: payee })), 'release_needs_releaser'],
  ['the signer pays', raw(() => sound(files.sound, { officer: head })), 'release_needs_releaser'],
  ['without the part of releaser', raw(() => sound(files.sound, { part: null })), 'release_needs_releaser'],
  ["in somebody else's name", raw(() => sound(files.sound, { batchOfficer: second })), 'release_by_its_officer'],
  ['to somebody paid by the state', raw(() => sound(files.paid)), 'release_to_public_payroll'],
  ['a batch that counts one more', raw(() => sound(files.sound, { counted: 2 })), 'batch_totals_are_exact'],
  ['a batch that counts a fen less', raw(() => sound(files.sound, { countedFen: 179_999 })), 'batch_totals_are_exact'],
  ['a batch without its outcomes', raw(() => sound(files.sound, { outcomes: 0 })), 'batch_outcomes_are_whole'],
  [
    'one more release in an old batch',
    sql(
      `WITH p AS (INSERT INTO part (case_file_id, person_id, part) VALUES ($3, $5, 'RELEASER') RETURNING case_file_id, person_id)
     INSERT INTO subsidy_release (subsidy_id, n, check_id, round, case_file_id, releaser_person_id, amount_version, amount_fen, batch_id, released_at)
     SELECT $1, 1, $2, 1, p.case_file_id, p.person_id, 1, 180000, (SELECT batch_id FROM subsidy_release WHERE subsidy_id = $4 AND n = 1), now() FROM p`,
      () => [files.sound.subsidyId, files.sound.checkId, files.sound.caseFileId, files.released.subsidyId, finance],
    ),
    'batch_totals_are_exact',
  ],
  [
    'one more outcome in an old batch',
    sql(
      `INSERT INTO release_outcome (batch_id, row_no, asked, conditions) SELECT batch_id, 99, 'x', 0 FROM subsidy_release WHERE subsidy_id = $1`,
      () => [files.released.subsidyId],
    ),
    'batch_outcomes_are_whole',
  ],
  [
    'a batch that claims what it did not',
    sql(
      `INSERT INTO release_batch (id, released_by, agency_id, rule_set, asked, released, refused, released_fen, at) VALUES ($1, $2, $3, 'RAW', 1, 1, 0, 5, now())`,
      () => [newId(), finance, agency.id],
    ),
    'batch_totals_are_exact',
  ],
  [
    'a void by the releaser',
    sql(VOID, () => [files.released.subsidyId, 1, finance, finance, 180_000]),
    'second_finance_officer',
  ],
  [
    'a void that names another releaser',
    sql(VOID, () => [files.released.subsidyId, 1, second, finance, 180_000]),
    'release_void_subsidy_id_n_releaser_person_id_amount_fen_fkey',
  ],
  [
    'a void of another amount',
    sql(VOID, () => [files.released.subsidyId, 1, finance, second, 1]),
    'release_void_subsidy_id_n_releaser_person_id_amount_fen_fkey',
  ],
  [
    'a void of what was not released',
    sql(VOID, () => [files.sound.subsidyId, 1, finance, second, 180_000]),
    'release_void_subsidy_id_n_releaser_person_id_amount_fen_fkey',
  ],
  ['a second void', sql(VOID, () => [files.voided.subsidyId, 1, finance, second, 180_000]), 'release_void_pkey'],
  [
    'S4-5.1b reopening a check on which money was released',
    sql(
      `INSERT INTO check_reopening (check_id, reason, reopened_by, reopened_at) VALUES ($1, '材料须重新核对', $2, now())`,
      () => [files.released.checkId, head],
    ),
    'reopening_waits_for_void',
  ],
  [
    'a hold on what is released',
    sql(
      `INSERT INTO subsidy_hold (id, subsidy_id, reason, owner_person_id, due_on, held_by, held_at) VALUES ($1, $2, '核对', $3, '2026-04-01', $3, now())`,
      () => [newId(), files.released.subsidyId, finance],
    ),
    'hold_of_released',
  ],
  [
    'a new amount of what is released',
    sql(
      `INSERT INTO subsidy_amount SELECT subsidy_id, 2, 1, '[{"fen": 1}]', tariff_edition_id, NULL, set_by, now() FROM subsidy_amount WHERE subsidy_id = $1`,
      () => [files.released.subsidyId],
    ),
    'amount_of_released',
  ],
  [
    'an amount version left out',
    sql(
      `INSERT INTO subsidy_amount SELECT subsidy_id, 3, 1, '[{"fen": 1}]', tariff_edition_id, NULL, set_by, now() FROM subsidy_amount WHERE subsidy_id = $1`,
      () => [files.sound.subsidyId],
    ),
    'amount_versions_follow',
  ],
  [
    'an amount that is not the sum of its lines',
    sql(
      `INSERT INTO subsidy_amount SELECT subsidy_id, 2, 2, '[{"fen": 1}]', tariff_edition_id, NULL, set_by, now() FROM subsidy_amount WHERE subsidy_id = $1`,
      () => [files.sound.subsidyId],
    ),
    'amount_is_its_derivation',
  ],
  [
    'a second subsidy for one engagement',
    sql(
      `INSERT INTO subsidy (id, case_file_id, engagement_id, practitioner_id, arose_at) SELECT $2, case_file_id, engagement_id, practitioner_id, now() FROM subsidy WHERE id = $1`,
      () => [files.released.subsidyId, newId()],
    ),
    'subsidy_engagement_id_key',
  ],
  [
    'a subsidy for somebody else than the handler',
    sql(
      `INSERT INTO subsidy (id, case_file_id, engagement_id, practitioner_id, arose_at)
     SELECT $2, e.case_file_id, e.id, (SELECT p.id FROM practitioner p WHERE p.id <> e.practitioner_id LIMIT 1), now() FROM engagement e WHERE e.id = $1`,
      () => [files.bare.engagementId, newId()],
    ),
    'subsidy_of_this_engagement',
  ],
  [
    'the handler takes a second part',
    sql(`INSERT INTO part (case_file_id, person_id, part) VALUES ($1, $2, 'RELEASER')`, () => [
      files.sound.caseFileId,
      payee,
    ]),
    'part_pkey',
  ],
  [
    'a part stolen',
    sql(`UPDATE part SET part = 'RELEASER' WHERE case_file_id = $1`, () => [files.sound.caseFileId]),
    DENIED,
  ],
  [
    'the state flipped',
    sql(`UPDATE subsidy SET state = 'RELEASED' WHERE id = $1`, () => [files.sound.subsidyId]),
    DENIED,
  ],
  [
    'a subsidy born released',
    sql(
      `INSERT INTO subsidy (id, case_file_id, engagement_id, practitioner_id, state, arose_at) SELECT $2, case_file_id, engagement_id, practitioner_id, 'RELEASED', now() FROM subsidy WHERE id = $1`,
      () => [files.sound.subsidyId, newId()],
    ),
    DENIED,
  ],
  [
    'the payee changed',
    sql('UPDATE subsidy SET practitioner_id = practitioner_id WHERE id = $1', () => [files.sound.subsidyId]),
    DENIED,
  ],
  ['triggers switched off', sql('ALTER TABLE subsidy_release DISABLE TRIGGER ALL'), DENIED],
  ['replication role', sql(`SET session_replication_role = 'replica'`), DENIED],
  ...[
    'release_batch',
    'subsidy_release',
    'release_void',
    'release_outcome',
    'subsidy_amount',
    'subsidy_hold',
    'hold_lift',
    'tariff_line',
    'part',
  ].flatMap(
    (table) =>
      [
        [`a deletion in ${table}`, sql(`DELETE FROM ${table}`), DENIED],
        [`a truncation of ${table}`, sql(`TRUNCATE ${table} CASCADE`), DENIED],
      ] as const,
  ),
  ['an update of a release', sql('UPDATE subsidy_release SET amount_fen = 1'), DENIED],
  ['an update of an amount', sql('UPDATE subsidy_amount SET amount_fen = 1'), DENIED],
  ['an update of a batch', sql('UPDATE release_batch SET released_fen = 1'), DENIED],
  [
    'a tariff that overlaps',
    sql(
      `INSERT INTO tariff_edition (id, bureau_id, title, document, provenance, in_force_from, early_end_percent, line_count, entered_at) VALUES ($1, $2, 'x', 'x', 'HOUSE', '2025-01-01', 50, 0, now())`,
      () => [newId(), agency.bureau.id],
    ),
    'tariffs_do_not_overlap',
  ],
  [
    'a line added to a tariff that is entered',
    sql(
      `INSERT INTO tariff_line (edition_id, code, amount_fen) SELECT id, 'CRIMINAL.MORE', 100 FROM tariff_edition WHERE bureau_id = $1 LIMIT 1`,
      () => [agency.bureau.id],
    ),
    'tariff_is_whole',
  ],
  [
    'a second release of the same subsidy in one statement',
    sql(
      `WITH p AS (INSERT INTO part (case_file_id, person_id, part) VALUES ($3, $4, 'RELEASER')),
          b AS (INSERT INTO release_batch (id, released_by, agency_id, rule_set, asked, released, refused, released_fen, at) VALUES ($5, $4, $6, 'RAW', 2, 2, 0, 360000, now()))
     INSERT INTO subsidy_release (subsidy_id, n, check_id, round, case_file_id, releaser_person_id, amount_version, amount_fen, batch_id, released_at)
     SELECT $1, n, $2, 1, $3, $4, 1, 180000, $5, now() FROM generate_series(1, 2) n`,
      () => [files.sound.subsidyId, files.sound.checkId, files.sound.caseFileId, finance, newId(), agency.id],
    ),
    'release_follows_void',
  ],
];

describe("raw SQL as the server's role", () => {
  test.each(ATTEMPTS)('%s', async (_, attempt, expected) => {
    expect(await stoppedBy(attempt)).toBe(expected);
  });

  test('as owner, records cannot be changed either', async () => {
    for (const table of ['subsidy_release', 'release_void', 'release_batch', 'subsidy_amount', 'subsidy_hold']) {
      await expect(suite.world.owner.query(`DELETE FROM ${table}`)).rejects.toMatchObject({
        constraint: 'record_is_kept',
      });
    }
  });

  test('two sessions cannot both release: the second waits and fails', async () => {
    const [one] = await seedReleasable(agency, 1);
    const other = await suite.world.services.dataSource.createQueryRunner('master');
    try {
      await suite.world.app.query('BEGIN');
      await write(sound(one!));
      await other.startTransaction();
      const waiting = other.query(`SELECT lock_for_release(ARRAY[$1::uuid])`, [one!.subsidyId]);
      await suite.world.app.query('COMMIT');
      await waiting;
      const [row] = await other.query('SELECT state FROM subsidy WHERE id = $1', [one!.subsidyId]);
      expect(row.state).toBe('RELEASED');
    } finally {
      await other.rollbackTransaction();
      await other.release();
    }
  });
});
