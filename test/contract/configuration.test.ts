import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { readConfig, settings } from '../../src/config';
import { secretNames } from '../../src/settings/reading';
import { configurationReference } from '../../src/settings/reference';

test('CONFIGURATION.md is what the schema of config.ts makes (renew it with npm run configuration)', () => {
  expect(readFileSync('CONFIGURATION.md', 'utf8')).toBe(configurationReference(settings));
});

test('every setting says in English and in Chinese what it means', () => {
  const mute = Object.entries(settings.shape)
    .map(([name, schema]) => ({ name, meta: (schema as z.ZodType).meta() }))
    .filter(({ meta }) => !meta?.description || !/[\u4e00-\u9fff]/.test(String(meta?.zh ?? '')))
    .map(({ name }) => name);
  expect(mute).toEqual([]);
});

test('whatever is named like a secret, or can hold a password in its address, is marked as one', () => {
  const names = Object.keys(settings.shape).filter((name) =>
    /SECRET|PASSWORD|TOKEN$|_KEY$|DATABASE.*URL|REPLICA.*URL/.test(name),
  );
  expect(names).toContain('DATABASE_URL');
  const secrets = secretNames(settings);
  expect(names.filter((name) => !secrets.includes(name))).toEqual([]);
});

describe('texts and examples for operators', () => {
  const texts = [
    'OPERATION.md',
    'OPERATION.zh-CN.md',
    'examples/anzhi.service',
    'examples/Containerfile',
    'examples/settings',
    'README.md',
  ].map((name) => ({ name, text: readFileSync(name, 'utf8') }));
  const namesIn = (text: string) => [
    ...new Set([...text.matchAll(/\b(ANZHI_[A-Z_]*[A-Z])\b(?!_?…)/g)].map(([, name]) => String(name))),
  ];

  test('name only settings that there are', () => {
    const known = [...Object.keys(settings.shape), ...secretNames(settings).map((name) => `${name}_FILE`)];
    // What the command database-roles and the test suite read is not the server's.
    const ofCommands = /^ANZHI_(TEST_\w+|(ADMIN_URL|APP_PASSWORD|OWNER_PASSWORD|READER_PASSWORD)(_FILE)?)$/;
    for (const { name, text } of texts) {
      expect([name, namesIn(text).filter((each) => !known.includes(each) && !ofCommands.test(each))]).toEqual([
        name,
        [],
      ]);
    }
  });

  test('what the command for roles reads may stand beside the settings of a server', () => {
    const environment = {
      ANZHI_ADMIN_URL_FILE: 'a',
      ANZHI_OWNER_PASSWORD: 'b',
      ANZHI_APP_PASSWORD: 'c',
      ANZHI_READER_PASSWORD_FILE: 'd',
    };
    expect(readConfig(environment).port).toBe(4000);
    expect(() => readConfig({ ANZHI_READERS_PASSWORD: 'x' })).toThrow('ANZHI_READERS_PASSWORD');
  });

  test('the unit gives the server the time that its drain may take', () => {
    const unit = readFileSync('examples/anzhi.service', 'utf8');
    const { drain } = readConfig({ DATABASE_URL: 'postgres://db.example/anzhi' }).operations;
    const stop = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]);
    expect(stop).toBeGreaterThanOrEqual(drain.delaySeconds + drain.seconds + 15);
    expect(unit).toMatch(/^NoNewPrivileges=yes$/m);
    expect(unit).toMatch(/^ProtectSystem=strict$/m);
  });
});
