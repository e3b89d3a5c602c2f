import type { CaseKindCode, CaseStageCode, LimitCode } from '../regulation';
import { bindingOf, type Ground } from './binding.rules';

/** What a file's time limits are counted from, and what was done within them. */
export interface DeadlineFacts {
  readonly place: Ground;
  readonly caseKind: CaseKindCode;
  readonly stage: CaseStageCode;
  readonly aid: 'NOTICE_MUST' | 'NOTICE_MAY' | 'APPLICATION';
  readonly hasOrgan: boolean;
  readonly receivedOn: string;
  readonly aidDecidedOn: string | null;
  readonly stageEndedOn: string | null;
  readonly reviewPeriodEndsOn: string | null;
  readonly commissionedOn: string | null;
  readonly metOn: string | null;
  readonly opinionSentOn: string | null;
  readonly termination: { readonly decidedOn: string; readonly organInformedOn: string | null } | null;
}

/** A limit that runs in a file: from which day, and when it was kept; `tracked` is false where nobody here records that. */
export interface RunningLimit {
  readonly code: LimitCode;
  readonly event: string;
  readonly doneOn: string | null;
  readonly tracked: boolean;
}

type Limits = (facts: DeadlineFacts) => RunningLimit[];

const limit = (code: LimitCode, event: string | null, doneOn: string | null, tracked = true): RunningLimit[] =>
  event === null ? [] : [{ code, event, doneOn, tracked }];

const ofApplication: Limits = ({ aid, receivedOn, aidDecidedOn, commissionedOn }) =>
  aid === 'APPLICATION'
    ? [
        ...limit('DECIDE_APPLICATION', receivedOn, aidDecidedOn),
        ...limit('ASSIGN_AFTER_DECISION', aidDecidedOn, commissionedOn),
      ]
    : [];

const ofNotice: Limits = (facts) => {
  if (facts.aid === 'APPLICATION') return [];
  const { receivedOn, commissionedOn, place, stage } = facts;
  const letter = stage === 'PROSECUTION_REVIEW' && bindingOf('S3-4', place, receivedOn).binds;
  return [
    ...limit('ASSIGN_AFTER_NOTICE', receivedOn, commissionedOn),
    ...(letter ? limit('ASSIGN_AFTER_DEFENCE_LETTER', receivedOn, commissionedOn) : []),
  ];
};

/** Aid that ended early leaves nothing more to do in the stage. */
const ofStage: Limits = (facts) => {
  const { caseKind, stage, place, stageEndedOn, reviewPeriodEndsOn, metOn, opinionSentOn } = facts;
  if (caseKind !== 'CRIMINAL' || facts.termination) return [];
  const opinion =
    stage === 'PROSECUTION_REVIEW' &&
    reviewPeriodEndsOn !== null &&
    bindingOf('S3-9.2', place, reviewPeriodEndsOn).binds;
  const meeting = stageEndedOn !== null && bindingOf('S3-N5.1', place, stageEndedOn).binds;
  return [
    ...(opinion ? limit('WRITTEN_OPINION', reviewPeriodEndsOn, opinionSentOn) : []),
    ...(meeting ? limit('MEETING_EACH_STAGE', stageEndedOn, metOn) : []),
    ...limit('COPY_OF_STAGE_DOCUMENT', stageEndedOn, null, false),
  ];
};

const ofTermination: Limits = ({ termination, hasOrgan }) =>
  termination && hasOrgan ? limit('REPORT_TERMINATION', termination.decidedOn, termination.organInformedOn) : [];

/** The time limits that run, or ran, in a file (S0-16.1, S0-16.2, S0-16.4, S0-20.1, S0-22.3, S3-4, S3-9.2, S3-N5.1). */
export const runningLimits: Limits = (facts) =>
  [ofApplication, ofNotice, ofStage, ofTermination].flatMap((limits) => limits(facts));

export type DeadlineStanding = 'KEPT' | 'LATE' | 'OPEN' | 'OVERDUE' | 'UNKNOWN';

/** How a limit stands today. A limit kept by others is never called overdue: nobody here knows. */
export function standingOf({ doneOn, tracked }: RunningLimit, due: string | null, today: string): DeadlineStanding {
  if (due === null) return 'UNKNOWN';
  if (doneOn !== null) return doneOn <= due ? 'KEPT' : 'LATE';
  if (today <= due) return 'OPEN';
  return tracked ? 'OVERDUE' : 'UNKNOWN';
}
