import { overturnedByReader } from '../../src/peer-reviews/replies/overturned';
import { type Actor, Role } from '../../src/platform/access/actor';
import { Context } from '../../src/platform/context';
import { type BureauSeed, type Member, type PractitionerSeed, seedCity } from '../support/seed';
import { act, succeed } from '../support/seed-case-files';
import { judge, judged, readingsOf, repliesOpen, thirdReading, withdrawnByTwo } from '../support/seed-judgements';
import { type ReviewOptions, type ReviewSeed, seedReviews } from '../support/seed-reviews';
import { seedReleasable } from '../support/seed-subsidies';
import { type Answer, expectRefusal, expectSuccess, unmetRules, useWorld } from '../support/world';

const suite = useWorld({ DATABASE_POOL: '8' });
let bureau: BureauSeed;
let lawyer: PractitionerSeed;
let another: PractitionerSeed;
beforeAll(async () => {
  bureau = await (await seedCity(suite.world)).bureau('110105');
  const firm = await bureau.agency.lawFirm();
  [lawyer, another] = [await firm.lawyer(), await firm.lawyer()];
});
beforeEach(() => suite.world.clock.setDay('2026-03-02'));

/** A campaign of files that the lawyer handled. */
async function campaignOf(n = 1, options: ReviewOptions = {}): Promise<ReviewSeed> {
  const files = await seedReleasable(bureau.agency, n, { practitioner: lawyer });
  return seedReviews(bureau, { caseFileIds: files.map(({ caseFileId }) => caseFileId), readers: 2, ...options });
}

const RESULT = `result { id final grade total changedByReply way repliesDueOn caseFile { id }
  indicators { indicatorNo points grade notApplicable changedByReply reasons { text evidence { page absent material { id } } } replies { id text own outcome reasons } }
  consequences { code kind provisions } improvementPoints { id text dueOn tickedAt } }`;

const reply = (who: Member, seed: ReviewSeed, indicatorNo: number, text = '已于开庭前会见，笔录在卷第2页') =>
  act(
    who,
    'replyToIndicator',
    { campaignId: seed.campaignId, caseFileId: seed.subjects[0]?.caseFileId, indicatorNo, text },
    RESULT,
  );
const replyId = (result: Answer, indicatorNo: number): string =>
  expectSuccess(result).result.indicators.find((each: Answer) => each.indicatorNo === indicatorNo).replies[0].id;
const decide = async (id: string, more: object, who?: Member) =>
  act(
    who ?? (await bureau.reviewCoordinator),
    'decideReply',
    { replyId: id, reasons: '核对卷宗后如此认定', outcome: 'UPHELD', ...more },
    RESULT,
  );
const mine = async (who: Member): Promise<Answer[]> =>
  (
    await who.send(`{ myReviewResults(first: 100) { edges { node { campaignId ${RESULT.slice('result {'.length)} } } }`)
  ).myReviewResults.edges.map(({ node }: Answer) => node);
const finalise = async (seed: ReviewSeed) =>
  act(await bureau.reviewCoordinator, 'finaliseCampaign', { campaignId: seed.campaignId }, 'results');
const opened = (seed: ReviewSeed) => repliesOpen(seed, 85);

/** A file that all who judged it found 不合格 in everything, open to replies. */
async function unqualified(): Promise<ReviewSeed> {
  const seed = await campaignOf(1, {
    schemeKind: 'INDICATOR_GRADE',
    readers: 2,
    divergence: { anyUnqualified: false },
  });
  for (const reading of seed.readings)
    expectSuccess(await judge(seed, reading, 'UNQUALIFIED', { overall: 'UNQUALIFIED' }));
  await opened(seed);
  return seed;
}

describe('replies', () => {
  test('open only when every file is settled, and run for the campaign’s working days (CC-201: from tomorrow)', async () => {
    const seed = await campaignOf(2);
    const { campaignId } = seed;
    await judged(seed, seed.subjects[0]!, 85, 85);
    const early = expectRefusal(
      await act(await bureau.reviewCoordinator, 'openReplies', { campaignId }),
      'SUBJECTS_UNSETTLED',
    );
    expect(early.message).toContain('还有1卷没有结果');
    const [open] = await suite.world.rows('SELECT open FROM review.campaign WHERE id = $1', [campaignId]);
    expect(open).toEqual({ open: true });
    expect(await opened(seed)).toBe('2026-03-16');
    expectRefusal(await judge(seed, readingsOf(seed, seed.subjects[0]!)[0]!, 85), 'CAMPAIGN_CLOSED');
  });

  test('own results come in pages, each file once, and the total is theirs', async () => {
    await opened(await campaignOf(3));
    const page = async (after: string | null, first = 2): Promise<Answer> =>
      (
        await lawyer.send(
          `query ($first: Int!, $after: String) { myReviewResults(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { campaignId caseFile { id } } } } }`,
          { first, after },
        )
      ).myReviewResults;
    const seen: string[] = [];
    let at = await page(null);
    const { totalCount } = at;
    for (let pages = 0; pages < 10; pages += 1) {
      seen.push(...at.edges.map(({ node }: Answer) => `${node.campaignId} ${node.caseFile.id}`));
      if (!at.pageInfo.hasNextPage) break;
      at = await page(at.pageInfo.endCursor);
    }
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect([new Set(seen).size, totalCount]).toEqual([seen.length, seen.length]);
    expect(seen).toEqual([...seen].sort().reverse());
    for (const [after, first] of [
      ['bm9uZQ', 2],
      [null, 0],
      [null, 101],
    ] as const) {
      await expect(page(after, first)).rejects.toThrow(first === 2 ? '游标无效' : '每页条数');
    }
  });

  test('the practitioner sees settled indicators in terms of their own papers and nothing of who read', async () => {
    const seed = await campaignOf();
    const [subject] = seed.subjects;
    const [one, other] = readingsOf(seed, subject!);
    expectSuccess(await judge(seed, one!, 84, { reason: (no) => `甲种意见之${no}，材料齐全` }));
    expectSuccess(await judge(seed, other!, 86, { reason: (no) => `乙种意见之${9 - no}，材料齐全` }));
    expect((await mine(lawyer)).filter(({ campaignId }) => campaignId === seed.campaignId)).toEqual([]);
    await opened(seed);
    const [seen] = (await mine(lawyer)).filter(({ campaignId }) => campaignId === seed.campaignId);
    expect(seen).toMatchObject({
      final: false,
      grade: 'GOOD',
      total: '85.00',
      way: null,
      repliesDueOn: '2026-03-16',
      consequences: [],
    });
    const [material] = await suite.world.rows('SELECT id FROM material WHERE case_file_id = $1', [subject!.caseFileId]);
    expect(seen.indicators[0].reasons).toEqual([
      {
        text: '乙种意见之8，材料齐全；甲种意见之1，材料齐全',
        evidence: [{ page: 2, absent: false, material: { id: material.id } }],
      },
    ]);
    const text = JSON.stringify(seen);
    const secrets = [subject!.id, subject!.pseudonym, ...subject!.paperIds, one!.id, other!.id];
    for (const { key, reviewerId, member } of seed.readers)
      secrets.push(key, reviewerId, member.name, member.personId, member.accountId);
    for (const secret of secrets) expect(text).not.toContain(secret);
    const openings = await suite.world.rows(`SELECT DISTINCT purpose FROM vault.opening WHERE account_id = $1`, [
      lawyer.accountId,
    ]);
    expect(openings).toEqual([{ purpose: 'REPLY' }]);
    expect((await mine(another)).filter(({ campaignId }) => campaignId === seed.campaignId)).toEqual([]);
  });

  test('one for each indicator, by whoever handled the file, without the recipient’s name', async () => {
    const seed = await campaignOf();
    expectRefusal(await reply(lawyer, seed, 1), 'NO_REPLIES_NOW');
    await opened(seed);
    expectSuccess(await reply(lawyer, seed, 1));
    expectRefusal(await reply(lawyer, seed, 1, '再补充一句说明'), 'ALREADY_REPLIED');
    expectRefusal(await reply(another, seed, 2), 'NOT_FOUND');
    expectRefusal(await reply(lawyer, seed, 2, '受援人张三已经会见'), 'RECIPIENT_NAMED');
    expectRefusal(await reply(lawyer, seed, 9), 'INVALID_INPUT');
  });

  test('two of the same at once: one is taken', async () => {
    const seed = await campaignOf();
    await opened(seed);
    const results = await Promise.all([reply(lawyer, seed, 3), reply(lawyer, seed, 3), reply(lawyer, seed, 3)]);
    expect(results.map(({ code }) => code ?? 'DONE').sort()).toEqual(['ALREADY_REPLIED', 'ALREADY_REPLIED', 'DONE']);
  });

  test('the last day is within the time, the day after is refused with the date', async () => {
    const seed = await campaignOf();
    const dueOn = await opened(seed);
    suite.world.clock.setDay(dueOn);
    expectSuccess(await reply(lawyer, seed, 1));
    suite.world.clock.setDay('2026-03-17');
    expect(expectRefusal(await reply(lawyer, seed, 2), 'REPLY_TOO_LATE').message).toContain('2026-03-16');
  });

  test('a withdrawn file is not replied to', async () => {
    const seed = await campaignOf();
    await opened(seed);
    await withdrawnByTwo(seed, seed.subjects[0]!);
    expectRefusal(await reply(lawyer, seed, 1), 'FILE_WITHDRAWN');
  });
});

describe('decisions on replies', () => {
  test('changed: total and grade are computed again, exactly', async () => {
    const seed = await campaignOf();
    await judged(seed, seed.subjects[0]!, [40, 85, 85, 85, 85, 85, 85, 85], [41, 85, 85, 85, 85, 85, 85, 85]);
    await opened(seed);
    const id = replyId(await reply(lawyer, seed, 1), 1);
    const { result } = expectSuccess(await decide(id, { outcome: 'CHANGED', points: 95 }));
    expect(result).toMatchObject({ grade: 'GOOD', total: '86.25', changedByReply: true });
    expect(result.indicators[0]).toMatchObject({
      points: '95.00',
      changedByReply: true,
      replies: [{ outcome: 'CHANGED', own: false }],
    });
    expectRefusal(await decide(id, {}), 'ALREADY_DECIDED');
    const without = replyId(await reply(lawyer, seed, 2), 2);
    const { result: next } = expectSuccess(await decide(without, { outcome: 'CHANGED', notApplicable: true }));
    expect(next.total).toBe('86.43');
  });

  test('upheld: nothing changes', async () => {
    const seed = await campaignOf();
    await opened(seed);
    const id = replyId(await reply(lawyer, seed, 5), 5);
    const { result } = expectSuccess(await decide(id, {}));
    expect(result).toMatchObject({ grade: 'GOOD', total: '85.00', changedByReply: false });
  });

  test('grades: the overall grade is judged anew or stays', async () => {
    const seed = await campaignOf(1, { schemeKind: 'INDICATOR_GRADE' });
    for (const reading of seed.readings)
      expectSuccess(await judge(seed, reading, 'QUALIFIED', { overall: 'QUALIFIED' }));
    await opened(seed);
    const [first, second] = [replyId(await reply(lawyer, seed, 1), 1), replyId(await reply(lawyer, seed, 2), 2)];
    expect(expectSuccess(await decide(first, { outcome: 'CHANGED', grade: 'EXCELLENT' })).result.grade).toBe(
      'QUALIFIED',
    );
    expect(
      expectSuccess(await decide(second, { outcome: 'CHANGED', grade: 'GOOD', overallGrade: 'GOOD' })).result.grade,
    ).toBe('GOOD');
  });

  test('changed to what stands is no change; upheld is said otherwise', async () => {
    const seed = await campaignOf();
    await opened(seed);
    const [first, second] = [replyId(await reply(lawyer, seed, 1), 1), replyId(await reply(lawyer, seed, 2), 2)];
    const refused = expectRefusal(await decide(first, { outcome: 'CHANGED', points: 85 }), 'REPLY_UNCHANGED');
    expect(refused.message).toContain('与原评相同');
    expectSuccess(await decide(first, { outcome: 'CHANGED', notApplicable: true }));
    expectSuccess(await decide(second, { outcome: 'CHANGED', points: 86 }));
  });

  test('grades: one reply lifts nobody from 不合格 to 优秀', async () => {
    const seed = await unqualified();
    const id = replyId(await reply(lawyer, seed, 1), 1);
    const changed = (grade: string, overallGrade: string) => decide(id, { outcome: 'CHANGED', grade, overallGrade });
    expectRefusal(await changed('UNQUALIFIED', 'QUALIFIED'), 'REPLY_UNCHANGED');
    const refused = expectRefusal(await changed('EXCELLENT', 'EXCELLENT'), 'OVERALL_GRADE_UNFOUNDED');
    expect(refused.message).toContain('至多变动一等');
    expect(unmetRules(refused)).toEqual(['REPLY_OVERALL_ONE_STEP']);
    expect(expectSuccess(await changed('EXCELLENT', 'QUALIFIED')).result.grade).toBe('QUALIFIED');
  });

  test('all replies of a file together move its grade by one step and no further', async () => {
    const seed = await unqualified();
    const changed = async (no: number, overallGrade: string) =>
      decide(replyId(await reply(lawyer, seed, no), no), { outcome: 'CHANGED', grade: 'EXCELLENT', overallGrade });
    expect(expectSuccess(await changed(1, 'QUALIFIED')).result.grade).toBe('QUALIFIED');
    expect(unmetRules(expectRefusal(await changed(2, 'GOOD'), 'OVERALL_GRADE_UNFOUNDED'))).toEqual([
      'REPLY_OVERALL_ONE_STEP',
    ]);
    expect(expectSuccess(await changed(3, 'QUALIFIED')).result.grade).toBe('QUALIFIED');
  });

  test('points: the totals too, however many replies there are', async () => {
    const seed = await campaignOf(1, { divergence: { anyUnqualified: false } });
    for (const reading of seed.readings) expectSuccess(await judge(seed, reading, 58));
    await opened(seed);
    const raised = async (no: number) =>
      decide(replyId(await reply(lawyer, seed, no), no), { outcome: 'CHANGED', points: 100 });
    for (const no of [1, 2, 3, 4]) expect(expectSuccess(await raised(no)).result.grade).toBe('QUALIFIED');
    expect(unmetRules(expectRefusal(await raised(5), 'OVERALL_GRADE_UNFOUNDED'))).toEqual(['REPLY_OVERALL_ONE_STEP']);
  });

  test('decided all at once by two persons, they move it no further than one after the other', async () => {
    const seed = await campaignOf(1, { divergence: { anyUnqualified: false } });
    for (const reading of seed.readings) expectSuccess(await judge(seed, reading, 64));
    await opened(seed);
    const ids: string[] = [];
    for (const no of [1, 2, 3, 4, 5, 6, 7, 8]) ids.push(replyId(await reply(lawyer, seed, no), no));
    const people = [await bureau.reviewCoordinator, await bureau.member(Role.REVIEW_COORDINATOR)];
    const answers = await Promise.all(
      ids.map((id, index) => decide(id, { outcome: 'CHANGED', points: 100 }, people[index % 2])),
    );
    const refused = answers.filter(({ code }) => code);
    expect(refused.map(({ code }) => code)).toEqual(Array(3).fill('OVERALL_GRADE_UNFOUNDED'));
    const [seen] = (await mine(lawyer)).filter(({ campaignId }) => campaignId === seed.campaignId);
    expect(seen).toMatchObject({ grade: 'GOOD', changedByReply: true });
  });

  test('a value that is not of the scheme, none, or two are refused', async () => {
    const seed = await campaignOf();
    await opened(seed);
    const id = replyId(await reply(lawyer, seed, 1), 1);
    for (const wrong of [
      { grade: 'GOOD' },
      {},
      { points: 90, notApplicable: true },
      { points: 90, overallGrade: 'GOOD' },
    ]) {
      expectRefusal(await decide(id, { outcome: 'CHANGED', ...wrong }), 'INVALID_INPUT');
    }
    expectRefusal(await decide(id, { outcome: 'UPHELD', points: 90 }), 'INVALID_INPUT');
  });

  test('never by somebody who read the file, even with the coordinator’s office', async () => {
    const reader = await bureau.member('REVIEWER' as never);
    await bureau.city.appoint(reader, 'REVIEW_COORDINATOR' as never, 'bureau_id', bureau.id);
    const seed = await campaignOf(1, { members: [reader] });
    await opened(seed);
    const id = replyId(await reply(lawyer, seed, 1), 1);
    await reader.fresh();
    expect(expectRefusal(await decide(id, {}, reader), 'REPLY_DECIDER').message).toContain('评阅过本卷');
    const stopped = await suite.world.app
      .query(
        `INSERT INTO review_reply_decision (reply_id, person_id, outcome, reasons, decided_by, decided_at) VALUES ($1, $2, 'UPHELD', '如此', $3, now())`,
        [id, lawyer.personId, reader.personId],
      )
      .catch((error: { constraint?: string }) => error.constraint);
    expect(stopped).toBe('reply_not_decided_by_reader');
    const elsewhere = await (await bureau.city.bureau('110108')).reviewCoordinator;
    expectRefusal(await decide(id, {}, elsewhere), 'NOT_FOUND');
  });
});

test('overturned scores count for the reader who had given another value, by key only', async () => {
  const seed = await campaignOf();
  const [one, other] = readingsOf(seed, seed.subjects[0]!);
  expectSuccess(await judge(seed, one!, [80, 85, 85, 85, 85, 85, 85, 85]));
  expectSuccess(await judge(seed, other!, [90, 85, 85, 85, 85, 85, 85, 85]));
  await opened(seed);
  const [first, second] = [replyId(await reply(lawyer, seed, 1), 1), replyId(await reply(lawyer, seed, 2), 2)];
  expectSuccess(await decide(first, { outcome: 'CHANGED', points: 90 }));
  expectSuccess(await decide(second, {}));
  const { accountId } = await seed.bureau.reviewCoordinator;
  const context = new Context(suite.world.services, { accountId } as Actor, 'overturned', '::1');
  const counts = await overturnedByReader(context, seed.campaignId);
  expect(Object.fromEntries(counts)).toEqual({
    [one!.reader.key]: { scores: 8, replied: 2, overturned: 1 },
    [other!.reader.key]: { scores: 8, replied: 2, overturned: 0 },
  });
});

describe('the final result', () => {
  test('waits for the time to reply and for every decision; then rows of results, and nothing more moves', async () => {
    const seed = await campaignOf(3, { readers: 3, perFile: 2 });
    const [first] = seed.subjects;
    await judged(seed, first!, 50, 50);
    expectSuccess(await judge(seed, await thirdReading(seed, first!, seed.readers[2]!), 52));
    await opened(seed);
    const id = replyId(await reply(lawyer, seed, 1), 1);
    const early = expectRefusal(await finalise(seed), 'CAMPAIGN_NOT_READY');
    expect(early.findings.filter((each: Answer) => !each.met).map((each: Answer) => each.rule)).toEqual([
      'REPLY_TIME_OVER',
      'REPLIES_ALL_DECIDED',
    ]);
    suite.world.clock.setDay('2026-03-17');
    expectRefusal(await finalise(seed), 'CAMPAIGN_NOT_READY');
    expectSuccess(await decide(id, {}));
    expect(expectSuccess(await finalise(seed)).results).toBe(3);
    const { reviewResults } = await (await bureau.supervisor).send(
      `query ($id: ID!) { reviewResults(campaignId: $id, first: 3) { totalCount edges { node { ${RESULT.slice('result {'.length)} } } }`,
      { id: seed.campaignId },
    );
    expect(reviewResults.totalCount).toBe(3);
    const nodes = reviewResults.edges.map(({ node }: Answer) => node);
    const unqualified = nodes.find(({ grade }: Answer) => grade === 'UNQUALIFIED');
    expect(unqualified).toMatchObject({
      final: true,
      way: 'THIRD_READER',
      caseFile: { id: seed.subjects[0]!.caseFileId },
    });
    expect(
      unqualified.consequences.map(({ code, kind, provisions }: Answer) => `${code} ${kind} ${provisions}`),
    ).toEqual([
      'MAY_STOP_ASSIGNING POWER S4-5.2a',
      'INVESTIGATE DUTY S4-5.3a',
      'DEAL_WITH_BREACH DUTY S4-5.3b',
      'WRITE_TO_BAR DUTY S4-5.3c',
    ]);
    expectRefusal(await finalise(seed), 'WRONG_STATE');
    const [own] = (await mine(lawyer)).filter(
      ({ campaignId, final, grade }) => campaignId === seed.campaignId && final && grade === 'UNQUALIFIED',
    );
    expect(own).toMatchObject({ way: null, consequences: { length: 4 } });
  });

  test('S4-5.1c an unqualified peer review leaves the release gate as it was, running and finalised', async () => {
    const [released, waiting] = await seedReleasable(bureau.agency, 2, { practitioner: lawyer });
    const gate = async (): Promise<Answer> => {
      const finance = await bureau.agency.finance;
      const query = `query ($id: ID!) { subsidy(id: $id) { state releaseGate { open findings { rule met text } } } }`;
      return (await finance.send(query, { id: waiting!.subsidyId })).subsidy;
    };
    const before = await gate();
    expect(before.releaseGate.open).toBe(true);
    const seed = await seedReviews(bureau, {
      caseFileIds: [released!.caseFileId, waiting!.caseFileId],
      readers: 2,
      divergence: { anyUnqualified: false },
    });
    for (const subject of seed.subjects) await judged(seed, subject, 10, 12);
    expect(await gate()).toEqual(before);
    await succeed(await bureau.agency.finance, 'releaseSubsidy', { subsidyId: released!.subsidyId });
    await opened(seed);
    suite.world.clock.setDay('2026-03-17');
    expectSuccess(await finalise(seed));
    const [row] = await suite.world.rows(
      'SELECT grade FROM review_result WHERE campaign_id = $1 AND case_file_id = $2',
      [seed.campaignId, waiting!.caseFileId],
    );
    expect(row).toEqual({ grade: 'UNQUALIFIED' });
    expect(await gate()).toEqual(before);
    await succeed(await bureau.agency.finance, 'releaseSubsidy', { subsidyId: waiting!.subsidyId });
  });

  test('a file withdrawn while its reply waits holds up nothing and has no result', async () => {
    const seed = await campaignOf(2);
    await opened(seed);
    expectSuccess(await reply(lawyer, seed, 1));
    suite.world.clock.setDay('2026-03-17');
    expectRefusal(await finalise(seed), 'CAMPAIGN_NOT_READY');
    await withdrawnByTwo(seed, seed.subjects[0]!);
    expect(expectSuccess(await finalise(seed)).results).toBe(1);
  });

  test('improvement points: with the campaign’s time or another, ticked off once', async () => {
    const seed = await campaignOf();
    const point = async (more: object = {}) =>
      act(
        await bureau.reviewCoordinator,
        'addImprovementPoint',
        {
          campaignId: seed.campaignId,
          caseFileId: seed.subjects[0]!.caseFileId,
          indicatorNo: 2,
          text: '阅卷笔录应当写明日期',
          ...more,
        },
        'point { id dueOn tickedAt }',
      );
    expectRefusal(await point(), 'NOT_READ_YET');
    await opened(seed);
    const { point: first } = expectSuccess(await point());
    expect(first).toMatchObject({ dueOn: '2026-04-14', tickedAt: null });
    expectRefusal(await point({ dueOn: '2026-03-01' }), 'INVALID_INPUT');
    const tick = async () =>
      act(
        await bureau.reviewCoordinator,
        'tickImprovementPoint',
        { pointId: first.id, note: '已经补写日期' },
        'point { tickedAt }',
      );
    expect(expectSuccess(await tick()).point.tickedAt).not.toBeNull();
    expectRefusal(await tick(), 'ALREADY_TICKED');
    const [seen] = (await mine(lawyer)).filter(({ campaignId }) => campaignId === seed.campaignId);
    expect(seen.improvementPoints).toMatchObject([{ id: first.id, dueOn: '2026-04-14' }]);
  });
});
