import 'reflect-metadata';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { asRefusal } from '../../src/papers/incoming';
import { LocalStore } from '../../src/papers/local-store';
import { Refused } from '../../src/platform/refusal';
import { StartRefused } from '../../src/platform/start-refused';

const folder = mkdtempSync(join(tmpdir(), 'anzhi-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const store = new LocalStore(join(folder, 'papers'));
beforeAll(() => store.prepare());

const received = (text: string) => store.receive(Readable.from([Buffer.from(text)]), 1000);

async function textOf(digest: string, range?: { from: number; to: number }): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await store.open(digest, range)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

test('received bytes are named by their digest, kept once, readable by the server alone, and removed for good', async () => {
  const paper = await received('0123456789');
  expect(paper.digest).toBe('84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882');
  expect(await store.size(paper.digest)).toBeNull();
  await store.keep(paper);
  await store.keep(await received('0123456789'));
  await paper.discard();
  expect(await store.size(paper.digest)).toBe(10);
  expect([await textOf(paper.digest), await textOf(paper.digest, { from: 2, to: 4 })]).toEqual(['0123456789', '234']);
  expect(statSync(store.pathOf(paper.digest)).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, 'papers', 'incoming'))).toEqual([]);
  const listed: string[] = [];
  for await (const { digest } of store.list()) listed.push(digest);
  expect(listed).toEqual([paper.digest]);
  await store.remove(paper.digest);
  await store.remove(paper.digest);
  expect(await store.size(paper.digest)).toBeNull();
  await expect(store.open(paper.digest)).rejects.toThrow('ENOENT');
});

test('a name that is no digest is no path', async () => {
  for (const name of ['../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(63)}/`, '']) {
    await expect(store.size(name)).rejects.toThrow('not a digest');
    await expect(store.open(name)).rejects.toThrow('not a digest');
    await expect(store.remove(name)).rejects.toThrow('not a digest');
  }
});

test('a stream that breaks off, or goes on too long, leaves nothing', async () => {
  const broken = Readable.from(
    (async function* () {
      yield Buffer.alloc(500);
      throw new Error('aborted');
    })(),
  );
  await expect(store.receive(broken, 1000)).rejects.toThrow('aborted');
  await expect(store.receive(Readable.from([Buffer.alloc(600), Buffer.alloc(600)]), 1000)).rejects.toMatchObject({
    refusal: { code: 'PAPER_TOO_LARGE' },
  });
  expect(readdirSync(join(folder, 'papers', 'incoming'))).toEqual([]);
});

test('a folder in which nothing can be written stops the start in one line', async () => {
  writeFileSync(join(folder, 'file'), '');
  const start = new LocalStore(join(folder, 'file', 'papers')).prepare();
  await expect(start).rejects.toThrow(StartRefused);
  await expect(start).rejects.toThrow(/^材料目录不可写 .* ENOTDIR$/);
});

test.each([
  ['ENOSPC', 'PAPERS_FULL'],
  ['EDQUOT', 'PAPERS_FULL'],
  ['EIO', 'STORE_UNAVAILABLE'],
  ['EROFS', 'STORE_UNAVAILABLE'],
  ['EACCES', 'STORE_UNAVAILABLE'],
])('what the file system calls %s is told as %s', (code, refusal) => {
  const told = asRefusal(Object.assign(new Error(code), { code }));
  expect(told).toBeInstanceOf(Refused);
  expect((told as Refused).refusal.code).toBe(refusal);
});

test('what is no fault of the file system stays a fault', () => {
  const error = new TypeError('a slip');
  expect(asRefusal(error)).toBe(error);
});
