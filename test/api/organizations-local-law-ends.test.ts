import { houseValue } from '../../src/organizations/adoptions';
import { type BureauSeed, type City, type Member, seedCity } from '../support/seed';
import { act } from '../support/seed-case-files';
import { type Answer, expectRefusal, expectSuccess, type Row, unmetRules, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let hedong: BureauSeed;
let supervisor: Member;
beforeAll(async () => {
  city = await seedCity(suite.world);
  hedong = await city.bureau('120102');
  supervisor = await hedong.supervisor;
});

const send = (by: Member, name: string, shown: string, input: Row, preview = false): Promise<Answer> =>
  act(by, name, input, shown, { preview });
const ADOPTION = 'adoption { id inForceFrom inForceTo }';
const adopt = async (provisionId: string, from: string, to: string | null = null): Promise<string> => {
  const input = { bureauId: hedong.id, provisionId, from, to, document: '河东区司法局试验决定' };
  return expectSuccess(await send(supervisor, 'adoptProvision', ADOPTION, input)).adoption.id;
};
const end = (adoptionId: string, on: string, by = supervisor, preview = false) =>
  send(by, 'endAdoption', ADOPTION, { adoptionId, on }, preview);
const binding = async (id: string, on: string): Promise<boolean> =>
  (
    await supervisor.send(
      'query ($id: ID!, $on: String) { provision(id: $id) { binding(regionCode: "120102", on: $on) { binds } } }',
      { id, on },
    )
  ).provision.binding.binds;
const sql = <T>(text: string, params: readonly unknown[] = []) => suite.world.rows(text, [...params]) as Promise<T[]>;

test('S4-5.1b an adoption ends with its last day; the days before keep it', async () => {
  const id = await adopt('S4-5.1b', '2026-01-01');
  expect(expectSuccess(await end(id, '2026-03-31', supervisor, true)).adoption.inForceTo).toBe('2026-03-31');
  expect(await binding('S4-5.1b', '2026-04-01')).toBe(true);
  expect(expectSuccess(await end(id, '2026-03-31')).adoption.inForceTo).toBe('2026-03-31');
  expect([await binding('S4-5.1b', '2026-03-31'), await binding('S4-5.1b', '2026-04-01')]).toEqual([true, false]);
  // Sooner than planned, never later.
  expect(unmetRules(expectRefusal(await end(id, '2026-04-30'), 'ENDING_REFUSED'))).toEqual(['LOCAL_LAW_ENDS_SOONER']);
  expectSuccess(await end(id, '2026-03-02'));
  expect([await binding('S4-5.1b', '2026-03-02'), await binding('S4-5.1b', '2026-03-03')]).toEqual([true, false]);
  expectSuccess({ adoption: await adopt('S4-5.1b', '2026-03-03') });
  const { history } = await supervisor.send(
    'query ($id: ID!) { history(kind: Adoption, id: $id, first: 9) { edges { node { event outcome } } } }',
    { id },
  );
  expect(history.edges.map(({ node }: Answer) => `${node.event} ${node.outcome}`)).toEqual([
    'PROVISION_ADOPTION_ENDED DONE',
    'PROVISION_ADOPTION_ENDED REFUSED',
    'PROVISION_ADOPTION_ENDED DONE',
    'PROVISION_ADOPTED DONE',
  ]);
});

test('an end before today is refused: by yesterday something may have been decided', async () => {
  const id = await adopt('S4-5.1a', '2026-01-01');
  const refused = expectRefusal(await end(id, '2026-03-01'), 'ENDING_REFUSED');
  expect(refused.findings).toMatchObject([
    { rule: 'LOCAL_LAW_ENDS_NOT_IN_THE_PAST', met: false, provenance: 'HOUSE' },
    { rule: 'LOCAL_LAW_ENDS_SOONER', met: true, provenance: 'HOUSE' },
  ]);
  expect(await binding('S4-5.1a', '2026-03-02')).toBe(true);
});

test('what has not begun is taken back altogether, and may be adopted again from the same day', async () => {
  const id = await adopt('S4-5.1c', '2026-06-01');
  expect(expectSuccess(await end(id, '2026-04-01')).adoption).toMatchObject({
    inForceFrom: '2026-06-01',
    inForceTo: '2026-05-31',
  });
  for (const day of ['2026-04-01', '2026-05-31', '2026-06-01', '2026-07-01'])
    expect([day, await binding('S4-5.1c', day)]).toEqual([day, false]);
  expectRefusal(await end(id, '2026-04-01'), 'ENDED_ALREADY');
  await adopt('S4-5.1c', '2026-06-01');
  expect(await binding('S4-5.1c', '2026-06-01')).toBe(true);
  // Nor is it in the way of an adoption across its days.
  expectSuccess(await end(await adopt('S4-5.1d', '2026-06-01'), '2026-04-01'));
  await adopt('S4-5.1d', '2026-05-15', '2026-06-15');
  expect(await binding('S4-5.1d', '2026-06-01')).toBe(true);
});

test('only by the bureau’s own; once ended it stays ended', async () => {
  const id = await adopt('S4-4.4a', '2026-01-01', '2026-02-28');
  expectRefusal(await end(id, '2026-03-02'), 'ENDED_ALREADY');
  const open = await adopt('S4-4.4a', '2026-03-01');
  expectRefusal(await end(open, '2026-03-31', await (await city.bureau('120000')).admin), 'NOT_FOUND');
  expectRefusal(await end(open, '2026-03-31', await hedong.agency.clerk), 'FORBIDDEN');
  expectSuccess(await end(open, '2026-03-31', await hedong.admin));
});

test('at once: one end of the same day is written, however many ask', async () => {
  const admin = await hedong.admin;
  for (const provisionId of ['S4-3.5c', 'S4-3.5g', 'S4-4.3c', 'S4-4.1b', 'S4-5.3a']) {
    const id = await adopt(provisionId, '2026-01-01');
    const raced = await Promise.all(
      [supervisor, admin, supervisor, admin, supervisor, admin].map((by) => end(id, '2026-03-31', by)),
    );
    expect(raced.filter(({ code }) => !code)).toHaveLength(1);
    for (const { code } of raced.filter((each) => each.code)) expect(code).toBe('ENDING_REFUSED');
  }
});

test('a number of the bureau’s own ends with its last day; the one above it holds again', async () => {
  const tianjin = await city.bureau('120000');
  const enter = async (by: Member, bureauId: string, value: number): Promise<string> =>
    expectSuccess(
      await send(by, 'enterHouseValue', 'houseValue { id }', {
        bureauId,
        key: 'MONTHLY_CAP',
        value,
        from: '2026-01-01',
        document: '试验决定',
      }),
    ).houseValue.id;
  await enter(await tianjin.admin, tianjin.id, 8);
  const own = await enter(supervisor, hedong.id, 6);
  const endValue = (on: string, by = supervisor) =>
    send(by, 'endHouseValue', 'houseValue { inForceTo }', { houseValueId: own, on });
  expect(unmetRules(expectRefusal(await endValue('2026-03-01'), 'ENDING_REFUSED'))).toEqual([
    'LOCAL_LAW_ENDS_NOT_IN_THE_PAST',
  ]);
  expectRefusal(await endValue('2026-03-31', await tianjin.admin), 'NOT_FOUND');
  expect(expectSuccess(await endValue('2026-03-31')).houseValue.inForceTo).toBe('2026-03-31');
  const cap = async (on: string) => (await houseValue(sql, 'MONTHLY_CAP', '120102', on))?.amount;
  expect([await cap('2026-03-31'), await cap('2026-04-01')]).toEqual([6, 8]);
});
