import { cpus, loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { Random } from '../../src/demo/random';
import { City, type Member } from '../support/seed';
import type { CampaignSeed } from '../support/seed-campaigns';
import { succeed } from '../support/seed-case-files';
import { startTestServer, stopOnSignal } from '../support/test-server';
import { World } from '../support/world';
import { conflictsIn, readingsAgainst } from './campaign/conflicts';
import { DISTRICTS, fillFiles, fillPool, type Pool } from './campaign/fill';
import { type Reader, type Truth, together } from './campaign/readers';
import { recount } from './campaign/recount';
import { reported, unseen } from './campaign/report';
import { FILES, options, REVIEWS, Run, SEED } from './campaign/run';
import { assigned, blinded, sampled } from './campaign/sampling';

/** Files whose practitioners reply. */
const REPLIES = 12;

/** What each file deserves, 52 to 94 points, and a name for it that every run has. */
async function truthOf(world: World, campaignId: string): Promise<Truth> {
  const files = await world.rows(
    `SELECT v.subject_id AS subject, f.number, a.region_code AS region FROM vault.subject v JOIN case_file f ON f.id = v.case_file_id JOIN agency a ON a.id = f.agency_id WHERE v.campaign_id = $1`,
    [campaignId],
  );
  const of = new Map(
    files.map(({ subject, number, region }) => {
      const label = `${region} ${number}`;
      return [subject as string, { label, points: Random.of(SEED, 'file', label).int(52, 94) }];
    }),
  );
  return (subject) => of.get(subject) as NonNullable<ReturnType<typeof of.get>>;
}

const statesOf = async (world: World, campaignId: string): Promise<string> =>
  (
    await world.rows(
      'SELECT state, count(*) AS n FROM review.subject WHERE campaign_id = $1 GROUP BY state ORDER BY state',
      [campaignId],
    )
  )
    .map(({ state, n }) => `${state} ${n}`)
    .join(', ');

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function readBy(run: Run, world: World, campaign: CampaignSeed, pool: Pool, truth: Truth): Promise<void> {
  const { readers } = pool;
  const total = (of: (reader: Reader) => number) => readers.reduce((sum, reader) => sum + of(reader), 0);
  for (let pass = 1, waiting = 1; waiting > 0; pass += 1) {
    const before = { saved: total(({ saved }) => saved), submitted: total(({ submitted }) => submitted) };
    waiting = 0;
    const began = performance.now();
    await run.step(
      pass === 1 ? `reviews by ${options.readers} readers at once` : 'third reviews',
      () =>
        together(Number(options.readers), readers, async (reader) => {
          waiting += await reader.read(truth);
        }),
      () => {
        const [saved, submitted] = [
          total((each) => each.saved) - before.saved,
          total((each) => each.submitted) - before.submitted,
        ];
        const rate = ((saved + submitted) / ((performance.now() - began) / 1000)).toFixed(0);
        return `${submitted} submitted, ${saved} drafts saved, ${rate} writes/s`;
      },
    );
  }
  process.stdout.write(
    `a submission took ${median(readers.flatMap(({ took }) => took)).toFixed(0)} ms (median); ${await statesOf(world, campaign.id)}\n`,
  );
}

async function grouped(run: Run, world: World, campaign: CampaignSeed, pool: Pool, truth: Truth): Promise<void> {
  const { reviewSubjects } = await campaign.coordinator.send(
    'query ($id: ID!) { reviewSubjects(campaignId: $id, first: 100, state: NEEDS_GROUP) { totalCount edges { node { id } } } }',
    { id: campaign.id },
  );
  run.expect(
    reviewSubjects.totalCount <= 100,
    `${reviewSubjects.totalCount} files need a group: more than this bench asks for`,
  );
  await run.step(
    'groups convoked',
    async () => {
      for (const { node } of reviewSubjects.edges) {
        await succeed(campaign.coordinator, 'convokeGroup', { subjectId: node.id });
      }
    },
    () => `${reviewSubjects.totalCount} groups of three`,
  );
  // One of each three says something else on one indicator and is outvoted.
  const members = await world.rows(
    `SELECT subject_id, min(id::text) AS id FROM review.reading WHERE part = 'GROUP' GROUP BY subject_id`,
  );
  const dissenters = new Set(members.map(({ id }) => id));
  await run.step(
    'votes',
    () => together(Number(options.readers), pool.readers, (reader) => reader.vote(truth, (id) => dissenters.has(id))),
    () => `${pool.readers.reduce((sum, { voted }) => sum + voted, 0)} votes`,
  );
  const given = await readingsAgainst(world, campaign.id, pool.former);
  run.none('conflicts of third readers and groups', conflictsIn(given));
}

/** The day after. */
function passed(world: World, day: string): void {
  world.clock.setDay(day);
  world.clock.set(new Date(world.clock.now().getTime() + 86_400_000));
}

/** Handlers of some files reply to one indicator; every other reply changes it. The last day over, results are final. */
async function finished(
  run: Run,
  world: World,
  campaign: CampaignSeed,
  handlers: ReadonlyMap<string, Member>,
): Promise<void> {
  const { coordinator, id: campaignId } = campaign;
  const [{ due }] = (await world.rows('SELECT objections_due_on::text AS due FROM review_campaign WHERE id = $1', [
    campaignId,
  ])) as [{ due: string }];
  passed(world, due);
  const { dueOn } = await run.step('open replies', () => succeed(coordinator, 'openReplies', { campaignId }, 'dueOn'));
  const files = await world.rows(
    'SELECT DISTINCT ON (e.person_id) d.case_file_id AS file, e.person_id AS person FROM campaign_draw d JOIN engagement e ON e.case_file_id = d.case_file_id WHERE d.campaign_id = $1 ORDER BY e.person_id LIMIT $2',
    [campaignId, REPLIES],
  );
  await run.step(
    'replies given and decided',
    async () => {
      for (const [index, { file, person }] of files.entries()) {
        const reply = { campaignId, caseFileId: file, indicatorNo: 1, text: '卷内已附完整记录，请复核' };
        await succeed(handlers.get(person) as Member, 'replyToIndicator', reply);
        const [{ id: replyId }] = (await world.rows(
          'SELECT id FROM review_reply WHERE campaign_id = $1 AND case_file_id = $2',
          [campaignId, file],
        )) as [{ id: string }];
        const outcome = index % 2 ? { outcome: 'CHANGED', points: 97 } : { outcome: 'UPHELD' };
        await succeed(coordinator, 'decideReply', { replyId, ...outcome, reasons: '经复核卷内记录，决定如上' });
      }
    },
    () => `${files.length} replies`,
  );
  passed(world, dueOn);
  await run.step('finalise', () => succeed(coordinator, 'finaliseCampaign', { campaignId }));
}

/**
 * One campaign from the plan to its report over the API, by signed-in members, every step timed; then looked at from
 * outside: conflicts, loads, results counted again, readers' severity against what they were given, what readers could see.
 */
async function campaign(run: Run, world: World): Promise<void> {
  const city = new City(world);
  const districts = await run.step(
    '(fill: closed files)',
    () => fillFiles(city, FILES),
    () => `${FILES} files of ${DISTRICTS.length} agencies`,
  );
  const bureau = await city.bureau('110000');
  const sample = await sampled(run, bureau);
  await blinded(run, world, sample);
  const pool = await run.step(
    'enrol reviewers',
    () => fillPool(city, districts, Number(options.reviewers), SEED),
    ({ readers }) => `${readers.length} reviewers`,
  );
  await assigned(run, world, sample, pool);
  const truth = await truthOf(world, sample.id);
  await readBy(run, world, sample, pool, truth);
  await grouped(run, world, sample, pool, truth);
  const handlers = new Map(
    districts.flatMap(({ lawyers }) => lawyers.flat()).map((lawyer) => [lawyer.personId, lawyer as Member]),
  );
  await finished(run, world, sample, handlers);
  await reported(run, world, sample, pool);
  run.none('results', await run.step('results counted again', () => recount(world, sample.id)));
  await unseen(run, world, pool);
  run.none(
    'refused to readers',
    pool.readers.flatMap(({ wrong }) => wrong),
  );
  run.none(
    'pages not shown',
    pool.readers.filter(({ pages }) => pages === 0).map(({ reviewerId }) => reviewerId),
  );
  const submitted = pool.readers.reduce((sum, reader) => sum + reader.submitted, 0);
  run.expect(submitted >= REVIEWS, `${submitted} reviews submitted`);
  run.none('invariants broken', await world.broken());
}

async function main(): Promise<void> {
  const load = () =>
    loadavg()
      .map((value) => value.toFixed(1))
      .join(' ');
  process.stdout.write(
    `${FILES} files, ${REVIEWS} reviews, seed ${SEED}; ${cpus().length} processors, load ${load()}\n`,
  );
  const stop = await startTestServer({});
  stopOnSignal(stop);
  const world = await World.open();
  const run = new Run();
  try {
    await campaign(run, world);
  } finally {
    process.stdout.write(`\n${run.table()}\nload ${load()}\n`);
    await world.close();
    await stop();
  }
  for (const each of run.wrong) process.stderr.write(`WRONG: ${each}\n`);
  process.stdout.write(run.wrong.length ? `${run.wrong.length} things are wrong\n` : 'nothing is wrong\n');
  process.exitCode = run.wrong.length ? 1 : 0;
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exit(1);
});
