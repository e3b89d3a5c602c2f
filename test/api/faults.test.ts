import { join } from 'node:path';
import { diskFull } from '../bench/faults/disk-full';
import { killOnce } from '../bench/faults/kill-release';
import { restart, Traffic, verify, work } from '../bench/faults/mixed';
import { brokenInvariants, releasedSums } from '../bench/faults/sums';
import { call, Findings, Site, sleep, takeAway } from '../bench/faults/support';
import { type Handler, seedHandlers } from '../bench/faults/traffic';
import { Chance } from '../support/random-acts';
import { City, type Member } from '../support/seed';
import { seedReleasable } from '../support/seed-subsidies';

const ROWS = 300;
let site: Site;
let finance: Member;
let batches: string[][];
let handlers: Handler[];

beforeAll(async () => {
  const built = await Site.build(async (world) => {
    const agency = await new City(world).agency('110105');
    const released: string[][] = [];
    for (let n = 0; n < 3; n += 1) {
      released.push((await seedReleasable(agency, ROWS)).map(({ subsidyId }) => subsidyId));
    }
    return { finance: await agency.finance, released, handlers: await seedHandlers(agency, 2) };
  });
  ({ site } = built);
  ({ finance, released: batches, handlers } = built.seeded);
  await site.startServer();
});
afterAll(takeAway);

/** What the benches say as they go is for their reader only. */
const silent = (): Findings => {
  const findings = new Findings();
  findings.say = () => undefined;
  return findings;
};

test.each([
  ['server', 0, 100],
  ['database', 1, 150],
  ['server', 2, 'commit'],
] as const)(
  'SIGKILL of the %s within a release: released once, and the same key gets the right answer',
  async (killed, n, after) => {
    const findings = silent();
    const { end } = await killOnce(site, findings, { finance, ids: batches[n] as string[], killed, after });
    expect(findings.wrong).toEqual([]);
    if (after === 'commit') expect(end).toBe('committed');
    const fen = 180_000 * ROWS * (n + 1);
    expect(await releasedSums(site)).toEqual({
      releases: ROWS * (n + 1),
      batches: n + 1,
      lines: n + 1,
      ledgerFen: fen,
      releasesFen: fen,
      batchesFen: fen,
      outcomesFen: fen,
    });
    expect(await brokenInvariants(site)).toEqual([]);
  },
);

test('a database that is restarted under its clients: RETRY_LATER while it is away, nothing acknowledged is lost, the server lives', async () => {
  const findings = silent();
  const traffic = new Traffic(site, findings);
  await traffic.begin();
  const pid = site.serverPid;
  const working = Promise.all(handlers.map((handler, n) => work(traffic, handler, new Chance(n))));
  await sleep(1000);
  const restarting = restart(traffic, 'fast', 1000);
  await sleep(600);
  const away = await fetch(new URL('/health/ready', site.url));
  expect([away.status, (await call(site.url, '{ regions { code } }', {})).codes]).toEqual([503, ['RETRY_LATER']]);
  await restarting;
  await sleep(1000);
  traffic.over = true;
  await working;
  await verify(traffic, join(site.dataDir, 'papers'));
  expect(findings.wrong).toEqual([]);
  expect(traffic.outside()).toEqual([]);
  expect(traffic.failures.length).toBeGreaterThan(0);
  expect(site.serverPid).toBe(pid);
});

// Mounting a small file system is root's.
(process.getuid?.() === 0 && process.platform === 'linux' ? test : test.skip)(
  'a full disk of the papers: PAPERS_FULL and no trace, and on again once there is room',
  async () => {
    const findings = silent();
    expect(await diskFull(['--disk', '4', '--size', '1'], findings)).toMatch(/all \d+ taken after room was made/);
    expect(findings.wrong).toEqual([]);
  },
);
