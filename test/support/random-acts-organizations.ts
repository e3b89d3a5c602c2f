import { Role } from '../../src/platform/access/actor';
import type { Attempt, Proposer, Scene } from './random-acts';
import { inventPerson } from './seed-names';
import type { Row } from './world';

const ROLES = [Role.CLERK, Role.QUALITY_CHECKER, Role.QUALITY_REVIEW_HEAD, Role.FINANCE_OFFICER, Role.AUDITOR];

const atAgency = (
  name: string,
  weight: number,
  roles: readonly Role[],
  input: (scene: Scene, agency: Scene['cast']['agencies'][number]) => Promise<Row | null> | Row | null,
): Proposer => ({
  name,
  weight,
  async propose(scene): Promise<Attempt | null> {
    const agency = scene.chance.pick(scene.cast.agencies);
    const by = await scene.holder(roles, roles.includes(Role.BUREAU_SUPERVISOR) ? agency.bureauId : agency.id);
    const made = by && (await input(scene, agency));
    return made ? { name, by, input: made } : null;
  },
});

/** Accounts that came without an office: what is given to them may be taken away again. */
const SPARE = `NOT EXISTS (SELECT FROM appointment n WHERE n.account_id = a.id AND n.appointed_by IS NULL)`;

const spareAppointment = (scene: Scene, agencyId: string, further: string) =>
  scene.one<{ id: string }>(
    `SELECT p.id FROM appointment p JOIN account a ON a.id = p.account_id WHERE p.agency_id = $1 AND p.ended_at IS NULL AND ${SPARE} AND ${further} ORDER BY p.id`,
    [agencyId],
  );

const STAFF = [Role.CLERK, Role.ADMINISTRATOR];
const ADMIN = [Role.ADMINISTRATOR];

export const organizationActs: readonly Proposer[] = [
  atAgency('appoint', 1, ADMIN, async (scene, agency) => {
    const account = await scene.one<{ id: string }>(
      `SELECT a.id FROM account a WHERE a.home_agency_id = $1 AND ${SPARE} ORDER BY a.id`,
      [agency.id],
    );
    if (!account) return null;
    const from = scene.daysAfter(scene.today, scene.chance.within(-3, 3));
    const to = scene.chance.happens(0.5) ? { to: scene.daysAfter(from, scene.chance.within(1, 60)) } : {};
    return { accountId: account.id, role: scene.chance.pick(ROLES), agencyId: agency.id, from, ...to };
  }),
  atAgency('approveAppointment', 1, ADMIN, async (scene, agency) => {
    const waiting = await spareAppointment(scene, agency.id, 'p.needs_approval AND p.approved_by IS NULL');
    return waiting && { appointmentId: waiting.id };
  }),
  atAgency('endAppointment', 0.6, ADMIN, async (scene, agency) => {
    const standing = await spareAppointment(scene, agency.id, 'true');
    return standing && { appointmentId: standing.id, reason: scene.text('离任') };
  }),
  atAgency('openAccount', 0.3, ADMIN, (scene) => ({
    ...inventPerson('1992-08-09'),
    login: `soak${scene.chance.below(1_000_000_000)}`,
    firstPassword: `首次-${scene.chance.below(1_000_000_000)}-Ab`,
  })),
  atAgency('registerServiceOrganization', 0.3, STAFF, (scene, { regionCode }) => ({
    kind: scene.chance.pick(['LAW_FIRM', 'GRASSROOTS_OFFICE']),
    name: scene.text('法律服务机构'),
    licenceNumber: `31110000${String(scene.chance.below(1_000_000_000)).padStart(9, '0')}`,
    regionCode,
  })),
  atAgency('registerCaseOrgan', 0.2, STAFF, (scene, { regionCode }) => ({
    kind: 'COURT',
    name: scene.text('人民法院'),
    regionCode,
  })),
  atAgency('registerPractitioner', 0.4, STAFF, async (scene) => {
    const firm = await scene.one<{ id: string; kind: string }>('SELECT id, kind FROM service_organization ORDER BY id');
    return (
      firm && {
        ...inventPerson('1988-02-03'),
        kind: firm.kind === 'LAW_FIRM' ? 'LAWYER' : 'GRASSROOTS_WORKER',
        licenceNumber: `1${String(scene.chance.below(1_000_000_000)).padStart(16, '0')}`,
        serviceOrganizationId: firm.id,
        practisingSince: '2016-01-01',
        specialties: [],
        onPublicPayroll: false,
      }
    );
  }),
  atAgency('movePractitioner', 0.3, STAFF, async (scene) => {
    const one = await scene.one<{ id: string; kind: string }>(
      `SELECT p.id, p.kind FROM practitioner p WHERE p.kind IN ('LAWYER', 'GRASSROOTS_WORKER') AND p.left_on IS NULL ORDER BY p.id`,
    );
    if (!one) return null;
    if (scene.chance.happens(0.1)) return { practitionerId: one.id, leftOn: scene.today };
    const firm = await scene.one<{ id: string }>('SELECT id FROM service_organization WHERE kind = $1 ORDER BY id', [
      one.kind === 'LAWYER' ? 'LAW_FIRM' : 'GRASSROOTS_OFFICE',
    ]);
    return firm && { practitionerId: one.id, serviceOrganizationId: firm.id };
  }),
  atAgency('adoptProvision', 0.1, [Role.BUREAU_SUPERVISOR, Role.ADMINISTRATOR], (scene, { bureauId }) => ({
    bureauId,
    provisionId: scene.chance.pick(['S4-5.1a', 'S4-5.1b', 'S4-4.4a', 'S3-9.2']),
    from: scene.today,
    document: scene.text('采用文件'),
  })),
];
