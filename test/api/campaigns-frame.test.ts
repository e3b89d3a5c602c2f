import { type BureauSeed, type City, type Member, type PractitionerSeed, seedCity } from '../support/seed';
import { CampaignSeed, planOf, SCHEMES } from '../support/seed-campaigns';
import { act, caseFileOf, succeed } from '../support/seed-case-files';
import { closedFiles } from '../support/seed-closed-files';
import { type Answer, expectRefusal, newKey, type Row, unmetRules, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let bureau: BureauSeed;
let coordinator: Member;
let lawyers: PractitionerSeed[];

beforeAll(async () => {
  city = await seedCity(suite.world);
  bureau = await city.bureau('110105');
  coordinator = await bureau.reviewCoordinator;
  const firm = await bureau.agency.lawFirm();
  lawyers = [await firm.lawyer(), await firm.lawyer()];
  await closedFiles(bureau.agency, { count: 20, practitioners: lawyers });
});

const seen = async (id: string, fields: string): Promise<Answer> =>
  (await coordinator.send(`query ($id: ID!) { campaign(id: $id) { ${fields} } }`, { id })).campaign;

describe('targeted files', () => {
  const target = (campaign: CampaignSeed, caseFileId: string) =>
    act(coordinator, 'addTargetedFile', {
      campaignId: campaign.id,
      caseFileId,
      reasonCode: 'COMPLAINT',
      reason: '投诉反映未会见受援人',
    });

  test('are read beside the random part, whenever they were closed, and their practitioner is not told', async () => {
    const [old] = (await closedFiles(bureau.agency, { count: 1, practitioners: lawyers, closedOn: '2025-11-03' })) as [
      string,
    ];
    const campaign = await CampaignSeed.plan(bureau);
    expect((await target(campaign, old)).__typename).toBe('AddTargetedFileSuccess');
    expectRefusal(await target(campaign, old), 'TARGET_ALREADY');
    const { targets } = await seen(campaign.id, 'targets { caseFileId reasonCode reason caseFile { id } }');
    expect(targets).toEqual([
      { caseFileId: old, reasonCode: 'COMPLAINT', reason: '投诉反映未会见受援人', caseFile: { id: old } },
    ]);
    await campaign.drawn();
    expectRefusal(await target(campaign, old), 'WRONG_STATE');
    const { draws, frameSize } = await seen(
      campaign.id,
      'frameSize draws(first: 20, part: TARGETED) { edges { node { caseFileId stratum position } } }',
    );
    expect(frameSize).toBe(20);
    expect(draws.edges).toEqual([{ node: { caseFileId: old, stratum: null, position: null } }]);
    const lines = await suite.world.rows(`SELECT FROM ledger_thing WHERE kind = 'CaseFile' AND thing_id = $1`, [old]);
    expect(lines).toEqual([]);
  });

  test('are closed files of the region and the kinds; what is out of sight is not found', async () => {
    const campaign = await CampaignSeed.plan(bureau, {
      schemes: [{ caseKind: 'CRIMINAL', schemeId: SCHEMES.CRIMINAL }],
    });
    const open = await (await caseFileOf(bureau.agency)).commissioned();
    expect(unmetRules(expectRefusal(await target(campaign, open.id), 'TARGET_REFUSED'))).toEqual(['TARGET_IS_CLOSED']);
    const [civil] = (await closedFiles(bureau.agency, {
      count: 1,
      practitioners: lawyers,
      caseKind: 'CIVIL',
      closedOn: '2025-11-03',
    })) as [string];
    expect(unmetRules(expectRefusal(await target(campaign, civil), 'TARGET_REFUSED'))).toEqual(['TARGET_IN_SCOPE']);
    const [sealed] = (await closedFiles(bureau.agency, { count: 1, practitioners: lawyers, sealed: true })) as [string];
    expectRefusal(await target(campaign, sealed), 'NOT_FOUND');
    const other = await city.agency('110108');
    const [far] = (await closedFiles(other, { count: 1, practitioners: lawyers })) as [string];
    expectRefusal(await target(campaign, far), 'NOT_FOUND');
  });

  test('that are no longer closed at the freeze stop it, and may be taken back', async () => {
    const [file] = (await closedFiles(bureau.agency, { count: 1, practitioners: lawyers, closedOn: '2025-11-04' })) as [
      string,
    ];
    const campaign = await CampaignSeed.plan(bureau);
    await target(campaign, file);
    await campaign.committed();
    await suite.world.rows(`UPDATE case_file SET state = 'RETURNED', closed_received_at = NULL WHERE id = $1`, [file]);
    const freeze = () => act(coordinator, 'freezeFrame', { campaignId: campaign.id });
    expect(unmetRules(expectRefusal(await freeze(), 'FRAME_REFUSED'))).toEqual(['FRAME_TARGETS_STILL_CLOSED']);
    await succeed(coordinator, 'removeTargetedFile', { campaignId: campaign.id, caseFileId: file });
    expectRefusal(
      await act(coordinator, 'removeTargetedFile', { campaignId: campaign.id, caseFileId: file }),
      'NOT_FOUND',
    );
    await succeed(coordinator, 'freezeFrame', { campaignId: campaign.id });
  });

  test('a changed plan that would not read them is refused', async () => {
    const campaign = await CampaignSeed.plan(bureau);
    const [{ id }] = await suite.world.rows(
      `SELECT id FROM case_file WHERE state = 'RECEIVED' AND case_kind = 'CRIMINAL' AND NOT sealed_record AND agency_id = $1 LIMIT 1`,
      [bureau.agency.id],
    );
    await target(campaign, id);
    const schemes = [{ caseKind: 'CIVIL', schemeId: SCHEMES.CIVIL }];
    expectRefusal(
      await act(coordinator, 'changeCampaignPlan', {
        campaignId: campaign.id,
        version: 0,
        plan: planOf(bureau, { schemes }),
      }),
      'TARGETS_OUT_OF_SCOPE',
    );
  });
});

describe('the frame', () => {
  test('holds received files of region, kinds and period by Beijing days; sealed records are in none', async () => {
    const far = await city.bureau('120000');
    const near = await city.agency('120102');
    const practitioners = [lawyers[0]!];
    const files = (agency: typeof near, more: Row = {}) => closedFiles(agency, { count: 1, practitioners, ...more });
    const inside = [
      ...(await files(far.agency)),
      ...(await files(near)),
      ...(await files(near, { closedOn: '2026-01-01' })),
      ...(await files(near, { closedOn: '2026-02-28' })),
    ];
    await files(near, { closedOn: '2025-12-31' });
    await files(near, { closedOn: '2026-03-01' });
    await files(near, { caseKind: 'ADMINISTRATIVE' });
    await files(near, { sealed: true });
    const [first, last] = [...(await files(near)), ...(await files(near))] as [string, string];
    // 00:30 in Beijing on 1 January is still the old year in London; 23:59 on 28 February is the last minute.
    await suite.world.rows(`UPDATE case_file SET closed_received_at = '2025-12-31T16:30:00Z' WHERE id = $1`, [first]);
    await suite.world.rows(`UPDATE case_file SET closed_received_at = '2026-02-28T16:30:00Z' WHERE id = $1`, [last]);
    const campaign = await CampaignSeed.plan(far);
    await campaign.committed();
    await campaign.frozen();
    const { frame } = (
      await campaign.coordinator.send(
        'query ($id: ID!) { campaign(id: $id) { frame(first: 50) { edges { node { caseFileId } } } } }',
        { id: campaign.id },
      )
    ).campaign;
    expect(frame.edges.map(({ node }: Answer) => node.caseFileId).sort()).toEqual([...inside, first].sort());
  });

  test('waits for the end of its period, and is never empty', async () => {
    const early = await CampaignSeed.plan(bureau, { periodTo: '2026-03-03' });
    await early.committed();
    const freeze = ({ id }: CampaignSeed) => act(coordinator, 'freezeFrame', { campaignId: id });
    expect(unmetRules(expectRefusal(await freeze(early), 'FRAME_REFUSED'))).toEqual(['FRAME_PERIOD_REACHED']);
    const empty = await CampaignSeed.plan(bureau, { periodFrom: '2024-01-01', periodTo: '2024-12-31' });
    await empty.committed();
    expect(unmetRules(expectRefusal(await freeze(empty), 'FRAME_REFUSED'))).toEqual(['FRAME_HAS_FILES']);
    expect(await suite.world.rows('SELECT FROM campaign_frame WHERE campaign_id = $1', [empty.id])).toEqual([]);
  });
});

test('an abandoned campaign stays listed with all that was published, and takes nothing more', async () => {
  const campaign = await CampaignSeed.plan(bureau);
  await campaign.drawn();
  await succeed(coordinator, 'abandonCampaign', { campaignId: campaign.id, reason: '抽样结果不合心意' });
  const fields = 'id state abandonReason frameDigest availableActions seeds { seed } draws(first: 1) { totalCount }';
  const listed = await coordinator.send(
    `{ campaigns(first: 100, filter: { states: [ABANDONED] }) { edges { node { ${fields} } } } }`,
  );
  expect(listed.campaigns.edges).toHaveLength(1);
  const { node } = listed.campaigns.edges[0];
  expect(node).toMatchObject({
    id: campaign.id,
    state: 'ABANDONED',
    abandonReason: '抽样结果不合心意',
    availableActions: [],
  });
  expect(node.frameDigest).toMatch(/^[0-9a-f]{64}$/);
  expect(node.seeds.map(({ seed }: Answer) => seed)).toEqual([...campaign.seeds]);
  expect(node.draws.totalCount).toBeGreaterThan(0);
  // Whoever reads for it writes no more.
  expect(await suite.world.rows('SELECT open FROM review.campaign WHERE id = $1', [campaign.id])).toEqual([
    { open: false },
  ]);
  expectRefusal(
    await act(coordinator, 'abandonCampaign', { campaignId: campaign.id, reason: '再放弃一次' }),
    'WRONG_STATE',
  );
  for (const sql of [
    'DELETE FROM review_campaign WHERE id = $1',
    `UPDATE review_campaign SET state = 'PLANNED', abandoned_by = NULL, abandoned_at = NULL, abandon_reason = NULL WHERE id = $1`,
  ]) {
    await expect(suite.world.app.query(sql, [campaign.id])).rejects.toThrow();
  }
});

test('a campaign that is given up before the draw shows its seeds: anybody can draw what was not taken', async () => {
  const campaign = await CampaignSeed.plan(bureau);
  await campaign.committed();
  await campaign.frozen();
  await campaign.seeded();
  const seeds = async (): Promise<Answer> =>
    (await coordinator.send('query ($id: ID!) { campaign(id: $id) { seeds { seed } } }', { id: campaign.id })).campaign
      .seeds;
  const reason = '与上级安排冲突，改期进行';
  const tried = await coordinator.send(
    'mutation ($input: AbandonCampaignInput!, $key: String!) { abandonCampaign(input: $input, idempotencyKey: $key, preview: true) { ... on AbandonCampaignSuccess { campaign { seeds { seed } } } } }',
    { input: { campaignId: campaign.id, reason }, key: newKey() },
  );
  expect(tried.abandonCampaign.campaign.seeds).toEqual([{ seed: null }, { seed: null }]);
  expect(await seeds()).toEqual([{ seed: null }, { seed: null }]);
  await succeed(coordinator, 'abandonCampaign', { campaignId: campaign.id, reason });
  expect(await seeds()).toEqual(campaign.seeds.map((seed) => ({ seed })));
});
