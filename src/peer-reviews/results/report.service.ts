import { agencyById, bureauById } from '../../organizations/place.loaders';
import { dayOf } from '../../platform/clock';
import type { Context } from '../../platform/context';
import { notFound } from '../../platform/refusal';
import type { IndicatorTopic } from '../../regulation';
import { visibleCampaign } from '../campaigns/campaign.access';
import type { ReviewCampaignRow } from '../campaigns/campaign.entity';
import { agreementOf, comparisonOf, inflationOf } from './figures.service';
import { type Ground, groundOf } from './ground';
import type { ReviewReportView, SampleView, SettlingView, WithdrawalView } from './report.types';
import type { ResultFacts } from './review-facts.types';
import type { Scale } from './scale';
import { shownShareOr } from './shown';
import { themeFigures } from './themes.figures';

/** The whole report, or null as if the campaign did not exist. A paired campaign that one does not see is refused. */
export async function reportOf(
  context: Context,
  campaignId: string,
  outsideCampaignId: string | null,
): Promise<ReviewReportView | null> {
  const campaign = await visibleCampaign(context, campaignId);
  if (!campaign) return null;
  const outside = outsideCampaignId === null ? null : await visibleCampaign(context, outsideCampaignId);
  if (outsideCampaignId !== null && !outside) throw notFound();
  const { scale } = await groundOf(context, campaign);
  const agreement = await agreementOf(context, campaign);
  const { view: comparison, results, frame } = await comparisonOf(context, campaign, []);
  const points = await improvementPoints(context, campaign, scale);
  const bureau = await context.load(bureauById, campaign.bureauId);
  const themes = themeFigures(results, frame, points);
  return {
    campaignId: campaign.id,
    title: campaign.title,
    bureau: bureau?.name ?? '',
    periodFrom: campaign.periodFrom,
    periodTo: campaign.periodTo,
    schemeKind: campaign.schemeKind,
    finalised: campaign.state === 'FINALISED',
    abandonedOn: campaign.abandonedAt && dayOf(campaign.abandonedAt),
    abandonReason: campaign.abandonReason,
    readersPerFile: campaign.readersPerFile,
    editions: await editionsOf(context, campaign),
    sample: await sampleOf(context, campaign, results),
    withdrawals: await withdrawalsOf(context, await groundOf(context, campaign)),
    agreement,
    comparison,
    themes: themes.map(({ weak, topic, ...theme }) => ({
      ...theme,
      topic,
      name: scale.names.get(topic) ?? topic,
      weak: shownShareOr(weak),
    })),
    settling: await settlingOf(context, campaign, results),
    inflation: outside && (await inflationOf(context, campaign, outside)),
  };
}

async function editionsOf(context: Context, { id }: ReviewCampaignRow): Promise<string[]> {
  const found = await context.read<{ title: string }>(
    `SELECT DISTINCT e.standard || ' ' || e.title || '；' || s.title AS title FROM campaign_edition c
       JOIN standard_edition e ON e.id = c.edition_id JOIN scoring_scheme s ON s.id = c.scheme_id WHERE c.campaign_id = $1 ORDER BY 1`,
    [id],
  );
  return found.map(({ title }) => title);
}

async function improvementPoints(
  context: Context,
  { id }: ReviewCampaignRow,
  scale: Scale,
): Promise<Map<IndicatorTopic, number>> {
  const found = await context.read<{ editionId: string; no: number; number: number }>(
    `SELECT c.edition_id AS "editionId", p.indicator_no AS no, count(*)::int AS number FROM improvement_point p
       JOIN campaign_frame f USING (campaign_id, case_file_id) JOIN campaign_edition c ON c.campaign_id = p.campaign_id AND c.case_kind = f.case_kind
      WHERE p.campaign_id = $1 GROUP BY 1, 2 ORDER BY 1, 2`,
    [id],
  );
  const points = new Map<IndicatorTopic, number>();
  for (const { editionId, no, number } of found) {
    const topic = scale.topicOf(editionId, no);
    points.set(topic, (points.get(topic) ?? 0) + number);
  }
  return points;
}

async function sampleOf(
  context: Context,
  { id }: ReviewCampaignRow,
  results: readonly ResultFacts[],
): Promise<SampleView> {
  const [counts] = await context.read<Omit<SampleView, 'finalised'>>(
    `SELECT (SELECT count(*)::int FROM campaign_frame WHERE campaign_id = $1 AND in_frame) AS frame,
            count(*) FILTER (WHERE part = 'RANDOM')::int AS random, count(*) FILTER (WHERE part = 'COVERAGE')::int AS coverage,
            count(*) FILTER (WHERE part = 'TARGETED')::int AS targeted, count(*) FILTER (WHERE part = 'GOLD')::int AS gold FROM campaign_draw WHERE campaign_id = $1`,
    [id],
  );
  return { frame: 0, random: 0, coverage: 0, targeted: 0, gold: 0, ...counts, finalised: results.length };
}

/**
 * Files that were taken out, as they stood in the frame. While files are still read under pseudonyms it is not told: a stratum
 * of one would say which pseudonym it was.
 */
async function withdrawalsOf(context: Context, { campaign, subjects }: Ground): Promise<WithdrawalView[]> {
  if (!['FINALISED', 'ABANDONED'].includes(campaign.state)) return [];
  const found = await context.read<Omit<WithdrawalView, 'agency'>>(
    `SELECT f.agency_id AS "agencyId", f.case_kind AS "caseKind", count(*)::int AS files,
            count(*) FILTER (WHERE EXISTS (SELECT FROM review.submission n WHERE n.subject_id = t.subject))::int AS reviewed,
            count(*) FILTER (WHERE EXISTS (SELECT FROM review.settlement n WHERE n.subject_id = t.subject))::int AS settled,
            array_agg(DISTINCT w.ground) AS grounds
       FROM unnest($2::uuid[], $3::uuid[]) AS t (subject, file) JOIN review_withdrawal w ON w.subject_id = t.subject AND w.outcome = 'WITHDRAWN'
       JOIN campaign_frame f ON f.campaign_id = $1 AND f.case_file_id = t.file GROUP BY 1, 2 ORDER BY 1, 2`,
    [campaign.id, subjects.map(({ subject }) => subject), subjects.map(({ caseFileId }) => caseFileId)],
  );
  const agencies = await Promise.all(found.map(({ agencyId }) => context.load(agencyById, agencyId)));
  return found.map((each, at) => ({ ...each, agency: agencies[at]?.name ?? '' }));
}

async function settlingOf(
  context: Context,
  { id }: ReviewCampaignRow,
  results: readonly ResultFacts[],
): Promise<SettlingView> {
  const [counts] = await context.read<Omit<SettlingView, 'single' | 'agreed' | 'thirdReader' | 'group'>>(
    `SELECT (SELECT count(*)::int FROM campaign_pool_change WHERE campaign_id = $1) AS "poolChanges",
            (SELECT count(*)::int FROM review.subject s JOIN review.reading r ON r.subject_id = s.id WHERE s.campaign_id = $1 AND r.state = 'STOPPED' AND r.stopped_reason <> 'FILE_WITHDRAWN'
               AND (EXISTS (SELECT FROM review.submission n WHERE n.reading_id = r.id) OR EXISTS (SELECT FROM review.vote v WHERE v.reading_id = r.id))) AS "stoppedAfterSubmission",
            (SELECT count(*)::int FROM review.subject s JOIN review.reading r ON r.subject_id = s.id JOIN review.reopening o ON o.reading_id = r.id WHERE s.campaign_id = $1 AND r.part <> 'GROUP') AS reopened,
            (SELECT count(*)::int FROM review.subject s JOIN review.settlement t ON t.subject_id = s.id AND t.way = 'GROUP' WHERE s.campaign_id = $1
               AND EXISTS (SELECT FROM review.settlement n WHERE n.subject_id = s.id AND n.round > t.round)) AS "groupReplaced",
            (SELECT count(*)::int FROM review_reply WHERE campaign_id = $1) AS replies,
            (SELECT count(*)::int FROM review_reply r JOIN review_reply_decision d ON d.reply_id = r.id WHERE r.campaign_id = $1 AND d.outcome = 'CHANGED') AS "repliesChanged",
            (SELECT count(*)::int FROM improvement_point WHERE campaign_id = $1) AS "improvementPoints",
            (SELECT count(*)::int FROM improvement_point WHERE campaign_id = $1 AND ticked_at IS NOT NULL) AS "improvementsTicked"`,
    [id],
  );
  const by = (way: ResultFacts['way']) => results.filter((result) => result.way === way).length;
  return {
    single: by('SINGLE'),
    agreed: by('AGREED'),
    thirdReader: by('THIRD_READER'),
    group: by('GROUP'),
    poolChanges: 0,
    stoppedAfterSubmission: 0,
    reopened: 0,
    groupReplaced: 0,
    replies: 0,
    repliesChanged: 0,
    improvementPoints: 0,
    improvementsTicked: 0,
    ...counts,
  };
}

/** Names of the agencies that a report speaks of. */
export async function agencyNames(context: Context, report: ReviewReportView): Promise<Map<string, string>> {
  const { agencies, agenciesByKind, differences } = report.comparison;
  const ids = new Set(
    [...(agencies ?? []), ...(agenciesByKind ?? []), ...(differences ?? [])].map((row) => row.agencyId),
  );
  const known = [...ids].filter((id) => id !== null);
  const found = await Promise.all(known.map((id) => context.load(agencyById, id)));
  return new Map(known.map((id, at) => [id, found[at]?.name ?? '']));
}
