import { newId } from '../../src/platform/ids';
import { issueCertificate } from '../../src/platform/signing/certificate';
import { newPinSalt, openByPin, sealByPin } from '../../src/platform/signing/pin';
import { makeRootKey, openRootKey } from '../../src/platform/signing/root-key';
import { type SignatureAlgorithm, signatureScheme } from '../../src/platform/signing/scheme';
import { checkFacts, type Sql } from '../../src/quality-checks/check-facts';
import { signedText } from '../../src/quality-checks/signed-form';
import type { World } from './world';

/** Every head's signing PIN in tests. */
export const PIN = '738105';

interface Seal {
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  readonly privateKey: Buffer;
}

/** Keys that were opened once, by their id: opening takes as long as a PIN should. */
const opened = new WeakMap<World, Map<string, Seal>>();
const LONG_AGO = '2020-01-01T00:00:00.000Z';

/** The key with which a head signs at an agency, made with the PIN above where there is none. */
async function sealOf(world: World, agencyId: string, personId: string): Promise<Seal> {
  const { keys } = world.services;
  const known = opened.get(world) ?? new Map<string, Seal>();
  opened.set(world, known);
  const [key] = await world.rows(
    'SELECT id, algorithm, pin_salt AS salt, private_key_cipher AS cipher FROM signing_key WHERE person_id = $1 AND agency_id = $2 AND retired_at IS NULL',
    [personId, agencyId],
  );
  if (key) {
    const privateKey = known.get(key.id)?.privateKey ?? (await openByPin(keys, PIN, key.salt, key.cipher, key.id));
    if (!privateKey) throw new Error(`the key ${key.id} has another PIN`);
    const seal = { keyId: key.id, algorithm: key.algorithm, privateKey };
    known.set(key.id, seal);
    return seal;
  }
  const seal = await makeKey(world, agencyId, personId);
  known.set(seal.keyId, seal);
  return seal;
}

async function makeKey(world: World, agencyId: string, personId: string): Promise<Seal> {
  const { keys } = world.services;
  const [rootId, keyId, pinSalt] = [newId(), newId(), newPinSalt()];
  const made = makeRootKey(keys, rootId, agencyId, 'ED25519');
  await world.rows(
    `INSERT INTO agency_root_key (id, agency_id, algorithm, public_key, private_key_cipher, created_at)
     SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT FROM agency_root_key WHERE agency_id = $2 AND retired_at IS NULL)`,
    [rootId, agencyId, made.algorithm, made.publicKey, made.privateKeyCipher, LONG_AGO],
  );
  const [root] = await world.rows(
    `SELECT id, agency_id AS "agencyId", algorithm, public_key AS "publicKey", private_key_cipher AS "privateKeyCipher"
       FROM agency_root_key WHERE agency_id = $1 AND retired_at IS NULL`,
    [agencyId],
  );
  const rootKey = openRootKey(keys, root);
  if (!rootKey) throw new Error(`the root of agency ${agencyId} is not this server's`);
  const { publicKey, privateKey } = signatureScheme('ED25519').generate();
  const certificate = issueCertificate(
    { agencyId, personId, keyId, algorithm: 'ED25519', publicKey, from: LONG_AGO },
    { algorithm: root.algorithm, privateKey: rootKey },
  );
  await world.rows(
    `INSERT INTO signing_key (id, person_id, agency_id, root_key_id, algorithm, public_key, private_key_cipher, pin_salt, certificate, certificate_signature, created_at)
     VALUES ($1, $2, $3, $4, 'ED25519', $5, $6, $7, $8, $9, $10)`,
    [
      keyId,
      personId,
      agencyId,
      root.id,
      publicKey,
      await sealByPin(keys, PIN, pinSalt, privateKey, keyId),
      pinSalt,
      certificate.text,
      certificate.signature,
      LONG_AGO,
    ],
  );
  return { keyId, algorithm: 'ED25519', privateKey };
}

const STEP = 1000;

/** Signs completed checks as their head would: over what the tables hold, with the head's own key. */
export async function sealChecks(
  world: World,
  checks: readonly string[],
  signer: { readonly agencyId: string; readonly personId: string; readonly at: Date },
): Promise<void> {
  const { keyId, algorithm, privateKey } = await sealOf(world, signer.agencyId, signer.personId);
  const sql: Sql = (text, params) => world.rows(text, [...params]) as Promise<never>;
  for (let start = 0; start < checks.length; start += STEP) {
    const facts = [...(await checkFacts(sql, checks.slice(start, start + STEP))).values()];
    const texts = facts.map((check) =>
      signedText(check, { personId: signer.personId, keyId, algorithm, signedAt: signer.at }),
    );
    const signatures = texts.map((text) => signatureScheme(algorithm).sign(privateKey, text));
    await world.rows(
      `INSERT INTO check_signature (check_id, round, case_file_id, result, revision, signer_person_id, key_id, canonical, signature, signed_at)
       SELECT c.check_id, c.round, c.case_file_id, c.result, c.revision, $4, $5, t.canonical, t.signature, $6
         FROM unnest($1::uuid[], $2::text[], $3::bytea[]) AS t (check_id, canonical, signature) JOIN check_completion c USING (check_id)`,
      [facts.map(({ checkId }) => checkId), texts, signatures, signer.personId, keyId, signer.at],
    );
  }
}
