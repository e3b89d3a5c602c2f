import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { auditPapers } from '../../src/case-files/paper-audit';
import { startSweeping, sweepPapers } from '../../src/case-files/paper-sweep';
import { openPaperStore } from '../../src/papers/open';
import { eventually, onDisk, put, sha256Hex } from '../support/paper-traffic';
import { type AgencySeed, seedCity } from '../support/seed';
import { type CaseFileSeed, caseFileOf, succeed } from '../support/seed-case-files';
import { smallPdf } from '../support/seed-papers';
import { useWorld } from '../support/world';

const suite = useWorld({ ANZHI_PAPERS_GRACE_DAYS: '3' });

let agency: AgencySeed;
let file: CaseFileSeed;
beforeAll(async () => {
  agency = await (await seedCity(suite.world)).agency('110105');
  file = await (await caseFileOf(agency)).commissioned();
});

const sweep = () => sweepPapers(suite.world.services, { strays: true });

/** The upload as if it had been so many days ago. */
const agedBy = (digest: string, days: number) =>
  suite.world.rows(`UPDATE paper_arrival SET arrived_at = arrived_at - make_interval(days => $2) WHERE digest = $1`, [
    Buffer.from(digest, 'hex'),
    days,
  ]);

async function sent(text: string): Promise<string> {
  const pdf = smallPdf(text);
  expect((await put(suite.world, file.practitioner, file.id, pdf)).status).toBe(200);
  return sha256Hex(pdf);
}

const known = async (digest: string) => ({
  paper: (await suite.world.rows('SELECT FROM paper WHERE digest = $1', [Buffer.from(digest, 'hex')])).length,
  arrivals: (await suite.world.rows('SELECT FROM paper_arrival WHERE digest = $1', [Buffer.from(digest, 'hex')]))
    .length,
  bytes: onDisk(suite.world).kept.filter((each) => each === digest).length,
});

test('what no material uses goes after the days of grace, with its bytes and a line in the ledger; what is used stays', async () => {
  const [unused, fresh, used] = [await sent('无用'), await sent('刚到'), await sent('入卷')];
  await succeed(file.practitioner!, 'recordMaterial', {
    caseFileId: file.id,
    catalogueNo: 11,
    title: '笔录',
    digest: used,
  });
  await agedBy(unused, 4);
  await agedBy(used, 400);
  await agedBy(fresh, 2);
  expect(await sweep()).toEqual({ arrivals: 1, papers: 1, strays: 0 });
  expect(await known(unused)).toEqual({ paper: 0, arrivals: 0, bytes: 0 });
  expect(await known(fresh)).toEqual({ paper: 1, arrivals: 1, bytes: 1 });
  expect(await known(used)).toEqual({ paper: 1, arrivals: 1, bytes: 1 });
  expect(await sweep()).toEqual({ arrivals: 0, papers: 0, strays: 0 });
  const lines = await suite.world.rows(
    `SELECT e.facts FROM ledger_entry e JOIN ledger_thing t ON t.entry_id = e.id WHERE e.event = 'PAPER_EXPIRED' AND t.thing_id = $1`,
    [file.id],
  );
  expect(lines).toEqual([{ facts: { digest: unused, removed: true } }]);
});

test('bytes that another file uses stay, though this file let them go', async () => {
  const digest = await sent('两卷');
  const other = await (await caseFileOf(agency)).commissioned();
  await put(suite.world, other.practitioner, other.id, smallPdf('两卷'));
  await succeed(other.practitioner!, 'recordMaterial', {
    caseFileId: other.id,
    catalogueNo: 11,
    title: '笔录',
    digest,
  });
  await agedBy(digest, 10);
  expect(await sweep()).toEqual({ arrivals: 1, papers: 0, strays: 0 });
  expect(await known(digest)).toEqual({ paper: 1, arrivals: 1, bytes: 1 });
});

test('bytes that no record names go when they are old, not before', async () => {
  const { services } = suite.world;
  const bytes = Buffer.from('cut off at the very end');
  const paper = await services.papers.receive(Readable.from([bytes]), 1000);
  await services.papers.keep(paper);
  expect((await sweep()).strays).toBe(0);
  const old = new Date(Date.now() - 4 * 86_400_000);
  utimesSync(join(services.config.papers.dir, paper.digest.slice(0, 2), paper.digest), old, old);
  expect((await sweep()).strays).toBe(1);
  expect(onDisk(suite.world).kept).not.toContain(paper.digest);
});

test('by SQL as the server itself, a paper that is referred to cannot be removed', async () => {
  const digest = await sent('被引用');
  await succeed(file.practitioner!, 'recordMaterial', { caseFileId: file.id, catalogueNo: 11, title: '笔录', digest });
  const bytes = Buffer.from(digest, 'hex');
  const stopped = (sql: string) =>
    suite.world.app.query(sql, [bytes]).catch(({ constraint, code }) => constraint ?? code);
  expect(await stopped('DELETE FROM paper_arrival WHERE digest = $1')).toBe('material_has_arrived');
  expect(await stopped('DELETE FROM paper WHERE digest = $1')).toBe('paper_arrival_digest_fkey');
  expect(await stopped('UPDATE paper SET pages = 9 WHERE digest = $1')).toBe('42501');
  expect(await stopped('UPDATE paper_arrival SET digest = $1')).toBe('42501');
  const strange = `INSERT INTO material (id, case_file_id, catalogue_no, title, pages, digest, revision, recorded_by, recorded_at)
    SELECT gen_random_uuid(), case_file_id, 20, '材料', 1, sha256($1), 0, recorded_by, recorded_at FROM material WHERE digest = $1`;
  expect(await stopped(strange)).toBe('material_has_arrived');
  const pages = await suite.world.app.query(
    `INSERT INTO material (id, case_file_id, catalogue_no, title, pages, digest, revision, recorded_by, recorded_at)
     SELECT gen_random_uuid(), case_file_id, 20, '材料', 99, digest, 0, recorded_by, recorded_at FROM material WHERE digest = $1 RETURNING pages`,
    [bytes],
  );
  expect(pages.rows).toEqual([{ pages: 1 }]);
});

test('an upload that meets the sweep of the same bytes keeps them, whoever comes first', async () => {
  const pdf = smallPdf('相遇');
  const digest = sha256Hex(pdf);
  let swept = 0;
  for (let round = 0; round < 40; round += 1) {
    await put(suite.world, file.practitioner, file.id, pdf);
    await agedBy(digest, 10);
    const [result, again] = await Promise.all([
      new Promise((wake) => setTimeout(wake, round % 20)).then(sweep),
      put(suite.world, file.practitioner, file.id, pdf),
    ]);
    swept += result.papers;
    expect(again.status).toBe(200);
    expect(await known(digest)).toEqual({ paper: 1, arrivals: 1, bytes: 1 });
  }
  expect(swept).toBeGreaterThan(0);
});

test('a material that meets the sweep is in with its bytes, or refused as not arrived', async () => {
  for (let round = 0; round < 20; round += 1) {
    const digest = await sent(`入卷相遇${round}`);
    await agedBy(digest, 10);
    const paper = { caseFileId: file.id, catalogueNo: 20, title: '补充', digest };
    const [recorded] = await Promise.all([
      succeed(file.practitioner!, 'recordMaterial', paper).catch((error: Error) => error),
      new Promise((wake) => setTimeout(wake, round)).then(sweep),
    ]);
    if (recorded instanceof Error) expect(recorded.message).toContain('PAPER_NOT_ARRIVED');
    const there = recorded instanceof Error ? 0 : 1;
    expect(await known(digest)).toEqual({ paper: there, arrivals: there, bytes: there });
  }
});

test('the audit finds bytes that are missing, cut short or changed', async () => {
  const { services } = suite.world;
  const place = (digest: string) => join(services.config.papers.dir, digest.slice(0, 2), digest);
  const before = await auditPapers(services);
  expect(before.broken).toEqual([]);
  expect(before.checked).toBeGreaterThan(3);
  const [missing, short, changed] = [await sent('缺失'), await sent('变短'), await sent('改动')];
  await services.papers.remove(missing);
  writeFileSync(place(short), 'short');
  writeFileSync(place(changed), Buffer.alloc(smallPdf('改动').length));
  const { broken } = await auditPapers(services);
  expect(new Map(broken.map(({ digest, problem }) => [digest, problem]))).toEqual(
    new Map([
      [missing, 'MISSING'],
      [short, 'SIZE'],
      [changed, 'CONTENT'],
    ]),
  );
  // Who sends the bytes again mends what is missing, cut short or changed.
  for (const text of ['缺失', '变短', '改动']) await sent(text);
  expect((await auditPapers(services)).broken).toEqual([]);
});

test('the server sweeps by itself now and then, until it is stopped', async () => {
  const { services } = suite.world;
  const papers = { ...services.config.papers, sweepMinutes: 0.002 };
  const digest = await sent('定时');
  await agedBy(digest, 10);
  const stop = startSweeping({ ...services, config: { ...services.config, papers } });
  await eventually(async () => expect(await known(digest)).toEqual({ paper: 0, arrivals: 0, bytes: 0 }));
  await stop();
  const later = await sent('停后');
  await agedBy(later, 10);
  await new Promise((wake) => setTimeout(wake, 400));
  expect(await known(later)).toEqual({ paper: 1, arrivals: 1, bytes: 1 });
});

test('a start takes away what a crash left of uploads, and nothing else', async () => {
  const { papers } = suite.world.services.config;
  // A process of the same number in an earlier life, as in a container.
  const earlier = await suite.world.services.papers.receive(Readable.from([Buffer.from('half')]), 100);
  const { dir } = papers;
  const [, host] = /incoming\/([\w-]+)\./.exec(earlier.path) ?? [];
  const dead = join(dir, 'incoming', `${host}.999999999.aaaa.part`);
  const elsewhere = join(dir, 'incoming', 'another-host.1.bbbb.part');
  const old = join(dir, 'incoming', 'another-host.1.cccc.part');
  for (const path of [dead, elsewhere, old]) writeFileSync(path, 'x');
  const yesterday = new Date(Date.now() - 2 * 86_400_000);
  utimesSync(old, yesterday, yesterday);
  await openPaperStore(papers);
  expect(onDisk(suite.world).incoming).toEqual(['another-host.1.bbbb.part']);
});
