import type { PaperDigest } from '../papers/store';
import { type PaperProblem, problemOf } from '../papers/whole';
import type { Services } from '../platform/context';
import { rows } from '../platform/database/data-source';
import { onPrimary } from '../platform/database/primary';

/** What is wrong with a paper that the records name. */
export interface BrokenPaper {
  readonly digest: PaperDigest;
  readonly problem: PaperProblem;
}

interface Recorded {
  readonly digest: Buffer;
  readonly size: number;
}

const AT_ONCE = 500;

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
      const problem = await problemOf(services.papers, name, size);
      if (problem) broken.push({ digest: name, problem });
      checked += 1;
    }
    onProgress(checked);
    if (found.length < AT_ONCE) return { checked, broken };
  }
}
