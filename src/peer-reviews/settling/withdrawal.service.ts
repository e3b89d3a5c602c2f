import { Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { constraintMeans } from '../../platform/constraints';
import { columnsOf } from '../../platform/database/naming';
import { newId } from '../../platform/ids';
import { conflict, notFound } from '../../platform/refusal';
import { move } from '../../platform/states';
import { lockCampaignInReach } from '../campaigns/campaign.access';
import { requireNotHandler } from '../handlers';
import { lockOwnSubject, lockSubject, putSubject, type Subject } from './gather';
import { subjectStates } from './subject.states';
import { ReviewWithdrawalRow, type WithdrawalOutcomeCode } from './withdrawal.entity';
import { decideWithdrawalInput, withdrawSubjectInput } from './withdrawal.inputs';

/** Who may decide, as another person than who asked: the same who may give the second seed (HOUSE). */
export const DECIDERS: readonly Role[] = [Role.REVIEW_COORDINATOR, Role.BUREAU_SUPERVISOR, Role.AUDITOR];

const TWO_PERSONS = '开始评阅以后，案卷退出须由申请人以外的另一人决定';
constraintMeans('one_withdrawal', 'WITHDRAWAL_WAITS', '这一卷的退出申请已在等待决定');
constraintMeans('withdrawal_by_two_persons', 'ANOTHER_PERSON_DECIDES', TWO_PERSONS);
constraintMeans('withdrawal_is_decided_once', 'ALREADY_DECIDED', '这件退出申请已经决定');

const OPEN: readonly string[] = ['DRAWN', 'READING', 'REPLYING'];

/** Where the file could leave its campaign now; the provisions of its leaving. */
function requireThere({ state }: Pick<Subject, 'state'>, campaignState: string): readonly string[] {
  if (!OPEN.includes(campaignState)) throw conflict('CAMPAIGN_CLOSED', '这次评估活动已经结束，名单不再变动');
  return move(subjectStates, 'withdrawSubject', state).provisions;
}

/** The subject behind a drawn file of the coordinator's own bureau. */
async function subjectBehind(act: Act, campaignId: string, caseFileId: string): Promise<string> {
  const [found] = await act.sql<{ subjectId: string }>(
    `SELECT v.subject_id AS "subjectId"
       FROM campaign_draw d JOIN review_campaign c ON c.id = d.campaign_id
       CROSS JOIN LATERAL vault.subjects_of(c.id, ARRAY[d.case_file_id], 'SETTLE', $4) v
      WHERE d.campaign_id = $1 AND d.case_file_id = $2 AND c.bureau_id = ANY ($3::uuid[])`,
    [campaignId, caseFileId, act.appointments.map(({ placeId }) => placeId), act.actor.accountId],
  );
  if (!found) throw notFound();
  return found.subjectId;
}

/** That subject, locked, where it could leave now. */
async function lockLeaving(act: Act, campaignId: string, caseFileId: string) {
  const subjectId = await subjectBehind(act, campaignId, caseFileId);
  await requireNotHandler(act, caseFileId);
  const { state, campaignState } = await lockOwnSubject(act, subjectId);
  return { subjectId, campaignState, provisions: requireThere({ state }, campaignState) };
}

const thingsOf = (campaignId: string, caseFileId: string) => [
  { kind: 'ReviewCampaign' as const, id: campaignId },
  { kind: 'CaseFile' as const, id: caseFileId },
];

/** All readings stop; no result comes of the file. */
async function takeOut(act: Act, subjectId: string): Promise<void> {
  await act.write(
    `UPDATE review.reading SET state = 'STOPPED', stopped_reason = 'FILE_WITHDRAWN' WHERE subject_id = $1 AND state <> 'STOPPED'`,
    [subjectId],
  );
  await putSubject(act, subjectId, 'WITHDRAWN');
}

/**
 * Takes a file that nobody was given yet out of its campaign, by the file, as what speaks for it is known of files: no result
 * comes of it. Nothing that is answered or written in the ledger says which pseudonym it was. Refusals: NOT_FOUND, OWN_FILE,
 * WITHDRAWAL_BY_TWO once the campaign reads, WRONG_STATE where it is withdrawn already, CAMPAIGN_CLOSED once it is over.
 */
export const withdrawSubject = defineAct({
  name: 'withdrawSubject',
  event: 'SUBJECT_WITHDRAWN',
  roles: [Role.REVIEW_COORDINATOR],
  input: withdrawSubjectInput,
  async run(act, { campaignId, caseFileId, ground, reason }) {
    const { subjectId, campaignState, provisions } = await lockLeaving(act, campaignId, caseFileId);
    if (campaignState !== 'DRAWN') throw conflict('WITHDRAWAL_BY_TWO', `${TWO_PERSONS}，请用 askWithdrawal 申请`);
    await act.insert(ReviewWithdrawalRow, {
      ...{ id: newId(), subjectId, campaignId, ground, reason },
      ...{ askedBy: act.actor.personId, askedAt: act.now, outcome: 'WITHDRAWN', decidedAt: act.now },
    });
    await takeOut(act, subjectId);
    await act.record({ things: thingsOf(campaignId, caseFileId), facts: { from: campaignState, ground }, provisions });
    return { campaignId, caseFileId };
  },
});

/**
 * Asks that a file leave its campaign; it is read on until a second person agrees. Refusals: NOT_FOUND, OWN_FILE, WITHDRAWAL_WAITS,
 * WRONG_STATE, CAMPAIGN_CLOSED.
 */
export const askWithdrawal = defineAct({
  name: 'askWithdrawal',
  event: 'WITHDRAWAL_ASKED',
  roles: [Role.REVIEW_COORDINATOR],
  input: withdrawSubjectInput,
  async run(act, { campaignId, caseFileId, ground, reason }) {
    const { subjectId, campaignState, provisions } = await lockLeaving(act, campaignId, caseFileId);
    const id = newId();
    await act.insert(ReviewWithdrawalRow, {
      ...{ id, subjectId, campaignId, ground, reason },
      ...{ askedBy: act.actor.personId, askedAt: act.now },
    });
    // Not the id of the request, whose record holds the pseudonym's.
    await act.record({ things: thingsOf(campaignId, caseFileId), facts: { from: campaignState, ground }, provisions });
    return { withdrawalId: id };
  },
});

async function rowOf(act: Act, id: string): Promise<ReviewWithdrawalRow> {
  const [row] = await act.sql<ReviewWithdrawalRow>(
    `SELECT ${columnsOf(ReviewWithdrawalRow, 't')} FROM review_withdrawal t WHERE t.id = $1`,
    [id],
  );
  if (!row) throw notFound();
  return row;
}

const decision = (name: string, event: string, outcome: WithdrawalOutcomeCode) =>
  defineAct({
    name,
    event,
    roles: DECIDERS,
    input: decideWithdrawalInput,
    async run(act, { withdrawalId, reason }) {
      const { subjectId, campaignId } = await rowOf(act, withdrawalId);
      // The file before its campaign, as everybody locks them; whoever decides second sees what the first one decided.
      const subject = await lockSubject(act, subjectId);
      const campaign = await lockCampaignInReach(act, campaignId);
      const row = await rowOf(act, withdrawalId);
      if (row.outcome) throw conflict('ALREADY_DECIDED', '这件退出申请已经决定');
      if (row.askedBy === act.actor.personId) throw conflict('ANOTHER_PERSON_DECIDES', TWO_PERSONS);
      const [behind] = await act.sql<{ caseFileId: string }>(
        `SELECT m.case_file_id AS "caseFileId" FROM vault.files_of(ARRAY[$1::uuid], 'SETTLE', $2) m`,
        [subjectId, act.actor.accountId],
      );
      await requireNotHandler(act, behind?.caseFileId);
      const provisions = outcome === 'WITHDRAWN' ? requireThere(subject, campaign.state) : [];
      await act.write(
        'UPDATE review_withdrawal SET outcome = $2, outcome_reason = $3, decided_by = $4, decided_at = $5 WHERE id = $1',
        [withdrawalId, outcome, reason, act.actor.personId, act.now],
      );
      if (outcome === 'WITHDRAWN') await takeOut(act, subjectId);
      await act.record({ things: act.things, facts: { withdrawalId }, provisions });
      return { withdrawalId };
    },
  });

/** Refusals of both: NOT_FOUND, ALREADY_DECIDED, ANOTHER_PERSON_DECIDES, OWN_FILE; of agreeing WRONG_STATE and CAMPAIGN_CLOSED too. */
export const approveWithdrawal = decision('approveWithdrawal', 'WITHDRAWAL_APPROVED', 'WITHDRAWN');
export const refuseWithdrawal = decision('refuseWithdrawal', 'WITHDRAWAL_REFUSED', 'REFUSED');
