import { Chance } from '../../src/peer-reviews/statistics/chance';
import { Role } from '../../src/platform/access/actor';
import { act } from '../support/seed-case-files';
import { campaignsOfTwoDistricts, ESTIMATE, eight, quality, readAll } from '../support/seed-figures';
import { judged } from '../support/seed-judgements';
import { finalised, submitted, unsettledAgain } from '../support/seed-review-results';
import { expectRefusal, expectSuccess, useWorld } from '../support/world';
import { filesOfZip } from '../support/zip-reading';

afterAll(() => unsettledAgain(opened.world));
const opened = useWorld();
const world = () => opened.world;

const GROUP = `{ agency { name } caseKind frame files grades { excellent good qualified unqualified } goodRate { value low high }
  official ${ESTIMATE} adjusted ${ESTIMATE} apart { excellent good qualified unqualified } }`;
const DIFFERENCE = '{ agency { name } other { name } difference { value low high } distinguishable }';
const COMPARISON = `query ($id: ID!, $agencies: [ID!]) { found: campaignComparison(campaignId: $id, agencyIds: $agencies) {
  withheld { code message figures { topic name } } campaign ${GROUP} kinds ${GROUP} agencies ${GROUP} agenciesByKind ${GROUP} differences ${DIFFERENCE} between ${DIFFERENCE} } }`;
const GAP = `query ($local: ID!, $outside: ID!) { found: inflationGap(localCampaignId: $local, outsideCampaignId: $outside) {
  files steps ${ESTIMATE} points ${ESTIMATE} localGood outsideGood goodRate { value low high } distinguishable } }`;

const { city, campaign } = campaignsOfTwoDistricts(world);

describe('S4-3.4c agencies are compared only where readers agree, and never ranked by luck', () => {
  test('readers who do not agree: withheld, and the indicators are named', async () => {
    const { review, bureau } = await campaign();
    const chance = new Chance('no agreement');
    const apart = (reading: (typeof review.readings)[number]) =>
      Array.from({ length: 8 }, (_, no) =>
        no < 2 ? 40 + chance.below(60) : quality(review.subjects.indexOf(reading.subject)),
      );
    await submitted(review, ...review.readings.map((reading) => ({ reading, values: apart(reading) })));
    const coordinator = await bureau.reviewCoordinator;
    const early = await coordinator.send(COMPARISON, { id: review.campaignId });
    expect(early.found).toMatchObject({ withheld: { code: 'NOT_FINALISED' }, campaign: null, agencies: null });
    await finalised(review, (_, index) => eight(quality(index)));
    const { found } = await coordinator.send(COMPARISON, { id: review.campaignId });
    expect(found.withheld.code).toBe('AGREEMENT_TOO_LOW');
    expect(found.withheld.figures.map(({ topic }: { topic: string }) => topic)).toEqual(['MEETING', 'FILE_READING']);
    expect(found.withheld.message).toMatch(/：及时有效会见受援人.*、及时有效阅卷；/);
    expect([found.agencies, found.agenciesByKind, found.differences, found.between]).toEqual([null, null, null, null]);
    expect(found.campaign).toMatchObject({ frame: 24, files: 24 });
  });

  test('readers who agree: numbers by agency, adjusted beside official, difference with interval', async () => {
    const { review, bureau, files } = await campaign();
    await readAll(review, 2, (reader) => (reader === 0 ? 6 : 0));
    await finalised(review, (_, index) => eight(index < 12 ? 92 : 65));
    const ids = await world().rows('SELECT id FROM agency WHERE region_code = ANY ($1) ORDER BY region_code', [
      ['110105', '110108'],
    ]);
    const { found } = await (await bureau.auditor).send(COMPARISON, {
      id: review.campaignId,
      agencies: ids.map(({ id }: { id: string }) => id),
    });
    expect(files).toHaveLength(24);
    expect(found.withheld).toBeNull();
    expect(found.campaign.goodRate.value).toBe(0.5);
    expect(found.agencies.map((each: { agency: { name: string } }) => each.agency.name).sort()).toEqual([
      '北京市朝阳区法律援助中心',
      '北京市海淀区法律援助中心',
    ]);
    const kind = found.agencies.find(({ agency }: { agency: { name: string } }) => agency.name.includes('朝阳'));
    expect(kind).toMatchObject({
      frame: 12,
      files: 12,
      grades: { excellent: 12, good: 0 },
      goodRate: { value: 1, high: 1 },
      official: { value: 92, missing: 'TOO_LITTLE_VARIATION' },
    });
    expect(kind.goodRate.low).toBeCloseTo(0.7575, 3);
    expect(kind.adjusted.value).toBeGreaterThan(60);
    expect(kind.adjusted.low).toBeLessThan(kind.adjusted.value);
    expect(found.agenciesByKind).toHaveLength(2);
    expect(found.agenciesByKind[0].caseKind).toBe('CRIMINAL');
    expect(found.differences).toHaveLength(2);
    expect(found.between).toHaveLength(1);
    expect(found.between[0].distinguishable).toBe(true);
    expect(Math.abs(found.between[0].difference.value)).toBe(1);
  });

  test('two files an agency: two good of two and none of two are not told apart among more comparisons than one', async () => {
    const { review, bureau } = await campaign({ perAgency: 2, readers: 2 });
    await readAll(review, 1);
    await finalised(review, (_, index) => eight(index < 2 ? 95 : 85));
    const { found } = await (await bureau.supervisor).send(COMPARISON, { id: review.campaignId });
    expect(found.withheld.code).toBe('AGREEMENT_UNKNOWN');
    expect(found.agencies).toBeNull();
  });
});

describe('inflation: the same files graded locally and outside (standards 8)', () => {
  test('the gap with its interval, over the files of both', async () => {
    const local = await campaign();
    await finalised(local.review, () => eight(95));
    const outside = await campaign({ files: local.files.slice(0, 20) });
    await finalised(outside.review, (_, index) => eight(index % 4 === 0 ? 91 : 62 + index));
    const coordinator = await local.bureau.reviewCoordinator;
    const ids = { local: local.review.campaignId, outside: outside.review.campaignId };
    const { found } = await coordinator.send(GAP, ids);
    expect(found).toMatchObject({ files: 20, localGood: 20, distinguishable: true });
    expect(found.goodRate.value).toBeCloseTo((20 - found.outsideGood) / 20, 4);
    expect(found.steps.low).toBeGreaterThan(0.5);
    expect(found.points.value).toBeGreaterThan(10);
    const reversed = await coordinator.send(GAP, { local: ids.outside, outside: ids.local });
    expect(reversed.found.steps.value).toBe(-found.steps.value);
    const stranger = await (await city().bureau('120000')).reviewCoordinator;
    expect((await stranger.send(GAP, ids)).found).toBeNull();
  });
});

test('readers who give every file four points more are told apart, though no grade changes', async () => {
  const local = await campaign({ perAgency: 4, readers: 2 });
  await finalised(local.review, () => eight(97));
  const outside = await campaign({ files: local.files });
  await finalised(outside.review, () => eight(93));
  const ids = { local: local.review.campaignId, outside: outside.review.campaignId };
  const { found } = await (await local.bureau.reviewCoordinator).send(GAP, ids);
  expect(found).toMatchObject({
    files: 8,
    steps: { value: 0 },
    points: { value: 4, low: null },
    distinguishable: true,
  });
});

describe('the report', () => {
  const REPORT = `query ($id: ID!, $outside: ID) { found: reviewReport(campaignId: $id, outsideCampaignId: $outside) { title bureau finalised editions
    sample { frame random coverage targeted finalised } themes { topic files grades { excellent } mean weak { value } }
    settling { agreed replies } agreement { overall { files } } comparison { campaign { files } agencies { agency { name } } } inflation { files } } }`;
  const docx = async (path: string, token: string | null) =>
    fetch(new URL(path, world().server.url), { headers: token ? { authorization: `Bearer ${token}` } : {} });

  test('as data and as a Word document that names agencies and no person', async () => {
    const { review, bureau, files } = await campaign();
    await readAll(review, 2);
    await finalised(review, (_, index) => eight(quality(index)));
    const other = await campaign({ files });
    await finalised(other.review, (_, index) => eight(quality(index) - 10));
    const coordinator = await bureau.reviewCoordinator;
    const { found } = await coordinator.send(REPORT, { id: review.campaignId, outside: other.review.campaignId });
    expect(found).toMatchObject({
      finalised: true,
      bureau: '北京市司法局',
      sample: { frame: 24, random: 24, coverage: 0, targeted: 0, finalised: 24 },
      settling: { agreed: 24, replies: 0 },
      agreement: { overall: { files: 24 } },
      inflation: { files: 24 },
    });
    expect(found.themes).toHaveLength(8);
    expect((await coordinator.send(REPORT, { id: review.campaignId })).found.inflation).toBeNull();
    const answer = await docx(
      `/campaigns/${review.campaignId}/report.docx?outside=${other.review.campaignId}`,
      await coordinator.fresh(),
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('wordprocessingml.document');
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    const parts = await filesOfZip(Buffer.from(await answer.arrayBuffer()));
    expect([...parts.keys()]).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'word/document.xml',
      'word/_rels/document.xml.rels',
      'word/styles.xml',
      'word/settings.xml',
      'word/footer1.xml',
      'word/footer2.xml',
    ]);
    const text = parts.get('word/document.xml')!.toString('utf8');
    for (const said of ['北京市朝阳区法律援助中心', '优良率', '克里彭多夫', '本地评估与外部评估', '2026年3月2日'])
      expect(text).toContain(said);
    expect(text).not.toMatch(/NaN|undefined|null|Infinity/);
    // In Chinese law 以下 includes what it names: files that are 良好 are no part of what is weak.
    expect(text).not.toContain('良好以下');
    expect(text).not.toMatch(/S\d-\d/);
    expect([...text.matchAll(/>表(\d+) /g)].map(([, n]) => Number(n))).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const difference = /优良率之差（百分点）<.*?<w:t [^>]*>([^<]*)</.exec(text)?.[1];
    expect(difference).toMatch(/^−?\d+\.\d（−?\d+\.\d至−?\d+\.\d）$/);
    const people = await world().rows(
      'SELECT name FROM person UNION SELECT name FROM recipient WHERE name IS NOT NULL',
    );
    expect(people.length).toBeGreaterThan(10);
    for (const { name } of people) expect([name, text.includes(name)]).toEqual([name, false]);
    for (const file of files) expect(text).not.toContain(file);
  });

  test('a campaign outside the reach does not exist; without a sign-in nothing is told', async () => {
    const { review } = await campaign({ perAgency: 2, readers: 2 });
    const path = `/campaigns/${review.campaignId}/report.docx`;
    const stranger = await (await city().bureau('120000')).reviewCoordinator;
    expect((await docx(path, await stranger.fresh())).status).toBe(404);
    expect((await docx('/campaigns/nothing/report.docx', await stranger.fresh())).status).toBe(404);
    expect((await docx(path, null)).status).toBe(401);
    const clerk = await (await city().agency('110105')).member(Role.CLERK);
    expect((await docx(path, await clerk.fresh())).status).toBe(403);
  });

  test('what was taken out is printed, and what is left of a frame stands for no more than itself', async () => {
    const { review, bureau } = await campaign();
    await readAll(review, 2);
    const out = review.subjects.slice(12);
    const ids = out.map(({ id }) => id);
    const by = (await bureau.reviewCoordinator).personId;
    await world().rows(
      `INSERT INTO review_withdrawal (id, subject_id, campaign_id, ground, reason, asked_by, asked_at, outcome, outcome_reason, decided_by, decided_at)
       SELECT gen_random_uuid(), s, $2, 'UNREADABLE', '材料不全退出', $3, $4, 'WITHDRAWN', '同意', (SELECT p.id FROM person p WHERE p.id <> $3 LIMIT 1), $4 FROM unnest($1::uuid[]) s`,
      [ids, review.campaignId, by, world().clock.now()],
    );
    await world().rows(
      `UPDATE review.reading SET state = 'STOPPED', stopped_reason = 'FILE_WITHDRAWN' WHERE subject_id = ANY ($1)`,
      [ids],
    );
    await world().rows(`UPDATE review.subject SET state = 'WITHDRAWN' WHERE id = ANY ($1)`, [ids]);
    const coordinator = await bureau.reviewCoordinator;
    const asked = `query ($id: ID!) { found: reviewReport(campaignId: $id) { withdrawals { agency caseKind files reviewed settled grounds }
      settling { poolChanges stoppedAfterSubmission reopened groupReplaced }
      comparison { withheld { code } agencies { files } campaign { frame files unreadStrata unreadFiles goodRate { value } official { missing } } } } }`;
    const early = await coordinator.send(asked, { id: review.campaignId });
    expect(early.found.withdrawals).toEqual([]);
    await finalised({ ...review, subjects: review.subjects.slice(0, 12) }, () => eight(95));
    const { found } = await coordinator.send(asked, { id: review.campaignId });
    const [row] = found.withdrawals;
    expect(found.withdrawals).toHaveLength(1);
    expect(row).toMatchObject({ caseKind: 'CRIMINAL', files: 12, reviewed: 12, grounds: ['UNREADABLE'] });
    expect(found.settling).toEqual({ poolChanges: 0, stoppedAfterSubmission: 0, reopened: 0, groupReplaced: 0 });
    expect(found.comparison).toEqual({
      withheld: { code: 'STRATUM_UNREAD' },
      agencies: null,
      campaign: {
        ...{ frame: 24, files: 12, unreadStrata: 1, unreadFiles: 12 },
        ...{ goodRate: null, official: { missing: 'STRATUM_UNREAD' } },
      },
    });
    const answer = await docx(`/campaigns/${review.campaignId}/report.docx`, await coordinator.fresh());
    const text = (await filesOfZip(Buffer.from(await answer.arrayBuffer()))).get('word/document.xml')!.toString('utf8');
    for (const said of [
      '退出评估12卷',
      '已有人提交评阅的12卷',
      '卷宗毁损、缺失',
      row.agency,
      '1层',
      '共12卷没有一卷评出结果',
    ])
      expect(text).toContain(said);
    expect(text).not.toContain('优良率100');
    // What somebody wrote may name people; the report goes out.
    expect(text).not.toContain('材料不全退出');
  });

  test('a campaign that was given up says so, with day and reason, and has no figures; once read, none is given up', async () => {
    const { review, bureau } = await campaign({ perAgency: 2, readers: 2 });
    const coordinator = await bureau.reviewCoordinator;
    const reason = '计划有变，另行组织';
    const abandon = (campaignId: string) => act(coordinator, 'abandonCampaign', { campaignId, reason });
    expectSuccess(await abandon(review.campaignId));
    const asked = `query ($id: ID!) { found: reviewReport(campaignId: $id) { finalised abandonedOn abandonReason comparison { withheld { code } campaign { files } } } }`;
    const { found } = await coordinator.send(asked, { id: review.campaignId });
    expect(found).toEqual({
      ...{ finalised: false, abandonedOn: '2026-03-02', abandonReason: reason },
      comparison: { withheld: { code: 'ABANDONED' }, campaign: null },
    });
    const answer = await docx(`/campaigns/${review.campaignId}/report.docx`, await coordinator.fresh());
    expect(decodeURIComponent(answer.headers.get('content-disposition') ?? '')).toContain('（已放弃）');
    const text = (await filesOfZip(Buffer.from(await answer.arrayBuffer()))).get('word/document.xml')!.toString('utf8');
    for (const said of ['（已放弃）', '2026年3月2日放弃，没有结果', reason]) expect(text).toContain(said);
    expect(text).not.toMatch(/优良率|一致性/);

    const { review: read } = await campaign({ perAgency: 2, readers: 2 });
    await judged(read, read.subjects[0]!, 50, 50);
    expectRefusal(await abandon(read.campaignId), 'REVIEWS_SUBMITTED');
    await expect(
      world().app.query(
        `UPDATE review_campaign SET state = 'ABANDONED', abandoned_by = planned_by, abandoned_at = now(), abandon_reason = '不理想' WHERE id = $1`,
        [read.campaignId],
      ),
    ).rejects.toMatchObject({ constraint: 'campaign_stays_once_read' });
    await finalised(read, () => eight(50));
    expectRefusal(await abandon(read.campaignId), 'WRONG_STATE');
  });

  test('before the results are final it says so', async () => {
    const { review, bureau } = await campaign({ perAgency: 2, readers: 2 });
    await readAll(review, 2);
    const answer = await docx(`/campaigns/${review.campaignId}/report.docx`, await (await bureau.supervisor).fresh());
    const parts = await filesOfZip(Buffer.from(await answer.arrayBuffer()));
    const text = parts.get('word/document.xml')!.toString('utf8');
    expect(text).toContain('结果未定，草稿');
    // The first table of a draft is table 1, and nothing is counted as settled or not.
    expect([...text.matchAll(/>表(\d+) /g)].map(([, n]) => Number(n))).toEqual([1]);
    expect(text).not.toContain('一人评定的');
  });
});
