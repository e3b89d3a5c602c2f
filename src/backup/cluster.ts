import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client, escapeLiteral } from 'pg';
import { baseBackup, copyWithDigest } from '../platform/database/base-backup';
import { lockDataFolder } from '../platform/database/data-folder';
import { clusterFolder, embeddedPrograms, startEmbeddedPostgres } from '../platform/database/embedded';
import { isRunning } from '../platform/processes';
import { StartRefused } from '../platform/start-refused';
import type { BackupFile } from './manifest';

export const CLUSTER = 'cluster';

/** Its superuser's URL, where the embedded database of this data folder is running. */
function runningCluster(dataDir: string): string | null {
  const cluster = clusterFolder(dataDir);
  const status = join(cluster, 'postmaster.pid');
  if (!existsSync(status)) return null;
  const lines = readFileSync(status, 'utf8').split('\n');
  if (!isRunning(Number(lines[0]))) return null;
  const password = readFileSync(`${cluster}.password`, 'utf8').trim();
  return `postgres://postgres:${password}@127.0.0.1:${lines[3]?.trim()}/postgres`;
}

/** Runs `work` on the embedded database: the one of a running Anzhi, or else one started for this. */
export async function withCluster<T>(dataDir: string, work: (superuserUrl: string) => Promise<T>): Promise<T> {
  const running = runningCluster(dataDir);
  if (running) return work(running);
  if (!existsSync(join(clusterFolder(dataDir), 'PG_VERSION'))) {
    throw new StartRefused(`此处没有数据库 (no database here): ${dataDir}`);
  }
  const unlock = lockDataFolder(dataDir);
  try {
    const server = await startEmbeddedPostgres({ dataDir });
    try {
      return await work(server.superuserUrl);
    } finally {
      await server.stop();
    }
  } finally {
    unlock();
  }
}

/** Files of the cluster, copied while it runs, below `folder`/cluster. */
export async function copyCluster(superuserUrl: string, folder: string): Promise<BackupFile[]> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const copied = await baseBackup(client, join(folder, CLUSTER));
    return copied.map((file) => ({ ...file, path: `${CLUSTER}/${file.path}` }));
  } finally {
    await client.end();
  }
}

/** Refused where the packaged PostgreSQL is of another major version than the files. */
export function requireSameMajor(serverVersion: number): void {
  const { binaries } = embeddedPrograms();
  const text = execFileSync(binaries.postgres, ['--version'], { encoding: 'utf8' });
  const major = Number(/(\d+)/.exec(text)?.[1] ?? 0);
  const wanted = Math.floor(serverVersion / 10_000);
  if (major !== wanted) {
    throw new StartRefused(
      `备份是PostgreSQL ${wanted}的文件，内置的是${major}版 (another major version): ${text.trim()}`,
    );
  }
}

const EMPTY_FOLDERS = [
  'pg_wal/archive_status',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat',
  'pg_stat_tmp',
  'pg_subtrans',
  'pg_tblspc',
  'pg_twophase',
  'pg_commit_ts',
  'pg_logical/snapshots',
  'pg_logical/mappings',
];

/** Puts the files in their place: beside it first, and under its name only when it is whole and has replayed its log. */
export async function placeCluster(backup: string, files: readonly BackupFile[], dataDir: string): Promise<void> {
  const { owner, binaries } = embeddedPrograms();
  const cluster = clusterFolder(dataDir);
  const beside = `${cluster}.restoring`;
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { recursive: true, mode: 0o700 });
  if (owner) chmodSync(dirname(beside), 0o755);
  for (const file of files) {
    const { sha256 } = await copyWithDigest(join(backup, file.path), join(beside, file.path.slice(CLUSTER.length + 1)));
    if (sha256 !== file.sha256) throw new StartRefused(`备份已损坏，不能恢复 (the backup is damaged): ${file.path}`);
  }
  for (const name of EMPTY_FOLDERS) mkdirSync(join(beside, name), { recursive: true, mode: 0o700 });
  if (owner) handTo(beside, owner);
  const password = randomBytes(24).toString('hex');
  // A session without a server: it replays the log, and nobody can connect meanwhile.
  const made = spawnSync(binaries.postgres, ['--single', '-D', beside, 'postgres'], {
    ...(owner ?? {}),
    cwd: tmpdir(),
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    input: `ALTER ROLE postgres PASSWORD ${escapeLiteral(password)}\n`,
    encoding: 'utf8',
  });
  if (made.status !== 0 || /ERROR|FATAL|PANIC/.test(made.stderr)) {
    throw new StartRefused(
      `恢复的数据库未能启动 (the restored database does not start): ${made.stderr.trim().slice(-500)}`,
    );
  }
  writeFileSync(`${cluster}.password`, password, { mode: 0o600 });
  if (owner) chownSync(`${cluster}.password`, owner.uid, owner.gid);
  renameSync(beside, cluster);
}

function handTo(folder: string, owner: { readonly uid: number; readonly gid: number }): void {
  chownSync(folder, owner.uid, owner.gid);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) handTo(path, owner);
    else chownSync(path, owner.uid, owner.gid);
  }
}
