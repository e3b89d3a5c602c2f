import { type GraphQLInputType, getNullableType, isEnumType, isInputObjectType, isListType } from 'graphql';
import { z } from 'zod';
import { defineAct } from '../platform/act';

const facts = z.object({
  exportId: z.string(),
  list: z.string(),
  format: z.enum(['csv', 'xlsx']),
  filter: z.record(z.string(), z.unknown()),
});

/** An export begins: written down before the first byte leaves. */
export const beginExport = defineAct({
  name: 'exportList',
  event: 'LIST_EXPORT_BEGUN',
  roles: [],
  input: facts,
  async run(act, input) {
    await act.record({ things: [{ kind: 'Account', id: act.actor.accountId }], facts: input, provisions: [] });
    return { exportId: input.exportId };
  },
});

/** An export ended: how many rows left, whether these were all, and why it ended. */
export const endExport = defineAct({
  name: 'exportList',
  event: 'LIST_EXPORTED',
  roles: [],
  input: facts.extend({ rows: z.number().int(), complete: z.boolean(), ended: z.string() }),
  async run(act, input) {
    await act.record({ things: [{ kind: 'Account', id: act.actor.accountId }], facts: input, provisions: [] });
    return { exportId: input.exportId };
  },
});

/** Ids, days and codes of regions. */
const SPOKEN = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d{2}-\d{2}|\d{6})$/;

/**
 * The ledger holds ids, days and codes; what somebody typed may be a name or a login, in whatever letters, and is left
 * out. What a code is, the schema says.
 */
export function spoken(value: unknown, type: GraphQLInputType): unknown {
  const bare = getNullableType(type);
  if (value === null || value === undefined) return value;
  if (isListType(bare))
    return Array.isArray(value) ? value.map((each) => spoken(each, bare.ofType)) : spoken(value, bare.ofType);
  if (isInputObjectType(bare)) {
    const fields = bare.getFields();
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, fields[key] ? spoken(each, fields[key].type) : '…']),
    );
  }
  return isEnumType(bare) || typeof value !== 'string' || SPOKEN.test(value) ? value : '…';
}

/** The same of a filter: the arguments of a list by their names. */
export const spokenFilter = (
  filter: Readonly<Record<string, unknown>>,
  types: ReadonlyMap<string, GraphQLInputType>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(filter).map(([name, value]) => {
      const type = types.get(name);
      return [name, type ? spoken(value, type) : '…'];
    }),
  );
