import { commitmentReach, requireCommitmentReader } from '../commitments/commitment.access';
import { appointmentsFor, Role } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import type { Context } from '../platform/context';
import { historyAccess } from '../platform/history';
import { caseFileReach, proceedingReach, requireCaseFileReader } from './case-file.access';

const there = async (context: Context, from: string, where: Where) =>
  (await context.read(`SELECT FROM ${from} WHERE ${where.text} LIMIT 1`, where.params)).length > 0;

/** A thing that hangs on case files is read by those who see one of those files. */
const onFile =
  (from: string) =>
  async (context: Context, id: string): Promise<boolean> => {
    const actor = requireCaseFileReader(context);
    const where = new Where();
    where.and(`t.id = ${where.value(id)}::uuid`).and(caseFileReach(where, actor, 'f'));
    return there(context, from, where);
  };

historyAccess('CaseFile', onFile('case_file f JOIN case_file t ON t.id = f.id'));
historyAccess('Engagement', onFile('engagement t JOIN case_file f ON f.id = t.case_file_id'));
historyAccess('Material', onFile('material t JOIN case_file f ON f.id = t.case_file_id'));
historyAccess('Proceeding', async (context, id) => {
  const actor = requireCaseFileReader(context);
  const where = new Where();
  where.and(`t.id = ${where.value(id)}::uuid`).and(proceedingReach(where, actor, 't'));
  return there(context, 'proceeding t', where);
});

/** A recipient's corrections tell nothing that is personal, but only clerks need them. */
historyAccess('Recipient', async (context, id) => {
  const actor = requireCaseFileReader(context);
  if (!appointmentsFor(actor, [Role.CLERK, Role.AUDITOR]).length) return false;
  const where = new Where();
  where.and(`t.id = ${where.value(id)}::uuid`).and(caseFileReach(where, actor, 'f', [Role.CLERK, Role.AUDITOR]));
  return there(context, 'recipient t JOIN case_file f ON f.recipient_id = t.id', where);
});

historyAccess('QualityCommitment', async (context, id) => {
  const actor = requireCommitmentReader(context);
  const where = new Where();
  where.and(`t.id = ${where.value(id)}::uuid`).and(commitmentReach(where, actor, 't'));
  return there(context, 'quality_commitment t', where);
});
