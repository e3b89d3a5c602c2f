import { Role } from '../../../src/platform/access/actor';
import { CampaignSeed, newSeed, planOf } from '../../support/seed-campaigns';
import { succeed } from '../../support/seed-case-files';
import { closedFiles } from '../../support/seed-closed-files';
import type { Row } from '../../support/world';
import { NOWHERE, previewOf, REGION, subjectAccess } from '../access';

interface Target {
  readonly bureauId: string;
  readonly plan: Row;
  readonly fileId: string;
  /** Campaigns by how far they went; the planned one has a targeted file. */
  readonly planned: string;
  readonly targetedFileId: string;
  readonly committed: string;
  readonly frozen: string;
  readonly seeded: string;
  readonly drawn: string;
}

const SEED = newSeed();

/** Those who run campaigns and those who watch over the region, from the bureau or from above. */
const seen = (own: string, elsewhere: string) =>
  ({
    'REVIEW_COORDINATOR BUREAU_SUPERVISOR AUDITOR': `${own} ${elsewhere} ${elsewhere}`,
    CITY_SUPERVISOR: `${own} ${own} ${elsewhere}`,
    others: 'FORBIDDEN',
  }) as const;
const COORDINATOR = { REVIEW_COORDINATOR: 'ALLOWED NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' } as const;

export const campaigns = subjectAccess<Target>({
  subject: 'campaigns of peer review',

  async prepare({ city }, place) {
    const bureau = await city.bureau(REGION[place]);
    const practitioners = [await (await bureau.agency.lawFirm()).lawyer()];
    const [fileId, targetedFileId] = (await closedFiles(bureau.agency, { count: 3, practitioners })) as [
      string,
      string,
    ];
    // The coordinator among the actors may then give the second seed.
    const another = await bureau.member(Role.REVIEW_COORDINATOR);
    const plan = () => CampaignSeed.plan(bureau, {}, another);
    const planned = await plan();
    await succeed(another, 'addTargetedFile', {
      campaignId: planned.id,
      caseFileId: targetedFileId,
      reasonCode: 'COMPLAINT',
      reason: '投诉反映承办人未会见',
    });
    const frozen = await (await (await plan()).committed()).frozen();
    const seeded = await (await (await (await plan()).committed()).frozen()).seeded();
    return {
      bureauId: bureau.id,
      plan: planOf(bureau),
      fileId,
      planned: planned.id,
      targetedFileId,
      committed: (await (await plan()).committed()).id,
      frozen: frozen.id,
      seeded: seeded.id,
      drawn: (await (await plan()).drawn()).id,
    };
  },

  nowhere: (target) => ({
    ...target,
    bureauId: NOWHERE,
    fileId: NOWHERE,
    planned: NOWHERE,
    targetedFileId: NOWHERE,
    committed: NOWHERE,
    frozen: NOWHERE,
    seeded: NOWHERE,
    drawn: NOWHERE,
  }),

  fields: {
    campaign: {
      send: ({ drawn }) => ({ query: 'query ($id: ID!) { campaign(id: $id) { id } }', variables: { id: drawn } }),
      lines: seen('ALLOWED', 'NULL'),
    },
    campaigns: {
      send: ({ bureauId }) => ({
        query: 'query ($filter: CampaignFilter) { campaigns(first: 5, filter: $filter) { edges { node { id } } } }',
        variables: { filter: { bureauId } },
      }),
      lines: seen('ALLOWED', 'EMPTY'),
    },
    campaignDraw: {
      send: ({ drawn }) => ({ query: 'query ($id: ID!) { campaignDraw(id: $id) }', variables: { id: drawn } }),
      lines: seen('ALLOWED', 'NULL'),
    },
    planCampaign: { send: ({ bureauId, plan }) => previewOf('planCampaign', { bureauId, plan }), lines: COORDINATOR },
    changeCampaignPlan: {
      send: ({ planned, plan }) => previewOf('changeCampaignPlan', { campaignId: planned, version: 0, plan }),
      lines: COORDINATOR,
    },
    addTargetedFile: {
      send: ({ planned, fileId }) =>
        previewOf('addTargetedFile', {
          campaignId: planned,
          caseFileId: fileId,
          reasonCode: 'MAJOR_CASE',
          reason: '重大案件须评估',
        }),
      lines: COORDINATOR,
    },
    removeTargetedFile: {
      send: ({ planned, targetedFileId }) =>
        previewOf('removeTargetedFile', { campaignId: planned, caseFileId: targetedFileId }),
      lines: COORDINATOR,
    },
    commitSeed: {
      send: ({ planned }) => previewOf('commitSeed', { campaignId: planned, seed: SEED }),
      lines: COORDINATOR,
    },
    freezeFrame: { send: ({ committed }) => previewOf('freezeFrame', { campaignId: committed }), lines: COORDINATOR },
    addSeed: {
      send: ({ frozen }) => previewOf('addSeed', { campaignId: frozen, seed: SEED }),
      lines: seen('ALLOWED', 'NOT_FOUND'),
    },
    drawSample: { send: ({ seeded }) => previewOf('drawSample', { campaignId: seeded }), lines: COORDINATOR },
    abandonCampaign: {
      send: ({ drawn }) => previewOf('abandonCampaign', { campaignId: drawn, reason: '抽样条件有变' }),
      lines: COORDINATOR,
    },
  },
});
