import { decrypt, encrypt, type Keys } from '../crypto';
import { type KeyPair, type SignatureAlgorithm, signatureScheme } from './scheme';

/** Binds a sealed root key to its agency and its row. */
const purpose = (agencyId: string, rootKeyId: string) => `root-key:${agencyId}:${rootKeyId}`;

export interface SealedRootKey {
  readonly id: string;
  readonly agencyId: string;
  readonly algorithm: SignatureAlgorithm;
  readonly publicKey: string;
  readonly privateKeyCipher: Buffer;
}

export function makeRootKey(keys: Keys, id: string, agencyId: string, algorithm: SignatureAlgorithm): SealedRootKey {
  const pair: KeyPair = signatureScheme(algorithm).generate();
  const privateKeyCipher = encrypt(keys.data, pair.privateKey, purpose(agencyId, id));
  return { id, agencyId, algorithm, publicKey: pair.publicKey, privateKeyCipher };
}

/**
 * The root's private key, or null where the row was not made by this server: only who holds the master key can
 * write a piece that opens, so a root slipped in by SQL is found out.
 */
export function openRootKey(keys: Keys, root: SealedRootKey): Buffer | null {
  try {
    const privateKey = decrypt(keys.data, root.privateKeyCipher, purpose(root.agencyId, root.id));
    return signatureScheme(root.algorithm).publicKeyOf(privateKey) === root.publicKey ? privateKey : null;
  } catch {
    return null;
  }
}
