import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded';
import { ask, dataFolder, endProcesses, start } from '../support/server-process';
import { testPrograms } from '../support/test-server';

/** A PostgreSQL of its own: the roles belong to all of a server's databases. Its administrator is no superuser. */
let server: EmbeddedPostgres;
let admin: Client;
let log: string;

beforeAll(async () => {
  const dataDir = dataFolder();
  server = await startEmbeddedPostgres({
    dataDir,
    programs: testPrograms(),
    settings: { log_statement: 'all', logging_collector: 'on', log_directory: 'log', log_filename: 'all.log' },
  });
  admin = new Client({ connectionString: server.superuserUrl });
  await admin.connect();
  const { rows } = await admin.query('SHOW data_directory');
  log = join(rows[0].data_directory, 'log', 'all.log');
});

afterAll(async () => {
  await admin?.end();
  await server?.stop();
  endProcesses();
});

/** Drops what the last test made, and makes a managed administrator with a database of their own. */
async function managed(rights = 'CREATEROLE'): Promise<string> {
  const mark = randomBytes(4).toString('hex');
  const { rows } = await admin.query(`SELECT datname AS name FROM pg_database WHERE datname LIKE 'anzhi_%'`);
  for (const { name } of rows) await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await admin.query('DROP ROLE IF EXISTS anzhi_owner, anzhi_app, anzhi_reader, anzhi_vault');
  await admin.query(`CREATE ROLE manager_${mark} LOGIN PASSWORD 'manager-word' ${rights}`);
  await admin.query(`CREATE DATABASE anzhi_${mark} OWNER manager_${mark}`);
  return server.urlFor(`manager_${mark}`, 'manager-word', `anzhi_${mark}`);
}

async function roles(environment: NodeJS.ProcessEnv, ...args: string[]) {
  const run = start(environment, 'dist/src/platform/database/roles-cli.js', args);
  const code = await run.ended;
  const said = run.said();
  const line = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(said)?.[1] ?? null;
  return {
    code,
    said,
    url: line('DATABASE_URL'),
    ownerUrl: line('DATABASE_OWNER_URL'),
    readerUrl: line('DATABASE_READER_URL'),
    settings: {
      DATABASE_URL: line('DATABASE_URL') ?? '',
      DATABASE_OWNER_URL: line('DATABASE_OWNER_URL') ?? '',
      DATABASE_READER_URL: line('DATABASE_READER_URL') ?? '',
    },
  };
}

async function opens(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

test('an administrator with CREATEROLE, owner of the database and no superuser, makes the four roles; the server then migrates and runs', async () => {
  const url = await managed();
  const made = await roles({}, url);
  expect([made.code, made.said]).toEqual([0, expect.stringContaining('DATABASE_OWNER_URL=')]);
  const started = start({
    DATABASE_URL: made.url as string,
    DATABASE_OWNER_URL: made.ownerUrl as string,
    DATABASE_READER_URL: made.readerUrl as string,
    ANZHI_DATA_DIR: dataFolder(),
  });
  expect((await ask(await started.ready, '{ regions { code } }')).data.regions).toHaveLength(34);
  started.child.kill('SIGINT');
  await started.ended;
  const { rows } = await admin.query(
    `SELECT rolname, rolcanlogin AS enters, rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls AS mighty FROM pg_roles WHERE rolname LIKE 'anzhi%' ORDER BY 1`,
  );
  expect(rows).toEqual([
    { rolname: 'anzhi_app', enters: true, mighty: false },
    { rolname: 'anzhi_owner', enters: true, mighty: false },
    { rolname: 'anzhi_reader', enters: true, mighty: false },
    { rolname: 'anzhi_vault', enters: false, mighty: false },
  ]);
  const { rows: members } = await admin.query(
    `SELECT roleid::regrole::text AS role, member::regrole::text AS member FROM pg_auth_members WHERE member::regrole::text LIKE 'anzhi%'`,
  );
  expect(members).toEqual([{ role: 'anzhi_vault', member: 'anzhi_owner' }]);
  const app = new Client({ connectionString: made.url as string });
  await app.connect();
  await expect(app.query('CREATE TABLE mine (id int)')).rejects.toThrow(/permission denied/);
  await app.end();
  const reader = new Client({ connectionString: made.readerUrl as string });
  await reader.connect();
  for (const wish of [
    'SELECT FROM public.region',
    'SELECT FROM public.account',
    'CREATE SCHEMA mine',
    'SET ROLE anzhi_app',
    'SET ROLE anzhi_vault',
    'CREATE TEMPORARY TABLE mine (id int)',
  ]) {
    await expect(reader.query(wish).then(() => wish)).rejects.toThrow(/permission denied/);
  }
  await reader.end();
});

test('a server of a PostgreSQL of one’s own needs the reader’s URL, as that role and no other, in the same database', async () => {
  const url = await managed();
  const made = await roles({}, url);
  const first = async (readerUrl: string | undefined) => {
    const run = start({
      DATABASE_URL: made.url as string,
      DATABASE_OWNER_URL: made.ownerUrl as string,
      ...(readerUrl ? { DATABASE_READER_URL: readerUrl } : {}),
      ANZHI_DATA_DIR: dataFolder(),
      ANZHI_CITY_CASES: '0',
    });
    run.ready.catch(() => undefined);
    return [await run.ended, run.said().trim().split('\n').at(-1)];
  };
  expect(await first(undefined)).toEqual([1, expect.stringContaining('须设置 DATABASE_READER_URL')]);
  expect(await first(made.url as string)).toEqual([1, expect.stringContaining('现为 anzhi_app')]);
  const elsewhere = (made.readerUrl as string).replace(/\/anzhi_\w+$/, '/postgres');
  expect(await first(elsewhere)).toEqual([1, expect.stringContaining('不是同一数据库')]);
});

test('roles that are not apart, and an owner who was made before the others, are refused in one line', async () => {
  const url = await managed();
  const made = await roles({}, url);
  await admin.query('GRANT anzhi_vault TO anzhi_app');
  const mixed = await roles({}, url);
  expect([mixed.code, mixed.said]).toEqual([1, expect.stringContaining('角色没有分开')]);
  const inside = new Client({
    connectionString: server.superuserUrl.replace(/[^/]*$/, new URL(url).pathname.slice(1)),
  });
  await inside.connect();
  await inside.query('DROP OWNED BY anzhi_vault; DROP ROLE anzhi_vault');
  await inside.end();
  const run = start({ ...made.settings, ANZHI_DATA_DIR: dataFolder(), ANZHI_CITY_CASES: '0' });
  run.ready.catch(() => undefined);
  expect([await run.ended, run.said()]).toEqual([1, expect.stringContaining('npm run database-roles')]);
});

test('repeated it changes nothing: passwords stay, and none is shown a second time', async () => {
  const url = await managed();
  const first = await roles({}, url);
  const again = await roles({}, url);
  expect(again.code).toBe(0);
  expect(again.url).toContain('<密码>');
  expect(again.said).not.toContain(new URL(first.url as string).password);
  expect(await opens(first.url as string)).toBe(true);
  expect(await opens(first.ownerUrl as string)).toBe(true);
});

test('passwords come from files and are changed by them; neither the output nor the log of the database has any of them', async () => {
  const url = await managed();
  const folder = dataFolder();
  const secret = (name: string, text: string) => {
    writeFileSync(join(folder, name), `${text}\n`);
    return join(folder, name);
  };
  const environment = {
    ANZHI_ADMIN_URL_FILE: secret('admin', url),
    ANZHI_OWNER_PASSWORD_FILE: secret('owner', 'Eigner-geheim-1'),
    ANZHI_APP_PASSWORD_FILE: secret('app', 'Anwendung-geheim-1'),
    ANZHI_READER_PASSWORD_FILE: secret('reader', 'Leser-geheim-1'),
  };
  const made = await roles(environment);
  expect([made.code, made.said]).toEqual([0, expect.stringContaining('<密码>')]);
  const app = (password: string) => (made.url as string).replace('<密码>', password);
  expect(await opens(app('Anwendung-geheim-1'))).toBe(true);
  secret('app', 'Anwendung-geheim-2');
  await roles(environment);
  expect(await opens(app('Anwendung-geheim-1'))).toBe(false);
  expect(await opens(app('Anwendung-geheim-2'))).toBe(true);
  expect(made.said).not.toMatch(/geheim|manager-word/);
  const logged = readFileSync(log, 'utf8');
  expect(logged).toContain('ROLE anzhi_app');
  expect(logged).not.toMatch(/geheim/);
  const both = await roles({ ...environment, ANZHI_APP_PASSWORD: 'x' });
  expect([both.code, both.said]).toEqual([1, expect.stringContaining('ANZHI_APP_PASSWORD_FILE')]);
});

test('generated passwords go into files that only their owner reads, when asked for', async () => {
  const url = await managed();
  const folder = join(dataFolder(), 'secrets');
  const made = await roles({}, '--into', folder, url);
  expect(made.code).toBe(0);
  expect(made.said).toContain(`DATABASE_URL_FILE=${join(folder, 'DATABASE_URL')}`);
  const path = join(folder, 'DATABASE_URL');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await opens(readFileSync(path, 'utf8').trim())).toBe(true);
  expect(made.said).not.toContain(new URL(readFileSync(path, 'utf8')).password);
  expect(existsSync(join(folder, 'DATABASE_OWNER_URL'))).toBe(true);
  expect(existsSync(join(folder, 'DATABASE_READER_URL'))).toBe(true);
});

test('rights that do not suffice, a wrong password and no address are refused in one line, and nothing is half made', async () => {
  const weak = await roles({}, await managed('NOCREATEROLE'));
  expect([weak.code, weak.said]).toEqual([1, expect.stringContaining('管理员权限不够')]);
  const url = await managed();
  const { pathname } = new URL(url);
  await admin.query(`ALTER DATABASE ${pathname.slice(1)} OWNER TO postgres`);
  const stranger = await roles({}, url);
  expect([stranger.code, stranger.said]).toEqual([1, expect.stringMatching(/所有者/)]);
  expect((await admin.query(`SELECT FROM pg_roles WHERE rolname LIKE 'anzhi%'`)).rowCount).toBe(0);
  const wrong = await roles({}, url.replace('manager-word', 'guess'));
  expect([wrong.code, wrong.said]).toEqual([1, expect.stringContaining('数据库连不上')]);
  for (const { said } of [weak, stranger, wrong]) {
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(said).not.toMatch(/manager-word|guess/);
  }
  expect((await roles({})).code).toBe(2);
});
