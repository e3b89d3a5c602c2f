import type { Context } from '../../platform/context';
import type { IndicatorTopic } from '../../regulation';
import { fraction, GRADES, type GradeCode, gradeOf } from '../../standards/scoring.rules';
import { type WeightsAndBands, weightsAndBands } from '../../standards/weights-and-bands';
import type { ReviewCampaignRow } from '../campaigns/campaign.entity';
import type { GradeStep } from '../statistics/inflation';
import type { MeasuredValue } from './review-facts.types';

export const stepOf = (grade: GradeCode): GradeStep => (GRADES.length - GRADES.indexOf(grade)) as GradeStep;

/** What is needed of editions and schemes to read a value. */
export interface Scale {
  readonly byPoints: boolean;
  topicOf(editionId: string, no: number): IndicatorTopic;
  stepOfPoints(schemeId: string, numerator: number, denominator: number): GradeStep;
  weightOf(schemeId: string, no: number): number;
  /** Names of the indicators, by topic, as the editions have them. */
  readonly names: ReadonlyMap<IndicatorTopic, string>;
}

export async function scaleOf(context: Context, campaign: ReviewCampaignRow): Promise<Scale> {
  const indicators = await context.read<{ editionId: string; no: number; topic: IndicatorTopic; name: string }>(
    `SELECT DISTINCT i.edition_id AS "editionId", i.no, i.topic, i.name FROM campaign_edition c JOIN standard_indicator i ON i.edition_id = c.edition_id
      WHERE c.campaign_id = $1 ORDER BY i.no, i.edition_id`,
    [campaign.id],
  );
  const schemes = await context.read<WeightsAndBands & { readonly id: string }>(
    `SELECT s.id, ${weightsAndBands('s.id')}
       FROM scoring_scheme s WHERE s.id IN (SELECT scheme_id FROM campaign_edition WHERE campaign_id = $1)`,
    [campaign.id],
  );
  const topics = new Map(indicators.map(({ editionId, no, topic }) => [`${editionId} ${no}`, topic]));
  const byId = new Map(schemes.map(({ id, weights, bands }) => [id, { weights: new Map(weights), bands }]));
  const names = new Map<IndicatorTopic, string>();
  for (const { topic, name } of indicators) {
    const known = names.get(topic);
    if (known === undefined) names.set(topic, name);
    else if (!known.split('／').includes(name)) names.set(topic, `${known}／${name}`);
  }
  return {
    byPoints: campaign.schemeKind === 'POINTS_100',
    names,
    topicOf(editionId, no) {
      const topic = topics.get(`${editionId} ${no}`);
      if (!topic) throw new Error(`no indicator ${no} in ${editionId}`);
      return topic;
    },
    stepOfPoints: (schemeId, numerator, denominator) =>
      stepOf(gradeOf(byId.get(schemeId)?.bands ?? [], fraction(numerator, denominator))),
    weightOf: (schemeId, no) => byId.get(schemeId)?.weights.get(no) ?? 0,
  };
}

export interface ScoreLine {
  readonly no: number;
  readonly points: number | null;
  readonly grade: GradeCode | null;
}

export function measured(scale: Scale, schemeId: string, { points, grade }: Omit<ScoreLine, 'no'>): MeasuredValue {
  if (points !== null) return { value: points, step: scale.stepOfPoints(schemeId, points, 1) };
  const step = stepOf(grade as GradeCode);
  return { value: step, step };
}
