import { canonical, sha256 } from '../platform/canonical';
import type { SignatureAlgorithm } from '../platform/signing/scheme';
import type { CheckItem, CheckResultCode } from './check.types';

/** Which form a signed text has; a later form gets another name, and old texts keep theirs. */
export const SIGNED_FORM = 'anzhi-quality-check/1';

/** Everything a signature covers, as the tables have it. */
export interface CheckFacts {
  readonly checkId: string;
  readonly round: number;
  readonly caseFileId: string;
  readonly caseFileNumber: string;
  readonly agencyId: string;
  readonly result: CheckResultCode;
  readonly opinion: string;
  readonly checkerPersonId: string;
  readonly completedAt: string;
  /** The file's revision that was checked. */
  readonly revision: number;
  readonly edition: {
    readonly id: string;
    readonly standard: string;
    readonly indicators: readonly { readonly no: number; readonly name: string }[];
  };
  readonly items: readonly CheckItem[];
  /** The papers that stood in the file at that revision. */
  readonly materials: readonly {
    readonly id: string;
    readonly catalogueNo: number;
    readonly title: string;
    readonly pages: number;
    readonly digest: string;
    readonly revision: number;
  }[];
}

export interface SignerFacts {
  readonly personId: string;
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  readonly signedAt: Date;
}

/**
 * The text that is signed (RFC 8785). It leaves the house in exports, so no recipient's name or number is in it:
 * titles of papers, which people write freely and which may name the recipient, stand as their SHA-256.
 */
export const signedText = (facts: CheckFacts, signer: SignerFacts): string =>
  canonical({
    form: SIGNED_FORM,
    checkId: facts.checkId,
    round: facts.round,
    agencyId: facts.agencyId,
    caseFile: { id: facts.caseFileId, number: facts.caseFileNumber, revision: facts.revision },
    edition: facts.edition,
    result: facts.result,
    opinion: facts.opinion,
    checker: { personId: facts.checkerPersonId, completedAt: facts.completedAt },
    items: [...facts.items].sort((a, b) => a.indicatorNo - b.indicatorNo),
    materials: facts.materials.map(({ title, ...paper }) => ({ ...paper, titleDigest: sha256(title).toString('hex') })),
    signer: {
      personId: signer.personId,
      keyId: signer.keyId,
      algorithm: signer.algorithm,
      signedAt: signer.signedAt.toISOString(),
    },
  });
