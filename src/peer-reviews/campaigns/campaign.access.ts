import { requireRole, signedIn } from '../../organizations/organization.access';
import {
  type Actor,
  appointmentsAmong,
  appointmentsFor,
  bureausHeld,
  Role,
  regionPrefix,
  regionsHeld,
} from '../../platform/access/actor';
import { oneInReach } from '../../platform/access/one-in-reach';
import { Where } from '../../platform/access/scope';
import type { Act } from '../../platform/act';
import type { Context } from '../../platform/context';
import { columnsOf } from '../../platform/database/naming';
import { historyAccess } from '../../platform/history';
import { isId } from '../../platform/ids';
import { notFound } from '../../platform/refusal';
import { ReviewCampaignRow } from './campaign.entity';
import type { CampaignStateCode } from './campaign-settings.types';

/**
 * Results are seen by case file from now on, or were before the campaign was abandoned: what lists show by pseudonym must
 * no longer tell which file is which, or one person alone could join the two.
 */
const SEEN_BY_FILE: readonly CampaignStateCode[] = ['REPLYING', 'FINALISED', 'ABANDONED'];
export const seenByFile = (state: CampaignStateCode): boolean => SEEN_BY_FILE.includes(state);
/** The same as a condition on the alias of a campaign. */
export const seenByFileSql = (campaign: string): string =>
  `${campaign}.state IN (${SEEN_BY_FILE.map((state) => `'${state}'`).join(', ')})`;

/** Who sees campaigns: those who run them, and those who watch over the region. */
export const CAMPAIGN_READERS: readonly Role[] = [Role.REVIEW_COORDINATOR, Role.BUREAU_SUPERVISOR, Role.AUDITOR];

/**
 * The one access function of campaigns, as a condition on the alias: of one's own bureau, or in the region of one's bureau
 * and below. Offices at an agency reach none: campaigns read the agency's own work.
 */
export function campaignReach(
  where: Where,
  actor: Actor,
  campaign: string,
  roles: readonly Role[] = CAMPAIGN_READERS,
): string {
  const held = appointmentsAmong(actor, roles, CAMPAIGN_READERS);
  const own = bureausHeld(held);
  if (!own.length) return 'false';
  return `${campaign}.bureau_id = ANY (${where.value(own)}::uuid[]) OR ${campaign}.region_code LIKE ANY (${where.value(regionsHeld(held))}::text[])`;
}

export function requireCampaignReader(context: Context): Actor {
  requireRole(context, CAMPAIGN_READERS);
  return signedIn(context);
}

/** One campaign within reach, or null exactly as if it did not exist. */
export async function visibleCampaign(
  context: Context,
  id: string,
  roles: readonly Role[] = CAMPAIGN_READERS,
): Promise<ReviewCampaignRow | null> {
  requireRole(context, roles);
  if (!isId(id)) return null;
  return oneInReach(context, ReviewCampaignRow, id, (where) => campaignReach(where, signedIn(context), 't', roles));
}

/** Locks a campaign for an act of its own bureau's people, in whose name it is done; NOT_FOUND for everybody else's. */
export const lockCampaign = (act: Act, id: string): Promise<ReviewCampaignRow> =>
  locked(act, id, (where) => `t.bureau_id = ANY (${where.value(bureausHeld(act.appointments))}::uuid[])`);

/** Locks a campaign for an act of whoever sees it, a superior bureau's people too. */
export const lockCampaignInReach = (act: Act, id: string): Promise<ReviewCampaignRow> =>
  locked(act, id, (where) => campaignReach(where, act.actor, 't', act.definition.roles));

async function locked(act: Act, id: string, reach: (where: Where) => string): Promise<ReviewCampaignRow> {
  const where = new Where();
  where.and(`t.id = ${where.value(id)}::uuid`).and(reach(where));
  const [found] = await act.sql<ReviewCampaignRow>(
    `SELECT ${columnsOf(ReviewCampaignRow, 't')} FROM review_campaign t WHERE ${where.text} FOR NO KEY UPDATE`,
    where.params,
  );
  if (!found) throw notFound();
  const held =
    act.appointments.find(({ placeId }) => placeId === found.bureauId) ??
    appointmentsFor(act.actor, act.definition.roles).find(
      ({ place, regionCode }) => place === 'BUREAU' && found.regionCode.startsWith(regionPrefix(regionCode)),
    );
  if (!held) throw notFound();
  act.as(held);
  act.touch({ kind: 'ReviewCampaign', id: found.id });
  return found;
}

historyAccess('ReviewCampaign', async (context, id) => Boolean(await visibleCampaign(context, id)));
