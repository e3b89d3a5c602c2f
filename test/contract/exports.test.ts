import { readFileSync } from 'node:fs';
import { type GraphQLObjectType, getNamedType, isObjectType, parse, validate } from 'graphql';
import { EXPORT_LISTS, NOT_EXPORTED } from '../../src/exports/export-lists';
import { exportQuery } from '../../src/exports/export-query';
import { anzhiSchema } from '../../src/schema';

const schema = anzhiSchema();

/** Every field of the API that gives a connection: `Query.caseFiles`, `ReleaseBatch.outcomes`. */
const connections = (): string[] =>
  Object.values(schema.getTypeMap())
    .filter((type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
        .map((field) => `${type.name}.${field.name}`),
    )
    .sort();

const exported = EXPORT_LISTS.map(({ path }) => {
  const [outer, inner] = path;
  if (!inner) return `Query.${outer}`;
  const field = schema.getQueryType()?.getFields()[outer];
  return `${field && getNamedType(field.type).name}.${inner}`;
});

test('every list of the API has its export, or a reason why not, and none has both', () => {
  expect(connections().length).toBeGreaterThan(15);
  expect([...exported, ...Object.keys(NOT_EXPORTED)].sort()).toEqual(connections());
  for (const reason of Object.values(NOT_EXPORTED)) expect(reason).toMatch(/[\u4e00-\u9fff]{4}/);
});

test.each(EXPORT_LISTS.map((list) => [list.name, list] as const))('%s asks what the API answers', (_name, list) => {
  const query = exportQuery(schema, list);
  expect(validate(schema, query.document)).toEqual([]);
  expect(query.columns.every(({ heading }) => /[\u4e00-\u9fff]/.test(heading))).toBe(true);
  expect(new Set(query.columns.map(({ heading }) => heading)).size).toBe(query.columns.length);
  expect([...query.variables.keys()]).not.toContain('after');
});

test.each(['OPERATION.md', 'OPERATION.zh-CN.md'])('%s names every list', (file) => {
  const text = readFileSync(file, 'utf8');
  expect(EXPORT_LISTS.map(({ name }) => name).filter((name) => !text.includes(name))).toEqual([]);
});

test('names in addresses are unique, and a column that is not there stops the making', () => {
  expect(new Set(EXPORT_LISTS.map(({ name }) => name)).size).toBe(EXPORT_LISTS.length);
  const [first] = EXPORT_LISTS;
  expect(() => exportQuery(schema, { ...first!, columns: [['列', 'nothing.there']] })).toThrow('nothing');
  expect(parse('{ __typename }').kind).toBe('Document');
});
