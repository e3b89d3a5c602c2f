import { alpha } from '../../src/peer-reviews/statistics/agreement';
import { Chance } from '../../src/peer-reviews/statistics/chance';
import { newId } from '../../src/platform/ids';
import { stoppedAsOwner } from '../support/review-acts';
import { campaignsOfTwoDistricts, ESTIMATE, eight, readAll } from '../support/seed-figures';
import { type Eight, goldFile, replying, submitted, unsettledAgain } from '../support/seed-review-results';
import type { ReviewSeed } from '../support/seed-reviews';
import { seedReleasable } from '../support/seed-subsidies';
import { useWorld } from '../support/world';

afterAll(() => unsettledAgain(world()));
const opened = useWorld();
const world = () => opened.world;

const FIGURE = `{ topic name alpha ${ESTIMATE} kappa ${ESTIMATE} files pairs standing }`;
const AGREEMENT = `query ($id: ID!) { found: agreement(campaignId: $id) { line laterRounds overall ${FIGURE} indicators ${FIGURE} } }`;
const CALIBRATION = `query ($id: ID!) { found: readerCalibration(campaignId: $id) { reviewerId name reviews goldFiles goldSameGrade goldMeanDistance
  repliesDecided repliesChanged changedShare { low high } figures { topic readings group against severity ${ESTIMATE} drift ${ESTIMATE} } } }`;

const { city, campaign } = campaignsOfTwoDistricts(world);

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
    // Whoever reads again may have seen what the file came to, and would agree with that.
    expect(JSON.stringify(last.found.overall)).toBe(before);
    expect([found.laterRounds, last.found.laterRounds]).toEqual([0, 1]);

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
