import { Where } from '../platform/access/scope';
import type { Batch, Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { type Page, type PageArgs, pageOfRows } from '../platform/paging';
import { ReleaseOutcomeRow } from './release.entity';
import type { OutcomeCount, ReleaseOutcomeCodes, ReleaseOutcomeView } from './release.types';

const view = ({ code, unmet, ...row }: ReleaseOutcomeRow): ReleaseOutcomeView => ({
  ...row,
  code: (code ?? 'RELEASED') as ReleaseOutcomeCodes,
  unmet: unmet ?? [],
});

/** Outcomes in the order in which the rows were asked. */
export async function outcomesOf(
  context: Context,
  batchId: string,
  page: PageArgs,
  code: ReleaseOutcomeCodes | null,
): Promise<Page<ReleaseOutcomeView>> {
  const where = new Where();
  where.and(`t.batch_id = ${where.value(batchId)}::uuid`);
  if (code) where.and(`coalesce(t.code, 'RELEASED') = ${where.value(code)}`);
  const list = { select: columnsOf(ReleaseOutcomeRow, 't'), from: 'release_outcome t', where };
  const found = await pageOfRows<ReleaseOutcomeRow>(context, list, page);
  return { ...found, edges: found.edges.map(({ cursor, node }) => ({ cursor, node: view(node) })) };
}

export const outcomeCounts: Batch<string, OutcomeCount[]> = {
  name: 'outcomes of a batch by code',
  async fetch(context, ids) {
    const found = await context.read<OutcomeCount & { batchId: string }>(
      `SELECT batch_id AS "batchId", coalesce(code, 'RELEASED') AS code, count(*)::integer AS rows
         FROM release_outcome WHERE batch_id = ANY ($1) GROUP BY 1, 2 ORDER BY 1, 2`,
      [ids],
    );
    return ids.map((id) => found.filter(({ batchId }) => batchId === id));
  },
};
