import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { clusterFolder } from '../../src/platform/database/embedded';
import { ask, dataFolder, endProcesses, start, usedFolder } from '../support/server-process';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

afterAll(endProcesses);

test('it starts, says when it is ready, serves the first page and the IDE, and stops cleanly on SIGTERM, the database too', async () => {
  const folder = dataFolder();
  const first = start({ ANZHI_DATA_DIR: folder });
  const url = await first.ready;
  expect((await ask(url, '{ regions { code } }')).data.regions).toHaveLength(34);
  const origin = new URL(url).origin;
  const page = await fetch(`${origin}/`);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toContain('五分钟');
  for (const path of [
    '/ide',
    '/assets/graphiql.min.js',
    '/assets/graphiql.min.css',
    '/assets/react.production.min.js',
    '/assets/ide.js',
  ]) {
    expect([path, (await fetch(`${origin}${path}`)).status]).toEqual([path, 200]);
  }
  const database = Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  expect(alive(database)).toBe(true);
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(alive(database)).toBe(false);
});

test('a data folder in use is refused in one line; after a kill the next start cleans up and keeps the data', async () => {
  const folder = await usedFolder();
  const first = start({ ANZHI_DATA_DIR: folder });
  await first.ready;
  const second = start({ ANZHI_DATA_DIR: folder });
  expect(await second.ended).toBe(1);
  expect(second.said().trim().split('\n')).toHaveLength(1);
  expect(second.said()).toContain('数据目录正被另一个案质使用');
  const key = readFileSync(join(folder, 'keys', 'master'), 'utf8');
  first.child.kill('SIGKILL');
  await first.ended;
  const third = start({ ANZHI_DATA_DIR: folder });
  const url = await third.ready;
  expect((await ask(url, '{ regions { code } }')).data.regions).toHaveLength(34);
  expect(readFileSync(join(folder, 'keys', 'master'), 'utf8')).toBe(key);
  expect(third.said()).not.toContain('migrations');
  third.child.kill('SIGINT');
  expect(await third.ended).toBe(0);
  const foreign = start({ ANZHI_DATA_DIR: folder, ANZHI_KEY: '5'.repeat(64) });
  expect(await foreign.ended).toBe(1);
  expect(foreign.said().trim().split('\n')).toHaveLength(1);
  expect(foreign.said()).toContain('主密钥与数据库不符');
  rmSync(join(folder, 'keys', 'master'));
  const keyless = start({ ANZHI_DATA_DIR: folder });
  expect(await keyless.ended).toBe(1);
  expect(keyless.said()).toContain('主密钥不在');
  expect(existsSync(join(folder, 'keys', 'master'))).toBe(false);
});

test('after a kill of the database, and of both with a lock left by a number that is somebody else now, the next start finds its way', async () => {
  const folder = await usedFolder();
  const database = () => Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const first = start({ ANZHI_DATA_DIR: folder });
  await first.ready;
  process.kill(database(), 'SIGKILL');
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  const second = start({ ANZHI_DATA_DIR: folder });
  await second.ready;
  process.kill(database(), 'SIGKILL');
  second.child.kill('SIGKILL');
  await second.ended;
  if (process.platform === 'linux') writeFileSync(join(folder, 'anzhi.pid'), `${process.pid} 1\n`);
  const third = start({ ANZHI_DATA_DIR: folder });
  expect((await ask(await third.ready, '{ regions { code } }')).data.regions).toHaveLength(34);
  third.child.kill('SIGTERM');
  expect(await third.ended).toBe(0);
});

test('a port in use, an unreachable DATABASE_URL and a bad setting each get one clear line, not a stack', async () => {
  const blocker = createServer();
  await new Promise<void>((done) => blocker.listen(0, '127.0.0.1', done));
  const { port } = blocker.address() as { port: number };
  const cases: [NodeJS.ProcessEnv, string][] = [
    [{ ANZHI_DATA_DIR: await usedFolder(), PORT: String(port) }, '端口已被占用'],
    [{ ANZHI_DATA_DIR: dataFolder(), DATABASE_URL: 'postgres://nobody:x@127.0.0.1:9/none' }, '数据库连不上'],
    [{ ANZHI_DATA_DIR: dataFolder(), PORT: 'eighty' }, '配置有误'],
  ];
  for (const [environment, words] of cases) {
    const refused = start(environment);
    expect([words, await refused.ended]).toEqual([words, 1]);
    expect(refused.said()).toContain(words);
    expect(refused.said()).not.toMatch(/^\s+at /m);
    expect(refused.said().trim().split('\n').at(-1)).toContain(words);
  }
  blocker.close();
});

test('it starts from a data folder that the database user could not enter (mode 0700)', async () => {
  const outer = dataFolder(0o700);
  const folder = join(outer, 'inner');
  const started = start({ ANZHI_DATA_DIR: folder });
  const url = await started.ready;
  expect((await ask(url, '{ regions { code } }')).data.regions).toHaveLength(34);
  started.child.kill('SIGTERM');
  expect(await started.ended).toBe(0);
  rmSync(dirname(clusterFolder(folder)), { recursive: true, force: true });
});

test('SIGTERM waits for balancers, a second signal does not; meanwhile it is alive and not ready', async () => {
  const started = start({ ANZHI_DATA_DIR: await usedFolder(), ANZHI_DRAIN_DELAY_SECONDS: '60' });
  const { origin } = new URL(await started.ready);
  expect((await fetch(`${origin}/health/ready`)).status).toBe(200);
  started.child.kill('SIGTERM');
  const ready = async () => (await fetch(`${origin}/health/ready`)).status;
  while ((await ready()) === 200) await new Promise((wake) => setTimeout(wake, 20));
  expect(await ready()).toBe(503);
  expect((await fetch(`${origin}/health/live`)).status).toBe(200);
  const began = Date.now();
  started.child.kill('SIGTERM');
  expect(await started.ended).toBe(0);
  expect(Date.now() - began).toBeLessThan(50_000);
});
