import { signedIn } from '../../organizations/organization.access';
import { appointmentsFor, Role, regionsHeld } from '../../platform/access/actor';
import { Where } from '../../platform/access/scope';
import { historyAccess } from '../../platform/history';

/**
 * The history of a reading names its reader beside a pseudonym: those who oversee the region read it, and only when the
 * campaign is over (HOUSE).
 */
historyAccess('Reading', async (context, id) => {
  const held = appointmentsFor(signedIn(context), [Role.BUREAU_SUPERVISOR, Role.AUDITOR]);
  const regions = regionsHeld(held);
  if (!regions.length) return false;
  const where = new Where();
  where
    .and(`r.id = ${where.value(id)}::uuid`)
    .and(`b.region_code LIKE ANY (${where.value(regions)}::text[])`)
    .and(`b.state IN ('FINALISED', 'ABANDONED')`);
  const found = await context.read(
    `SELECT FROM review.reading r JOIN review.subject s ON s.id = r.subject_id JOIN review_campaign b ON b.id = s.campaign_id WHERE ${where.text}`,
    where.params,
  );
  return found.length > 0;
});
