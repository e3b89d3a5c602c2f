import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import { fileNameOf, rangeOf } from '../../src/case-files/paper-file.http';
import { IMAGES, OFD, PDF as PDF_TYPE, RECORDINGS } from '../../src/papers/media-types';
import { type Fetched, getFile, onDisk, put, sha256Hex } from '../support/paper-traffic';
import { type AgencySeed, type Member, seedCity } from '../support/seed';
import { type CaseFileSeed, caseFileOf, commitmentOf, succeed } from '../support/seed-case-files';
import { smallPdf } from '../support/seed-papers';
import { useWorld } from '../support/world';

const suite = useWorld();
const PDF = smallPdf('辩护词');

let agency: AgencySeed;
let file: CaseFileSeed;
let materialId: string;
beforeAll(async () => {
  agency = await (await seedCity(suite.world)).agency('110105');
  file = await (await caseFileOf(agency)).commissioned();
  materialId = await uploaded('辩护词/../../etc: "终稿"');
});

async function uploaded(title: string, bytes = PDF): Promise<string> {
  await put(suite.world, file.practitioner, file.id, bytes);
  const paper = { caseFileId: file.id, catalogueNo: 14, title, digest: sha256Hex(bytes) };
  return (await succeed(file.practitioner!, 'recordMaterial', paper, 'material { id }')).material.id;
}

const readings = () =>
  suite.world.rows(
    'SELECT account_id, case_file_id, recipient_id IS NOT NULL AS recipient FROM personal_data_reading WHERE material_id = $1 ORDER BY id',
    [materialId],
  );

const get = (who: Member | null, options: Parameters<typeof getFile>[3] = {}, id = materialId) =>
  getFile(suite.world, who, id, options);

const said = ({ status, bytes }: Fetched) => {
  const { code, message } = JSON.parse(bytes.toString());
  return [status, code, message];
};

describe('GET /materials/{id}/file', () => {
  test('the bytes as an attachment that nothing keeps or runs, and the reading on record', async () => {
    const before = (await readings()).length;
    const got = await get(file.practitioner);
    expect(got.status).toBe(200);
    expect(got.bytes.equals(PDF)).toBe(true);
    const hash = `sha-256=:${createHash('sha256').update(PDF).digest('base64')}:`;
    expect(Object.fromEntries(got.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(PDF.length),
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'repr-digest': hash,
      'content-digest': hash,
      etag: `"${sha256Hex(PDF)}"`,
    });
    const disposition = got.headers.get('content-disposition') ?? '';
    expect(disposition).toMatch(/^attachment; filename="[ -~]*"; filename\*=UTF-8''[\w%.!~-]+$/);
    expect(decodeURIComponent(disposition.split("''")[1] ?? '')).toBe('14 辩护词 .. .. etc 终稿.pdf');
    const recorded = await readings();
    const { personalDataReadings } = await (await agency.auditor).send(
      `{ personalDataReadings(caseFileId: "${file.id}", first: 1) { edges { node { material { id } person { name } } } } }`,
    );
    expect(personalDataReadings.edges[0].node).toEqual({
      material: { id: materialId },
      person: { name: file.practitioner?.name },
    });
    expect(recorded).toHaveLength(before + 1);
    expect(recorded.at(-1)).toEqual({
      account_id: file.practitioner?.accountId,
      case_file_id: file.id,
      recipient: true,
    });
  });

  test('HEAD tells the same without bytes, and reads nothing', async () => {
    const before = (await readings()).length;
    const head = await get(file.practitioner, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), head.bytes.length]).toEqual([200, String(PDF.length), 0]);
    expect(head.headers.get('repr-digest')).toContain('sha-256=:');
    expect((await readings()).length).toBe(before);
  });

  test('a part of the bytes; what lies beyond the end is refused; other ranges are the whole', async () => {
    const part = async (range: string, headers: Record<string, string> = {}) => {
      const { status, headers: got, bytes } = await get(file.practitioner, { headers: { range, ...headers } });
      return [status, got.get('content-range'), bytes.length, status === 206 && got.get('content-digest')];
    };
    const size = PDF.length;
    expect(await part('bytes=0-9')).toEqual([206, `bytes 0-9/${size}`, 10, null]);
    expect(await part('bytes=-5')).toEqual([206, `bytes ${size - 5}-${size - 1}/${size}`, 5, null]);
    expect(await part(`bytes=10-${size * 2}`)).toEqual([206, `bytes 10-${size - 1}/${size}`, size - 10, null]);
    expect((await part(`bytes=${size}-`)).slice(0, 2)).toEqual([416, `bytes */${size}`]);
    expect((await part('bytes=0-1,3-4'))[0]).toBe(200);
    expect((await part('bytes=0-9', { 'if-range': `"${sha256Hex(PDF)}"` }))[0]).toBe(206);
    expect((await part('bytes=0-9', { 'if-range': '"another"' }))[0]).toBe(200);
    const middle = await get(file.practitioner, { headers: { range: 'bytes=5-24' } });
    expect(middle.bytes.equals(PDF.subarray(5, 25))).toBe(true);
  });

  test('LAL-21 only those who work on the file: not finance, audit or supervision, not a checker of other files', async () => {
    for (const who of [agency.finance, agency.auditor, agency.supervisor, agency.admin]) {
      expect(said(await get(await who)).slice(0, 2)).toEqual([403, 'FORBIDDEN']);
      expect(said(await get(await who, {}, '0190a0a0-0000-7000-8000-00000000dead')).slice(0, 2)).toEqual([
        403,
        'FORBIDDEN',
      ]);
    }
    expect(said(await get(await agency.checker)).slice(0, 2)).toEqual([403, 'FORBIDDEN']);
    expect((await get(await agency.clerk)).status).toBe(200);
    expect((await get(await agency.head)).status).toBe(200);
    expect(said(await get(null))).toEqual([401, 'NOT_SIGNED_IN', '请先登录']);
    const away = await agency.city.agency('110108');
    const nowhere = said(await get(await away.clerk, {}, '0190a0a0-0000-7000-8000-00000000dead'));
    expect(nowhere).toEqual([404, 'NOT_FOUND', '没有找到']);
    expect(said(await get(await away.clerk))).toEqual(nowhere);
    expect(said(await get(await away.clerk, {}, '..%2f..%2fetc'))).toEqual(nowhere);
    const shown = await (await agency.auditor).send(`{ caseFile(id: "${file.id}") { materials { size filePath } } }`);
    expect(shown.caseFile.materials[0]).toEqual({ size: PDF.length, filePath: null });
  });

  test('a practitioner who was replaced no longer reads the papers', async () => {
    const firm = await agency.lawFirm();
    await commitmentOf(agency, firm);
    const [earlier, next] = [file.practitioner!, await firm.lawyer()];
    await succeed(await agency.clerk, 'changePractitioner', {
      caseFileId: file.id,
      practitionerId: next.practitionerId,
      way: 'ROTATION',
      reason: '原承办人患病，更换承办人',
    });
    expect(said(await get(earlier)).slice(0, 2)).toEqual([403, 'FORBIDDEN']);
    expect((await get(next)).status).toBe(200);
    file.practitioner = next;
  });

  test('bytes of the right length that are not those of the digest never arrive whole, small or large, all at once or as one range', async () => {
    const small = smallPdf('翻转');
    const large = Buffer.concat([smallPdf('翻转二'), Buffer.alloc(900_000, ' ')]);
    for (const bytes of [small, large]) {
      const id = await uploaded('翻转的材料', bytes);
      const digest = sha256Hex(bytes);
      expect((await get(file.practitioner, {}, id)).bytes.equals(bytes)).toBe(true);
      expect((await get(file.practitioner, { headers: { range: 'bytes=0-' } }, id)).bytes.equals(bytes)).toBe(true);
      const path = `${suite.world.services.config.papers.dir}/${digest.slice(0, 2)}/${digest}`;
      const altered = Buffer.from(bytes);
      altered[20] = 0;
      writeFileSync(path, altered);
      for (const headers of [{}, { range: 'bytes=0-' }] as Record<string, string>[]) {
        const got = await get(file.practitioner, { headers }, id).catch((error: Error) => error);
        // Before a byte has left it is a fault; afterwards the connection is cut.
        if (got instanceof Error) expect(String(got)).toMatch(/terminated|fetch failed|other side closed/);
        else expect(said(got).slice(0, 2)).toEqual([500, 'FAULT']);
      }
      writeFileSync(path, bytes);
    }
  });

  test('bytes that are not as they were are a fault, and no reading', async () => {
    const bytes = smallPdf('损坏');
    const id = await uploaded('损坏的材料', bytes);
    const digest = sha256Hex(bytes);
    expect(onDisk(suite.world).kept).toContain(digest);
    truncateSync(`${suite.world.services.config.papers.dir}/${digest.slice(0, 2)}/${digest}`, 10);
    const got = await get(file.practitioner, {}, id);
    expect(said(got).slice(0, 2)).toEqual([500, 'FAULT']);
    expect(got.bytes.toString()).not.toContain(digest);
    expect(await suite.world.rows('SELECT FROM personal_data_reading WHERE material_id = $1', [id])).toEqual([]);
  });
});

test.each([
  [{ catalogueNo: 1, title: '../../etc/passwd', mediaType: 'application/pdf' }, '01 etc passwd.pdf'],
  [{ catalogueNo: 2, title: 'a\u202Egnp.exe', mediaType: 'image/png' }, '02 a gnp.exe.png'],
  [{ catalogueNo: 3, title: 'CON\r\nSet-Cookie: x=1', mediaType: 'audio/mpeg' }, '03 CON Set-Cookie x=1.mp3'],
  [{ catalogueNo: 21, title: '...', mediaType: 'x/unknown' }, '21 材料'],
  [{ catalogueNo: 4, title: '长'.repeat(200), mediaType: 'image/tiff' }, `04 ${'长'.repeat(80)}.tif`],
])('a title that means mischief is only a name (%#)', (paper, name) => {
  expect(fileNameOf(paper)).toBe(name);
});

test('every kind of paper that is taken goes out under an ending by which it can be opened', () => {
  for (const mediaType of [PDF_TYPE, OFD, ...IMAGES, ...RECORDINGS])
    expect(fileNameOf({ catalogueNo: 21, title: '庭审', mediaType })).toMatch(/^21 庭审\.[a-z0-9]{3,4}$/);
});

test.each([
  ['bytes=0-0', { from: 0, to: 0 }],
  ['bytes=9-', { from: 9, to: 9 }],
  ['bytes=10-', null],
  ['bytes=-0', null],
  ['bytes=-99', { from: 0, to: 9 }],
  ['bytes=5-4', undefined],
  ['bytes=-', undefined],
  ['items=0-1', undefined],
  ['bytes=99999999999999999999-', undefined],
] as const)('%s of ten bytes', (header, range) => {
  expect(rangeOf(header, 10)).toEqual(range);
});
