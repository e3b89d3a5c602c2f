import { type BureauSeed, type City, type PractitionerSeed, seedCity } from '../support/seed';
import { CampaignSeed } from '../support/seed-campaigns';
import { act, succeed } from '../support/seed-case-files';
import { closedFiles } from '../support/seed-closed-files';
import { judged, readingsOf, stateOf } from '../support/seed-judgements';
import { enrolled, type ReviewerSeed } from '../support/seed-reviewers';
import { seedReviews } from '../support/seed-reviews';
import { type Answer, expectRefusal, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let bureau: BureauSeed;
let handlers: PractitionerSeed[];
let free: ReviewerSeed[];
let bound: Record<'handler' | 'colleague' | 'clerk' | 'neighbour' | 'young', ReviewerSeed>;

beforeAll(async () => {
  city = await seedCity(suite.world);
  bureau = await city.bureau('110105');
  const firm = await bureau.agency.lawFirm();
  handlers = [await firm.lawyer(), await firm.lawyer()];
  await closedFiles(bureau.agency, { count: 12, practitioners: handlers });
  await closedFiles(bureau.agency, { count: 5, practitioners: handlers, caseKind: 'CIVIL' });
  free = [];
  for (let n = 0; n < 5; n += 1) free.push(await enrolled(bureau));
  const far = await (await city.agency('110108')).lawFirm();
  free.push(await enrolled(bureau, {}, await far.lawyer()));
  bound = {
    handler: await enrolled(bureau, {}, handlers[0]),
    colleague: await enrolled(bureau, {}, await firm.lawyer()),
    clerk: await enrolled(bureau, {}, await bureau.agency.clerk),
    neighbour: await enrolled(bureau, {}, await (await bureau.agency.lawFirm()).lawyer()),
    young: await enrolled(bureau, { practisingSince: '2024-01-01' }),
  };
});

const drawn = async (more = {}) => (await CampaignSeed.plan(bureau, { shareHundredths: 10_000, ...more })).drawn();

const ASSIGNMENT = `assignment { files readings missing loadGap groups mostTogether toStop
  readers { reviewerId name assigned submitted stopped eligibility { open findings { rule met } } } }`;

const EXPLAINED = 'pairs(first: 100) { totalCount pairs { reviewerId findings { rule met text provenance } } }';

const assign = async (campaignId: string, more: Record<string, unknown> = {}, fields = `added missing ${ASSIGNMENT}`) =>
  act(await bureau.reviewCoordinator, 'assignReaders', { campaignId }, fields, more);

const plan = async (campaignId: string, fields: string): Promise<Answer> =>
  (await (await bureau.reviewCoordinator).send(`{ assignmentPlan(campaignId: "${campaignId}") { ${fields} } }`))
    .assignmentPlan;

const pairsOf = async (campaignId: string): Promise<Answer[]> =>
  (await plan(campaignId, 'pairs(first: 100) { pairs { readingId reviewerId state part } }')).pairs.pairs;

const byPseudonym = async (campaignId: string): Promise<Answer> =>
  (
    await (
      await bureau.reviewCoordinator
    ).send(
      `{ reviewSubjects(campaignId: "${campaignId}", first: 50) { edges { node { id pseudonym state reviews way divergences { n } } } } }`,
    )
  ).reviewSubjects;

const readings = (campaignId: string) =>
  suite.world.rows(
    `SELECT r.id, r.state, r.part, r.subject_id AS subject, r.stopped_reason AS cause, k.reviewer_id AS reviewer, v.case_file_id AS file, r.due_on AS due
       FROM review.reading r JOIN review.subject s ON s.id = r.subject_id JOIN vault.reader k ON k.reader_key = r.reader_key
       JOIN vault.subject v ON v.subject_id = s.id WHERE s.campaign_id = $1`,
    [campaignId],
  );

describe('assigning readers (standards 3, HOUSE)', () => {
  test('a dry run writes nothing; the assignment itself is free of conflicts, even, and explained pair by pair', async () => {
    const campaign = await drawn();
    const explained = `added missing ${ASSIGNMENT.replace(/}\s*$/, `${EXPLAINED} }`)}`;
    const preview = await assign(campaign.id, { preview: true }, explained);
    expect(preview).toMatchObject({ added: 34, missing: 0, assignment: { files: 17, readings: 34, missing: 0 } });
    expect(await readings(campaign.id)).toEqual([]);
    expect((await plan(campaign.id, 'readings missing')).missing).toBe(34);

    const done = await assign(campaign.id, {}, explained);
    const counted = ({ pairs: _, ...rest }: Answer) => rest;
    expect(counted(done.assignment)).toEqual(counted(preview.assignment));
    expect(done.assignment).toMatchObject({ loadGap: 1, groups: 1, toStop: 0 });
    const rows = await readings(campaign.id);
    expect(rows).toHaveLength(34);
    const others = Object.values(bound).map(({ reviewerId }) => reviewerId);
    expect(rows.filter(({ reviewer }) => others.includes(reviewer as string))).toEqual([]);
    expect(new Set(rows.map(({ subject, reviewer }) => `${subject} ${reviewer}`)).size).toBe(34);
    const young = done.assignment.readers.find(({ reviewerId }: Answer) => reviewerId === bound.young.reviewerId);
    expect(young.eligibility.findings.filter(({ met }: Answer) => !met)).toEqual([
      { rule: 'REVIEWER_YEARS', met: false },
    ]);
    for (const { pairs } of [preview.assignment, done.assignment]) {
      expect(pairs.totalCount).toBe(34);
      for (const { findings } of pairs.pairs) {
        expect(findings).toHaveLength(14);
        expect(findings.every(({ met }: Answer) => met)).toBe(true);
      }
    }
    const { state, readingDueOn } = (
      await suite.world.rows('SELECT state, reading_due_on AS "readingDueOn" FROM review_campaign WHERE id = $1', [
        campaign.id,
      ])
    )[0] as Answer;
    // Twenty working days after Monday 2 March.
    expect([state, readingDueOn]).toEqual(['READING', '2026-03-30']);
  });

  test('ids of readings and keys are of chance alone, and no line of the ledger holds any', async () => {
    const [row] = await suite.world.rows(
      `SELECT count(*)::int AS n, bool_and(substr(id::text, 15, 1) = '4' AND substr(reader_key::text, 15, 1) = '4') AS random FROM review.reading`,
    );
    expect(row).toEqual({ n: 34, random: true });
    const [{ text }] = await suite.world.rows(
      `SELECT string_agg(facts::text || coalesce(findings::text, ''), '') AS text FROM ledger_entry`,
    );
    const secrets = await suite.world.rows(
      'SELECT subject_id::text AS secret FROM review.reading UNION SELECT reader_key::text FROM review.reading',
    );
    for (const { secret } of secrets) expect(text).not.toContain(secret);
  });

  test('pressed twice at once nothing is given twice; pressed again nothing is added', async () => {
    const campaign = await drawn();
    const answers = await Promise.all([assign(campaign.id), assign(campaign.id), assign(campaign.id)]);
    expect(answers.map(({ added }) => added).sort()).toEqual([0, 0, 34]);
    expect(await readings(campaign.id)).toHaveLength(34);
    expect(await assign(campaign.id)).toMatchObject({ added: 0, missing: 0 });
  });

  test('the same key pressed twice answers the same', async () => {
    const campaign = await drawn();
    const once = await assign(campaign.id, { key: 'assign-once-2026' });
    const twice = await assign(campaign.id, { key: 'assign-once-2026' });
    expect([once.added, twice.added, twice.receipt.replayed]).toEqual([34, 34, true]);
  });

  test('a question about a whole assignment is asked for one campaign at a time', async () => {
    const campaign = await drawn();
    const asked = (n: number) =>
      `{ ${Array.from({ length: n }, (_, i) => `a${i}: assignmentPlan(campaignId: "${campaign.id}") { readings }`).join(' ')} }`;
    const coordinator = await bureau.reviewCoordinator;
    expect((await coordinator.send(asked(1))).a0).toEqual({ readings: 0 });
    await expect(coordinator.send(asked(10))).rejects.toThrow('QUERY_TOO_COSTLY');
  });

  test('before the draw there is nothing to assign, and it is nobody else’s to do', async () => {
    const planned = await CampaignSeed.plan(bureau);
    expectRefusal(await assign(planned.id), 'WRONG_STATE');
    const campaign = await drawn();
    const elsewhere = await (await city.bureau('110108')).reviewCoordinator;
    expectRefusal(await act(elsewhere, 'assignReaders', { campaignId: campaign.id }), 'NOT_FOUND');
    const seen = (who: { send: (query: string) => Promise<Answer> }) =>
      who.send(`{ assignmentPlan(campaignId: "${campaign.id}") { readings } }`);
    expect((await seen(elsewhere)).assignmentPlan).toBeNull();
  });

  test('who had a file in an earlier campaign does not get it again; files without a reader are named with the reason', async () => {
    const small = { leastPerStratum: 0, shareHundredths: 10_000, readersPerFile: 3 };
    const campaign = await drawn(small);
    const answer = await assign(
      campaign.id,
      {},
      `added missing assignment { missing lacking(first: 100) { caseFileId missing hindrances { code text readers alone } } }`,
    );
    const earlier = await suite.world.rows(
      `SELECT v.case_file_id || ' ' || k.reviewer_id AS pair FROM review.reading r JOIN vault.subject v ON v.subject_id = r.subject_id
         JOIN vault.reader k ON k.reader_key = r.reader_key WHERE v.campaign_id <> $1`,
      [campaign.id],
    );
    const before = new Set(earlier.map(({ pair }) => pair));
    const rows = await readings(campaign.id);
    expect(rows.filter(({ file, reviewer }) => before.has(`${file} ${reviewer}`))).toEqual([]);
    expect(answer.added + answer.missing).toBe(51);
    expect(answer.missing).toBeGreaterThan(0);
    const [lacking] = answer.assignment.lacking;
    const codes = lacking.hindrances.map(({ code }: Answer) => code);
    expect(codes).toEqual(
      expect.arrayContaining([
        'REVIEW_READ_BEFORE',
        'REVIEW_OWN_ORGANIZATION',
        'REVIEW_OFFICE',
        'REVIEWER_ELIGIBILITY',
      ]),
    );
    expect(JSON.stringify(lacking.hindrances)).not.toMatch(/[0-9a-f]{8}-/);
    // Once files are read under their pseudonyms, none is named as itself; what can be done about it stays to be seen.
    const later = await plan(
      campaign.id,
      'missing filesLacking lacking(first: 10) { caseFileId } hindrances { code readers }',
    );
    expect(later).toMatchObject({ missing: answer.missing, lacking: [] });
    expect(later.hindrances.map(({ code }: Answer) => code)).toEqual(['REVIEWER_ELIGIBILITY', 'REVIEW_RECUSAL']);
    const pressed = await assign(
      campaign.id,
      { preview: true },
      'added assignment { lacking(first: 10) { caseFileId } }',
    );
    expect(pressed.assignment.lacking).toEqual([]);
  });
});

describe('conflicts found later stop the reading (S0-26.1, HOUSE)', () => {
  let fresh: BureauSeed;
  let pool: ReviewerSeed[];
  let lawyer: PractitionerSeed;
  let files: string[];
  const use = async () => {
    bureau = fresh;
    return bureau.reviewCoordinator;
  };

  beforeAll(async () => {
    fresh = await city.bureau('120102');
    lawyer = await (await fresh.agency.lawFirm()).lawyer();
    files = await closedFiles(fresh.agency, { count: 4, practitioners: [lawyer] });
    pool = [];
    await use();
    for (let n = 0; n < 14; n += 1) pool.push(await enrolled(fresh));
  });

  test('a stopped reading keeps what was written, is given to another, and the rest stay in place', async () => {
    const coordinator = await use();
    const campaign = await drawn();
    await assign(campaign.id);
    const before = await readings(campaign.id);
    const [victim] = before;
    await suite.world.rows(
      `INSERT INTO review.draft (reading_id, indicator_no, version, value, saved_at) VALUES ($1, 1, 1, '{"reason": "草稿"}', now())`,
      [victim?.id],
    );
    const input = { readingId: victim?.id, cause: 'CONFLICT', reason: '评阅中发现与承办人有近亲属关系' };
    const answers = await Promise.all([act(coordinator, 'stopReading', input), act(coordinator, 'stopReading', input)]);
    expect(answers.map(({ code }) => code ?? 'DONE').sort()).toEqual(['DONE', 'WRONG_STATE']);
    expect((await plan(campaign.id, 'missing')).missing).toBe(1);
    expect(await suite.world.rows('SELECT value FROM review.draft WHERE reading_id = $1', [victim?.id])).toHaveLength(
      1,
    );

    expect(await assign(campaign.id)).toMatchObject({ added: 1, missing: 0 });
    const after = await readings(campaign.id);
    const still = after.filter(({ state }) => state === 'ASSIGNED');
    expect(still).toHaveLength(8);
    expect(after.filter(({ id }) => before.some((each) => each.id === id))).toHaveLength(8);
    const replacement = after.find(({ id }) => !before.some((each) => each.id === id));
    expect(replacement).toMatchObject({ subject: victim?.subject, state: 'ASSIGNED', part: 'READER' });
    expect(replacement?.reviewer).not.toBe(victim?.reviewer);
    const elsewhere = await (await city.bureau('110108')).reviewCoordinator;
    expectRefusal(await act(elsewhere, 'stopReading', { ...input, readingId: replacement?.id }), 'NOT_FOUND');
  });

  test('a reader who recognises a file says so: it stops at once; nobody stops another’s that way', async () => {
    await use();
    const campaign = await drawn();
    await assign(campaign.id);
    const [first] = await readings(campaign.id);
    const own = pool.find(({ reviewerId }) => reviewerId === first?.reviewer) as ReviewerSeed;
    const other = pool.find(({ reviewerId }) => reviewerId !== first?.reviewer) as ReviewerSeed;
    const input = { readingId: first?.id, reason: '认出是曾咨询过的案件' };
    expectRefusal(await act(other.member, 'declareConflict', input), 'NOT_FOUND');
    await succeed(own.member, 'declareConflict', input, 'stopped');
    const [row] = (await readings(campaign.id)).filter(({ id }) => id === first?.id);
    expect(row).toMatchObject({ state: 'STOPPED', cause: 'CONFLICT' });
    expectRefusal(await act(own.member, 'declareConflict', input), 'WRONG_STATE');
  });

  test('an objection that is upheld stops the reading and keeps that person from the file', async () => {
    const coordinator = await use();
    const campaign = await drawn();
    await assign(campaign.id);
    const [first] = (await readings(campaign.id)).filter(({ file }) => file === files[0]);
    const { objection } = await succeed(
      lawyer,
      'objectToReader',
      { campaignId: campaign.id, caseFileId: files[0], reviewerId: first?.reviewer, reason: '此人曾代理对方当事人' },
      'objection { id }',
    );
    // Until it is decided the reading goes on; then it stops by itself, and no list by pseudonym moves.
    const before = await byPseudonym(campaign.id);
    expect(before.edges).toHaveLength(4);
    expect((await plan(campaign.id, 'toStop')).toStop).toBe(0);
    await succeed(coordinator, 'decideObjection', {
      objectionId: objection.id,
      outcome: 'UPHELD',
      reason: '所述属实，应当回避',
    });
    const stopped = (await readings(campaign.id)).filter(({ state }) => state === 'STOPPED');
    expect(stopped.map(({ id, cause }) => [id, cause])).toEqual([[first?.id, 'OBJECTION']]);
    expect(await byPseudonym(campaign.id)).toEqual(before);
    expect(await assign(campaign.id)).toMatchObject({ added: 1, missing: 0 });
    expect(await byPseudonym(campaign.id)).toEqual(before);
    const again = (await readings(campaign.id)).filter(({ file, state }) => file === files[0] && state === 'ASSIGNED');
    expect(again).toHaveLength(2);
    expect(again.map(({ reviewer }) => reviewer)).not.toContain(first?.reviewer);
  });

  test('an objection upheld after the review was submitted stops that as well', async () => {
    const coordinator = await use();
    const seed = await seedReviews(fresh, {
      caseFileIds: [files[1] as string],
      readers: 3,
      perFile: 2,
      objectionsDueOn: '2026-03-09',
    });
    const [subject] = seed.subjects;
    await judged(seed, subject!, 85, 85);
    const [one] = readingsOf(seed, subject!);
    const { objection } = await succeed(
      lawyer,
      'objectToReader',
      {
        campaignId: seed.campaignId,
        caseFileId: files[1],
        reviewerId: one!.reader.reviewerId,
        reason: '此人曾代理对方',
      },
      'objection { id }',
    );
    const upheld = { objectionId: objection.id, outcome: 'UPHELD', reason: '所述属实，应当回避' };
    await succeed(coordinator, 'decideObjection', upheld);
    expect(await stateOf(seed, subject!)).toBe('READING');
    const stopped = (await readings(seed.campaignId)).filter(({ state }) => state === 'STOPPED');
    expect(stopped.map(({ id, cause }) => [id, cause])).toEqual([[one!.id, 'OBJECTION']]);
  });

  test('a tie that came later stops the reading at the next assignment, which gives it to another; never in a declaration that would tell whose file it is', async () => {
    await use();
    const campaign = await drawn();
    await assign(campaign.id);
    // The bureau's register holds readers of other campaigns too, who are given files as well.
    const given = (await readings(campaign.id)).map(({ reviewer }) => reviewer);
    const one = pool.find(({ reviewerId }) => given.includes(reviewerId)) as ReviewerSeed;
    const [{ number }] = await suite.world.rows(
      'SELECT o.licence_number AS number FROM service_organization o JOIN practitioner p ON p.service_organization_id = o.id WHERE p.id = $1',
      [lawyer.practitionerId],
    );
    const running = (await pairsOf(campaign.id)).filter(({ reviewerId }) => reviewerId === one.reviewerId);
    expect(
      await succeed(
        one.member,
        'declareConflict',
        { kind: 'SERVICE_ORGANIZATION', target: number, reason: '即将转入该所执业' },
        'declarations stopped',
      ),
    ).toMatchObject({ stopped: 0 });
    const stillRunning = (await readings(campaign.id)).filter(({ reviewer }) => reviewer === one.reviewerId);
    expect(stillRunning.every(({ state }) => state === 'ASSIGNED')).toBe(true);
    expect((await plan(campaign.id, 'toStop')).toStop).toBe(running.length);
    const preview = await assign(campaign.id, { preview: true }, 'added stopped missing');
    expect(preview).toMatchObject({ stopped: running.length, added: running.length, missing: 0 });
    const before = await byPseudonym(campaign.id);
    const { receipt: _one, ...done } = await assign(campaign.id, {}, 'added stopped missing assignment { toStop }');
    const { receipt: _two, ...foreseen } = preview;
    expect(done).toMatchObject({ ...foreseen, assignment: { toStop: 0 } });
    expect(await byPseudonym(campaign.id)).toEqual(before);
    const theirs = (await readings(campaign.id)).filter(({ reviewer }) => reviewer === one.reviewerId);
    expect(theirs.map(({ state, cause }) => [state, cause])).toEqual(running.map(() => ['STOPPED', 'CONFLICT']));
  });

  test('who leaves the pool while files are given out: either they get none, or theirs stop', async () => {
    const coordinator = await use();
    const campaign = await drawn();
    const leaving = pool[3] as ReviewerSeed;
    const [assigned, ended] = await Promise.all([
      assign(campaign.id),
      act(coordinator, 'endReviewer', { reviewerId: leaving.reviewerId, reason: '调离，退出专家库' }),
    ]);
    expect([assigned.code, ended.code]).toEqual([undefined, undefined]);
    const theirs = (await readings(campaign.id)).filter(({ reviewer }) => reviewer === leaving.reviewerId);
    expect(theirs.every(({ state }) => state === 'STOPPED')).toBe(true);
    await assign(campaign.id);
    expect(
      (await readings(campaign.id)).filter(
        ({ reviewer, state }) => reviewer === leaving.reviewerId && state !== 'STOPPED',
      ),
    ).toEqual([]);
  });
});
