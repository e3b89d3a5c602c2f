import { caseFileReach, lockCaseFile, requireCaseFileReader } from '../case-files/case-file.access';
import type { CaseFileRow } from '../case-files/case-file.entity';
import { allAdoptions } from '../organizations/adoptions';
import { signedIn } from '../organizations/organization.access';
import { type Actor, Role } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import type { Act } from '../platform/act';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { isId } from '../platform/ids';
import { notFound } from '../platform/refusal';
import type { LegalPlace } from '../regulation';
import type { Sql } from './check-facts';
import { QualityCheckRow } from './quality-check.entity';

/** Tables that every read of checks stands on: the check as `t`, its file as `file`. */
export const CHECKS_WITH_FILES = 'quality_check t JOIN case_file file ON file.id = t.case_file_id';

/** The one condition under which a check is seen: its file is within reach. */
export function checkReach(actor: Actor, roles?: readonly Role[]): Where {
  const where = new Where();
  return where.and(caseFileReach(where, actor, 'file', roles));
}

/** Who reads: signed in, and with a role that sees case files at all. */
export function checkReader(context: Context): Actor {
  signedIn(context);
  return requireCaseFileReader(context);
}

/** One check within the reader's scope, or null exactly as if it did not exist. */
export async function visibleCheck(context: Context, id: string): Promise<QualityCheckRow | null> {
  const where = checkReach(checkReader(context));
  if (!isId(id)) return null;
  where.and(`t.id = ${where.value(id)}::uuid`);
  const [check] = await context.read<QualityCheckRow>(
    `SELECT ${columnsOf(QualityCheckRow, 't')} FROM ${CHECKS_WITH_FILES} WHERE ${where.text}`,
    where.params,
  );
  return check ?? null;
}

export interface LockedCheck {
  readonly check: QualityCheckRow;
  readonly file: CaseFileRow & { readonly regionCode: string };
}

/** Locks the file of a check and then the check; NOT_FOUND outside the scope of the act's roles. */
export async function lockCheck(act: Act, checkId: string): Promise<LockedCheck> {
  const [known] = await act.sql<{ caseFileId: string }>(
    'SELECT case_file_id AS "caseFileId" FROM quality_check WHERE id = $1',
    [checkId],
  );
  if (!known) throw notFound();
  const file = await lockCaseFile(act, known.caseFileId);
  const [check] = await act.sql<QualityCheckRow>(
    `SELECT ${columnsOf(QualityCheckRow, 't')} FROM quality_check t WHERE t.id = $1 FOR UPDATE`,
    [checkId],
  );
  if (!check) throw notFound();
  act.touch({ kind: 'QualityCheck', id: check.id });
  return { check, file };
}

/** Where and when a gate is asked. */
export const placeOf = async (act: Act, regionCode: string): Promise<LegalPlace> => ({
  regionCode,
  on: act.today,
  adoptions: await allAdoptions(act),
});

export const sqlOf =
  (act: Act): Sql =>
  (text, params) =>
    act.sql(text, params);

/** Who may take a signed check out of the house: those who answer for it or oversee it. */
export const EXPORTERS: readonly Role[] = [
  Role.CLERK,
  Role.QUALITY_CHECKER,
  Role.QUALITY_REVIEW_HEAD,
  Role.FINANCE_OFFICER,
  Role.BUREAU_SUPERVISOR,
  Role.AUDITOR,
];

/** Who may verify signatures one after the other: those who sign, pay or oversee; each over what they see. */
export const SWEEPERS: readonly Role[] = [
  Role.QUALITY_REVIEW_HEAD,
  Role.FINANCE_OFFICER,
  Role.BUREAU_SUPERVISOR,
  Role.AUDITOR,
];
