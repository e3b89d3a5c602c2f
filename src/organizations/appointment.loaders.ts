import { appointmentsFor, Role } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import type { Batch } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { oneBy } from '../platform/loader';
import { appointmentReach, appointmentRule } from './organization.access';
import { AppointmentRow } from './person.entity';

export const appointmentById = oneBy<AppointmentRow>(AppointmentRow, 'id', 'id');

/** Appointments of accounts, as far as the reader may see them; while signing in there is no reader yet, and all are one's own. */
export const appointmentsOfAccount: Batch<string, AppointmentRow[]> = {
  name: 'appointments of account',
  async fetch(context, keys) {
    const where = new Where();
    where.and(`t.account_id = ANY (${where.value(keys)}::uuid[])`);
    if (context.actor) where.and(appointmentReach(where, context.actor, 't'));
    const found = await context.read<AppointmentRow>(
      `SELECT ${columnsOf(AppointmentRow, 't')} FROM appointment t WHERE ${where.text} ORDER BY t.id`,
      where.params,
    );
    const byAccount = new Map<string, AppointmentRow[]>(keys.map((key) => [key, []]));
    for (const row of found) byAccount.get(row.accountId)?.push(row);
    return keys.map((key) => byAccount.get(key) ?? []);
  },
};

/** Whether the reader, as administrator, decides on each appointment. */
export const rulesAppointment: Batch<string, boolean> = {
  name: 'appointment ruled by the reader',
  async fetch(context, keys) {
    const where = new Where();
    const held = context.actor ? appointmentsFor(context.actor, [Role.ADMINISTRATOR]) : [];
    where.and(`t.id = ANY (${where.value(keys)}::uuid[])`).and(appointmentRule(where, held, 't'));
    const found = await context.read<{ id: string }>(
      `SELECT t.id FROM appointment t WHERE ${where.text}`,
      where.params,
    );
    const ruled = new Set(found.map(({ id }) => id));
    return keys.map((key) => ruled.has(key));
  },
};
