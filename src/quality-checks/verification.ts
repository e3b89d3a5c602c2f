import type { Keys } from '../platform/crypto';
import { openRootKey } from '../platform/signing/root-key';
import type { SignatureAlgorithm } from '../platform/signing/scheme';
import type { CheckStateCode } from './check.types';
import { checkFacts, type Sql } from './check-facts';
import { SIGNATURE_PROBLEMS, type SignatureProblem, type SignedCheck, verifySignedCheck } from './signed-check';
import { signedText } from './signed-form';

/** What only the database can tell, beside what an export shows by itself. */
export const RECORD_PROBLEMS = {
  ...SIGNATURE_PROBLEMS,
  TEXT_DIFFERS_FROM_RECORDS: '签字文本与检查、指标认定、材料的现有记录不同',
  ROOT_KEY_FOREIGN: '根密钥不是由本系统生成',
  KEY_RETIRED: '签字时该密钥已停用',
  SIGNER_NOT_IN_OFFICE: '签字当日签字人不是该机构在任的质量审查负责人',
  FILE_CHANGED: '签字之后案卷材料有变动，签字不再覆盖案卷',
} as const;
export type RecordProblem = SignatureProblem | Exclude<keyof typeof RECORD_PROBLEMS, SignatureProblem>;

export interface VerifiedSignature {
  readonly checkId: string;
  readonly caseFileId: string;
  readonly signedAt: Date;
  readonly problems: readonly RecordProblem[];
  /** Whether the file's papers are still those that were signed. */
  readonly coversFile: boolean;
}

interface SignatureRow {
  checkId: string;
  caseFileId: string;
  state: CheckStateCode;
  canonical: string;
  signature: Buffer;
  signedAt: Date;
  signerPersonId: string;
  revision: number;
  fileRevision: number;
  keyId: string;
  algorithm: SignatureAlgorithm;
  publicKey: string;
  certificate: string;
  certificateSignature: Buffer;
  retiredAt: Date | null;
  inOffice: boolean;
  rootKeyId: string;
  rootAgencyId: string;
  rootAlgorithm: SignatureAlgorithm;
  rootPublicKey: string;
  rootCipher: Buffer;
}

const SIGNATURES = `
  SELECT s.check_id AS "checkId", s.case_file_id AS "caseFileId", q.state, s.canonical, s.signature, s.signed_at AS "signedAt",
         s.signer_person_id AS "signerPersonId", s.revision, f.revision AS "fileRevision",
         k.id AS "keyId", k.algorithm, k.public_key AS "publicKey", k.certificate, k.certificate_signature AS "certificateSignature", k.retired_at AS "retiredAt",
         EXISTS (SELECT FROM appointment n JOIN account a ON a.id = n.account_id
                  WHERE a.person_id = s.signer_person_id AND n.role = 'QUALITY_REVIEW_HEAD' AND n.agency_id = f.agency_id AND n.approved_by IS NOT NULL
                    AND n.in_force_from <= (s.signed_at AT TIME ZONE 'Asia/Shanghai')::date
                    AND (n.in_force_to IS NULL OR n.in_force_to >= (s.signed_at AT TIME ZONE 'Asia/Shanghai')::date)
                    AND (n.ended_at IS NULL OR n.ended_at >= s.signed_at)) AS "inOffice",
         r.id AS "rootKeyId", r.agency_id AS "rootAgencyId", r.algorithm AS "rootAlgorithm", r.public_key AS "rootPublicKey", r.private_key_cipher AS "rootCipher"
    FROM check_signature s
    JOIN quality_check q ON q.id = s.check_id
    JOIN case_file f ON f.id = s.case_file_id
    JOIN signing_key k ON k.id = s.key_id
    JOIN agency_root_key r ON r.id = k.root_key_id`;

const exportOf = (row: SignatureRow): SignedCheck => ({
  canonical: row.canonical,
  signature: row.signature.toString('base64'),
  algorithm: row.algorithm,
  publicKey: row.publicKey,
  certificate: row.certificate,
  certificateSignature: row.certificateSignature.toString('base64'),
});

/** The signed check as it leaves the house, or null where none is signed. */
export async function signedCheckOf(sql: Sql, checkId: string): Promise<SignedCheck | null> {
  const [row] = await sql<SignatureRow>(`${SIGNATURES} WHERE s.check_id = $1`, [checkId]);
  return row ? exportOf(row) : null;
}

/**
 * Verifies signatures against everything that is known: the signature over the stored text, the text against the
 * tables as they are now, the certificate by its root, the root by this server's own key, key and office of the signer.
 * Two statements, however many. A voided or returned check need not cover the file any more; its signature still must be real.
 */
export async function verifySignatures(
  sql: Sql,
  keys: Keys,
  checkIds: readonly string[],
): Promise<ReadonlyMap<string, VerifiedSignature>> {
  if (checkIds.length === 0) return new Map();
  const found = await sql<SignatureRow>(`${SIGNATURES} WHERE s.check_id = ANY ($1::uuid[])`, [checkIds]);
  const facts = await checkFacts(sql, checkIds);
  const ownRoots = new Map<string, boolean>();
  const isOwnRoot = (row: SignatureRow): boolean => {
    const known = ownRoots.get(row.rootKeyId);
    if (known !== undefined) return known;
    const root = {
      id: row.rootKeyId,
      agencyId: row.rootAgencyId,
      algorithm: row.rootAlgorithm,
      publicKey: row.rootPublicKey,
      privateKeyCipher: row.rootCipher,
    };
    const own = openRootKey(keys, root) !== null;
    ownRoots.set(row.rootKeyId, own);
    return own;
  };
  return new Map(
    found.map((row) => {
      const problems: RecordProblem[] = [...verifySignedCheck(exportOf(row), row.rootPublicKey).problems];
      const check = facts.get(row.checkId);
      const rebuilt =
        check &&
        signedText(check, {
          personId: row.signerPersonId,
          keyId: row.keyId,
          algorithm: row.algorithm,
          signedAt: row.signedAt,
        });
      const coversFile = row.revision === row.fileRevision;
      if (rebuilt !== row.canonical) problems.push('TEXT_DIFFERS_FROM_RECORDS');
      if (!isOwnRoot(row)) problems.push('ROOT_KEY_FOREIGN');
      if (row.retiredAt && row.retiredAt < row.signedAt) problems.push('KEY_RETIRED');
      if (!row.inOffice) problems.push('SIGNER_NOT_IN_OFFICE');
      if (!coversFile && row.state === 'SIGNED') problems.push('FILE_CHANGED');
      const { checkId, caseFileId, signedAt } = row;
      return [checkId, { checkId, caseFileId, signedAt, problems, coversFile }];
    }),
  );
}

export interface Sweep {
  readonly examined: number;
  readonly unsound: readonly VerifiedSignature[];
}

const STEP = 500;

/** Verifies every signature there is, in steps, and gives those that do not verify. For soaks and the command line. */
export async function sweepSignatures(sql: Sql, keys: Keys): Promise<Sweep> {
  const unsound: VerifiedSignature[] = [];
  let examined = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const ids = await sql<{ id: string }>(
      'SELECT check_id AS id FROM check_signature WHERE check_id > $1::uuid ORDER BY check_id LIMIT $2',
      [after, STEP],
    );
    const last = ids.at(-1);
    if (!last) return { examined, unsound };
    const verified = await verifySignatures(
      sql,
      keys,
      ids.map(({ id }) => id),
    );
    examined += ids.length;
    unsound.push(...[...verified.values()].filter(({ problems }) => problems.length));
    after = last.id;
  }
}
