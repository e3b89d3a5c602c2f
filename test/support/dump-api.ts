import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { anzhiSchema } from '../../src/schema';
import type { Member } from './seed';
import type { Answer } from './world';

/** Types that may stand inside themselves are gone into once on each path, and no path goes deeper than this. */
const DEEPEST = 7;

const REGION = '110105';
const DAY = '2026-03-05';

/** What is given for an argument that must be given: ids one after the other, else something that the field takes. */
function valuesOf(type: GraphQLInputType, name: string, ids: readonly string[]): unknown[] {
  if (isNonNullType(type)) return valuesOf(type.ofType, name, ids);
  if (isListType(type)) return valuesOf(type.ofType, name, ids).map((value) => [value]);
  if (isEnumType(type)) return type.getValues().map(({ name: value }) => value);
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(({ type: inner }) => isNonNullType(inner));
    const entries = fields.map((field) => [field.name, valuesOf(field.type, field.name, ids)[0]] as const);
    return [Object.fromEntries(entries)];
  }
  const named = getNamedType(type).name;
  if (named === 'ID') return [...ids];
  if (named === 'Int' || named === 'Float') return [name === 'first' ? 50 : 1];
  if (named === 'Boolean') return [true];
  if (/region/i.test(name)) return [REGION];
  return [/on$|from|to|date|event/i.test(name) ? DAY : 'S4-5.1b'];
}

/** An argument written into the query itself, for fields below the first. */
function literal(type: GraphQLInputType, value: unknown): string {
  if (isNonNullType(type)) return literal(type.ofType, value);
  if (isEnumType(type)) return String(value);
  return JSON.stringify(value);
}

const argumentsOf = (field: GraphQLField<unknown, unknown>): string | null => {
  const needed = field.args.filter(({ type }) => isNonNullType(type));
  const given = needed.map(({ name, type }) => {
    const [value] = valuesOf(type, name, []);
    return value === undefined ? null : `${name}: ${literal(type, value)}`;
  });
  if (given.includes(null)) return null;
  return given.length ? `(${given.join(', ')})` : '';
};

/** Every field of a type, and of what stands below it. */
function selectionOf(schema: GraphQLSchema, type: GraphQLNamedOutputType, path: readonly string[]): string {
  if (isUnionType(type) || isInterfaceType(type)) {
    const parts = schema.getPossibleTypes(type).map((member) => {
      const inner = selectionOf(schema, member, path);
      return inner && `... on ${member.name} { ${inner} }`;
    });
    return `__typename ${parts.filter(Boolean).join(' ')}`;
  }
  if (!isObjectType(type)) return '';
  if (path.length > DEEPEST || path.includes(type.name)) return '__typename';
  const fields = Object.values(type.getFields()).map((field) => {
    const args = argumentsOf(field);
    if (args === null) return '';
    const below = getNamedType(field.type);
    if (!isObjectType(below) && !isUnionType(below) && !isInterfaceType(below)) return `${field.name}${args}`;
    return `${field.name}${args} { ${selectionOf(schema, below, [...path, type.name])} }`;
  });
  return fields.filter(Boolean).join(' ');
}

/** Every value of every argument at least once, and with an enumeration each of its values for two ids. */
function callsOf(field: GraphQLField<unknown, unknown>, ids: readonly string[]): Record<string, unknown>[] {
  const needed = field.args.filter(({ type }) => isNonNullType(type));
  const values = needed.map(({ name, type }) => valuesOf(type, name, ids));
  const times = Math.max(1, ...values.map(({ length }) => length)) * (values.length > 1 ? 2 : 1);
  return Array.from({ length: times }, (_, turn) =>
    Object.fromEntries(
      needed.map(({ name }, index) => {
        const all = values[index] as unknown[];
        return [name, all[(turn + Math.floor(turn / all.length)) % all.length]];
      }),
    ),
  );
}

export interface ApiDump {
  /** Everything that was answered, with the query that it answers. */
  readonly answers: readonly { readonly field: string; readonly text: string }[];
  /** Fields that gave data at least once. */
  readonly open: ReadonlySet<string>;
}

const OURS = ['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED', 'INTERNAL_SERVER_ERROR', 'FAULT'];

/** One answer; a query that we made badly, or a fault of the server, is no answer. */
async function answerTo(who: Member, query: string, variables: Record<string, unknown>): Promise<Answer> {
  const answer: Answer = await who.sendRaw(query, variables);
  const wrong = (answer.errors ?? []).find(({ extensions }: Answer) => OURS.includes(extensions?.code));
  if (wrong || answer.code) throw new Error(`${JSON.stringify(wrong ?? answer)} ${query.slice(0, 2000)}`);
  return answer;
}

/** Asks the queries of the schema that are wanted, with all their fields, for each of these ids. */
export async function dumpApi(
  who: Member,
  ids: readonly string[],
  wanted: (field: string) => boolean,
): Promise<ApiDump> {
  const schema = anzhiSchema();
  const answers: { field: string; text: string }[] = [];
  const open = new Set<string>();
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    if (!wanted(field.name)) continue;
    const below = getNamedType(field.type);
    const selection = selectionOf(schema, below, []);
    const needed = field.args.filter(({ type }) => isNonNullType(type));
    const declared = needed.map(({ name, type }) => `$${name}: ${type}`).join(', ');
    const given = needed.map(({ name }) => `${name}: $${name}`).join(', ');
    const queryOf = (fields: string) =>
      `query ${declared && `(${declared})`} { ${field.name}${given && `(${given})`} ${selection && `{ ${fields} }`} }`;
    for (const variables of callsOf(field, ids)) {
      // What gives nothing gives nothing below it.
      const first = await answerTo(who, queryOf('__typename'), variables);
      answers.push({ field: field.name, text: JSON.stringify(first) });
      if (!first.data?.[field.name]) continue;
      open.add(field.name);
      const whole = await answerTo(who, queryOf(selection), variables);
      answers.push({ field: field.name, text: JSON.stringify(whole) });
    }
  }
  return { answers, open };
}
