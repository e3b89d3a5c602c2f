import { request as httpRequest } from 'node:http';
import { encode } from 'iconv-lite';
import { eventually, onDisk, sha256Hex } from '../support/paper-traffic';
import { pdf, tiff } from '../support/papers';
import { type AgencySeed, type Member, seedCity } from '../support/seed';
import { act, type CaseFileSeed, caseFileOf, succeed } from '../support/seed-case-files';
import { smallPdf } from '../support/seed-papers';
import { type Answer, expectRefusal, useWorld } from '../support/world';
import { type HandPacked, handZip, zipped } from '../support/zips';

const suite = useWorld({ ANZHI_PAPERS_MAX_MB: '2', ANZHI_FOLDER_MB: '10', ANZHI_FOLDER_UNPACKED_MB: '20' });

let agency: AgencySeed;
let file: CaseFileSeed;
beforeAll(async () => {
  agency = await (await seedCity(suite.world)).agency('110105');
});
beforeEach(async () => {
  file = await (await caseFileOf(agency)).commissioned();
});

const address = () => `${suite.world.server.url.replace('/graphql', '')}/case-files/${file.id}/folder`;

async function send(zip: Buffer, who: Member | null = file.practitioner): Promise<{ status: number; body: Answer }> {
  const response = await fetch(address(), {
    method: 'POST',
    headers: { 'content-type': 'application/zip', ...(who ? { authorization: `Bearer ${await who.current()}` } : {}) },
    body: new Uint8Array(zip),
  });
  return { status: response.status, body: await response.json() };
}
const gbk = (name: string) => encode(name, 'gb18030');
const entry = (name: string | Buffer, more: Partial<HandPacked> = {}): HandPacked => ({
  name,
  content: smallPdf(String(name)),
  ...more,
});
/** Name, item proposed and code of refusal of each line. */
const told = ({ body }: { body: Answer }) =>
  body.lines.map((line: Answer) => [line.name, line.proposal?.catalogueNo ?? null, line.refusal?.code ?? null]);

async function nothingArrived(): Promise<void> {
  expect(await suite.world.rows('SELECT digest FROM paper_arrival WHERE case_file_id = $1', [file.id])).toEqual([]);
  expect(onDisk(suite.world).incoming).toEqual([]);
}

describe('POST /case-files/{id}/folder', () => {
  test('a folder as a scanner in China packs it: sorted into the catalogue, nothing entered until it is confirmed', async () => {
    const judgment = await pdf(3);
    const zip = handZip([
      { name: gbk('张某案卷/'), content: Buffer.alloc(0), stored: true },
      { name: gbk('张某案卷/11会见笔录.pdf'), content: await pdf(2) },
      { name: gbk('张某案卷/十四、辩护词.pdf'), content: await pdf(1) },
      { name: '张某案卷/一审判决书.pdf', content: judgment, flags: 0x800 },
      { name: gbk('张某案卷/判决书（副本）.pdf'), content: judgment },
      {
        name: '扫描0001.tif',
        content: tiff([
          [1, 2, 3],
          [4, 5, 6],
        ]),
      },
      { name: 'Thumbs.db', content: Buffer.from('x') },
    ]);
    const sent = await send(zip);
    expect(sent.status).toBe(200);
    expect(told(sent)).toEqual([
      ['张某案卷/11会见笔录.pdf', 11, null],
      ['张某案卷/十四、辩护词.pdf', 14, null],
      ['张某案卷/一审判决书.pdf', 15, null],
      ['张某案卷/判决书（副本）.pdf', 15, null],
      ['扫描0001.tif', null, null],
    ]);
    const { lines, ...summary } = sent.body;
    expect(summary).toMatchObject({ entered: 0, arrived: 4, unplaced: 1, refused: 0, skipped: 2 });
    expect(summary.message).toMatch(/都还没有归入案卷/);
    expect(lines.map((line: Answer) => [line.paper.mediaType, line.paper.pages])).toEqual([
      ['application/pdf', 2],
      ['application/pdf', 1],
      ['application/pdf', 3],
      ['application/pdf', 3],
      ['image/tiff', 2],
    ]);
    expect(lines[3].sameAs).toBe('张某案卷/一审判决书.pdf');
    expect(lines[4].proposal.why).toMatch(/请选定/);
    expect(await suite.world.rows('SELECT id FROM material WHERE case_file_id = $1', [file.id])).toEqual([]);
    expect(onDisk(suite.world).incoming).toEqual([]);

    const confirmed = lines
      .filter(({ sameAs, proposal }: Answer) => sameAs === null && proposal.catalogueNo !== null)
      .map(({ paper, proposal, name }: Answer) => ({
        catalogueNo: proposal.catalogueNo,
        title: name.split('/').at(-1),
        digest: paper.digest,
      }));
    await succeed(file.practitioner!, 'recordMaterials', { caseFileId: file.id, papers: confirmed });
    const again = await send(zip);
    expect(again.body.lines.map(({ materialId }: Answer) => materialId !== null)).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    const materials = await suite.world.rows('SELECT digest FROM material WHERE case_file_id = $1', [file.id]);
    expect(materials).toHaveLength(3);
  });

  test('what is wrong with one entry is told with it, and the others are taken', async () => {
    const sent = await send(
      handZip([
        entry('../../起诉书.pdf', { flags: 0x800 }),
        entry('/etc/passwd'),
        entry('C:\\起诉书.pdf', { flags: 0x800 }),
        entry('秘密.pdf', { flags: 0x801 }),
        entry('第二卷.zip', { flags: 0x800 }),
        entry('链接.pdf', { flags: 0x800, attributes: (0o120777 << 16) >>> 0 }),
        entry('炸弹.pdf', { flags: 0x800, content: Buffer.alloc(5_000_000) }),
        entry('谎报.pdf', { flags: 0x800, claims: 3 }),
        entry('过大.pdf', { flags: 0x800, content: Buffer.alloc(2_100_000, 'x'), stored: true }),
        entry('网页.pdf', { flags: 0x800, content: Buffer.from('<script>alert(1)</script>') }),
        entry('程序.pdf', { flags: 0x800, content: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(500)]) }),
        entry('压缩包改名.pdf', { flags: 0x800, content: await zipped([{ name: 'a', content: 'a' }]) }),
        entry('加密.pdf', { flags: 0x800, content: await pdf(1, { userPassword: 'secret' }) }),
        entry('起诉书.pdf', { flags: 0x800 }),
      ]),
    );
    expect([sent.status, sent.body.arrived, sent.body.refused]).toEqual([200, 1, 13]);
    expect(sent.body.lines.map(({ refusal }: Answer) => refusal?.code ?? null)).toEqual([
      'ENTRY_NAME_UNSAFE',
      'ENTRY_NAME_UNSAFE',
      'ENTRY_NAME_UNSAFE',
      'ENTRY_ENCRYPTED',
      'ENTRY_NESTED',
      'ENTRY_NOT_A_FILE',
      'ENTRY_BOMB',
      'ENTRY_DAMAGED',
      'PAPER_TOO_LARGE',
      'PAPER_TYPE_UNKNOWN',
      'PAPER_TYPE_NOT_TAKEN',
      'PAPER_TYPE_NOT_TAKEN',
      'PAPER_PASSWORD',
      null,
    ]);
    for (const { refusal } of sent.body.lines) if (refusal) expect(refusal.message).toMatch(/[\u4e00-\u9fff]/);
    const kept = await suite.world.rows(
      `SELECT encode(digest, 'hex') AS digest FROM paper_arrival WHERE case_file_id = $1`,
      [file.id],
    );
    expect(kept).toEqual([{ digest: sha256Hex(smallPdf('起诉书.pdf')) }]);
    expect(onDisk(suite.world).incoming).toEqual([]);
  });

  test('three hundred papers in one zip', async () => {
    const entries = Array.from({ length: 300 }, (_, n) => entry(`${(n % 21) + 1}-${n}.pdf`));
    const sent = await send(handZip(entries));
    expect([sent.status, sent.body.arrived, sent.body.unplaced, sent.body.refused]).toEqual([200, 300, 0, 0]);
    expect(sent.body.lines.map(({ name }: Answer) => name)).toEqual(entries.map(({ name }) => name));
  });

  const bomb = (count: number, size: number) => {
    const content = Buffer.alloc(size);
    return handZip(Array.from({ length: count }, (_, n) => entry(`${n}.pdf`, { content })));
  };
  test.each<[string, () => Buffer | Promise<Buffer>, number, string]>([
    ['no zip at all', () => Buffer.from('not a zip'), 422, 'FOLDER_NOT_A_ZIP'],
    ['nothing', () => Buffer.alloc(0), 422, 'FOLDER_NOT_A_ZIP'],
    ['501 entries', () => bomb(501, 10), 422, 'FOLDER_TOO_MANY_ENTRIES'],
    ['more bytes than may come', () => Buffer.alloc(10_000_001), 413, 'FOLDER_TOO_LARGE'],
    [
      'entries on top of each other',
      () => {
        const content = Buffer.alloc(900_000);
        const others = Array.from({ length: 400 }, () => entry('1.pdf', { content, dataOf: 0 }));
        return handZip([entry('0.pdf', { content }), ...others]);
      },
      422,
      'FOLDER_OVERLAPPING',
    ],
  ])('%s is refused as a whole and leaves nothing', async (_what, make, status, code) => {
    const sent = await send(await make());
    expect([sent.status, sent.body.code]).toEqual([status, code]);
    expect(sent.body.message).toMatch(/[\u4e00-\u9fff]/);
    await nothingArrived();
  });

  test('two thousand million bytes in two megabytes: each entry refused, memory of the server flat', async () => {
    const zip = bomb(100, 20_000_000);
    const before = process.memoryUsage().rss;
    const sent = await send(zip);
    expect([sent.status, sent.body.arrived]).toEqual([200, 0]);
    const codes = new Set(sent.body.lines.map(({ refusal }: Answer) => refusal.code));
    expect([...codes].sort()).toEqual(['ENTRY_BOMB', 'FOLDER_UNPACKED_TOO_LARGE']);
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
    await nothingArrived();
  });

  test('a connection that is cut leaves nothing', async () => {
    const zip = handZip([entry('1.pdf'), entry('2.pdf')]);
    const headers = { authorization: `Bearer ${await file.practitioner!.current()}`, 'content-length': zip.length * 2 };
    await new Promise<void>((done) => {
      const sending = httpRequest(new URL(address()), { method: 'POST', headers });
      sending.once('error', () => done());
      sending.once('close', () => done());
      sending.write(zip, () => setTimeout(() => sending.destroy(), 150));
    });
    await eventually(nothingArrived);
  });

  test('who may: those who may put papers into the file; elsewhere it is not there; later it is closed', async () => {
    const zip = await zipped([{ name: '辩护词.pdf', content: smallPdf('谁可以') }]);
    const away = await agency.city.agency('110108');
    const tries: [Member | null, number, string][] = [
      [null, 401, 'NOT_SIGNED_IN'],
      [await away.clerk, 404, 'NOT_FOUND'],
      [await (await agency.lawFirm()).lawyer(), 404, 'NOT_FOUND'],
      [await agency.finance, 403, 'FORBIDDEN'],
      [await agency.checker, 403, 'FORBIDDEN'],
    ];
    for (const [who, status, code] of tries) {
      // Settled before anything is unpacked: what is no zip at all is answered alike.
      for (const sent of [await send(zip, who), await send(Buffer.from('not a zip'), who)]) {
        expect([sent.status, sent.body.code]).toEqual([status, code]);
      }
    }
    await nothingArrived();
    expect((await send(zip, await agency.clerk)).status).toBe(200);
    await file.withPapers();
    await file.submitted();
    const late = await send(zip);
    expect([late.status, late.body.code]).toEqual([409, 'WRONG_STATE']);
    expectRefusal(
      await act(file.practitioner!, 'recordMaterial', {
        caseFileId: file.id,
        catalogueNo: 14,
        title: '辩护词',
        digest: sha256Hex(smallPdf('谁可以')),
      }),
      'WRONG_STATE',
    );
  });
});
