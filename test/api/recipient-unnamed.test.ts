import { type AgencySeed, inventPerson, type Member, seedCity } from '../support/seed';
import { act, type CaseFileSeed, caseFileOf, registrationOf } from '../support/seed-case-files';
import { type Answer, expectRefusal, expectSuccess, useWorld } from '../support/world';

const suite = useWorld();
const person = inventPerson('1985-03-04');
let agency: AgencySeed;
let file: CaseFileSeed;

beforeAll(async () => {
  agency = await (await seedCity(suite.world)).agency('110105');
  file = await (await caseFileOf(agency, { recipient: { ...person } })).commissioned();
});

const paper = async (title: string): Promise<Answer> =>
  act(file.practitioner as Member, 'recordMaterial', {
    caseFileId: file.id,
    catalogueNo: 11,
    title,
    digest: await file.arrived(title),
  });

test('LAL-21 a title that names the recipient or holds an identity number is refused: finance and audit read titles', async () => {
  for (const title of [
    `${person.name}会见笔录`,
    `会见笔录（${[...person.name].join(' ')}）`,
    `身份证 ${person.idNumber} 复印件`,
  ]) {
    expectRefusal(await paper(title), 'RECIPIENT_NAMED');
  }
  expectSuccess(await paper('会见受援人笔录'));
  const names = await suite.world.rows('SELECT title FROM material WHERE case_file_id = $1', [file.id]);
  expect(names.map(({ title }) => title)).toEqual(['会见受援人笔录']);
});

test('LAL-21 a note of return that names the recipient is refused, without a trace of the name in the ledger', async () => {
  expectSuccess(await act(file.practitioner as Member, 'submitClosing', { caseFileId: file.id }));
  const clerk = await agency.clerk;
  expectRefusal(
    await act(clerk, 'returnClosing', { caseFileId: file.id, note: `${person.name}的委托书没有签名` }),
    'RECIPIENT_NAMED',
  );
  expectSuccess(await act(clerk, 'returnClosing', { caseFileId: file.id, note: '受援人的委托书没有签名' }));
  const [{ count }] = await suite.world.rows('SELECT count(*) FROM ledger_entry e WHERE e::text LIKE $1', [
    `%${person.name}%`,
  ]);
  expect(Number(count)).toBe(0);
});

test('LAL-21 neither the cause of a case nor a reason for ending aid or changing the practitioner names the recipient', async () => {
  const clerk = await agency.clerk;
  const open = async (cause: string) =>
    expectSuccess(
      await act(clerk, 'openProceeding', { agencyId: agency.id, caseKind: 'CRIMINAL', cause }, 'proceeding { id }'),
    ).proceeding.id;
  const register = async (cause: string) =>
    act(
      clerk,
      'registerCaseFile',
      await registrationOf(agency, { proceedingId: await open(cause), recipient: { ...person } }),
    );
  expectRefusal(await register(`${person.name}盗窃案`), 'RECIPIENT_NAMED');
  expectSuccess(await register('盗窃'));
  const successor = await agency.staff();
  const change = (reason: string) =>
    act(clerk, 'changePractitioner', {
      caseFileId: file.id,
      practitionerId: successor.practitionerId,
      way: 'ROTATION',
      reason,
    });
  expectRefusal(await change(`${person.name}要求更换承办人`), 'RECIPIENT_NAMED');
  expectSuccess(await change('受援人要求更换承办人'));
  const other = await (await caseFileOf(agency, { recipient: { ...inventPerson('1986-03-04') } })).commissioned();
  const [{ name }] = await suite.world.rows(
    'SELECT r.name FROM recipient r JOIN case_file f ON f.recipient_id = r.id WHERE f.id = $1',
    [other.id],
  );
  const end = (reason: string) =>
    act(clerk, 'terminateAid', { caseFileId: other.id, ground: 'RETAINED_COUNSEL', decidedOn: '2026-02-25', reason });
  expectRefusal(await end(`${name}书面要求终止援助`), 'RECIPIENT_NAMED');
});
