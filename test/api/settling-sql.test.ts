import { DENIED, NOTHING_STOPPED_IT, whatStops } from '../support/raw-sql';
import { repliesOver } from '../support/replies-over';
import { type BureauSeed, type PractitionerSeed, seedCity } from '../support/seed';
import { succeed } from '../support/seed-case-files';
import { judge, judged, repliesOpen, thirdReading } from '../support/seed-judgements';
import { type ReviewSeed, type SubjectSeed, seedReviews } from '../support/seed-reviews';
import { seedReleasable } from '../support/seed-subsidies';
import { expectSuccess, useWorld } from '../support/world';

const suite = useWorld();
let bureau: BureauSeed;
let lawyer: PractitionerSeed;
/** One file that is read, one that is settled. */
let reading: ReviewSeed;
/** One file on which two readers differ. */
let apart: ReviewSeed;
let replying: ReviewSeed;
let final: ReviewSeed;
beforeAll(async () => {
  bureau = await (await seedCity(suite.world)).bureau('110105');
  lawyer = await (await bureau.agency.lawFirm()).lawyer();
  const campaign = async () => {
    const files = await seedReleasable(bureau.agency, 1, { practitioner: lawyer, upTo: 'RECEIVED' });
    const seed = await seedReviews(bureau, { caseFileIds: files.map(({ caseFileId }) => caseFileId) });
    await repliesOpen(seed);
    return seed;
  };
  reading = await seedReviews(bureau, { subjects: 2, readers: 3 });
  await judged(reading, reading.subjects[1]!, 85, 85);
  apart = await seedReviews(bureau, { subjects: 1, readers: 3, perFile: 2 });
  await judged(apart, apart.subjects[0]!, 85, 79);
  await suite.world.rows(`DELETE FROM review.reading WHERE subject_id = $1 AND part = 'THIRD'`, [
    apart.subjects[0]!.id,
  ]);
  replying = await campaign();
  final = await campaign();
  await repliesOver(suite.world, final.campaignId);
  await succeed(await bureau.reviewCoordinator, 'finaliseCampaign', { campaignId: final.campaignId });
});

/** As the server's own role. */
const stopped = (statements: readonly (readonly [string, readonly unknown[]])[]) =>
  whatStops(suite.world.app, async () => {
    for (const [sql, params] of statements) await suite.world.app.query(sql, [...params]);
  });
const ID = '11111111-1111-4111-8111-111111111111';

const settlement = (subject: SubjectSeed, round = 1, way = 'AGREED') =>
  [
    `INSERT INTO review.settlement (id, subject_id, round, way, grade, findings, settled_at) VALUES ('${ID}', $1, $2, $3, 'GOOD', '[]', now())`,
    [subject.id, round, way],
  ] as const;
const EIGHT = [
  `INSERT INTO review.settled_score (settlement_id, indicator_no, grade, not_applicable, reasons) SELECT '${ID}', n, 'GOOD', false, '[]' FROM generate_series(1, 8) n`,
  [],
] as const;
const BASIS = (subject: SubjectSeed) =>
  [
    `INSERT INTO review.settlement_basis (settlement_id, subject_id, reading_id, round) SELECT '${ID}', subject_id, id, round FROM review.reading WHERE subject_id = $1`,
    [subject.id],
  ] as const;

/** The same review once more, in the reading's second round. */
const AGAIN = (subjectId: string) => {
  const first = `SELECT n.* FROM review.submission n WHERE n.subject_id = $1 AND n.reading_id = (SELECT min(id::text)::uuid FROM review.reading WHERE subject_id = $1)`;
  const OTHER = '22222222-2222-4222-8222-222222222222';
  return [
    [
      `INSERT INTO review.submission (id, reading_id, subject_id, round, grade, total_numerator, total_denominator, opinion, submitted_at)
       SELECT '${OTHER}', reading_id, subject_id, 2, grade, total_numerator, total_denominator, opinion, now() FROM (${first}) f`,
      [subjectId],
    ] as const,
    [
      `INSERT INTO review.score (submission_id, subject_id, indicator_no, points, grade, not_applicable, reason, anchors)
       SELECT '${OTHER}', c.subject_id, c.indicator_no, c.points, c.grade, c.not_applicable, c.reason, c.anchors FROM review.score c JOIN (${first} AND n.round = 1) f ON f.id = c.submission_id`,
      [subjectId],
    ] as const,
    [
      `INSERT INTO review.evidence (submission_id, indicator_no, subject_id, n, paper_id, page, absent)
       SELECT '${OTHER}', e.indicator_no, e.subject_id, e.n, e.paper_id, e.page, e.absent FROM review.evidence e JOIN (${first} AND n.round = 1) f ON f.id = e.submission_id`,
      [subjectId],
    ] as const,
  ];
};

describe('S4-4.1c as the server’s own role, by raw SQL: settlements', () => {
  const [open, done] = [() => reading.subjects[0]!, () => reading.subjects[1]!];

  test('without eight indicators', async () => {
    expect(await stopped([settlement(open())])).toBe('settlement_is_whole');
  });
  test('without reviews', async () => {
    expect(await stopped([settlement(open()), EIGHT])).toBe('settlement_rests_on_reviews');
  });
  test('on readings that nobody has submitted', async () => {
    expect(await stopped([settlement(open()), EIGHT, BASIS(open())])).toBe('settlement_rests_on_reviews');
  });
  test('by a group of nobody', async () => {
    expect(await stopped([settlement(open(), 1, 'GROUP'), EIGHT])).toBe('settlement_rests_on_reviews');
  });
  test('S4-4.1c against what its reviews say, or with fewer readers than the campaign asks for', async () => {
    const { id } = done();
    const again = (way: string, grade: string, points: number, stop: boolean, indicators = points) => [
      ...(stop
        ? [
            [
              `INSERT INTO reading_stop (reading_id, campaign_id, cause, ground, reason, stopped_at)
               SELECT min(r.id::text)::uuid, $2, 'CONFLICT', 'KINSHIP', '须回避', now() FROM review.reading r WHERE r.subject_id = $1`,
              [id, reading.campaignId],
            ] as const,
            [
              `UPDATE review.reading SET state = 'STOPPED', stopped_reason = 'CONFLICT' WHERE id = (SELECT min(id::text)::uuid FROM review.reading WHERE subject_id = $1)`,
              [id],
            ] as const,
          ]
        : [
            [
              `INSERT INTO review.reopening (reading_id, round, reason) SELECT min(id::text)::uuid, 2, '再看' FROM review.reading WHERE subject_id = $1`,
              [id],
            ] as const,
            [
              `UPDATE review.reading SET state = 'ASSIGNED', round = 2 WHERE id = (SELECT min(id::text)::uuid FROM review.reading WHERE subject_id = $1)`,
              [id],
            ] as const,
            ...AGAIN(id),
          ]),
      [`UPDATE review.subject SET state = 'READING' WHERE id = $1`, [id]] as const,
      [
        `INSERT INTO review.settlement (id, subject_id, round, way, grade, total_numerator, total_denominator, findings, settled_at) VALUES ('${ID}', $1, 2, $2, $3, $4, 1, '[]', now())`,
        [id, way, grade, points],
      ] as const,
      [
        `INSERT INTO review.settlement_basis (settlement_id, subject_id, reading_id, round) SELECT '${ID}', subject_id, id, round FROM review.reading WHERE subject_id = $1 AND state = 'SUBMITTED'`,
        [id],
      ] as const,
      [
        `INSERT INTO review.settled_score (settlement_id, indicator_no, points_numerator, points_denominator, not_applicable, reasons) SELECT '${ID}', n, $1, 1, false, '[]' FROM generate_series(1, 8) n`,
        [indicators],
      ] as const,
    ];
    const wrong = 'settlement_is_of_its_scores';
    expect(await stopped(again('AGREED', 'GOOD', 85, false))).toBe(NOTHING_STOPPED_IT);
    expect(await stopped(again('AGREED', 'EXCELLENT', 100, false))).toBe(wrong);
    expect(await stopped(again('AGREED', 'EXCELLENT', 85, false))).toBe(wrong);
    expect(await stopped(again('AGREED', 'GOOD', 86, false))).toBe(wrong);
    expect(await stopped(again('AGREED', 'GOOD', 85, false, 84))).toBe(wrong);
    expect(await stopped(again('THIRD_READER', 'GOOD', 86, false))).toBe(wrong);
    expect(await stopped(again('SINGLE', 'GOOD', 85, true))).toBe(wrong);
    expect(await stopped(again('SINGLE', 'EXCELLENT', 100, true))).toBe(wrong);
  });
  test('a submitted review stopped when reading is over, a file withdrawn without a record, reading opened again', async () => {
    const { id } = replying.subjects[0]!;
    const stop = (why: string) =>
      stopped([[`UPDATE review.reading SET state = 'STOPPED', stopped_reason = $2 WHERE subject_id = $1`, [id, why]]]);
    expect(await stop('CONFLICT')).toBe('reading_moves');
    expect(await stop('FILE_WITHDRAWN')).toBe('reading_moves');
    expect(await stopped([[`UPDATE review.subject SET state = 'WITHDRAWN' WHERE id = $1`, [id]]])).toBe(
      'subject_moves',
    );
    expect(await stopped([['UPDATE review.campaign SET open = true WHERE id = $1', [replying.campaignId]]])).toBe(
      'record_is_kept',
    );
  });
  test('S4-4.1c as agreed where the readers differ, or by a third reader with whom nobody agrees', async () => {
    const subject = apart.subjects[0]!;
    const settle = (way: string, points: number, grade = 'GOOD') =>
      stopped([
        [
          `INSERT INTO review.settlement (id, subject_id, round, way, grade, total_numerator, total_denominator, findings, settled_at) VALUES ('${ID}', $1, 1, $2, $3, $4, 1, '[]', now())`,
          [subject.id, way, grade, points],
        ],
        BASIS(subject),
        [
          `INSERT INTO review.settled_score (settlement_id, indicator_no, points_numerator, points_denominator, not_applicable, reasons) SELECT '${ID}', n, $1, 1, false, '[]' FROM generate_series(1, 8) n`,
          [points],
        ],
      ]);
    // 85 and 79: their mean has a grade that one of them gave.
    expect(await settle('AGREED', 82)).toBe('settlement_where_reviews_agree');
    expect(await settle('THIRD_READER', 82)).toBe('settlement_where_reviews_agree');
    expectSuccess(await judge(apart, await thirdReading(apart, subject, apart.readers[2]!), 95));
    expect(await settle('AGREED', 86)).toBe('settlement_is_of_its_scores');
    expect(await settle('THIRD_READER', 85)).toBe('settlement_where_reviews_agree');
  });
  test('a reading stopped without the record of why, a submitted one without a ground', async () => {
    const stop = (subject: SubjectSeed, cause: string, recorded: string | null, ground: string | null) =>
      stopped([
        ...(recorded
          ? [
              [
                `INSERT INTO reading_stop (reading_id, campaign_id, cause, ground, reason, stopped_at) SELECT id, $2, $3, $4, '如此', now() FROM review.reading WHERE subject_id = $1`,
                [subject.id, reading.campaignId, recorded, ground],
              ] as const,
            ]
          : []),
        [
          `UPDATE review.reading SET state = 'STOPPED', stopped_reason = $2 WHERE subject_id = $1`,
          [subject.id, cause],
        ] as const,
      ]);
    expect(await stop(open(), 'CONFLICT', null, null)).toBe('reading_moves');
    expect(await stop(open(), 'CONFLICT', 'UNAVAILABLE', null)).toBe('reading_moves');
    expect(await stop(open(), 'UNAVAILABLE', 'UNAVAILABLE', null)).toBe(NOTHING_STOPPED_IT);
    expect(await stop(done(), 'UNAVAILABLE', 'UNAVAILABLE', null)).toBe('reading_moves');
    expect(await stop(done(), 'UNAVAILABLE', 'UNAVAILABLE', 'KINSHIP')).toBe('ground_is_of_conflict');
    expect(await stop(done(), 'CONFLICT', 'CONFLICT', null)).toBe('reading_moves');
    expect(await stop(done(), 'CONFLICT', 'CONFLICT', 'KINSHIP')).toBe(NOTHING_STOPPED_IT);
    expect(await stop(done(), 'OBJECTION', 'OBJECTION', null)).toBe(NOTHING_STOPPED_IT);
  });
  test('a second time while the first stands', async () => {
    expect(await stopped([settlement(done(), 2)])).toBe('settlement_follows');
  });
  test('a file is not settled by its state alone, nor put back while its settlement stands', async () => {
    const put = (subject: SubjectSeed, state: string) =>
      stopped([['UPDATE review.subject SET state = $2 WHERE id = $1', [subject.id, state]]]);
    expect(await put(open(), 'SETTLED')).toBe('subject_moves');
    expect(await put(done(), 'READING')).toBe('subject_moves');
    expect(await put(done(), 'NEEDS_GROUP')).toBe('subject_moves');
  });
  test('what is settled is not changed', async () => {
    for (const sql of [
      `UPDATE review.settlement SET grade = 'EXCELLENT'`,
      'DELETE FROM review.settlement',
      `UPDATE review.settled_score SET grade = 'EXCELLENT'`,
      'DELETE FROM review.settlement_basis',
      'DELETE FROM review.divergence',
      'DELETE FROM review.vote',
    ]) {
      expect([sql, await stopped([[sql, []]])]).toEqual([sql, DENIED]);
    }
  });

  const vote = (numbers: string) =>
    `INSERT INTO review.vote (reading_id, subject_id, round, indicator_no, grade, not_applicable, reason, voted_at)
     SELECT r.id, r.subject_id, r.round, n, 'GOOD', false, '如此', now() FROM review.reading r, generate_series(${numbers}) n WHERE r.id = $1`;
  test('a vote in a reading that is none of the group’s, and half a vote', async () => {
    const readingId = reading.readings.find(({ subject }) => subject.id === open().id)!.id;
    expect(await stopped([[vote('0, 8'), [readingId]]])).toBe('reading_takes_no_vote');
    expect(await stopped([[vote('0, 7'), [readingId]]])).toBe('vote_is_whole');
  });
});

describe('the vault, by raw SQL', () => {
  test('is opened for nobody, and for an account that there is not', async () => {
    const open = (call: string) => stopped([[`SELECT * FROM ${call}`, [reading.subjects[0]!.id]]]);
    const { accountId } = await bureau.reviewCoordinator;
    expect(await open(`vault.files_of(ARRAY[$1::uuid], 'COORDINATE', '${accountId}')`)).toBe(NOTHING_STOPPED_IT);
    for (const [caller, by] of [
      ['NULL', '23502'],
      [`'${ID}'`, 'opening_account_id_fkey'],
    ]) {
      expect(await open(`vault.files_of(ARRAY[$1::uuid], 'COORDINATE', ${caller})`)).toBe(by);
      expect(await open(`vault.papers_of(ARRAY[$1::uuid], 'COORDINATE', ${caller})`)).toBe(by);
      expect(await open(`vault.subjects_of($1::uuid, '{}', 'COORDINATE', ${caller})`)).toBe(by);
      expect(await open(`vault.readers_of($1::uuid, 'COORDINATE', ${caller})`)).toBe(by);
      expect(await open(`vault.papers_with(sha256($1::text::bytea), ${caller})`)).toBe(by);
    }
  });
  test('a pseudonym is not opened for two persons who have no such part, nor without the lines of their acts', async () => {
    const forged = async (askedBy: string, decidedBy: string, first = false) =>
      stopped([
        [
          `INSERT INTO unblinding (id, campaign_id, subject_id, reason, asked_by, asked_at, outcome, outcome_reason, decided_by, decided_at)
           SELECT '${ID}', $1::uuid, $2::uuid, '如此', $3::uuid, now(), o.outcome, o.outcome, CASE WHEN o.outcome IS NOT NULL THEN $4::uuid END, CASE WHEN o.outcome IS NOT NULL THEN now() END FROM (SELECT CASE WHEN $5 THEN 'APPROVED' END) o (outcome)`,
          [reading.campaignId, reading.subjects[0]!.id, askedBy, decidedBy, first],
        ],
        [
          `UPDATE unblinding SET outcome = 'APPROVED', outcome_reason = '如此', decided_by = $1, decided_at = now() WHERE id = '${ID}'`,
          [decidedBy],
        ],
        [`SELECT * FROM vault.unblind('${ID}', $1)`, [(await bureau.reviewCoordinator).accountId]],
      ]);
    const [asker, decider] = [(await bureau.reviewCoordinator).personId, (await bureau.supervisor).personId];
    expect(await forged(asker, decider, true)).toBe('record_is_kept');
    expect(await forged(lawyer.personId, decider)).toBe('unblinding_by_two_persons');
    expect(await forged(asker, decider)).toBe('unblinding_by_two_persons');
  });
});

describe('replies and results, by raw SQL', () => {
  const REPLY = `INSERT INTO review_reply (id, campaign_id, case_file_id, indicator_no, person_id, reply, replied_at) VALUES ('${ID}', $1, $2, 1, $3, '如此', $4)`;
  const reply = (seed: ReviewSeed, personId: string, at = '2026-03-03T10:00:00+08:00') =>
    stopped([[REPLY, [seed.campaignId, seed.subjects[0]!.caseFileId, personId, at]]]);

  test('a reply in a campaign that takes none, or too late, or by somebody who did not handle the file', async () => {
    const { personId } = lawyer;
    expect(await reply(replying, personId)).toBe(NOTHING_STOPPED_IT);
    expect(await reply(final, personId)).toBe('reply_in_its_time');
    expect(await reply(reading, personId)).toBe('reply_in_its_time');
    expect(await reply(replying, personId, '2026-03-17T00:30:00+08:00')).toBe('reply_in_its_time');
    expect(await reply(replying, (await bureau.supervisor).personId)).toBe('reply_of_the_handler');
  });

  const RESULT = `INSERT INTO review_result (id, campaign_id, case_file_id, edition_id, scheme_id, way, grade, changed_by_reply, finalised_at)
     SELECT '${ID}', d.campaign_id, d.case_file_id, e.edition_id, e.scheme_id, 'AGREED', 'GOOD', false, now()
       FROM campaign_draw d JOIN campaign_edition e ON e.campaign_id = d.campaign_id AND e.case_kind = 'CRIMINAL' WHERE d.campaign_id = $1 LIMIT 1`;
  test('a result before replies, after the end, a second one of a file, one without indicators', async () => {
    expect(await stopped([[RESULT, [reading.campaignId]]])).toBe('result_in_its_time');
    expect(await stopped([[RESULT, [final.campaignId]]])).toBe('one_result_a_file');
    expect(await stopped([[RESULT, [replying.campaignId]]])).toBe('result_is_whole');
    const waiting = [
      REPLY,
      [replying.campaignId, replying.subjects[0]!.caseFileId, lawyer.personId, '2026-03-03'],
    ] as const;
    expect(await stopped([waiting, [RESULT, [replying.campaignId]]])).toBe('result_in_its_time');
  });

  const SUBJECT = () => replying.subjects[0]!;
  const result = (seed: ReviewSeed, grade: string, points: number, way = 'AGREED', changed = false) => [
    [
      `INSERT INTO review_result (id, campaign_id, case_file_id, edition_id, scheme_id, way, grade, total_numerator, total_denominator, changed_by_reply, finalised_at)
       SELECT '${ID}', e.campaign_id, $2, e.edition_id, e.scheme_id, $3, $4, $5, 1, $6, now() FROM campaign_edition e WHERE e.campaign_id = $1 AND e.case_kind = 'CRIMINAL'`,
      [seed.campaignId, seed.subjects[0]!.caseFileId, way, grade, points, changed],
    ] as const,
    [
      `INSERT INTO review_result_indicator (result_id, indicator_no, points_numerator, points_denominator, not_applicable, reasons, changed_by_reply)
       SELECT '${ID}', n, $1, 1, false, '[]', false FROM generate_series(1, 8) n`,
      [points],
    ] as const,
  ];
  test('S4-4.1c a result that is not what its file was settled at', async () => {
    expect(await stopped(result(replying, 'GOOD', 85))).toBe(NOTHING_STOPPED_IT);
    const wrong = 'result_rests_on_settlement';
    expect(await stopped(result(replying, 'EXCELLENT', 85))).toBe(wrong);
    expect(await stopped(result(replying, 'EXCELLENT', 95))).toBe(wrong);
    expect(await stopped(result(replying, 'GOOD', 85, 'SINGLE'))).toBe(wrong);
    const [row] = result(replying, 'GOOD', 85);
    const [, indicators] = result(replying, 'GOOD', 86);
    expect(await stopped([row!, indicators!])).toBe(wrong);
    expect(await stopped(result(replying, 'EXCELLENT', 95, 'AGREED', true))).toBe('result_changed_by_reply');
  });
  const WITHDRAWAL = `INSERT INTO review_withdrawal (id, subject_id, campaign_id, ground, reason, asked_by, asked_at, outcome, outcome_reason, decided_by, decided_at)
     VALUES ('${ID}', $1, $2, 'OTHER_PROCEEDINGS', '如此', $3, now(), 'WITHDRAWN', CASE WHEN $4::uuid IS NOT NULL THEN '同意' END, $4, now())`;
  test('a file that is read is withdrawn by one person, or by the same one twice, or at all without a record', async () => {
    const { id } = replying.subjects[0]!;
    const supervisor = (await bureau.supervisor).personId;
    const withdraw = (decidedBy: string | null, sql: string) =>
      stopped([
        [WITHDRAWAL, [id, replying.campaignId, lawyer.personId, decidedBy]],
        [sql, [id]],
      ]);
    const leave = `UPDATE review.subject SET state = 'WITHDRAWN' WHERE id = $1`;
    const stop = `UPDATE review.reading SET state = 'STOPPED', stopped_reason = 'FILE_WITHDRAWN' WHERE subject_id = $1`;
    for (const [sql, constraint] of [
      [leave, 'subject_moves'],
      [stop, 'reading_moves'],
    ] as const) {
      expect(await withdraw(null, sql)).toBe(constraint);
      expect(await withdraw(lawyer.personId, sql)).toBe('withdrawal_by_two_persons');
      expect(await withdraw(supervisor, sql)).toBe(NOTHING_STOPPED_IT);
    }
    const waiting = `INSERT INTO review_withdrawal (id, subject_id, campaign_id, ground, reason, asked_by, asked_at) VALUES (gen_random_uuid(), $1, $2, 'UNREADABLE', '如此', $3, now())`;
    const params = [id, replying.campaignId, lawyer.personId];
    expect(
      await stopped([
        [waiting, params],
        [leave, [id]],
      ]),
    ).toBe('subject_moves');
    expect(
      await stopped([
        [waiting, params],
        [waiting, params],
      ]),
    ).toBe('one_withdrawal');
    const decide = `UPDATE review_withdrawal SET outcome = 'REFUSED', outcome_reason = '如此', decided_by = '${supervisor}', decided_at = now() WHERE subject_id = $1`;
    expect(
      await stopped([
        [waiting, params],
        [decide, [id]],
      ]),
    ).toBe(NOTHING_STOPPED_IT);
    expect(
      await stopped([
        [waiting, params],
        [decide, [id]],
        [decide, [id]],
      ]),
    ).toBe('withdrawal_is_decided_once');
  });
  test('S4-4.1c a result of a file that is withdrawn', async () => {
    const { id } = SUBJECT();
    const withdrawn = [
      [WITHDRAWAL, [id, replying.campaignId, lawyer.personId, (await bureau.supervisor).personId]] as const,
      [`UPDATE review.subject SET state = 'WITHDRAWN' WHERE id = $1`, [id]] as const,
    ];
    expect(await stopped([...withdrawn, ...result(replying, 'GOOD', 85)])).toBe('result_rests_on_settlement');
  });
  test('replies opened while a file is read, a campaign made final without results', async () => {
    const open = `UPDATE review_campaign SET state = 'REPLYING', replies_opened_at = '2026-03-30', replies_due_on = '2026-04-30' WHERE id = $1`;
    const close = ['UPDATE review.campaign SET open = false WHERE id = $1', [reading.campaignId]] as const;
    expect(await stopped([close, [open, [reading.campaignId]]])).toBe('campaign_rests_on_records');
    const end = [
      `UPDATE review_campaign SET state = 'FINALISED', finalised_by = planned_by, finalised_at = now() WHERE id = $1`,
      [replying.campaignId],
    ] as const;
    expect(await stopped([end])).toBe('campaign_rests_on_records');
    expect(await stopped([...result(replying, 'GOOD', 85), end])).toBe(NOTHING_STOPPED_IT);
  });

  test('a reply decided by who wrote it, or twice, or when all is final', async () => {
    const by = async (personId: string, more: readonly (readonly [string, readonly unknown[]])[] = []) =>
      stopped([
        [REPLY, [replying.campaignId, replying.subjects[0]!.caseFileId, lawyer.personId, '2026-03-03']],
        [
          `INSERT INTO review_reply_decision (reply_id, person_id, outcome, reasons, decided_by, decided_at) VALUES ('${ID}', $1, 'UPHELD', '如此', $2, now())`,
          [lawyer.personId, personId],
        ],
        ...more,
      ]);
    const { personId } = await bureau.reviewCoordinator;
    expect(await by(personId)).toBe(NOTHING_STOPPED_IT);
    expect(await by(lawyer.personId)).toBe('reply_decided_by_another');
    expect(await by(replying.readers[0]!.member.personId)).toBe('reply_not_decided_by_reader');
    const changed = `UPDATE review_reply_decision SET outcome = 'CHANGED'`;
    expect(await by(personId, [[changed, []]])).toBe(DENIED);
  });

  test('results, replies and withdrawals are not changed', async () => {
    for (const sql of [
      `UPDATE review_result SET grade = 'EXCELLENT'`,
      'DELETE FROM review_result_indicator',
      `UPDATE review_reply SET reply = '别的'`,
      `UPDATE review_withdrawal SET reason = '别的'`,
      `UPDATE improvement_point SET due_on = '2030-01-01'`,
    ]) {
      expect([sql, await stopped([[sql, []]])]).toEqual([sql, DENIED]);
    }
  });
});
