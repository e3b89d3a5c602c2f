import { Role } from '../../src/platform/access/actor';
import { type AgencySeed, type City, type Member, seedCity } from '../support/seed';
import { act } from '../support/seed-case-files';
import { type Answer, expectRefusal, expectSuccess, newKey, type Row, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let agency: AgencySeed;
beforeAll(async () => {
  city = await seedCity(suite.world);
  agency = await city.agency('110105');
});

const SHOWN =
  'appointment { id state inForce approvedAt availableActions person { id } appointedBy { id } approvedBy { id } }';
const doing =
  (name: string) =>
  (by: Member, input: Row, key = newKey()): Promise<Answer> =>
    act(by, name, input, SHOWN, { key });
const [appoint, approve, end] = [doing('appoint'), doing('approveAppointment'), doing('endAppointment')];
const blank = () => city.account({ agencyId: agency.id });
const given = (member: Member, role: Role, place: object = { agencyId: agency.id }) => ({
  accountId: member.accountId,
  role,
  from: '2026-03-01',
  ...place,
});

test('nobody appoints oneself, from whichever account; an administrator waits for a second one as well', async () => {
  const admin = await agency.admin;
  const other = await city.account({ agencyId: agency.id }, { personId: admin.personId });
  for (const target of [admin, other]) {
    const refused = expectRefusal(await appoint(admin, given(target, Role.CLERK)), 'APPOINTMENT_REFUSED');
    expect(refused.findings.map((finding: Answer) => [finding.rule, finding.met])).toEqual([
      ['APPOINTMENT_NOT_OF_ONESELF', false],
    ]);
  }
  const shadow = await blank();
  const { appointment } = expectSuccess(await appoint(admin, given(shadow, Role.ADMINISTRATOR)));
  expect(appointment).toMatchObject({ state: 'WAITING', inForce: false });
});

test('raw SQL: the appointed does not approve, and an approval stands', async () => {
  const [admin, second] = [await agency.admin, await agency.admin2];
  const member = await blank();
  const { appointment } = expectSuccess(await appoint(admin, given(member, Role.FINANCE_OFFICER)));
  const approveBy = (personId: string) =>
    suite.world.app.query('UPDATE appointment SET approved_by = $2, approved_at = now() WHERE id = $1', [
      appointment.id,
      personId,
    ]);
  await expect(approveBy(member.personId)).rejects.toMatchObject({ constraint: 'approved_by_another' });
  expectSuccess(await approve(second, { appointmentId: appointment.id }));
  await expect(approveBy((await agency.finance).personId)).rejects.toMatchObject({
    constraint: 'appointment_record_is_kept',
  });
});

test('a clerk stands at once; checker, head and finance wait for a second administrator', async () => {
  const [admin, second] = [await agency.admin, await agency.admin2];
  expect(expectSuccess(await appoint(admin, given(await blank(), Role.CLERK))).appointment).toMatchObject({
    state: 'STANDING',
    inForce: true,
    appointedBy: { id: admin.personId },
  });
  for (const role of [Role.QUALITY_CHECKER, Role.QUALITY_REVIEW_HEAD, Role.FINANCE_OFFICER]) {
    const member = await blank();
    const { appointment } = expectSuccess(await appoint(admin, given(member, role)));
    expect(appointment).toMatchObject({ state: 'WAITING', inForce: false });
    expect(appointment.availableActions).toEqual(['approveAppointment', 'endAppointment']);
    const roles = async () =>
      (await member.send('{ me { appointments { role inForce } } }')).me.appointments.filter((a: Answer) => a.inForce);
    expect(await roles()).toHaveLength(0);
    const refused = expectRefusal(await approve(admin, { appointmentId: appointment.id }), 'APPROVAL_REFUSED');
    expect(refused.findings).toMatchObject([
      {
        rule: 'APPROVAL_BY_SECOND_ADMINISTRATOR',
        met: false,
        provenance: 'HOUSE',
        cure: { by: 'ADMINISTRATOR' },
      },
      { rule: 'APPROVAL_NOT_FOR_ONESELF', met: true, provenance: 'HOUSE', cure: null },
    ]);
    expect(expectSuccess(await approve(second, { appointmentId: appointment.id })).appointment).toMatchObject({
      state: 'STANDING',
      inForce: true,
      approvedBy: { id: second.personId },
    });
    expect(await roles()).toHaveLength(1);
    expectRefusal(await approve(second, { appointmentId: appointment.id }), 'WRONG_STATE');
  }
});

test('the second administrator is another person, not another account; and never the appointed', async () => {
  const admin = await agency.admin;
  const sameAgain = await agency.member(Role.ADMINISTRATOR, { personId: admin.personId });
  const { appointment } = expectSuccess(await appoint(admin, given(await blank(), Role.FINANCE_OFFICER)));
  expectRefusal(await approve(sameAgain, { appointmentId: appointment.id }), 'APPROVAL_REFUSED');
  const second = await agency.admin2;
  const own = expectSuccess(await appoint(admin, given(second, Role.QUALITY_REVIEW_HEAD))).appointment;
  expectRefusal(await approve(second, { appointmentId: own.id }), 'APPROVAL_REFUSED');
  // By raw SQL as the server's own role: the database holds the same line.
  await expect(
    suite.world.app.query('UPDATE appointment SET approved_by = $2, approved_at = now() WHERE id = $1', [
      appointment.id,
      admin.personId,
    ]),
  ).rejects.toThrow('second_administrator');
});

test('two accounts of one person at once never approve what that person appointed', async () => {
  const admin = await agency.admin;
  const again = await agency.member(Role.ADMINISTRATOR, { personId: admin.personId });
  const second = await agency.admin2;
  for (let n = 0; n < 5; n += 1) {
    const { appointment } = expectSuccess(await appoint(admin, given(await blank(), Role.FINANCE_OFFICER)));
    const results = await Promise.all(
      [admin, again, again, admin, second, second].map((by) => approve(by, { appointmentId: appointment.id })),
    );
    for (const result of results.slice(0, 4)) expect(['APPROVAL_REFUSED', 'WRONG_STATE']).toContain(result.code);
    expect(results.slice(4).filter((result) => !result.code)).toHaveLength(1);
    const [row] = await suite.world.rows('SELECT approved_by FROM appointment WHERE id = $1', [appointment.id]);
    expect(row.approved_by).toBe(second.personId);
  }
});

test('a small agency borrows a signer: its own administrators or its superior bureau’s appoint, nobody else', async () => {
  const tianjin = await city.agency('120102');
  const head = await tianjin.head;
  const borrowed = given(head, Role.QUALITY_REVIEW_HEAD);
  expectRefusal(await appoint(await tianjin.admin, borrowed), 'NOT_FOUND');
  const bureau = await city.bureau('110000');
  const { appointment } = expectSuccess(await appoint(await bureau.admin, borrowed));
  expectRefusal(await approve(await tianjin.admin, { appointmentId: appointment.id }), 'NOT_FOUND');
  expectSuccess(await approve(await bureau.admin2, { appointmentId: appointment.id }));
  const { me } = await head.send('{ me { appointments { agency { id } } } }');
  expect(me.appointments.map((a: Answer) => a.agency.id).sort()).toEqual([agency.id, tianjin.id].sort());
});

test('one role at one place once at a time, however many administrators try at once', async () => {
  const [admin, second] = [await agency.admin, await agency.admin2];
  const member = await blank();
  // Different first days, so that no unique index helps: only the lock on the account does.
  const raced = await Promise.all(
    [admin, second, admin, second].map((by, n) => appoint(by, { ...given(member, Role.CLERK), from: `2026-02-2${n}` })),
  );
  expect(raced.filter((result) => !result.code)).toHaveLength(1);
  for (const result of raced.filter((each) => each.code)) expectRefusal(result, 'APPOINTED_ALREADY');
  expectRefusal(await appoint(admin, { ...given(member, Role.CLERK), from: '2026-05-01' }), 'APPOINTED_ALREADY');
  const standing = raced.find((result) => !result.code).appointment;
  const ended = expectSuccess(await end(second, { appointmentId: standing.id, reason: '调往他处任职' }));
  expect(ended.appointment).toMatchObject({ state: 'ENDED', inForce: false, availableActions: [] });
  expectRefusal(await end(second, { appointmentId: standing.id, reason: '调往他处任职' }), 'WRONG_STATE');
  expectSuccess(await appoint(admin, given(member, Role.CLERK)));
});

test('a role is held where it belongs; a practitioner must be registered there', async () => {
  const admin = await agency.admin;
  const firm = await agency.lawFirm();
  const member = await blank();
  const atFirm = { agencyId: null, serviceOrganizationId: firm.id };
  expectRefusal(await appoint(admin, given(member, Role.FINANCE_OFFICER, atFirm)), 'INVALID_INPUT');
  expectRefusal(await appoint(admin, given(member, Role.ORGANIZATION_MANAGER)), 'INVALID_INPUT');
  expectRefusal(await appoint(admin, given(member, Role.CLERK, atFirm)), 'INVALID_INPUT');
  const atBureau = { agencyId: null, bureauId: agency.bureau.id };
  expectRefusal(await appoint(admin, given(member, Role.AUDITOR, atBureau)), 'NOT_FOUND');
  expectRefusal(await appoint(await agency.bureau.admin, given(member, Role.CLERK, atBureau)), 'INVALID_INPUT');
  expectRefusal(await appoint(admin, given(member, Role.PRACTITIONER, atFirm)), 'NOT_A_PRACTITIONER');
  expectSuccess(await appoint(admin, given(member, Role.ORGANIZATION_MANAGER, atFirm)));
});

test('an appointment begins and ends with its days', async () => {
  const admin = await agency.admin;
  const member = await blank();
  expectSuccess(await appoint(admin, { ...given(member, Role.CLERK), from: '2026-03-05', to: '2026-03-06' }));
  const { world } = suite;
  const before = world.clock.now();
  try {
    for (const [day, held] of [
      ['2026-03-04', false],
      ['2026-03-05', true],
      ['2026-03-06', true],
      ['2026-03-07', false],
    ] as const) {
      world.clock.setDay(day);
      const { errors } = await member.sendRaw('{ appointments(first: 1) { totalCount } }');
      expect([day, !errors]).toEqual([day, held]);
    }
  } finally {
    world.clock.set(before);
  }
});

test('who reads appointments: people of the place and above, not other places, not practitioners', async () => {
  const LIST =
    'query ($a: ID) { appointments(first: 100, agencyId: $a, role: CLERK) { totalCount edges { node { accountId } } } }';
  const tianjin = await city.agency('120102');
  const [ours, theirs] = [await agency.clerk, await tianjin.clerk];
  const seen = async (by: Member, agencyId: string | null = null): Promise<string[]> =>
    (await by.send(LIST, { a: agencyId })).appointments.edges.map((edge: Answer) => edge.node.accountId);
  for (const by of [await agency.head, await agency.supervisor, await (await city.bureau('110000')).auditor]) {
    expect(await seen(by)).toContain(ours.accountId);
    expect(await seen(by)).not.toContain(theirs.accountId);
  }
  // Another agency, and one that does not exist: the same answer.
  expect(await seen(await agency.head, tianjin.id)).toEqual([]);
  expect(await seen(await agency.head, '0190a0a0-0000-7000-8000-000000000000')).toEqual([]);
  const lawyer = await (await agency.lawFirm()).lawyer();
  const { errors } = await lawyer.sendRaw(LIST, { a: null });
  expect(errors?.[0].extensions.code).toBe('FORBIDDEN');
});
