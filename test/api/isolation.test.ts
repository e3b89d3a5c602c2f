import { Client } from 'pg';
import { createDataSource } from '../../src/platform/database/data-source';
import { newId } from '../../src/platform/ids';
import { rawAmount, rawHold, rawMaterial, rawRelease, rawReopening, rawSignature, stoppedBy } from '../support/raw-sql';
import { type AgencySeed, City } from '../support/seed';
import { type Releasable, type ReleasableOptions, seedReleasable } from '../support/seed-subsidies';
import { useWorld } from '../support/world';

/**
 * Two sessions of the application's role, past the server. One takes its snapshot before the other commits: above READ
 * COMMITTED it would judge by what it no longer is.
 */
let other: Client;
// Before the world goes, which takes its database away.
afterAll(() => other.end());
const suite = useWorld();
let agency: AgencySeed;
let people: { head: string; finance: string; finance2: string; clerk: string };

beforeAll(async () => {
  const { world } = suite;
  agency = await new City(world).agency('110105');
  const [head, finance, finance2, clerk] = await Promise.all([
    agency.head,
    agency.finance,
    agency.finance2,
    agency.clerk,
  ]);
  people = { head: head.personId, finance: finance.personId, finance2: finance2.personId, clerk: clerk.personId };
  other = new Client({ connectionString: world.services.config.databaseUrl as string });
  await other.connect();
});

type Step = (client: Client, on: Releasable) => Promise<unknown>;
const release: Step = (client, { subsidyId }) => rawRelease(client, { subsidyId, officerPersonId: people.finance });
const reopening: Step = (client, { checkId }) => rawReopening(client, checkId, people.head);
const hold: Step = (client, { subsidyId }) => rawHold(client, subsidyId, people.finance2);
const amount: Step = (client, { subsidyId }) => rawAmount(client, subsidyId, people.clerk, 90_000);
const paper: Step = (client, { caseFileId }) => rawMaterial(client, caseFileId, people.clerk);
const payroll: Step = (client, { subsidyId }) =>
  client.query(
    'UPDATE practitioner SET on_public_payroll = true WHERE id = (SELECT practitioner_id FROM subsidy WHERE id = $1)',
    [subsidyId],
  );
const signature: Step = async (client, { checkId }) => {
  const { rows } = await client.query('SELECT id FROM signing_key WHERE person_id = $1', [people.head]);
  await rawSignature(client, {
    checkId,
    signerPersonId: people.head,
    keyId: rows[0].id,
    bytes: Buffer.from('00', 'hex'),
  });
};
const tariff =
  (from: string, to: string): Step =>
  (client) =>
    client.query(
      `INSERT INTO tariff_edition (id, bureau_id, title, document, provenance, in_force_from, in_force_to, early_end_percent, line_count, entered_at)
       VALUES ($1, $2, '补贴标准', '测试', 'LOCAL', $3, $4, 50, 0, now())`,
      [newId(), agency.bureau.id, from, to],
    );

const COMPLETED: ReleasableOptions = { upTo: 'COMPLETED' };
const RACES: [name: string, first: Step, stale: Step, options: ReleasableOptions][] = [
  ['S4-5.1c a release, and a reopening that does not see it', release, reopening, {}],
  ['S4-5.1c a reopening, and a release that does not see it', reopening, release, {}],
  ['a hold, and a release that does not see it', hold, release, {}],
  ['a release, and a hold that does not see it', release, hold, {}],
  ['LAL-52 a new amount, and a release of the old one', amount, release, {}],
  ['LAL-52 a release, and a new amount after it', release, amount, {}],
  ['S4-5.1b a signature, and a new paper that does not see it', signature, paper, COMPLETED],
  ['S4-5.1b a new paper, and a signature that does not cover it', paper, signature, COMPLETED],
  ['LAL-52 a payee who comes to be paid by the state, and a release', payroll, release, {}],
  ['a second release of one subsidy', release, release, {}],
];

/** Whether the step could be taken and committed, or what stopped it. */
async function outcome(client: Client, step: () => Promise<unknown>): Promise<string> {
  try {
    await step();
    await client.query('COMMIT');
    return 'COMMITTED';
  } catch (error) {
    await client.query('ROLLBACK');
    return stoppedBy(error);
  }
}

/** A moment at which this session waits for another. */
async function untilBlocked(client: Client): Promise<void> {
  const { processID } = client as unknown as { processID: number };
  for (let tries = 0; tries < 500; tries += 1) {
    const [by] = await suite.world.rows('SELECT cardinality(pg_blocking_pids($1)) AS n', [processID]);
    if (by.n) return;
    await new Promise((wake) => setTimeout(wake, 10));
  }
  throw new Error('nobody had to wait');
}

const signed = async (options: ReleasableOptions = {}): Promise<Releasable> => {
  // The head's key comes with the first signature.
  if (options.upTo) await seedReleasable(agency, 1);
  const [one] = await seedReleasable(agency, 1, options);
  return one as Releasable;
};

describe.each(['REPEATABLE READ', 'SERIALIZABLE'])('%s', (level) => {
  test.each(RACES)('%s: the one that came later is refused', async (_name, first, stale, options) => {
    const { app } = suite.world;
    const one = await signed(options);
    await other.query(`BEGIN ISOLATION LEVEL ${level}`);
    await other.query('SELECT count(*) FROM subsidy');
    await app.query('BEGIN');
    expect(await outcome(app, () => first(app, one))).toBe('COMMITTED');
    expect(await outcome(other, () => stale(other, one))).toBe('needs_read_committed');
  });

  test('two tariffs over the same days', async () => {
    const { app } = suite.world;
    const year = level === 'SERIALIZABLE' ? 2010 : 2012;
    await other.query(`BEGIN ISOLATION LEVEL ${level}`);
    await other.query('SELECT count(*) FROM tariff_edition');
    await app.query('BEGIN');
    const one = {} as Releasable;
    expect(await outcome(app, () => tariff(`${year}-01-01`, `${year}-12-31`)(app, one))).toBe('COMMITTED');
    expect(await outcome(other, () => tariff(`${year}-06-01`, `${year + 1}-05-31`)(other, one))).toBe(
      'needs_read_committed',
    );
  });
});

test('acts run at READ COMMITTED whatever the default of the database', async () => {
  const { world } = suite;
  const one = await signed();
  const admin = new Client({ connectionString: process.env.ANZHI_TEST_SUPERUSER_URL as string });
  await admin.connect();
  await admin.query(`ALTER DATABASE ${world.database} SET default_transaction_isolation = 'repeatable read'`);
  try {
    const elsewhere = createDataSource({
      url: world.services.config.databaseUrl as string,
      pool: 1,
      entities: [],
      applicationName: 'anzhi-test',
    });
    await elsewhere.initialize();
    const [now] = await elsewhere.query('SHOW transaction_isolation');
    await elsewhere.destroy();
    expect(now).toEqual({ transaction_isolation: 'read committed' });
    const raw = new Client({ connectionString: world.services.config.databaseUrl as string });
    await raw.connect();
    await raw.query('BEGIN');
    expect(await outcome(raw, () => release(raw, one))).toBe('needs_read_committed');
    await raw.end();
  } finally {
    await admin.query(`ALTER DATABASE ${world.database} RESET default_transaction_isolation`);
    await admin.end();
  }
});

describe('READ COMMITTED, the second waiting for the first', () => {
  const WAITS: [name: string, first: Step, second: Step, constraint: string, options: ReleasableOptions][] = [
    ['S4-5.1c a reopening waits for a release', release, reopening, 'reopening_waits_for_void', {}],
    ['S4-5.1c a release waits for a reopening', reopening, release, 'release_after_reopening', {}],
    ['a release waits for a hold', hold, release, 'release_while_held', {}],
    ['a hold waits for a release', release, hold, 'hold_of_released', {}],
    ['LAL-52 a release waits for a new amount', amount, release, 'release_of_old_amount', {}],
    ['LAL-52 a new amount waits for a release', release, amount, 'amount_of_released', {}],
    ['S4-5.1b a paper waits for a signature', signature, paper, 'material_under_signature', COMPLETED],
    ['S4-5.1b a signature waits for a paper', paper, signature, 'signature_covers_file', COMPLETED],
    ['LAL-52 a release waits for the payroll', payroll, release, 'release_to_public_payroll', {}],
  ];
  test.each(WAITS)('%s and is refused', async (_name, first, second, constraint, options) => {
    const { app } = suite.world;
    const one = await signed(options);
    await app.query('BEGIN');
    await first(app, one);
    await other.query('BEGIN');
    const waiting = outcome(other, () => second(other, one));
    await untilBlocked(other);
    await app.query('COMMIT');
    expect(await waiting).toBe(constraint);
  });
});
