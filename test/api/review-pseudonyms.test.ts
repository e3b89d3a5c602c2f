import { type BureauSeed, seedCity } from '../support/seed';
import { succeed } from '../support/seed-case-files';
import { judge, judged, readingsOf, repliesOpen, seenSubject } from '../support/seed-judgements';
import { type ReviewSeed, seedReviews } from '../support/seed-reviews';
import { seedReleasable } from '../support/seed-subsidies';
import { type Answer, expectSuccess, useWorld } from '../support/world';

const suite = useWorld();
let bureau: BureauSeed;
beforeAll(async () => {
  bureau = await (await seedCity(suite.world)).bureau('110105');
});
beforeEach(() => suite.world.clock.setDay('2026-03-02'));

const LISTS = `query ($id: ID!) {
  reviewSubjects(campaignId: $id, first: 20) { totalCount edges { node { pseudonym state
    readings { state grade total votes { reason } } divergences { n findings { rule text } }
    settlements { round way grade total findings { text } restsOn indicators { points reasons { text } } } } } }
  assignmentPlan(campaignId: $id) { readings readers { submitted } pairs(first: 10) { totalCount pairs { pseudonym reviewerId } } }
  readingProgress(campaignId: $id) { files settled submitted readings(first: 10) { totalCount edges { node { pseudonym reader } } } } }`;

async function settledCampaign(): Promise<ReviewSeed> {
  const files = await seedReleasable(bureau.agency, 2);
  const seed = await seedReviews(bureau, { caseFileIds: files.map(({ caseFileId }) => caseFileId), readers: 2 });
  for (const [at, subject] of seed.subjects.entries()) await judged(seed, subject, 82 + at, 82 + at);
  return seed;
}
const lists = async ({ campaignId }: ReviewSeed): Promise<Answer> =>
  (await bureau.reviewCoordinator).send(LISTS, { id: campaignId });

describe('design 8: one person alone cannot join pseudonyms with files', () => {
  test('once results are seen by case file, lists by pseudonym hold nothing to join them by', async () => {
    const seed = await settledCampaign();
    const before = await lists(seed);
    expect(before.reviewSubjects.edges.map(({ node }: Answer) => node.settlements[0].total).sort()).toEqual([
      '82.00',
      '83.00',
    ]);
    expect([before.assignmentPlan.pairs.totalCount, before.readingProgress.readings.totalCount]).toEqual([4, 4]);
    await repliesOpen(seed);
    const check = async () => {
      const { reviewSubjects, assignmentPlan, readingProgress } = await lists(seed);
      expect(reviewSubjects.totalCount).toBe(2);
      for (const { node } of reviewSubjects.edges) {
        expect(node).toMatchObject({ state: 'SETTLED', divergences: [], settlements: [{ round: 1, way: 'AGREED' }] });
        expect(node.settlements[0]).toMatchObject({ grade: null, total: null, findings: [], indicators: [] });
        expect(node.readings).toEqual(Array(2).fill({ state: 'SUBMITTED', grade: null, total: null, votes: [] }));
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

  test('what one reader gave is not told while another still reads the file', async () => {
    const seed = await seedReviews(bureau, { subjects: 1, readers: 2 });
    const [subject] = seed.subjects;
    const [one, other] = readingsOf(seed, subject!);
    expectSuccess(await judge(seed, one!, 85));
    const grades = async () =>
      (await seenSubject(await bureau.reviewCoordinator, seed, subject!)).readings.map(({ grade, total }: Answer) => [
        grade,
        total,
      ]);
    expect(await grades()).toEqual([
      [null, null],
      [null, null],
    ]);
    expectSuccess(await judge(seed, other!, 86));
    expect((await grades()).sort()).toEqual([
      ['GOOD', '85.00'],
      ['GOOD', '86.00'],
    ]);
  });
});
