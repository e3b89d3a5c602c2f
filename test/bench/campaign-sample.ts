import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { redrawFile } from '../../src/peer-reviews/campaigns/redraw-cli';
import { folderOfRun } from '../support/folders';
import { City, type PractitionerSeed } from '../support/seed';
import { CampaignSeed } from '../support/seed-campaigns';
import { succeed } from '../support/seed-case-files';
import { closedFiles } from '../support/seed-closed-files';
import { startTestServer } from '../support/test-server';
import { World } from '../support/world';

/** A campaign over a city's closed files through the API, step by step: plan, freeze, two seeds, draw, export, draw again offline. */
const FILES = Number(process.env.BENCH_FILES ?? 5000);
const LAWYERS = 20;
const CITY = ['110000', '110105', '110108'] as const;

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const [began, used] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(used);
  const took = Math.round(performance.now() - began);
  process.stdout.write(`${what}: ${took} ms, of which the server computed ${Math.round((user + system) / 1000)} ms\n`);
  return result;
}

async function fill(city: City): Promise<void> {
  for (const code of CITY) {
    const agency = await city.agency(code);
    const firm = await agency.lawFirm();
    const practitioners: PractitionerSeed[] = [];
    for (let n = 0; n < LAWYERS; n += 1) practitioners.push(await firm.lawyer());
    for (const caseKind of ['CRIMINAL', 'CIVIL'] as const) {
      await closedFiles(agency, { count: Math.ceil(FILES / CITY.length / 2), practitioners, caseKind });
    }
  }
  await city.world.rows('ANALYZE');
}

const SAMPLING =
  'campaign { samplingPlan { files stratumDraws coverageDraws readerHours detection { files bad practitioners mean } } }';

async function main(): Promise<void> {
  const stop = await startTestServer({});
  const world = await World.open();
  const folder = folderOfRun('campaign-');
  try {
    const city = new City(world);
    await fill(city);
    const bureau = await city.bureau('110000');
    const coordinator = await bureau.reviewCoordinator;
    const campaign = await timed('plan', () => CampaignSeed.plan(bureau, { leastPerPractitioner: 2 }));
    const { campaign: planned } = await timed('sampling plan before the freeze', () =>
      coordinator.send(`query ($id: ID!) { ${SAMPLING.replace('campaign', 'campaign(id: $id)')} }`, {
        id: campaign.id,
      }),
    );
    process.stdout.write(`${JSON.stringify(planned.samplingPlan)}\n`);
    await campaign.committed();
    await timed('freeze', () => campaign.frozen());
    await campaign.seeded();
    await timed('draw', () => succeed(coordinator, 'drawSample', { campaignId: campaign.id }));
    const { campaignDraw } = await timed('export', () =>
      coordinator.send('query ($id: ID!) { campaignDraw(id: $id) }', { id: campaign.id }),
    );
    const path = join(folder, 'campaign.json');
    writeFileSync(path, campaignDraw);
    const { code, lines } = await timed('redraw offline', async () => redrawFile([path]));
    process.stdout.write(`${lines.join('\n')}\n${(campaignDraw.length / 1e6).toFixed(1)} MB\n`);
    const broken = await world.broken();
    if (code !== 0 || broken.length) throw new Error(`redraw ${code}; invariants broken: ${broken.join('; ')}`);
  } finally {
    rmSync(folder, { recursive: true });
    await world.close();
    await stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exit(1);
});
