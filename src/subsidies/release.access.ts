import type { Actor } from '../platform/access/actor';
import { appointmentsFor, Role } from '../platform/access/actor';
import { agencyReach, Where } from '../platform/access/scope';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { forbidden } from '../platform/refusal';
import { ReleaseBatchRow } from './release.entity';

/** Who answers for money, or watches it. */
export const BATCH_READERS: readonly Role[] = [
  Role.FINANCE_OFFICER,
  Role.QUALITY_REVIEW_HEAD,
  Role.CLERK,
  Role.BUREAU_SUPERVISOR,
  Role.AUDITOR,
];

/** Batches of agencies within reach, on the alias `t`. */
export const batchReach = (where: Where, actor: Actor): string =>
  agencyReach(where, appointmentsFor(actor, BATCH_READERS), 't.agency_id');

export async function visibleBatch(context: Context, id: string): Promise<ReleaseBatchRow | null> {
  const { actor } = context;
  if (!actor || !appointmentsFor(actor, BATCH_READERS).length) throw forbidden();
  const where = new Where();
  where.and(`t.id = ${where.value(id)}::uuid`).and(batchReach(where, actor));
  const [row] = await context.read<ReleaseBatchRow>(
    `SELECT ${columnsOf(ReleaseBatchRow, 't')} FROM release_batch t WHERE ${where.text}`,
    where.params,
  );
  return row ?? null;
}
