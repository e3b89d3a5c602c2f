import { Where } from '../platform/access/scope';
import type { Batch, Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { PAGE_LIMIT, type Page, type PageArgs } from '../platform/paging';
import { badInput } from '../platform/refusal';
import { ReleaseOutcomeRow } from './release.entity';
import type { OutcomeCount, ReleaseOutcomeCodes, ReleaseOutcomeView } from './release.types';

const encode = (rowNo: number) => Buffer.from(`r:${rowNo}`).toString('base64url');
const decode = (cursor: string): number => {
  const [, rowNo] = /^r:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (!rowNo) throw badInput('after', '游标无效');
  return Number(rowNo);
};

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
  if (!Number.isInteger(page.first) || page.first < 1 || page.first > PAGE_LIMIT) {
    throw badInput('first', `每页条数须在1至${PAGE_LIMIT}之间`);
  }
  const where = new Where();
  where.and(`o.batch_id = ${where.value(batchId)}::uuid`);
  if (code) where.and(`coalesce(o.code, 'RELEASED') = ${where.value(code)}`);
  const counted = { text: where.text, params: [...where.params] };
  if (page.after) where.and(`o.row_no > ${where.value(decode(page.after))}`);
  const found = await context.read<ReleaseOutcomeRow>(
    `SELECT ${columnsOf(ReleaseOutcomeRow, 'o')} FROM release_outcome o WHERE ${where.text} ORDER BY o.row_no LIMIT ${page.first + 1}`,
    where.params,
  );
  const edges = found.slice(0, page.first).map((row) => ({ cursor: encode(row.rowNo), node: view(row) }));
  return {
    edges,
    pageInfo: { hasNextPage: found.length > page.first, endCursor: edges.at(-1)?.cursor ?? null },
    count: async () => {
      const [row] = await context.read<{ count: number }>(
        `SELECT count(*) AS count FROM release_outcome o WHERE ${counted.text}`,
        counted.params,
      );
      return row?.count ?? 0;
    },
  };
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
