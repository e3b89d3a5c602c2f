import { lockCaseFile } from '../case-files/case-file.access';
import type { PartCode } from '../case-files/engagement.entity';
import { appointmentsFor, Role, regionPrefix } from '../platform/access/actor';
import { appointmentReaching } from '../platform/access/scope';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { newId } from '../platform/ids';
import { conflict, requireOpen } from '../platform/refusal';
import { move } from '../platform/states';
import { editionInForce } from '../standards/in-force';
import { lockCheck, placeOf } from './quality-check.access';
import { QualityCheckRow } from './quality-check.entity';
import { designateCheckerInput, withdrawDesignationInput } from './quality-check.inputs';
import { designationDecision } from './quality-check.rules';
import { checkStates, DESIGNATORS } from './quality-check.states';

constraintMeans('one_check_at_a_time', 'CHECK_ALREADY_OPEN', '本案卷已有进行中或者已签字的质量检查');
constraintMeans('quality_check_case_file_id_round_key', 'CHECK_ALREADY_OPEN', '本案卷刚刚指定了检查专人');

interface CheckerFacts {
  personId: string | null;
  appointedHere: boolean;
  appointedRegions: string[];
  ofThisAgency: boolean;
  part: PartCode | null;
  sharedOrganizationId: string | null;
}

/** An appointment `n` that stands on day $4; offices that need a second administrator only once approved. */
const STANDING =
  'n.ended_at IS NULL AND n.in_force_from <= $4::date AND (n.in_force_to IS NULL OR n.in_force_to >= $4::date) AND (NOT n.needs_approval OR n.approved_by IS NOT NULL)';

/** What is to be known of a proposed checker; an account that is not there is as one without the office. */
async function checkerFacts(
  act: Act,
  file: { readonly id: string; readonly agencyId: string },
  accountId: string,
): Promise<CheckerFacts> {
  const [facts] = await act.sql<CheckerFacts>(
    `WITH checker AS (SELECT a.id, a.person_id FROM account a WHERE a.id = $3 AND a.disabled_at IS NULL),
          offices AS (SELECT n.agency_id, n.service_organization_id FROM appointment n JOIN account a ON a.id = n.account_id
                       WHERE a.person_id = (SELECT person_id FROM checker) AND ${STANDING}),
          checks_for AS (SELECT g.id, g.region_code FROM appointment n JOIN agency g ON g.id = n.agency_id
                          WHERE n.account_id = (SELECT id FROM checker) AND n.role = 'QUALITY_CHECKER' AND ${STANDING}),
          engaged AS (SELECT e.service_organization_id AS when_engaged, p.service_organization_id AS today
                        FROM engagement e JOIN practitioner p ON p.id = e.practitioner_id WHERE e.case_file_id = $1)
     SELECT (SELECT person_id FROM checker) AS "personId",
            EXISTS (SELECT FROM checks_for WHERE id = $2) AS "appointedHere",
            (SELECT coalesce(json_agg(region_code), '[]') FROM checks_for) AS "appointedRegions",
            EXISTS (SELECT FROM offices WHERE agency_id = $2)
              OR EXISTS (SELECT FROM practitioner p WHERE p.person_id = (SELECT person_id FROM checker) AND p.kind = 'AGENCY_STAFF' AND p.agency_id = $2 AND p.left_on IS NULL) AS "ofThisAgency",
            (SELECT part FROM part WHERE case_file_id = $1 AND person_id = (SELECT person_id FROM checker)) AS part,
            (SELECT own.id FROM (SELECT service_organization_id AS id FROM offices
                                 UNION SELECT p.service_organization_id FROM practitioner p WHERE p.person_id = (SELECT person_id FROM checker)) own
              WHERE own.id IN (SELECT when_engaged FROM engaged UNION SELECT today FROM engaged) LIMIT 1) AS "sharedOrganizationId"`,
    [file.id, file.agencyId, accountId, act.today],
  );
  if (!facts) throw new Error('a select without FROM gives one row');
  return facts;
}

interface FileFacts {
  ownStaff: boolean;
  openCheckId: string | null;
  lastRound: number;
  editionId: string | null;
}

async function fileFacts(act: Act, file: { readonly id: string; readonly caseKind: string }): Promise<FileFacts> {
  const [facts] = await act.sql<FileFacts>(
    `SELECT EXISTS (SELECT FROM engagement e JOIN practitioner p ON p.id = e.practitioner_id WHERE e.case_file_id = $1 AND p.kind = 'AGENCY_STAFF') AS "ownStaff",
            (SELECT id FROM quality_check WHERE case_file_id = $1 AND state IN ('DESIGNATED', 'COMPLETED', 'SIGNED')) AS "openCheckId",
            (SELECT coalesce(max(round), 0) FROM quality_check WHERE case_file_id = $1) AS "lastRound",
            ${editionInForce('$2', '(SELECT a.region_code FROM case_file f JOIN agency a ON a.id = f.agency_id WHERE f.id = $1)', '$3::date')} AS "editionId"`,
    [file.id, file.caseKind, act.today],
  );
  if (!facts) throw new Error('a select without FROM gives one row');
  return facts;
}

/** The office in which somebody designates for this file and withdraws: the bureau's side, or the agency's. */
const rightfulFor = (act: Act, file: { readonly agencyId: string; readonly regionCode: string }, bureau: boolean) =>
  appointmentReaching(act.actor, bureau ? [Role.BUREAU_SUPERVISOR] : [Role.QUALITY_REVIEW_HEAD, Role.CLERK], {
    id: file.agencyId,
    regionCode: file.regionCode,
  });

/**
 * Designates who checks a received file (S4-5.1a). The standard's edition in force today is fixed for the check.
 * Refusals: DESIGNATION_REFUSED with every finding, CHECK_ALREADY_OPEN.
 */
export const designateChecker = defineAct({
  name: 'designateChecker',
  event: 'CHECKER_DESIGNATED',
  roles: DESIGNATORS,
  input: designateCheckerInput,
  async run(act, { caseFileId, checkerAccountId }) {
    const file = await lockCaseFile(act, caseFileId);
    const { ownStaff, openCheckId, lastRound, editionId } = await fileFacts(act, file);
    const rightful = rightfulFor(act, file, ownStaff);
    if (rightful) act.as(rightful);
    const checker = await checkerFacts(act, file, checkerAccountId);
    const prefixes = appointmentsFor(act.actor, [Role.BUREAU_SUPERVISOR]).map((each) => regionPrefix(each.regionCode));
    const decision = designationDecision({
      place: await placeOf(act, file.regionCode),
      fileState: file.state,
      openCheckId,
      ownStaff,
      by: act.appointment?.role === Role.BUREAU_SUPERVISOR ? 'BUREAU' : 'AGENCY',
      checkerAccountId,
      appointed: ownStaff
        ? checker.appointedRegions.some((region) => prefixes.some((prefix) => region.startsWith(prefix)))
        : checker.appointedHere,
      ofThisAgency: checker.ofThisAgency,
      part: checker.part,
      sharedOrganizationId: checker.sharedOrganizationId,
      editionId,
    });
    requireOpen('DESIGNATION_REFUSED', decision);
    const checkId = newId();
    await act.insert(QualityCheckRow, {
      id: checkId,
      caseFileId,
      round: lastRound + 1,
      editionId: editionId as string,
      checkerPersonId: checker.personId as string,
      designatedBy: act.actor.personId,
      designatedRole: act.appointment?.role as string,
      designatedAt: act.now,
      state: checkStates.initial,
    });
    await act.record({
      things: [
        { kind: 'QualityCheck', id: checkId },
        { kind: 'CaseFile', id: caseFileId },
      ],
      facts: { round: lastRound + 1, editionId, checkerPersonId: checker.personId, checkerAccountId },
      findings: decision.findings,
      provisions: ['S4-5.1a', 'S4-5.1d'],
    });
    return { checkId };
  },
});

/** Takes a designation back before it is signed; what the bureau designated, only the bureau takes back. */
export const withdrawDesignation = defineAct({
  name: 'withdrawDesignation',
  event: 'DESIGNATION_WITHDRAWN',
  roles: DESIGNATORS,
  input: withdrawDesignationInput,
  async run(act, { checkId, reason }) {
    const { check, file } = await lockCheck(act, checkId);
    const byBureau = check.designatedRole === Role.BUREAU_SUPERVISOR;
    const rightful = rightfulFor(act, file, byBureau);
    if (!rightful) {
      throw conflict(
        'DESIGNATED_BY_ANOTHER_SIDE',
        byBureau ? '司法局指定的专人由司法局撤回' : '法律援助机构指定的专人由该机构撤回',
      );
    }
    act.as(rightful);
    const { to, provisions } = move(checkStates, 'withdrawDesignation', check.state);
    await act.write(
      'UPDATE quality_check SET state = $2, withdrawn_by = $3, withdrawn_at = $4, withdrawal_reason = $5 WHERE id = $1',
      [checkId, to, act.actor.personId, act.now, reason],
    );
    await act.record({
      things: [
        { kind: 'QualityCheck', id: checkId },
        { kind: 'CaseFile', id: check.caseFileId },
      ],
      facts: { round: check.round, from: check.state },
      provisions,
    });
    return { checkId };
  },
});
