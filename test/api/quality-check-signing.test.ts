import { Role } from '../../src/platform/access/actor';
import { type AgencySeed, type City, type Member, PASSWORD, seedCity } from '../support/seed';
import { completed, designated, doCheck, PIN, pinned, receivedFile, signed } from '../support/seed-checks';
import { type Answer, expectRefusal, expectSuccess, newKey, unmetRules, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let agency: AgencySeed;
beforeAll(async () => {
  city = await seedCity(suite.world);
  agency = await city.agency('110105');
});

const sign = (as: Member, checkId: string, pin = PIN, more = {}) =>
  doCheck(as, 'signQualityCheck', { checkId, pin }, more);
const stateOf = async (checkId: string) =>
  (await suite.world.rows('SELECT state FROM quality_check WHERE id = $1', [checkId]))[0].state;
const GATE =
  'query ($id: ID!) { qualityCheck(id: $id) { checkSigningGate { gate open findings { rule met provisions cure { by } } } } }';
const gate = async (as: Member, id: string) => (await as.send(GATE, { id })).qualityCheck.checkSigningGate;

describe('S4-5.1b who signs', () => {
  test('only a head of this agency; other roles never, other agencies as if it were not there', async () => {
    const { checkId } = await completed(agency);
    expectRefusal(await sign(await agency.checker, checkId), 'FORBIDDEN');
    expectRefusal(await sign(await agency.clerk, checkId), 'FORBIDDEN');
    expectRefusal(await sign(await (await city.agency('110108')).head, checkId), 'NOT_FOUND');
    expectRefusal(await sign(await agency.head, '00000000-0000-4000-8000-000000000000'), 'NOT_FOUND');
  });

  test('not before the check is done', async () => {
    const { checkId } = await designated(agency);
    const head = await pinned(agency, await agency.head);
    expectRefusal(await sign(head, checkId), 'WRONG_STATE');
    const shown = await gate(head, checkId);
    expect(shown.open).toBe(false);
    expect(unmetRules(shown)).toEqual(['SIGNING_AFTER_COMPLETION', 'SIGNING_FILE_UNCHANGED']);
  });

  test('not the checker, even with the office of head and another account', async () => {
    const { checkId } = await completed(agency);
    const checker = await agency.checker;
    const asHead = await pinned(agency, await agency.member(Role.QUALITY_REVIEW_HEAD, { personId: checker.personId }));
    expect(unmetRules(await gate(asHead, checkId))).toEqual(['SIGNER_HAS_NO_OTHER_PART']);
    expect(unmetRules(expectRefusal(await sign(asHead, checkId), 'SIGNING_REFUSED'))).toEqual([
      'SIGNER_HAS_NO_OTHER_PART',
    ]);
  });

  test('not a practitioner of the file', async () => {
    const lawyer = await (await agency.lawFirm()).lawyer();
    const { checkId } = await completed(agency, 'QUALIFIED', await receivedFile(agency, { practitioner: lawyer }));
    const asHead = await pinned(agency, await agency.member(Role.QUALITY_REVIEW_HEAD, { personId: lawyer.personId }));
    expect(unmetRules(expectRefusal(await sign(asHead, checkId), 'SIGNING_REFUSED'))).toEqual([
      'SIGNER_HAS_NO_OTHER_PART',
    ]);
  });

  test('not without a signing PIN; the gate says so beforehand, with the cure', async () => {
    const { checkId } = await completed(agency);
    const head = await agency.member(Role.QUALITY_REVIEW_HEAD);
    const shown = await gate(head, checkId);
    expect(shown.findings.find(({ met }: Answer) => !met)).toMatchObject({
      rule: 'SIGNING_KEY_SET',
      cure: { by: 'QUALITY_REVIEW_HEAD' },
    });
    expect(unmetRules(expectRefusal(await sign(head, checkId), 'SIGNING_REFUSED'))).toEqual(['SIGNING_KEY_SET']);
    expect(unmetRules(await gate(await agency.clerk, checkId))).toEqual(['SIGNING_BY_HEAD', 'SIGNING_KEY_SET']);
  });

  test('not when a paper changed after the check', async () => {
    const check = await completed(agency);
    const head = await pinned(agency, await agency.head);
    await suite.world.rows(
      `INSERT INTO material (id, case_file_id, catalogue_no, title, pages, digest, revision, recorded_by, recorded_at)
       SELECT gen_random_uuid(), case_file_id, 21, '补充材料', 1, digest, 0, recorded_by, recorded_at FROM material WHERE id = $1`,
      [check.materialId],
    );
    expect(unmetRules(expectRefusal(await sign(head, check.checkId), 'SIGNING_REFUSED'))).toEqual([
      'SIGNING_FILE_UNCHANGED',
    ]);
  });

  test('two heads at once: one signature', async () => {
    const { checkId } = await completed(agency);
    const heads = await Promise.all([
      pinned(agency, await agency.head),
      agency.member(Role.QUALITY_REVIEW_HEAD).then((head) => pinned(agency, head)),
    ]);
    const results = await Promise.all([...heads, ...heads].map((head) => sign(head, checkId)));
    expect(results.filter(({ code }) => !code)).toHaveLength(1);
    expect(results.filter(({ code }) => code).map(({ code }) => code)).toEqual(Array(3).fill('WRONG_STATE'));
    expect(await suite.world.rows('SELECT FROM check_signature WHERE check_id = $1', [checkId])).toHaveLength(1);
  });

  test('in Tianjin the gate stands as our own choice and cites nothing of Beijing', async () => {
    const tianjin = await city.agency('120102');
    const { checkId } = await completed(tianjin);
    const shown = await gate(await pinned(tianjin, await tianjin.head), checkId);
    expect(shown.open).toBe(true);
    expect(shown.findings.flatMap(({ provisions }: Answer) => provisions)).toEqual([]);
  });
});

describe('S4-5.1b the signing PIN', () => {
  test('a wrong PIN is refused and leaves nothing but its ledger line', async () => {
    const { checkId } = await completed(agency);
    const head = await pinned(agency, await agency.member(Role.QUALITY_REVIEW_HEAD));
    expectRefusal(await sign(head, checkId, 'wrong-9182'), 'PIN_WRONG');
    expect(await stateOf(checkId)).toBe('COMPLETED');
    expect(await suite.world.rows('SELECT FROM check_signature WHERE check_id = $1', [checkId])).toEqual([]);
    const lines = await suite.world.rows(
      `SELECT code, facts::text || coalesce(findings::text, '') AS text FROM ledger_entry WHERE account_id = $1 AND code = 'PIN_WRONG'`,
      [head.accountId],
    );
    expect(lines).toHaveLength(1);
    expectSuccess(await sign(head, checkId));
  });

  test('no table holds a PIN, a password or an open private key', async () => {
    const tables = await suite.world.rows(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    expect(tables.length).toBeGreaterThan(20);
    for (const { name } of tables) {
      const found = await suite.world.rows(
        `SELECT FROM ${name} t WHERE t::text LIKE $1 OR t::text LIKE $2 OR t::text LIKE '%wrong-9182%' OR t::text LIKE '%PRIVATE KEY%'`,
        [`%${PIN}%`, `%${PASSWORD}%`],
      );
      expect({ name, found: found.length }).toEqual({ name, found: 0 });
    }
  });

  test('five wrong ones block; side by side they count each; a reused key is no way round', async () => {
    const { checkId } = await completed(agency);
    const head = await pinned(agency, await agency.member(Role.QUALITY_REVIEW_HEAD));
    const tries = await Promise.all(Array.from({ length: 12 }, (_, n) => sign(head, checkId, `wrong-${n}`)));
    const codes = tries.map(({ code }) => code).sort();
    expect(codes).toEqual([...Array(7).fill('PIN_BLOCKED'), ...Array(5).fill('PIN_WRONG')]);
    expectRefusal(await sign(head, checkId), 'PIN_BLOCKED');
    const now = suite.world.clock.now();
    suite.world.clock.set(new Date(now.getTime() + 61_000));
    const key = newKey();
    expectSuccess(await sign(head, checkId, PIN, { key }));
    for (let n = 0; n < 5; n += 1)
      expectRefusal(await sign(head, checkId, `guess-${n}`, { key }), 'IDEMPOTENCY_KEY_REUSED');
    expectRefusal(await sign(head, checkId, 'guess-6', { key }), 'PIN_BLOCKED');
    suite.world.clock.set(now);
  });

  test('refusals of another kind do not count as tries', async () => {
    const { checkId } = await designated(agency);
    const head = await pinned(agency, await agency.member(Role.QUALITY_REVIEW_HEAD));
    for (let n = 0; n < 7; n += 1) expectRefusal(await sign(head, checkId), 'WRONG_STATE');
    const done = await completed(agency);
    expectSuccess(await sign(head, done.checkId));
  });

  test('needs the password again, is not trivially weak, and is set for one’s own agency only', async () => {
    const head = await agency.member(Role.QUALITY_REVIEW_HEAD);
    const set = (more: object) =>
      doCheck(head, 'setSigningPin', { agencyId: agency.id, pin: PIN, password: PASSWORD, ...more });
    expectRefusal(await set({ password: 'not-the-password' }), 'PASSWORD_WRONG');
    expect(expectRefusal(await set({ pin: '123456' }), 'INVALID_INPUT').message).not.toContain('123456');
    expectRefusal(await set({ agencyId: (await city.agency('110108')).id }), 'NOT_FOUND');
    expectRefusal(
      await doCheck(await agency.clerk, 'setSigningPin', { agencyId: agency.id, pin: PIN, password: PASSWORD }),
      'FORBIDDEN',
    );
    expectSuccess(await set({}));
  });

  test('a new PIN is a new key: the old PIN no longer signs, old signatures still verify', async () => {
    const head = await pinned(agency, await agency.member(Role.QUALITY_REVIEW_HEAD));
    const first = await completed(agency);
    expectSuccess(await sign(head, first.checkId));
    suite.world.clock.set(new Date(suite.world.clock.now().getTime() + 1000));
    const NEXT = '山高月小水落石出';
    expectSuccess(await doCheck(head, 'setSigningPin', { agencyId: agency.id, pin: NEXT, password: PASSWORD }));
    const second = await completed(agency);
    expectRefusal(await sign(head, second.checkId), 'PIN_WRONG');
    expectSuccess(await sign(head, second.checkId, NEXT));
    for (const { checkId } of [first, second]) {
      const { verifySignature } = await head.send(
        'query ($id: ID!) { verifySignature(checkId: $id) { valid problems { code } } }',
        { id: checkId },
      );
      expect(verifySignature).toEqual({ valid: true, problems: [] });
    }
  });

  test('a preview ends with the decision: nothing is written, the PIN is not looked at', async () => {
    const { checkId } = await completed(agency);
    const head = await pinned(agency, await agency.head);
    const counts = async () =>
      suite.world.rows(
        `SELECT (SELECT count(*) FROM ledger_entry) AS ledger, (SELECT count(*) FROM act_claim) AS claims, (SELECT count(*) FROM check_signature) AS signatures,
                (SELECT count(*) FROM part) AS parts, (SELECT count(*) FROM sign_in_backoff) AS tries, (SELECT count(*) FROM signing_key) AS keys`,
      );
    const before = await counts();
    const key = newKey();
    const shown = expectSuccess(await sign(head, checkId, 'any', { preview: true, key }), 'SignQualityCheckSuccess');
    expect(shown).toMatchObject({
      receipt: { preview: true, entryId: null },
      qualityCheck: { state: 'COMPLETED', signature: null },
      decision: { open: true },
    });
    expect(shown.consequences.map(({ code }: Answer) => code)).toEqual(['SUBSIDY_MAY_BE_RELEASED']);
    const pin = { agencyId: agency.id, pin: PIN, password: 'any' };
    expect(expectSuccess(await doCheck(head, 'setSigningPin', pin, { preview: true })).keyId).toBeNull();
    expect(await counts()).toEqual(before);
    expectSuccess(await sign(head, checkId, PIN, { key }));
  });
});

describe('S4-5.1c after the signature', () => {
  test('RETURNED: the file goes back for correction; received again, it is checked again', async () => {
    const check = await completed(agency, 'RETURNED');
    const head = await pinned(agency, await agency.head);
    const done = expectSuccess(await sign(head, check.checkId));
    expect(done.qualityCheck.state).toBe('RETURNED');
    expect(done.consequences.map(({ code }: Answer) => code)).toEqual([
      'FILE_GOES_BACK_FOR_CORRECTION',
      'SUBSIDY_NOT_PAYABLE',
      'CHECKED_AGAIN_AFTER_RECEIPT',
    ]);
    const [file] = await suite.world.rows('SELECT state, closed_received_at FROM case_file WHERE id = $1', [
      check.caseFileId,
    ]);
    expect(file).toEqual({ state: 'RETURNED', closed_received_at: null });
    const again = { caseFileId: check.caseFileId, checkerAccountId: (await agency.checker).accountId };
    expect(
      unmetRules(expectRefusal(await doCheck(await agency.clerk, 'designateChecker', again), 'DESIGNATION_REFUSED')),
    ).toEqual(['CHECK_AFTER_RECEIPT']);
    expectRefusal(
      await doCheck(head, 'reopenCheck', { checkId: check.checkId, reason: '退回的不必重新打开' }),
      'WRONG_STATE',
    );
    await suite.world.rows(`UPDATE case_file SET state = 'RECEIVED', closed_received_at = now() WHERE id = $1`, [
      check.caseFileId,
    ]);
    await signed(agency, 'QUALIFIED', check);
  });

  test('reopening waits until what was released on it is voided', async () => {
    const file = await receivedFile(agency, { arisen: true });
    const { checkId } = await signed(agency, 'QUALIFIED', file);
    const [head, finance, finance2] = await Promise.all([agency.head, agency.finance, agency.finance2]);
    const [{ id: subsidyId }] = await suite.world.rows('SELECT id FROM subsidy WHERE case_file_id = $1', [
      file.caseFileId,
    ]);
    const RELEASE = `mutation ($input: ReleaseSubsidyInput!, $key: String!) { result: releaseSubsidy(input: $input, idempotencyKey: $key) { __typename ... on Refusal { code message findings { rule met } } } }`;
    const VOID = `mutation ($input: VoidReleaseInput!, $key: String!) { result: voidRelease(input: $input, idempotencyKey: $key) { __typename ... on Refusal { code message } } }`;
    expectSuccess((await finance.send(RELEASE, { input: { subsidyId }, key: newKey() })).result);
    const reopen = () => doCheck(head, 'reopenCheck', { checkId, reason: '指标认定有误，需要更正' });
    const refused = expectRefusal(await reopen(), 'RELEASE_MUST_BE_VOIDED_FIRST');
    expect(refused.findings[0]).toMatchObject({
      rule: 'REOPENING_AFTER_VOID',
      met: false,
      cure: { by: 'FINANCE_OFFICER' },
    });
    const input = { subsidyId, reason: '检查需要重新打开' };
    expectSuccess((await finance2.send(VOID, { input, key: newKey() })).result);
    expectSuccess(await reopen());
    const blocked = expectRefusal(
      (await finance.send(RELEASE, { input: { subsidyId }, key: newKey() })).result,
      'RELEASE_GATE_CLOSED',
    );
    expect(unmetRules(blocked).length).toBeGreaterThan(0);
  });
});
