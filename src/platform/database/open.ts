import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { type Config, readKeyFile } from '../../config';
import { StartRefused } from '../start-refused';
import { connectionOf, whyUnreachable } from './connection';
import { createDataSource } from './data-source';
import { startEmbeddedPostgres } from './embedded';
import type { EntityClass } from './naming';
import { APP_ROLE, ensureRoles, OWNER_ROLE, READER_ROLE } from './roles';

export interface OpenDatabase {
  readonly dataSource: DataSource;
  /** For migrations and reference data; closed by whoever opened it. Null without an owner's URL. */
  readonly owner: DataSource | null;
  readonly ownerUrl: string | null;
  readonly url: string;
  /** For `openBlind`. Null where configuration names none. */
  readonly readerUrl: string | null;
  close(): Promise<void>;
}

interface Shape {
  readonly entities: readonly EntityClass[];
  readonly migrations: readonly EntityClass[];
}

/** A secret of this installation, made once and kept in the data folder, readable by its owner only. */
export function keptSecret(dataDir: string, name: string): Buffer {
  const folder = join(dataDir, 'keys');
  const path = join(folder, name);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  }
  return readKeyFile(path);
}

const reach = async (url: string): Promise<void> => {
  const client = new Client({ ...connectionOf(url), connectionTimeoutMillis: 8000 });
  try {
    await client.connect();
    const { rows } = await client.query('SHOW server_version_num');
    if (Number(rows[0].server_version_num) < 150000)
      throw new StartRefused('需要PostgreSQL 15或更高版本 (PostgreSQL 15 or later is needed)');
  } catch (error) {
    if (error instanceof StartRefused) throw error;
    throw new StartRefused(whyUnreachable(url, error));
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** The embedded database, or the user's own where DATABASE_URL names one. */
export async function openDatabase(
  config: Config,
  shape: Shape,
  onProgress: (line: string) => void,
): Promise<OpenDatabase> {
  let url: string;
  let ownerUrl: string | null;
  let readerUrl: string | null;
  let stop: () => Promise<void> = async () => undefined;
  if (config.databaseUrl) {
    url = config.databaseUrl;
    ownerUrl = config.ownerUrl;
    readerUrl = config.readerUrl;
    await reach(url);
    if (ownerUrl) await reach(ownerUrl);
  } else {
    const server = await startEmbeddedPostgres({ dataDir: config.dataDir, onProgress });
    stop = () => server.stop();
    try {
      const passwords = {
        owner: keptSecret(config.dataDir, 'owner-password').toString('hex'),
        app: keptSecret(config.dataDir, 'app-password').toString('hex'),
        reader: keptSecret(config.dataDir, 'reader-password').toString('hex'),
      };
      const client = new Client({ connectionString: server.superuserUrl });
      await client.connect();
      const { rowCount } = await client.query(`SELECT FROM pg_database WHERE datname = 'anzhi'`);
      if (!rowCount) await client.query('CREATE DATABASE anzhi');
      await client.end();
      await ensureRoles(server.superuserUrl.replace(/\/postgres$/, '/anzhi'), passwords);
      url = server.urlFor(APP_ROLE, passwords.app, 'anzhi');
      ownerUrl = server.urlFor(OWNER_ROLE, passwords.owner, 'anzhi');
      readerUrl = server.urlFor(READER_ROLE, passwords.reader, 'anzhi');
    } catch (error) {
      await stop();
      throw error;
    }
  }
  const entities = [...shape.entities];
  const dataSource = createDataSource({
    url,
    pool: config.pool,
    entities,
    applicationName: 'anzhi',
    replicated: config.replicas.urls.length > 0,
  });
  const owner = ownerUrl
    ? createDataSource({
        url: ownerUrl,
        pool: 2,
        entities,
        migrations: [...shape.migrations],
        applicationName: 'anzhi-owner',
      })
    : null;
  return {
    dataSource,
    owner,
    ownerUrl,
    url,
    readerUrl,
    close: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      if (owner?.isInitialized) await owner.destroy();
      await stop();
    },
  };
}
