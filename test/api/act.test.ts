import { ledgerSeal } from '../../src/platform/ledger';
import type { Member } from '../support/seed';
import { type City, seedCity } from '../support/seed';
import { type Answer, expectRefusal, expectSuccess, newKey, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let clerk: Member;

const REGISTER = `mutation ($input: RegisterCaseOrganInput!, $key: String!, $preview: Boolean! = false) {
  registerCaseOrgan(input: $input, idempotencyKey: $key, preview: $preview) {
    __typename
    ... on RegisterCaseOrganSuccess { receipt { entryId preview replayed } caseOrgan { id name kind regionCode } }
    ... on Refusal { code message findings { rule } }
    ... on InputRefusal { problems { path message } }
  }
}`;

let organs = 0;
const organ = (name = `朝阳区第${++organs}预演法院`) => ({ kind: 'COURT', name, regionCode: '110105' });
const register = async (who: Member, input: object, key = newKey(), preview = false): Promise<Answer> =>
  (await who.send(REGISTER, { input, key, preview })).registerCaseOrgan;
const count = async (table: string, where = 'true'): Promise<number> =>
  Number((await suite.world.rows(`SELECT count(*) AS n FROM ${table} WHERE ${where}`))[0].n);

/** Rows of every table, as one digest for each. */
async function everything(): Promise<Record<string, string>> {
  const tables = await suite.world.rows(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  const digests: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await suite.world.rows(
      `SELECT count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)), 0) AS digest FROM ${name} t`,
    );
    digests[name] = row.digest;
  }
  return digests;
}

beforeAll(async () => {
  city = await seedCity(suite.world);
  clerk = await (await city.agency('110105')).clerk;
});

test('an act leaves its row and its ledger line, whose hash can be made again from what is stored', async () => {
  const done = expectSuccess(await register(clerk, organ()), 'RegisterCaseOrganSuccess');
  const [line] = await suite.world.rows(
    `SELECT id, at, act, event, outcome, code, account_id AS "accountId", person_id AS "personId", role, on_behalf_kind AS kind, on_behalf_id AS behalf,
            facts, findings, provisions, request_id AS "requestId", content_hash AS hash FROM ledger_entry WHERE id = $1`,
    [done.receipt.entryId],
  );
  expect(line).toMatchObject({
    act: 'registerCaseOrgan',
    outcome: 'DONE',
    role: 'CLERK',
    accountId: clerk.accountId,
    personId: clerk.personId,
  });
  const { hash, kind, behalf, ...entry } = line;
  expect(ledgerSeal(suite.world.services.keys, { ...entry, onBehalf: { kind, id: behalf } }).equals(hash)).toBe(true);
  expect(await count('ledger_thing', `entry_id = '${line.id}' AND thing_id = '${done.caseOrgan.id}'`)).toBe(1);
});

test('a refusal writes nothing but its ledger line', async () => {
  const name = organ();
  expectSuccess(await register(clerk, name));
  const before = await everything();
  expectRefusal(await register(clerk, name), (await register(clerk, name)).code);
  const after = await everything();
  const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
  expect(changed.filter((table) => !table.startsWith('ledger_'))).toEqual([]);
  expect(changed).toContain('ledger_entry');
});

test('200 calls at once with the same key: one row, one answer', async () => {
  const input = organ();
  const key = newKey();
  const lines = await count('ledger_entry', `outcome = 'DONE'`);
  const answers = await Promise.all(Array.from({ length: 200 }, () => register(clerk, input, key)));
  const ids = new Set(answers.map((answer) => expectSuccess(answer).caseOrgan.id));
  expect(ids.size).toBe(1);
  expect(new Set(answers.map((answer) => answer.receipt.entryId)).size).toBe(1);
  expect(answers.filter((answer) => !answer.receipt.replayed)).toHaveLength(1);
  expect(await count('case_organ', `name = '${input.name}'`)).toBe(1);
  expect(await count('ledger_entry', `outcome = 'DONE'`)).toBe(lines + 1);
});

test('200 calls at once with different keys for what can be done once: one success, 199 refusals in plain Chinese', async () => {
  const input = organ();
  const answers = await Promise.all(Array.from({ length: 200 }, () => register(clerk, input)));
  const done = answers.filter((answer) => answer.__typename === 'RegisterCaseOrganSuccess');
  expect(done).toHaveLength(1);
  for (const answer of answers) if (answer !== done[0]) expectRefusal(answer, answer.code);
  expect(new Set(answers.filter((answer) => answer !== done[0]).map((answer) => answer.code)).size).toBe(1);
  expect(await count('case_organ', `name = '${input.name}'`)).toBe(1);
});

test('the same key with another payload is refused; of two payloads raced under one key exactly one is done', async () => {
  const key = newKey();
  expectSuccess(await register(clerk, organ(), key));
  expectRefusal(await register(clerk, organ(), key), 'IDEMPOTENCY_KEY_REUSED');
  for (let round = 0; round < 20; round += 1) {
    const shared = newKey();
    const answers = await Promise.all([register(clerk, organ(), shared), register(clerk, organ(), shared)]);
    expect(answers.filter((answer) => answer.__typename === 'RegisterCaseOrganSuccess')).toHaveLength(1);
    expect(answers.filter((answer) => answer.code === 'IDEMPOTENCY_KEY_REUSED')).toHaveLength(1);
  }
});

test('a key belongs to its account: another account may use the same one', async () => {
  const other = await (await city.agency('110105')).member('CLERK' as never);
  const key = newKey();
  const one = expectSuccess(await register(clerk, organ(), key));
  const two = expectSuccess(await register(other, organ(), key));
  expect(one.caseOrgan.id).not.toBe(two.caseOrgan.id);
});

test('a refused call frees its key: cured, the same key does the act', async () => {
  const key = newKey();
  const name = organ();
  expectSuccess(await register(clerk, name));
  const refused = await register(clerk, name, key);
  expect(refused.code).toBeDefined();
  expectSuccess(await register(clerk, organ(), key));
});

test('a preview gives the same answer as the act and leaves no trace in any table; its key stays free', async () => {
  const input = organ();
  const key = newKey();
  const before = await everything();
  const seen = expectSuccess(await register(clerk, input, key, true));
  expect(seen.receipt).toEqual({ entryId: null, preview: true, replayed: false });
  expect(seen.caseOrgan).toMatchObject(input);
  expect(await everything()).toEqual(before);
  const done = expectSuccess(await register(clerk, input, key));
  expect(done.caseOrgan).toEqual({ ...seen.caseOrgan, id: done.caseOrgan.id });
  const refusedAhead = await register(clerk, input, newKey(), true);
  const refused = await register(clerk, input, newKey());
  expect(refusedAhead).toEqual(refused);
});

test('a preview stands alone in its request', async () => {
  const two = `mutation ($one: RegisterCaseOrganInput!, $two: RegisterCaseOrganInput!, $a: String!, $b: String!) {
    first: registerCaseOrgan(input: $one, idempotencyKey: $a, preview: true) { __typename }
    second: registerCaseOrgan(input: $two, idempotencyKey: $b) { __typename ... on Refusal { code message } }
  }`;
  const answer = await clerk.send(two, { one: organ(), two: organ(), a: newKey(), b: newKey() });
  expect(answer.first.__typename).toBe('RegisterCaseOrganSuccess');
  expectRefusal(answer.second, 'PREVIEW_ALONE');
});

test('bad input is refused field by field, in plain Chinese, and nothing is stored', async () => {
  const before = await count('case_organ');
  const refused = expectRefusal(
    await register(clerk, { kind: 'COURT', name: '   ', regionCode: '99' }),
    'INVALID_INPUT',
  );
  const paths = refused.problems.map((problem: { path: string }) => problem.path);
  expect(paths).toEqual(expect.arrayContaining(['input.name', 'input.regionCode']));
  for (const problem of refused.problems) expect(problem.message).toMatch(/[\u4e00-\u9fff]/);
  expectRefusal(await register(clerk, organ(), 'short'), 'INVALID_INPUT');
  expectRefusal(await register(clerk, organ(), '键键键键键键键键键'), 'INVALID_INPUT');
  expect(await count('case_organ')).toBe(before);
});

test('without sign-in NOT_SIGNED_IN; without the role FORBIDDEN, and that is in the ledger', async () => {
  const anonymous = await suite.world.send(REGISTER, { input: organ(), key: newKey(), preview: false });
  expectRefusal(anonymous.registerCaseOrgan, 'NOT_SIGNED_IN');
  const auditor = await (await city.agency('110105')).auditor;
  const before = await count(
    'ledger_entry',
    `outcome = 'REFUSED' AND code = 'FORBIDDEN' AND account_id = '${auditor.accountId}'`,
  );
  expectRefusal(await register(auditor, organ()), 'FORBIDDEN');
  expect(
    await count('ledger_entry', `outcome = 'REFUSED' AND code = 'FORBIDDEN' AND account_id = '${auditor.accountId}'`),
  ).toBe(before + 1);
});

test('nobody edits or deletes a ledger line: not the server role, and not the owner by accident', async () => {
  for (const statement of [
    `UPDATE ledger_entry SET code = 'X'`,
    `DELETE FROM ledger_entry`,
    `DELETE FROM ledger_thing`,
    `UPDATE ledger_thing SET kind = 'X'`,
    `TRUNCATE ledger_entry CASCADE`,
    `UPDATE act_claim SET payload_digest = ''`,
    `DELETE FROM act_claim`,
  ]) {
    await expect(suite.world.app.query(statement)).rejects.toMatchObject({ code: '42501' });
  }
  for (const statement of [`UPDATE ledger_entry SET code = 'X'`, `DELETE FROM ledger_thing`]) {
    await expect(suite.world.owner.query(statement)).rejects.toMatchObject({ constraint: 'record_is_kept' });
  }
});

test('depth, aliases, tokens and cost are limited: a clear refusal with a code each, and the server lives on', async () => {
  const codes = async (query: string) =>
    (await clerk.sendRaw(query)).errors?.map((error) => error.extensions?.code) ?? [];
  expect(await codes(`{ ${Array.from({ length: 200 }, (_, n) => `a${n}: regions { code }`).join(' ')} }`)).toEqual([
    'TOO_MANY_ALIASES',
  ]);
  expect(await codes(`{ ${'regions { code } '.repeat(3000)} }`)).toEqual(['GRAPHQL_PARSE_FAILED']);
  const nested = `{ subsidies(first: 1) { edges { node { ${'releases { release { '.repeat(9)} n ${'} } '.repeat(9)} } } } }`;
  expect(await codes(nested)).toContain('QUERY_TOO_DEEP');
  const costly = `{ ${Array.from({ length: 25 }, (_, n) => `c${n}: subsidies(first: 100) { edges { node { id state holds { id } releases { n } releaseGate { findings { rule text facts { name value } cure { text by } } } } } }`).join(' ')} }`;
  expect(await codes(costly)).toEqual(['QUERY_TOO_COSTLY']);
  expect(await codes('{ regions { code } }')).toEqual([]);
});

test('a variable that does not fit is refused by name, not as a fault', async () => {
  const { errors } = await clerk.sendRaw(REGISTER, {
    input: { kind: 'COURT', name: 'x', regionCode: '110105', actorId: 'me' },
    key: newKey(),
  });
  expect(errors?.[0].extensions.code).toBe('BAD_USER_INPUT');
  expect(errors?.[0].message).toContain('actorId');
});

test('an id that is none, and a text with a zero byte, are refused as bad input in every query', async () => {
  for (const query of [
    '{ caseFile(id: "x") { id } }',
    '{ proceeding(id: "") { id } }',
    '{ qualityCommitment(id: "0199c0de-0001-7000-8000-00000000000Z") { id } }',
    '{ caseFiles(first: 1, filter: { number: "\\u0000" }) { totalCount } }',
    '{ regions(parentCode: "\\u0000") { code } }',
  ]) {
    const { errors } = await clerk.sendRaw(query);
    expect([query, errors?.map((error) => error.extensions.code)]).toEqual([query, ['INVALID_INPUT']]);
    expect(errors?.[0].message).toMatch(/[\u4e00-\u9fff]/);
  }
});

test('an answer to a key is given once, by raw SQL too', async () => {
  await register(clerk, organ());
  await expect(suite.world.app.query(`UPDATE act_claim SET outcome = '{}'`)).rejects.toMatchObject({
    constraint: 'claim_is_answered_once',
  });
});

test('a fault shows an id and neither SQL nor stack', async () => {
  await suite.world.owner.query('ALTER TABLE region RENAME TO region_gone');
  try {
    const { errors } = await clerk.sendRaw('{ regions { code } }');
    expect(errors?.[0].extensions.code).toBe('FAULT');
    expect(errors?.[0].extensions.faultId).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(errors)).not.toMatch(/region_gone|relation|SELECT|at .*\.js/);
  } finally {
    await suite.world.owner.query('ALTER TABLE region_gone RENAME TO region');
  }
});
