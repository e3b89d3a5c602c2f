import type { CaseKindCode, CaseStageCode } from '../regulation';
import type { Ground } from './binding.rules';
import type { ActivityKindCode, TerminationGroundCode } from './vocabulary.types';

export interface ActivityFacts {
  readonly id: string;
  readonly kind: ActivityKindCode;
  readonly tookPlaceOn: string;
  readonly toldRights: boolean;
  readonly toldDuties: boolean;
  readonly toldRisks: boolean;
  /** A paper proves it, and no version since took that paper out of the file. */
  readonly proven: boolean;
}

/** What completeness of a closing file is judged on; current versions only. */
export interface ClosingFacts {
  readonly today: string;
  readonly ground: Ground;
  readonly caseKind: CaseKindCode;
  readonly stage: CaseStageCode;
  readonly aid: 'NOTICE_MUST' | 'NOTICE_MAY' | 'APPLICATION';
  readonly stageBeganOn: string;
  readonly stageEndedOn: string | null;
  readonly reviewPeriodEndsOn: string | null;
  readonly hearingHeld: boolean | null;
  readonly hasOrgan: boolean;
  readonly commissioned: boolean;
  /** Early end of the aid; null where the matter ran its course. */
  readonly termination: {
    readonly ground: TerminationGroundCode;
    readonly decidedOn: string;
    readonly servedOn: string | null;
    readonly organInformedOn: string | null;
  } | null;
  readonly activities: readonly ActivityFacts[];
  /** Catalogue numbers of the papers in the file. */
  readonly papers: readonly number[];
}
