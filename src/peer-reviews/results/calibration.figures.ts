import { Designs } from '../statistics/additive-design';
import type { Estimate, Interval } from '../statistics/estimate';
import { wilson } from '../statistics/proportions';
import type { SeverityReading } from '../statistics/reader-groups';
import { type ReaderSeverity, Severity } from '../statistics/severity';
import type { GoldFacts, Measure, ReadingFacts } from './review-facts.types';

export interface SeverityFigure {
  readonly measure: Measure;
  readonly readings: number;
  readonly group: number | null;
  readonly against: 'GOLD' | 'GROUP';
  readonly severity: Estimate;
  readonly drift: Estimate;
}

export interface GoldDistance {
  readonly files: number;
  /** Gold files to which the reader gave the known grade. */
  readonly sameGrade: number;
  /** Mean of |given − known| on the campaign's scale; null without gold files. */
  readonly meanDistance: number | null;
}

/**
 * Fewer files with replies than this, and the numbers beside a name would tell who read which of them: then they are
 * withheld (HOUSE).
 */
const FEWEST_REPLIED = 5;

/** Replies about files that the reader read. */
export interface RepliesMet {
  readonly decided: number;
  readonly changed: number;
  /** Of the share changed. */
  readonly interval: Interval | null;
}

export interface ReaderFigures {
  readonly reader: string;
  readonly reviews: number;
  readonly figures: readonly SeverityFigure[];
  readonly gold: GoldDistance;
  /** Null where too few files had replies. */
  readonly replies: RepliesMet | null;
}

/** The additive model of one measure: first readings and gold files. */
export function severityOf(
  measure: Measure,
  readings: readonly ReadingFacts[],
  gold: ReadonlyMap<string, GoldFacts>,
  designs = new Designs(),
): Severity {
  const rows = readings.flatMap(({ subject, reader, first, place, values }): SeverityReading[] => {
    const found = values.get(measure);
    // Third readers are called where others were low or apart: beside those they would look lenient without being so.
    return found && first ? [{ file: subject, reader, place, score: found.value }] : [];
  });
  const known = new Map<string, number>();
  for (const [subject, values] of gold) {
    const value = values.get(measure);
    if (value !== undefined) known.set(subject, value);
  }
  return new Severity(rows, known, designs);
}

export interface Replied {
  readonly subject: string;
  readonly changed: boolean;
}

export interface MeasuredReaders {
  readonly measure: Measure;
  readonly byReader: ReadonlyMap<string, ReaderSeverity>;
}

export const measuredReaders = (
  measure: Measure,
  readings: readonly ReadingFacts[],
  gold: ReadonlyMap<string, GoldFacts>,
  designs: Designs,
): MeasuredReaders => ({
  measure,
  byReader: new Map(
    severityOf(measure, readings, gold, designs)
      .readers()
      .map((found) => [found.reader, found]),
  ),
});

/** Each reader's severity by indicator and as a whole, drift, distance to gold, and what became of replies. */
export function readerFigures(
  readings: readonly ReadingFacts[],
  models: readonly MeasuredReaders[],
  gold: ReadonlyMap<string, GoldFacts>,
  goldGrades: ReadonlyMap<string, number>,
  replies: readonly Replied[],
): readonly ReaderFigures[] {
  const told = new Set(replies.map(({ subject }) => subject)).size >= FEWEST_REPLIED;
  return [...new Set(readings.map(({ reader }) => reader))].sort().map((reader) => {
    const own = readings.filter((reading) => reading.reader === reader);
    const read = new Set(own.map(({ subject }) => subject));
    const met = replies.filter(({ subject }) => read.has(subject));
    const changed = met.filter((reply) => reply.changed).length;
    return {
      reader,
      reviews: own.length,
      figures: models.flatMap(({ measure, byReader }) => {
        const found = byReader.get(reader);
        return found ? [{ ...found, measure }] : [];
      }),
      gold: goldDistance(own, gold, goldGrades),
      replies: told ? { decided: met.length, changed, interval: wilson({ hits: changed, of: met.length }) } : null,
    };
  });
}

function goldDistance(
  own: readonly ReadingFacts[],
  gold: ReadonlyMap<string, GoldFacts>,
  grades: ReadonlyMap<string, number>,
): GoldDistance {
  const known = own.filter(({ subject }) => grades.has(subject));
  const distances = known.flatMap(({ subject, values }) => {
    const [given, value] = [values.get('OVERALL'), gold.get(subject)?.get('OVERALL')];
    return given && value !== undefined ? [Math.abs(given.value - value)] : [];
  });
  return {
    files: known.length,
    sameGrade: known.filter(({ subject, values }) => values.get('OVERALL')?.step === grades.get(subject)).length,
    meanDistance: distances.length ? distances.reduce((sum, each) => sum + each, 0) / distances.length : null,
  };
}
