import { type BureauSeed, type City, type Member, seedCity } from '../support/seed';
import { CampaignSeed, SCHEMES } from '../support/seed-campaigns';
import { act } from '../support/seed-case-files';
import { closedFiles } from '../support/seed-closed-files';
import { type Answer, expectRefusal, expectSuccess, type Row, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let bureau: BureauSeed;
let coordinator: Member;
let fileIds: string[];

beforeAll(async () => {
  city = await seedCity(suite.world);
  bureau = await city.bureau('110105');
  coordinator = await bureau.reviewCoordinator;
  const firm = await bureau.agency.lawFirm();
  await closedFiles(bureau.agency, { count: 12, practitioners: [await firm.lawyer()] });
  fileIds = (await suite.world.rows(`SELECT id FROM case_file WHERE state = 'RECEIVED' ORDER BY id`)).map(
    ({ id }) => id,
  );
});

const values = (own: Readonly<Record<number, Row>> = {}, points = 85): Row[] =>
  [1, 2, 3, 4, 5, 6, 7, 8].map((indicatorNo) => ({ indicatorNo, points, ...own[indicatorNo] }));
const gold = (own: Row = {}): Row => ({
  bureauId: bureau.id,
  caseFileId: fileIds[0],
  schemeId: SCHEMES.CRIMINAL,
  grade: 'GOOD',
  values: values(),
  reason: '三名资深评估人共同评定',
  ...own,
});
const set = (own: Row = {}, by = coordinator) =>
  act(by, 'setGoldFile', gold(own), 'goldFile { id grade values { indicatorNo points grade } }');
const choose = (campaignId: string, goldIds: string[]) =>
  act(coordinator, 'chooseGoldFiles', { campaignId, goldIds }, 'campaign { goldFiles { id } }');
const reasons = (refusal: Answer) => refusal.findings.filter(({ met }: Answer) => !met).map(({ text }: Answer) => text);

test.each([
  ['seven values', { values: values().slice(1) }, ['须逐项填写第1至第8项，每项一次']],
  [
    'a grade where points are used',
    { values: values({ 3: { points: null, grade: 'GOOD' } }) },
    ['第3项须填分数，不填等次'],
  ],
  ['nothing that applies', { values: values({}, null as never) }, ['至少一项适用']],
  ['another grade than its points make', { grade: 'EXCELLENT' }, ['按各项分数合计85.00分，为良好，与所填的优秀不符']],
  ['a scheme for other cases', { schemeId: SCHEMES.CIVIL }, ['评分方案不适用于这类案件']],
])('a gold file with %s is refused', async (_case, own, expected) => {
  expect(reasons(expectRefusal(await set(own), 'GOLD_REFUSED'))).toEqual(expected);
});

test('a file whose grade is known is kept once for a scheme, until it is retired', async () => {
  const { goldFile } = expectSuccess(await set({ values: values({ 5: { points: null } }) }));
  expect(goldFile.values.map(({ points }: Answer) => points)).toEqual([85, 85, 85, 85, null, 85, 85, 85]);
  expectRefusal(await set(), 'GOLD_ALREADY');
  expectSuccess(await act(coordinator, 'retireGoldFile', { goldId: goldFile.id }, 'goldFile { id retiredAt }'));
  expectRefusal(await act(coordinator, 'retireGoldFile', { goldId: goldFile.id }, 'goldFile { id }'), 'GOLD_RETIRED');
  expectSuccess(await set());
  const seen = (
    await coordinator.send('query ($id: ID!) { goldFiles(bureauId: $id) { id retiredAt } }', { id: bureau.id })
  ).goldFiles;
  expect(seen.map(({ retiredAt }: Answer) => retiredAt === null)).toEqual([true, false]);
  const elsewhere = await (await city.bureau('110108')).reviewCoordinator;
  expect(
    (await elsewhere.send('query ($id: ID!) { goldFiles(bureauId: $id) { id } }', { id: bureau.id })).goldFiles,
  ).toEqual([]);
  expectRefusal(await act(elsewhere, 'retireGoldFile', { goldId: goldFile.id }, 'goldFile { id }'), 'NOT_FOUND');
});

test('chosen gold files stand apart from the frame, are drawn as GOLD, and only before the freeze', async () => {
  const [known] = (await coordinator.send('query ($id: ID!) { goldFiles(bureauId: $id) { id } }', { id: bureau.id }))
    .goldFiles;
  const campaign = await CampaignSeed.plan(bureau);
  expectRefusal(await choose(campaign.id, ['0190a0a0-0000-7000-8000-00000000dead']), 'NOT_FOUND');
  const other = expectSuccess(await set({ caseFileId: fileIds[1] })).goldFile;
  expectSuccess(
    await act(coordinator, 'addTargetedFile', {
      campaignId: campaign.id,
      caseFileId: fileIds[1],
      reasonCode: 'COMPLAINT',
      reason: '受援人投诉，需要核实',
    }),
  );
  expect(reasons(expectRefusal(await choose(campaign.id, [known.id, other.id]), 'GOLD_CHOICE_REFUSED'))).toEqual([
    expect.stringContaining('已被定向加入'),
  ]);
  expect(expectSuccess(await choose(campaign.id, [known.id])).campaign.goldFiles).toEqual([{ id: known.id }]);
  const supervisor = await bureau.supervisor;
  expect(
    (await supervisor.send('query ($id: ID!) { campaign(id: $id) { goldFiles { id } } }', { id: campaign.id })).campaign
      .goldFiles,
  ).toEqual([]);
  await campaign.drawn();
  expectRefusal(await choose(campaign.id, []), 'WRONG_STATE');
  const drawn = await suite.world.rows(`SELECT part, case_file_id FROM campaign_draw WHERE campaign_id = $1`, [
    campaign.id,
  ]);
  expect(drawn.filter(({ case_file_id: id }) => id === fileIds[0]).map(({ part }) => part)).toEqual(['GOLD']);
  expect(
    await suite.world.rows('SELECT FROM campaign_frame WHERE campaign_id = $1 AND case_file_id = $2 AND in_frame', [
      campaign.id,
      fileIds[0],
    ]),
  ).toEqual([]);
});

test('raw SQL of the server’s role changes no known value', async () => {
  await expect(suite.world.app.query('UPDATE gold_value SET points = 1')).rejects.toMatchObject({ code: '42501' });
  await expect(suite.world.app.query(`UPDATE gold_file SET grade = 'EXCELLENT'`)).rejects.toMatchObject({
    code: '42501',
  });
});
