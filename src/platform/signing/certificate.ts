import { canonical } from '../canonical';
import { algorithmOf, type SignatureAlgorithm, signatureScheme, verifyWith } from './scheme';

/** What an agency's root key says of a signing key: whose it is, at which agency, from when. */
export interface Certificate {
  readonly agencyId: string;
  readonly personId: string;
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  readonly publicKey: string;
  /** ISO instant from which the key signs. */
  readonly from: string;
}

export interface IssuedCertificate {
  /** RFC 8785 text of the certificate. */
  readonly text: string;
  readonly signature: Buffer;
}

export function issueCertificate(
  certificate: Certificate,
  root: { readonly algorithm: SignatureAlgorithm; readonly privateKey: Buffer },
): IssuedCertificate {
  const text = canonical(certificate);
  return { text, signature: signatureScheme(root.algorithm).sign(root.privateKey, text) };
}

/** Codes of what can be wrong with a certificate; empty problems mean that it stands. */
export type CertificateProblem = 'CERTIFICATE_NOT_BY_ROOT' | 'CERTIFICATE_MALFORMED';

export function readCertificate(
  text: string,
  signature: Buffer,
  rootPublicKey: string,
): { readonly certificate: Certificate | null; readonly problems: readonly CertificateProblem[] } {
  const problems: CertificateProblem[] = [];
  if (!verifyWith(rootPublicKey, text, signature)) problems.push('CERTIFICATE_NOT_BY_ROOT');
  const certificate = parse(text);
  if (!certificate) problems.push('CERTIFICATE_MALFORMED');
  return { certificate, problems };
}

const MEMBERS = ['agencyId', 'personId', 'keyId', 'algorithm', 'publicKey', 'from'] as const;

function parse(text: string): Certificate | null {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const whole =
      Object.keys(value).length === MEMBERS.length && MEMBERS.every((member) => typeof value[member] === 'string');
    if (!whole || canonical(value) !== text) return null;
    const certificate = value as unknown as Certificate;
    return algorithmOf(certificate.publicKey) === certificate.algorithm ? certificate : null;
  } catch {
    return null;
  }
}
