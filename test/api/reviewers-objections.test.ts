import { type BureauSeed, seedCity } from '../support/seed';
import { CampaignSeed } from '../support/seed-campaigns';
import { act, succeed } from '../support/seed-case-files';
import { closedFiles } from '../support/seed-closed-files';
import { type Judgement, judge } from '../support/seed-judgements';
import { enrolled, type ReviewerSeed } from '../support/seed-reviewers';
import { type Answer, expectRefusal, type Row, useWorld } from '../support/world';

const suite = useWorld();
const DRAWN_ON = '2026-03-02';
const LAST_DAY = '2026-03-09';
const AFTER = '2026-03-10';
let bureau: BureauSeed;
let lawyer: Answer;
const pool: ReviewerSeed[] = [];
let closing = 0;

beforeAll(async () => {
  bureau = await (await seedCity(suite.world)).bureau('110105');
  lawyer = await (await bureau.agency.lawFirm()).lawyer();
  for (let n = 0; n < 5; n += 1) pool.push(await enrolled(bureau));
});

interface Running {
  readonly campaignId: string;
  readonly caseFileId: string;
}

/** A campaign of one file that its handler knows of, given to two readers on the day of the draw. */
async function running(): Promise<Running> {
  suite.world.clock.setDay(DRAWN_ON);
  closing += 1;
  const closedOn = `2026-01-0${closing}`;
  await closedFiles(bureau.agency, { count: 1, practitioners: [lawyer], closedOn });
  const plan = { shareHundredths: 10_000, periodFrom: closedOn, periodTo: closedOn };
  const { id: campaignId } = await (await CampaignSeed.plan(bureau, plan)).drawn();
  await succeed(await bureau.reviewCoordinator, 'assignReaders', { campaignId }, 'added');
  const { myDrawnFiles } = await lawyer.send('{ myDrawnFiles { campaignId caseFileId objectionsDueOn } }');
  const drawn = myDrawnFiles.find((each: Answer) => each.campaignId === campaignId);
  expect(drawn).toMatchObject({ objectionsDueOn: LAST_DAY });
  return drawn;
}

const given = ({ campaignId }: Running) =>
  suite.world.rows(
    `SELECT r.id, r.state, k.reviewer_id FROM review.reading r JOIN review.subject s ON s.id = r.subject_id JOIN vault.reader k ON k.reader_key = r.reader_key
      WHERE s.campaign_id = $1 ORDER BY r.state = 'STOPPED', r.id`,
    [campaignId],
  );

const GOOD: readonly Judgement[] = [null, 85, null, 85, null, 85, null, 85];

async function read(campaign: Running): Promise<string[]> {
  const readings = (await given(campaign)).filter(({ state }) => state === 'ASSIGNED');
  for (const { id, reviewer_id } of readings) {
    const reader = pool.find(({ reviewerId }) => reviewerId === reviewer_id) as ReviewerSeed;
    const reading = { id, subject: { paperIds: [] }, reader } as unknown as Parameters<typeof judge>[1];
    const said = await judge({ world: suite.world }, reading, GOOD, {
      reason: () => '此项的理由和情况另行说明如下所述',
    });
    expect(said).not.toHaveProperty('code');
  }
  return readings.map(({ reviewer_id }) => reviewer_id);
}

const openReplies = async ({ campaignId }: Running) =>
  act(await bureau.reviewCoordinator, 'openReplies', { campaignId }, 'dueOn');

const object = ({ campaignId, caseFileId }: Running, reviewerId: string) =>
  act(
    lawyer,
    'objectToReader',
    { campaignId, caseFileId, reviewerId, reason: '与对方当事人有利害关系' },
    'objection { id }',
  );

const decide = async ({ objection }: Answer, outcome: string) =>
  succeed(await bureau.reviewCoordinator, 'decideObjection', {
    objectionId: objection.id,
    outcome,
    reason: '经核实如此决定',
  });

describe('S0-26.1 objections have their days before replies open', () => {
  test('while the handler may still object, replies do not open, however soon all is read', async () => {
    const campaign = await running();
    const [first = ''] = await read(campaign);
    const early = await openReplies(campaign);
    expectRefusal(early, 'OBJECTIONS_OPEN');
    expect(early.findings).toContainEqual(expect.objectContaining({ rule: 'OBJECTION_TIME_OVER', met: false }));
    suite.world.clock.setDay(LAST_DAY);
    expectRefusal(await openReplies(campaign), 'OBJECTIONS_OPEN');
    expect(await object(campaign, first)).toHaveProperty('objection.id');
  });

  test('while an objection waits they do not open; upheld, it stops what was submitted', async () => {
    const campaign = await running();
    const [first = ''] = await read(campaign);
    const objection = await object(campaign, first);
    suite.world.clock.setDay(AFTER);
    const waiting = await openReplies(campaign);
    expectRefusal(waiting, 'OBJECTIONS_OPEN');
    expect(waiting.findings).toContainEqual(expect.objectContaining({ rule: 'OBJECTIONS_ALL_DECIDED', met: false }));
    await decide(objection, 'UPHELD');
    expect((await given(campaign)).find(({ reviewer_id }) => reviewer_id === first)).toMatchObject({
      state: 'STOPPED',
    });
    expectRefusal(await openReplies(campaign), 'SUBJECTS_UNSETTLED');
    await succeed(await bureau.reviewCoordinator, 'assignReaders', { campaignId: campaign.campaignId }, 'added');
    await read(campaign);
    expect(await openReplies(campaign)).toHaveProperty('dueOn');
  });

  test('nor does the database take replies that are open too early', async () => {
    const campaign = await running();
    const [first = ''] = await read(campaign);
    const open = (at: string) =>
      suite.world.app.query(
        `WITH closed AS (UPDATE review.campaign SET open = false WHERE id = $1)
         UPDATE review_campaign SET state = 'REPLYING', replies_opened_at = $2, replies_due_on = '2026-04-30' WHERE id = $1`,
        [campaign.campaignId, at],
      );
    await expect(open(`${LAST_DAY}T10:00:00+08:00`)).rejects.toMatchObject({ constraint: 'campaign_rests_on_records' });
    await object(campaign, first);
    await expect(open(`${AFTER}T10:00:00+08:00`)).rejects.toMatchObject({ constraint: 'campaign_rests_on_records' });
  });
});

describe('who leaves the pool after they read', () => {
  test('is still known to the handlers of drawn files, and can be objected to', async () => {
    const campaign = await running();
    const [first = ''] = await read(campaign);
    await succeed(await bureau.reviewCoordinator, 'endReviewer', { reviewerId: first, reason: '工作调动，不再参加' });
    const { reviewerPool } = await lawyer.send(`{ reviewerPool(campaignId: "${campaign.campaignId}") { reviewerId } }`);
    expect(reviewerPool).toContainEqual({ reviewerId: first });
    await decide(await object(campaign, first), 'UPHELD');
    expect((await given(campaign)).find(({ reviewer_id }) => reviewer_id === first)).toMatchObject({
      state: 'STOPPED',
    });
  });

  test('and comes back, is listed once, as they are in the pool now', async () => {
    const campaign = await running();
    const who = await enrolled(bureau);
    const end = { reviewerId: who.reviewerId, reason: '工作调动，不再参加' };
    await succeed(await bureau.reviewCoordinator, 'endReviewer', end);
    const back = await enrolled(bureau, {}, who.member);
    const { reviewerPool } = await lawyer.send(
      `{ reviewerPool(campaignId: "${campaign.campaignId}") { reviewerId name } }`,
    );
    const theirs = [who.reviewerId, back.reviewerId];
    const listed = reviewerPool.filter(({ reviewerId }: Answer) => theirs.includes(reviewerId));
    expect(listed.map(({ reviewerId }: Answer) => reviewerId)).toEqual([back.reviewerId]);
    await succeed(await bureau.reviewCoordinator, 'endReviewer', { ...end, reviewerId: back.reviewerId });
  });
  test('before the draw, is not', async () => {
    suite.world.clock.setDay('2026-03-01');
    const left = await enrolled(bureau);
    await succeed(await bureau.reviewCoordinator, 'endReviewer', {
      reviewerId: left.reviewerId,
      reason: '工作调动，不再参加',
    });
    const campaign = await running();
    expectRefusal(await object(campaign, left.reviewerId), 'NOT_FOUND');
  });

  test('leaves no review that the register speaks against, and what was declared is not erased: it is stopped on that ground', async () => {
    const campaign = await running();
    const [first = ''] = await read(campaign);
    const [reading] = (await given(campaign)).filter(({ reviewer_id }) => reviewer_id === first);
    const { member } = pool.find(({ reviewerId }) => reviewerId === first) as ReviewerSeed;
    const [{ licence_number: target }] = (await suite.world.rows(
      'SELECT licence_number FROM practitioner WHERE person_id = $1',
      [lawyer.personId],
    )) as [Answer];
    await succeed(member, 'declareConflict', { kind: 'PERSON', target, reason: '与此人有亲属关系' });
    for (const erased of ['UPDATE reviewer_declaration SET target_id = id', 'DELETE FROM reviewer_declaration']) {
      await expect(suite.world.app.query(erased)).rejects.toMatchObject({ code: '42501' });
      await expect(suite.world.rows(erased)).rejects.toMatchObject({ code: '42501' });
    }
    await succeed(await bureau.reviewCoordinator, 'endReviewer', { reviewerId: first, reason: '工作调动，不再参加' });
    const stop = { readingId: reading?.id, cause: 'CONFLICT', ground: 'REGISTER', reason: '登记显示须回避' };
    const preview = async (input: Row) =>
      act(await bureau.reviewCoordinator, 'stopReading', input, '', { preview: true });
    const [another] = (await given(campaign)).filter(({ reviewer_id }) => reviewer_id !== first);
    // Of a reading against which nothing speaks the preview says the same: asked of all, it tells nothing.
    for (const readingId of [reading?.id, another?.id]) {
      expect(await preview({ ...stop, readingId })).toMatchObject({ receipt: { preview: true } });
    }
    const wrong = await act(await bureau.reviewCoordinator, 'stopReading', { ...stop, readingId: another?.id });
    expectRefusal(wrong, 'GROUND_NOT_FOUND');
    expect(await act(await bureau.reviewCoordinator, 'stopReading', stop)).not.toHaveProperty('code');
    expect((await given(campaign)).find(({ reviewer_id }) => reviewer_id === first)).toMatchObject({
      state: 'STOPPED',
    });
  });
});
