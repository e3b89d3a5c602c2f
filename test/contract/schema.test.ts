import { readFileSync } from 'node:fs';
import { printedSchema } from '../../src/print-schema';

test('schema/schema.graphql is the schema that the code makes (renew it with npm run schema)', () => {
  expect(readFileSync('schema/schema.graphql', 'utf8')).toBe(printedSchema());
});

test('no input type has a field for the actor', () => {
  const inputs = printedSchema().match(/^input [\s\S]*?^}/gm) ?? [];
  const actors = inputs.filter((text) => /^\s+(actor|actorId|accountIdOfActor|userId|onBehalfOf)\b/m.test(text));
  expect(actors).toEqual([]);
});

test('every mutation takes an idempotency key and can be previewed, but for signing in and out', () => {
  const mutations = /^type Mutation \{[\s\S]*?^}/m.exec(printedSchema())?.[0] ?? '';
  const fields = [...mutations.matchAll(/^ {2}(\w+)\(([\s\S]*?)\): /gm)].map(([, name, args]) => ({
    name,
    args: args ?? '',
  }));
  const without = fields
    .filter(({ args }) => !args.includes('idempotencyKey') || !args.includes('preview'))
    .map(({ name }) => name);
  expect(without.filter((name) => !['signIn'].includes(name as string))).toEqual([]);
});
