import { bureausHeld, Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { badInput, conflict, requireOpen } from '../../platform/refusal';
import { extensionDecision } from './extension.rules';
import { READER } from './reader-pseudonym';
import { readingOfCampaign, readingsOfCampaigns, requireRunning, stopperOf } from './reading.access';
import { extendReadingInput, extendReadingsInput, reopenReadingInput } from './reading.inputs';
import { reviewReopened } from './readings.events';

/**
 * Opens a submitted review again, for a reason that its reader sees; what was submitted is kept as its round, and the drafts
 * go on from there. A preview does not ask what has become of the file: it would tell whether a group sits over it.
 * Refusals: REPLIES_OPEN once replies are open, CAMPAIGN_CLOSED, READING_STOPPED, FILE_WITHDRAWN, WRONG_STATE.
 */
export const reopenReading = defineAct({
  name: 'reopenReading',
  event: 'READING_REOPENED',
  roles: [Role.REVIEW_COORDINATOR],
  input: reopenReadingInput,
  secret: true,
  async run(act, { readingId, reason, dueOn }) {
    const reading = await readingOfCampaign(act, readingId);
    if (reading.campaignState === 'REPLYING' || reading.campaignState === 'FINALISED') {
      throw conflict('REPLIES_OPEN', '答复已经开始，评阅不能再打开；更正由答复程序作出');
    }
    const provisions = requireRunning('reopenReading', reading);
    if (dueOn && dueOn < act.today) throw badInput('input.dueOn', '期限不能早于今日');
    if (act.preview) return { readingId };
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
    await act.write('INSERT INTO review.extension (reading_id, round, due_on, reason) VALUES ($1, $2, $3, $4)', [
      readingId,
      reading.round,
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

/** Readings that are named, or all that run under a reader's pseudonym in a campaign of the coordinator's own bureau. */
async function namedReadings(
  act: Act,
  { readingIds, campaignId, reader }: { readingIds: string[] | null; campaignId: string | null; reader: string | null },
): Promise<readonly string[]> {
  if (readingIds) return readingIds;
  const running = await act.sql<{ id: string }>(
    `SELECT t.id FROM review.reading t JOIN review.subject s ON s.id = t.subject_id JOIN review_campaign b ON b.id = s.campaign_id
      WHERE b.id = $1 AND b.bureau_id = ANY ($2::uuid[]) AND ${READER} = $3 AND t.state = 'ASSIGNED' AND s.state <> 'WITHDRAWN'`,
    [campaignId, bureausHeld(act.appointments), reader],
  );
  return running.map(({ id }) => id);
}

/**
 * Gives several readings more time at once, all or none: those that are named, or all that one reader still has to do.
 * Refusals: NOT_FOUND (one of another bureau, or a reader with nothing to do), EXTENSIONS_REFUSED with each that cannot be
 * extended and why, INVALID_INPUT.
 */
export const extendReadings = defineAct({
  name: 'extendReadings',
  event: 'READINGS_EXTENDED',
  roles: [Role.REVIEW_COORDINATOR],
  input: extendReadingsInput,
  async run(act, { dueOn, reason, ...named }) {
    if (dueOn < act.today) throw badInput('input.dueOn', '不能早于今日');
    const readings = await readingsOfCampaigns(act, await namedReadings(act, named));
    const decision = extensionDecision(
      readings.map((reading) => ({
        readingId: reading.id,
        problem:
          stopperOf('extendReading', reading)?.message ??
          (dueOn > reading.dueOn ? null : `须晚于现有期限（${reading.dueOn}）`),
      })),
    );
    requireOpen('EXTENSIONS_REFUSED', decision);
    const ids = readings.map(({ id }) => id);
    await act.write(
      'INSERT INTO review.extension (reading_id, round, due_on, reason) SELECT id, round, $2, $3 FROM review.reading WHERE id = ANY ($1::uuid[])',
      [ids, dueOn, reason],
    );
    await act.write('UPDATE review.reading SET due_on = $2 WHERE id = ANY ($1::uuid[])', [ids, dueOn]);
    await act.record({
      things: ids.map((id) => ({ kind: 'Reading', id })),
      facts: { readings: ids.length, to: dueOn },
      findings: decision.findings,
      provisions: [],
    });
    return { readingIds: ids };
  },
});
