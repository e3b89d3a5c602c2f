import { requireUnnamed } from '../../case-files/unnamed';
import { calendarOf } from '../../organizations/calendar';
import { Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { constraintMeans } from '../../platform/constraints';
import { newId } from '../../platform/ids';
import { badInput, conflict, notFound } from '../../platform/refusal';
import { countWorkingDays } from '../../regulation';
import { lockCampaign } from '../campaigns/campaign.access';
import { requireNotHandler } from '../handlers';
import { ImprovementPointRow } from './result.entity';
import { addImprovementPointInput, tickImprovementPointInput } from './result.inputs';

constraintMeans('improvement_is_ticked_once', 'ALREADY_TICKED', '这项改进意见已经核销');

/**
 * Something to put right in how a file was handled, by a day: the campaign's working days where none is given.
 * Refusals: NOT_READ_YET before the replies open, NOT_FOUND for a file that the campaign did not draw.
 */
export const addImprovementPoint = defineAct({
  name: 'addImprovementPoint',
  event: 'IMPROVEMENT_POINT_ADDED',
  roles: [Role.REVIEW_COORDINATOR],
  input: addImprovementPointInput,
  async run(act, { campaignId, caseFileId, indicatorNo, text, dueOn: given }) {
    const campaign = await lockCampaign(act, campaignId);
    if (campaign.state !== 'REPLYING' && campaign.state !== 'FINALISED') {
      throw conflict('NOT_READ_YET', '答复开始之后才提出改进意见');
    }
    const [drawn] = await act.sql(
      `SELECT FROM campaign_draw d WHERE d.campaign_id = $1 AND d.case_file_id = $2 AND d.part <> 'GOLD'`,
      [campaignId, caseFileId],
    );
    if (!drawn) throw notFound();
    await requireUnnamed(act, caseFileId, '改进意见', text);
    const calendar = await calendarOf(act.sql.bind(act));
    const dueOn = given ?? countWorkingDays(act.today, campaign.correctionDays, [], calendar).last;
    if (dueOn < act.today) throw badInput('input.dueOn', '不能早于今日');
    const pointId = newId();
    await act.insert(ImprovementPointRow, {
      ...{ id: pointId, campaignId, caseFileId, indicatorNo, text, dueOn },
      ...{ enteredBy: act.actor.personId, enteredAt: act.now },
    });
    await act.record({
      things: [
        { kind: 'CaseFile', id: caseFileId },
        { kind: 'ReviewCampaign', id: campaignId },
      ],
      facts: { pointId, campaignId, caseFileId, indicatorNo, dueOn },
      provisions: [],
    });
    return { pointId };
  },
});

async function lockPoint(act: Act, pointId: string) {
  const [point] = await act.sql<{ campaignId: string; caseFileId: string; dueOn: string; ticked: boolean }>(
    `SELECT p.campaign_id AS "campaignId", p.case_file_id AS "caseFileId", p.due_on AS "dueOn", p.ticked_at IS NOT NULL AS ticked
       FROM improvement_point p WHERE p.id = $1 FOR UPDATE`,
    [pointId],
  );
  if (!point) throw notFound();
  return point;
}

/** The coordinator saw that it was put right, in time or late. Refusals: OWN_FILE, ALREADY_TICKED. */
export const tickImprovementPoint = defineAct({
  name: 'tickImprovementPoint',
  event: 'IMPROVEMENT_POINT_TICKED',
  roles: [Role.REVIEW_COORDINATOR],
  input: tickImprovementPointInput,
  async run(act, { pointId, note }) {
    const { campaignId, caseFileId, dueOn, ticked } = await lockPoint(act, pointId);
    await lockCampaign(act, campaignId);
    await requireNotHandler(act, caseFileId);
    if (ticked) throw conflict('ALREADY_TICKED', '这项改进意见已经核销');
    await act.write('UPDATE improvement_point SET ticked_by = $2, ticked_at = $3, tick_note = $4 WHERE id = $1', [
      pointId,
      act.actor.personId,
      act.now,
      note,
    ]);
    await act.record({
      things: [
        { kind: 'CaseFile', id: caseFileId },
        { kind: 'ReviewCampaign', id: campaignId },
      ],
      facts: { pointId, campaignId, caseFileId, late: act.today > dueOn },
      provisions: [],
    });
    return { pointId };
  },
});
