import { Role } from '../../platform/access/actor';
import { defineAct } from '../../platform/act';
import { badInput, conflict } from '../../platform/refusal';
import { readingOfCampaign, requireRunning } from './reading.access';
import { extendReadingInput, reopenReadingInput } from './reading.inputs';
import { reviewReopened } from './readings.events';

/**
 * Opens a submitted review again, for a reason that its reader sees; what was submitted is kept as its round, and the drafts
 * go on from there. Refusals: REPLIES_OPEN once replies are open, CAMPAIGN_CLOSED, READING_STOPPED, FILE_WITHDRAWN, WRONG_STATE.
 */
export const reopenReading = defineAct({
  name: 'reopenReading',
  event: 'READING_REOPENED',
  roles: [Role.REVIEW_COORDINATOR],
  input: reopenReadingInput,
  async run(act, { readingId, reason, dueOn }) {
    const reading = await readingOfCampaign(act, readingId);
    if (reading.campaignState === 'REPLYING' || reading.campaignState === 'FINALISED') {
      throw conflict('REPLIES_OPEN', '答复已经开始，评阅不能再打开；更正由答复程序作出');
    }
    const provisions = requireRunning('reopenReading', reading);
    if (dueOn && dueOn < act.today) throw badInput('input.dueOn', '期限不能早于今日');
    const round = reading.round + 1;
    await act.write('INSERT INTO review.reopening (reading_id, round, reason) VALUES ($1, $2, $3)', [
      readingId,
      round,
      reason,
    ]);
    await act.write(`UPDATE review.reading SET state = 'ASSIGNED', round = $2, due_on = $3 WHERE id = $1`, [
      readingId,
      round,
      dueOn ?? reading.dueOn,
    ]);
    await act.write(`UPDATE review.subject SET state = 'READING' WHERE id = $1`, [reading.subjectId]);
    const { subjectId, campaignId } = reading;
    await reviewReopened.publish(act, { subjectId, readingId, campaignId });
    await act.record({
      things: [{ kind: 'Reading', id: readingId }],
      facts: { round, dueOn: dueOn ?? reading.dueOn },
      provisions,
    });
    return { readingId };
  },
});

/** Gives a reader more time, for a reason that they see. Refusals: INVALID_INPUT where the day is no later, and all that stops a reading. */
export const extendReading = defineAct({
  name: 'extendReading',
  event: 'READING_EXTENDED',
  roles: [Role.REVIEW_COORDINATOR],
  input: extendReadingInput,
  async run(act, { readingId, dueOn, reason }) {
    const reading = await readingOfCampaign(act, readingId);
    const provisions = requireRunning('extendReading', reading);
    if (dueOn <= reading.dueOn) throw badInput('input.dueOn', `须晚于现有期限（${reading.dueOn}）`);
    if (dueOn < act.today) throw badInput('input.dueOn', '不能早于今日');
    await act.write('INSERT INTO review.extension (reading_id, due_on, reason) VALUES ($1, $2, $3)', [
      readingId,
      dueOn,
      reason,
    ]);
    await act.write('UPDATE review.reading SET due_on = $2 WHERE id = $1', [readingId, dueOn]);
    await act.record({
      things: [{ kind: 'Reading', id: readingId }],
      facts: { from: reading.dueOn, to: dueOn },
      provisions,
    });
    return { readingId };
  },
});
