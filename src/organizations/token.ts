import { jwtVerify, SignJWT } from 'jose';
import type { QueryRunner } from 'typeorm';
import { type Actor, type Appointment, type OidcSignIn, Role } from '../platform/access/actor';
import { dayOf } from '../platform/clock';
import type { Services } from '../platform/context';
import { rows } from '../platform/database/data-source';
import { onPrimary } from '../platform/database/primary';
import type { LocalSignIn } from '../settings/oidc';

/** What stands in our own tokens; no address, so that no issuer has the same name. */
export const OWN_ISSUER = 'anzhi';

/** A short-lived sign-in token; it ends early when the account's generation moves on. */
export const issueToken = (services: Services, accountId: string, generation: number): Promise<string> => {
  const now = Math.floor(services.clock.now().getTime() / 1000);
  return new SignJWT({ gen: generation })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(OWN_ISSUER)
    .setSubject(accountId)
    .setIssuedAt(now)
    .setExpirationTime(now + services.config.tokenMinutes * 60)
    .sign(services.keys.token);
};

/** A place beyond the primary's own log is from another life of the database (a restored copy): it says nothing. */
const LAST_WRITE = `(SELECT w.position::text FROM account_position w WHERE w.account_id = a.id AND w.position <= pg_current_wal_insert_lsn())`;

interface AccountFacts {
  personId: string;
  practitionerId: string | null;
  mustChangePassword: boolean;
  position: string | null;
  appointments: { id: string; role: string; place: Appointment['place']; placeId: string; regionCode: string }[];
}

export interface OwnToken {
  readonly accountId: string;
  readonly generation: number;
}

/** What a sign-in token of ours says, or null where it is none or has ended. */
export async function readOwnToken(services: Services, token: string): Promise<OwnToken | null> {
  try {
    const { payload } = await jwtVerify(token, services.keys.token, {
      issuer: OWN_ISSUER,
      algorithms: ['HS256'],
      currentDate: services.clock.now(),
    });
    return typeof payload.sub === 'string' && typeof payload.gen === 'number'
      ? { accountId: payload.sub, generation: payload.gen }
      : null;
  } catch {
    return null;
  }
}

export async function actorOfToken(services: Services, token: string): Promise<Actor | null> {
  const own = await readOwnToken(services, token);
  return own ? actorOf(services, own) : null;
}

/** Whether the account signs in with a password of this system at all. */
const LOCALLY: Readonly<Record<LocalSignIn, string>> = {
  everyone: 'true',
  administrators: `EXISTS (SELECT FROM appointment f WHERE f.account_id = a.id AND f.role = 'ADMINISTRATOR' AND f.appointed_by IS NULL AND f.ended_at IS NULL)`,
  nobody: 'false',
};
/** For the account `a` of a statement. */
export const signsInLocally = ({ config }: Services): string => LOCALLY[config.localSignIn];

/** The actor behind a token of ours today, or null where account or generation no longer hold. */
export async function actorOf(services: Services, { accountId, generation }: OwnToken): Promise<Actor | null> {
  // Always from the primary: a replica may not know yet that a token was revoked or an appointment ended.
  return onPrimary(services.dataSource, (runner) => loadActor(services, runner, accountId, { generation }));
}

/** How somebody came in: by a token of ours of this generation, or by a linked identity. */
export type WayIn = { readonly generation: number } | OidcSignIn;

/** The actor of an account today; null where it is disabled, or not this way in. */
export async function loadActor(
  services: Services,
  runner: QueryRunner,
  accountId: string,
  way: WayIn,
): Promise<Actor | null> {
  const oidc = 'approved' in way ? way : null;
  const [found] = await rows<AccountFacts>(
    runner,
    {
      name: 'actor',
      text: `SELECT a.person_id AS "personId", a.must_change_password AS "mustChangePassword", ${services.replicas ? LAST_WRITE : 'NULL'} AS position,
            (SELECT p.id FROM practitioner p WHERE p.person_id = a.person_id AND p.left_on IS NULL) AS "practitionerId",
            (SELECT coalesce(json_agg(json_build_object('id', t.id, 'role', t.role, 'place', t.place, 'placeId', t.place_id, 'regionCode', t.region_code) ORDER BY t.id), '[]')
               FROM (SELECT n.id, n.role,
                            CASE WHEN n.bureau_id IS NOT NULL THEN 'BUREAU' WHEN n.agency_id IS NOT NULL THEN 'AGENCY' ELSE 'SERVICE_ORGANIZATION' END AS place,
                            coalesce(n.bureau_id, n.agency_id, n.service_organization_id) AS place_id,
                            coalesce(b.region_code, g.region_code, s.region_code) AS region_code
                       FROM appointment n
                       LEFT JOIN bureau b ON b.id = n.bureau_id
                       LEFT JOIN agency g ON g.id = n.agency_id
                       LEFT JOIN service_organization s ON s.id = n.service_organization_id
                      WHERE n.account_id = a.id AND n.ended_at IS NULL
                        AND n.in_force_from <= $2::date AND (n.in_force_to IS NULL OR n.in_force_to >= $2::date)
                        AND (NOT n.needs_approval OR n.approved_by IS NOT NULL)
                        AND ($4 OR NOT (n.needs_approval OR n.role = 'ADMINISTRATOR'))) t) AS appointments
       FROM account a
      WHERE a.id = $1 AND a.disabled_at IS NULL AND ($3::integer IS NULL OR (a.token_generation = $3 AND ${signsInLocally(services)}))`,
    },
    // One administrator alone opens no way to offices that take two to give.
    [accountId, dayOf(services.clock.now()), 'generation' in way ? way.generation : null, oidc ? oidc.approved : true],
  );
  if (!found) return null;
  // Somebody else knows a first password: until it is changed, the account reads and does nothing.
  const mustChangePassword = found.mustChangePassword && !oidc;
  return {
    accountId,
    personId: found.personId,
    practitionerId: found.practitionerId,
    mustChangePassword,
    position: found.position,
    oidc,
    appointments: (mustChangePassword ? [] : found.appointments).map((appointment) => ({
      ...appointment,
      role: appointment.role as Role,
    })),
  };
}
