import { Client } from 'pg';
import { doReading, draftReviews, stoppedAsOwner, stopRecorded } from '../support/review-acts';
import { type BureauSeed, type City, type Member, seedCity } from '../support/seed';
import { succeed } from '../support/seed-case-files';
import { replying } from '../support/seed-review-results';
import { type ReadingSeed, type ReviewSeed, seedReviews } from '../support/seed-reviews';
import { type Answer, expectRefusal, expectSuccess, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let bureau: BureauSeed;
let coordinator: Member;
beforeAll(async () => {
  city = await seedCity(suite.world);
  bureau = await city.bureau('110105');
  coordinator = await bureau.reviewCoordinator;
});
afterEach(() => suite.world.clock.setDay('2026-03-02'));

const at = (seed: ReviewSeed, index = 0) => seed.readings[index] as ReadingSeed;
const submit = ({ id, reader }: ReadingSeed) => doReading(reader.member, 'submitReview', { readingId: id });
const save = ({ id, reader }: ReadingSeed, version = 0) =>
  doReading(reader.member, 'saveReviewDraft', { readingId: id, indicatorNo: 1, version, value: { points: 60 } });
const read = async (as: Member, id: string, fields: string): Promise<Answer> =>
  (await as.send(`query ($id: ID!) { reading(id: $id) { ${fields} } }`, { id })).reading;

const ground = async (options = {}) => {
  const seed = await seedReviews(bureau, { subjects: 1, ...options });
  await draftReviews(seed, seed.readings);
  return seed;
};

describe('the time limit', () => {
  test('on the last day a review is taken, after it the coordinator extends, and the drafts are still there', async () => {
    const seed = await ground({ dueOn: '2026-03-10' });
    suite.world.clock.setDay('2026-03-10');
    expectSuccess(await submit(at(seed)));
    suite.world.clock.setDay('2026-03-11');
    const late = at(seed, 1);
    const refusal = expectRefusal(await submit(late), 'READING_OVERDUE');
    expect(refusal.findings[0].cure).toMatchObject({ by: 'REVIEW_COORDINATOR' });
    expect(refusal.findings[0].text).toContain('2026-03-10');
    expectSuccess(await save(late, 1));
    const fields = 'dueOn overdue workingDaysLeft availableActions drafts { indicatorNo } extensions { dueOn reason }';
    expect(await read(late.reader.member, late.id, fields)).toMatchObject({
      overdue: true,
      workingDaysLeft: 0,
      availableActions: ['saveReviewDraft'],
    });
    const extend = (dueOn: string) =>
      doReading(coordinator, 'extendReading', { readingId: late.id, dueOn, reason: '材料遮蔽迟延' });
    for (const day of ['2026-03-10', '2026-03-09']) expectRefusal(await extend(day), 'INVALID_INPUT');
    expectSuccess(await extend('2026-03-16'));
    const extended = await read(late.reader.member, late.id, fields);
    // Three working days of the week, and the Monday after.
    expect(extended).toMatchObject({
      dueOn: '2026-03-16',
      overdue: false,
      workingDaysLeft: 3,
      extensions: [{ reason: '材料遮蔽迟延' }],
    });
    expect(extended.drafts).toHaveLength(9);
    expectRefusal(await submit(late), 'REVIEW_INCOMPLETE');
  });
});

test('opened again with a shorter limit, a reading is extended to the same day anew, by one or by many', async () => {
  const seed = await ground();
  const [one, two] = [at(seed), at(seed, 1)];
  for (const { id } of [one, two]) {
    const extend = { readingId: id, dueOn: '2026-04-10', reason: '出差五个工作日' };
    expectSuccess(await doReading(coordinator, 'extendReading', extend));
  }
  // Each by itself: what both have submitted is settled.
  for (const reading of [one, two]) {
    expectSuccess(await submit(reading));
    const again = { readingId: reading.id, reason: '意见与分数不相称', dueOn: '2026-03-20' };
    expect(expectSuccess(await doReading(coordinator, 'reopenReading', again)).reading.dueOn).toBe('2026-03-20');
  }
  const longer = { dueOn: '2026-04-10', reason: '仍在外地出差' };
  expectSuccess(await doReading(coordinator, 'extendReading', { readingId: one.id, ...longer }));
  await succeed(coordinator, 'extendReadings', { readingIds: [two.id], ...longer });
  for (const { id, reader } of [one, two]) {
    expect(await read(reader.member, id, 'dueOn extensions { dueOn reason }')).toMatchObject({
      dueOn: '2026-04-10',
      extensions: [{ reason: '出差五个工作日' }, { reason: '仍在外地出差' }],
    });
  }
});

describe('reopening', () => {
  test('keeps what was submitted as its round, and the drafts go on from there', async () => {
    const seed = await ground();
    const reading = at(seed);
    expectSuccess(await submit(reading));
    const input = { readingId: reading.id, reason: '意见与分数不相称，请复核' };
    expectRefusal(
      await doReading(coordinator, 'reopenReading', { ...input, readingId: at(seed, 1).id }),
      'WRONG_STATE',
    );
    const other = await (await city.bureau('110108')).reviewCoordinator;
    expectRefusal(await doReading(other, 'reopenReading', input), 'NOT_FOUND');
    expectSuccess(await doReading(coordinator, 'reopenReading', input));
    expectRefusal(await doReading(coordinator, 'reopenReading', input), 'WRONG_STATE');
    await suite.world.rows(
      `UPDATE review.draft SET version = version + 1, value = jsonb_set(value, '{points}', '100') WHERE reading_id = $1 AND indicator_no > 0`,
      [reading.id],
    );
    expectSuccess(await submit(reading));
    const fields = 'state round submissions { round grade total scores { points } } reopenings { round reason }';
    expect(await read(reading.reader.member, reading.id, fields)).toMatchObject({
      state: 'SUBMITTED',
      round: 2,
      submissions: [
        { round: 1, grade: 'GOOD', total: '85.00' },
        { round: 2, grade: 'EXCELLENT', total: '100.00' },
      ],
      reopenings: [{ round: 2, reason: '意见与分数不相称，请复核' }],
    });
  });

  test('is refused once replies are open', async () => {
    const seed = await ground();
    expectSuccess(await submit(at(seed)));
    await replying(seed);
    const input = { readingId: at(seed).id, reason: '意见与分数不相称' };
    expectRefusal(await doReading(coordinator, 'reopenReading', input), 'REPLIES_OPEN');
  });
});

/** The records that the database asks for before a file is withdrawn. */
const withdrawals = (seed: ReviewSeed) =>
  suite.world.rows(
    `INSERT INTO review_withdrawal (id, subject_id, campaign_id, ground, reason, asked_by, asked_at, outcome, outcome_reason, decided_by, decided_at)
     SELECT gen_random_uuid(), s.id, c.id, 'UNREADABLE', '退出评估', c.planned_by, now(), 'WITHDRAWN', '同意',
            (SELECT p.id FROM person p WHERE p.id <> c.planned_by LIMIT 1), now() FROM review.subject s JOIN review_campaign c ON c.id = s.campaign_id WHERE c.id = $1`,
    [seed.campaignId],
  );

describe('what ends a reading', () => {
  test.each([
    ['READING_STOPPED', `UPDATE review.reading SET state = 'STOPPED', stopped_reason = 'CONFLICT' WHERE id = $1`],
    ['FILE_WITHDRAWN', `UPDATE review.reading SET state = 'STOPPED', stopped_reason = 'FILE_WITHDRAWN' WHERE id = $1`],
    [
      'FILE_WITHDRAWN',
      `UPDATE review.subject SET state = 'WITHDRAWN' WHERE id = (SELECT subject_id FROM review.reading WHERE id = $1)`,
    ],
    [
      'CAMPAIGN_CLOSED',
      `UPDATE review.campaign c SET open = false FROM review.subject s, review.reading r WHERE s.campaign_id = c.id AND r.subject_id = s.id AND r.id = $1`,
    ],
    ['READING_OF_GROUP', `UPDATE review.reading SET due_on = due_on WHERE id = $1`],
  ])('%s', async (code, sql) => {
    const seed = await ground({ readers: 3 });
    const reading = at(seed);
    if (code === 'FILE_WITHDRAWN') await withdrawals(seed);
    if (code === 'READING_STOPPED') await stopRecorded(suite.world, [reading.id]);
    if (code === 'READING_OF_GROUP') {
      const reader = seed.readers[2] as ReviewSeed['readers'][0];
      const [member] = await suite.world.rows(
        `INSERT INTO review.reading (id, subject_id, reader_key, part, state, due_on) VALUES (gen_random_uuid(), $1, $2, 'GROUP', 'ASSIGNED', '2026-03-31') RETURNING id`,
        [reading.subject.id, reader.key],
      );
      expectRefusal(await submit({ ...reading, reader, id: member.id }), code);
      const shown = await read(reader.member, member.id, 'part availableActions');
      expect(shown).toEqual({ part: 'GROUP', availableActions: ['saveReviewDraft', 'voteInGroup'] });
      return;
    }
    await suite.world.rows(sql, [reading.id]);
    expectRefusal(await submit(reading), code);
    expectRefusal(await save(reading, 1), code);
    expectRefusal(
      await doReading(coordinator, 'extendReading', {
        readingId: reading.id,
        dueOn: '2026-06-01',
        reason: '延长评阅期限',
      }),
      code,
    );
    const left = await read(
      reading.reader.member,
      reading.id,
      'availableActions drafts { indicatorNo } papers { id } timeline { kind }',
    );
    expect(left.drafts).toHaveLength(9);
    expect(left.papers.length === 0).toBe(code !== 'CAMPAIGN_CLOSED');
    expect(left.availableActions).toEqual([]);
  });

  /** What an officer's act elsewhere writes, at the same moment as the submissions. */
  const race = async (seed: ReviewSeed, sql: string): Promise<Answer[]> => {
    const clients = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const client = new Client({ connectionString: suite.world.services.config.databaseUrl as string });
        await client.connect();
        return client;
      }),
    );
    try {
      const [results] = await Promise.all([
        Promise.all(seed.readings.map(submit)),
        ...clients.map(async (client, index) => {
          for (const [n, { id }] of seed.readings.entries())
            if (n % clients.length === index) await client.query(sql, [id]);
        }),
      ]);
      return results as Answer[];
    } finally {
      for (const client of clients) await client.end();
    }
  };

  test('submitted while it is stopped, or the file withdrawn, twenty times: all or nothing', async () => {
    const seed = await ground({ subjects: 10, readers: 2 });
    const withdrawn = await ground({ subjects: 20, readers: 1, perFile: 1 });
    await withdrawals(withdrawn);
    await stopRecorded(
      suite.world,
      seed.readings.map(({ id }) => id),
    );
    const stop = `UPDATE review.reading SET state = 'STOPPED', stopped_reason = 'CONFLICT' WHERE id = $1 AND state = 'ASSIGNED'`;
    const withdraw = `UPDATE review.subject SET state = 'WITHDRAWN' WHERE id = (SELECT subject_id FROM review.reading WHERE id = $1 AND state = 'ASSIGNED')`;
    for (const [each, sql, code] of [
      [seed, stop, 'READING_STOPPED'],
      [withdrawn, withdraw, 'FILE_WITHDRAWN'],
    ] as const) {
      const results = await race(each, sql);
      const submitted = await suite.world.rows('SELECT reading_id FROM review.submission WHERE reading_id = ANY ($1)', [
        each.readings.map(({ id }) => id),
      ]);
      const succeeded = each.readings.filter((_, index) => results[index].reading).map(({ id }) => id);
      expect(submitted.map((row) => row.reading_id).sort()).toEqual(succeeded.sort());
      for (const refused of results.filter((one) => !one.reading)) expectRefusal(refused, code);
    }
  });
});

test('two readers of one file see nothing of each other before it is settled', async () => {
  const seed = await ground();
  const [one, two] = [at(seed), at(seed, 1)];
  expectSuccess(await submit(one));
  const everything = `id subjectId campaign pseudonym state round dueOn progress { done of opinion } drafts { value { reason } } submissions { opinion }
    reopenings { reason } extensions { reason } settlement { way grade } availableActions`;
  const seen = JSON.stringify(await read(two.reader.member, two.id, everything));
  await suite.world.rows('DELETE FROM review.draft WHERE reading_id = $1', [one.id]);
  expect(JSON.stringify(await read(two.reader.member, two.id, everything))).toBe(seen);
  for (const hidden of [
    one.id,
    one.reader.key,
    one.reader.reviewerId,
    one.reader.member.accountId,
    one.reader.member.name,
  ]) {
    expect(seen).not.toContain(hidden);
  }
});

test('the settled result is seen by those who submitted, and while it stands', async () => {
  const seed = await ground();
  const [one, two] = [at(seed), at(seed, 1)];
  const seen = async ({ id, reader }: ReadingSeed) =>
    (await read(reader.member, id, 'settlement { way grade total indicators { indicatorNo points } }')).settlement;
  expectSuccess(await submit(one));
  expect(await seen(one)).toBeNull();
  expectSuccess(await submit(two));
  const settled = { way: 'AGREED', grade: 'GOOD', total: '85.00' };
  for (const each of [one, two]) expect(await seen(each)).toMatchObject(settled);
  expect((await seen(one)).indicators).toHaveLength(8);
  const input = { readingId: two.id, reason: '意见与分数不相称，请复核' };
  expectSuccess(await doReading(coordinator, 'reopenReading', input));
  for (const each of [one, two]) expect(await seen(each)).toBeNull();
  expectSuccess(await submit(two));
  for (const each of [one, two]) expect(await seen(each)).toMatchObject(settled);
});

test('the coordinator follows readings by the reader’s alias, without the file’s', async () => {
  const seed = await ground({ subjects: 3, readers: 3, dueOn: '2026-03-10' });
  expectSuccess(await submit(at(seed)));
  await stoppedAsOwner(suite.world, at(seed, 5).id, 'UNAVAILABLE');
  suite.world.clock.setDay('2026-03-11');
  const query = `query ($id: ID!, $filter: CampaignReadingFilter) { readingProgress(campaignId: $id) { files settled readers assigned submitted stopped overdue
    readings(first: 10, filter: $filter) { totalCount edges { node { id reader part state overdue drafted stoppedReason availableActions } } } } }`;
  const { readingProgress: all } = await coordinator.send(query, { id: seed.campaignId });
  expect(all).toMatchObject({ files: 3, settled: 0, readers: 3, assigned: 4, submitted: 1, stopped: 1, overdue: 4 });
  expect(all.readings.totalCount).toBe(6);
  const aliases = new Set(all.readings.edges.map(({ node }: Answer) => node.reader));
  expect(aliases.size).toBe(3);
  const text = JSON.stringify(all);
  for (const { key, reviewerId, member } of seed.readers)
    for (const hidden of [key, reviewerId, member.accountId, member.name]) expect(text).not.toContain(hidden);
  for (const { caseFileId, pseudonym, id } of seed.subjects)
    for (const hidden of [caseFileId, pseudonym, id]) expect(text).not.toContain(hidden);
  const filtered = async (filter: object) =>
    (await coordinator.send(query, { id: seed.campaignId, filter })).readingProgress.readings.edges.map(
      ({ node }: Answer) => node,
    );
  expect(await filtered({ states: ['SUBMITTED'] })).toMatchObject([
    { id: at(seed).id, drafted: 8, availableActions: ['reopenReading', 'stopReading'] },
  ]);
  expect(await filtered({ overdue: true })).toHaveLength(4);
  expect(await filtered({ reader: [...aliases][0], states: ['ASSIGNED', 'SUBMITTED', 'STOPPED'] })).toHaveLength(2);
});

test('the history of a reading is closed while the campaign runs, and open to oversight after it', async () => {
  const seed = await ground();
  const longer = { readingId: at(seed).id, dueOn: '2026-12-31', reason: '材料遮蔽迟延' };
  expectSuccess(await doReading(coordinator, 'extendReading', longer));
  const query = `query ($id: ID!) { history(kind: Reading, id: $id, first: 10) { edges { node { event facts } } } }`;
  const [auditor, supervisor] = [await bureau.auditor, await bureau.supervisor];
  const code = async (as: Member) =>
    (await as.sendRaw(query, { id: at(seed).id })).errors?.[0].extensions.code ?? 'SEEN';
  for (const as of [at(seed).reader.member, coordinator, auditor, supervisor]) expect(await code(as)).toBe('NOT_FOUND');
  await suite.world.rows(
    `UPDATE review_campaign SET state = 'ABANDONED', abandoned_by = planned_by, abandoned_at = now(), abandon_reason = '合并到下一期' WHERE id = $1`,
    [seed.campaignId],
  );
  for (const as of [at(seed).reader.member, coordinator]) expect(await code(as)).toBe('NOT_FOUND');
  const { history } = await auditor.send(query, { id: at(seed).id });
  expect(history.edges.map(({ node }: Answer) => node.event)).toEqual(['READING_EXTENDED']);
  expect(Object.keys(history.edges[0].node.facts).sort()).toEqual(['from', 'to']);
});

test('statements of the worklist do not grow with the files', async () => {
  const small = await seedReviews(bureau, { subjects: 2, readers: 1 });
  const large = await seedReviews(bureau, { subjects: 40, readers: 1 });
  const query = `{ myReadings(first: 200) { totalCount edges { node { id workingDaysLeft progress { done } standard { title } indicators { no weightHundredths } timeline { kind }
    papers { id pagesPath } drafts { value { reason } } submissions { scores { points evidence { page } } } reopenings { round } settlement { way } availableActions } } } }`;
  const statements = async (as: Member): Promise<number> => {
    const { blind, dataSource } = suite.world.services;
    const spies = [blind, dataSource].map((source) => jest.spyOn(source, 'createQueryRunner'));
    await as.send(query);
    const calls = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    for (const spy of spies) spy.mockRestore();
    return calls;
  };
  const [one, two] = [small.readers[0], large.readers[0]] as [ReviewSeed['readers'][0], ReviewSeed['readers'][0]];
  await statements(one.member);
  const few = await statements(one.member);
  expect(await statements(two.member)).toBe(few);
  expect(few).toBeLessThanOrEqual(8);
});
