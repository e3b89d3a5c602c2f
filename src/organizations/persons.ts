import type { QueryRunner } from 'typeorm';
import { idNumberDigest, type Keys, sealIdNumber } from '../platform/crypto';
import { rows } from '../platform/database/data-source';
import { newId } from '../platform/ids';
import { badInput } from '../platform/refusal';

/** A person by name and identity number. */
export interface Named {
  readonly name: string;
  readonly idNumber: string;
}

/**
 * The person of an identity number, made where nobody has it yet. A person is one identity number, however many
 * accounts; the same number under another name is refused, without telling the name that it stands under.
 */
export async function personOf(runner: QueryRunner, keys: Keys, { name, idNumber }: Named): Promise<string> {
  const digest = idNumberDigest(keys, idNumber);
  const [made] = await rows<{ id: string }>(
    runner,
    `INSERT INTO person (id, name, id_number_cipher, id_number_digest) VALUES ($1, $2, $3, $4)
     ON CONFLICT (id_number_digest) DO NOTHING RETURNING id`,
    [newId(), name, sealIdNumber(keys, idNumber), digest],
  );
  if (made) return made.id;
  const [known] = await rows<{ id: string; name: string }>(
    runner,
    'SELECT id, name FROM person WHERE id_number_digest = $1',
    [digest],
  );
  if (!known) throw Object.assign(new Error('person vanished'), { code: '40001' });
  if (known.name !== name) throw badInput('input.name', '此身份证号码已登记在另一姓名之下，请核对姓名和号码');
  return known.id;
}
