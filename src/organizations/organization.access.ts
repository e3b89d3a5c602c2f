import {
  type Actor,
  type Appointment,
  appointmentsFor,
  Role,
  regionPattern,
  regionPrefix,
  regionsHeld,
} from '../platform/access/actor';
import type { Where } from '../platform/access/scope';
import type { Act } from '../platform/act';
import type { Context } from '../platform/context';
import { accessRefusal, forbidden, notFound, Refused } from '../platform/refusal';

/** Where something belongs: to exactly one of the three. */
export interface Place {
  readonly bureauId: string | null;
  readonly agencyId: string | null;
  readonly serviceOrganizationId: string | null;
}

export const placeColumn = {
  BUREAU: 'bureau_id',
  AGENCY: 'agency_id',
  SERVICE_ORGANIZATION: 'service_organization_id',
} as const;

/** Who reads accounts: those who run them, and the auditor (everything, changing nothing). */
export const ACCOUNT_READERS: readonly Role[] = [Role.ADMINISTRATOR, Role.AUDITOR];

/** Who reads who holds which office: whoever works in an agency or a bureau, for they must turn to each other. */
export const APPOINTMENT_READERS: readonly Role[] = [
  ...ACCOUNT_READERS,
  Role.CLERK,
  Role.QUALITY_CHECKER,
  Role.QUALITY_REVIEW_HEAD,
  Role.FINANCE_OFFICER,
  Role.REVIEW_COORDINATOR,
  Role.COMPLAINT_OFFICER,
  Role.BUREAU_SUPERVISOR,
];

/** Who asks. Whoever still has a first password, which somebody else knows, is shown nothing but themselves. */
export function signedIn(context: Context): Actor {
  if (!context.actor) throw new Refused(accessRefusal('NOT_SIGNED_IN'));
  if (context.actor.mustChangePassword) throw new Refused(accessRefusal('PASSWORD_MUST_BE_CHANGED'));
  return context.actor;
}

/**
 * Whether somebody reads files for peer reviews and holds no other office: nobody else is named to them, nor any place, for
 * the fewer names they meet the less a file under a pseudonym can be told by (standards 3; design 8).
 */
export const readsBlindOnly = ({ appointments }: Actor): boolean =>
  appointments.length > 0 && appointments.every(({ role }) => role === Role.REVIEWER);

/** Whoever is signed in may read directories, those excepted who only read blind. */
export function requireDirectory(context: Context): Actor {
  const actor = signedIn(context);
  if (readsBlindOnly(actor)) throw forbidden();
  return actor;
}

/** Appointments of the reader in one of the roles; a reader without any is refused. */
export function requireRole(context: Context, roles: readonly Role[]): readonly Appointment[] {
  const appointments = appointmentsFor(signedIn(context), roles);
  if (!appointments.length) throw forbidden();
  return appointments;
}

interface PlaceColumns {
  readonly bureau: string;
  readonly agency: string;
  /** Null where the thing never belongs to a service organisation. */
  readonly serviceOrganization: string | null;
}

/** Places within reach: a bureau's region and below (S0-3), an agency itself and the service organisations of its region. */
export function placeReach(where: Where, appointments: readonly Appointment[], columns: PlaceColumns): string {
  const bureaus = regionsHeld(appointments);
  const agencies = appointments.filter((a) => a.place === 'AGENCY');
  const conditions: string[] = [];
  const inRegions = (table: string, column: string, prefixes: readonly string[]) =>
    `${column} IN (SELECT reach.id FROM ${table} reach WHERE reach.region_code LIKE ANY (${where.value(prefixes)}::text[]))`;
  if (bureaus.length) {
    conditions.push(inRegions('bureau', columns.bureau, bureaus), inRegions('agency', columns.agency, bureaus));
  }
  if (agencies.length) {
    conditions.push(`${columns.agency} = ANY (${where.value(agencies.map((a) => a.placeId))}::uuid[])`);
  }
  const regions = [...bureaus, ...agencies.map((a) => regionPattern(a.regionCode))];
  if (columns.serviceOrganization && regions.length) {
    conditions.push(inRegions('service_organization', columns.serviceOrganization, regions));
  }
  return conditions.length ? conditions.map((condition) => `(${condition})`).join(' OR ') : 'false';
}

const APPOINTED_AT = { bureau: 'bureau_id', agency: 'agency_id', serviceOrganization: 'service_organization_id' };
const at = (alias: string): PlaceColumns => ({
  bureau: `${alias}.${APPOINTED_AT.bureau}`,
  agency: `${alias}.${APPOINTED_AT.agency}`,
  serviceOrganization: `${alias}.${APPOINTED_AT.serviceOrganization}`,
});

/** Appointments within reach, and always one's own. */
export function appointmentReach(where: Where, actor: Actor, alias: string, roles = APPOINTMENT_READERS): string {
  return `${alias}.account_id = ${where.value(actor.accountId)}::uuid OR ${placeReach(where, appointmentsFor(actor, roles), at(alias))}`;
}

/** Appointments that one may decide on with these roles. */
export const appointmentRule = (where: Where, appointments: readonly Appointment[], alias: string): string =>
  placeReach(where, appointments, at(alias));

/** Accounts that one runs: those whose home is within reach. */
export const accountRule = (where: Where, appointments: readonly Appointment[], alias: string): string =>
  placeReach(where, appointments, {
    bureau: `${alias}.home_bureau_id`,
    agency: `${alias}.home_agency_id`,
    serviceOrganization: null,
  });

/** Accounts that one may read: those one runs, those appointed within reach, and one's own. */
export function accountReach(where: Where, actor: Actor, alias: string): string {
  const appointments = appointmentsFor(actor, ACCOUNT_READERS);
  const own = `${alias}.id = ${where.value(actor.accountId)}::uuid`;
  if (!appointments.length) return own;
  return `${own} OR ${accountRule(where, appointments, alias)} OR EXISTS (SELECT FROM appointment held WHERE held.account_id = ${alias}.id AND (${placeReach(where, appointments, at('held'))}))`;
}

const TABLE = { BUREAU: 'bureau', AGENCY: 'agency', SERVICE_ORGANIZATION: 'service_organization' } as const;

export interface ReachedPlace {
  readonly kind: Appointment['place'];
  readonly id: string;
  readonly regionCode: string;
}

/** The one place that an input names, within the act's scope; sets in whose name the act is done. NOT_FOUND outside. */
export async function reachPlace(act: Act, place: Partial<Place>): Promise<ReachedPlace> {
  const kind = place.bureauId ? 'BUREAU' : place.agencyId ? 'AGENCY' : 'SERVICE_ORGANIZATION';
  const id = place.bureauId ?? place.agencyId ?? place.serviceOrganizationId;
  const [found] = await act.sql<{ regionCode: string }>(
    `SELECT region_code AS "regionCode" FROM ${TABLE[kind]} WHERE id = $1`,
    [id],
  );
  if (!found || !id) throw notFound();
  const reached = { kind, id, regionCode: found.regionCode } as const;
  const appointment = act.appointments.find((held) => reaches(held, reached));
  if (!appointment) throw notFound();
  act.as(appointment);
  return reached;
}

export const reaches = (held: Appointment, place: ReachedPlace): boolean =>
  (held.place === place.kind && held.placeId === place.id) ||
  ((held.place === 'BUREAU' || (held.place === 'AGENCY' && place.kind === 'SERVICE_ORGANIZATION')) &&
    place.regionCode.startsWith(regionPrefix(held.regionCode)));

/**
 * The bureau whose own people do the act, in whose name it is done; NOT_FOUND for everybody else, a superior bureau's people
 * too.
 */
export function ownBureau(act: Act, bureauId: string): Appointment {
  const held = act.appointments.find(({ place, placeId }) => place === 'BUREAU' && placeId === bureauId);
  if (!held) throw notFound();
  act.as(held);
  return held;
}

/** An act about a region (a firm or an organ there): done for the appointment whose region contains it; NOT_FOUND elsewhere. */
export async function reachRegion(act: Act, regionCode: string): Promise<void> {
  const [known] = await act.sql('SELECT FROM region WHERE code = $1', [regionCode]);
  const held = act.appointments.find((each) => regionCode.startsWith(regionPrefix(each.regionCode)));
  if (!known || !held) throw notFound();
  act.as(held);
}
