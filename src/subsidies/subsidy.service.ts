import { lockCaseFile } from '../case-files/case-file.access';
import { requireUnnamed } from '../case-files/unnamed';
import { Role } from '../platform/access/actor';
import { type Act, defineAct } from '../platform/act';
import { newId } from '../platform/ids';
import { badInput, conflict, notFound } from '../platform/refusal';
import { move } from '../platform/states';
import { lockSubsidy } from './subsidy.access';
import { type Raised, raiseSubsidies, setAmount } from './subsidy.amounts';
import { HoldLiftRow, SubsidyAmountRow, SubsidyHoldRow } from './subsidy.entity';
import { adjustSubsidyInput, holdSubsidyInput, liftHoldInput, recalculateSubsidyInput } from './subsidy.inputs';
import { subsidyStates } from './subsidy.states';
import { adjust } from './tariff.rules';
import './subsidy.refusals';

const subsidyThing = (id: string) => ({ kind: 'Subsidy', id }) as const;

/** What arose and what it came to, as the ledger keeps it: ids and fen. */
export const raisedFacts = (raised: readonly Raised[]) =>
  raised.map(({ engagementId, subsidyId, arose, changed, amountFen }) => ({
    engagementId,
    subsidyId,
    arose,
    changed,
    amountFen,
  }));

/**
 * Calculates amounts anew from what is recorded now (LAL-52); a clerk's additions and reductions stay.
 * With a case file it also lets subsidies arise that did not before (a corrected payroll record).
 */
export const recalculateSubsidy = defineAct({
  name: 'recalculateSubsidy',
  event: 'SUBSIDY_RECALCULATED',
  roles: [Role.CLERK],
  input: recalculateSubsidyInput,
  async run(act, input) {
    let caseFileId = input.caseFileId;
    if (input.subsidyId) {
      const subsidy = await lockSubsidy(act, input.subsidyId);
      move(subsidyStates, 'recalculateSubsidy', subsidy.state, subsidy.state);
      caseFileId = subsidy.caseFileId;
    }
    if (!caseFileId) throw notFound();
    if (input.caseFileId) {
      const file = await lockCaseFile(act, caseFileId);
      if (file.state !== 'RECEIVED') throw conflict('WRONG_STATE', '案卷收卷后才核定补贴');
    }
    const raised = await raiseSubsidies(act, caseFileId);
    const subsidyIds = raised.flatMap(({ subsidyId }) => (subsidyId ? [subsidyId] : []));
    await act.record({
      things: [{ kind: 'CaseFile', id: caseFileId }, ...subsidyIds.map(subsidyThing)],
      facts: { caseFileId, subsidies: raisedFacts(raised) },
      findings: raised.map(({ finding }) => finding),
      provisions: ['LAL-52'],
    });
    return { subsidyIds, changed: raised.some(({ changed }) => changed) };
  },
});

/** Adds to or takes from an amount (fen), with a reason, as a new version; refused with WRONG_STATE once it is released. */
export const adjustSubsidy = defineAct({
  name: 'adjustSubsidy',
  event: 'SUBSIDY_ADJUSTED',
  roles: [Role.CLERK],
  input: adjustSubsidyInput,
  async run(act, { subsidyId, kind, fen, reason }) {
    const subsidy = await lockSubsidy(act, subsidyId);
    const { provisions } = move(subsidyStates, 'adjustSubsidy', subsidy.state, subsidy.state);
    await requireUnnamed(act, subsidy.caseFileId, '增减理由', reason);
    const latest = await latestAmount(act, subsidyId);
    if (!latest) throw conflict('NO_AMOUNT', '金额尚未核定，没有可以增减的金额');
    const next = adjust(latest.derivation, kind, fen, reason);
    if (!next) throw badInput('input.fen', '减少后的金额不能低于零');
    if (next.fen > 1_000_000_000) throw badInput('input.fen', '一笔补贴不超过一千万元');
    await setAmount(act, subsidyId, latest.version, latest.tariffEditionId, next, reason);
    await act.record({
      things: [subsidyThing(subsidyId)],
      facts: { subsidyId, kind, fen, version: latest.version + 1, amountFen: next.fen },
      provisions,
    });
    return { subsidyId };
  },
});

const latestAmount = async (act: Act, subsidyId: string): Promise<SubsidyAmountRow | null> => {
  const [row] = await act.sql<SubsidyAmountRow>(
    `SELECT version, amount_fen AS "amountFen", derivation, tariff_edition_id AS "tariffEditionId"
       FROM subsidy_amount WHERE subsidy_id = $1 ORDER BY version DESC LIMIT 1`,
    [subsidyId],
  );
  return row ?? null;
};

/** Holds a subsidy back, with a reason, somebody who settles the matter, and a day by which it must be settled (HOUSE). */
export const holdSubsidy = defineAct({
  name: 'holdSubsidy',
  event: 'SUBSIDY_HELD',
  roles: [Role.FINANCE_OFFICER, Role.QUALITY_REVIEW_HEAD],
  input: holdSubsidyInput,
  async run(act, { subsidyId, reason, ownerAccountId, dueOn }) {
    const subsidy = await lockSubsidy(act, subsidyId);
    move(subsidyStates, 'holdSubsidy', subsidy.state);
    await requireUnnamed(act, subsidy.caseFileId, '暂缓理由', reason);
    if (dueOn < act.today) throw badInput('input.dueOn', '不能早于今天');
    const [owner] = await act.sql<{ personId: string }>(
      `SELECT a.person_id AS "personId" FROM account a
        WHERE a.id = $1 AND a.disabled_at IS NULL AND EXISTS (
          SELECT FROM appointment n WHERE n.account_id = a.id AND n.agency_id = $2 AND n.role <> 'PRACTITIONER' AND n.ended_at IS NULL
             AND n.in_force_from <= $3 AND (n.in_force_to IS NULL OR n.in_force_to >= $3)
             AND (NOT n.needs_approval OR n.approved_by IS NOT NULL))`,
      [ownerAccountId, subsidy.agencyId, act.today],
    );
    if (!owner) throw badInput('input.ownerAccountId', '须为本机构在任人员的账号');
    const holdId = newId();
    await act.insert(SubsidyHoldRow, {
      id: holdId,
      subsidyId,
      reason,
      ownerPersonId: owner.personId,
      dueOn,
      heldBy: act.actor.personId,
      heldAt: act.now,
    });
    await act.record({
      things: [subsidyThing(subsidyId)],
      facts: { subsidyId, holdId, ownerPersonId: owner.personId, dueOn },
      provisions: [],
    });
    return { subsidyId, holdId };
  },
});

/** Lifts one hold; the money waits on while another stands. Refused with WRONG_STATE where the hold is lifted already. */
export const liftHold = defineAct({
  name: 'liftHold',
  event: 'HOLD_LIFTED',
  roles: [Role.FINANCE_OFFICER, Role.QUALITY_REVIEW_HEAD],
  input: liftHoldInput,
  async run(act, { holdId, reason }) {
    const [hold] = await act.sql<{ subsidyId: string }>(
      'SELECT subsidy_id AS "subsidyId" FROM subsidy_hold WHERE id = $1',
      [holdId],
    );
    if (!hold) throw notFound();
    const { subsidyId } = hold;
    await lockSubsidy(act, subsidyId);
    const [lifted] = await act.sql('SELECT hold_id FROM hold_lift WHERE hold_id = $1', [holdId]);
    if (lifted) throw conflict('WRONG_STATE', '这项暂缓已经解除');
    await act.insert(HoldLiftRow, { holdId, reason, liftedBy: act.actor.personId, liftedAt: act.now });
    await act.record({ things: [subsidyThing(subsidyId)], facts: { subsidyId, holdId }, provisions: [] });
    return { subsidyId };
  },
});
