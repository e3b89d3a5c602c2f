import { caseFileReceived } from '../case-files/case-file.events';
import { raiseSubsidies } from './subsidy.amounts';
import { raisedFacts } from './subsidy.service';

/** A received file gives rise to subsidies, in the transaction of its receipt; received again, it changes only what differs. */
caseFileReceived.subscribe(async (act, { caseFileId }) => {
  const raised = await raiseSubsidies(act, caseFileId);
  if (!raised.length) return;
  await act.record({
    event: 'SUBSIDIES_AROSE',
    things: [
      { kind: 'CaseFile', id: caseFileId },
      ...raised.flatMap(({ subsidyId }) => (subsidyId ? [{ kind: 'Subsidy', id: subsidyId } as const] : [])),
    ],
    facts: { caseFileId, subsidies: raisedFacts(raised) },
    findings: raised.map(({ finding }) => finding),
    provisions: ['LAL-52'],
  });
});
