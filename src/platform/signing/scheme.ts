import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { sm2 } from 'sm-crypto-v2';

export const SIGNATURE_ALGORITHMS = ['ED25519', 'SM2_SM3'] as const;
export type SignatureAlgorithm = (typeof SIGNATURE_ALGORITHMS)[number];

/** A new pair: the public key as PEM (SPKI), the private key as the scheme's own bytes, never stored unsealed. */
export interface KeyPair {
  readonly publicKey: string;
  readonly privateKey: Buffer;
}

/** One way to sign; everything that signs or verifies goes through this. */
export interface SignatureScheme {
  readonly algorithm: SignatureAlgorithm;
  generate(): KeyPair;
  sign(privateKey: Buffer, text: string): Buffer;
  /** False for a wrong signature, a foreign key and for bytes that are no signature at all. */
  verify(publicKey: string, text: string, signature: Buffer): boolean;
  /** The same beside the main thread where the library can, for thousands at once. */
  verifyAside(publicKey: string, text: string, signature: Buffer): Promise<boolean>;
  publicKeyOf(privateKey: Buffer): string;
}

const pem = (der: Buffer): string =>
  `-----BEGIN PUBLIC KEY-----\n${der.toString('base64').replace(/(.{64})(?!$)/g, '$1\n')}\n-----END PUBLIC KEY-----\n`;

const derOf = (publicKey: string): Buffer => {
  const match = /^-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(publicKey);
  if (!match?.[1]) throw new Error('no PEM public key');
  return Buffer.from(match[1].replace(/\s/g, ''), 'base64');
};

const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');
/** id-ecPublicKey on the curve SM2 (1.2.156.10197.1.301), uncompressed point to follow. */
const SM2_SPKI = Buffer.from('3059301306072a8648ce3d020106082a811ccf5501822d034200', 'hex');

const ed25519: SignatureScheme = {
  algorithm: 'ED25519',
  generate() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    return {
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }),
    };
  },
  sign: (privateKey, text) => sign(null, Buffer.from(text, 'utf8'), pkcs8(privateKey)),
  verify: (publicKey, text, signature) => verify(null, Buffer.from(text, 'utf8'), spki(publicKey), signature),
  verifyAside: async (publicKey, text, signature) =>
    new Promise((resolve, reject) => {
      verify(null, Buffer.from(text, 'utf8'), spki(publicKey), signature, (error, sound) =>
        error ? reject(error) : resolve(sound),
      );
    }),
  publicKeyOf: (privateKey) => createPublicKey(pkcs8(privateKey)).export({ type: 'spki', format: 'pem' }).toString(),
};

const read = new LRUCache<string, KeyObject>({ max: 1000 });
/** Reading a public key costs as much as verifying with it, and thousands of signatures come from a few keys. */
const spki = (publicKey: string): KeyObject => {
  const known = read.get(publicKey) ?? createPublicKey(publicKey);
  read.set(publicKey, known);
  return known;
};

const opened = new WeakMap<Buffer, KeyObject>();
/** Reading a key costs more than signing with it: whoever signs much keeps one buffer, and it is read once. */
const pkcs8 = (der: Buffer): KeyObject => {
  const known = opened.get(der) ?? createPrivateKey({ key: der, type: 'pkcs8', format: 'der' });
  opened.set(der, known);
  return known;
};

/** GB/T 32918 with SM3; the user id is the standard's own default (GB/T 35276), which OpenSSL takes as distid. */
const SM2_OPTIONS = { der: true, hash: true, userId: '1234567812345678' };

const sm2Point = (publicKey: string): string => derOf(publicKey).subarray(SM2_SPKI.length).toString('hex');

/**
 * Whether bytes are a SEQUENCE of two positive INTEGERs in their one spelling (X.690): the library reads past tags and
 * lengths, so that bytes other than those that were signed with would verify too.
 */
function isStrictDer(signature: Buffer): boolean {
  const endOfInteger = (at: number): number => {
    const [tag, length = 0, first = 0x80, second = 0] = signature.subarray(at, at + 4);
    const minimal = first < 0x80 && length > 0 && (first > 0 || (length > 1 && second >= 0x80));
    return tag === 2 && minimal ? at + 2 + length : -1;
  };
  if (signature[0] !== 0x30 || signature[1] !== signature.length - 2) return false;
  const middle = endOfInteger(2);
  return middle > 0 && endOfInteger(middle) === signature.length;
}

const sm2WithSm3: SignatureScheme = {
  algorithm: 'SM2_SM3',
  generate() {
    const pair = sm2.generateKeyPairHex();
    return {
      publicKey: pem(Buffer.concat([SM2_SPKI, Buffer.from(pair.publicKey, 'hex')])),
      privateKey: Buffer.from(pair.privateKey, 'hex'),
    };
  },
  sign: (privateKey, text) =>
    Buffer.from(sm2.doSignature(Buffer.from(text, 'utf8'), privateKey.toString('hex'), SM2_OPTIONS), 'hex'),
  verify: (publicKey, text, signature) =>
    isStrictDer(signature) &&
    sm2.doVerifySignature(Buffer.from(text, 'utf8'), signature.toString('hex'), sm2Point(publicKey), SM2_OPTIONS),
  async verifyAside(publicKey, text, signature) {
    return this.verify(publicKey, text, signature);
  },
  publicKeyOf: (privateKey) =>
    pem(Buffer.concat([SM2_SPKI, Buffer.from(sm2.getPublicKeyFromPrivateKey(privateKey.toString('hex')), 'hex')])),
};

const never =
  <A extends unknown[]>(check: (...args: A) => boolean) =>
  (...args: A): boolean => {
    try {
      return check(...args);
    } catch {
      return false;
    }
  };

const whole = (scheme: SignatureScheme): SignatureScheme => ({
  ...scheme,
  verify: never(scheme.verify),
  verifyAside: (publicKey, text, signature) => scheme.verifyAside(publicKey, text, signature).catch(() => false),
});

const schemes: Readonly<Record<SignatureAlgorithm, SignatureScheme>> = {
  ED25519: whole(ed25519),
  SM2_SM3: whole(sm2WithSm3),
};

export const signatureScheme = (algorithm: SignatureAlgorithm): SignatureScheme => schemes[algorithm];

/** The algorithm that a public key in PEM belongs to, or null for any other key or text. */
export function algorithmOf(publicKey: string): SignatureAlgorithm | null {
  try {
    const der = derOf(publicKey);
    if (der.length === 44 && der.subarray(0, ED25519_SPKI.length).equals(ED25519_SPKI)) return 'ED25519';
    if (der.length === 91 && der.subarray(0, SM2_SPKI.length).equals(SM2_SPKI) && der[26] === 4) return 'SM2_SM3';
  } catch {
    // no key at all
  }
  return null;
}

/** Verifies by whatever algorithm the key is of. */
export const verifyWith = (publicKey: string, text: string, signature: Buffer): boolean => {
  const algorithm = algorithmOf(publicKey);
  return algorithm !== null && schemes[algorithm].verify(publicKey, text, signature);
};
