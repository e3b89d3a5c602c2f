import { randomBytes } from 'node:crypto';
import { type ClientRequest, request as httpRequest } from 'node:http';
import { cutUpload, eventually, onDisk, put, sha256Hex } from '../support/paper-traffic';
import { type AgencySeed, seedCity } from '../support/seed';
import { act, type CaseFileSeed, caseFileOf, succeed } from '../support/seed-case-files';
import { smallPdf } from '../support/seed-papers';
import { expectRefusal, useWorld } from '../support/world';

const suite = useWorld({ ANZHI_PAPERS_MAX_MB: '1', ANZHI_PAPERS_UPLOADS: '16', ANZHI_UPLOAD_PACE_SECONDS: '2' });

let agency: AgencySeed;
let file: CaseFileSeed;
beforeAll(async () => {
  agency = await (await seedCity(suite.world)).agency('110105');
  file = await (await caseFileOf(agency)).commissioned();
});

/** A zip with one stored file of no bytes, by hand: a polyglot's second half. */
function zipOf(name: string): Buffer {
  const title = Buffer.from(name);
  const [local, central, end] = [Buffer.alloc(30), Buffer.alloc(46), Buffer.alloc(22)];
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(title.length, 26);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(title.length, 28);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + title.length, 12);
  end.writeUInt32LE(local.length + title.length, 16);
  return Buffer.concat([local, title, central, title, end]);
}

const arrivals = (digest: string) =>
  suite.world.rows('SELECT case_file_id FROM paper_arrival WHERE digest = $1 ORDER BY case_file_id', [
    Buffer.from(digest, 'hex'),
  ]);

async function nothingKept(digest: string): Promise<void> {
  expect(await arrivals(digest)).toEqual([]);
  expect(await suite.world.rows('SELECT digest FROM paper WHERE digest = $1', [Buffer.from(digest, 'hex')])).toEqual(
    [],
  );
  expect(onDisk(suite.world).kept).not.toContain(digest);
  expect(onDisk(suite.world).incoming).toEqual([]);
}

describe('PUT /case-files/{id}/papers/{sha256}', () => {
  test('bytes arrive, a material takes them, and the same bytes again answer the same', async () => {
    const pdf = smallPdf('会见笔录');
    const digest = sha256Hex(pdf);
    const told = { digest, size: pdf.length, mediaType: 'application/pdf', pages: 1 };
    const first = await put(suite.world, file.practitioner, file.id, pdf);
    expect([first.status, first.body]).toEqual([200, told]);
    const again = await put(suite.world, file.practitioner, file.id, pdf);
    expect([again.status, again.body]).toEqual([200, told]);
    expect(onDisk(suite.world)).toEqual({ kept: [digest], incoming: [] });
    const { material } = await succeed(
      file.practitioner!,
      'recordMaterial',
      { caseFileId: file.id, catalogueNo: 11, title: '会见笔录', digest },
      'material { pages size mediaType digest filePath id }',
    );
    expect(material).toEqual({
      id: material.id,
      pages: 1,
      size: pdf.length,
      mediaType: 'application/pdf',
      digest,
      filePath: `/materials/${material.id}/file`,
    });
    const lines = await suite.world.rows(
      `SELECT e.facts FROM ledger_entry e JOIN ledger_thing t ON t.entry_id = e.id WHERE e.event = 'PAPER_ARRIVED' AND e.outcome = 'DONE' AND t.thing_id = $1`,
      [file.id],
    );
    expect(lines).toEqual([{ facts: told }, { facts: told }]);
  });

  test('a digest is no key to the bytes: only a file for which they arrived may hold them', async () => {
    const pdf = smallPdf('别人的材料');
    const other = await (await caseFileOf(agency)).commissioned();
    await put(suite.world, other.practitioner, other.id, pdf);
    const stolen = { caseFileId: file.id, catalogueNo: 11, title: '材料', digest: sha256Hex(pdf) };
    expectRefusal(await act(file.practitioner!, 'recordMaterial', stolen), 'PAPER_NOT_ARRIVED');
    await put(suite.world, file.practitioner, file.id, pdf);
    await succeed(file.practitioner!, 'recordMaterial', stolen);
    expect(await arrivals(sha256Hex(pdf))).toHaveLength(2);
    expect(onDisk(suite.world).kept.filter((digest) => digest === sha256Hex(pdf))).toHaveLength(1);
  });

  test('other bytes than the digest says are not kept', async () => {
    const [pdf, meant] = [smallPdf('送来的'), smallPdf('要送的')];
    const sent = await put(suite.world, file.practitioner, file.id, pdf, { digest: sha256Hex(meant) });
    expect([sent.status, sent.body.code]).toEqual([422, 'DIGEST_MISMATCH']);
    await nothingKept(sha256Hex(pdf));
    await nothingKept(sha256Hex(meant));
  });

  test('a connection that is cut leaves nothing, and the upload can simply be repeated', async () => {
    const pdf = Buffer.concat([smallPdf('中断'), randomBytes(300_000)]);
    await cutUpload(suite.world, file.practitioner!, file.id, pdf);
    await eventually(() => nothingKept(sha256Hex(pdf)));
    expect((await put(suite.world, file.practitioner, file.id, smallPdf('中断'))).status).toBe(200);
  });

  test('what is too large is refused, by what it says of itself and by what it is', async () => {
    const large = Buffer.concat([smallPdf('过大'), Buffer.alloc(1_000_001)]);
    const said = await put(suite.world, file.practitioner, file.id, large);
    expect([said.status, said.body.code]).toEqual([413, 'PAPER_TOO_LARGE']);
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(large));
        controller.close();
      },
    });
    const response = await fetch(
      `${suite.world.server.url.replace('/graphql', '')}/case-files/${file.id}/papers/${sha256Hex(large)}`,
      {
        method: 'PUT',
        headers: { authorization: `Bearer ${await file.practitioner!.current()}` },
        body: stream,
        duplex: 'half',
      } as RequestInit,
    );
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([413, 'PAPER_TOO_LARGE']);
    await nothingKept(sha256Hex(large));
  });

  test('the type is that of the bytes: pages, programs and empty files are not taken', async () => {
    for (const bytes of [
      Buffer.from('<!doctype html><script>alert(1)</script>'),
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      Buffer.from('MZ\u0090\u0000'),
      randomBytes(100),
      Buffer.concat([smallPdf('两用'), zipOf('evil.html')]),
    ]) {
      const sent = await put(suite.world, file.practitioner, file.id, bytes, {
        headers: { 'content-type': 'application/pdf' },
      });
      expect([sent.status, sent.body.code]).toEqual([422, expect.stringMatching(/^PAPER_/)]);
      expect(sent.body.message).toMatch(/[\u4e00-\u9fff]/);
      await nothingKept(sha256Hex(bytes));
    }
    expect((await put(suite.world, file.practitioner, file.id, Buffer.alloc(0))).status).toBe(400);
  });

  test('who may not send is told before a byte is read', async () => {
    const pdf = smallPdf('先问后收');
    const away = await agency.city.agency('110108');
    const told = await new Promise<number | undefined>((done, failed) => {
      const url = suite.world.server.url.replace('/graphql', `/case-files/${file.id}/papers/${sha256Hex(pdf)}`);
      away.clerk.then(async (clerk) => {
        const headers = { authorization: `Bearer ${await clerk.current()}`, 'content-length': 900_000 };
        const sending = httpRequest(url, { method: 'PUT', headers }, (response) => {
          done(response.statusCode);
          sending.destroy();
        });
        sending.once('error', failed);
        sending.flushHeaders();
      }, failed);
    });
    expect(told).toBe(404);
    await nothingKept(sha256Hex(pdf));
  });

  /** Uploads of one account that say they are long and of which only a beginning comes. */
  async function slowOnes(count: number, pdf: Buffer): Promise<ClientRequest[]> {
    const url = suite.world.server.url.replace('/graphql', `/case-files/${file.id}/papers/${sha256Hex(pdf)}`);
    const headers = { authorization: `Bearer ${await file.practitioner!.current()}`, 'content-length': 900_000 };
    const slow = Array.from({ length: count }, () => httpRequest(url, { method: 'PUT', headers }));
    for (const sending of slow) {
      sending.on('error', () => undefined);
      sending.write('%PDF-');
    }
    await eventually(() => expect(onDisk(suite.world).incoming).toHaveLength(count));
    return slow;
  }

  test('more at once than an account’s quarter are asked to come again, others are served, and the place of one that ends is free', async () => {
    const pdf = smallPdf('排队');
    const slow = await slowOnes(4, pdf);
    expect((await put(suite.world, await agency.clerk, file.id, pdf)).status).toBe(200);
    const refused = await put(suite.world, file.practitioner, file.id, pdf);
    expect([refused.status, refused.body.code]).toEqual([503, 'UPLOADS_BUSY']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    for (const sending of slow) sending.destroy();
    await eventually(async () => {
      expect((await put(suite.world, file.practitioner, file.id, pdf)).status).toBe(200);
    });
    await eventually(() => expect(onDisk(suite.world).incoming).toEqual([]));
  });

  test('who trickles is cut off and their place is free; who sends fast enough is not, however long it takes', async () => {
    const pdf = smallPdf('滴');
    const [steady, ...trickling] = (await slowOnes(4, pdf)) as [ClientRequest, ...ClientRequest[]];
    const cut = new Set<ClientRequest>();
    for (const each of [steady, ...trickling]) each.once('close', () => cut.add(each));
    const sending = setInterval(() => {
      for (const each of trickling) each.write('x');
      steady.write(Buffer.alloc(20_000));
    }, 250);
    try {
      await new Promise((wake) => setTimeout(wake, 1500));
      expect(cut.size).toBe(0);
      await eventually(() => expect(trickling.every((each) => cut.has(each))).toBe(true));
      expect((await put(suite.world, file.practitioner, file.id, pdf)).status).toBe(200);
      expect(cut.has(steady)).toBe(false);
    } finally {
      clearInterval(sending);
      for (const each of [steady, ...trickling]) each.destroy();
    }
    await eventually(() => expect(onDisk(suite.world).incoming).toEqual([]));
  });

  test('a batch of papers goes in whole or not at all, and each that cannot is named', async () => {
    const papers = await Promise.all(
      ['甲', '乙', '丙'].map(async (text) => {
        await put(suite.world, file.practitioner, file.id, smallPdf(`批量${text}`));
        return { catalogueNo: 20, title: `票据${text}`, digest: sha256Hex(smallPdf(`批量${text}`)) };
      }),
    );
    const count = async () => (await file.row()).revision;
    const before = await count();
    const strange = { catalogueNo: 20, title: '没有上传', digest: 'b'.repeat(64) };
    const refused = expectRefusal(
      await act(file.practitioner!, 'recordMaterials', {
        caseFileId: file.id,
        papers: [papers[0], strange, papers[1]],
      }),
      'INVALID_INPUT',
    );
    expect(refused.problems).toEqual([
      { path: 'input.papers.1.digest', message: expect.stringContaining('先把文件上传到本案卷') },
    ]);
    expect(await count()).toBe(before);
    const { materials } = await succeed(
      file.practitioner!,
      'recordMaterials',
      { caseFileId: file.id, papers },
      'materials { title revision pages }',
    );
    expect(materials).toEqual(
      ['甲', '乙', '丙'].map((text, index) => ({ title: `票据${text}`, revision: before + index + 1, pages: 1 })),
    );
    const none = await act(file.practitioner!, 'recordMaterials', { caseFileId: file.id, papers: [] });
    expectRefusal(none, 'INVALID_INPUT');
  });

  test('two at once with the same bytes', async () => {
    const pdf = smallPdf('同时');
    const clerk = await agency.clerk;
    const both = await Promise.all([
      put(suite.world, file.practitioner, file.id, pdf),
      put(suite.world, clerk, file.id, pdf),
    ]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both[0]?.body).toEqual(both[1]?.body);
    expect(await arrivals(sha256Hex(pdf))).toHaveLength(1);
    expect(onDisk(suite.world).incoming).toEqual([]);
  });

  test('who may: exactly those who may put papers into the file, and elsewhere it is not there at all', async () => {
    const pdf = smallPdf('谁可以');
    const send = async (who: Parameters<typeof put>[1], caseFileId = file.id) => {
      const { status, body } = await put(suite.world, who, caseFileId, pdf);
      return [status, body.code, body.message];
    };
    const away = await agency.city.agency('110108');
    const stranger = await (await agency.lawFirm()).lawyer();
    expect(await send(null)).toEqual([401, 'NOT_SIGNED_IN', '请先登录']);
    const nowhere = await send(await away.clerk, '0190a0a0-0000-7000-8000-00000000dead');
    expect(nowhere).toEqual([404, 'NOT_FOUND', '没有找到']);
    expect(await send(await away.clerk)).toEqual(nowhere);
    expect(await send(stranger)).toEqual(nowhere);
    expect(await send(await away.clerk, 'no-id')).toEqual(nowhere);
    for (const who of [agency.finance, agency.auditor, agency.checker, agency.head, agency.supervisor]) {
      expect((await send(await who)).slice(0, 2)).toEqual([403, 'FORBIDDEN']);
    }
    await nothingKept(sha256Hex(pdf));
    expect((await send(await agency.clerk))[0]).toBe(200);
  });

  test('S0-21.2 no bytes for a file that is handed in', async () => {
    const closing = await (await caseFileOf(agency)).commissioned();
    await (await closing.withPapers()).submitted();
    const late = smallPdf('迟到');
    const sent = await put(suite.world, closing.practitioner, closing.id, late);
    expect([sent.status, sent.body.code]).toEqual([409, 'WRONG_STATE']);
    await nothingKept(sha256Hex(late));
    const [line] = await suite.world.rows(
      `SELECT e.code FROM ledger_entry e JOIN ledger_thing t ON t.entry_id = e.id WHERE e.event = 'PAPER_ARRIVED' AND t.thing_id = $1`,
      [closing.id],
    );
    expect(line).toEqual({ code: 'WRONG_STATE' });
  });
});
