import { type BureauSeed, seedCity } from '../support/seed';
import { act } from '../support/seed-case-files';
import { judge, judged, readingsOf, seenSubject, stateOf, thirdReading } from '../support/seed-judgements';
import { type SubjectSeed, seedReviews } from '../support/seed-reviews';
import { expectRefusal, expectSuccess, useWorld } from '../support/world';

const suite = useWorld({ DATABASE_POOL: '8' });
let bureau: BureauSeed;
beforeAll(async () => {
  bureau = await (await seedCity(suite.world)).bureau('110105');
});
const coordinator = () => bureau.reviewCoordinator;

const VOTES = (points: number | readonly number[]) =>
  [1, 2, 3, 4, 5, 6, 7, 8].map((indicatorNo) => ({
    indicatorNo,
    points: Array.isArray(points) ? points[indicatorNo - 1] : points,
    reason: `评议认为第${indicatorNo}项如此`,
  }));
const OVERALL = { reason: '评议的总体意见' };

/** A file whose three readers differ, and a group of three others. */
async function groupFile() {
  const seed = await seedReviews(bureau, { subjects: 1, readers: 8, perFile: 2 });
  const subject = seed.subjects[0] as SubjectSeed;
  await judged(seed, subject, 0, 100);
  expectSuccess(await judge(seed, await thirdReading(seed, subject, seed.readers[2]!), 70));
  const members = seed.readers.slice(3, 6);
  const convoke = async (readers = members, reason: string | null = null, preview = false) =>
    act(
      await coordinator(),
      'convokeGroup',
      { subjectId: subject.id, reviewerIds: readers.map(({ reviewerId }) => reviewerId), reason },
      'dueOn subject { state }',
      { preview },
    );
  const seatOf = async (key: string): Promise<string> =>
    (
      await suite.world.rows(
        `SELECT id FROM review.reading WHERE subject_id = $1 AND reader_key = $2 AND part = 'GROUP'`,
        [subject.id, key],
      )
    )[0].id;
  const vote = async (reader: (typeof members)[number], points: number | readonly number[], preview = false) =>
    act(
      reader.member,
      'voteInGroup',
      { readingId: await seatOf(reader.key), votes: VOTES(points), overall: OVERALL },
      'decided',
      { preview },
    );
  return { seed, subject, members, convoke, vote };
}

describe('the group', () => {
  test('decides by majority, each with reasons; the last vote settles it', async () => {
    const { seed, subject, members, convoke, vote } = await groupFile();
    expectSuccess(await convoke());
    expect(expectSuccess(await vote(members[0]!, 65)).decided).toBe(false);
    expectRefusal(await vote(members[0]!, 70), 'ALREADY_VOTED');
    expect(expectSuccess(await vote(members[1]!, 65)).decided).toBe(false);
    const sealed = await seenSubject(await coordinator(), seed, subject);
    expect(
      sealed.readings.flatMap(({ grade, votes }: { grade: string; votes: unknown[] }) => [grade, ...votes]),
    ).toEqual(Array(6).fill(null));
    expect(expectSuccess(await vote(members[2]!, 95)).decided).toBe(true);
    const seen = await seenSubject(await coordinator(), seed, subject);
    expect(seen.settlement).toMatchObject({ way: 'GROUP', grade: 'QUALIFIED', total: '65.00' });
    expect(seen.settlement.restsOn).toHaveLength(3);
    expect(seen.settlement.indicators[0].reasons).toEqual(Array(2).fill({ text: '评议认为第1项如此', evidence: [] }));
    const voters = seen.readings.filter(({ votes }: { votes: unknown[] }) => votes.length);
    expect(voters.map(({ part, votes }: { part: string; votes: unknown[] }) => [part, votes.length])).toEqual(
      Array(3).fill(['GROUP', 9]),
    );
  });

  test('reads the reviews that differ, without whose they are', async () => {
    const { seed, subject, members, convoke } = await groupFile();
    expectSuccess(await convoke());
    const [seat] = await suite.world.rows(`SELECT id FROM review.reading WHERE subject_id = $1 AND reader_key = $2`, [
      subject.id,
      members[0]!.key,
    ]);
    const query = `query ($id: ID!) { groupReviews(readingId: $id) { grade total opinion indicators { indicatorNo points grade notApplicable reason evidence { paperId page absent } } } }`;
    const { groupReviews } = await members[0]!.member.send(query, { id: seat.id });
    expect(groupReviews.map(({ total }: { total: string }) => total).sort()).toEqual(['0.00', '100.00', '70.00']);
    expect(groupReviews[0].indicators).toHaveLength(8);
    for (const { key, member } of seed.readers) {
      expect(JSON.stringify(groupReviews)).not.toContain(key);
      expect(JSON.stringify(groupReviews)).not.toContain(member.name);
    }
    const [first] = readingsOf(seed, subject);
    expect(await first!.reader.member.send(query, { id: first!.id })).toEqual({ groupReviews: null });
    expect(await members[1]!.member.send(query, { id: seat.id })).toEqual({ groupReviews: null });
  });

  test('is an odd number of three at least, none of whom read the file', async () => {
    const { seed, members, convoke } = await groupFile();
    expectRefusal(await convoke(members.slice(0, 2)), 'GROUP_NOT_ODD');
    expectRefusal(await convoke(seed.readers.slice(3, 7)), 'GROUP_NOT_ODD');
    expectRefusal(await convoke([...members.slice(0, 2), seed.readers[0]!]), 'MEMBER_HAS_READ');
    const [another] = await suite.world.rows('SELECT id FROM reviewer WHERE bureau_id <> $1 LIMIT 1', [bureau.id]);
    expect(another).toBeUndefined();
    expectRefusal(
      await convoke([...members.slice(0, 2), { ...members[0]!, reviewerId: seed.campaignId }]),
      'INVALID_INPUT',
    );
  });

  test('S0-26.1 nor anybody who would have to be recused; what stands against them is not told', async () => {
    const { seed, subject, members, convoke } = await groupFile();
    const [handler] = await suite.world.rows('SELECT person_id FROM engagement WHERE case_file_id = $1', [
      subject.caseFileId,
    ]);
    await suite.world.rows(
      `INSERT INTO reviewer_declaration (id, reviewer_id, kind, target_id, reason, declared_by, declared_at) VALUES (gen_random_uuid(), $1, 'PERSON', $2, '同学', $3, now())`,
      [members[1]!.reviewerId, handler.person_id, members[1]!.member.personId],
    );
    const refusal = expectRefusal(await convoke(), 'MEMBER_CONFLICT');
    const barred = refusal.findings.filter(({ met }: { met: boolean }) => !met);
    expect(barred).toMatchObject([
      { rule: 'GROUP_MEMBER_FREE', facts: [{ name: 'reviewerId', value: members[1]!.reviewerId }] },
    ]);
    expectSuccess(await convoke([members[0]!, members[2]!, seed.readers[6]!]));
  });

  test('a preview of the last vote does not count it against the others', async () => {
    const { seed, subject, members, convoke, vote } = await groupFile();
    expectSuccess(await convoke());
    for (const member of members.slice(0, 2)) expectSuccess(await vote(member, 65));
    expect(expectSuccess(await vote(members[2]!, 65, true)).decided).toBe(false);
    expect(expectSuccess(await vote(members[2]!, 40, true)).decided).toBe(false);
    expectRefusal(await vote(members[1]!, 65, true), 'ALREADY_VOTED');
    expect(await stateOf(seed, subject)).toBe('NEEDS_GROUP');
    expect(expectSuccess(await vote(members[2]!, 65)).decided).toBe(true);
  });

  test('a preview of the convocation finds out neither who read the file nor who must be recused', async () => {
    const { seed, members, convoke } = await groupFile();
    const withReader = [...members.slice(0, 2), seed.readers[0]!];
    expectRefusal(await convoke(members.slice(0, 2), null, true), 'GROUP_NOT_ODD');
    const same = expectSuccess(await convoke(members, null, true));
    const { dueOn, subject } = expectSuccess(await convoke(withReader, null, true));
    expect({ dueOn, subject }).toEqual({ dueOn: same.dueOn, subject: same.subject });
    expectRefusal(await convoke(withReader), 'MEMBER_HAS_READ');
  });

  test('without a majority it stays with the group, which votes again with further members', async () => {
    const { seed, subject, members, convoke, vote } = await groupFile();
    expectSuccess(await convoke());
    expectRefusal(await convoke(members, '还没有表决完'), 'VOTE_RUNS');
    for (const [index, member] of members.entries()) expectSuccess(await vote(member, [60, 70, 80][index]!));
    expect(await stateOf(seed, subject)).toBe('NEEDS_GROUP');
    const { divergences, readings } = await seenSubject(await coordinator(), seed, subject);
    expect(divergences.at(-1)).toMatchObject({
      next: 'NEEDS_GROUP',
      indicators: [1, 2, 3, 4, 5, 6, 7, 8],
      findings: [],
    });
    expect(readings.flatMap(({ votes }: { votes: unknown[] }) => votes)).toEqual([]);
    expectRefusal(await convoke(members), 'INVALID_INPUT');
    expectRefusal(await convoke(seed.readers.slice(4, 7), '换三个人再议一次'), 'MEMBER_LEFT_OUT');
    const larger = [...members, ...seed.readers.slice(6, 8)];
    expectSuccess(await convoke(larger, '没有过半数，增补两人'));
    for (const member of larger) expectSuccess(await vote(member, 70));
    const { settlement } = await seenSubject(await coordinator(), seed, subject);
    expect(settlement).toMatchObject({ way: 'GROUP', total: '70.00' });
    expect(settlement.restsOn).toHaveLength(5);
  });

  test('the last two vote at once: one of them settles it', async () => {
    const { seed, subject, members, convoke, vote } = await groupFile();
    expectSuccess(await convoke());
    expectSuccess(await vote(members[0]!, 75));
    const results = await Promise.all(members.slice(1).map((member) => vote(member, 75)));
    expect(results.map((result) => expectSuccess(result).decided).sort()).toEqual([false, true]);
    expect(await stateOf(seed, subject)).toBe('SETTLED');
  });

  test('somebody else’s seat is not there, a reader’s reading takes no vote, and the first reviews stay closed', async () => {
    const { seed, subject, members, convoke, vote } = await groupFile();
    expectSuccess(await convoke());
    expectRefusal(await vote({ ...members[0]!, member: seed.readers[7]!.member }, 75), 'NOT_FOUND');
    const [first] = readingsOf(seed, subject);
    const asVote = { readingId: first!.id, votes: VOTES(75), overall: OVERALL };
    expectRefusal(await act(first!.reader.member, 'voteInGroup', asVote), 'NOT_FOUND');
    const reopen = { readingId: first!.id, reason: '再看一遍材料' };
    expectRefusal(await act(await coordinator(), 'reopenReading', reopen), 'GROUP_CONVOKED');
    const graded = {
      ...asVote,
      readingId: '',
      votes: VOTES(75).map((each) => ({ ...each, points: null, grade: 'GOOD' })),
    };
    const [seat] = await suite.world.rows(`SELECT id FROM review.reading WHERE subject_id = $1 AND reader_key = $2`, [
      subject.id,
      members[0]!.key,
    ]);
    expectRefusal(await act(members[0]!.member, 'voteInGroup', { ...graded, readingId: seat.id }), 'INVALID_INPUT');
  });
});
