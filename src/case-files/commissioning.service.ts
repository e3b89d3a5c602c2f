import { commitmentInForce } from '../commitments/commitment.service';
import { allAdoptions } from '../organizations/adoptions';
import { Role } from '../platform/access/actor';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { newId } from '../platform/ids';
import { badInput, requireOpen } from '../platform/refusal';
import { move } from '../platform/states';
import { lockCaseFile } from './case-file.access';
import type { CaseFileRow } from './case-file.entity';
import { changePractitionerInput, commissionPractitionerInput } from './case-file.inputs';
import { caseFileStates } from './case-file.states';
import { aidGoesOn, type CommissionFacts, changeDecision, commissionDecision } from './commissioning.rules';
import { EngagementRow } from './engagement.entity';
import { requireUnnamed } from './unnamed';

constraintMeans('part_pkey', 'PART_TAKEN', '此人在本案卷已有另一职责');
constraintMeans('engagement_case_file_id_person_id_part_fkey', 'PART_TAKEN', '此人在本案卷已有另一职责');
constraintMeans('one_engagement_at_a_time', 'ALREADY_COMMISSIONED', '本案卷已有承办人，请使用更换承办人');

interface PractitionerFacts {
  readonly id: string;
  readonly personId: string;
  readonly kind: CommissionFacts['kind'];
  readonly serviceOrganizationId: string | null;
  readonly agencyId: string | null;
  readonly leftOn: string | null;
  readonly part: string | null;
}

type LockedFile = CaseFileRow & { readonly regionCode: string };

async function gather(act: Act, file: LockedFile, practitionerId: string, beganOn: string, notBefore: string) {
  // The person is locked: a part written for another duty at the same moment is seen, or waits.
  const [practitioner] = await act.sql<PractitionerFacts>(
    `SELECT p.id, p.person_id AS "personId", p.kind, p.service_organization_id AS "serviceOrganizationId", p.agency_id AS "agencyId",
            p.left_on AS "leftOn", (SELECT part FROM part WHERE case_file_id = $2 AND person_id = p.person_id) AS part
       FROM practitioner p WHERE p.id = $1 FOR SHARE OF p`,
    [practitionerId, file.id],
  );
  if (!practitioner) throw badInput('input.practitionerId', '没有找到这名承办人');
  act.touch({ kind: 'Practitioner', id: practitioner.id });
  const { kind } = practitioner;
  const commitmentId =
    kind === 'AGENCY_STAFF'
      ? null
      : await commitmentInForce(
          act,
          {
            agencyId: file.agencyId,
            serviceOrganizationId: practitioner.serviceOrganizationId,
            volunteerId: kind === 'VOLUNTEER' ? practitioner.id : null,
          },
          beganOn,
        );
  const facts: CommissionFacts = {
    ground: { regionCode: file.regionCode, adoptions: await allAdoptions(act) },
    today: act.today,
    beganOn,
    notBefore,
    practitionerId: practitioner.id,
    kind,
    leftOn: practitioner.leftOn,
    ofThisAgency: practitioner.agencyId === file.agencyId,
    commitmentId,
    part: practitioner.part,
  };
  return { practitioner, facts };
}

async function engage(
  act: Act,
  file: LockedFile,
  { practitioner, facts }: Awaited<ReturnType<typeof gather>>,
  way: EngagementRow['way'],
): Promise<string> {
  const id = newId();
  await act.sql(
    `INSERT INTO part (case_file_id, person_id, part) VALUES ($1, $2, 'PRACTITIONER') ON CONFLICT (case_file_id, person_id, part) DO NOTHING`,
    [file.id, practitioner.personId],
  );
  await act.insert(EngagementRow, {
    id,
    caseFileId: file.id,
    practitionerId: practitioner.id,
    personId: practitioner.personId,
    serviceOrganizationId: practitioner.serviceOrganizationId,
    way,
    commitmentId: facts.commitmentId,
    beganOn: facts.beganOn,
    commissionedBy: act.actor.personId,
    commissionedAt: act.now,
  });
  return id;
}

/** The first engagement of a file (S0-8.3, S4-4.4a). Refusals: COMMISSION_REFUSED, PART_TAKEN, WRONG_STATE. */
export const commissionPractitioner = defineAct({
  name: 'commissionPractitioner',
  event: 'PRACTITIONER_COMMISSIONED',
  roles: [Role.CLERK],
  input: commissionPractitionerInput,
  async run(act, input) {
    const file = await lockCaseFile(act, input.caseFileId);
    const { to, provisions } = move(caseFileStates, 'commissionPractitioner', file.state);
    const gathered = await gather(act, file, input.practitionerId, input.beganOn ?? act.today, file.receivedOn);
    const decision = commissionDecision(gathered.facts);
    requireOpen('COMMISSION_REFUSED', decision);
    const engagementId = await engage(act, file, gathered, input.way);
    await act.write('UPDATE case_file SET state = $2 WHERE id = $1', [file.id, to]);
    await act.record({
      things: [...act.things, { kind: 'Engagement', id: engagementId }],
      facts: {
        from: file.state,
        to,
        practitionerId: input.practitionerId,
        way: input.way,
        beganOn: gathered.facts.beganOn,
        commitmentId: gathered.facts.commitmentId,
      },
      findings: decision.findings,
      provisions,
    });
    return { caseFileId: file.id, engagementId };
  },
});

/**
 * Ends the current engagement with a reason and begins the next on the same day (LAL-55, S3-5.4, S0-23.4).
 * Refusals: AID_TERMINATED, COMMISSION_REFUSED, PART_TAKEN, WRONG_STATE.
 */
export const changePractitioner = defineAct({
  name: 'changePractitioner',
  event: 'PRACTITIONER_CHANGED',
  roles: [Role.CLERK],
  input: changePractitionerInput,
  async run(act, input) {
    const file = await lockCaseFile(act, input.caseFileId);
    const [termination] = await act.sql<{ id: string }>('SELECT id FROM termination WHERE case_file_id = $1', [
      file.id,
    ]);
    requireOpen('AID_TERMINATED', aidGoesOn(termination?.id ?? null));
    const { provisions } = move(caseFileStates, 'changePractitioner', file.state);
    const [current] = await act.sql<{ id: string; practitionerId: string; beganOn: string }>(
      `SELECT id, practitioner_id AS "practitionerId", began_on AS "beganOn" FROM engagement WHERE case_file_id = $1 AND ended_on IS NULL FOR UPDATE`,
      [file.id],
    );
    if (!current) throw new Error(`nobody handles case file ${file.id}`);
    const gathered = await gather(act, file, input.practitionerId, input.beganOn ?? act.today, current.beganOn);
    const decision = changeDecision(gathered.facts, current.practitionerId);
    requireOpen('COMMISSION_REFUSED', decision);
    await requireUnnamed(act, file.id, '更换承办人的理由', input.reason);
    const { beganOn } = gathered.facts;
    await act.write('UPDATE engagement SET ended_on = $2, end_reason = $3 WHERE id = $1', [
      current.id,
      beganOn,
      input.reason,
    ]);
    const engagementId = await engage(act, file, gathered, input.way);
    await act.record({
      things: [
        ...act.things,
        { kind: 'Practitioner', id: current.practitionerId },
        { kind: 'Engagement', id: current.id },
        { kind: 'Engagement', id: engagementId },
      ],
      facts: {
        endedEngagementId: current.id,
        practitionerId: input.practitionerId,
        way: input.way,
        beganOn,
        commitmentId: gathered.facts.commitmentId,
      },
      findings: decision.findings,
      provisions,
    });
    return { caseFileId: file.id, engagementId };
  },
});
