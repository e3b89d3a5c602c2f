import type { Act } from '../platform/act';
import { birthDateIn, idNumberDigest, sealIdNumber } from '../platform/crypto';
import { newId } from '../platform/ids';
import { conflict } from '../platform/refusal';
import { RecipientRow } from './case-file.entity';
import type { RecipientGiven } from './case-file.inputs';
import { HOLD_RECIPIENTS } from './recipients.lock';

/**
 * The recipient of that identity number among this agency's registrations, or a new one. Two registrations of one
 * number at once wait for each other. Refusal: RECIPIENT_DIFFERS where the number stands under another name.
 */
export async function recipientFor(act: Act, agencyId: string, given: RecipientGiven): Promise<string> {
  const { keys } = act.context.services;
  const digest = given.idNumber === null ? null : idNumberDigest(keys, given.idNumber);
  if (digest) {
    const known = await knownRecipient(act, agencyId, digest);
    if (known) return reuse(act, known, given);
  }
  const id = newId();
  await act.insert(RecipientRow, {
    id,
    name: given.name,
    idNumberCipher: given.idNumber === null ? null : sealIdNumber(keys, given.idNumber),
    idNumberDigest: digest,
    withoutIdNumber: given.withoutIdNumber,
    birthDate: given.idNumber === null ? given.birthDate : birthDateIn(given.idNumber),
    phone: given.phone,
    address: given.address,
    registeredAt: act.now,
  });
  return id;
}

async function knownRecipient(act: Act, agencyId: string, digest: Buffer) {
  await act.sql(HOLD_RECIPIENTS('pg_advisory_xact_lock_shared'), [agencyId]);
  await act.sql('SELECT pg_advisory_xact_lock(hashtextextended($1 || encode($2, $3), 0))', [agencyId, digest, 'hex']);
  const [known] = await act.sql<{ id: string; name: string }>(
    `SELECT r.id, r.name FROM recipient r
      WHERE r.id_number_digest = $2 AND EXISTS (SELECT FROM case_file f WHERE f.recipient_id = r.id AND f.agency_id = $1)
      ORDER BY r.id LIMIT 1`,
    [agencyId, digest],
  );
  return known ?? null;
}

async function reuse(act: Act, known: { id: string; name: string }, given: RecipientGiven): Promise<string> {
  if (known.name !== given.name) {
    throw conflict('RECIPIENT_DIFFERS', '此身份证号码在本机构登记在另一姓名之下，请核对姓名和号码');
  }
  await act.write('UPDATE recipient SET phone = coalesce($2, phone), address = coalesce($3, address) WHERE id = $1', [
    known.id,
    given.phone,
    given.address,
  ]);
  return known.id;
}
