import { Role } from '../../src/platform/access/actor';
import type { Proposer, Scene } from './random-acts';
import { ALL, attemptBy, campaignIn, coordinatorOf, LIVE, onCampaign, onThing } from './random-acts-reviews-seen';
import type { Row } from './world';

/** Campaigns at a time: more would leave each with too few acts to be finished. */
const AT_ONCE = 4;
const EDITIONS = { CRIMINAL: 'SFT0086-2020/anzhi-1', CIVIL: 'SFT0085-2020/anzhi-1' } as const;

function planFor(scene: Scene, regionCode: string): Row {
  const { chance } = scene;
  const scheme = chance.happens(0.65) ? 'points-1' : 'grades-1';
  const kinds = chance.happens(0.5)
    ? (['CRIMINAL', 'CIVIL'] as const)
    : ([chance.pick(['CRIMINAL', 'CIVIL'] as const)] as const);
  const points = scheme === 'points-1' || chance.happens(0.03);
  const maybe = (value: number) => (chance.happens(0.4) ? value : null);
  return {
    title: scene.text('同行评估').slice(0, 40),
    regionCode,
    periodFrom: '2026-01-01',
    periodTo: '2026-02-28',
    schemes: kinds.map((caseKind) => ({ caseKind, schemeId: `${EDITIONS[caseKind]}/${scheme}` })),
    byStage: chance.happens(0.3),
    readersPerFile: chance.pick([1, 2, 2, 2, 2, 3]),
    shareHundredths: chance.pick([0, 0, 500]),
    leastPerStratum: chance.within(1, 3),
    leastPerPractitioner: chance.pick([0, 0, 1]),
    blind: chance.happens(0.85),
    divergence: chance.happens(0.5)
      ? null
      : {
          gradeDiffers: chance.happens(0.7),
          anyUnqualified: chance.happens(0.7),
          totalGap: points ? maybe(chance.within(5, 20)) : null,
          indicatorPoints: points ? maybe(chance.within(10, 40)) : null,
          indicatorSteps: points ? null : maybe(chance.pick([0, 1])),
        },
    recusal: chance.happens(0.7) ? null : { sameArea: chance.happens(0.5), organizationYears: chance.within(0, 3) },
    readingDays: chance.within(1, 5),
    objectionDays: chance.within(1, 3),
    replyDays: 1,
    correctionDays: chance.within(1, 20),
    agreementLine: chance.within(0, 80),
  };
}

const seed = ({ chance }: Scene): string => (chance.happens(0.03) ? '0'.repeat(64) : chance.bytes(32).toString('hex'));

/** A received file, mostly one that the campaign is about; or one of the region that was closed before any campaign's period. */
const fileFor = (scene: Scene, prefix: string, before = false): Promise<{ id: string } | null> =>
  scene.one<{ id: string }>(
    `SELECT f.id FROM case_file f JOIN agency a ON a.id = f.agency_id
      WHERE ${before ? `f.closed_received_at < '2025-12-31' AND ` : ''}${scene.chance.happens(0.9) ? `f.state = 'RECEIVED' AND f.number LIKE '测试%' AND a.region_code LIKE $1` : 'length($1) > 0'} ORDER BY f.id DESC`,
    [`${prefix.replace(/(00)+$/, '')}%`],
  );

const goldFor = (scene: Scene, bureauId: string): Promise<{ id: string }[]> =>
  scene.rows<{ id: string }>(
    `SELECT id FROM gold_file WHERE (bureau_id = $1 OR ${scene.chance.happens(0.05)}) AND (retired_at IS NULL OR ${scene.chance.happens(0.1)}) ORDER BY id LIMIT 20`,
    [bureauId],
  );

function goldValues({ chance }: Scene, byPoints: boolean): { grade: string; values: Row[] } {
  const points = chance.pick([95, 85, 70, 40]);
  const of = points >= 90 ? 'EXCELLENT' : points >= 80 ? 'GOOD' : points >= 60 ? 'QUALIFIED' : 'UNQUALIFIED';
  const values = Array.from({ length: 8 }, (_, n) => ({
    indicatorNo: n + 1,
    ...(byPoints ? { points } : { grade: of }),
  }));
  return { grade: chance.happens(0.9) ? of : 'QUALIFIED', values };
}

export const campaignActs: readonly Proposer[] = [
  {
    name: 'planCampaign',
    weight: 5,
    async propose(scene) {
      const [live] = await scene.rows<{ n: number }>(
        'SELECT count(*)::integer AS n FROM review_campaign WHERE state = ANY ($1)',
        [LIVE],
      );
      if ((live?.n ?? 0) >= AT_ONCE && scene.chance.happens(0.97)) return null;
      const bureau = await scene.one<{ id: string; regionCode: string }>(
        `SELECT id, region_code AS "regionCode" FROM bureau WHERE region_code IN ('110000', '110105', '120102') ORDER BY id`,
      );
      const by = bureau && (await coordinatorOf(scene, bureau.id));
      const regionCode = scene.chance.happens(0.95) ? bureau?.regionCode : '120000';
      return attemptBy(by, 'planCampaign', { bureauId: bureau?.id, plan: planFor(scene, regionCode ?? '110000') });
    },
  },
  onCampaign('changeCampaignPlan', 0.7, ['PLANNED'], (scene, { version, regionCode }) => ({
    version: scene.chance.happens(0.85) ? version : version + 1,
    plan: planFor(scene, regionCode),
  })),
  onCampaign('addTargetedFile', 1.5, ['PLANNED', 'SEED_COMMITTED'], async (scene, { regionCode }) => {
    const file = await fileFor(scene, regionCode);
    const reasonCode = scene.chance.pick([
      'COMPLAINT',
      'EARLIER_UNQUALIFIED',
      'MAJOR_CASE',
      'SUPERVISION_FINDING',
      'OTHER',
    ]);
    return file && { caseFileId: file.id, reasonCode, reason: scene.text('定向') };
  }),
  onCampaign('removeTargetedFile', 0.5, ['PLANNED', 'SEED_COMMITTED'], async (scene, { id }) => {
    const target = await scene.one<{ id: string }>(
      'SELECT case_file_id AS id FROM campaign_target WHERE campaign_id = $1 ORDER BY case_file_id',
      [id],
    );
    return target && { caseFileId: target.id };
  }),
  {
    name: 'setGoldFile',
    weight: 1,
    async propose(scene) {
      const campaign = await campaignIn(scene, ALL);
      const by = campaign && (await coordinatorOf(scene, campaign.bureauId));
      const file = campaign && (await fileFor(scene, campaign.regionCode, scene.chance.happens(0.8)));
      if (!by || !file) return null;
      const byPoints = scene.chance.happens(0.65);
      const [kind] = await scene.rows<{ kind: 'CRIMINAL' | 'CIVIL' }>(
        'SELECT case_kind AS kind FROM case_file WHERE id = $1',
        [file.id],
      );
      const schemeId = `${EDITIONS[kind?.kind ?? 'CIVIL'] ?? EDITIONS.CIVIL}/${byPoints ? 'points-1' : 'grades-1'}`;
      const input = {
        bureauId: campaign.bureauId,
        caseFileId: file.id,
        schemeId,
        ...goldValues(scene, byPoints),
        reason: scene.text('专家组评定'),
      };
      return { name: 'setGoldFile', by, input };
    },
  },
  onThing('confirmGoldFile', 1.2, [Role.REVIEW_COORDINATOR, Role.BUREAU_SUPERVISOR], {
    waiting: ({ chance }) =>
      `SELECT id, bureau_id AS "bureauId" FROM gold_file WHERE ${chance.happens(0.9) ? 'confirmed_at IS NULL AND retired_at IS NULL' : 'true'} ORDER BY id`,
    input: (_scene, { id }) => ({ goldId: id }),
  }),
  onThing('retireGoldFile', 0.2, Role.REVIEW_COORDINATOR, {
    waiting: () => 'SELECT id, bureau_id AS "bureauId" FROM gold_file ORDER BY id',
    input: (_scene, { id }) => ({ goldId: id }),
  }),
  onCampaign('chooseGoldFiles', 1, ['PLANNED', 'SEED_COMMITTED'], async (scene, { bureauId }) => {
    const gold = await goldFor(scene, bureauId);
    const some = gold.filter(() => scene.chance.happens(0.3)).slice(0, 2);
    return { goldIds: some.map(({ id }) => id) };
  }),
  onCampaign('commitSeed', 6, ['PLANNED'], (scene) => ({ seed: seed(scene) })),
  onCampaign('freezeFrame', 8, ['SEED_COMMITTED']),
  {
    name: 'addSeed',
    weight: 8,
    async propose(scene) {
      const campaign = await campaignIn(scene, scene.chance.happens(0.94) ? ['FRAME_FROZEN'] : ALL);
      const roles = [Role.REVIEW_COORDINATOR, Role.BUREAU_SUPERVISOR, Role.AUDITOR];
      const by = campaign && (await scene.holder(roles, campaign.bureauId));
      return attemptBy(by, 'addSeed', { campaignId: campaign?.id, seed: seed(scene) });
    },
  },
  onCampaign('drawSample', 8, ['SEED_ADDED']),
  onCampaign('abandonCampaign', 0.12, LIVE, (scene) => ({ reason: scene.text('放弃') })),
];
