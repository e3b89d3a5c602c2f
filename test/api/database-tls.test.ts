import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { readConfig } from '../../src/config';
import { connectionOf } from '../../src/platform/database/connection';
import { clusterFolder, type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded';
import { ensureRoles } from '../../src/platform/database/roles';
import { ask, dataFolder, endProcesses, start } from '../support/server-process';
import { testPrograms } from '../support/test-server';

/** A PostgreSQL with a certificate of a CA made here, for the host name localhost; a second CA has nothing to do with it. */
let folder: string;
let dataDir: string;
let server: EmbeddedPostgres;
const at = (name: string) => join(folder, name);
const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });

beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/anzhi-tls-');
  dataDir = dataFolder();
  for (const name of ['ours', 'foreign']) {
    openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', `/CN=${name}`, '-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)],
    );
  }
  openssl(
    ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=localhost'],
    ...['-keyout', at('server.key'), '-out', at('server.csr')],
  );
  writeFileSync(at('extensions'), 'subjectAltName=DNS:localhost\n');
  openssl(
    ...['x509', '-req', '-in', at('server.csr'), '-CA', at('ours.pem'), '-CAkey', at('ours.key'), '-CAcreateserial'],
    ...['-days', '2', '-extfile', at('extensions'), '-out', at('server.pem')],
  );
  const programs = testPrograms();
  const first = await startEmbeddedPostgres({ dataDir, programs });
  await first.stop();
  const cluster = clusterFolder(dataDir);
  const { uid, gid } = statSync(cluster);
  for (const name of ['server.key', 'server.pem']) {
    copyFileSync(at(name), join(cluster, name));
    chownSync(join(cluster, name), uid, gid);
    chmodSync(join(cluster, name), 0o600);
  }
  server = await startEmbeddedPostgres({
    dataDir,
    programs,
    settings: {
      ssl: 'on',
      ssl_cert_file: 'server.pem',
      ssl_key_file: 'server.key',
      listen_addresses: 'localhost,127.0.0.1',
    },
  });
  const admin = new Client({ connectionString: server.superuserUrl });
  await admin.connect();
  await admin.query('CREATE DATABASE anzhi');
  await admin.end();
  await ensureRoles(server.superuserUrl.replace(/\/postgres$/, '/anzhi'), {
    owner: 'owner-word',
    app: 'app-word',
    reader: 'reader-word',
  });
});

afterAll(async () => {
  await server?.stop();
  endProcesses();
  rmSync(folder, { recursive: true, force: true });
});

const url = (role: 'owner' | 'app' | 'reader', host: string, query: string) =>
  `postgres://anzhi_${role}:${role}-word@${host}:${server.port}/anzhi${query}`;

const settings = (host: string, query: string, ca = ''): NodeJS.ProcessEnv => ({
  DATABASE_URL: url('app', host, query),
  DATABASE_OWNER_URL: url('owner', host, query),
  DATABASE_READER_URL: url('reader', host, query),
  ANZHI_DATABASE_CA: ca,
});

/** How a session with these settings fares: whether it is encrypted, or why there is none. */
async function session(environment: NodeJS.ProcessEnv): Promise<boolean | string> {
  const client = new Client(connectionOf(readConfig(environment).databaseUrl as string));
  try {
    await client.connect();
    return (await client.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')).rows[0].ssl;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.end().catch(() => undefined);
  }
}

test('sslmode means what it means to psql', async () => {
  const [ours, foreign] = [at('ours.pem'), at('foreign.pem')];
  const untrusted = /certificate|self.signed/i;
  const table: [host: string, query: string, ca: string, outcome: boolean | RegExp][] = [
    ['localhost', '', '', false],
    ['localhost', '?sslmode=disable', ours, false],
    ['localhost', '?sslmode=require', '', true],
    ['localhost', '?sslmode=require', ours, true],
    ['127.0.0.1', '?sslmode=require', ours, true],
    ['localhost', '?sslmode=require', foreign, untrusted],
    ['127.0.0.1', '?sslmode=verify-ca', ours, true],
    ['127.0.0.1', '?sslmode=verify-ca', foreign, untrusted],
    ['localhost', '?sslmode=verify-full', ours, true],
    ['localhost', `?sslmode=verify-full&sslrootcert=${ours}`, '', true],
    ['localhost', '', ours, true],
    ['127.0.0.1', '', ours, /altnames|does not match/i],
    ['127.0.0.1', '?sslmode=verify-full', ours, /altnames|does not match/i],
    ['localhost', '?sslmode=verify-full', '', untrusted],
    ['localhost', '?sslmode=verify-full', foreign, untrusted],
  ];
  for (const [host, query, ca, outcome] of table) {
    const found = await session(settings(host, query, ca));
    if (outcome instanceof RegExp)
      expect([host, query, ca, found]).toEqual([host, query, ca, expect.stringMatching(outcome)]);
    else expect([host, query, ca, found]).toEqual([host, query, ca, outcome]);
  }
  expect(() => connectionOf(url('app', 'localhost', '?sslmode=prefer'))).toThrow('sslmode=prefer');
  expect(() => connectionOf(url('app', 'localhost', '?sslmode=verify-ca'))).toThrow('ANZHI_DATABASE_CA');
});

test('the server starts over verified TLS, and all its sessions are encrypted', async () => {
  const started = start({
    ...settings('localhost', '?sslmode=verify-full', at('ours.pem')),
    ANZHI_DATA_DIR: dataFolder(),
  });
  const address = await started.ready;
  expect((await ask(address, '{ regions { code } }')).data.regions).toHaveLength(34);
  const admin = new Client({ connectionString: server.superuserUrl });
  await admin.connect();
  const { rows } = await admin.query(
    `SELECT s.ssl, count(*)::int AS n FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE a.usename LIKE 'anzhi%' GROUP BY 1`,
  );
  await admin.end();
  expect(rows).toEqual([{ ssl: true, n: expect.any(Number) }]);
  started.child.kill('SIGINT');
  expect(await started.ended).toBe(0);
});

test('a foreign CA, another host name and a CA file that is not there are refused in one line each, without the password', async () => {
  const cases: [NodeJS.ProcessEnv, string][] = [
    [settings('localhost', '?sslmode=verify-full', at('foreign.pem')), '数据库的TLS证书未通过验证'],
    [settings('127.0.0.1', '?sslmode=verify-full', at('ours.pem')), '数据库的TLS证书未通过验证'],
    [settings('localhost', '?sslmode=verify-full', at('nowhere.pem')), '数据库证书文件读不到'],
    [settings('localhost', '?sslmode=prefer'), 'sslmode=prefer'],
  ];
  for (const [environment, words] of cases) {
    const refused = start({ ...environment, ANZHI_DATA_DIR: dataFolder() });
    expect([words, await refused.ended]).toEqual([words, 1]);
    expect(refused.said().trim().split('\n')).toHaveLength(1);
    expect(refused.said()).toContain(words);
    expect(refused.said()).not.toContain('-word');
  }
});
