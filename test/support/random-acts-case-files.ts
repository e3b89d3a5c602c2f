import { createHash } from 'node:crypto';
import type { Proposer, Scene } from './random-acts';
import { clerkOf, doing, type FileSeen, OPEN } from './random-acts-files-seen';
import { ARRIVAL } from './seed-papers';
import type { Row } from './world';

/** Mostly whoever handles the file, else a clerk of its agency. */
const handlerOf = async (scene: Scene, file: FileSeen) =>
  (scene.chance.happens(0.75) && file.personId && scene.cast.byPerson.get(file.personId)) ||
  (await clerkOf(scene, file));

const CURRENT_PAPER = 'NOT m.withdrawn AND NOT EXISTS (SELECT FROM material later WHERE later.supersedes_id = m.id)';

/** Catalogue items that a closing of this file will need, and that are not there yet. */
async function missingPapers(scene: Scene, file: FileSeen): Promise<number[]> {
  const need =
    file.state === 'TERMINATED' ? [1, 8, 16, 18] : [1, 8, 9, 10, 11, 14, 15, 17, 18, ...(file.hearingHeld ? [13] : [])];
  if (file.ground === 'APPLICATION') need.push(2, 7);
  const there = await scene.rows<{ no: number }>(
    `SELECT DISTINCT m.catalogue_no AS no FROM material m WHERE m.case_file_id = $1 AND ${CURRENT_PAPER} ORDER BY no`,
    [file.id],
  );
  return need.filter((no) => !there.some((paper) => paper.no === no));
}

/** A paper whose bytes have mostly arrived. */
async function paper(scene: Scene, caseFileId: string): Promise<Row> {
  const digest = createHash('sha256').update(scene.chance.bytes(8)).digest('hex');
  const pages = scene.chance.within(1, 40);
  if (scene.chance.happens(0.98)) await scene.rows(ARRIVAL, [caseFileId, digest, pages]);
  return { title: scene.text('材料'), digest };
}

const currentPaper = (scene: Scene, caseFileId: string) =>
  scene.one<{ id: string }>(
    `SELECT m.id FROM material m WHERE m.case_file_id = $1 AND ${CURRENT_PAPER} ORDER BY m.id`,
    [caseFileId],
  );

const NEEDED_ACTIVITIES = ['MEETING', 'FILE_READING', 'LEGAL_OPINION'];

/** Kinds of work that a closing of this file will need, and that nobody recorded yet. */
async function missingActivities(scene: Scene, file: FileSeen): Promise<string[]> {
  const there = await scene.rows<{ kind: string }>(
    `SELECT DISTINCT a.kind FROM activity a WHERE a.case_file_id = $1 AND NOT EXISTS (SELECT FROM activity later WHERE later.supersedes_id = a.id) ORDER BY a.kind`,
    [file.id],
  );
  return [...NEEDED_ACTIVITIES, ...(file.hearingHeld ? ['HEARING'] : [])].filter(
    (kind) => !there.some((activity) => activity.kind === kind),
  );
}

async function activityInput(scene: Scene, file: FileSeen): Promise<Row | null> {
  const { chance } = scene;
  const proof = await currentPaper(scene, file.id);
  if (!proof && chance.happens(0.95)) return null;
  const need = await missingActivities(scene, file);
  const kind =
    need.length && chance.happens(0.9)
      ? chance.pick(need)
      : chance.pick(['MEETING', 'INVESTIGATION', 'INFORMING', 'REPORTING', 'DISCUSSION', 'OTHER']);
  const told = kind === 'MEETING';
  return {
    kind,
    tookPlaceOn: scene.dayBetween(file.engagedFrom ?? scene.today, file.endedOn ?? scene.today),
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

const WITH_HEARING = ['TRIAL', 'RETRIAL', 'LITIGATION', 'ARBITRATION', 'RECONSIDERATION', 'COMPULSORY_TREATMENT'];
const HANDLED = ['IN_PROGRESS', 'RETURNED', 'TERMINATED'];

export const caseFileActs: readonly Proposer[] = [
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
      ...(await paper(scene, file.id)),
    };
  }),
  doing('recordMaterials', 1, OPEN, handlerOf, async (scene, file) => {
    const papers: Row[] = [];
    for (let n = scene.chance.within(1, 5); n > 0; n -= 1) {
      papers.push({ catalogueNo: scene.chance.within(1, 21), ...(await paper(scene, file.id)) });
    }
    return { caseFileId: file.id, papers };
  }),
  doing('replaceMaterial', 1.5, [...OPEN, 'RECEIVED'], handlerOf, async (scene, file) => {
    const current = await currentPaper(scene, file.id);
    return current && { materialId: current.id, ...(await paper(scene, file.id)) };
  }),
  doing('withdrawMaterial', 0.6, OPEN, handlerOf, async (scene, file) => {
    const current = await currentPaper(scene, file.id);
    return current && { materialId: current.id, reason: scene.text('抽出') };
  }),
  doing('recordActivity', 10, HANDLED, handlerOf, async (scene, file) => {
    const work = await activityInput(scene, file);
    return work && { caseFileId: file.id, ...work };
  }),
  doing('correctActivity', 1, HANDLED, handlerOf, async (scene, file) => {
    const activity = await scene.one<{ id: string }>(
      'SELECT a.id FROM activity a WHERE a.case_file_id = $1 ORDER BY a.recorded_at, a.kind, a.id',
      [file.id],
    );
    const work = activity && (await activityInput(scene, file));
    return work && { activityId: activity.id, ...work };
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
    (scene, file) => ({
      caseFileId: file.id,
      endedOn: scene.chance.happens(0.9) ? scene.today : scene.dayBetween(file.beganOn, scene.today),
    }),
    `f.stage_ended_on IS NULL AND EXISTS (SELECT FROM activity a WHERE a.case_file_id = f.id AND a.kind = 'MEETING')`,
  ),
  doing(
    'submitClosing',
    9,
    HANDLED,
    handlerOf,
    async (scene, file) => {
      const gaps = [...(await missingPapers(scene, file)), ...(await missingActivities(scene, file))];
      return gaps.length && scene.chance.happens(0.97) ? null : { caseFileId: file.id };
    },
    'f.stage_ended_on IS NOT NULL',
  ),
  doing('receiveClosing', 5, ['CLOSING_SUBMITTED'], clerkOf, decideClosing),
  doing('returnClosing', 2, ['CLOSING_SUBMITTED'], clerkOf, decideClosing),
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
