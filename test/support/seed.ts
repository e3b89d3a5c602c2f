import { hash } from '@node-rs/argon2';
import { openBureau } from '../../src/organizations/bootstrap';
import type { PractitionerKindCode } from '../../src/organizations/person.entity';
import { personOf } from '../../src/organizations/persons';
import { Role } from '../../src/platform/access/actor';
import { newId } from '../../src/platform/ids';
import { Member } from './seed-member';
import { inventPerson } from './seed-names';
import type { World } from './world';

export { Member } from './seed-member';
export { inventPerson } from './seed-names';

/** Everybody's password in tests. A hash carries its cost with it: this one is cheap to check, thousands of times in a run. */
export const PASSWORD = '山高水长-2026';
let sharedHash: Promise<string> | null = null;
const passwordHash = () => {
  sharedHash ??= hash(PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 });
  return sharedHash;
};

const BUREAUS: Readonly<Record<string, readonly [string, string, string | null]>> = {
  '110000': ['北京市司法局', '北京市法律援助中心', '京'],
  '110102': ['北京市西城区司法局', '北京市西城区法律援助中心', '西'],
  '110105': ['北京市朝阳区司法局', '北京市朝阳区法律援助中心', '朝'],
  '110106': ['北京市丰台区司法局', '北京市丰台区法律援助中心', '丰'],
  '110108': ['北京市海淀区司法局', '北京市海淀区法律援助中心', '海'],
  '120000': ['天津市司法局', '天津市法律援助中心', '津'],
  '120102': ['天津市河东区司法局', '天津市河东区法律援助中心', '津东'],
};
export type BureauCode = '110000' | '110102' | '110105' | '110106' | '110108' | '120000' | '120102';

type Place = 'bureau_id' | 'agency_id' | 'service_organization_id';

interface Born {
  /** Day of birth in the identity number. */
  readonly born?: string;
  /** An account for a person who is there already. */
  readonly personId?: string;
}

/** Whose administrators run an account. */
type Home = { readonly bureauId: string } | { readonly agencyId: string };

/** A city: bureaus and agencies that come to be when they are first asked for. `await city.agency('110105')`. */
export class City {
  private readonly bureaus = new Map<string, Promise<BureauSeed>>();

  constructor(readonly world: World) {}

  bureau(regionCode: BureauCode): Promise<BureauSeed> {
    const known = this.bureaus.get(regionCode) ?? BureauSeed.open(this, regionCode);
    this.bureaus.set(regionCode, known);
    return known;
  }

  /** The agency of that district (or of the city itself), under the bureau there. */
  async agency(regionCode: BureauCode = '110105'): Promise<AgencySeed> {
    return (await this.bureau(regionCode)).agency;
  }

  /** An account for somebody new, or for a person who is there, without any appointment. */
  async account(home: Home, options: Born = {}): Promise<Member> {
    const { world } = this;
    const person = inventPerson(options.born);
    const runner = world.services.dataSource.createQueryRunner('master');
    let personId: string;
    try {
      personId = options.personId ?? (await personOf(runner, world.services.keys, person));
    } finally {
      await runner.release();
    }
    const id = newId();
    const login = `u${id.slice(-12)}`;
    const [row] = await world.rows(
      `INSERT INTO account (id, person_id, login, password_hash, opened_at, home_bureau_id, home_agency_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       RETURNING (SELECT name FROM person WHERE id = $2) AS name`,
      [
        id,
        personId,
        login,
        await passwordHash(),
        world.clock.now(),
        'bureauId' in home ? home.bureauId : null,
        'agencyId' in home ? home.agencyId : null,
      ],
    );
    return new Member(world, {
      accountId: id,
      personId,
      login,
      password: PASSWORD,
      name: row.name,
      idNumber: options.personId ? null : person.idNumber,
    });
  }

  /** An approved appointment since the beginning of 2026, and a fresh token. */
  async appoint(member: Member, role: Role, place: Place, placeId: string, from = '2026-01-01'): Promise<string> {
    const id = newId();
    const waits = [Role.QUALITY_CHECKER, Role.QUALITY_REVIEW_HEAD, Role.FINANCE_OFFICER].includes(role);
    const now = this.world.clock.now();
    await this.world.rows(
      `INSERT INTO appointment (id, account_id, role, ${place}, in_force_from, appointed_at, approved_by, approved_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, member.accountId, role, placeId, from, now, waits ? await this.approver(member) : null, waits ? now : null],
    );
    return id;
  }

  async member(role: Role, place: Place, placeId: string, home: Home, options: Born = {}): Promise<Member> {
    const member = await this.account(home, options);
    await this.appoint(member, role, place, placeId);
    await member.fresh();
    return member;
  }

  private approving: Promise<string> | null = null;
  /** Somebody who approved all of this before the test began. */
  private approver(of: Member): Promise<string> {
    this.approving ??= this.world
      .rows('SELECT home_bureau_id AS "bureauId", home_agency_id AS "agencyId" FROM account WHERE id = $1', [
        of.accountId,
      ])
      .then(([home]) => this.account(home.agencyId ? { agencyId: home.agencyId } : { bureauId: home.bureauId }))
      .then((member) => member.personId);
    return this.approving;
  }
}

/** Somebody for each role at one place, made when first asked for. */
abstract class PlaceSeed {
  private readonly people = new Map<string, Promise<Member>>();
  abstract readonly city: City;
  abstract readonly id: string;
  protected abstract readonly column: Place;
  protected abstract readonly home: Home;

  /** The same person for the same name, whoever asks. */
  protected known(name: string, role: Role): Promise<Member> {
    const known = this.people.get(name) ?? this.member(role);
    this.people.set(name, known);
    return known;
  }

  /** Somebody new with a role here. */
  member(role: Role, options: Born = {}): Promise<Member> {
    return this.city.member(role, this.column, this.id, this.home, options);
  }
}

export class BureauSeed extends PlaceSeed {
  protected readonly column = 'bureau_id' as const;

  private constructor(
    readonly city: City,
    readonly id: string,
    readonly regionCode: string,
    readonly administrators: readonly [Member, Member],
    agencyId: string,
  ) {
    super();
    this.agency = new AgencySeed(city, agencyId, regionCode, this);
    this.home = { bureauId: id };
  }
  protected readonly home: Home;
  readonly agency: AgencySeed;

  static async open(city: City, regionCode: BureauCode): Promise<BureauSeed> {
    const [name, agencyName, fileCode] = BUREAUS[regionCode] as readonly [string, string, string];
    const first = [1, 2].map((n) => ({
      ...inventPerson(),
      login: `admin${n}-${regionCode}`,
      password: PASSWORD,
    }));
    const [one, two] = first as [(typeof first)[0], (typeof first)[0]];
    const opened = await openBureau(city.world.services, {
      regionCode,
      name,
      agencies: [{ regionCode, name: agencyName, fileCode }],
      administrators: [one, two],
      mustChangePassword: false,
    });
    const members = opened.administrators.map((ids, index) => new Member(city.world, { ...ids, ...first[index]! }));
    for (const member of members) await member.fresh();
    const [admin, admin2] = members as [Member, Member];
    return new BureauSeed(city, opened.bureauId, regionCode, [admin, admin2], opened.agencyIds[0] as string);
  }

  get admin(): Promise<Member> {
    return Promise.resolve(this.administrators[0]);
  }
  get admin2(): Promise<Member> {
    return Promise.resolve(this.administrators[1]);
  }
  get supervisor(): Promise<Member> {
    return this.known('supervisor', Role.BUREAU_SUPERVISOR);
  }
  get auditor(): Promise<Member> {
    return this.known('auditor', Role.AUDITOR);
  }
  get complaintOfficer(): Promise<Member> {
    return this.known('complaintOfficer', Role.COMPLAINT_OFFICER);
  }
  get reviewCoordinator(): Promise<Member> {
    return this.known('reviewCoordinator', Role.REVIEW_COORDINATOR);
  }
  get reviewer(): Promise<Member> {
    return this.known('reviewer', Role.REVIEWER);
  }
}

export class AgencySeed extends PlaceSeed {
  protected readonly column = 'agency_id' as const;

  constructor(
    readonly city: City,
    readonly id: string,
    readonly regionCode: string,
    readonly bureau: BureauSeed,
  ) {
    super();
    this.home = { agencyId: id };
  }
  readonly home: Home;

  get clerk(): Promise<Member> {
    return this.known('clerk', Role.CLERK);
  }
  get checker(): Promise<Member> {
    return this.known('checker', Role.QUALITY_CHECKER);
  }
  get head(): Promise<Member> {
    return this.known('head', Role.QUALITY_REVIEW_HEAD);
  }
  get finance(): Promise<Member> {
    return this.known('finance', Role.FINANCE_OFFICER);
  }
  get finance2(): Promise<Member> {
    return this.known('finance2', Role.FINANCE_OFFICER);
  }
  /** Of the agency's own bureau; so is the auditor. */
  get supervisor(): Promise<Member> {
    return this.bureau.supervisor;
  }
  get auditor(): Promise<Member> {
    return this.bureau.auditor;
  }
  get admin(): Promise<Member> {
    return this.known('admin', Role.ADMINISTRATOR);
  }
  get admin2(): Promise<Member> {
    return this.known('admin2', Role.ADMINISTRATOR);
  }

  /** A new law firm in the agency's region. */
  lawFirm(): Promise<FirmSeed> {
    return FirmSeed.register(this, 'LAW_FIRM');
  }
  /** A new grassroots legal service office. */
  grassrootsOffice(): Promise<FirmSeed> {
    return FirmSeed.register(this, 'GRASSROOTS_OFFICE');
  }
  volunteer(options: PractitionerOptions = {}): Promise<PractitionerSeed> {
    return registerPractitioner(this, 'VOLUNTEER', { column: 'agency_id', id: this.id }, options);
  }
  /** The agency's own staff: paid by the state, no subsidy. */
  staff(options: PractitionerOptions = {}): Promise<PractitionerSeed> {
    return registerPractitioner(this, 'AGENCY_STAFF', { column: 'agency_id', id: this.id }, options);
  }
}

let organizations = 0;

export class FirmSeed extends PlaceSeed {
  protected readonly column = 'service_organization_id' as const;

  readonly city: City;
  protected readonly home: Home;

  private constructor(
    /** The agency whose administrators run its people's accounts. */
    readonly agency: AgencySeed,
    readonly id: string,
    readonly name: string,
    readonly kind: 'LAW_FIRM' | 'GRASSROOTS_OFFICE',
  ) {
    super();
    this.city = agency.city;
    this.home = agency.home;
  }

  static async register(agency: AgencySeed, kind: 'LAW_FIRM' | 'GRASSROOTS_OFFICE'): Promise<FirmSeed> {
    const { world } = agency.city;
    const id = newId();
    organizations += 1;
    const name = `${kind === 'LAW_FIRM' ? '正衡' : '便民'}${organizations}${kind === 'LAW_FIRM' ? '律师事务所' : '法律服务所'}`;
    await world.rows(
      'INSERT INTO service_organization (id, kind, region_code, name, licence_number, registered_at) VALUES ($1, $2, $3, $4, $5, $6)',
      [id, kind, agency.regionCode, name, `3111${String(organizations).padStart(13, '0')}`, world.clock.now()],
    );
    return new FirmSeed(agency, id, name, kind);
  }

  get manager(): Promise<Member> {
    return this.known('manager', Role.ORGANIZATION_MANAGER);
  }
  /** A lawyer of the firm, or a grassroots worker of the office, with an account of their own. */
  lawyer(options: PractitionerOptions = {}): Promise<PractitionerSeed> {
    const kind = this.kind === 'LAW_FIRM' ? 'LAWYER' : 'GRASSROOTS_WORKER';
    return registerPractitioner(this.agency, kind, { column: 'service_organization_id', id: this.id }, options);
  }
}

export interface PractitionerOptions extends Born {
  readonly practisingSince?: string | null;
  readonly specialties?: readonly string[];
  readonly onPublicPayroll?: boolean;
}

/** A practitioner's account, with the practitioner's id beside it. */
export type PractitionerSeed = Member & { readonly practitionerId: string };

async function registerPractitioner(
  { city, home }: AgencySeed,
  kind: PractitionerKindCode,
  place: { readonly column: 'agency_id' | 'service_organization_id'; readonly id: string },
  options: PractitionerOptions,
): Promise<PractitionerSeed> {
  const member = await city.account(home, options);
  const practitionerId = newId();
  const licensed = kind === 'LAWYER' || kind === 'GRASSROOTS_WORKER';
  await city.world.rows(
    `INSERT INTO practitioner (id, person_id, kind, licence_number, ${place.column}, practising_since, specialties, on_public_payroll, registered_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      practitionerId,
      member.personId,
      kind,
      licensed ? `1${practitionerId.replace(/\D/g, '').slice(-12).padStart(16, '0')}` : null,
      place.id,
      options.practisingSince === undefined ? '2015-07-01' : options.practisingSince,
      options.specialties ?? [],
      options.onPublicPayroll ?? kind === 'AGENCY_STAFF',
      city.world.clock.now(),
    ],
  );
  await city.appoint(member, Role.PRACTITIONER, place.column, place.id);
  await member.fresh();
  return Object.assign(member, { practitionerId });
}

export const seedCity = async (world: World): Promise<City> => new City(world);
