import type { QueryRunner } from 'typeorm';
import type { Services } from '../platform/context';
import { rows } from '../platform/database/data-source';
import { columnsOf } from '../platform/database/naming';
import { newId } from '../platform/ids';
import { issueCertificate } from '../platform/signing/certificate';
import { newPinSalt, openByPin, sealByPin } from '../platform/signing/pin';
import { makeRootKey, openRootKey } from '../platform/signing/root-key';
import { type SignatureAlgorithm, signatureScheme } from '../platform/signing/scheme';
import { StartRefused } from '../platform/start-refused';
import { checkFacts } from '../quality-checks/check-facts';
import { signedText } from '../quality-checks/signed-form';
import { AgencyRootKeyRow, SigningKeyRow } from '../quality-checks/signing-key.entity';
import { DEMO_SIGNING_PIN } from './accounts';
import type { Row } from './sheet';

interface Seal {
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  readonly privateKey: Buffer;
}

/**
 * The signing keys of the city's heads: made once with the demo PIN, opened once by it, and then used as often as
 * the city signs. What they make is what a head's own signature would be.
 */
export class Seals {
  private readonly known = new Map<string, Seal>();

  constructor(
    private readonly services: Services,
    private readonly madeAt: string,
  ) {}

  /** Signs completed checks as the tables hold them; gives the rows of their signatures. */
  async sign(runner: QueryRunner, wanted: readonly Row[]): Promise<Row[]> {
    const ids = wanted.map((row) => row.check_id as string);
    const facts = await checkFacts((text, params) => rows(runner, text, params), ids);
    const signed: Row[] = [];
    for (const { agency_id: agencyId, ...row } of wanted) {
      const personId = row.signer_person_id as string;
      const seal = await this.sealOf(runner, agencyId as string, personId);
      const check = facts.get(row.check_id as string);
      if (!check) throw new Error(`check ${row.check_id} has no completion`);
      const canonical = signedText(check, {
        personId,
        keyId: seal.keyId,
        algorithm: seal.algorithm,
        signedAt: new Date(row.signed_at as string),
      });
      const signature = signatureScheme(seal.algorithm).sign(seal.privateKey, canonical);
      signed.push({ ...row, key_id: seal.keyId, canonical, signature: `\\x${signature.toString('hex')}` });
    }
    return signed;
  }

  private async sealOf(runner: QueryRunner, agencyId: string, personId: string): Promise<Seal> {
    const slot = `${agencyId} ${personId}`;
    const known = this.known.get(slot);
    if (known) return known;
    const seal = (await this.open(runner, agencyId, personId)) ?? (await this.make(runner, agencyId, personId));
    this.known.set(slot, seal);
    return seal;
  }

  private async open(runner: QueryRunner, agencyId: string, personId: string): Promise<Seal | null> {
    const [key] = await rows<SigningKeyRow>(
      runner,
      `SELECT ${columnsOf(SigningKeyRow, 'k')} FROM signing_key k WHERE k.person_id = $1 AND k.agency_id = $2 AND k.retired_at IS NULL`,
      [personId, agencyId],
    );
    if (!key) return null;
    const opened = await openByPin(this.services.keys, DEMO_SIGNING_PIN, key.pinSalt, key.privateKeyCipher, key.id);
    if (!opened) throw new StartRefused('演练城中有负责人换过签字密码，不能再追加案件 (a signing PIN was changed)');
    return { keyId: key.id, algorithm: key.algorithm, privateKey: opened };
  }

  private async make(runner: QueryRunner, agencyId: string, personId: string): Promise<Seal> {
    const { keys, config } = this.services;
    const algorithm = config.signature;
    const root = await this.rootOf(runner, agencyId);
    const rootKey = openRootKey(keys, root);
    if (!rootKey) throw new StartRefused('机构根密钥不是由本系统生成 (root key was not made by this server)');
    const pair = signatureScheme(algorithm).generate();
    const keyId = newId();
    const pinSalt = newPinSalt();
    const certificate = issueCertificate(
      { agencyId, personId, keyId, algorithm, publicKey: pair.publicKey, from: this.madeAt },
      { algorithm: root.algorithm, privateKey: rootKey },
    );
    await rows(
      runner,
      `INSERT INTO signing_key (id, person_id, agency_id, root_key_id, algorithm, public_key, private_key_cipher, pin_salt, certificate, certificate_signature, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        keyId,
        personId,
        agencyId,
        root.id,
        algorithm,
        pair.publicKey,
        await sealByPin(keys, DEMO_SIGNING_PIN, pinSalt, pair.privateKey, keyId),
        pinSalt,
        certificate.text,
        certificate.signature,
        this.madeAt,
      ],
    );
    return { keyId, algorithm, privateKey: pair.privateKey };
  }

  private async rootOf(runner: QueryRunner, agencyId: string): Promise<AgencyRootKeyRow> {
    const read = () =>
      rows<AgencyRootKeyRow>(
        runner,
        `SELECT ${columnsOf(AgencyRootKeyRow, 'k')} FROM agency_root_key k WHERE k.agency_id = $1 AND k.retired_at IS NULL`,
        [agencyId],
      );
    const [known] = await read();
    if (known) return known;
    const { keys, config } = this.services;
    const made = makeRootKey(keys, newId(), agencyId, config.signature);
    await rows(
      runner,
      'INSERT INTO agency_root_key (id, agency_id, algorithm, public_key, private_key_cipher, created_at) VALUES ($1, $2, $3, $4, $5, $6)',
      [made.id, agencyId, made.algorithm, made.publicKey, made.privateKeyCipher, this.madeAt],
    );
    const [root] = await read();
    return root as AgencyRootKeyRow;
  }
}
