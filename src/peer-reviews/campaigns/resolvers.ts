import { CampaignResolver, CampaignSeedFields } from './campaign.resolver';
import {
  CampaignEditionFields,
  CampaignSampleFields,
  CampaignStratumFields,
  CampaignTargetFields,
  DrawnCaseFileFields,
  FrameFileFields,
} from './sample.resolver';

export const campaignResolvers = [
  CampaignResolver,
  CampaignSeedFields,
  CampaignSampleFields,
  CampaignEditionFields,
  CampaignStratumFields,
  CampaignTargetFields,
  FrameFileFields,
  DrawnCaseFileFields,
] as const;
