import { Client } from 'pg';
import sharp from 'sharp';
import { sweepPapers } from '../../src/case-files/paper-sweep';
import { pdf, wav } from '../support/papers';
import { stoppedAsOwner } from '../support/review-acts';
import { type AgencySeed, type BureauSeed, type Member, seedCity } from '../support/seed';
import { paperOf, readerFor, readingOf, realPaper, subjectOf } from '../support/seed-blind';
import { CampaignSeed } from '../support/seed-campaigns';
import { act, type CaseFileSeed, caseFileOf, succeed } from '../support/seed-case-files';
import { type Answer, expectRefusal, useWorld } from '../support/world';

const suite = useWorld();
let agency: AgencySeed;
let bureau: BureauSeed;
let far: BureauSeed;
let coordinator: Member;
let files: CaseFileSeed[];
let pdfMaterial: string;
let twin: string;
let recording: string;
let campaign: CampaignSeed;
let reader: { readonly member: Member; readonly key: string };
let subject: string;
let reading: string;

const EVERYTHING = {
  periodFrom: '2026-01-01',
  periodTo: '2026-03-31',
  shareHundredths: 10_000,
  leastPerStratum: 1,
} as const;

beforeAll(async () => {
  const { world } = suite;
  const city = await seedCity(world);
  agency = await city.agency('110105');
  bureau = agency.bureau;
  far = await city.bureau('120102');
  coordinator = await bureau.reviewCoordinator;
  const lawyers = await Promise.all([0, 1].map(async () => (await caseFileOf(agency)).commissioned()));
  files = lawyers;
  const [first, second] = files as [CaseFileSeed, CaseFileSeed];
  const scan = await pdf(2, { info: { Title: '赵若川身份证', Author: '正衡律师事务所' } }, '110105199005060011');
  pdfMaterial = await realPaper(world, first, scan, 20, '赵若川身份证复印件');
  recording = await realPaper(world, first, await wav(), 20, '会见录音');
  twin = await realPaper(world, second, scan, 2, '同一份扫描件');
  for (const file of files) await file.closed();
  world.clock.setDay('2026-04-02');
  campaign = await (await CampaignSeed.plan(bureau, EVERYTHING)).drawn();
  reader = await readerFor(world, campaign.id, far, bureau);
  subject = await subjectOf(world, campaign.id, first.id);
  reading = await readingOf(world, subject, reader.key);
});

const site = () => suite.world.server.url.replace('/graphql', '');
async function get(path: string, who: Member | null) {
  const response = await fetch(`${site()}${path}`, {
    headers: who ? { authorization: `Bearer ${await who.current()}` } : {},
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const json = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    body: json ? JSON.parse(bytes.toString()) : null,
  };
}
const worklist = async (who: Member, more = '') =>
  (
    await who.send(
      `query ($id: ID!) { redactionWorklist(campaignId: $id, first: 100${more}) { totalCount edges { node { materialId caseFileId title catalogueNo pageCount pagesLookedAt state pages { page version boxes { left } } } } } }`,
      { id: campaign.id },
    )
  ).redactionWorklist;

const BOX = { left: 1000, top: 2000, width: 8000, height: 5000 };
const dark = async (bytes: Buffer) => {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
  return Math.max(...data.subarray(at, at + 3)) < 24;
};

test('a drawn file is there under a pseudonym: its kind, stage and days, and its papers without a title, all withheld at first', async () => {
  const { world } = suite;
  const [seen] = await world.rows('SELECT * FROM review.subject WHERE id = $1', [subject]);
  expect(seen).toMatchObject({ case_kind: 'CRIMINAL', stage: 'TRIAL', hearing_held: true, state: 'READING' });
  expect(seen.pseudonym).toMatch(/^[A-HJ-NP-Z2-9]{6}$/);
  expect(seen.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  const events = await world.rows('SELECT kind, after_days FROM review.subject_event WHERE subject_id = $1', [subject]);
  expect(events.map(({ kind }: Answer) => kind).sort()).toEqual([
    'FILE_READING',
    'HEARING',
    'LEGAL_OPINION',
    'MEETING',
  ]);
  expect(events.every(({ after_days }: Answer) => after_days === 0)).toBe(true);
  const papers = await world.rows(
    'SELECT catalogue_no AS no, ordinal, pages, state, withheld_reason AS why FROM review.paper WHERE subject_id = $1 ORDER BY no, ordinal',
    [subject],
  );
  expect(papers).toHaveLength(12);
  expect(papers.filter(({ no }: Answer) => no === 20)).toEqual([
    { no: 20, ordinal: 1, pages: 2, state: 'WITHHELD', why: 'NOT_CLEARED' },
    { no: 20, ordinal: 2, pages: 1, state: 'WITHHELD', why: 'NO_PAGES' },
  ]);
});

test('the worklist of those who blind has titles and no pseudonym; those of other bureaus and readers do not get it', async () => {
  const { totalCount, edges } = await worklist(coordinator);
  expect(totalCount).toBe(23);
  // Papers of a file stay together.
  const turns = edges.filter(({ node }: Answer, n: number) => node.caseFileId !== edges[n - 1]?.node.caseFileId);
  expect(turns).toHaveLength(2);
  const node = edges.map((edge: Answer) => edge.node).find(({ materialId }: Answer) => materialId === pdfMaterial);
  expect(node).toMatchObject({
    title: '赵若川身份证复印件',
    pageCount: 2,
    pagesLookedAt: 0,
    state: 'WAITING',
    pages: [],
  });
  const { redactionProgress } = await coordinator.send(
    'query ($id: ID!) { redactionProgress(campaignId: $id) { papers cleared waiting withoutPages } }',
    { id: campaign.id },
  );
  expect(redactionProgress).toEqual({ papers: 23, cleared: 0, waiting: 22, withoutPages: 1 });
  const query = '{ redactionWorklist(campaignId: "ID", first: 1) { totalCount } }'.replace('ID', campaign.id);
  const codes = await Promise.all(
    [await far.reviewCoordinator, reader.member, await agency.clerk].map(
      async (who) => (await who.sendRaw(query)).errors?.[0].extensions.code,
    ),
  );
  expect(codes).toEqual(['NOT_FOUND', 'FORBIDDEN', 'FORBIDDEN']);
});

test('S4-4.1b a paper nobody has blinded is withheld, and the reader is told so; a recording is withheld for good', async () => {
  const [paper, sound] = [
    await paperOf(suite.world, subject, pdfMaterial),
    await paperOf(suite.world, subject, recording),
  ];
  for (const [id, says] of [
    [paper, /尚未遮蔽/],
    [sound, /不能遮蔽/],
  ] as const) {
    for (const path of ['pages/1', 'file']) {
      const { status, body } = await get(`/readings/${reading}/papers/${id}/${path}`, reader.member);
      expect([path, status, body.code, body.message]).toEqual([
        path,
        422,
        'PAPER_WITHHELD',
        expect.stringMatching(says),
      ]);
    }
  }
  expectRefusal(
    await act(coordinator, 'drawRedaction', { materialId: recording, page: 1, version: 0, boxes: [] }),
    'PAPER_WITHOUT_PICTURE',
  );
});

test('boxes are drawn page by page and version by version; a paper is cleared only when every page was looked at', async () => {
  const draw = (page: number, version: number, boxes: object[], who = coordinator) =>
    act(
      who,
      'drawRedaction',
      { materialId: pdfMaterial, page, version, boxes },
      'redaction { page version boxes { left width } }',
    );
  expect((await draw(1, 0, [BOX])).redaction).toEqual({ page: 1, version: 1, boxes: [{ left: 1000, width: 8000 }] });
  expectRefusal(await draw(1, 0, []), 'REDACTION_CHANGED');
  expectRefusal(await draw(3, 0, []), 'INVALID_INPUT');
  expectRefusal(await draw(1, 1, [{ ...BOX, width: 9001 }]), 'INVALID_INPUT');
  expectRefusal(await draw(1, 1, [], await far.reviewCoordinator), 'NOT_FOUND');
  expectRefusal(await draw(1, 1, [], reader.member), 'FORBIDDEN');
  expectRefusal(await act(coordinator, 'clearPaper', { materialId: pdfMaterial }), 'PAGES_NOT_LOOKED_AT');
  await draw(2, 0, []);
  const preview = await act(coordinator, 'clearPaper', { materialId: pdfMaterial }, 'pages boxes', { preview: true });
  expect(preview).toMatchObject({ pages: 2, boxes: 1, receipt: { preview: true } });
  expect(await suite.world.rows('SELECT FROM redaction_clearance')).toHaveLength(0);
  await succeed(coordinator, 'clearPaper', { materialId: pdfMaterial });
  const { edges } = await worklist(coordinator);
  const states = new Map(edges.map(({ node }: Answer) => [node.materialId, node.state]));
  // The same bytes in another file are blinded with it.
  expect([states.get(pdfMaterial), states.get(twin), states.get(recording)]).toEqual([
    'CLEARED',
    'CLEARED',
    'WITHOUT_PAGES',
  ]);
  const waiting = await worklist(coordinator, ', waitingOnly: true');
  expect(waiting.totalCount).toBe(20);
});

test('the reader sees the copies only: black where a box lies, without a date, a digest, a name or an id of the original', async () => {
  const { world } = suite;
  const paper = await paperOf(world, subject, pdfMaterial);
  const path = `/readings/${reading}/papers/${paper}`;
  const [one, two] = [await get(`${path}/pages/1`, reader.member), await get(`${path}/pages/2`, reader.member)];
  expect([one.status, one.headers.get('content-type'), await dark(one.bytes), await dark(two.bytes)]).toEqual([
    200,
    'image/jpeg',
    true,
    false,
  ]);
  const whole = await get(`${path}/file`, reader.member);
  expect(whole.bytes.subarray(0, 8).toString()).toBe('%PDF-1.4');
  expect(whole.bytes.includes(one.bytes) && whole.bytes.includes(two.bytes)).toBe(true);
  for (const { headers } of [one, two, whole]) {
    for (const absent of ['etag', 'last-modified', 'repr-digest', 'digest'])
      expect([absent, headers.get(absent)]).toEqual([absent, null]);
    expect(headers.get('cache-control')).toBe('private, no-store');
  }
  expect(whole.headers.get('content-disposition')).toBe('attachment; filename="20-1.pdf"');
  expect((await get(`${path}/pages/3`, reader.member)).body.code).toBe('PAGE_BEYOND_END');
});

test('somebody else’s reading, a stopped one, another subject’s paper and no reader at all get nothing', async () => {
  const { world } = suite;
  const paper = await paperOf(world, subject, pdfMaterial);
  const other = await readerFor(world, campaign.id, far, bureau);
  const stopped = await readingOf(world, subject, other.key);
  await stoppedAsOwner(world, stopped);
  const second = await subjectOf(world, campaign.id, (files[1] as CaseFileSeed).id);
  const foreign = await paperOf(world, second, twin);
  const cases: [path: string, who: Member | null, status: number][] = [
    [`/readings/${reading}/papers/${paper}/pages/1`, other.member, 404],
    [`/readings/${stopped}/papers/${paper}/pages/1`, other.member, 404],
    [`/readings/${reading}/papers/${foreign}/pages/1`, reader.member, 404],
    [`/readings/${reading}/papers/${pdfMaterial}/pages/1`, reader.member, 404],
    [`/readings/${reading}/papers/${paper}/pages/1`, coordinator, 403],
    [`/readings/${reading}/papers/${paper}/pages/1`, null, 401],
    [`/campaigns/${campaign.id}/materials/${pdfMaterial}/pages/1`, reader.member, 403],
    [`/campaigns/${campaign.id}/materials/${pdfMaterial}/pages/1`, await far.reviewCoordinator, 404],
  ];
  for (const [path, who, status] of cases) expect([path, (await get(path, who)).status]).toEqual([path, status]);
});

test('those who blind see the page as it was handed in, once a day recorded as a reading of personal data', async () => {
  const path = `/campaigns/${campaign.id}/materials/${pdfMaterial}/pages/1`;
  for (let times = 0; times < 2; times += 1) {
    const { status, headers, bytes } = await get(path, coordinator);
    expect([status, headers.get('content-type'), await dark(bytes)]).toEqual([200, 'image/webp', false]);
  }
  const recorded = await suite.world.rows('SELECT account_id FROM personal_data_reading WHERE material_id = $1', [
    pdfMaterial,
  ]);
  expect(recorded).toEqual([{ account_id: coordinator.accountId }]);
});

test('boxes drawn later show only after clearing again; the copies are no orphans to the sweep', async () => {
  const { world } = suite;
  const paper = await paperOf(world, subject, pdfMaterial);
  const page = () => get(`/readings/${reading}/papers/${paper}/pages/2`, reader.member);
  await succeed(coordinator, 'drawRedaction', { materialId: pdfMaterial, page: 2, version: 1, boxes: [BOX] });
  expect(await dark((await page()).bytes)).toBe(false);
  const { edges } = await worklist(coordinator, ', waitingOnly: true');
  expect(edges.map(({ node }: Answer) => node.state)).toContain('DRAWN_SINCE');
  await succeed(coordinator, 'clearPaper', { materialId: pdfMaterial });
  expect(await dark((await page()).bytes)).toBe(true);
  world.clock.setDay('2026-05-02');
  await sweepPapers(world.services, { strays: true });
  expect((await page()).status).toBe(200);
  const [kept] = await world.rows(
    'SELECT count(*)::int AS n FROM paper WHERE digest IN (SELECT copy_digest FROM redacted_page)',
  );
  expect(kept.n).toBe(3);
});

test('by raw SQL, a page for readers is put to no other bytes than its own blinded ones, nor back to an earlier clearance', async () => {
  const { world } = suite;
  const paper = await paperOf(world, subject, pdfMaterial);
  const set = (digest: string) =>
    world.app.query(`UPDATE review.page_copy y SET digest = (${digest}) WHERE y.paper_id = $1 AND y.page = 2`, [paper]);
  const copy = (n: number, page: number) =>
    `SELECT r.copy_digest FROM redacted_page r JOIN material m ON m.digest = r.digest WHERE m.id = '${pdfMaterial}' AND (r.n, r.page) = (${n}, ${page})`;
  for (const digest of [`SELECT digest FROM material WHERE id = '${pdfMaterial}'`, copy(1, 2), copy(2, 1)]) {
    await expect(set(digest)).rejects.toMatchObject({ constraint: 'page_copy_is_blinded' });
  }
  await set(copy(2, 2));
});

test('a file that nobody was given yet leaves its campaign by one person; the rest is drawn and read without it', async () => {
  const { world } = suite;
  const next = await (await CampaignSeed.plan(bureau, EVERYTHING)).drawn();
  const [first] = files as [CaseFileSeed];
  const leaves = { campaignId: next.id, caseFileId: first.id, ground: 'OUT_OF_SCOPE', reason: '登记有误，不在范围' };
  await succeed(coordinator, 'withdrawSubject', leaves, 'caseFileId');
  const left = await subjectOf(world, next.id, first.id);
  const states = await world.rows(
    'SELECT id = $2 AS left, state FROM review.subject WHERE campaign_id = $1 ORDER BY 1',
    [next.id, left],
  );
  expect(states.map((row) => [row.left, row.state])).toEqual([
    [false, 'READING'],
    [true, 'WITHDRAWN'],
  ]);
});

test('a later campaign finds the boxes and copies of the earlier one', async () => {
  const { world } = suite;
  const next = await (await CampaignSeed.plan(bureau, EVERYTHING)).drawn();
  const again = await subjectOf(world, next.id, (files[0] as CaseFileSeed).id);
  expect(again).not.toBe(subject);
  const [paper] = await world.rows(
    'SELECT p.state, (SELECT count(*)::int FROM review.page_copy c WHERE c.paper_id = p.id) AS copies FROM review.paper p WHERE p.id = $1',
    [await paperOf(world, again, pdfMaterial)],
  );
  expect(paper).toEqual({ state: 'READY', copies: 2 });
});

test('a campaign that does not read blind shows papers as they were handed in; each reading is recorded, the map’s opening too', async () => {
  const { world } = suite;
  const open = await (await CampaignSeed.plan(bureau, { ...EVERYTHING, blind: false })).drawn();
  const { member, key } = await readerFor(world, open.id, far, bureau);
  const seen = await subjectOf(world, open.id, (files[0] as CaseFileSeed).id);
  const id = await readingOf(world, seen, key);
  const page = await get(`/readings/${id}/papers/${await paperOf(world, seen, pdfMaterial)}/pages/1`, member);
  expect([page.status, await dark(page.bytes)]).toEqual([200, false]);
  const sound = await get(`/readings/${id}/papers/${await paperOf(world, seen, recording)}/pages/1`, member);
  expect(sound.body.code).toBe('PAPER_WITHHELD');
  const recorded = await world.rows('SELECT material_id AS id FROM personal_data_reading WHERE account_id = $1', [
    member.accountId,
  ]);
  expect(recorded).toEqual([{ id: pdfMaterial }]);
  const openings = await world.rows('SELECT purpose FROM vault.opening WHERE account_id = $1', [member.accountId]);
  expect(openings).toEqual([{ purpose: 'COORDINATE' }]);
});

test('the maps are nobody’s to read: not the server’s role, not the reader’s; what is in the vault cannot be changed or taken out', async () => {
  const { world } = suite;
  for (const table of ['subject', 'paper', 'reader', 'opening']) {
    await expect(world.app.query(`SELECT * FROM vault.${table}`)).rejects.toThrow(/permission denied/);
    await expect(world.rows(`DELETE FROM vault.${table}`)).rejects.toThrow(/it is a record/);
  }
  await expect(world.app.query(`SELECT vault.opened('BLIND', NULL, 1)`)).rejects.toThrow(/permission denied/);
  await expect(world.app.query(`SELECT * FROM vault.files_of($1, 'UNBLIND', NULL)`, [[subject]])).rejects.toThrow(
    /two persons/,
  );
  const reading = new Client({ connectionString: world.services.config.readerUrl as string });
  await reading.connect();
  for (const sql of [
    'SELECT * FROM vault.subject',
    `SELECT * FROM vault.reader_keys_of('${reader.member.accountId}')`,
    'SELECT * FROM public.case_file',
    'UPDATE review.subject SET pseudonym = pseudonym',
    'DELETE FROM review.draft',
    'SET ROLE anzhi_app',
  ]) {
    await expect(reading.query(sql).then(() => sql)).rejects.toThrow(/permission denied/);
  }
  await reading.end();
  const [{ n }] = await world.rows('SELECT count(*)::int AS n FROM vault.opening WHERE number IS NULL');
  expect(n).toBe(0);
});

test('a pseudonym is opened by two persons with reasons; each look is written down, the ledger never holds both', async () => {
  const { world } = suite;
  const ask = (who: Member) =>
    act(
      who,
      'askUnblinding',
      { campaignId: campaign.id, subjectId: subject, reason: '收到反映，须核对' },
      'unblinding { id outcome caseFile { number } }',
    );
  expectRefusal(await ask(await far.reviewCoordinator), 'NOT_FOUND');
  expectRefusal(await ask(await bureau.auditor), 'FORBIDDEN');
  const asked = await ask(coordinator);
  expect(asked.unblinding).toMatchObject({ outcome: null, caseFile: null });
  expectRefusal(await ask(coordinator), 'UNBLINDING_WAITS');
  const decide = (name: string, who: Member) =>
    doDecide(who, name, asked.unblinding.id, 'unblinding { outcome caseFile { caseFileId } }');
  expectRefusal(await decide('approveUnblinding', coordinator), 'ANOTHER_PERSON_DECIDES');
  await expect(
    world.app.query('SELECT * FROM vault.unblind($1, $2)', [asked.unblinding.id, coordinator.accountId]),
  ).rejects.toThrow(/two persons/);
  const approved = await decide('approveUnblinding', await bureau.supervisor);
  expect(approved.unblinding).toEqual({ outcome: 'APPROVED', caseFile: { caseFileId: (files[0] as CaseFileSeed).id } });
  expectRefusal(await decide('refuseUnblinding', await bureau.supervisor), 'ALREADY_DECIDED');
  const list =
    'query ($id: ID!) { unblindings(campaignId: $id, first: 5) { edges { node { reason askedBy { name } decidedBy { name } caseFile { number } } } } }';
  const seen = async (who: Member) => (await who.send(list, { id: campaign.id })).unblindings.edges[0].node;
  expect((await seen(coordinator)).caseFile.number).toBe((files[0] as CaseFileSeed).number);
  expect((await seen(await bureau.auditor)).caseFile).toBeNull();
  const openings = await world.rows(`SELECT account_id FROM vault.opening WHERE purpose = 'UNBLIND' ORDER BY id`);
  expect(openings.map((row: Answer) => row.account_id)).toEqual([
    (await bureau.supervisor).accountId,
    coordinator.accountId,
  ]);
  const both = await world.rows(
    `SELECT e.act FROM ledger_entry e WHERE e.facts::text LIKE '%' || $1 || '%' AND (e.facts::text LIKE '%' || $2 || '%' OR EXISTS (SELECT FROM ledger_thing t WHERE t.entry_id = e.id AND t.thing_id = $2::uuid))`,
    [subject, (files[0] as CaseFileSeed).id],
  );
  expect(both).toEqual([]);
});

const doDecide = async (who: Member, name: string, unblindingId: string, fields: string): Promise<Answer> => {
  const Name = `${name[0]?.toUpperCase()}${name.slice(1)}`;
  const { result } = await who.send(
    `mutation ($input: DecideUnblindingInput!, $key: String!) { result: ${name}(input: $input, idempotencyKey: $key) { __typename ... on ${Name}Success { ${fields} } ... on Refusal { code message } } }`,
    { input: { unblindingId, reason: '理由充分，同意' }, key: `key-${Math.random().toString(36).slice(2)}-decide` },
  );
  return result;
};
