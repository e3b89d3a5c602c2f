import { randomBytes } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { decrypt, encrypt, type Keys } from '../crypto';

const ascending = '01234567890123456789abcdefghijklmnopqrstuvwxyz';
const descending = [...ascending].reverse().join('');

/** Why a text will not do as a signing PIN, or null where it will. A PIN is 6 to 32 characters. */
export function pinProblem(pin: string): string | null {
  const length = [...pin].length;
  if (length < 6 || length > 32) return '签字密码须为6至32个字符';
  if (/\s|\p{Cc}/u.test(pin)) return '签字密码不能含空白或控制字符';
  const lower = pin.toLowerCase();
  if (new Set(lower).size < 3) return '签字密码过于简单：至少要有三个不同的字符';
  if (ascending.includes(lower) || descending.includes(lower)) return '签字密码过于简单：不能是连续的数字或字母';
  for (const size of [2, 3, 4]) {
    if (length % size === 0 && lower === lower.slice(0, size).repeat(length / size)) {
      return '签字密码过于简单：不能是同一段的重复';
    }
  }
  return null;
}

export const newPinSalt = (): Buffer => randomBytes(16);

/**
 * argon2id over PIN and salt, with the server's key as its secret: who copies the database alone
 * cannot try PINs, however short people choose them.
 */
const keyOfPin = (keys: Keys, pin: string, salt: Buffer): Promise<Buffer> =>
  hashRaw(pin.normalize('NFC'), {
    salt,
    secret: keys.data,
    memoryCost: 19_456,
    timeCost: 2,
    parallelism: 1,
    outputLen: 32,
  });

/** A private key sealed under its owner's PIN; `keyId` binds the piece to its row. */
export const sealByPin = async (
  keys: Keys,
  pin: string,
  salt: Buffer,
  privateKey: Buffer,
  keyId: string,
): Promise<Buffer> => encrypt(await keyOfPin(keys, pin, salt), privateKey, `signing-key:${keyId}`);

/** The private key, or null where the PIN is wrong. */
export async function openByPin(
  keys: Keys,
  pin: string,
  salt: Buffer,
  sealed: Buffer,
  keyId: string,
): Promise<Buffer | null> {
  const key = await keyOfPin(keys, pin, salt);
  try {
    return decrypt(key, sealed, `signing-key:${keyId}`);
  } catch {
    return null;
  }
}
