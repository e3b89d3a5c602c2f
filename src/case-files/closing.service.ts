import { Role } from '../platform/access/actor';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { newId } from '../platform/ids';
import { conflict, requireOpen } from '../platform/refusal';
import { move } from '../platform/states';
import { type Decision, decide, defineRule } from '../regulation';
import { lockCaseFile } from './case-file.access';
import type { CaseFileRow } from './case-file.entity';
import { caseFileReceived } from './case-file.events';
import { caseFileStates } from './case-file.states';
import { closingFactsOf } from './closing.gather';
import { decideClosingInput, submitClosingInput } from './closing.inputs';
import { closingDecision } from './closing.rules';
import { lockHandled } from './handling';
import { submissionDecision } from './handling.rules';
import { requireUnnamed } from './unnamed';

constraintMeans('one_closing_at_a_time', 'WRONG_STATE', '已有一次结案提交在等待收卷');

const NOT_BY_PRACTITIONER = defineRule({
  code: 'CLOSING_NOT_BY_PRACTITIONER',
  provisions: ['S4-5.1a'],
  provenance: 'HOUSE',
  met: '收卷人不是本案卷的承办人',
  unmet: '承办过本案卷的人不能自己收卷',
  cure: { by: 'CLERK', text: '由另一名经办人收卷' },
});

const readiness = async (act: Act, file: Pick<CaseFileRow, 'id'>): Promise<Decision> => {
  const facts = (await closingFactsOf(act, [file.id], act.today)).get(file.id);
  if (!facts) throw new Error(`no facts of case file ${file.id}`);
  return closingDecision(facts);
};

/** Aid has ended, and who was to hand in its papers is no longer a practitioner. */
const leftBehind = async (act: Act, caseFileId: string, practitionerId: string): Promise<boolean> => {
  const found = await act.sql(
    `SELECT FROM termination t JOIN practitioner p ON p.id = $2 WHERE t.case_file_id = $1 AND p.left_on IS NOT NULL`,
    [caseFileId, practitionerId],
  );
  return found.length > 0;
};

/**
 * Hands in the closing file (S0-21.2). What is missing is found and kept, and does not stop it; receiving does.
 * Refusals: SUBMISSION_REFUSED, WRONG_STATE, NOT_ENGAGED.
 */
export const submitClosing = defineAct({
  name: 'submitClosing',
  event: 'CLOSING_SUBMITTED',
  roles: [Role.PRACTITIONER, Role.CLERK],
  input: submitClosingInput,
  async run(act, { caseFileId }) {
    const { file, step, current } = await lockHandled(act, caseFileId, 'submitClosing');
    const by = act.actor.practitionerId !== null && act.actor.practitionerId === current?.practitionerId;
    const othersHandle =
      current !== null && current.kind !== 'AGENCY_STAFF' && !(await leftBehind(act, file.id, current.practitionerId));
    requireOpen('SUBMISSION_REFUSED', submissionDecision(by ? 'PRACTITIONER' : 'CLERK', othersHandle));
    const decision = await readiness(act, file);
    const closingId = newId();
    const [round] = await act.sql<{ round: number }>(
      `INSERT INTO closing (id, case_file_id, round, submitted_by, submitted_at, findings)
       SELECT $1, $2, coalesce(max(round), 0) + 1, $3, $4, $5::jsonb FROM closing WHERE case_file_id = $2 RETURNING round`,
      [closingId, file.id, act.actor.personId, act.now, JSON.stringify(decision.findings)],
    );
    await act.write('UPDATE case_file SET state = $2 WHERE id = $1', [file.id, step.to]);
    await act.record({
      things: act.things,
      facts: { from: file.state, to: step.to, closingId, round: round?.round, revision: file.revision },
      findings: decision.findings,
      provisions: step.provisions,
    });
    return { caseFileId, closingId };
  },
});

type Outcome = 'RECEIVED' | 'RETURNED';

async function decideRound(act: Act, file: CaseFileRow, outcome: Outcome, decision: Decision, note: string | null) {
  const [closing] = await act.sql<{ id: string; round: number }>(
    `UPDATE closing SET outcome = $2, decision = $3::jsonb, note = $4, decided_by = $5, decided_at = $6
      WHERE case_file_id = $1 AND outcome IS NULL RETURNING id, round`,
    [file.id, outcome, JSON.stringify(decision.findings), note, act.actor.personId, act.now],
  );
  if (!closing) throw new Error(`case file ${file.id} is ${file.state} without an open closing`);
  return closing;
}

/**
 * Receives a complete closing file (S4-5.1a): the quality check may begin. Refusals: CLOSING_INCOMPLETE with everything
 * that is missing, WRONG_STATE.
 */
export const receiveClosing = defineAct({
  name: 'receiveClosing',
  event: 'CLOSING_RECEIVED',
  roles: [Role.CLERK],
  input: decideClosingInput,
  async run(act, { caseFileId, note }) {
    const file = await lockCaseFile(act, caseFileId);
    const { to, provisions } = move(caseFileStates, 'receiveClosing', file.state);
    const own = await act.sql(
      `SELECT 1 FROM part WHERE case_file_id = $1 AND person_id = $2 AND part = 'PRACTITIONER'`,
      [file.id, act.actor.personId],
    );
    const { gate, findings } = await readiness(act, file);
    const decision = decide(gate, [...findings, NOT_BY_PRACTITIONER.find(own.length === 0, {})]);
    requireOpen('CLOSING_INCOMPLETE', decision);
    const closing = await decideRound(act, file, 'RECEIVED', decision, note);
    await act.write('UPDATE case_file SET state = $2, closed_received_at = $3 WHERE id = $1', [file.id, to, act.now]);
    await act.record({
      things: act.things,
      facts: { from: file.state, to, closingId: closing.id, round: closing.round, revision: file.revision },
      findings: decision.findings,
      provisions,
    });
    await caseFileReceived.publish(act, { caseFileId: file.id, closingId: closing.id });
    return { caseFileId, closingId: closing.id };
  },
});

/**
 * Sends a closing file back with everything that is missing, named at once. A complete file is returned only with a
 * reason of the clerk's own. Refusals: NOTHING_MISSING, WRONG_STATE.
 */
export const returnClosing = defineAct({
  name: 'returnClosing',
  event: 'CLOSING_RETURNED',
  roles: [Role.CLERK],
  input: decideClosingInput,
  async run(act, { caseFileId, note }) {
    const file = await lockCaseFile(act, caseFileId);
    const { to, provisions } = move(caseFileStates, 'returnClosing', file.state);
    await requireUnnamed(act, file.id, '退回说明', note);
    const decision = await readiness(act, file);
    if (decision.open && !note) {
      throw conflict('NOTHING_MISSING', '材料齐全，退回须写明理由', decision.findings);
    }
    const closing = await decideRound(act, file, 'RETURNED', decision, note);
    await act.write('UPDATE case_file SET state = $2 WHERE id = $1', [file.id, to]);
    await act.record({
      things: act.things,
      facts: { from: file.state, to, closingId: closing.id, round: closing.round },
      findings: decision.findings,
      provisions,
    });
    return { caseFileId, closingId: closing.id };
  },
});

/**
 * A received file goes back to its practitioner because a signed quality check returned it. For the act that signs:
 * the file must be locked by it; the ledger line is that act's, this adds one under the file.
 */
export async function returnForCorrection(
  act: Act,
  file: Pick<CaseFileRow, 'id' | 'state'>,
  because: { readonly checkId: string },
): Promise<void> {
  const { to, provisions } = move(caseFileStates, 'returnForCorrection', file.state);
  await act.write('UPDATE case_file SET state = $2, closed_received_at = NULL WHERE id = $1', [file.id, to]);
  await act.record({
    event: 'CASE_FILE_RETURNED_FOR_CORRECTION',
    things: [
      { kind: 'CaseFile', id: file.id },
      { kind: 'QualityCheck', id: because.checkId },
    ],
    facts: { from: file.state, to, checkId: because.checkId },
    provisions,
  });
}
