import type { z } from 'zod';
import { ownBureau } from '../../organizations/organization.access';
import { Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { constraintMeans } from '../../platform/constraints';
import { newId } from '../../platform/ids';
import { badInput, conflict, notFound, requireOpen } from '../../platform/refusal';
import { enrolmentDecision } from './eligibility.rules';
import { lockReviewer } from './reviewer.access';
import { CampaignPoolChangeRow, ReviewerRow } from './reviewer.entity';
import { changeReviewerInput, endReviewerInput, enrolReviewerInput } from './reviewer.inputs';
import { lockRunning, stopReadings } from './stopping';

const COORDINATOR = [Role.REVIEW_COORDINATOR];

constraintMeans('reviewer_once', 'ENROLLED_ALREADY', '此人已在本局的专家库中');

type Profile = z.output<typeof enrolReviewerInput>['profile'];

function requirePast(act: Act, { practisingSince, disciplinedOn }: Profile): void {
  if (practisingSince > act.today) throw badInput('input.profile.practisingSince', '不能晚于今天');
  if (disciplinedOn && disciplinedOn > act.today) throw badInput('input.profile.disciplinedOn', '不能晚于今天');
}

/** Takes somebody into a bureau's pool. Refusals: NOT_FOUND, ENROLMENT_REFUSED, ENROLLED_ALREADY. */
export const enrolReviewer = defineAct({
  name: 'enrolReviewer',
  event: 'REVIEWER_ENROLLED',
  roles: COORDINATOR,
  input: enrolReviewerInput,
  async run(act, { bureauId, accountId, profile }) {
    ownBureau(act, bureauId);
    requirePast(act, profile);
    const [account] = await act.sql<{ personId: string; appointed: boolean }>(
      `SELECT a.person_id AS "personId", a.disabled_at IS NULL AND EXISTS (SELECT FROM appointment h WHERE h.account_id = a.id AND h.role = 'REVIEWER'
         AND h.ended_at IS NULL AND (h.in_force_to IS NULL OR h.in_force_to >= $2::date)) AS appointed FROM account a WHERE a.id = $1`,
      [accountId, act.today],
    );
    if (!account) throw notFound();
    const id = newId();
    const decision = enrolmentDecision(id, account.appointed, account.personId !== act.actor.personId);
    requireOpen('ENROLMENT_REFUSED', decision);
    await act.insert(ReviewerRow, {
      ...profile,
      id,
      bureauId,
      accountId,
      personId: account.personId,
      enrolledBy: act.actor.personId,
      enrolledAt: act.now,
    });
    await act.record({
      things: [
        { kind: 'Reviewer', id },
        { kind: 'Bureau', id: bureauId },
      ],
      facts: { accountId, ...dated(profile) },
      findings: decision.findings,
      provisions: ['S0-26.1'],
    });
    return { reviewerId: id };
  },
});

/** What the ledger keeps of a profile: dates, codes and counts. */
const dated = ({ honours, disciplinaryNote, ...facts }: Profile) => facts;

/** Whether assigning readers would come to something else by the change. */
const changesWhatIsGiven = (row: ReviewerRow, profile: Profile): boolean =>
  [...row.caseKinds].sort().join() !== [...profile.caseKinds].sort().join() ||
  row.mostFiles !== profile.mostFiles ||
  row.availableFrom !== profile.availableFrom ||
  row.availableTo !== profile.availableTo ||
  row.practisingSince !== profile.practisingSince ||
  row.disciplinedOn !== profile.disciplinedOn;

/** A change of the pool stands with each campaign of the bureau whose sample is drawn and whose files are still read. */
async function recordWithCampaigns(act: Act, { id: reviewerId, bureauId }: ReviewerRow, reason: string | null) {
  const campaigns = await act.sql<{ id: string }>(
    `SELECT id FROM review_campaign WHERE bureau_id = $1 AND state IN ('DRAWN', 'READING') ORDER BY id`,
    [bureauId],
  );
  if (campaigns.length > 0) {
    if (!reason) {
      throw conflict('REASON_NEEDED', '有评估活动已经抽取、尚未定案：改动谁能分到什么案卷，须说明理由，理由记入活动');
    }
    const [changedBy, changedAt] = [act.actor.personId, act.now];
    await act.insert(
      CampaignPoolChangeRow,
      campaigns.map(({ id: campaignId }) => ({ id: newId(), campaignId, reviewerId, reason, changedBy, changedAt })),
    );
  }
  return campaigns.map(({ id }) => ({ kind: 'ReviewCampaign' as const, id }));
}

/**
 * Corrects what the pool says of somebody. While a drawn campaign is read, a change of what they can be given takes a reason
 * and stands with the campaign (HOUSE): readers are not set aside by their profile unseen.
 * Refusals: NOT_FOUND, REASON_NEEDED, REVIEWER_CHANGED, REVIEWER_ENDED.
 */
export const changeReviewer = defineAct({
  name: 'changeReviewer',
  event: 'REVIEWER_CHANGED',
  roles: COORDINATOR,
  input: changeReviewerInput,
  async run(act, { reviewerId, version, profile, reason }) {
    const row = await lockReviewer(act, reviewerId);
    requirePast(act, profile);
    requireStanding(row);
    if (row.version !== version) throw conflict('REVIEWER_CHANGED', '此专家的资料已被改过，请刷新后再改');
    const campaigns = changesWhatIsGiven(row, profile) ? await recordWithCampaigns(act, row, reason) : [];
    await act.write(
      `UPDATE reviewer SET practising_since = $2, case_kinds = $3, honours = $4, disciplined_on = $5, disciplinary_note = $6,
              available_from = $7, available_to = $8, most_files = $9, version = version + 1 WHERE id = $1`,
      [
        row.id,
        profile.practisingSince,
        profile.caseKinds,
        profile.honours,
        profile.disciplinedOn,
        profile.disciplinaryNote,
        profile.availableFrom,
        profile.availableTo,
        profile.mostFiles,
      ],
    );
    const { practisingSince, caseKinds, disciplinedOn, availableFrom, availableTo, mostFiles } = row;
    await act.record({
      things: [...act.things, ...campaigns],
      facts: {
        before: { practisingSince, caseKinds, disciplinedOn, availableFrom, availableTo, mostFiles },
        after: dated(profile),
      },
      provisions: [],
    });
    return { reviewerId };
  },
});

function requireStanding(row: ReviewerRow): void {
  if (row.endedAt) throw conflict('REVIEWER_ENDED', '此专家已退出专家库');
}

/** Takes somebody out of the pool; their running readings stop and are given to others. Refusals: NOT_FOUND, REVIEWER_ENDED. */
export const endReviewer = defineAct({
  name: 'endReviewer',
  event: 'REVIEWER_ENDED',
  roles: COORDINATOR,
  input: endReviewerInput,
  async run(act, { reviewerId, reason }) {
    const row = await lockReviewer(act, reviewerId);
    requireStanding(row);
    await act.write('UPDATE reviewer SET ended_by = $2, ended_at = $3, end_reason = $4 WHERE id = $1', [
      row.id,
      act.actor.personId,
      act.now,
      reason,
    ]);
    const keys = await readerKeysOf(act, row);
    const running = (await lockRunning(act, keys)).filter(({ part }) => part !== 'GROUP');
    await stopReadings(act, running, 'UNAVAILABLE', reason);
    await act.record({
      things: [...act.things, ...(await recordWithCampaigns(act, row, reason))],
      facts: { stopped: running.length },
      provisions: [],
    });
    return { reviewerId };
  },
});

/** Keys under which somebody reads for their bureau's campaigns. */
const readerKeysOf = async (act: Act, row: ReviewerRow): Promise<string[]> =>
  (
    await act.sql<{ readerKey: string }>(
      `SELECT k.reader_key AS "readerKey" FROM vault.reader_keys_of($1) k JOIN review_campaign c ON c.id = k.campaign_id
        WHERE c.bureau_id = $2 AND c.state = 'READING'`,
      [row.accountId, row.bureauId],
    )
  ).map(({ readerKey }) => readerKey);
