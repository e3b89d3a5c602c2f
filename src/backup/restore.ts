import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import type { Config } from '../config';
import { keyCheck } from '../platform/crypto';
import { connectionOf } from '../platform/database/connection';
import { lockDataFolder } from '../platform/database/data-folder';
import { clusterFolder } from '../platform/database/embedded';
import { StartRefused } from '../platform/start-refused';
import { placeCluster, requireSameMajor, withCluster } from './cluster';
import { requireEmptyDatabase, requireProgram, restoreDump } from './dump';
import { backupIn, type Manifest, readManifest, tableOf, verifyFile } from './manifest';
import { paperIsWhole, paperPath, placePaper, readPaperList } from './papers';

export interface RestoreOptions {
  readonly config: Config;
  /** Names of the migrations that this build knows. */
  readonly migrations: readonly string[];
  /** Goes on without the master key: identity numbers and agencies' keys then stay closed for good. */
  readonly withoutKey: boolean;
  readonly say: (line: string) => void;
}

const holdsAnything = (folder: string): boolean => existsSync(folder) && readdirSync(folder).length > 0;

/** Everything that can be refused is refused here, before anything is written. */
async function verify(folder: string, manifest: Manifest, options: RestoreOptions): Promise<void> {
  const { config, migrations, withoutKey } = options;
  const { database, papers, keys } = manifest;
  if (database.kind === 'DUMP' && !config.ownerUrl) {
    throw new StartRefused('这是自备PostgreSQL的备份，请设置 DATABASE_URL 和 DATABASE_OWNER_URL (a dump: set both)');
  }
  if (database.kind === 'CLUSTER' && config.databaseUrl) {
    throw new StartRefused('这是内置数据库的备份，不能恢复到 DATABASE_URL (a backup of the embedded database)');
  }
  const unknown = database.migrations.filter((name) => !migrations.includes(name));
  if (unknown.length) {
    throw new StartRefused(`备份的结构比本程序新 (the backup is newer than this build): ${unknown.join(', ')}`);
  }
  if (database.kind === 'CLUSTER') requireSameMajor(database.serverVersion);
  if (!keys.included && !withoutKey) {
    if (!config.masterKey) {
      throw new StartRefused(
        '备份不含主密钥：请用 ANZHI_KEY_FILE 给出原主密钥，或加 --without-key (the backup has no master key: give the old one)',
      );
    }
    if (keyCheck(config.masterKey) !== keys.check) {
      throw new StartRefused('ANZHI_KEY 不是备份时的主密钥 (not the master key of this backup)');
    }
  }
  requireEmptyTarget(config);
  if (config.ownerUrl) {
    for (const program of ['pg_restore', 'psql'] as const) {
      await requireProgram(config.backup.programs, program, database.serverVersion);
    }
    await requireEmptyDatabase(config.ownerUrl);
  }
  for (const file of [papers.list, ...keys.files, ...database.files]) await verifyFile(folder, file);
  if (papers.store !== 'local') return;
  const root = join(dirname(folder), 'papers');
  const missing = new Set(papers.missing);
  for await (const entry of readPaperList(folder)) {
    if (missing.has(entry.digest) || (await paperIsWhole(root, entry))) continue;
    throw new StartRefused(`备份已损坏，不能恢复 (the backup is damaged): papers/${entry.digest}`);
  }
}

function requireEmptyTarget(config: Config): void {
  const taken = [
    ...(config.databaseUrl ? [] : [clusterFolder(config.dataDir), join(config.dataDir, 'keys')]),
    ...(config.papers.store === 'local' ? [config.papers.dir] : []),
  ].find(holdsAnything);
  if (taken) throw new StartRefused(`目标不是空的，不覆盖 (not empty, nothing is overwritten): ${taken}`);
}

async function placePapers(folder: string, manifest: Manifest, config: Config): Promise<number> {
  const root = join(dirname(folder), 'papers');
  const missing = new Set(manifest.papers.missing);
  let placed = 0;
  for await (const { digest } of readPaperList(folder)) {
    if (missing.has(digest)) continue;
    if (!(await placePaper(config.papers.dir, digest, createReadStream(paperPath(root, digest))))) {
      throw new StartRefused(`备份已损坏，不能恢复 (the backup is damaged): papers/${digest}`);
    }
    placed += 1;
  }
  return placed;
}

/** A dump has exactly the rows that were counted, a cluster at least as many of what is only ever added to. */
async function compareRows(url: string, manifest: Manifest): Promise<void> {
  const { kind, rows } = manifest.database;
  const client = new Client(connectionOf(url));
  await client.connect();
  try {
    for (const [table, wanted] of Object.entries(rows)) {
      if (kind === 'CLUSTER' && table !== 'ledger_entry') continue;
      const found = Number((await client.query(`SELECT count(*) AS n FROM ${tableOf(table)}`)).rows[0].n);
      if (kind === 'DUMP' ? found !== wanted : found < wanted) {
        throw new StartRefused(`恢复后 ${table} 有${found}行，应为${wanted}行 (rows differ after restoring)`);
      }
    }
  } finally {
    await client.end();
  }
}

/** Restores a backup into an empty place, after every byte of it was verified. */
export async function restore(from: string, options: RestoreOptions): Promise<Manifest> {
  const { config, say } = options;
  const folder = await backupIn(from);
  const manifest = await readManifest(folder);
  say(`正在核对备份 (verifying): ${folder}`);
  await verify(folder, manifest, options);
  const local = !config.databaseUrl;
  const unlock = local ? lockDataFolder(config.dataDir) : () => undefined;
  try {
    if (manifest.papers.store === 'local') {
      say(`正在恢复材料文件 (papers): ${await placePapers(folder, manifest, config)}`);
    }
    if (manifest.keys.included) {
      const keys = join(config.dataDir, 'keys');
      mkdirSync(keys, { recursive: true, mode: 0o700 });
      const [file] = manifest.keys.files;
      if (file) writeFileSync(join(keys, 'master'), readFileSync(join(folder, file.path)), { mode: 0o600, flag: 'wx' });
    }
    say('正在恢复数据库 (database) …');
    if (config.ownerUrl) {
      const work = mkdtempSync(join(tmpdir(), 'anzhi-restore-'));
      try {
        await restoreDump(config.ownerUrl, config.backup.programs, folder, work);
      } finally {
        rmSync(work, { recursive: true, force: true });
      }
      await compareRows(config.ownerUrl, manifest);
    } else {
      await placeCluster(folder, manifest.database.files, config.dataDir);
    }
  } finally {
    unlock();
  }
  if (local) {
    await withCluster(config.dataDir, (url) => compareRows(url.replace(/\/postgres$/, '/anzhi'), manifest));
  }
  return manifest;
}
