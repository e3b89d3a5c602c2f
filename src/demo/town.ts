import { DEFAULT_TARIFF } from '../regulation';
import { dayNumber, isoDay, isoInstant } from './days';
import { Guild } from './guild';
import { fullName, municipalOf, OFFICES, type Office } from './places';
import { type AgencyOfCity, type PractitionerOfCity, Settlers, type Tariff } from './population';
import { READERS } from './readers';
import type { Hat, Sheet } from './sheet';

/** Practitioners settle in clusters: a firm of five, an office of one, a volunteer, a member of the agency's staff. */
const CLUSTER = 8;
const CLUSTERS_AT_LEAST = 8;
/** Cases for each practitioner in the thirty months; agencies have unequal shares of both. */
const CASES_EACH = 40;

export interface Town {
  readonly seed: number;
  readonly asOf: string;
  readonly clusters: number;
  readonly sheet: Sheet;
  readonly agencies: ReadonlyMap<string, AgencyOfCity>;
  /** A lawyer with files behind him who has since moved to the public payroll. */
  readonly payrolled: PractitionerOfCity;
}

interface Bureau {
  readonly id: string;
  readonly admins: readonly [Hat, Hat];
  readonly supervisor: Hat;
}

/** As many practitioners as the cases need, so that nobody has more than the five a month of S4-4.3c. */
export const clustersFor = (cases: number): number =>
  Math.max(CLUSTERS_AT_LEAST, Math.ceil(cases / CASES_EACH / CLUSTER));

/** Everybody in the city. More clusters only add to the same people. */
export function settleTown(seed: number, asOf: string, clusters: number): Town {
  const settlers = new Settlers(seed, asOf);
  const bureaus = new Map<string, Bureau>();
  for (const office of OFFICES) bureaus.set(office.slug, openBureau(settlers, office));
  const agencies = new Map<string, AgencyOfCity>();
  for (const office of OFFICES) agencies.set(office.slug, openAgency(settlers, office, bureaus));
  for (const agency of agencies.values()) {
    const other = agency.office.municipal
      ? OFFICES.find((each) => each.city === agency.office.city)
      : municipalOf(agency.office);
    agency.borrowedChecker = agencies.get((other as Office).slug)?.checkers[0] ?? null;
  }
  lendHead(settlers, agencies.get('tianjin') as AgencyOfCity, agencies.get('hedong') as AgencyOfCity);
  const guild = new Guild(settlers, agencies);
  const payrolled = guild.strangers();
  for (let cluster = 0; cluster < clusters; cluster += 1) guild.cluster(cluster);
  adoptInTianjin(settlers, bureaus);
  return { seed, asOf, clusters, sheet: settlers.sheet, agencies, payrolled };
}

/** A small agency borrows a second signer from the municipal one: the same person, appointed there as well. */
function lendHead(settlers: Settlers, lender: AgencyOfCity, borrower: AgencyOfCity): void {
  const at = { place: 'AGENCY', placeId: borrower.id } as const;
  borrower.heads.push(settlers.appoint(lender.heads[0] as Hat, 'QUALITY_REVIEW_HEAD', at, lender.admins));
}

function openBureau(settlers: Settlers, office: Office): Bureau {
  const id = settlers.bureau(office);
  const at = { place: 'BUREAU', placeId: id } as const;
  const nobody = [null, null] as const;
  const first = settlers.appoint(settlers.newcomer(`admin.${office.slug}`, null, at), 'ADMINISTRATOR', at, nobody);
  const second = settlers.appoint(settlers.newcomer(`admin2.${office.slug}`, null, at), 'ADMINISTRATOR', at, nobody);
  const admins = [first, second] as const;
  const official = (login: string, role: string) =>
    settlers.appoint(settlers.newcomer(`${login}.${office.slug}`, first, at), role, at, admins);
  const supervisor = official('supervisor', 'BUREAU_SUPERVISOR');
  official('complaints', 'COMPLAINT_OFFICER');
  if (office.municipal) {
    official('auditor', 'AUDITOR');
    official('coordinator', 'REVIEW_COORDINATOR');
    for (let n = 1; n <= READERS.length; n += 1) official(`reviewer${n > 1 ? n : ''}`, 'REVIEWER');
  }
  return { id, admins, supervisor };
}

function openAgency(settlers: Settlers, office: Office, bureaus: ReadonlyMap<string, Bureau>): AgencyOfCity {
  const bureau = bureaus.get(office.slug) as Bureau;
  const id = settlers.agency(office, bureau.id);
  const at = { place: 'AGENCY', placeId: id } as const;
  const staff = (login: string, role: string, count: number): Hat[] =>
    Array.from({ length: count }, (_, index) =>
      settlers.appoint(
        settlers.newcomer(`${login}${index ? index + 1 : ''}.${office.slug}`, bureau.admins[0], at),
        role,
        at,
        bureau.admins,
      ),
    );
  return {
    office,
    id,
    bureauId: bureau.id,
    clerks: staff('clerk', 'CLERK', 2),
    checkers: staff('checker', 'QUALITY_CHECKER', 2),
    heads: staff('head', 'QUALITY_REVIEW_HEAD', 1),
    finance: staff('finance', 'FINANCE_OFFICER', 2),
    admins: bureau.admins,
    supervisor: bureau.supervisor,
    superior: (bureaus.get(municipalOf(office).slug) as Bureau).supervisor,
    borrowedChecker: null,
    practitioners: [],
    organs: settlers.organs(office),
    tariffs: tariffsOf(settlers, office, bureau, bureaus),
  };
}

/** 南开 has no tariff of its own, and Tianjin's has run out: what ended since then waits for a new one. */
function tariffsOf(settlers: Settlers, office: Office, own: Bureau, bureaus: ReadonlyMap<string, Bureau>): Tariff[] {
  const bureau = office.slug === 'nankai' ? (bureaus.get('tianjin') as Bureau) : own;
  const place = office.slug === 'nankai' ? municipalOf(office) : office;
  const id = settlers.idOf('tariff', place.slug);
  const from = settlers.start;
  const ends = place.slug === 'tianjin' ? dayNumber(settlers.asOf) - 21 : null;
  const document = `演练〔${isoDay(from).slice(0, 4)}〕1号`;
  const fen = Object.fromEntries(
    DEFAULT_TARIFF.filter((value) => value.unit === 'FEN').map(({ key, amount }) => [
      key.replace('TARIFF.', ''),
      amount + (place.city === 'tianjin' ? -10_000 : place.municipal ? 20_000 : 0),
    ]),
  );
  if (place === office) {
    settlers.sheet.add('tariff_edition', {
      id,
      bureau_id: bureau.id,
      title: `${fullName(place)}法律援助办案补贴标准（演练）`,
      document,
      provenance: 'LOCAL',
      in_force_from: isoDay(from),
      in_force_to: ends === null ? null : isoDay(ends),
      early_end_percent: 50,
      line_count: Object.keys(fen).length,
      entered_by: bureau.supervisor.personId,
      entered_at: isoInstant(settlers.at(30)),
    });
    for (const [code, amount] of Object.entries(fen)) {
      settlers.sheet.add('tariff_line', { edition_id: id, code, amount_fen: amount });
    }
    settlers.note(
      bureau.supervisor,
      {
        act: 'enterTariff',
        event: 'TARIFF_ENTERED',
        facts: { bureauId: bureau.id, inForceFrom: isoDay(from), lines: Object.keys(fen).length },
        provisions: ['LAL-52'],
        things: [{ kind: 'TariffEdition', id }],
      },
      30,
    );
  }
  return [{ id, from, to: ends ?? Number.MAX_SAFE_INTEGER, document, fen, earlyEndPercent: 50 }];
}

/** Tianjin took over Beijing's check before payment, and its commitments, by its own decision. */
function adoptInTianjin(settlers: Settlers, bureaus: ReadonlyMap<string, Bureau>): void {
  const bureau = bureaus.get('tianjin') as Bureau;
  const from = settlers.start + 120;
  for (const provision of ['S4-4.3c', 'S4-4.4a', 'S4-5.1a', 'S4-5.1b', 'S4-5.1c']) {
    const id = settlers.idOf('adoption', provision);
    settlers.sheet.add('provision_adoption', {
      id,
      bureau_id: bureau.id,
      provision_id: provision,
      in_force_from: isoDay(from),
      document: '演练采纳通知',
      adopted_by: bureau.supervisor.personId,
      adopted_at: isoInstant(settlers.at(40)),
    });
    settlers.note(
      bureau.supervisor,
      {
        act: 'adoptProvision',
        event: 'PROVISION_ADOPTED',
        facts: { provisionId: provision, bureauId: bureau.id, inForceFrom: isoDay(from) },
        provisions: [provision],
        things: [
          { kind: 'Adoption', id },
          { kind: 'Bureau', id: bureau.id },
        ],
      },
      40,
    );
  }
}
