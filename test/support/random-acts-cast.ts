import { Role } from '../../src/platform/access/actor';
import type { Cast } from './random-acts';
import { type AgencySeed, type BureauCode, City, type Member, PASSWORD } from './seed';
import { commitmentOf, organOf, succeed } from './seed-case-files';
import { seedReleasable, seedTariff } from './seed-subsidies';
import type { World } from './world';

const ORGANS = ['POLICE', 'PROCURATORATE', 'COURT', 'ARBITRATION_COMMISSION', 'ADMINISTRATIVE_ORGAN'];
export const PIN = '松间照-4827';

export interface CastOptions {
  readonly regions?: readonly BureauCode[];
  /** Files of each agency that are received and checked when the acts begin. */
  readonly files?: number;
  /** Where they live; a city of their own where none is given. */
  readonly city?: City;
}

/** Everybody who will act: all roles at several agencies, in the same order every time. */
export async function castOf(world: World, options: CastOptions = {}): Promise<Cast> {
  const city = options.city ?? new City(world);
  const members: Member[] = [];
  const agencies: AgencySeed[] = [];
  for (const region of options.regions ?? (['110105', '110108', '120102'] as const)) {
    const agency = await city.agency(region);
    agencies.push(agency);
    members.push(...(await peopleOf(agency)), ...(await handlersOf(agency, options.files ?? 40)));
  }
  return {
    byAccount: new Map(members.map((member) => [member.accountId, member])),
    byPerson: new Map(members.map((member) => [member.personId, member])),
    agencies: agencies.map(({ id, bureau, regionCode }) => ({ id, bureauId: bureau.id, regionCode })),
  };
}

async function peopleOf(agency: AgencySeed): Promise<Member[]> {
  const { world } = agency.city;
  const people: Member[] = [...agency.bureau.administrators];
  for (const role of ['clerk', 'checker', 'head', 'finance', 'finance2', 'admin', 'admin2'] as const) {
    people.push(await agency[role]);
  }
  for (const role of ['supervisor', 'auditor', 'reviewer', 'reviewCoordinator', 'complaintOfficer'] as const) {
    people.push(await agency.bureau[role]);
  }
  for (const role of [Role.CLERK, Role.QUALITY_CHECKER, Role.QUALITY_REVIEW_HEAD, Role.FINANCE_OFFICER]) {
    people.push(await agency.member(role));
  }
  for (const head of [await agency.head, people.at(-2) as Member]) {
    await succeed(head, 'setSigningPin', { agencyId: agency.id, pin: PIN, password: PASSWORD });
  }
  // Accounts without an office, for appointments that come and go.
  for (let spare = 0; spare < 4; spare += 1) people.push(await agency.city.account({ agencyId: agency.id }));
  for (const kind of ORGANS) await organOf(world, kind, agency.regionCode);
  await seedTariff(world, agency.bureau);
  return people;
}

async function handlersOf(agency: AgencySeed, files: number): Promise<Member[]> {
  const handlers: Member[] = [];
  for (const firm of [await agency.lawFirm(), await agency.lawFirm(), await agency.grassrootsOffice()]) {
    await commitmentOf(agency, firm);
    handlers.push(await firm.manager);
    for (let n = 0; n < 3; n += 1) handlers.push(await firm.lawyer());
  }
  const volunteer = await agency.volunteer();
  await commitmentOf(agency, volunteer);
  const staff = await agency.staff();
  const paid = (await (await agency.lawFirm()).lawyer()) as Awaited<ReturnType<AgencySeed['staff']>>;
  for (const upTo of ['RECEIVED', 'DESIGNATED', 'COMPLETED'] as const) {
    await seedReleasable(agency, Math.floor(files / 3), { upTo, practitioner: paid });
  }
  handlers.push(volunteer, staff, paid);
  return handlers;
}
