import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import S3rver = require('s3rver');

import { auditPapers } from '../../src/case-files/paper-audit';
import { sweepPapers } from '../../src/case-files/paper-sweep';
import { readConfig } from '../../src/config';
import { openPaperStore } from '../../src/papers/open';
import { StartRefused } from '../../src/platform/start-refused';
import { cutUpload, eventually, getFile, onDisk, put, sha256Hex } from '../support/paper-traffic';
import { pdf } from '../support/papers';
import { type AgencySeed, seedCity } from '../support/seed';
import { type CaseFileSeed, caseFileOf, succeed } from '../support/seed-case-files';
import { smallPdf } from '../support/seed-papers';
import { World } from '../support/world';

/** s3rver keeps objects as files and speaks S3 over HTTP. */
const folder = mkdtempSync(join(tmpdir(), 'anzhi-s3-'));
const BUCKET = 'papers';
let s3: S3rver;
let port = 0;
let world: World;
let agency: AgencySeed;
let file: CaseFileSeed;

const settings = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  ANZHI_PAPERS_STORE: 's3',
  ANZHI_S3_ENDPOINT: `http://127.0.0.1:${port}`,
  ANZHI_S3_BUCKET: BUCKET,
  ANZHI_S3_KEY_ID: 'S3RVER',
  ANZHI_S3_SECRET: 'S3RVER',
  ANZHI_S3_PREFIX: 'anzhi/',
  ANZHI_PAPERS_GRACE_DAYS: '1',
  ...more,
});

async function serve(onPort: number): Promise<void> {
  s3 = new S3rver({
    address: '127.0.0.1',
    port: onPort,
    silent: true,
    directory: folder,
    configureBuckets: [{ name: BUCKET, configs: [] }],
  });
  ({ port } = await s3.run());
}

beforeAll(async () => {
  await serve(0);
  world = await World.open(settings());
  agency = await (await seedCity(world)).agency('110105');
  file = await (await caseFileOf(agency)).commissioned();
});

afterAll(async () => {
  expect(await world.broken()).toEqual([]);
  await world.close();
  await s3.close();
  rmSync(folder, { recursive: true, force: true });
});

async function kept(): Promise<string[]> {
  const digests: string[] = [];
  for await (const { digest } of world.services.papers.list()) digests.push(digest);
  return digests.sort();
}

/** A PDF of so many bytes: what follows the end of the file is read by nobody. */
const pdfOf = (text: string, bytes: number) => {
  const start = smallPdf(text);
  const filler = Buffer.from(`%${randomBytes(Math.max(0, bytes - start.length - 2)).toString('hex')}`.slice(0, bytes));
  return Buffer.concat([start.subarray(0, 9), filler.subarray(0, bytes), Buffer.from('\n'), start.subarray(9)]);
};

const recorded = async (bytes: Buffer): Promise<string> => {
  const paper = { caseFileId: file.id, catalogueNo: 14, title: '材料', digest: sha256Hex(bytes) };
  return (await succeed(file.practitioner!, 'recordMaterial', paper, 'material { id }')).material.id;
};

test('up, into the file, and down again, whole and in part; the same bytes are one object', async () => {
  const pdf = smallPdf('对象存储');
  const told = { digest: sha256Hex(pdf), size: pdf.length, mediaType: 'application/pdf', pages: 1 };
  for (const who of [file.practitioner, await agency.clerk]) {
    const sent = await put(world, who, file.id, pdf);
    expect([sent.status, sent.body]).toEqual([200, told]);
  }
  expect(await kept()).toEqual([told.digest]);
  expect(onDisk(world)).toEqual({ kept: [], incoming: [] });
  const id = await recorded(pdf);
  expect((await getFile(world, file.practitioner, id)).bytes.equals(pdf)).toBe(true);
  const part = await getFile(world, file.practitioner, id, { headers: { range: 'bytes=10-29' } });
  expect([part.status, part.bytes.equals(pdf.subarray(10, 30))]).toEqual([206, true]);
});

test('a large paper goes up in parts and comes down the same', async () => {
  const large = pdfOf('分段', 12_000_000);
  const sent = await put(world, file.practitioner, file.id, large);
  expect([sent.status, sent.body.size]).toEqual([200, large.length]);
  const id = await recorded(large);
  const got = await getFile(world, file.practitioner, id);
  expect(sha256Hex(got.bytes)).toBe(sha256Hex(large));
});

test('an object that was damaged, though as long as before, is found by the audit and mended by the same upload', async () => {
  const whole = smallPdf('受损');
  const digest = sha256Hex(whole);
  const sent = () => put(world, file.practitioner, file.id, whole);
  expect((await sent()).status).toBe(200);
  const id = await recorded(whole);
  const object = join(folder, BUCKET, 'anzhi', digest.slice(0, 2), `${digest}._S3rver_object`);
  const damaged = Buffer.from(whole);
  damaged[20] = (damaged[20] as number) ^ 1;
  writeFileSync(object, damaged);
  expect((await auditPapers(world.services)).broken).toEqual([{ digest, problem: 'CONTENT' }]);
  expect((await sent()).status).toBe(200);
  expect((await auditPapers(world.services)).broken).toEqual([]);
  expect((await getFile(world, file.practitioner, id)).bytes.equals(whole)).toBe(true);
});

test('wrong bytes and cut uploads leave nothing in the bucket or on the disk', async () => {
  const before = await kept();
  const wrong = await put(world, file.practitioner, file.id, smallPdf('错'), { digest: sha256Hex(smallPdf('对')) });
  expect(wrong.body.code).toBe('DIGEST_MISMATCH');
  await cutUpload(world, file.practitioner!, file.id, randomBytes(200_000));
  await eventually(() => expect(onDisk(world).incoming).toEqual([]));
  expect(await kept()).toEqual(before);
});

test('an upload that meets the sweep of the same bytes keeps them', async () => {
  const pdf = smallPdf('相遇');
  const digest = Buffer.from(sha256Hex(pdf), 'hex');
  let swept = 0;
  for (let round = 0; round < 15; round += 1) {
    await put(world, file.practitioner, file.id, pdf);
    await world.rows(`UPDATE paper_arrival SET arrived_at = arrived_at - interval '9 days' WHERE digest = $1`, [
      digest,
    ]);
    const [result, again] = await Promise.all([
      new Promise((wake) => setTimeout(wake, round * 3)).then(() => sweepPapers(world.services, { strays: true })),
      put(world, file.practitioner, file.id, pdf),
    ]);
    swept += result.papers;
    expect(again.status).toBe(200);
    expect(await kept()).toContain(digest.toString('hex'));
    expect(await world.rows('SELECT FROM paper_arrival WHERE digest = $1', [digest])).toHaveLength(1);
  }
  expect(swept).toBeGreaterThan(0);
});

test('pages are drawn from a copy that is fetched once: they are shown even while the store is away', async () => {
  const bytes = await pdf(3, {}, 'far away');
  expect((await put(world, file.practitioner, file.id, bytes)).status).toBe(200);
  const id = await recorded(bytes);
  const authorization = `Bearer ${await file.practitioner!.current()}`;
  const look = (page: number) =>
    fetch(`${world.server.url.replace('/graphql', '')}/materials/${id}/pages/${page}`, { headers: { authorization } });
  expect((await look(1)).status).toBe(200);
  await s3.close();
  const [again, other] = [await look(1), await look(2)];
  expect([again.status, other.status, other.headers.get('content-type')]).toEqual([200, 200, 'image/webp']);
  await serve(port);
});

test('a store that is away is told as such, to be tried again; once it is back the same upload succeeds', async () => {
  const pdf = smallPdf('断开');
  const earlier = smallPdf('先有');
  await put(world, file.practitioner, file.id, earlier);
  const id = await recorded(earlier);
  await s3.close();
  const sent = await put(world, file.practitioner, file.id, pdf);
  expect([sent.status, sent.body.code]).toEqual([503, 'STORE_UNAVAILABLE']);
  expect(Number(sent.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await getFile(world, file.practitioner, id)).status).toBe(503);
  expect(onDisk(world).incoming).toEqual([]);
  expect(await world.rows('SELECT FROM paper WHERE digest = $1', [Buffer.from(sha256Hex(pdf), 'hex')])).toEqual([]);
  await serve(port);
  expect((await put(world, file.practitioner, file.id, pdf)).status).toBe(200);
  expect((await getFile(world, file.practitioner, id)).status).toBe(200);
});

test('a start with a bucket that is not there, or a key that it does not know, is refused in one line', async () => {
  const start = async (more: NodeJS.ProcessEnv) => {
    await openPaperStore(readConfig({ ...settings(more), ANZHI_PAPERS_DIR: join(folder, 'incoming-of-start') }).papers);
    return 'open';
  };
  await expect(start({ ANZHI_S3_BUCKET: 'another' })).rejects.toThrow(StartRefused);
  await expect(start({ ANZHI_S3_KEY_ID: 'nobody' })).rejects.toThrow(StartRefused);
  await expect(start({ ANZHI_S3_BUCKET: '' })).rejects.toThrow('ANZHI_S3_BUCKET');
  await expect(start({})).resolves.toBe('open');
  expect(readdirSync(folder)).toContain(BUCKET);
});
