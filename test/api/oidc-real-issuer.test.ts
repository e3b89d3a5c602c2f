import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import { Role } from '../../src/platform/access/actor';
import { type AgencySeed, type Member, seedCity } from '../support/seed';
import { succeed } from '../support/seed-case-files';
import { type Answer, expectRefusal, newKey, useWorld } from '../support/world';

const CALLBACK = 'https://desk.example/callback';
const settings: NodeJS.ProcessEnv = {};
let port: number;
let provider: ChildProcess;

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

const signingKey = async (alg: string, kid: string) => {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg, use: 'sig' };
};

/** oidc-provider as a process of its own: an issuer that is not ours, with the keys given. */
async function startProvider(keys: readonly object[]): Promise<void> {
  const script = join(__dirname, '../support/real-issuer.js');
  provider = spawn(process.execPath, [script, String(port), JSON.stringify({ keys })], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  provider.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  await new Promise<void>((done, fail) => {
    provider.stdout?.on('data', (chunk) => String(chunk).includes('listening') && done());
    provider.once('exit', () => fail(new Error(said)));
  });
}
const stopProvider = () =>
  new Promise((done) => {
    provider.once('exit', done);
    provider.kill('SIGKILL');
  });

const issuer = () => `http://127.0.0.1:${port}`;

/** The authorization-code flow as a browser goes through it: sign in, consent, redeem the code. */
async function signInAtIssuer(who: string): Promise<string> {
  const cookies = new Map<string, string>();
  const visit = async (url: string, form?: Record<string, string>): Promise<Response> => {
    const response = await fetch(new URL(url, issuer()), {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name) cookies.set(name, value ?? '');
    }
    return response;
  };
  const query = new URLSearchParams({
    client_id: 'anzhi-desk',
    response_type: 'code',
    scope: 'openid',
    redirect_uri: CALLBACK,
  });
  let response = await visit(`/auth?${query}`);
  for (let step = 0; step < 12; step += 1) {
    const location = response.headers.get('location');
    if (location?.startsWith(CALLBACK)) {
      const code = new URL(location).searchParams.get('code') ?? '';
      const redeemed = await fetch(`${issuer()}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from('anzhi-desk:a-secret-of-a-test').toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK }),
      });
      return ((await redeemed.json()) as { id_token: string }).id_token;
    }
    if (location) {
      response = await visit(location);
      continue;
    }
    const page = await response.text();
    const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
    const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1] ?? '';
    if (!action) throw new Error(`no form: ${response.status} ${page.slice(0, 300)}`);
    response = await visit(action, { prompt, ...(prompt === 'login' ? { login: who, password: 'anything' } : {}) });
  }
  throw new Error('the issuer did not come to an end');
}

beforeAll(async () => {
  port = await freePort();
  await startProvider([await signingKey('RS256', 'first')]);
  Object.assign(settings, { ANZHI_OIDC_ISSUER: issuer(), ANZHI_OIDC_AUDIENCE: 'anzhi-desk' });
});
const suite = useWorld(settings);
let agency: AgencySeed;
let head: Member;
beforeAll(async () => {
  // The issuer lives in real time.
  suite.world.clock.set(new Date());
  agency = await (await seedCity(suite.world)).agency();
  head = await agency.member(Role.QUALITY_REVIEW_HEAD);
});
afterAll(() => stopProvider());

const me = async (token: string): Promise<Answer> => {
  suite.world.clock.set(new Date());
  const response = await fetch(suite.world.server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: '{"query": "{ me { id } }"}',
  });
  return response.json();
};

test('a person signs in at a real issuer, is linked, acts, and after the issuer changed its keys signs in again', async () => {
  const token = await signInAtIssuer('zhu-qing-77');
  expect(decodeJwt(token)).toMatchObject({ iss: issuer(), aud: 'anzhi-desk', sub: 'zhu-qing-77' });
  expectRefusal(await me(token), 'IDENTITY_NOT_LINKED');
  await succeed(await agency.admin, 'linkIdentity', {
    accountId: head.accountId,
    issuer: issuer(),
    subject: 'zhu-qing-77',
  });
  const [{ id: identityId }] = await suite.world.rows('SELECT id FROM account_identity');
  await succeed(await agency.member(Role.ADMINISTRATOR), 'approveIdentity', { identityId });
  expect((await me(token)).data.me.id).toBe(head.accountId);

  await suite.world.rows('UPDATE account SET password_hash = NULL WHERE id = $1', [head.accountId]);
  const pin = await suite.world.send(
    'mutation ($i: SetSigningPinInput!, $k: String!) { setSigningPin(input: $i, idempotencyKey: $k) { __typename ... on Refusal { code message } } }',
    { i: { agencyId: agency.id, pin: 'zhu-qing-2026' }, k: newKey() },
    token,
  );
  expect(pin.setSigningPin.__typename).toBe('SetSigningPinSuccess');

  await stopProvider();
  // Away: the key is known, so whoever signed in goes on working.
  expect((await me(token)).data.me.id).toBe(head.accountId);
  await startProvider([await signingKey('RS256', 'second')]);
  await new Promise((wake) => setTimeout(wake, 5200));
  expect((await me(await signInAtIssuer('zhu-qing-77'))).data.me.id).toBe(head.accountId);
  // What the old key signed is over with the key.
  expectRefusal(await me(token), 'TOKEN_REFUSED');
  expectRefusal(await me(await signInAtIssuer('somebody-else')), 'IDENTITY_NOT_LINKED');
});
