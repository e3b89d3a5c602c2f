import { Role } from '../../src/platform/access/actor';
import { type AgencySeed, type City, inventPerson, type Member, seedCity } from '../support/seed';
import { type Answer, expectRefusal, expectSuccess, newKey, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let agency: AgencySeed;
beforeAll(async () => {
  city = await seedCity(suite.world);
  agency = await city.agency('110105');
});

const FIRST_PASSWORD = '初次见面请改-2026';
const OPEN = `mutation ($input: OpenAccountInput!, $key: String!) { openAccount(input: $input, idempotencyKey: $key) { __typename
  ... on OpenAccountSuccess { account { id personId login mustChangePassword idNumberMasked person { name } homeAgency { id } } }
  ... on Refusal { code message } ... on InputRefusal { problems { path message } } } }`;
let logins = 0;
const open = async (by: Member, input: object, key = newKey()): Promise<Answer> =>
  (await by.send(OPEN, { input: { firstPassword: FIRST_PASSWORD, login: `new-${++logins}`, ...input }, key }))
    .openAccount;

test('an account is opened for a person; the identity number comes back masked only', async () => {
  const admin = await agency.admin;
  const person = inventPerson();
  const { account } = expectSuccess(await open(admin, person), 'OpenAccountSuccess');
  expect(account).toMatchObject({
    mustChangePassword: true,
    person: { name: person.name },
    homeAgency: { id: agency.id },
    idNumberMasked: `${person.idNumber.slice(0, 6)}************`,
  });
  const [stored] = await suite.world.rows(
    `SELECT encode(id_number_cipher, 'escape') AS cipher FROM person WHERE id = $1`,
    [account.personId],
  );
  expect(stored.cipher).not.toContain(person.idNumber);
});

test('a second account of the same identity number is the same person; another name is refused', async () => {
  const [here, there] = [await agency.admin, await (await city.agency('120102')).admin];
  const person = inventPerson();
  const one = expectSuccess(await open(here, person)).account;
  const other = expectSuccess(await open(there, person)).account;
  expect(other.personId).toBe(one.personId);
  expect(other.id).not.toBe(one.id);
  const refused = expectRefusal(await open(here, { ...person, name: '另一个人' }), 'INVALID_INPUT');
  expect(refused.problems[0].path).toBe('input.name');
  expect(refused.message).not.toContain(person.name);
});

test('GB 11643: a wrong check digit or birth date is refused', async () => {
  const admin = await agency.admin;
  const { name, idNumber } = inventPerson();
  const wrong = idNumber.slice(0, 17) + (idNumber.endsWith('1') ? '2' : '1');
  expect(expectRefusal(await open(admin, { name, idNumber: wrong }), 'INVALID_INPUT').message).toContain('GB 11643');
  expectRefusal(await open(admin, { name, idNumber: `110105199902301${idNumber.slice(15)}` }), 'INVALID_INPUT');
  expectRefusal(await open(admin, { name }), 'INVALID_INPUT');
});

test('the same key at once opens one account; different keys with one login open one', async () => {
  const admin = await agency.admin;
  const person = inventPerson();
  const key = newKey();
  const same = await Promise.all(
    Array.from({ length: 10 }, () => open(admin, { ...person, login: 'same-key-once' }, key)),
  );
  expect(new Set(same.map((result) => expectSuccess(result).account.id)).size).toBe(1);
  const raced = await Promise.all(
    Array.from({ length: 10 }, () => open(admin, { ...inventPerson(), login: 'one-login' })),
  );
  expect(raced.filter((result) => result.account)).toHaveLength(1);
  for (const result of raced.filter((each) => !each.account)) expectRefusal(result, 'LOGIN_TAKEN');
});

test('two accounts at once for one new identity number are one person', async () => {
  const [one, two] = [await agency.admin, await agency.admin2];
  const person = inventPerson();
  const opened = await Promise.all([one, two, one, two].map((admin) => open(admin, person)));
  expect(new Set(opened.map((result) => expectSuccess(result).account.personId)).size).toBe(1);
});

test('with a first password nothing is done and nothing is read until it is changed', async () => {
  const { world } = suite;
  const { account } = expectSuccess(await open(await agency.admin, inventPerson()));
  await city.appoint({ accountId: account.id } as Member, Role.ADMINISTRATOR, 'agency_id', agency.id);
  const { signIn } = await world.send(
    `mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInSuccess { token } } }`,
    { input: { login: account.login, password: FIRST_PASSWORD } },
  );
  const answer = await world.send(
    OPEN,
    {
      input: { firstPassword: FIRST_PASSWORD, login: 'too-early', ...inventPerson() },
      key: newKey(),
    },
    signIn.token,
  );
  expect(expectRefusal(answer.openAccount, 'PASSWORD_MUST_BE_CHANGED').message).toContain('修改密码');
  const { errors } = await world.sendRaw('{ accounts(first: 1) { totalCount } }', {}, signIn.token);
  expect(errors?.[0].extensions.code).toBe('PASSWORD_MUST_BE_CHANGED');
});

test('a disabled account ends at once; only where it is at home, and never one’s own', async () => {
  const { world } = suite;
  const DISABLE = `mutation ($input: DisableAccountInput!, $key: String!) { disableAccount(input: $input, idempotencyKey: $key) { __typename
    ... on DisableAccountSuccess { account { disabledAt disabledReason } } ... on Refusal { code message } } }`;
  const disable = async (by: Member, accountId: string): Promise<Answer> =>
    (await by.send(DISABLE, { input: { accountId, reason: '已调离本机构' }, key: newKey() })).disableAccount;
  const admin = await agency.admin;
  const clerk = await agency.member(Role.CLERK);
  // Borrowed from Tianjin: the borrower may end the appointment, not the account.
  const borrowed = await (await city.agency('120102')).member(Role.CLERK);
  await city.appoint(borrowed, Role.CLERK, 'agency_id', agency.id);
  expectRefusal(await disable(admin, borrowed.accountId), 'NOT_FOUND');
  expectRefusal(await disable(admin, admin.accountId), 'OWN_ACCOUNT');
  expectSuccess(await disable(admin, clerk.accountId));
  expect((await world.send('{ me { id } }', {}, clerk.token)).me).toBeNull();
  expectRefusal(await disable(admin, clerk.accountId), 'ALREADY_DISABLED');
  const above = await (await city.bureau('110000')).admin;
  const another = await agency.member(Role.CLERK);
  expectSuccess(await disable(above, another.accountId));
});

test('administrators see the accounts of their place and below, by item, list and count alike', async () => {
  const LIST = '{ accounts(first: 100) { totalCount edges { node { id } } } }';
  const seen = async (by: Member): Promise<string[]> => {
    const { accounts } = await by.send(LIST);
    expect(accounts.totalCount).toBe(accounts.edges.length);
    return accounts.edges.map((edge: Answer) => edge.node.id);
  };
  const tianjin = await city.agency('120102');
  const [ours, theirs] = [await agency.clerk, await tianjin.clerk];
  const [admin, above, elsewhere] = [
    await agency.admin,
    await (await city.bureau('110000')).admin,
    await tianjin.admin,
  ];
  for (const [by, yes, no] of [
    [admin, ours, theirs],
    [above, ours, theirs],
    [elsewhere, theirs, ours],
  ] as const) {
    const ids = await seen(by);
    expect(ids).toContain(yes.accountId);
    expect(ids).not.toContain(no.accountId);
    const ITEM = 'query ($id: ID!) { account(id: $id) { id login } }';
    expect((await by.send(ITEM, { id: yes.accountId })).account.login).toBe(yes.login);
    expect((await by.send(ITEM, { id: no.accountId })).account).toBeNull();
    expect((await by.send(ITEM, { id: 'no-id-at-all' })).account).toBeNull();
  }
  const { errors } = await ours.sendRaw(LIST);
  expect(errors?.[0].extensions.code).toBe('FORBIDDEN');
});
