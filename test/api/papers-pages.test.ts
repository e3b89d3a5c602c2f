import { readdirSync } from 'node:fs';
import sharp from 'sharp';
import { put, sha256Hex } from '../support/paper-traffic';
import { pdf, pdfWithoutEnd, tiff, wav } from '../support/papers';
import { type AgencySeed, type Member, seedCity } from '../support/seed';
import { type CaseFileSeed, caseFileOf, succeed } from '../support/seed-case-files';
import { completionOf, designated, doCheck } from '../support/seed-checks';
import { type Answer, expectRefusal, expectSuccess, useWorld } from '../support/world';

const suite = useWorld({ ANZHI_READING_SECONDS: '3' });

let agency: AgencySeed;
let file: CaseFileSeed;
let opinion: string;
beforeAll(async () => {
  agency = await (await seedCity(suite.world)).agency('110105');
  file = await (await caseFileOf(agency)).commissioned();
  opinion = await material(await pdf(3), 14, '辩护词');
});

/** Uploads bytes and puts them into the file. */
async function material(bytes: Buffer, catalogueNo: number, title: string): Promise<string> {
  const sent = await put(suite.world, file.practitioner, file.id, bytes);
  expect(sent.status).toBe(200);
  const input = { caseFileId: file.id, catalogueNo, title, digest: sha256Hex(bytes) };
  return (await succeed(file.practitioner!, 'recordMaterial', input, 'material { id }')).material.id;
}

async function look(
  id: string,
  page: string | number,
  { thumbnail, who = file.practitioner }: { thumbnail?: string; who?: Member | null } = {},
) {
  const address = `${suite.world.server.url.replace('/graphql', '')}/materials/${id}/pages/${page}`;
  const response = await fetch(thumbnail === undefined ? address : `${address}/thumbnail${thumbnail}`, {
    headers: who ? { authorization: `Bearer ${await who.current()}` } : {},
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const shown = response.headers.get('content-type') === 'image/webp';
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    body: (shown ? null : JSON.parse(bytes.toString())) as Answer,
  };
}
async function middle(picture: Buffer): Promise<number[]> {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
  return [...data.subarray(at, at + 3)].map((value) => Math.round(value / 255));
}
const readings = (id: string) =>
  suite.world.rows('SELECT account_id FROM personal_data_reading WHERE material_id = $1 ORDER BY at', [id]);
const cached = () => readdirSync(suite.world.services.config.pages.pictures.dir);

describe('GET /materials/{id}/pages/{n} and its thumbnail', () => {
  test('page 2 of a PDF, small and at reading size; kept by nobody on the way', async () => {
    const query = 'query ($id: ID!) { caseFile(id: $id) { materials { id pagesPath pages } } }';
    const { materials } = (await file.practitioner!.send(query, { id: file.id })).caseFile;
    const told = materials.find(({ id }: Answer) => id === opinion);
    expect(told).toEqual({ id: opinion, pagesPath: `/materials/${opinion}/pages/`, pages: 3 });
    const small = await look(opinion, 2, { thumbnail: '' });
    expect([small.status, (await sharp(small.bytes).metadata()).width]).toEqual([200, 240]);
    const large = await look(opinion, 2);
    expect([large.status, (await sharp(large.bytes).metadata()).width]).toEqual([200, 1600]);
    expect([await middle(small.bytes), await middle(large.bytes)]).toEqual([
      [0, 0, 1],
      [0, 0, 1],
    ]);
    expect(await middle((await look(opinion, 3)).bytes)).toEqual([1, 0, 0]);
    for (const { headers } of [small, large]) {
      expect(headers.get('cache-control')).toBe('private, no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(/sandbox/);
    }
  });

  test('page 2 of a TIFF', async () => {
    const scan = await material(
      tiff(
        [
          [255, 0, 0],
          [0, 255, 0],
        ],
        200,
      ),
      20,
      '现场照片',
    );
    const shown = await look(scan, 2, { thumbnail: '?width=120' });
    expect([shown.status, await middle(shown.bytes)]).toEqual([200, [0, 1, 0]]);
  });

  test('a page beyond the end, a page that is none, a width that is not offered, a recording: clear refusals', async () => {
    const recording = await material(wav(), 20, '录音');
    const refused = [
      await look(opinion, 4),
      await look(opinion, 4, { thumbnail: '' }),
      await look(opinion, 0),
      await look(opinion, '2.5'),
      await look(opinion, 2, { thumbnail: '?width=9999' }),
      await look(recording, 1),
      await look('not-an-id', 1),
    ];
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual([
      [404, 'PAGE_BEYOND_END'],
      [404, 'PAGE_BEYOND_END'],
      [400, 'INVALID_INPUT'],
      [400, 'INVALID_INPUT'],
      [400, 'INVALID_INPUT'],
      [422, 'PAPER_WITHOUT_PICTURE'],
      [404, 'NOT_FOUND'],
    ]);
    expect(refused[0]?.body.message).toBe('页码超出该材料的页数（共3页）');
  });

  test('LAL-21 the first look of a day is recorded as a reading of personal data, for each reader and paper', async () => {
    const paper = await material(await pdf(2, {}, 'readings'), 20, '附件');
    await look(paper, 9);
    expect(await readings(paper)).toEqual([]);
    for (const page of [1, 2, 1]) await look(paper, page);
    await look(paper, 1, { thumbnail: '' });
    expect(await readings(paper)).toHaveLength(1);
    await look(paper, 1, { who: await agency.clerk });
    expect(await readings(paper)).toHaveLength(2);
    suite.world.clock.setDay('2026-03-03');
    await look(paper, 1);
    expect(await readings(paper)).toHaveLength(3);
    suite.world.clock.setDay('2026-03-02');
  });

  test('who may see: those who work on the file, as with the file itself; a picture in the cache is no way around', async () => {
    expect((await look(opinion, 1)).status).toBe(200);
    const away = await agency.city.agency('110108');
    const tries: [Member | null, number][] = [
      [null, 401],
      [await away.clerk, 404],
      [await (await agency.lawFirm()).lawyer(), 404],
      [await agency.finance, 403],
      [await agency.supervisor, 403],
      [await agency.checker, 403],
      [await agency.clerk, 200],
      [await agency.head, 200],
    ];
    for (const [who, status] of tries) expect((await look(opinion, 1, { who })).status).toBe(status);
  });

  test('a page that would take minutes to draw is given up; meanwhile and afterwards the server answers', async () => {
    const endless = await material(pdfWithoutEnd(), 20, '曲线');
    const [given, other] = await Promise.all([look(endless, 1), look(opinion, 1)]);
    expect([given.status, given.body.code]).toEqual([422, 'PAPER_TOO_HARD']);
    expect(other.status).toBe(200);
    expect((await look(opinion, 2, { thumbnail: '?width=480' })).status).toBe(200);
    expect(cached().filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

test('S4-5.1a a check cites a page that the paper really has: beyond its end it is refused, with the end', async () => {
  const closing = await (await caseFileOf(agency)).commissioned();
  file = closing;
  const materialId = await material(await pdf(2, {}, 'cited'), 14, '辩护词');
  await closing.closed();
  const check = await designated(agency, { caseFileId: closing.id, materialId });
  const checker = await agency.checker;
  const beyond = expectRefusal(
    await doCheck(checker, 'completeCheck', completionOf(check, 'QUALIFIED', { 3: { evidencePage: 3 } })),
    'COMPLETION_REFUSED',
  );
  const unmet = beyond.findings.filter(({ met }: Answer) => !met);
  expect(unmet.map(({ rule, text }: Answer) => [rule, text])).toEqual([
    ['CHECK_EVIDENCE_IN_FILE', '第3项指标：页码超出该材料的页数（共2页）'],
  ]);
  expectSuccess(await doCheck(checker, 'completeCheck', completionOf(check)), 'CompleteCheckSuccess');
  expect((await look(materialId, 2, { who: checker })).status).toBe(200);
});
