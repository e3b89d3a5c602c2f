import { appointmentsFor, Role } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { newId } from '../platform/ids';
import { badInput, notFound, requireOpen } from '../platform/refusal';
import { move } from '../platform/states';
import type { CaseKindCode } from '../regulation';
import { lockCaseFile, proceedingReach } from './case-file.access';
import { CaseFileRow, ProceedingRow } from './case-file.entity';
import {
  continueInNextStageInput,
  openProceedingInput,
  registerCaseFileInput,
  type StageGiven,
} from './case-file.inputs';
import { caseFileStates } from './case-file.states';
import { numberFor } from './numbering';
import { recipientFor } from './recipient.service';
import { continuationDecision, registrationDecision } from './registration.rules';
import { unnamedDecision } from './unnamed.rules';

constraintMeans('case_file_agency_id_year_number_key', 'NUMBER_TAKEN', '本机构本年度已有这个案卷编号');
constraintMeans('case_file_previous_id_key', 'ALREADY_CONTINUED', '前一案卷已有承接的案卷');

interface AgencyFacts {
  readonly id: string;
  readonly regionCode: string;
  readonly fileCode: string;
}

/** The agency in whose name the clerk acts; NOT_FOUND where the clerk has no appointment there. */
async function clerksAgency(act: Act, agencyId: string): Promise<AgencyFacts> {
  const appointment = appointmentsFor(act.actor, [Role.CLERK]).find((each) => each.placeId === agencyId);
  if (!appointment) throw notFound();
  act.as(appointment);
  const [agency] = await act.sql<AgencyFacts>(
    'SELECT id, region_code AS "regionCode", file_code AS "fileCode" FROM agency WHERE id = $1',
    [agencyId],
  );
  if (!agency) throw notFound();
  return agency;
}

/** Opens a proceeding: the matter that stages and co-offenders share. */
export const openProceeding = defineAct({
  name: 'openProceeding',
  event: 'PROCEEDING_OPENED',
  roles: [Role.CLERK],
  input: openProceedingInput,
  async run(act, { agencyId, caseKind, cause }) {
    const agency = await clerksAgency(act, agencyId);
    const id = newId();
    await act.insert(ProceedingRow, { id, caseKind, cause, regionCode: agency.regionCode, openedAt: act.now });
    await act.record({
      things: [{ kind: 'Proceeding', id }],
      facts: { caseKind, agencyId, regionCode: agency.regionCode },
      provisions: [],
    });
    return { proceedingId: id };
  },
});

/** A proceeding that the clerk may hang a file on. */
async function proceedingOf(act: Act, id: string): Promise<{ caseKind: CaseKindCode; cause: string }> {
  const where = new Where();
  where.and(`t.id = ${where.value(id)}::uuid`).and(proceedingReach(where, act.actor, 't', [Role.CLERK]));
  const [found] = await act.sql<{ caseKind: CaseKindCode; cause: string }>(
    `SELECT t.case_kind AS "caseKind", t.cause FROM proceeding t WHERE ${where.text}`,
    where.params,
  );
  if (!found) throw badInput('input.proceedingId', '没有找到这个案件');
  return found;
}

export async function organKind(act: Act, organId: string | null): Promise<string | null> {
  if (!organId) return null;
  const [organ] = await act.sql<{ kind: string }>('SELECT kind FROM case_organ WHERE id = $1', [organId]);
  if (!organ) throw badInput('input.organId', '没有找到这个办案机关');
  return organ.kind;
}

interface NewFile {
  readonly agency: AgencyFacts;
  readonly caseKind: CaseKindCode;
  readonly proceedingId: string;
  readonly recipientId: string;
  readonly previousId: string | null;
}

async function insertFile(act: Act, stage: Omit<StageGiven, 'previousId'>, more: NewFile): Promise<string> {
  const id = newId();
  const year = Number(act.today.slice(0, 4));
  await act.insert(CaseFileRow, {
    id,
    agencyId: more.agency.id,
    year,
    number: await numberFor(act, { ...more.agency, year, caseKind: more.caseKind }, stage.number),
    proceedingId: more.proceedingId,
    recipientId: more.recipientId,
    previousId: more.previousId,
    caseKind: more.caseKind,
    stage: stage.stage,
    ground: stage.ground,
    stageBeganOn: stage.stageBeganOn,
    reviewPeriodEndsOn: stage.reviewPeriodEndsOn,
    organId: stage.organId,
    organCaseNumber: stage.organCaseNumber,
    inCustody: stage.inCustody,
    pleadsGuilty: stage.pleadsGuilty,
    groupCase: stage.groupCase,
    sensitiveCase: stage.sensitiveCase,
    superiorAssigned: stage.superiorAssigned,
    sealedRecord: stage.sealedRecord,
    facts: stage.facts,
    receivedOn: stage.receivedOn,
    aidDecidedOn: stage.aidDecidedOn,
    state: caseFileStates.initial,
    registeredBy: act.actor.personId,
    registeredAt: act.now,
  });
  return id;
}

const registeredFacts = (stage: Omit<StageGiven, 'previousId'>, file: NewFile) => ({
  agencyId: file.agency.id,
  proceedingId: file.proceedingId,
  recipientId: file.recipientId,
  previousId: file.previousId,
  caseKind: file.caseKind,
  stage: stage.stage,
  ground: stage.ground,
  receivedOn: stage.receivedOn,
  aidDecidedOn: stage.aidDecidedOn,
  stageBeganOn: stage.stageBeganOn,
});

/**
 * Registers a case file. Its number is the clerk's own or the next of the agency and year.
 * Refusals: REGISTRATION_REFUSED (every fault at once), RECIPIENT_NAMED, NUMBER_TAKEN, RECIPIENT_DIFFERS.
 */
export const registerCaseFile = defineAct({
  name: 'registerCaseFile',
  event: 'CASE_FILE_REGISTERED',
  roles: [Role.CLERK],
  input: registerCaseFileInput,
  async run(act, input) {
    const agency = await clerksAgency(act, input.agencyId);
    const { caseKind, cause } = await proceedingOf(act, input.proceedingId);
    const decision = registrationDecision({
      ...input,
      today: act.today,
      caseKind,
      organKind: await organKind(act, input.organId),
    });
    requireOpen('REGISTRATION_REFUSED', decision);
    requireOpen('RECIPIENT_NAMED', unnamedDecision('案由', cause, input.recipient.name));
    const recipientId = await recipientFor(act, agency.id, input.recipient);
    const file = { agency, caseKind, proceedingId: input.proceedingId, recipientId, previousId: null };
    const id = await insertFile(act, input, file);
    await act.record({
      things: [
        { kind: 'CaseFile', id },
        { kind: 'Proceeding', id: input.proceedingId },
        { kind: 'Recipient', id: recipientId },
      ],
      facts: registeredFacts(input, file),
      findings: decision.findings,
      provisions: [input.ground === 'APPLICATION' ? 'S0-8.2' : 'S0-16.4'],
    });
    return { caseFileId: id };
  },
});

/**
 * Registers the file of the next stage (S3-13.1): recipient and proceeding come from the earlier file, which can be
 * continued once. Refusals: CONTINUATION_REFUSED, ALREADY_CONTINUED, NUMBER_TAKEN, WRONG_STATE.
 */
export const continueInNextStage = defineAct({
  name: 'continueInNextStage',
  event: 'CASE_FILE_CONTINUED',
  roles: [Role.CLERK],
  input: continueInNextStageInput,
  async run(act, input) {
    const earlier = await lockCaseFile(act, input.previousId);
    const { provisions } = move(caseFileStates, 'continueInNextStage', earlier.state);
    const agency = await clerksAgency(act, earlier.agencyId);
    const decision = continuationDecision(
      { ...input, today: act.today, caseKind: earlier.caseKind, organKind: await organKind(act, input.organId) },
      earlier,
    );
    requireOpen('CONTINUATION_REFUSED', decision);
    const { proceedingId, recipientId } = earlier;
    const file = { agency, caseKind: earlier.caseKind, proceedingId, recipientId, previousId: earlier.id };
    // A sealed record stays sealed in every later stage.
    const id = await insertFile(act, { ...input, sealedRecord: input.sealedRecord || earlier.sealedRecord }, file);
    await act.record({
      things: [
        { kind: 'CaseFile', id },
        { kind: 'CaseFile', id: earlier.id },
        { kind: 'Proceeding', id: proceedingId },
        { kind: 'Recipient', id: recipientId },
      ],
      facts: registeredFacts(input, file),
      findings: decision.findings,
      provisions,
    });
    return { caseFileId: id };
  },
});
