import { createReadStream } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import type { Config } from '../config';
import { keyCheck } from '../platform/crypto';
import { connectionOf } from '../platform/database/connection';
import { StartRefused } from '../platform/start-refused';
import { copyCluster, withCluster } from './cluster';
import { dumpDatabase, requireProgram, SCHEMAS } from './dump';
import { type Manifest, sha256Of, tableOf, writeManifest } from './manifest';
import { hasPaper, type PaperEntry, placePaper, readPaperList, writePaperList } from './papers';

export interface BackupOptions {
  readonly config: Config;
  readonly master: Buffer;
  readonly withKeys: boolean;
  readonly version: string;
  readonly say: (line: string) => void;
}

export interface BackedUp {
  readonly folder: string;
  readonly manifest: Manifest;
}

type DatabasePart = Manifest['database'];

interface Database {
  readonly part: DatabasePart;
  readonly papers: Awaited<ReturnType<typeof writePaperList>>;
}

const PAGE = 10_000;

/** All papers that the database knows, page by page. */
async function* papersOf(client: Client): AsyncGenerator<PaperEntry> {
  for (let after = Buffer.alloc(0); ; ) {
    const { rows } = await client.query(
      `SELECT digest, size FROM paper WHERE digest > $1 ORDER BY digest LIMIT ${PAGE}`,
      [after],
    );
    for (const { digest, size } of rows) yield { digest: digest.toString('hex'), size: Number(size) };
    if (rows.length < PAGE) return;
    after = rows.at(-1).digest;
  }
}

async function facts(client: Client): Promise<Pick<DatabasePart, 'serverVersion' | 'migrations' | 'rows'>> {
  const { rows: version } = await client.query('SHOW server_version_num');
  const { rows: migrations } = await client.query('SELECT name FROM migration ORDER BY id');
  const { rows: tables } = await client.query(
    `SELECT schemaname AS schema, tablename AS name FROM pg_tables WHERE schemaname = ANY ($1) AND tablename <> 'account_position' ORDER BY 1, 2`,
    [SCHEMAS],
  );
  const rows: Record<string, number> = {};
  for (const { schema, name } of tables) {
    const table = schema === 'public' ? name : `${schema}.${name}`;
    const { rows: counted } = await client.query(`SELECT count(*) AS n FROM ${tableOf(table)}`);
    rows[table] = Number(counted[0].n);
  }
  return {
    serverVersion: Number(version[0].server_version_num),
    migrations: migrations.map(({ name }) => name),
    rows,
  };
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ ...connectionOf(url), application_name: 'anzhi-backup' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Counted before the copy: records are only added, so the copy has at least these. Papers are listed after it. */
const backUpCluster = (dataDir: string, folder: string): Promise<Database> =>
  withCluster(dataDir, async (superuserUrl) => {
    const url = superuserUrl.replace(/\/postgres$/, '/anzhi');
    const known = await withClient(url, facts);
    const files = await copyCluster(superuserUrl, folder);
    const papers = await withClient(url, (client) => writePaperList(folder, papersOf(client)));
    return { part: { kind: 'CLUSTER', ...known, files }, papers };
  });

/** Counted, listed and dumped in one snapshot. */
async function dumpOwn(config: Config, url: string, folder: string): Promise<Database> {
  return withClient(url, async (client) => {
    const { rows: version } = await client.query('SHOW server_version_num');
    await requireProgram(config.backup.programs, 'pg_dump', Number(version[0].server_version_num));
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows } = await client.query('SELECT pg_export_snapshot() AS snapshot');
    const known = await facts(client);
    const papers = await writePaperList(folder, papersOf(client));
    const files = await dumpDatabase(url, config.backup.programs, rows[0].snapshot, folder);
    await client.query('COMMIT');
    return { part: { kind: 'DUMP', ...known, files }, papers };
  });
}

/**
 * Papers after the database: whatever a row of it names was in the store before. They never change, so one copy serves
 * all backups in the folder, and only new ones are copied.
 */
async function copyPapers(folder: string, from: string, to: string): Promise<{ copied: number; missing: string[] }> {
  let copied = 0;
  const missing: string[] = [];
  for await (const entry of readPaperList(folder)) {
    if (await hasPaper(to, entry)) continue;
    const source = createReadStream(join(from, entry.digest.slice(0, 2), entry.digest));
    const placed = await placePaper(to, entry.digest, source).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    });
    if (placed) copied += 1;
    else missing.push(entry.digest);
  }
  return { copied, missing };
}

/** Backs up into a new folder below `root`; papers go into `root`/papers, which all backups there share. */
export async function backUp(root: string, options: BackupOptions): Promise<BackedUp> {
  const { config, master, withKeys, say } = options;
  const begunAt = new Date().toISOString();
  const folder = join(resolve(root), begunAt.replace(/[:.]/g, '-'));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  if (config.databaseUrl && !config.ownerUrl) {
    throw new StartRefused('备份需要 DATABASE_OWNER_URL（数据库所有者）(needs DATABASE_OWNER_URL)');
  }
  say('正在备份数据库 (database) …');
  const { part, papers } = config.ownerUrl
    ? await dumpOwn(config, config.ownerUrl, folder)
    : await backUpCluster(config.dataDir, folder);
  let missing: string[] = [];
  if (config.papers.store === 'local') {
    say(`正在备份材料文件 (papers): ${papers.count} …`);
    const done = await copyPapers(folder, config.papers.dir, join(resolve(root), 'papers'));
    missing = done.missing;
    say(`新备份的材料文件 (papers copied): ${done.copied}`);
  }
  const keyFiles: Manifest['keys']['files'] = [];
  if (withKeys) {
    const text = `${master.toString('hex')}\n`;
    await mkdir(join(folder, 'keys'), { mode: 0o700 });
    await writeFile(join(folder, 'keys', 'master'), text, { mode: 0o600, flush: true });
    keyFiles.push({ path: 'keys/master', size: text.length, sha256: sha256Of(text) });
  }
  const manifest: Manifest = {
    format: 1,
    anzhi: options.version,
    begunAt,
    endedAt: new Date().toISOString(),
    database: part,
    papers: { store: config.papers.store, count: papers.count, bytes: papers.bytes, list: papers.list, missing },
    keys: { included: withKeys, check: keyCheck(master), files: keyFiles },
  };
  await writeManifest(folder, manifest);
  return { folder, manifest };
}
