import { type Actor, Role } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import type { Context } from '../platform/context';
import { historyAccess } from '../platform/history';
import type { ThingKind } from '../platform/ledger';
import {
  APPOINTMENT_READERS,
  accountReach,
  appointmentReach,
  placeReach,
  requireRole,
  signedIn,
} from './organization.access';

type Reach = (where: Where, actor: Actor, context: Context) => string;

/** A thing of a table within reach, or nothing: out of scope and not there are one answer. */
const within =
  (table: string, reach: Reach) =>
  async (context: Context, id: string): Promise<boolean> => {
    const actor = signedIn(context);
    const where = new Where();
    where.and(`t.id = ${where.value(id)}::uuid`).and(reach(where, actor, context));
    return (await context.read(`SELECT FROM ${table} t WHERE ${where.text}`, where.params)).length > 0;
  };

/** Those who answer for places: their administrators, the bureau's supervisors, auditors. */
const PLACE_READERS = [Role.ADMINISTRATOR, Role.BUREAU_SUPERVISOR, Role.AUDITOR];

const placed =
  (roles: readonly Role[], columns: Parameters<typeof placeReach>[2]): Reach =>
  (where, _actor, context) =>
    placeReach(where, requireRole(context, roles), columns);

const none = 'NULL::uuid';
historyAccess(
  'Account',
  within('account', (where, actor) => accountReach(where, actor, 't')),
);
historyAccess(
  'Appointment',
  within('appointment', (where, actor) => appointmentReach(where, actor, 't')),
);
historyAccess(
  'Bureau',
  within('bureau', placed(PLACE_READERS, { bureau: 't.id', agency: none, serviceOrganization: null })),
);
historyAccess(
  'Agency',
  within('agency', placed(PLACE_READERS, { bureau: none, agency: 't.id', serviceOrganization: null })),
);
historyAccess(
  'ServiceOrganization',
  within(
    'service_organization',
    placed(APPOINTMENT_READERS, { bureau: none, agency: none, serviceOrganization: 't.id' }),
  ),
);
historyAccess(
  'Practitioner',
  within(
    'practitioner',
    placed(APPOINTMENT_READERS, {
      bureau: none,
      agency: 't.agency_id',
      serviceOrganization: 't.service_organization_id',
    }),
  ),
);

/** Organs and the law as the bureaus apply it are no secret: whoever is signed in may see how they came about. */
const open = (kind: ThingKind, table: string) =>
  historyAccess(
    kind,
    within(table, () => 'true'),
  );
open('CaseOrgan', 'case_organ');
open('Adoption', 'provision_adoption');
open('HouseValue', 'house_value');
historyAccess('CalendarYear', async (context, id) => {
  signedIn(context);
  const year = Number(/^00000000-0000-4000-8000-00000000(\d{4})$/.exec(id)?.[1]);
  return !Number.isNaN(year) && (await context.read('SELECT FROM calendar_year WHERE year = $1', [year])).length > 0;
});
