import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Chance } from '../../support/random-acts';
import { newKey } from '../../support/world';
import { arrivedIn, keptIn, settled } from './papers-kept';
import { call, type Findings, Site, signIn, sleep } from './support';
import { download, type Handler, paperOf, RECORD_MATERIAL, seedOnlyHandlers, upload } from './traffic';

const MB = 1_000_000;
/** What 'flat' allows: uploads in flight have buffers, but what a server keeps must not grow with what passed through it. */
const FLAT_PEAK_MB = 300;
const FLAT_GROWTH_MB = 60;

const residentMb = (pid: number): number => {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000;
  } catch {
    return 0;
  }
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

interface Work {
  readonly site: Site;
  readonly findings: Findings;
  readonly bytes: number;
  readonly tokens: ReadonlyMap<string, string>;
  readonly chance: Chance;
  readonly counts: { cut: number; busy: number; done: number };
}

/** One paper: perhaps cut at a random byte first, then sent until it is taken, put into its file and fetched again. */
async function one(work: Work, handler: Handler, n: number): Promise<string> {
  const { site, findings, counts, chance } = work;
  const token = work.tokens.get(handler.login) as string;
  const paper = paperOf(`upload ${n}`, work.bytes, n % 2 ? 'pdf' : 'wav');
  if (n % 3 === 0) {
    const cut = await upload(site.url, token, handler.caseFileId, paper, chance.below(paper.size));
    findings.expect(cut.status !== 200, `upload ${n} was acknowledged although it was cut`);
    counts.cut += 1;
  }
  for (;;) {
    const { status, code } = await upload(site.url, token, handler.caseFileId, paper);
    if (status === 200) break;
    const busy = status === 503 && ['UPLOADS_BUSY', 'READERS_BUSY', 'BUSY'].includes(code ?? '');
    if (!busy) {
      findings.fail(`upload ${n}: HTTP ${status} ${code}`);
      return paper.digest;
    }
    counts.busy += 1;
    await sleep(300);
  }
  const input = { caseFileId: handler.caseFileId, catalogueNo: 11, title: `材料${n}`, digest: paper.digest };
  const { data } = await call(site.url, RECORD_MATERIAL, { input, key: newKey() }, token);
  const materialId = data?.result?.material?.id;
  findings.expect(Boolean(materialId), `recordMaterial ${n}: ${JSON.stringify(data)}`);
  const got = await download(site.url, token, materialId);
  findings.expect(
    got.status === 200 && got.digest === paper.digest && got.size === paper.size,
    `paper ${n} came down as HTTP ${got.status}, ${got.size} bytes ${got.digest}`,
  );
  counts.done += 1;
  return paper.digest;
}

/** Many large uploads at once, a third of them cut first; the server's memory stays flat and its store whole. */
export async function uploads(args: string[], findings: Findings): Promise<string> {
  const { values } = parseArgs({
    args,
    options: {
      uploads: { type: 'string', default: '500' },
      size: { type: 'string', default: '20' },
      together: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [many, bytes, together] = [Number(values.uploads), Number(values.size) * MB, Number(values.together)];
  const { bavail, bsize } = await statfs('/var/tmp');
  const needed = many * bytes * 1.1 + 2e9;
  if (bavail * bsize < needed) throw new Error(`needs ${Math.ceil(needed / 1e9)} GB free in /var/tmp`);
  const { site, seeded } = await Site.build(seedOnlyHandlers(8), {
    settings: { ANZHI_TOKEN_MINUTES: '600' },
  });
  await site.startServer();
  const papers = join(site.dataDir, 'papers');
  const tokens = new Map<string, string>();
  for (const handler of seeded) tokens.set(handler.login, await signIn(site.url, handler));
  const work: Work = {
    site,
    findings,
    bytes,
    tokens,
    chance: new Chance(Number(values.seed)),
    counts: { cut: 0, busy: 0, done: 0 },
  };
  const handlerOf = (n: number) => seeded[n % seeded.length] as Handler;
  // The first paper makes the server load what it reads papers with.
  const digests = new Set([await one(work, handlerOf(0), 0)]);
  const samples = [residentMb(site.serverPid)];
  const sampling = setInterval(() => samples.push(residentMb(site.serverPid)), 250);
  const telling = setInterval(
    () =>
      findings.say(`${work.counts.done} of ${many} verified, ${work.counts.cut} cut, ${samples.at(-1)?.toFixed(0)} MB`),
    10_000,
  );
  const began = Date.now();
  let next = 1;
  try {
    await Promise.all(
      Array.from({ length: together }, async () => {
        while (next < many) {
          const n = next;
          next += 1;
          digests.add(await one(work, handlerOf(n), n));
        }
      }),
    );
  } finally {
    clearInterval(sampling);
    clearInterval(telling);
  }
  const seconds = (Date.now() - began) / 1000;
  samples.push(residentMb(site.serverPid));
  await settled(papers, findings);
  const [kept, arrived] = [await keptIn(papers, findings), await arrivedIn(site)];
  findings.expect(digests.size === many, `${digests.size} different papers of ${many}`);
  findings.expect(kept.size === many, `${kept.size} files in the store for ${many} papers`);
  for (const digest of digests) {
    findings.expect(kept.has(digest) && arrived.has(digest), `acknowledged and lost: ${digest}`);
  }
  const [first = 0, last = 0] = [samples[0], samples.at(-1)];
  const peak = Math.max(...samples);
  const quarter = Math.floor(samples.length / 4);
  const growth = median(samples.slice(-quarter)) - median(samples.slice(quarter, 2 * quarter));
  findings.expect(peak < first + FLAT_PEAK_MB, `memory: peak ${peak.toFixed(0)} MB, before ${first.toFixed(0)} MB`);
  findings.expect(
    growth < FLAT_GROWTH_MB,
    `memory grew by ${growth.toFixed(0)} MB from the second quarter to the last`,
  );
  findings.expect((await site.endServer('SIGTERM')) === 0, 'the server did not stop in order at the end');
  const mb = (value: number) => `${value.toFixed(0)} MB`;
  return `${many} uploads of ${values.size} MB, ${together} at once, ${work.counts.cut} cut and repeated, ${work.counts.busy} asked to come again, ${seconds.toFixed(0)} s; server's memory first ${mb(first)}, peak ${mb(peak)}, last ${mb(last)}, growth from second to last quarter ${mb(growth)} (flat: peak < first + ${FLAT_PEAK_MB} MB, growth < ${FLAT_GROWTH_MB} MB); ${kept.size} files hash to their names, none half`;
}
