import { isDeepStrictEqual, parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { Client } from 'pg';
import { anzhiSchema } from '../../src/schema';
import { type Attempt, Chance, Scene, spoil } from '../support/random-acts';
import { allActs } from '../support/random-acts-all';
import { castOf } from '../support/random-acts-cast';
import { type Answered, Operations, sendAct } from '../support/random-acts-send';
import { startTestServer, stopOnSignal } from '../support/test-server';
import { World } from '../support/world';

/**
 * Random acts, each previewed and then done with the same input: the two answers must be the same but for what is
 * newly made, and after the preview every table must be as it was.
 */
const { values: options } = parseArgs({
  options: { acts: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
});
const ACTS = Number(options.acts);
const SEED = Number(options.seed);
/** Share of the previews around which the content of all tables is digested; around the others their rows are counted. */
const DIGESTED = 0.1;

/** A secret is not looked at in a preview: these refusals come only when the act is done. */
const ONLY_WHEN_DONE: Readonly<Record<string, readonly string[]>> = {
  signQualityCheck: ['PIN_WRONG', 'PIN_BLOCKED'],
  setSigningPin: ['PASSWORD_WRONG', 'PASSWORD_BLOCKED'],
};
/** Acts with a secret: a preview ends with the decision, so only that is compared. */
const SECRET = Object.keys(ONLY_WHEN_DONE);
/** Told only where the reading is recorded, which a preview would take back (LAL-21): nothing in a preview. */
const KEPT_BACK = ['place', 'present', 'summary'];
const NEW_ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

type Digest = ReadonlyMap<string, string>;

class Tables {
  private names: string[] = [];
  constructor(private readonly owner: Client) {}

  async open(): Promise<void> {
    const { rows } = await this.owner.query(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
    );
    this.names = rows.map(({ name }) => name);
  }

  /** Every table by the number of its rows, and by their content where asked. */
  async digest(content: boolean): Promise<Digest> {
    const sum = content ? `coalesce(sum(hashtextextended(t::text, 0)), 0)::text` : `''`;
    const { rows } = await this.owner.query(
      this.names
        .map((name) => `SELECT '${name}' AS name, count(*)::text || ' ' || ${sum} AS digest FROM ${name} t`)
        .join(' UNION ALL '),
    );
    return new Map(rows.map(({ name, digest }) => [name, digest]));
  }
}

const changed = (before: Digest, after: Digest): string[] =>
  [...before].filter(([name, digest]) => after.get(name) !== digest).map(([name]) => name);

/** The same answer with every id named that one of the two has and the other has not: those are newly made. */
function withoutNew(name: string, answered: Answered, known: ReadonlySet<string>): unknown {
  const { result, errors } = answered;
  if (!result) return { errors };
  const { receipt, ...rest } = result;
  const { __typename, decision } = result;
  const compared = !result.code && SECRET.includes(name) ? { __typename, decision } : rest;
  const text = JSON.stringify(compared, (key, value) => (KEPT_BACK.includes(key) ? undefined : value));
  return JSON.parse(text.replace(NEW_ID, (id) => (known.has(id) ? id : 'NEW')));
}

const idsIn = (answered: Answered): string[] => answered.body.match(NEW_ID) ?? [];

class Comparison {
  readonly wrong: string[] = [];
  readonly counts = new Map<string, number>();

  compare({ name, input }: Attempt, preview: Answered, done: Answered): void {
    const [inPreview, inDone] = [new Set(idsIn(preview)), new Set(idsIn(done))];
    const known = new Set([...inPreview].filter((id) => inDone.has(id)));
    const code = preview.result?.code ?? (preview.result ? 'DONE' : preview.errors.join(' '));
    this.counts.set(`${name} ${code}`, (this.counts.get(`${name} ${code}`) ?? 0) + 1);
    const context = `${name} ${JSON.stringify(input).slice(0, 500)}`;
    if (preview.status >= 500 || done.status >= 500 || [...preview.errors, ...done.errors].includes('FAULT')) {
      this.wrong.push(`fault: ${context}\n  ${preview.body.slice(0, 300)}\n  ${done.body.slice(0, 300)}`);
      return;
    }
    if (preview.result && !preview.result.code) {
      const { entryId, preview: said } = preview.result.receipt;
      if (entryId !== null || said !== true) this.wrong.push(`a preview with a receipt of an act: ${context}`);
    }
    if (!preview.result?.code && ONLY_WHEN_DONE[name]?.includes(done.result?.code)) return;
    const [a, b] = [withoutNew(name, preview, known), withoutNew(name, done, known)];
    if (!isDeepStrictEqual(a, b)) this.wrong.push(`differs: ${context}\n  ${firstDifference(a, b, '')}`);
  }
}

/** Where two answers part, for whoever must find out why. */
function firstDifference(a: unknown, b: unknown, path: string): string {
  if (a && b && typeof a === 'object' && typeof b === 'object') {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const [x, y] = [(a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]];
      if (!isDeepStrictEqual(x, y)) return firstDifference(x, y, `${path}.${key}`);
    }
  }
  return `${path}: previewed ${JSON.stringify(a)?.slice(0, 300)}, done ${JSON.stringify(b)?.slice(0, 300)}`;
}

async function propose(scene: Scene): Promise<Attempt> {
  for (let tries = 0; tries < 200; tries += 1) {
    const attempt = await scene.chance.weighted(allActs).propose(scene);
    if (attempt) return scene.chance.happens(0.12) ? spoil(scene, attempt) : attempt;
  }
  throw new Error('nothing left to do');
}

async function run(world: World): Promise<number> {
  const owner = new Client({ connectionString: (process.env.ANZHI_TEST_OWNER_URL as string) + world.database });
  await owner.connect();
  const scene = new Scene(world, await castOf(world), new Chance(SEED), owner);
  const operations = new Operations(anzhiSchema(), 2);
  const tables = new Tables(owner);
  await tables.open();
  const comparison = new Comparison();
  const bar = new SingleBar({
    format: 'acts {bar} {value}/{total} {duration_formatted} wrong {wrong}',
    noTTYOutput: true,
    notTTYSchedule: 15_000,
  });
  const digesting = new Chance(SEED + 1);
  let digested = 0;
  const began = Date.now();
  bar.start(ACTS, 0, { wrong: 0 });
  for (let n = 1; n <= ACTS; n += 1) {
    if (n % 50 === 0) world.clock.set(new Date(world.clock.now().getTime() + 60_000));
    const attempt = await propose(scene);
    // Signs in beforehand where the token has run out, which leaves its own line.
    await attempt.by.current();
    const content = digesting.happens(DIGESTED);
    if (content) digested += 1;
    const before = await tables.digest(content);
    const key = `preview-${n}`;
    const preview = await sendAct(world, operations, attempt, key, true);
    for (const table of changed(before, await tables.digest(content))) {
      comparison.wrong.push(`a preview of ${attempt.name} changed ${table}`);
    }
    comparison.compare(attempt, preview, await sendAct(world, operations, attempt, key));
    bar.update(n, { wrong: comparison.wrong.length });
  }
  bar.stop();
  const took = (Date.now() - began) / 1000;
  await owner.end();
  comparison.wrong.push(...(await world.broken()));
  for (const [key, count] of [...comparison.counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(`${String(count).padStart(6)}  ${key}`);
  }
  const { wrong } = comparison;
  console.log(
    `\nseed ${SEED}: ${ACTS} acts previewed and done in ${took.toFixed(0)} s; all tables digested around ${digested} previews, their rows counted around the others`,
  );
  console.log(wrong.length ? `\n${wrong.length} WRONG\n${wrong.slice(0, 40).join('\n')}` : '\nnothing wrong');
  return wrong.length ? 1 : 0;
}

async function main(): Promise<number> {
  const stop = await startTestServer({ fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' });
  stopOnSignal(stop);
  const world = await World.open();
  try {
    return await run(world);
  } finally {
    await world.close();
    await stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
