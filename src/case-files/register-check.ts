import type { Adoption, Finding } from '../regulation';
import { commissionDecision } from './commissioning.rules';
import type { ColumnKey } from './register-columns';
import { headingOf } from './register-columns';
import { differencesFrom } from './register-differences';
import {
  digestOfRow,
  type FoundPractitioner,
  folded,
  type LookupGround,
  type Lookups,
  lookUp,
  placeKey,
} from './register-lookups';
import { type CellProblemCode, problemOf, type RegisterProblem } from './register-problems';
import type { RegisterRow } from './register-rows';
import { registrationDecision } from './registration.rules';
import { unnamedDecision } from './unnamed.rules';

export interface CheckGround extends LookupGround {
  readonly agencyName: string;
  readonly regionCode: string;
  readonly today: string;
  readonly adoptions: readonly Adoption[];
}

/** What keeping the row would write, beside the row itself. */
export interface RowPlan {
  readonly organId: string | null;
  readonly recipientId: string | null;
  readonly idNumberDigest: string | null;
  readonly engagement: { readonly practitioner: FoundPractitioner; readonly commitmentId: string | null } | null;
}

export type Checked =
  | { readonly outcome: 'GOOD'; readonly plan: RowPlan }
  | { readonly outcome: 'UNCHANGED' }
  | { readonly outcome: 'BAD'; readonly problems: readonly RegisterProblem[] };

/** Which columns a rule's finding concerns. */
const COLUMNS_OF_RULE: Readonly<Record<string, readonly ColumnKey[]>> = {
  REGISTRATION_STAGE_FITS_KIND: ['caseKind', 'stage'],
  REGISTRATION_ORGAN_FITS_STAGE: ['organ', 'stage'],
  REGISTRATION_NOTICE: ['ground', 'organ'],
  TEXT_WITHOUT_RECIPIENT: ['cause'],
  COMMISSION_COMMITMENT: ['practitioner'],
  COMMISSION_PRACTITIONER_ACTIVE: ['practitioner'],
  COMMISSION_STAFF_OF_AGENCY: ['practitioner'],
  COMMISSION_PART_FREE: ['practitioner'],
  COMMISSION_DATES: ['commissionedOn'],
};

const columnsOf = ({ rule, facts }: Finding): string =>
  (COLUMNS_OF_RULE[rule] ?? (facts.field ? [facts.field as ColumnKey] : ['number' as const])).map(headingOf).join('、');

const problemOfFinding = (finding: Finding): RegisterProblem => ({
  column: columnsOf(finding),
  code: finding.rule,
  reason: finding.text,
  mend: finding.cure?.text ?? '请核对',
  provisions: finding.provisions,
});

const say = (code: CellProblemCode, key: ColumnKey): RegisterProblem => problemOf(code, headingOf(key));

/** The practitioner whom a row names, or why it names none: by licence, else by name and organisation if there is only one. */
function practitionerOf(
  { commission }: RegisterRow,
  { byLicence, byName }: Lookups,
): FoundPractitioner | RegisterProblem | null {
  if (!commission) return null;
  const { name, licenceNumber, organization } = commission;
  if (licenceNumber !== null) {
    const found = byLicence.get(licenceNumber);
    if (!found) return say('PRACTITIONER_UNKNOWN', 'licenceNumber');
    if (name !== null && name !== found.name) return say('PRACTITIONER_NAME_DIFFERS', 'practitioner');
    if (organization !== null && folded(organization) !== folded(found.place)) {
      return say('PRACTITIONER_ORGANIZATION_DIFFERS', 'organization');
    }
    return found;
  }
  const [first, second] = byName.get(placeKey(name ?? '', organization ?? '')) ?? [];
  if (!first) return say('PRACTITIONER_UNKNOWN', 'practitioner');
  return second ? say('PRACTITIONER_NOT_UNIQUE', 'practitioner') : first;
}

/** The commitment that was in force between the agency and the practitioner's side on that day (S4-4.4a). */
function commitmentFor(practitioner: FoundPractitioner, on: string, { commitments }: Lookups): string | null {
  if (practitioner.kind === 'AGENCY_STAFF') return null;
  const partyId = practitioner.serviceOrganizationId ?? practitioner.id;
  return commitments.find((each) => each.partyId === partyId && each.from <= on && each.to >= on)?.id ?? null;
}

function checkRow(ground: CheckGround, row: RegisterRow, lookups: Lookups): Checked {
  const existing = lookups.files.get(row.number);
  const digest = digestOfRow(ground.keys, row);
  if (existing) {
    const differing = differencesFrom(existing, row, digest);
    if (!differing.length) return { outcome: 'UNCHANGED' };
    const column = differing.map(headingOf).join('、');
    return { outcome: 'BAD', problems: [problemOf('NUMBER_HAS_OTHER_CONTENT', column)] };
  }
  const problems: RegisterProblem[] = [];
  const organ = row.organ === null ? null : lookups.organs.get(folded(row.organ));
  if (organ === undefined) problems.push(say('ORGAN_UNKNOWN', 'organ'));
  const registration = registrationDecision({ ...row, today: ground.today, organKind: organ?.kind ?? null });
  const unmet = (findings: readonly Finding[]) => findings.filter(({ met }) => !met);
  for (const finding of unmet(registration.findings)) {
    // An organ that is not found cannot be missing as well.
    if (organ !== undefined || finding.rule !== 'REGISTRATION_NOTICE') problems.push(problemOfFinding(finding));
  }
  for (const finding of unmet(unnamedDecision('案由', row.cause, row.recipient.name).findings)) {
    problems.push(problemOfFinding(finding));
  }
  const recipient = digest === null ? null : (lookups.recipients.get(digest) ?? null);
  if (recipient && recipient.name !== row.recipient.name) problems.push(say('RECIPIENT_DIFFERS', 'name'));
  const practitioner = practitionerOf(row, lookups);
  let engagement: RowPlan['engagement'] = null;
  if (practitioner && 'code' in practitioner) problems.push(practitioner);
  else if (practitioner && row.commission) {
    const { beganOn } = row.commission;
    const commitmentId = commitmentFor(practitioner, beganOn, lookups);
    const decision = commissionDecision({
      ground: { regionCode: ground.regionCode, adoptions: ground.adoptions },
      today: ground.today,
      beganOn,
      notBefore: row.receivedOn,
      practitionerId: practitioner.id,
      kind: practitioner.kind,
      leftOn: practitioner.leftOn,
      ofThisAgency: practitioner.agencyId === ground.agencyId,
      commitmentId,
      part: null,
    });
    for (const finding of unmet(decision.findings)) problems.push(problemOfFinding(finding));
    engagement = { practitioner, commitmentId };
  }
  if (problems.length) return { outcome: 'BAD', problems };
  return {
    outcome: 'GOOD',
    plan: { organId: organ?.id ?? null, recipientId: recipient?.id ?? null, idNumberDigest: digest, engagement },
  };
}

/** Holds rows against what the agency has and against the rules of registering and commissioning, each by the text in force on its own day. */
export async function checkRows(ground: CheckGround, rows: readonly RegisterRow[]): Promise<Checked[]> {
  const lookups = await lookUp(ground, rows);
  return rows.map((row) => checkRow(ground, row, lookups));
}
