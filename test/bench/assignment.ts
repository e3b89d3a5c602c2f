import { performance } from 'node:perf_hooks';
import { type City, City as CitySeed, type PractitionerSeed } from '../support/seed';
import { CampaignSeed } from '../support/seed-campaigns';
import { act } from '../support/seed-case-files';
import { closedFiles } from '../support/seed-closed-files';
import { enrolled } from '../support/seed-reviewers';
import { startTestServer } from '../support/test-server';
import { type Answer, World } from '../support/world';

/** Readers for every file of a campaign through the API: the dry run, the press, what becomes of a stopped reading, and how long others wait meanwhile. */
const FILES = Number(process.env.BENCH_FILES ?? 5000);
const READERS = Number(process.env.BENCH_READERS ?? 60);
const CITY = ['110000', '110105', '110108'] as const;

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  process.stdout.write(`${what}: ${Math.round(performance.now() - began)} ms\n`);
  return result;
}

/** Files in proceedings of a few co-offenders each, and lawyers of every district in the pool beside those who handle nothing. */
async function fill(city: City): Promise<void> {
  const bureau = await city.bureau('110000');
  for (const code of CITY) {
    const agency = await city.agency(code);
    const practitioners: PractitionerSeed[] = [];
    for (let n = 0; n < 20; n += 1) practitioners.push(await (await agency.lawFirm()).lawyer());
    for (let n = 0; n < FILES / CITY.length / 5; n += 1) {
      const caseKind = n % 4 === 0 ? 'CIVIL' : 'CRIMINAL';
      const turn = (n * 5) % 20;
      await closedFiles(agency, { count: 5, practitioners: practitioners.slice(turn, turn + 5), caseKind });
    }
    const caseKinds = ['CRIMINAL', 'CIVIL'];
    for (let n = 0; n < READERS / 6; n += 1) {
      await enrolled(bureau, { caseKinds, mostFiles: 1000 }, practitioners[n]);
      await enrolled(bureau, { caseKinds: n % 3 ? caseKinds : [...caseKinds].reverse(), mostFiles: 1000 });
    }
  }
  await city.world.rows('ANALYZE');
}

/** Longest wait of somebody else who asks again and again while the work goes on. */
async function meanwhile<T>(work: Promise<T>, ask: () => Promise<unknown>): Promise<T> {
  let [going, longest] = [true, 0];
  const asking = (async () => {
    while (going) {
      const began = performance.now();
      await ask();
      longest = Math.max(longest, performance.now() - began);
    }
  })();
  const result = await work.finally(() => {
    going = false;
  });
  await asking;
  process.stdout.write(`longest wait of somebody else meanwhile: ${Math.round(longest)} ms\n`);
  return result;
}

async function main(): Promise<void> {
  const stop = await startTestServer({});
  const world = await World.open();
  try {
    const city = new CitySeed(world);
    await timed('fill', () => fill(city));
    const bureau = await city.bureau('110000');
    const coordinator = await bureau.reviewCoordinator;
    const supervisor = await bureau.supervisor;
    const campaign = await (await CampaignSeed.plan(bureau, { shareHundredths: 10_000 })).drawn();
    const fields =
      'added stopped missing assignment { files readings missing loadGap mostTogether groups toStop pairs(first: 100) { totalCount pairs { readingId findings { rule met } } } }';
    const press = (preview: boolean): Promise<Answer> =>
      act(coordinator, 'assignReaders', { campaignId: campaign.id }, fields, { preview });
    await timed('dry run', () => meanwhile(press(true), () => supervisor.send('{ me { id } }')));
    const done = await timed('assign', () => press(false));
    process.stdout.write(`${JSON.stringify(done.assignment.readings)} readings, a hundred explained\n`);
    const ask = `{ assignmentPlan(campaignId: "${campaign.id}") { readers { name assigned } pairs(first: 100) { totalCount pairs { readingId reviewerId overdue } } } }`;
    const { assignmentPlan } = await timed('plan with a hundred pairs', () => coordinator.send(ask));
    const loads = assignmentPlan.readers.map(({ assigned }: Answer) => assigned);
    process.stdout.write(`loads ${Math.min(...loads)} to ${Math.max(...loads)} of ${loads.length} readers\n`);
    const { readingId } = assignmentPlan.pairs.pairs[0];
    await timed('stop one', () =>
      act(coordinator, 'stopReading', { readingId, cause: 'CONFLICT', reason: '后来发现须回避' }),
    );
    const again = await timed('assign again', () => press(false));
    const broken = await world.broken();
    if (again.added !== 1 || broken.length) throw new Error(`added ${again.added}; broken: ${broken.join('; ')}`);
  } finally {
    await world.close();
    await stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exit(1);
});
