import { appointmentsFor, Role, regionsHeld } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import type { Context } from '../platform/context';
import { historyAccess } from '../platform/history';
import { visibleBatch } from './release.access';
import { OFFICE_SIDE, SUBSIDY_FROM, subsidyReach } from './subsidy.access';

const answers = (context: Context, roles: readonly Role[]) =>
  context.actor !== null && appointmentsFor(context.actor, roles).length > 0;

/** The ledger names who acted: it is for the offices, not for those who are paid. */
historyAccess('Subsidy', async (context, id) => {
  if (!context.actor || !answers(context, OFFICE_SIDE)) return false;
  const where = new Where();
  where.and(`t.id = ${where.value(id)}::uuid`).and(subsidyReach(where, context.actor, OFFICE_SIDE));
  return (await context.read(`SELECT FROM ${SUBSIDY_FROM} WHERE ${where.text}`, where.params)).length > 0;
});

historyAccess(
  'ReleaseBatch',
  async (context, id) => answers(context, OFFICE_SIDE) && (await visibleBatch(context, id)) !== null,
);

historyAccess('TariffEdition', async (context, id) => {
  if (!context.actor) return false;
  const held = appointmentsFor(context.actor, [Role.BUREAU_SUPERVISOR, Role.AUDITOR]);
  const found = await context.read(
    'SELECT FROM tariff_edition t JOIN bureau b ON b.id = t.bureau_id WHERE t.id = $1 AND b.region_code LIKE ANY ($2::text[])',
    [id, regionsHeld(held)],
  );
  return found.length > 0;
});
