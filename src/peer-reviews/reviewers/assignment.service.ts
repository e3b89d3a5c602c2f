import { Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { conflict, notFound } from '../../platform/refusal';
import { move } from '../../platform/states';
import { lockCampaign } from '../campaigns/campaign.access';
import { campaignStates } from '../campaigns/campaign.states';
import { assignReadersInput, stopReadingInput } from './assignment.inputs';
import { conflicted } from './assignment.plan';
import { assignApart } from './assignment-thread';
import { campaignOf, give, standingIn } from './giving';
import { requireGround } from './stop-grounds';
import { type LockedReading, lockReadings, requireReading, requireStoppable, stopReadings } from './stopping';

/** Readings of a campaign of one's own that run against a conflict of today, locked as a submission locks them, before the campaign. */
async function lockConflicted(act: Act, campaignId: string): Promise<LockedReading[]> {
  const campaign = await campaignOf(act, campaignId);
  if (campaign?.state !== 'READING' || !act.appointments.some(({ placeId }) => placeId === campaign.bureauId))
    return [];
  const found = conflicted(await standingIn(act, campaign, null));
  return found.length ? lockReadings(act, found) : [];
}

/**
 * Gives every file of a campaign the readers that it lacks: at first all of them, later those for stopped readings and third
 * readers; who has a file keeps it, unless the register shows by now that they must not. Nobody is told which that was.
 * Refusals: WRONG_STATE, NOTHING_DRAWN.
 */
export const assignReaders = defineAct({
  name: 'assignReaders',
  event: 'READERS_ASSIGNED',
  roles: [Role.REVIEW_COORDINATOR],
  input: assignReadersInput,
  async run(act, { campaignId }) {
    const against = await lockConflicted(act, campaignId);
    const campaign = await lockCampaign(act, campaignId);
    const { to, provisions } = move(campaignStates, 'assignReaders', campaign.state);
    // Thousands of files are weighed for some seconds between two statements.
    await act.sql(`SET LOCAL idle_in_transaction_session_timeout = '5min'`);
    const stopped = against.filter(({ state }) => state === 'ASSIGNED');
    await stopReadings(act, stopped, 'CONFLICT', '按登记的事实，后来有了须回避的情形', 'REGISTER');
    const standing = await standingIn(act, campaign, null);
    if (!standing.subjects.length) throw conflict('NOTHING_DRAWN', '本次评估还没有抽出案卷');
    const plan = await assignApart(standing.input);
    const added = await give(act, campaign, standing, plan);
    if (campaign.state !== to) {
      await act.write(
        'UPDATE review_campaign SET state = $2, reading_due_on = $3, version = version + 1 WHERE id = $1',
        [campaign.id, to, standing.dueOn],
      );
    }
    const missing = plan.unassignable.reduce((sum, file) => sum + file.missing, 0);
    await act.record({
      things: act.things,
      facts: {
        from: campaign.state,
        to,
        readings: added,
        stopped: stopped.length,
        readers: plan.loads.filter(({ added }) => added > 0).length,
        missing,
        filesLacking: plan.unassignable.length,
        dueOn: standing.dueOn,
      },
      provisions,
    });
    return { campaignId, from: campaign.state, added, stopped: stopped.length, missing };
  },
});

/**
 * Stops a reading: a conflict found later, an objection, a reader who cannot go on. What was written stays; assignReaders draws
 * another reader. A submitted review stops for a conflict or an objection only, which the register must bear out where it
 * can. A preview ends before the register is asked: asked of every reading at no cost, it would tell which file somebody reads.
 * Refusals: NOT_FOUND, WRONG_STATE, STOP_NEEDS_GROUND, GROUND_NOT_FOUND, REPLIES_OPEN.
 */
export const stopReading = defineAct({
  name: 'stopReading',
  event: 'READING_STOPPED',
  roles: [Role.REVIEW_COORDINATOR],
  input: stopReadingInput,
  secret: true,
  async run(act, { readingId, cause, ground, reason }) {
    const [reading] = await lockReadings(act, [readingId]);
    if (!reading) throw notFound();
    const campaign = await lockCampaign(act, reading.campaignId);
    requireReading(campaign);
    requireStoppable([reading], cause, ground);
    if (act.preview) return { readingId };
    await requireGround(act, campaign, reading, cause, ground);
    await stopReadings(act, [reading], cause, reason, ground);
    await act.record({
      things: [...act.things, { kind: 'Reading', id: readingId }],
      facts: { cause, ground, was: reading.state },
      provisions: ['S0-26.1'],
    });
    return { readingId };
  },
});
