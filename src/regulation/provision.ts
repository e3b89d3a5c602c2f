/** Where a provision binds. Codes are GB/T 2260; '000000' is the whole country. */
export interface Territory {
  /** Region codes in which the provision binds (with everything below them). */
  readonly regions: readonly string[];
  readonly name: string;
}

/** How sure we are of a text or a value (shared vocabulary of the whole product). */
export const PROVENANCES = ['SOURCE', 'LAW', 'LOCAL', 'INFERRED', 'HOUSE', 'UNKNOWN'] as const;
export type Provenance = (typeof PROVENANCES)[number];

/** G gate · D deadline · C document content · P prohibition · R record duty · E vocabulary · X exception · S scope. */
export const ENFORCEMENTS = ['G', 'D', 'C', 'P', 'R', 'E', 'X', 'S'] as const;
export type Enforcement = (typeof ENFORCEMENTS)[number];

/** One rule of one document: what it says in our own words, where and from when it binds. */
export interface Provision {
  /** `S4-5.1b`; statutes outside the five documents are `LAL-48`, `CPL-105`, …; never used again for another rule. */
  readonly id: string;
  /** Short document id: S0 … S4, LAL, CPL, … */
  readonly document: string;
  /** Article or section as printed, for example 第二十条第一款 or 五(1). */
  readonly article: string;
  /** One line of our own in plain Chinese; never a quotation. */
  readonly summary: string;
  readonly enforcement: readonly Enforcement[];
  readonly provenance: Provenance;
  /** What our reading adds to the source (begins with 推定 where it is inferred), or where to look further. */
  readonly note: string | null;
  readonly territory: Territory;
  /** ISO dates; `inForceFrom` null where the source does not say, `inForceTo` null where nothing ended it. */
  readonly inForceFrom: string | null;
  readonly inForceTo: string | null;
}
