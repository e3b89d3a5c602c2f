export const ACTIVITY_KINDS = [
  'MEETING',
  'FILE_READING',
  'INVESTIGATION',
  'LEGAL_OPINION',
  'HEARING',
  'INFORMING',
  'REPORTING',
  'DISCUSSION',
  'OTHER',
] as const;
export type ActivityKindCode = (typeof ACTIVITY_KINDS)[number];

export const TERMINATION_GROUNDS = [
  'DECEIT',
  'FACTS_HIDDEN',
  'UNLAWFUL_USE',
  'MEANS_CHANGED',
  'CASE_ENDED',
  'RETAINED_COUNSEL',
  'RECIPIENT_ASKED',
  'OTHER_BY_LAW',
  'SELF_DEFENCE',
] as const;
export type TerminationGroundCode = (typeof TERMINATION_GROUNDS)[number];
