import { type BureauSeed, type City, type Member, seedCity } from '../support/seed';
import { act } from '../support/seed-case-files';
import { completionOf, designated, doCheck, receivedFile } from '../support/seed-checks';
import { edition, scheme } from '../support/seed-standards';
import { type Answer, expectRefusal, expectSuccess, type Row, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let bureau: BureauSeed;
let supervisor: Member;
beforeAll(async () => {
  suite.world.clock.setDay('2026-06-15');
  city = await seedCity(suite.world);
  bureau = (await city.agency('110105')).bureau;
  supervisor = await bureau.supervisor;
});

const SHOWN =
  'edition { id inForceFrom inForceTo indicators { no name applicability { stage applies } secondLevel { no name } } }';
const enter = (input: Row, by = supervisor) => act(by, 'enterStandardEdition', input, SHOWN);
const enterScheme = (input: Row) =>
  act(
    supervisor,
    'enterScoringScheme',
    input,
    'scheme { id weights { indicatorNo hundredths } bands { grade fromHundredths } }',
  );
const texts = (refusal: Answer) => refusal.findings.filter(({ met }: Answer) => !met).map(({ text }: Answer) => text);
const eight = () => edition(bureau.id).indicators as Row[];

test('S4-4.1b names of indicators, which readers of blind files see, name no place and no organisation', async () => {
  const [first, ...rest] = eight();
  const [{ name }] = await suite.world.rows('SELECT name FROM bureau WHERE id = $1', [bureau.id]);
  for (const [row, named] of [
    [{ ...first, name: '朝阳区会见要求' }, '朝阳区'],
    [{ ...first, secondLevel: [{ no: 1, name: `按${name}办法`, provenance: 'LOCAL' }] }, name],
  ] as const) {
    const refused = expectRefusal(await enter(edition(bureau.id, { indicators: [row, ...rest] })), 'EDITION_REFUSED');
    expect(texts(refused)).toContain(`指标名称含有“${named}”：评估人由此得知案卷出自何处`);
  }
});

test('S4-4.1a both standards come with their schemes, and nothing of them claims to be the printed text', async () => {
  const { standardEditions } = await supervisor.send(
    '{ standardEditions { id standard provenance note indicators { no secondLevel { no } } schemes { id kind provenance weights { hundredths } } } }',
  );
  expect(standardEditions.map(({ standard }: Answer) => standard).sort()).toEqual(['SF/T 0085—2020', 'SF/T 0086—2020']);
  for (const { indicators, provenance, note, schemes } of standardEditions) {
    expect(indicators.map(({ no, secondLevel }: Answer) => [no, secondLevel.length])).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((no) => [no, 0]),
    );
    expect([provenance, note]).toEqual(['INFERRED', expect.stringContaining('权重')]);
    expect(schemes.map(({ kind, weights, provenance: own }: Answer) => [kind, own, weights.length]).sort()).toEqual([
      ['INDICATOR_GRADE', 'LOCAL', 0],
      ['POINTS_100', 'HOUSE', 8],
    ]);
  }
});

test.each([
  ['seven', (rows: Row[]) => rows.slice(0, 7), ['须恰好八项一级指标，现有7项']],
  [
    'nine',
    (rows: Row[]) => [...rows, { ...rows[0], topic: 'AGENCY_RELATION', name: '第九项' }],
    ['须恰好八项一级指标，现有9项'],
  ],
  ['another order', (rows: Row[]) => [...rows].reverse(), ['八项须按序号1至8排列，每号一项']],
  [
    'one name twice',
    (rows: Row[]) => rows.map((row, at) => (at === 3 ? { ...row, name: '第1项' } : row)),
    ['名称“第1项”用了两次'],
  ],
  [
    'a stage of another kind',
    (rows: Row[]) =>
      rows.map((row, at) =>
        at === 0 ? { ...row, applicability: [{ stage: 'ARBITRATION', applies: 'YES', provenance: 'HOUSE' }] } : row,
      ),
    ['第1项列出了不属于本版案件类型的阶段ARBITRATION'],
  ],
])('S4-4.1b an edition of %s is refused', async (_case, change, reasons) => {
  expect(
    texts(expectRefusal(await enter(edition(bureau.id, { indicators: change(eight()) })), 'EDITION_REFUSED')),
  ).toEqual(reasons);
});

test('S4-4.1b an entered edition is for the bureau’s region from its day; what has begun keeps its edition', async () => {
  const agency = await city.agency('110105');
  const before = await designated(agency, await receivedFile(agency));
  const { edition: made } = expectSuccess(await enter(edition(bureau.id)));
  expect(made.indicators[0]).toMatchObject({ no: 1, secondLevel: [{ no: 1, name: '及时' }] });
  expect(made.indicators[4].applicability).toEqual([{ stage: 'INVESTIGATION', applies: 'NOT_APPLICABLE' }]);
  suite.world.clock.setDay('2026-07-02');
  const after = await designated(agency, await receivedFile(agency));
  const elsewhere = await city.agency('110108');
  const other = await designated(elsewhere, await receivedFile(elsewhere));
  const used = async (checkId: string) =>
    (await suite.world.rows('SELECT edition_id FROM quality_check WHERE id = $1', [checkId]))[0]?.edition_id;
  expect([await used(before.checkId), await used(after.checkId), await used(other.checkId)]).toEqual([
    'SFT0086-2020/anzhi-1',
    made.id,
    'SFT0086-2020/anzhi-1',
  ]);
  expectSuccess(await doCheck(await agency.checker, 'completeCheck', completionOf(before)));
});

test('a later edition ends the one before it the day before; one that overlaps is refused', async () => {
  const [first] = await suite.world.rows('SELECT id FROM standard_edition WHERE bureau_id = $1', [bureau.id]);
  const { edition: next } = expectSuccess(
    await enter(edition(bureau.id, { inForceFrom: '2026-09-01', inForceTo: '2026-12-31' })),
  );
  const [ended] = await suite.world.rows('SELECT in_force_to FROM standard_edition WHERE id = $1', [first?.id]);
  expect([ended?.in_force_to, next.inForceTo]).toEqual(['2026-08-31', '2026-12-31']);
  expectRefusal(await enter(edition(bureau.id, { inForceFrom: '2026-10-01' })), 'EDITION_OVERLAPS');
  expectRefusal(await enter(edition(bureau.id, { inForceTo: '2026-01-01' })), 'INVALID_INPUT');
});

test('S4-4.1c a scheme is whole or refused with each reason', async () => {
  const { scheme: made } = expectSuccess(await enterScheme(scheme(bureau.id)));
  expect(made.weights.reduce((sum: number, { hundredths }: Answer) => sum + hundredths, 0)).toBe(10_000);
  expect(made.bands.map(({ grade }: Answer) => grade)).toEqual(['EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED']);
  const weights = (scheme(bureau.id).weights as Row[]).map((row, at) => (at === 7 ? { ...row, hundredths: 999 } : row));
  const bands = (scheme(bureau.id).bands as Row[]).map((row) =>
    row.grade === 'GOOD' ? { ...row, fromHundredths: 7900 } : row,
  );
  expect(texts(expectRefusal(await enterScheme(scheme(bureau.id, { weights, bands })), 'SCHEME_REFUSED'))).toEqual([
    '权重之和须恰为100分，现为99.99分',
    '79.00分到80.00分同属合格和良好',
  ]);
  expectRefusal(await enterScheme(scheme(bureau.id, { kind: 'INDICATOR_GRADE' })), 'SCHEME_REFUSED');
  expectSuccess(await enterScheme(scheme(bureau.id, { kind: 'INDICATOR_GRADE', weights: null, bands: null })));
  expectRefusal(await enterScheme(scheme(bureau.id, { editionId: 'SFT0099/none' })), 'NOT_FOUND');
});

const ENTRY = `'${'HOUSE'}', 'x', '2030-01-01'`;
test.each([
  [
    'an edition without indicators',
    'edition_is_whole',
    `INSERT INTO standard_edition (id, standard, case_kinds, title, provenance, note, in_force_from) VALUES ('raw', 'x', '{CIVIL}', 'x', ${ENTRY})`,
  ],
  [
    'a ninth indicator',
    'standard_indicator_no_check',
    `INSERT INTO standard_indicator VALUES ('SFT0086-2020/anzhi-1', 9, 'MEETING', 'x', 'HOUSE', NULL, '{}')`,
  ],
  [
    'a second level that comes later',
    'second_level_is_whole',
    `INSERT INTO standard_second_level VALUES ('SFT0086-2020/anzhi-1', 1, 1, 'x', 'HOUSE')`,
  ],
  [
    'a scheme of points without lines',
    'scheme_is_whole',
    `INSERT INTO scoring_scheme (id, edition_id, kind, title, provenance, note) VALUES ('raw', 'SFT0086-2020/anzhi-1', 'POINTS_100', 'x', 'HOUSE', 'x')`,
  ],
  ['a weight more', 'scoring_weight_pkey', `INSERT INTO scoring_weight VALUES ('SFT0086-2020/anzhi-1/points-1', 1, 1)`],
  ['another weight', null, `UPDATE scoring_weight SET hundredths = 1 WHERE indicator_no = 1`],
  ['an indicator renamed', null, `UPDATE standard_indicator SET name = 'x'`],
  ['an edition for other kinds', null, `UPDATE standard_edition SET case_kinds = '{CIVIL}'`],
])('raw SQL of the server’s role: %s is stopped by the database', async (_case, constraint, sql) => {
  await expect(suite.world.app.query(sql)).rejects.toMatchObject(constraint ? { constraint } : { code: '42501' });
});
