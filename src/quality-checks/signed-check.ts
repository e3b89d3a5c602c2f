import { canonical } from '../platform/canonical';
import { type Certificate, readCertificate } from '../platform/signing/certificate';
import { algorithmOf, type SignatureAlgorithm, signatureScheme } from '../platform/signing/scheme';
import { SIGNED_FORM } from './signed-form';

/** A signed check as it is exported: all that is needed to verify it, but for the agency's root key. */
export interface SignedCheck {
  /** The signed text (RFC 8785). */
  readonly canonical: string;
  /** Base64. */
  readonly signature: string;
  readonly algorithm: SignatureAlgorithm;
  /** PEM (SPKI) of the signer's key. */
  readonly publicKey: string;
  /** RFC 8785 text of the certificate. */
  readonly certificate: string;
  /** Base64, by the agency's root key. */
  readonly certificateSignature: string;
}

export const SIGNATURE_PROBLEMS = {
  SIGNATURE_WRONG: '签名与签字文本不符',
  TEXT_NOT_CANONICAL: '签字文本不是规范形式，或者内容不全',
  CERTIFICATE_NOT_BY_ROOT: '证书不是由该机构的根密钥签发',
  CERTIFICATE_MALFORMED: '证书不完整',
  KEY_NOT_CERTIFIED: '公钥与证书不符',
  KEY_OF_ANOTHER: '签字密钥不属于签字文本所写的签字人',
  KEY_NOT_YET: '签字时间早于密钥启用时间',
  AGENCY_DIFFERS: '证书所属机构与签字文本所写的机构不同',
} as const;
export type SignatureProblem = keyof typeof SIGNATURE_PROBLEMS;

interface SignedContent {
  readonly form: string;
  readonly agencyId: string;
  readonly result: string;
  readonly round: number;
  readonly caseFile: { readonly number: string };
  readonly materials: readonly unknown[];
  readonly signer: {
    readonly personId: string;
    readonly keyId: string;
    readonly algorithm: string;
    readonly signedAt: string;
  };
}

function contentOf(text: string): SignedContent | null {
  try {
    const value = JSON.parse(text) as SignedContent;
    const whole =
      value.form === SIGNED_FORM &&
      typeof value.caseFile?.number === 'string' &&
      typeof value.signer?.signedAt === 'string' &&
      Array.isArray(value.materials);
    return whole && canonical(value) === text ? value : null;
  } catch {
    return null;
  }
}

/** Base64 in its one spelling: a text that only decodes to the same bytes is another text. */
const bytesOf = (text: string): Buffer => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : Buffer.alloc(0);
};

/** Verifies an exported check by itself: no database, nothing but the export and the root key it is trusted by. */
export function verifySignedCheck(
  signed: SignedCheck,
  rootPublicKey: string,
): { readonly problems: readonly SignatureProblem[]; readonly content: SignedContent | null } {
  const problems: SignatureProblem[] = [];
  const found = readCertificate(signed.certificate, bytesOf(signed.certificateSignature), rootPublicKey);
  problems.push(...found.problems);
  const knownKey = algorithmOf(signed.publicKey) === signed.algorithm;
  if (
    !knownKey ||
    !signatureScheme(signed.algorithm).verify(signed.publicKey, signed.canonical, bytesOf(signed.signature))
  ) {
    problems.push('SIGNATURE_WRONG');
  }
  const content = contentOf(signed.canonical);
  if (!content) problems.push('TEXT_NOT_CANONICAL');
  if (found.certificate) {
    problems.push(...certifiedProblems(signed, found.certificate));
    if (content) problems.push(...signerProblems(content, found.certificate));
  }
  return { problems, content };
}

const certifiedProblems = (signed: SignedCheck, certificate: Certificate): SignatureProblem[] =>
  certificate.publicKey === signed.publicKey && certificate.algorithm === signed.algorithm ? [] : ['KEY_NOT_CERTIFIED'];

function signerProblems({ signer, agencyId }: SignedContent, certificate: Certificate): SignatureProblem[] {
  const problems: SignatureProblem[] = [];
  const own =
    signer.personId === certificate.personId &&
    signer.keyId === certificate.keyId &&
    signer.algorithm === certificate.algorithm;
  if (!own) problems.push('KEY_OF_ANOTHER');
  if (signer.signedAt < certificate.from) problems.push('KEY_NOT_YET');
  if (agencyId !== certificate.agencyId) problems.push('AGENCY_DIFFERS');
  return problems;
}
