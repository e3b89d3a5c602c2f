import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { escapeIdentifier } from 'pg';
import { z } from 'zod';
import { StartRefused } from '../platform/start-refused';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const file = z.object({ path: z.string().min(1), size: z.number().int().min(0), sha256: hex });

/** What a backup says of itself; written last of all, so that a backup without it was cut short. */
export const manifestShape = z.object({
  format: z.literal(1),
  anzhi: z.string(),
  begunAt: z.iso.datetime(),
  /** The database is restored as it was at some moment between the two; papers of that moment are all there. */
  endedAt: z.iso.datetime(),
  database: z.object({
    /** Files of an embedded cluster, or a dump in PostgreSQL's custom format. */
    kind: z.enum(['CLUSTER', 'DUMP']),
    /** As `SHOW server_version_num`. */
    serverVersion: z.number().int(),
    migrations: z.array(z.string()),
    /** Rows by table, with its schema where that is not public: exact for a dump, at least as many for a cluster. */
    rows: z.record(z.string(), z.number().int().min(0)),
    files: z.array(file),
  }),
  papers: z.object({
    store: z.enum(['local', 's3']),
    count: z.number().int().min(0),
    bytes: z.number().int().min(0),
    /** Digests and sizes of all papers that the database needs, one in a line. */
    list: file,
    /** Papers that the database needs and the store does not have. */
    missing: z.array(hex),
  }),
  keys: z.object({
    /** Whether the master key is in the backup. */
    included: z.boolean(),
    /** Recognises the master key without giving it away. */
    check: hex,
    files: z.array(file),
  }),
});

/** A table as the manifest names it, for SQL. */
export const tableOf = (name: string): string => name.split('.').map(escapeIdentifier).join('.');

export type Manifest = z.output<typeof manifestShape>;
export type BackupFile = z.output<typeof file>;

export const MANIFEST = 'manifest.json';
const SEAL = 'manifest.sha256';

export const sha256Of = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFile(join(folder, SEAL), `${sha256Of(text)}  ${MANIFEST}\n`, { mode: 0o600, flush: true });
  await writeFile(join(folder, `${MANIFEST}.new`), text, { mode: 0o600, flush: true });
  await rename(join(folder, `${MANIFEST}.new`), join(folder, MANIFEST));
}

/** The folder of one backup: the one named, or the newest whole one in it. */
export async function backupIn(folder: string): Promise<string> {
  if (existsSync(join(folder, MANIFEST))) return resolve(folder);
  const names = existsSync(folder) ? await readdir(folder) : [];
  const [newest] = names
    .filter((name) => existsSync(join(folder, name, MANIFEST)))
    .sort()
    .reverse();
  if (!newest) {
    throw new StartRefused(`此处没有完整的备份 (no whole backup: a manifest is written last): ${resolve(folder)}`);
  }
  return resolve(folder, newest);
}

const damaged = (what: string): never => {
  throw new StartRefused(`备份已损坏，不能恢复 (the backup is damaged): ${what}`);
};

export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8');
  const seal = await readFile(join(folder, SEAL), 'utf8').catch(() => damaged(SEAL));
  if (seal.split(' ')[0] !== sha256Of(text)) return damaged(MANIFEST);
  const parsed = manifestShape.safeParse(JSON.parse(text));
  if (!parsed.success) throw new StartRefused('备份的格式不认识 (unknown format of backup)');
  return parsed.data;
}

export async function digestOf(path: string): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') };
}

/** Looks at every byte of a file of the backup; refused where it is not what the manifest says. */
export async function verifyFile(root: string, { path, size, sha256 }: BackupFile): Promise<void> {
  const at = resolve(root, path);
  if (!at.startsWith(resolve(root) + sep)) return damaged(path);
  const found = await digestOf(at).catch(() => null);
  if (found?.size !== size || found.sha256 !== sha256) return damaged(path);
}
