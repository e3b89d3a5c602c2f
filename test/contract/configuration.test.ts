import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { settings } from '../../src/config';
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
