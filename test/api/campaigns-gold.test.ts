import { Role } from '../../src/platform/access/actor';
import { type BureauSeed, type City, type Member, seedCity } from '../support/seed';
import { CampaignSeed, planOf, SCHEMES } from '../support/seed-campaigns';
import { act } from '../support/seed-case-files';
import { closedFiles } from '../support/seed-closed-files';
import { type Answer, expectRefusal, expectSuccess, type Row, unmetRules, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let bureau: BureauSeed;
let coordinator: Member;
let second: Member;
/** Closed before the period of the campaigns, so that no frame holds them. */
let fileIds: string[];

beforeAll(async () => {
  city = await seedCity(suite.world);
  bureau = await city.bureau('110105');
  coordinator = await bureau.reviewCoordinator;
  second = await bureau.member(Role.REVIEW_COORDINATOR);
  const practitioners = [await (await bureau.agency.lawFirm()).lawyer()];
  await closedFiles(bureau.agency, { count: 8, practitioners });
  fileIds = await closedFiles(bureau.agency, { count: 6, practitioners, closedOn: '2025-11-20' });
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
const confirm = (goldId: string, by = second) => act(by, 'confirmGoldFile', { goldId }, 'goldFile { confirmedAt }');
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

test('what is known is confirmed once, by a second person, before any campaign may use it', async () => {
  const { goldFile } = expectSuccess(await set({ caseFileId: fileIds[2] }));
  const campaign = await CampaignSeed.plan(bureau);
  expect(reasons(expectRefusal(await choose(campaign.id, [goldFile.id]), 'GOLD_CHOICE_REFUSED'))).toEqual([
    expect.stringContaining('还没有由另一人确认'),
  ]);
  expectRefusal(await confirm(goldFile.id, coordinator), 'SAME_PERSON');
  expectRefusal(await confirm(goldFile.id, await (await city.bureau('110108')).reviewCoordinator), 'NOT_FOUND');
  expect(expectSuccess(await confirm(goldFile.id, await bureau.supervisor)).goldFile.confirmedAt).not.toBeNull();
  expectRefusal(await confirm(goldFile.id), 'GOLD_CONFIRMED');
  expectSuccess(await choose(campaign.id, [goldFile.id]));
  const retired = expectSuccess(await set({ caseFileId: fileIds[3] })).goldFile;
  expectSuccess(await act(coordinator, 'retireGoldFile', { goldId: retired.id }));
  expectRefusal(await confirm(retired.id), 'GOLD_RETIRED');
});

test('nobody takes bad files out of the frame by knowing that they are bad', async () => {
  const practitioners = [await (await bureau.agency.lawFirm()).lawyer()];
  const files = await closedFiles(bureau.agency, { count: 6, practitioners, closedOn: '2026-01-08' });
  const period = { periodFrom: '2026-01-08', periodTo: '2026-01-08', shareHundredths: 10_000 };
  const goldIds: string[] = [];
  for (const caseFileId of files.slice(0, 3)) {
    const bad = await set({ caseFileId, grade: 'UNQUALIFIED', values: values({}, 30) });
    goldIds.push(expectSuccess(bad).goldFile.id);
    expectSuccess(await confirm(goldIds.at(-1) ?? ''));
  }
  const campaign = await CampaignSeed.plan(bureau, period);
  expect(unmetRules(expectRefusal(await choose(campaign.id, goldIds), 'GOLD_IN_FRAME'))).toEqual([
    'GOLD_OUTSIDE_FRAME',
  ]);

  // Chosen while the period lay elsewhere, or asked for by reason since: found out when the frame is frozen.
  const moved = await CampaignSeed.plan(bureau, { ...period, periodFrom: '2026-01-09', periodTo: '2026-01-09' });
  const outside = expectSuccess(await set({ caseFileId: fileIds[4] })).goldFile.id;
  expectSuccess(await confirm(outside));
  expectSuccess(await choose(moved.id, [...goldIds, outside]));
  const plan = planOf(bureau, period);
  expectSuccess(await act(coordinator, 'changeCampaignPlan', { campaignId: moved.id, version: 0, plan }));
  const target = { caseFileId: fileIds[4], reasonCode: 'COMPLAINT', reason: '受援人投诉，需要核实' };
  expectSuccess(await act(coordinator, 'addTargetedFile', { campaignId: moved.id, ...target }));
  await moved.committed();
  const freeze = () => act(coordinator, 'freezeFrame', { campaignId: moved.id }, 'campaign { frameSize }');
  const refused = expectRefusal(await freeze(), 'FRAME_REFUSED');
  expect(unmetRules(refused)).toEqual(['GOLD_OUTSIDE_FRAME']);
  for (const goldId of [...goldIds, outside]) expect(reasons(refused)[0]).toContain(goldId);
  expectSuccess(await choose(moved.id, []));
  expect(expectSuccess(await freeze()).campaign.frameSize).toBe(6);
});

test('chosen gold files stand apart from the frame, are drawn as GOLD, and only before the freeze', async () => {
  const known = expectSuccess(await set({ caseFileId: fileIds[5] })).goldFile;
  expectSuccess(await confirm(known.id));
  const campaign = await CampaignSeed.plan(bureau);
  expectRefusal(await choose(campaign.id, ['0190a0a0-0000-7000-8000-00000000dead']), 'NOT_FOUND');
  const other = expectSuccess(await set({ caseFileId: fileIds[1] })).goldFile;
  expectSuccess(await confirm(other.id));
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
  const above = await (await city.bureau('110000')).supervisor;
  expect(
    (await above.send('query ($id: ID!) { campaign(id: $id) { goldFiles { id } } }', { id: campaign.id })).campaign
      .goldFiles,
  ).toEqual([]);
  await campaign.drawn();
  expectRefusal(await choose(campaign.id, []), 'WRONG_STATE');
  const drawn = await suite.world.rows(`SELECT part, case_file_id FROM campaign_draw WHERE campaign_id = $1`, [
    campaign.id,
  ]);
  expect(drawn.filter(({ case_file_id: id }) => id === fileIds[5]).map(({ part }) => part)).toEqual(['GOLD']);
  expect(
    await suite.world.rows('SELECT FROM campaign_frame WHERE campaign_id = $1 AND case_file_id = $2 AND in_frame', [
      campaign.id,
      fileIds[5],
    ]),
  ).toEqual([]);
  const { campaignDraw: drawExport, reviewReport } = await coordinator.send(
    'query ($id: ID!) { campaignDraw(id: $id) reviewReport(campaignId: $id) { sample { gold frame } } }',
    { id: campaign.id },
  );
  const document = JSON.parse(drawExport);
  expect([document.goldFiles, reviewReport.sample.gold, drawExport.includes(fileIds[5])]).toEqual([1, 1, false]);
  expect(reviewReport.sample.frame).toBe(document.lines.length);
});

test('raw SQL of the server’s role changes no known value', async () => {
  await expect(suite.world.app.query('UPDATE gold_value SET points = 1')).rejects.toMatchObject({ code: '42501' });
  const own = (who: Member) =>
    suite.world.app.query('UPDATE gold_file SET confirmed_by = $1, confirmed_at = now() WHERE confirmed_by IS NULL', [
      who.personId,
    ]);
  await expect(own(coordinator)).rejects.toMatchObject({ constraint: 'gold_of_two_persons' });
  await expect(
    suite.world.app.query('UPDATE gold_file SET confirmed_by = $1, confirmed_at = now()', [second.personId]),
  ).rejects.toMatchObject({ constraint: 'gold_is_confirmed_once' });
  await expect(suite.world.app.query(`UPDATE gold_file SET grade = 'EXCELLENT'`)).rejects.toMatchObject({
    code: '42501',
  });
});
