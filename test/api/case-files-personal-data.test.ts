import { Role } from '../../src/platform/access/actor';
import { type AgencySeed, type City, inventPerson, type Member, seedCity } from '../support/seed';
import { act, type CaseFileSeed, caseFileOf, registrationOf, succeed } from '../support/seed-case-files';
import { newKey, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let agency: AgencySeed;
let file: CaseFileSeed;
const person = inventPerson('1990-05-06');

beforeAll(async () => {
  city = await seedCity(suite.world);
  agency = await city.agency('110105');
  file = await (
    await caseFileOf(agency, { recipient: { ...person, phone: '13900000000', address: '某街1号' } })
  ).commissioned();
  await file.activity('MEETING');
});

const QUERY = `query ($id: ID!) { caseFile(id: $id) { recipient { nameMasked idNumberMasked personalData { name idNumber phone address facts birthDate } }
  activities { kind place present summary } } }`;
const read = async (who: Member) => (await who.send(QUERY, { id: file.id })).caseFile;
const readings = async () =>
  Number(
    (await suite.world.rows('SELECT count(*) FROM personal_data_reading WHERE case_file_id = $1', [file.id]))[0].count,
  );

const OPEN = {
  name: person.name,
  idNumber: person.idNumber,
  phone: '13900000000',
  address: '某街1号',
  facts: '案情概要',
  birthDate: '1990-05-06',
};

test.each([
  ['the clerk of the agency', () => agency.clerk],
  ['the quality-review head of the agency', () => agency.head],
  ['the practitioner of the file', async () => file.practitioner as Member],
])('S0-3 %s works on the file: the data is read, and the reading is recorded once a request', async (_who, whoOf) => {
  const who = await whoOf();
  const before = await readings();
  const seen = await read(who);
  expect(seen.recipient.personalData).toEqual(OPEN);
  expect(seen.activities[0].summary).toContain('了解案情');
  expect(await readings()).toBe(before + 1);
  const [latest] = await suite.world.rows(
    'SELECT account_id, request_id FROM personal_data_reading WHERE case_file_id = $1 ORDER BY id DESC LIMIT 1',
    [file.id],
  );
  expect(latest.account_id).toBe(who.accountId);
  expect(latest.request_id).not.toBe('');
});

test.each([
  ['a checker who is not designated for it', () => agency.checker],
  ['the bureau supervisor', () => agency.supervisor],
  ['the auditor', () => agency.auditor],
  ["the manager of the practitioner's firm", () => managerOfFirm()],
])('%s sees it masked, and nothing is recorded because nothing was read', async (_who, whoOf) => {
  const before = await readings();
  const seen = await read(await whoOf());
  expect(seen.recipient).toEqual({
    nameMasked: `${[...person.name][0]}${'某'.repeat([...person.name].length - 1)}`,
    idNumberMasked: `${person.idNumber.slice(0, 6)}************`,
    personalData: null,
  });
  expect(seen.activities).toEqual([{ kind: 'MEETING', place: null, present: null, summary: null }]);
  expect(await readings()).toBe(before);
});

async function managerOfFirm(): Promise<Member> {
  const [row] = await suite.world.rows('SELECT service_organization_id AS id FROM engagement WHERE case_file_id = $1', [
    file.id,
  ]);
  return city.member(Role.ORGANIZATION_MANAGER, 'service_organization_id', row.id, { agencyId: agency.id });
}

test('finance sees nothing of the recipient', async () => {
  expect((await read(await agency.finance)).recipient).toEqual({
    nameMasked: null,
    idNumberMasked: null,
    personalData: null,
  });
});

test('a designated checker works on the file', async () => {
  const checker = await agency.member(Role.QUALITY_CHECKER);
  expect((await read(checker)).recipient.personalData).toBeNull();
  await suite.world.rows(
    `INSERT INTO quality_check (id, case_file_id, round, edition_id, checker_person_id, designated_by, designated_role, designated_at, state)
     SELECT gen_random_uuid(), $1, 1, id, $2, $2, 'CLERK', now(), 'DESIGNATED' FROM standard_edition WHERE 'CRIMINAL' = ANY (case_kinds)`,
    [file.id, checker.personId],
  );
  expect((await read(checker)).recipient.personalData).toEqual(OPEN);
  await suite.world.rows(
    `UPDATE quality_check SET state = 'WITHDRAWN', withdrawn_by = designated_by, withdrawn_at = now(), withdrawal_reason = '改由他人检查' WHERE case_file_id = $1`,
    [file.id],
  );
  expect((await read(checker)).recipient.personalData).toBeNull();
});

test('outside the scope the file is not there, and nothing is recorded', async () => {
  const before = await readings();
  expect(await read(await (await city.agency('110108')).clerk)).toBeNull();
  expect(await read(await (await city.agency('120102')).supervisor)).toBeNull();
  const other = await (await agency.lawFirm()).lawyer();
  expect(await read(other)).toBeNull();
  expect(await readings()).toBe(before);
});

test('a preview shows no personal data: its record would be rolled back', async () => {
  const before = await readings();
  const input = { caseFileId: file.id, endedOn: '2026-03-01' };
  const data = await (await agency.clerk).send(
    `mutation ($input: EndStageInput!, $key: String!) { result: endStage(input: $input, idempotencyKey: $key, preview: true) {
       ... on EndStageSuccess { caseFile { stageEndedOn recipient { nameMasked personalData { name } } } } } }`,
    { input, key: newKey() },
  );
  expect(data.result.caseFile).toMatchObject({ stageEndedOn: '2026-03-01', recipient: { personalData: null } });
  expect(data.result.caseFile.recipient.nameMasked).not.toBeNull();
  expect((await file.row()).stage_ended_on).toBeNull();
  expect(await readings()).toBe(before);
});

test("the record cannot be changed or removed, by the server's role or the owner", async () => {
  await expect(suite.world.app.query('DELETE FROM personal_data_reading')).rejects.toThrow(/permission denied/);
  await expect(suite.world.rows('DELETE FROM personal_data_reading')).rejects.toThrow(/it is a record/);
});

test('auditor and supervisor read who has read; others are refused, and elsewhere there is nothing', async () => {
  const query =
    'query ($id: ID!) { personalDataReadings(caseFileId: $id, first: 100) { totalCount edges { node { at person { name } } } } }';
  const seen = (await (await agency.auditor).send(query, { id: file.id })).personalDataReadings;
  expect(seen.totalCount).toBe(await readings());
  expect(seen.edges.map((e: { node: { person: { name: string } } }) => e.node.person.name)).toContain(
    (await agency.clerk).name,
  );
  expect((await (await agency.supervisor).send(query, { id: file.id })).personalDataReadings.totalCount).toBe(
    seen.totalCount,
  );
  const away = await (await city.agency('120102')).auditor;
  expect((await away.send(query, { id: file.id })).personalDataReadings).toEqual({ totalCount: 0, edges: [] });
  const refused = await (await agency.clerk).sendRaw(query, { id: file.id });
  expect(refused.errors?.[0].extensions.code).toBe('FORBIDDEN');
});

test('search by ID number: exact, for clerks, in their own agency', async () => {
  const query = 'query ($n: String!) { caseFileByIdNumber(idNumber: $n) { id } }';
  const found = await (await agency.clerk).send(query, { n: ` ${person.idNumber.toLowerCase()} ` });
  expect(found.caseFileByIdNumber).toEqual([{ id: file.id }]);
  const away = await (await city.agency('110108')).clerk;
  expect((await away.send(query, { n: person.idNumber })).caseFileByIdNumber).toEqual([]);
  const refused = await (await agency.supervisor).sendRaw(query, { n: person.idNumber });
  expect(refused.errors?.[0].extensions.code).toBe('FORBIDDEN');
});

test('a sealed record is there only for those who work on it', async () => {
  const sealed = await (await caseFileOf(agency, { more: { sealedRecord: true } })).commissioned();
  const query =
    'query ($id: ID!) { caseFile(id: $id) { id } caseFiles(first: 100) { totalCount edges { node { id } } } }';
  const sees = async (who: Member) => {
    const data = await who.send(query, { id: sealed.id });
    const listed = data.caseFiles.edges.some((e: { node: { id: string } }) => e.node.id === sealed.id);
    expect(data.caseFiles.edges).toHaveLength(data.caseFiles.totalCount);
    return [data.caseFile !== null, listed];
  };
  expect(await sees(await agency.clerk)).toEqual([true, true]);
  expect(await sees(sealed.practitioner as Member)).toEqual([true, true]);
  expect(await sees(await agency.supervisor)).toEqual([false, false]);
  expect(await sees(await agency.auditor)).toEqual([false, false]);
});

test('who was replaced no longer works on the file: masked, and out of a sealed one', async () => {
  for (const sealedRecord of [false, true]) {
    const changed = await (await caseFileOf(agency, { more: { sealedRecord } })).commissioned();
    const replaced = changed.practitioner as Member;
    const data = async () => (await replaced.send(QUERY, { id: changed.id })).caseFile;
    expect((await data()).recipient.personalData).not.toBeNull();
    const next = {
      practitionerId: (await agency.staff()).practitionerId,
      way: 'SELECTED',
      reason: '承办人因病不能继续',
    };
    await succeed(await agency.clerk, 'changePractitioner', { caseFileId: changed.id, ...next });
    const seen = await data();
    if (sealedRecord) expect(seen).toBeNull();
    else expect(seen.recipient).toMatchObject({ nameMasked: expect.any(String), personalData: null });
  }
});

test('a checker sees a sealed record only when designated for it', async () => {
  const sealed = await caseFileOf(agency, { more: { sealedRecord: true } });
  const checker = await agency.checker;
  const seen = async () => (await checker.send(QUERY, { id: sealed.id })).caseFile;
  expect(await seen()).toBeNull();
  await suite.world.rows(
    `INSERT INTO quality_check (id, case_file_id, round, edition_id, checker_person_id, designated_by, designated_role, designated_at, state)
     VALUES (gen_random_uuid(), $1, 1, (SELECT id FROM standard_edition ORDER BY id LIMIT 1), $2, $2, 'CLERK', now(), 'DESIGNATED')`,
    [sealed.id, checker.personId],
  );
  expect((await seen()).recipient.personalData).not.toBeNull();
});

test('what an act answers carries no more than its actor may read', async () => {
  const other = await caseFileOf(agency);
  const answer = await succeed(
    await agency.clerk,
    'registerCaseFile',
    await registrationOf(agency, { recipient: { ...inventPerson(), phone: '13600000000' } }),
    'caseFile { recipient { personalData { phone } } }',
  );
  expect(answer.caseFile.recipient.personalData).toEqual({ phone: '13600000000' });
  expect((await act(await agency.finance, 'endStage', { caseFileId: other.id, endedOn: '2026-03-01' })).code).toBe(
    'FORBIDDEN',
  );
});
