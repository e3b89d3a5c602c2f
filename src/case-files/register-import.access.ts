import { type Actor, appointmentsFor, Role } from '../platform/access/actor';
import { oneInReach } from '../platform/access/one-in-reach';
import { agencyReach, Where } from '../platform/access/scope';
import type { Act } from '../platform/act';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { historyAccess } from '../platform/history';
import { isId } from '../platform/ids';
import { notFound } from '../platform/refusal';
import { requireOne } from './case-file.access';
import { RegisterImportRow } from './register-import.entity';

/** An import belongs to the clerks of its agency, and to nobody else: it holds what is not yet anybody's file. */
function importReach(where: Where, actor: Actor, alias: string, roles: readonly Role[] = [Role.CLERK]): string {
  const own = appointmentsFor(actor, roles).map(({ placeId }) => placeId);
  return `${alias}.agency_id = ANY (${where.value(own)}::uuid[])`;
}

/** One import within reach, or null exactly as if there were none. */
export async function visibleImport(context: Context, id: string): Promise<RegisterImportRow | null> {
  const actor = requireOne(context, [Role.CLERK]);
  if (!isId(id)) return null;
  return oneInReach(context, RegisterImportRow, id, (where) => importReach(where, actor, 't'));
}

/** Locks an import for an act of its agency's clerk; NOT_FOUND for everybody else's. */
export async function lockImport(act: Act, id: string): Promise<RegisterImportRow> {
  const where = new Where();
  where.and(`t.id = ${where.value(id)}::uuid`).and(importReach(where, act.actor, 't', act.definition.roles));
  const [found] = await act.sql<RegisterImportRow>(
    `SELECT ${columnsOf(RegisterImportRow, 't')} FROM register_import t WHERE ${where.text} FOR UPDATE`,
    where.params,
  );
  const appointment = found && act.appointments.find(({ placeId }) => placeId === found.agencyId);
  if (!found || !appointment) throw notFound();
  act.as(appointment);
  act.touch({ kind: 'RegisterImport', id: found.id });
  return found;
}

/** The line of an import is read by its agency's clerks and by the auditor of the region. */
historyAccess('RegisterImport', async (context, id) => {
  const actor = requireOne(context, [Role.CLERK, Role.AUDITOR]);
  const where = new Where();
  const audited = appointmentsFor(actor, [Role.AUDITOR]);
  where.and(`t.id = ${where.value(id)}::uuid`);
  where.and(`${importReach(where, actor, 't')} OR (${agencyReach(where, audited, 't.agency_id')})`);
  const found = await context.read(`SELECT FROM register_import t WHERE ${where.text}`, where.params);
  return found.length > 0;
});
