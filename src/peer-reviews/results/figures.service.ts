import { setImmediate } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Batch, Context } from '../../platform/context';
import type { ReviewCampaignRow } from '../campaigns/campaign.entity';
import { overturnedByReader } from '../replies/overturned';
import { Designs } from '../statistics/additive-design';
import { type GradedTwice, inflation } from '../statistics/inflation';
import { type AgreementFigure, agreementFigure, measuresIn, standingOf } from './agreement.figures';
import type {
  AgreementView,
  CampaignComparisonView,
  DifferenceView,
  EstimateView,
  GroupView,
  InflationGapView,
  ReaderCalibrationView,
  ReviewAgreementView,
  WithheldView,
} from './agreement.types';
import { type MeasuredReaders, measuredReaders, readerFigures, severityOf } from './calibration.figures';
import {
  type AgencyDifference,
  againstTheRest,
  comparisonFigures,
  type GroupFigures,
  pairwise,
} from './comparison.figures';
import { type CampaignKey, type Ground, groundOf, nameOf } from './ground';
import { gatherFrame, gatherReplies, gatherResults } from './review.gather';
import type { FrameFacts, Measure, ResultFacts } from './review-facts.types';
import { scaleOf } from './scale';
import { shownEstimate, shownMean, shownShare, shownShareOr } from './shown';
import { readerPersons } from './vault.gather';

const topicOf = (measure: Measure) => (measure === 'OVERALL' ? null : measure);

/** A finalised campaign's readings change no more: its resampling is done once in a process. */
const finalAgreements = new LRUCache<string, ReviewAgreementView>({ max: 200 });

async function resampledOnce(ground: Ground): Promise<ReviewAgreementView> {
  const { campaign, readings, subjects } = ground;
  if (campaign.state !== 'FINALISED') return resampledAgreement(ground);
  const key = `${campaign.id} ${campaign.agreementLine} ${readings.length} ${subjects.length}`;
  const known = finalAgreements.get(key) ?? (await resampledAgreement(ground));
  finalAgreements.set(key, known);
  return known;
}

async function resampledAgreement({
  campaign,
  scale,
  subjects,
  readings,
  laterRounds,
}: Ground): Promise<ReviewAgreementView> {
  const golden = new Set(subjects.filter(({ goldId }) => goldId !== null).map(({ subject }) => subject));
  const drawn = readings.filter(({ subject }) => !golden.has(subject));
  const figures: AgreementFigure[] = [];
  for (const measure of measuresIn(drawn)) {
    figures.push(agreementFigure(measure, drawn, campaign.schemeKind, campaign.id));
    // Resampling takes its time: whoever else asks comes in between.
    await setImmediate();
  }
  const line = campaign.agreementLine / 100;
  const shown = (figure: AgreementFigure): AgreementView => ({
    topic: topicOf(figure.measure),
    name: nameOf(scale, figure.measure),
    alpha: shownEstimate(figure.alpha),
    kappa: shownEstimate(figure.kappa),
    files: figure.files,
    pairs: figure.pairs,
    standing: standingOf(figure, line),
  });
  const [overall, ...indicators] = figures.map(shown);
  return { campaignId: campaign.id, line, laterRounds, overall: overall!, indicators };
}

const agreementByCampaign: Batch<string, ReviewAgreementView> = {
  name: 'agreement by campaign',
  fetch: (context, campaignIds) =>
    Promise.all(campaignIds.map(async (id) => resampledOnce(await groundOf(context, { id })))),
};

/** Once in a request: a report and a comparison ask for it too. */
export const agreementOf = (context: Context, { id }: CampaignKey): Promise<ReviewAgreementView> =>
  context.load(agreementByCampaign, id);

/** Every reader of the campaign who has submitted anything, by name. */
export async function calibrationOf(context: Context, key: CampaignKey): Promise<ReaderCalibrationView[]> {
  const { campaign, scale, subjects, readings, gold } = await groundOf(context, key);
  const persons = new Map((await readerPersons(context, campaign.id)).map((person) => [person.reader, person]));
  const replies = await gatherReplies(context, campaign.id, subjects);
  const overturned = await overturnedByReader(context, campaign.id);
  const models: MeasuredReaders[] = [];
  const designs = new Designs();
  for (const measure of measuresIn(readings)) {
    models.push(measuredReaders(measure, readings, gold.values, designs));
    await setImmediate();
  }
  return readerFigures(readings, models, gold.values, gold.grades, replies)
    .map(({ reader, reviews, figures, gold: known, replies: met }) => ({
      reviewerId: persons.get(reader)?.reviewerId ?? '',
      name: persons.get(reader)?.name ?? '',
      reviews,
      figures: figures.map(({ measure, severity, drift, readings: used, group, against }) => ({
        topic: topicOf(measure),
        name: nameOf(scale, measure),
        readings: used,
        group,
        against,
        severity: shownEstimate(severity),
        drift: shownEstimate(drift),
      })),
      goldFiles: known.files,
      goldSameGrade: known.sameGrade,
      goldMeanDistance: known.meanDistance,
      repliesDecided: met?.decided ?? null,
      repliesChanged: met?.changed ?? null,
      overturned: met && (overturned.get(reader)?.overturned ?? 0),
      changedShare: met?.interval ? shownShare({ value: met.changed / met.decided, interval: met.interval }) : null,
    }))
    .sort((one, other) => (one.reviewerId < other.reviewerId ? -1 : 1));
}

const ABANDONED: WithheldView = { code: 'ABANDONED', message: '评估活动已放弃，没有结果，也没有比较', figures: [] };

const UNVARIED: readonly EstimateView['missing'][] = ['NO_VARIATION', 'TOO_LITTLE_VARIATION'];

/** What is left of a frame of which whole strata have no result stands for no agency's files. */
function unreadOf({ unreadStrata, unreadFiles }: GroupFigures): WithheldView | null {
  if (unreadStrata === 0) return null;
  const message = `名册中有${unreadStrata}层共${unreadFiles}卷没有一卷评出结果，其余的不能代表名册；不提供机构之间的比较`;
  return { code: 'STRATUM_UNREAD', message, figures: [] };
}

/** Agencies are compared only where readers agree: on the whole, and on every indicator of which it is known. */
export function withheldOf(agreement: ReviewAgreementView, finalised: boolean): WithheldView | null {
  if (!finalised) return { code: 'NOT_FINALISED', message: '结果确定以后才有比较', figures: [] };
  const all = [agreement.overall, ...agreement.indicators];
  const low = all.filter(({ standing }) => standing === 'LOW');
  const names = (figures: readonly AgreementView[]) => figures.map(({ name }) => name).join('、');
  if (low.length > 0) {
    const message = `评估人之间的一致性低于本次评估的线（α ${agreement.line.toFixed(2)}）：${names(low)}；不提供机构之间的比较`;
    return { code: 'AGREEMENT_TOO_LOW', message, figures: low };
  }
  if (agreement.overall.standing === 'UNKNOWN') {
    const same = UNVARIED.includes(agreement.overall.alpha.missing);
    const message = `${same ? '各案卷评得全部（几乎）一样，看不出评估人是真一致还是没有细看' : '两人以上独立评过的案卷不足，无法判断评估人之间是否一致'}；不提供机构之间的比较`;
    return { code: 'AGREEMENT_UNKNOWN', message, figures: [agreement.overall] };
  }
  return null;
}

const shownGroup =
  (byPoints: boolean) =>
  (figures: GroupFigures): GroupView => ({
    ...figures,
    agency: null,
    goodRate: shownShareOr(figures.goodRate),
    official: shownMean(figures.official, byPoints),
    adjusted: shownMean(figures.adjusted, byPoints),
  });

const shownDifference = ({ agencyId, otherId, difference }: AgencyDifference): DifferenceView => ({
  agencyId,
  otherId,
  agency: null,
  other: null,
  difference: shownShare(difference),
  distinguishable: difference.distinguishable,
});

export interface Compared {
  readonly view: CampaignComparisonView;
  readonly results: readonly ResultFacts[];
  readonly frame: readonly FrameFacts[];
}

export async function comparisonOf(context: Context, key: CampaignKey, named: readonly string[]): Promise<Compared> {
  const { campaign, scale, subjects, readings, gold } = await groundOf(context, key);
  const finalised = campaign.state === 'FINALISED';
  const early = withheldOf(await agreementOf(context, key), finalised);
  const without = { agencies: null, agenciesByKind: null, differences: null, between: null };
  const nothing = { campaignId: campaign.id, ...without, withheld: early };
  if (!finalised) {
    const ended = campaign.abandonedAt ? ABANDONED : early;
    return { view: { ...nothing, withheld: ended, campaign: null, kinds: [] }, results: [], frame: [] };
  }
  const results = await gatherResults(context, campaign, scale, subjects);
  const frame = await gatherFrame(context, campaign);
  const figures = comparisonFigures(results, frame, severityOf('OVERALL', readings, gold.values));
  const shown = shownGroup(scale.byPoints);
  const withheld = early ?? unreadOf(figures.campaign);
  const all = { withheld, campaign: shown(figures.campaign), kinds: figures.kinds.map(shown) };
  if (withheld) return { view: { ...nothing, ...all }, results, frame };
  const view = {
    ...nothing,
    ...all,
    agencies: figures.agencies.map(shown),
    agenciesByKind: figures.agenciesByKind.map(shown),
    differences: againstTheRest(results, frame).map(shownDifference),
    between: pairwise(results, frame, named).map(shownDifference),
  };
  return { view, results, frame };
}

/** The same files in two finalised campaigns. */
export async function inflationOf(
  context: Context,
  local: ReviewCampaignRow,
  outside: ReviewCampaignRow,
): Promise<InflationGapView> {
  const [ours, theirs] = [
    await gatherResults(context, local, await scaleOf(context, local), []),
    await gatherResults(context, outside, await scaleOf(context, outside), []),
  ];
  const byPoints = local.schemeKind === 'POINTS_100' && outside.schemeKind === 'POINTS_100';
  const side = ({ grade, value }: ResultFacts) => ({ grade, points: byPoints ? value : null });
  const byFile = new Map(theirs.map((result) => [result.caseFileId, result]));
  const files = ours.flatMap((result): GradedTwice[] => {
    const other = byFile.get(result.caseFileId);
    return other ? [{ local: side(result), outside: side(other) }] : [];
  });
  const gap = inflation(files, { label: `${local.id}/${outside.id}` });
  return {
    localCampaignId: local.id,
    outsideCampaignId: outside.id,
    files: gap.files,
    steps: shownEstimate(gap.steps),
    points: shownEstimate(gap.points),
    localGood: gap.localGood,
    outsideGood: gap.outsideGood,
    goodRate: gap.goodRate && shownShare(gap.goodRate),
    distinguishable: gap.apart,
  };
}
