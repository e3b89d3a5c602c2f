import { Random } from '../../../src/demo/random';
import { Role } from '../../../src/platform/access/actor';
import { put, sha256Hex } from '../../support/paper-traffic';
import { pdf } from '../../support/papers';
import type { BureauCode, City, FirmSeed, PractitionerSeed } from '../../support/seed';
import { caseFileOf, succeed } from '../../support/seed-case-files';
import { closedFiles } from '../../support/seed-closed-files';
import { enrolled } from '../../support/seed-reviewers';
import type { World } from '../../support/world';
import type { Former } from './conflicts';
import { Reader } from './readers';

export const DISTRICTS = ['110000', '110102', '110105', '110106', '110108'] as const satisfies readonly BureauCode[];
const FIRMS = 2;
const LAWYERS = 5;
/** Files of one proceeding: co-offenders. */
const PROCEEDING = 5;

interface District {
  readonly code: BureauCode;
  readonly firms: readonly FirmSeed[];
  /** By firm. */
  readonly lawyers: readonly (readonly PractitionerSeed[])[];
}

async function districtOf(city: City, code: BureauCode): Promise<District> {
  const agency = await city.agency(code);
  const firms: FirmSeed[] = [];
  const lawyers: PractitionerSeed[][] = [];
  for (let n = 0; n < FIRMS; n += 1) {
    const firm = await agency.lawFirm();
    const own: PractitionerSeed[] = [];
    for (let m = 0; m < LAWYERS; m += 1) own.push(await firm.lawyer());
    firms.push(firm);
    lawyers.push(own);
  }
  return { code, firms, lawyers };
}

/** Closed files of every district: each proceeding by one firm, in every eighth one a lawyer from the next district. */
export async function fillFiles(city: City, files: number): Promise<readonly District[]> {
  const { world } = city;
  const districts: District[] = [];
  for (const code of DISTRICTS) districts.push(await districtOf(city, code));
  for (const [index, { code, lawyers }] of districts.entries()) {
    const agency = await city.agency(code);
    const next = districts[(index + 1) % districts.length] as District;
    let left = Math.floor(files / DISTRICTS.length) + (index < files % DISTRICTS.length ? 1 : 0);
    for (let n = 0; left > 0; n += 1, left -= PROCEEDING) {
      const practitioners = [...(lawyers[(n >> 1) % FIRMS] as readonly PractitionerSeed[])];
      if (n % 8 === 0) practitioners[n % LAWYERS] = next.lawyers[0]?.[(n / 8) % LAWYERS] as PractitionerSeed;
      const caseKind = n % 2 ? 'CIVIL' : 'CRIMINAL';
      await closedFiles(agency, { count: Math.min(PROCEEDING, left), practitioners, caseKind });
    }
  }
  await world.rows(
    'UPDATE engagement e SET service_organization_id = p.service_organization_id FROM practitioner p WHERE p.id = e.practitioner_id',
  );
  await samePaper(city);
  await world.rows('ANALYZE');
  return districts;
}

/** One and the same paper of two pages in every closed file, uploaded once: blinded once, it can be read in all of them. */
async function samePaper(city: City): Promise<void> {
  const { world } = city;
  const bytes = await pdf(2);
  const file = await (await caseFileOf(await city.agency('110105'))).commissioned();
  const { status } = await put(world, file.practitioner, file.id, bytes);
  if (status !== 200) throw new Error(`upload ${status}`);
  const digest = sha256Hex(bytes);
  const received = `FROM case_file WHERE state = 'RECEIVED'`;
  await world.rows(
    `INSERT INTO paper_arrival (case_file_id, digest, uploaded_by, arrived_at) SELECT id, decode($1, 'hex'), registered_by, closed_received_at ${received}`,
    [digest],
  );
  await world.rows(
    `INSERT INTO material (id, case_file_id, catalogue_no, title, pages, digest, revision, recorded_by, recorded_at)
     SELECT gen_random_uuid(), id, 8, '会见笔录', 2, decode($1, 'hex'), 1, registered_by, closed_received_at ${received}`,
    [digest],
  );
}

/** Points by which a reader gives more than the truth, the same in every run with this seed. */
const severityOf = (seed: number, n: number): number => Math.round(6 * Random.of(seed, 'severity', n).normal());

export interface Pool {
  readonly readers: readonly Reader[];
  readonly former: readonly Former[];
}

/** The pool: lawyers of every district, some of whom moved, clerks of agencies, strangers, and strangers who declare something. */
export async function fillPool(city: City, districts: readonly District[], size: number, seed: number): Promise<Pool> {
  const bureau = await city.bureau('110000');
  const former = await moved(city, districts);
  const members = districts
    .flatMap(({ lawyers: [one = [], other = []] }) => [one[0], one[1], other[0]])
    .flatMap((known) => known ?? []);
  const movers = districts.slice(0, former.length).flatMap(({ lawyers }) => lawyers[1]?.[LAWYERS - 1] ?? []);
  const clerks = [];
  for (const { code } of districts.slice(1, 3)) clerks.push(await (await city.agency(code)).member(Role.CLERK));
  const known = [...members, ...movers, ...clerks];
  const readers: Reader[] = [];
  for (let n = 0; n < size; n += 1) {
    const caseKinds = n % 3 ? ['CRIMINAL', 'CIVIL'] : ['CIVIL', 'CRIMINAL'];
    const { member, reviewerId } = await enrolled(bureau, { caseKinds }, known[n]);
    readers.push(new Reader(city.world, member, reviewerId, severityOf(seed, n), seed, n));
  }
  await declared(city.world, districts, readers.slice(known.length));
  return { readers, former };
}

/** Two lawyers go to a firm of the district after theirs; what their old firm did stays closed to them. */
async function moved(city: City, districts: readonly District[]): Promise<Former[]> {
  const former: Former[] = [];
  const { admin } = await city.bureau('110000');
  for (const [index, { firms, lawyers }] of districts.slice(0, 2).entries()) {
    const lawyer = lawyers[1]?.[LAWYERS - 1] as PractitionerSeed;
    const to = (districts[index + 2] as District).firms[0] as FirmSeed;
    await succeed(await admin, 'movePractitioner', {
      practitionerId: lawyer.practitionerId,
      serviceOrganizationId: to.id,
    });
    former.push({ personId: lawyer.personId, organisationId: (firms[1] as FirmSeed).id });
  }
  return former;
}

/** A person, a firm and an agency, each declared by another stranger. */
async function declared(world: World, districts: readonly District[], strangers: readonly Reader[]): Promise<void> {
  const [first, second] = districts as [District, District];
  const [{ licence }] = (await world.rows('SELECT licence_number AS licence FROM practitioner WHERE id = $1', [
    first.lawyers[1]?.[1]?.practitionerId,
  ])) as [{ licence: string }];
  const [firm] = await world.rows('SELECT licence_number AS licence FROM service_organization WHERE id = $1', [
    second.firms[0]?.id,
  ]);
  const [agency] = await world.rows('SELECT name FROM agency WHERE region_code = $1', ['110108']);
  const targets = [
    ['PERSON', licence],
    ['SERVICE_ORGANIZATION', firm.licence],
    ['AGENCY', agency.name],
  ] as const;
  for (const [index, [kind, target]] of targets.entries()) {
    const { member } = strangers[index] as Reader;
    await succeed(member, 'declareConflict', { kind, target, reason: '与其有亲属关系，须回避' });
  }
}
