import { performance } from 'node:perf_hooks';
import { newId } from '../../src/platform/ids';
import { type AgencySeed, City, type Member } from '../support/seed';
import { type Releasable, seedReleasable } from '../support/seed-subsidies';
import { startTestServer } from '../support/test-server';
import { newKey, World } from '../support/world';

/** 10,000 releases through the API against hand-written SQL that writes the same rows in the same database, in turns. */
const ROWS = Number(process.env.BENCH_ROWS ?? 10_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const AIM = 3;

const RELEASE_MANY = `mutation ($input: ReleaseSubsidiesInput!, $key: String!) {
  releaseSubsidies(input: $input, idempotencyKey: $key) {
    __typename
    ... on ReleaseSubsidiesSuccess { batch { id asked released refused releasedFen } }
    ... on Refusal { code message }
  }
}`;

async function throughApi(finance: Member, files: readonly Releasable[]): Promise<number> {
  await finance.fresh();
  const ids = files.map(({ subsidyId }) => subsidyId);
  const began = performance.now();
  const { releaseSubsidies } = await finance.send(RELEASE_MANY, { input: { ids }, key: newKey() });
  const took = performance.now() - began;
  if (releaseSubsidies.batch?.released !== files.length) throw new Error(JSON.stringify(releaseSubsidies));
  return took;
}

/** The shortest statements that write what an act writes, over the same connection of the server's role. */
async function byHand(
  world: World,
  agency: AgencySeed,
  finance: Member,
  files: readonly Releasable[],
): Promise<number> {
  const ids = files.map(({ subsidyId }) => subsidyId);
  const [batch, entry, key, now] = [newId(), newId(), newKey(), world.clock.now()];
  const officer = finance.personId;
  const { app } = world;
  const began = performance.now();
  await app.query('BEGIN');
  await app.query(
    `INSERT INTO release_batch (id, released_by, agency_id, rule_set, asked, released, refused, released_fen, at) VALUES ($1, $2, $3, 'HAND', $4, $4, 0, $5, $6)`,
    [batch, officer, agency.id, ids.length, ids.length * 180_000, now],
  );
  await app.query(
    `INSERT INTO part (case_file_id, person_id, part) SELECT DISTINCT case_file_id, $2::uuid, 'RELEASER' FROM subsidy WHERE id = ANY ($1::uuid[])`,
    [ids, officer],
  );
  await app.query(
    `INSERT INTO subsidy_release (subsidy_id, n, check_id, round, case_file_id, releaser_person_id, amount_version, amount_fen, batch_id, released_at)
     SELECT s.id, 1, g.check_id, g.round, s.case_file_id, $2, a.version, a.amount_fen, $3, $4
       FROM subsidy s JOIN check_signature g ON g.case_file_id = s.case_file_id JOIN subsidy_amount a ON a.subsidy_id = s.id WHERE s.id = ANY ($1::uuid[])`,
    [ids, officer, batch, now],
  );
  await app.query(
    `INSERT INTO release_outcome (batch_id, row_no, asked, subsidy_id, conditions, check_id, amount_fen)
     SELECT $2, t.no, t.id::text, t.id, 4095, r.check_id, r.amount_fen
       FROM unnest($1::uuid[]) WITH ORDINALITY AS t (id, no) JOIN subsidy_release r ON r.subsidy_id = t.id`,
    [ids, batch],
  );
  await app.query(
    `INSERT INTO ledger_entry (id, at, act, event, outcome, account_id, person_id, facts, provisions, request_id, content_hash)
     VALUES ($1, $2, 'releaseSubsidies', 'SUBSIDIES_RELEASED', 'DONE', $3, $4, '{}', '{}', 'bench', '\\x00')`,
    [entry, now, finance.accountId, officer],
  );
  await app.query(
    `INSERT INTO ledger_thing (kind, thing_id, entry_id) SELECT 'Subsidy', id, $2::uuid FROM unnest($1::uuid[]) id UNION ALL SELECT 'ReleaseBatch', $3::uuid, $2::uuid`,
    [ids, entry, batch],
  );
  await app.query(
    `INSERT INTO act_claim (account_id, key, act, payload_digest, outcome, entry_id, claimed_at) VALUES ($1, $2, 'releaseSubsidies', '\\x00', '{}', $3, $4)`,
    [finance.accountId, key, entry, now],
  );
  await app.query('COMMIT');
  return performance.now() - began;
}

const median = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
const ms = (time: number) => `${Math.round(time)} ms`;

async function main(): Promise<void> {
  const stop = await startTestServer({});
  const world = await World.open();
  try {
    const agency = await new City(world).agency('110105');
    const finance = await agency.finance;
    const api: number[] = [];
    const hand: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const [one, other] = [await seedReleasable(agency, ROWS), await seedReleasable(agency, ROWS)];
      await world.rows('ANALYZE');
      const first = round % 2 === 0;
      const times = { api: 0, hand: 0 };
      if (first) times.api = await throughApi(finance, one);
      times.hand = await byHand(world, agency, finance, other);
      if (!first) times.api = await throughApi(finance, one);
      // The first round warms caches on both sides and is not counted.
      if (round > 0) {
        api.push(times.api);
        hand.push(times.hand);
      }
      const ratio = (times.api / times.hand).toFixed(2);
      process.stdout.write(
        `round ${round}${round ? '' : ' (warm-up)'}: API ${ms(times.api)}, SQL ${ms(times.hand)}, ratio ${ratio}\n`,
      );
    }
    const broken = await world.broken();
    if (broken.length) throw new Error(`invariants broken: ${broken.join('; ')}`);
    const ratio = median(api) / median(hand);
    process.stdout.write(
      `${ROWS} releases, median of ${ROUNDS}: API ${ms(median(api))}, SQL ${ms(median(hand))}, ratio ${ratio.toFixed(2)} (aim ≤ ${AIM})\n`,
    );
    if (ratio > AIM) process.exitCode = 1;
  } finally {
    await world.close();
    await stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exit(1);
});
