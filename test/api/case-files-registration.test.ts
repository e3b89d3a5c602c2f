import { type AgencySeed, type City, inventPerson, seedCity } from '../support/seed';
import { act, caseFileOf, organOf, proceedingOf, registrationOf, succeed } from '../support/seed-case-files';
import { expectRefusal, unmetRules, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let agency: AgencySeed;

beforeAll(async () => {
  city = await seedCity(suite.world);
  agency = await city.agency('110105');
});

const register = async (input: Record<string, unknown>, where = agency) =>
  act(await where.clerk, 'registerCaseFile', input, 'caseFile { id number recipient { nameMasked } }');

describe('registration', () => {
  test('a file is registered with a number of the agency and year, REGISTERED, and its ledger line names no person', async () => {
    const input = await registrationOf(agency);
    const { caseFile } = await register(input);
    expect(caseFile.number).toMatch(/^（2026）朝援刑\d{4}号$/);
    const [row] = await suite.world.rows('SELECT state, revision FROM case_file WHERE id = $1', [caseFile.id]);
    expect(row).toEqual({ state: 'REGISTERED', revision: 0 });
    const [line] = await suite.world.rows(
      `SELECT l.facts::text || l.findings::text AS said, l.person_id FROM ledger_entry l JOIN ledger_thing t ON t.entry_id = l.id WHERE t.thing_id = $1`,
      [caseFile.id],
    );
    const { name, idNumber } = input.recipient as { name: string; idNumber: string };
    expect(line.said).not.toContain(name);
    expect(line.said).not.toContain(idNumber);
    expect(line.person_id).toBe((await agency.clerk).personId);
  });

  test('every fault is named at once: stage, organ, dates', async () => {
    const refused = expectRefusal(
      await register(
        await registrationOf(agency, {
          caseKind: 'CIVIL',
          stage: 'TRIAL',
          ground: 'NOTICE_MUST',
          receivedOn: '2026-03-03',
          more: { organId: await organOf(suite.world, 'POLICE', '110105'), reviewPeriodEndsOn: '2026-05-01' },
        }),
      ),
      'REGISTRATION_REFUSED',
    );
    expect(unmetRules(refused)).toEqual([
      'REGISTRATION_STAGE_FITS_KIND',
      'REGISTRATION_ORGAN_FITS_STAGE',
      'REGISTRATION_NOTICE',
      'REGISTRATION_DATES',
      'REGISTRATION_DATES',
      'REGISTRATION_DATES',
    ]);
  });

  test('GB 11643: a wrong check digit is refused at its field; none at all needs a reason', async () => {
    const person = inventPerson();
    const last = person.idNumber.slice(-1) === '0' ? '1' : '0';
    const wrong = { ...person, idNumber: person.idNumber.slice(0, 17) + last };
    const refused = expectRefusal(await register(await registrationOf(agency, { recipient: wrong })), 'INVALID_INPUT');
    expect(refused.problems).toEqual([
      { path: 'input.recipient.idNumber', message: expect.stringContaining('校验位') },
    ]);
    expectRefusal(await register(await registrationOf(agency, { recipient: { name: '某人' } })), 'INVALID_INPUT');
    const { caseFile } = await register(
      await registrationOf(agency, { recipient: { name: '约翰', withoutIdNumber: '外国人，无居民身份证' } }),
    );
    expect(caseFile.recipient.nameMasked).toBe('约某');
  });

  test('the same ID number within an agency is the same recipient; elsewhere another; another name is refused', async () => {
    const person = inventPerson();
    const first = await register(await registrationOf(agency, { recipient: person }));
    const again = await register(await registrationOf(agency, { recipient: { ...person, phone: '13811112222' } }));
    const away = await city.agency('110108');
    const other = await register(await registrationOf(away, { recipient: person }), away);
    const ids = await suite.world.rows('SELECT recipient_id FROM case_file WHERE id = ANY ($1) ORDER BY id', [
      [first.caseFile.id, again.caseFile.id, other.caseFile.id],
    ]);
    expect(ids[0].recipient_id).toBe(ids[1].recipient_id);
    expect(ids[2].recipient_id).not.toBe(ids[0].recipient_id);
    const input = await registrationOf(agency, { recipient: { ...person, name: '别的名字' } });
    expectRefusal(await register(input), 'RECIPIENT_DIFFERS');
  });

  test('twelve registrations of one person at once make one recipient and twelve numbers in a row', async () => {
    const person = inventPerson();
    const inputs = await Promise.all(Array.from({ length: 12 }, () => registrationOf(agency, { recipient: person })));
    const files = await Promise.all(inputs.map((input) => register(input)));
    const ids = files.map(({ caseFile }) => caseFile.id);
    const [made] = await suite.world.rows(
      'SELECT count(DISTINCT recipient_id) AS recipients, count(DISTINCT number) AS numbers FROM case_file WHERE id = ANY ($1)',
      [ids],
    );
    expect({ recipients: Number(made.recipients), numbers: Number(made.numbers) }).toEqual({
      recipients: 1,
      numbers: 12,
    });
    const serials = files.map(({ caseFile }) => Number(/(\d{4})号$/.exec(caseFile.number)?.[1])).sort((a, b) => a - b);
    expect((serials.at(-1) as number) - (serials[0] as number)).toBe(11);
  });

  test("a number of the clerk's own is unique per agency and year, however its brackets are typed; raced, one wins", async () => {
    const numbers = ['（2026）朝援刑特1号', '(2026)朝援刑特１号', '〔2026〕 朝援刑特1号'];
    const inputs = await Promise.all(numbers.map((number) => registrationOf(agency, { more: { number } })));
    const results = await Promise.all(inputs.map((input) => register(input)));
    expect(results.filter(({ code }) => !code)).toHaveLength(1);
    for (const lost of results.filter(({ code }) => code)) expectRefusal(lost, 'NUMBER_TAKEN');
    const away = await city.agency('110108');
    const elsewhere = await register(await registrationOf(away, { more: { number: numbers[0] } }), away);
    expect(elsewhere.caseFile.number).toBe('（2026）朝援刑特1号');
  });

  test('the counter passes over a number that a clerk has taken', async () => {
    const { caseFile } = await register(await registrationOf(agency));
    const serial = Number(/(\d{4})号$/.exec(caseFile.number)?.[1]);
    const taken = `（2026）朝援刑${String(serial + 1).padStart(4, '0')}号`;
    await register(await registrationOf(agency, { more: { number: taken } }));
    const next = await register(await registrationOf(agency));
    expect(next.caseFile.number).toBe(`（2026）朝援刑${String(serial + 2).padStart(4, '0')}号`);
  });

  test('a proceeding of another region is not there, nor another agency to register for', async () => {
    const tianjin = await city.agency('120102');
    const theirs = await proceedingOf(tianjin);
    expectRefusal(await register(await registrationOf(agency, { proceedingId: theirs })), 'INVALID_INPUT');
    const input = { ...(await registrationOf(agency)), agencyId: tianjin.id };
    expectRefusal(await register(input), 'NOT_FOUND');
    expectRefusal(await act(await agency.head, 'registerCaseFile', await registrationOf(agency)), 'FORBIDDEN');
  });

  test('files of one proceeding know each other, but show only what the reader may see', async () => {
    const proceedingId = await proceedingOf(agency);
    const one = await (await caseFileOf(agency, { proceedingId })).commissioned();
    const two = await caseFileOf(agency, { proceedingId });
    const query = 'query ($id: ID!) { caseFile(id: $id) { proceeding { cause caseFiles { id } } } }';
    const clerkSees = (await (await agency.clerk).send(query, { id: one.id })).caseFile.proceeding.caseFiles;
    expect(clerkSees.map(({ id }: { id: string }) => id).sort()).toEqual([one.id, two.id].sort());
    const lawyer = one.practitioner!;
    expect((await lawyer.send(query, { id: one.id })).caseFile.proceeding.caseFiles).toEqual([{ id: one.id }]);
    expect((await lawyer.send(query, { id: two.id })).caseFile).toBeNull();
  });
});

describe('continuation S3-13.1', () => {
  const next = async (previousId: string, more = {}) =>
    act(
      await agency.clerk,
      'continueInNextStage',
      {
        previousId,
        stage: 'PROSECUTION_REVIEW',
        stageBeganOn: '2026-03-02',
        receivedOn: '2026-03-02',
        ground: 'NOTICE_MUST',
        organId: await organOf(suite.world, 'PROCURATORATE', '110105'),
        reviewPeriodEndsOn: '2026-04-02',
        ...more,
      },
      'caseFile { id proceeding { id } previous { id next { id } } }',
    );

  test('recipient and proceeding come along, once; raced, one wins', async () => {
    const earlier = await (await caseFileOf(agency, { stage: 'INVESTIGATION' })).commissioned();
    expect(unmetRules(expectRefusal(await next(earlier.id), 'CONTINUATION_REFUSED'))).toEqual([
      'CONTINUATION_EARLIER_ENDED',
    ]);
    await succeed(earlier.practitioner!, 'endStage', { caseFileId: earlier.id, endedOn: '2026-03-01' });
    const results = await Promise.all([next(earlier.id), next(earlier.id), next(earlier.id)]);
    const won = results.filter(({ code }) => !code);
    expect(won).toHaveLength(1);
    for (const lost of results.filter(({ code }) => code)) expectRefusal(lost, 'ALREADY_CONTINUED');
    const { caseFile } = won[0];
    expect(caseFile).toMatchObject({
      proceeding: { id: earlier.proceedingId },
      previous: { id: earlier.id, next: { id: caseFile.id } },
    });
    const [same] = await suite.world.rows(
      'SELECT a.recipient_id = b.recipient_id AS same FROM case_file a, case_file b WHERE a.id = $1 AND b.id = $2',
      [earlier.id, caseFile.id],
    );
    expect(same.same).toBe(true);
  });

  test('a stage that does not follow is refused, and so is a file not yet commissioned', async () => {
    const earlier = await (await caseFileOf(agency, { stage: 'INVESTIGATION' })).commissioned();
    await succeed(earlier.practitioner!, 'endStage', { caseFileId: earlier.id, endedOn: '2026-03-01' });
    const trial = { stage: 'TRIAL', organId: await organOf(suite.world, 'COURT', '110105'), reviewPeriodEndsOn: null };
    expect(unmetRules(expectRefusal(await next(earlier.id, trial), 'CONTINUATION_REFUSED'))).toEqual([
      'CONTINUATION_STAGE_FOLLOWS',
    ]);
    expectRefusal(await next((await caseFileOf(agency, { stage: 'INVESTIGATION' })).id), 'WRONG_STATE');
  });

  test('a sealed record stays sealed in the next stage', async () => {
    const earlier = await (
      await caseFileOf(agency, { stage: 'INVESTIGATION', more: { sealedRecord: true } })
    ).commissioned();
    await succeed(earlier.practitioner!, 'endStage', { caseFileId: earlier.id, endedOn: '2026-03-01' });
    const { caseFile } = await next(earlier.id);
    const [row] = await suite.world.rows('SELECT sealed_record FROM case_file WHERE id = $1', [caseFile.id]);
    expect(row.sealed_record).toBe(true);
  });
});

describe('correction', () => {
  test('only what is given changes; the reason is kept, the ledger holds no personal data', async () => {
    const file = await caseFileOf(agency, { stage: 'PROSECUTION_REVIEW' });
    await succeed(await agency.clerk, 'correctCaseFile', {
      caseFileId: file.id,
      reason: '检察院延长审查起诉期限',
      reviewPeriodEndsOn: '2026-05-02',
      facts: '更正后的案情',
      recipient: { phone: '13700000000' },
    });
    const row = await file.row();
    expect({ ends: row.review_period_ends_on, facts: row.facts, custody: row.in_custody }).toEqual({
      ends: '2026-05-02',
      facts: '更正后的案情',
      custody: false,
    });
    const [kept] = await suite.world.rows('SELECT fields, reason FROM case_file_correction WHERE case_file_id = $1', [
      file.id,
    ]);
    expect(kept).toEqual({
      fields: ['reviewPeriodEndsOn', 'facts', 'recipient.phone'],
      reason: '检察院延长审查起诉期限',
    });
    const [line] = await suite.world.rows(
      `SELECT facts FROM ledger_entry WHERE event = 'CASE_FILE_CORRECTED' ORDER BY id DESC LIMIT 1`,
    );
    expect(line.facts).toEqual({
      corrected: ['reviewPeriodEndsOn', 'facts', 'recipient.phone'],
      before: { reviewPeriodEndsOn: '2026-04-02' },
      after: { reviewPeriodEndsOn: '2026-05-02' },
    });
    const applied = await caseFileOf(agency, { caseKind: 'CIVIL', more: { aidDecidedOn: null } });
    const decide = (aidDecidedOn: string) => ({ caseFileId: applied.id, reason: '登记给予援助的决定', aidDecidedOn });
    expectRefusal(await act(await agency.clerk, 'correctCaseFile', decide('2026-02-01')), 'REGISTRATION_REFUSED');
    await succeed(await agency.clerk, 'correctCaseFile', decide('2026-02-05'));
    expect((await applied.row()).aid_decided_on).toBe('2026-02-05');
    expectRefusal(
      await act(await agency.clerk, 'correctCaseFile', {
        caseFileId: file.id,
        reason: '没有内容的更正',
        inCustody: false,
      }),
      'INVALID_INPUT',
    );
  });
});
