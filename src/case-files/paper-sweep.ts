import type { QueryRunner } from 'typeorm';
import { lockPaper } from '../papers/paper-lock';
import type { PaperDigest } from '../papers/store';
import type { Services } from '../platform/context';
import { affected, rows } from '../platform/database/data-source';
import { inTransaction, onPrimary } from '../platform/database/primary';
import { newId } from '../platform/ids';
import { writeLedgerOutsideActs } from '../platform/ledger';

const DAY = 86_400_000;
/** Digests asked for, or compared, at a time. */
const AT_ONCE = 500;

export interface Swept {
  /** Arrivals that no material of their file used in time. */
  readonly arrivals: number;
  /** Papers that nothing refers to any longer. */
  readonly papers: number;
  /** Bytes without a paper: of uploads that were cut off at their very end, or of an earlier sweep. */
  readonly strays: number;
}

export interface SweepOptions {
  /** The whole store is gone through as well, for bytes without a paper. */
  readonly strays: boolean;
  /** Asked between papers: true ends the sweep after what is done. */
  readonly enough?: () => boolean;
}

type Sweeping = Pick<Services, 'dataSource' | 'papers' | 'clock' | 'keys' | 'config' | 'log'>;

/** One transaction under the lock of the digest: no upload of the same bytes runs meanwhile. */
const underLock = <T>(
  { dataSource }: Sweeping,
  digest: PaperDigest,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> =>
  inTransaction(dataSource, async (runner) => {
    await lockPaper(runner, digest);
    return work(runner);
  });

const digests = ({ dataSource }: Sweeping, text: string, params: readonly unknown[]) =>
  onPrimary(dataSource, (runner) => rows<{ digest: PaperDigest }>(runner, text, params));

const UNUSED = 'NOT EXISTS (SELECT FROM material m WHERE m.case_file_id = a.case_file_id AND m.digest = a.digest)';

/** Neither for a file nor a blinded copy of a paper. */
const ORPHANED = `NOT EXISTS (SELECT FROM paper_arrival a WHERE a.digest = p.digest)
    AND NOT EXISTS (SELECT FROM redacted_page c WHERE c.copy_digest = p.digest)`;

const CANDIDATES = `
  SELECT DISTINCT encode(a.digest, 'hex') AS digest FROM paper_arrival a WHERE a.arrived_at < $1 AND a.digest > $2 AND ${UNUSED}
  UNION
  SELECT encode(p.digest, 'hex') FROM paper p
   WHERE p.stored_at < $1 AND p.digest > $2 AND ${ORPHANED}
  ORDER BY digest LIMIT ${AT_ONCE}`;

/** Lets arrivals go that were not used in time, and the paper with the last of them. True where it is gone from the records. */
async function letGo(
  sweeping: Sweeping,
  digest: PaperDigest,
  before: Date,
): Promise<{ arrivals: number; gone: boolean }> {
  const { clock, keys } = sweeping;
  const bytes = Buffer.from(digest, 'hex');
  return underLock(sweeping, digest, async (runner) => {
    const expired = await rows<{ caseFileId: string }>(
      runner,
      `DELETE FROM paper_arrival a WHERE a.digest = $1 AND a.arrived_at < $2 AND ${UNUSED} RETURNING a.case_file_id AS "caseFileId"`,
      [bytes, before],
    );
    const gone = await affected(runner, `DELETE FROM paper p WHERE p.digest = $1 AND ${ORPHANED}`, [bytes]);
    if (expired.length || gone) {
      await writeLedgerOutsideActs(runner, keys, {
        at: clock.now(),
        act: 'sweepPapers',
        event: 'PAPER_EXPIRED',
        facts: { digest, removed: gone > 0 },
        requestId: `sweep-${newId()}`,
        things: expired.map(({ caseFileId }) => ({ kind: 'CaseFile', id: caseFileId })),
      });
    }
    return { arrivals: expired.length, gone: gone > 0 };
  });
}

/** Removes bytes that no paper names; under the lock, so that an upload which has just found them there keeps them. */
const removeStray = (sweeping: Sweeping, digest: PaperDigest): Promise<boolean> =>
  underLock(sweeping, digest, async (runner) => {
    const [known] = await rows(runner, 'SELECT FROM paper WHERE digest = $1', [Buffer.from(digest, 'hex')]);
    if (known) return false;
    await sweeping.papers.remove(digest);
    return true;
  });

/** A material that was put in at that very moment: the foreign key holds, and the paper is no orphan. */
const isUsedAfterAll = (error: unknown): boolean =>
  (error as { driverError?: { code?: string } }).driverError?.code === '23503';

async function sweepRecords(sweeping: Sweeping, enough: () => boolean): Promise<Pick<Swept, 'arrivals' | 'papers'>> {
  const before = new Date(sweeping.clock.now().getTime() - sweeping.config.papers.graceDays * DAY);
  let [arrivals, papers, last] = [0, 0, Buffer.alloc(0)];
  for (;;) {
    const found = await digests(sweeping, CANDIDATES, [before, last]);
    for (const { digest } of found) {
      if (enough()) return { arrivals, papers };
      last = Buffer.from(digest, 'hex');
      try {
        const swept = await letGo(sweeping, digest, before);
        arrivals += swept.arrivals;
        if (swept.gone && (await removeStray(sweeping, digest))) papers += 1;
      } catch (error) {
        if (!isUsedAfterAll(error)) throw error;
      }
    }
    if (found.length < AT_ONCE) return { arrivals, papers };
  }
}

async function sweepStrays(sweeping: Sweeping, enough: () => boolean): Promise<number> {
  const before = Date.now() - sweeping.config.papers.graceDays * DAY;
  let strays = 0;
  let batch: PaperDigest[] = [];
  const flush = async () => {
    const unknown = await digests(
      sweeping,
      `SELECT d AS digest FROM unnest($1::text[]) d WHERE NOT EXISTS (SELECT FROM paper p WHERE p.digest = decode(d, 'hex'))`,
      [batch],
    );
    batch = [];
    for (const { digest } of unknown) if (await removeStray(sweeping, digest)) strays += 1;
  };
  for await (const { digest, at } of sweeping.papers.list()) {
    if (enough()) break;
    if (at.getTime() >= before) continue;
    batch.push(digest);
    if (batch.length >= AT_ONCE) await flush();
  }
  await flush();
  return strays;
}

/** Lets go what nothing refers to and nobody has used within the days of grace; safe at any time and beside other servers. */
export async function sweepPapers(sweeping: Sweeping, { strays, enough = () => false }: SweepOptions): Promise<Swept> {
  const records = await sweepRecords(sweeping, enough);
  return { ...records, strays: strays ? await sweepStrays(sweeping, enough) : 0 };
}

/** Sweeps now and then; the whole store is gone through once a day. Stopped, it ends after the paper at hand. */
export function startSweeping(services: Sweeping): () => Promise<void> {
  const { sweepMinutes } = services.config.papers;
  if (sweepMinutes === 0) return async () => undefined;
  let wholeAt = 0;
  let stopping = false;
  let running: Promise<void> = Promise.resolve();
  const sweep = async () => {
    const strays = Date.now() - wholeAt >= DAY;
    try {
      const swept = await sweepPapers(services, { strays, enough: () => stopping });
      if (strays) wholeAt = Date.now();
      if (swept.arrivals || swept.papers || swept.strays) services.log.info({ swept }, 'papers swept');
    } catch (error) {
      services.log.warn({ why: (error as Error).message }, 'papers not swept');
    }
  };
  const timer = setInterval(() => {
    running = running.then(sweep);
  }, sweepMinutes * 60_000).unref();
  return async () => {
    clearInterval(timer);
    stopping = true;
    await running;
  };
}
