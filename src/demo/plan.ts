import type { TerminationGroundCode } from '../case-files/vocabulary.types';
import type { Day } from './days';
import type { AgencyOfCity, PractitionerOfCity } from './population';

export type CaseKind = 'CRIMINAL' | 'CIVIL' | 'ADMINISTRATIVE';
export type Stage =
  | 'INVESTIGATION'
  | 'PROSECUTION_REVIEW'
  | 'TRIAL'
  | 'DEATH_PENALTY_REVIEW'
  | 'COMPULSORY_TREATMENT'
  | 'RETRIAL'
  | 'LITIGATION'
  | 'ARBITRATION'
  | 'RECONSIDERATION'
  | 'NON_LITIGATION';
export type Ground = 'NOTICE_MUST' | 'NOTICE_MAY' | 'APPLICATION';
export type Way = 'ROTATION' | 'RECIPIENT_CHOICE' | 'SELECTED';
export type CheckResult = 'QUALIFIED' | 'UNQUALIFIED' | 'RETURNED';

/** How far a file's history goes at most, whatever the date. */
export const MILESTONES = [
  'REGISTERED',
  'IN_PROGRESS',
  'TERMINATED',
  'CLOSING_SUBMITTED',
  'RETURNED',
  'RECEIVED',
  'DESIGNATED',
  'COMPLETED',
  'SIGNED',
  'RELEASED',
] as const;
export type Milestone = (typeof MILESTONES)[number];
export const reaches = (until: Milestone, milestone: Milestone): boolean =>
  MILESTONES.indexOf(until) >= MILESTONES.indexOf(milestone);

export interface Termination {
  readonly ground: TerminationGroundCode;
  readonly reason: string;
}

/** Grounds of LAL 48 that the city knows; which provision each rests on is the rules' to say. */
export const TERMINATIONS = {
  RETAINED_COUNSEL: { ground: 'RETAINED_COUNSEL', reason: '受援人已自行委托律师' },
  RECIPIENT_ASKED: { ground: 'RECIPIENT_ASKED', reason: '受援人与对方和解，要求终止' },
  CASE_ENDED: { ground: 'CASE_ENDED', reason: '案件终止审理' },
  MEANS_CHANGED: { ground: 'MEANS_CHANGED', reason: '受援人经济状况好转，不再符合条件' },
  FACTS_HIDDEN: { ground: 'FACTS_HIDDEN', reason: '受援人故意隐瞒重要事实' },
  DECEIT: { ground: 'DECEIT', reason: '以虚假证明获得援助' },
} as const satisfies Record<string, Termination>;

/** Ids and number of a file that a guide may point at; everything else gets its own by chance. */
export interface NamedFile {
  readonly name: string;
  readonly serial: number;
  readonly caseFileId: string;
  readonly engagementId: string;
  readonly checkId: string;
  readonly subsidyId: string;
}

/** What is to happen to one recipient's matter in one handling; dates then follow by chance. */
export interface FilePlan {
  readonly agency: AgencyOfCity;
  readonly kind: CaseKind;
  readonly stage: Stage;
  readonly ground: Ground;
  readonly receivedOn: Day;
  readonly inCustody: boolean;
  readonly pleadsGuilty: boolean;
  readonly juvenile: boolean;
  readonly group: boolean;
  readonly sensitive: boolean;
  readonly superiorAssigned: boolean;
  readonly way: Way;
  readonly practitioner: PractitionerOfCity;
  readonly replacedBy: PractitionerOfCity | null;
  readonly termination: Termination | null;
  readonly stageDays: number;
  readonly hearing: boolean | null;
  readonly until: Milestone;
  readonly returnedFirst: boolean;
  /** Null: as the work was. */
  readonly result: CheckResult | null;
  readonly designatedTwice: boolean;
  readonly reopened: boolean;
  readonly hold: 'NONE' | 'STANDING' | 'LIFTED';
  readonly voiding: 'NONE' | 'VOIDED' | 'AGAIN';
  readonly adjustment: boolean;
  /** Offices take what they take; a named file moves at a fixed pace so that it is where the guide says on any day. */
  readonly brisk: boolean;
  readonly named: NamedFile | null;
}

export interface ProceedingPlan {
  readonly cause: string;
  /** An organ of the other city handles it. */
  readonly elsewhere: boolean;
}
