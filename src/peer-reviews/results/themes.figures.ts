import type { IndicatorTopic } from '../../regulation';
import { average } from '../statistics/bootstrap';
import type { GradeStep } from '../statistics/inflation';
import { type WeightedShare, wilson } from '../statistics/proportions';
import type { GradeCounts } from './comparison.figures';
import type { ResultFacts } from './review-facts.types';

/** What the finalised files say of one indicator. */
export interface ThemeFigures {
  readonly topic: IndicatorTopic;
  /** Files to which it applies. */
  readonly files: number;
  readonly notApplicable: number;
  readonly grades: GradeCounts;
  /** On the campaign's scale; null where it applied to no file. */
  readonly mean: number | null;
  /** Share of files below 良好. */
  readonly weak: WeightedShare | null;
  readonly changedByReply: number;
  readonly improvementPoints: number;
}

const GOOD: GradeStep = 3;

/** Weakest first: where most files stay below 良好. */
export function themeFigures(
  results: readonly ResultFacts[],
  improvementPoints: ReadonlyMap<IndicatorTopic, number>,
): readonly ThemeFigures[] {
  const topics = [...new Set(results.flatMap(({ indicators }) => indicators.map(({ topic }) => topic)))];
  const themes = topics.map((topic): ThemeFigures => {
    const met = results.flatMap(({ indicators }) => indicators.filter((each) => each.topic === topic));
    const given = met.flatMap(({ result }) => (result ? [result] : []));
    const of = (step: GradeStep) => given.filter((each) => each.step === step).length;
    const weak = { hits: given.filter(({ step }) => step < GOOD).length, of: given.length };
    const interval = wilson(weak);
    return {
      topic,
      files: given.length,
      notApplicable: met.length - given.length,
      grades: { excellent: of(4), good: of(3), qualified: of(2), unqualified: of(1) },
      mean: given.length ? average(given.map(({ value }) => value)) : null,
      weak: interval && { value: weak.hits / weak.of, interval },
      changedByReply: met.filter(({ changedByReply }) => changedByReply).length,
      improvementPoints: improvementPoints.get(topic) ?? 0,
    };
  });
  return themes.sort((one, other) => (other.weak?.value ?? -1) - (one.weak?.value ?? -1));
}
