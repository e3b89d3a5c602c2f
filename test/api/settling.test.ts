import { Role } from '../../src/platform/access/actor';
import { type BureauSeed, seedCity } from '../support/seed';
import { act, succeed } from '../support/seed-case-files';
import { judge, judged, readingsOf, seenSubject, stateOf, thirdReading } from '../support/seed-judgements';
import { type ReviewOptions, type ReviewSeed, type SubjectSeed, seedReviews } from '../support/seed-reviews';
import { expectRefusal, expectSuccess, useWorld } from '../support/world';

const suite = useWorld({ DATABASE_POOL: '8' });
let bureau: BureauSeed;
beforeAll(async () => {
  bureau = await (await seedCity(suite.world)).bureau('110105');
}, 60_000);

/** One file, two readers, and a spare one for a third opinion. */
async function oneFile(options: ReviewOptions = {}): Promise<{ seed: ReviewSeed; subject: SubjectSeed }> {
  const seed = await seedReviews(bureau, { subjects: 1, readers: 3, perFile: 2, ...options });
  return { seed, subject: seed.subjects[0] as SubjectSeed };
}
const coordinator = () => bureau.reviewCoordinator;
const unmet = (findings: { rule: string; met: boolean }[]) =>
  findings.filter(({ met }) => !met).map(({ rule }) => rule);

describe('S4-4.1c what two readers come to', () => {
  test('agreed: the exact mean, in the transaction of the second submission', async () => {
    const { seed, subject } = await oneFile();
    const [one, other] = readingsOf(seed, subject);
    expectSuccess(await judge(seed, one!, 85));
    expect(await stateOf(seed, subject)).toBe('READING');
    expectSuccess(await judge(seed, other!, [86, 85, 85, 85, 85, 85, 85, 85]));
    const seen = await seenSubject(await coordinator(), seed, subject);
    expect(seen).toMatchObject({ state: 'SETTLED', divergences: [] });
    expect(seen.settlement).toMatchObject({ round: 1, way: 'AGREED', grade: 'GOOD', total: '85.06' });
    expect(seen.settlement.restsOn.sort()).toEqual([one!.id, other!.id].sort());
    expect(seen.settlement.indicators.map(({ points }: { points: string }) => points)).toEqual([
      '85.50',
      ...Array(7).fill('85.00'),
    ]);
    const [fractions] = await suite.world.rows(
      'SELECT total_numerator, total_denominator FROM review.settlement WHERE subject_id = $1',
      [subject.id],
    );
    expect(fractions).toEqual({ total_numerator: 1361, total_denominator: 16 });
  });

  test('0 and 100 on every indicator go to a third reader and never become 50', async () => {
    const { seed, subject } = await oneFile({ divergence: { gradeDiffers: false, anyUnqualified: false } });
    await judged(seed, subject, 0, 100);
    const seen = await seenSubject(await coordinator(), seed, subject);
    expect(seen).toMatchObject({ state: 'NEEDS_THIRD', settlement: null });
    const third = seen.readings.filter(({ part }: { part: string }) => part === 'THIRD');
    expect(third).toMatchObject([{ state: 'ASSIGNED', grade: null }]);
    expect(seen.divergences).toHaveLength(1);
    expect(unmet(seen.divergences[0].findings)).toEqual(['REVIEWS_NOT_FAR_APART']);
    const spare = seed.readers[2]!;
    expectSuccess(await judge(seed, await thirdReading(seed, subject, spare), 50));
    expect(await stateOf(seed, subject)).toBe('NEEDS_GROUP');
  });

  test('a third reader with whom one agrees settles it', async () => {
    const { seed, subject } = await oneFile();
    await judged(seed, subject, 85, 92);
    expect(await stateOf(seed, subject)).toBe('NEEDS_THIRD');
    expectSuccess(await judge(seed, await thirdReading(seed, subject, seed.readers[2]!), 87));
    const seen = await seenSubject(await coordinator(), seed, subject);
    expect(seen.settlement).toMatchObject({ way: 'THIRD_READER', grade: 'GOOD', total: '87.00' });
    expect(seen.settlement.restsOn).toHaveLength(3);
  });

  test('grades: the lower of two neighbours where the campaign allows them, and it says so', async () => {
    const { seed, subject } = await oneFile({ schemeKind: 'INDICATOR_GRADE', divergence: { gradeDiffers: false } });
    const [one, other] = readingsOf(seed, subject);
    expectSuccess(await judge(seed, one!, 'EXCELLENT', { overall: 'EXCELLENT' }));
    expectSuccess(await judge(seed, other!, 'GOOD', { overall: 'GOOD' }));
    const { settlement } = await seenSubject(await coordinator(), seed, subject);
    expect(settlement).toMatchObject({ way: 'AGREED', grade: 'GOOD', total: null });
    expect(settlement.findings.map(({ rule }: { rule: string }) => rule)).toContain('LOWER_OF_TWO_TAKEN');
  });

  test('two readers who submit at once: one of them sees the other, and it is settled once', async () => {
    for (let turn = 0; turn < 4; turn += 1) {
      const { seed, subject } = await oneFile();
      const results = await Promise.all(readingsOf(seed, subject).map((reading) => judge(seed, reading, 85)));
      for (const result of results) expectSuccess(result);
      expect(await stateOf(seed, subject)).toBe('SETTLED');
      const settlements = await suite.world.rows('SELECT round FROM review.settlement WHERE subject_id = $1', [
        subject.id,
      ]);
      expect(settlements).toEqual([{ round: 1 }]);
    }
  });

  test('a review opened again un-settles the file; what was settled stays to be seen', async () => {
    const { seed, subject } = await oneFile();
    await judged(seed, subject, 85, 85);
    const [one] = readingsOf(seed, subject);
    await succeed(await coordinator(), 'reopenReading', { readingId: one!.id, reason: '漏看了一份材料' });
    expect(await stateOf(seed, subject)).toBe('READING');
    expectSuccess(await judge(seed, one!, 88));
    const seen = await seenSubject(await coordinator(), seed, subject);
    expect(seen.settlement).toMatchObject({ round: 2, total: '86.50' });
    expect(
      await suite.world.rows('SELECT round FROM review.settlement WHERE subject_id = $1 ORDER BY round', [subject.id]),
    ).toEqual([{ round: 1 }, { round: 2 }]);
  });

  test('one reader a file: settled alone, unless the campaign wants no 不合格 to rest on one', async () => {
    const { seed, subject } = await oneFile({ perFile: 1 });
    await judged(seed, subject, 85);
    expect((await seenSubject(await coordinator(), seed, subject)).settlement.way).toBe('SINGLE');
    const second = await oneFile({ perFile: 1 });
    await judged(second.seed, second.subject, 40);
    expect(await stateOf(second.seed, second.subject)).toBe('NEEDS_THIRD');
  });
});

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
  const convoke = async (readers = members, reason: string | null = null) =>
    act(
      await coordinator(),
      'convokeGroup',
      { subjectId: subject.id, reviewerIds: readers.map(({ reviewerId }) => reviewerId), reason },
      'dueOn subject { state }',
    );
  const seatOf = async (key: string): Promise<string> =>
    (
      await suite.world.rows(
        `SELECT id FROM review.reading WHERE subject_id = $1 AND reader_key = $2 AND part = 'GROUP'`,
        [subject.id, key],
      )
    )[0].id;
  const vote = async (reader: (typeof members)[number], points: number | readonly number[]) =>
    act(
      reader.member,
      'voteInGroup',
      { readingId: await seatOf(reader.key), votes: VOTES(points), overall: OVERALL },
      'decided',
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

  test('without a majority it stays with the group, which votes again with further members', async () => {
    const { seed, subject, members, convoke, vote } = await groupFile();
    expectSuccess(await convoke());
    expectRefusal(await convoke(members, '还没有表决完'), 'VOTE_RUNS');
    for (const [index, member] of members.entries()) expectSuccess(await vote(member, [60, 70, 80][index]!));
    expect(await stateOf(seed, subject)).toBe('NEEDS_GROUP');
    const { divergences } = await seenSubject(await coordinator(), seed, subject);
    expect(unmet(divergences.at(-1).findings)).toEqual(['GROUP_MAJORITY_ON_INDICATORS']);
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

describe('a file is withdrawn', () => {
  test('its readings stop, what was drafted is refused, it stays listed', async () => {
    const { seed, subject } = await oneFile();
    const [one, other] = readingsOf(seed, subject);
    expectSuccess(await judge(seed, one!, 85));
    const input = { subjectId: subject.id, reason: '案卷另案处理，不宜评估' };
    await succeed(await coordinator(), 'withdrawSubject', input, 'subject { state }');
    expectRefusal(await judge(seed, other!, 85), 'FILE_WITHDRAWN');
    expectRefusal(await act(await coordinator(), 'withdrawSubject', input), 'WRONG_STATE');
    const seen = await seenSubject(await coordinator(), seed, subject);
    expect(seen).toMatchObject({ state: 'WITHDRAWN', settlement: null });
    expect(new Set(seen.readings.map(({ state }: { state: string }) => state))).toEqual(new Set(['STOPPED']));
  });

  test('submitting while it is withdrawn: one of the two comes first, and nothing is settled', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const { seed, subject } = await oneFile();
      const [one, other] = readingsOf(seed, subject);
      expectSuccess(await judge(seed, one!, 85));
      const input = { subjectId: subject.id, reason: '案卷另案处理，不宜评估' };
      const [withdrawn, submitted] = await Promise.all([
        act(await coordinator(), 'withdrawSubject', input),
        judge(seed, other!, 85),
      ]);
      expectSuccess(withdrawn);
      if (submitted.code) expectRefusal(submitted, 'FILE_WITHDRAWN');
      expect(await stateOf(seed, subject)).toBe('WITHDRAWN');
    }
  });

  test('another bureau’s coordinator finds nothing', async () => {
    const { seed, subject } = await oneFile();
    const other = await (await bureau.city.bureau('110108')).reviewCoordinator;
    expectRefusal(
      await act(other, 'withdrawSubject', { subjectId: subject.id, reason: '案卷另案处理，不宜评估' }),
      'NOT_FOUND',
    );
    expect(
      await other.send('query ($id: ID!) { reviewSubjects(campaignId: $id, first: 1) { totalCount } }', {
        id: seed.campaignId,
      }),
    ).toEqual({ reviewSubjects: null });
    const reader = await bureau.member(Role.REVIEWER);
    expectRefusal(
      await act(reader, 'withdrawSubject', { subjectId: subject.id, reason: '案卷另案处理，不宜评估' }),
      'FORBIDDEN',
    );
  });
});

test('design 8: what the coordinator sees of a file names neither the file nor who read it', async () => {
  const { seed, subject } = await oneFile();
  await judged(seed, subject, 85, 86);
  const seen = JSON.stringify(await seenSubject(await coordinator(), seed, subject));
  expect(seen).toContain(subject.pseudonym);
  for (const secret of [
    subject.caseFileId,
    ...seed.readers.flatMap(({ key, reviewerId, member }) => [key, reviewerId, member.name]),
  ]) {
    expect(seen).not.toContain(secret);
  }
});
