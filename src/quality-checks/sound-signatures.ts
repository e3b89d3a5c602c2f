import { setImmediate as breath } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Keys } from '../platform/crypto';
import { readCertificate } from '../platform/signing/certificate';
import { openRootKey, type SealedRootKey } from '../platform/signing/root-key';
import { signatureScheme } from '../platform/signing/scheme';
import type { Sql } from './check-facts';
import { SIGNED_FORM } from './signed-form';
import { SigningKeyRow } from './signing-key.entity';

/** A row of check_signature as it binds its text: what the text must say of itself. */
interface BoundRow {
  readonly checkId: string;
  readonly caseFileId: string;
  readonly agencyId: string;
  readonly result: string;
  readonly revision: number;
  readonly signerPersonId: string;
  readonly keyId: string;
  readonly signedAt: string;
  /** Over the key, the signature, the text and all of the above: whatever is decided, is decided of these bytes. */
  readonly digest: string;
}

type KeyRow = Pick<
  SigningKeyRow,
  'id' | 'personId' | 'agencyId' | 'algorithm' | 'publicKey' | 'certificate' | 'certificateSignature' | 'retiredAt'
> & { readonly root: SealedRootKey };

/** Verdicts by digest. They are facts about bytes, so they do not age; only room is limited. */
const verdicts = new LRUCache<string, boolean>({ max: 100_000 });

const BOUND = `
  SELECT s.check_id AS "checkId", s.case_file_id AS "caseFileId", f.agency_id AS "agencyId", s.result, s.revision,
         s.signer_person_id AS "signerPersonId", s.key_id AS "keyId", b.at AS "signedAt",
         encode(sha256(sha256(convert_to(k.public_key, 'UTF8')) || sha256(s.signature) || sha256(convert_to(s.canonical, 'UTF8'))
           || convert_to(concat_ws(' ', s.check_id, s.case_file_id, f.agency_id, s.result, s.revision, s.signer_person_id, s.key_id, b.at), 'UTF8')), 'base64') AS digest
    FROM check_signature s
    JOIN case_file f ON f.id = s.case_file_id
    JOIN signing_key k ON k.id = s.key_id
   CROSS JOIN LATERAL (SELECT to_char(s.signed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at) b
   WHERE s.check_id = ANY ($1::uuid[])`;

/** Texts come in steps: a batch of thousands neither fills the memory with them nor holds up everybody else. */
const STEP = 250;

/**
 * Those of these checks whose signature is real: made over the stored text by the signer's key, which this server's own
 * root for the file's agency certified, over just this check, result and revision. `verifySignatures` does all this and
 * rebuilds the text from the tables too; this is what can be done for thousands of rows while money waits (S4-5.1b).
 */
export async function soundSignatures(sql: Sql, keys: Keys, checkIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (checkIds.length === 0) return new Set();
  const found = await sql<BoundRow>(BOUND, [checkIds]);
  const certified = await certifiedKeys(sql, keys, [...new Set(found.map(({ keyId }) => keyId))]);
  const known = new Map(found.map((row) => [row.checkId, verdicts.get(row.digest)]));
  const unknown = found.filter(({ checkId }) => known.get(checkId) === undefined);
  for (let start = 0; start < unknown.length; start += STEP) {
    const step = new Map(unknown.slice(start, start + STEP).map((row) => [row.checkId, row]));
    const texts = await sql<{ checkId: string; canonical: string; signature: Buffer }>(
      'SELECT check_id AS "checkId", canonical, signature FROM check_signature WHERE check_id = ANY ($1::uuid[])',
      [[...step.keys()]],
    );
    const verifying = texts.map(async ({ checkId, canonical, signature }) => {
      const row = step.get(checkId);
      const key = row && certified.get(row.keyId);
      if (!row || !key) return;
      const { algorithm, publicKey } = key;
      const verdict =
        says(canonical, row) && (await signatureScheme(algorithm).verifyAside(publicKey, canonical, signature));
      verdicts.set(row.digest, verdict);
      known.set(checkId, verdict);
    });
    await Promise.all(verifying);
    await breath();
  }
  const sound = ({ checkId, agencyId, keyId, signerPersonId, signedAt }: BoundRow): boolean => {
    const key = certified.get(keyId);
    return (
      known.get(checkId) === true &&
      key?.agencyId === agencyId &&
      key.personId === signerPersonId &&
      (key.retiredAt === null || key.retiredAt.toISOString() >= signedAt)
    );
  };
  return new Set(found.filter(sound).map(({ checkId }) => checkId));
}

/** Signing keys whose certificate stands, by a root that this server made. */
async function certifiedKeys(sql: Sql, keys: Keys, keyIds: readonly string[]): Promise<ReadonlyMap<string, KeyRow>> {
  const found = await sql<KeyRow & { rootCipher: Buffer }>(
    `SELECT k.id, k.person_id AS "personId", k.agency_id AS "agencyId", k.algorithm, k.public_key AS "publicKey", k.certificate,
            k.certificate_signature AS "certificateSignature", k.retired_at AS "retiredAt", r.private_key_cipher AS "rootCipher",
            json_build_object('id', r.id, 'agencyId', r.agency_id, 'algorithm', r.algorithm, 'publicKey', r.public_key) AS root
       FROM signing_key k JOIN agency_root_key r ON r.id = k.root_key_id WHERE k.id = ANY ($1::uuid[])`,
    [keyIds],
  );
  const stands = ({ root, rootCipher, ...key }: (typeof found)[number]): boolean => {
    const { certificate, problems } = readCertificate(key.certificate, key.certificateSignature, root.publicKey);
    return (
      problems.length === 0 &&
      certificate?.keyId === key.id &&
      certificate.personId === key.personId &&
      certificate.agencyId === key.agencyId &&
      certificate.publicKey === key.publicKey &&
      certificate.algorithm === key.algorithm &&
      root.agencyId === key.agencyId &&
      openRootKey(keys, { ...root, privateKeyCipher: rootCipher }) !== null
    );
  };
  return new Map(found.filter(stands).map((key) => [key.id, key]));
}

/** Whether a signed text speaks of the row that holds it. */
function says(canonical: string, row: BoundRow): boolean {
  try {
    const text = JSON.parse(canonical);
    return (
      text.form === SIGNED_FORM &&
      text.checkId === row.checkId &&
      text.caseFile.id === row.caseFileId &&
      text.caseFile.revision === row.revision &&
      text.agencyId === row.agencyId &&
      text.result === row.result &&
      text.signer.personId === row.signerPersonId &&
      text.signer.keyId === row.keyId &&
      text.signer.signedAt === row.signedAt
    );
  } catch {
    return false;
  }
}
