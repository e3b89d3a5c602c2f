import { Role } from '../../src/platform/access/actor';
import { type AgencySeed, type City, type Member, seedCity } from '../support/seed';
import { completed, completionOf, doCheck, PIN, pinned, receivedFile, signed } from '../support/seed-checks';
import { type Answer, expectRefusal, expectSuccess, unmetRules, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let agency: AgencySeed;
beforeAll(async () => {
  city = await seedCity(suite.world);
  agency = await city.agency('110105');
});

const consequences = async (as: Member, id: string): Promise<string[]> =>
  (
    await as.send('query ($id: ID!) { qualityCheck(id: $id) { consequences { code } } }', { id })
  ).qualityCheck.consequences.map(({ code }: Answer) => code);

describe('S4-5.1a who checks', () => {
  const designate = async (checkerAccountId: string, caseFileId?: string) =>
    doCheck(await agency.clerk, 'designateChecker', {
      caseFileId: caseFileId ?? (await receivedFile(agency)).caseFileId,
      checkerAccountId,
    });

  test('not somebody without the office, nor an account that is not there: told apart by nothing', async () => {
    const somebody = await city.account({ agencyId: agency.id });
    const [one, other] = [await designate(somebody.accountId), await designate('00000000-0000-4000-8000-000000000000')];
    expect(unmetRules(expectRefusal(one, 'DESIGNATION_REFUSED'))).toEqual(['CHECKER_APPOINTED']);
    expect(unmetRules(expectRefusal(other, 'DESIGNATION_REFUSED'))).toEqual(['CHECKER_APPOINTED']);
  });

  test('not a checker of another agency', async () => {
    const elsewhere = await (await city.agency('110108')).checker;
    expect(unmetRules(expectRefusal(await designate(elsewhere.accountId), 'DESIGNATION_REFUSED'))).toEqual([
      'CHECKER_APPOINTED',
    ]);
  });

  test('not a practitioner of the file, by whatever account', async () => {
    const lawyer = await (await agency.lawFirm()).lawyer();
    const second = await agency.member(Role.QUALITY_CHECKER, { personId: lawyer.personId });
    const file = await receivedFile(agency, { practitioner: lawyer });
    const refused = expectRefusal(await designate(second.accountId, file.caseFileId), 'DESIGNATION_REFUSED');
    expect(unmetRules(refused)).toEqual(['CHECKER_HAS_NO_OTHER_PART', 'CHECKER_FROM_ANOTHER_ORGANIZATION']);
  });

  test('not of the same service organisation, then or now', async () => {
    const firm = await agency.lawFirm();
    const [lawyer, colleague] = [await firm.lawyer(), await firm.lawyer()];
    const second = await agency.member(Role.QUALITY_CHECKER, { personId: colleague.personId });
    const file = await receivedFile(agency, { practitioner: lawyer });
    expect(
      unmetRules(expectRefusal(await designate(second.accountId, file.caseFileId), 'DESIGNATION_REFUSED')),
    ).toEqual(['CHECKER_FROM_ANOTHER_ORGANIZATION']);
    const other = await agency.lawFirm();
    await suite.world.rows('UPDATE practitioner SET service_organization_id = $2 WHERE id = $1', [
      lawyer.practitionerId,
      other.id,
    ]);
    expect(
      unmetRules(expectRefusal(await designate(second.accountId, file.caseFileId), 'DESIGNATION_REFUSED')),
    ).toEqual(['CHECKER_FROM_ANOTHER_ORGANIZATION']);
    const newColleague = await other.lawyer();
    const third = await agency.member(Role.QUALITY_CHECKER, { personId: newColleague.personId });
    expect(unmetRules(expectRefusal(await designate(third.accountId, file.caseFileId), 'DESIGNATION_REFUSED'))).toEqual(
      ['CHECKER_FROM_ANOTHER_ORGANIZATION'],
    );
  });

  test.each([
    ['a file', false],
    ['a sealed file', true],
  ])('%s of the agency’s own staff: by the bureau, and from elsewhere', async (_, sealed) => {
    const file = await receivedFile(agency, { practitioner: await agency.staff(), arisen: false, sealed });
    const [supervisor, here] = await Promise.all([agency.supervisor, agency.checker]);
    const elsewhere = await (await city.agency('110108')).checker;
    const byAgency = expectRefusal(await designate(here.accountId, file.caseFileId), 'DESIGNATION_REFUSED');
    expect(unmetRules(byAgency)).toContain('CHECK_DESIGNATED_BY_AGENCY');
    const as = (checkerAccountId: string) =>
      doCheck(supervisor, 'designateChecker', { caseFileId: file.caseFileId, checkerAccountId });
    expect(unmetRules(expectRefusal(await as(here.accountId), 'DESIGNATION_REFUSED'))).toEqual([
      'CHECKER_FROM_OUTSIDE_THE_AGENCY',
    ]);
    // The district's bureau has no reach to a checker of another district; the city's has.
    expect(unmetRules(expectRefusal(await as(elsewhere.accountId), 'DESIGNATION_REFUSED'))).toEqual([
      'CHECKER_APPOINTED',
    ]);
    const cityBureau = await city.bureau('110000');
    const done = expectSuccess(
      await doCheck(await cityBureau.supervisor, 'designateChecker', {
        caseFileId: file.caseFileId,
        checkerAccountId: elsewhere.accountId,
      }),
    );
    const checkId = done.qualityCheck.id;
    const withdraw = { checkId, reason: '改由他人检查' };
    expectRefusal(await doCheck(await agency.clerk, 'withdrawDesignation', withdraw), 'DESIGNATED_BY_ANOTHER_SIDE');
    expectSuccess(await doCheck(elsewhere, 'completeCheck', completionOf({ checkId, materialId: file.materialId })));
    expect(await consequences(elsewhere, checkId)).toEqual(['NO_SUBSIDY_ARISES']);
  });

  test('a supervisor does not designate where the agency does; a finance officer never does', async () => {
    const { caseFileId } = await receivedFile(agency);
    const checker = await agency.checker;
    const input = { caseFileId, checkerAccountId: checker.accountId };
    expect(
      unmetRules(
        expectRefusal(await doCheck(await agency.supervisor, 'designateChecker', input), 'DESIGNATION_REFUSED'),
      ),
    ).toEqual(['CHECK_DESIGNATED_BY_AGENCY']);
    expectRefusal(await doCheck(await agency.finance, 'designateChecker', input), 'FORBIDDEN');
    expectRefusal(await doCheck(await (await city.agency('110108')).clerk, 'designateChecker', input), 'NOT_FOUND');
  });

  test('two designations at once: one check', async () => {
    const { caseFileId } = await receivedFile(agency);
    const [clerk, checker] = await Promise.all([agency.clerk, agency.checker]);
    const results = await Promise.all(
      [1, 2, 3, 4].map(() => doCheck(clerk, 'designateChecker', { caseFileId, checkerAccountId: checker.accountId })),
    );
    expect(results.filter(({ code }) => !code)).toHaveLength(1);
    expect(await suite.world.rows('SELECT id FROM quality_check WHERE case_file_id = $1', [caseFileId])).toHaveLength(
      1,
    );
  });

  test('withdrawn before it is signed; the next round is another check', async () => {
    const check = await completed(agency);
    const clerk = await agency.clerk;
    expectSuccess(
      await doCheck(clerk, 'withdrawDesignation', { checkId: check.checkId, reason: '材料有补充，重新检查' }),
    );
    expectRefusal(
      await doCheck(await pinned(agency, await agency.head), 'signQualityCheck', { checkId: check.checkId, pin: PIN }),
      'WRONG_STATE',
    );
    const next = await signed(agency, 'QUALIFIED', check);
    expectRefusal(
      await doCheck(clerk, 'withdrawDesignation', { checkId: next.checkId, reason: '已经签字的不能撤回' }),
      'WRONG_STATE',
    );
  });
});
