import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportSPKI, importJWK } from 'jose';
import { Role } from '../../src/platform/access/actor';
import { measuresOf } from '../../src/platform/measures';
import { AUDIENCE, TestIssuer } from '../support/issuer';
import { passingTime } from '../support/passing-time';
import { type AgencySeed, type City, inventPerson, type Member, PASSWORD, seedCity } from '../support/seed';
import { act, succeed } from '../support/seed-case-files';
import { type Answer, expectRefusal, newKey, useWorld } from '../support/world';

const settings: NodeJS.ProcessEnv = {};
let issuer: TestIssuer;
/** One of the issuer's own keys, of an algorithm that the settings do not name. */
let disallowed: Awaited<ReturnType<TestIssuer['publish']>>;
beforeAll(async () => {
  issuer = await TestIssuer.open();
  disallowed = await issuer.publish('RS512');
  Object.assign(settings, {
    ANZHI_OIDC_ISSUER: issuer.url,
    ANZHI_OIDC_AUDIENCE: AUDIENCE,
    ANZHI_OIDC_PARTIES: 'anzhi-mobile',
    ANZHI_OIDC_CLAIMS: 'groups=legal-aid',
    ANZHI_OIDC_SKEW_SECONDS: '30',
  });
});
const suite = useWorld(settings);
let city: City;
let agency: AgencySeed;
let clerk: Member;
beforeAll(async () => {
  city = await seedCity(suite.world);
  agency = await city.agency();
  clerk = await agency.clerk;
  await link(clerk, 'sub-clerk');
});
afterAll(() => issuer.stop());

const now = () => suite.world.clock.now();
const at = (seconds: number) => Math.floor(now().getTime() / 1000) + seconds;
const GROUPS = { groups: ['staff', 'legal-aid'] };
const token = (subject: string | undefined, claims: object = {}, more: Parameters<TestIssuer['token']>[2] = {}) =>
  issuer.token(now(), { sub: subject, ...GROUPS, ...claims }, more);

interface Me {
  readonly status: number;
  readonly id: string | null | undefined;
  readonly code: string | undefined;
  readonly message: string;
  readonly headers: Headers;
}

/** Who the server takes the bearer for. */
async function me(bearer: string): Promise<Me> {
  const response = await fetch(suite.world.server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
    body: '{"query": "{ me { id } }"}',
  });
  const body = (await response.json()) as Answer;
  return {
    status: response.status,
    id: body.data ? (body.data.me?.id ?? null) : undefined,
    code: body.code,
    message: body.message ?? '',
    headers: response.headers,
  };
}

async function expectTaken(bearer: string, who: Member): Promise<void> {
  expect(await me(bearer)).toMatchObject({ status: 200, id: who.accountId });
}
async function expectRefused(bearer: string, status: number, code: string, words = ''): Promise<Me> {
  const answered = await me(bearer);
  expect({ status: answered.status, code: answered.code, id: answered.id }).toEqual({ status, code, id: undefined });
  expect(answered.message).toMatch(/[\u4e00-\u9fff]/);
  expect(answered.message).toContain(words);
  return answered;
}

const identityOf = async (subject: string): Promise<string> =>
  (await suite.world.rows('SELECT id FROM account_identity WHERE subject = $1 AND unlinked_at IS NULL', [subject]))[0]
    ?.id;

async function link(who: Member, subject: string, { approved = true } = {}): Promise<string> {
  const input = { accountId: who.accountId, issuer: issuer.url, subject };
  await succeed(await agency.admin, 'linkIdentity', input);
  const identityId = await identityOf(subject);
  if (approved) await succeed(await second(), 'approveIdentity', { identityId });
  return identityId;
}
let other: Promise<Member> | null = null;
const second = (): Promise<Member> => {
  other ??= agency.member(Role.ADMINISTRATOR);
  return other;
};

describe('a token of the issuer', () => {
  test('is taken beside our own, by Bearer, for the account that an administrator linked', async () => {
    await expectTaken(await token('sub-clerk'), clerk);
    await expectTaken(await clerk.fresh(), clerk);
    await expectTaken(await token('sub-clerk', {}, { header: { typ: 'at+jwt' } }), clerk);
    await expectTaken(await token('sub-clerk', { azp: AUDIENCE }), clerk);
    await expectTaken(await token('sub-clerk', { azp: 'anzhi-mobile', aud: [AUDIENCE, 'elsewhere'] }), clerk);
  });

  test('for another audience or party, from another issuer, without a claim that is required: refused', async () => {
    const refusals: [string, object, string][] = [
      ['audience', { aud: 'somebody-else' }, '不是签发给本系统'],
      ['no audience', { aud: undefined }, '不是签发给本系统'],
      ['issuer', { iss: 'https://elsewhere.example' }, '不是签发给本系统'],
      ['issuer with a slash', { iss: `${issuer.url}/` }, '不是签发给本系统'],
      ['no issuer', { iss: undefined }, '不是签发给本系统'],
      ['party', { azp: 'other-client' }, '不是签发给本系统'],
      ['several audiences and no party', { aud: [AUDIENCE, 'other'] }, '不是签发给本系统'],
      ['no groups', { groups: undefined }, '缺少'],
      ['other groups', { groups: ['legal-aid-2'] }, '缺少'],
    ];
    for (const [name, claims, words] of refusals) {
      const answered = await me(await token('sub-clerk', claims));
      expect([name, answered.status, answered.code, answered.message]).toEqual([
        name,
        401,
        'TOKEN_REFUSED',
        expect.stringContaining(words),
      ]);
      expect(answered.headers.get('www-authenticate')).toContain('invalid_token');
    }
  });

  test('expired, not yet, issued in the future: refused beyond the skew, taken within', async () => {
    await expectTaken(await token('sub-clerk', { exp: at(-29) }), clerk);
    await expectRefused(await token('sub-clerk', { exp: at(-31) }), 401, 'TOKEN_REFUSED', '已过期');
    await expectTaken(await token('sub-clerk', { nbf: at(29) }), clerk);
    await expectRefused(await token('sub-clerk', { nbf: at(32) }), 401, 'TOKEN_REFUSED', '尚未生效');
    await expectTaken(await token('sub-clerk', { iat: at(29) }), clerk);
    await expectRefused(await token('sub-clerk', { iat: at(32) }), 401, 'TOKEN_REFUSED', '在将来');
    for (const missing of ['exp', 'iat', 'sub']) {
      await expectRefused(await token('sub-clerk', { [missing]: undefined }), 401, 'TOKEN_REFUSED');
    }
    await expectRefused(await token('sub-clerk', { exp: 'tomorrow' }), 401, 'TOKEN_REFUSED');
    for (const moment of [1e300, -1e300, 'now']) {
      await expectRefused(await token('sub-clerk', { iat: moment }), 401, 'TOKEN_REFUSED');
    }
    await expectTaken(await token('sub-clerk', { auth_time: 1e300 }), clerk);
  });

  test('that is no sign-in, oversized or garbage: refused', async () => {
    for (const typ of ['logout+jwt', 'dpop+jwt', 'secevent+jwt']) {
      await expectRefused(await token('sub-clerk', {}, { header: { typ } }), 401, 'TOKEN_REFUSED');
    }
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    for (const typ of ['JWT', undefined]) {
      await expectRefused(
        await token('sub-clerk', { events }, { header: { typ } }),
        401,
        'TOKEN_REFUSED',
        '不能用来登录',
      );
    }
    await expectRefused(await token('sub-clerk', { padding: 'x'.repeat(8000) }), 401, 'TOKEN_REFUSED', '过长');
    for (const garbage of ['a.b.c', 'nonsense', '..', 'e30.e30.']) await expectRefused(garbage, 401, 'TOKEN_REFUSED');
    await expectRefused(await token('x'.repeat(300)), 401, 'TOKEN_REFUSED');
    for (const subject of ['', 'sub-clerk\u0000', 'sub\u0000clerk', ' sub-clerk', 'SUB-CLERK', 'sub\u2010clerk']) {
      expect((await me(await token(subject))).status).toBeLessThan(404);
    }
  });
});

describe('forged tokens', () => {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = () => ({ iss: issuer.url, aud: AUDIENCE, sub: 'sub-clerk', iat: at(0), exp: at(300), ...GROUPS });

  test('alg none, in every spelling', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) {
      for (const signature of ['', 'AAAA']) {
        await expectRefused(
          `${encode({ alg, kid: issuer.current.kid, typ: 'JWT' })}.${encode(claims())}.${signature}`,
          401,
          'TOKEN_REFUSED',
        );
      }
    }
  });

  test('HS256 with the public key as the secret, as PEM and as JWK', async () => {
    const { publicJwk, kid } = issuer.current;
    const pem = await exportSPKI((await importJWK(publicJwk, 'RS256')) as Parameters<typeof exportSPKI>[0]);
    for (const secret of [
      pem,
      pem.trim(),
      JSON.stringify(publicJwk),
      String(publicJwk.n),
      Buffer.from(String(publicJwk.n), 'base64url'),
    ]) {
      const signed = `${encode({ alg: 'HS256', kid, typ: 'JWT' })}.${encode(claims())}`;
      await expectRefused(
        `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`,
        401,
        'TOKEN_REFUSED',
      );
    }
  });

  test('another key under the known id, an algorithm that is not allowed, a changed payload', async () => {
    const foreign = await issuer.makeKey();
    await expectRefused(
      await token('sub-clerk', {}, { key: foreign, header: { kid: issuer.current.kid } }),
      401,
      'TOKEN_REFUSED',
    );
    await expectRefused(await token('sub-clerk', {}, { key: disallowed }), 401, 'TOKEN_REFUSED', '令牌无效');
    const [header, , signature] = (await token('sub-nobody')).split('.');
    await expectRefused(`${header}.${encode(claims())}.${signature}`, 401, 'TOKEN_REFUSED');
  });

  test('keys that the token brings along or points to are not looked at', async () => {
    let lured = 0;
    const foreign = await issuer.makeKey();
    const lure: Server = createServer((_request, response) => {
      lured += 1;
      response.end(JSON.stringify({ keys: [{ ...foreign.publicJwk, kid: issuer.current.kid }] }));
    });
    await new Promise<void>((done) => lure.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(lure.address() as AddressInfo).port}/jwks`;
    for (const header of [
      { jku: url },
      { x5u: url },
      { jwk: foreign.publicJwk },
      { jku: url, kid: foreign.kid },
      { x5c: ['AAAA'] },
    ]) {
      const bearer = await token(
        'sub-clerk',
        {},
        { key: foreign, header: { kid: issuer.current.kid, ...header } as object },
      );
      await expectRefused(bearer, 401, 'TOKEN_REFUSED');
    }
    expect(lured).toBe(0);
    lure.close();
  });

  test('one that names our own issuer is only ours with our own signature', async () => {
    const answered = await me(await token('sub-clerk', { iss: 'anzhi', sub: clerk.accountId, gen: 0 }));
    expect(answered).toMatchObject({ status: 200, id: null });
    const query = await suite.world.sendRaw(
      'query { regions { code } }',
      {},
      await token(clerk.accountId, { iss: 'anzhi', gen: 0 }),
    );
    expect(query.data?.regions ?? null).toEqual(
      (await suite.world.sendRaw('query { regions { code } }')).data?.regions ?? null,
    );
  });

  test('refusals are counted by code', async () => {
    const text = await measuresOf(suite.world.services).registry.metrics();
    expect(text).toMatch(/anzhi_sign_in_refusals_total\{way="oidc",code="TOKEN_REFUSED"\} \d{2}/);
  });
});

describe('linking', () => {
  test('an unknown subject is nobody, whatever name or address it bears, and no account is made', async () => {
    const [{ n: before }] = await suite.world.rows('SELECT count(*)::int AS n FROM account');
    const bearer = await token('sub-unknown', {
      email: clerk.login,
      preferred_username: clerk.login,
      name: clerk.name,
    });
    await expectRefused(bearer, 403, 'IDENTITY_NOT_LINKED', '联系本处管理员');
    await expectRefused(await token('SUB-CLERK'), 403, 'IDENTITY_NOT_LINKED');
    await expectRefused(await token(clerk.accountId), 403, 'IDENTITY_NOT_LINKED');
    const [{ n: after }] = await suite.world.rows('SELECT count(*)::int AS n FROM account');
    expect(after).toBe(before);
  });

  test('is an administrator’s act: for accounts of their own places, not their own, once for a subject, with this issuer only', async () => {
    const admin = await agency.admin;
    const someone = await agency.member(Role.CLERK);
    const input = { accountId: someone.accountId, issuer: issuer.url, subject: 'sub-someone' };
    expectRefusal(await act(clerk, 'linkIdentity', input), 'FORBIDDEN');
    expectRefusal(await act(await (await city.agency('120102')).admin, 'linkIdentity', input), 'NOT_FOUND');
    expectRefusal(await act(admin, 'linkIdentity', { ...input, accountId: admin.accountId }), 'OWN_ACCOUNT');
    expectRefusal(await act(admin, 'linkIdentity', { ...input, issuer: 'https://elsewhere.example' }), 'INVALID_INPUT');
    expectRefusal(await act(admin, 'linkIdentity', { ...input, subject: ' sub' }), 'INVALID_INPUT');
    expectRefusal(await act(admin, 'linkIdentity', { ...input, subject: 'sub-clerk' }), 'IDENTITY_LINKED_ALREADY');
    const { account } = await succeed(
      admin,
      'linkIdentity',
      input,
      'account { identities { issuer subject approvedAt } }',
    );
    expect(account.identities).toEqual([{ issuer: issuer.url, subject: 'sub-someone', approvedAt: null }]);
    await expectTaken(await token('sub-someone'), someone);
    const lines = await suite.world.rows(
      `SELECT e.act, e.facts::text AS facts FROM ledger_entry e JOIN ledger_thing t ON t.entry_id = e.id WHERE t.thing_id = $1 AND e.act = 'linkIdentity' AND e.outcome = 'DONE'`,
      [someone.accountId],
    );
    expect(lines).toHaveLength(1);
    expect(lines[0].facts).not.toContain('sub-someone');
  });

  test('one administrator alone opens no office that takes two to give; a second one does', async () => {
    const finance = await agency.member(Role.FINANCE_OFFICER);
    const identityId = await link(finance, 'sub-finance', { approved: false });
    const ROLES = '{ me { id } subsidies(first: 1) { totalCount } }';
    const ask = async () => suite.world.sendRaw(ROLES, {}, await token('sub-finance'));
    expect((await ask()).errors?.[0].extensions.code).toBe('FORBIDDEN');
    expectRefusal(await act(await agency.admin, 'approveIdentity', { identityId }), 'OWN_LINK');
    expectRefusal(await act(finance, 'approveIdentity', { identityId }), 'FORBIDDEN');
    await succeed(await second(), 'approveIdentity', { identityId });
    expectRefusal(await act(await second(), 'approveIdentity', { identityId }), 'APPROVED_ALREADY');
    expect((await ask()).data.subsidies).toEqual({ totalCount: 0 });
  });

  test('the database itself keeps a link from being approved by its maker, made by its owner, or changed afterwards', async () => {
    const someone = await agency.member(Role.CLERK);
    const identityId = await link(someone, 'sub-raw');
    const run = (sql: string, params: unknown[]) => suite.world.app.query(sql, params);
    const add = `INSERT INTO account_identity (id, account_id, issuer, subject, linked_by, linked_at) VALUES (gen_random_uuid(), $1, 'i', $2, $3, now())`;
    await expect(run(add, [someone.accountId, 'sub-raw-own', someone.personId])).rejects.toMatchObject({
      constraint: 'identity_by_another',
    });
    await expect(
      run('UPDATE account_identity SET approved_by = linked_by, approved_at = now() WHERE id = $1', [identityId]),
    ).rejects.toThrow();
    await expect(
      run('UPDATE account_identity SET account_id = account_id WHERE id = $1', [identityId]),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(run('DELETE FROM account_identity WHERE id = $1', [identityId])).rejects.toMatchObject({
      code: '42501',
    });
  });

  test('unlinked: nothing is opened any more, and the subject can be linked anew', async () => {
    const someone = await agency.member(Role.CLERK);
    const identityId = await link(someone, 'sub-leaver');
    const bearer = await token('sub-leaver');
    await expectTaken(bearer, someone);
    await succeed(await agency.admin, 'unlinkIdentity', { identityId, reason: '已调离本机构' });
    await expectRefused(bearer, 403, 'IDENTITY_NOT_LINKED');
    expectRefusal(
      await act(await agency.admin, 'unlinkIdentity', { identityId, reason: '已调离本机构' }),
      'IDENTITY_UNLINKED',
    );
    await link(clerk, 'sub-leaver');
    await expectTaken(bearer, clerk);
  });
});

describe('the end of tokens', () => {
  test('a disabled account is told so, and no more', async () => {
    const someone = await agency.member(Role.CLERK);
    await link(someone, 'sub-disabled');
    const bearer = await token('sub-disabled');
    await expectTaken(bearer, someone);
    await succeed(await agency.admin, 'disableAccount', { accountId: someone.accountId, reason: '已调离本机构' });
    await expectRefused(bearer, 403, 'ACCOUNT_DISABLED');
  });

  test('signing out everywhere ends tokens given before, those of a clock that runs ahead too', async () => {
    const someone = await agency.member(Role.CLERK);
    await link(someone, 'sub-out');
    const before = now();
    try {
      const old = await token('sub-out', { exp: at(3600) });
      const ahead = await token('sub-out', { iat: at(20), exp: at(3600) });
      await suite.world.send(
        'mutation ($k: String!) { signOutEverywhere(idempotencyKey: $k) { __typename } }',
        { k: newKey() },
        old,
      );
      await expectRefused(old, 401, 'TOKEN_REVOKED', '请30秒后重新登录');
      await expectRefused(ahead, 401, 'TOKEN_REVOKED');
      expect((await me(someone.token)).id).toBeNull();
      suite.world.clock.set(new Date(before.getTime() + 31_000));
      await expectRefused(old, 401, 'TOKEN_REVOKED', '请重新登录');
      await expectTaken(await token('sub-out'), someone);
    } finally {
      suite.world.clock.set(before);
    }
  });
});

describe('the issuer’s keys', () => {
  const pass = passingTime();
  const rest = () => pass(5200);

  test('are asked for once, and again when a new one is named: rotation needs no restart', async () => {
    rest();
    const asked = issuer.asked;
    for (let n = 0; n < 5; n += 1) await expectTaken(await token('sub-clerk'), clerk);
    expect(issuer.asked).toBe(asked);
    const old = await token('sub-clerk');
    await issuer.rotate('ES256', true);
    await expectTaken(await token('sub-clerk'), clerk);
    expect(issuer.asked).toBe(asked + 1);
    await expectTaken(old, clerk);
    // Unknown ids in a row do not make the server ask each time.
    const foreign = await issuer.makeKey();
    await Promise.all(
      Array.from({ length: 20 }, async () =>
        expectRefused(await token('sub-clerk', {}, { key: foreign }), 401, 'TOKEN_REFUSED'),
      ),
    );
    expect(issuer.asked).toBe(asked + 1);
    rest();
    await issuer.rotate('EdDSA');
    await expectTaken(await token('sub-clerk'), clerk);
    // The old key is gone from the set: what it signed is no longer taken.
    await expectRefused(old, 401, 'TOKEN_REFUSED', '密钥未知');
  });

  test('known ones go on working while the issuer is away; unknown ones are refused as retryable; our own sign-in is not touched', async () => {
    rest();
    await issuer.goAway();
    await expectTaken(await token('sub-clerk'), clerk);
    const foreign = await issuer.makeKey();
    const away = await expectRefused(await token('sub-clerk', {}, { key: foreign }), 503, 'ISSUER_UNREACHABLE');
    expect(away.headers.get('retry-after')).toBe('5');
    await expectTaken(await token('sub-clerk'), clerk);
    await expectTaken(await clerk.fresh(), clerk);
    for (let n = 0; n < 20; n += 1)
      await expectRefused(await token('sub-clerk', {}, { key: foreign }), 503, 'ISSUER_UNREACHABLE');
    // Nobody waits for an answer that would not come: it is not asked each time.
    expect(issuer.knocked).toBeGreaterThan(0);
    expect(issuer.knocked).toBeLessThan(4);
    await issuer.start();
    rest();
    await expectTaken(await token('sub-clerk'), clerk);
    await expectRefused(await token('sub-clerk', {}, { key: foreign }), 401, 'TOKEN_REFUSED');
  });
});

describe('people without a password', () => {
  const PIN = 'zhu-qing-2026';

  test('are opened without one, sign in by identity, and set their PIN only with a sign-in of the last minutes', async () => {
    const admin = await agency.admin;
    const { account } = await succeed(
      admin,
      'openAccount',
      { ...inventPerson(), login: 'no-password', agencyId: agency.id },
      'account { id mustChangePassword }',
    );
    expect(account.mustChangePassword).toBe(false);
    const [row] = await suite.world.rows(
      'SELECT person_id AS "personId", password_hash AS hash FROM account WHERE id = $1',
      [account.id],
    );
    expect(row.hash).toBeNull();
    const head = await agency.member(Role.QUALITY_REVIEW_HEAD, { personId: row.personId });
    await suite.world.rows('UPDATE appointment SET account_id = $1 WHERE account_id = $2', [
      account.id,
      head.accountId,
    ]);
    await suite.world.rows('UPDATE account SET password_hash = NULL WHERE id = $1', [head.accountId]);
    const who = Object.assign(Object.create(head), { accountId: account.id });
    await link(who, 'sub-head');
    const set = async (claims: object, input: object = {}): Promise<Answer> =>
      (
        await suite.world.send(
          'mutation ($i: SetSigningPinInput!, $k: String!) { setSigningPin(input: $i, idempotencyKey: $k) { __typename ... on Refusal { code message } } }',
          { i: { agencyId: agency.id, pin: PIN, ...input }, k: newKey() },
          await token('sub-head', claims),
        )
      ).setSigningPin;
    expect(expectRefusal(await set({}), 'FRESH_SIGN_IN_NEEDED').message).toContain('auth_time');
    expectRefusal(await set({ auth_time: at(-301) }), 'FRESH_SIGN_IN_NEEDED');
    expectRefusal(await set({ auth_time: at(31) }), 'FRESH_SIGN_IN_NEEDED');
    expectRefusal(await set({ auth_time: 'now' }), 'FRESH_SIGN_IN_NEEDED');
    expectRefusal(await set({ auth_time: at(-400) }, { password: PASSWORD }), 'FRESH_SIGN_IN_NEEDED');
    expect((await set({ auth_time: at(-299) })).__typename).toBe('SetSigningPinSuccess');
    const [line] = await suite.world.rows(
      `SELECT facts->>'proof' AS proof FROM ledger_entry WHERE act = 'setSigningPin' AND outcome = 'DONE' ORDER BY id DESC LIMIT 1`,
    );
    expect(line.proof).toBe('ISSUER');
  });

  test('who has a password gives it, also with a fresh sign-in at the issuer: a link alone changes no PIN', async () => {
    const head = await agency.member(Role.QUALITY_REVIEW_HEAD);
    await link(head, 'sub-head-2');
    const bearer = await token('sub-head-2', { auth_time: at(0) });
    const set = async (password: string | null) =>
      (
        await suite.world.send(
          'mutation ($i: SetSigningPinInput!, $k: String!) { setSigningPin(input: $i, idempotencyKey: $k) { __typename ... on Refusal { code message } } }',
          { i: { agencyId: agency.id, pin: PIN, password }, k: newKey() },
          bearer,
        )
      ).setSigningPin;
    expectRefusal(await set(null), 'INVALID_INPUT');
    expectRefusal(await set('not-the-password'), 'PASSWORD_WRONG');
    expect((await set(PASSWORD)).__typename).toBe('SetSigningPinSuccess');
  });

  test('have no password to sign in with', async () => {
    const signIn = await suite.world.send(
      'mutation { signIn(input: {login: "no-password", password: ""}) { __typename ... on Refusal { code } } }',
    );
    expect(signIn.signIn.code).toBe('INVALID_INPUT');
    const guess = await suite.world.send(
      'mutation { signIn(input: {login: "no-password", password: "null"}) { __typename ... on Refusal { code } } }',
    );
    expect(guess.signIn.code).toBe('SIGN_IN_REFUSED');
  });
});
