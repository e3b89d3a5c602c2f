import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';

export interface CopiedFile {
  /** Below the backup's folder, with slashes. */
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** Copies a file as a stream and says what was written. */
export async function copyWithDigest(from: string, to: string): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await pipeline(
    createReadStream(from),
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        size += chunk.length;
        hash.update(chunk);
        done(null, chunk);
      },
    }),
    createWriteStream(to, { mode: 0o600, flush: true }),
  );
  return { size, sha256: hash.digest('hex') };
}

/** Folders whose content belongs to a running server only; PostgreSQL wants to find them empty. */
const EMPTY = [
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
];
const LEFT_OUT = /^(postmaster\.(pid|opts)|.*\.lock|backup_label|tablespace_map|standby\.signal|recovery\.signal)$/;

async function* filesUnder(root: string, folder = ''): AsyncGenerator<string> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  if (entries.length === 0 && folder) yield `${folder}/`;
  for (const entry of entries) {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.name.startsWith('pgsql_tmp') || (!folder && LEFT_OUT.test(entry.name))) continue;
    if (!entry.isDirectory()) yield path;
    else if (EMPTY.includes(path)) yield `${path}/`;
    else yield* filesUnder(root, path);
  }
}

/**
 * A copy of a running cluster in `into`, with the log it needs to become whole: PostgreSQL's own low-level backup, for
 * where there is no pg_basebackup. `client` is a superuser's session on that cluster, kept for the length of the copy.
 */
export async function baseBackup(client: Client, into: string): Promise<CopiedFile[]> {
  const cluster: string = (await client.query('SHOW data_directory')).rows[0].data_directory;
  const slot = `anzhi_backup_${process.pid}`;
  // Keeps the log from being recycled until the session ends, however long the copying takes.
  await client.query('SELECT pg_create_physical_replication_slot($1, true, true)', [slot]);
  const { rows: begun } = await client.query(
    `SELECT start::text, pg_walfile_name(start) AS first FROM pg_backup_start('anzhi', true) AS start`,
  );
  const copied: CopiedFile[] = [];
  const copy = async (path: string) => {
    try {
      copied.push({ path, ...(await copyWithDigest(join(cluster, path), join(into, path))) });
    } catch (error) {
      // A table dropped meanwhile: the log says so too.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  };
  for await (const path of filesUnder(cluster)) {
    if (path.endsWith('/')) await mkdir(join(into, path), { recursive: true, mode: 0o700 });
    else if (path !== 'global/pg_control') await copy(path);
  }
  // Last of all, as PostgreSQL asks for.
  await copy('global/pg_control');
  const { rows: ended } = await client.query(
    `SELECT labelfile AS label, pg_walfile_name(lsn) AS last FROM pg_backup_stop(false)`,
  );
  const [{ label, last }] = ended;
  await writeFile(join(into, 'backup_label'), label, { mode: 0o600 });
  copied.push({
    path: 'backup_label',
    size: Buffer.byteLength(label),
    sha256: createHash('sha256').update(label).digest('hex'),
  });
  const { first } = begun[0];
  const segments = (await readdir(join(cluster, 'pg_wal'))).filter(
    (name) => /^[0-9A-F]{24}$/.test(name) && name >= first && name <= last,
  );
  for (const name of segments.sort()) await copy(`pg_wal/${name}`);
  if (!segments.includes(first) || !segments.includes(last)) throw new Error('the log of the backup is not whole');
  await mkdir(join(into, 'pg_wal', 'archive_status'), { recursive: true, mode: 0o700 });
  return copied;
}
