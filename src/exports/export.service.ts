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

const SPOKEN = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d{2}-\d{2}|[A-Z][A-Z_]*|[A-Za-z]+|\d{6})$/;

/** The ledger holds ids, days and codes; what somebody searched for in words may be a name, and is left out. */
export function spoken(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(spoken);
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, spoken(each)]));
  }
  return typeof value === 'string' && !SPOKEN.test(value) ? '…' : value;
}
