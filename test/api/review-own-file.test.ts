import { Role } from '../../src/platform/access/actor';
import { type BureauSeed, type Member, seedCity } from '../support/seed';
import { act, succeed } from '../support/seed-case-files';
import { judge, judged, repliesOpen, seated, thirdReading } from '../support/seed-judgements';
import { type ReviewSeed, seedReviews } from '../support/seed-reviews';
import { seedReleasable } from '../support/seed-subsidies';
import { type Answer, expectRefusal, useWorld } from '../support/world';

const suite = useWorld();
let bureau: BureauSeed;
/** Handled the files, and has come to the bureau since. */
let handler: Member;
let other: Member;

beforeAll(async () => {
  const city = await seedCity(suite.world);
  bureau = await city.bureau('110105');
  const firm = await bureau.agency.lawFirm();
  [handler, other] = [await firm.lawyer(), await firm.lawyer()];
  await city.appoint(handler, Role.REVIEW_COORDINATOR, 'bureau_id', bureau.id);
  await handler.fresh();
});

const drawn = async (more: object = {}): Promise<ReviewSeed> => {
  const files = await seedReleasable(bureau.agency, 1, { practitioner: handler as Answer, upTo: 'RECEIVED' });
  const caseFileIds = files.map(({ caseFileId }) => caseFileId);
  return seedReviews(bureau, { caseFileIds, readers: 3, perFile: 2, objectionsDueOn: '2026-12-31', ...more });
};

describe('who handled a file decides nothing about it, whatever office they hold', () => {
  test('not whether it leaves the campaign', async () => {
    const seed = await drawn();
    const [subject] = seed.subjects;
    const file = { campaignId: seed.campaignId, caseFileId: subject?.caseFileId };
    const leaving = { ...file, ground: 'OTHER_PROCEEDINGS', reason: '另案处理，退出评估' };
    expectRefusal(await act(handler, 'askWithdrawal', leaving), 'OWN_FILE');
    expectRefusal(await act(handler, 'withdrawSubject', leaving), 'OWN_FILE');
    const { withdrawal } = await succeed(await bureau.reviewCoordinator, 'askWithdrawal', leaving, 'withdrawal { id }');
    const decided = { withdrawalId: withdrawal.id, reason: '核对属实，同意退出' };
    expectRefusal(await act(handler, 'approveWithdrawal', decided), 'OWN_FILE');
    expectRefusal(await act(handler, 'refuseWithdrawal', decided), 'OWN_FILE');
    await succeed(await bureau.supervisor, 'approveWithdrawal', decided);
  });

  test('not an objection that another handler made', async () => {
    const seed = await drawn();
    const [subject] = seed.subjects;
    await suite.world.rows(
      `INSERT INTO reviewer_objection (id, campaign_id, case_file_id, reviewer_id, person_id, reason, made_at) VALUES (gen_random_uuid(), $1, $2, $3, $4, '有利害关系', now())`,
      [seed.campaignId, subject?.caseFileId, seed.readers[0]?.reviewerId, other.personId],
    );
    const [row] = await suite.world.rows('SELECT id FROM reviewer_objection WHERE campaign_id = $1', [seed.campaignId]);
    const decision = { objectionId: row?.id, outcome: 'DISMISSED', reason: '没有事实根据，驳回' };
    expectRefusal(await act(handler, 'decideObjection', decision), 'OWN_FILE');
    await succeed(await bureau.reviewCoordinator, 'decideObjection', decision);
  });

  test('not whether it was put right', async () => {
    const seed = await drawn({ objectionsDueOn: undefined });
    await repliesOpen(seed);
    const [subject] = seed.subjects;
    const point = {
      campaignId: seed.campaignId,
      caseFileId: subject?.caseFileId,
      indicatorNo: 2,
      text: '补齐阅卷记录后归卷',
    };
    const { point: added } = await succeed(
      await bureau.reviewCoordinator,
      'addImprovementPoint',
      point,
      'point { id }',
    );
    const ticked = { pointId: added.id, note: '已补齐，核对无误' };
    expectRefusal(await act(handler, 'tickImprovementPoint', ticked), 'OWN_FILE');
    await succeed(await bureau.reviewCoordinator, 'tickImprovementPoint', ticked);
  });
});

describe('what a reader writes does not say who they are', () => {
  const nameOf = async ({ personId }: Member): Promise<string> =>
    (await suite.world.rows('SELECT name FROM person WHERE id = $1', [personId]))[0]?.name;
  const named = (result: Answer, text: string) => {
    const finding = result.findings.find(({ rule }: Answer) => rule === 'REVIEW_NAMELESS');
    expect(finding).toMatchObject({ met: false, text: expect.stringContaining(text) });
  };

  test('their name in a reason is refused with its indicator; nothing is lost', async () => {
    const seed = await drawn();
    const [reading] = seed.readings;
    const name = await nameOf(reading!.reader.member);
    const reason = (no: number) => (no === 3 ? `此项由${name}评定，理由如上` : '按卷内材料评定，理由如此');
    const refused = await judge(seed, reading!, 85, { reason });
    expectRefusal(refused, 'REVIEW_INCOMPLETE');
    named(refused, '第3项指标写有您的姓名');
    expect(await judge(seed, reading!, 85)).not.toHaveProperty('code');
  });

  test('nor in a vote', async () => {
    const seed = await drawn({ readers: 6 });
    const [subject] = seed.subjects;
    await judged(seed, subject!, 95, 50);
    await judge(seed, await thirdReading(seed, subject!, seed.readers[2]!), 75);
    await succeed(await bureau.reviewCoordinator, 'convokeGroup', { subjectId: subject?.id });
    const members = seed.readers.slice(3);
    const [seat] = await seated(seed, subject!, members);
    const member = members[0]!.member;
    const name = await nameOf(member);
    const votes = [1, 2, 3, 4, 5, 6, 7, 8].map((indicatorNo) => ({
      indicatorNo,
      points: 70,
      reason: '经评议如此认定',
    }));
    const vote = (reason: string) =>
      act(member, 'voteInGroup', { readingId: seat, votes, overall: { reason } }, 'decided');
    const refused = await vote(`${name}同意多数意见`);
    expectRefusal(refused, 'VOTE_INCOMPLETE');
    named(refused, '总体意见写有您的姓名');
    expect(await vote('同意多数人的意见')).not.toHaveProperty('code');
  });
});
