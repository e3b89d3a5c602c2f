import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StartRefused } from '../platform/start-refused';
import { type BackupFile, digestOf } from './manifest';

export interface PaperEntry {
  readonly digest: string;
  readonly size: number;
}

/** In 256 folders, as in the local store: so a backup of papers can be put in its place as it is. */
export const paperPath = (root: string, digest: string): string => join(root, digest.slice(0, 2), digest);

export const PAPER_LIST = 'papers.txt';

/** Writes which papers the database needs, and gives the list's own size and digest. */
export async function writePaperList(
  folder: string,
  entries: AsyncIterable<PaperEntry>,
): Promise<{ list: BackupFile; count: number; bytes: number }> {
  const path = join(folder, PAPER_LIST);
  const file = createWriteStream(path, { mode: 0o600 });
  let count = 0;
  let bytes = 0;
  async function* lines() {
    for await (const { digest, size } of entries) {
      count += 1;
      bytes += size;
      yield `${digest} ${size}\n`;
    }
  }
  await pipeline(lines, file);
  return { list: { path: PAPER_LIST, ...(await digestOf(path)) }, count, bytes };
}

export async function* readPaperList(folder: string): AsyncGenerator<PaperEntry> {
  const lines = createInterface({ input: createReadStream(join(folder, PAPER_LIST)), crlfDelay: Infinity });
  for await (const line of lines) {
    const match = /^([0-9a-f]{64}) (\d+)$/.exec(line);
    if (!match?.[1]) throw new StartRefused(`备份已损坏，不能恢复 (the backup is damaged): ${PAPER_LIST}`);
    yield { digest: match[1], size: Number(match[2]) };
  }
}

/**
 * Puts a paper under its digest: written beside, hashed on the way, renamed when it is whole. Gives false where the bytes
 * are not those of the digest; then nothing is left behind.
 */
export async function placePaper(root: string, digest: string, bytes: Readable): Promise<boolean> {
  const path = paperPath(root, digest);
  // A name of its own: two backups into one folder may meet at the same paper.
  const beside = `${path}.${randomUUID()}.new`;
  await mkdir(join(root, digest.slice(0, 2)), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  try {
    await pipeline(
      bytes,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(beside, { mode: 0o600, flush: true }),
    );
    if (hash.digest('hex') !== digest) return false;
    await rename(beside, path);
    const folder = await open(join(root, digest.slice(0, 2)), 'r');
    await folder.sync().finally(() => folder.close());
    return true;
  } finally {
    await rm(beside, { force: true });
  }
}

/** Whether a paper of that size lies there already; its bytes were verified when it came. */
export const hasPaper = async (root: string, { digest, size }: PaperEntry): Promise<boolean> => {
  const path = paperPath(root, digest);
  return existsSync(path) && (await stat(path)).size === size;
};

export const paperIsWhole = async (root: string, { digest, size }: PaperEntry): Promise<boolean> => {
  const found = await digestOf(paperPath(root, digest)).catch(() => null);
  return found?.size === size && found.sha256 === digest;
};
