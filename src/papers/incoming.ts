import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { isRunning } from '../platform/processes';
import { StartRefused } from '../platform/start-refused';
import { papersFull, paperTooLarge, type ReceivedPaper, storeUnavailable } from './store';

/** Codes by which a file system says that there is no room, or that it is not to be had. */
const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT'];
const AWAY: readonly unknown[] = ['EIO', 'EROFS', 'EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'EMFILE', 'ENFILE', 'ESTALE'];

/** What a fault of the file system means to whoever uploads; everything else stays what it is. */
export const asRefusal = (error: unknown): unknown => {
  const { code } = error as NodeJS.ErrnoException;
  if (FULL.includes(code)) return papersFull().because(error);
  return AWAY.includes(code) ? storeUnavailable().because(error) : error;
};

const DAY = 86_400_000;

/** The folder where uploads wait while they come in: one file for each, removed however the upload ends. */
export class Incoming {
  private readonly mine = `${hostname().replace(/[^\w-]/g, '_')}.${process.pid}.`;

  constructor(readonly folder: string) {}

  /** Makes the folder, tries to write in it, and takes away what earlier runs left. */
  async prepare(): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      const probe = join(this.folder, `${this.mine}${randomUUID()}.part`);
      await (await open(probe, 'wx', 0o600)).close();
      await rm(probe);
      for (const name of await readdir(this.folder)) {
        if (await this.isLeftOver(name)) await rm(join(this.folder, name), { force: true });
      }
    } catch (error) {
      throw new StartRefused(
        `材料目录不可写 (papers folder not writable): ${this.folder} ${(error as NodeJS.ErrnoException).code ?? ''}`.trim(),
      );
    }
  }

  /** Another server may share the folder: of its uploads only those of yesterday are left over. */
  private async isLeftOver(name: string): Promise<boolean> {
    const [, host, pid] = /^([\w-]+)\.(\d+)\.[\w-]+\.part$/.exec(name) ?? [];
    if (host === undefined || pid === undefined) return false;
    if (host === this.mine.split('.')[0] && (Number(pid) === process.pid || !isRunning(Number(pid)))) return true;
    const found = await stat(join(this.folder, name)).catch(() => null);
    return found !== null && found.mtimeMs < Date.now() - DAY;
  }

  /** See PaperStore.receive. */
  async receive(bytes: Readable, most: number): Promise<ReceivedPaper> {
    const path = join(this.folder, `${this.mine}${randomUUID()}.part`);
    const discard = () => rm(path, { force: true });
    let whole = false;
    try {
      const file = await open(path, 'wx', 0o600);
      try {
        const hash = createHash('sha256');
        let size = 0;
        // Left open where it is refused: over HTTP the answer still has to reach the sender.
        for await (const chunk of bytes.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
          size += chunk.length;
          if (size > most) throw paperTooLarge(most);
          hash.update(chunk);
          await file.writeFile(chunk);
        }
        await file.sync();
        whole = true;
        return { digest: hash.digest('hex'), size, path, discard };
      } finally {
        await file.close();
      }
    } catch (error) {
      throw asRefusal(error);
    } finally {
      if (!whole) await discard();
    }
  }
}
