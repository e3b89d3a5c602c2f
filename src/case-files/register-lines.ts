import { Where } from '../platform/access/scope';
import type { Context } from '../platform/context';
import { type Page, type PageArgs, pageOfRows } from '../platform/paging';
import type { RegisterOutcomeCode } from './register-import.entity';
import type { RegisterLine } from './register-import.types';

/** Lines of an import in the order of the sheet. */
export async function linesOf(
  context: Context,
  importId: string,
  page: PageArgs,
  outcome: RegisterOutcomeCode | null,
): Promise<Page<RegisterLine>> {
  const where = new Where();
  where.and(`t.import_id = ${where.value(importId)}::uuid`);
  if (outcome) where.and(`t.outcome = ${where.value(outcome)}`);
  const select = 't.row_no AS "rowNo", t.outcome, t.problems';
  return pageOfRows<RegisterLine>(context, { select, from: 'register_import_row t', where }, page);
}
