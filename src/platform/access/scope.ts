import { type Actor, type Appointment, appointmentsFor, type Role, regionPrefix, regionsHeld } from './actor';

/** A condition in SQL with its parameters, composed without ever writing a value into the text. */
export class Where {
  readonly parts: string[] = [];
  readonly params: unknown[] = [];

  /** Adds a value and gives its placeholder. */
  value(value: unknown): string {
    this.params.push(value);
    return `$${this.params.length}`;
  }
  and(condition: string): this {
    this.parts.push(condition);
    return this;
  }
  get text(): string {
    return this.parts.length ? this.parts.map((part) => `(${part})`).join(' AND ') : 'true';
  }
}

/**
 * Agencies within reach of appointments, as a condition on an agency's id and region:
 * an agency's people see their agency, a bureau its region and below (S0-3).
 */
export function agencyReach(where: Where, appointments: readonly Appointment[], agencyColumn: string): string {
  const own = appointments.filter((a) => a.place === 'AGENCY').map((a) => a.placeId);
  const prefixes = regionsHeld(appointments);
  const conditions: string[] = [];
  if (own.length) conditions.push(`${agencyColumn} = ANY (${where.value(own)}::uuid[])`);
  if (prefixes.length) {
    conditions.push(
      `${agencyColumn} IN (SELECT reach.id FROM agency reach WHERE reach.region_code LIKE ANY (${where.value(prefixes)}::text[]))`,
    );
  }
  return conditions.length ? conditions.join(' OR ') : 'false';
}

/** The appointment by which an actor reaches an agency with one of the roles, or null. */
export const appointmentReaching = (
  actor: Actor,
  roles: readonly Role[],
  agency: { readonly id: string; readonly regionCode: string },
): Appointment | null =>
  appointmentsFor(actor, roles).find(
    (a) =>
      (a.place === 'AGENCY' && a.placeId === agency.id) ||
      (a.place === 'BUREAU' && agency.regionCode.startsWith(regionPrefix(a.regionCode))),
  ) ?? null;
