import { proveAgain } from '../organizations/prove-again';
import { appointmentsFor, Role } from '../platform/access/actor';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { columnsOf } from '../platform/database/naming';
import { newId } from '../platform/ids';
import { notFound } from '../platform/refusal';
import { countingTries } from '../platform/signing/backoff';
import { issueCertificate } from '../platform/signing/certificate';
import { newPinSalt, sealByPin } from '../platform/signing/pin';
import { makeRootKey, openRootKey } from '../platform/signing/root-key';
import { signatureScheme } from '../platform/signing/scheme';
import { setSigningPinInput } from './quality-check.inputs';
import { AgencyRootKeyRow, SigningKeyRow } from './signing-key.entity';

constraintMeans('one_signing_key_at_a_time', 'SIGNING_KEY_CHANGED', '签字密码刚刚在别处更换过，请重试');

/** The agency's root key, made when it is first needed. Two at once get the same one. */
async function rootKeyOf(act: Act, agencyId: string): Promise<AgencyRootKeyRow> {
  const read = async () => {
    const [root] = await act.sql<AgencyRootKeyRow>(
      `SELECT ${columnsOf(AgencyRootKeyRow, 'k')} FROM agency_root_key k WHERE k.agency_id = $1 AND k.retired_at IS NULL`,
      [agencyId],
    );
    return root;
  };
  const { keys, config } = act.context.services;
  let root = await read();
  if (!root) {
    const made = makeRootKey(keys, newId(), agencyId, config.signature);
    await act.write(
      `INSERT INTO agency_root_key (id, agency_id, algorithm, public_key, private_key_cipher, created_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (agency_id) WHERE retired_at IS NULL DO NOTHING`,
      [made.id, agencyId, made.algorithm, made.publicKey, made.privateKeyCipher, act.now],
    );
    root = await read();
  }
  if (!root) throw new Error(`agency ${agencyId} has no root key`);
  return root;
}

/**
 * Sets the signing PIN of a head at one agency: always a new pair of keys; the old public key stays for the signatures
 * made with it. Whoever asks proves again who they are. Refusals: PASSWORD_WRONG, PASSWORD_BLOCKED, FRESH_SIGN_IN_NEEDED, SIGNING_KEY_CHANGED.
 */
export const setSigningPin = defineAct({
  name: 'setSigningPin',
  event: 'SIGNING_PIN_SET',
  roles: [Role.QUALITY_REVIEW_HEAD],
  input: setSigningPinInput,
  secret: true,
  around: countingTries('signing-password', ['PASSWORD_WRONG'], {
    code: 'PASSWORD_BLOCKED',
    message: '登录密码多次不对，请过一段时间再试',
  }),
  async run(act, { agencyId, pin, password }) {
    const appointment = appointmentsFor(act.actor, [Role.QUALITY_REVIEW_HEAD]).find(
      (each) => each.placeId === agencyId,
    );
    if (!appointment) throw notFound();
    act.as(appointment);
    const keyId = newId();
    if (act.preview) return { keyId: null, agencyId };
    const { keys, config } = act.context.services;
    const proof = await proveAgain(act, password);
    const root = await rootKeyOf(act, agencyId);
    const rootKey = openRootKey(keys, root);
    if (!rootKey) throw new Error(`root key ${root.id} was not made by this server`);
    const pair = signatureScheme(config.signature).generate();
    const pinSalt = newPinSalt();
    const certificate = issueCertificate(
      {
        agencyId,
        personId: act.actor.personId,
        keyId,
        algorithm: config.signature,
        publicKey: pair.publicKey,
        from: act.now.toISOString(),
      },
      { algorithm: root.algorithm, privateKey: rootKey },
    );
    const [replaced] = await act.sql<{ id: string }>(
      'UPDATE signing_key SET retired_at = $3 WHERE person_id = $1 AND agency_id = $2 AND retired_at IS NULL RETURNING id',
      [act.actor.personId, agencyId, act.now],
    );
    await act.insert(SigningKeyRow, {
      id: keyId,
      personId: act.actor.personId,
      agencyId,
      rootKeyId: root.id,
      algorithm: config.signature,
      publicKey: pair.publicKey,
      privateKeyCipher: await sealByPin(keys, pin, pinSalt, pair.privateKey, keyId),
      pinSalt,
      certificate: certificate.text,
      certificateSignature: certificate.signature,
      createdAt: act.now,
    });
    await act.record({
      things: [
        { kind: 'SigningKey', id: keyId },
        { kind: 'Agency', id: agencyId },
      ],
      facts: { algorithm: config.signature, rootKeyId: root.id, replacedKeyId: replaced?.id ?? null, proof },
      provisions: ['S4-5.1b'],
    });
    return { keyId, agencyId };
  },
});
