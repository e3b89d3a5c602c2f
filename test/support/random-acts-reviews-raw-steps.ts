import type { Client } from 'pg';
import type { Scene } from './random-acts';
import { NoLongerSo, type RawAct, type Step } from './random-acts-raw';
import { readingIn, subjectIn } from './random-acts-reviews-seen';

/** Something that the database must refuse, whatever was there. */
export const never = (
  what: string,
  weight: number,
  prepare: (scene: Scene) => Promise<Step | null> | Step,
): RawAct => ({
  what: `reviews: ${what}`,
  weight,
  prepare: async ({ scene }) => prepare(scene),
});

export const statement = (what: string, weight: number, sql: string, params: readonly unknown[] = []) =>
  never(what, weight, () => (client: Client) => client.query(sql, params as unknown[]));

/** Under the lock it is seen whether the row is still as it was chosen. */
export async function still(client: Client, sql: string, params: readonly unknown[]): Promise<void> {
  const { rowCount } = await client.query(sql, params as unknown[]);
  if (!rowCount) throw new NoLongerSo();
}

const lockReading = (client: Client, id: string, states: readonly string[]) =>
  still(
    client,
    'SELECT r.id FROM review.subject s JOIN review.reading r ON r.subject_id = s.id WHERE r.id = $1 AND r.state = ANY ($2) FOR NO KEY UPDATE OF s, r',
    [id, states],
  );

export const onReading = (
  what: string,
  weight: number,
  states: readonly string[],
  step: (client: Client, reading: { id: string; subjectId: string }) => Promise<unknown>,
) =>
  never(what, weight, async (scene) => {
    const reading = await readingIn(scene, states, `r.part <> 'GROUP'`);
    return (
      reading &&
      (async (client) => {
        await lockReading(client, reading.id, states);
        await step(client, reading);
      })
    );
  });

export const onSubject = (
  what: string,
  weight: number,
  states: readonly string[],
  step: (client: Client, id: string) => Promise<unknown>,
) =>
  never(what, weight, async (scene) => {
    const subject = await subjectIn(scene, states);
    return (
      subject &&
      (async (client) => {
        await still(client, 'SELECT id FROM review.subject WHERE id = $1 AND state = ANY ($2) FOR NO KEY UPDATE', [
          subject.id,
          states,
        ]);
        await step(client, subject.id);
      })
    );
  });

export const submission = (client: Client, reading: { id: string; subjectId: string }, scores: number) =>
  client.query(
    `WITH n AS (INSERT INTO review.submission (id, reading_id, subject_id, round, grade, total_numerator, total_denominator, opinion, submitted_at)
       SELECT gen_random_uuid(), r.id, r.subject_id, r.round, 'EXCELLENT', 100, 1, '绕过服务', now() FROM review.reading r WHERE r.id = $1 RETURNING id, subject_id),
     c AS (INSERT INTO review.score (submission_id, subject_id, indicator_no, points, not_applicable, reason, anchors)
       SELECT n.id, n.subject_id, i, 100, false, '绕过服务', 1 FROM n, generate_series(1, $2::int) i)
     INSERT INTO review.evidence (submission_id, indicator_no, subject_id, n, absent) SELECT n.id, i, n.subject_id, 1, true FROM n, generate_series(1, $2::int) i`,
    [reading.id, scores],
  );

export const settlement = (client: Client, subjectId: string) =>
  client.query(
    `WITH t AS (INSERT INTO review.settlement (id, subject_id, round, way, grade, total_numerator, total_denominator, findings, settled_at)
       SELECT gen_random_uuid(), $1, 1 + coalesce((SELECT max(round) FROM review.settlement WHERE subject_id = $1), 0), 'AGREED', 'EXCELLENT', 100, 1, '[]', now() RETURNING id),
     b AS (INSERT INTO review.settlement_basis (settlement_id, subject_id, reading_id, round) SELECT t.id, $1, r.id, r.round FROM t, review.reading r WHERE r.subject_id = $1 AND r.state = 'SUBMITTED')
     INSERT INTO review.settled_score (settlement_id, indicator_no, points_numerator, points_denominator, not_applicable, reasons)
     SELECT t.id, i, 100, 1, false, '[]' FROM t, generate_series(1, 8) i`,
    [subjectId],
  );

export const onCampaign = (
  what: string,
  weight: number,
  states: readonly string[],
  step: (client: Client, id: string) => Promise<unknown>,
  further = 'true',
) =>
  never(what, weight, async (scene) => {
    const found = await scene.one<{ id: string }>(
      `SELECT c.id FROM review_campaign c WHERE c.state = ANY ($1) AND (${further}) ORDER BY c.id DESC`,
      [states],
    );
    return (
      found &&
      (async (client) => {
        await still(
          client,
          `SELECT c.id FROM review_campaign c WHERE c.id = $1 AND c.state = ANY ($2) AND (${further}) FOR NO KEY UPDATE`,
          [found.id, states],
        );
        await step(client, found.id);
      })
    );
  });
