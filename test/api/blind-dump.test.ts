import sharp from 'sharp';
import { EXPORT_LISTS } from '../../src/exports/export-lists';
import { type ApiDump, dumpApi } from '../support/dump-api';
import { type DatabaseDump, dumpDatabase } from '../support/dump-database';
import { leaksIn, type Secrets, secretsOf } from '../support/dump-secrets';
import { pdf, wav } from '../support/papers';
import { doReading, draftReviews } from '../support/review-acts';
import { type AgencySeed, type BureauSeed, inventPerson, type Member, seedCity } from '../support/seed';
import { cleared, paperOf, readerFor, readingOf, realPaper, subjectOf } from '../support/seed-blind';
import { CampaignSeed } from '../support/seed-campaigns';
import { type CaseFileSeed, caseFileOf, succeed } from '../support/seed-case-files';
import { edition, scheme } from '../support/seed-standards';
import { seedReleasable } from '../support/seed-subsidies';
import { type Answer, expectSuccess, type Row, useWorld } from '../support/world';

/** Limits of queries wide open, so that everything can be asked for at once. */
const suite = useWorld({
  ANZHI_MAX_DEPTH: '100',
  ANZHI_MAX_TOKENS: '100000',
  ANZHI_MAX_COST: '10000000',
  ANZHI_MAX_ALIASES: '1000',
});

const NAMES = ['欧阳清溪', '司马问渠', '诸葛听雨'] as const;
let agency: AgencySeed;
let bureau: BureauSeed;
let files: CaseFileSeed[];
let campaign: CampaignSeed;
let readers: { readonly member: Member; readonly key: string }[];
let readings: { readonly id: string; readonly reader: number; readonly subjectId: string; readonly paperId: string }[];
let secrets: Secrets;
let originals: Buffer[];

const BOX = { left: 500, top: 200, width: 9000, height: 600 };

/** An edition of the bureau's own, whose title, notes and citations say whose it is, and a scheme of it. */
async function localScheme({ id, supervisor }: BureauSeed): Promise<string> {
  const own = edition(id);
  const indicators = (own.indicators as Row[]).map((row) => ({
    ...row,
    note: '听松街道试行',
    applicability: [{ stage: 'TRIAL', applies: 'YES', provenance: 'LOCAL', provision: '松局发7号' }],
  }));
  const entered = await succeed(
    await supervisor,
    'enterStandardEdition',
    { ...own, ...LOCAL, inForceFrom: '2026-04-02', indicators },
    'edition { id }',
  );
  const editionId = entered.edition.id;
  const { scheme: made } = await succeed(
    await supervisor,
    'enterScoringScheme',
    scheme(id, { editionId, title: '听松百分制', note: '听松局用', inForceFrom: '2026-04-02' }),
    'scheme { id }',
  );
  return made.id;
}
const LOCAL = { standard: '松局〔2026〕7号', title: '北京市朝阳区听松细则', note: '听松法律援助中心起草' };

beforeAll(async () => {
  const { world } = suite;
  const city = await seedCity(world);
  agency = await city.agency('110105');
  bureau = agency.bureau;
  const far = await city.bureau('120102');
  files = [];
  originals = [];
  const papers: string[] = [];
  for (const name of NAMES) {
    const recipient = {
      name,
      idNumber: inventPerson('1991-07-08').idNumber,
      phone: `138${String(files.length).repeat(8)}`,
      address: `听松路${files.length + 7}号院`,
    };
    const file = await (
      await caseFileOf(agency, { recipient, more: { organCaseNumber: `（2026）京0105刑初${7001 + files.length}号` } })
    ).commissioned();
    const bytes = await pdf(
      1,
      { info: { Title: `${name}身份证`, Author: file.number, Subject: recipient.idNumber } },
      `SECRET${files.length}`,
    );
    papers.push(await realPaper(world, file, bytes, 20, `身份证复印件之${'甲乙丙'[files.length]}号`));
    if (files.length === 0) await realPaper(world, file, wav(), 20, '会见录音之丁号');
    originals.push(bytes);
    files.push(await file.closed());
  }
  world.clock.setDay('2026-04-01');
  const schemeId = await localScheme(bureau);
  world.clock.setDay('2026-04-02');
  campaign = await (
    await CampaignSeed.plan(bureau, {
      periodTo: '2026-03-31',
      shareHundredths: 10_000,
      leastPerStratum: 1,
      schemes: [{ caseKind: 'CRIMINAL', schemeId }],
    })
  ).drawn();
  for (const material of papers) await cleared(campaign.coordinator, material, 1, [BOX]);
  readers = [await readerFor(world, campaign.id, far, bureau), await readerFor(world, campaign.id, far, bureau)];
  readings = [];
  for (const [n, file] of files.entries()) {
    const subjectId = await subjectOf(world, campaign.id, file.id);
    const paperId = await paperOf(world, subjectId, papers[n] as string);
    for (const reader of [0, 1]) {
      const id = await readingOf(world, subjectId, (readers[reader] as { key: string }).key);
      readings.push({ id, reader, subjectId, paperId });
    }
  }
  await world.rows(`UPDATE review_campaign SET state = 'READING' WHERE id = $1`, [campaign.id]);
  const seeds = readings.map(({ id, reader, subjectId, paperId }) => ({
    id,
    reader: { ...(readers[reader] as { member: Member; key: string }), reviewerId: '' },
    subject: { id: subjectId, pseudonym: '', caseFileId: '', paperIds: [paperId] },
  }));
  await draftReviews({ world, schemeKind: 'POINTS_100' }, seeds);
  // The first reader hands in all but one, the second one of them.
  for (const seed of [...seeds.filter((_, n) => n % 2 === 0).slice(1), seeds[1] as (typeof seeds)[0]]) {
    expectSuccess(await doReading(seed.reader.member, 'submitReview', { readingId: seed.id }));
  }
  secrets = await secretsOf(world);
});

const member = () => (readers[0] as { member: Member }).member;
const ofFirst = () => readings.filter(({ reader }) => reader === 0);

/** What a reader could know: what is theirs, what they could learn elsewhere, and what is none of theirs. */
async function idsToAsk(): Promise<string[]> {
  const { world } = suite;
  const one = async (table: string) =>
    (await world.rows(`SELECT id FROM ${table} ORDER BY id LIMIT 1`))[0]?.id as string;
  const [file] = files as [CaseFileSeed];
  const theirs = ofFirst().flatMap(({ id, subjectId, paperId }) => [id, subjectId, paperId]);
  const others = readings.filter(({ reader }) => reader === 1).map(({ id }) => id);
  // The reader's own account is left out: `account` shows of it what `me` shows.
  const real = [file.id, file.proceedingId, agency.id, bureau.id, member().personId];
  const tables = [
    'material',
    'person',
    'account',
    'practitioner',
    'recipient',
    'service_organization',
    'case_organ',
    'reviewer',
  ];
  return [...theirs, ...others, campaign.id, ...real, ...(await Promise.all(tables.map(one)))];
}

test('S4-4.1a an edition of a bureau is read without its title, notes and citations; its id says neither when nor leads further', async () => {
  const { reading } = await member().send(
    `{ reading(id: "${ofFirst()[0]?.id}") { standard { editionId standard title note schemeKind } indicators { no name note applicabilityProvision weightHundredths } } }`,
  );
  expect(reading.standard).toEqual({
    editionId: null,
    standard: '地方标准',
    title: '地方评估细则',
    note: '地方录入的版本；名称、说明和依据不向评估人显示',
    schemeKind: 'POINTS_100',
  });
  expect(reading.indicators[0]).toEqual({
    no: 1,
    name: '第1项',
    note: null,
    applicabilityProvision: null,
    weightHundredths: 3000,
  });
  const { standardEditions } = await member().send('{ standardEditions { title schemes { id } } }');
  expect(standardEditions.map(({ title }: Answer) => title)).not.toContain(LOCAL.title);
  const [used] = await suite.world.rows('SELECT DISTINCT edition_id, scheme_id FROM review.subject');
  expect(
    (await member().send('query($id: ID!) { scoringScheme(id: $id) { title } }', { id: used.scheme_id })).scoringScheme,
  ).toBeNull();
  expect(standardEditions.flatMap(({ schemes }: Answer) => schemes.map(({ id }: Answer) => id))).not.toContain(
    used.scheme_id,
  );
  for (const id of [used.edition_id, used.scheme_id]) {
    // Random: version 4.
    expect(id[14]).toBe('4');
    const kind = id === used.edition_id ? 'StandardEdition' : 'ScoringScheme';
    const { errors } = await member().sendRaw(`{ history(kind: ${kind}, id: "${id}", first: 5) { totalCount } }`);
    expect(errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
  }
});

test('the search finds what it is given: names, numbers, ids as text, as bytes and in cursors, digests', () => {
  const [id] = secrets.ids.keys();
  const [digest] = secrets.digests.keys();
  const cursor = Buffer.from(`c:${id}`).toString('base64url');
  const planted = [`…${NAMES[1]}…`, String(id), String(id).replaceAll('-', ''), `"cursor":"${cursor}"`, `\\x${digest}`];
  for (const text of planted) expect([text, leaksIn(text, secrets)]).toEqual([text, [expect.any(String)]]);
  expect(leaksIn('（2026）京0105刑初7002号', secrets)).toHaveLength(1);
  expect(leaksIn('一份没有名字的材料 0f8fad5b-d9cb-469f-a165-70867728950e', secrets)).toEqual([]);
  expect([secrets.ids.size > 100, secrets.words.size > 40, secrets.digests.size > 30]).toEqual([true, true, true]);
});

test('S4-4.1b everything that a reviewer’s account can ask of the API names nobody else, no place, no file (design 8)', async () => {
  // The reader's own account is in `me`, and there only.
  const dump: ApiDump = await dumpApi(member(), await idsToAsk(), (field) => field !== 'me');
  expect([...dump.open]).toEqual(expect.arrayContaining(['myReadings', 'reading', 'provisions', 'regions']));
  const leaks = dump.answers.flatMap(({ field, text }) => leaksIn(text, secrets).map((leak) => `${field}: ${leak}`));
  expect([...new Set(leaks)]).toEqual([]);
  const pseudonyms = await suite.world.rows('SELECT pseudonym FROM review.subject');
  const said = dump.answers.map(({ text }) => text).join('\n');
  expect(pseudonyms.every(({ pseudonym }: Answer) => said.includes(pseudonym))).toBe(true);
});

test('S4-4.1b a reader does not meet the other reader before both have submitted, and never their name or key', async () => {
  const { answers } = await dumpApi(
    member(),
    ofFirst().map(({ id }) => id),
    (field) => ['myReadings', 'reading'].includes(field),
  );
  const text = answers.map((answer) => answer.text).join('\n');
  const [, second] = readers as [(typeof readers)[0], (typeof readers)[0]];
  for (const hidden of [
    second.key,
    second.member.name,
    second.member.accountId,
    ...readings.filter(({ reader }) => reader === 1).map(({ id }) => id),
  ]) {
    expect([hidden, text.includes(hidden)]).toEqual([hidden, false]);
  }
});

test('S4-4.1b everything that the reader’s database role can select names nobody, no place, no file, and orders nothing (design 8)', async () => {
  const { world } = suite;
  const dump: DatabaseDump = await dumpDatabase(`${process.env.ANZHI_TEST_READER_URL}${world.database}`);
  expect(dump.relations.filter((name) => !name.startsWith('review.'))).toEqual([]);
  expect(dump.relations).toEqual(expect.arrayContaining(['review.subject', 'review.page_copy', 'review.score']));
  expect(leaksIn(dump.text, secrets)).toEqual([]);
  for (const place of ['朝阳区', '河东区', '110105', '120102'])
    expect([place, dump.ours.includes(place)]).toEqual([place, false]);
  for (const word of ['SECRET0', 'SECRET1']) expect(dump.text.includes(word)).toBe(false);
  // Ids that are made in time's order would say in which order files, papers and readings were.
  const ids = await world.rows(
    `SELECT id::text FROM review.subject UNION ALL SELECT id::text FROM review.paper UNION ALL SELECT id::text FROM review.reading
     UNION ALL SELECT id::text FROM review.submission UNION ALL SELECT reader_key::text FROM review.reading UNION ALL SELECT id::text FROM review.settlement`,
  );
  expect(ids.filter(({ id }: Answer) => id[14] !== '4')).toEqual([]);
});

test('pages and files over HTTP, and their headers, hold nothing of the original; other addresses give a reader nothing', async () => {
  const { world } = suite;
  const site = world.server.url.replace('/graphql', '');
  const headers = { authorization: `Bearer ${await member().current()}` };
  for (const { id, paperId } of ofFirst()) {
    for (const path of ['pages/1', 'file']) {
      const response = await fetch(`${site}/readings/${id}/papers/${paperId}/${path}`, { headers });
      expect(response.status).toBe(200);
      const bytes = Buffer.from(await response.arrayBuffer());
      const told = [...response.headers].map((pair) => pair.join(': ')).join('\n');
      expect(leaksIn(`${told}\n${bytes.toString('latin1')}\n${bytes.toString('utf8')}`, secrets)).toEqual([]);
      for (const original of originals) expect(bytes.includes(original.subarray(0, 200))).toBe(false);
      if (path === 'file') continue;
      const { exif, xmp, iptc, icc } = await sharp(bytes).metadata();
      expect([exif, xmp, iptc, icc]).toEqual([undefined, undefined, undefined, undefined]);
      const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      const row = Math.floor(info.height * 0.05) * info.width * info.channels;
      const line = data.subarray(
        row + Math.floor(info.width * 0.1) * info.channels,
        row + Math.floor(info.width * 0.9) * info.channels,
      );
      expect(Math.max(...line)).toBeLessThan(16);
    }
  }
  const [file] = files as [CaseFileSeed];
  const [material] = await world.rows('SELECT id FROM material WHERE case_file_id = $1 LIMIT 1', [file.id]);
  for (const { name } of EXPORT_LISTS) {
    const response = await fetch(`${site}/export/${name}.csv`, { headers });
    expect(leaksIn(await response.text(), secrets)).toEqual([]);
  }
  const closed = [
    `/materials/${material.id}/file`,
    `/materials/${material.id}/pages/1`,
    `/campaigns/${campaign.id}/materials/${material.id}/pages/1`,
  ];
  for (const path of closed) {
    const response = await fetch(`${site}${path}`, { headers });
    expect([path, response.status]).toEqual([path, 403]);
    expect(leaksIn(await response.text(), secrets)).toEqual([]);
  }
});

/** Spearman's coefficient of two orders of the same things: 1 where one gives the other. */
const agreementOf = (one: readonly string[], other: readonly string[]): number => {
  const place = new Map(other.map((thing, index) => [thing, index]));
  const n = one.length;
  const squares = one.reduce((sum, thing, index) => sum + (index - (place.get(thing) as number)) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
};

test('subjects lie in the database, and sort by id or pseudonym, in no order of the draw, of the files or of the frame', async () => {
  const { world } = suite;
  const other = await (await seedCity(world)).agency('110108');
  await seedReleasable(other, 150, { upTo: 'RECEIVED', receivedOn: '2026-02-10' });
  const drawn = await (
    await CampaignSeed.plan(other.bureau, { periodTo: '2026-02-28', shareHundredths: 10_000 })
  ).drawn();
  const list = (order: string) =>
    world
      .rows(
        `SELECT v.case_file_id AS id FROM review.subject s JOIN vault.subject v ON v.subject_id = s.id JOIN campaign_draw d ON d.campaign_id = v.campaign_id AND d.case_file_id = v.case_file_id
          WHERE s.campaign_id = $1 ORDER BY ${order}`,
        [drawn.id],
      )
      .then((rows) => rows.map(({ id }: Answer) => id as string));
  const known = await Promise.all(
    ['v.case_file_id', 'd.position', '(SELECT number FROM case_file f WHERE f.id = v.case_file_id)'].map(list),
  );
  expect(known[0]).toHaveLength(150);
  for (const blind of [
    's.ctid',
    's.id',
    's.pseudonym',
    '(SELECT min(p.ctid) FROM review.paper p WHERE p.subject_id = s.id)',
  ]) {
    const seen = await list(blind);
    // Chance alone stays within six standard deviations: 6 / √149.
    for (const order of known) expect([blind, Math.abs(agreementOf(seen, order)) < 0.49]).toEqual([blind, true]);
  }
});
