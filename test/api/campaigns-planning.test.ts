import { type BureauSeed, type City, type Member, type PractitionerSeed, seedCity } from '../support/seed';
import { CampaignSeed, planOf, SCHEMES } from '../support/seed-campaigns';
import { act, caseFileOf, succeed } from '../support/seed-case-files';
import { closedFiles } from '../support/seed-closed-files';
import { type Answer, expectRefusal, newKey, type Row, useWorld } from '../support/world';

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

const plan = (more: Row = {}) => act(coordinator, 'planCampaign', { bureauId: bureau.id, plan: planOf(bureau, more) });
const unmet = (refused: Answer): string[] =>
  refused.findings.filter(({ met }: Answer) => !met).map(({ rule }: Answer) => rule);
const seen = async (id: string, fields: string): Promise<Answer> =>
  (await coordinator.send(`query ($id: ID!) { campaign(id: $id) { ${fields} } }`, { id })).campaign;
const both = (schemeId: string) => [
  { caseKind: 'CRIMINAL', schemeId: SCHEMES.CRIMINAL },
  { caseKind: 'CIVIL', schemeId },
];

describe('a plan and its settings (standards 3)', () => {
  test('what is not given has the defaults: two readers blind to each other, one file in ten, ten working days to reply', async () => {
    const { id } = await CampaignSeed.plan(bureau);
    const { alias, ...campaign } = await seen(
      id,
      `alias state version readersPerFile shareHundredths leastPerStratum leastPerPractitioner blind byStage replyDays schemeKind agreementLine
       divergence { gradeDiffers anyUnqualified totalGap indicatorPoints indicatorSteps }
       recusal { organizationYears sameArea leastYears disciplineYears }
       editions { caseKind edition { standard } scheme { kind } } availableActions`,
    );
    expect(campaign).toEqual({
      state: 'PLANNED',
      version: 0,
      readersPerFile: 2,
      shareHundredths: 1000,
      leastPerStratum: 1,
      leastPerPractitioner: 0,
      blind: true,
      byStage: false,
      replyDays: 10,
      schemeKind: 'POINTS_100',
      agreementLine: 67,
      divergence: {
        gradeDiffers: true,
        anyUnqualified: true,
        totalGap: null,
        indicatorPoints: null,
        indicatorSteps: null,
      },
      recusal: { organizationYears: 2, sameArea: true, leastYears: 3, disciplineYears: 5 },
      editions: [
        { caseKind: 'CRIMINAL', edition: { standard: 'SF/T 0086—2020' }, scheme: { kind: 'POINTS_100' } },
        { caseKind: 'CIVIL', edition: { standard: 'SF/T 0085—2020' }, scheme: { kind: 'POINTS_100' } },
      ],
      availableActions: [
        'changeCampaignPlan',
        'addTargetedFile',
        'removeTargetedFile',
        'chooseGoldFiles',
        'commitSeed',
        'abandonCampaign',
      ],
    });
    // Readers see the alias: it names neither place nor order.
    expect(alias).toMatch(/^评估活动 [2-9A-HJ-NP-Z]{8}$/);
  });

  test.each<[string, Row, string, RegExp]>([
    ['no reader', { readersPerFile: 0 }, 'readersPerFile', /须在1至3之间/],
    ['four readers', { readersPerFile: 4 }, 'readersPerFile', /须在1至3之间/],
    ['a share above all', { shareHundredths: 10_001 }, 'shareHundredths', /万分之几/],
    ['no day to read', { readingDays: 0 }, 'readingDays', /须在1至366之间/],
    ['too long to reply', { replyDays: 367 }, 'replyDays', /须在1至366之间/],
    ['no day to object', { objectionDays: 0 }, 'objectionDays', /须在1至366之间/],
    ['no day to correct', { correctionDays: 0 }, 'correctionDays', /须在1至366之间/],
    ['a line above one', { agreementLine: 101 }, 'agreementLine', /须在0至100之间/],
    ['a period that ends before it begins', { periodTo: '2025-12-31' }, 'periodTo', /不能早于第一日/],
    ['a day that is none', { periodTo: '2026-02-30' }, 'periodTo', /日期无效/],
    ['no kind of case', { schemes: [] }, 'schemes', /至少评一类案件/],
    ['a region that is no code', { regionCode: '朝阳区' }, 'regionCode', /行政区划代码/],
    ['a gap beyond the hundred', { divergence: { totalGap: 101 } }, 'divergence.totalGap', /须在0至100之间/],
    ['years beyond sense', { recusal: { leastYears: 31 } }, 'recusal.leastYears', /须在0至30之间/],
  ])('%s is refused where it stands', async (_, more, path, message) => {
    const { problems } = expectRefusal(await plan(more), 'INVALID_INPUT');
    expect(problems).toEqual([{ path: `input.plan.${path}`, message: expect.stringMatching(message) }]);
  });

  test.each<[string, Row, string[]]>([
    ['another region', { regionCode: '110108' }, ['CAMPAIGN_REGION']],
    ['the whole city', { regionCode: '110000' }, ['CAMPAIGN_REGION']],
    ['a region that is not there', { regionCode: '110199' }, ['CAMPAIGN_REGION']],
    ['an edition for other cases', { schemes: both(SCHEMES.CRIMINAL) }, ['CAMPAIGN_SCHEME_USABLE']],
    ['a scheme that is not there', { schemes: both('nothing') }, ['CAMPAIGN_SCHEME_USABLE']],
    ['two ways of scoring', { schemes: both('SFT0085-2020/anzhi-1/grades-1') }, ['CAMPAIGN_ONE_KIND_OF_SCHEME']],
    ['nothing to draw', { shareHundredths: 0, leastPerStratum: 0 }, ['CAMPAIGN_DRAWS_SOMETHING']],
    ['grades where there are points', { divergence: { indicatorSteps: 1 } }, ['CAMPAIGN_DIVERGENCE_FITS']],
    [
      'points where there are grades',
      {
        schemes: [{ caseKind: 'CIVIL', schemeId: 'SFT0085-2020/anzhi-1/grades-1' }],
        divergence: { totalGap: 10 },
      },
      ['CAMPAIGN_DIVERGENCE_FITS'],
    ],
    [
      'several at once, each said',
      { regionCode: '110108', shareHundredths: 0, leastPerStratum: 0, divergence: { indicatorSteps: 1 } },
      ['CAMPAIGN_REGION', 'CAMPAIGN_DRAWS_SOMETHING', 'CAMPAIGN_DIVERGENCE_FITS'],
    ],
  ])('%s is refused with its rule', async (_, more, rules) => {
    expect(unmet(expectRefusal(await plan(more), 'CAMPAIGN_PLAN_REFUSED'))).toEqual(rules);
  });

  test('a share of zero for one kind is no empty plan while another has files to give', async () => {
    const [criminal] = both('');
    await CampaignSeed.plan(bureau, {
      shareHundredths: 0,
      leastPerStratum: 0,
      schemes: [{ ...criminal, shareHundredths: 5000 }],
    });
  });

  test('schemes of other places and of other times are refused; one entered later changes no campaign', async () => {
    const entered = async (at: BureauSeed, inForceFrom: string): Promise<string> => {
      const { scheme } = await succeed(
        await at.admin,
        'enterScoringScheme',
        {
          bureauId: at.id,
          editionId: 'SFT0085-2020/anzhi-1',
          kind: 'INDICATOR_GRADE',
          title: '自定方案',
          provenance: 'HOUSE',
          note: '试行',
          inForceFrom,
        },
        'scheme { id }',
      );
      return scheme.id;
    };
    const civil = (schemeId: string) => ({ schemes: [{ caseKind: 'CIVIL', schemeId }] });
    const later = await entered(bureau, '2026-04-01');
    expect(unmet(expectRefusal(await plan(civil(later)), 'CAMPAIGN_PLAN_REFUSED'))).toEqual([
      'CAMPAIGN_SCHEME_IN_FORCE',
    ]);
    const elsewhere = await entered(await city.bureau('110108'), '2026-01-01');
    expect(unmet(expectRefusal(await plan(civil(elsewhere)), 'CAMPAIGN_PLAN_REFUSED'))).toEqual([
      'CAMPAIGN_SCHEME_USABLE',
    ]);
    const above = await entered(await city.bureau('110000'), '2026-01-01');
    const { id } = await CampaignSeed.plan(bureau, civil(above));
    const before = await seen(id, 'editions { editionId schemeId }');
    await entered(bureau, '2026-03-02');
    expect(await seen(id, 'editions { editionId schemeId }')).toEqual(before);
  });

  test('a plan is changed until a seed is committed, and by one at a time', async () => {
    const campaign = await CampaignSeed.plan(bureau);
    const change = (version: number, more: Row = {}) =>
      act(
        coordinator,
        'changeCampaignPlan',
        { campaignId: campaign.id, version, plan: planOf(bureau, more) },
        'campaign { version readersPerFile }',
      );
    expect((await change(0, { readersPerFile: 3 })).campaign).toEqual({ version: 1, readersPerFile: 3 });
    expectRefusal(await change(0, { readersPerFile: 1 }), 'CAMPAIGN_CHANGED');
    const answers = await Promise.all([change(1, { readersPerFile: 1 }), change(1, { readersPerFile: 2 })]);
    expect(answers.map(({ code }) => code ?? 'DONE').sort()).toEqual(['CAMPAIGN_CHANGED', 'DONE']);
    await campaign.committed();
    expectRefusal(await change(3), 'WRONG_STATE');
    await expect(
      suite.world.app.query('UPDATE review_campaign SET readers_per_file = 1, share_hundredths = 1 WHERE id = $1', [
        campaign.id,
      ]),
    ).rejects.toThrow('a campaign goes forward');
    const events = await coordinator.send(
      'query ($id: ID!) { history(kind: ReviewCampaign, id: $id, first: 20) { edges { node { event outcome code } } } }',
      { id: campaign.id },
    );
    expect(events.history.edges.map(({ node }: Answer) => node.code ?? node.event)).toEqual(
      expect.arrayContaining([
        'CAMPAIGN_PLANNED',
        'CAMPAIGN_PLAN_CHANGED',
        'CAMPAIGN_CHANGED',
        'CAMPAIGN_SEED_COMMITTED',
        'WRONG_STATE',
      ]),
    );
  });

  test('a preview says what the plan would draw, find and cost, and leaves nothing', async () => {
    const fields = `campaign { samplingPlan(badHundredths: 2000) { frozen files stratumDraws coverageDraws readings readerHours readerHoursWithThird
      strata { caseKind files size agency { id } } detection { files bad practitioners least mean } } }`;
    const before = (await suite.world.rows('SELECT count(*)::int AS n FROM review_campaign'))[0].n;
    const { campaign } = await act(
      coordinator,
      'planCampaign',
      { bureauId: bureau.id, plan: planOf(bureau, { shareHundredths: 3000, minutesPerFile: 90 }) },
      fields,
      { preview: true },
    );
    const { detection, ...figures } = campaign.samplingPlan;
    expect(figures).toEqual({
      frozen: false,
      files: 20,
      stratumDraws: 6,
      coverageDraws: 0,
      readings: 12,
      readerHours: 18,
      readerHoursWithThird: 27,
      strata: [{ caseKind: 'CRIMINAL', files: 20, size: 6, agency: { id: bureau.agency.id } }],
    });
    // Two practitioners with ten files each, two of them bad: by hand, 1 − C(18, 6) / C(20, 6) = 1 − (14 · 13) / (20 · 19).
    expect(detection).toEqual([
      {
        files: 10,
        bad: 2,
        practitioners: 2,
        least: expect.closeTo(1 - 182 / 380, 6),
        mean: expect.closeTo(1 - 182 / 380, 6),
      },
    ]);
    expect((await suite.world.rows('SELECT count(*)::int AS n FROM review_campaign'))[0].n).toBe(before);
  });
});

test('whole frames are computed for one campaign, not for each of a list', async () => {
  const campaign = await CampaignSeed.plan(bureau);
  const { errors } = await coordinator.sendRaw(
    '{ campaigns(first: 20) { edges { node { samplingPlan { files } } } } }',
  );
  expect(errors?.[0]?.extensions?.code).toBe('QUERY_TOO_COSTLY');
  const draws = Array.from({ length: 11 }, (_, n) => `d${n}: campaignDraw(id: "${campaign.id}")`).join(' ');
  expect((await coordinator.sendRaw(`{ ${draws} }`)).errors?.[0]?.extensions?.code).toBe('QUERY_TOO_COSTLY');
  expect(await seen(campaign.id, 'samplingPlan { files } strata { files }')).toMatchObject({
    samplingPlan: { files: 20 },
  });
});

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
    expect(unmet(expectRefusal(await target(campaign, open.id), 'TARGET_REFUSED'))).toEqual(['TARGET_IS_CLOSED']);
    const [civil] = (await closedFiles(bureau.agency, {
      count: 1,
      practitioners: lawyers,
      caseKind: 'CIVIL',
      closedOn: '2025-11-03',
    })) as [string];
    expect(unmet(expectRefusal(await target(campaign, civil), 'TARGET_REFUSED'))).toEqual(['TARGET_IN_SCOPE']);
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
    expect(unmet(expectRefusal(await freeze(), 'FRAME_REFUSED'))).toEqual(['FRAME_TARGETS_STILL_CLOSED']);
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
    expect(unmet(expectRefusal(await freeze(early), 'FRAME_REFUSED'))).toEqual(['FRAME_PERIOD_REACHED']);
    const empty = await CampaignSeed.plan(bureau, { periodFrom: '2024-01-01', periodTo: '2024-12-31' });
    await empty.committed();
    expect(unmet(expectRefusal(await freeze(empty), 'FRAME_REFUSED'))).toEqual(['FRAME_HAS_FILES']);
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
