import { Role } from '../platform/access/actor';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { newId } from '../platform/ids';
import { conflict, requireOpen } from '../platform/refusal';
import { type Handled, lockHandled, lockHandledBy } from './handling';
import { activityDecision, hearingDecision, stageEndDecision } from './handling.rules';
import { ActivityRow } from './papers.entity';
import {
  type ActivityGiven,
  correctActivityInput,
  endStageInput,
  recordActivityInput,
  recordHearingHeldInput,
} from './papers.inputs';

constraintMeans('activity_supersedes_id_key', 'ALREADY_SUPERSEDED', '这条记录已被更正，请就现行记录操作');

const HANDLING = [Role.PRACTITIONER, Role.CLERK];

/** Whose activity it is: the practitioner engaged on that day; a practitioner writes only about their own engagement. */
function engagementOn({ engagements, current }: Handled, act: Act, on: string) {
  const own = act.appointment?.role === Role.PRACTITIONER;
  const then = engagements.find(({ beganOn, endedOn }) => beganOn <= on && (endedOn === null || on <= endedOn));
  const chosen = own ? current : (then ?? current);
  if (!chosen) throw conflict('NOT_ENGAGED', '本案卷还没有承办人，没有可记录的办案活动');
  return chosen;
}

async function insertActivity(act: Act, handled: Handled, given: ActivityGiven, supersedesId: string | null) {
  const engagement = engagementOn(handled, act, given.tookPlaceOn);
  const [paper] = given.materialId
    ? await act.sql(
        `SELECT 1 FROM material m WHERE m.id = $1 AND m.case_file_id = $2 AND NOT m.withdrawn
            AND NOT EXISTS (SELECT FROM material n WHERE n.supersedes_id = m.id)`,
        [given.materialId, handled.file.id],
      )
    : [];
  const decision = activityDecision({
    today: act.today,
    kind: given.kind,
    tookPlaceOn: given.tookPlaceOn,
    told: given.toldRights || given.toldDuties || given.toldRisks,
    engagedFrom: engagement.beganOn,
    engagedTo: engagement.endedOn,
    materialId: given.materialId,
    materialStands: paper !== undefined,
  });
  requireOpen('ACTIVITY_REFUSED', decision);
  const activityId = newId();
  await act.insert(ActivityRow, {
    id: activityId,
    caseFileId: handled.file.id,
    engagementId: engagement.id,
    ...given,
    supersedesId,
    recordedBy: act.actor.personId,
    recordedAt: act.now,
  });
  await act.record({
    things: [...act.things, { kind: 'Engagement', id: engagement.id }],
    facts: {
      activityId,
      supersedesId,
      kind: given.kind,
      tookPlaceOn: given.tookPlaceOn,
      toldRights: given.toldRights,
      toldDuties: given.toldDuties,
      toldRisks: given.toldRisks,
      materialId: given.materialId,
    },
    provisions: handled.step.provisions,
  });
  return { activityId };
}

/** Records what was done (S0-17, S4-3.5c). Refusals: ACTIVITY_REFUSED, WRONG_STATE, NOT_ENGAGED. */
export const recordActivity = defineAct({
  name: 'recordActivity',
  event: 'ACTIVITY_RECORDED',
  roles: HANDLING,
  input: recordActivityInput,
  async run(act, { caseFileId, ...given }) {
    return insertActivity(act, await lockHandled(act, caseFileId, 'recordActivity'), given, null);
  },
});

/** Corrects a record by a new one that supersedes it. Refusals: ACTIVITY_REFUSED, ALREADY_SUPERSEDED, WRONG_STATE, NOT_ENGAGED. */
export const correctActivity = defineAct({
  name: 'correctActivity',
  event: 'ACTIVITY_CORRECTED',
  roles: HANDLING,
  input: correctActivityInput,
  async run(act, { activityId, ...given }) {
    const handled = await lockHandledBy(act, 'activity', activityId, 'recordActivity');
    const newer = await act.sql('SELECT 1 FROM activity WHERE supersedes_id = $1', [activityId]);
    if (newer.length) throw conflict('ALREADY_SUPERSEDED', '这条记录已被更正，请就现行记录操作');
    return insertActivity(act, handled, given, activityId);
  },
});

/** The stage has ended (S0-20.1, LAL-50): from now on the file can be closed. Refusals: STAGE_END_REFUSED, WRONG_STATE. */
export const endStage = defineAct({
  name: 'endStage',
  event: 'STAGE_ENDED',
  roles: HANDLING,
  input: endStageInput,
  async run(act, { caseFileId, endedOn }) {
    const { file, step } = await lockHandled(act, caseFileId, 'endStage');
    const decision = stageEndDecision(act.today, file.stageBeganOn, endedOn);
    requireOpen('STAGE_END_REFUSED', decision);
    await act.write('UPDATE case_file SET stage_ended_on = $2 WHERE id = $1', [file.id, endedOn]);
    await act.record({
      things: act.things,
      facts: { stage: file.stage, before: file.stageEndedOn, endedOn },
      findings: decision.findings,
      provisions: step.provisions,
    });
    return { caseFileId };
  },
});

/** Whether there was a hearing; a closing file of such a stage has to say. Refusals: HEARING_REFUSED, WRONG_STATE. */
export const recordHearingHeld = defineAct({
  name: 'recordHearingHeld',
  event: 'HEARING_RECORDED',
  roles: HANDLING,
  input: recordHearingHeldInput,
  async run(act, { caseFileId, held }) {
    const { file, step } = await lockHandled(act, caseFileId, 'recordHearingHeld');
    requireOpen('HEARING_REFUSED', hearingDecision(file.stage));
    await act.write('UPDATE case_file SET hearing_held = $2 WHERE id = $1', [file.id, held]);
    await act.record({ things: act.things, facts: { before: file.hearingHeld, held }, provisions: step.provisions });
    return { caseFileId };
  },
});
