import { type AgencySeed, type City, seedCity } from '../support/seed';
import { act, caseFileOf, commitmentOf, succeed } from '../support/seed-case-files';
import { expectRefusal, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let agency: AgencySeed;

beforeAll(async () => {
  city = await seedCity(suite.world);
  agency = await city.agency('110105');
});

const offer = (firmId: string, more = {}) => ({
  agencyId: agency.id,
  serviceOrganizationId: firmId,
  textId: 'HOUSE-2022',
  inForceFrom: '2026-01-01',
  inForceTo: '2026-12-31',
  ...more,
});

const commission = async (caseFileId: string, practitionerId: string, more = {}) =>
  act(await agency.clerk, 'commissionPractitioner', { caseFileId, practitionerId, way: 'ROTATION', ...more });

test('S4-4.4a offered by the agency, signed by the manager, in force', async () => {
  const firm = await agency.lawFirm();
  const { commitment } = await succeed(
    await agency.clerk,
    'offerCommitment',
    offer(firm.id),
    'commitment { id state }',
  );
  expect(commitment.state).toBe('OFFERED');
  const signed = await succeed(
    await firm.manager,
    'signCommitment',
    { commitmentId: commitment.id },
    'commitment { state agencySignedAt partySignedAt text { provenance body } agency { name } serviceOrganization { id } availableActions }',
  );
  expect(signed.commitment).toMatchObject({
    state: 'IN_FORCE',
    text: { provenance: 'HOUSE' },
    serviceOrganization: { id: firm.id },
    availableActions: [],
  });
});

test('S4-4.4a commissioning without a commitment in force is refused with the provision, and works once it is signed', async () => {
  const firm = await agency.lawFirm();
  const lawyer = await firm.lawyer();
  const file = await caseFileOf(agency);
  const refused = expectRefusal(await commission(file.id, lawyer.practitionerId), 'COMMISSION_REFUSED');
  expect(refused.findings.filter((f: { met: boolean }) => !f.met)).toMatchObject([
    {
      rule: 'COMMISSION_COMMITMENT',
      provisions: ['S4-4.4a'],
      provenance: 'SOURCE',
      cure: { by: 'ORGANIZATION_MANAGER' },
    },
  ]);
  const id = await commitmentOf(agency, firm);
  await succeed(await agency.clerk, 'commissionPractitioner', {
    caseFileId: file.id,
    practitionerId: lawyer.practitionerId,
    way: 'ROTATION',
  });
  const [engagement] = await suite.world.rows('SELECT commitment_id FROM engagement WHERE case_file_id = $1', [
    file.id,
  ]);
  expect(engagement.commitment_id).toBe(id);
});

test.each([
  ['offered only', async () => (await offered()).firm],
  ['expired', async () => (await signed({ inForceTo: '2026-03-02' }, '2026-03-03')).firm],
  ['not yet begun', async () => (await signed({ inForceFrom: '2026-12-01' })).firm],
  ['ended', async () => ended('endCommitment')],
  ['broken (S4-4.4b)', async () => ended('recordCommitmentBreach')],
  ['with another agency', async () => elsewhere()],
])('S4-4.4a a commitment %s does not open the gate', async (_name, firmOf) => {
  const firm = await firmOf();
  const lawyer = await firm.lawyer();
  const file = await caseFileOf(agency);
  expectRefusal(await commission(file.id, lawyer.practitionerId), 'COMMISSION_REFUSED');
  suite.world.clock.setDay('2026-03-02');
});

async function offered(more = {}) {
  const firm = await agency.lawFirm();
  const { commitment } = await succeed(
    await agency.clerk,
    'offerCommitment',
    offer(firm.id, more),
    'commitment { id }',
  );
  return { firm, id: commitment.id };
}
async function signed(more = {}, day?: string) {
  const { firm, id } = await offered(more);
  await succeed(await firm.manager, 'signCommitment', { commitmentId: id });
  if (day) suite.world.clock.setDay(day);
  return { firm, id };
}
async function ended(how: string) {
  const { firm, id } = await signed();
  await succeed(await agency.clerk, how, { commitmentId: id, reason: '不再合作，双方同意' });
  return firm;
}
async function elsewhere() {
  const firm = await agency.lawFirm();
  await commitmentOf(await city.agency('110108'), firm);
  return firm;
}

test('S4-4.4a agency staff need none, and the finding says so', async () => {
  const staff = await agency.staff();
  const file = await caseFileOf(agency);
  await succeed(await agency.clerk, 'commissionPractitioner', {
    caseFileId: file.id,
    practitionerId: staff.practitionerId,
    way: 'SELECTED',
  });
  const [line] = await suite.world.rows(
    `SELECT findings FROM ledger_entry l JOIN ledger_thing t ON t.entry_id = l.id WHERE t.thing_id = $1 AND act = 'commissionPractitioner'`,
    [file.id],
  );
  const finding = line.findings.find((f: { rule: string }) => f.rule === 'COMMISSION_COMMITMENT');
  expect(finding).toMatchObject({ met: true, text: expect.stringContaining('无须') });
});

test('S4-4.4a a volunteer signs for themself', async () => {
  const volunteer = await agency.volunteer();
  const file = await caseFileOf(agency);
  expectRefusal(await commission(file.id, volunteer.practitionerId), 'COMMISSION_REFUSED');
  await commitmentOf(agency, volunteer);
  await succeed(await agency.clerk, 'commissionPractitioner', {
    caseFileId: file.id,
    practitionerId: volunteer.practitionerId,
    way: 'ROTATION',
  });
});

test('S4-4.4a a lawyer does not sign for the firm, nor the manager of another firm', async () => {
  const { firm, id } = await offered();
  const lawyer = await firm.lawyer();
  expectRefusal(await act(lawyer, 'signCommitment', { commitmentId: id }), 'NOT_FOUND');
  const other = await agency.lawFirm();
  expectRefusal(await act(await other.manager, 'signCommitment', { commitmentId: id }), 'NOT_FOUND');
  expectRefusal(await act(await agency.clerk, 'signCommitment', { commitmentId: id }), 'FORBIDDEN');
});

test('S4-4.4a in Tianjin no commitment is asked, until a bureau adopts the provision', async () => {
  const tianjin = await city.agency('120102');
  const lawyer = await (await tianjin.lawFirm()).lawyer();
  const commissionThere = async (caseFileId: string) =>
    act(await tianjin.clerk, 'commissionPractitioner', {
      caseFileId,
      practitionerId: lawyer.practitionerId,
      way: 'ROTATION',
    });
  const before = await caseFileOf(tianjin);
  expect(await commissionThere(before.id)).toMatchObject({ __typename: 'CommissionPractitionerSuccess' });
  const adopter = await tianjin.bureau.admin;
  await suite.world.rows(
    `INSERT INTO provision_adoption (id, bureau_id, provision_id, in_force_from, document, adopted_by, adopted_at)
     VALUES (gen_random_uuid(), $1, 'S4-4.4a', '2026-01-01', '试行通知', $2, now())`,
    [tianjin.bureau.id, adopter.personId],
  );
  const after = await caseFileOf(tianjin);
  const refused = expectRefusal(await commissionThere(after.id), 'COMMISSION_REFUSED');
  expect(refused.findings[0]).toMatchObject({ rule: 'COMMISSION_COMMITMENT', met: false, provenance: 'HOUSE' });
});

test('a wrong term, an unknown text, a lawyer as party: all named at once', async () => {
  const lawyer = await (await agency.lawFirm()).lawyer();
  const refused = expectRefusal(
    await act(await agency.clerk, 'offerCommitment', {
      ...offer(''),
      serviceOrganizationId: undefined,
      volunteerId: lawyer.practitionerId,
      textId: 'NONE',
      inForceTo: '2025-12-31',
    }),
    'COMMITMENT_REFUSED',
  );
  expect(refused.findings.map((f: { met: boolean }) => f.met)).toEqual([false, false, false]);
});

test('one offer at a time to one party, raced; a withdrawn offer makes room', async () => {
  const firm = await agency.lawFirm();
  const clerk = await agency.clerk;
  const results = await Promise.all(
    [1, 2, 3].map(() => act(clerk, 'offerCommitment', offer(firm.id), 'commitment { id }')),
  );
  const won = results.filter(({ code }) => !code);
  expect(won).toHaveLength(1);
  expect(results.filter(({ code }) => code === 'OFFER_OPEN')).toHaveLength(2);
  await succeed(clerk, 'withdrawCommitment', { commitmentId: won[0].commitment.id, reason: '期限写错，重新提出' });
  await succeed(clerk, 'offerCommitment', offer(firm.id));
});

test('the agency offers in its own name only', async () => {
  const firm = await agency.lawFirm();
  const elsewhereClerk = await (await city.agency('110108')).clerk;
  expectRefusal(await act(elsewhereClerk, 'offerCommitment', offer(firm.id)), 'NOT_FOUND');
  expectRefusal(await act(await agency.finance, 'offerCommitment', offer(firm.id)), 'FORBIDDEN');
});

test('lists: each side sees its own, and the count agrees', async () => {
  const { firm } = await signed();
  const query = '{ qualityCommitments(first: 100) { totalCount edges { node { serviceOrganization { id } state } } } }';
  const mine = (await (await firm.manager).send(query)).qualityCommitments;
  expect(mine.totalCount).toBe(1);
  expect(mine.edges[0].node.serviceOrganization.id).toBe(firm.id);
  const elsewhereList = (await (await (await city.agency('110108')).head).send(query)).qualityCommitments;
  expect(
    elsewhereList.edges.map((e: { node: { serviceOrganization: { id: string } } }) => e.node.serviceOrganization.id),
  ).not.toContain(firm.id);
  const refused = await (await agency.admin).sendRaw(query);
  expect(refused.errors?.[0].extensions.code).toBe('FORBIDDEN');
});
