import { allAdoptions } from '../organizations/adoptions';
import { Role } from '../platform/access/actor';
import { defineAct } from '../platform/act';
import { newId } from '../platform/ids';
import { conflict, requireOpen } from '../platform/refusal';
import { move } from '../platform/states';
import { lockCaseFile } from './case-file.access';
import { caseFileStates } from './case-file.states';
import { TerminationRow } from './closing.entity';
import { recordTerminationServiceInput, terminateAidInput } from './closing.inputs';
import { tellingDecision, terminationDecision, terminationProvision } from './termination.rules';
import { requireUnnamed } from './unnamed';

/**
 * Decides to terminate aid on one of the grounds (S0-22.1, LAL-48; S0-23.1, S3-5.3, S3-6.1). The engagement runs on
 * until the termination's papers are handed in. Refusals: TERMINATION_REFUSED, WRONG_STATE.
 */
export const terminateAid = defineAct({
  name: 'terminateAid',
  event: 'AID_TERMINATED',
  roles: [Role.CLERK],
  input: terminateAidInput,
  async run(act, input) {
    const file = await lockCaseFile(act, input.caseFileId);
    const { to, provisions } = move(caseFileStates, 'terminateAid', file.state);
    const decidedOn = input.decidedOn ?? act.today;
    const facts = {
      today: act.today,
      place: { regionCode: file.regionCode, adoptions: await allAdoptions(act) },
      caseKind: file.caseKind,
      stage: file.stage,
      aid: file.ground,
      ground: input.ground,
      receivedOn: file.receivedOn,
      decidedOn,
      permittedOn: input.permittedOn,
    };
    const decision = terminationDecision(facts);
    requireOpen('TERMINATION_REFUSED', decision);
    await requireUnnamed(act, file.id, '终止援助的理由', input.reason);
    const provisionId = terminationProvision(facts);
    if (!provisionId) throw new Error(`no provision for termination on ${input.ground}`);
    const id = newId();
    await act.insert(TerminationRow, {
      id,
      caseFileId: file.id,
      ground: input.ground,
      provisionId,
      reason: input.reason,
      permittedOn: input.permittedOn,
      decidedOn,
      decidedBy: act.actor.personId,
      decidedAt: act.now,
    });
    await act.write('UPDATE case_file SET state = $2 WHERE id = $1', [file.id, to]);
    await act.record({
      things: act.things,
      facts: {
        from: file.state,
        to,
        terminationId: id,
        ground: input.ground,
        decidedOn,
        permittedOn: input.permittedOn,
      },
      findings: decision.findings,
      provisions: [...new Set([provisionId, ...provisions])],
    });
    return { caseFileId: file.id };
  },
});

/** Records that the recipient was served and the organ told (S0-22.2, S0-22.3), each once. Refusals: TELLING_REFUSED, ALREADY_RECORDED, WRONG_STATE. */
export const recordTerminationService = defineAct({
  name: 'recordTerminationService',
  event: 'TERMINATION_SERVED',
  roles: [Role.CLERK],
  input: recordTerminationServiceInput,
  async run(act, { caseFileId, servedOn, organInformedOn }) {
    const file = await lockCaseFile(act, caseFileId);
    const { provisions } = move(caseFileStates, 'recordTerminationService', file.state);
    const [termination] = await act.sql<Pick<TerminationRow, 'id' | 'decidedOn' | 'servedOn' | 'organInformedOn'>>(
      `SELECT id, decided_on AS "decidedOn", served_on AS "servedOn", organ_informed_on AS "organInformedOn" FROM termination WHERE case_file_id = $1`,
      [file.id],
    );
    if (!termination) throw conflict('WRONG_STATE', '本案卷没有终止援助');
    if ((servedOn && termination.servedOn) || (organInformedOn && termination.organInformedOn)) {
      throw conflict('ALREADY_RECORDED', '送达或者函告的日期已经登记');
    }
    const decision = tellingDecision(act.today, termination.decidedOn, { servedOn, organInformedOn });
    requireOpen('TELLING_REFUSED', decision);
    await act.write(
      'UPDATE termination SET served_on = coalesce(served_on, $2), organ_informed_on = coalesce(organ_informed_on, $3) WHERE id = $1',
      [termination.id, servedOn, organInformedOn],
    );
    await act.record({
      things: act.things,
      facts: { terminationId: termination.id, servedOn, organInformedOn },
      findings: decision.findings,
      provisions,
    });
    return { caseFileId };
  },
});
