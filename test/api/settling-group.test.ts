import { type BureauSeed, seedCity } from '../support/seed';
import { act } from '../support/seed-case-files';
import {
  judge,
  judged,
  readingsOf,
  seated,
  seenSubject,
  settledAs,
  stateOf,
  thirdReading,
} from '../support/seed-judgements';
import { type SubjectSeed, seedReviews } from '../support/seed-reviews';
import { type Answer, expectRefusal, expectSuccess, useWorld } from '../support/world';

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
  /** By the coordinator; the members of this test sit in the places that were drawn. */
  const convoke = async (reason: string | null = null, preview = false, readers = members) => {
    const answer = await act(
      await coordinator(),
      'convokeGroup',
      { subjectId: subject.id, reason },
      'dueOn subject { state }',
      { preview },
    );
    if (!preview && !answer.code) await seated(seed, subject, readers);
    return answer;
  };
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
  const votesSeenBy = async (reader: (typeof members)[number]): Promise<Answer> => {
    const id = await seatOf(members[0]!.key);
    return (await reader.member.send(`{ groupVotes(readingId: "${id}") { round indicatorNo points reason } }`))
      .groupVotes;
  };
  return { seed, subject, members, convoke, vote, votesSeenBy };
}

describe('the group', () => {
  test('decides by majority, each with reasons; the last vote settles it', async () => {
    const { seed, subject, members, convoke, vote, votesSeenBy } = await groupFile();
    expectSuccess(await convoke());
    expect(expectSuccess(await vote(members[0]!, 65)).decided).toBe(false);
    expectRefusal(await vote(members[0]!, 70), 'ALREADY_VOTED');
    expect(expectSuccess(await vote(members[1]!, 65)).decided).toBe(false);
    expect(await votesSeenBy(members[0]!)).toBeNull();
    expect(expectSuccess(await vote(members[2]!, 95)).decided).toBe(true);
    const settlement = await settledAs(seed, subject);
    expect(settlement).toMatchObject({ way: 'GROUP', grade: 'QUALIFIED', total: '65.00' });
    expect(settlement.restsOn).toHaveLength(3);
    expect(settlement.indicators[0].reasons).toEqual([{ text: '评议认为第1项如此', evidence: [] }]);
    const votes = await votesSeenBy(members[0]!);
    expect(votes).toHaveLength(27);
    expect(votes.filter(({ indicatorNo }: Answer) => indicatorNo === 1).map(({ points }: Answer) => points)).toEqual([
      65, 65, 95,
    ]);
    expect(await votesSeenBy(seed.readers[7]!)).toBeNull();
    expect(await seenSubject(await coordinator(), seed, subject)).toMatchObject({ way: 'GROUP', reviews: 3 });
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

  const sitting = ({ id }: SubjectSeed) =>
    suite.world.rows(
      `SELECT r.id, r.state, r.reader_key AS key, k.reviewer_id AS reviewer FROM review.reading r JOIN vault.reader k ON k.reader_key = r.reader_key
        WHERE r.subject_id = $1 AND r.part = 'GROUP' AND r.state <> 'STOPPED'`,
      [id],
    );

  test('S0-26.1 is drawn: three who never had the file and have no conflict; nobody is named, and a preview draws nobody', async () => {
    const { seed, subject } = await groupFile();
    const [handler] = await suite.world.rows('SELECT person_id FROM engagement WHERE case_file_id = $1', [
      subject.caseFileId,
    ]);
    const barred = seed.readers[4]!;
    await suite.world.rows(
      `INSERT INTO reviewer_declaration (id, reviewer_id, kind, target_id, reason, declared_by, declared_at) VALUES (gen_random_uuid(), $1, 'PERSON', $2, '同学', $3, now())`,
      [barred.reviewerId, handler.person_id, barred.member.personId],
    );
    // Nobody else is there to be drawn.
    await suite.world.rows(
      `UPDATE reviewer SET available_to = '2026-01-31' WHERE bureau_id = $1 AND NOT id = ANY ($2::uuid[])`,
      [bureau.id, seed.readers.map(({ reviewerId }) => reviewerId)],
    );
    const press = async (more: { preview?: boolean } = {}) =>
      act(await coordinator(), 'convokeGroup', { subjectId: subject.id }, 'dueOn subject { state }', more);
    expectSuccess(await press({ preview: true }));
    expect(await sitting(subject)).toEqual([]);
    expect(JSON.stringify(expectSuccess(await press()))).not.toContain(barred.reviewerId);
    const drawn = (await sitting(subject)).map(({ reviewer }) => reviewer);
    const free = [3, 5, 6, 7].map((at) => seed.readers[at]!.reviewerId);
    expect(new Set(drawn).size).toBe(3);
    for (const one of drawn) expect(free).toContain(one);
    await suite.world.rows(`UPDATE reviewer SET available_to = NULL WHERE bureau_id = $1`, [bureau.id]);
  });

  test('without enough people it is refused, saying of nobody why', async () => {
    const { seed, subject } = await groupFile();
    await suite.world.rows(
      `UPDATE reviewer SET available_to = '2026-01-31' WHERE bureau_id = $1 AND NOT id = ANY ($2::uuid[])`,
      [bureau.id, [0, 1, 2, 3, 4].map((at) => seed.readers[at]!.reviewerId)],
    );
    const refusal = expectRefusal(
      await act(await coordinator(), 'convokeGroup', { subjectId: subject.id }),
      'NOT_ENOUGH_MEMBERS',
    );
    expect(refusal.findings ?? []).toEqual([]);
    expect(await sitting(subject)).toEqual([]);
    await suite.world.rows(`UPDATE reviewer SET available_to = NULL WHERE bureau_id = $1`, [bureau.id]);
  });

  const leave = async (id: string, more: object) =>
    act(await coordinator(), 'stopReading', { readingId: id, reason: '不能继续参加评议', ...more });

  test('a member who leaves before voting is replaced, the other votes stand; who has voted stays', async () => {
    const { seed, subject, members, convoke, vote } = await groupFile();
    expectSuccess(await convoke());
    expectSuccess(await vote(members[0]!, 65));
    const seats = await sitting(subject);
    const seatOf = (at: number) => seats.find(({ key }) => key === members[at]!.key)?.id as string;
    const kin = { cause: 'CONFLICT', ground: 'KINSHIP' };
    expectRefusal(await leave(seatOf(0), kin), 'MEMBER_HAS_VOTED');
    expectSuccess(await leave(seatOf(1), { cause: 'UNAVAILABLE' }));
    const instead = seed.readers[6]!;
    expectSuccess(await convoke(null, false, [members[0]!, members[2]!, instead]));
    expect((await sitting(subject)).map(({ state }) => state).sort()).toEqual(['ASSIGNED', 'ASSIGNED', 'SUBMITTED']);
    expectSuccess(await vote(instead, 65));
    expect(expectSuccess(await vote(members[2]!, 95)).decided).toBe(true);
    expect(await stateOf(seed, subject)).toBe('SETTLED');
  });

  test('S0-26.1 whoever an objection against is upheld leaves the group by that, also after their vote; another one is drawn', async () => {
    const { seed, subject, members, convoke, vote } = await groupFile();
    expectSuccess(await convoke());
    expectSuccess(await vote(members[0]!, 50));
    const [objection] = await suite.world.rows(
      `INSERT INTO reviewer_objection (id, campaign_id, case_file_id, reviewer_id, person_id, reason, made_at)
       SELECT gen_random_uuid(), $1, $2, $3, e.person_id, '有利害关系', now() FROM engagement e WHERE e.case_file_id = $2 RETURNING id`,
      [seed.campaignId, subject.caseFileId, members[0]!.reviewerId],
    );
    const upheld = { objectionId: objection.id, outcome: 'UPHELD', reason: '所述属实，应当回避' };
    expectSuccess(await act(await coordinator(), 'decideObjection', upheld));
    expect((await sitting(subject)).map(({ key }) => key)).not.toContain(members[0]!.key);
    const instead = seed.readers[6]!;
    expectSuccess(await convoke(null, false, [members[1]!, members[2]!, instead]));
    for (const member of [members[1]!, members[2]!]) expectSuccess(await vote(member, 70));
    expect(expectSuccess(await vote(instead, 70)).decided).toBe(true);
    expect(await stateOf(seed, subject)).toBe('SETTLED');
  });

  test('what it decided is not opened again by a member who leaves, nor voted on by others', async () => {
    const { seed, subject, members, convoke, vote } = await groupFile();
    expectSuccess(await convoke());
    for (const member of members) expectSuccess(await vote(member, 50));
    const registered = `INSERT INTO reviewer_objection (id, campaign_id, case_file_id, reviewer_id, person_id, reason, made_at, outcome, outcome_reason, decided_by, decided_at)
      SELECT gen_random_uuid(), $1, $2, $3, e.person_id, '有利害关系', now(), 'UPHELD', '查证属实', $4, now() FROM engagement e WHERE e.case_file_id = $2`;
    const { personId } = await coordinator();
    await suite.world.rows(registered, [seed.campaignId, subject.caseFileId, members[0]!.reviewerId, personId]);
    for (const { id } of await sitting(subject)) {
      expectRefusal(await leave(id as string, { cause: 'CONFLICT', ground: 'KINSHIP' }), 'GROUP_DECIDED');
    }
    const [own] = (await sitting(subject)).filter(({ key }) => key === members[0]!.key);
    expectRefusal(await leave(own?.id as string, { cause: 'OBJECTION' }), 'GROUP_DECIDED');
    expectRefusal(await convoke('换几个人再议一次'), 'WRONG_STATE');
    expect(await stateOf(seed, subject)).toBe('SETTLED');
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

  test('without a majority it stays with the group, which votes again with further members', async () => {
    const { seed, subject, members, convoke, vote } = await groupFile();
    expectSuccess(await convoke());
    expectRefusal(await convoke('还没有表决完'), 'VOTE_RUNS');
    for (const [index, member] of members.entries()) expectSuccess(await vote(member, [60, 70, 80][index]!));
    expect(await stateOf(seed, subject)).toBe('NEEDS_GROUP');
    const { divergences } = await seenSubject(await coordinator(), seed, subject);
    expect(divergences.at(-1)).toMatchObject({ next: 'NEEDS_GROUP', indicators: [1, 2, 3, 4, 5, 6, 7, 8] });
    expectRefusal(await convoke(), 'INVALID_INPUT');
    const larger = [...members, ...seed.readers.slice(6, 8)];
    expectSuccess(await convoke('没有过半数，增补两人', false, larger));
    expect((await sitting(subject)).map(({ state }) => state)).toEqual(Array(5).fill('ASSIGNED'));
    for (const member of larger) expectSuccess(await vote(member, 70));
    const settlement = await settledAs(seed, subject);
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
    expectRefusal(await act(members[0]!.member, 'voteInGroup', { ...graded, readingId: seat.id }), 'VOTE_INCOMPLETE');
  });
});
