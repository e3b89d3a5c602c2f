import { Role } from '../../src/platform/access/actor';
import { submitReviews } from '../support/review-acts';
import { type BureauCode, type BureauSeed, type City, type Member, seedCity } from '../support/seed';
import { act, succeed } from '../support/seed-case-files';
import { enrolled, type ReviewerSeed } from '../support/seed-reviewers';
import { type ReadingSeed, type ReviewSeed, seedReviews } from '../support/seed-reviews';
import { type Answer, expectRefusal, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let bureau: BureauSeed;
let coordinator: Member;
let seed: ReviewSeed;
let reading: ReadingSeed;

const REGIONS: BureauCode[] = ['110102', '110105', '110106', '110108', '120102'];

beforeAll(async () => {
  city = await seedCity(suite.world);
});

// A pool of its own for each test: whoever else is there would be drawn instead.
beforeEach(async () => {
  bureau = await city.bureau(REGIONS.shift() as BureauCode);
  coordinator = await bureau.reviewCoordinator;
  seed = await seedReviews(bureau, { subjects: 1, readers: 2 });
  [reading] = seed.readings as [ReadingSeed];
  await submitReviews(seed, [reading]);
});

/** Out of the pool and in again, on the same account or on a second one of the same person. */
async function again({ member, reviewerId }: ReviewerSeed, account: 'same' | 'second'): Promise<ReviewerSeed> {
  await succeed(coordinator, 'endReviewer', { reviewerId, reason: '任期届满，退出专家库' });
  const who = account === 'same' ? member : await bureau.member(Role.REVIEWER, { personId: member.personId });
  const back = await enrolled(bureau, {}, who);
  expect(back.reviewerId).not.toBe(reviewerId);
  return back;
}

const assign = () =>
  act(
    coordinator,
    'assignReaders',
    { campaignId: seed.campaignId },
    'added missing assignment { toStop lacking(first: 5) { caseFileId } hindrances { code readers } }',
  );

const need = (state: string) =>
  suite.world.rows(`UPDATE review.subject SET state = $2 WHERE id = $1`, [reading.subject.id, state]);

const voices = () =>
  suite.world.rows(
    `SELECT r.state, r.part, w.person_id AS person FROM review.reading r JOIN vault.reader k ON k.reader_key = r.reader_key
       JOIN reviewer w ON w.id = k.reviewer_id WHERE r.subject_id = $1 ORDER BY r.state, r.part`,
    [reading.subject.id],
  );

describe('S0-26.1 one person has one voice on a file, whatever the account and the record of the pool', () => {
  test('not as the third reader', async () => {
    let back: ReviewerSeed = reading.reader;
    await need('NEEDS_THIRD');
    for (const account of ['same', 'second'] as const) {
      back = await again(back, account);
      const answer = await assign();
      expect(answer).toMatchObject({ added: 0, missing: 1, assignment: { toStop: 0 } });
      expect(answer.assignment).toMatchObject({ lacking: [], hindrances: [{ code: 'REVIEW_RECUSAL', readers: 2 }] });
    }
    expect(await voices()).toHaveLength(2);
  });

  test('not in the place of a reader who was stopped, nor where their own reading was', async () => {
    await again(reading.reader, 'second');
    const [one, two] = seed.readings as [ReadingSeed, ReadingSeed];
    const stop = ({ id }: ReadingSeed) =>
      succeed(coordinator, 'stopReading', {
        readingId: id,
        cause: 'CONFLICT',
        ground: 'INTEREST',
        reason: '与本案有利害关系',
      });
    await stop(two);
    expect(await assign()).toMatchObject({ added: 0, missing: 1 });
    await stop(one);
    const answer = await assign();
    expect(answer).toMatchObject({ added: 0, missing: 2 });
    expect(answer.assignment.hindrances).toEqual([{ code: 'REVIEW_RECUSAL', readers: 2 }]);
    await enrolled(bureau);
    expect(await assign()).toMatchObject({ added: 1, missing: 1 });
    const all = await voices();
    expect(new Set(all.map(({ person }) => person)).size).toBe(3);
    expect(all).toHaveLength(3);
  });

  test('nor in the group', async () => {
    let back: ReviewerSeed = reading.reader;
    await need('NEEDS_GROUP');
    for (const account of ['same', 'second'] as const) {
      back = await again(back, account);
      await enrolled(bureau);
      expectRefusal(await act(coordinator, 'convokeGroup', { subjectId: reading.subject.id }), 'NOT_ENOUGH_MEMBERS');
    }
    await enrolled(bureau);
    await succeed(coordinator, 'convokeGroup', { subjectId: reading.subject.id });
    const all = await voices();
    expect(all.filter(({ part }) => part === 'GROUP')).toHaveLength(3);
    expect(new Set(all.map(({ person }) => person)).size).toBe(5);
  });

  test('under their one key they see what they read, and are counted once', async () => {
    const back = await again(reading.reader, 'second');
    const { myReadings } = await back.member.send(`{ myReadings(first: 5) { edges { node { id } } } }`);
    expect(myReadings.edges.map(({ node }: Answer) => node.id)).toEqual([reading.id]);
    const { assignmentPlan, readingProgress } = await coordinator.send(
      `{ assignmentPlan(campaignId: "${seed.campaignId}") { readers { reviewerId submitted } } readingProgress(campaignId: "${seed.campaignId}") { readers } }`,
    );
    expect(assignmentPlan.readers).toContainEqual({ reviewerId: back.reviewerId, submitted: 1 });
    expect(readingProgress.readers).toBe(2);
  });

  test('and the database holds no second key of a person in a campaign, whoever writes it', async () => {
    const back = await again(reading.reader, 'second');
    const enter = await suite.world.app.query(
      'SELECT * FROM vault.enter_readers($1, ARRAY[gen_random_uuid()], ARRAY[$2::uuid])',
      [seed.campaignId, back.reviewerId],
    );
    expect(enter.rows).toEqual([{ reviewer_id: back.reviewerId, reader_key: reading.reader.key }]);
    const insert = (personId: string) =>
      suite.world.rows(
        'INSERT INTO vault.reader (reader_key, campaign_id, reviewer_id, person_id) VALUES (gen_random_uuid(), $1, $2, $3)',
        [seed.campaignId, back.reviewerId, personId],
      );
    await expect(insert(back.member.personId)).rejects.toThrow('reader_is_one_person');
    await expect(insert(coordinator.personId)).rejects.toThrow('foreign key');
  });
});
