import { createHash } from 'node:crypto';
import { isEmpty, loadCity } from '../../src/demo/load';
import type { Sheet } from '../../src/demo/sheet';
import { showcasePlans } from '../../src/demo/showcase';
import { Teller } from '../../src/demo/telling';
import { clustersFor, settleTown } from '../../src/demo/town';
import { seedCity } from '../support/seed';
import { useWorld } from '../support/world';

const context = useWorld();

function digest(...sheets: readonly Sheet[]): string {
  const hash = createHash('sha256');
  for (const sheet of sheets)
    hash.update(JSON.stringify([[...sheet.fixed], sheet.turns.map((turn) => [...turn]), sheet.lines]));
  return hash.digest('hex');
}

function told(seed: number, asOf: string, cases: number): string {
  const town = settleTown(seed, asOf, clustersFor(cases));
  const teller = new Teller(town, cases);
  return digest(town.sheet, teller.tellNamed(showcasePlans(town)), teller.tell(cases));
}

test('the same seed and day tell the same city, row for row; another seed or day another', () => {
  const first = told(2026, '2026-03-02', 150);
  expect(told(2026, '2026-03-02', 150)).toBe(first);
  expect(told(2027, '2026-03-02', 150)).not.toBe(first);
  expect(told(2026, '2026-03-03', 150)).not.toBe(first);
});

test('more practitioners only add to the same people', () => {
  const few = settleTown(2026, '2026-03-02', 8).sheet;
  const many = settleTown(2026, '2026-03-02', 20).sheet;
  for (const table of ['person', 'practitioner', 'account', 'quality_commitment'] as const) {
    const known = new Map(many.rows(table).map((row) => [row.id, row]));
    expect(many.rows(table).length).toBeGreaterThan(few.rows(table).length);
    for (const row of few.rows(table)) expect(known.get(row.id)).toEqual(row);
  }
});

const NAMED_STATES: Readonly<Record<string, string>> = {
  WAITS_FOR_SIGNATURE: 'COMPLETED',
  READY_TO_RELEASE: 'SIGNED',
  WAITS_FOR_CHECK: 'DESIGNATED',
};

test.each([
  '2026-01-01',
  '2026-02-28',
  '2026-03-01',
  '2026-05-03',
  '2026-11-21',
  '2026-11-22',
  '2027-10-07',
  '2028-02-29',
])('named files stand where their names say on %s', (asOf) => {
  const town = settleTown(2026, asOf, 8);
  const plans = showcasePlans(town);
  const sheet = new Teller(town, 0).tellNamed(plans);
  expect(sheet.rows('case_file')).toHaveLength(plans.length);
  const files = new Map(sheet.rows('case_file').map((row) => [row.id, row.state]));
  for (const { plan } of plans) {
    const { name, caseFileId, checkId } = plan.named as NonNullable<typeof plan.named>;
    const last = sheet.lines.filter(({ things }) => things.some(({ id }) => id === caseFileId)).at(-1);
    expect([name, (last?.at.getTime() ?? 0) < Date.parse(`${asOf}T23:59:00+08:00`)]).toEqual([name, true]);
    const wanted = NAMED_STATES[name];
    if (!wanted) continue;
    const done = sheet.turns.flatMap((turn) => [
      ...(turn.get('quality_check') ?? []).filter((row) => row.id === checkId).map(() => 'DESIGNATED'),
      ...(turn.get('check_completion') ?? []).filter((row) => row.check_id === checkId).map(() => 'COMPLETED'),
      ...(turn.get('check_signature') ?? []).filter((row) => row.check_id === checkId).map(() => 'SIGNED'),
    ]);
    expect([name, done.at(-1), files.get(caseFileId)]).toEqual([name, wanted, 'RECEIVED']);
  }
});

test('outside rehearsal there is no city, and no account of it', async () => {
  const { world } = context;
  const live = { ...world.services, config: { ...world.services.config, demo: false } };
  await expect(loadCity(live, { cases: 5, seed: 1 })).rejects.toThrow('演练');
  expect(await world.rows('SELECT login FROM account')).toEqual([]);
  expect(await isEmpty(world.services)).toBe(true);
});

test('a database in use is left alone', async () => {
  const { world } = context;
  await (await seedCity(world)).bureau('110105');
  const before = await world.rows('SELECT login FROM account ORDER BY login');
  await expect(loadCity(world.services, { cases: 5, seed: 1 })).rejects.toThrow('其他数据');
  expect(await world.rows('SELECT login FROM account ORDER BY login')).toEqual(before);
});
