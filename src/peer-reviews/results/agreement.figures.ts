import type { SchemeKindCode } from '../../standards/scoring.rules';
import { alpha, weightedKappa } from '../statistics/agreement';
import { pairable, pairsIn } from '../statistics/agreement-data';
import type { Estimate } from '../statistics/estimate';
import type { Measure, ReadingFacts } from './review-facts.types';

export interface AgreementFigure {
  readonly measure: Measure;
  /** Krippendorff's: ordinal for grades, interval for points. */
  readonly alpha: Estimate;
  /** Quadratic, of grades (where points are given: of the grades that they lie in). */
  readonly kappa: Estimate;
  /** Files that two or more first readers have read. */
  readonly files: number;
  readonly pairs: number;
}

/**
 * LOW: measured below the line, of however few files. UNKNOWN: not measured, or not below it of too few files or of files
 * that hardly vary. Where all give the same everywhere, readers who look agree as well as readers who do not.
 */
export type Standing = 'ENOUGH' | 'LOW' | 'UNKNOWN';

export function standingOf({ alpha: found }: AgreementFigure, line: number): Standing {
  if (!found.estimable) return 'UNKNOWN';
  if (found.value < line) return 'LOW';
  return found.interval || found.intervalMissing === 'NO_DISAGREEMENT' ? 'ENOUGH' : 'UNKNOWN';
}

/** Measures that any reading holds, the whole first, then in the order of the indicators as they come. */
export function measuresIn(readings: readonly ReadingFacts[]): readonly Measure[] {
  const met = new Set<Measure>(['OVERALL']);
  for (const { values } of readings) for (const measure of values.keys()) met.add(measure);
  return [...met];
}

/**
 * How far independent readers agree on one measure. Third readers are left out: they read what others disagreed about, and
 * would make every campaign look worse than it is; gold files are left out by the caller, because they were chosen.
 */
export function agreementFigure(
  measure: Measure,
  readings: readonly ReadingFacts[],
  kind: SchemeKindCode,
  label: string,
): AgreementFigure {
  const of = (pick: 'value' | 'step') =>
    readings.flatMap(({ subject, reader, first, values }) => {
      const found = values.get(measure);
      return found && first ? [{ unit: subject, reader, value: found[pick] }] : [];
    });
  const units = pairable(of('value'));
  const how = { label: `${label}/${measure}` };
  return {
    measure,
    alpha: alpha(of('value'), kind === 'POINTS_100' ? 'INTERVAL' : 'ORDINAL', how),
    kappa: weightedKappa(of('step'), 'QUADRATIC', how),
    files: 'estimable' in units ? 0 : units.length,
    pairs: 'estimable' in units ? 0 : pairsIn(units),
  };
}
