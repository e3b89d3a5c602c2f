import { doReading, draftReviews, submitReviews } from '../support/review-acts';
import { type BureauSeed, type City, type Member, seedCity } from '../support/seed';
import { type ReadingSeed, type ReviewSeed, seedReviews } from '../support/seed-reviews';
import { withoutTrigger } from '../support/without-trigger';
import { type Answer, expectRefusal, expectSuccess, newKey, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let bureau: BureauSeed;
beforeAll(async () => {
  city = await seedCity(suite.world);
  bureau = await city.bureau('110105');
});

const READ = `query ($id: ID!) { reading(id: $id) {
  id campaign pseudonym caseKind stage hearingHeld inCustody part state round dueOn workingDaysLeft overdue
  progress { done of opinion } standard { standard schemeKind bands { grade fromHundredths toHundredths } }
  indicators { no name applies weightHundredths } timeline { kind afterDays toldRights }
  papers { id catalogueNo catalogueName ordinal pages state withheldReason pagesPath filePath }
  drafts { indicatorNo version value { points grade notApplicable reason evidence { paperId page absent } } }
  submissions { round grade total opinion scores { indicatorNo points grade notApplicable evidence { paperId page absent } } }
  reopenings { round reason } extensions { dueOn reason } settlement { way } availableActions } }`;
const read = async (as: Member, id: string): Promise<Answer> => (await as.send(READ, { id })).reading;
const LIST = `query ($first: Int!, $after: String, $states: [ReadingState!]) { myReadings(first: $first, after: $after, states: $states) {
  totalCount pageInfo { hasNextPage endCursor } edges { node { id pseudonym dueOn state } } } }`;
const list = async (as: Member, variables: object = {}): Promise<Answer> =>
  (await as.send(LIST, { first: 50, ...variables })).myReadings;

const unmet = (refusal: Answer): string[] =>
  refusal.findings.filter((one: Answer) => !one.met).map((one: Answer) => one.rule);
const at = (seed: ReviewSeed, index = 0) => seed.readings[index] as ReadingSeed;
const paperOf = ({ subject }: ReadingSeed) => subject.paperIds[0] as string;
const judged = (reading: ReadingSeed, points = 80) => ({
  points,
  reason: '会见及时，有笔录',
  evidence: [{ paperId: paperOf(reading), page: 2 }],
});

const save = (reading: ReadingSeed, indicatorNo: number | null, version: number, value: object, key = newKey()) =>
  doReading(reading.reader.member, 'saveReviewDraft', { readingId: reading.id, indicatorNo, version, value }, { key });
const submit = (reading: ReadingSeed, more: object = {}, key = newKey()) =>
  doReading(reading.reader.member, 'submitReview', { readingId: reading.id, ...more }, { key });

test('S4-4.1b eight indicators are drafted one by one, then submitted: total exact, grade from the bands', async () => {
  const seed = await seedReviews(bureau, { subjects: 1 });
  const reading = at(seed);
  const fresh = await read(reading.reader.member, reading.id);
  expect(fresh).toMatchObject({
    pseudonym: reading.subject.pseudonym,
    campaign: seed.alias,
    stage: 'TRIAL',
    part: 'READER',
    state: 'ASSIGNED',
    progress: { done: 0, of: 8, opinion: false },
    availableActions: ['saveReviewDraft', 'submitReview'],
    settlement: null,
  });
  expect(fresh.indicators.map((one: Answer) => one.no)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(fresh.indicators.map((one: Answer) => one.weightHundredths).reduce((a: number, b: number) => a + b)).toBe(
    10_000,
  );
  expect(fresh.indicators[4].applies).toBe('IF_HELD');
  expect(fresh.papers).toHaveLength(3);
  expect(fresh.papers[0].pagesPath).toBe(`/readings/${reading.id}/papers/${fresh.papers[0].id}/pages/`);
  expect(fresh.timeline.map((one: Answer) => one.afterDays)).toEqual([3, 6, 9, 12]);
  // 2026-03-02 is a Monday; the month's last day a Tuesday.
  expect(fresh.workingDaysLeft).toBe(21);

  for (const no of [1, 2, 3, 4, 5, 6, 7]) expectSuccess(await save(reading, no, 0, judged(reading)));
  expectSuccess(await save(reading, 8, 0, judged(reading, 77)));
  expectSuccess(await save(reading, null, 0, { reason: '办理规范有序' }));
  expect(await read(reading.reader.member, reading.id)).toMatchObject({ progress: { done: 8, of: 8, opinion: true } });
  const done = expectSuccess(await submit(reading));
  // (7 × 80 + 77) / 8 = 79.625: below 80, however it is shown.
  expect(done.reading).toMatchObject({
    state: 'SUBMITTED',
    submissions: [{ round: 1, grade: 'QUALIFIED', total: '79.63' }],
  });
  const after = await read(reading.reader.member, reading.id);
  expect(after.availableActions).toEqual([]);
  expect(after.submissions[0].scores[7]).toMatchObject({
    indicatorNo: 8,
    points: 77,
    evidence: [{ paperId: paperOf(reading), page: 2, absent: false }],
  });
});

test('S4-4.1c by grades the reader judges the whole', async () => {
  const seed = await seedReviews(bureau, { subjects: 1, schemeKind: 'INDICATOR_GRADE' });
  const reading = at(seed);
  await draftReviews(seed, [reading], { grade: 'EXCELLENT' });
  expectSuccess(await save(reading, null, 1, { grade: 'GOOD', reason: '各项优秀，惟结案迟延，总体评为良好' }));
  expect(unmet(expectRefusal(await submit(reading), 'REVIEW_INCOMPLETE'))).toEqual([
    'REVIEW_OVERALL_WITHIN_INDICATORS',
  ]);
  const late = { grade: 'GOOD', reason: '结案材料迟延归档', evidence: [{ absent: true }] };
  expectSuccess(await save(reading, 8, 1, late));
  const done = expectSuccess(await submit(reading));
  expect(done.reading.submissions).toMatchObject([{ grade: 'GOOD', total: null }]);
  const wrong = expectRefusal(await save(at(seed, 1), 1, 0, judged(at(seed, 1))), 'DRAFT_WRONG');
  expect(unmet(wrong)).toEqual(['REVIEW_ONE_VALUE_OF_THE_SCHEME']);
});

test('S4-4.1b what is missing is named all at once', async () => {
  const seed = await seedReviews(bureau, { subjects: 1 });
  const reading = at(seed);
  expectSuccess(await save(reading, 1, 0, { points: 90 }));
  expectSuccess(await save(reading, 2, 0, { notApplicable: true, reason: '不适用' }));
  expectSuccess(await save(reading, 5, 0, { notApplicable: true, reason: '没有开庭' }));
  expectSuccess(await save(reading, 3, 0, { points: 80, reason: '有调查笔录' }));
  const refusal = expectRefusal(await submit(reading), 'REVIEW_INCOMPLETE');
  const missing = refusal.findings
    .filter((one: Answer) => !one.met)
    .map((one: Answer) => [one.rule, one.facts.find((fact: Answer) => fact.name === 'indicatorNo')?.value ?? null]);
  expect(missing).toEqual([
    ['REVIEW_ALL_INDICATORS', '4'],
    ['REVIEW_ALL_INDICATORS', '6'],
    ['REVIEW_ALL_INDICATORS', '7'],
    ['REVIEW_ALL_INDICATORS', '8'],
    ['REVIEW_REASONS', '1'],
    ['REVIEW_EVIDENCE', '1'],
    ['REVIEW_EVIDENCE', '3'],
    ['REVIEW_NOT_APPLICABLE_EXPLAINED', '2'],
    ['REVIEW_NOT_APPLICABLE_EXPLAINED', '5'],
    ['REVIEW_OPINION', null],
  ]);
  for (const one of refusal.findings.filter((each: Answer) => !each.met)) expect(one.cure).not.toBeNull();
});

test.each(['\u200b\u2060\u200b\u200b\u200b', '记录完整', '好。。。。'])(
  'S4-4.1b a reason or opinion of fewer than five characters that can be read is kept, and counts for nothing (%#)',
  async (reason) => {
    const seed = await seedReviews(bureau, { subjects: 1 });
    const reading = at(seed);
    await draftReviews(seed, [reading]);
    expectSuccess(await save(reading, 1, 1, { ...judged(reading), reason }));
    expectSuccess(await save(reading, null, 1, { reason }));
    expect(await read(reading.reader.member, reading.id)).toMatchObject({ progress: { done: 7, opinion: false } });
    expect(unmet(expectRefusal(await submit(reading), 'REVIEW_INCOMPLETE'))).toEqual([
      'REVIEW_REASONS',
      'REVIEW_OPINION',
    ]);
    expectSuccess(await save(reading, 2, 1, { notApplicable: true, reason: `${reason}${'\u200b'.repeat(10)}` }));
    expect(unmet(expectRefusal(await submit(reading), 'REVIEW_INCOMPLETE'))).toContain(
      'REVIEW_NOT_APPLICABLE_EXPLAINED',
    );
  },
);

test('S4-4.1b what the edition leaves out at a stage needs no words, and leaves the denominator', async () => {
  const seed = await seedReviews(bureau, { subjects: 1, stage: 'INVESTIGATION', hearingHeld: null });
  const reading = at(seed);
  await draftReviews(
    seed,
    [reading],
    [
      { points: 90 },
      'NOT_APPLICABLE',
      { points: 90 },
      { points: 90 },
      'NOT_APPLICABLE',
      { points: 90 },
      { points: 90 },
      { points: 89 },
    ],
  );
  for (const no of [2, 5]) expectSuccess(await save(reading, no, 1, { notApplicable: true }));
  const done = expectSuccess(await submit(reading));
  expect(done.reading.submissions).toMatchObject([{ grade: 'GOOD', total: '89.83' }]);
});

test('a draft may lack anything, but nothing in it may be wrong', async () => {
  const seed = await seedReviews(bureau, { subjects: 2 });
  const reading = at(seed);
  const foreign = seed.subjects[1]?.paperIds[0];
  const evidence = (anchor: object) => save(reading, 1, 0, { evidence: [anchor] });
  expect(unmet(expectRefusal(await evidence({ paperId: paperOf(reading), page: 5 }), 'DRAFT_WRONG'))).toEqual([
    'REVIEW_EVIDENCE_IN_FILE',
  ]);
  expectRefusal(await evidence({ paperId: foreign, page: 1 }), 'DRAFT_WRONG');
  expectRefusal(await evidence({ paperId: paperOf(reading) }), 'INVALID_INPUT');
  expectRefusal(await evidence({ paperId: paperOf(reading), page: 1, absent: true }), 'INVALID_INPUT');
  for (const points of [-1, 101]) expectRefusal(await save(reading, 1, 0, { points }), 'INVALID_INPUT');
  expectRefusal(await save(reading, 1, 0, { grade: 'GOOD' }), 'DRAFT_WRONG');
  expectRefusal(await save(reading, 1, 0, { points: 5, notApplicable: true }), 'DRAFT_WRONG');
  expectRefusal(await save(reading, null, 0, { points: 5 }), 'DRAFT_WRONG');
  expectRefusal(await save(reading, 9, 0, {}), 'INVALID_INPUT');
  expectSuccess(await save(reading, 1, 0, {}));
  expectSuccess(await save(reading, 1, 1, { evidence: [{ absent: true }] }));
  await withoutTrigger(suite.world, 'review.paper', 'paper_stays_shown', () =>
    suite.world.rows(`UPDATE review.paper SET state = 'WITHHELD', withheld_reason = 'WITHDRAWN' WHERE id = $1`, [
      paperOf(reading),
    ]),
  );
  expectRefusal(await evidence({ paperId: paperOf(reading), page: 1 }), 'DRAFT_WRONG');
  const shown = (await read(reading.reader.member, reading.id)).papers.find(
    (one: Answer) => one.id === paperOf(reading),
  );
  expect(shown).toMatchObject({ state: 'WITHHELD', withheldReason: 'WITHDRAWN', pagesPath: null, filePath: null });
});

describe('two windows and a lost connection', () => {
  test('the second window overwrites nothing, sees what stands and goes on from there', async () => {
    const reading = at(await seedReviews(bureau, { subjects: 1 }));
    expectSuccess(await save(reading, 1, 0, judged(reading, 70)));
    expectSuccess(await save(reading, 1, 1, judged(reading, 71)));
    const refusal = expectRefusal(await save(reading, 1, 1, judged(reading, 99)), 'DRAFT_CHANGED');
    const facts = Object.fromEntries(refusal.findings[0].facts.map((fact: Answer) => [fact.name, fact.value]));
    expect(facts).toMatchObject({ indicatorNo: '1', givenVersion: '1', currentVersion: '2' });
    expectRefusal(await save(reading, 1, 0, judged(reading, 99)), 'DRAFT_CHANGED');
    expectRefusal(await save(reading, 2, 4, judged(reading, 99)), 'DRAFT_CHANGED');
    const { drafts } = await read(reading.reader.member, reading.id);
    expect(drafts).toMatchObject([{ indicatorNo: 1, version: 2, value: { points: 71 } }]);
    expectSuccess(await save(reading, 1, 2, judged(reading, 99)));
  });

  test('a save whose answer was lost is sent again: once with its key, once in the same words', async () => {
    const reading = at(await seedReviews(bureau, { subjects: 1 }));
    const key = newKey();
    expect(expectSuccess(await save(reading, 1, 0, judged(reading), key)).draft.version).toBe(1);
    const again = expectSuccess(await save(reading, 1, 0, judged(reading), key));
    expect([again.draft.version, again.receipt.replayed]).toEqual([1, true]);
    expect(expectSuccess(await save(reading, 1, 0, judged(reading))).draft.version).toBe(1);
  });

  test('twenty windows at once: one is kept, nineteen are told', async () => {
    const reading = at(await seedReviews(bureau, { subjects: 1 }));
    const results = await Promise.all(Array.from({ length: 20 }, (_, n) => save(reading, 1, 0, judged(reading, n))));
    expect(results.filter((one) => one.draft)).toHaveLength(1);
    for (const refused of results.filter((one) => !one.draft)) expectRefusal(refused, 'DRAFT_CHANGED');
    const kept = results.findIndex((one) => one.draft);
    expect((await read(reading.reader.member, reading.id)).drafts).toMatchObject([
      { version: 1, value: { points: kept } },
    ]);
  });

  test('what is submitted is what was seen', async () => {
    const seed = await seedReviews(bureau, { subjects: 1 });
    const reading = at(seed);
    await draftReviews(seed, [reading]);
    expectSuccess(await save(reading, 3, 1, judged(reading, 10)));
    expectRefusal(await submit(reading, { versions: [{ indicatorNo: 3, version: 1 }] }), 'DRAFT_CHANGED');
    expectSuccess(await submit(reading, { versions: [{ indicatorNo: 3, version: 2 }, { version: 1 }] }));
  });
});

test('submitted twenty times at once: one submission', async () => {
  const seed = await seedReviews(bureau, { subjects: 1 });
  const reading = at(seed);
  await draftReviews(seed, [reading]);
  const results = await Promise.all(Array.from({ length: 20 }, () => submit(reading)));
  expect(results.filter((one) => one.reading)).toHaveLength(1);
  for (const refused of results.filter((one) => !one.reading)) expectRefusal(refused, 'ALREADY_SUBMITTED');
  const [{ count }] = await suite.world.rows('SELECT count(*) FROM review.submission WHERE reading_id = $1', [
    reading.id,
  ]);
  expect(Number(count)).toBe(1);
  expectRefusal(await save(reading, 1, 1, judged(reading)), 'ALREADY_SUBMITTED');
});

/** Ten more days, as the server writes them. */
async function longer(readingId: string): Promise<void> {
  const { world } = suite;
  await world.rows(
    `INSERT INTO review.extension (reading_id, round, due_on, reason) VALUES ($1, 1, '2026-04-10', '出差')`,
    [readingId],
  );
  await world.rows(`UPDATE review.reading SET due_on = '2026-04-10' WHERE id = $1`, [readingId]);
}

test('a reader finds their own readings, by pseudonym whatever their due days, and nobody else finds them', async () => {
  const seed = await seedReviews(bureau, { subjects: 5, readers: 2 });
  const [one, two] = seed.readers as [ReviewSeed['readers'][0], ReviewSeed['readers'][0]];
  const mine = seed.readings.filter(({ reader }) => reader === one);
  const last = [...mine].sort((a, b) => (a.subject.pseudonym < b.subject.pseudonym ? -1 : 1)).at(-1);
  for (const reading of mine) if (reading !== last) await longer(reading.id);
  const all = await list(one.member);
  expect(all.totalCount).toBe(5);
  const nodes = all.edges.map(({ node }: Answer) => node);
  const names = nodes.map((node: Answer) => node.pseudonym);
  expect(names).toEqual([...names].sort());
  expect(nodes.map((node: Answer) => node.dueOn).sort()).toEqual(['2026-03-31', ...Array(4).fill('2026-04-10')]);
  const first = await list(one.member, { first: 2 });
  const next = await list(one.member, { first: 50, after: first.pageInfo.endCursor });
  expect([...first.edges, ...next.edges].map(({ node }: Answer) => node.id)).toEqual(
    nodes.map((node: Answer) => node.id),
  );
  expect(await read(two.member, mine[0]?.id as string)).toBeNull();
  const reading = mine[0] as ReadingSeed;
  for (const name of ['saveReviewDraft', 'submitReview'] as const) {
    const input =
      name === 'submitReview'
        ? { readingId: reading.id }
        : { readingId: reading.id, indicatorNo: 1, version: 0, value: {} };
    expectRefusal(await doReading(two.member, name, input), 'NOT_FOUND');
  }
  expectSuccess((await submitReviews(seed, [reading]))[0]);
  expect((await list(one.member, { states: ['ASSIGNED'] })).totalCount).toBe(4);
  expect((await list(one.member, { states: ['SUBMITTED'] })).edges[0].node.id).toBe(reading.id);
});

test('S4-4.1b a preview of the last submission tells whether it would be taken, and nothing of what the other wrote', async () => {
  const seed = await seedReviews(bureau, { subjects: 1, readers: 2, perFile: 2 });
  const [first, last] = [at(seed, 0), at(seed, 1)];
  await submitReviews(seed, [first], { points: 86 });
  expectRefusal(
    await doReading(last.reader.member, 'submitReview', { readingId: last.id }, { preview: true }),
    'REVIEW_INCOMPLETE',
  );
  await draftReviews(seed, [last], { points: 84 });
  const result = expectSuccess(
    (
      await last.reader.member.send(
        `mutation ($input: SubmitReviewInput!, $key: String!) { result: submitReview(input: $input, idempotencyKey: $key, preview: true) {
           __typename ... on SubmitReviewSuccess { receipt { preview } reading { state submissions { round } settlement { way grade total indicators { points } } availableActions } } } }`,
        { input: { readingId: last.id }, key: newKey() },
      )
    ).result,
  );
  expect(result).toMatchObject({
    receipt: { preview: true },
    reading: {
      state: 'ASSIGNED',
      submissions: [],
      settlement: null,
      availableActions: ['saveReviewDraft', 'submitReview'],
    },
  });
  // Submitted in earnest it is settled, and then they may see it.
  await doReading(last.reader.member, 'submitReview', { readingId: last.id });
  expect((await read(last.reader.member, last.id)).settlement).toMatchObject({ way: 'AGREED' });
});
