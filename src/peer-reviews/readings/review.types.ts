import type { CaseKindCode, CaseStageCode, StageApplicability } from '../../regulation';
import type { GradeCode, SchemeKindCode } from '../../standards/scoring.rules';

export const READING_STATES = ['ASSIGNED', 'SUBMITTED', 'STOPPED'] as const;
export type ReadingStateCode = (typeof READING_STATES)[number];

export const READING_PARTS = ['READER', 'THIRD', 'GROUP'] as const;
export type ReadingPartCode = (typeof READING_PARTS)[number];

export const INDICATOR_NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8] as const;
/** Where the overall opinion is kept among the drafts. */
export const OVERALL = 0;

/** Where the file shows it: a page of a paper, or that the file lacks it. */
export interface Anchor {
  readonly paperId: string | null;
  readonly page: number | null;
  readonly absent: boolean;
}

/** What a reader has so far on one indicator, or on the whole (then `reason` is the overall opinion). */
export interface DraftValue {
  readonly points: number | null;
  readonly grade: GradeCode | null;
  readonly notApplicable: boolean;
  readonly reason: string;
  readonly evidence: readonly Anchor[];
}

export interface Draft {
  readonly indicatorNo: number;
  readonly version: number;
  readonly value: DraftValue;
}

export interface PaperFacts {
  readonly id: string;
  readonly pages: number;
  readonly state: 'READY' | 'WITHHELD';
}

export interface IndicatorFacts {
  readonly no: number;
  readonly applicability: StageApplicability | null;
}

/** What a review is judged by; of a file under its pseudonym. */
export interface ReviewFacts {
  readonly schemeKind: SchemeKindCode;
  readonly caseKind: CaseKindCode;
  readonly stage: CaseStageCode;
  readonly hearingHeld: boolean | null;
  readonly indicators: readonly IndicatorFacts[];
  readonly papers: readonly PaperFacts[];
  /** Of who reads: it stands in nothing that the practitioner or another reader gets to see. */
  readonly ownName: string;
}
