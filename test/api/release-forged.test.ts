import { newId } from '../../src/platform/ids';
import { issueCertificate } from '../../src/platform/signing/certificate';
import { signatureScheme } from '../../src/platform/signing/scheme';
import { checkFacts } from '../../src/quality-checks/check-facts';
import { signedText } from '../../src/quality-checks/signed-form';
import { rawSignature, whatStops } from '../support/raw-sql';
import { type AgencySeed, City, type Member, PASSWORD } from '../support/seed';
import { act, succeed } from '../support/seed-case-files';
import { completionOf, doCheck, PIN, pinned } from '../support/seed-checks';
import { type Releasable, seedReleasable } from '../support/seed-subsidies';
import { type Answer, expectRefusal, expectSuccess, unmetRules, useWorld } from '../support/world';

const suite = useWorld();
let agency: AgencySeed;
let head: Member;
let finance: Member;
beforeAll(async () => {
  agency = await new City(suite.world).agency('110105');
  [head, finance] = await Promise.all([agency.head, agency.finance]);
  await pinned(agency, head);
});

const ED = signatureScheme('ED25519');
const keyOf = async (personId: string): Promise<string> =>
  (await suite.world.rows('SELECT id FROM signing_key WHERE person_id = $1 AND retired_at IS NULL', [personId]))[0].id;
const signatureOf = async (checkId: string) =>
  (await suite.world.rows('SELECT canonical, signature FROM check_signature WHERE check_id = $1', [checkId]))[0];

/** What the head's signature over a check would say, without the head. */
async function textFor(checkId: string, keyId: string, change: object = {}): Promise<string> {
  const facts = await checkFacts((sql, params) => suite.world.rows(sql, [...params]) as Promise<never>, [checkId]);
  const check = facts.get(checkId);
  if (!check) throw new Error('no completion');
  return signedText(
    { ...check, ...change },
    { personId: head.personId, keyId, algorithm: 'ED25519', signedAt: new Date() },
  );
}

interface Forged {
  readonly keyId: string;
  readonly canonical: string;
  readonly bytes: Buffer;
}

/** A root, a key and a certificate that the forger made, with SQL's rights and without the server's master key. */
async function ownKey(): Promise<Forged> {
  const [root, pair, rootId, keyId] = [ED.generate(), ED.generate(), newId(), newId()];
  const certificate = issueCertificate(
    {
      agencyId: agency.id,
      personId: head.personId,
      keyId,
      algorithm: 'ED25519',
      publicKey: pair.publicKey,
      from: '2020-01-01T00:00:00.000Z',
    },
    { algorithm: 'ED25519', privateKey: root.privateKey },
  );
  const { app } = suite.world;
  await app.query(
    `INSERT INTO agency_root_key (id, agency_id, algorithm, public_key, private_key_cipher, created_at, retired_at) VALUES ($1, $2, 'ED25519', $3, $4, now(), now())`,
    [rootId, agency.id, root.publicKey, root.privateKey],
  );
  await app.query(
    `INSERT INTO signing_key (id, person_id, agency_id, root_key_id, algorithm, public_key, private_key_cipher, pin_salt, certificate, certificate_signature, created_at, retired_at)
     VALUES ($1, $2, $3, $4, 'ED25519', $5, $6, $6, $7, $8, now(), now() + interval '1 year')`,
    [keyId, head.personId, agency.id, rootId, pair.publicKey, pair.privateKey, certificate.text, certificate.signature],
  );
  return { keyId, canonical: '', bytes: pair.privateKey };
}

const FORGERIES: readonly (readonly [string, (one: Releasable) => Promise<Forged>])[] = [
  [
    'bytes that no key made',
    async ({ checkId }) => {
      const keyId = await keyOf(head.personId);
      return { keyId, canonical: await textFor(checkId, keyId), bytes: Buffer.alloc(64, 7) };
    },
  ],
  [
    'text and bytes of another check, signed in earnest',
    async () => {
      const [genuine] = await seedReleasable(agency, 1);
      const { canonical, signature } = await signatureOf(genuine!.checkId);
      return { keyId: await keyOf(head.personId), canonical, bytes: signature };
    },
  ],
  [
    'a key and a root of the forger’s own',
    async ({ checkId }) => {
      const own = await ownKey();
      const canonical = await textFor(checkId, own.keyId);
      return { ...own, canonical, bytes: ED.sign(own.bytes, canonical) };
    },
  ],
  ['no text at all', async () => ({ keyId: await keyOf(head.personId), canonical: 'null', bytes: Buffer.alloc(0) })],
];

describe('S4-5.1b S4-5.1c nothing is paid on a signature that does not verify', () => {
  test.each(FORGERIES)('%s: the gate is closed, alone and in a batch, and the sound row is paid', async (_, forge) => {
    const [[forged], [sound]] = [
      await seedReleasable(agency, 1, { upTo: 'COMPLETED' }),
      await seedReleasable(agency, 1),
    ];
    const made = await forge(forged!);
    await rawSignature(suite.world.app, { checkId: forged!.checkId, signerPersonId: head.personId, ...made });
    await finance.fresh();
    const refusal = expectRefusal(
      await act(finance, 'releaseSubsidy', { subsidyId: forged!.subsidyId }),
      'RELEASE_GATE_CLOSED',
    );
    expect(unmetRules(refusal)).toEqual(['RELEASE.SIGNATURE_VERIFIED']);
    const ids = [forged!.subsidyId, sound!.subsidyId];
    const { batch } = expectSuccess(
      await act(finance, 'releaseSubsidies', { ids }, 'batch { released refused releasedFen }'),
    );
    expect(batch).toEqual({ released: 1, refused: 1, releasedFen: 180_000 });
    const { subsidy } = await finance.send(
      'query ($id: ID!) { subsidy(id: $id) { releaseGate { open findings { rule met } steps { act } } } }',
      { id: forged!.subsidyId },
    );
    expect(subsidy.releaseGate.open).toBe(false);
    expect(subsidy.releaseGate.steps.map((step: Answer) => step.act)).toEqual([
      'reopenCheck',
      'designateChecker',
      'completeCheck',
      'signQualityCheck',
    ]);
  });

  test('the way the gate names does open it: reopened, checked and signed again, it is paid', async () => {
    const [one] = await seedReleasable(agency, 1, { upTo: 'COMPLETED' });
    await rawSignature(suite.world.app, {
      checkId: one!.checkId,
      signerPersonId: head.personId,
      keyId: await keyOf(head.personId),
      bytes: Buffer.alloc(64, 1),
    });
    const [clerk, checker] = await Promise.all([agency.clerk, agency.checker]);
    expectSuccess(await doCheck(head, 'reopenCheck', { checkId: one!.checkId, reason: '签字没有通过验证' }));
    const { qualityCheck } = expectSuccess(
      await doCheck(clerk, 'designateChecker', { caseFileId: one!.caseFileId, checkerAccountId: checker.accountId }),
    );
    const again = { checkId: qualityCheck.id, materialId: one!.materialId };
    expectSuccess(await doCheck(checker, 'completeCheck', completionOf(again)));
    expectSuccess(await doCheck(head, 'signQualityCheck', { checkId: again.checkId, pin: PIN }));
    await succeed(finance, 'releaseSubsidy', { subsidyId: one!.subsidyId });
  });

  test('a key retired, or of another agency, signs nothing more here, by raw SQL either', async () => {
    const [one] = await seedReleasable(agency, 1, { upTo: 'COMPLETED' });
    const old = await keyOf(head.personId);
    expectSuccess(await doCheck(head, 'setSigningPin', { agencyId: agency.id, pin: PIN, password: PASSWORD }));
    const elsewhere = await new City(suite.world).agency('110108');
    const theirs = await elsewhere.head;
    await pinned(elsewhere, theirs);
    const { app } = suite.world;
    const attempt = (keyId: string, signerPersonId: string) =>
      whatStops(app, () =>
        rawSignature(app, { checkId: one!.checkId, signerPersonId, keyId, bytes: Buffer.alloc(64) }),
      );
    expect(await attempt(await keyOf(theirs.personId), theirs.personId)).toBe('signature_by_key_in_use');
    expect(await attempt(old, head.personId)).toBe('signature_by_key_in_use');
  });
});
