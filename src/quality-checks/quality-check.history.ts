import { signedIn } from '../organizations/organization.access';
import { appointmentsFor } from '../platform/access/actor';
import { agencyReach, Where } from '../platform/access/scope';
import { historyAccess } from '../platform/history';
import { SWEEPERS, visibleCheck } from './quality-check.access';

historyAccess('QualityCheck', async (context, id) => (await visibleCheck(context, id)) !== null);

/** One's own signing key, and those of agencies whose signatures one may verify. */
historyAccess('SigningKey', async (context, id) => {
  const actor = signedIn(context);
  const where = new Where();
  where
    .and(`k.id = ${where.value(id)}::uuid`)
    .and(
      `k.person_id = ${where.value(actor.personId)}::uuid OR ${agencyReach(where, appointmentsFor(actor, SWEEPERS), 'k.agency_id')}`,
    );
  return (await context.read(`SELECT FROM signing_key k WHERE ${where.text}`, where.params)).length > 0;
});
