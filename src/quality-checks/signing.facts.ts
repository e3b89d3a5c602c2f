import { type Actor, Role } from '../platform/access/actor';
import type { CaseStageCode } from '../regulation';
import type { Sql } from './check-facts';
import type { SigningFacts } from './quality-check.rules';

export interface CheckStanding extends Omit<SigningFacts, 'place' | 'isHead'> {
  readonly checkId: string;
  readonly regionCode: string;
  readonly stage: CaseStageCode;
  readonly hearingHeld: boolean | null;
  /** A practitioner engaged on the file is of the agency's own staff: no subsidy arises. */
  readonly ownStaff: boolean;
}

/** How these checks stand, and what the signing gate asks of one person as their signer; one statement. */
export const standingOf = (sql: Sql, checkIds: readonly string[], personId: string): Promise<CheckStanding[]> =>
  sql<CheckStanding>(
    `SELECT q.id AS "checkId", f.agency_id AS "agencyId", a.region_code AS "regionCode", f.stage, f.hearing_held AS "hearingHeld", q.state AS "checkState", f.state AS "fileState",
            c.revision AS "checkedRevision", f.revision AS "fileRevision",
            (SELECT p.part FROM part p WHERE p.case_file_id = f.id AND p.person_id = $2) AS part,
            (SELECT k.id FROM signing_key k WHERE k.person_id = $2 AND k.agency_id = f.agency_id AND k.retired_at IS NULL) AS "keyId",
            EXISTS (SELECT FROM engagement e JOIN practitioner p ON p.id = e.practitioner_id WHERE e.case_file_id = f.id AND p.kind = 'AGENCY_STAFF') AS "ownStaff"
       FROM quality_check q
       JOIN case_file f ON f.id = q.case_file_id
       JOIN agency a ON a.id = f.agency_id
       LEFT JOIN check_completion c ON c.check_id = q.id
      WHERE q.id = ANY ($1::uuid[])`,
    [checkIds, personId],
  );

export const isHeadAt = (actor: Actor, agencyId: string): boolean =>
  actor.appointments.some((each) => each.role === Role.QUALITY_REVIEW_HEAD && each.placeId === agencyId);
