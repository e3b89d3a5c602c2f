import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import '../../src/platform/database/data-source';
import { Caller, expectWhole, inspectCopy, keepActing, runBackup, runRestore } from '../support/backups';
import { smallPdf } from '../support/seed-papers';
import { dataFolder, endProcesses, type Started, start } from '../support/server-process';

afterAll(endProcesses);

/** A city in progress on the embedded database, backed up twice while acts and uploads go on. */
let home: string;
let backups: string;
let server: Started;
let before: { organs: string[]; papers: string[] };
let master: Buffer;
let second: string;

const environment = (folder: string): NodeJS.ProcessEnv => ({ ANZHI_DATA_DIR: folder, ANZHI_CITY_CASES: '24' });
const place = (name: string) => join(dataFolder(), name);
const newest = () =>
  join(
    backups,
    readdirSync(backups)
      .filter((name) => name !== 'papers')
      .sort()
      .at(-1) as string,
  );

beforeAll(async () => {
  home = place('home');
  backups = place('backups');
  server = start(environment(home));
  const url = await server.ready;
  master = Buffer.from(readFileSync(join(home, 'keys', 'master'), 'utf8').trim(), 'hex');
  const clerk = await Caller.signIn(url, 'clerk.chaoyang');
  const acting = keepActing(clerk, await clerk.fileInProgress(), smallPdf);
  while (acting.papers.length < 3) await new Promise((wake) => setTimeout(wake, 20));
  const first = await runBackup(environment(home), backups);
  expect([first.code, first.said]).toEqual([
    0,
    expect.stringContaining('WARNING: the master key is NOT in this backup'),
  ]);
  const firstFolder = newest();
  before = { organs: [...acting.organs], papers: [...acting.papers] };
  const again = await runBackup(environment(home), '--with-keys', backups);
  expect([again.code, again.said]).toEqual([0, expect.stringContaining('备份完成')]);
  expect(again.said).not.toContain('WARNING');
  second = newest();
  expect(second).not.toBe(firstFolder);
  await acting.end();
  const copied = /papers copied\): (\d+)/;
  const count = Number(/材料文件(\d+)份/.exec(again.said)?.[1]);
  expect(Number(copied.exec(first.said)?.[1])).toBeGreaterThan(2);
  expect(Number(copied.exec(again.said)?.[1])).toBeLessThan(count / 2);
});

const superuserOf = (folder: string): string => {
  const [, , , port] = readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
  return `postgres://postgres:${readFileSync(join(folder, 'postgres.password'), 'utf8')}@127.0.0.1:${port}/anzhi`;
};

test('restored into an empty folder it starts: what was acknowledged before is there, invariants hold, every signature verifies, every paper is whole', async () => {
  const target = place('restored');
  const restored = await runRestore(environment(target), second);
  expect([restored.code, restored.said]).toEqual([0, expect.stringContaining('恢复完成')]);
  expect(readFileSync(join(target, 'keys', 'master'), 'utf8').trim()).toBe(master.toString('hex'));
  const copy = start(environment(target));
  const url = await copy.ready;
  expect(copy.said()).not.toMatch(/migrations|演练城/);
  const found = await inspectCopy(superuserOf(target), join(target, 'papers'), master);
  await expectWhole(found, before.organs);
  const { rows: papers } = await found.client.query(
    `SELECT DISTINCT digest FROM material WHERE encode(digest, 'hex') = ANY ($1)`,
    [before.papers],
  );
  expect(papers).toHaveLength(before.papers.length);
  await found.client.end();
  const clerk = await Caller.signIn(url, 'clerk.chaoyang');
  await clerk.registerOrgan('恢复之后的法院');
  copy.child.kill('SIGINT');
  expect(await copy.ended).toBe(0);
});

/** Refused in one line, before anything is written. */
async function refused(folder: string, words: RegExp, more: NodeJS.ProcessEnv = {}, ...args: string[]): Promise<void> {
  const target = place('target');
  const { code, said } = await runRestore({ ...environment(target), ...more }, ...args, folder);
  expect([words, code, said]).toEqual([words, 1, expect.stringMatching(words)]);
  expect(
    said
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('正在核对')),
  ).toHaveLength(1);
  expect(existsSync(target)).toBe(false);
}

function replace(path: string, bytes: Buffer | string): void {
  rmSync(path);
  writeFileSync(path, bytes);
}

/** A copy of both the backup and its papers, by links: what is to be spoilt in it is replaced, never written into. */
function copyOf(folder: string): string {
  const root = place('copy');
  execFileSync('cp', ['-rl', backups, root]);
  return join(root, folder.slice(backups.length + 1));
}

test('a backup that is cut, or in which a bit differs, is refused before anything is written', async () => {
  const unfinished = copyOf(second);
  rmSync(join(unfinished, 'manifest.json'));
  await refused(unfinished, /没有完整的备份/);

  const files = JSON.parse(readFileSync(join(second, 'manifest.json'), 'utf8')).database.files as {
    path: string;
    size: number;
  }[];
  const [largest] = [...files].sort((a, b) => b.size - a.size);
  const cut = copyOf(second);
  const whole = readFileSync(join(cut, largest?.path as string));
  replace(join(cut, largest?.path as string), whole.subarray(0, -1));
  await refused(cut, /备份已损坏.*cluster/);

  const flipped = copyOf(second);
  const bytes = Buffer.from(whole);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
  replace(join(flipped, largest?.path as string), bytes);
  await refused(flipped, /备份已损坏.*cluster/);

  const retold = copyOf(second);
  const manifest = join(retold, 'manifest.json');
  replace(manifest, readFileSync(manifest, 'utf8').replace('"included": true', '"included": false'));
  await refused(retold, /备份已损坏.*manifest/);

  const paper = copyOf(second);
  const [digest] = before.papers as [string];
  replace(join(paper, '..', 'papers', digest.slice(0, 2), digest), smallPdf('另一份'));
  await refused(paper, new RegExp(`备份已损坏.*${digest}`));

  const lost = copyOf(second);
  rmSync(join(lost, '..', 'papers', digest.slice(0, 2), digest));
  await refused(lost, new RegExp(`备份已损坏.*${digest}`));
});

test('what is there is never overwritten; without the master key a backup is restored only with the old key or on demand', async () => {
  const taken = await runRestore(environment(home), second);
  expect([taken.code, taken.said]).toEqual([1, expect.stringContaining('目标不是空的')]);
  const first = join(
    backups,
    readdirSync(backups)
      .filter((name) => name !== 'papers')
      .sort()[0] as string,
  );
  expect(existsSync(join(first, 'keys'))).toBe(false);
  await refused(first, /备份不含主密钥/);
  await refused(first, /不是备份时的主密钥/, { ANZHI_KEY: 'ab'.repeat(32) });
  const target = place('with-old-key');
  const restored = await runRestore({ ...environment(target), ANZHI_KEY: master.toString('hex') }, first);
  expect([restored.code, restored.said]).toEqual([0, expect.stringContaining('start with the old master key')]);
  const forgone = place('without-key');
  expect((await runRestore(environment(forgone), '--without-key', first)).code).toBe(0);
});

test('a paper that the store has lost is told loudly, and the rest is backed up all the same', async () => {
  const [digest] = before.papers as [string];
  const path = join(home, 'papers', digest.slice(0, 2), digest);
  const bytes = readFileSync(path);
  writeFileSync(path, '');
  const elsewhere = place('elsewhere');
  const made = await runBackup(environment(home), elsewhere);
  writeFileSync(path, bytes);
  expect([made.code, made.said]).toEqual([1, expect.stringContaining(digest)]);
});

test('the backup is for its owner only', () => {
  expect(statSync(second).mode & 0o077).toBe(0);
  expect(statSync(join(second, 'keys', 'master')).mode & 0o077).toBe(0);
});

test('a backup can be made while the server is stopped, and of no database none is made', async () => {
  server.child.kill('SIGINT');
  await server.ended;
  const made = await runBackup(environment(home), place('cold'));
  expect([made.code, made.said]).toEqual([0, expect.stringContaining('备份完成')]);
  const nothing = await runBackup(
    { ...environment(place('nowhere')), ANZHI_KEY: master.toString('hex') },
    place('empty'),
  );
  expect([nothing.code, nothing.said]).toEqual([1, expect.stringContaining('此处没有数据库')]);
});
