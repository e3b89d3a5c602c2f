import { readFileSync } from 'node:fs';
import { getIntrospectionQuery, graphqlSync, validateSchema } from 'graphql';
import { printedSchema } from '../../src/print-schema';
import { anzhiSchema } from '../../src/schema';

test('schema/schema.graphql is the schema that the code makes (renew it with npm run schema)', () => {
  expect(readFileSync('schema/schema.graphql', 'utf8')).toBe(printedSchema());
});

test('the schema is a sound one, and answers an introspection of all of it', () => {
  expect(validateSchema(anzhiSchema())).toEqual([]);
  expect(graphqlSync({ schema: anzhiSchema(), source: getIntrospectionQuery() }).errors).toBeUndefined();
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
