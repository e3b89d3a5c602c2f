import { appointmentsFor, Role } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import type { Batch } from '../platform/context';
import { oneBy } from '../platform/loader';
import { accountRule } from './organization.access';
import { PasswordResetRow } from './password-reset.entity';

export const resetById = oneBy<PasswordResetRow>(PasswordResetRow, 'id', 'id');

/** Whether the reader, as administrator, runs each account. */
export const rulesAccount: Batch<string, boolean> = {
  name: 'account run by the reader',
  async fetch(context, keys) {
    const where = new Where();
    const held = context.actor ? appointmentsFor(context.actor, [Role.ADMINISTRATOR]) : [];
    where.and(`t.id = ANY (${where.value(keys)}::uuid[])`).and(accountRule(where, held, 't'));
    const found = await context.read<{ id: string }>(`SELECT t.id FROM account t WHERE ${where.text}`, where.params);
    const ruled = new Set(found.map(({ id }) => id));
    return keys.map((key) => ruled.has(key));
  },
};
