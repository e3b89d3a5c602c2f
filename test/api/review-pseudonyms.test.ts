import { getNamedType, isObjectType } from 'graphql';
import { anzhiSchema } from '../../src/schema';
import { type BureauSeed, seedCity } from '../support/seed';
import { succeed } from '../support/seed-case-files';
import { judged, repliesOpen } from '../support/seed-judgements';
import { type ReviewSeed, seedReviews } from '../support/seed-reviews';
import { seedReleasable } from '../support/seed-subsidies';
import { type Answer, useWorld } from '../support/world';

const suite = useWorld();
let bureau: BureauSeed;
beforeAll(async () => {
  bureau = await (await seedCity(suite.world)).bureau('110105');
});
beforeEach(() => suite.world.clock.setDay('2026-03-02'));

const LISTS = `query ($id: ID!) {
  reviewSubjects(campaignId: $id, first: 20) { totalCount edges { node { id pseudonym state reviews way divergences { n indicators } } } }
  assignmentPlan(campaignId: $id) { readings readers { submitted overdue } pairs(first: 10) { totalCount pairs { readingId reviewerId state } } }
  readingProgress(campaignId: $id) { files settled submitted readings(first: 10) { totalCount edges { node { id reader } } } } }`;

/** Every field that the type of an answer has, with those of the types beneath it. */
function fieldsUnder(type: string, seen = new Set<string>()): string[] {
  if (seen.has(type)) return [];
  seen.add(type);
  const found = anzhiSchema().getType(type);
  if (!isObjectType(found)) return [];
  const fields = Object.values(found.getFields());
  return fields.flatMap(({ name, type: of }) => [name, ...fieldsUnder(getNamedType(of).name, seen)]);
}

async function settledCampaign(): Promise<ReviewSeed> {
  const files = await seedReleasable(bureau.agency, 2);
  const seed = await seedReviews(bureau, { caseFileIds: files.map(({ caseFileId }) => caseFileId), readers: 2 });
  for (const [at, subject] of seed.subjects.entries()) await judged(seed, subject, 82 + at, 82 + at);
  return seed;
}
const lists = async ({ campaignId }: ReviewSeed): Promise<Answer> =>
  (await bureau.reviewCoordinator).send(LISTS, { id: campaignId });

describe('design 8: one person alone cannot join pseudonyms with files', () => {
  test('a file under its pseudonym has neither scores nor a kind or stage, and no person beside it', async () => {
    const beside = [
      'grade',
      'total',
      'points',
      'reason',
      'reasons',
      'text',
      'caseKind',
      'stage',
      'caseFileId',
      'reviewerId',
      'reader',
      'readings',
      'dueOn',
    ];
    const fields = fieldsUnder('ReviewSubject');
    expect(fields).toContain('pseudonym');
    expect(fields.filter((field) => beside.includes(field))).toEqual([]);
    for (const type of [
      ...['ReaderAssignment', 'ReadingProgress', 'AssignReadersSuccess', 'WithdrawSubjectSuccess'],
      ...['ReaderRequestConnection', 'ExtendReadingsSuccess', 'StopReadingSuccess'],
    ]) {
      const others = fieldsUnder(type);
      expect(others.length).toBeGreaterThan(1);
      expect(others.filter((field) => ['pseudonym', 'subject', 'subjectId'].includes(field))).toEqual([]);
    }
  });

  test('a reading that is stopped moves nothing by pseudonym and names no file that lacks a reader', async () => {
    const seed = await seedReviews(bureau, { subjects: 3, readers: 2 });
    const coordinator = await bureau.reviewCoordinator;
    const look = async () => {
      const { reviewSubjects } = await lists(seed);
      const plan = `{ assignmentPlan(campaignId: "${seed.campaignId}") { missing filesLacking lacking(first: 10) { caseFileId } } }`;
      return { reviewSubjects, ...(await coordinator.send(plan)).assignmentPlan };
    };
    const before = await look();
    expect(before).toMatchObject({ reviewSubjects: { totalCount: 3 }, missing: 0, filesLacking: 0 });
    const stop = { readingId: seed.readings[2]!.id, cause: 'UNAVAILABLE', reason: '因病不能继续评阅' };
    await succeed(coordinator, 'stopReading', stop);
    expect(await look()).toEqual({ ...before, missing: 1, filesLacking: 1 });
  });

  test('totals that the coordinator notes by pseudonym are none: what is seen by file later joins nothing', async () => {
    const seed = await settledCampaign();
    const before = await lists(seed);
    expect(before.reviewSubjects.edges.map(({ node }: Answer) => [node.state, node.reviews, node.way])).toEqual(
      Array(2).fill(['SETTLED', 2, 'AGREED']),
    );
    expect(JSON.stringify(before)).not.toMatch(/8[23]\.00/);
    expect([before.assignmentPlan.pairs.totalCount, before.readingProgress.readings.totalCount]).toEqual([4, 4]);
    await repliesOpen(seed);
    const check = async () => {
      const { reviewSubjects, assignmentPlan, readingProgress } = await lists(seed);
      expect(reviewSubjects.totalCount).toBe(2);
      for (const { node } of reviewSubjects.edges) {
        expect(node).toMatchObject({ state: 'SETTLED', reviews: null, way: null, divergences: [] });
      }
      expect(assignmentPlan).toMatchObject({ readings: 4, pairs: { totalCount: 0, pairs: [] } });
      expect(readingProgress).toMatchObject({
        files: 2,
        settled: 2,
        submitted: 4,
        readings: { totalCount: 0, edges: [] },
      });
    };
    await check();
    suite.world.clock.setDay('2026-03-17');
    await succeed(await bureau.reviewCoordinator, 'finaliseCampaign', { campaignId: seed.campaignId });
    await check();
  });
});
