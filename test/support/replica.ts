import { chownSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { baseBackup } from '../../src/platform/database/base-backup';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded';
import { databaseFolder } from './folders';
import { testPrograms } from './test-server';

/** A second PostgreSQL that follows the first by streaming replication. */
export interface TestReplica {
  readonly name: string;
  readonly superuserUrl: string;
  readonly pid: number;
  stop(): Promise<void>;
  start(): Promise<void>;
  query(text: string): Promise<Record<string, unknown>[]>;
  remove(): Promise<void>;
}

function handTo(folder: string, like: { uid: number; gid: number }): void {
  chownSync(folder, like.uid, like.gid);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) handTo(path, like);
    else chownSync(path, like.uid, like.gid);
  }
}

/** `primaryUrl`: its superuser's. */
export async function startReplica(primaryUrl: string, name: string): Promise<TestReplica> {
  const dataDir = databaseFolder('replica');
  const cluster = join(dataDir, 'postgres');
  mkdirSync(cluster, { mode: 0o700 });
  const client = new Client({ connectionString: primaryUrl });
  await client.connect();
  const { rows } = await client.query('SHOW data_directory');
  const primaryCluster: string = rows[0].data_directory;
  await baseBackup(client, cluster);
  await client.end();
  const { port, password, username } = new URL(primaryUrl);
  writeFileSync(join(cluster, 'standby.signal'), '');
  writeFileSync(
    join(cluster, 'postgresql.auto.conf'),
    `primary_conninfo = 'host=127.0.0.1 port=${port} user=${username} password=${password} application_name=${name}'\n`,
  );
  writeFileSync(`${cluster}.password`, decodeURIComponent(password), { mode: 0o600 });
  handTo(cluster, statSync(primaryCluster));
  let server: EmbeddedPostgres;
  let known: number | undefined;
  const start = async () => {
    server = await startEmbeddedPostgres({
      dataDir,
      programs: testPrograms(),
      ...(known ? { port: known } : {}),
      settings: {
        fsync: 'off',
        log_min_messages: 'fatal',
        max_connections: '300',
        wal_retrieve_retry_interval: '200ms',
      },
    });
    known = server.port;
  };
  await start();
  return {
    name,
    get superuserUrl() {
      return server.superuserUrl;
    },
    get pid() {
      return server.pid;
    },
    start,
    stop: () => server.stop(),
    async query(text) {
      const each = new Client({ connectionString: server.superuserUrl });
      await each.connect();
      try {
        return (await each.query(text)).rows;
      } finally {
        await each.end();
      }
    },
    async remove() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
