import { manyBy, oneBy } from '../../platform/loader';
import { CampaignEditionRow, CampaignSeedRow, CampaignTargetRow, ReviewCampaignRow } from './campaign.entity';

/** Without an access check: for fields of things that are themselves within scope. */
export const campaignById = oneBy<ReviewCampaignRow>(ReviewCampaignRow, 'id', 'id');
export const editionsOfCampaign = manyBy<CampaignEditionRow>(CampaignEditionRow, 'campaignId', 'campaign_id', {
  order: 't.case_kind DESC',
});
/** Never with the sealed seed. */
export const seedsOfCampaign = manyBy<CampaignSeedRow, 'seedCipher'>(CampaignSeedRow, 'campaignId', 'campaign_id', {
  order: 't.party',
  without: ['seedCipher'],
});
export const targetsOfCampaign = manyBy<CampaignTargetRow>(CampaignTargetRow, 'campaignId', 'campaign_id', {
  order: 't.added_at, t.case_file_id',
});
