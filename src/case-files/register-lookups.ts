import type { Reads } from '../organizations/adoptions';
import type { Keys } from '../platform/crypto';
import { idNumberDigest } from '../platform/crypto';
import type { CommissionFacts } from './commissioning.rules';
import type { RegisterRow } from './register-rows';

/** What a row is held against, read for many rows at once. */
export interface Lookups {
  readonly files: ReadonlyMap<string, ExistingFile>;
  readonly organs: ReadonlyMap<string, { readonly id: string; readonly kind: string }>;
  readonly recipients: ReadonlyMap<string, KnownRecipient>;
  readonly byLicence: ReadonlyMap<string, FoundPractitioner>;
  readonly byName: ReadonlyMap<string, readonly FoundPractitioner[]>;
  readonly commitments: readonly Commitment[];
}

export interface KnownRecipient {
  readonly id: string;
  readonly name: string;
}

export interface FoundPractitioner {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly kind: CommissionFacts['kind'];
  readonly licenceNumber: string | null;
  readonly serviceOrganizationId: string | null;
  readonly agencyId: string | null;
  /** Name of the organisation or agency. */
  readonly place: string;
  readonly leftOn: string | null;
}

export interface Commitment {
  readonly id: string;
  readonly partyId: string;
  readonly from: string;
  readonly to: string;
}

export interface ExistingFile {
  readonly number: string;
  readonly year: number;
  readonly caseKind: string;
  readonly cause: string;
  readonly stage: string;
  readonly ground: string;
  readonly receivedOn: string;
  readonly aidDecidedOn: string | null;
  readonly stageBeganOn: string;
  readonly reviewPeriodEndsOn: string | null;
  readonly organ: string | null;
  readonly organCaseNumber: string | null;
  readonly inCustody: boolean;
  readonly pleadsGuilty: boolean;
  readonly groupCase: boolean;
  readonly sensitiveCase: boolean;
  readonly superiorAssigned: boolean;
  readonly sealedRecord: boolean;
  readonly facts: string | null;
  readonly name: string;
  readonly idNumberDigest: string | null;
  readonly withoutIdNumber: string | null;
  readonly birthDate: string | null;
  readonly phone: string | null;
  readonly address: string | null;
  /** Telephone and address are the person's: with several files they are those of the latest. */
  readonly filesOfRecipient: number;
  readonly engagements: readonly {
    readonly name: string;
    readonly licenceNumber: string | null;
    /** Name of the organisation or agency for which they took it on; null where that cannot be told any more. */
    readonly place: string | null;
    readonly way: string;
    readonly beganOn: string;
  }[];
}

/** Names of places that differ only in width, as their brackets do from register to register, are the same. */
export const folded = (place: string): string => place.normalize('NFKC').replace(/\s/g, '');
export const placeKey = (name: string, place: string): string => `${name}\n${folded(place)}`;
const asHex = (digest: Buffer): string => digest.toString('hex');
export const digestOfRow = (keys: Keys, row: RegisterRow): string | null =>
  row.recipient.idNumber === null ? null : asHex(idNumberDigest(keys, row.recipient.idNumber));

const FILES = `
  SELECT f.number, f.year, f.case_kind AS "caseKind", p.cause, f.stage, f.ground, f.received_on AS "receivedOn", f.aid_decided_on AS "aidDecidedOn",
         f.stage_began_on AS "stageBeganOn", f.review_period_ends_on AS "reviewPeriodEndsOn", o.name AS organ, f.organ_case_number AS "organCaseNumber",
         f.in_custody AS "inCustody", f.pleads_guilty AS "pleadsGuilty", f.group_case AS "groupCase", f.sensitive_case AS "sensitiveCase",
         f.superior_assigned AS "superiorAssigned", f.sealed_record AS "sealedRecord", f.facts, r.name, encode(r.id_number_digest, 'hex') AS "idNumberDigest",
         r.without_id_number AS "withoutIdNumber", r.birth_date AS "birthDate", r.phone, r.address,
         (SELECT count(*)::integer FROM case_file c WHERE c.recipient_id = r.id) AS "filesOfRecipient",
         (SELECT coalesce(json_agg(json_build_object('name', n.name, 'licenceNumber', q.licence_number, 'place', coalesce(s.name, a.name), 'way', e.way, 'beganOn', e.began_on)), '[]')
            FROM engagement e JOIN practitioner q ON q.id = e.practitioner_id JOIN person n ON n.id = e.person_id
            LEFT JOIN service_organization s ON s.id = e.service_organization_id LEFT JOIN agency a ON a.id = q.agency_id WHERE e.case_file_id = f.id) AS engagements
    FROM case_file f JOIN proceeding p ON p.id = f.proceeding_id JOIN recipient r ON r.id = f.recipient_id LEFT JOIN case_organ o ON o.id = f.organ_id
   WHERE f.agency_id = $1 AND f.number = ANY ($2::text[])`;

const PRACTITIONERS = `
  SELECT p.id, p.person_id AS "personId", n.name, p.kind, p.licence_number AS "licenceNumber", p.service_organization_id AS "serviceOrganizationId",
         p.agency_id AS "agencyId", coalesce(s.name, a.name) AS place, p.left_on AS "leftOn"
    FROM practitioner p JOIN person n ON n.id = p.person_id
    LEFT JOIN service_organization s ON s.id = p.service_organization_id LEFT JOIN agency a ON a.id = p.agency_id`;

export interface LookupGround {
  readonly agencyId: string;
  readonly keys: Keys;
  readonly reads: Reads;
  /** Within an act: what a row rests on stays as it is until the commit. */
  readonly lock: boolean;
}

/** Reads everything that some rows are held against, each kind of thing in one statement. */
export async function lookUp(
  { agencyId, keys, reads, lock }: LookupGround,
  rows: readonly RegisterRow[],
): Promise<Lookups> {
  const commissions = rows.flatMap(({ commission }) => (commission ? [commission] : []));
  const distinct = (values: readonly (string | null)[]) => [...new Set(values.filter((value) => value !== null))];
  const locked = lock ? ' ORDER BY p.id FOR SHARE OF p' : '';
  const files = await reads.sql<ExistingFile>(FILES, [agencyId, distinct(rows.map(({ number }) => number))]);
  const organs = await reads.sql<{ id: string; kind: string; name: string }>(
    'SELECT id, kind, name FROM case_organ WHERE normalize(name, NFKC) = ANY ($1::text[])',
    [distinct(rows.map(({ organ }) => organ && folded(organ)))],
  );
  const recipients = await reads.sql<KnownRecipient & { digest: string }>(
    `SELECT DISTINCT ON (r.id_number_digest) r.id, r.name, encode(r.id_number_digest, 'hex') AS digest FROM recipient r
      WHERE r.id_number_digest = ANY ($2::bytea[])
        AND EXISTS (SELECT FROM case_file f WHERE f.recipient_id = r.id AND f.agency_id = $1)
      ORDER BY r.id_number_digest, r.id`,
    [agencyId, distinct(rows.map((row) => digestOfRow(keys, row))).map((digest) => Buffer.from(digest, 'hex'))],
  );
  const licensed = await reads.sql<FoundPractitioner>(
    `${PRACTITIONERS} WHERE p.licence_number = ANY ($1::text[])${locked}`,
    [distinct(commissions.map(({ licenceNumber }) => licenceNumber))],
  );
  const named = commissions.filter(({ licenceNumber }) => licenceNumber === null);
  const byPlace = await reads.sql<FoundPractitioner>(
    `${PRACTITIONERS} WHERE (n.name, normalize(coalesce(s.name, a.name), NFKC)) IN (SELECT * FROM unnest($1::text[], $2::text[]))${locked}`,
    [named.map(({ name }) => name), named.map(({ organization }) => organization && folded(organization))],
  );
  const found = [...licensed, ...byPlace];
  const commitments = await reads.sql<Commitment>(
    `SELECT id, coalesce(service_organization_id, volunteer_id) AS "partyId", in_force_from AS "from", in_force_to AS "to" FROM quality_commitment
      WHERE agency_id = $1 AND coalesce(service_organization_id, volunteer_id) = ANY ($2::uuid[]) AND state = 'IN_FORCE'
      ORDER BY in_force_to DESC, id${lock ? ' FOR SHARE' : ''}`,
    [agencyId, distinct(found.map(({ id, serviceOrganizationId }) => serviceOrganizationId ?? id))],
  );
  const byName = new Map<string, FoundPractitioner[]>();
  for (const each of new Map(byPlace.map((one) => [one.id, one])).values()) {
    const key = placeKey(each.name, each.place);
    byName.set(key, [...(byName.get(key) ?? []), each]);
  }
  return {
    files: new Map(files.map((file) => [file.number, file])),
    organs: new Map(organs.map(({ name, ...organ }) => [folded(name), organ])),
    recipients: new Map(recipients.map(({ digest, ...recipient }) => [digest, recipient])),
    byLicence: new Map(licensed.map((each) => [each.licenceNumber as string, each])),
    byName,
    commitments,
  };
}
