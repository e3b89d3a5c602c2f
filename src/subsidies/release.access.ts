import type { Actor } from '../platform/access/actor';
import { appointmentsFor } from '../platform/access/actor';
import { oneInReach } from '../platform/access/one-in-reach';
import { agencyReach, Where } from '../platform/access/scope';
import type { Context } from '../platform/context';
import { ReleaseBatchRow } from './release.entity';
import { OFFICE_SIDE, requireSubsidyReader } from './subsidy.access';

/** Batches of agencies within reach, on the alias `t`. */
export const batchReach = (where: Where, actor: Actor): string =>
  agencyReach(where, appointmentsFor(actor, OFFICE_SIDE), 't.agency_id');

export async function visibleBatch(context: Context, id: string): Promise<ReleaseBatchRow | null> {
  const actor = requireSubsidyReader(context, OFFICE_SIDE);
  return oneInReach(context, ReleaseBatchRow, id, (where) => batchReach(where, actor));
}
