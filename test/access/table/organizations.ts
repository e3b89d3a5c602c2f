import { Role } from '../../../src/platform/access/actor';
import { newId } from '../../../src/platform/ids';
import { inventPerson, type Member, PASSWORD } from '../../support/seed';
import { NOWHERE, previewOf, REGION, subjectAccess } from '../access';

interface Target {
  readonly regionCode: string;
  readonly bureauId: string;
  readonly agencyId: string;
  readonly firmId: string;
  readonly otherFirmId: string;
  readonly practitionerId: string;
  readonly blankAccountId: string;
  readonly clerk: Pick<Member, 'accountId' | 'personId' | 'login'>;
  readonly waitingId: string;
  readonly standingId: string;
  readonly identityId: string;
  readonly waitingAccountId: string;
  readonly waitingResetId: string;
  readonly adoptionId: string;
  readonly houseValueId: string;
}

const page = (name: string, args: string, node = 'id') =>
  `{ ${name}(first: 5${args}) { totalCount edges { node { ${node} } } } }`;

let counter = 0;
const person = () => inventPerson();
const licence = () => `ACCESS${++counter}`;

/** Directories of names that are public elsewhere too; whoever only reads blind sees no name (design 8). */
const DIRECTORY = { REVIEWER: 'FORBIDDEN', others: 'ALLOWED' } as const;
const LAW = { others: 'ALLOWED' } as const;
const CLERKS = {
  'CLERK ADMINISTRATOR': 'ALLOWED NOT_FOUND NOT_FOUND',
  CITY_ADMINISTRATOR: 'ALLOWED ALLOWED NOT_FOUND',
  others: 'FORBIDDEN',
} as const;
const ADMINISTRATORS = {
  ADMINISTRATOR: 'ALLOWED NOT_FOUND NOT_FOUND',
  CITY_ADMINISTRATOR: 'ALLOWED ALLOWED NOT_FOUND',
  others: 'FORBIDDEN',
} as const;
const ACCOUNT_READERS = {
  'ADMINISTRATOR AUDITOR': 'ALLOWED EMPTY EMPTY',
  CITY_ADMINISTRATOR: 'ALLOWED ALLOWED EMPTY',
  others: 'FORBIDDEN',
} as const;
/** Bureaus decide for themselves: these actors belong to the own agency, its bureau, or the city's. */
const OWN_BUREAU = {
  BUREAU_SUPERVISOR: 'ALLOWED NOT_FOUND NOT_FOUND',
  'ADMINISTRATOR CITY_ADMINISTRATOR CITY_SUPERVISOR': 'NOT_FOUND',
  others: 'FORBIDDEN',
} as const;
const OFFICES =
  'CLERK QUALITY_CHECKER QUALITY_REVIEW_HEAD FINANCE_OFFICER REVIEW_COORDINATOR COMPLAINT_OFFICER BUREAU_SUPERVISOR AUDITOR ADMINISTRATOR';

export const organizations = subjectAccess<Target>({
  subject: 'organizations',

  async prepare({ world, city }, place) {
    const agency = await city.agency(REGION[place]);
    const [firm, otherFirm] = [await agency.lawFirm(), await agency.lawFirm()];
    const { practitionerId } = await firm.lawyer();
    const blank = await city.account({ agencyId: agency.id });
    const clerk = await agency.clerk;
    const appointer = await agency.admin;
    const waiting = await city.account({ agencyId: agency.id });
    const waitingId = newId();
    await world.rows(
      `INSERT INTO appointment (id, account_id, role, agency_id, in_force_from, appointed_by, appointed_at)
       VALUES ($1, $2, $3, $4, '2026-01-01', $5, $6)`,
      [waitingId, waiting.accountId, Role.FINANCE_OFFICER, agency.id, appointer.personId, world.clock.now()],
    );
    const identityId = newId();
    await world.rows(
      `INSERT INTO account_identity (id, account_id, issuer, subject, linked_by, linked_at) VALUES ($1, $2, 'https://id.example', $3, $4, $5)`,
      [identityId, blank.accountId, `sub-${identityId}`, waiting.personId, world.clock.now()],
    );
    const [waitingResetId, adoptionId, houseValueId] = [newId(), newId(), newId()];
    const now = world.clock.now();
    await world.rows(
      `INSERT INTO password_reset (id, account_id, needs_approval, waiting_hash, asked_by, asked_at) VALUES ($1, $2, true, 'none', $3, $4)`,
      [waitingResetId, waiting.accountId, appointer.personId, now],
    );
    await world.rows(
      `INSERT INTO person_name_correction (id, person_id, old_name, new_name, reason, corrected_by, corrected_at) VALUES ($1, $2, '曾误登', '已改正', '登记有误', $3, $4)`,
      [newId(), clerk.personId, appointer.personId, now],
    );
    await world.rows(
      `INSERT INTO provision_adoption (id, bureau_id, provision_id, in_force_from, document, adopted_by, adopted_at) VALUES ($1, $2, 'S3-10', '2026-01-01', '试验决定', $3, $4)`,
      [adoptionId, agency.bureau.id, appointer.personId, now],
    );
    await world.rows(
      `INSERT INTO house_value (id, bureau_id, key, value, unit, in_force_from, document, entered_by, entered_at) VALUES ($1, $2, 'GRADE_LINE.GOOD', 81, 'POINTS', '2026-01-01', '试验决定', $3, $4)`,
      [houseValueId, agency.bureau.id, appointer.personId, now],
    );
    const [standing] = await world.rows('SELECT id FROM appointment WHERE account_id = $1', [clerk.accountId]);
    return {
      regionCode: REGION[place],
      bureauId: agency.bureau.id,
      agencyId: agency.id,
      firmId: firm.id,
      otherFirmId: otherFirm.id,
      practitionerId,
      blankAccountId: blank.accountId,
      clerk,
      waitingId,
      standingId: standing.id,
      identityId,
      waitingAccountId: waiting.accountId,
      waitingResetId,
      adoptionId,
      houseValueId,
    };
  },

  nowhere: () => ({
    regionCode: '990000',
    bureauId: NOWHERE,
    agencyId: NOWHERE,
    firmId: NOWHERE,
    otherFirmId: NOWHERE,
    practitionerId: NOWHERE,
    blankAccountId: NOWHERE,
    clerk: { accountId: NOWHERE, personId: NOWHERE, login: 'nobody-at-all' },
    waitingId: NOWHERE,
    standingId: NOWHERE,
    identityId: NOWHERE,
    waitingAccountId: NOWHERE,
    waitingResetId: NOWHERE,
    adoptionId: NOWHERE,
    houseValueId: NOWHERE,
  }),

  fields: {
    // Oneself, and what everybody may read.
    me: { send: () => ({ query: '{ me { id } }' }), lines: { NOBODY: 'NULL', others: 'ALLOWED' } },
    signIn: {
      send: (_target, actor) => ({
        query: `mutation ($input: SignInInput!) { signIn(input: $input) { __typename ... on Refusal { code message } } }`,
        variables: { input: { login: actor?.login ?? 'nobody-at-all', password: PASSWORD } },
      }),
      lines: { NOBODY: 'SIGN_IN_REFUSED', others: 'ALLOWED' },
    },
    changePassword: {
      send: () => previewOf('changePassword', { oldPassword: PASSWORD, newPassword: '更上一层楼-2026' }),
      lines: { others: 'ALLOWED' },
    },
    signOutEverywhere: { send: () => previewOf('signOutEverywhere', null), lines: { others: 'ALLOWED' } },
    regions: { send: () => ({ query: '{ regions { code } }' }), lines: { NOBODY: 'ALLOWED', others: 'ALLOWED' } },
    bureaus: {
      send: ({ regionCode }) => ({ query: page('bureaus', `, regionCode: "${regionCode}"`) }),
      lines: DIRECTORY,
    },
    agencies: {
      send: ({ regionCode }) => ({ query: page('agencies', `, regionCode: "${regionCode}"`) }),
      lines: DIRECTORY,
    },
    serviceOrganizations: {
      send: ({ regionCode }) => ({ query: page('serviceOrganizations', `, regionCode: "${regionCode}"`) }),
      lines: DIRECTORY,
    },
    caseOrgans: { send: () => ({ query: page('caseOrgans', '') }), lines: { REVIEWER: 'FORBIDDEN', others: 'EMPTY' } },
    practitioners: {
      send: ({ firmId }) => ({ query: page('practitioners', `, serviceOrganizationId: "${firmId}"`) }),
      lines: DIRECTORY,
    },
    provisions: { send: () => ({ query: '{ provisions { id } }' }), lines: LAW },
    provision: { send: () => ({ query: '{ provision(id: "S4-5.1b") { id } }' }), lines: LAW },
    adoptions: {
      send: ({ bureauId }) => ({ query: `{ adoptions(bureauId: "${bureauId}") { id } }` }),
      lines: DIRECTORY,
    },
    houseValues: {
      send: ({ bureauId }) => ({ query: `{ houseValues(bureauId: "${bureauId}") { id } }` }),
      lines: DIRECTORY,
    },
    calendarYears: { send: () => ({ query: '{ calendarYears { year } }' }), lines: { others: 'EMPTY' } },
    limits: { send: () => ({ query: '{ limits { code } }' }), lines: LAW },
    deadline: {
      send: ({ regionCode }) => ({
        query: `{ deadline(input: { limit: NOTIFY_HEARING, event: "2026-03-05", regionCode: "${regionCode}" }) { due } }`,
      }),
      lines: LAW,
    },

    // Accounts and appointments.
    accounts: {
      send: ({ clerk }) => ({ query: page('accounts', `, login: "${clerk.login}"`) }),
      lines: ACCOUNT_READERS,
    },
    passwordResets: {
      send: ({ waitingAccountId }) => ({ query: page('passwordResets', `, accountId: "${waitingAccountId}"`) }),
      lines: ACCOUNT_READERS,
    },
    nameCorrections: {
      send: ({ clerk }) => ({ query: `{ nameCorrections(personId: "${clerk.personId}") { id } }` }),
      lines: ACCOUNT_READERS,
    },
    account: {
      send: ({ clerk }) => ({
        query: 'query ($id: ID!) { account(id: $id) { id } }',
        variables: { id: clerk.accountId },
      }),
      lines: {
        'ADMINISTRATOR AUDITOR': 'ALLOWED NULL NULL',
        CITY_ADMINISTRATOR: 'ALLOWED ALLOWED NULL',
        others: 'NULL',
      },
    },
    appointments: {
      send: ({ agencyId }) => ({ query: page('appointments', `, agencyId: "${agencyId}", role: CLERK`) }),
      lines: {
        [OFFICES]: 'ALLOWED EMPTY EMPTY',
        'CITY_ADMINISTRATOR CITY_SUPERVISOR': 'ALLOWED ALLOWED EMPTY',
        others: 'FORBIDDEN',
      },
    },
    history: {
      send: ({ clerk }) => ({
        query: `query ($id: ID!) { history(kind: Account, id: $id, first: 5) { totalCount edges { node { id } } } }`,
        variables: { id: clerk.accountId },
      }),
      lines: {
        'ADMINISTRATOR AUDITOR': 'ALLOWED NOT_FOUND NOT_FOUND',
        CITY_ADMINISTRATOR: 'ALLOWED ALLOWED NOT_FOUND',
        others: 'NOT_FOUND',
      },
    },
    openAccount: {
      send: ({ agencyId }) =>
        previewOf('openAccount', {
          ...person(),
          login: licence().toLowerCase(),
          firstPassword: '初次见面请改-2026',
          agencyId,
        }),
      lines: ADMINISTRATORS,
    },
    disableAccount: {
      send: ({ clerk }) => previewOf('disableAccount', { accountId: clerk.accountId, reason: '已调离本机构' }),
      lines: ADMINISTRATORS,
    },
    linkIdentity: {
      send: ({ clerk }) =>
        previewOf('linkIdentity', { accountId: clerk.accountId, issuer: 'https://id.example', subject: 'somebody' }),
      lines: ADMINISTRATORS,
    },
    approveIdentity: {
      send: ({ identityId }) => previewOf('approveIdentity', { identityId }),
      lines: ADMINISTRATORS,
    },
    unlinkIdentity: {
      send: ({ identityId }) => previewOf('unlinkIdentity', { identityId, reason: '已调离本机构' }),
      lines: ADMINISTRATORS,
    },
    resetPassword: {
      send: ({ clerk }) =>
        previewOf('resetPassword', { accountId: clerk.accountId, firstPassword: '初次见面请改-2026' }),
      lines: ADMINISTRATORS,
    },
    approvePasswordReset: {
      send: ({ waitingResetId }) => previewOf('approvePasswordReset', { resetId: waitingResetId }),
      lines: ADMINISTRATORS,
    },
    withdrawPasswordReset: {
      send: ({ waitingResetId }) =>
        previewOf('withdrawPasswordReset', { resetId: waitingResetId, reason: '本人已想起密码' }),
      lines: ADMINISTRATORS,
    },
    correctPersonName: {
      send: ({ clerk }) =>
        previewOf('correctPersonName', { personId: clerk.personId, name: '更正之名', reason: '登记时写错了一个字' }),
      lines: ADMINISTRATORS,
    },
    appoint: {
      send: ({ blankAccountId, agencyId }) =>
        previewOf('appoint', { accountId: blankAccountId, role: 'CLERK', agencyId, from: '2026-03-02' }),
      lines: ADMINISTRATORS,
    },
    approveAppointment: {
      send: ({ waitingId }) => previewOf('approveAppointment', { appointmentId: waitingId }),
      lines: ADMINISTRATORS,
    },
    endAppointment: {
      send: ({ standingId }) => previewOf('endAppointment', { appointmentId: standingId, reason: '已调离本机构' }),
      lines: ADMINISTRATORS,
    },

    // Agencies, firms, practitioners, organs.
    openAgency: {
      send: ({ bureauId, regionCode }) =>
        previewOf('openAgency', { bureauId, regionCode, name: `试验机构${licence()}`, fileCode: '试' }),
      lines: {
        ADMINISTRATOR: 'NOT_FOUND',
        CITY_ADMINISTRATOR: 'ALLOWED ALLOWED NOT_FOUND',
        others: 'FORBIDDEN',
      },
    },
    registerServiceOrganization: {
      send: ({ regionCode }) =>
        previewOf('registerServiceOrganization', {
          kind: 'LAW_FIRM',
          name: '试验所',
          licenceNumber: licence(),
          regionCode,
        }),
      lines: CLERKS,
    },
    registerCaseOrgan: {
      send: ({ regionCode }) =>
        previewOf('registerCaseOrgan', { kind: 'COURT', name: `试验法院${licence()}`, regionCode }),
      lines: CLERKS,
    },
    registerPractitioner: {
      send: ({ firmId }) =>
        previewOf('registerPractitioner', {
          ...person(),
          kind: 'LAWYER',
          licenceNumber: licence(),
          serviceOrganizationId: firmId,
          onPublicPayroll: false,
        }),
      lines: CLERKS,
    },
    movePractitioner: {
      send: ({ practitionerId, otherFirmId }) =>
        previewOf('movePractitioner', { practitionerId, serviceOrganizationId: otherFirmId }),
      lines: CLERKS,
    },

    // What a bureau decides for itself.
    adoptProvision: {
      send: ({ bureauId }) =>
        previewOf('adoptProvision', { bureauId, provisionId: 'S3-9.2', from: '2026-03-02', document: '试验决定' }),
      lines: OWN_BUREAU,
    },
    enterHouseValue: {
      send: ({ bureauId }) =>
        previewOf('enterHouseValue', {
          bureauId,
          key: 'GRADE_LINE.GOOD',
          value: 82,
          from: '2026-03-02',
          document: '试验决定',
        }),
      lines: OWN_BUREAU,
    },
    endAdoption: {
      send: ({ adoptionId }) => previewOf('endAdoption', { adoptionId, on: '2026-03-31' }),
      lines: OWN_BUREAU,
    },
    endHouseValue: {
      send: ({ houseValueId }) => previewOf('endHouseValue', { houseValueId, on: '2026-03-31' }),
      lines: OWN_BUREAU,
    },
    enterCalendarYear: {
      send: () =>
        previewOf('enterCalendarYear', {
          year: 2029,
          holidays: ['2029-01-01', '2029-05-01', '2029-10-01', '2029-10-02', '2029-10-03'],
          makeupDays: [],
          document: '试验通知',
        }),
      lines: { 'BUREAU_SUPERVISOR CITY_SUPERVISOR CITY_ADMINISTRATOR': 'ALLOWED', others: 'FORBIDDEN' },
    },
  },
});
