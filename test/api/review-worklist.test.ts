import { submitReviews } from '../support/review-acts';
import { type BureauSeed, type Member, seedCity } from '../support/seed';
import { succeed } from '../support/seed-case-files';
import { withdrawnByTwo } from '../support/seed-judgements';
import { type ReadingSeed, seedReviews } from '../support/seed-reviews';
import { type Answer, useWorld } from '../support/world';

const suite = useWorld();
let bureau: BureauSeed;
beforeAll(async () => {
  bureau = await (await seedCity(suite.world)).bureau('110105');
});

const LIST = `query ($first: Int!, $after: String, $states: [ReadingState!]) { myReadings(first: $first, after: $after, states: $states) {
  totalCount pageInfo { hasNextPage endCursor } edges { node { id pseudonym state stopped { cause text } papers { id } drafts { version } availableActions } } } }`;
const list = async (as: Member, variables: object = {}): Promise<Answer> =>
  (await as.send(LIST, { first: 50, ...variables })).myReadings;
const nodes = ({ edges }: Answer): Answer[] => edges.map(({ node }: Answer) => node);

test('what is still to be read comes first, each part in the order of pseudonyms; pages stay whole while something is submitted', async () => {
  const seed = await seedReviews(bureau, { subjects: 6, readers: 1, perFile: 1 });
  const [{ member }] = seed.readers as [(typeof seed.readers)[0]];
  const byName = [...seed.readings].sort((a, b) => (a.subject.pseudonym < b.subject.pseudonym ? -1 : 1));
  const [a, b, c, d, e, f] = byName.map(({ id }) => id);
  await submitReviews(seed, [byName[0] as ReadingSeed, byName[3] as ReadingSeed]);
  expect(nodes(await list(member)).map(({ id }) => id)).toEqual([b, c, e, f, a, d]);
  const first = await list(member, { first: 2 });
  await submitReviews(seed, [byName[4] as ReadingSeed]);
  const rest = await list(member, { after: first.pageInfo.endCursor });
  expect([nodes(first), nodes(rest)].map((page) => page.map(({ id }) => id))).toEqual([
    [b, c],
    [f, a, d, e],
  ]);
});

test('the worklist is narrowed to several states at once', async () => {
  const seed = await seedReviews(bureau, { subjects: 3, readers: 1, perFile: 1 });
  const [one, two, three] = seed.readings as [ReadingSeed, ReadingSeed, ReadingSeed];
  await submitReviews(seed, [one]);
  await succeed(await bureau.reviewCoordinator, 'stopReading', {
    ...{ readingId: two.id, cause: 'UNAVAILABLE', reason: '出差两个月' },
  });
  const { member } = one.reader;
  const ids = async (states: string[]) => nodes(await list(member, { states })).map(({ id }) => id);
  expect(await ids(['SUBMITTED', 'STOPPED'])).toEqual(expect.arrayContaining([one.id, two.id]));
  expect(await ids(['ASSIGNED', 'STOPPED'])).toEqual([three.id, two.id]);
  expect((await list(member, { states: ['ASSIGNED', 'STOPPED'] })).totalCount).toBe(2);
  expect(await ids([])).toEqual([]);
});

describe('a reader is told why a reading was stopped, and nothing that tells whose file it is', () => {
  const stop = (cause: string, ground: string | null) => async (readingId: string) =>
    succeed(await bureau.reviewCoordinator, 'stopReading', { readingId, cause, ground, reason: '与承办人王某是亲属' });
  test.each([
    ['UNAVAILABLE', stop('UNAVAILABLE', null), 'UNAVAILABLE', '不能评阅'],
    ['CONFLICT', stop('CONFLICT', 'KINSHIP'), 'RECUSAL', '须回避'],
    ['OBJECTION', stop('OBJECTION', null), 'RECUSAL', '须回避'],
  ] as const)('%s', async (_, stopped, cause, words) => {
    const seed = await seedReviews(bureau, { subjects: 1, readers: 1, perFile: 1 });
    const [one] = seed.readings as [ReadingSeed];
    expect(nodes(await list(one.reader.member))[0].stopped).toBeNull();
    await stopped(one.id);
    const [node] = nodes(await list(one.reader.member));
    expect(node).toMatchObject({ state: 'STOPPED', stopped: { cause }, papers: [], availableActions: [] });
    expect(node.stopped.text).toContain(words);
    expect(JSON.stringify(node)).not.toMatch(/王某|OBJECTION|CONFLICT/);
  });
  test('FILE_WITHDRAWN', async () => {
    const seed = await seedReviews(bureau, { subjects: 1, readers: 1, perFile: 1 });
    const [one] = seed.readings as [ReadingSeed];
    await withdrawnByTwo(seed, one.subject, '承办人王某已投诉');
    const [node] = nodes(await list(one.reader.member));
    expect(node.stopped).toEqual({ cause: 'FILE_WITHDRAWN', text: expect.stringContaining('退出') });
    expect(JSON.stringify(node)).not.toContain('王某');
  });
});
