import { randomUUID } from 'node:crypto';
import { doReading, draftReviews, stoppedAsOwner } from '../support/review-acts';
import { type BureauSeed, seedCity } from '../support/seed';
import { type ReadingSeed, seedReviews } from '../support/seed-reviews';
import { withoutTrigger } from '../support/without-trigger';
import { expectSuccess, useWorld } from '../support/world';

/** Written past the server, with the rights that it has: what is left to stop it is the database. */
const suite = useWorld();
let bureau: BureauSeed;
beforeAll(async () => {
  bureau = await (await seedCity(suite.world)).bureau('110105');
});

interface Raw {
  readonly round?: number;
  readonly indicators?: readonly number[];
  readonly points?: number;
  readonly anchors?: number;
  readonly evidence?: number;
  readonly paperId?: string;
}

/** A whole submission in one transaction, or what is made of it; gives the constraint that stopped it. */
async function write(reading: ReadingSeed, raw: Raw = {}): Promise<string> {
  const { indicators = [1, 2, 3, 4, 5, 6, 7, 8], points = 80, anchors = 1, evidence = anchors, round = 1 } = raw;
  const { app } = suite.world;
  const id = randomUUID();
  await app.query('BEGIN');
  try {
    await app.query(
      `INSERT INTO review.submission (id, reading_id, subject_id, round, grade, total_numerator, total_denominator, opinion, submitted_at) VALUES ($1, $2, $3, $4, 'GOOD', 80, 1, '意见', now())`,
      [id, reading.id, reading.subject.id, round],
    );
    for (const no of indicators) {
      await app.query(
        `INSERT INTO review.score (submission_id, subject_id, indicator_no, points, not_applicable, reason, anchors) VALUES ($1, $2, $3, $4, false, '理由', $5)`,
        [id, reading.subject.id, no, points, anchors],
      );
      for (let n = 1; n <= evidence; n += 1) {
        await app.query(
          `INSERT INTO review.evidence (submission_id, indicator_no, subject_id, n, paper_id, page, absent) VALUES ($1, $2, $3, $4, $5, 1, false)`,
          [id, no, reading.subject.id, n, raw.paperId ?? reading.subject.paperIds[0]],
        );
      }
    }
    await app.query('COMMIT');
    return 'WRITTEN';
  } catch (error) {
    await app.query('ROLLBACK');
    return (error as { constraint?: string; message: string }).constraint ?? (error as Error).message;
  }
}

const ground = async () => {
  const seed = await seedReviews(bureau, { subjects: 2 });
  return { seed, reading: seed.readings[0] as ReadingSeed };
};

test('S4-4.1b a whole submission passes, and a second one of its round does not', async () => {
  const { reading } = await ground();
  expect(await write(reading)).toBe('WRITTEN');
  expect(await write(reading)).toBe('submission_reading_id_round_key');
  expect(await write(reading, { round: 2 })).toBe('reading_takes_no_submission');
});

test.each([
  ['seven scores', { indicators: [1, 2, 3, 4, 5, 6, 7] }, 'submission_is_whole'],
  ['a ninth score', { indicators: [1, 2, 3, 4, 5, 6, 7, 8, 9] }, 'score_indicator_no_check'],
  ['one indicator twice', { indicators: [1, 2, 3, 4, 5, 6, 7, 8, 8] }, 'score_pkey'],
  ['101 points', { points: 101 }, 'score_points_check'],
  ['a score without evidence', { anchors: 0 }, 'score_is_anchored'],
  ['evidence that is counted and not there', { anchors: 1, evidence: 0 }, 'score_has_its_anchors'],
  ['more evidence than counted', { anchors: 1, evidence: 2 }, 'score_has_its_anchors'],
  ['another round than the present', { round: 2 }, 'reading_takes_no_submission'],
] as const)('S4-4.1b %s is refused by the database', async (_, raw, constraint) => {
  const { reading } = await ground();
  expect(await write(reading, raw)).toBe(constraint);
});

test('evidence from the papers of another file is refused by the database', async () => {
  const { seed, reading } = await ground();
  expect(await write(reading, { paperId: seed.subjects[1]?.paperIds[0] as string })).toBe(
    'evidence_paper_id_subject_id_fkey',
  );
});

test('a stopped reading, a member of the group and a reader who is none take no submission', async () => {
  const { seed, reading } = await ground();
  await stoppedAsOwner(suite.world, reading.id);
  expect(await write(reading)).toBe('reading_takes_no_submission');
  const foreign = seed.readings.find(({ subject }) => subject !== reading.subject) as ReadingSeed;
  expect(await write({ ...foreign, subject: reading.subject })).toBe('submission_reading_id_subject_id_fkey');
  await expect(
    suite.world.app.query(`UPDATE review.reading SET state = 'ASSIGNED', stopped_reason = NULL WHERE id = $1`, [
      reading.id,
    ]),
  ).rejects.toMatchObject({ constraint: 'reading_moves' });
  await expect(
    suite.world.app.query(`UPDATE review.reading SET state = 'SUBMITTED' WHERE id = $1`, [foreign.id]),
  ).rejects.toMatchObject({ constraint: 'reading_moves' });
});

test('what readers are shown of a file is neither added to nor taken away while it is read', async () => {
  const { reading } = await ground();
  const { app } = suite.world;
  const { id, paperIds } = reading.subject;
  const added = [
    `INSERT INTO review.subject_event (subject_id, ordinal, kind, after_days, told_rights, told_duties, told_risks) VALUES ($1, 99, 'MEETING', 3, true, true, true)`,
    `INSERT INTO review.paper (id, subject_id, catalogue_no, ordinal, pages, state, withheld_reason) VALUES (gen_random_uuid(), $1, 20, 1, 3, 'WITHHELD', 'NO_PAGES')`,
    `INSERT INTO review.subject (id, campaign_id, pseudonym, case_kind, stage, in_custody, edition_id, scheme_id, state)
     SELECT gen_random_uuid(), campaign_id, 'ZZZZZZ', case_kind, stage, false, edition_id, scheme_id, 'READING' FROM review.subject WHERE id = $1`,
  ];
  for (const statement of added) {
    await expect(app.query(statement, [id])).rejects.toMatchObject({ constraint: 'shown_is_kept' });
  }
  const hidden = `UPDATE review.paper SET state = 'WITHHELD', withheld_reason = 'WITHDRAWN' WHERE id = $1`;
  await expect(app.query(hidden, [paperIds[0]])).rejects.toMatchObject({ code: '42501' });
});

test('behind a pseudonym stands a file that its campaign drew', async () => {
  const { seed, reading } = await ground();
  const [drawnElsewhere] = (await ground()).seed.subjects;
  const { world } = suite;
  const [added] = await withoutTrigger(world, 'review.subject', 'subjects_are_kept', () =>
    world.rows(
      `INSERT INTO review.subject (id, campaign_id, pseudonym, case_kind, stage, in_custody, edition_id, scheme_id, state)
     SELECT gen_random_uuid(), campaign_id, 'ZZZZZZ', case_kind, stage, false, edition_id, scheme_id, 'READING' FROM review.subject WHERE id = $1 RETURNING id`,
      [reading.subject.id],
    ),
  );
  const behind = 'SELECT vault.enter_subjects($1, ARRAY[$2::uuid], ARRAY[$3::uuid], ARRAY[NULL::uuid])';
  const wrong = world.app.query(behind, [seed.campaignId, added?.id, drawnElsewhere?.caseFileId]);
  await expect(wrong).rejects.toMatchObject({ code: '23503', constraint: 'subject_campaign_id_case_file_id_fkey' });
  await world.rows('DELETE FROM review.subject WHERE id = $1', [added?.id]);
});

test('what was submitted is changed by nobody', async () => {
  const { seed, reading } = await ground();
  await draftReviews(seed, [reading]);
  expectSuccess(await doReading(reading.reader.member, 'submitReview', { readingId: reading.id }));
  const [submission] = await suite.world.rows('SELECT id FROM review.submission WHERE reading_id = $1', [reading.id]);
  const changes = [
    [`UPDATE review.submission SET grade = 'EXCELLENT' WHERE id = $1`, 'submission'],
    [`UPDATE review.score SET points = 100 WHERE submission_id = $1`, 'score'],
    [`DELETE FROM review.evidence WHERE submission_id = $1`, 'evidence'],
    [`DELETE FROM review.submission WHERE id = $1`, 'submission'],
  ] as const;
  for (const [sql, table] of changes) {
    await expect(suite.world.app.query(sql, [submission.id])).rejects.toThrow(`permission denied for table ${table}`);
    // Not even by the owner of the tables.
    await expect(suite.world.rows(sql, [submission.id])).rejects.toMatchObject({ code: '42501' });
  }
  const ninth = suite.world.app.query(
    `INSERT INTO review.score (submission_id, subject_id, indicator_no, points, not_applicable, reason, anchors) VALUES ($1, $2, 8, 100, false, '', 1)`,
    [submission.id, reading.subject.id],
  );
  await expect(ninth).rejects.toMatchObject({ constraint: 'score_pkey' });
  await expect(
    suite.world.app.query('UPDATE review.reading SET round = 2 WHERE id = $1', [reading.id]),
  ).rejects.toMatchObject({ constraint: 'reading_moves' });
  await expect(
    suite.world.app.query(`UPDATE review.reading SET round = 2, state = 'ASSIGNED' WHERE id = $1`, [reading.id]),
  ).rejects.toMatchObject({ constraint: 'reading_moves' });
});

test('whoever reads blind can write nothing', async () => {
  const { reading } = await ground();
  const { blind } = suite.world.services;
  await expect(
    blind.query(`UPDATE review.reading SET due_on = '2030-01-01' WHERE id = $1`, [reading.id]),
  ).rejects.toThrow('permission denied');
  await expect(blind.query('SELECT * FROM vault.reader')).rejects.toThrow('permission denied');
  await expect(blind.query('SELECT vault.reader_keys_of($1)', [reading.reader.member.accountId])).rejects.toThrow(
    'permission denied',
  );
});
