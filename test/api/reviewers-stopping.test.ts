import { doReading, draftReviews, submitReviews } from '../support/review-acts';
import { type BureauSeed, type City, seedCity } from '../support/seed';
import { act, succeed } from '../support/seed-case-files';
import { enrolled, type ReviewerSeed } from '../support/seed-reviewers';
import { type ReadingSeed, type ReviewSeed, seedReviews } from '../support/seed-reviews';
import { expectRefusal, type Row, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let bureau: BureauSeed;
/** Whoever is in the pool and may be drawn as third. */
const pool: Pick<ReviewerSeed, 'member'>[] = [];

beforeAll(async () => {
  city = await seedCity(suite.world);
  bureau = await city.bureau('110105');
});

const stop = async ({ id }: ReadingSeed, more: object = { cause: 'CONFLICT', ground: 'KINSHIP' }) =>
  act(await bureau.reviewCoordinator, 'stopReading', { readingId: id, reason: '后来发现须回避的情形', ...more });

const submit = ({ id, reader }: ReadingSeed) => doReading(reader.member, 'submitReview', { readingId: id });

const stateOf = async ({ id }: ReadingSeed) =>
  (
    await suite.world.rows(
      `SELECT state, (SELECT count(*)::int FROM review.submission s WHERE s.reading_id = r.id) AS submissions,
              (SELECT count(*)::int FROM review.draft d WHERE d.reading_id = r.id) AS drafts FROM review.reading r WHERE id = $1`,
      [id],
    )
  )[0];

describe('a conflict found later (standards 3, HOUSE)', () => {
  let seed: ReviewSeed;
  beforeEach(async () => {
    seed = await seedReviews(bureau, { subjects: 2, readers: 2 });
    pool.push(...seed.readers);
  });

  test('stops the reading at once: the reader is told so, what was written is kept', async () => {
    const [reading] = seed.readings as [ReadingSeed];
    await draftReviews(seed, [reading]);
    const before = await stateOf(reading);
    expect(await stop(reading)).toMatchObject({ receipt: { preview: false } });
    expect(await stateOf(reading)).toEqual({ ...before, state: 'STOPPED' });
    expect(before?.drafts).toBeGreaterThan(8);
    expectRefusal(await submit(reading), 'READING_STOPPED');
    const draft = { readingId: reading.id, indicatorNo: 1, version: 1, value: { points: 60 } };
    expectRefusal(await doReading(reading.reader.member, 'saveReviewDraft', draft), 'READING_STOPPED');
  });

  test('a submitted review stops for a conflict of a named kind or an upheld objection only, which the register bears out', async () => {
    const [one, two] = seed.readings as [ReadingSeed, ReadingSeed];
    await submitReviews(seed, [one, two], { points: 85 });
    for (const cause of ['UNAVAILABLE', 'CONFLICT']) expectRefusal(await stop(one, { cause }), 'STOP_NEEDS_GROUND');
    expectRefusal(await stop(one, { cause: 'UNAVAILABLE', ground: 'KINSHIP' }), 'INVALID_INPUT');
    expectRefusal(await stop(one, { cause: 'CONFLICT', ground: 'REGISTER' }), 'GROUND_NOT_FOUND');
    expectRefusal(await stop(one, { cause: 'OBJECTION' }), 'GROUND_NOT_FOUND');
    const objection = `INSERT INTO reviewer_objection (id, campaign_id, case_file_id, reviewer_id, person_id, reason, made_at, outcome, outcome_reason, decided_by, decided_at)
      SELECT gen_random_uuid(), $1, $2, $3, e.person_id, '有利害关系', now(), 'UPHELD', '查证属实', $4, now() FROM engagement e WHERE e.case_file_id = $2`;
    const { personId } = await bureau.reviewCoordinator;
    await suite.world.rows(objection, [seed.campaignId, one.subject.caseFileId, one.reader.reviewerId, personId]);
    expectRefusal(await stop(two, { cause: 'OBJECTION' }), 'GROUND_NOT_FOUND');
    expect(await stop(one, { cause: 'CONFLICT', ground: 'REGISTER' })).toMatchObject({ receipt: { preview: false } });
    expect(await stop(two, { cause: 'CONFLICT', ground: 'CONTACT' })).toMatchObject({ receipt: { preview: false } });
    const [pair] = await suite.world.rows('SELECT cause, ground FROM reading_stop WHERE reading_id = $1', [two.id]);
    expect(pair).toEqual({ cause: 'CONFLICT', ground: 'CONTACT' });
  });

  test('while it is being submitted: either comes first, and never both halves', async () => {
    const readings = seed.readings.slice(0, 4);
    await draftReviews(seed, readings);
    for (const reading of readings) {
      const [stopped, submitted] = await Promise.all([stop(reading), submit(reading)]);
      const row = await stateOf(reading);
      expect(stopped.code).toBeUndefined();
      expect(row?.state).toBe('STOPPED');
      if (submitted.code) {
        expect(submitted.code).toBe('READING_STOPPED');
        expect(row?.submissions).toBe(0);
      } else expect(row?.submissions).toBe(1);
    }
  });

  test('a third reader is one who has not read the file, drawn once however often it is pressed', async () => {
    const [subject] = seed.subjects;
    pool.push(await enrolled(bureau));
    await suite.world.rows(`UPDATE review.subject SET state = 'NEEDS_THIRD' WHERE id = $1`, [subject?.id]);
    const press = async () =>
      act(await bureau.reviewCoordinator, 'assignReaders', { campaignId: seed.campaignId }, 'added missing');
    const answers = await Promise.all([press(), press()]);
    expect(answers.map(({ added }) => added).sort()).toEqual([0, 1]);
    const rows = await suite.world.rows(
      `SELECT k.reviewer_id AS reviewer, r.part FROM review.reading r JOIN vault.reader k ON k.reader_key = r.reader_key WHERE r.subject_id = $1`,
      [subject?.id],
    );
    expect(rows.map(({ part }) => part).sort()).toEqual(['READER', 'READER', 'THIRD']);
    expect(new Set(rows.map(({ reviewer }) => reviewer)).size).toBe(3);
  });

  test('is refused where the campaign was given up meanwhile: nothing of it is read any more', async () => {
    const [reading] = seed.readings as [ReadingSeed];
    const abandon = { campaignId: seed.campaignId, reason: '计划有变，另行组织' };
    await succeed(await bureau.reviewCoordinator, 'abandonCampaign', abandon);
    const declared = { readingId: reading.id, reason: '与承办人是同学' };
    expectRefusal(await act(reading.reader.member, 'declareConflict', declared), 'CAMPAIGN_CLOSED');
    expect(await stateOf(reading)).toMatchObject({ state: 'ASSIGNED' });
  });

  test('the reader’s own declaration stops it as well, and only theirs', async () => {
    const [one, two] = [seed.readings[0], seed.readings[1]] as [ReadingSeed, ReadingSeed];
    const input = { readingId: one.id, reason: '认出是曾经咨询过的案件' };
    expectRefusal(await act(two.reader.member, 'declareConflict', input), 'NOT_FOUND');
    await succeed(one.reader.member, 'declareConflict', input, 'stopped');
    // The coordinator reads why; nothing in the open part of the database says who said it or of which file.
    const { assignmentPlan } = await (await bureau.reviewCoordinator).send(
      `{ assignmentPlan(campaignId: "${seed.campaignId}") { pairs(first: 10) { pairs { readingId stopReason } } } }`,
    );
    const reasons = assignmentPlan.pairs.pairs.map((pair: Row) => [pair.readingId, pair.stopReason]);
    expect(reasons.find(([id]: string[]) => id === one.id)).toEqual([one.id, input.reason]);
    expect(reasons.filter(([, reason]: (string | null)[]) => reason)).toHaveLength(1);
    const lines = await suite.world.rows(
      `SELECT l.facts, array_agg(t.kind) AS kinds FROM ledger_entry l JOIN ledger_thing t ON t.entry_id = l.id
        WHERE l.act = 'declareConflict' AND l.outcome = 'DONE' GROUP BY l.id`,
    );
    expect(lines).toEqual([{ facts: { cause: 'CONFLICT' }, kinds: ['Reading'] }]);
    expect((await stateOf(one))?.state).toBe('STOPPED');
    expect((await stateOf(two))?.state).toBe('ASSIGNED');
  });
});

describe('together with settling (standards 3)', () => {
  test('0 and 100 call a third reader in the submission itself; a submitted review that is stopped is read again by another', async () => {
    const seed = await seedReviews(bureau, { subjects: 1, readers: 2 });
    const [one, two] = seed.readings as [ReadingSeed, ReadingSeed];
    pool.push(await enrolled(bureau), await enrolled(bureau));
    await submitReviews(seed, [one], { points: 100 });
    await submitReviews(seed, [two], { points: 0 });
    const parts = async () =>
      suite.world.rows(
        `SELECT r.part, r.state, k.reviewer_id AS reviewer FROM review.reading r JOIN vault.reader k ON k.reader_key = r.reader_key
          WHERE r.subject_id = $1 ORDER BY r.part, r.state`,
        [one.subject.id],
      );
    expect((await parts()).map(({ part, state }) => `${part} ${state}`)).toEqual([
      'READER SUBMITTED',
      'READER SUBMITTED',
      'THIRD ASSIGNED',
    ]);
    // Nothing that the third reader is shown tells them from a first one: not the part, not the due day, not the place in the list.
    const worklist = async ({ member }: Pick<ReviewerSeed, 'member'>) =>
      (
        await member.send(
          '{ myReadings(first: 50) { edges { node { subjectId part state round dueOn extensions { reason } reopenings { reason } availableActions } } } }',
        )
      ).myReadings.edges
        .map(({ node }: Row) => node)
        .filter(({ subjectId }: Row) => subjectId === one.subject.id);
    const [first] = await worklist(one.reader);
    const others = await Promise.all(pool.map(worklist));
    const mayDo = { state: 'ASSIGNED', availableActions: ['saveReviewDraft', 'submitReview'] };
    expect(others.flat()).toEqual([{ ...first, ...mayDo }]);
    expect(await stop(two)).toMatchObject({ receipt: { preview: false } });
    const { added } = await act(
      await bureau.reviewCoordinator,
      'assignReaders',
      { campaignId: seed.campaignId },
      'added',
    );
    const after = await parts();
    expect(added).toBe(1);
    expect(after.map(({ part, state }) => `${part} ${state}`)).toEqual([
      'READER ASSIGNED',
      'READER STOPPED',
      'READER SUBMITTED',
      'THIRD ASSIGNED',
    ]);
    expect(new Set(after.map(({ reviewer }) => reviewer)).size).toBe(4);
  });
});
