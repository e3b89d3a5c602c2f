import { Client } from 'pg';
import { pino } from 'pino';
import { isReplicasFault } from '../../src/platform/database/replicas';
import { type RunningServer, startServer } from '../../src/server';
import { startReplica, type TestReplica } from '../support/replica';
import { City, type Member } from '../support/seed';
import { ask, dataFolder, endProcesses, start } from '../support/server-process';
import { startTestServer } from '../support/test-server';
import { type Answer, endServices, expectSuccess, newKey, servicesOf, World } from '../support/world';

/** Two PostgreSQL servers of this suite's own, the second following the first by streaming replication. */
let stopPrimary: () => Promise<void>;
let replica: TestReplica;
let world: World;
let second: { server: RunningServer; end(): Promise<void> };
let clerk: Member;
let other: Member;
const said: { level: number; msg: string; why?: string }[] = [];
const log = pino({ level: 'info' }, { write: (line: string) => said.push(JSON.parse(line)) });

const LAG = 3;
const lines = (words: string) => said.filter(({ msg }) => msg.includes(words));
const LEFT = '只读副本停用';
const BACK = '只读副本已启用';

async function until(what: string, holds: () => boolean | Promise<boolean>, seconds = 90): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !(await holds()); await new Promise((wake) => setTimeout(wake, 50))) {
    if (Date.now() > end) throw new Error(`still not so: ${what}`);
  }
}

const used = () => world.services.replicas?.inUse === 1;

beforeAll(async () => {
  stopPrimary = await startTestServer({ fsync: 'off' });
  replica = await startReplica(process.env.ANZHI_TEST_SUPERUSER_URL as string, 'replica-one');
  const at = new URL(replica.superuserUrl).host;
  world = await World.open(
    (database) => ({
      REPLICA_URLS: `${process.env.ANZHI_TEST_APP_URL}${database}`.replace(/@[^/]+/, `@${at}`),
      ANZHI_REPLICA_LAG: String(LAG),
    }),
    log,
  );
  await until('the replica is in use', used);
  const services = await servicesOf(world.services.config, world.clock, pino({ level: 'silent' }));
  await until('the second server reads it too', () => services.replicas?.inUse === 1);
  const server = await startServer({ ...services, config: { ...services.config, port: 0 } });
  second = {
    server,
    end: async () => {
      await server.close();
      await endServices(services);
    },
  };
  const agency = await new City(world).agency('110105');
  [clerk, other] = await Promise.all([agency.clerk, agency.finance]);
});

afterAll(async () => {
  await second?.end();
  await world?.close();
  await replica?.remove();
  await stopPrimary?.();
  endProcesses();
});

const REGISTER = `mutation ($input: RegisterCaseOrganInput!, $key: String!) {
  registerCaseOrgan(input: $input, idempotencyKey: $key) {
    __typename ... on RegisterCaseOrganSuccess { caseOrgan { id name } } ... on Refusal { code message } } }`;
const ORGANS = `{ caseOrgans(first: 100) { totalCount edges { node { name } } } }`;

let organs = 0;
async function register(who: Member): Promise<string> {
  const name = `朝阳区第${++organs}副本法院`;
  const input = { kind: 'COURT', name, regionCode: '110105' };
  expectSuccess((await who.send(REGISTER, { input, key: newKey() })).registerCaseOrgan);
  return name;
}

async function names(who: Member, url = world.server.url): Promise<string[]> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await who.current()}` },
    body: JSON.stringify({ query: ORGANS }),
  });
  const { data, errors } = (await response.json()) as Answer;
  expect([errors, errors && lines('fault')]).toEqual([undefined, undefined]);
  return data.caseOrgans.edges.map((edge: Answer) => edge.node.name);
}

const pause = async () => {
  await replica.query('SELECT pg_wal_replay_pause()');
  await until('replay is paused', async () => {
    const [row] = await replica.query(`SELECT pg_get_wal_replay_pause_state() AS state`);
    return row?.state === 'paused';
  });
};
const resume = () => replica.query('SELECT pg_wal_replay_resume()');

/** Places noted for accounts may lie beyond what is flushed: a commit of our own is beyond them all. */
const caughtUp = async () => {
  await world.rows(`SELECT pg_logical_emit_message(true, 'test', 'beyond all that was noted')`);
  const [row] = await world.rows('SELECT pg_current_wal_flush_lsn()::text AS at');
  await until('the replica has caught up', async () => {
    const [here] = await replica.query(`SELECT pg_last_wal_replay_lsn() >= '${row.at}'::pg_lsn AS yes`);
    return here?.yes === true;
  });
};

test('reads go to the replica: its sessions ran them, and the primary ran none', async () => {
  await caughtUp();
  const ran = (query: (text: string) => Promise<Answer[]>) =>
    query(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'anzhi-test' AND query LIKE '%FROM case_organ%' AND query NOT LIKE '%pg_stat%'`,
    ).then(([row]) => row.n as number);
  const admin = new Client({ connectionString: process.env.ANZHI_TEST_SUPERUSER_URL });
  await admin.connect();
  const onPrimary = (text: string) => admin.query(text).then(({ rows }) => rows);
  const before = await ran(onPrimary);
  await Promise.all(Array.from({ length: 4 }, () => names(other)));
  expect(await ran((text) => replica.query(text))).toBeGreaterThan(0);
  expect(await ran(onPrimary)).toBe(before);
  await admin.end();
});

test('while replay is paused a user sees their own act at once, on another server too; others read the replica as it was, without an error', async () => {
  await caughtUp();
  await pause();
  try {
    const name = await register(clerk);
    expect(await names(clerk)).toContain(name);
    expect(await names(clerk, second.server.url)).toContain(name);
    expect(await names(other)).not.toContain(name);
    expect(await names(other, second.server.url)).not.toContain(name);
    await resume();
    await until('the other sees it', async () => (await names(other)).includes(name));
  } finally {
    await resume();
  }
});

test('an answer to a mutation, and to a repeated one, is read from the primary; so is what a refused call left in the history', async () => {
  await caughtUp();
  await pause();
  try {
    const input = { kind: 'COURT', name: '朝阳区重放副本法院', regionCode: '110105' };
    const key = newKey();
    for (const _ of [1, 2]) {
      const { registerCaseOrgan: done } = await clerk.send(REGISTER, { input, key });
      expect(expectSuccess(done).caseOrgan.name).toBe(input.name);
    }
    const { registerCaseOrgan: refused } = await other.send(REGISTER, { input, key: newKey() });
    expect(refused.code).toBe('FORBIDDEN');
    // A refusal is a line of the ledger, and so a write of theirs: from here on they see the primary's state.
    expect(await names(other)).toContain(input.name);
  } finally {
    await resume();
  }
});

test('where the mark cannot be written the act stands, its server reads the primary for the account, and the connection is clean', async () => {
  await caughtUp();
  await world.rows('REVOKE INSERT ON account_position FROM anzhi_app');
  await caughtUp();
  await pause();
  said.length = 0;
  try {
    const name = await register(clerk);
    expect(await names(clerk)).toContain(name);
    expect(await names(other)).not.toContain(name);
    expect(lines('position after a write not noted')).toHaveLength(1);
    const open = await world.rows(`SELECT FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'`);
    expect(open).toEqual([]);
  } finally {
    await world.rows('GRANT INSERT ON account_position TO anzhi_app');
    await resume();
  }
});

test('the mark is written beside the settings of the session, which stay as they were', async () => {
  const runner = world.services.dataSource.createQueryRunner('master');
  try {
    const [{ at: before }] = await runner.query('SELECT pg_current_wal_insert_lsn()::text AS at');
    await world.services.replicas?.written(runner, clerk.accountId);
    const [{ mode }] = await runner.query(`SELECT current_setting('synchronous_commit') AS mode`);
    expect(mode).toBe('on');
    const [{ ahead }] = await world.rows(
      `SELECT position >= '${before}'::pg_lsn AS ahead FROM account_position WHERE account_id = '${clerk.accountId}'`,
    );
    expect(ahead).toBe(true);
  } finally {
    await runner.release();
  }
});

test('revocation holds at once, however late the replica is', async () => {
  const agency = await new City(world).agency('110108');
  const leaving = await agency.clerk;
  await caughtUp();
  const token = await leaving.current();
  const me = async () => (await world.sendRaw('{ me { login } }', {}, token)).data?.me;
  expect(await me()).toMatchObject({ login: leaving.login });
  await pause();
  try {
    await world.rows('UPDATE account SET token_generation = token_generation + 1 WHERE id = $1', [leaving.accountId]);
    expect(await me()).toBeNull();
  } finally {
    await resume();
  }
});

test('a mark from another life of the database keeps nobody from the replica', async () => {
  await caughtUp();
  await world.rows(
    `INSERT INTO account_position VALUES ($1, 'FFFFF/0') ON CONFLICT (account_id) DO UPDATE SET position = 'FFFFF/0'`,
    [other.accountId],
  );
  await caughtUp();
  await pause();
  try {
    const name = await register(clerk);
    expect(await names(other)).not.toContain(name);
  } finally {
    await world.rows('DELETE FROM account_position WHERE account_id = $1', [other.accountId]);
    await resume();
  }
});

test('a replica that lags beyond the bound is left, with one line, and read again when it has caught up', async () => {
  await caughtUp();
  await until('in use', used);
  said.length = 0;
  await pause();
  const name = await register(clerk);
  await until('it is left', () => !used());
  expect(await names(other)).toContain(name);
  await new Promise((wake) => setTimeout(wake, 1000));
  expect(lines(LEFT)).toHaveLength(1);
  expect(lines(LEFT)[0]?.why).toContain(`落后超过${LAG}秒`);
  await resume();
  await until('it is back', used);
  expect(lines(BACK)).toHaveLength(1);
});

/** Reads without a pause until told to stop; every one of them must be answered. */
function load() {
  let going = true;
  let answered = 0;
  const workers = Array.from({ length: 6 }, async () => {
    while (going) {
      await names(other);
      answered += 1;
    }
  });
  return {
    answered: () => answered,
    end: async () => {
      going = false;
      await Promise.all(workers);
    },
  };
}

test('the replica stopped under load: every read is answered, from the primary; started again it is read again', async () => {
  await until('in use', used);
  said.length = 0;
  const reads = load();
  await until('the load runs', () => reads.answered() > 20);
  await replica.stop();
  await until('it is left', () => !used());
  const then = reads.answered();
  await until('the load runs on', () => reads.answered() > then + 20);
  expect(lines(LEFT)).toHaveLength(1);
  await replica.start();
  await until('it is back', used);
  const again = reads.answered();
  await until('the load runs on', () => reads.answered() > again + 20);
  await reads.end();
  expect(lines(LEFT)).toHaveLength(1);
  expect(lines(BACK)).toHaveLength(1);
  await caughtUp();
  await pause();
  const name = await register(clerk);
  expect(await names(other)).not.toContain(name);
  await resume();
});

test('a replica that hangs holds up no read for longer than the watch waits', async () => {
  await until('in use', used);
  const sessions = await replica.query(
    `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
  const pids = [replica.pid, ...sessions.map(({ pid }) => Number(pid))];
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    const began = Date.now();
    const answers = await Promise.all(Array.from({ length: 6 }, () => names(other)));
    expect(answers).toHaveLength(6);
    expect(Date.now() - began).toBeLessThan(8_000);
    expect(used()).toBe(false);
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
  await until('it is back', used);
});

test('a server started with REPLICA_URLS reads them, and stops in order', async () => {
  await caughtUp();
  const { config } = world.services;
  const started = start({
    DATABASE_URL: config.databaseUrl as string,
    DATABASE_READER_URL: config.readerUrl as string,
    REPLICA_URLS: config.replicas.urls.join(','),
    ANZHI_KEY: '07'.repeat(32),
    ANZHI_DATA_DIR: dataFolder(),
    LOG_LEVEL: 'info',
  });
  const url = await started.ready;
  await until('it says that it reads the replica', () => started.said().includes(BACK));
  expect((await ask(url, '{ regions { code } }')).data.regions).toHaveLength(34);
  const [sessions] = await replica.query(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'anzhi' AND query LIKE '%FROM region%'`,
  );
  expect(sessions?.n).toBe(1);
  started.child.kill('SIGINT');
  expect(await started.ended).toBe(0);
  expect(started.said()).not.toContain(LEFT);
});

test('what a replica cannot answer is asked of the primary; what is wrong with the statement is not', () => {
  const database = (code: string) => ({ driverError: { code, message: '' } });
  const gone = ['57P01', '57P03', '08006', '53300', '40001', '40P01'].map(database);
  const network = ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT'].map((code) => ({ code, message: code }));
  for (const error of [...gone, ...network, new Error('Connection terminated unexpectedly')]) {
    expect([error, isReplicasFault(error)]).toEqual([error, true]);
  }
  for (const error of [...['22P02', '42P01', '25006', '57014'].map(database), new Error('no')]) {
    expect([error, isReplicasFault(error)]).toEqual([error, false]);
  }
});

test('what is no replica of this database is never read, and the log says why', async () => {
  const lonely: typeof said = [];
  const services = await servicesOf(
    { ...world.services.config, replicas: { urls: [world.services.config.databaseUrl as string], maxLagSeconds: 5 } },
    world.clock,
    pino({ level: 'info' }, { write: (line: string) => lonely.push(JSON.parse(line)) }),
  );
  await services.replicas?.look();
  expect(services.replicas?.inUse).toBe(0);
  expect(lonely.map(({ why }) => why)).toEqual([expect.stringContaining('不是只读副本')]);
  await endServices(services);
});
