import type { CaseKindCode } from '../../regulation';

/** A tie to an organisation or an office, with its last day; null while it lasts. */
export interface Tie {
  readonly id: string;
  readonly until: string | null;
}

/** An office held at an agency, or at a bureau whose region holds the agency. */
export interface Office {
  readonly agencyId: string | null;
  /** Region of the bureau as a prefix of region codes (`11` for a province); null at an agency. */
  readonly regionPrefix: string | null;
  readonly until: string | null;
}

export interface ReaderFacts {
  readonly reviewerId: string;
  readonly personId: string;
  readonly practisingSince: string;
  /** Kinds of cases they may read; the first is their main one. */
  readonly caseKinds: readonly CaseKindCode[];
  readonly disciplinedOn: string | null;
  readonly availableFrom: string;
  readonly availableTo: string | null;
  readonly mostFiles: number;
  /** Whether an appointment as reviewer is in force. */
  readonly appointed: boolean;
  /** Service organisations, and agencies of staff and volunteers. */
  readonly organizations: readonly Tie[];
  /** Region codes of where they work now. */
  readonly regions: readonly string[];
  readonly offices: readonly Office[];
  /** Persons, service organisations and agencies against which a conflict was declared. */
  readonly declared: readonly string[];
  /** Files for which an objection against them was upheld or waits to be decided. */
  readonly objectedFiles: readonly string[];
  /** Those of them for which it waits: they are not given the file, and who has it reads on until then. */
  readonly undecidedFiles: readonly string[];
  /** Files that they were given in other campaigns, or in this one until they were stopped. */
  readonly filesRead: readonly string[];
  /** Files that they have in this campaign: being read, read, or to be voted on. */
  readonly filesHeld: readonly string[];
}

/** Somebody as the one who has their files already: having a file speaks against getting it again, never against keeping it. */
export const asHolder = <R extends ReaderFacts>(reader: R): R => ({
  ...reader,
  filesHeld: [],
  objectedFiles: reader.objectedFiles.filter((id) => !reader.undecidedFiles.includes(id)),
});

export interface FileFacts {
  readonly caseFileId: string;
  readonly caseKind: CaseKindCode;
  readonly agencyId: string;
  readonly regionCode: string;
  /** Persons of every engagement, ended ones too. */
  readonly handlers: readonly string[];
  /** Organisations of the engagements, and those where their persons work now. */
  readonly organizations: readonly string[];
  /** Persons who checked, signed or paid. */
  readonly partakers: readonly string[];
  /** Organisations that defend co-offenders: those of the other files of the same proceeding. */
  readonly coOffenderOrganizations: readonly string[];
  /** Persons who defend co-offenders. */
  readonly coOffenderHandlers: readonly string[];
}
