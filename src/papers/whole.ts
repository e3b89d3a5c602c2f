import { createHash } from 'node:crypto';
import { pipeline, type Readable, Transform } from 'node:stream';
import type { PaperDigest, PaperStore } from './store';

/** What may be wrong with a paper that should be kept. */
export type PaperProblem = 'MISSING' | 'SIZE' | 'CONTENT';

export async function digestOf(bytes: Readable): Promise<PaperDigest> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Reads what is kept under the digest, all of it, and tells what is wrong with it; null: it is whole. */
export async function problemOf(
  store: Pick<PaperStore, 'size' | 'open'>,
  digest: PaperDigest,
  size: number,
): Promise<PaperProblem | null> {
  const kept = await store.size(digest);
  if (kept === null) return 'MISSING';
  if (kept !== size) return 'SIZE';
  try {
    return (await digestOf(await store.open(digest))) === digest ? null : 'CONTENT';
  } catch (error) {
    // A sweep may take it away while it is read.
    if ((await store.size(digest)) === null) return 'MISSING';
    throw error;
  }
}

/** Bytes that are not those of their digest. */
export class PaperAltered extends Error {
  constructor(digest: PaperDigest) {
    super(`paper ${digest} is not what it was`);
  }
}

/** Passes a paper on and keeps its last piece back until all of it is known to be what it was. */
class Verified extends Transform {
  private readonly hash = createHash('sha256');
  private held: Buffer | undefined;

  constructor(private readonly digest: PaperDigest) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: string, done: (error?: Error | null, chunk?: Buffer) => void): void {
    this.hash.update(chunk);
    const ready = this.held;
    this.held = chunk;
    done(null, ready);
  }

  override _flush(done: (error?: Error | null, chunk?: Buffer) => void): void {
    if (this.hash.digest('hex') === this.digest) done(null, this.held);
    else done(new PaperAltered(this.digest));
  }
}

/** All bytes of a paper; where they are not those of the digest the stream fails with PaperAltered before its end. */
export const verified = (bytes: Readable, digest: PaperDigest): Readable =>
  pipeline(bytes, new Verified(digest), () => undefined);
