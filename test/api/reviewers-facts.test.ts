import { fileFacts, poolFacts } from '../../src/peer-reviews/reviewers/pool.facts';
import type { FileFacts, ReaderFacts } from '../../src/peer-reviews/reviewers/reviewer-facts.types';
import { Role } from '../../src/platform/access/actor';
import { stoppedAsOwner } from '../support/review-acts';
import { type BureauSeed, type City, seedCity } from '../support/seed';
import { caseFileOf, proceedingOf, succeed } from '../support/seed-case-files';
import { designated } from '../support/seed-checks';
import { closedFiles } from '../support/seed-closed-files';
import { enrolled } from '../support/seed-reviewers';
import { seedReviews } from '../support/seed-reviews';
import { useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let bureau: BureauSeed;

beforeAll(async () => {
  city = await seedCity(suite.world);
  bureau = await city.bureau('110105');
});

/** As the server's own role: nothing here is read past its rights. */
const sql = async <T>(text: string, params: readonly unknown[] = []): Promise<T[]> =>
  (await suite.world.app.query(text, [...params])).rows as T[];

const NOBODY = '0190a0a0-0000-7000-8000-00000000dead';
const factsOf = async (reviewerId: string, campaignId = NOBODY): Promise<ReaderFacts> => {
  const pool = await poolFacts(
    sql,
    { id: campaignId, bureauId: bureau.id },
    '2026-03-02',
    (await bureau.reviewCoordinator).accountId,
  );
  return pool.find((member) => member.reviewerId === reviewerId) as ReaderFacts;
};
const fileOf = async (id: string): Promise<FileFacts> => (await fileFacts(sql, [id]))[0] as FileFacts;

describe('what recusal is decided from (standards 3)', () => {
  test('where somebody works, and where they worked before they moved', async () => {
    const [one, two] = [await bureau.agency.lawFirm(), await bureau.agency.lawFirm()];
    const lawyer = await one.lawyer();
    const { reviewerId } = await enrolled(bureau, {}, lawyer);
    expect(await factsOf(reviewerId)).toMatchObject({
      organizations: [{ id: one.id, until: null }],
      regions: ['110105'],
      offices: [],
      appointed: true,
    });
    await succeed(await bureau.agency.clerk, 'movePractitioner', {
      practitionerId: lawyer.practitionerId,
      serviceOrganizationId: two.id,
    });
    const { organizations } = await factsOf(reviewerId);
    expect([...organizations].sort((a, b) => (a.until ?? '').localeCompare(b.until ?? ''))).toEqual([
      { id: two.id, until: null },
      { id: one.id, until: '2026-03-02' },
    ]);
  });

  test('an organisation for which somebody handled files, though they are on its list no longer', async () => {
    const firm = await bureau.agency.lawFirm();
    const far = await (await city.agency('110108')).lawFirm();
    const lawyer = await far.lawyer();
    const [caseFileId] = (await closedFiles(bureau.agency, {
      count: 1,
      practitioners: [lawyer],
      closedOn: '2025-07-01',
    })) as [string];
    await suite.world.rows('UPDATE engagement SET service_organization_id = $2 WHERE case_file_id = $1', [
      caseFileId,
      firm.id,
    ]);
    const { reviewerId } = await enrolled(bureau, {}, lawyer);
    const { organizations, regions } = await factsOf(reviewerId);
    expect(organizations).toHaveLength(2);
    expect(organizations).toEqual(
      expect.arrayContaining([
        { id: far.id, until: null },
        { id: firm.id, until: '2025-07-01' },
      ]),
    );
    expect(regions).toEqual(['110108']);
    // Both roofs are the file's: the one then and the one where its lawyer works now.
    expect([...(await fileOf(caseFileId)).organizations].sort()).toEqual([firm.id, far.id].sort());
    expect((await fileOf(caseFileId)).handlers).toEqual([lawyer.personId]);
  });

  test('offices at an agency or a bureau above, ended ones with their last day; reviewing and practising are none', async () => {
    const supervisor = await enrolled(bureau, {}, await (await city.bureau('110000')).member(Role.BUREAU_SUPERVISOR));
    expect((await factsOf(supervisor.reviewerId)).offices).toEqual([
      { agencyId: null, regionPrefix: '11', until: null },
    ]);
    const clerk = await bureau.agency.member(Role.CLERK);
    const { reviewerId } = await enrolled(bureau, {}, clerk);
    await suite.world.rows(
      `UPDATE appointment SET ended_by = $2, ended_at = '2026-02-01T01:00:00+08:00', end_reason = '调离' WHERE account_id = $1 AND role = 'CLERK'`,
      [clerk.accountId, clerk.personId],
    );
    expect((await factsOf(reviewerId)).offices).toEqual([
      { agencyId: bureau.agency.id, regionPrefix: null, until: '2026-02-01' },
    ]);
  });

  test('who checked the file, and who defends the others of the same proceeding', async () => {
    const { caseFileId } = await designated(bureau.agency);
    expect((await fileOf(caseFileId)).partakers).toEqual([(await bureau.agency.checker).personId]);

    const proceedingId = await proceedingOf(bureau.agency);
    const file = await (await caseFileOf(bureau.agency, { proceedingId })).commissioned();
    const other = await (await caseFileOf(bureau.agency, { proceedingId })).commissioned();
    const [engaged] = await suite.world.rows(
      'SELECT person_id AS person, service_organization_id AS organization FROM engagement WHERE case_file_id = $1',
      [other.id],
    );
    const facts = await fileOf(file.id);
    expect(engaged?.organization).toBeTruthy();
    expect(facts.coOffenderHandlers).toEqual([engaged?.person]);
    expect(facts.coOffenderOrganizations).toEqual([engaged?.organization]);
    expect(facts.organizations).not.toContain(engaged?.organization);
  });

  test('what somebody was given in other campaigns, what they have in this one, and what was stopped in it', async () => {
    const seed = await seedReviews(bureau, { subjects: 2, readers: 2 });
    const [reader] = seed.readers as [(typeof seed.readers)[0]];
    const files = seed.subjects.map(({ caseFileId }) => caseFileId).sort();
    expect([...(await factsOf(reader.reviewerId)).filesRead].sort()).toEqual(files);
    const held = await factsOf(reader.reviewerId, seed.campaignId);
    expect([[...held.filesRead], [...held.filesHeld].sort()]).toEqual([[], files]);
    const [reading] = seed.readings.filter((each) => each.reader === reader);
    await stoppedAsOwner(suite.world, reading?.id);
    const after = await factsOf(reader.reviewerId, seed.campaignId);
    expect(after.filesRead).toEqual([reading?.subject.caseFileId]);
    expect(after.filesHeld).toEqual(files.filter((id) => id !== reading?.subject.caseFileId));
  });

  test('nobody is asked about one by one: as many statements for sixty as for six', async () => {
    let statements = 0;
    const counted = <T>(text: string, params?: readonly unknown[]) => {
      statements += 1;
      return sql<T>(text, params);
    };
    const pool = await poolFacts(
      counted,
      { id: NOBODY, bureauId: bureau.id },
      '2026-03-02',
      (await bureau.reviewCoordinator).accountId,
    );
    expect(pool.length).toBeGreaterThan(4);
    expect(statements).toBe(5);
    await poolFacts(
      counted,
      { id: NOBODY, bureauId: (await city.bureau('110108')).id },
      '2026-03-02',
      (await bureau.reviewCoordinator).accountId,
    );
    expect(statements).toBe(10);
  });
});
