import { submitReviews } from '../support/review-acts';
import { type BureauSeed, type City, seedCity } from '../support/seed';
import { act, succeed } from '../support/seed-case-files';
import { type ReadingSeed, seedReviews } from '../support/seed-reviews';
import { type Answer, expectRefusal, expectSuccess, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let bureau: BureauSeed;
beforeAll(async () => {
  city = await seedCity(suite.world);
  bureau = await city.bureau('110105');
});

const SHOWN = 'readings { id dueOn reader }';
const extend = async (input: object, of = bureau): Promise<Answer> =>
  act(
    await of.reviewCoordinator,
    'extendReadings',
    { dueOn: '2026-04-30', reason: '遮蔽材料迟到', ...input },
    `${SHOWN} receipt { entryId }`,
  );
const dueDays = async (...readings: readonly { readonly id: string }[]) =>
  (
    await suite.world.rows('SELECT due_on FROM review.reading WHERE id = ANY ($1) ORDER BY due_on', [
      readings.map(({ id }) => id),
    ])
  ).map(({ due_on }) => due_on);

test('several readings are given more time at once, each reader sees why', async () => {
  const seed = await seedReviews(bureau, { subjects: 2, readers: 2, perFile: 2 });
  const [one, two, other] = seed.readings as [ReadingSeed, ReadingSeed, ReadingSeed];
  const { readings } = expectSuccess(await extend({ readingIds: [one.id, two.id] }));
  expect(readings.map(({ id }: Answer) => id).sort()).toEqual([one.id, two.id].sort());
  expect(await dueDays(one, two)).toEqual(['2026-04-30', '2026-04-30']);
  expect(await dueDays(other)).toEqual(['2026-03-31']);
  const { reading } = await two.reader.member.send(
    `{ reading(id: "${two.id}") { dueOn extensions { dueOn reason } } }`,
  );
  expect(reading).toEqual({ dueOn: '2026-04-30', extensions: [{ dueOn: '2026-04-30', reason: '遮蔽材料迟到' }] });
});

test('all that one reader still has to do, by their pseudonym', async () => {
  const seed = await seedReviews(bureau, { subjects: 3, readers: 2, perFile: 1 });
  const [first, , third] = seed.readings as [ReadingSeed, ReadingSeed, ReadingSeed];
  expect(first.reader).toBe(third.reader);
  await submitReviews(seed, [first]);
  const { readingProgress } = await (await bureau.reviewCoordinator).send(
    `{ readingProgress(campaignId: "${seed.campaignId}") { readings(first: 10) { edges { node { id reader } } } } }`,
  );
  const nodes: Answer[] = readingProgress.readings.edges.map(({ node }: Answer) => node);
  const reader = nodes.find(({ id }) => id === third.id)?.reader;
  const { readings } = expectSuccess(await extend({ campaignId: seed.campaignId, reader }));
  expect(readings).toEqual([{ id: third.id, dueOn: '2026-04-30', reader }]);
  expectRefusal(await extend({ campaignId: seed.campaignId, reader: 'R-0000000000' }), 'NOT_FOUND');
});

test('where one cannot be extended none is, and each that cannot is named with the reason', async () => {
  const seed = await seedReviews(bureau, { subjects: 4, readers: 1, perFile: 1 });
  const [fine, submitted, stopped, later] = seed.readings as [ReadingSeed, ReadingSeed, ReadingSeed, ReadingSeed];
  await submitReviews(seed, [submitted]);
  const { reviewCoordinator } = bureau;
  await succeed(await reviewCoordinator, 'stopReading', {
    ...{ readingId: stopped.id, cause: 'UNAVAILABLE', reason: '出差两个月' },
  });
  await succeed(await reviewCoordinator, 'extendReading', {
    ...{ readingId: later.id, dueOn: '2026-05-29', reason: '遮蔽材料迟到' },
  });
  const refused = expectRefusal(await extend({ readingIds: seed.readings.map(({ id }) => id) }), 'EXTENSIONS_REFUSED');
  const findings: Answer[] = refused.findings.filter(({ met }: Answer) => !met);
  expect(findings.map(({ text }) => text).sort()).toEqual(
    [
      `评阅${submitted.id}：这次评阅已经提交，不能再改；确需更正的，请评估组织人重新打开`,
      `评阅${stopped.id}：这次评阅已由评估组织人停止：评估组织人认为您这段时间不能评阅，已改由他人评阅`,
      `评阅${later.id}：须晚于现有期限（2026-05-29）`,
    ].sort(),
  );
  expect(await dueDays(fine)).toEqual(['2026-03-31']);
});

test('neither a refusal nor the order of an answer says which file is read: who reads is known by the reading', async () => {
  const seed = await seedReviews(bureau, { subjects: 6, readers: 2, perFile: 2 });
  const readingIds = seed.readings.map(({ id }) => id);
  const { readings } = expectSuccess(await extend({ readingIds }));
  expect(readings.map(({ id }: Answer) => id)).toEqual([...readingIds].sort());
  const refused = JSON.stringify(expectRefusal(await extend({ readingIds }), 'EXTENSIONS_REFUSED'));
  expect(refused).toContain(readingIds[0]);
  for (const { id, pseudonym } of seed.subjects)
    for (const told of [id, pseudonym]) expect(refused).not.toContain(told);
});

test('readings of another bureau are not there; nothing, both ways of naming, and a day that is past are refused', async () => {
  const seed = await seedReviews(bureau, { subjects: 1, readers: 1, perFile: 1 });
  const elsewhere = await seedReviews(await city.bureau('110106'), { subjects: 1, readers: 1, perFile: 1 });
  const [one, foreign] = [seed.readings[0] as ReadingSeed, elsewhere.readings[0] as ReadingSeed];
  expectRefusal(await extend({ readingIds: [one.id, foreign.id] }), 'NOT_FOUND');
  expect(await dueDays(one, foreign)).toEqual(['2026-03-31', '2026-03-31']);
  expectRefusal(await extend({}), 'INVALID_INPUT');
  expectRefusal(await extend({ readingIds: [] }), 'INVALID_INPUT');
  expectRefusal(await extend({ readingIds: [one.id], campaignId: seed.campaignId, reader: 'R-1' }), 'INVALID_INPUT');
  expectRefusal(await extend({ readingIds: [one.id], dueOn: '2026-02-27' }), 'INVALID_INPUT');
  expectRefusal(
    await extend({ readingIds: [one.id], reason: '\u200b\u200b\u200b\u200b\u200b\u200b' }),
    'INVALID_INPUT',
  );
});
