import { regionPattern } from '../../platform/access/actor';
import type { Act } from '../../platform/act';
import type { ReviewCampaignRow } from './campaign.entity';
import type { DrawPlan, Frame, FrameLine, Share, TargetedLine } from './frame';

/** Runs one statement: an act's in its transaction, a query's as a read. */
export interface Runs {
  sql<T>(text: string, params: readonly unknown[]): Promise<T[]>;
}

/** What a query of a whole frame costs: fifty thousand lines are not to be had for every campaign of a list at once. */
export const WHOLE_FRAME = 20_000;

const HUNDREDTHS = 10_000;
const share = (hundredths: number): Share => ({ numerator: hundredths, denominator: HUNDREDTHS });

/** What of a campaign decides its draw. */
export async function drawPlanOf(runs: Runs, campaign: ReviewCampaignRow): Promise<DrawPlan> {
  const kinds = await runs.sql<{ caseKind: string; hundredths: number }>(
    `SELECT case_kind AS "caseKind", share_hundredths AS hundredths FROM campaign_edition WHERE campaign_id = $1 AND share_hundredths IS NOT NULL`,
    [campaign.id],
  );
  return {
    byStage: campaign.byStage,
    share: share(campaign.shareHundredths),
    sharesByKind: Object.fromEntries(kinds.map(({ caseKind, hundredths }) => [caseKind, share(hundredths)])),
    minimumPerStratum: campaign.leastPerStratum,
    perPractitioner: campaign.leastPerPractitioner,
  };
}

/**
 * Received files of the campaign's region and kinds that belong in its frame (`in_frame`: closed in the period) or were targeted.
 * Files whose grade is known come from outside and take nothing out of it. Sealed records are closed to all but those who work on them, so they are
 * in no frame (HOUSE). Days are those of Beijing.
 */
const SCOPE = `
  SELECT f.id, f.agency_id, f.case_kind, f.stage, f.closed_on, g.reason_code,
         f.closed_on BETWEEN $3 AND $4 AS in_frame
    FROM (SELECT c.*, (c.closed_received_at AT TIME ZONE 'Asia/Shanghai')::date AS closed_on FROM case_file c
           WHERE c.state = 'RECEIVED' AND NOT c.sealed_record) f
    JOIN agency a ON a.id = f.agency_id AND a.region_code LIKE $2
    JOIN campaign_edition e ON e.campaign_id = $1 AND e.case_kind = f.case_kind
    LEFT JOIN campaign_target g ON g.campaign_id = $1 AND g.case_file_id = f.id`;

const WITH_PRACTITIONERS = `
  SELECT s.*, coalesce(p.ids, '{}') AS practitioner_ids FROM scope s
    LEFT JOIN (SELECT n.case_file_id, array_agg(DISTINCT n.practitioner_id ORDER BY n.practitioner_id) AS ids
                 FROM engagement n WHERE n.case_file_id IN (SELECT id FROM scope) GROUP BY n.case_file_id) p ON p.case_file_id = s.id
   WHERE s.in_frame OR s.reason_code IS NOT NULL`;

const scopeOf = ({ id, regionCode, periodFrom, periodTo }: ReviewCampaignRow) => [
  id,
  regionPattern(regionCode),
  periodFrom,
  periodTo,
];

/** Writes the frame in one statement, and says how many files it has. */
export async function writeFrame(act: Act, campaign: ReviewCampaignRow) {
  await act.write(
    `WITH scope AS MATERIALIZED (${SCOPE}), lines AS (${WITH_PRACTITIONERS})
     INSERT INTO campaign_frame (campaign_id, case_file_id, agency_id, case_kind, stage, closed_on, practitioner_ids, in_frame, reason_code)
     SELECT $1, id, agency_id, case_kind, stage, closed_on, practitioner_ids, in_frame, reason_code FROM lines`,
    scopeOf(campaign),
  );
  const [counted] = await act.sql<{ files: number; targetsFound: number; targetsAsked: number; goldInside: string[] }>(
    `SELECT count(*) FILTER (WHERE in_frame) AS files, count(reason_code) AS "targetsFound",
            (SELECT count(*) FROM campaign_target WHERE campaign_id = $1) AS "targetsAsked",
            (SELECT coalesce(json_agg(g.id ORDER BY g.id), '[]') FROM campaign_gold m JOIN gold_file g ON g.id = m.gold_id
               JOIN campaign_frame f ON (f.campaign_id, f.case_file_id) = (m.campaign_id, g.case_file_id) WHERE m.campaign_id = $1) AS "goldInside"
       FROM campaign_frame WHERE campaign_id = $1`,
    [campaign.id],
  );
  return counted ?? { files: 0, targetsFound: 0, targetsAsked: 0, goldInside: [] };
}

/** Which of these files the frame would hold, or hold for their reason, if it were frozen now. */
export async function wouldBeFramed(
  act: Act,
  campaign: ReviewCampaignRow,
  files: readonly string[],
): Promise<string[]> {
  const found = await act.sql<{ id: string }>(
    `WITH scope AS (${SCOPE}) SELECT id FROM scope WHERE id = ANY ($5) AND (in_frame OR reason_code IS NOT NULL)`,
    [...scopeOf(campaign), files],
  );
  return found.map(({ id }) => id);
}

/** Practitioners as one text: the driver takes much longer over an array than a text and its split. */
type StoredLine = Omit<FrameLine, 'practitionerIds'> & {
  readonly practitioners: string;
  readonly inFrame: boolean;
  readonly reason: string | null;
};

const LINE = `case_file_id AS "caseFileId", agency_id AS "agencyId", case_kind AS "caseKind", stage, closed_on::text AS "closedOn",
  array_to_string(practitioner_ids, ',') AS practitioners, in_frame AS "inFrame", reason_code AS reason`;

const goldOf = async (runs: Runs, campaignId: string): Promise<number> => {
  const [counted] = await runs.sql<{ files: number }>(
    'SELECT count(DISTINCT g.case_file_id)::int AS files FROM campaign_gold m JOIN gold_file g ON g.id = m.gold_id WHERE m.campaign_id = $1',
    [campaignId],
  );
  return counted?.files ?? 0;
};

const asFrame = (campaignId: string, plan: DrawPlan, stored: readonly StoredLine[], goldFiles: number): Frame => {
  const line = ({ caseFileId, agencyId, caseKind, stage, closedOn, practitioners }: StoredLine): FrameLine => ({
    caseFileId,
    agencyId,
    caseKind,
    stage,
    closedOn,
    practitionerIds: practitioners ? practitioners.split(',') : [],
  });
  return {
    campaignId,
    plan,
    goldFiles,
    lines: stored.filter(({ inFrame }) => inFrame).map(line),
    targeted: stored.flatMap((each): TargetedLine[] => (each.reason ? [{ ...line(each), reason: each.reason }] : [])),
  };
};

/** The frozen frame. */
export async function frameOf(runs: Runs, campaign: ReviewCampaignRow): Promise<Frame> {
  const stored = await runs.sql<StoredLine>(`SELECT ${LINE} FROM campaign_frame WHERE campaign_id = $1`, [campaign.id]);
  return asFrame(campaign.id, await drawPlanOf(runs, campaign), stored, await goldOf(runs, campaign.id));
}

/** The frame as it would be frozen now. */
export async function prospectiveFrame(runs: Runs, campaign: ReviewCampaignRow): Promise<Frame> {
  const stored = await runs.sql<StoredLine>(
    `WITH scope AS MATERIALIZED (${SCOPE}), lines AS (${WITH_PRACTITIONERS.replace('s.*', 's.*, s.id AS case_file_id')})
     SELECT ${LINE} FROM lines`,
    scopeOf(campaign),
  );
  return asFrame(campaign.id, await drawPlanOf(runs, campaign), stored, await goldOf(runs, campaign.id));
}
