import { adoptionsAt, houseValue } from '../../src/organizations/adoptions';
import { calendarOf } from '../../src/organizations/calendar';
import { type BureauSeed, type City, type Member, seedCity } from '../support/seed';
import { act } from '../support/seed-case-files';
import { type Answer, expectRefusal, expectSuccess, type Row, useWorld, World } from '../support/world';

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
const sql = <T>(text: string, params: readonly unknown[] = []) => suite.world.rows(text, [...params]) as Promise<T[]>;

const binding = async (id: string, regionCode: string, on: string): Promise<Answer> =>
  (
    await supervisor.send(
      'query ($id: ID!, $r: String!, $on: String) { provision(id: $id) { citation binding(regionCode: $r, on: $on) { binds as provenance why adoptedIn adoptedFrom } } }',
      { id, r: regionCode, on },
    )
  ).provision.binding;

test('provisions are read by document and by how they are enforced', async () => {
  const { provisions } = await supervisor.send(
    '{ provisions(document: "S4", enforcement: G) { id enforcement territory citation } }',
  );
  expect(provisions.map((each: Answer) => each.id)).toEqual(expect.arrayContaining(['S4-5.1a', 'S4-5.1b', 'S4-5.1c']));
  for (const each of provisions)
    expect([each.id.slice(0, 3), each.enforcement.includes('G'), each.territory]).toEqual(['S4-', true, ['110000']]);
  expect((await supervisor.send('{ provision(id: "S9-1") { id } }')).provision).toBeNull();
});

test('a bureau elsewhere adopts S4-5.1b from a day: it binds there as HOUSE, and nowhere else', async () => {
  const adopt = (input: Row) =>
    send(supervisor, 'adoptProvision', 'adoption { id provisionId }', {
      bureauId: hedong.id,
      provisionId: 'S4-5.1b',
      from: '2026-04-01',
      document: '河东区司法局试验决定一号',
      ...input,
    });
  expect(await binding('S4-5.1b', '120102', '2026-04-01')).toMatchObject({ binds: false, why: 'ELSEWHERE' });
  expectSuccess(await adopt({}));
  expect(await binding('S4-5.1b', '120102', '2026-03-31')).toMatchObject({ binds: false });
  expect(await binding('S4-5.1b', '120102', '2026-04-01')).toEqual({
    binds: true,
    as: 'ADOPTED',
    provenance: 'HOUSE',
    why: null,
    adoptedIn: '120102',
    adoptedFrom: '2026-04-01',
  });
  expect(await binding('S4-5.1b', '120101', '2026-04-01')).toMatchObject({ binds: false });
  expect(await binding('S4-5.1b', '110105', '2026-04-01')).toMatchObject({ binds: true, as: 'TERRITORY' });
  expectRefusal(await adopt({}), 'ADOPTED_ALREADY');
  expectRefusal(await adopt({ from: '2026-05-01' }), 'ADOPTED_ALREADY');
  expectRefusal(await adopt({ provisionId: 'S9-1' }), 'INVALID_INPUT');
  expectRefusal(await adopt({ provisionId: 'S0-16.1' }), 'BINDS_ALREADY');
  expectRefusal(await adopt({ bureauId: (await city.bureau('110000')).id }), 'NOT_FOUND');
  expect(await adoptionsAt(sql, '120102')).toHaveLength(1);
  expect(await adoptionsAt(sql, '120101')).toHaveLength(0);
});

test('a city’s adoption holds in its districts', async () => {
  const tianjin = await city.bureau('120000');
  const adopted = await send(await tianjin.admin, 'adoptProvision', 'adoption { id }', {
    bureauId: tianjin.id,
    provisionId: 'S4-4.3c',
    from: '2026-01-01',
    document: '天津市司法局试验决定',
  });
  expectSuccess(adopted);
  expect(await binding('S4-4.3c', '120102', '2026-03-01')).toMatchObject({ binds: true, adoptedIn: '120000' });
});

describe('numbers of a bureau’s own', () => {
  const enter = (by: Member, bureauId: string, input: Row) =>
    send(by, 'enterHouseValue', 'houseValue { id key value unit }', {
      bureauId,
      from: '2026-01-01',
      document: '试验决定二号',
      ...input,
    });
  const due = async (limit: string, event: string, regionCode: string | null): Promise<Answer> =>
    (
      await supervisor.send(
        'query ($input: DeadlineQueryInput!) { deadline(input: $input) { status due provenance } }',
        { input: { limit, event, regionCode } },
      )
    ).deadline;

  test('S4-5.3a 及时 has no number: a bureau sets one, and it is shown as its own', async () => {
    const { limits } = await supervisor.send('{ limits { code provisions amount house } }');
    const { code } = limits.find((each: Answer) => each.house && each.provisions.includes('S4-5.3a'));
    expect(await due(code, '2026-03-02', '120102')).toMatchObject({ status: 'NO_NUMBER', due: null });
    expectRefusal(await enter(supervisor, hedong.id, { key: `LIMIT.${code}`, value: 15 }), 'INVALID_INPUT');
    const entered = await enter(supervisor, hedong.id, { key: `LIMIT.${code}`, value: 15, unit: 'WORKING_DAYS' });
    expect(expectSuccess(entered).houseValue).toMatchObject({ value: 15, unit: 'WORKING_DAYS' });
    expect(await due(code, '2026-03-02', '120102')).toEqual({
      status: 'COUNTED',
      due: '2026-03-23',
      provenance: 'HOUSE',
    });
    expect(await due(code, '2025-12-31', '120102')).toMatchObject({ status: 'NO_NUMBER' });
    expect(await due(code, '2026-03-02', '110105')).toMatchObject({ status: 'NO_NUMBER' });
    expectRefusal(
      await enter(supervisor, hedong.id, { key: `LIMIT.${code}`, value: 20, unit: 'WORKING_DAYS' }),
      'ENTERED_ALREADY',
    );
  });

  test('S0-16.1 seven days are the law’s: no bureau changes them', async () => {
    const { limits } = await supervisor.send('{ limits { code provisions amount house } }');
    const { code, amount } = limits.find((each: Answer) => each.provisions[0] === 'S0-16.1');
    expect(amount).toBe(7);
    const refused = expectRefusal(
      await enter(supervisor, hedong.id, { key: `LIMIT.${code}`, value: 30, unit: 'NATURAL_DAYS' }),
      'HOUSE_VALUE_REFUSED',
    );
    expect(refused.findings).toEqual([
      expect.objectContaining({ rule: 'HOUSE_VALUE_ONLY_WHERE_LAW_IS_SILENT', met: false }),
    ]);
  });

  test('S4-4.3c the cap of five is Beijing’s: elsewhere a bureau sets its own, and the nearest bureau’s holds', async () => {
    const [beijing, tianjin] = [await city.bureau('110000'), await city.bureau('120000')];
    expectRefusal(
      await enter(await beijing.admin, beijing.id, { key: 'MONTHLY_CAP', value: 9 }),
      'HOUSE_VALUE_REFUSED',
    );
    expectSuccess(await enter(await tianjin.admin, tianjin.id, { key: 'MONTHLY_CAP', value: 8 }));
    expect((await houseValue(sql, 'MONTHLY_CAP', '120102', '2026-02-01'))?.amount).toBe(8);
    expectSuccess(await enter(supervisor, hedong.id, { key: 'MONTHLY_CAP', value: 6, from: '2026-02-01' }));
    expect((await houseValue(sql, 'MONTHLY_CAP', '120102', '2026-01-31'))?.amount).toBe(8);
    expect(await houseValue(sql, 'MONTHLY_CAP', '120102', '2026-02-01')).toMatchObject({
      amount: 6,
      provenance: 'HOUSE',
    });
    expect((await houseValue(sql, 'MONTHLY_CAP', '110105', '2026-02-01'))?.amount).toBe(5);
    for (const wrong of [
      { key: 'TARIFF.CRIMINAL.TRIAL' },
      { key: 'NO_SUCH_VALUE' },
      { key: 'LIMIT.NO_SUCH', unit: 'HOURS' },
    ]) {
      expectRefusal(await enter(supervisor, hedong.id, { value: 1, ...wrong }), 'INVALID_INPUT');
    }
  });
});

describe('the calendar of a year', () => {
  const year2028 = {
    year: 2028,
    holidays: ['2028-01-01', '2028-05-01', '2028-10-01', '2028-10-02', '2028-10-03', '2028-03-03'],
    makeupDays: ['2028-03-04'],
    document: '试验放假通知',
  };
  const due = async (by: Member = supervisor): Promise<Answer> =>
    (
      await by.send(
        '{ deadline(input: { limit: ARRANGE_FILE_READING, event: "2028-03-01" }) { due originalDue provisional provisionalYears derivation { step date } } }',
      )
    ).deadline;
  const enter = (input: Row, preview = false, by = supervisor) =>
    send(by, 'enterCalendarYear', 'calendarYear { year holidays makeupDays }', { ...year2028, ...input }, preview);

  test('a provisional date is derived again when the year is entered; a preview leaves no trace', async () => {
    // Three working days after Wednesday 1 March 2028: Thursday, Friday, Monday – as long as nothing is announced.
    expect(await due()).toMatchObject({ due: '2028-03-06', provisional: true, provisionalYears: [2028] });
    expectSuccess(await enter({}, true));
    expect(await due()).toMatchObject({ provisional: true });
    expectSuccess(await enter({}));
    // Friday is off and Saturday is worked: Thursday, Saturday, Monday.
    const derived = await due();
    expect(derived).toMatchObject({ due: '2028-03-06', provisional: false });
    expect(derived.derivation.map((each: Answer) => `${each.step} ${each.date}`)).toEqual(
      expect.arrayContaining(['SKIPPED 2028-03-03', 'COUNTED_MAKEUP 2028-03-04']),
    );
    expectSuccess(await enter({ makeupDays: [] }));
    expect((await due()).due).toBe('2028-03-07');
    const { calendarYears } = await supervisor.send('{ calendarYears { year makeupDays } }');
    expect(calendarYears).toEqual([{ year: 2028, makeupDays: [] }]);
  });

  test('an entry by another server is noticed', async () => {
    const before = await calendarOf(sql);
    expect(before.works('2028-03-04')).toBe(false);
    await suite.world.rows(`UPDATE calendar_year SET makeup_days = '{2028-03-04}' WHERE year = 2028`);
    expect((await calendarOf(sql)).works('2028-03-04')).toBe(true);
    expect((await due()).due).toBe('2028-03-06');
    expect(await calendarOf(sql)).toBe(await calendarOf(sql));
  });

  test.each([
    [
      'a fixed holiday is missing',
      { holidays: ['2028-01-01', '2028-05-01', '2028-10-01', '2028-10-02', '2028-03-03'] },
      '2028-10-03',
    ],
    ['a day of another year', { holidays: [...year2028.holidays, '2027-12-28'] }, '2027-12-28'],
    ['worked and off at once', { makeupDays: ['2028-10-01'] }, '既放假又上班'],
    ['a make-up day in the week', { makeupDays: ['2028-03-06'] }, '不是周六或者周日'],
    ['a day twice', { makeupDays: ['2028-03-04', '2028-03-04'] }, '重复'],
    ['no such day', { makeupDays: ['2028-02-30'] }, '日期无效'],
  ])('%s is refused with the day', async (_why, input, says) => {
    expect(expectRefusal(await enter(input), 'INVALID_INPUT').message).toContain(says);
  });

  test('an agency’s administrator does not enter it', async () => {
    expectRefusal(await enter({}, false, await hedong.agency.admin), 'FORBIDDEN');
  });
});

test('CPL-105 the preview of a deadline: custody does not roll, and wrong input is told', async () => {
  const query = 'query ($input: DeadlineQueryInput!) { deadline(input: $input) { due originalDue provisional } }';
  const due = async (input: Row) => supervisor.sendRaw(query, { input });
  const free = await due({ limit: 'INFORM_AT_PROSECUTION_REVIEW', event: '2026-03-05' });
  const held = await due({ limit: 'INFORM_AT_PROSECUTION_REVIEW', event: '2026-03-05', inCustody: true });
  expect([free.data.deadline.due, held.data.deadline.due]).toEqual(['2026-03-09', '2026-03-08']);
  for (const input of [
    { limit: 'TRANSFER_APPLICATION', event: '2026-03-05' },
    { limit: 'TRANSFER_APPLICATION', event: '2026-03-05T10:00:00' },
    { limit: 'INFORM_AT_PROSECUTION_REVIEW', event: 'yesterday' },
    { limit: 'INFORM_AT_PROSECUTION_REVIEW', event: '2026-03-05', regionCode: '11' },
  ]) {
    const { errors } = await due(input);
    expect(errors?.[0].extensions.code).toBe('INVALID_INPUT');
  }
});

test('the calendar of one world is not another’s', async () => {
  const other = await World.open();
  try {
    const there = await calendarOf((text, params) => other.rows(text, [...(params ?? [])]) as never);
    expect(there.knows(2028)).toBe(false);
    expect((await calendarOf(sql)).knows(2028)).toBe(true);
  } finally {
    await other.close();
  }
});
