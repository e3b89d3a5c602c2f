import { Role } from '../../platform/access/actor';
import { defineAct } from '../../platform/act';
import { conflict } from '../../platform/refusal';
import { move } from '../../platform/states';
import { lockOwnSubject, putSubject } from './gather';
import { withdrawSubjectInput } from './settling.inputs';
import { subjectStates } from './subject.states';
import { ReviewWithdrawalRow } from './withdrawal.entity';

/**
 * Takes a file out of its campaign, by its pseudonym: all its readings stop, no result comes of it, it stays listed with the
 * reason. Refusals: WRONG_STATE where it is withdrawn already, CAMPAIGN_CLOSED once the campaign is finalised or abandoned.
 */
export const withdrawSubject = defineAct({
  name: 'withdrawSubject',
  event: 'SUBJECT_WITHDRAWN',
  roles: [Role.REVIEW_COORDINATOR],
  input: withdrawSubjectInput,
  async run(act, { subjectId, reason }) {
    const subject = await lockOwnSubject(act, subjectId);
    if (!['DRAWN', 'READING', 'REPLYING'].includes(subject.campaignState)) {
      throw conflict('CAMPAIGN_CLOSED', '这次评估活动已经结束，名单不再变动');
    }
    const { provisions } = move(subjectStates, 'withdrawSubject', subject.state);
    await act.insert(ReviewWithdrawalRow, {
      subjectId,
      campaignId: subject.campaignId,
      reason,
      withdrawnBy: act.actor.personId,
      withdrawnAt: act.now,
    });
    const stopped = await act.write(
      `UPDATE review.reading SET state = 'STOPPED', stopped_reason = 'FILE_WITHDRAWN' WHERE subject_id = $1 AND state <> 'STOPPED'`,
      [subjectId],
    );
    await putSubject(act, subjectId, 'WITHDRAWN');
    await act.record({
      things: [{ kind: 'ReviewCampaign', id: subject.campaignId }],
      facts: { subjectId, stopped },
      provisions,
    });
    return { subjectId };
  },
});
