import { type BureauSeed, type City, type Member, type PractitionerSeed, seedCity } from '../support/seed';
import { CampaignSeed, planOf, SCHEMES } from '../support/seed-campaigns';
import { act, succeed } from '../support/seed-case-files';
import { closedFiles } from '../support/seed-closed-files';
import { type Answer, expectRefusal, type Row, unmetRules, useWorld } from '../support/world';

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
    expect(unmetRules(expectRefusal(await plan(more), 'CAMPAIGN_PLAN_REFUSED'))).toEqual(rules);
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
    expect(unmetRules(expectRefusal(await plan(civil(later)), 'CAMPAIGN_PLAN_REFUSED'))).toEqual([
      'CAMPAIGN_SCHEME_IN_FORCE',
    ]);
    const elsewhere = await entered(await city.bureau('110108'), '2026-01-01');
    expect(unmetRules(expectRefusal(await plan(civil(elsewhere)), 'CAMPAIGN_PLAN_REFUSED'))).toEqual([
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
