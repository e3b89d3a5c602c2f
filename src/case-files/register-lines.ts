import { Where } from '../platform/access/scope';
import type { Context } from '../platform/context';
import { PAGE_LIMIT, type Page, type PageArgs } from '../platform/paging';
import { badInput } from '../platform/refusal';
import type { RegisterOutcomeCode } from './register-import.entity';
import type { RegisterLine } from './register-import.types';

const encode = (rowNo: number) => Buffer.from(`l:${rowNo}`).toString('base64url');
const decode = (cursor: string): number => {
  const [, rowNo] = /^l:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (!rowNo) throw badInput('after', '游标无效');
  return Number(rowNo);
};

/** Lines of an import in the order of the sheet. */
export async function linesOf(
  context: Context,
  importId: string,
  page: PageArgs,
  outcome: RegisterOutcomeCode | null,
): Promise<Page<RegisterLine>> {
  if (!Number.isInteger(page.first) || page.first < 1 || page.first > PAGE_LIMIT) {
    throw badInput('first', `每页条数须在1至${PAGE_LIMIT}之间`);
  }
  const where = new Where();
  where.and(`l.import_id = ${where.value(importId)}::uuid`);
  if (outcome) where.and(`l.outcome = ${where.value(outcome)}`);
  const counted = { text: where.text, params: [...where.params] };
  if (page.after) where.and(`l.row_no > ${where.value(decode(page.after))}`);
  const found = await context.read<RegisterLine>(
    `SELECT l.row_no AS "rowNo", l.outcome, l.problems FROM register_import_row l WHERE ${where.text} ORDER BY l.row_no LIMIT ${page.first + 1}`,
    where.params,
  );
  const edges = found.slice(0, page.first).map((node) => ({ cursor: encode(node.rowNo), node }));
  return {
    edges,
    pageInfo: { hasNextPage: found.length > page.first, endCursor: edges.at(-1)?.cursor ?? null },
    count: async () => {
      const [row] = await context.read<{ count: number }>(
        `SELECT count(*) AS count FROM register_import_row l WHERE ${counted.text}`,
        counted.params,
      );
      return row?.count ?? 0;
    },
  };
}
