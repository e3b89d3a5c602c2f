import { createHash } from 'node:crypto';
import type { PaperDigest, PaperStore } from './store';

/** What may be wrong with a paper that should be kept. */
export type PaperProblem = 'MISSING' | 'SIZE' | 'CONTENT';

/** Reads what is kept under the digest, all of it, and tells what is wrong with it; null: it is whole. */
export async function problemOf(
  store: Pick<PaperStore, 'size' | 'open'>,
  digest: PaperDigest,
  size: number,
): Promise<PaperProblem | null> {
  const kept = await store.size(digest);
  if (kept === null) return 'MISSING';
  if (kept !== size) return 'SIZE';
  const hash = createHash('sha256');
  try {
    for await (const chunk of await store.open(digest)) hash.update(chunk as Buffer);
  } catch (error) {
    // A sweep may take it away while it is read.
    if ((await store.size(digest)) === null) return 'MISSING';
    throw error;
  }
  return hash.digest('hex') === digest ? null : 'CONTENT';
}
