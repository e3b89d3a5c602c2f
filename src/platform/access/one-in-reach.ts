import type { Context } from '../context';
import { columnsOf, type EntityClass, tableOf } from '../database/naming';
import { Where } from './scope';

/** One thing within reach, or null exactly as if it did not exist. `reach` is the condition of its access function on the alias `t`. */
export async function oneInReach<Row extends object>(
  context: Context,
  entity: EntityClass<Row>,
  id: string,
  reach: (where: Where) => string,
): Promise<Row | null> {
  const where = new Where();
  where.and(`t.id = ${where.value(id)}::uuid`).and(reach(where));
  const [found] = await context.read<Row>(
    `SELECT ${columnsOf(entity, 't')} FROM ${tableOf(entity)} t WHERE ${where.text}`,
    where.params,
  );
  return found ?? null;
}
