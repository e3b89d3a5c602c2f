import type { Actor } from '../platform/access/actor';
import { appointmentsFor } from '../platform/access/actor';
import { agencyReach, Where } from '../platform/access/scope';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { ReleaseBatchRow } from './release.entity';
import { OFFICE_SIDE, requireSubsidyReader } from './subsidy.access';

/** Batches of agencies within reach, on the alias `t`. */
export const batchReach = (where: Where, actor: Actor): string =>
  agencyReach(where, appointmentsFor(actor, OFFICE_SIDE), 't.agency_id');

export async function visibleBatch(context: Context, id: string): Promise<ReleaseBatchRow | null> {
  const actor = requireSubsidyReader(context, OFFICE_SIDE);
  const where = new Where();
  where.and(`t.id = ${where.value(id)}::uuid`).and(batchReach(where, actor));
  const [row] = await context.read<ReleaseBatchRow>(
    `SELECT ${columnsOf(ReleaseBatchRow, 't')} FROM release_batch t WHERE ${where.text}`,
    where.params,
  );
  return row ?? null;
}
