import { idNumberCheckDigit } from '../../../src/platform/crypto';
import { newId } from '../../../src/platform/ids';
import type { AgencySeed } from '../../support/seed';
import { type CaseFileSeed, caseFileOf, digestOf, organOf, registrationOf } from '../../support/seed-case-files';
import type { World } from '../../support/world';
import { NOWHERE, type Operation, previewOf, REGION, subjectAccess } from '../access';

interface Target {
  readonly agencyId: string;
  readonly idNumber: string;
  readonly registration: Record<string, unknown>;
  readonly organId: string;
  /** Registered, in progress, in progress with its stage ended, submitted, terminated. */
  readonly registered: string;
  readonly running: string;
  readonly ended: string;
  readonly submitted: string;
  readonly terminated: string;
  readonly proceedingId: string;
  readonly staffId: string;
  readonly nextStaffId: string;
  readonly materialId: string;
  readonly activityId: string;
  /** A register that was read and waits for its decision. */
  readonly importId: string;
}

/** Own: by agency; other: the city's supervisor reaches it; region: nobody here does. */
const READERS = {
  'CLERK QUALITY_CHECKER QUALITY_REVIEW_HEAD FINANCE_OFFICER COMPLAINT_OFFICER REVIEW_COORDINATOR BUREAU_SUPERVISOR AUDITOR':
    'ALLOWED NULL NULL',
  CITY_SUPERVISOR: 'ALLOWED ALLOWED NULL',
  'PRACTITIONER ORGANIZATION_MANAGER': 'NULL',
  others: 'FORBIDDEN',
} as const;
const CLERKS = { CLERK: 'ALLOWED NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' } as const;
const HANDLERS = { CLERK: 'ALLOWED NOT_FOUND NOT_FOUND', PRACTITIONER: 'NOT_FOUND', others: 'FORBIDDEN' } as const;

const paper = { title: '材料', digest: digestOf('access') };
const meeting = { kind: 'MEETING', tookPlaceOn: '2026-02-10', place: '某地', present: '某人', summary: '谈话' };
const REASON = '核对无误，按规定办理';

/** The input type of mutations that share one. */
const previewAs = (name: string, inputType: string, input: Record<string, unknown>): Operation => {
  const operation = previewOf(name, input);
  const own = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  return { ...operation, query: operation.query.replace(own, inputType) };
};

async function importOf(world: World, agency: AgencySeed): Promise<string> {
  const id = newId();
  const { personId } = await agency.clerk;
  await world.rows(
    `INSERT INTO register_import (id, agency_id, uploaded_by, uploaded_at, digest, bytes, state, touched_at)
     VALUES ($1, $2, $3, now(), sha256('register'), 8, 'READ', now())`,
    [id, agency.id, personId],
  );
  return id;
}

export const caseFiles = subjectAccess<Target>({
  subject: 'case files',

  async prepare({ world, city }, place) {
    const agency = await city.agency(REGION[place]);
    const registration = await registrationOf(agency);
    const run = async () => (await caseFileOf(agency)).commissioned(await agency.staff());
    const [registered, running, ended, submitted, terminated] = (await Promise.all([
      caseFileOf(agency, { recipient: registration.recipient as never }),
      run(),
      run(),
      run(),
      run(),
    ])) as [CaseFileSeed, CaseFileSeed, CaseFileSeed, CaseFileSeed, CaseFileSeed];
    const materialId = await running.paper(11);
    await running.arrived('access');
    const activityId = await running.activity('MEETING');
    await ended.withPapers();
    await submitted.withPapers();
    await submitted.submitted();
    await world.rows(
      `INSERT INTO termination (id, case_file_id, ground, provision_id, reason, decided_on, decided_by, decided_at)
       SELECT gen_random_uuid(), $1, 'CASE_ENDED', 'LAL-48.5', '案件已撤销', '2026-02-20', registered_by, now() FROM case_file WHERE id = $1`,
      [terminated.id],
    );
    await world.rows(`UPDATE case_file SET state = 'TERMINATED' WHERE id = $1`, [terminated.id]);
    // One reading, so that there is something to list.
    const clerk = await agency.clerk;
    await clerk.send(`{ caseFile(id: "${running.id}") { recipient { personalData { name } } } }`);
    return {
      agencyId: agency.id,
      idNumber: String((registration.recipient as { idNumber: string }).idNumber),
      registration,
      organId: await organOf(world, 'COURT', agency.regionCode),
      registered: registered.id,
      running: running.id,
      ended: ended.id,
      submitted: submitted.id,
      terminated: terminated.id,
      proceedingId: running.proceedingId,
      staffId: (await agency.staff()).practitionerId,
      nextStaffId: (await agency.staff()).practitionerId,
      materialId,
      activityId,
      importId: await importOf(world, agency),
    };
  },

  nowhere: (target) => ({
    ...target,
    agencyId: NOWHERE,
    idNumber: `11010519900506999${idNumberCheckDigit('11010519900506999')}`,
    registration: { ...target.registration, agencyId: NOWHERE },
    registered: NOWHERE,
    running: NOWHERE,
    ended: NOWHERE,
    submitted: NOWHERE,
    terminated: NOWHERE,
    proceedingId: NOWHERE,
    materialId: NOWHERE,
    activityId: NOWHERE,
    importId: NOWHERE,
  }),

  fields: {
    caseFile: { send: ({ running }) => ({ query: `{ caseFile(id: "${running}") { id state } }` }), lines: READERS },
    caseFiles: {
      send: ({ agencyId }) => ({
        query: `{ caseFiles(first: 5, filter: { agencyId: "${agencyId}" }) { totalCount edges { node { id } } } }`,
      }),
      lines: {
        ...READERS,
        'CLERK QUALITY_CHECKER QUALITY_REVIEW_HEAD FINANCE_OFFICER COMPLAINT_OFFICER REVIEW_COORDINATOR BUREAU_SUPERVISOR AUDITOR':
          'ALLOWED EMPTY EMPTY',
        CITY_SUPERVISOR: 'ALLOWED ALLOWED EMPTY',
        'PRACTITIONER ORGANIZATION_MANAGER': 'EMPTY',
      },
    },
    proceeding: {
      send: ({ proceedingId }) => ({ query: `{ proceeding(id: "${proceedingId}") { id caseFiles { id } } }` }),
      lines: READERS,
    },
    caseFileByIdNumber: {
      send: ({ idNumber }) => ({ query: `{ caseFileByIdNumber(idNumber: "${idNumber}") { id } }` }),
      lines: { CLERK: 'ALLOWED EMPTY EMPTY', others: 'FORBIDDEN' },
    },
    personalDataReadings: {
      send: ({ running }) => ({
        query: `{ personalDataReadings(caseFileId: "${running}", first: 5) { totalCount edges { node { id } } } }`,
      }),
      lines: {
        'AUDITOR BUREAU_SUPERVISOR': 'ALLOWED EMPTY EMPTY',
        CITY_SUPERVISOR: 'ALLOWED ALLOWED EMPTY',
        others: 'FORBIDDEN',
      },
    },
    registerImport: {
      send: ({ importId }) => ({ query: `{ registerImport(id: "${importId}") { id rows(first: 5) { totalCount } } }` }),
      lines: { CLERK: 'ALLOWED NULL NULL', others: 'FORBIDDEN' },
    },
    keepRegisterImport: { send: ({ importId }) => previewOf('keepRegisterImport', { importId }), lines: CLERKS },
    discardRegisterImport: { send: ({ importId }) => previewOf('discardRegisterImport', { importId }), lines: CLERKS },
    openProceeding: {
      send: ({ agencyId }) => previewOf('openProceeding', { agencyId, caseKind: 'CRIMINAL', cause: '盗窃' }),
      lines: CLERKS,
    },
    registerCaseFile: { send: ({ registration }) => previewOf('registerCaseFile', registration), lines: CLERKS },
    continueInNextStage: {
      send: ({ ended, organId }) =>
        previewOf('continueInNextStage', {
          previousId: ended,
          stage: 'RETRIAL',
          stageBeganOn: '2026-03-02',
          receivedOn: '2026-03-02',
          ground: 'NOTICE_MUST',
          organId,
        }),
      lines: CLERKS,
    },
    correctCaseFile: {
      send: ({ running }) => previewOf('correctCaseFile', { caseFileId: running, reason: REASON, inCustody: true }),
      lines: CLERKS,
    },
    commissionPractitioner: {
      send: ({ registered, staffId }) =>
        previewOf('commissionPractitioner', { caseFileId: registered, practitionerId: staffId, way: 'ROTATION' }),
      lines: CLERKS,
    },
    changePractitioner: {
      send: ({ running, nextStaffId }) =>
        previewOf('changePractitioner', {
          caseFileId: running,
          practitionerId: nextStaffId,
          way: 'SELECTED',
          reason: REASON,
        }),
      lines: CLERKS,
    },
    terminateAid: {
      send: ({ running }) => previewOf('terminateAid', { caseFileId: running, ground: 'CASE_ENDED', reason: REASON }),
      lines: CLERKS,
    },
    recordTerminationService: {
      send: ({ terminated }) =>
        previewOf('recordTerminationService', { caseFileId: terminated, servedOn: '2026-02-21' }),
      lines: CLERKS,
    },
    receiveClosing: {
      send: ({ submitted }) => previewAs('receiveClosing', 'DecideClosingInput', { caseFileId: submitted }),
      lines: CLERKS,
    },
    returnClosing: {
      send: ({ submitted }) =>
        previewAs('returnClosing', 'DecideClosingInput', { caseFileId: submitted, note: '请补充页码' }),
      lines: CLERKS,
    },
    recordMaterial: {
      send: ({ running }) => previewOf('recordMaterial', { caseFileId: running, catalogueNo: 20, ...paper }),
      lines: HANDLERS,
    },
    recordMaterials: {
      send: ({ running }) =>
        previewOf('recordMaterials', { caseFileId: running, papers: [{ catalogueNo: 20, ...paper }] }),
      lines: HANDLERS,
    },
    replaceMaterial: {
      send: ({ materialId }) => previewOf('replaceMaterial', { materialId, ...paper }),
      lines: HANDLERS,
    },
    withdrawMaterial: {
      send: ({ materialId }) => previewOf('withdrawMaterial', { materialId, reason: REASON }),
      lines: HANDLERS,
    },
    recordActivity: {
      send: ({ running }) => previewOf('recordActivity', { caseFileId: running, ...meeting }),
      lines: HANDLERS,
    },
    correctActivity: {
      send: ({ activityId }) => previewOf('correctActivity', { activityId, ...meeting }),
      lines: HANDLERS,
    },
    endStage: {
      send: ({ running }) => previewOf('endStage', { caseFileId: running, endedOn: '2026-03-01' }),
      lines: HANDLERS,
    },
    recordHearingHeld: {
      send: ({ running }) => previewOf('recordHearingHeld', { caseFileId: running, held: false }),
      lines: HANDLERS,
    },
    submitClosing: { send: ({ ended }) => previewOf('submitClosing', { caseFileId: ended }), lines: HANDLERS },
  },
});
