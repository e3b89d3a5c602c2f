import { COLUMN_KEYS, type ColumnKey } from './register-columns';
import { type ExistingFile, folded } from './register-lookups';
import type { RegisterRow } from './register-rows';

const SAME: Readonly<
  Partial<Record<ColumnKey, (file: ExistingFile, row: RegisterRow, digest: string | null) => boolean>>
> = {
  year: (file, row) => file.year === row.year,
  name: (file, row) => file.name === row.recipient.name,
  idNumber: (file, _row, digest) => file.idNumberDigest === digest,
  withoutIdNumber: (file, row) => file.withoutIdNumber === row.recipient.withoutIdNumber,
  birthDate: (file, row) => file.birthDate === row.recipient.birthDate,
  phone: (file, row) => file.filesOfRecipient > 1 || file.phone === row.recipient.phone,
  address: (file, row) => file.filesOfRecipient > 1 || file.address === row.recipient.address,
  caseKind: (file, row) => file.caseKind === row.caseKind,
  stage: (file, row) => file.stage === row.stage,
  cause: (file, row) => file.cause === row.cause,
  ground: (file, row) => file.ground === row.ground,
  receivedOn: (file, row) => file.receivedOn === row.receivedOn,
  aidDecidedOn: (file, row) => file.aidDecidedOn === row.aidDecidedOn,
  stageBeganOn: (file, row) => file.stageBeganOn === row.stageBeganOn,
  reviewPeriodEndsOn: (file, row) => file.reviewPeriodEndsOn === row.reviewPeriodEndsOn,
  organ: (file, row) => folded(file.organ ?? '') === folded(row.organ ?? ''),
  organCaseNumber: (file, row) => file.organCaseNumber === row.organCaseNumber,
  inCustody: (file, row) => file.inCustody === row.inCustody,
  pleadsGuilty: (file, row) => file.pleadsGuilty === row.pleadsGuilty,
  groupCase: (file, row) => file.groupCase === row.groupCase,
  sensitiveCase: (file, row) => file.sensitiveCase === row.sensitiveCase,
  superiorAssigned: (file, row) => file.superiorAssigned === row.superiorAssigned,
  sealedRecord: (file, row) => file.sealedRecord === row.sealedRecord,
  facts: (file, row) => file.facts === row.facts,
};

/** A later practitioner does not make the register's row another: it is enough that the engagement it names is there. */
const engaged = ({ engagements }: ExistingFile, { commission }: RegisterRow): boolean =>
  commission === null ||
  engagements.some(
    (each) =>
      (commission.name === null || each.name === commission.name) &&
      (commission.licenceNumber === null || each.licenceNumber === commission.licenceNumber) &&
      (commission.organization === null ||
        each.place === null ||
        folded(each.place) === folded(commission.organization)) &&
      each.way === commission.way &&
      each.beganOn === commission.beganOn,
  );

/**
 * Columns in which a row says something else than the file of its number. A cell without content says nothing; neither
 * does a change that the file went through since (another practitioner, a closing) make the row another.
 */
export function differencesFrom(file: ExistingFile, row: RegisterRow, digest: string | null): ColumnKey[] {
  const differing = row.given.filter((key) => SAME[key]?.(file, row, digest) === false);
  const all = engaged(file, row) ? differing : [...differing, 'practitioner' as const];
  return COLUMN_KEYS.filter((key) => all.includes(key));
}
