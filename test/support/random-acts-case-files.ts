import { createHash } from 'node:crypto';
import { Role } from '../../src/platform/access/actor';
import type { Attempt, Proposer, Scene } from './random-acts';
import { inventPerson } from './seed-names';
import type { Row } from './world';

export interface FileSeen {
  readonly id: string;
  readonly agencyId: string;
  readonly regionCode: string;
  readonly state: string;
  readonly stage: string;
  readonly kind: string;
  readonly ground: string;
  readonly beganOn: string;
  readonly endedOn: string | null;
  readonly hearingHeld: boolean | null;
  readonly engagementId: string | null;
  readonly engagedFrom: string | null;
  readonly personId: string | null;
}

const FILES = `
  SELECT f.id, f.agency_id AS "agencyId", a.region_code AS "regionCode", f.state, f.stage, f.case_kind AS kind, f.ground,
         f.stage_began_on AS "beganOn", f.stage_ended_on AS "endedOn", f.hearing_held AS "hearingHeld",
         e.id AS "engagementId", e.began_on AS "engagedFrom", e.person_id AS "personId"
    FROM case_file f JOIN agency a ON a.id = f.agency_id
    LEFT JOIN LATERAL (SELECT * FROM engagement g WHERE g.case_file_id = f.id ORDER BY g.began_on DESC, g.id DESC LIMIT 1) e ON true`;

export const fileIn = (scene: Scene, states: readonly string[], further = 'true'): Promise<FileSeen | null> =>
  scene.one<FileSeen>(`${FILES} WHERE f.state = ANY ($1) AND (${further}) ORDER BY f.id DESC`, [states]);

const STAGES: Readonly<Record<string, readonly string[]>> = {
  CRIMINAL: ['INVESTIGATION', 'PROSECUTION_REVIEW', 'TRIAL', 'DEATH_PENALTY_REVIEW', 'COMPULSORY_TREATMENT', 'RETRIAL'],
  CIVIL: ['LITIGATION', 'ARBITRATION', 'NON_LITIGATION', 'RETRIAL'],
  ADMINISTRATIVE: ['LITIGATION', 'RECONSIDERATION', 'NON_LITIGATION', 'RETRIAL'],
};
const ORGANS: Readonly<Record<string, string>> = {
  INVESTIGATION: 'POLICE',
  PROSECUTION_REVIEW: 'PROCURATORATE',
  ARBITRATION: 'ARBITRATION_COMMISSION',
  RECONSIDERATION: 'ADMINISTRATIVE_ORGAN',
};
const NEXT: Readonly<Record<string, string>> = {
  INVESTIGATION: 'PROSECUTION_REVIEW',
  PROSECUTION_REVIEW: 'TRIAL',
  ARBITRATION: 'LITIGATION',
  RECONSIDERATION: 'LITIGATION',
  NON_LITIGATION: 'LITIGATION',
};
const WITH_HEARING = ['TRIAL', 'RETRIAL', 'LITIGATION', 'ARBITRATION', 'RECONSIDERATION', 'COMPULSORY_TREATMENT'];

const clerkOf = (scene: Scene, { agencyId }: { agencyId: string }) => scene.holder(Role.CLERK, agencyId);

/** Mostly whoever handles the file, else a clerk of its agency. */
const handlerOf = async (scene: Scene, file: FileSeen) =>
  (scene.chance.happens(0.75) && file.personId && scene.cast.byPerson.get(file.personId)) ||
  (await clerkOf(scene, file));

type Making = (scene: Scene, file: FileSeen) => Promise<Row | null> | Row | null;

const doing = (
  name: string,
  weight: number,
  states: readonly string[],
  who: (scene: Scene, file: FileSeen) => Promise<Attempt['by'] | null>,
  input: Making,
  further?: string,
): Proposer => ({
  name,
  weight,
  async propose(scene) {
    const file = await fileIn(scene, states, further);
    if (!file) return null;
    const by = await who(scene, file);
    const made = by && (await input(scene, file));
    return made ? { name, by, input: made } : null;
  },
});

async function stageInput(scene: Scene, kind: string, stage: string, regionCode: string, began: string): Promise<Row> {
  const { chance } = scene;
  const noticed = kind === 'CRIMINAL' && chance.happens(0.7);
  const organ = await scene.one<{ id: string }>(
    'SELECT id FROM case_organ WHERE region_code = $1 AND kind = $2 ORDER BY id',
    [regionCode, ORGANS[stage] ?? 'COURT'],
  );
  const receivedOn = scene.dayBetween(began, scene.today);
  return {
    stage,
    stageBeganOn: began,
    receivedOn,
    ground: noticed ? chance.pick(['NOTICE_MUST', 'NOTICE_MAY']) : 'APPLICATION',
    ...(noticed ? {} : { aidDecidedOn: receivedOn }),
    ...(organ ? { organId: organ.id } : {}),
    ...(stage === 'PROSECUTION_REVIEW' ? { reviewPeriodEndsOn: scene.daysAfter(began, 200) } : {}),
    inCustody: chance.happens(0.4),
    pleadsGuilty: chance.happens(0.3),
    groupCase: chance.happens(0.1),
    sensitiveCase: chance.happens(0.1),
    sealedRecord: chance.happens(0.1),
    facts: scene.text('案情'),
  };
}

/** Catalogue items that a closing of this file will need, and that are not there yet. */
async function missingPapers(scene: Scene, file: FileSeen): Promise<number[]> {
  const need =
    file.state === 'TERMINATED' ? [1, 8, 16, 18] : [1, 8, 9, 10, 11, 14, 15, 17, 18, ...(file.hearingHeld ? [13] : [])];
  if (file.ground === 'APPLICATION') need.push(2, 7);
  const there = await scene.rows<{ no: number }>(
    'SELECT DISTINCT catalogue_no AS no FROM material WHERE case_file_id = $1 ORDER BY no',
    [file.id],
  );
  return need.filter((no) => !there.some((paper) => paper.no === no));
}

const paper = (scene: Scene) => ({
  title: scene.text('材料'),
  pages: scene.chance.within(1, 40),
  digest: createHash('sha256').update(scene.chance.bytes(8)).digest('hex'),
});

const CURRENT_PAPER = 'NOT m.withdrawn AND NOT EXISTS (SELECT FROM material later WHERE later.supersedes_id = m.id)';
const currentPaper = (scene: Scene, caseFileId: string) =>
  scene.one<{ id: string }>(
    `SELECT m.id FROM material m WHERE m.case_file_id = $1 AND ${CURRENT_PAPER} ORDER BY m.id`,
    [caseFileId],
  );

async function activityInput(scene: Scene, file: FileSeen): Promise<Row> {
  const { chance } = scene;
  const there = await scene.rows<{ kind: string }>(
    'SELECT DISTINCT kind FROM activity WHERE case_file_id = $1 ORDER BY kind',
    [file.id],
  );
  const need = ['MEETING', 'FILE_READING', 'LEGAL_OPINION', ...(file.hearingHeld ? ['HEARING'] : [])].filter(
    (kind) => !there.some((activity) => activity.kind === kind),
  );
  const kind =
    need.length && chance.happens(0.9)
      ? chance.pick(need)
      : chance.pick(['MEETING', 'INVESTIGATION', 'INFORMING', 'REPORTING', 'DISCUSSION', 'OTHER']);
  const told = kind === 'MEETING';
  const proof = await currentPaper(scene, file.id);
  return {
    kind,
    tookPlaceOn: scene.dayBetween(file.engagedFrom ?? scene.today, scene.today),
    place: '看守所',
    present: '承办人、受援人',
    summary: scene.text('了解案情'),
    toldRights: told,
    toldDuties: told,
    toldRisks: told,
    ...(proof ? { materialId: proof.id } : {}),
  };
}

async function practitionerFor(scene: Scene, { agencyId }: FileSeen): Promise<Row | null> {
  const found = await scene.one<{ id: string }>(
    `SELECT p.id FROM practitioner p WHERE p.agency_id = $1 OR EXISTS (
       SELECT FROM quality_commitment c WHERE c.agency_id = $1 AND c.state = 'IN_FORCE' AND (c.service_organization_id = p.service_organization_id OR c.volunteer_id = p.id))
     ORDER BY p.id`,
    [agencyId],
  );
  return found && { practitionerId: found.id, way: scene.chance.pick(['ROTATION', 'RECIPIENT_CHOICE', 'SELECTED']) };
}

const decideClosing = async (scene: Scene, file: FileSeen): Promise<Row> => ({
  caseFileId: file.id,
  ...(scene.chance.happens(0.6) ? { note: scene.text('退补说明') } : {}),
});

const OPEN = ['REGISTERED', 'IN_PROGRESS', 'RETURNED', 'TERMINATED'];
const HANDLED = ['IN_PROGRESS', 'RETURNED', 'TERMINATED'];
const MISSING_NOTHING = `f.stage_ended_on IS NOT NULL AND (SELECT count(DISTINCT m.catalogue_no) FROM material m WHERE m.case_file_id = f.id) >= 9
  AND (SELECT count(DISTINCT a.kind) FROM activity a WHERE a.case_file_id = f.id AND a.kind IN ('MEETING', 'FILE_READING', 'LEGAL_OPINION')) >= 2`;

export const caseFileActs: readonly Proposer[] = [
  {
    name: 'openProceeding',
    weight: 1.5,
    async propose(scene) {
      const { id: agencyId } = scene.chance.pick(scene.cast.agencies);
      const by = await scene.holder(Role.CLERK, agencyId);
      const caseKind = scene.chance.pick(['CRIMINAL', 'CRIMINAL', 'CIVIL', 'ADMINISTRATIVE']);
      return by && { name: 'openProceeding', by, input: { agencyId, caseKind, cause: scene.text('案由') } };
    },
  },
  {
    name: 'registerCaseFile',
    weight: 3,
    async propose(scene) {
      const { id: agencyId, regionCode } = scene.chance.pick(scene.cast.agencies);
      const by = await scene.holder(Role.CLERK, agencyId);
      const proceeding = await scene.one<{ id: string; kind: string }>(
        'SELECT id, case_kind AS kind FROM proceeding WHERE region_code = $1 ORDER BY opened_at DESC, id DESC',
        [regionCode],
      );
      if (!by || !proceeding) return null;
      const stage = scene.chance.pick(STAGES[proceeding.kind] as readonly string[]);
      const began = scene.daysAfter(scene.today, -scene.chance.within(0, 30));
      const recipient = scene.chance.happens(0.9)
        ? { ...inventPerson('1990-05-06'), phone: '13900000000', address: '某区某街1号' }
        : { name: '无名氏', withoutIdNumber: '身份不明' };
      const input = {
        agencyId,
        proceedingId: proceeding.id,
        recipient,
        ...(await stageInput(scene, proceeding.kind, stage, regionCode, began)),
      };
      return { name: 'registerCaseFile', by, input };
    },
  },
  doing(
    'continueInNextStage',
    1,
    ['IN_PROGRESS', 'CLOSING_SUBMITTED', 'RETURNED', 'RECEIVED'],
    clerkOf,
    async (scene, file) => ({
      previousId: file.id,
      ...(await stageInput(
        scene,
        file.kind,
        NEXT[file.stage] ?? 'RETRIAL',
        file.regionCode,
        file.endedOn ?? scene.today,
      )),
    }),
    'f.stage_ended_on IS NOT NULL AND NOT EXISTS (SELECT FROM case_file next WHERE next.previous_id = f.id)',
  ),
  doing('correctCaseFile', 1.2, OPEN, clerkOf, (scene, file) => ({
    caseFileId: file.id,
    reason: scene.text('更正'),
    ...scene.chance.pick<Row>([
      { groupCase: scene.chance.happens(0.5) },
      { facts: scene.text('案情') },
      { organCaseNumber: `（2026）${scene.chance.below(9999)}号` },
      { recipient: { phone: '13800000000' } },
    ]),
  })),
  doing('commissionPractitioner', 4, ['REGISTERED'], clerkOf, async (scene, file) => {
    const whom = await practitionerFor(scene, file);
    return whom && { caseFileId: file.id, ...whom };
  }),
  doing('changePractitioner', 1.2, ['IN_PROGRESS', 'RETURNED'], clerkOf, async (scene, file) => {
    const whom = await practitionerFor(scene, file);
    return whom && { caseFileId: file.id, ...whom, reason: scene.text('更换') };
  }),
  doing('recordMaterial', 22, OPEN, handlerOf, async (scene, file) => {
    const missing = await missingPapers(scene, file);
    const useful = missing.length > 0 && scene.chance.happens(0.95);
    if (!missing.length && scene.chance.happens(0.8)) return null;
    return {
      caseFileId: file.id,
      catalogueNo: useful ? scene.chance.pick(missing) : scene.chance.within(1, 21),
      ...paper(scene),
    };
  }),
  doing('replaceMaterial', 1.5, [...OPEN, 'RECEIVED'], handlerOf, async (scene, file) => {
    const current = await currentPaper(scene, file.id);
    return current && { materialId: current.id, ...paper(scene) };
  }),
  doing('withdrawMaterial', 0.6, OPEN, handlerOf, async (scene, file) => {
    const current = await currentPaper(scene, file.id);
    return current && { materialId: current.id, reason: scene.text('抽出') };
  }),
  doing('recordActivity', 10, HANDLED, handlerOf, async (scene, file) => ({
    caseFileId: file.id,
    ...(await activityInput(scene, file)),
  })),
  doing('correctActivity', 1, HANDLED, handlerOf, async (scene, file) => {
    const activity = await scene.one<{ id: string }>(
      'SELECT a.id FROM activity a WHERE a.case_file_id = $1 ORDER BY a.recorded_at, a.kind, a.id',
      [file.id],
    );
    return activity && { activityId: activity.id, ...(await activityInput(scene, file)) };
  }),
  doing(
    'recordHearingHeld',
    3,
    HANDLED,
    handlerOf,
    (scene, file) => ({ caseFileId: file.id, held: WITH_HEARING.includes(file.stage) && scene.chance.happens(0.8) }),
    `f.hearing_held IS NULL AND f.stage IN ('TRIAL', 'RETRIAL', 'LITIGATION', 'ARBITRATION', 'RECONSIDERATION', 'COMPULSORY_TREATMENT')`,
  ),
  doing(
    'endStage',
    4,
    ['IN_PROGRESS', 'RETURNED'],
    handlerOf,
    (scene, file) => ({ caseFileId: file.id, endedOn: scene.dayBetween(file.beganOn, scene.today) }),
    'f.stage_ended_on IS NULL',
  ),
  doing('submitClosing', 5, HANDLED, handlerOf, (_scene, { id }) => ({ caseFileId: id }), MISSING_NOTHING),
  doing('submitClosing', 0.5, HANDLED, handlerOf, (_scene, { id }) => ({ caseFileId: id })),
  doing('receiveClosing', 5, ['CLOSING_SUBMITTED'], clerkOf, decideClosing),
  doing('returnClosing', 1.2, ['CLOSING_SUBMITTED'], clerkOf, decideClosing),
  doing('terminateAid', 0.6, ['REGISTERED', 'IN_PROGRESS'], clerkOf, (scene, file) => {
    const ground = scene.chance.pick(['DECEIT', 'CASE_ENDED', 'RETAINED_COUNSEL', 'RECIPIENT_ASKED', 'SELF_DEFENCE']);
    return {
      caseFileId: file.id,
      ground,
      reason: scene.text('终止'),
      ...(ground === 'SELF_DEFENCE' ? { permittedOn: scene.today } : {}),
    };
  }),
  doing('recordTerminationService', 1, ['TERMINATED', 'RETURNED'], clerkOf, (scene, file) => ({
    caseFileId: file.id,
    servedOn: scene.today,
    ...(scene.chance.happens(0.7) ? { organInformedOn: scene.today } : {}),
  })),
];
