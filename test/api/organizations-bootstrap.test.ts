import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { openBureau } from '../../src/organizations/bootstrap';
import { folderOfRun } from '../support/folders';
import { inventPerson, seedCity } from '../support/seed';
import { useWorld } from '../support/world';

const suite = useWorld();

const first = (regionCode: string) => ({
  regionCode,
  name: `试验司法局${regionCode}`,
  agencies: [{ regionCode, name: `试验法律援助中心${regionCode}`, fileCode: `试${regionCode}` }],
  administrators: [1, 2].map((n) => ({
    ...inventPerson(),
    login: `first${n}-${regionCode}`,
    password: '登高望远请改-2026',
  })),
});
type First = Parameters<typeof openBureau>[1];

test('a bureau opens once with two administrators; each step stands in the ledger', async () => {
  const { world } = suite;
  const { bureauId, agencyIds } = await openBureau(world.services, first('110106') as unknown as First);
  const lines = await world.rows(
    `SELECT e.event, e.account_id FROM ledger_entry e JOIN ledger_thing t ON t.entry_id = e.id WHERE t.kind = 'Bureau' AND t.thing_id = $1 ORDER BY e.id`,
    [bureauId],
  );
  expect(lines.map((line) => line.event)).toEqual([
    'BUREAU_OPENED',
    'AGENCY_OPENED',
    'FIRST_ADMINISTRATOR_APPOINTED',
    'FIRST_ADMINISTRATOR_APPOINTED',
  ]);
  expect(agencyIds).toHaveLength(1);
  await expect(openBureau(world.services, first('110106') as unknown as First)).rejects.toThrow('已有管理员');
});

test('a bureau is opened once, however many try at once', async () => {
  const { world } = suite;
  const tries = await Promise.allSettled(
    Array.from({ length: 5 }, () => openBureau(world.services, first('110107') as unknown as First)),
  );
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
});

test('two administrators are two persons', async () => {
  const twice = first('110109');
  const administrators = twice.administrators.map((each) => ({ ...each, idNumber: twice.administrators[0]!.idNumber }));
  await expect(openBureau(suite.world.services, { ...twice, administrators } as unknown as First)).rejects.toThrow(
    '两个不同的人',
  );
});

test('the seed gives everybody an account, and the same person to whoever asks again', async () => {
  const city = await seedCity(suite.world);
  const agency = await city.agency('110105');
  const firm = await agency.lawFirm();
  const [clerk, again, lawyer] = [await agency.clerk, await agency.clerk, await firm.lawyer()];
  expect(again).toBe(clerk);
  expect(lawyer.practitionerId).not.toBe(lawyer.personId);
  const people = [agency.checker, agency.head, agency.finance, agency.finance2, agency.supervisor, agency.auditor];
  const ids = (await Promise.all([...people, agency.admin, agency.admin2, firm.manager])).map((m) => m.personId);
  expect(new Set(ids).size).toBe(9);
  await Promise.all([agency.volunteer(), agency.staff(), (await agency.grassrootsOffice()).lawyer()]);
  expect(await suite.world.rows('SELECT kind FROM practitioner ORDER BY kind')).toEqual([
    { kind: 'AGENCY_STAFF' },
    { kind: 'GRASSROOTS_WORKER' },
    { kind: 'LAWYER' },
    { kind: 'VOLUNTEER' },
  ]);
});

test('the command opens a bureau from a file, once, and says in one line what is wrong', async () => {
  const { world } = suite;
  const run = (input: unknown) =>
    spawnSync(process.execPath, [join(__dirname, '../../src/open-bureau.js'), '-'], {
      input: JSON.stringify(input),
      encoding: 'utf8',
      env: {
        ...process.env,
        DATABASE_URL: process.env.ANZHI_TEST_APP_URL + world.database,
        ANZHI_KEY: '07'.repeat(32),
        ANZHI_DATA_DIR: folderOfRun('open-'),
      },
    });
  const given = first('110111');
  const opened = run(given);
  expect([opened.status, opened.stderr]).toEqual([0, '']);
  expect(JSON.parse(opened.stdout).agencyIds).toHaveLength(1);
  const [account] = await world.rows('SELECT must_change_password AS must FROM account WHERE login = $1', [
    given.administrators[0]?.login,
  ]);
  expect(account.must).toBe(true);
  for (const [input, says] of [
    [given, '已有管理员'],
    [{ ...given, administrators: given.administrators.slice(1) }, 'administrators'],
    [{ ...given, regionCode: '999999' }, '区划'],
  ] as const) {
    const refused = run(input);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain(says);
    expect(refused.stderr.trim().split('\n')).toHaveLength(1);
  }
});
