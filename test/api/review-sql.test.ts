import { randomUUID } from 'node:crypto';
import { NOTHING_STOPPED_IT, whatStops } from '../support/raw-sql';
import { draftReviews, submitReviews } from '../support/review-acts';
import { type BureauSeed, seedCity } from '../support/seed';
import { succeed } from '../support/seed-case-files';
import { repliesOpen } from '../support/seed-judgements';
import { type ReadingSeed, type ReviewSeed, seedReviews } from '../support/seed-reviews';
import { useWorld } from '../support/world';

const suite = useWorld();
let bureau: BureauSeed;
let reading: ReviewSeed;
beforeAll(async () => {
  bureau = await (await seedCity(suite.world)).bureau('110105');
  reading = await seedReviews(bureau, { subjects: 2, readers: 3, perFile: 2 });
});

type Statement = readonly [sql: string, ...params: unknown[]];

/** As the server's own role. */
const stopped = (...statements: readonly Statement[]) =>
  whatStops(suite.world.app, async () => {
    for (const [sql, ...params] of statements) await suite.world.app.query(sql, params);
  });
const ID = randomUUID();

describe('S4-4.1a by raw SQL: what a campaign was planned and begun with', () => {
  test('its edition and scheme are not exchanged, taken away or added to once a seed is committed', async () => {
    const other: Statement = [
      `INSERT INTO campaign_edition (campaign_id, case_kind, edition_id, scheme_id, scheme_kind) SELECT $1, 'CRIMINAL', h.edition_id, h.id, h.kind FROM scoring_scheme h WHERE h.kind = 'INDICATOR_GRADE' LIMIT 1`,
      reading.campaignId,
    ];
    const away: Statement = [
      `DELETE FROM campaign_edition WHERE campaign_id = $1 AND case_kind = 'CRIMINAL'`,
      reading.campaignId,
    ];
    expect(await stopped(away)).toBe('sample_in_its_time');
    expect(await stopped(away, other)).toBe('sample_in_its_time');
    await suite.world.rows('ALTER TABLE campaign_edition DISABLE TRIGGER edition_taken_back_in_its_time');
    expect(await stopped(away)).toBe(NOTHING_STOPPED_IT);
    expect(await stopped(away, other)).toBe('sample_in_its_time');
    await suite.world.rows('ALTER TABLE campaign_edition ENABLE TRIGGER edition_taken_back_in_its_time');
  });

  test('no gold file is mixed in, or taken out, after the freeze', async () => {
    const known: Statement = [
      `INSERT INTO gold_file (id, bureau_id, case_file_id, scheme_id, grade, reason, set_by, set_at, confirmed_by, confirmed_at)
       SELECT '${ID}', $1, $2, e.scheme_id, 'GOOD', '三人评定', $3, now(), $5, now() FROM campaign_edition e WHERE e.campaign_id = $4 AND e.case_kind = 'CRIMINAL'`,
      ...[bureau.id, reading.subjects[0]?.caseFileId],
      ...[(await bureau.reviewCoordinator).personId, reading.campaignId, (await bureau.supervisor).personId],
    ];
    const unconfirmed: Statement = [`UPDATE gold_file SET confirmed_by = NULL, confirmed_at = NULL WHERE id = '${ID}'`];
    const chosen: Statement = [`INSERT INTO campaign_gold VALUES ($1, '${ID}')`, reading.campaignId];
    expect(await stopped(known)).toBe(NOTHING_STOPPED_IT);
    expect(await stopped(known, chosen)).toBe('sample_in_its_time');
    await suite.world.rows('ALTER TABLE campaign_gold DISABLE TRIGGER gold_in_its_time');
    const away: Statement = ['DELETE FROM campaign_gold WHERE campaign_id = $1', reading.campaignId];
    expect(await stopped(known, chosen)).toBe(NOTHING_STOPPED_IT);
    expect(await stopped(known, unconfirmed)).toBe('gold_is_confirmed_once');
    expect(await stopped(known, chosen, away)).toBe('sample_in_its_time');
    await suite.world.rows('ALTER TABLE campaign_gold ENABLE TRIGGER gold_in_its_time');
  });

  test('the limits for objections, reading and replies stand once they are set', async () => {
    const replying = await seedReviews(bureau, { subjects: 1 });
    await repliesOpen(replying);
    const moved = (column: string, to: string, campaignId = replying.campaignId) =>
      stopped([`UPDATE review_campaign SET ${column} = ${to} WHERE id = $1`, campaignId]);
    for (const [column, to] of [
      ['replies_due_on', `'2026-01-01'`],
      ['replies_due_on', `replies_due_on + 30`],
      ['replies_opened_at', `replies_opened_at - interval '9 days'`],
      ['reading_due_on', `'2026-12-31'`],
      ['objections_due_on', `'2026-12-31'`],
    ] as const) {
      expect([column, to, await moved(column, to)]).toEqual([column, to, 'campaign_goes_forward']);
    }
    expect(await moved('replies_due_on', `'2026-12-31'`, reading.campaignId)).toBe('campaign_goes_forward');
  });

  test('replies are not opened with a limit that is past, nor is a campaign final while they may come', async () => {
    const settled = await seedReviews(bureau, { subjects: 1 });
    await submitReviews(settled, settled.readings);
    const close: Statement = ['UPDATE review.campaign SET open = false WHERE id = $1', settled.campaignId];
    const open = (opened: string, due: string): Statement => [
      `UPDATE review_campaign SET state = 'REPLYING', replies_opened_at = ${opened}, replies_due_on = ${due} WHERE id = $1`,
      settled.campaignId,
    ];
    expect(await stopped(close, open(`'2026-03-02'`, `'2026-03-16'`))).toBe(NOTHING_STOPPED_IT);
    expect(await stopped(close, open(`'2026-03-02'`, `'2026-03-02'`))).toBe('campaign_replies_in_order');
    expect(await stopped(close, open('NULL', 'NULL'))).toBe('campaign_replies_whole');
    await succeed(await bureau.reviewCoordinator, 'openReplies', { campaignId: settled.campaignId }, 'dueOn');
    const end = (at: string): Statement => [
      `UPDATE review_campaign SET state = 'FINALISED', finalised_by = planned_by, finalised_at = '${at}' WHERE id = $1`,
      settled.campaignId,
    ];
    await suite.world.rows('ALTER TABLE review_campaign DISABLE TRIGGER campaign_rests_on_settlements');
    expect(await stopped(end('2026-03-16T20:00:00+08:00'))).toBe('campaign_replies_in_order');
    expect(await stopped(end('2026-03-17T00:00:00+08:00'))).toBe(NOTHING_STOPPED_IT);
    await suite.world.rows('ALTER TABLE review_campaign ENABLE TRIGGER campaign_rests_on_settlements');
  });
});

describe('S4-4.1c by raw SQL: a review says what its scores say', () => {
  interface Whole {
    readonly grade: string;
    readonly total: readonly [number, number] | null;
    /** Points, or a grade, or null for what does not apply. */
    readonly scores: readonly (number | string | null)[];
  }
  const review = ({ id, subject }: ReadingSeed, { grade, total, scores }: Whole) =>
    stopped(
      [
        `INSERT INTO review.submission (id, reading_id, subject_id, round, grade, total_numerator, total_denominator, opinion, submitted_at) VALUES ('${ID}', $1, $2, 1, $3, $4, $5, '意见', now())`,
        ...[id, subject.id, grade, total?.[0] ?? null, total?.[1] ?? null],
      ],
      [
        `INSERT INTO review.score (submission_id, subject_id, indicator_no, points, grade, not_applicable, reason, anchors)
         SELECT '${ID}', $1, n, p, g, p IS NULL AND g IS NULL, '理由', 1 FROM unnest($2::smallint[], $3::text[]) WITH ORDINALITY AS t (p, g, n)`,
        subject.id,
        scores.map((one) => (typeof one === 'number' ? one : null)),
        scores.map((one) => (typeof one === 'string' ? one : null)),
      ],
      [
        `INSERT INTO review.evidence (submission_id, indicator_no, subject_id, n, absent) SELECT '${ID}', n, $1, 1, true FROM generate_series(1, 8) n`,
        subject.id,
      ],
    );
  const all = <T>(value: T): T[] => Array<T>(8).fill(value);

  test('POINTS_100: the exact total of the weights that apply, and the grade of its band', async () => {
    const [given] = reading.readings as [ReadingSeed];
    const says = (grade: string, total: Whole['total'], scores: Whole['scores']) =>
      review(given, { grade, total, scores });
    const wrong = 'submission_is_of_its_scores';
    expect(await says('GOOD', [85, 1], all(85))).toBe(NOTHING_STOPPED_IT);
    expect(await says('EXCELLENT', [100, 1], all(0))).toBe(wrong);
    expect(await says('EXCELLENT', [85, 1], all(85))).toBe(wrong);
    expect(await says('GOOD', [86, 1], all(85))).toBe(wrong);
    expect(await says('GOOD', null, all(85))).toBe(wrong);
    expect(await says('GOOD', [85, 1], all('GOOD'))).toBe(wrong);
    expect(await says('UNQUALIFIED', [0, 1], all(null))).toBe(wrong);
    // A band's lower edge belongs to it, the hundred to the uppermost.
    expect(await says('EXCELLENT', [90, 1], all(90))).toBe(NOTHING_STOPPED_IT);
    expect(await says('GOOD', [90, 1], all(90))).toBe(wrong);
    expect(await says('EXCELLENT', [100, 1], all(100))).toBe(NOTHING_STOPPED_IT);
    expect(await says('UNQUALIFIED', [0, 1], all(0))).toBe(NOTHING_STOPPED_IT);
  });

  test('POINTS_100: what does not apply leaves the denominator', async () => {
    const [given] = reading.readings as [ReadingSeed];
    const weights: number[] = (
      await suite.world.rows(
        `SELECT w.hundredths FROM scoring_weight w JOIN review.subject s ON s.scheme_id = w.scheme_id WHERE s.id = $1 ORDER BY w.indicator_no`,
        [given.subject.id],
      )
    ).map(({ hundredths }) => hundredths);
    const scores = [90, null, 80, 70, 85, 95, 60, 75];
    const sum = scores.reduce<number>((total, points, n) => total + (points ?? 0) * (weights[n] as number), 0);
    const applying = weights.reduce((total, weight, n) => total + (scores[n] === null ? 0 : weight), 0);
    expect(applying).toBeLessThan(10_000);
    expect(await review(given, { grade: 'QUALIFIED', total: [sum, applying], scores })).toBe(NOTHING_STOPPED_IT);
    expect(await review(given, { grade: 'QUALIFIED', total: [sum, 10_000], scores })).toBe(
      'submission_is_of_its_scores',
    );
  });

  test('INDICATOR_GRADE: no points and no total; the whole is the reader’s judgement', async () => {
    const graded = await seedReviews(bureau, { subjects: 1, schemeKind: 'INDICATOR_GRADE' });
    const [given] = graded.readings as [ReadingSeed];
    const wrong = 'submission_is_of_its_scores';
    expect(await review(given, { grade: 'QUALIFIED', total: null, scores: all('GOOD') })).toBe(NOTHING_STOPPED_IT);
    expect(await review(given, { grade: 'GOOD', total: [85, 1], scores: all('GOOD') })).toBe(wrong);
    expect(await review(given, { grade: 'GOOD', total: null, scores: all(85) })).toBe(wrong);
    expect(await review(given, { grade: 'GOOD', total: null, scores: all(null) })).toBe(wrong);
  });
});

describe('by raw SQL: the limit of a reading', () => {
  const move = (readingId: string, to: string): Statement => [
    'UPDATE review.reading SET due_on = $2 WHERE id = $1',
    ...[readingId, to],
  ];
  const extension = (readingId: string, to: string): Statement => [
    `INSERT INTO review.extension (reading_id, round, due_on, reason) VALUES ($1, 1, $2, '出差')`,
    ...[readingId, to],
  ];
  test('is moved by an extension that says why, and only onwards', async () => {
    const [{ id }] = reading.readings as [ReadingSeed];
    expect(await stopped(move(id, '2030-01-01'))).toBe('reading_moves');
    expect(await stopped(extension(id, '2026-04-10'), move(id, '2026-04-13'))).toBe('reading_moves');
    expect(await stopped(extension(id, '2026-04-10'), move(id, '2026-04-10'))).toBe(NOTHING_STOPPED_IT);
    expect(await stopped(extension(id, '2026-03-10'), move(id, '2026-03-10'))).toBe('reading_moves');
  });
  test('is moved with a reopening, and not after the review is submitted', async () => {
    const seed = await seedReviews(bureau, { subjects: 1, readers: 1, perFile: 1 });
    const [one] = seed.readings as [ReadingSeed];
    await draftReviews(seed, [one]);
    await succeed(one.reader.member, 'submitReview', { readingId: one.id }, 'reading { id }');
    expect(await stopped(extension(one.id, '2026-04-10'), move(one.id, '2026-04-10'))).toBe('reading_moves');
    const reopened: Statement = [
      `INSERT INTO review.reopening (reading_id, round, reason) VALUES ($1, 2, '再看')`,
      one.id,
    ];
    const again: Statement = [
      `UPDATE review.reading SET state = 'ASSIGNED', round = 2, due_on = '2026-04-10' WHERE id = $1`,
      one.id,
    ];
    expect(await stopped(again)).toBe('reading_moves');
    expect(await stopped(reopened, again)).toBe(NOTHING_STOPPED_IT);
  });
});
