import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { migrations } from '../../migrations';
import { ask, dataFolder, endProcesses, type Started, start } from '../support/server-process';
import { type EmptyDatabase, emptyDatabase } from '../support/test-server';

afterAll(endProcesses);

let database: EmptyDatabase;
let owner: Client;
beforeEach(async () => {
  database = await emptyDatabase();
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterEach(async () => {
  await owner.end();
  await database.drop();
});

/** Servers on one database share its master key. */
const KEY = randomBytes(32).toString('hex');

function server(environment: NodeJS.ProcessEnv = {}, script?: string, args?: string[]): Started {
  const all = {
    DATABASE_URL: database.appUrl,
    DATABASE_READER_URL: database.readerUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    DATABASE_POOL: '3',
    ANZHI_DATA_DIR: dataFolder(),
    ANZHI_KEY: KEY,
    ...environment,
  };
  return start(all, script, args);
}

const UPDATED = /数据库结构已更新 \(migrations\): (\d+)/;
const WAITING = '另一台服务器正在更新数据库，等待中';

test('four servers started at once on an empty database all come up; each migration ran once, the others waited and said so', async () => {
  const servers = Array.from({ length: 4 }, () => server());
  const urls = await Promise.all(servers.map(({ ready }) => ready));
  for (const url of urls) expect((await ask(url, '{ regions { code } }')).data.regions).toHaveLength(34);
  const counts = servers.flatMap(({ said }) => UPDATED.exec(said())?.[1] ?? []);
  expect(counts).toEqual([String(migrations.length)]);
  const { rows } = await owner.query('SELECT name FROM migration ORDER BY id');
  expect(rows.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name));
  const waited = servers.filter(({ said }) => said().includes(WAITING));
  expect(waited.length).toBeGreaterThan(0);
  for (const { said } of waited) expect(said().split(WAITING)).toHaveLength(2);
  for (const { child } of servers) child.kill('SIGINT');
  expect(await Promise.all(servers.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);
});

test('a server killed while it holds the lock holds up nobody', async () => {
  const holder = new Client({ connectionString: database.ownerUrl });
  await holder.connect();
  holder.on('error', () => undefined);
  const { rows } = await holder.query('SELECT pg_advisory_lock($1), pg_backend_pid() AS pid', [0x616e7a01]);
  const waiting = server();
  while (!waiting.said().includes(WAITING)) await new Promise((wake) => setTimeout(wake, 50));
  await owner.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
  await waiting.ready;
  waiting.child.kill('SIGINT');
  expect(await waiting.ended).toBe(0);
});

test('a database ahead of this build is refused in one line, with and without the owner', async () => {
  const first = server();
  await first.ready;
  first.child.kill('SIGINT');
  await first.ended;
  await owner.query(`INSERT INTO migration (timestamp, name) VALUES (1900000000000, 'Later1900000000000')`);
  for (const environment of [{}, { DATABASE_OWNER_URL: '' }]) {
    const older = server(environment);
    expect(await older.ended).toBe(1);
    expect(older.said().trim().split('\n')).toHaveLength(1);
    expect(older.said()).toMatch(/数据库的结构比本程序新.*Later1900000000000/);
  }
});

test('without the owner, a database that is not migrated, or only in part, is refused in one line', async () => {
  const refused = async () => {
    const without = server({ DATABASE_OWNER_URL: '' });
    expect(await without.ended).toBe(1);
    expect(without.said().trim().split('\n')).toHaveLength(1);
    expect(without.said()).toContain('DATABASE_OWNER_URL');
    return /缺(\d+)步/.exec(without.said())?.[1];
  };
  expect(await refused()).toBe(String(migrations.length));
  const first = server();
  await first.ready;
  first.child.kill('SIGINT');
  await first.ended;
  const same = server({ DATABASE_OWNER_URL: '' });
  await same.ready;
  same.child.kill('SIGINT');
  await same.ended;
  await owner.query('DELETE FROM migration WHERE id = (SELECT max(id) FROM migration)');
  expect(await refused()).toBe('1');
});

test('the city is loaded like a server starts: nobody else migrates meanwhile, and its database is a server’s to use', async () => {
  await owner.query('SELECT pg_advisory_lock($1)', [0x616e7a01]);
  const city = server({ ANZHI_DEMO: 'true' }, 'dist/src/demo/city.js', ['--cases', '5']);
  while (!city.said().includes(WAITING)) {
    expect(city.child.exitCode).toBeNull();
    await new Promise((wake) => setTimeout(wake, 50));
  }
  await owner.query('SELECT pg_advisory_unlock_all()');
  expect(await city.ended).toBe(0);
  const after = server({ DATABASE_OWNER_URL: '', ANZHI_DEMO: 'true' });
  await after.ready;
  after.child.kill('SIGINT');
  expect(await after.ended).toBe(0);
});

test.each([
  ['papers-cli.js', 'verify'],
  ['papers-cli.js', 'sweep'],
])('%s %s on a database that is not migrated is refused in one line', async (program, command) => {
  const refused = server({}, `dist/src/${program}`, [command]);
  expect(await refused.ended).toBe(1);
  expect(refused.said().trim().split('\n')).toHaveLength(1);
  expect(refused.said()).toContain('DATABASE_OWNER_URL');
});
