import { requireUnnamed } from '../../case-files/unnamed';
import { calendarOf } from '../../organizations/calendar';
import { appointmentsFor, Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { constraintMeans } from '../../platform/constraints';
import { newId } from '../../platform/ids';
import { conflict, notFound, requireOpen } from '../../platform/refusal';
import { move } from '../../platform/states';
import { countWorkingDays } from '../../regulation';
import { lockCampaign } from '../campaigns/campaign.access';
import type { ReviewCampaignRow } from '../campaigns/campaign.entity';
import { campaignStates } from '../campaigns/campaign.states';
import type { CampaignStateCode } from '../campaigns/campaign-settings.types';
import { objectionsDueOn } from '../reviewers/recusal.service';
import { ReviewReplyRow } from './reply.entity';
import { openRepliesInput, replyToIndicatorInput } from './reply.inputs';
import { type ObjectionFacts, objectionsOver, readyForReplies, replyInTime } from './reply.rules';

constraintMeans('one_reply_an_indicator', 'ALREADY_REPLIED', '这项指标您已经答复，每项只答复一次');
constraintMeans('reply_in_its_time', 'NO_REPLIES_NOW', '这次评估现在不接受答复');

/** Files of a campaign that are neither settled nor withdrawn. */
export async function unsettled(act: Act, campaignId: string): Promise<number> {
  const [row] = await act.sql<{ number: number }>(
    `SELECT count(*) AS number FROM review.subject s WHERE s.campaign_id = $1 AND s.state NOT IN ('SETTLED', 'WITHDRAWN')`,
    [campaignId],
  );
  return row?.number ?? 0;
}

/** Objections that wait, and the last day for them: against a reader who came into the pool after the draw it is a later one. */
async function objectionsOf(act: Act, campaign: ReviewCampaignRow): Promise<ObjectionFacts> {
  const [found] = await act.sql<{ undecided: number; joinedAt: Date | null }>(
    `SELECT (SELECT count(*)::int FROM reviewer_objection o WHERE o.campaign_id = $1 AND o.outcome IS NULL) AS undecided,
            (SELECT max(r.enrolled_at) FROM vault.readers_of($1, 'ASSIGN', $2) k JOIN reviewer r ON r.id = k.reviewer_id) AS "joinedAt"`,
    [campaign.id, act.actor.accountId],
  );
  const dueOn = await objectionsDueOn(act.sql.bind(act), campaign, found?.joinedAt ?? null);
  return { undecided: found?.undecided ?? 0, dueOn, today: act.today };
}

/**
 * Ends the reading and begins the replies: the campaign's working days run from tomorrow. Refusals: SUBJECTS_UNSETTLED while
 * a file has no result, OBJECTIONS_OPEN while a reader may be objected to or an objection waits, WRONG_STATE.
 */
export const openReplies = defineAct({
  name: 'openReplies',
  event: 'REPLIES_OPENED',
  roles: [Role.REVIEW_COORDINATOR],
  input: openRepliesInput,
  async run(act, { campaignId }) {
    const campaign = await lockCampaign(act, campaignId);
    const { to, provisions } = move(campaignStates, 'openReplies', campaign.state);
    // Readers write no more from here on: whoever is submitting comes before this or is refused.
    await act.write('UPDATE review.campaign SET open = false WHERE id = $1', [campaignId]);
    const decision = readyForReplies(await unsettled(act, campaignId));
    requireOpen('SUBJECTS_UNSETTLED', decision);
    const objections = objectionsOver(await objectionsOf(act, campaign));
    requireOpen('OBJECTIONS_OPEN', objections);
    const calendar = await calendarOf(act.sql.bind(act));
    const dueOn = countWorkingDays(act.today, campaign.replyDays, [], calendar).last;
    await act.write(
      'UPDATE review_campaign SET state = $2, version = version + 1, replies_opened_at = $3, replies_due_on = $4 WHERE id = $1',
      [campaignId, to, act.now, dueOn],
    );
    await act.record({
      things: [{ kind: 'ReviewCampaign', id: campaignId }],
      facts: { campaignId, dueOn },
      findings: [...decision.findings, ...objections.findings],
      provisions,
    });
    return { campaignId, dueOn };
  },
});

interface Drawn {
  readonly state: CampaignStateCode;
  readonly repliesDueOn: string | null;
  readonly withdrawn: boolean;
}

/** A drawn file that the caller handled; NOT_FOUND for every other, and for one whose grade was known before. */
async function handledFile(act: Act, campaignId: string, caseFileId: string): Promise<Drawn> {
  const [drawn] = await act.sql<Drawn>(
    `SELECT c.state, c.replies_due_on AS "repliesDueOn",
            EXISTS (SELECT FROM vault.subjects_of(c.id, ARRAY[d.case_file_id], 'REPLY', $4) m JOIN review.subject s ON s.id = m.subject_id WHERE s.state = 'WITHDRAWN') AS withdrawn
       FROM review_campaign c JOIN campaign_draw d ON d.campaign_id = c.id
      WHERE c.id = $1 AND d.case_file_id = $2 AND d.part <> 'GOLD'
        AND EXISTS (SELECT FROM engagement e WHERE e.case_file_id = d.case_file_id AND e.practitioner_id = $3) FOR SHARE OF c`,
    [campaignId, caseFileId, act.actor.practitionerId, act.actor.accountId],
  );
  if (!drawn) throw notFound();
  return drawn;
}

/**
 * The practitioner replies on one indicator of a file they handled, once, within the campaign's working days.
 * Refusals: NO_REPLIES_NOW, REPLY_TOO_LATE with the last day, ALREADY_REPLIED, FILE_WITHDRAWN, RECIPIENT_NAMED.
 */
export const replyToIndicator = defineAct({
  name: 'replyToIndicator',
  event: 'REVIEW_REPLIED',
  roles: [Role.PRACTITIONER],
  input: replyToIndicatorInput,
  async run(act, { campaignId, caseFileId, indicatorNo, text }) {
    const drawn = await handledFile(act, campaignId, caseFileId);
    const [appointment] = appointmentsFor(act.actor, [Role.PRACTITIONER]);
    if (appointment) act.as(appointment);
    act.touch({ kind: 'CaseFile', id: caseFileId });
    if (drawn.state !== 'REPLYING' || !drawn.repliesDueOn) {
      throw conflict('NO_REPLIES_NOW', '这次评估现在不接受答复');
    }
    if (drawn.withdrawn) throw conflict('FILE_WITHDRAWN', '本卷已退出这次评估，不需要答复');
    requireOpen('REPLY_TOO_LATE', replyInTime(drawn.repliesDueOn, act.today));
    await requireUnnamed(act, caseFileId, '答复', text);
    const replyId = newId();
    await act.insert(ReviewReplyRow, {
      ...{ id: replyId, campaignId, caseFileId, indicatorNo },
      ...{ personId: act.actor.personId, reply: text, repliedAt: act.now },
    });
    await act.record({
      things: [
        { kind: 'CaseFile', id: caseFileId },
        { kind: 'ReviewCampaign', id: campaignId },
      ],
      facts: { replyId, campaignId, caseFileId, indicatorNo, dueOn: drawn.repliesDueOn },
      provisions: [],
    });
    return { replyId, campaignId, caseFileId };
  },
});
