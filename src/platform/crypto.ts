import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Keys derived from the one master key, each for one purpose. */
export interface Keys {
  /** Signs sign-in tokens. */
  readonly token: Uint8Array;
  /** Encrypts ID numbers and agencies' root keys. */
  readonly data: Buffer;
  /** Digests that must not be guessable from outside: ID numbers, payloads, back-off subjects. */
  readonly digest: Buffer;
  /** Seals lines of the ledger. */
  readonly ledger: Buffer;
}

export function deriveKeys(master: Buffer): Keys {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `anzhi/${purpose}`, 32));
  return { token: derive('token'), data: derive('data'), digest: derive('digest'), ledger: derive('ledger') };
}

/** Tells whether two master keys are the same without telling either (hex). */
export const keyCheck = (master: Buffer): string =>
  createHmac('sha256', master).update('anzhi/key-check').digest('hex');

/** AES-256-GCM: nonce, tag and text in one piece; `purpose` binds the piece to where it belongs. */
export function encrypt(key: Buffer, plain: Buffer | string, purpose: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose));
  const body = Buffer.concat([cipher.update(plain as string), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Throws where key, purpose or a single bit is wrong. */
export function decrypt(key: Buffer, sealed: Buffer, purpose: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(Buffer.from(purpose));
  decipher.setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
}

/** Keyed digest of an ID number: equal numbers meet, and nobody without the key can try numbers. */
export const idNumberDigest = (keys: Keys, idNumber: string): Buffer =>
  createHmac('sha256', keys.digest).update(`id-number:${idNumber}`).digest();

export const sealIdNumber = (keys: Keys, idNumber: string): Buffer => encrypt(keys.data, idNumber, 'id-number');
export const openIdNumber = (keys: Keys, sealed: Buffer): string =>
  decrypt(keys.data, sealed, 'id-number').toString('utf8');

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The check digit of a citizen identity number (GB 11643): 17 digits give the 18th, 0–9 or X. */
export const idNumberCheckDigit = (first17: string): string => {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(first17[index]), 0);
  return '10X98765432'.charAt(sum % 11);
};

/** Why a text is not a citizen identity number, or null where it is one. */
export function idNumberProblem(text: string): string | null {
  if (!/^\d{17}[\dX]$/.test(text)) return '身份证号码须为18位，末位为数字或大写X';
  const [year, month, day] = [text.slice(6, 10), text.slice(10, 12), text.slice(12, 14)].map(Number) as [
    number,
    number,
    number,
  ];
  const born = new Date(Date.UTC(year, month - 1, day));
  if (born.getUTCFullYear() !== year || born.getUTCMonth() !== month - 1 || born.getUTCDate() !== day || year < 1900) {
    return '身份证号码中的出生日期不存在';
  }
  return idNumberCheckDigit(text.slice(0, 17)) === text[17] ? null : '身份证号码校验位不符（GB 11643）';
}

/** Birth date in an identity number, as YYYY-MM-DD. */
export const birthDateIn = (idNumber: string): string =>
  `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`;

export const maskName = (name: string): string =>
  name ? `${[...name][0]}${'某'.repeat(Math.max(1, [...name].length - 1))}` : '';
export const maskIdNumber = (idNumber: string): string => `${idNumber.slice(0, 6)}${'*'.repeat(8)}${'*'.repeat(3)}*`;
