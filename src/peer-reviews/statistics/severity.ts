import { Designs } from './additive-design';
import { AdditiveFit, type Cluster } from './additive-fit';
import { average } from './bootstrap';
import { around } from './distributions';
import { type Estimate, estimated, LEVEL, notEstimable } from './estimate';
import { FEWEST_SHARED, type ReaderGroup, readerGroups, type SeverityReading } from './reader-groups';
import { weightedMean } from './weighted-mean';

export interface ReaderSeverity {
  readonly reader: string;
  /** Readings that say something of the reader: of shared files and gold files. */
  readonly readings: number;
  /** Readers with the same number may be compared with each other, others not; null: with nobody. */
  readonly group: number | null;
  /** GOLD: against the known values; GROUP: against the mean of the readers of the group. */
  readonly against: 'GOLD' | 'GROUP';
  /** Above 0: scores higher than it should be (lenient); below 0: lower (severe). */
  readonly severity: Estimate;
  /** Second half of the reader's readings less the first. */
  readonly drift: Estimate;
}

/** A reader with fewer shared files than this has no two halves to speak of (HOUSE). */
const FEWEST_FOR_DRIFT = 6;

interface FittedGroup {
  readonly group: ReaderGroup;
  readonly fit: AdditiveFit;
  readonly column: ReadonlyMap<string, number>;
}

/** Readings less what their readers usually give too much or too little: score = quality of the file + reader + noise. */
export class Severity {
  private readonly groups: readonly FittedGroup[];
  private readonly byReader = new Map<string, number>();
  private readonly byFile = new Map<string, SeverityReading[]>();

  constructor(
    private readonly readings: readonly SeverityReading[],
    private readonly gold: ReadonlyMap<string, number> = new Map(),
    /** Shared by models of the same readings. */
    private readonly designs: Designs = new Designs(),
  ) {
    for (const reading of readings) {
      const met = this.byFile.get(reading.file);
      if (met) met.push(reading);
      else this.byFile.set(reading.file, [reading]);
    }
    this.groups = readerGroups(readings, gold).map((group, number) => {
      const column = new Map(group.readers.map((reader, at) => [reader, at]));
      for (const reader of group.readers) this.byReader.set(reader, number);
      const clusters = this.clusters(group.readings, ({ reader }) => [[column.get(reader)!, 1]]);
      return { group, column, fit: this.fitted(clusters, column.size) };
    });
  }

  private fitted(clusters: readonly Cluster[], parameters: number): AdditiveFit {
    return new AdditiveFit(this.designs.of(clusters, parameters), clusters);
  }

  private clusters(
    readings: readonly SeverityReading[],
    terms: (reading: SeverityReading) => readonly (readonly [number, number])[],
  ): Cluster[] {
    const files = new Map<string, SeverityReading[]>();
    for (const reading of readings) {
      const met = files.get(reading.file);
      if (met) met.push(reading);
      else files.set(reading.file, [reading]);
    }
    return [...files].map(([file, rows]) => ({
      known: this.gold.has(file),
      rows: rows.map((reading) => ({ terms: terms(reading), score: reading.score - (this.gold.get(file) ?? 0) })),
    }));
  }

  /** Every reader who has read anything, in the order of their keys. */
  readers(): readonly ReaderSeverity[] {
    const drifts = new Map(this.groups.flatMap((group) => [...this.drifts(group)]));
    return [...new Set(this.readings.map(({ reader }) => reader))].sort().map((reader) => {
      const number = this.byReader.get(reader) ?? null;
      if (number === null) return this.alone(reader);
      const { group, column, fit } = this.groups[number]!;
      return {
        reader,
        readings: group.readings.filter((reading) => reading.reader === reader).length,
        group: number,
        against: group.anchored ? ('GOLD' as const) : ('GROUP' as const),
        severity: fit.estimate(contrast(column.get(reader)!, column.size, group.anchored ? [] : [...column.values()])),
        drift: drifts.get(reader) ?? notEstimable('TOO_FEW_FILES'),
      };
    });
  }

  private alone(reader: string): ReaderSeverity {
    const own = this.readings.filter((reading) => reading.reader === reader);
    const shared = own.filter(({ file }) => this.gold.has(file) || this.byFile.get(file)!.length > 1);
    const reason = shared.length < FEWEST_SHARED ? 'TOO_FEW_FILES' : 'NOT_CONNECTED';
    const none = notEstimable(reason);
    return { reader, readings: shared.length, group: null, against: 'GROUP', severity: none, drift: none };
  }

  /** A second model with a step between the halves of each reader who has enough readings. */
  private *drifts({ group, column }: FittedGroup): Generator<readonly [string, Estimate]> {
    const halves = new Map<SeverityReading, number>();
    const drifting = new Map<string, number>();
    for (const reader of group.readers) {
      const own = group.readings.filter((reading) => reading.reader === reader);
      if (own.length < FEWEST_FOR_DRIFT || own.some(({ place }) => place === null || place === undefined)) continue;
      drifting.set(reader, column.size + drifting.size);
      own.sort((one, other) => one.place! - other.place!);
      own.forEach((reading, at) => {
        halves.set(reading, Math.sign(at - (own.length - 1) / 2) / 2);
      });
    }
    if (drifting.size === 0) return;
    const fit = this.fitted(
      this.clusters(group.readings, (reading) => {
        const own: (readonly [number, number])[] = [[column.get(reading.reader)!, 1]];
        const step = drifting.get(reading.reader);
        return step === undefined ? own : [...own, [step, halves.get(reading)!]];
      }),
      column.size + drifting.size,
    );
    for (const [reader, at] of drifting) {
      const size = column.size + drifting.size;
      // Without gold, that all readers drift alike cannot be seen: then each is held against the mean of the group.
      yield [reader, fit.estimate(contrast(at, size, group.anchored ? [] : [...drifting.values()]))];
    }
  }

  /**
   * Mean of several files' adjusted scores, each counting by its weight. The interval holds both how far the files lie apart and how well the
   * readers' severities are known. Not estimable where the files were read by groups that cannot be compared.
   */
  adjustedMean(files: readonly string[], level = LEVEL, weightOf: (file: string) => number = () => 1): Estimate {
    const parts = files.map((file) => this.parts(file, weightOf(file)));
    const known = parts.filter((part) => part !== null);
    if (files.length === 0) return notEstimable('NO_PAIRS');
    if (known.length < files.length || new Set(known.map(({ group }) => group)).size > 1) {
      return notEstimable('NOT_CONNECTED');
    }
    const mean = weightedMean(known);
    if (!mean) return notEstimable('NO_PAIRS');
    if (mean.variance === null) return estimated(mean.value, 'TOO_FEW_FILES');
    const { fit, column } = this.groups[known[0]!.group]!;
    const mix = new Float64Array(column.size);
    const whole = known.reduce((sum, { weight }) => sum + weight, 0);
    for (const part of known) {
      part.mix.forEach((share, at) => {
        mix[at]! += (share * part.weight) / whole;
      });
    }
    const variance = mean.variance + fit.noise * fit.unitVariance(mix);
    return estimated(mean.value, around(mean.value, variance, mean.size - 1, level));
  }

  private parts(file: string, weight: number) {
    const rows = this.byFile.get(file) ?? [];
    const group = rows.length > 0 ? this.byReader.get(rows[0]!.reader) : undefined;
    if (group === undefined || rows.some(({ reader }) => this.byReader.get(reader) !== group)) return null;
    const { fit, column } = this.groups[group]!;
    const mix = new Float64Array(column.size);
    for (const { reader } of rows) mix[column.get(reader)!]! += 1 / rows.length;
    const value = average(rows.map(({ reader, score }) => score - fit.theta[column.get(reader)!]!));
    return { value, mix, group, weight };
  }
}

/** One parameter, less the mean of those that it is held against. */
function contrast(at: number, size: number, against: readonly number[]): Float64Array {
  const result = new Float64Array(size);
  result[at] = 1;
  for (const other of against) result[other]! -= 1 / against.length;
  return result;
}
