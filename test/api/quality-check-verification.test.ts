import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rows } from '../../src/platform/database/data-source';
import { newId } from '../../src/platform/ids';
import { issueCertificate } from '../../src/platform/signing/certificate';
import { SIGNATURE_ALGORITHMS, signatureScheme } from '../../src/platform/signing/scheme';
import { sweepSignatures } from '../../src/quality-checks/verification';
import { verifyFiles } from '../../src/quality-checks/verify-check';
import { underTheSignature } from '../support/raw-sql';
import { type AgencySeed, type City, type Member, seedCity } from '../support/seed';
import { completed, receivedFile, signed } from '../support/seed-checks';
import { type Answer, useWorld, type World } from '../support/world';

const folder = mkdtempSync(join(tmpdir(), 'anzhi-verify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const saved = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const VERIFY = 'query ($id: ID!) { verifySignature(checkId: $id) { checkId valid coversFile problems { code text } } }';
const codes = async (as: Member, id: string): Promise<string[]> =>
  (await as.send(VERIFY, { id })).verifySignature.problems.map(({ code }: Answer) => code);
const exported = async (as: Member, id: string): Promise<string> =>
  (await as.send('query ($id: ID!) { exportSignedCheck(checkId: $id) }', { id })).exportSignedCheck;
const rootOf = async (as: Member, agencyId: string): Promise<string> =>
  (await as.send('query ($id: ID!) { agencyRootKey(agencyId: $id) }', { id: agencyId })).agencyRootKey;
const SWEEP =
  'query ($after: String) { verificationSweep(first: 2, after: $after) { examined unsound { checkId valid problems { code text } } pageInfo { hasNextPage endCursor } } }';

async function sweep(as: Member): Promise<{ examined: number; unsound: Answer[] }> {
  const total = { examined: 0, unsound: [] as Answer[] };
  for (let after: string | null = null; ; ) {
    const { verificationSweep: page } = (await as.send(SWEEP, { after })) as Answer;
    total.examined += page.examined;
    total.unsound.push(...page.unsound);
    if (!page.pageInfo.hasNextPage) return total;
    after = page.pageInfo.endCursor;
  }
}

async function sweepAll(world: World) {
  const runner = world.services.dataSource.createQueryRunner('slave');
  try {
    return await sweepSignatures((text, params) => rows(runner, text, params), world.services.keys);
  } finally {
    await runner.release();
  }
}

describe.each(SIGNATURE_ALGORITHMS)('S4-5.1b verification, %s', (algorithm) => {
  const suite = useWorld({ ANZHI_SIGNATURE: algorithm });
  let city: City;
  let agency: AgencySeed;
  beforeAll(async () => {
    city = await seedCity(suite.world);
    agency = await city.agency('110105');
  });

  test('a signature verifies in the database, in the sweep and as an export without one', async () => {
    const check = await signed(agency);
    const auditor = await agency.auditor;
    expect((await auditor.send(VERIFY, { id: check.checkId })).verifySignature).toEqual({
      checkId: check.checkId,
      valid: true,
      coversFile: true,
      problems: [],
    });
    const text = await exported(auditor, check.checkId);
    expect(JSON.parse(text).algorithm).toBe(algorithm);
    const paths = [saved('export.json', text), saved('root.pem', await rootOf(auditor, agency.id))];
    const run = spawnSync(process.execPath, ['dist/src/quality-checks/verify-check.js', ...paths], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    });
    expect(run.stdout).toContain('验证通过');
    expect(run.status).toBe(0);
    expect((await sweep(auditor)).unsound).toEqual([]);
  });

  test('the signed text names no recipient, and neither do the exports', async () => {
    const file = await receivedFile(agency);
    await suite.world.rows(
      `INSERT INTO material (id, case_file_id, catalogue_no, title, pages, digest, revision, recorded_by, recorded_at)
       SELECT gen_random_uuid(), case_file_id, 11, '张三会见笔录', 3, digest, 0, recorded_by, recorded_at FROM material WHERE id = $1`,
      [file.materialId],
    );
    const check = await signed(agency, 'QUALIFIED', file);
    const text = await exported(await agency.auditor, check.checkId);
    const signedText = JSON.parse(JSON.parse(text).canonical);
    expect(text).not.toContain('张三');
    expect(Object.keys(signedText).sort()).toEqual(
      'agencyId caseFile checkId checker edition form items materials opinion result round signer'.split(' '),
    );
    expect(signedText.materials).toHaveLength(2);
    expect(signedText.edition.indicators).toHaveLength(8);
  });

  test('every flipped character of an export fails, or is not even readable', async () => {
    const check = await signed(agency);
    const auditor = await agency.auditor;
    const text = await exported(auditor, check.checkId);
    const root = saved('root.pem', await rootOf(auditor, agency.id));
    expect(verifyFiles([saved('good.json', text), root]).code).toBe(0);
    const step = algorithm === 'SM2_SM3' ? 97 : 29;
    for (let at = 0; at < text.length; at += step) {
      const flipped = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
      const { code, lines } = verifyFiles([saved('flipped.json', flipped), root]);
      expect({ at, passed: code === 0, said: lines.length > 0 }).toEqual({ at, passed: false, said: true });
    }
  });

  test('a signature spelt otherwise in base64 is not the same export', async () => {
    const check = await signed(agency);
    const auditor = await agency.auditor;
    const root = saved('root.pem', await rootOf(auditor, agency.id));
    const genuine = JSON.parse(await exported(auditor, check.checkId));
    const respelt = { ...genuine, signature: `${genuine.signature}\n` };
    expect(Buffer.from(respelt.signature, 'base64')).toEqual(Buffer.from(genuine.signature, 'base64'));
    const { code, lines } = verifyFiles([saved('respelt.json', JSON.stringify(respelt)), root]);
    expect({ code, said: lines.join() }).toEqual({ code: 1, said: expect.stringContaining('SIGNATURE_WRONG') });
  });

  test('another agency’s root, a missing file and a wrong call are told apart by the exit code', async () => {
    const elsewhere = await city.agency('110108');
    const [check] = [await signed(agency), await signed(elsewhere)];
    const auditor = await agency.auditor;
    const good = saved('good.json', await exported(auditor, check.checkId));
    const foreign = verifyFiles([good, saved('foreign.pem', await rootOf(auditor, elsewhere.id))]);
    expect(foreign.code).toBe(1);
    expect(foreign.lines.join()).toContain('CERTIFICATE_NOT_BY_ROOT');
    expect(verifyFiles([good]).code).toBe(2);
    expect(verifyFiles([join(folder, 'none.json'), join(folder, 'none.pem')]).code).toBe(2);
    expect(verifyFiles([good, saved('no-key.pem', 'no key')]).code).toBe(2);
    expect(
      verifyFiles([saved('other.json', '{"a":1}'), saved('root.pem', await rootOf(auditor, agency.id))]).code,
    ).toBe(2);
  });

  test('a forged signature row, by raw SQL as the server’s own role, is found by verification and sweep', async () => {
    const { world } = suite;
    const check = await completed(agency);
    const genuine = await signed(agency);
    const head = await agency.head;
    await world.app.query('BEGIN');
    await world.app.query(`INSERT INTO part (case_file_id, person_id, part) VALUES ($1, $2, 'SIGNER')`, [
      check.caseFileId,
      head.personId,
    ]);
    await world.app.query(
      `INSERT INTO check_signature (check_id, round, case_file_id, result, revision, signer_person_id, key_id, canonical, signature, signed_at)
       SELECT c.check_id, c.round, c.case_file_id, c.result, c.revision, $2, s.key_id, s.canonical, s.signature, s.signed_at
         FROM check_completion c, check_signature s WHERE c.check_id = $1 AND s.check_id = $3`,
      [check.checkId, head.personId, genuine.checkId],
    );
    await world.app.query('COMMIT');
    expect(await codes(head, check.checkId)).toEqual(['TEXT_DIFFERS_FROM_RECORDS']);
    const found = await sweep(await agency.auditor);
    expect(found.unsound.map(({ checkId }) => checkId)).toEqual([check.checkId]);
    expect(found.examined).toBeGreaterThan(3);
    const everywhere = await sweepAll(world);
    expect(everywhere.unsound.map(({ checkId }) => checkId)).toEqual([check.checkId]);
    expect(everywhere.examined).toBeGreaterThan(found.examined);
  });

  test('a forger with a root, key and certificate of their own is found: the root is not this server’s', async () => {
    const { world } = suite;
    const check = await completed(agency);
    const head = await agency.head;
    const scheme = signatureScheme(algorithm);
    const [root, pair, rootId, keyId] = [scheme.generate(), scheme.generate(), newId(), newId()];
    const genuine = await signed(agency);
    const [old] = await world.rows('SELECT canonical, signed_at FROM check_signature WHERE check_id = $1', [
      genuine.checkId,
    ]);
    const issued = issueCertificate(
      {
        agencyId: agency.id,
        personId: head.personId,
        keyId,
        algorithm,
        publicKey: pair.publicKey,
        from: '2026-01-01T00:00:00.000Z',
      },
      { algorithm, privateKey: root.privateKey },
    );
    const canonical = old.canonical;
    await world.app.query('BEGIN');
    await world.app.query('UPDATE agency_root_key SET retired_at = now() WHERE agency_id = $1', [agency.id]);
    await world.app.query(
      `INSERT INTO agency_root_key (id, agency_id, algorithm, public_key, private_key_cipher, created_at, retired_at) VALUES ($1, $2, $3, $4, $5, now(), now())`,
      [rootId, agency.id, algorithm, root.publicKey, root.privateKey],
    );
    await world.app.query(
      `INSERT INTO signing_key (id, person_id, agency_id, root_key_id, algorithm, public_key, private_key_cipher, pin_salt, certificate, certificate_signature, created_at, retired_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, now(), now())`,
      [
        keyId,
        head.personId,
        agency.id,
        rootId,
        algorithm,
        pair.publicKey,
        pair.privateKey,
        issued.text,
        issued.signature,
      ],
    );
    await world.app.query(`INSERT INTO part (case_file_id, person_id, part) VALUES ($1, $2, 'SIGNER')`, [
      check.caseFileId,
      head.personId,
    ]);
    await world.app.query(
      `INSERT INTO check_signature (check_id, round, case_file_id, result, revision, signer_person_id, key_id, canonical, signature, signed_at)
       SELECT check_id, round, case_file_id, result, revision, $2, $3, $4, $5, $6 FROM check_completion WHERE check_id = $1`,
      [check.checkId, head.personId, keyId, canonical, scheme.sign(pair.privateKey, canonical), old.signed_at],
    );
    await world.app.query('COMMIT');
    expect(await codes(head, check.checkId)).toEqual([
      'KEY_OF_ANOTHER',
      'TEXT_DIFFERS_FROM_RECORDS',
      'ROOT_KEY_FOREIGN',
    ]);
    await world.rows('UPDATE agency_root_key SET retired_at = NULL WHERE agency_id = $1 AND id <> $2', [
      agency.id,
      rootId,
    ]);
  });

  test('records changed underneath, papers added, an office that was never held: each by its name', async () => {
    const { world } = suite;
    const head = await agency.head;
    const one = await signed(agency);
    await world.rows('ALTER TABLE check_item DISABLE TRIGGER check_item_is_kept');
    await world.rows(`UPDATE check_item SET remark = '改过' WHERE check_id = $1 AND indicator_no = 3`, [one.checkId]);
    await world.rows('ALTER TABLE check_item ENABLE TRIGGER check_item_is_kept');
    expect(await codes(head, one.checkId)).toEqual(['TEXT_DIFFERS_FROM_RECORDS']);

    const two = await signed(agency);
    await underTheSignature(
      world,
      `INSERT INTO material (id, case_file_id, catalogue_no, title, pages, digest, supersedes_id, revision, recorded_by, recorded_at)
       SELECT gen_random_uuid(), case_file_id, catalogue_no, title, pages, digest, id, 0, recorded_by, recorded_at FROM material WHERE id = $1`,
      [two.materialId],
    );
    expect(await codes(head, two.checkId)).toEqual(['FILE_CHANGED']);

    const three = await signed(agency);
    await world.rows(`UPDATE appointment SET in_force_from = '2026-12-01' WHERE account_id = $1`, [head.accountId]);
    const auditor = await agency.auditor;
    expect(await codes(auditor, three.checkId)).toEqual(['SIGNER_NOT_IN_OFFICE']);
    await world.rows(`UPDATE appointment SET in_force_from = '2026-01-01' WHERE account_id = $1`, [head.accountId]);
    expect(await codes(auditor, three.checkId)).toEqual([]);
  });

  test('who may export and sweep', async () => {
    const { checkId } = await signed(agency);
    const lawyer = await (await agency.lawFirm()).lawyer();
    const refused = async (as: Member, query: string) =>
      (await as.sendRaw(query, { id: checkId })).errors?.[0].extensions.code;
    const EXPORT = 'query ($id: ID!) { exportSignedCheck(checkId: $id) }';
    expect(await refused(lawyer, EXPORT)).toBe('FORBIDDEN');
    expect(await refused(await agency.checker, '{ verificationSweep(first: 1) { examined } }')).toBe('FORBIDDEN');
    const stranger = await (await city.agency('110108')).head;
    expect((await stranger.send(EXPORT, { id: checkId })).exportSignedCheck).toBeNull();
    expect((await stranger.send(VERIFY, { id: checkId })).verifySignature).toBeNull();
    const { checkId: unsigned } = await completed(agency);
    expect((await (await agency.head).send(EXPORT, { id: unsigned })).exportSignedCheck).toBeNull();
  });
});
