export const CHECK_STATES = ['DESIGNATED', 'COMPLETED', 'SIGNED', 'RETURNED', 'REOPENED', 'WITHDRAWN'] as const;
export type CheckStateCode = (typeof CHECK_STATES)[number];

export const CHECK_RESULTS = ['QUALIFIED', 'UNQUALIFIED', 'RETURNED'] as const;
export type CheckResultCode = (typeof CHECK_RESULTS)[number];

export const CHECK_FINDINGS = ['MET', 'PARTLY', 'NOT_MET', 'NOT_APPLICABLE'] as const;
export type CheckFindingCode = (typeof CHECK_FINDINGS)[number];

/** What a checker judges of one indicator. */
export interface CheckItem {
  readonly indicatorNo: number;
  readonly finding: CheckFindingCode;
  readonly evidenceMaterialId: string | null;
  readonly evidencePage: number | null;
  readonly absentFromFile: boolean;
  readonly remark: string;
}

/** What is kept while the checker still works; anything may be missing. */
export interface CheckDraft {
  readonly items: readonly (Partial<CheckItem> & Pick<CheckItem, 'indicatorNo'>)[];
  readonly result: CheckResultCode | null;
  readonly opinion: string;
}

/** The four parts that one person may have one of in a file. */
export type Part = 'PRACTITIONER' | 'CHECKER' | 'SIGNER' | 'RELEASER';
