import type { Batch, Context } from '../../platform/context';
import type { ReviewCampaignRow } from '../campaigns/campaign.entity';
import { campaignById } from '../campaigns/campaign.loaders';
import { gatherReadings, laterRounds } from './review.gather';
import type { Measure, ReadingFacts } from './review-facts.types';
import { type Scale, scaleOf } from './scale';
import { type Gold, gatherGold, type SubjectFile, subjectFiles } from './vault.gather';

/** What every figure of a campaign rests on. */
export interface Ground {
  readonly campaign: ReviewCampaignRow;
  readonly scale: Scale;
  readonly subjects: readonly SubjectFile[];
  readonly readings: readonly ReadingFacts[];
  readonly gold: Gold;
  /** Submissions after the first of their reading, which count in no figure of agreement or severity. */
  readonly laterRounds: number;
}

async function gathered(context: Context, campaignId: string): Promise<Ground> {
  const campaign = await context.load(campaignById, campaignId);
  if (!campaign) throw new Error(`no campaign ${campaignId}`);
  const scale = await scaleOf(context, campaign);
  const readings = await gatherReadings(context, campaign.id, scale);
  const subjects = await subjectFiles(context, campaign.id);
  return {
    ...{ campaign, scale, subjects, readings },
    gold: await gatherGold(context, subjects, scale),
    laterRounds: await laterRounds(context, campaign.id),
  };
}

const groundByCampaign: Batch<string, Ground> = {
  name: 'ground of figures by campaign',
  fetch: (context, campaignIds) => Promise.all(campaignIds.map((id) => gathered(context, id))),
};

export type CampaignKey = Pick<ReviewCampaignRow, 'id'>;

/** Gathered once in a request, and the vault opened once for it, however many figures are asked for. */
export const groundOf = (context: Context, { id }: CampaignKey): Promise<Ground> => context.load(groundByCampaign, id);

export const nameOf = (scale: Scale, measure: Measure): string =>
  measure === 'OVERALL' ? (scale.byPoints ? '总分' : '综合等次') : (scale.names.get(measure) ?? measure);
