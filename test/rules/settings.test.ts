import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config';
import { StartRefused } from '../../src/platform/start-refused';

const folder = mkdtempSync(join(tmpdir(), 'anzhi-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const refusal = (environment: NodeJS.ProcessEnv): string => {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof StartRefused) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
};

const key = 'ab'.repeat(32);

test('a secret comes from its variable or from the file that X_FILE names, less one line end', () => {
  expect(readConfig({ ANZHI_KEY: key }).masterKey?.toString('hex')).toBe(key);
  expect(readConfig({ ANZHI_KEY_FILE: file('key', `${key}\n`) }).masterKey?.toString('hex')).toBe(key);
  const url = 'postgres://anzhi_app:p%20w@db.example/anzhi';
  expect(readConfig({ DATABASE_URL_FILE: file('url', `${url}\r\n`) }).databaseUrl).toBe(url);
  expect(readConfig({ ANZHI_KEY: '', ANZHI_KEY_FILE: '' }).masterKey).toBeNull();
});

test('both at once, a missing file and an empty one are refused, each in one line', () => {
  expect(refusal({ ANZHI_KEY: key, ANZHI_KEY_FILE: file('key', key) })).toContain('只能给出一个');
  expect(refusal({ ANZHI_KEY_FILE: join(folder, 'none') })).toContain('ENOENT');
  expect(refusal({ ANZHI_KEY_FILE: file('empty', '\n') })).toContain('文件是空的');
  expect(refusal({ ANZHI_KEY_FILE: folder })).toContain('文件读不出');
});

test('a bad secret is refused without a word of it', () => {
  const secret = 'postgres-with-a-word';
  for (const environment of [
    { DATABASE_URL: secret },
    { DATABASE_URL_FILE: file('bad', secret) },
    { ANZHI_KEY: `${secret}-that-is-no-hex` },
  ]) {
    const said = refusal(environment);
    expect(said).toContain('内容无效');
    expect(said).not.toContain(secret);
  }
});

test('a setting nobody knows stops the start and names the nearest', () => {
  expect(refusal({ ANZHI_TOKEN_MINUTE: '5' })).toContain('ANZHI_TOKEN_MINUTES');
  expect(refusal({ ANZHI_DATA_DIR_FILE: 'x' })).toContain('没有这项设置');
  expect(() => readConfig({ ANZHI_TEST_APP_URL: 'x', ANZHI_ADMIN_URL_FILE: 'x', PATH: '/bin' })).not.toThrow();
});
