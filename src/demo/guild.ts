import { dayNumber, isoDay, isoInstant } from './days';
import { organizationName } from './names';
import { FIRST_OFFICE, officeOfCluster } from './places';
import type { AgencyOfCity, PractitionerOfCity, Settlers, Term } from './population';
import type { Hat } from './sheet';

const COMMITMENT_TEXT = 'HOUSE-2022';

type Kind = PractitionerOfCity['kind'];
const WORD: Readonly<Record<Kind, string>> = {
  LAWYER: 'lawyer',
  GRASSROOTS_WORKER: 'worker',
  VOLUNTEER: 'volunteer',
  AGENCY_STAFF: 'staff',
};
const SPECIALTIES = ['刑事辩护', '劳动争议', '婚姻家庭', '未成年人保护', '行政争议', '交通事故'] as const;

type CommitmentState = 'IN_FORCE' | 'OFFERED' | 'ENDED' | 'BREACHED' | 'WITHDRAWN';

/** How a commitment ended before its time. */
const ENDINGS = {
  ENDED: ['endCommitment', 'COMMITMENT_ENDED', 'IN_FORCE', '机构合并，另行签署'],
  BREACHED: ['recordCommitmentBreach', 'COMMITMENT_BREACHED', 'IN_FORCE', '收取受援人财物，违反承诺'],
  WITHDRAWN: ['withdrawCommitment', 'COMMITMENT_WITHDRAWN', 'OFFERED', '文本有误，撤回'],
} as const;
interface Party {
  readonly id: string;
  readonly volunteer: boolean;
  readonly signer: Hat;
}

/** Firms, offices and practitioners, with their commitments. */
export class Guild {
  private readonly counts = new Map<string, number>();
  private organizations = 0;
  private index = 0;

  constructor(
    private readonly settlers: Settlers,
    private readonly agencies: ReadonlyMap<string, AgencyOfCity>,
  ) {}

  private login(word: string, agency: AgencyOfCity): string {
    const key = `${word}.${agency.office.slug}`;
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return count === 1 ? key : `${word}${count}.${agency.office.slug}`;
  }

  private organization(
    kind: 'LAW_FIRM' | 'GRASSROOTS_OFFICE',
    agency: AgencyOfCity,
    login = this.login('manager', agency),
    name?: string,
  ) {
    this.organizations += 1;
    const { settlers } = this;
    const id = settlers.idOf('organization', this.organizations);
    settlers.sheet.add('service_organization', {
      id,
      kind,
      region_code: agency.office.regionCode,
      name: name ?? organizationName(kind, agency.office.region, this.organizations),
      licence_number: `99${kind === 'LAW_FIRM' ? '31' : '41'}${String(this.organizations).padStart(13, '0')}`,
      registered_at: isoInstant(settlers.at(50)),
    });
    settlers.note(
      agency.admins[0],
      {
        act: 'registerServiceOrganization',
        event: 'SERVICE_ORGANIZATION_REGISTERED',
        facts: { kind, regionCode: agency.office.regionCode },
        things: [{ kind: 'ServiceOrganization', id }],
      },
      50,
    );
    const manager = settlers.appoint(
      settlers.newcomer(login, agency.admins[0], { place: 'AGENCY', placeId: agency.id }),
      'ORGANIZATION_MANAGER',
      { place: 'SERVICE_ORGANIZATION', placeId: id },
      agency.admins,
    );
    return { id, manager };
  }

  private commitment(
    agency: AgencyOfCity,
    party: Party,
    n: number,
    from: number,
    to: number,
    state: CommitmentState,
  ): Term {
    const { settlers } = this;
    const id = settlers.idOf('commitment', party.id, n);
    const clerk = agency.clerks[0] as Hat;
    const signed = state !== 'OFFERED' && state !== 'WITHDRAWN';
    const ending = state === 'IN_FORCE' || state === 'OFFERED' ? null : ENDINGS[state];
    const day = Math.min(from, dayNumber(settlers.asOf) - 3);
    const at = settlers.at(60) + (day - settlers.start) * 86_400_000;
    settlers.sheet.add('quality_commitment', {
      id,
      agency_id: agency.id,
      service_organization_id: party.volunteer ? null : party.id,
      volunteer_id: party.volunteer ? party.id : null,
      text_id: COMMITMENT_TEXT,
      in_force_from: isoDay(from),
      in_force_to: isoDay(to),
      state,
      agency_signed_by: clerk.personId,
      agency_signed_at: isoInstant(at),
      party_signed_by: signed ? party.signer.personId : null,
      party_signed_at: signed ? isoInstant(at + 3_600_000) : null,
      ended_on: ending ? isoDay(day + 1) : null,
      end_reason: ending ? ending[3] : null,
      ended_by: ending ? clerk.personId : null,
    });
    const things = [
      { kind: 'QualityCommitment', id },
      { kind: 'Agency', id: agency.id },
    ] as const;
    const chance = settlers.chance('commitment-lines', id);
    const line = (by: Hat, act: string, event: string, when: number, facts: Record<string, unknown>) =>
      settlers.sheet.record(chance.id(when), when, by, { act, event, facts, provisions: ['S4-4.4a'], things });
    line(clerk, 'offerCommitment', 'COMMITMENT_OFFERED', at, {
      serviceOrganizationId: party.volunteer ? null : party.id,
      volunteerId: party.volunteer ? party.id : null,
      textId: COMMITMENT_TEXT,
      inForceFrom: isoDay(from),
      inForceTo: isoDay(to),
    });
    if (signed)
      line(party.signer, 'signCommitment', 'COMMITMENT_SIGNED', at + 3_600_000, { from: 'OFFERED', to: 'IN_FORCE' });
    if (ending) {
      const [act, event, was] = ending;
      line(clerk, act, event, at + 86_400_000, { from: was, to: state, endedOn: isoDay(day + 1) });
    }
    return { id, from, to };
  }

  /** Two terms, one after the other: the second still runs. */
  private renewed(agency: AgencyOfCity, party: Party): Term[] {
    const { start } = this.settlers;
    const turn = start + 545;
    return [
      this.commitment(agency, party, 1, start, turn - 1, 'IN_FORCE'),
      this.commitment(agency, party, 2, turn, turn + 1000, 'IN_FORCE'),
    ];
  }

  private practitioner(
    agency: AgencyOfCity,
    kind: Kind,
    organization: { readonly id: string } | null,
    commitments: (party: Pick<Party, 'id' | 'signer'>) => readonly Term[],
    { onPublicPayroll = kind === 'AGENCY_STAFF', login = this.login(WORD[kind], agency) } = {},
  ): PractitionerOfCity {
    const { settlers } = this;
    const { index } = this;
    this.index += 1;
    const chance = settlers.chance('practitioner', index);
    const id = chance.id(settlers.at(55));
    const who = settlers.newcomer(login, agency.admins[0], { place: 'AGENCY', placeId: agency.id });
    const place = organization
      ? ({ place: 'SERVICE_ORGANIZATION', placeId: organization.id } as const)
      : ({ place: 'AGENCY', placeId: agency.id } as const);
    const hat = settlers.appoint(who, 'PRACTITIONER', place, agency.admins);
    const licensed = kind === 'LAWYER' || kind === 'GRASSROOTS_WORKER';
    const practisingSince = settlers.start - chance.int(30, 7000);
    settlers.sheet.add('practitioner', {
      id,
      person_id: who.personId,
      kind,
      licence_number: licensed ? `99101${String(index).padStart(12, '0')}` : null,
      service_organization_id: organization?.id ?? null,
      agency_id: organization ? null : agency.id,
      practising_since: licensed ? isoDay(practisingSince) : null,
      specialties: [chance.pick(SPECIALTIES)],
      on_public_payroll: onPublicPayroll,
      registered_at: isoInstant(settlers.at(55)),
    });
    settlers.note(
      agency.admins[0],
      {
        act: 'registerPractitioner',
        event: 'PRACTITIONER_REGISTERED',
        facts: { kind, personId: who.personId },
        things: [{ kind: 'Practitioner', id }],
      },
      55,
    );
    return {
      index,
      id,
      kind,
      hat,
      organizationId: organization?.id ?? null,
      practisingSince,
      onPublicPayroll,
      commitments: commitments({ id, signer: hat }),
    };
  }

  cluster(cluster: number): void {
    const office = officeOfCluster(cluster);
    const agency = this.agencies.get(office.slug) as AgencyOfCity;
    const firm = this.organization('LAW_FIRM', agency);
    const firmTerms = this.renewed(agency, { id: firm.id, volunteer: false, signer: firm.manager });
    for (let count = 0; count < 5; count += 1) {
      agency.practitioners.push(this.practitioner(agency, 'LAWYER', firm, () => firmTerms));
    }
    const grassroots = this.organization('GRASSROOTS_OFFICE', agency);
    const officeTerms = this.renewed(agency, { id: grassroots.id, volunteer: false, signer: grassroots.manager });
    agency.practitioners.push(this.practitioner(agency, 'GRASSROOTS_WORKER', grassroots, () => officeTerms));
    agency.practitioners.push(
      this.practitioner(agency, 'VOLUNTEER', null, (party) => this.renewed(agency, { ...party, volunteer: true })),
    );
    agency.practitioners.push(this.practitioner(agency, 'AGENCY_STAFF', null, () => []));
    if (cluster === 0) this.double(agency);
  }

  /** One person with two accounts: lawyer3 of the first agency is a checker there as well. */
  private double(agency: AgencyOfCity): void {
    const lawyer = agency.practitioners[2] as PractitionerOfCity;
    const { settlers } = this;
    const at = { place: 'AGENCY', placeId: agency.id } as const;
    const account = settlers.account(
      { id: lawyer.hat.personId, name: '' },
      `double.${agency.office.slug}`,
      agency.admins[0],
      at,
    );
    settlers.appoint(account, 'QUALITY_CHECKER', at, agency.admins);
  }

  /**
   * Firms whose lawyers cannot be commissioned now, one for each reason (manager-offered.chaoyang, lawyer-offered.chaoyang …);
   * and one lawyer who has since moved to the public payroll.
   */
  strangers(): PractitionerOfCity {
    const agency = this.agencies.get(FIRST_OFFICE.slug) as AgencyOfCity;
    const today = dayNumber(this.settlers.asOf);
    const lawyerOf = (
      word: string,
      name: string,
      terms: (party: Party) => readonly Term[],
      onPublicPayroll = false,
    ) => {
      const end = `${word}.${agency.office.slug}`;
      const firm = this.organization('LAW_FIRM', agency, `manager-${end}`, `朝阳${name}律师事务所`);
      const commitments = terms({ id: firm.id, volunteer: false, signer: firm.manager });
      return this.practitioner(agency, 'LAWYER', firm, () => commitments, { onPublicPayroll, login: `lawyer-${end}` });
    };
    const single = (from: number, to: number, state: CommitmentState) => (party: Party) => [
      this.commitment(agency, party, 1, today + from, today + to, state),
    ];
    lawyerOf('offered', '待签', single(-3, 700, 'OFFERED'));
    lawyerOf('expired', '期满', single(-740, -10, 'IN_FORCE'));
    lawyerOf('breached', '违诺', single(-300, 400, 'BREACHED'));
    lawyerOf('ended', '解约', single(-200, 500, 'ENDED'));
    lawyerOf('withdrawn', '撤回', single(-30, 600, 'WITHDRAWN'));
    lawyerOf('unsigned', '未签', () => []);
    return lawyerOf('payroll', '转任', (party) => this.renewed(agency, party), true);
  }
}
