import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BLOCK = 16;
const CIPHER = 'aes-256-ctr';

/** The counter at a position: the key is of this spool alone, so that it may begin with nothing. */
const counterAt = (position: number): Buffer => {
  const counter = Buffer.alloc(BLOCK);
  counter.writeBigUInt64BE(BigInt(Math.floor(position / BLOCK)), 8);
  return counter;
};

/**
 * An upload on its way: read at any place, never whole in memory, and on disk only under a key that lives as long as
 * the process (LAL-21, HOUSE: registers are personal data). Its file has no name any more while it is in use.
 */
export class Spool {
  private readonly key = randomBytes(32);
  private readonly cipher = createCipheriv(CIPHER, this.key, counterAt(0));
  private readonly hash = createHash('sha256');
  private whole: Buffer | null = null;
  size = 0;

  private constructor(private readonly file: FileHandle) {}

  static async open(): Promise<Spool> {
    const folder = await mkdtemp(join(tmpdir(), 'anzhi-'));
    try {
      return new Spool(await open(join(folder, 'spool'), 'wx+', 0o600));
    } finally {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  async write(chunk: Buffer): Promise<void> {
    this.hash.update(chunk);
    const sealed = this.cipher.update(chunk);
    for (let written = 0; written < sealed.length; ) {
      const { bytesWritten } = await this.file.write(sealed, written, sealed.length - written, this.size + written);
      written += bytesWritten;
    }
    this.size += chunk.length;
  }

  /** SHA-256 of everything written; nothing is written after it is asked for. */
  get digest(): Buffer {
    this.whole ??= this.hash.digest();
    return this.whole;
  }

  async read(position: number, length: number): Promise<Buffer> {
    const wanted = Math.min(length, this.size - position);
    if (wanted <= 0) return Buffer.alloc(0);
    const sealed = Buffer.alloc(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await this.file.read(sealed, filled, wanted - filled, position + filled);
      if (!bytesRead) throw new Error('the spool is shorter than what was written to it');
      filled += bytesRead;
    }
    const decipher = createDecipheriv(CIPHER, this.key, counterAt(position));
    decipher.update(Buffer.alloc(position % BLOCK));
    return decipher.update(sealed);
  }

  async *stream(start = 0, end = this.size): AsyncGenerator<Buffer> {
    for (let position = start; position < end; ) {
      const chunk = await this.read(position, Math.min(65_536, end - position));
      position += chunk.length;
      yield chunk;
    }
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
