import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartRefused } from '../platform/start-refused';
import { ReaderBusy } from './reading/paper-reader';
import { storeUnavailable } from './store';
import { PaperUnreadable } from './unreadable';

/** More than a page as a picture. */
const ROOM = 1024 * 1024;

interface Kept {
  size: number;
  /** When it was last wanted; the system's time of the file carries it over a restart. */
  wantedAt: number;
  /** How many read it now: what is read is not thrown away. */
  readers: number;
}

/**
 * Files that can be made again, up to a number of bytes; beyond it the ones not wanted for longest go. Outside of the
 * store of papers and for no one but the server. Each server needs a folder of its own.
 */
export class PictureCache {
  private readonly kept = new Map<string, Kept>();
  private readonly making = new Map<string, Promise<void>>();
  private bytes = 0;

  constructor(
    private readonly folder: string,
    private readonly most: number,
  ) {}

  /** Makes the folder, takes away what an earlier run left half made, and counts what is there. */
  async prepare(): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code ?? '';
      throw new StartRefused(
        `页面图片目录不可用 (folder of page pictures cannot be used): ${this.folder} ${why}`.trim(),
      );
    }
    for (const name of await readdir(this.folder)) {
      const found = await stat(join(this.folder, name));
      if (!found.isFile()) continue;
      if (name.endsWith('.part')) await rm(join(this.folder, name), { force: true });
      else this.count(name, found.size, found.mtimeMs);
    }
    await this.shrink();
  }

  /** Bytes kept now. */
  get size(): number {
    return this.bytes;
  }

  /** Uses the file of that name, made by `make` where it is not there; several who want it at once have it made once. */
  async use<T>(name: string, make: (into: string) => Promise<void>, read: (path: string) => Promise<T>): Promise<T> {
    const path = join(this.folder, name);
    for (;;) {
      const kept = this.kept.get(name);
      if (kept) {
        kept.readers += 1;
        kept.wantedAt = Date.now();
        try {
          const now = new Date(kept.wantedAt);
          await utimes(path, now, now).catch((error: NodeJS.ErrnoException) => {
            // Only a restart asks for the time: where it cannot be written, that is no refusal.
            if (error.code === 'ENOENT') throw error;
          });
          return await read(path);
        } catch (error) {
          // Taken away behind our back: made again.
          if (!(await stat(path).catch(() => null)) && this.kept.get(name) === kept) this.forget(name, kept);
          else throw error;
        } finally {
          kept.readers -= 1;
        }
      } else {
        let made = this.making.get(name);
        if (!made) {
          made = this.make(name, path, make).finally(() => this.making.delete(name));
          this.making.set(name, made);
        }
        await made;
      }
    }
  }

  private async make(name: string, path: string, make: (into: string) => Promise<void>): Promise<void> {
    const into = join(this.folder, `${randomUUID()}.part`);
    try {
      await make(into);
      await rename(into, path);
    } catch (error) {
      const ours = !(error instanceof PaperUnreadable || error instanceof ReaderBusy) && !(await this.isWritable());
      throw ours ? storeUnavailable().because(error) : error;
    } finally {
      await rm(into, { force: true }).catch(() => undefined);
    }
    this.count(name, (await stat(path)).size, Date.now());
    await this.shrink(name);
  }

  /** Asked when something could not be made: the disk may be full, or not to be had. */
  private async isWritable(): Promise<boolean> {
    const probe = join(this.folder, `${randomUUID()}.part`);
    try {
      await writeFile(probe, Buffer.alloc(ROOM), { flag: 'wx', mode: 0o600 });
      return true;
    } catch {
      return false;
    } finally {
      await rm(probe, { force: true }).catch(() => undefined);
    }
  }

  private count(name: string, size: number, wantedAt: number): void {
    this.kept.set(name, { size, wantedAt, readers: 0 });
    this.bytes += size;
  }

  private forget(name: string, kept: Kept): void {
    this.kept.delete(name);
    this.bytes -= kept.size;
  }

  private async shrink(justMade?: string): Promise<void> {
    if (this.bytes <= this.most) return;
    const oldest = [...this.kept].sort(([, one], [, other]) => one.wantedAt - other.wantedAt);
    for (const [name, kept] of oldest) {
      if (this.bytes <= this.most) return;
      if (kept.readers > 0 || name === justMade || this.kept.get(name) !== kept) continue;
      this.forget(name, kept);
      await rm(join(this.folder, name), { force: true });
    }
  }
}
