import type { Context } from '../../platform/context';
import type { CampaignDrawRow, ReviewCampaignRow } from './campaign.entity';
import { type DrawnFile, inDrawOrder, strataOf, stratumFigures } from './draw';
import { documentOf, documentText, type SeedShown } from './draw-document';
import { frameOf, type Runs } from './frame-rows';

export const runsOn = (context: Context): Runs => ({ sql: (text, params) => context.read(text, params) });

/** What was drawn, as it is stored, with all that it rests on: the file for `npm run redraw`. Null before the draw. */
export async function drawExport(context: Context, campaign: ReviewCampaignRow): Promise<string | null> {
  if (!campaign.drawnAt || !campaign.frameDigest) return null;
  const runs = runsOn(context);
  const frame = await frameOf(runs, campaign);
  const targeted = new Set(frame.targeted.map(({ caseFileId }) => caseFileId));
  const seeds = await runs.sql<SeedShown>(
    `SELECT encode(commitment, 'hex') AS commitment, seed FROM campaign_seed WHERE campaign_id = $1 ORDER BY party`,
    [campaign.id],
  );
  const drawn = await runs.sql<
    Pick<CampaignDrawRow, 'caseFileId' | 'stratum' | 'position'> & Pick<DrawnFile, 'origin'>
  >(
    `SELECT case_file_id AS "caseFileId", part AS origin, stratum, position FROM campaign_draw WHERE campaign_id = $1 AND part <> 'GOLD'`,
    [campaign.id],
  );
  const files = drawn.map((file) => ({
    ...file,
    alsoTargeted: file.origin !== 'TARGETED' && targeted.has(file.caseFileId),
  }));
  const [one, other] = seeds;
  if (!one || !other) throw new Error(`campaign ${campaign.id} was drawn without two seeds`);
  return documentText(
    documentOf(frame, campaign.frameDigest.toString('hex'), [one, other], {
      strata: strataOf(frame.plan, frame.lines).map(stratumFigures),
      files: inDrawOrder(files),
    }),
  );
}
