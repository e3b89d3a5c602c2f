import { Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { conflict, notFound } from '../../platform/refusal';
import { move } from '../../platform/states';
import { lockOwnSubject, putSubject } from './gather';
import { withdrawSubjectInput } from './settling.inputs';
import { subjectStates } from './subject.states';
import { ReviewWithdrawalRow } from './withdrawal.entity';

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

/**
 * Takes a file out of its campaign, by the file, as what speaks for it is known of files: all its readings stop and no
 * result comes of it. Nothing that is answered or written in the ledger says which pseudonym it was.
 * Refusals: NOT_FOUND, WRONG_STATE where it is withdrawn already, CAMPAIGN_CLOSED once the campaign is finalised or abandoned.
 */
export const withdrawSubject = defineAct({
  name: 'withdrawSubject',
  event: 'SUBJECT_WITHDRAWN',
  roles: [Role.REVIEW_COORDINATOR],
  input: withdrawSubjectInput,
  async run(act, { campaignId, caseFileId, reason }) {
    const subjectId = await subjectBehind(act, campaignId, caseFileId);
    const subject = await lockOwnSubject(act, subjectId);
    if (!['DRAWN', 'READING', 'REPLYING'].includes(subject.campaignState)) {
      throw conflict('CAMPAIGN_CLOSED', '这次评估活动已经结束，名单不再变动');
    }
    const { provisions } = move(subjectStates, 'withdrawSubject', subject.state);
    await act.insert(ReviewWithdrawalRow, {
      subjectId,
      campaignId,
      reason,
      withdrawnBy: act.actor.personId,
      withdrawnAt: act.now,
    });
    await act.write(
      `UPDATE review.reading SET state = 'STOPPED', stopped_reason = 'FILE_WITHDRAWN' WHERE subject_id = $1 AND state <> 'STOPPED'`,
      [subjectId],
    );
    await putSubject(act, subjectId, 'WITHDRAWN');
    await act.record({
      things: [
        { kind: 'ReviewCampaign', id: campaignId },
        { kind: 'CaseFile', id: caseFileId },
      ],
      facts: { from: subject.campaignState },
      provisions,
    });
    return { campaignId, caseFileId };
  },
});
