import { kindsWithHistory } from '../../src/platform/history';
import { newId } from '../../src/platform/ids';
import { type AgencySeed, type City, inventPerson, type Member, seedCity } from '../support/seed';
import { type Answer, newKey, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let agency: AgencySeed;
beforeAll(async () => {
  city = await seedCity(suite.world);
  agency = await city.agency('110105');
});

const HISTORY = `query ($kind: ThingKind!, $id: ID!, $first: Int! = 50, $after: String) { history(kind: $kind, id: $id, first: $first, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } edges { node { act event outcome code role onBehalfKind onBehalfId at facts provisions requestId contentHash hashMatches
    person { id name } findings { rule met } } } } }`;
const read = (by: Member, kind: string, id: string, more: object = {}) => by.sendRaw(HISTORY, { kind, id, ...more });
const lines = async (by: Member, kind: string, id: string): Promise<Answer[]> => {
  const { data, errors } = await read(by, kind, id);
  if (errors) throw new Error(JSON.stringify(errors));
  return data.history.edges.map((edge: Answer) => edge.node);
};

const openAccount = async (by: Member): Promise<string> => {
  const { openAccount: result } = await by.send(
    `mutation ($input: OpenAccountInput!, $key: String!) { openAccount(input: $input, idempotencyKey: $key) { ... on OpenAccountSuccess { account { id } } } }`,
    {
      input: { ...inventPerson(), login: `h-${newKey()}`.slice(0, 40), firstPassword: '初次见面请改-2026' },
      key: newKey(),
    },
  );
  return result.account.id;
};
const appoint = async (by: Member, accountId: string, role: string): Promise<Answer> =>
  (
    await by.send(
      `mutation ($input: AppointInput!, $key: String!) { appoint(input: $input, idempotencyKey: $key) { ... on AppointSuccess { appointment { id } } ... on Refusal { code } } }`,
      { input: { accountId, role, agencyId: agency.id, from: '2026-03-02' }, key: newKey() },
    )
  ).appoint;

test('a line says who, in what office, what, when, on which facts; its hash can be computed again', async () => {
  const admin = await agency.admin;
  const id = await openAccount(admin);
  const { appointment } = await appoint(admin, id, 'FINANCE_OFFICER');
  await admin.send(
    `mutation ($input: ApproveAppointmentInput!, $key: String!) { approveAppointment(input: $input, idempotencyKey: $key) { __typename } }`,
    { input: { appointmentId: appointment.id }, key: newKey() },
  );
  const [refused, appointed, ...rest] = await lines(admin, 'Appointment', appointment.id);
  expect(rest).toEqual([]);
  expect(appointed).toMatchObject({
    act: 'appoint',
    event: 'APPOINTED',
    outcome: 'DONE',
    code: null,
    role: 'ADMINISTRATOR',
    onBehalfKind: 'AGENCY',
    onBehalfId: agency.id,
    person: { id: admin.personId, name: admin.name },
    facts: { accountId: id, role: 'FINANCE_OFFICER', placeId: agency.id },
    hashMatches: true,
  });
  expect(appointed.contentHash).toMatch(/^[0-9a-f]{64}$/);
  expect(refused).toMatchObject({
    outcome: 'REFUSED',
    code: 'APPROVAL_REFUSED',
    hashMatches: true,
    findings: [
      { rule: 'APPROVAL_BY_SECOND_ADMINISTRATOR', met: false },
      { rule: 'APPROVAL_NOT_FOR_ONESELF', met: true },
    ],
  });
  expect((await lines(admin, 'Account', id)).map((line) => line.event)).toEqual(['APPOINTED', 'ACCOUNT_OPENED']);
});

test('a line that somebody rewrote behind the trigger no longer matches its hash', async () => {
  const admin = await agency.admin;
  const id = await openAccount(admin);
  const { world } = suite;
  await world.rows('ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_is_kept');
  try {
    await world.rows(
      `UPDATE ledger_entry SET facts = facts || '{"forged": true}' WHERE id IN (SELECT entry_id FROM ledger_thing WHERE thing_id = $1)`,
      [id],
    );
  } finally {
    await world.rows('ALTER TABLE ledger_entry ENABLE TRIGGER ledger_entry_is_kept');
  }
  expect((await lines(admin, 'Account', id)).map((line) => line.hashMatches)).toEqual([false]);
});

test('a line written past the server, with a hash that anybody can compute, does not bear its seal', async () => {
  const admin = await agency.admin;
  const id = await openAccount(admin);
  const { app } = suite.world;
  const entryId = newId();
  await app.query(
    `INSERT INTO ledger_entry (id, at, act, event, outcome, account_id, person_id, facts, provisions, request_id, content_hash)
     SELECT $1, at, act, event, outcome, account_id, person_id, facts, provisions, request_id, sha256(convert_to(facts::text, 'UTF8'))
       FROM ledger_entry WHERE id IN (SELECT entry_id FROM ledger_thing WHERE thing_id = $2)`,
    [entryId, id],
  );
  await app.query(`INSERT INTO ledger_thing (kind, thing_id, entry_id) VALUES ('Account', $1, $2)`, [id, entryId]);
  const seals = (await lines(admin, 'Account', id)).map((line) => line.hashMatches);
  expect([...seals].sort()).toEqual([false, true]);
});

test('pages join without gap or repetition', async () => {
  const admin = await agency.admin;
  const id = await openAccount(admin);
  for (const role of ['CLERK', 'AUDITOR', 'REVIEWER', 'COMPLAINT_OFFICER']) await appoint(admin, id, role);
  const whole = await lines(admin, 'Account', id);
  expect(whole).toHaveLength(5);
  const seen: Answer[] = [];
  let after: string | null = null;
  do {
    const { data } = await read(admin, 'Account', id, { first: 2, after });
    expect(data.history.totalCount).toBe(5);
    seen.push(...data.history.edges.map((edge: Answer) => edge.node));
    after = data.history.pageInfo.hasNextPage ? data.history.pageInfo.endCursor : null;
  } while (after);
  expect(seen).toEqual(whole);
});

test('out of scope and not there are one answer', async () => {
  const elsewhere = await (await city.agency('120102')).admin;
  const id = await openAccount(await agency.admin);
  const outside = await read(elsewhere, 'Account', id);
  const nowhere = await read(elsewhere, 'Account', '0190a0a0-0000-7000-8000-000000000000');
  expect(JSON.stringify(outside)).toBe(JSON.stringify(nowhere));
  expect(outside.errors?.[0].extensions.code).toBe('NOT_FOUND');
  expect(JSON.stringify(await read(elsewhere, 'Account', 'nonsense'))).toBe(JSON.stringify(nowhere));
});

test('an auditor reads everything of the region; one’s own account everybody', async () => {
  const id = await openAccount(await agency.admin);
  const above = await (await city.bureau('110000')).auditor;
  expect(await lines(above, 'Account', id)).toHaveLength(1);
  expect((await lines(above, 'Agency', agency.id)).map((line) => line.event)).toContain('AGENCY_OPENED');
  const clerk = await agency.clerk;
  expect((await lines(clerk, 'Account', clerk.accountId)).map((line) => line.event)).toContain('SIGNED_IN');
  const tianjin = await (await city.bureau('120000')).auditor;
  expect((await read(tianjin, 'Agency', agency.id)).errors?.[0].extensions.code).toBe('NOT_FOUND');
});

test('kinds of this subject have their history opened, each once', () => {
  expect(kindsWithHistory()).toEqual(
    expect.arrayContaining([
      'Account',
      'Adoption',
      'Agency',
      'Appointment',
      'Bureau',
      'CalendarYear',
      'CaseOrgan',
      'HouseValue',
      'Practitioner',
      'ServiceOrganization',
    ]),
  );
});
