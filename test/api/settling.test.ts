import { graphql } from 'graphql';
import { actorOfToken } from '../../src/organizations/token';
import { Role } from '../../src/platform/access/actor';
import { Context } from '../../src/platform/context';
import { anzhiSchema } from '../../src/schema';
import { type BureauSeed, type Member, seedCity } from '../support/seed';
import { act, succeed } from '../support/seed-case-files';
import {
  divergencesOf,
  judge,
  judged,
  readingsOf,
  seenSubject,
  settledAs,
  settlementsOf,
  stateOf,
  thirdReading,
} from '../support/seed-judgements';
import { type ReviewOptions, type ReviewSeed, type SubjectSeed, seedReviews } from '../support/seed-reviews';
import { expectRefusal, expectSuccess, unmetRules, useWorld } from '../support/world';

const suite = useWorld({ DATABASE_POOL: '8' });
let bureau: BureauSeed;
beforeAll(async () => {
  bureau = await (await seedCity(suite.world)).bureau('110105');
});

/** One file, two readers, and a spare one for a third opinion. */
async function oneFile(options: ReviewOptions = {}): Promise<{ seed: ReviewSeed; subject: SubjectSeed }> {
  const seed = await seedReviews(bureau, { subjects: 1, readers: 3, perFile: 2, ...options });
  return { seed, subject: seed.subjects[0] as SubjectSeed };
}
const coordinator = () => bureau.reviewCoordinator;

describe('S4-4.1c what two readers come to', () => {
  test('agreed: the exact mean, in the transaction of the second submission', async () => {
    const { seed, subject } = await oneFile();
    const [one, other] = readingsOf(seed, subject);
    expectSuccess(await judge(seed, one!, 85));
    expect(await stateOf(seed, subject)).toBe('READING');
    expectSuccess(await judge(seed, other!, [86, 85, 85, 85, 85, 85, 85, 85]));
    const seen = await seenSubject(await coordinator(), seed, subject);
    expect(seen).toMatchObject({ state: 'SETTLED', way: 'AGREED', reviews: 2, divergences: [] });
    const settlement = await settledAs(seed, subject);
    expect(settlement).toMatchObject({ round: 1, way: 'AGREED', grade: 'GOOD', total: '85.06' });
    expect(settlement.restsOn).toEqual([one!.id, other!.id].sort());
    expect(settlement.indicators.map(({ points }: { points: string }) => points)).toEqual([
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
    expect(seen).toMatchObject({ state: 'NEEDS_THIRD', way: null, reviews: 2 });
    const all = { indicators: [1, 2, 3, 4, 5, 6, 7, 8], overall: true };
    expect(seen.divergences).toEqual([{ n: 1, next: 'NEEDS_THIRD', ...all }]);
    const spare = seed.readers[2]!;
    expectSuccess(await judge(seed, await thirdReading(seed, subject, spare), 50));
    const further = await seenSubject(await coordinator(), seed, subject);
    expect(further).toMatchObject({
      state: 'NEEDS_GROUP',
      divergences: [{ n: 1 }, { n: 2, next: 'NEEDS_GROUP', ...all }],
    });
  });

  test('a third reader with whom one agrees settles it', async () => {
    const { seed, subject } = await oneFile();
    await judged(seed, subject, 85, 92);
    expect(await stateOf(seed, subject)).toBe('NEEDS_THIRD');
    expectSuccess(await judge(seed, await thirdReading(seed, subject, seed.readers[2]!), 87));
    const seen = await seenSubject(await coordinator(), seed, subject);
    expect(unmetRules((await divergencesOf(seed, subject))[0])).toEqual(['REVIEWS_SAME_GRADE']);
    expect(seen).toMatchObject({ way: 'THIRD_READER', reviews: 3, divergences: [{ indicators: [], overall: true }] });
    const settlement = await settledAs(seed, subject);
    expect(settlement).toMatchObject({ way: 'THIRD_READER', grade: 'GOOD', total: '87.00' });
    expect(settlement.restsOn).toHaveLength(3);
    // One paragraph of two readers' words, as where the first two agreed: it does not say that a third one read.
    expect(settlement.indicators[0].reasons).toHaveLength(1);
  });

  test('grades: no overall grade beyond the indicators is submitted, and one indicator 不合格 goes to a third reader', async () => {
    const { seed, subject } = await oneFile({ schemeKind: 'INDICATOR_GRADE' });
    const [one, other] = readingsOf(seed, subject);
    const refused = expectRefusal(
      await judge(seed, one!, 'UNQUALIFIED', { overall: 'EXCELLENT' }),
      'REVIEW_INCOMPLETE',
    );
    expect(unmetRules(refused)).toEqual(['REVIEW_OVERALL_WITHIN_INDICATORS']);
    expect(
      unmetRules(expectRefusal(await judge(seed, one!, 'GOOD', { overall: 'QUALIFIED' }), 'REVIEW_INCOMPLETE')),
    ).toEqual(['REVIEW_OVERALL_WITHIN_INDICATORS']);
    const failing = ['UNQUALIFIED', ...Array(7).fill('GOOD')] as const;
    for (const reading of [one!, other!]) expectSuccess(await judge(seed, reading, failing, { overall: 'GOOD' }));
    const { state, divergences } = await seenSubject(await coordinator(), seed, subject);
    expect([state, divergences]).toMatchObject(['NEEDS_THIRD', [{ indicators: [1] }]]);
    expect(unmetRules((await divergencesOf(seed, subject))[0])).toEqual(['REVIEWS_NONE_UNQUALIFIED']);
  });

  test('grades: the lower of two neighbours where the campaign allows them, and it says so', async () => {
    const { seed, subject } = await oneFile({ schemeKind: 'INDICATOR_GRADE', divergence: { gradeDiffers: false } });
    const [one, other] = readingsOf(seed, subject);
    expectSuccess(await judge(seed, one!, 'EXCELLENT', { overall: 'EXCELLENT' }));
    expectSuccess(await judge(seed, other!, 'GOOD', { overall: 'GOOD' }));
    const settlement = await settledAs(seed, subject);
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
    const again = await seenSubject(await coordinator(), seed, subject);
    expect(again).toMatchObject({ state: 'READING', reviews: 1, way: null });
    expectSuccess(await judge(seed, one!, 88));
    const settlements = await settlementsOf(seed, subject);
    expect(settlements.map(({ round, total }) => [round, total])).toEqual([
      [1, '85.00'],
      [2, '86.50'],
    ]);
  });

  test('one reader a file: settled alone, unless the campaign wants no 不合格 to rest on one', async () => {
    const { seed, subject } = await oneFile({ perFile: 1 });
    await judged(seed, subject, 85);
    expect((await seenSubject(await coordinator(), seed, subject)).way).toBe('SINGLE');
    const second = await oneFile({ perFile: 1 });
    await judged(second.seed, second.subject, 40);
    expect(await stateOf(second.seed, second.subject)).toBe('NEEDS_THIRD');
  });
});

test('a reading stopped after it was submitted un-settles the file, and another reader is found', async () => {
  const { seed, subject } = await oneFile();
  await judged(seed, subject, 85, 85);
  const [one] = readingsOf(seed, subject);
  await succeed(await coordinator(), 'stopReading', {
    readingId: one!.id,
    cause: 'CONFLICT',
    ground: 'INTEREST',
    reason: '后来发现须回避',
  });
  expect(await stateOf(seed, subject)).toBe('READING');
  const seen = await seenSubject(await coordinator(), seed, subject);
  expect(seen).toMatchObject({ state: 'READING', reviews: 1, way: null });
});

test('the number of statements does not grow with the files that the coordinator sees', async () => {
  const seed = await seedReviews(bureau, { subjects: 10, readers: 2 });
  for (const subject of seed.subjects) await judged(seed, subject, 85, 86);
  const statements = async (first: number): Promise<number> => {
    const actor = await actorOfToken(suite.world.services, await (await coordinator()).fresh());
    const context = new Context(suite.world.services, actor, 'statements', '127.0.0.1');
    const { errors } = await graphql({
      schema: anzhiSchema(),
      source: `{ reviewSubjects(campaignId: "${seed.campaignId}", first: ${first}) { edges { node { id reviews way divergences { n indicators } } } } }`,
      contextValue: context,
    });
    expect(errors).toBeUndefined();
    return context.statements;
  };
  expect(await statements(10)).toBe(await statements(2));
});

const withdrawal = ({ campaignId }: ReviewSeed, { caseFileId }: SubjectSeed) => ({
  ...{ campaignId, caseFileId, ground: 'OTHER_PROCEEDINGS', reason: '案卷另案处理，不宜评估' },
});
const asked = async (seed: ReviewSeed, subject: SubjectSeed): Promise<string> =>
  (await succeed(await coordinator(), 'askWithdrawal', withdrawal(seed, subject), 'withdrawal { id }')).withdrawal.id;
const decided = (who: Member, name: 'approveWithdrawal' | 'refuseWithdrawal', withdrawalId: string) =>
  act(who, name, { withdrawalId, reason: '核对属实，如此决定' }, 'withdrawal { outcome decidedBy { name } }');

describe('a file is withdrawn', () => {
  test('by two persons once it is read, and for a named ground; until then it is read on', async () => {
    const { seed, subject } = await oneFile();
    const [one, other] = readingsOf(seed, subject);
    const input = withdrawal(seed, subject);
    // Whether somebody has submitted makes no difference: it would tell how far which pseudonym is read.
    expectRefusal(await act(await coordinator(), 'withdrawSubject', input), 'WITHDRAWAL_BY_TWO');
    expectSuccess(await judge(seed, one!, 85));
    expectRefusal(await act(await coordinator(), 'withdrawSubject', input), 'WITHDRAWAL_BY_TWO');
    const freely = act(await coordinator(), 'askWithdrawal', { ...input, ground: 'OTHER' });
    await expect(freely).rejects.toThrow('不是允许的取值');
    const first = await asked(seed, subject);
    expectRefusal(await act(await coordinator(), 'askWithdrawal', input), 'WITHDRAWAL_WAITS');
    for (const name of ['approveWithdrawal', 'refuseWithdrawal'] as const) {
      expectRefusal(await decided(await coordinator(), name, first), 'ANOTHER_PERSON_DECIDES');
    }
    const far = await (await bureau.city.bureau('110108')).supervisor;
    expectRefusal(await decided(far, 'approveWithdrawal', first), 'NOT_FOUND');
    const { withdrawal: refused } = expectSuccess(await decided(await bureau.supervisor, 'refuseWithdrawal', first));
    expect(refused).toEqual({ outcome: 'REFUSED', decidedBy: { name: (await bureau.supervisor).name } });
    expectRefusal(await decided(await bureau.supervisor, 'approveWithdrawal', first), 'ALREADY_DECIDED');
    const second = await asked(seed, subject);
    expect(await stateOf(seed, subject)).toBe('READING');
    expectSuccess(await decided(await bureau.supervisor, 'approveWithdrawal', second));
    expectRefusal(await judge(seed, other!, 85), 'FILE_WITHDRAWN');
    for (const again of ['withdrawSubject', 'askWithdrawal']) {
      expectRefusal(await act(await coordinator(), again, input), 'WRONG_STATE');
    }
    expect(await seenSubject(await coordinator(), seed, subject)).toBeUndefined();
    expect(await stateOf(seed, subject)).toBe('WITHDRAWN');
    const states = await suite.world.rows('SELECT DISTINCT state FROM review.reading WHERE subject_id = $1', [
      subject.id,
    ]);
    expect(states).toEqual([{ state: 'STOPPED' }]);
    const { reviewWithdrawals } = await (await bureau.supervisor).send(
      'query ($id: ID!) { reviewWithdrawals(campaignId: $id, first: 5) { totalCount edges { node { caseFileId ground outcome } } } }',
      { id: seed.campaignId },
    );
    const { caseFileId } = subject;
    expect(reviewWithdrawals.edges.map(({ node }: { node: unknown }) => node)).toEqual([
      { caseFileId, ground: 'OTHER_PROCEEDINGS', outcome: 'WITHDRAWN' },
      { caseFileId, ground: 'OTHER_PROCEEDINGS', outcome: 'REFUSED' },
    ]);
    // The file is named in the ledger, and nothing that its pseudonym could be known by.
    const lines = await suite.world.rows(
      `SELECT e.act, e.facts, array_agg(t.kind || ' ' || t.thing_id ORDER BY t.kind) AS things FROM ledger_entry e JOIN ledger_thing t ON t.entry_id = e.id
        WHERE e.act IN ('askWithdrawal', 'approveWithdrawal') AND e.outcome = 'DONE' AND t.entry_id IN (SELECT entry_id FROM ledger_thing WHERE thing_id = $1) GROUP BY e.id`,
      [seed.campaignId],
    );
    const campaign = `ReviewCampaign ${seed.campaignId}`;
    const facts = { from: 'READING', ground: 'OTHER_PROCEEDINGS' };
    expect(lines).toHaveLength(3);
    expect(lines).toEqual(
      expect.arrayContaining([
        { act: 'approveWithdrawal', facts: { withdrawalId: second }, things: [campaign] },
        { act: 'askWithdrawal', facts, things: [`CaseFile ${caseFileId}`, campaign] },
      ]),
    );
  });

  test('submitting while it is withdrawn: one of the two comes first, and nothing is settled', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const { seed, subject } = await oneFile();
      const [one, other] = readingsOf(seed, subject);
      expectSuccess(await judge(seed, one!, 85));
      const id = await asked(seed, subject);
      const [withdrawn, submitted] = await Promise.all([
        decided(await bureau.supervisor, 'approveWithdrawal', id),
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
    expectRefusal(await act(other, 'withdrawSubject', withdrawal(seed, subject)), 'NOT_FOUND');
    expect(
      await other.send('query ($id: ID!) { reviewSubjects(campaignId: $id, first: 1) { totalCount } }', {
        id: seed.campaignId,
      }),
    ).toEqual({ reviewSubjects: null });
    const reader = await bureau.member(Role.REVIEWER);
    expectRefusal(await act(reader, 'withdrawSubject', withdrawal(seed, subject)), 'FORBIDDEN');
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
