import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { Client } from 'pg';
import { Role } from '../../src/platform/access/actor';
import { anzhiSchema } from '../../src/schema';
import { type Attempt, Chance, Scene, spoil } from '../support/random-acts';
import { allActs } from '../support/random-acts-all';
import { castOf } from '../support/random-acts-cast';
import type { RawTools } from '../support/random-acts-raw';
import { raceRaw, tryRaw, tryRawReview } from '../support/random-acts-raw-run';
import { reviewActs } from '../support/random-acts-reviews';
import { addReviewCast } from '../support/random-acts-reviews-cast';
import { Operations, sendAct } from '../support/random-acts-send';
import { City } from '../support/seed';
import { startTestServer, stopOnSignal } from '../support/test-server';
import { World } from '../support/world';
import { ledgerAgrees, ledgerHashes, signaturesSwept } from './soak-audit';
import { count, Soak } from './soak-heard';
import { ReviewAudit } from './soak-reviews';

const { values: options } = parseArgs({
  options: {
    acts: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    clients: { type: 'string', default: '6' },
    /** Of all acts, those of peer review. */
    'reviews-share': { type: 'string', default: '0.25' },
    trace: { type: 'boolean', default: false },
  },
});
const ACTS = Number(options.acts);
const SEED = Number(options.seed);
const CLIENTS = Number(options.clients);
const REVIEWS = Number(options['reviews-share']);
/** Acts between two looks at the invariants. */
const STRETCH = 1000;
/** Acts in a day: campaigns have limits of a few days. */
const DAY = 250;

class SoakClient {
  private readonly clients: Client[];
  private last: { readonly attempt: Attempt; readonly key: string; readonly entryId: string | null } | null = null;
  private readonly tools: RawTools;
  private readonly scene: Scene;
  private keys = 0;

  private constructor(
    private readonly soak: Soak,
    private readonly no: number,
    [owner, one, other, reader]: [Client, Client, Client, Client],
  ) {
    this.clients = [owner, one, other];
    this.scene = new Scene(soak.world, soak.cast, new Chance(SEED * 1000 + no), owner);
    this.tools = { scene: this.scene, one, other, reader, traces: soak.traces, onCommit: [] };
  }

  static async open(soak: Soak, no: number): Promise<SoakClient> {
    const ownerUrl = (process.env.ANZHI_TEST_OWNER_URL as string) + soak.world.database;
    const appUrl = soak.world.services.config.databaseUrl as string;
    const readerUrl = soak.world.services.config.readerUrl as string;
    const clients = [ownerUrl, appUrl, appUrl, readerUrl].map(
      (connectionString) => new Client({ connectionString, lock_timeout: 10_000, statement_timeout: 30_000 }),
    );
    for (const client of clients) {
      // Where the soak ends early its database goes before its sessions.
      client.on('error', () => undefined);
      await client.connect();
    }
    return new SoakClient(soak, no, clients as [Client, Client, Client, Client]);
  }

  async close(): Promise<void> {
    for (const client of this.clients) await client.end();
  }

  /** One act, or one attempt by raw SQL. */
  async act(): Promise<void> {
    const { chance } = this.scene;
    const kind = chance.next();
    if (kind < 0.1) return this.tryRaw(chance.happens(REVIEWS) ? tryRawReview : tryRaw);
    if (kind < 0.115) return this.tryRaw(raceRaw);
    if (kind < 0.155 && this.last) return this.repeat();
    if (kind < 0.165 && chance.happens(REVIEWS)) return this.look();
    const attempt = await this.propose();
    for (const first of attempt.before ?? [])
      this.soak.hear(first, await sendAct(this.soak.world, this.soak.operations, first, this.nextKey()));
    const key = this.nextKey();
    if (kind < 0.175) return this.burst(attempt, key);
    const answered = await sendAct(this.soak.world, this.soak.operations, attempt, key);
    this.soak.hear(attempt, answered);
    this.last = { attempt, key, entryId: answered.result?.receipt?.entryId ?? null };
  }

  private nextKey(): string {
    this.keys += 1;
    return `soak-${this.no}-${this.keys}`;
  }

  private async look(): Promise<void> {
    const reader = await this.scene.holder(Role.REVIEWER);
    const fault = reader && (await this.soak.reviews.look(reader, this.scene.chance));
    if (fault) this.soak.fail(`a reader looks: ${fault}`);
  }

  private async propose(): Promise<Attempt> {
    for (let tries = 0; tries < 200; tries += 1) {
      const acts = this.scene.chance.happens(REVIEWS) ? reviewActs : allActs;
      const attempt = await this.scene.chance.weighted(acts).propose(this.scene);
      if (attempt) return this.scene.chance.happens(0.12) ? spoil(this.scene, attempt) : attempt;
    }
    throw new Error('nothing left to do');
  }

  /** The key of the last act again, with the same payload or with another. */
  private async repeat(): Promise<void> {
    const { attempt, key, entryId } = this.last as NonNullable<typeof this.last>;
    const same = this.scene.chance.happens(0.6);
    const again = same ? attempt : { ...(await this.propose()), by: attempt.by };
    const answered = await sendAct(this.soak.world, this.soak.operations, again, key);
    this.soak.hear(again, answered);
    const { result } = answered;
    if (!result || !entryId) return;
    if (!result.code && result.receipt.entryId !== entryId) this.soak.fail(`${again.name}: key ${key} was done twice`);
    if (!result.code && !same) this.soak.fail(`${again.name}: key ${key} served another payload`);
    if (same && result.code && !['FORBIDDEN', 'NOT_SIGNED_IN'].includes(result.code)) {
      this.soak.fail(`${again.name}: key ${key} was done and then refused as ${result.code}`);
    }
  }

  /** The same act several times at once with one key. */
  private async burst(attempt: Attempt, key: string): Promise<void> {
    const calls = this.scene.chance.within(2, 5);
    const { world, operations } = this.soak;
    const all = await Promise.all(Array.from({ length: calls }, () => sendAct(world, operations, attempt, key)));
    const first = all.filter(({ result }) => result && !result.code && !result.receipt.replayed);
    if (first.length > 1) this.soak.fail(`${attempt.name}: ${first.length} of ${calls} with key ${key} were done`);
    const inOrder = [...first, ...all.filter((answered) => !first.includes(answered))];
    // Calls that came while the first ran share its answer and its line.
    const codes = new Set<string>();
    for (const answered of inOrder) {
      const code = String(answered.result?.code);
      this.soak.hear(attempt, answered, codes.has(code) ? 0 : 1);
      codes.add(code);
    }
    const entries = new Set(all.flatMap(({ result }) => (result && !result.code ? [result.receipt.entryId] : [])));
    if (entries.size > 1) this.soak.fail(`${attempt.name}: key ${key} has ${entries.size} answers`);
  }

  private async tryRaw(way: typeof tryRaw): Promise<void> {
    const outcome = await way(this.tools);
    if (!outcome) return;
    this.soak.raw += 1;
    count(this.soak.byConstraint, `${outcome.what} → ${outcome.end}`);
    if (options.trace) console.log(`raw ${outcome.what} → ${outcome.end}`);
    if (outcome.broken) this.soak.fail(`raw SQL: ${outcome.what} → ${outcome.end}`);
  }
}

async function stretch(soak: Soak, clients: readonly SoakClient[], upTo: number, bar: SingleBar): Promise<void> {
  await Promise.all(
    clients.map(async (client) => {
      while (soak.taken < upTo) {
        soak.taken += 1;
        const later = soak.taken % DAY === 0 ? 86_400_000 : soak.taken % 50 === 0 ? 60_000 : 0;
        if (later) soak.world.clock.set(new Date(soak.world.clock.now().getTime() + later));
        await client.act();
        bar.update(soak.taken, { wrong: soak.wrong.length });
      }
    }),
  );
  for (const name of await soak.world.broken()) soak.fail(name);
  for (const each of await soak.reviews.wrong()) soak.fail(each);
}

async function main(): Promise<number> {
  const began = Date.now();
  const stop = await startTestServer({ fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' });
  stopOnSignal(stop);
  const world = await World.open({ DATABASE_POOL: '20' });
  try {
    const city = new City(world);
    const cast = await castOf(world, { files: 150, city });
    if (REVIEWS > 0) await addReviewCast(city, cast, 90);
    const operations = new Operations(anzhiSchema(), 1);
    const before = (await world.rows('SELECT id FROM ledger_entry')).map(({ id }) => id as string);
    const reviews = new ReviewAudit(world, cast.byAccount);
    await reviews.begin();
    const soak = new Soak(world, cast, operations, before, reviews, options.trace);
    const clients: SoakClient[] = [];
    for (let no = 1; no <= CLIENTS; no += 1) clients.push(await SoakClient.open(soak, no));
    console.log(
      `set up in ${((Date.now() - began) / 1000).toFixed(1)} s: ${cast.byAccount.size} accounts, ${before.length} lines`,
    );
    const bar = new SingleBar({
      format: 'acts {bar} {value}/{total} {duration_formatted} wrong {wrong}',
      noTTYOutput: true,
      notTTYSchedule: 15_000,
    });
    bar.start(ACTS, 0, { wrong: 0 });
    const acting = Date.now();
    while (soak.taken < ACTS) await stretch(soak, clients, Math.min(ACTS, soak.taken + STRETCH), bar);
    bar.stop();
    const took = (Date.now() - acting) / 1000;
    for (const client of clients) await client.close();
    await report(soak, took);
    return soak.wrong.length ? 1 : 0;
  } finally {
    await world.close();
    await stop();
  }
}

async function report(soak: Soak, took: number): Promise<void> {
  const { world, wrong } = soak;
  const acts = [...new Set([...allActs, ...reviewActs].map(({ name }) => name))];
  wrong.push(...(await soak.reviews.dumped(world.services.config.readerUrl as string)));
  wrong.push(...(await ledgerAgrees(world, soak.heard, acts, soak.before)));
  const sweep = await signaturesSwept(world, soak.traces);
  wrong.push(...sweep.wrong);
  const hashes = await ledgerHashes(world);
  wrong.push(...hashes.wrong.map((id) => `hash of line ${id} does not recompute`));
  for (const [title, counts] of [
    ['acts by answer', soak.byActAndCode],
    ['raw SQL by what ended it', soak.byConstraint],
  ] as const) {
    console.log(`\n${title}`);
    for (const [key, n] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
      console.log(`${String(n).padStart(7)}  ${key}`);
  }
  const unmet = await world.rows(
    `SELECT e.act, e.code, f ->> 'rule' AS rule, count(*)::integer AS n FROM ledger_entry e, jsonb_array_elements(e.findings) f
      WHERE e.outcome = 'REFUSED' AND f ->> 'met' = 'false' GROUP BY 1, 2, 3 ORDER BY 1, 2, 4 DESC`,
  );
  console.log('\nunmet rules behind refusals');
  for (const { act, code, rule, n } of unmet) console.log(`${String(n).padStart(7)}  ${act} ${code} ${rule}`);
  console.log(
    `\nseed ${SEED}, ${CLIENTS} clients: ${soak.sent} calls and ${soak.raw} attempts by raw SQL in ${took.toFixed(0)} s (${(soak.taken / took).toFixed(0)} a second); ${hashes.lines} lines of the ledger recomputed`,
  );
  console.log(
    `sweep: ${sweep.examined} signatures, ${soak.traces.forged.size} of them forged by raw SQL, ${sweep.found} found forged; ${sweep.releasesOnForged} releases of the server rest on a forged one`,
  );
  console.log(await soak.reviews.summary());
  console.log(wrong.length ? `\n${wrong.length} WRONG\n${wrong.slice(0, 60).join('\n')}` : '\nnothing wrong');
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
