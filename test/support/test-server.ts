import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { Client } from 'pg';
import { migrations } from '../../migrations';
import { entities } from '../../src/entities';
import { createDataSource } from '../../src/platform/database/data-source';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded';
import { prepareDatabase } from '../../src/platform/database/prepare';
import { APP_ROLE, ensureRoles, OWNER_ROLE, READER_ROLE } from '../../src/platform/database/roles';
import { loadReferenceData } from '../../src/reference';
import { databaseFolder } from './folders';

const passwords = { owner: 'owner-of-a-test', app: 'app-of-a-test', reader: 'reader-of-a-test' };

/** Another PostgreSQL than the packaged one, for the whole suite: `ANZHI_TEST_POSTGRES_BIN=/usr/lib/postgresql/15/bin npm test`. */
export const testPrograms = () => process.env.ANZHI_TEST_POSTGRES_BIN || undefined;

/** A PostgreSQL with a migrated template in it, from which each World gets a database of its own. */
export async function startTestServer(settings: Readonly<Record<string, string>>): Promise<() => Promise<void>> {
  const dataDir = databaseFolder('test');
  const server = await startEmbeddedPostgres({
    dataDir,
    programs: testPrograms(),
    settings: { max_connections: '300', log_min_messages: 'fatal', ...settings },
  });
  await migratedTemplate(server);
  process.env.ANZHI_TEST_FOLDER = dataDir;
  const removeData = () => rmSync(dataDir, { recursive: true, force: true });
  process.once('exit', removeData);
  return async () => {
    await server.stop();
    removeData();
  };
}

/** Puts the template into a PostgreSQL, and tells each World of this process where to find it. */
export async function migratedTemplate(server: EmbeddedPostgres): Promise<void> {
  const client = new Client({ connectionString: server.superuserUrl });
  await client.connect();
  await client.query('CREATE DATABASE anzhi_template');
  await client.end();
  const template = server.superuserUrl.replace(/\/postgres$/, '/anzhi_template');
  await ensureRoles(template, passwords);
  const url = server.urlFor(OWNER_ROLE, passwords.owner, 'anzhi_template');
  const owner = createDataSource({ url, pool: 1, entities, migrations, applicationName: 'anzhi-test' });
  const names = migrations.map(({ name }) => name);
  await prepareDatabase(owner, url, names, loadReferenceData, () => undefined);
  process.env.ANZHI_TEST_SUPERUSER_URL = server.superuserUrl;
  process.env.ANZHI_TEST_OWNER_URL = server.urlFor(OWNER_ROLE, passwords.owner, '');
  process.env.ANZHI_TEST_APP_URL = server.urlFor(APP_ROLE, passwords.app, '');
  process.env.ANZHI_TEST_READER_URL = server.urlFor(READER_ROLE, passwords.reader, '');
}

/** For commands: Ctrl-C and SIGTERM take the server and its data away before the process ends. */
export function stopOnSignal(stop: () => Promise<void>): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      // Sessions that lose their server on the way have nothing left to say.
      process.on('uncaughtException', () => undefined);
      process.on('unhandledRejection', () => undefined);
      stop().finally(() => process.exit(code));
    });
  }
}

export interface EmptyDatabase {
  readonly name: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly readerUrl: string;
  drop(): Promise<void>;
}

/** A database with the roles let in, and nothing in it: what a first start finds. */
export async function emptyDatabase(): Promise<EmptyDatabase> {
  const administratorUrl = process.env.ANZHI_TEST_SUPERUSER_URL as string;
  const name = `anzhi_empty_${randomBytes(6).toString('hex')}`;
  const command = async (text: string) => {
    const client = new Client({ connectionString: administratorUrl });
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  await command(`CREATE DATABASE ${name}`);
  await ensureRoles(administratorUrl.replace(/\/postgres$/, `/${name}`), {
    owner: null,
    app: null,
    reader: null,
  });
  return {
    name,
    ownerUrl: `${process.env.ANZHI_TEST_OWNER_URL}${name}`,
    appUrl: `${process.env.ANZHI_TEST_APP_URL}${name}`,
    readerUrl: `${process.env.ANZHI_TEST_READER_URL}${name}`,
    drop: () => command(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}
