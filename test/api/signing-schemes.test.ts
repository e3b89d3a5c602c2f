import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deriveKeys } from '../../src/platform/crypto';
import { issueCertificate, readCertificate } from '../../src/platform/signing/certificate';
import { newPinSalt, openByPin, pinProblem, sealByPin } from '../../src/platform/signing/pin';
import { makeRootKey, openRootKey } from '../../src/platform/signing/root-key';
import { algorithmOf, SIGNATURE_ALGORITHMS, signatureScheme, verifyWith } from '../../src/platform/signing/scheme';

const keys = deriveKeys(Buffer.alloc(32, 1));
const TEXT = '结案质量检查：合格 {"n":1}';

describe.each(SIGNATURE_ALGORITHMS)('%s', (algorithm) => {
  const scheme = signatureScheme(algorithm);
  const pair = scheme.generate();
  const signature = scheme.sign(pair.privateKey, TEXT);

  test('verifies its own signature, and knows its key', () => {
    expect(scheme.verify(pair.publicKey, TEXT, signature)).toBe(true);
    expect(verifyWith(pair.publicKey, TEXT, signature)).toBe(true);
    expect(algorithmOf(pair.publicKey)).toBe(algorithm);
    expect(scheme.publicKeyOf(pair.privateKey)).toBe(pair.publicKey);
  });

  test('another text, another key, a flipped bit and no signature at all do not verify', () => {
    const flipped = Buffer.from(signature);
    flipped.writeUInt8(flipped.readUInt8(flipped.length - 1) ^ 1, flipped.length - 1);
    expect(scheme.verify(pair.publicKey, `${TEXT} `, signature)).toBe(false);
    expect(scheme.verify(scheme.generate().publicKey, TEXT, signature)).toBe(false);
    expect(scheme.verify(pair.publicKey, TEXT, flipped)).toBe(false);
    expect(scheme.verify(pair.publicKey, TEXT, Buffer.alloc(0))).toBe(false);
    expect(scheme.verify('no key', TEXT, signature)).toBe(false);
    for (let at = 0; at < signature.length; at += 1) {
      const other = Buffer.from(signature);
      other[at] = other[at] === 0 ? 1 : 0;
      expect([at, scheme.verify(pair.publicKey, TEXT, other)]).toEqual([at, false]);
    }
  });

  test('a key of the other algorithm verifies nothing', () => {
    const other = SIGNATURE_ALGORITHMS.find((each) => each !== algorithm) as (typeof SIGNATURE_ALGORITHMS)[number];
    expect(scheme.verify(signatureScheme(other).generate().publicKey, TEXT, signature)).toBe(false);
  });

  test('openssl agrees, both ways', () => {
    const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    if (!/^OpenSSL 3/.test(openssl('version').toString())) return;
    const folder = mkdtempSync(join(tmpdir(), 'anzhi-sign-'));
    const at = (name: string) => join(folder, name);
    const how = algorithm === 'SM2_SM3' ? ['-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678'] : [];
    try {
      writeFileSync(at('text'), TEXT);
      writeFileSync(at('ours.pem'), pair.publicKey);
      writeFileSync(at('ours.sig'), signature);
      openssl(
        'pkeyutl',
        '-verify',
        '-pubin',
        '-inkey',
        at('ours.pem'),
        '-rawin',
        '-in',
        at('text'),
        '-sigfile',
        at('ours.sig'),
        ...how,
      );
      writeFileSync(at('other'), `${TEXT}!`);
      expect(() =>
        openssl(
          'pkeyutl',
          '-verify',
          '-pubin',
          '-inkey',
          at('ours.pem'),
          '-rawin',
          '-in',
          at('other'),
          '-sigfile',
          at('ours.sig'),
          ...how,
        ),
      ).toThrow();
      openssl('genpkey', '-algorithm', algorithm === 'SM2_SM3' ? 'SM2' : 'ED25519', '-out', at('theirs.key'));
      openssl('pkey', '-in', at('theirs.key'), '-pubout', '-out', at('theirs.pem'));
      openssl(
        'pkeyutl',
        '-sign',
        '-inkey',
        at('theirs.key'),
        '-rawin',
        '-in',
        at('text'),
        '-out',
        at('theirs.sig'),
        ...how,
      );
      const theirs = readFileSync(at('theirs.pem'), 'utf8');
      expect(algorithmOf(theirs)).toBe(algorithm);
      expect(scheme.verify(theirs, TEXT, readFileSync(at('theirs.sig')))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('a certificate stands by its root and by no other', () => {
    const root = scheme.generate();
    const certificate = {
      agencyId: 'agency',
      personId: 'person',
      keyId: 'key',
      algorithm,
      publicKey: pair.publicKey,
      from: '2026-03-02T02:00:00.000Z',
    };
    const issued = issueCertificate(certificate, { algorithm, privateKey: root.privateKey });
    expect(readCertificate(issued.text, issued.signature, root.publicKey)).toEqual({ certificate, problems: [] });
    expect(readCertificate(issued.text, issued.signature, scheme.generate().publicKey).problems).toEqual([
      'CERTIFICATE_NOT_BY_ROOT',
    ]);
    const altered = issued.text.replace('"person"', '"nobody"');
    expect(readCertificate(altered, issued.signature, root.publicKey).problems).toEqual(['CERTIFICATE_NOT_BY_ROOT']);
    const spaced = `${issued.text} `;
    expect(readCertificate(spaced, scheme.sign(root.privateKey, spaced), root.publicKey).problems).toEqual([
      'CERTIFICATE_MALFORMED',
    ]);
  });

  test('a root key opens only in its own row and with the master key that made it', () => {
    const root = makeRootKey(keys, 'root-1', 'agency-1', algorithm);
    expect(openRootKey(keys, root)).not.toBeNull();
    expect(openRootKey(keys, { ...root, id: 'root-2' })).toBeNull();
    expect(openRootKey(keys, { ...root, agencyId: 'agency-2' })).toBeNull();
    expect(openRootKey(keys, { ...root, publicKey: pair.publicKey })).toBeNull();
    expect(openRootKey(deriveKeys(Buffer.alloc(32, 2)), root)).toBeNull();
  });
});

describe('signing PIN', () => {
  test.each([
    ['12345', '6至32'],
    ['1'.repeat(33), '6至32'],
    ['111111', '三个不同'],
    ['121212', '三个不同'],
    ['123456', '连续'],
    ['654321', '连续'],
    ['abcdef', '连续'],
    ['123123', '重复'],
    ['13 579x', '空白'],
  ])('%s will not do', (pin, why) => {
    expect(pinProblem(pin)).toContain(why);
  });

  test.each(['738105', '山高月小水落石出', 'a1B2c3'])('%s will do', (pin) => {
    expect(pinProblem(pin)).toBeNull();
  });

  test('opens a key only with the right PIN, salt, row and server', async () => {
    const salt = newPinSalt();
    const secret = Buffer.from('private');
    const sealed = await sealByPin(keys, '738105', salt, secret, 'key-1');
    expect(await openByPin(keys, '738105', salt, sealed, 'key-1')).toEqual(secret);
    expect(await openByPin(keys, '738106', salt, sealed, 'key-1')).toBeNull();
    expect(await openByPin(keys, '738105', newPinSalt(), sealed, 'key-1')).toBeNull();
    expect(await openByPin(keys, '738105', salt, sealed, 'key-2')).toBeNull();
    expect(await openByPin(deriveKeys(Buffer.alloc(32, 2)), '738105', salt, sealed, 'key-1')).toBeNull();
  });
});
