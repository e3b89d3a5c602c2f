import { alpha } from '../../src/peer-reviews/statistics/agreement';
import { Chance } from '../../src/peer-reviews/statistics/chance';
import { Role } from '../../src/platform/access/actor';
import { newId } from '../../src/platform/ids';
import { stoppedAsOwner } from '../support/review-acts';
import { City } from '../support/seed';
import { type Eight, finalised, goldFile, replying, submitted } from '../support/seed-review-results';
import { type ReviewSeed, seedReviews } from '../support/seed-reviews';
import { seedReleasable } from '../support/seed-subsidies';
import { useWorld } from '../support/world';
import { filesOfZip } from '../support/zip-reading';

const opened = useWorld();
const world = () => opened.world;

const ESTIMATE = '{ value low high missing }';
const FIGURE = `{ topic name alpha ${ESTIMATE} kappa ${ESTIMATE} files pairs standing }`;
const GROUP = `{ agency { name } caseKind frame files grades { excellent good qualified unqualified } goodRate { value low high }
  official ${ESTIMATE} adjusted ${ESTIMATE} apart { excellent good qualified unqualified } }`;
const DIFFERENCE = '{ agency { name } other { name } difference { value low high } distinguishable }';
const AGREEMENT = `query ($id: ID!) { found: agreement(campaignId: $id) { line overall ${FIGURE} indicators ${FIGURE} } }`;
const CALIBRATION = `query ($id: ID!) { found: readerCalibration(campaignId: $id) { reviewerId name reviews goldFiles goldSameGrade goldMeanDistance
  repliesDecided repliesChanged changedShare { low high } figures { topic readings group against severity ${ESTIMATE} drift ${ESTIMATE} } } }`;
const COMPARISON = `query ($id: ID!, $agencies: [ID!]) { found: campaignComparison(campaignId: $id, agencyIds: $agencies) {
  withheld { code message figures { topic name } } campaign ${GROUP} kinds ${GROUP} agencies ${GROUP} agenciesByKind ${GROUP} differences ${DIFFERENCE} between ${DIFFERENCE} } }`;
const GAP = `query ($local: ID!, $outside: ID!) { found: inflationGap(localCampaignId: $local, outsideCampaignId: $outside) {
  files steps ${ESTIMATE} points ${ESTIMATE} localGood outsideGood goodRate { value low high } distinguishable } }`;

const eight = (value: number): Eight => Array(8).fill(value);
let ground: City | null = null;
const city = (): City => {
  ground ??= new City(world());
  return ground;
};

/** A campaign of the city over files of two districts, read by five in turning pairs. */
async function campaign(
  options: { perAgency?: number; readers?: number; files?: string[]; schemeKind?: 'INDICATOR_GRADE' } = {},
) {
  const bureau = await city().bureau('110000');
  const { perAgency = 12, readers = 5 } = options;
  let files = options.files;
  if (!files) {
    const both = [await city().agency('110105'), await city().agency('110108')];
    const made = [];
    for (const agency of both) made.push(...(await seedReleasable(agency, perAgency, { upTo: 'RECEIVED' })));
    files = made.map(({ caseFileId }) => caseFileId);
  }
  const review = await seedReviews(bureau, {
    caseFileIds: files,
    readers,
    ...(options.schemeKind ? { schemeKind: options.schemeKind } : {}),
  });
  return { review, bureau, files };
}

/** Quality of a file as its place says, noise of a reader by chance. */
const quality = (index: number) => 62 + ((index * 7) % 30);

async function readAll(review: ReviewSeed, noise: number, kindness: (reader: number) => number = () => 0) {
  const chance = new Chance('review figures');
  const given = review.readings.map((reading) => {
    const base = quality(review.subjects.indexOf(reading.subject)) + kindness(review.readers.indexOf(reading.reader));
    const noisy = () => Math.round(Math.min(Math.max(base + noise * chance.normal(), 0), 100));
    return { reading, values: Array.from({ length: 8 }, noisy) };
  });
  await submitted(review, ...given);
  return given.map(({ reading, values }) => ({
    unit: reading.subject.id,
    reader: reading.reader.key,
    value: values.reduce((sum, value) => sum + value, 0) / 8,
  }));
}

describe('agreement between readers', () => {
  test('is that of the submitted reviews: drafts, reopened readings, third readers and gold files count nothing', async () => {
    const { review, bureau, files } = await campaign();
    const coordinator = await bureau.reviewCoordinator;
    const given = await readAll(review, 4);
    const { found } = await coordinator.send(AGREEMENT, { id: review.campaignId });
    const expected = alpha(given, 'INTERVAL', { label: `${review.campaignId}/OVERALL` });
    if (!expected.estimable) throw new Error('not estimable');
    expect(found.overall.alpha.value).toBeCloseTo(expected.value, 4);
    expect(found.overall.alpha.low).toBeCloseTo(expected.interval!.low, 4);
    expect(found).toMatchObject({ line: 0.67, overall: { topic: null, name: '总分', files: 24, pairs: 24 } });
    expect(found.indicators).toHaveLength(8);
    expect(found.indicators[0]).toMatchObject({ topic: 'MEETING', files: 24 });
    expect(found.indicators.every(({ kappa }: { kappa: { value: number } }) => kappa.value > 0)).toBe(true);

    const before = JSON.stringify(found.overall);
    await world().rows(
      `INSERT INTO review.reading (id, subject_id, reader_key, part, state, due_on)
       SELECT gen_random_uuid(), $1, k, 'THIRD', 'ASSIGNED', '2026-03-31' FROM unnest($2::uuid[]) k`,
      [review.subjects[0]?.id, [review.readers[4]?.key]],
    );
    const [third] = await world().rows(`SELECT id FROM review.reading WHERE part = 'THIRD' AND subject_id = $1`, [
      review.subjects[0]?.id,
    ]);
    await submitted(review, { reading: { id: third.id, subject: review.subjects[0]! }, values: eight(1) });
    const gold = await goldFile(review, await another(files), eight(70));
    await submitted(review, { reading: gold[0]!, values: eight(10) }, { reading: gold[1]!, values: eight(95) });
    const again = await coordinator.send(AGREEMENT, { id: review.campaignId });
    expect(JSON.stringify(again.found.overall)).toBe(before);

    const reopened = review.readings[0]!;
    await world().rows('BEGIN');
    await world().rows(`INSERT INTO review.reopening (reading_id, round, reason) VALUES ($1, 2, '漏看一卷')`, [
      reopened.id,
    ]);
    await world().rows(`UPDATE review.reading SET state = 'ASSIGNED', round = 2 WHERE id = $1`, [reopened.id]);
    await world().rows('COMMIT');
    await world().rows(
      `INSERT INTO review.draft (reading_id, indicator_no, version, value, saved_at) VALUES ($1, 1, 1, '{"points": 3}', $2)`,
      [reopened.id, world().clock.now()],
    );
    const open = await coordinator.send(AGREEMENT, { id: review.campaignId });
    expect(open.found.overall).toMatchObject({ files: 23, pairs: 23 });
    await submitted(review, { reading: reopened, values: eight(50) });
    const last = await coordinator.send(AGREEMENT, { id: review.campaignId });
    expect(last.found.overall).toMatchObject({ files: 24, pairs: 24 });
    expect(last.found.overall.alpha.value).not.toBe(found.overall.alpha.value);

    await stoppedAsOwner(world(), review.readings[2]?.id);
    const stopped = await coordinator.send(AGREEMENT, { id: review.campaignId });
    expect(stopped.found.overall).toMatchObject({ files: 23, pairs: 23 });
  });

  test('S4-4.1c grades are ordinal, and what does not apply is left out', async () => {
    const { review, bureau } = await campaign({ schemeKind: 'INDICATOR_GRADE' });
    const chance = new Chance('grades');
    const steps = review.subjects.map(() => 1 + chance.below(4));
    const given = review.readings.map((reading, at) => {
      const own = steps[review.subjects.indexOf(reading.subject)] as number;
      const seen = Math.min(Math.max(own + (at % 5 === 0 ? 1 : 0), 1), 4);
      return { reading, values: [...Array(7).fill(seen), null] as Eight };
    });
    await submitted(review, ...given);
    const { found } = await (await bureau.auditor).send(AGREEMENT, { id: review.campaignId });
    const rows = given.map(({ reading, values }) => ({
      unit: reading.subject.id,
      reader: reading.reader.key,
      value: values[0] as number,
    }));
    const expected = alpha(rows, 'ORDINAL', { label: 'any' });
    expect(found.overall).toMatchObject({ name: '综合等次', files: 24, standing: 'ENOUGH' });
    expect(found.overall.alpha.value).toBeCloseTo(expected.estimable ? expected.value : Number.NaN, 4);
    expect(found.indicators.map(({ topic }: { topic: string }) => topic)).not.toContain('MATERIALS');
    expect(found.indicators).toHaveLength(7);
  });

  test('an opening of the vault is written down, and names neither file nor reader', async () => {
    const { review, bureau } = await campaign({ perAgency: 2, readers: 2 });
    const supervisor = await bureau.supervisor;
    await supervisor.send(AGREEMENT, { id: review.campaignId });
    const [opening] = await world().rows(
      'SELECT purpose, account_id, number FROM vault.opening ORDER BY id DESC LIMIT 1',
    );
    expect(opening).toEqual({ purpose: 'CALIBRATE', account_id: supervisor.accountId, number: 4 });
  });

  test('the vault is opened once for all figures that one request asks for', async () => {
    const { review, bureau } = await campaign({ perAgency: 2, readers: 2 });
    await readAll(review, 2);
    const supervisor = await bureau.supervisor;
    const openings = async () => (await world().rows('SELECT count(*)::int AS made FROM vault.opening'))[0].made;
    const before = await openings();
    const { one, other, report } = await supervisor.send(
      `query ($id: ID!) { one: agreement(campaignId: $id) { overall { files } } other: campaignComparison(campaignId: $id) { withheld { code } }
        report: reviewReport(campaignId: $id) { agreement { overall { files } } } }`,
      { id: review.campaignId },
    );
    expect([one.overall.files, other.withheld.code, report.agreement.overall.files]).toEqual([4, 'NOT_FINALISED', 4]);
    expect((await openings()) - before).toBe(1);
  });

  test('nothing submitted is told as such', async () => {
    const { review, bureau } = await campaign({ perAgency: 2, readers: 2 });
    const { found } = await (await bureau.auditor).send(AGREEMENT, { id: review.campaignId });
    expect(found.overall).toMatchObject({ alpha: { value: null, missing: 'NO_PAIRS' }, files: 0, standing: 'UNKNOWN' });
    expect(found.indicators).toEqual([]);
  });
});

/** A closed file that is not among these. */
async function another(files: readonly string[]): Promise<string> {
  const [made] = await seedReleasable(await city().agency('110105'), 1, { upTo: 'RECEIVED' });
  if (!made || files.includes(made.caseFileId)) throw new Error('no other file');
  return made.caseFileId;
}

describe('readers are calibrated on files whose value is known (standards 8)', () => {
  test('severity, distance to gold and overturned replies of each reader, by name', async () => {
    const { review, bureau, files } = await campaign();
    const kindness = [8, -8, 0, 0, 0];
    // Gold files before the others and behind them: drift against the truth needs both.
    const golden = async (value: number, at: number) => {
      const readers = [at % 5, (at + 1) % 5] as const;
      const readings = await goldFile(review, await another(files), eight(value), readers);
      const given = (turn: number) => eight(value + (kindness[readers[turn] as number] ?? 0));
      await submitted(review, ...readings.map((reading, turn) => ({ reading, values: given(turn) })));
    };
    for (const at of [0, 2, 4]) await golden(60 + at, at);
    await readAll(review, 2, (reader) => kindness[reader] ?? 0);
    for (const at of [1, 3]) await golden(75 + at, at);
    await replied(review, 1, [true, false]);
    const { found } = await (await bureau.supervisor).send(CALIBRATION, { id: review.campaignId });
    expect(found).toHaveLength(5);
    for (const [at, reader] of review.readers.entries()) {
      const line = found.find(({ reviewerId }: { reviewerId: string }) => reviewerId === reader.reviewerId);
      const overall = line.figures.find(({ topic }: { topic: string | null }) => topic === null);
      expect(overall).toMatchObject({ group: 0, against: 'GOLD' });
      expect(overall.severity.value).toBeGreaterThan((kindness[at] ?? 0) - 1.5);
      expect(overall.severity.value).toBeLessThan((kindness[at] ?? 0) + 1.5);
      expect(overall.severity.low).toBeLessThan(overall.severity.value);
      expect(overall.drift.value).not.toBeNull();
      expect(line.figures).toHaveLength(9);
      expect(line.name).toBe(reader.member.name);
      expect(line.goldFiles).toBe(2);
      expect(line.goldMeanDistance).toBeCloseTo(Math.abs(kindness[at] ?? 0), 9);
    }
    // One file with replies: numbers beside a name would say who read it.
    expect(
      found.every(
        (line: { repliesDecided: null; changedShare: null }) =>
          line.repliesDecided === null && line.changedShare === null,
      ),
    ).toBe(true);
    await replied(review, 5, [true, false]);
    const later = await (await bureau.supervisor).send(CALIBRATION, { id: review.campaignId });
    for (const line of later.found) {
      const own = review.readings.filter(({ reader }) => reader.reviewerId === line.reviewerId);
      const met = own.filter(({ subject }) => review.subjects.indexOf(subject) < 5).length;
      expect([line.repliesDecided, line.repliesChanged]).toEqual([2 * met, met]);
      expect(line.changedShare.low).toBeLessThan(0.5);
    }
  });

  test('only coordinator and supervisor see it, and nobody of another region', async () => {
    const { review, bureau } = await campaign({ perAgency: 2, readers: 2 });
    const ask = (who: Awaited<typeof bureau.auditor>) => who.sendRaw(CALIBRATION, { id: review.campaignId });
    for (const who of [await bureau.auditor, review.readers[0]!.member]) {
      expect((await ask(who)).errors?.[0].extensions.code).toBe('FORBIDDEN');
    }
    const stranger = await (await city().bureau('120000')).reviewCoordinator;
    expect((await ask(stranger)).data).toEqual({ found: null });
    expect((await ask(await bureau.reviewCoordinator)).data.found).toEqual([]);
  });
});

/** Replies of the handlers of the first files, where there are none yet, decided by the supervisor. */
async function replied(review: ReviewSeed, files: number, changed: readonly boolean[]): Promise<void> {
  const { campaignId, bureau, subjects } = review;
  await replying(review);
  const now = world().clock.now();
  const decider = (await bureau.supervisor).personId;
  for (const { caseFileId } of subjects.slice(0, files)) {
    const [handler] = await world().rows(
      'SELECT person_id FROM engagement e WHERE case_file_id = $1 AND NOT EXISTS (SELECT FROM review_reply r WHERE r.campaign_id = $2 AND r.case_file_id = e.case_file_id)',
      [caseFileId, campaignId],
    );
    for (const [at, each] of handler ? changed.entries() : []) {
      const id = newId();
      await world().rows('INSERT INTO review_reply VALUES ($1, $2, $3, $4, $5, $6, $7)', [
        id,
        campaignId,
        caseFileId,
        at + 1,
        handler.person_id,
        '已在第三页',
        now,
      ]);
      await world().rows(
        `INSERT INTO review_reply_decision (reply_id, person_id, outcome, points, reasons, decided_by, decided_at) VALUES ($1, $2, $3, $4, '核对卷宗', $5, $6)`,
        [id, handler.person_id, each ? 'CHANGED' : 'UPHELD', each ? 90 : null, decider, now],
      );
    }
  }
}

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
