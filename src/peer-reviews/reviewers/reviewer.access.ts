import { ownBureau, requireRole, signedIn } from '../../organizations/organization.access';
import { type Actor, appointmentsAmong, bureausHeld, Role, regionsHeld } from '../../platform/access/actor';
import { oneInReach } from '../../platform/access/one-in-reach';
import { Where } from '../../platform/access/scope';
import type { Act } from '../../platform/act';
import type { Context } from '../../platform/context';
import { columnsOf } from '../../platform/database/naming';
import { historyAccess } from '../../platform/history';
import { isId } from '../../platform/ids';
import { notFound } from '../../platform/refusal';
import { ReviewCampaignRow } from '../campaigns/campaign.entity';
import { ReviewerRow } from './reviewer.entity';

/** Who sees the pool of a bureau, with records and objections: those who run campaigns, and those who watch over the region. */
export const REVIEWER_READERS: readonly Role[] = [Role.REVIEW_COORDINATOR, Role.BUREAU_SUPERVISOR, Role.AUDITOR];

/** The one access function of reviewers: of one's own bureau, or of one in its region. Offices at an agency reach none. */
export function reviewerReach(where: Where, actor: Actor, reviewer: string, roles = REVIEWER_READERS): string {
  const regions = regionsHeld(appointmentsAmong(actor, roles, REVIEWER_READERS));
  if (!regions.length) return 'false';
  return `${reviewer}.bureau_id IN (SELECT reach.id FROM bureau reach WHERE reach.region_code LIKE ANY (${where.value(regions)}::text[]))`;
}

export async function visibleReviewer(context: Context, id: string): Promise<ReviewerRow | null> {
  requireRole(context, REVIEWER_READERS);
  if (!isId(id)) return null;
  return oneInReach(context, ReviewerRow, id, (where) => reviewerReach(where, signedIn(context), 't'));
}

/** Locks one of the pool of the coordinator's own bureau; NOT_FOUND for everybody else's. */
export async function lockReviewer(act: Act, id: string): Promise<ReviewerRow> {
  const [found] = await act.sql<ReviewerRow>(
    `SELECT ${columnsOf(ReviewerRow, 't')} FROM reviewer t WHERE t.id = $1 AND t.bureau_id = ANY ($2::uuid[]) FOR NO KEY UPDATE`,
    [id, bureausHeld(act.appointments)],
  );
  if (!found) throw notFound();
  ownBureau(act, found.bureauId);
  act.touch({ kind: 'Reviewer', id: found.id });
  return found;
}

/**
 * Who is in the pool or left it since the draw, as a condition on `r`: what somebody wrote stands after they left, and those
 * who may object to them still may.
 */
export const IN_POOL_SINCE = (drawnAt: string): string =>
  `(r.ended_at IS NULL OR r.ended_at >= ${drawnAt}::timestamptz)`;

/** States in which a campaign's files are known to those who handled them, and its pool with them. */
const SHOWN_TO_HANDLERS = `('DRAWN', 'READING', 'REPLYING', 'FINALISED')`;

/** Files that one handled and that were drawn, as a condition on `d` (campaign_draw) and `c` (its campaign). Gold files are nobody's business. */
export function drawnFileOf(where: Where, actor: Actor): string {
  if (!actor.practitionerId) return 'false';
  return `d.part <> 'GOLD' AND c.state IN ${SHOWN_TO_HANDLERS}
    AND EXISTS (SELECT FROM engagement own WHERE own.case_file_id = d.case_file_id AND own.practitioner_id = ${where.value(actor.practitionerId)}::uuid)`;
}

/** The campaign that drew a file which the practitioner handled; null as if there were none. */
export async function campaignOfHandler(
  read: <T>(text: string, params?: readonly unknown[]) => Promise<T[]>,
  actor: Actor,
  campaignId: string,
  caseFileId: string | null,
): Promise<ReviewCampaignRow | null> {
  const where = new Where();
  where.and(`c.id = ${where.value(campaignId)}::uuid`);
  if (caseFileId) where.and(`d.case_file_id = ${where.value(caseFileId)}::uuid`);
  where.and(drawnFileOf(where, actor));
  const [found] = await read<ReviewCampaignRow>(
    `SELECT ${columnsOf(ReviewCampaignRow, 'c')} FROM review_campaign c JOIN campaign_draw d ON d.campaign_id = c.id WHERE ${where.text} LIMIT 1`,
    where.params,
  );
  return found ?? null;
}

historyAccess('Reviewer', async (context, id) => Boolean(await visibleReviewer(context, id)));
