import { Role } from '../../src/platform/access/actor';
import { type BureauSeed, type City, type PractitionerSeed, seedCity } from '../support/seed';
import { CampaignSeed } from '../support/seed-campaigns';
import { act, succeed } from '../support/seed-case-files';
import { closedFiles } from '../support/seed-closed-files';
import { enrolled, profileOf, type ReviewerSeed } from '../support/seed-reviewers';
import { type Answer, expectRefusal, newKey, unmetRules, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let bureau: BureauSeed;

beforeAll(async () => {
  city = await seedCity(suite.world);
  bureau = await city.bureau('110105');
});

describe('the pool of reviewers (standards 3)', () => {
  test('a coordinator takes in who is appointed, corrects what the pool says, and takes them out again', async () => {
    const coordinator = await bureau.reviewCoordinator;
    const { member, reviewerId } = await enrolled(bureau, { honours: '2024年度优秀评查员' });
    const seen = async (): Promise<Answer> =>
      (
        await coordinator.send(
          `{ reviewers(first: 50, bureauId: "${bureau.id}") { edges { node { id version mostFiles honours caseKinds person { name } } } } }`,
        )
      ).reviewers.edges
        .map(({ node }: Answer) => node)
        .find(({ id }: Answer) => id === reviewerId);
    expect(await seen()).toMatchObject({ version: 0, honours: '2024年度优秀评查员', person: { name: member.name } });

    const change = { reviewerId, version: 0, profile: profileOf({ mostFiles: 7, caseKinds: ['CIVIL'] }) };
    const answers = await Promise.all([
      act(coordinator, 'changeReviewer', change),
      act(coordinator, 'changeReviewer', change),
    ]);
    expect(answers.map(({ code }) => code ?? 'DONE').sort()).toEqual(['DONE', 'REVIEWER_CHANGED']);
    expect(await seen()).toMatchObject({ version: 1, mostFiles: 7, caseKinds: ['CIVIL'] });

    const again = { bureauId: bureau.id, accountId: member.accountId, profile: profileOf() };
    expectRefusal(await act(coordinator, 'enrolReviewer', again), 'ENROLLED_ALREADY');
    await succeed(coordinator, 'endReviewer', { reviewerId, reason: '本人要求退出专家库' });
    expect(await seen()).toBeUndefined();
    expectRefusal(await act(coordinator, 'changeReviewer', { ...change, version: 1 }), 'REVIEWER_ENDED');
    expectRefusal(
      await act(coordinator, 'endReviewer', { reviewerId, reason: '本人要求退出专家库' }),
      'REVIEWER_ENDED',
    );
    await succeed(coordinator, 'enrolReviewer', again);
  });

  test('nobody without an appointment, not oneself, not into another bureau’s pool', async () => {
    const coordinator = await bureau.reviewCoordinator;
    const input = (accountId: string) => ({ bureauId: bureau.id, accountId, profile: profileOf() });
    const unappointed = await act(coordinator, 'enrolReviewer', input((await bureau.supervisor).accountId));
    expectRefusal(unappointed, 'ENROLMENT_REFUSED');
    expect(unmetRules(unappointed)).toEqual(['REVIEWER_APPOINTED']);
    const self = await bureau.member(Role.REVIEW_COORDINATOR);
    await city.appoint(self, Role.REVIEWER, 'bureau_id', bureau.id);
    await self.fresh();
    expectRefusal(await act(self, 'enrolReviewer', input(self.accountId)), 'ENROLMENT_REFUSED');
    const elsewhere = await (await city.bureau('110108')).reviewCoordinator;
    const reviewer = await bureau.member(Role.REVIEWER);
    expectRefusal(await act(elsewhere, 'enrolReviewer', input(reviewer.accountId)), 'NOT_FOUND');
    const incomplete = { ...input(reviewer.accountId), profile: profileOf({ disciplinedOn: '2020-01-01' }) };
    expectRefusal(await act(coordinator, 'enrolReviewer', incomplete), 'INVALID_INPUT');
  });
});

describe('objections by those who handled a drawn file (standards 3)', () => {
  let campaign: CampaignSeed;
  let lawyer: PractitionerSeed;
  let stranger: PractitionerSeed;
  let reader: ReviewerSeed;
  let files: string[];

  beforeAll(async () => {
    bureau = await city.bureau('110108');
    const firm = await bureau.agency.lawFirm();
    lawyer = await firm.lawyer();
    stranger = await firm.lawyer();
    files = await closedFiles(bureau.agency, { count: 3, practitioners: [lawyer] });
    reader = await enrolled(bureau);
    campaign = await (await CampaignSeed.plan(bureau, { shareHundredths: 10_000 })).drawn();
  });

  const objection = (n: number) => ({
    campaignId: campaign.id,
    caseFileId: files[n],
    reviewerId: reader.reviewerId,
    reason: '此人与我有未了结的诉讼',
  });

  test('the handler sees the names of the pool and nothing else; whoever handled none sees no pool', async () => {
    const pool = `{ reviewerPool(campaignId: "${campaign.id}") { reviewerId name eligibility { open } } }`;
    expect((await lawyer.send(pool)).reviewerPool).toEqual([
      { reviewerId: reader.reviewerId, name: reader.member.name, eligibility: null },
    ]);
    expect((await stranger.send(pool)).reviewerPool).toBeNull();
    expect((await (await bureau.reviewCoordinator).send(pool)).reviewerPool).toEqual([
      { reviewerId: reader.reviewerId, name: reader.member.name, eligibility: { open: true } },
    ]);
    const drawn = '{ myDrawnFiles { campaignId caseFileId objectionsDueOn } }';
    expect((await lawyer.send(drawn)).myDrawnFiles).toEqual(
      [...files].sort().map((caseFileId) => ({ campaignId: campaign.id, caseFileId, objectionsDueOn: '2026-03-09' })),
    );
    expect((await stranger.send(drawn)).myDrawnFiles).toEqual([]);
  });

  test('an objection holds that person back until it is decided, once for a file and a person', async () => {
    const coordinator = await bureau.reviewCoordinator;
    expectRefusal(await act(stranger, 'objectToReader', objection(0)), 'NOT_FOUND');
    const answers = await Promise.all([
      act(lawyer, 'objectToReader', objection(0), 'objection { id reviewerName outcome }'),
      act(lawyer, 'objectToReader', objection(0)),
    ]);
    expect(answers.map(({ code }) => code ?? 'DONE').sort()).toEqual(['DONE', 'OBJECTED_ALREADY']);
    await succeed(lawyer, 'objectToReader', objection(1));
    const listed = `{ readerObjections(first: 10, campaignId: "${campaign.id}") { totalCount edges { node { id caseFileId reviewerName outcome } } } }`;
    expect((await lawyer.send(listed)).readerObjections.totalCount).toBe(2);
    expect((await stranger.send(listed)).readerObjections.totalCount).toBe(0);
    const { edges } = (await coordinator.send(listed)).readerObjections;
    const of = (n: number) => edges.find(({ node }: Answer) => node.caseFileId === files[n]).node;
    expect(of(0).reviewerName).toBe(reader.member.name);
    const dismissed = { objectionId: of(1).id, outcome: 'DISMISSED', reason: '所述情形不属于回避事由' };
    const elsewhere = await (await city.bureau('110105')).reviewCoordinator;
    expectRefusal(await act(elsewhere, 'decideObjection', dismissed), 'NOT_FOUND');
    await succeed(coordinator, 'decideObjection', dismissed);
    expectRefusal(await act(coordinator, 'decideObjection', dismissed), 'OBJECTION_DECIDED');
    // The only reader: free for the second and third file, held back from the first by an objection that still waits.
    const preview = await act(
      coordinator,
      'assignReaders',
      { campaignId: campaign.id },
      'added missing assignment { lacking(first: 10) { caseFileId hindrances { code readers alone } } }',
      { preview: true },
    );
    expect(preview).toMatchObject({ added: 2, missing: 4 });
    const held = preview.assignment.lacking.find(({ caseFileId }: Answer) => caseFileId === files[0]);
    expect(held.hindrances).toEqual([{ code: 'REVIEW_OBJECTION_UPHELD', readers: 1, alone: 1 }]);
  });

  test('the last day is the last: five working days after the draw', async () => {
    suite.world.clock.setDay('2026-03-09');
    await succeed(lawyer, 'objectToReader', objection(2));
    suite.world.clock.setDay('2026-03-10');
    expectRefusal(await act(lawyer, 'objectToReader', objection(2)), 'OBJECTION_LATE');
    // Whoever comes into the pool now could not be objected to before: the same days run for them.
    const { reviewerId } = await enrolled(bureau);
    const pool = (await lawyer.send(`{ reviewerPool(campaignId: "${campaign.id}") { reviewerId objectionsDueOn } }`))
      .reviewerPool;
    const dueOn = (id: string) => pool.find((each: Answer) => each.reviewerId === id).objectionsDueOn;
    expect([dueOn(reader.reviewerId), dueOn(reviewerId)]).toEqual(['2026-03-09', '2026-03-17']);
    suite.world.clock.setDay('2026-03-17');
    await succeed(lawyer, 'objectToReader', { ...objection(2), reviewerId });
    suite.world.clock.setDay('2026-03-18');
    expectRefusal(await act(lawyer, 'objectToReader', { ...objection(1), reviewerId }), 'OBJECTION_LATE');
    suite.world.clock.setDay('2026-03-02');
  });

  test('while its files are read, nobody is set aside by their profile unseen', async () => {
    const coordinator = await bureau.reviewCoordinator;
    const [row] = await suite.world.rows('SELECT version FROM reviewer WHERE id = $1', [reader.reviewerId]);
    const change = (more: object, version = row?.version as number) => ({
      reviewerId: reader.reviewerId,
      version,
      ...more,
    });
    const aside = { profile: profileOf({ caseKinds: ['ADMINISTRATIVE'] }) };
    expectRefusal(await act(coordinator, 'changeReviewer', change(aside)), 'REASON_NEEDED');
    await succeed(coordinator, 'changeReviewer', change({ ...aside, reason: '本人要求只评行政案件' }));
    const { reviewReport } = await coordinator.send(
      `{ reviewReport(campaignId: "${campaign.id}") { settling { poolChanges } } }`,
    );
    expect(reviewReport.settling.poolChanges).toBe(1);
    expect(
      await suite.world.rows('SELECT reason FROM campaign_pool_change WHERE campaign_id = $1', [campaign.id]),
    ).toEqual([{ reason: '本人要求只评行政案件' }]);
    // What decides nothing takes no reason.
    const honoured = profileOf({ caseKinds: ['ADMINISTRATIVE'], honours: '2025年度优秀评查员' });
    await succeed(coordinator, 'changeReviewer', change({ profile: honoured }, row?.version + 1));
    const back = change({ profile: profileOf(), reason: '本人改变了主意' }, row?.version + 2);
    await succeed(coordinator, 'changeReviewer', back);
  });

  test('what the ledger keeps of it names no reader key and no subject', async () => {
    const lines = await suite.world.rows(
      `SELECT facts::text AS facts FROM ledger_entry WHERE act IN ('objectToReader', 'decideObjection')`,
    );
    const secrets = await suite.world.rows('SELECT id::text FROM review.subject');
    expect(lines.length).toBeGreaterThan(3);
    for (const { id } of secrets) expect(JSON.stringify(lines)).not.toContain(id);
  });
});

describe('conflicts that reviewers declare', () => {
  test('with a person or an organisation by the number on their licence; what it is of is shown to the coordinator only', async () => {
    const firm = await bureau.agency.lawFirm();
    const [{ number }] = await suite.world.rows(
      'SELECT licence_number AS number FROM service_organization WHERE id = $1',
      [firm.id],
    );
    const { member, reviewerId } = await enrolled(bureau);
    const input = { kind: 'SERVICE_ORGANIZATION', target: number, reason: '配偶在该所执业' };
    expect(await succeed(member, 'declareConflict', input, 'declarations stopped')).toMatchObject({
      declarations: 1,
      stopped: 0,
    });
    expectRefusal(await act(member, 'declareConflict', { ...input, target: '没有这个证号' }), 'INVALID_INPUT');
    expectRefusal(await act(member, 'declareConflict', { reason: '没有说对谁回避' }), 'INVALID_INPUT');
    expectRefusal(await act(await bureau.member(Role.REVIEWER), 'declareConflict', input), 'NOT_ENROLLED');
    const { reviewers } = await (await bureau.reviewCoordinator).send(
      `{ reviewers(first: 50, bureauId: "${bureau.id}") { edges { node { id declarations { kind targetId reason } } } } }`,
    );
    expect(reviewers.edges.find(({ node }: Answer) => node.id === reviewerId).node.declarations).toEqual([
      { kind: 'SERVICE_ORGANIZATION', targetId: firm.id, reason: '配偶在该所执业' },
    ]);
    const { errors } = await member
      .send(`{ reviewers(first: 5) { totalCount } }`)
      .then((data) => ({ errors: data }))
      .catch((error) => ({ errors: error.response.errors }));
    expect(errors[0].extensions.code).toBe('FORBIDDEN');
    expect(newKey()).toBeTruthy();
  });
});
