import { hashPassword, NOBODY, passwordMatches } from '../../src/organizations/passwords';
import { Role } from '../../src/platform/access/actor';
import { type City, type Member, PASSWORD, seedCity } from '../support/seed';
import { type Answer, expectRefusal, expectSuccess, newKey, useWorld } from '../support/world';

const suite = useWorld({ ANZHI_TRUSTED_PROXIES: '127.0.0.1' });
let city: City;
let finance: Member;
beforeAll(async () => {
  city = await seedCity(suite.world);
  finance = await (await city.agency()).finance;
});

const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { __typename
  ... on SignInSuccess { token expiresAt account { id login mustChangePassword appointments { role inForce } } }
  ... on Refusal { code message findings { rule } } } }`;

const signIn = async (login: string, password: string, address = '203.0.113.9'): Promise<Answer> => {
  const response = await fetch(suite.world.server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ query: SIGN_IN, variables: { input: { login, password } } }),
  });
  const { data, errors } = (await response.json()) as { data: Answer; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data.signIn;
};

test('a right password gives a short-lived token and the account with its appointments', async () => {
  const signedIn = expectSuccess(await signIn(finance.login.toUpperCase(), PASSWORD), 'SignInSuccess');
  expect(signedIn.account).toEqual({
    id: finance.accountId,
    login: finance.login,
    mustChangePassword: false,
    appointments: [{ role: 'FINANCE_OFFICER', inForce: true }],
  });
  const life = new Date(signedIn.expiresAt).getTime() - suite.world.clock.now().getTime();
  expect(life).toBe(30 * 60_000);
  const { me } = await suite.world.send('{ me { id } }', {}, signedIn.token);
  expect(me.id).toBe(finance.accountId);
});

test('a token ends with its half hour', async () => {
  const { world } = suite;
  const { token } = await signIn(finance.login, PASSWORD);
  const before = world.clock.now();
  try {
    world.clock.set(new Date(before.getTime() + 30 * 60_000 + 1000));
    expect((await world.send('{ me { id } }', {}, token)).me).toBeNull();
  } finally {
    world.clock.set(before);
  }
});

test('unknown login, wrong password and disabled account are told apart by nothing', async () => {
  const disabled = await (await city.agency()).member(Role.CLERK);
  await suite.world.rows(`UPDATE account SET disabled_at = now(), disabled_reason = '试验停用' WHERE id = $1`, [
    disabled.accountId,
  ]);
  const unknown = await signIn('nobody-here', 'something-else', '203.0.113.20');
  const wrong = await signIn(finance.login, 'something-else', '203.0.113.21');
  const off = await signIn(disabled.login, PASSWORD, '203.0.113.22');
  expectRefusal(unknown, 'SIGN_IN_REFUSED');
  expect(wrong).toEqual(unknown);
  expect(off).toEqual(unknown);
});

test('a password is checked with the same work where there is no account: the same algorithm at the same cost', async () => {
  const cost = (passwordHash: string) => passwordHash.split('$').slice(0, 4).join('$');
  expect(cost(NOBODY)).toBe(cost(await hashPassword(PASSWORD)));
  expect(cost(NOBODY)).toMatch(/^\$argon2id\$v=19\$m=\d{5},t=\d,p=1$/);
  // The stand-in is a hash that the library really works on: a broken one would be thrown out at once.
  expect(await passwordMatches(NOBODY, 'something-else')).toBe(false);
  expect(await passwordMatches(null, 'something-else')).toBe(false);
  await expect(passwordMatches(`${NOBODY}!`, 'something-else')).rejects.toThrow();
});

test('each failure and each success has its line, without login or address', async () => {
  await signIn(finance.login, 'wrong-again', '198.51.100.77');
  await signIn(finance.login, PASSWORD, '198.51.100.77');
  const lines = await suite.world.rows(
    `SELECT e.outcome, e.code, e.facts::text AS facts FROM ledger_entry e JOIN ledger_thing t ON t.entry_id = e.id
      WHERE e.act = 'signIn' AND t.thing_id = $1 ORDER BY e.id DESC LIMIT 2`,
    [finance.accountId],
  );
  expect(lines.map(({ outcome, code }) => [outcome, code])).toEqual([
    ['DONE', null],
    ['REFUSED', 'SIGN_IN_REFUSED'],
  ]);
  for (const { facts } of lines) expect(facts).not.toMatch(/198\.51|u[0-9a-f]{12}"/);
});

test('after five failures the sixth waits, and longer each time; the right password waits as well', async () => {
  const { world } = suite;
  const address = '198.51.100.1';
  const before = world.clock.now();
  const results: string[] = [];
  for (let n = 0; n < 7; n += 1) results.push((await signIn(finance.login, 'wrong', address)).code);
  expect(results).toEqual([...Array.from({ length: 6 }, () => 'SIGN_IN_REFUSED'), 'TOO_MANY_ATTEMPTS']);
  const waiting = expectRefusal(await signIn(finance.login, PASSWORD, address), 'TOO_MANY_ATTEMPTS');
  expect(waiting.message).toContain('2秒');
  try {
    world.clock.set(new Date(before.getTime() + 2000));
    expectRefusal(await signIn(finance.login, 'wrong', address), 'SIGN_IN_REFUSED');
    expect((await signIn(finance.login, PASSWORD, address)).message).toContain('4秒');
    world.clock.set(new Date(before.getTime() + 6000));
    expectSuccess(await signIn(finance.login, PASSWORD, address));
    expectRefusal(await signIn(finance.login, 'wrong', address), 'SIGN_IN_REFUSED');
    expectSuccess(await signIn(finance.login, PASSWORD, address));
  } finally {
    world.clock.set(before);
  }
});

test('fifty failures at once: six are looked at, the others wait', async () => {
  const codes = (
    await Promise.all(Array.from({ length: 50 }, () => signIn('somebody-attacked', 'guess', '198.51.100.2')))
  ).map((result) => result.code);
  expect(codes.filter((code) => code === 'SIGN_IN_REFUSED')).toHaveLength(6);
  expect(codes.filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(44);
});

test('a stranger elsewhere cannot lock finance out', async () => {
  const { world } = suite;
  const before = world.clock.now();
  try {
    for (let n = 0; n < 40; n += 1) {
      world.clock.set(new Date(before.getTime() + n * 1000));
      await signIn(finance.login, 'guess', `198.51.101.${n % 4}`);
    }
    expect((await signIn(finance.login, 'guess', '198.51.101.0')).code).toBe('TOO_MANY_ATTEMPTS');
    expectSuccess(await signIn(finance.login, PASSWORD, '192.0.2.50'));
  } finally {
    world.clock.set(before);
  }
});

test('an address that fails with many logins waits as a whole; a success takes back only its own count', async () => {
  const address = '198.51.100.3';
  for (let n = 0; n < 31; n += 1) await signIn(`guess-${n % 31}`, 'guess', address);
  expectRefusal(await signIn('guess-other', 'guess', address), 'TOO_MANY_ATTEMPTS');
  expectSuccess(await signIn(finance.login, PASSWORD, '192.0.2.51'));

  const washing = '198.51.100.4';
  for (let n = 0; n < 29; n += 1) await signIn(`guess-${n}`, 'guess', washing);
  for (let n = 0; n < 5; n += 1) expectSuccess(await signIn(finance.login, PASSWORD, washing));
  const codes: string[] = [];
  for (let n = 0; n < 3; n += 1) codes.push((await signIn(`again-${n}`, 'guess', washing)).code);
  expect(codes).toEqual(['SIGN_IN_REFUSED', 'SIGN_IN_REFUSED', 'TOO_MANY_ATTEMPTS']);
});

test('whoever came in from an office before does not wait for a guesser there; the guesser and newcomers do', async () => {
  const { world } = suite;
  const office = '198.51.100.60';
  expectSuccess(await signIn(finance.login, PASSWORD, office));
  for (let n = 0; n < 31; n += 1) await signIn(`stranger-${n}`, 'guess', office);
  expectRefusal(await signIn('stranger-99', 'guess', office), 'TOO_MANY_ATTEMPTS');
  const newcomer = await (await city.agency()).member(Role.CLERK);
  expectRefusal(await signIn(newcomer.login, PASSWORD, office), 'TOO_MANY_ATTEMPTS');
  expectSuccess(await signIn(finance.login, PASSWORD, office));
  // A wrong password is answered as if it waited: nobody learns here which logins are known.
  const guessed = await signIn(finance.login, 'guess', office);
  const stranger = await signIn('stranger-98', 'guess', office);
  expect({ ...guessed, message: '' }).toEqual({ ...stranger, message: '' });
  // The pair itself still waits after its own failures, the right password too.
  for (let n = 0; n < 5; n += 1) expectRefusal(await signIn(finance.login, 'guess', office), 'TOO_MANY_ATTEMPTS');
  expectRefusal(await signIn(finance.login, PASSWORD, office), 'TOO_MANY_ATTEMPTS');
  expectSuccess(await signIn(finance.login, PASSWORD, '192.0.2.61'));
  // Its successes did not wash the address clean.
  expectRefusal(await signIn('stranger-97', 'guess', office), 'TOO_MANY_ATTEMPTS');
  const before = world.clock.now();
  try {
    // After ninety days without a success it is a newcomer again.
    world.clock.set(new Date(before.getTime() + 91 * 24 * 3600_000));
    for (let n = 0; n < 31; n += 1) await signIn(`again-${n}`, 'guess', office);
    expectRefusal(await signIn(finance.login, PASSWORD, office), 'TOO_MANY_ATTEMPTS');
  } finally {
    world.clock.set(before);
  }
});

test('addresses of one IPv6 network are one address', async () => {
  for (let n = 0; n < 6; n += 1) await signIn('six-networks', 'guess', `2001:db8:1:2::${n + 1}`);
  expectRefusal(await signIn('six-networks', 'guess', '2001:db8:1:2:ffff::9'), 'TOO_MANY_ATTEMPTS');
  expectRefusal(await signIn('six-networks', 'guess', '2001:db8:1:3::1'), 'SIGN_IN_REFUSED');
});

describe('one password is changed', () => {
  const CHANGE = `mutation ($input: ChangePasswordInput!, $key: String!, $preview: Boolean! = false) {
    changePassword(input: $input, idempotencyKey: $key, preview: $preview) { __typename
      ... on ChangePasswordSuccess { account { id mustChangePassword } receipt { preview } } ... on Refusal { code message } } }`;
  const change = async (member: Member, oldPassword: string, newPassword: string, preview = false): Promise<Answer> =>
    (await suite.world.send(CHANGE, { input: { oldPassword, newPassword }, key: newKey(), preview }, member.token))
      .changePassword;

  test('every token before it ends', async () => {
    const member = await (await city.agency()).member(Role.CLERK);
    expectSuccess(await change(member, PASSWORD, '更上一层楼-2026', true));
    expect((await member.send('{ me { id } }')).me.id).toBe(member.accountId);
    expectSuccess(await change(member, PASSWORD, '更上一层楼-2026'));
    expect((await suite.world.send('{ me { id } }', {}, member.token)).me).toBeNull();
    expectRefusal(await signIn(member.login, PASSWORD), 'SIGN_IN_REFUSED');
    expectSuccess(await signIn(member.login, '更上一层楼-2026'));
  });

  test('a wrong old password counts, in a preview too', async () => {
    const member = await (await city.agency()).member(Role.CLERK);
    const codes: string[] = [];
    for (let n = 0; n < 8; n += 1) codes.push((await change(member, 'not-mine', '更上一层楼-2026', n % 2 === 0)).code);
    expect(codes.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => 'WRONG_PASSWORD'));
    expect(codes.slice(6)).toEqual(['TOO_MANY_ATTEMPTS', 'TOO_MANY_ATTEMPTS']);
    await suite.world.rows('DELETE FROM sign_in_backoff');
  });

  test('short or unchanged passwords are refused with the field', async () => {
    const member = await (await city.agency()).member(Role.CLERK);
    expect(expectRefusal(await change(member, PASSWORD, '短'), 'INVALID_INPUT').message).toContain('input.newPassword');
    expectRefusal(await change(member, PASSWORD, PASSWORD), 'INVALID_INPUT');
  });
});

test('signing out everywhere ends every token of the account', async () => {
  const { world } = suite;
  const member = await (await city.agency()).member(Role.CLERK);
  const other = (await signIn(member.login, PASSWORD)).token;
  const done = await member.send(
    'mutation ($key: String!) { signOutEverywhere(idempotencyKey: $key) { __typename ... on Refusal { code message } } }',
    { key: newKey() },
  );
  expectSuccess(done.signOutEverywhere, 'SignOutEverywhereSuccess');
  for (const token of [member.token, other]) expect((await world.send('{ me { id } }', {}, token)).me).toBeNull();
});
