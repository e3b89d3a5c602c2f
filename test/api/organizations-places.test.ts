import { yearsOfPractice } from '../../src/organizations/practice';
import { type AgencySeed, type City, inventPerson, type Member, seedCity } from '../support/seed';
import { act } from '../support/seed-case-files';
import { type Answer, expectRefusal, expectSuccess, type Row, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let agency: AgencySeed;
beforeAll(async () => {
  city = await seedCity(suite.world);
  agency = await city.agency('110105');
});

const send = (by: Member, name: string, shown: string, input: Row): Promise<Answer> => act(by, name, input, shown);

test('a clerk registers a firm of the own region; the licence number is taken once', async () => {
  const clerk = await agency.clerk;
  const firm = {
    kind: 'LAW_FIRM',
    name: '试验律师事务所',
    licenceNumber: ' ３１１１ 0000 0001 ',
    regionCode: '110105',
  };
  const register = (input: Row) =>
    send(clerk, 'registerServiceOrganization', 'serviceOrganization { id name licenceNumber }', input);
  expect(expectSuccess(await register(firm)).serviceOrganization.licenceNumber).toBe('311100000001');
  expectRefusal(await register({ ...firm, name: '另一律师事务所' }), 'LICENCE_NUMBER_TAKEN');
  expectRefusal(await register({ ...firm, licenceNumber: '5', regionCode: '120102' }), 'NOT_FOUND');
  expectRefusal(await register({ ...firm, licenceNumber: '5', regionCode: '999999' }), 'NOT_FOUND');
});

test('an organ is registered once by its name, and found by part of it', async () => {
  const clerk = await agency.clerk;
  const organ = { kind: 'COURT', name: '试验区人民法院', regionCode: '110105' };
  const register = (input: Row) => send(clerk, 'registerCaseOrgan', 'caseOrgan { id kind }', input);
  const { caseOrgan } = expectSuccess(await register(organ));
  expectRefusal(await register(organ), 'NAME_TAKEN');
  const { caseOrgans } = await clerk.send('{ caseOrgans(first: 5, name: "试验区") { edges { node { id } } } }');
  expect(caseOrgans.edges).toEqual([{ node: { id: caseOrgan.id } }]);
});

describe('S0-29 practitioners of four kinds', () => {
  const REGISTERED = 'practitioner { id kind relevantPracticeYears serviceOrganization { id } agency { id } }';
  const base = () => ({
    ...inventPerson(),
    practisingSince: '2020-03-02',
    onPublicPayroll: false,
    specialties: ['劳动'],
  });
  let licences = 0;
  const licence = () => `1110${++licences}`;

  test('each kind where it belongs, and nowhere else', async () => {
    const clerk = await agency.clerk;
    const register = (input: Row) => send(clerk, 'registerPractitioner', REGISTERED, { ...base(), ...input });
    const [firm, office] = [await agency.lawFirm(), await agency.grassrootsOffice()];
    const atFirm = { serviceOrganizationId: firm.id };
    const atOffice = { serviceOrganizationId: office.id };
    const atAgency = { agencyId: agency.id };
    const lawyer = expectSuccess(await register({ kind: 'LAWYER', licenceNumber: licence(), ...atFirm })).practitioner;
    expect(lawyer).toMatchObject({ relevantPracticeYears: 6, serviceOrganization: { id: firm.id }, agency: null });
    expectSuccess(await register({ kind: 'GRASSROOTS_WORKER', licenceNumber: licence(), ...atOffice }));
    expectSuccess(await register({ kind: 'VOLUNTEER', ...atAgency }));
    expectSuccess(await register({ kind: 'AGENCY_STAFF', onPublicPayroll: true, ...atAgency }));
    for (const wrong of [
      { kind: 'LAWYER', licenceNumber: licence(), ...atAgency },
      { kind: 'LAWYER', licenceNumber: licence(), ...atOffice },
      { kind: 'GRASSROOTS_WORKER', licenceNumber: licence(), ...atFirm },
      { kind: 'LAWYER', ...atFirm },
      { kind: 'VOLUNTEER', ...atFirm },
      { kind: 'AGENCY_STAFF', onPublicPayroll: false, ...atAgency },
      { kind: 'VOLUNTEER', ...atAgency, practisingSince: '2026-03-03' },
    ]) {
      expectRefusal(await register(wrong), 'INVALID_INPUT');
    }
  });

  test('a person is one practitioner; a place elsewhere is not found', async () => {
    const clerk = await agency.clerk;
    const tianjin = await city.agency('120102');
    const person = base();
    const register = (input: Row) => send(clerk, 'registerPractitioner', REGISTERED, { ...person, ...input });
    expectRefusal(await register({ kind: 'VOLUNTEER', agencyId: tianjin.id }), 'NOT_FOUND');
    expectSuccess(await register({ kind: 'VOLUNTEER', agencyId: agency.id }));
    const firm = await agency.lawFirm();
    expectRefusal(
      await register({ kind: 'LAWYER', licenceNumber: licence(), serviceOrganizationId: firm.id }),
      'PRACTITIONER_REGISTERED_ALREADY',
    );
  });

  test('a practitioner moves with the appointment, and leaves for good', async () => {
    const clerk = await agency.clerk;
    const [one, other] = [await agency.lawFirm(), await agency.lawFirm()];
    const lawyer = await one.lawyer();
    const move = (input: Row) =>
      send(clerk, 'movePractitioner', 'practitioner { leftOn serviceOrganization { id } }', {
        practitionerId: lawyer.practitionerId,
        ...input,
      });
    expectRefusal(await move({ serviceOrganizationId: one.id }), 'SAME_PLACE');
    expectRefusal(await move({ agencyId: agency.id }), 'INVALID_INPUT');
    expectRefusal(await move({ serviceOrganizationId: (await agency.grassrootsOffice()).id }), 'INVALID_INPUT');
    const moved = expectSuccess(await move({ serviceOrganizationId: other.id })).practitioner;
    expect(moved.serviceOrganization.id).toBe(other.id);
    const { me } = await lawyer.send('{ me { appointments { inForce serviceOrganization { id } } } }');
    expect(me.appointments).toEqual([
      { inForce: false, serviceOrganization: { id: one.id } },
      { inForce: true, serviceOrganization: { id: other.id } },
    ]);
    const elsewhere = await (await city.agency('120102')).clerk;
    expectRefusal(
      await send(elsewhere, 'movePractitioner', 'practitioner { leftOn }', {
        practitionerId: lawyer.practitionerId,
        leftOn: '2026-03-01',
      }),
      'NOT_FOUND',
    );
    expect(expectSuccess(await move({ leftOn: '2026-03-01' })).practitioner.leftOn).toBe('2026-03-01');
    expectRefusal(await move({ serviceOrganizationId: one.id }), 'PRACTITIONER_LEFT');
    expect((await lawyer.send('{ me { appointments { inForce } } }')).me.appointments).toEqual([
      { inForce: false },
      { inForce: false },
    ]);
  });
});

test.each([
  ['2020-03-02', '2026-03-01', 5],
  ['2020-03-02', '2026-03-02', 6],
  ['2024-02-29', '2027-02-28', 2],
  ['2024-02-29', '2027-03-01', 3],
  ['2026-03-03', '2026-03-02', 0],
  [null, '2026-03-02', null],
])('LAL-26 practice since %s is on %s %s full years', (since, on, years) => {
  expect(yearsOfPractice(since, on)).toBe(years);
});

test('S0-3 an agency of the city itself is no bureau: it does not reach the districts’ agencies', async () => {
  const centre = await city.agency('110000');
  const refused = await send(await centre.clerk, 'registerPractitioner', 'practitioner { id }', {
    ...inventPerson(),
    kind: 'VOLUNTEER',
    agencyId: agency.id,
    onPublicPayroll: false,
  });
  expectRefusal(refused, 'NOT_FOUND');
});

test('directories are for whoever is signed in, a page at a time', async () => {
  const clerk = await agency.clerk;
  const { agencies, bureaus } = await clerk.send(
    '{ agencies(first: 100, regionCode: "110000") { totalCount edges { node { regionCode bureau { regionCode } } } } bureaus(first: 1) { totalCount pageInfo { hasNextPage } } }',
  );
  expect(agencies.totalCount).toBe(agencies.edges.length);
  expect(agencies.edges.every((edge: Answer) => edge.node.regionCode.startsWith('11'))).toBe(true);
  expect(bureaus.pageInfo.hasNextPage).toBe(bureaus.totalCount > 1);
  for (const query of ['agencies(first: 1)', 'practitioners(first: 1)', 'serviceOrganizations(first: 1)']) {
    const { errors } = await suite.world.sendRaw(`{ ${query} { totalCount } }`);
    expect(errors?.[0].extensions.code).toBe('NOT_SIGNED_IN');
  }
  const { errors } = await clerk.sendRaw('{ agencies(first: 101) { totalCount } }');
  expect(errors?.[0].extensions.code).toBe('INVALID_INPUT');
});
