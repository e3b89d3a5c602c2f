import { createHash } from 'node:crypto';
import type { PaperDigest } from '../papers/store';
import type { Services } from '../platform/context';
import { rows } from '../platform/database/data-source';
import { onPrimary } from '../platform/database/primary';

/** What is wrong with a paper that the records name. */
export interface BrokenPaper {
  readonly digest: PaperDigest;
  readonly problem: 'MISSING' | 'SIZE' | 'CONTENT';
}

interface Recorded {
  readonly digest: Buffer;
  readonly size: number;
}

const AT_ONCE = 500;

async function problemOf({ papers }: Pick<Services, 'papers'>, digest: PaperDigest, size: number) {
  const kept = await papers.size(digest);
  if (kept === null) return 'MISSING';
  if (kept !== size) return 'SIZE';
  const hash = createHash('sha256');
  for await (const chunk of await papers.open(digest)) hash.update(chunk as Buffer);
  return hash.digest('hex') === digest ? null : 'CONTENT';
}

/** Reads every paper that the records name, and compares it with its digest. */
export async function auditPapers(
  services: Pick<Services, 'papers' | 'dataSource'>,
  onProgress: (checked: number) => void = () => undefined,
): Promise<{ checked: number; broken: BrokenPaper[] }> {
  const broken: BrokenPaper[] = [];
  let checked = 0;
  let last = Buffer.alloc(0);
  for (;;) {
    const found = await onPrimary(services.dataSource, (runner) =>
      rows<Recorded>(runner, `SELECT digest, size FROM paper WHERE digest > $1 ORDER BY digest LIMIT ${AT_ONCE}`, [
        last,
      ]),
    );
    for (const { digest, size } of found) {
      last = Buffer.from(digest);
      const name = digest.toString('hex');
      const problem = await problemOf(services, name, size);
      if (problem) broken.push({ digest: name, problem });
      checked += 1;
    }
    onProgress(checked);
    if (found.length < AT_ONCE) return { checked, broken };
  }
}
