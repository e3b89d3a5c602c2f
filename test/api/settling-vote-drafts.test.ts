import { doReading } from '../support/review-acts';
import { type BureauSeed, seedCity } from '../support/seed';
import { act, succeed } from '../support/seed-case-files';
import { judge, judged, seated, stateOf, thirdReading } from '../support/seed-judgements';
import { type ReaderSeed, type ReviewSeed, type SubjectSeed, seedReviews } from '../support/seed-reviews';
import { type Answer, expectRefusal, expectSuccess, type Row, useWorld } from '../support/world';

const suite = useWorld();
let bureau: BureauSeed;
beforeAll(async () => {
  bureau = await (await seedCity(suite.world)).bureau('110105');
});

interface Seat {
  readonly id: string;
  readonly reader: ReaderSeed;
}

/** A file whose three readers differ, and the seats of three others who decide. */
async function group(): Promise<{ seed: ReviewSeed; subject: SubjectSeed; seats: [Seat, Seat, Seat] }> {
  const seed = await seedReviews(bureau, { subjects: 1, readers: 6, perFile: 2 });
  const [subject] = seed.subjects as [SubjectSeed];
  await judged(seed, subject, 0, 100);
  expectSuccess(await judge(seed, await thirdReading(seed, subject, seed.readers[2] as ReaderSeed), 70));
  await succeed(await bureau.reviewCoordinator, 'convokeGroup', { subjectId: subject.id, reason: null }, 'dueOn');
  const readers = seed.readers.slice(3);
  await seated(seed, subject, readers);
  const seats = await suite.world.rows(
    `SELECT id, reader_key AS key FROM review.reading WHERE subject_id = $1 AND part = 'GROUP'`,
    [subject.id],
  );
  const seatOf = (reader: ReaderSeed) => ({ id: seats.find(({ key }) => key === reader.key)?.id, reader });
  return { seed, subject, seats: readers.map(seatOf) as [Seat, Seat, Seat] };
}

const save = ({ id, reader }: Seat, indicatorNo: number | null, version: number, value: Row) =>
  doReading(reader.member, 'saveReviewDraft', { readingId: id, indicatorNo, version, value });
const vote = ({ id, reader }: Seat, more: Row = {}, preview = false) =>
  act(reader.member, 'voteInGroup', { readingId: id, ...more }, 'decided', { preview });
const judgement = (points: number, more: Row = {}) => ({ points, reason: '评议认为记录完整', ...more });
const drafted = async (seat: Seat, points: number) => {
  for (const no of [1, 2, 3, 4, 5, 6, 7, 8]) expectSuccess(await save(seat, no, 0, judgement(points)));
  expectSuccess(await save(seat, null, 0, { reason: '评议的总体意见' }));
};
const VOTES = (points: number) =>
  [1, 2, 3, 4, 5, 6, 7, 8].map((indicatorNo) => ({ indicatorNo, ...judgement(points) }));
const wrong = (refusal: Answer) =>
  refusal.findings.filter(({ met }: Answer) => !met).map(({ rule, text }: Answer) => `${rule} ${text}`);

test('a member keeps a vote in drafts, over a lost connection and in two windows, and casts it as it stands', async () => {
  const { seed, subject, seats } = await group();
  const [one, two, three] = seats;
  await drafted(one, 75);
  const { reading } = await one.reader.member.send(
    `{ reading(id: "${one.id}") { part progress { done of opinion } drafts { indicatorNo version value { points reason } } availableActions } }`,
  );
  expect(reading).toMatchObject({
    part: 'GROUP',
    progress: { done: 8, of: 8, opinion: true },
    availableActions: ['saveReviewDraft', 'voteInGroup'],
  });
  expect(reading.drafts).toHaveLength(9);
  const changed = expectRefusal(await save(one, 3, 0, judgement(10)), 'DRAFT_CHANGED');
  expect(wrong(changed)).toHaveLength(1);
  expectSuccess(await save(one, 3, 1, judgement(76)));
  expectRefusal(await vote(one, { versions: [{ indicatorNo: 3, version: 1 }] }), 'DRAFT_CHANGED');
  expectSuccess(await save(one, 3, 2, judgement(75)));
  expect(expectSuccess(await vote(one, { versions: [{ indicatorNo: 3, version: 3 }] })).decided).toBe(false);
  expectRefusal(await save(one, 3, 3, judgement(10)), 'ALREADY_SUBMITTED');
  // Given values are the vote, whatever the drafts say.
  await drafted(two, 20);
  expectSuccess(await vote(two, { votes: VOTES(75), overall: { reason: '评议的总体意见' } }));
  await drafted(three, 75);
  expect(expectSuccess(await vote(three)).decided).toBe(true);
  expect(await stateOf(seed, subject)).toBe('SETTLED');
  const cast = await suite.world.rows(
    'SELECT DISTINCT points, reason FROM review.vote WHERE subject_id = $1 AND indicator_no > 0',
    [subject.id],
  );
  expect(cast).toEqual([{ points: 75, reason: '评议认为记录完整' }]);
});

test('all that is wrong or missing in a vote is named at once, each with its indicator', async () => {
  const { seats } = await group();
  const [one] = seats;
  expectSuccess(await save(one, 1, 0, judgement(75)));
  expectSuccess(await save(one, 2, 0, { points: 75, reason: '好。' }));
  expectSuccess(await save(one, 3, 0, { reason: '还没有想好分数' }));
  expect(wrong(expectRefusal(await vote(one, {}, true), 'VOTE_INCOMPLETE'))).toEqual([
    ...[3, 4, 5, 6, 7, 8].map((no) => `VOTE_ON_EACH_INDICATOR 第${no}项指标还没有表决`),
    'VOTE_REASONS 第2项指标没有写明理由，理由不少于5字（标点不计）',
    'VOTE_REASONS 总体没有写明理由，理由不少于5字（标点不计）',
  ]);
  const votes = VOTES(75).map((each) =>
    each.indicatorNo === 2
      ? { ...each, grade: 'GOOD', points: null }
      : each.indicatorNo === 5
        ? { ...each, notApplicable: true }
        : each.indicatorNo === 7
          ? { ...each, reason: '\u200b\u200b\u200b\u200b\u200b' }
          : each,
  );
  const given = { votes: [...votes.slice(0, 7), votes[0]], overall: { grade: 'GOOD', reason: '评议的总体意见' } };
  expect(wrong(expectRefusal(await vote(one, given), 'VOTE_INCOMPLETE'))).toEqual([
    'VOTE_ON_EACH_INDICATOR 第1项指标表决了不止一次',
    'VOTE_ON_EACH_INDICATOR 第2项指标按百分打分，不评等次',
    'VOTE_ON_EACH_INDICATOR 第5项指标的分数、等次、不适用只能取其一',
    'VOTE_ON_EACH_INDICATOR 第8项指标还没有表决',
    'VOTE_REASONS 第7项指标没有写明理由，理由不少于5字（标点不计）',
  ]);
  const byPoints = { votes: VOTES(75), overall: { grade: 'GOOD', reason: '评议的总体意见' } };
  expect(wrong(expectRefusal(await vote(one, byPoints), 'VOTE_INCOMPLETE'))).toEqual([
    'VOTE_ON_THE_WHOLE 总体等次由总分得出，不另填写',
  ]);
  const nothing = VOTES(75).map((each) => ({ ...each, points: null, notApplicable: true }));
  expect(
    wrong(expectRefusal(await vote(one, { votes: nothing, overall: { reason: '评议的总体意见' } }), 'VOTE_INCOMPLETE')),
  ).toEqual(['VOTE_SOMETHING_APPLIES 八项都不适用，得不出结果']);
  expectRefusal(await vote(one, { votes: VOTES(75) }), 'INVALID_INPUT');
  expectRefusal(await save(one, 4, 0, { ...judgement(75), evidence: [{ absent: true }] }), 'INVALID_INPUT');
  expectRefusal(await save(one, 4, 0, { grade: 'GOOD' }), 'DRAFT_WRONG');
});

test('a member whose time is over keeps drafts, is given more of it, and votes', async () => {
  const { seats } = await group();
  const [one] = seats;
  const [{ due_on: dueOn }] = await suite.world.rows('SELECT due_on FROM review.reading WHERE id = $1', [one.id]);
  suite.world.clock.setDay('2026-06-01');
  await drafted(one, 75);
  expectRefusal(await vote(one), 'READING_OVERDUE');
  const more = { readingId: one.id, dueOn: '2026-06-10', reason: '成员出差未归' };
  expect(dueOn < '2026-06-01').toBe(true);
  expectSuccess(await doReading(await bureau.reviewCoordinator, 'extendReading', more));
  expectSuccess(await vote(one));
});
