import { randomUUID } from 'node:crypto';
import { newId } from '../../src/platform/ids';
import { repliesOver } from './replies-over';
import type { ReadingSeed, ReviewSeed, SubjectSeed } from './seed-reviews';
import { withoutTrigger } from './without-trigger';
import type { World } from './world';

export type GradeText = 'EXCELLENT' | 'GOOD' | 'QUALIFIED' | 'UNQUALIFIED';
const GRADES: readonly GradeText[] = ['UNQUALIFIED', 'QUALIFIED', 'GOOD', 'EXCELLENT'];
const gradeOfTotal = (total: number): GradeText =>
  total >= 90 ? 'EXCELLENT' : total >= 80 ? 'GOOD' : total >= 60 ? 'QUALIFIED' : 'UNQUALIFIED';

/** Eight values: points, or grades as steps 1 to 4; null where an indicator does not apply. */
export type Eight = readonly (number | null)[];

const mean = (values: Eight): { numerator: number; denominator: number } => {
  const given = values.filter((value) => value !== null);
  return { numerator: given.reduce((sum, value) => sum + value, 0), denominator: given.length };
};

function whole(review: ReviewSeed, values: Eight) {
  const { numerator, denominator } = mean(values);
  const points = review.schemeKind === 'POINTS_100';
  return {
    points,
    grade: points ? gradeOfTotal(numerator / denominator) : GRADES[Math.round(numerator / denominator) - 1],
    total: points ? [numerator, denominator] : [null, null],
  };
}

function columns(review: ReviewSeed, values: Eight) {
  const points = review.schemeKind === 'POINTS_100';
  return {
    points: values.map((value) => (points ? value : null)),
    grades: values.map((value) => (points || value === null ? null : GRADES[value - 1])),
    absent: values.map((value) => value === null),
  };
}

export interface Given {
  readonly reading: Pick<ReadingSeed, 'id' | 'subject'>;
  readonly values: Eight;
}

/** Submits each reading's present round, written as owner; the n-th submission comes n minutes after the first. */
let minutes = 0;
export async function submitted(review: ReviewSeed, ...given: readonly Given[]): Promise<void> {
  const { world } = review;
  const lines = given.map(({ reading, values }) => {
    minutes += 1;
    const at = new Date(world.clock.now().getTime() + minutes * 60_000);
    return { id: randomUUID(), reading, values, at, ...whole(review, values), scored: columns(review, values) };
  });
  await world.rows('BEGIN');
  await world.rows(
    `INSERT INTO review.submission (id, reading_id, subject_id, round, grade, total_numerator, total_denominator, opinion, submitted_at)
     SELECT t.id, r.id, r.subject_id, r.round, t.grade, t.n, t.d, '综合意见', t.at
       FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::bigint[], $6::timestamptz[]) AS t (id, reading, grade, n, d, at) JOIN review.reading r ON r.id = t.reading`,
    [
      lines.map(({ id }) => id),
      lines.map(({ reading }) => reading.id),
      lines.map(({ grade }) => grade),
      lines.map(({ total }) => total[0]),
      lines.map(({ total }) => total[1]),
      lines.map(({ at }) => at),
    ],
  );
  await world.rows(
    `INSERT INTO review.score (submission_id, subject_id, indicator_no, points, grade, not_applicable, reason, anchors)
     SELECT id, subject, no, p, g, a, '理由', CASE WHEN a THEN 0 ELSE 1 END
       FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::smallint[], $5::text[], $6::boolean[]) AS t (id, subject, no, p, g, a)`,
    [
      lines.flatMap(({ id }) => Array(8).fill(id)),
      lines.flatMap(({ reading }) => Array(8).fill(reading.subject.id)),
      lines.flatMap(() => [1, 2, 3, 4, 5, 6, 7, 8]),
      lines.flatMap(({ scored }) => scored.points),
      lines.flatMap(({ scored }) => scored.grades),
      lines.flatMap(({ scored }) => scored.absent),
    ],
  );
  await world.rows(
    `INSERT INTO review.evidence (submission_id, indicator_no, subject_id, n, absent)
     SELECT submission_id, indicator_no, subject_id, 1, true FROM review.score WHERE submission_id = ANY ($1) AND anchors = 1`,
    [lines.map(({ id }) => id)],
  );
  await settledByStateAlone(
    world,
    `UPDATE review.subject s SET state = 'SETTLED' WHERE s.id = ANY ($1) AND NOT EXISTS (SELECT FROM review.reading r WHERE r.subject_id = s.id AND r.state = 'ASSIGNED')`,
    [lines.map(({ reading }) => reading.subject.id)],
  );
  await world.rows('COMMIT');
}

/** As the owner, who alone could: files settled by their state alone, for figures that look at nothing else. */
async function settledByStateAlone(world: World, sql: string, params: readonly unknown[]): Promise<void> {
  await world.rows('ALTER TABLE review.subject DISABLE TRIGGER subject_moves');
  await world.rows(sql, [...params]);
  await world.rows('ALTER TABLE review.subject ENABLE TRIGGER subject_moves');
}

/** Before the invariants of the register are asked: files are in no state again that they have no settlement for. */
export const unsettledAgain = (world: World): Promise<void> =>
  settledByStateAlone(
    world,
    `UPDATE review.subject SET state = 'READING' WHERE state = 'SETTLED' AND NOT review.settlement_stands(id)`,
    [],
  );

/** A file whose value is known, mixed in blind and given to these two readers. Gives the readings. */
export async function goldFile(
  review: ReviewSeed,
  caseFileId: string,
  values: Eight,
  readers: readonly [number, number] = [0, 1],
): Promise<ReadingSeed[]> {
  const { world, bureau, campaignId } = review;
  const { grade } = whole(review, values);
  const scored = columns(review, values);
  const [goldId, subjectId] = [newId(), randomUUID()];
  await world.rows(
    `INSERT INTO gold_file (id, bureau_id, case_file_id, scheme_id, grade, reason, set_by, set_at)
     SELECT $1, $2, $3, e.scheme_id, $4, '三人评定', $5, $6 FROM campaign_edition e WHERE e.campaign_id = $7 AND e.case_kind = 'CRIMINAL'`,
    [goldId, bureau.id, caseFileId, grade, (await bureau.reviewCoordinator).personId, world.clock.now(), campaignId],
  );
  await world.rows(
    'INSERT INTO gold_value (gold_id, indicator_no, points, grade) SELECT $1, no, p, g FROM unnest($2::smallint[], $3::text[]) WITH ORDINALITY AS t (p, g, no)',
    [goldId, scored.points, scored.grades],
  );
  await withoutTrigger(world, 'campaign_draw', 'draw_in_its_time', () =>
    world.rows(`INSERT INTO campaign_draw (campaign_id, case_file_id, part) VALUES ($1, $2, 'GOLD')`, [
      campaignId,
      caseFileId,
    ]),
  );
  await withoutTrigger(world, 'review.subject', 'subjects_are_kept', () =>
    world.rows(
      `INSERT INTO review.subject (id, campaign_id, pseudonym, case_kind, stage, in_custody, edition_id, scheme_id, state)
       SELECT $1, $2, $3, 'CRIMINAL', 'TRIAL', false, e.edition_id, e.scheme_id, 'READING' FROM campaign_edition e WHERE e.campaign_id = $2 AND e.case_kind = 'CRIMINAL'`,
      [subjectId, campaignId, `卷${subjectId.slice(0, 8).toUpperCase()}`],
    ),
  );
  await world.rows(
    'INSERT INTO vault.subject (subject_id, campaign_id, case_file_id, gold_id) VALUES ($1, $2, $3, $4)',
    [subjectId, campaignId, caseFileId, goldId],
  );
  const subject: SubjectSeed = { id: subjectId, pseudonym: '', caseFileId, paperIds: [] };
  const readings = readers.map((at) => ({ id: randomUUID(), subject, reader: review.readers[at]! }));
  for (const { id, reader } of readings) {
    await world.rows(
      `INSERT INTO review.reading (id, subject_id, reader_key, part, state, due_on) VALUES ($1, $2, $3, 'READER', 'ASSIGNED', '2026-03-31')`,
      [id, subjectId, reader.key],
    );
  }
  return readings;
}

/** Takes replies, writes one result for each subject, and is final. */
export async function finalised(
  review: ReviewSeed,
  resultOf: (subject: SubjectSeed, index: number) => Eight,
): Promise<void> {
  const { world, campaignId } = review;
  const now = world.clock.now();
  const person = (await review.bureau.reviewCoordinator).personId;
  await replying(review);
  await repliesOver(world, campaignId);
  await pastSettlements(world, 'DISABLE');
  const lines = review.subjects.map((subject, index) => {
    const values = resultOf(subject, index);
    return { id: newId(), subject, ...whole(review, values), scored: columns(review, values) };
  });
  await world.rows('BEGIN');
  await world.rows(
    `INSERT INTO review_result (id, campaign_id, case_file_id, edition_id, scheme_id, way, grade, total_numerator, total_denominator, changed_by_reply, finalised_at)
     SELECT t.id, e.campaign_id, t.file, e.edition_id, e.scheme_id, 'AGREED', t.grade, t.n, t.d, false, $2
       FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::bigint[]) AS t (id, file, grade, n, d), campaign_edition e WHERE e.campaign_id = $1 AND e.case_kind = 'CRIMINAL'`,
    [
      campaignId,
      now,
      lines.map(({ id }) => id),
      lines.map(({ subject }) => subject.caseFileId),
      lines.map(({ grade }) => grade),
      lines.map(({ total }) => total[0]),
      lines.map(({ total }) => total[1]),
    ],
  );
  await world.rows(
    `INSERT INTO review_result_indicator (result_id, indicator_no, points_numerator, points_denominator, grade, not_applicable, reasons, changed_by_reply)
     SELECT id, no, p, CASE WHEN p IS NOT NULL THEN 1 END, g, a, '[]', false FROM unnest($1::uuid[], $2::smallint[], $3::bigint[], $4::text[], $5::boolean[]) AS t (id, no, p, g, a)`,
    [
      lines.flatMap(({ id }) => Array(8).fill(id)),
      lines.flatMap(() => [1, 2, 3, 4, 5, 6, 7, 8]),
      lines.flatMap(({ scored }) => scored.points),
      lines.flatMap(({ scored }) => scored.grades),
      lines.flatMap(({ scored }) => scored.absent),
    ],
  );
  await world.rows(
    `UPDATE review_campaign SET state = 'FINALISED', finalised_by = $2, finalised_at = $3 WHERE id = $1`,
    [campaignId, person, now],
  );
  await world.rows('COMMIT');
  await pastSettlements(world, 'ENABLE');
}

/** As the owner, who alone could: a campaign that goes on without settlements, for figures that do not look at them. */
async function pastSettlements(world: World, how: 'DISABLE' | 'ENABLE'): Promise<void> {
  await world.rows(`ALTER TABLE review_campaign ${how} TRIGGER campaign_rests_on_settlements`, []);
  await world.rows(`ALTER TABLE review_result ${how} TRIGGER result_rests_on_settlement`, []);
}

/** Replies are taken until the end of the month; once. */
export async function replying({ world, campaignId }: ReviewSeed): Promise<void> {
  await pastSettlements(world, 'DISABLE');
  await world.rows(
    `UPDATE review_campaign SET state = 'REPLYING', replies_opened_at = $2, replies_due_on = '2026-12-31' WHERE id = $1 AND state = 'READING'`,
    [campaignId, world.clock.now()],
  );
  await pastSettlements(world, 'ENABLE');
}
