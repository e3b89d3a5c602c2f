import type { IndicatorTopic } from '../../regulation';
import type { GradeStep } from '../statistics/inflation';
import { shareOfWeighted, type WeightedShare } from '../statistics/proportions';
import { weightedMean } from '../statistics/weighted-mean';
import { type GradeCounts, unreadIn, weighted } from './comparison.figures';
import type { FrameFacts, ResultFacts } from './review-facts.types';

/** What the finalised files say of one indicator. */
export interface ThemeFigures {
  readonly topic: IndicatorTopic;
  /** Files to which it applies. */
  readonly files: number;
  readonly notApplicable: number;
  readonly grades: GradeCounts;
  /** On the campaign's scale, in the frame; null where nothing drawn by chance speaks for it. */
  readonly mean: number | null;
  /** Share of the frame's files below 良好; null likewise. */
  readonly weak: WeightedShare | null;
  readonly changedByReply: number;
  readonly improvementPoints: number;
}

const GOOD: GradeStep = 3;

/**
 * Weakest first: where most files stay below 良好. Counts are of all files; means and shares speak of the frame, so that only what
 * chance drew counts in them, by the files it stands for: files added for a reason are mostly the bad ones.
 */
export function themeFigures(
  results: readonly ResultFacts[],
  frame: readonly FrameFacts[],
  improvementPoints: ReadonlyMap<IndicatorTopic, number>,
): readonly ThemeFigures[] {
  const topics = [...new Set(results.flatMap(({ indicators }) => indicators.map(({ topic }) => topic)))];
  const random = results.filter((each) => each.random);
  const counted = unreadIn(random, frame).length ? [] : weighted(random, frame);
  const themes = topics.map((topic) => {
    const met = results.flatMap(({ indicators }) => indicators.filter((each) => each.topic === topic));
    const given = met.flatMap(({ result }) => (result ? [result] : []));
    const of = (step: GradeStep) => given.filter((each) => each.step === step).length;
    const drawn = counted.flatMap(({ indicators, weight }) =>
      indicators.flatMap((each) => (each.topic === topic && each.result ? [{ ...each.result, weight }] : [])),
    );
    const figures: ThemeFigures = {
      topic,
      files: given.length,
      notApplicable: met.length - given.length,
      grades: { excellent: of(4), good: of(3), qualified: of(2), unqualified: of(1) },
      mean: weightedMean(drawn)?.value ?? null,
      weak: shareOfWeighted(drawn.map(({ step, weight }) => ({ hit: step < GOOD, weight }))),
      changedByReply: met.filter(({ changedByReply }) => changedByReply).length,
      improvementPoints: improvementPoints.get(topic) ?? 0,
    };
    const share = given.length ? (of(2) + of(1)) / given.length : -1;
    return { figures, order: figures.weak?.value ?? share };
  });
  return themes.sort((one, other) => other.order - one.order).map(({ figures }) => figures);
}
