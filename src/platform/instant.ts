import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const refuse = (): never => {
  throw new GraphQLError('时间须为ISO 8601，例如 2026-03-02T10:00:00+08:00', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
};

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/;

const parse = (value: unknown): Date => {
  const instant = typeof value === 'string' && ISO.test(value) ? new Date(value) : null;
  return instant && !Number.isNaN(instant.getTime()) ? instant : refuse();
};

/** An instant. Rows hold dates from the driver, so that answering needs no second look at them. */
export const DateTimeISO = new GraphQLScalarType<Date, string>({
  name: 'DateTimeISO',
  description: '时刻（ISO 8601，协调世界时）',
  serialize: (value) => (value instanceof Date ? value.toISOString() : parse(value).toISOString()),
  parseValue: parse,
  parseLiteral: (node) => (node.kind === Kind.STRING ? parse(node.value) : refuse()),
});
