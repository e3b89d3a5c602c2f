import { type AgencySeed, type City, seedCity } from '../support/seed';
import { act, caseFileOf, succeed } from '../support/seed-case-files';
import { expectRefusal, unmetRules, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let agency: AgencySeed;

beforeAll(async () => {
  city = await seedCity(suite.world);
  agency = await city.agency('110105');
});

describe('commissioning', () => {
  test('two commissions at once: one engagement', async () => {
    const file = await caseFileOf(agency);
    const lawyers = [await agency.staff(), await agency.staff(), await agency.staff()];
    const clerk = await agency.clerk;
    const results = await Promise.all(
      lawyers.map(({ practitionerId }) =>
        act(clerk, 'commissionPractitioner', { caseFileId: file.id, practitionerId, way: 'ROTATION' }),
      ),
    );
    expect(results.filter(({ code }) => !code)).toHaveLength(1);
    for (const lost of results.filter(({ code }) => code)) expectRefusal(lost, 'WRONG_STATE');
    const engagements = await suite.world.rows('SELECT id FROM engagement WHERE case_file_id = $1', [file.id]);
    expect(engagements).toHaveLength(1);
  });

  test('S4-5.1a a person with another part in the file is refused beforehand, and by the database', async () => {
    const file = await caseFileOf(agency);
    const staff = await agency.staff();
    await suite.world.rows(`INSERT INTO part (case_file_id, person_id, part) VALUES ($1, $2, 'CHECKER')`, [
      file.id,
      staff.personId,
    ]);
    const input = { caseFileId: file.id, practitionerId: staff.practitionerId, way: 'ROTATION' };
    const refused = expectRefusal(await act(await agency.clerk, 'commissionPractitioner', input), 'COMMISSION_REFUSED');
    expect(unmetRules(refused)).toEqual(['COMMISSION_PART_FREE']);
    await expect(
      suite.world.app.query(`INSERT INTO part (case_file_id, person_id, part) VALUES ($1, $2, 'PRACTITIONER')`, [
        file.id,
        staff.personId,
      ]),
    ).rejects.toThrow('part_pkey');
  });

  test('LAL-55 S3-5.4 a change ends one engagement with its reason and begins the next; both are practitioners for ever', async () => {
    const file = await (await caseFileOf(agency)).commissioned();
    const replaced = file.practitioner!;
    const staff = await agency.staff();
    const change = { caseFileId: file.id, way: 'SELECTED', reason: '受援人有正当理由要求更换' };
    expect(
      unmetRules(
        expectRefusal(
          await act(await agency.clerk, 'changePractitioner', { ...change, practitionerId: replaced.practitionerId }),
          'COMMISSION_REFUSED',
        ),
      ),
    ).toEqual(['CHANGE_TO_SOMEBODY_ELSE']);
    await succeed(await agency.clerk, 'changePractitioner', { ...change, practitionerId: staff.practitionerId });
    const { caseFile } = await (await agency.clerk).send(
      `query ($id: ID!) { caseFile(id: $id) { state engagements { beganOn endedOn endReason practitioner { id kind } } } }`,
      { id: file.id },
    );
    expect(caseFile).toMatchObject({
      state: 'IN_PROGRESS',
      engagements: [
        { endedOn: '2026-03-02', endReason: change.reason, practitioner: { kind: 'LAWYER' } },
        { beganOn: '2026-03-02', endedOn: null, practitioner: { kind: 'AGENCY_STAFF' } },
      ],
    });
    const parts = await suite.world.rows('SELECT part FROM part WHERE case_file_id = $1', [file.id]);
    expect(parts).toEqual([{ part: 'PRACTITIONER' }, { part: 'PRACTITIONER' }]);
    const paper = { caseFileId: file.id, catalogueNo: 11, title: '笔录', digest: await file.arrived('笔录') };
    expectRefusal(await act(replaced, 'recordMaterial', paper), 'NOT_ENGAGED');
    await succeed(staff, 'recordMaterial', paper);
  });

  test('two changes at once: the second finds the first', async () => {
    const file = await (await caseFileOf(agency)).commissioned();
    const clerk = await agency.clerk;
    const staff = [await agency.staff(), await agency.staff()];
    const results = await Promise.all(
      staff.map(({ practitionerId }) =>
        act(clerk, 'changePractitioner', {
          caseFileId: file.id,
          practitionerId,
          way: 'ROTATION',
          reason: '原承办人因病不能继续',
        }),
      ),
    );
    expect(results.filter(({ code }) => !code)).toHaveLength(2);
    const open = await suite.world.rows('SELECT id FROM engagement WHERE case_file_id = $1 AND ended_on IS NULL', [
      file.id,
    ]);
    expect(open).toHaveLength(1);
  });

  test('a practitioner who has left, or staff of another agency, or a day before the file: refused with every reason', async () => {
    const file = await caseFileOf(agency);
    const away = await (await city.agency('110108')).staff();
    await suite.world.rows(`UPDATE practitioner SET left_on = '2026-01-31' WHERE id = $1`, [away.practitionerId]);
    const refused = expectRefusal(
      await act(await agency.clerk, 'commissionPractitioner', {
        caseFileId: file.id,
        practitionerId: away.practitionerId,
        way: 'ROTATION',
        beganOn: '2026-02-01',
      }),
      'COMMISSION_REFUSED',
    );
    expect(unmetRules(refused)).toEqual([
      'COMMISSION_PRACTITIONER_ACTIVE',
      'COMMISSION_STAFF_OF_AGENCY',
      'COMMISSION_DATES',
    ]);
  });
});
