import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOfRun } from '../../support/folders';
import type { BureauSeed } from '../../support/seed';
import { cleared } from '../../support/seed-blind';
import { CampaignSeed } from '../../support/seed-campaigns';
import { succeed } from '../../support/seed-case-files';
import type { Answer, World } from '../../support/world';
import { conflictsIn, loadsOf, readingsAgainst } from './conflicts';
import type { Pool } from './fill';
import { FILES, READERS_PER_FILE, REVIEWS, type Run, TITLE } from './run';

/** Exported, and drawn again by a process that knows no database, against what was published before the draw. */
async function redrawn(run: Run, campaign: CampaignSeed, published: readonly string[]): Promise<void> {
  const { campaignDraw } = await run.step(
    'export',
    () => campaign.coordinator.send('query ($id: ID!) { campaignDraw(id: $id) }', { id: campaign.id }),
    ({ campaignDraw: text }) => `${(text.length / 1e6).toFixed(1)} MB`,
  );
  const folder = folderOfRun('campaign-');
  try {
    const path = join(folder, 'campaign.json');
    writeFileSync(path, campaignDraw);
    const cli = join(__dirname, '../../../src/peer-reviews/campaigns/redraw-cli.js');
    const redraw = (...digests: string[]) =>
      spawnSync(process.execPath, [cli, path, ...digests], { encoding: 'utf8', env: {} });
    const done = await run.step(
      'redraw offline',
      async () => redraw(...published),
      ({ status }) => `exit ${status}`,
    );
    run.expect(done.status === 0, `redraw: ${done.stdout}${done.stderr}`);
    // A check that cannot fail is none: one seed's first figure is another one.
    writeFileSync(
      path,
      campaignDraw.replace(/"seed":"(.)/, (_: string, first: string) => `"seed":"${first === '0' ? '1' : '0'}`),
    );
    run.expect(redraw().status === 1, 'a forged export is drawn alike');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** From the plan to the draw, and the draw again offline. */
export async function sampled(run: Run, bureau: BureauSeed): Promise<CampaignSeed> {
  const shareHundredths = Math.round((10_000 * REVIEWS) / READERS_PER_FILE / FILES);
  const plan = { title: TITLE, shareHundredths, agreementLine: 40, readersPerFile: READERS_PER_FILE };
  const campaign = await run.step('plan', () => CampaignSeed.plan(bureau, plan));
  await run.step('commit to a seed', () => campaign.committed());
  await run.step('freeze the frame', () => campaign.frozen());
  await run.step('second seed', () => campaign.seeded());
  const { campaign: told } = await campaign.coordinator.send(
    'query ($id: ID!) { campaign(id: $id) { frameSize frameDigest seeds { commitment seed } } }',
    { id: campaign.id },
  );
  run.expect(told.frameSize === FILES, `the frame holds ${told.frameSize} files`);
  run.none(
    'seeds told before the draw',
    told.seeds.flatMap(({ seed }: Answer) => seed ?? []),
  );
  await run.step('draw', () => succeed(campaign.coordinator, 'drawSample', { campaignId: campaign.id }));
  await redrawn(run, campaign, [told.frameDigest, ...told.seeds.map(({ commitment }: Answer) => commitment)]);
  return campaign;
}

/** Every drawn file gets its paper: the bytes are the same, so one press shows them all. */
export async function blinded(run: Run, world: World, campaign: CampaignSeed): Promise<void> {
  const [{ id }] = (await world.rows(
    'SELECT m.id FROM material m JOIN campaign_draw d ON d.case_file_id = m.case_file_id WHERE d.campaign_id = $1 ORDER BY m.id LIMIT 1',
    [campaign.id],
  )) as [{ id: string }];
  const boxes = [{ left: 1200, top: 1000, width: 7000, height: 500 }];
  await run.step('redact and clear a paper', () => cleared(campaign.coordinator, id, 2, boxes));
}

/** The dry run and the press; who must not read what, and how even the loads are, is found apart. */
export async function assigned(run: Run, world: World, campaign: CampaignSeed, pool: Pool): Promise<void> {
  const fields =
    'added missing assignment { files readings missing loadGap mostTogether groups toStop readers { reviewerId assigned } }';
  const press = (preview: boolean) =>
    campaign.coordinator.send(
      `mutation ($input: AssignReadersInput!, $key: String!, $preview: Boolean!) { result: assignReaders(input: $input, idempotencyKey: $key, preview: $preview) {
         __typename ... on AssignReadersSuccess { ${fields} } ... on Refusal { code message } } }`,
      { input: { campaignId: campaign.id }, key: `assign-${preview}`, preview },
    );
  const told = ({ result }: Answer) =>
    `${result.added} readings, ${result.missing} missing, gap ${result.assignment?.loadGap}`;
  const dry = await run.step('assign readers, dry run', () => press(true), told);
  const before = await readingsAgainst(world, campaign.id, pool.former);
  run.expect(before.readings.length === 0, 'a dry run left readings');
  const { result } = await run.step('assign readers', () => press(false), told);
  const given = await readingsAgainst(world, campaign.id, pool.former);
  run.expect(
    result.added === dry.result.added && result.missing === 0,
    `added ${result.added}, dry ${dry.result.added}, missing ${result.missing}`,
  );
  run.expect(result.added === given.readings.length, `${given.readings.length} readings, ${result.added} told`);
  run.none('conflicts', conflictsIn(given));
  const loads = loadsOf(
    given,
    pool.readers.map(({ reviewerId }) => reviewerId),
  );
  run.none('loads less even than they could be', loads.uneven);
  const kinds = [...given.counts].map(([why, number]) => `${why} ${number}`).join(', ');
  for (const why of ['own file', 'own organisation', 'own area', 'office', 'co-offenders', 'declared']) {
    run.expect(given.counts.has(why), `nothing was there to be avoided: ${why}`);
  }
  process.stdout.write(`forbidden pairs by reason: ${kinds}; loads ${loads.least} to ${loads.most}\n`);
}
