import { readConfig } from '../../src/config';
import { issueToken } from '../../src/organizations/token';
import { Role } from '../../src/platform/access/actor';
import { StartRefused } from '../../src/platform/start-refused';
import { AUDIENCE } from '../support/issuer';
import { City, PASSWORD } from '../support/seed';
import { type Answer, expectRefusal, expectSuccess, World } from '../support/world';

/** Nobody listens there: the issuer is away from the beginning. */
const AWAY = { ANZHI_OIDC_ISSUER: 'http://127.0.0.1:9', ANZHI_OIDC_AUDIENCE: AUDIENCE };

const SIGN_IN = `mutation ($i: SignInInput!) { signIn(input: $i) { __typename ... on SignInSuccess { token account { id } } ... on Refusal { code message } } }`;
let world: World;
afterEach(async () => {
  expect(await world.broken()).toEqual([]);
  await world.close();
});

const signIn = async (login: string, password = PASSWORD) =>
  (await world.send(SIGN_IN, { i: { login, password } })).signIn;

const status = async (bearer: string) => {
  const response = await fetch(world.server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
    body: '{"query": "{ me { id } }"}',
  });
  return { status: response.status, body: (await response.json()) as Answer };
};

test('an issuer that is away holds up neither the start nor local sign-in; its own people are told to try again', async () => {
  world = await World.open(AWAY);
  const clerk = await (await new City(world).agency()).clerk;
  expect((await status(expectSuccess(await signIn(clerk.login)).token)).body.data.me.id).toBe(clerk.accountId);
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const foreign = `${encode({ alg: 'RS256', kid: 'x' })}.${encode({ iss: AWAY.ANZHI_OIDC_ISSUER, aud: AUDIENCE, sub: 'x' })}.AAAA`;
  const refused = await status(foreign);
  expect([refused.status, refused.body.code]).toEqual([503, 'ISSUER_UNREACHABLE']);
  const ready = await fetch(new URL('/health/ready', world.server.url));
  expect(ready.status).toBe(200);
});

test('local sign-in for the first administrators only: others are refused with the same words, their tokens end', async () => {
  world = await World.open(AWAY);
  const agency = await new City(world).agency();
  const [clerk, admin, later] = [await agency.clerk, await agency.admin, await agency.member(Role.CLERK)];
  // As after a start with the setting changed.
  Object.assign(world.services.config, { localSignIn: 'administrators' });
  expect(expectSuccess(await signIn(admin.login)).account.id).toBe(admin.accountId);
  const refused = expectRefusal(await signIn(clerk.login), 'SIGN_IN_REFUSED');
  expect(await signIn('nobody-here')).toEqual(refused);
  expect((await status(await issueToken(world.services, clerk.accountId, 0))).body.data.me).toBeNull();
  // An administrator whom another one appointed signs in at the issuer like everybody.
  await world.rows(
    `INSERT INTO appointment (id, account_id, role, agency_id, in_force_from, appointed_by, appointed_at, approved_by, approved_at)
     VALUES (gen_random_uuid(), $1, 'ADMINISTRATOR', $2, '2026-01-01', $3, now(), $4, now())`,
    [later.accountId, agency.id, clerk.personId, admin.personId],
  );
  expectRefusal(await signIn(later.login), 'SIGN_IN_REFUSED');
});

test('no local sign-in at all: the right password is not even looked at, tokens given before are over', async () => {
  world = await World.open(AWAY);
  const clerk = await (await new City(world).agency()).clerk;
  await clerk.fresh();
  // As after a start with the setting changed.
  Object.assign(world.services.config, { localSignIn: 'nobody' });
  const closed = expectRefusal(await signIn(clerk.login), 'SIGN_IN_CLOSED');
  expect(closed.message).toContain('统一身份登录');
  expect((await status(clerk.token)).body.data.me).toBeNull();
  expect(await world.rows('SELECT FROM sign_in_backoff')).toEqual([]);

  const refusal = (settings: NodeJS.ProcessEnv): string => {
    try {
      readConfig(settings);
    } catch (error) {
      if (error instanceof StartRefused) return error.message;
    }
    return 'accepted';
  };
  expect(refusal({ ANZHI_LOCAL_SIGN_IN: 'nobody' })).toContain('ANZHI_OIDC_ISSUER');
  expect(refusal({ ANZHI_OIDC_ISSUER: 'https://id.example' })).toContain('ANZHI_OIDC_AUDIENCE');
  expect(refusal({ ...AWAY, ANZHI_OIDC_ISSUER: 'http://id.example' })).toContain('https');
  for (const algorithm of ['none', 'HS256', 'RS256,HS512', '']) {
    const settings = { ...AWAY, ANZHI_OIDC_ALGORITHMS: algorithm || ',' };
    expect([algorithm, refusal(settings)]).toEqual([algorithm, expect.stringContaining('ANZHI_OIDC_ALGORITHMS')]);
  }
  expect(refusal({ ...AWAY, ANZHI_OIDC_JWKS: 'http://id.example/keys' })).toContain('ANZHI_OIDC_JWKS');
});
