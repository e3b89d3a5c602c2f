import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dayOf, systemClock } from '../../../src/platform/clock';
import { Chance } from '../../support/random-acts';
import { newKey, type Row } from '../../support/world';
import { arrivedIn, keptIn, settled } from './papers-kept';
import { brokenInvariants } from './sums';
import { call, type Findings, type Heard, Site, signIn, sleep } from './support';
import {
  activityOf,
  download,
  type Handler,
  paperOf,
  RECORD_ACTIVITY,
  RECORD_MATERIAL,
  seedOnlyHandlers,
  upload,
} from './traffic';

const READ = `query ($id: ID!) {
  caseFile(id: $id) { number availableActions engagements { id } activities { id } materials { id digest pages } deadlines { code: __typename } }
  caseFiles(first: 20) { edges { node { id number agency { name } } } }
}`;

interface Window {
  readonly from: number;
  to: number;
}

/** After the database takes sessions again, connections that the server had open may still be found dead. */
const GRACE_MS = 1500;

/** What all clients share: what was acknowledged, and what failed when. */
export class Traffic {
  readonly windows: Window[] = [];
  readonly acknowledged = new Map<string, string>();
  readonly uploaded = new Map<string, { readonly materialId: string; readonly token: string }>();
  readonly counts = { reads: 0, acts: 0, uploads: 0, retried: 0 };
  readonly failures: { readonly from: number; readonly to: number; readonly what: string }[] = [];
  over = false;
  private before = 0;

  constructor(
    readonly site: Site,
    readonly findings: Findings,
  ) {}

  /** Rows that acts of these clients wrote, and lines of the ledger about them. */
  async written(): Promise<{ rows: number; lines: number }> {
    const [found] = await this.site.rows(
      `SELECT count(*)::integer AS lines, (SELECT count(*)::integer FROM activity) + (SELECT count(*)::integer FROM material) AS rows
         FROM ledger_entry WHERE act IN ('recordActivity', 'recordMaterial') AND outcome = 'DONE'`,
    );
    return { rows: found.rows - this.before, lines: found.lines };
  }

  /** Call it once before anybody works: rows that were seeded have no lines and do not count. */
  async begin(): Promise<void> {
    this.before = (await this.written()).rows;
  }

  /** Whether this answer must be asked for again; every such answer is booked, and must have a retryable code. */
  again(what: string, from: number, status: number | null, codes: readonly string[]): boolean {
    const fine = status === 200 && codes.length === 0;
    if (fine) return false;
    const told = `${what}: HTTP ${status} ${codes.join(' ')}`;
    this.failures.push({ from, to: Date.now(), what: told });
    this.counts.retried += 1;
    const retryable = status === 503 && codes.length > 0 && codes.every((code) => code === 'RETRY_LATER');
    if (!retryable) throw new Error(`${told} is no retryable answer`);
    return true;
  }

  /** Asks until it is answered. */
  async ask(what: string, token: string, query: string, variables: Row): Promise<Heard> {
    for (;;) {
      const from = Date.now();
      const heard = await call(this.site.url, query, variables, token);
      if (!this.again(what, from, heard.status, heard.codes)) return heard;
      await sleep(200);
    }
  }

  /** The failures that fell into no time in which the database was away. */
  outside(): string[] {
    const away = ({ from, to }: { from: number; to: number }) =>
      this.windows.some((window) => to >= window.from && from <= window.to + GRACE_MS);
    return this.failures.filter((each) => !away(each)).map(({ what }) => what);
  }
}

/** One practitioner at work until it is over, or until something is answered that should not be. */
export async function work(traffic: Traffic, handler: Handler, chance: Chance): Promise<void> {
  try {
    await atWork(traffic, handler, chance);
  } catch (error) {
    traffic.over = true;
    traffic.findings.fail((error as Error).message);
  }
}

async function atWork(traffic: Traffic, handler: Handler, chance: Chance): Promise<void> {
  const { site, counts, findings } = traffic;
  const token = await signIn(site.url, handler);
  const { caseFileId } = handler;
  const today = dayOf(systemClock.now());
  const act = async (name: string, query: string, input: Row) => {
    const key = newKey();
    const { data } = await traffic.ask(name, token, query, { input, key });
    const entryId = data?.result?.receipt?.entryId;
    findings.expect(typeof entryId === 'string', `${name}: ${JSON.stringify(data)}`);
    traffic.acknowledged.set(key, entryId);
    return data.result;
  };
  for (let n = 0; !traffic.over; n += 1) {
    const kind = chance.next();
    if (kind < 0.6) {
      const { data } = await traffic.ask('read', token, READ, { id: caseFileId });
      findings.expect(typeof data?.caseFile?.number === 'string', `read: ${JSON.stringify(data).slice(0, 200)}`);
      counts.reads += 1;
    } else if (kind < 0.85) {
      await act('recordActivity', RECORD_ACTIVITY, activityOf(caseFileId, today));
      counts.acts += 1;
    } else {
      const paper = paperOf(`${caseFileId} ${n}`, 200_000 + chance.below(1_000_000), n % 2 ? 'pdf' : 'wav');
      for (;;) {
        const from = Date.now();
        const { status, code } = await upload(site.url, token, caseFileId, paper);
        if (!traffic.again('upload', from, status, code ? [code] : [])) break;
        await sleep(200);
      }
      const input = { caseFileId, catalogueNo: 11, title: `会见笔录${n}`, digest: paper.digest };
      const { material } = await act('recordMaterial', RECORD_MATERIAL, input);
      traffic.uploaded.set(paper.digest, { materialId: material.id, token });
      counts.uploads += 1;
    }
    await sleep(chance.below(20));
  }
}

/** The database goes down and comes again while clients work; gives back how long until something was answered again. */
export async function restart(traffic: Traffic, way: 'fast' | 'immediate', awayMs: number): Promise<number> {
  const { site, counts } = traffic;
  const window = { from: Date.now(), to: Number.POSITIVE_INFINITY };
  traffic.windows.push(window);
  await site.stopDatabase(way);
  await sleep(awayMs);
  await site.startDatabase();
  window.to = Date.now();
  const done = () => counts.reads + counts.acts + counts.uploads;
  for (const before = done(); done() === before && Date.now() < window.to + 30_000; ) await sleep(10);
  return Date.now() - window.to;
}

/** Everything that was acknowledged is there: ledger lines, claims, papers in the store and over HTTP. */
export async function verify(traffic: Traffic, papers: string): Promise<void> {
  const { site, findings, acknowledged, uploaded } = traffic;
  const claims = await site.rows(
    `SELECT c.key, c.entry_id AS "entryId", e.outcome FROM act_claim c LEFT JOIN ledger_entry e ON e.id = c.entry_id WHERE c.act IN ('recordActivity', 'recordMaterial')`,
  );
  const byKey = new Map(claims.map((claim) => [claim.key as string, claim]));
  for (const [key, entryId] of acknowledged) {
    const claim = byKey.get(key);
    findings.expect(claim?.entryId === entryId && claim.outcome === 'DONE', `acknowledged and lost: ${key} ${entryId}`);
  }
  const done = await traffic.written();
  findings.expect(
    done.lines === acknowledged.size && done.rows === acknowledged.size,
    `${acknowledged.size} acts were acknowledged, ${done.lines} stand in the ledger, ${done.rows} in their tables`,
  );
  await settled(papers, findings);
  const [kept, arrived] = [await keptIn(papers, findings), await arrivedIn(site)];
  for (const [digest, { materialId, token }] of uploaded) {
    findings.expect(kept.has(digest) && arrived.has(digest), `acknowledged and lost: paper ${digest}`);
    const got = await download(site.url, token, materialId);
    findings.expect(got.digest === digest, `paper ${digest} came down as HTTP ${got.status} ${got.digest}`);
  }
  for (const name of await brokenInvariants(site)) findings.fail(name);
}

/** Reads, acts and uploads while the database is restarted twice. */
export async function mixed(args: string[], findings: Findings): Promise<string> {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '10' },
      clients: { type: 'string', default: '8' },
      away: { type: 'string', default: '4' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [minutes, clients] = [Number(values.minutes), Number(values.clients)];
  const { site, seeded } = await Site.build(seedOnlyHandlers(clients), {
    settings: { ANZHI_TOKEN_MINUTES: '600' },
  });
  await site.startServer();
  const traffic = new Traffic(site, findings);
  await traffic.begin();
  const pid = site.serverPid;
  findings.say(`${clients} clients for ${minutes} minutes, seed ${values.seed}`);
  const working = Promise.all(
    seeded.map((handler, n) => work(traffic, handler, new Chance(Number(values.seed) * 100 + n))),
  );
  const watching = setInterval(() => {
    const { reads, acts, uploads, retried } = traffic.counts;
    findings.say(`${reads} reads, ${acts} acts, ${uploads} uploads, ${retried} asked again`);
  }, 15_000);
  try {
    const third = (minutes * 60_000) / 3;
    for (const way of ['fast', 'immediate'] as const) {
      await Promise.race([sleep(third), working]);
      const took = await restart(traffic, way, Number(values.away) * 1000);
      findings.say(`database stopped (${way}) and started again; first answer after ${took} ms`);
      findings.expect(took < 30_000, 'nothing was answered within 30 s of the database being back');
    }
    await Promise.race([sleep(third), working]);
    traffic.over = true;
    await working;
  } finally {
    clearInterval(watching);
  }
  findings.expect(
    site.serverPid === pid && !site.said.includes('"fault"'),
    `the server said: ${site.said.slice(-600)}`,
  );
  for (const what of traffic.outside()) findings.fail(`while the database was there: ${what}`);
  findings.expect(traffic.failures.length > 0, 'nobody noticed that the database was away: nothing was tried');
  await verify(traffic, join(site.dataDir, 'papers'));
  findings.expect((await site.endServer('SIGTERM')) === 0, 'the server did not stop in order at the end');
  const { reads, acts, uploads, retried } = traffic.counts;
  return `${reads} reads, ${acts} acts, ${uploads} uploads in ${minutes} minutes, ${retried} answers RETRY_LATER, all while the database was away; ${traffic.acknowledged.size} acknowledged acts and ${traffic.uploaded.size} papers verified`;
}
