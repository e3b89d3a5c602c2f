import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const manual = readFileSync('OPERATION.md', 'utf8');
const containerfile = readFileSync('examples/Containerfile', 'utf8');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

const shell = (text: string): string[] => [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, code]) => String(code));
const lines = (text: string) => shell(text).join('').replaceAll('\\\n', '').split('\n');
const inContainers = [
  ...new Set(lines(manual).flatMap((line) => /^podman .*npm run ([a-z-]+)/.exec(line)?.[1] ?? [])),
].sort();

let image: string;
/** What the image has: the built files, no sources and no compiler. */
beforeAll(() => {
  image = mkdtempSync(join(tmpdir(), 'anzhi-image-'));
  for (const name of ['dist', 'node_modules']) symlinkSync(resolve(name), join(image, name));
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const build = /npm pkg set scripts\.build=(\w+)/.exec(containerfile)?.[1];
  writeFileSync(join(image, 'package.json'), JSON.stringify({ ...manifest, scripts: { ...scripts, build } }));
});
afterAll(() => rmSync(image, { recursive: true }));

function runIn(folder: string, command: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn('npm', ['run', '--silent', command], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ANZHI_NO_SUCH_SETTING: '1', NO_UPDATE_NOTIFIER: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += String(chunk)));
  return new Promise((done) => child.once('close', (code) => done({ code, said })));
}

test('the manual runs every command of maintenance in a container', () => {
  expect(inContainers).toEqual(['backup', 'database-roles', 'open-bureau', 'restore', 'sweep-papers', 'verify-papers']);
});

test('each of them runs there without a compiler, and says what it wants', async () => {
  const ran = await Promise.all(inContainers.map(async (name) => ({ name, ...(await runIn(image, name)) })));
  for (const { name, code, said } of ran) {
    expect([name, said]).toEqual([name, expect.stringMatching(/用法 \(usage\): npm run|ANZHI_NO_SUCH_SETTING/)]);
    expect([name, code]).toEqual([name, expect.any(Number)]);
    expect([name, code]).not.toEqual([name, 0]);
    expect(said).not.toMatch(/error TS|tsc|Cannot find module/);
  }
}, 60_000);

test('each program that the manual runs as a service’s user is built', () => {
  const named = lines(manual).flatMap((line) => /^anzhi (\S+\.js)/.exec(line)?.[1] ?? []);
  expect(named).toContain('backup/backup-cli.js');
  expect(named.filter((name) => !existsSync(join('dist/src', name)))).toEqual([]);
});

test('both languages give the same commands', () => {
  const uncommented = (file: string) => lines(readFileSync(file, 'utf8')).filter((line) => !line.startsWith('#'));
  expect(uncommented('OPERATION.zh-CN.md')).toEqual(uncommented('OPERATION.md'));
});

test('only what the build reads enters the context of the container’s build', () => {
  const [all, ...kept] = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  expect(all).toBe('*');
  expect(kept.map((line) => line.replace(/^!/, '')).filter((name) => !existsSync(name))).toEqual([]);
  expect(kept.sort()).toEqual(
    ['!.npmrc', '!migrations', '!package-lock.json', '!package.json', '!src', '!tsconfig.json'].sort(),
  );
});

test('the compiler is no package of production', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(manifest.dependencies).not.toHaveProperty('typescript');
  expect(manifest.devDependencies).toHaveProperty('typescript');
});
