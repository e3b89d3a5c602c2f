import { Role } from '../../src/platform/access/actor';
import { newId } from '../../src/platform/ids';
import { type City, type Member, seedCity } from '../support/seed';
import { type Answer, useWorld } from '../support/world';

const suite = useWorld({
  ANZHI_TRUSTED_PROXIES: '127.0.0.1',
  ANZHI_RATE_ACCOUNT: '12',
  ANZHI_RATE_ADDRESS: '6',
  ANZHI_RATE_UPLOADS: '3',
});
let city: City;
let clerk: Member;
let finance: Member;
beforeAll(async () => {
  city = await seedCity(suite.world);
  clerk = await (await city.agency()).clerk;
  finance = await (await city.agency()).finance;
});

const ask = async (address: string, token?: string): Promise<{ status: number; headers: Headers; body: Answer }> => {
  const response = await fetch(suite.world.server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': address,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: '{"query": "{ __typename }"}',
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
};
const statuses = async (times: number, address: string, token?: string): Promise<number[]> => {
  const seen: number[] = [];
  for (let n = 0; n < times; n += 1) seen.push((await ask(address, token)).status);
  return seen;
};

test('a stranger is counted by address; the refusal says in Chinese how long, in both shapes', async () => {
  expect(await statuses(7, '203.0.113.5')).toEqual([200, 200, 200, 200, 200, 200, 429]);
  const refused = await ask('203.0.113.5');
  expect(refused.body.code).toBe('RATE_LIMITED');
  expect(refused.body.message).toMatch(/^请求过于频繁，请\d+秒后再试$/);
  expect(refused.body.errors).toEqual([{ message: refused.body.message, extensions: { code: 'RATE_LIMITED' } }]);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  expect((await ask('203.0.113.6')).status).toBe(200);
});

test('one IPv6 network is one address', async () => {
  for (let n = 0; n < 6; n += 1) expect((await ask(`2001:db8:5:6::${n + 1}`)).status).toBe(200);
  expect((await ask('2001:db8:5:6:ffff::1')).status).toBe(429);
  expect((await ask('2001:db8:5:7::1')).status).toBe(200);
});

test('who is signed in is counted by account, wherever it comes from, and a stranger on its address does not matter', async () => {
  await statuses(8, '203.0.113.7');
  const seen: number[] = [];
  for (let n = 0; n < 13; n += 1) seen.push((await ask(`203.0.113.${7 + (n % 5)}`, clerk.token)).status);
  expect(seen).toEqual([...Array.from({ length: 12 }, () => 200), 429]);
  expect((await ask('203.0.113.7', finance.token)).status).toBe(200);
});

test('a token that proves nothing counts as a stranger: nobody gets a count of their own by inventing tokens', async () => {
  const seen: number[] = [];
  for (let n = 0; n < 7; n += 1) seen.push((await ask('203.0.113.20', `invented.token.${n}`)).status);
  expect(seen).toEqual([200, 200, 200, 200, 200, 200, 429]);
});

test('health is not counted', async () => {
  for (let n = 0; n < 20; n += 1) {
    const live = await fetch(new URL('/health/live', suite.world.server.url), {
      headers: { 'x-forwarded-for': '203.0.113.30' },
    });
    expect(live.status).toBe(200);
  }
});

test('uploads of an account have a count of their own', async () => {
  const uploader = await (await city.agency()).member(Role.CLERK);
  const upload = async (): Promise<number> => {
    const response = await fetch(new URL(`/case-files/${newId()}/papers/${'0'.repeat(64)}`, suite.world.server.url), {
      method: 'PUT',
      headers: { authorization: `Bearer ${uploader.token}`, 'x-forwarded-for': '203.0.113.40' },
      body: 'x',
    });
    await response.text();
    return response.status;
  };
  expect([await upload(), await upload(), await upload(), await upload()]).toEqual([404, 404, 404, 429]);
  expect((await ask('203.0.113.40', uploader.token)).status).toBe(200);
});
