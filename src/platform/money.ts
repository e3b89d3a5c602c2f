import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const check = (value: unknown): number => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new GraphQLError('金额以分为单位，须为整数，绝对值不超过9007199254740991', {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
  return value;
};

/** Money in fen 分, a whole number within JavaScript's safe integers. */
export const Fen = new GraphQLScalarType<number, number>({
  name: 'Fen',
  description: '金额，单位：分（整数，不超过 2^53−1）',
  serialize: check,
  parseValue: check,
  parseLiteral: (node) => check(node.kind === Kind.INT ? Number(node.value) : Number.NaN),
});

/** Fen as yuan with two decimals, for texts. */
export const yuan = (fen: number): string => {
  const sign = fen < 0 ? '-' : '';
  const whole = Math.abs(fen);
  return `${sign}${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, '0')}元`;
};

/** A share of an amount in whole percent, rounded half up to the fen (四舍五入到分). */
export const percentOf = (fen: number, percent: number): number => Math.floor((fen * percent + 50) / 100);
