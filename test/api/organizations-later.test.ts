import { Role } from '../../src/platform/access/actor';
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

const send = (by: Member, name: string, shown: string, input: Row, preview = false): Promise<Answer> =>
  act(by, name, input, shown, { preview });
const history = async (by: Member, kind: string, id: string): Promise<string[]> => {
  const answer = await by.send(
    'query ($kind: ThingKind!, $id: ID!) { history(kind: $kind, id: $id, first: 10) { edges { node { event outcome } } } }',
    { kind, id },
  );
  return answer.history.edges.map(({ node }: Answer) => `${node.event} ${node.outcome}`);
};

describe('an agency opened later than its bureau', () => {
  const open = (by: Member, input: Row, preview = false) =>
    send(by, 'openAgency', 'agency { id name fileCode bureau { id } }', input, preview);
  let admin: Member;
  const given = (more: object = {}) => ({
    bureauId: agency.bureau.id,
    regionCode: '110105',
    name: '朝阳区法律援助中心东站',
    fileCode: '朝东',
    ...more,
  });
  beforeAll(async () => {
    admin = await agency.bureau.admin;
    await city.bureau('110108');
  });

  test('the bureau’s administrator opens it, and appoints there', async () => {
    expectSuccess(await open(admin, given(), true));
    const { agency: opened } = expectSuccess(await open(admin, given()));
    expect(opened).toMatchObject({ fileCode: '朝东', bureau: { id: agency.bureau.id } });
    const clerk = await city.account({ agencyId: opened.id });
    const appointed = await send(admin, 'appoint', 'appointment { state }', {
      accountId: clerk.accountId,
      role: Role.CLERK,
      agencyId: opened.id,
      from: '2026-03-01',
    });
    expect(expectSuccess(appointed).appointment.state).toBe('STANDING');
    expect(await history(admin, 'Agency', opened.id)).toEqual(['APPOINTED DONE', 'AGENCY_OPENED DONE']);
  });

  test('name and file code are nobody else’s; the region lies under the bureau', async () => {
    expectRefusal(await open(admin, given({ name: '北京市朝阳区法律援助中心' })), 'NAME_TAKEN');
    expectRefusal(await open(admin, given({ name: '另一中心', fileCode: '海' })), 'FILE_CODE_TAKEN');
    for (const wrong of [{ regionCode: '110108' }, { regionCode: '110000' }, { regionCode: '119999' }]) {
      const refused = expectRefusal(await open(admin, given({ name: '另一中心', ...wrong })), 'INVALID_INPUT');
      expect(refused.problems[0].path).toBe('input.regionCode');
    }
    const refused = expectRefusal(await open(admin, given({ fileCode: '朝）号' })), 'INVALID_INPUT');
    expect(refused.problems[0].path).toBe('input.fileCode');
  });

  test('not by an agency’s administrator, nor by a bureau beside; the city’s may', async () => {
    expectRefusal(await open(await agency.admin, given()), 'NOT_FOUND');
    expectRefusal(await open(await (await city.bureau('110108')).admin, given()), 'NOT_FOUND');
    expectRefusal(await open(await agency.supervisor, given()), 'FORBIDDEN');
    const above = await (await city.bureau('110000')).admin;
    expectSuccess(await open(above, given({ name: '朝阳区法律援助中心西站', fileCode: '朝西' })));
  });

  test('at once: one file code, one agency', async () => {
    const raced = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => open(admin, given({ name: `竞逐中心${n}`, fileCode: '朝竞' }))),
    );
    expect(raced.filter(({ code }) => !code)).toHaveLength(1);
    for (const { code } of raced.filter((each) => each.code)) expect(code).toBe('FILE_CODE_TAKEN');
  });
});

describe('a name that was entered wrongly', () => {
  const correct = (by: Member, personId: string, name: string, preview = false) =>
    send(by, 'correctPersonName', 'person { id name }', { personId, name, reason: '登记时写错了一个字' }, preview);
  const nameOf = async (personId: string) =>
    (await suite.world.rows('SELECT name FROM person WHERE id = $1', [personId]))[0].name;

  test('is corrected; the history says so without either name, which a table of its own keeps', async () => {
    const clerk = await agency.member(Role.CLERK);
    const admin = await agency.admin;
    expect(expectSuccess(await correct(admin, clerk.personId, '甲乙丙', true)).person.name).toBe('甲乙丙');
    expect(await nameOf(clerk.personId)).toBe(clerk.name);
    expectSuccess(await correct(admin, clerk.personId, '甲乙丙'));
    expect((await clerk.send('{ me { person { name } } }')).me.person.name).toBe('甲乙丙');
    expectRefusal(await correct(admin, clerk.personId, '甲乙丙'), 'NAME_UNCHANGED');
    expect(await history(admin, 'Account', clerk.accountId)).toEqual(
      expect.arrayContaining(['PERSON_NAME_CORRECTED DONE', 'PERSON_NAME_CORRECTED REFUSED']),
    );
    const [{ named }] = await suite.world.rows(
      `SELECT count(*) AS named FROM ledger_entry WHERE facts::text || coalesce(findings::text, '') LIKE ANY ($1)`,
      [['%甲乙丙%', `%${clerk.name}%`, '%写错%']],
    );
    expect(Number(named)).toBe(0);
    const { nameCorrections } = await (await agency.auditor).send(
      'query ($id: ID!) { nameCorrections(personId: $id) { oldName newName correctedBy { id } } }',
      { id: clerk.personId },
    );
    expect(nameCorrections).toEqual([{ oldName: clerk.name, newName: '甲乙丙', correctedBy: { id: admin.personId } }]);
  });

  test('from then on the number goes with the right name', async () => {
    const admin = await agency.admin;
    const wrong = inventPerson();
    const open = (name: string, login: string) =>
      send(admin, 'openAccount', 'account { personId }', {
        name,
        idNumber: wrong.idNumber,
        login,
        firstPassword: '初次见面请改-2026',
      });
    const { account } = expectSuccess(await open(wrong.name, 'wrong-name'));
    expectSuccess(await correct(admin, account.personId, '正确之名'));
    expectRefusal(await open(wrong.name, 'right-name'), 'INVALID_INPUT');
    expect(expectSuccess(await open('正确之名', 'right-name')).account.personId).toBe(account.personId);
  });

  test('by whoever runs an account of theirs or has them as practitioner, and never one’s own', async () => {
    const admin = await agency.admin;
    const own = expectRefusal(await correct(admin, admin.personId, '自己改名'), 'NAME_CORRECTION_REFUSED');
    expect(own.findings).toMatchObject([{ rule: 'NAME_CORRECTED_BY_ANOTHER', met: false }]);
    const elsewhere = await (await city.agency('120102')).admin;
    const lawyer = await (await agency.lawFirm()).lawyer();
    expectRefusal(await correct(elsewhere, lawyer.personId, '外人改名'), 'NOT_FOUND');
    expectRefusal(await correct(await agency.clerk, lawyer.personId, '经办人改'), 'FORBIDDEN');
    expectSuccess(await correct(admin, lawyer.personId, '律师之名'));
    expect(await history(admin, 'Practitioner', lawyer.practitionerId)).toContain('PERSON_NAME_CORRECTED DONE');
  });

  test('at once: the same correction is made once, and two different ones one after the other', async () => {
    const [admin, second] = [await agency.admin, await agency.admin2];
    const clerk = await agency.member(Role.CLERK);
    const same = await Promise.all([admin, second, admin].map((by) => correct(by, clerk.personId, '同一之名')));
    expect(same.filter(({ code }) => !code)).toHaveLength(1);
    for (const { code } of same.filter((each) => each.code)) expect(code).toBe('NAME_UNCHANGED');
    await Promise.all([correct(admin, clerk.personId, '先改之名'), correct(second, clerk.personId, '后改之名')]);
    const chain = await suite.world.rows(
      'SELECT old_name, new_name FROM person_name_correction WHERE person_id = $1 ORDER BY id',
      [clerk.personId],
    );
    expect(chain.map((row) => row.old_name)).toEqual([clerk.name, '同一之名', chain[1].new_name]);
    expect(await nameOf(clerk.personId)).toBe(chain[2].new_name);
  });

  test('raw SQL: what was corrected is not changed, and nobody corrects their own', async () => {
    const { app } = suite.world;
    await expect(app.query(`UPDATE person_name_correction SET old_name = '别的'`)).rejects.toMatchObject({
      code: '42501',
    });
    const clerk = await agency.clerk;
    await expect(
      app.query(
        `INSERT INTO person_name_correction (id, person_id, old_name, new_name, reason, corrected_by, corrected_at)
         VALUES (gen_random_uuid(), $1, '甲', '乙', '登记有误', $1, now())`,
        [clerk.personId],
      ),
    ).rejects.toMatchObject({ constraint: 'name_corrected_by_another' });
  });
});
