import { doReading, submitReviews } from '../support/review-acts';
import { type BureauSeed, type City, seedCity } from '../support/seed';
import { act } from '../support/seed-case-files';
import { type ReadingSeed, seedReviews } from '../support/seed-reviews';
import { type Answer, expectRefusal, expectSuccess, type Row, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let bureau: BureauSeed;
beforeAll(async () => {
  city = await seedCity(suite.world);
  bureau = await city.bureau('110105');
});

const ask = ({ id, reader }: Pick<ReadingSeed, 'id' | 'reader'>, kind: string, more: Row = {}) =>
  act(reader.member, 'askCoordinator', { readingId: id, kind, text: '请考虑我的请求', ...more }, 'requestId');
const answer = async (requestId: string, given: string, of = bureau) =>
  act(await of.reviewCoordinator, 'answerReader', { requestId, answer: given, text: '已经看过您的请求' }, 'requestId');
const asked = async (campaignId: string, waiting: boolean | null = null): Promise<Answer[]> =>
  (
    await (
      await bureau.reviewCoordinator
    ).send(
      `query ($id: ID!, $waiting: Boolean) { readerRequests(campaignId: $id, waiting: $waiting, first: 20) { edges { node { id readingId reader kind paperId text answer answerText } } } }`,
      { id: campaignId, waiting },
    )
  ).readerRequests.edges.map(({ node }: Answer) => node);
const seen = async ({ id, reader }: ReadingSeed): Promise<Answer[]> =>
  (await reader.member.send(`{ reading(id: "${id}") { requests { id kind paperId text answer answerText } } }`)).reading
    .requests;

test('a reader asks for more time; the coordinator knows them by pseudonym, extends, then grants; the reader sees it', async () => {
  const seed = await seedReviews(bureau, { subjects: 1, readers: 2, perFile: 2 });
  const [one, other] = seed.readings as [ReadingSeed, ReadingSeed];
  const { requestId } = expectSuccess(await ask(one, 'MORE_TIME'));
  expectRefusal(await ask(one, 'MORE_TIME'), 'ASKED_ALREADY');
  const [request, ...more] = await asked(seed.campaignId, true);
  expect(more).toEqual([]);
  expect(request).toMatchObject({
    ...{ id: requestId, readingId: one.id, kind: 'MORE_TIME', answer: null },
    reader: expect.stringMatching(/^R-[0-9A-F]{10}$/),
  });
  for (const hidden of [
    one.reader.member.name,
    one.reader.member.accountId,
    one.reader.member.personId,
    one.reader.reviewerId,
  ]) {
    expect(JSON.stringify(request)).not.toContain(hidden);
  }
  expectRefusal(await answer(requestId, 'GRANTED'), 'NOT_DONE_YET');
  const extension = { readingId: one.id, dueOn: '2026-04-30', reason: '应评估人请求' };
  expectSuccess(await doReading(await bureau.reviewCoordinator, 'extendReading', extension));
  expectSuccess(await answer(requestId, 'GRANTED'));
  expectRefusal(await answer(requestId, 'DECLINED'), 'ANSWERED_ALREADY');
  expect(await asked(seed.campaignId, true)).toEqual([]);
  expect(await seen(one)).toEqual([
    ...[
      {
        id: requestId,
        kind: 'MORE_TIME',
        paperId: null,
        text: '请考虑我的请求',
        answer: 'GRANTED',
        answerText: '已经看过您的请求',
      },
    ],
  ]);
  expect(await seen(other)).toEqual([]);
});

test('opening again is asked for what is submitted, and granted when it is opened', async () => {
  const seed = await seedReviews(bureau, { subjects: 1, readers: 1, perFile: 1 });
  const [one] = seed.readings as [ReadingSeed];
  expectRefusal(await ask(one, 'REOPEN'), 'WRONG_STATE');
  await submitReviews(seed, [one]);
  expectRefusal(await ask(one, 'MORE_TIME'), 'WRONG_STATE');
  const { requestId } = expectSuccess(await ask(one, 'REOPEN'));
  expectRefusal(await answer(requestId, 'GRANTED'), 'NOT_DONE_YET');
  const reopening = { readingId: one.id, reason: '应评估人请求更正' };
  expectSuccess(await doReading(await bureau.reviewCoordinator, 'reopenReading', reopening));
  expectSuccess(await answer(requestId, 'GRANTED'));
});

test('a paper that is withheld is one of the file; nobody else asks or answers; no name is signed', async () => {
  const seed = await seedReviews(bureau, { subjects: 2, readers: 2, perFile: 1 });
  const [one, other] = seed.readings as [ReadingSeed, ReadingSeed];
  const [own, foreign] = [one.subject.paperIds[0], other.subject.paperIds[0]];
  expectRefusal(await ask(one, 'PAPER_WITHHELD'), 'INVALID_INPUT');
  expectRefusal(await ask(one, 'OTHER', { paperId: own }), 'INVALID_INPUT');
  expectRefusal(await ask(one, 'PAPER_WITHHELD', { paperId: foreign }), 'INVALID_INPUT');
  expectRefusal(await ask(one, 'OTHER', { text: `我是${one.reader.member.name}，请来电` }), 'INVALID_INPUT');
  expectRefusal(await ask(one, 'OTHER', { text: '\u200b\u200b\u200b\u200b\u200b\u200b' }), 'INVALID_INPUT');
  expectRefusal(await ask({ ...one, reader: other.reader }, 'OTHER'), 'NOT_FOUND');
  const { requestId } = expectSuccess(await ask(one, 'PAPER_WITHHELD', { paperId: own }));
  expectRefusal(await answer(requestId, 'EXPLAINED', await city.bureau('110106')), 'NOT_FOUND');
  expectSuccess(await answer(requestId, 'EXPLAINED'));
  const ids = await suite.world.rows('SELECT id::text FROM review.request');
  expect(ids.filter(({ id }) => id[14] !== '4')).toEqual([]);
  await expect(suite.world.app.query(`UPDATE review.answer SET answer = 'GRANTED'`)).rejects.toThrow(
    'permission denied',
  );
});
