import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { asRefusal, Incoming } from './incoming';
import {
  type ByteRange,
  isPaperDigest,
  type PaperDigest,
  type PaperStore,
  type ReceivedPaper,
  type StoredPaper,
} from './store';

const missing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** A file or folder is on disk, not only in the system's memory. */
const flush = async (path: string): Promise<void> => {
  const handle: FileHandle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Papers in a folder of this machine, in 256 folders by the first two digits of their digest. */
export class LocalStore implements PaperStore {
  private readonly incoming: Incoming;

  constructor(private readonly folder: string) {
    this.incoming = new Incoming(join(folder, 'incoming'));
  }

  private placeOf(digest: PaperDigest): { readonly folder: string; readonly path: string } {
    if (!isPaperDigest(digest)) throw new Error('not a digest');
    const folder = join(this.folder, digest.slice(0, 2));
    return { folder, path: join(folder, digest) };
  }

  prepare(): Promise<void> {
    return this.incoming.prepare();
  }

  receive(bytes: Readable, most: number): Promise<ReceivedPaper> {
    return this.incoming.receive(bytes, most);
  }

  /** Received bytes lie on the same disk already. */
  async bring(): Promise<void> {}

  async keep(paper: ReceivedPaper): Promise<void> {
    const { folder, path } = this.placeOf(paper.digest);
    try {
      if (await mkdir(folder, { recursive: true, mode: 0o700 })) await flush(this.folder);
      await rename(paper.path, path);
      await flush(folder);
    } catch (error) {
      throw asRefusal(error);
    }
  }

  async size(digest: PaperDigest): Promise<number | null> {
    try {
      return (await stat(this.placeOf(digest).path)).size;
    } catch (error) {
      if (missing(error)) return null;
      throw asRefusal(error);
    }
  }

  async open(digest: PaperDigest, range?: ByteRange): Promise<Readable> {
    try {
      const file = await open(this.placeOf(digest).path, 'r');
      return createReadStream('', { fd: file, ...(range ? { start: range.from, end: range.to } : {}) });
    } catch (error) {
      throw missing(error) ? error : asRefusal(error);
    }
  }

  pathOf(digest: PaperDigest): string {
    return this.placeOf(digest).path;
  }

  async remove(digest: PaperDigest): Promise<void> {
    try {
      await rm(this.placeOf(digest).path, { force: true });
    } catch (error) {
      throw asRefusal(error);
    }
  }

  async *list(): AsyncIterable<StoredPaper> {
    for (let shard = 0; shard < 256; shard += 1) {
      const folder = join(this.folder, shard.toString(16).padStart(2, '0'));
      try {
        for await (const { name } of await opendir(folder)) {
          if (!isPaperDigest(name)) continue;
          const found = await stat(join(folder, name)).catch(() => null);
          if (found) yield { digest: name, size: found.size, at: found.mtime };
        }
      } catch (error) {
        if (!missing(error)) throw asRefusal(error);
      }
    }
  }
}
