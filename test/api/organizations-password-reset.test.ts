import { Role } from '../../src/platform/access/actor';
import { openByPin } from '../../src/platform/signing/pin';
import { type AgencySeed, type City, type Member, PASSWORD, seedCity } from '../support/seed';
import { act, succeed } from '../support/seed-case-files';
import { type Answer, expectRefusal, expectSuccess, type Row, unmetRules, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let agency: AgencySeed;
beforeAll(async () => {
  city = await seedCity(suite.world);
  agency = await city.agency('110105');
});

const NEXT = '重新开始吧-2026';
const RESET = 'reset { id state needsApproval availableActions account { id } approvedBy { id } }';
const doing =
  (name: string) =>
  (by: Member, input: Row, preview = false): Promise<Answer> =>
    act(by, name, input, RESET, { preview });
const [ask, approve, withdraw] = ['resetPassword', 'approvePasswordReset', 'withdrawPasswordReset'].map(doing) as [
  ReturnType<typeof doing>,
  ReturnType<typeof doing>,
  ReturnType<typeof doing>,
];
const reset = (by: Member, { accountId }: Pick<Member, 'accountId'>, preview = false) =>
  ask(by, { accountId, firstPassword: NEXT }, preview);
const WITHDRAWN = '本人已想起密码';

const signIn = async ({ login }: Pick<Member, 'login'>, password: string): Promise<Answer> =>
  (
    await suite.world.send(
      'mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInSuccess { token } ... on Refusal { code } } }',
      { input: { login, password } },
    )
  ).signIn;
const holds = async ({ token }: Pick<Member, 'token'>): Promise<boolean> =>
  (await suite.world.send('{ me { id } }', {}, token)).me !== null;

test('a reset ends every token; the first password opens nothing but its own change', async () => {
  const clerk = await agency.member(Role.CLERK);
  const { reset: done } = expectSuccess(await reset(await agency.admin, clerk));
  expect(done).toMatchObject({ state: 'DONE', needsApproval: false, account: { id: clerk.accountId } });
  expect(await holds(clerk)).toBe(false);
  expect((await signIn(clerk, PASSWORD)).code).toBe('SIGN_IN_REFUSED');
  const { token } = await signIn(clerk, NEXT);
  const { errors } = await suite.world.sendRaw('{ caseFiles(first: 1) { totalCount } }', {}, token);
  expect(errors?.[0].extensions.code).toBe('PASSWORD_MUST_BE_CHANGED');
  const own = '天高任鸟飞啊-2026';
  const newcomer = { send: (query: string, variables?: Row) => suite.world.send(query, variables, token) };
  const shown = 'account { mustChangePassword }';
  const { account } = await succeed(newcomer, 'changePassword', { oldPassword: NEXT, newPassword: own }, shown);
  expect(account.mustChangePassword).toBe(false);
  const again = await signIn(clerk, own);
  await suite.world.send('{ caseFiles(first: 1) { totalCount } }', {}, again.token);
});

test('a preview decides, and leaves password and tokens as they were', async () => {
  const clerk = await agency.member(Role.CLERK);
  expect(expectSuccess(await reset(await agency.admin, clerk, true)).reset.state).toBe('DONE');
  expect(await holds(clerk)).toBe(true);
  expect((await signIn(clerk, PASSWORD)).token).toBeTruthy();
});

test.each([Role.QUALITY_CHECKER, Role.QUALITY_REVIEW_HEAD, Role.FINANCE_OFFICER, Role.ADMINISTRATOR])(
  'the password of a %s is reset by two administrators, and by persons',
  async (role) => {
    const [admin, second] = [await agency.admin, await agency.admin2];
    const sameAgain = await agency.member(Role.ADMINISTRATOR, { personId: admin.personId });
    const owner = await agency.member(role);
    const ownersOther = await agency.member(Role.ADMINISTRATOR, { personId: owner.personId });
    const asked = expectSuccess(await reset(admin, owner)).reset;
    expect(asked).toMatchObject({ state: 'WAITING', needsApproval: true });
    expect(asked.availableActions).toEqual(['approvePasswordReset', 'withdrawPasswordReset']);
    expect(await holds(owner)).toBe(true);
    expect((await signIn(owner, NEXT)).code).toBe('SIGN_IN_REFUSED');
    for (const [by, rules] of [
      [admin, ['RESET_BY_SECOND_ADMINISTRATOR']],
      [sameAgain, ['RESET_BY_SECOND_ADMINISTRATOR']],
      [ownersOther, ['RESET_NOT_OF_ONESELF']],
    ] as const) {
      const refused = expectRefusal(await approve(by, { resetId: asked.id }), 'RESET_REFUSED');
      expect(unmetRules(refused)).toEqual(rules);
      for (const { provenance } of refused.findings) expect(provenance).toBe('HOUSE');
    }
    expectRefusal(await reset(second, owner), 'RESET_WAITING_ALREADY');
    expect(expectSuccess(await approve(second, { resetId: asked.id })).reset).toMatchObject({
      state: 'DONE',
      approvedBy: { id: second.personId },
      availableActions: [],
    });
    expect(await holds(owner)).toBe(false);
    expect((await signIn(owner, PASSWORD)).code).toBe('SIGN_IN_REFUSED');
    expect((await signIn(owner, NEXT)).token).toBeTruthy();
    expectRefusal(await approve(second, { resetId: asked.id }), 'WRONG_STATE');
  },
);

test('an office that waits, or is still to come, counts as well', async () => {
  const admin = await agency.admin;
  const [waits, comes] = [await agency.member(Role.CLERK), await agency.member(Role.CLERK)];
  await suite.world.rows(
    `INSERT INTO appointment (id, account_id, role, agency_id, in_force_from, appointed_by, appointed_at)
     VALUES (gen_random_uuid(), $1, 'FINANCE_OFFICER', $2, '2026-01-01', $3, now())`,
    [waits.accountId, agency.id, admin.personId],
  );
  await city.appoint(comes, Role.FINANCE_OFFICER, 'agency_id', agency.id, '2026-12-01');
  for (const owner of [waits, comes]) expect(expectSuccess(await reset(admin, owner)).reset.state).toBe('WAITING');
});

test('nobody resets their own, nor an account that reaches further than themselves', async () => {
  const admin = await agency.admin;
  const other = await city.account({ agencyId: agency.id }, { personId: admin.personId });
  for (const own of [admin, other])
    expect(unmetRules(expectRefusal(await reset(admin, own), 'RESET_REFUSED'))).toEqual(['RESET_NOT_OF_ONESELF']);
  const wide = await agency.member(Role.CLERK);
  await city.appoint(wide, Role.BUREAU_SUPERVISOR, 'bureau_id', agency.bureau.id);
  const refused = expectRefusal(await reset(admin, wide), 'RESET_REFUSED');
  expect(unmetRules(refused)).toEqual(['RESET_WITHIN_REACH']);
  expect(expectSuccess(await reset(await (await city.bureau('110000')).admin, wide)).reset.state).toBe('DONE');
});

test('elsewhere it is as if there were no such account, and a disabled one is not opened again', async () => {
  const clerk = await agency.member(Role.CLERK);
  const elsewhere = await (await city.agency('120102')).admin;
  expectRefusal(await reset(elsewhere, clerk), 'NOT_FOUND');
  const finance = await agency.member(Role.FINANCE_OFFICER);
  const { id } = expectSuccess(await reset(await agency.admin, finance)).reset;
  expectRefusal(await approve(elsewhere, { resetId: id }), 'NOT_FOUND');
  expectRefusal(await withdraw(elsewhere, { resetId: id, reason: WITHDRAWN }), 'NOT_FOUND');
  await suite.world.rows(`UPDATE account SET disabled_at = now(), disabled_reason = '已调离' WHERE id = ANY ($1)`, [
    [clerk.accountId, finance.accountId],
  ]);
  expectRefusal(await reset(await agency.admin, clerk), 'ACCOUNT_DISABLED');
  expectRefusal(await approve(await agency.admin2, { resetId: id }), 'ACCOUNT_DISABLED');
  expectSuccess(await withdraw(await agency.admin, { resetId: id, reason: WITHDRAWN }));
  expectRefusal(await reset(await agency.clerk, clerk), 'FORBIDDEN');
});

test('an account that comes by OpenID Connect alone gets no password by a reset', async () => {
  const clerk = await agency.member(Role.CLERK);
  await suite.world.rows('UPDATE account SET password_hash = NULL WHERE id = $1', [clerk.accountId]);
  expectRefusal(await reset(await agency.admin, clerk), 'NO_PASSWORD');
});

test('a reset that was withdrawn is gone with its password, and another may be asked for', async () => {
  const [admin, second] = [await agency.admin, await agency.admin2];
  const finance = await agency.member(Role.FINANCE_OFFICER);
  const { id } = expectSuccess(await reset(admin, finance)).reset;
  expect(expectSuccess(await withdraw(second, { resetId: id, reason: WITHDRAWN })).reset.state).toBe('WITHDRAWN');
  expectRefusal(await approve(second, { resetId: id }), 'WRONG_STATE');
  const [row] = await suite.world.rows('SELECT waiting_hash FROM password_reset WHERE id = $1', [id]);
  expect(row.waiting_hash).toBeNull();
  expect(await holds(finance)).toBe(true);
  expectSuccess(await reset(admin, finance));
  const { passwordResets } = await second.send(
    `query ($id: ID!) { passwordResets(first: 5, accountId: $id, state: WAITING) { totalCount edges { node { askedBy { id } } } } }`,
    { id: finance.accountId },
  );
  expect(passwordResets).toEqual({ totalCount: 1, edges: [{ node: { askedBy: { id: admin.personId } } }] });
});

test('S4-5.1b the signing PIN and its sealed key stay as they were', async () => {
  const { world } = suite;
  const head = await agency.member(Role.QUALITY_REVIEW_HEAD);
  const PIN = '482916';
  const pin = { agencyId: agency.id, pin: PIN, password: PASSWORD };
  const { keyId } = await succeed(head, 'setSigningPin', pin, 'keyId');
  const key = async () =>
    (
      await world.rows(
        'SELECT id, pin_salt AS salt, private_key_cipher AS cipher, retired_at FROM signing_key WHERE id = $1',
        [keyId],
      )
    )[0];
  const before = await key();
  const { id } = expectSuccess(await reset(await agency.admin, head)).reset;
  expectSuccess(await approve(await agency.admin2, { resetId: id }));
  const after = await key();
  expect(after).toEqual(before);
  expect(after.retired_at).toBeNull();
  expect(await openByPin(world.services.keys, PIN, after.salt, after.cipher, after.id)).not.toBeNull();
});

test('at once: one reset waits; of approval and withdrawal one happens; an appointment and a reset see each other', async () => {
  const [admin, second] = [await agency.admin, await agency.admin2];
  for (let n = 0; n < 4; n += 1) {
    const finance = await agency.member(Role.FINANCE_OFFICER);
    const asked = await Promise.all([admin, second, admin].map((by) => reset(by, finance)));
    expect(asked.filter(({ code }) => !code)).toHaveLength(1);
    for (const { code } of asked.filter((each) => each.code)) expect(code).toBe('RESET_WAITING_ALREADY');
    const { id } = asked.find((each) => each.reset).reset;
    const [row] = await suite.world.rows('SELECT asked_by FROM password_reset WHERE id = $1', [id]);
    const approver = row.asked_by === admin.personId ? second : admin;
    const decided = await Promise.all([
      approve(approver, { resetId: id }),
      withdraw(admin, { resetId: id, reason: WITHDRAWN }),
      approve(approver, { resetId: id }),
    ]);
    expect(decided.filter(({ code }) => !code)).toHaveLength(1);
    for (const { code } of decided.filter((each) => each.code)) expect(code).toBe('WRONG_STATE');

    const clerk = await agency.member(Role.CLERK);
    const input = { accountId: clerk.accountId, role: Role.FINANCE_OFFICER, agencyId: agency.id, from: '2026-03-01' };
    const [done, appointed] = await Promise.all([reset(admin, clerk), act(second, 'appoint', input)]);
    expectSuccess(appointed);
    const [{ first }] = await suite.world.rows(
      `SELECT min(t.entry_id::text) = (SELECT min(u.entry_id::text) FROM ledger_thing u JOIN ledger_entry f ON f.id = u.entry_id AND f.act = 'appoint' WHERE u.thing_id = $1) AS first
         FROM ledger_thing t JOIN ledger_entry e ON e.id = t.entry_id AND e.act IN ('appoint', 'resetPassword') WHERE t.thing_id = $1`,
      [clerk.accountId],
    );
    expect(expectSuccess(done).reset.needsApproval).toBe(first);
  }
});

test('raw SQL: not by whoever asked, not by the owner, not twice', async () => {
  const admin = await agency.admin;
  const finance = await agency.member(Role.FINANCE_OFFICER);
  const { id } = expectSuccess(await reset(admin, finance)).reset;
  const approveBy = (personId: string) =>
    suite.world.app.query(
      'UPDATE password_reset SET waiting_hash = NULL, approved_by = $2, approved_at = now() WHERE id = $1',
      [id, personId],
    );
  await expect(approveBy(admin.personId)).rejects.toMatchObject({ constraint: 'reset_by_second_administrator' });
  await expect(approveBy(finance.personId)).rejects.toMatchObject({ constraint: 'reset_by_others' });
  expectSuccess(await approve(await agency.admin2, { resetId: id }));
  await expect(approveBy((await agency.clerk).personId)).rejects.toMatchObject({ constraint: 'reset_record_is_kept' });
});

test('the account’s history tells of the reset, and neither password nor hash is in the ledger', async () => {
  const finance = await agency.member(Role.FINANCE_OFFICER);
  const { id } = expectSuccess(await reset(await agency.admin, finance)).reset;
  expectSuccess(await approve(await agency.admin2, { resetId: id }));
  const { history } = await (await agency.admin).send(
    'query ($id: ID!) { history(kind: Account, id: $id, first: 2) { edges { node { event outcome } } } }',
    { id: finance.accountId },
  );
  expect(history.edges.map(({ node }: Answer) => node.event)).toEqual(['PASSWORD_RESET', 'PASSWORD_RESET_ASKED']);
  const [{ leaks }] = await suite.world.rows(
    `SELECT count(*) AS leaks FROM ledger_entry WHERE facts::text LIKE '%argon2%' OR facts::text LIKE '%' || $1 || '%'`,
    [NEXT],
  );
  expect(Number(leaks)).toBe(0);
});
