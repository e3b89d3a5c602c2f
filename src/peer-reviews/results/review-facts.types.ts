import type { CaseKindCode, IndicatorTopic } from '../../regulation';
import type { GradeStep } from '../statistics/inflation';

/** What is measured: one of the eight by its topic, or the file as a whole. */
export type Measure = IndicatorTopic | 'OVERALL';

export interface MeasuredValue {
  /** On the campaign's scale: points, or grades as steps 1 to 4. */
  readonly value: number;
  /** As a grade: where points are given, by the bands of the scheme. */
  readonly step: GradeStep;
}

/** One submitted review, of its first round. What does not apply is left out. */
export interface ReadingFacts {
  readonly subject: string;
  /** The reader's key in the campaign. */
  readonly reader: string;
  /** One of the independent first readers; third readers are called because of what the others gave. */
  readonly first: boolean;
  /** Among the reader's own, by the order of submitting. */
  readonly place: number;
  readonly values: ReadonlyMap<Measure, MeasuredValue>;
}

/** What is known of a gold file, on the campaign's scale. */
export type GoldFacts = ReadonlyMap<Measure, number>;

/** Agency, kind of case and, where the campaign tells them apart, stage: files of one stratum had the same chance. */
export interface StratumKey {
  readonly agencyId: string;
  readonly caseKind: CaseKindCode;
  readonly stage: string | null;
}

/** Files of a stratum that the random part was drawn from. */
export interface FrameFacts extends StratumKey {
  readonly files: number;
}

/** A finalised file. */
export interface ResultFacts extends StratumKey {
  readonly caseFileId: string;
  readonly subject: string | null;
  /** Drawn by its stratum's share: only these stand for the agency's files. */
  readonly random: boolean;
  readonly grade: GradeStep;
  /** On the campaign's scale. */
  readonly value: number;
  readonly way: 'SINGLE' | 'AGREED' | 'THIRD_READER' | 'GROUP';
  readonly changedByReply: boolean;
  readonly indicators: readonly IndicatorFacts[];
}

export interface IndicatorFacts {
  readonly topic: IndicatorTopic;
  /** Null where it does not apply. */
  readonly result: MeasuredValue | null;
  readonly changedByReply: boolean;
}
