import { requireUnnamed } from '../../case-files/unnamed';
import { ownBureau } from '../../organizations/organization.access';
import { bureausHeld, Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { constraintMeans } from '../../platform/constraints';
import { badInput, conflict, notFound, requireOpen } from '../../platform/refusal';
import { decide } from '../../regulation';
import type { CampaignStateCode } from '../campaigns/campaign-settings.types';
import { type GivenValue, given } from '../settling/values';
import { openForReply } from './opening';
import { ReviewReplyDecisionRow } from './reply.entity';
import { decideReplyInput } from './reply.inputs';
import { mayDecide, overallFollows, overallNear, realChange, withChanges } from './reply.rules';
import { type SettledFile, settledFiles } from './settled-files';

constraintMeans('review_reply_decision_pkey', 'ALREADY_DECIDED', '这项答复已经决定');
constraintMeans('reply_is_decided_in_its_time', 'CAMPAIGN_CLOSED', '这次评估活动已经定案');
constraintMeans('reply_not_decided_by_reader', 'REPLY_DECIDER', '评阅过本卷的人不能决定对它的答复');

interface Reply {
  readonly campaignId: string;
  readonly caseFileId: string;
  readonly indicatorNo: number;
  readonly personId: string;
  readonly bureauId: string;
  readonly state: CampaignStateCode;
  readonly decided: boolean;
  readonly read: boolean;
  readonly handled: boolean;
}

/** The campaign is locked: of two decisions at once the second sees what the first made of the file, and how far it moved. */
async function ownReply(act: Act, replyId: string): Promise<Reply> {
  const [reply] = await act.sql<Reply>(
    `SELECT r.campaign_id AS "campaignId", r.case_file_id AS "caseFileId", r.indicator_no AS "indicatorNo", r.person_id AS "personId", c.bureau_id AS "bureauId", c.state,
            EXISTS (SELECT FROM review_reply_decision d WHERE d.reply_id = r.id) AS decided,
            vault.has_read(r.campaign_id, r.case_file_id, $3) AS read,
            EXISTS (SELECT FROM engagement e WHERE e.case_file_id = r.case_file_id AND e.person_id = $3) AS handled
       FROM review_reply r JOIN review_campaign c ON c.id = r.campaign_id
      WHERE r.id = $1 AND c.bureau_id = ANY ($2::uuid[]) FOR NO KEY UPDATE OF c`,
    [replyId, bureausHeld(act.appointments), act.actor.personId],
  );
  if (!reply) throw notFound();
  ownBureau(act, reply.bureauId);
  act.touch({ kind: 'ReviewCampaign', id: reply.campaignId });
  return reply;
}

const fits = ({ scheme }: SettledFile, { points, grade }: GivenValue) =>
  scheme.kind === 'POINTS_100' ? grade === null : points === null;

/**
 * Decides a reply: the score stands, or another takes its place and total and grade are computed again. Never by who read,
 * handled or replied. Refusals: REPLY_DECIDER, REPLY_UNCHANGED, OVERALL_GRADE_UNFOUNDED, ALREADY_DECIDED, CAMPAIGN_CLOSED,
 * RECIPIENT_NAMED.
 */
export const decideReply = defineAct({
  name: 'decideReply',
  event: 'REPLY_DECIDED',
  roles: [Role.REVIEW_COORDINATOR],
  input: decideReplyInput,
  async run(act, { replyId, outcome, reasons, overallGrade, ...value }) {
    const reply = await ownReply(act, replyId);
    const { campaignId, caseFileId, indicatorNo } = reply;
    if (reply.state !== 'REPLYING') throw conflict('CAMPAIGN_CLOSED', '这次评估活动已经定案');
    if (reply.decided) throw conflict('ALREADY_DECIDED', '这项答复已经决定');
    const decider = mayDecide({ own: reply.personId === act.actor.personId, read: reply.read, handled: reply.handled });
    requireOpen('REPLY_DECIDER', decider);
    await requireUnnamed(act, caseFileId, '理由', reasons);
    const sql = act.sql.bind(act);
    const [file] = await settledFiles(sql, await openForReply(sql, [{ campaignId, caseFileId }], act.actor.accountId));
    if (!file) throw conflict('FILE_WITHDRAWN', '本卷已退出这次评估');
    let after = file.after;
    const findings = [...decider.findings];
    if (outcome === 'CHANGED') {
      if (!fits(file, value)) throw badInput('input', '改评须与评分方案一致');
      if (overallGrade && file.scheme.kind === 'POINTS_100') {
        throw badInput('input.overallGrade', '总体等次由总分得出，不另填写');
      }
      const change = { indicatorNo, value: given(value), overallGrade };
      const real = realChange(file.after, change);
      requireOpen('REPLY_UNCHANGED', real);
      const changed = withChanges(file.scheme, file.after, [change]);
      if (!changed) throw badInput('input', '八项都不适用，得不出结果');
      const overall = [overallNear(file.before.grade, changed.grade), ...overallFollows(file.after, change).findings];
      requireOpen('OVERALL_GRADE_UNFOUNDED', decide('REPLY_OVERALL_GRADE', overall));
      findings.push(...real.findings, ...overall);
      after = changed;
    }
    await act.insert(ReviewReplyDecisionRow, {
      ...{ replyId, personId: reply.personId, outcome, ...value, overallGrade, reasons },
      ...{ decidedBy: act.actor.personId, decidedAt: act.now },
    });
    await act.record({
      things: [
        { kind: 'CaseFile', id: caseFileId },
        { kind: 'ReviewCampaign', id: campaignId },
      ],
      facts: { replyId, campaignId, caseFileId, indicatorNo, outcome, grade: after.grade },
      findings,
      provisions: ['S4-4.1c'],
    });
    return { replyId, campaignId, caseFileId };
  },
});
