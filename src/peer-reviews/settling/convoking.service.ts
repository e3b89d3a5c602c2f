import { calendarOf } from '../../organizations/calendar';
import { Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { badInput, conflict } from '../../platform/refusal';
import { move } from '../../platform/states';
import { countWorkingDays } from '../../regulation';
import { drawMembers } from '../reviewers/members';
import { lockOwnSubject, type Reading, readingsOf, type Subject } from './gather';
import { lackingSeats } from './group.rules';
import { convokeGroupInput } from './settling.inputs';
import { subjectStates } from './subject.states';

/** How many join a group that found no majority: it stays odd. */
const FURTHER = 2;

/** Everybody votes anew, those who voted before as well; what they voted stays as its round. */
async function voteAgain(act: Act, sitting: readonly Reading[], reason: string, dueOn: string): Promise<void> {
  const ids = sitting.map(({ id }) => id);
  await act.write(
    'INSERT INTO review.reopening (reading_id, round, reason) SELECT r.id, r.round + 1, $2 FROM review.reading r WHERE r.id = ANY ($1::uuid[])',
    [ids, reason],
  );
  await act.write(
    `UPDATE review.reading SET state = 'ASSIGNED', round = round + 1, due_on = $2 WHERE id = ANY ($1::uuid[])`,
    [ids, dueOn],
  );
}

const seat = (act: Act, subjectId: string, readerKeys: readonly string[], dueOn: string) =>
  act.write(
    `INSERT INTO review.reading (id, subject_id, reader_key, part, state, due_on)
     SELECT gen_random_uuid(), $1, k, 'GROUP', 'ASSIGNED', $3 FROM unnest($2::uuid[]) k`,
    [subjectId, readerKeys, dueOn],
  );

/** Takes the places of a group that sits in none yet, or of members who left it; the votes that were given stand. */
async function fill(act: Act, subject: Subject, lacking: number, dueOn: string): Promise<number> {
  const drawn = await drawMembers(act, { ...subject, subjectId: subject.id, number: lacking, dueOn });
  if (drawn.length < lacking) {
    throw conflict('NOT_ENOUGH_MEMBERS', '专家库中现在可以参加本卷评议的人不够，请充实专家库后再召集');
  }
  return seat(act, subject.id, drawn, dueOn);
}

/**
 * Convokes the group that decides by majority where readers differ still: an odd number, three at least, drawn by the
 * assignment's own rules, so that nobody picks who decides. Convoked again it fills places that came free, or, without a
 * majority, is enlarged and votes anew. A preview ends before anybody is drawn.
 * Refusals: NOT_FOUND, WRONG_STATE, VOTE_RUNS, NOT_ENOUGH_MEMBERS, INVALID_INPUT (a second vote without a reason).
 */
export const convokeGroup = defineAct({
  name: 'convokeGroup',
  event: 'GROUP_CONVOKED',
  roles: [Role.REVIEW_COORDINATOR],
  input: convokeGroupInput,
  secret: true,
  async run(act, { subjectId, reason }) {
    const subject = await lockOwnSubject(act, subjectId);
    const { provisions } = move(subjectStates, 'convokeGroup', subject.state);
    const sitting = (await readingsOf(act, subjectId)).filter(
      ({ part, state }) => part === 'GROUP' && state !== 'STOPPED',
    );
    const lacking = lackingSeats(sitting.length);
    const again = lacking === 0;
    if (again && sitting.some(({ state }) => state === 'ASSIGNED')) {
      throw conflict('VOTE_RUNS', '小组正在表决，尚有成员没有表决');
    }
    if (again && !reason) throw badInput('input.reason', '再次表决须说明理由');
    const [{ days } = { days: 0 }] = await act.sql<{ days: number }>(
      'SELECT reading_days AS days FROM review_campaign WHERE id = $1',
      [subject.campaignId],
    );
    const dueOn = countWorkingDays(act.today, days, [], await calendarOf(act.sql.bind(act))).last;
    if (act.preview) return { subjectId, dueOn };
    let added: number;
    if (again) {
      await voteAgain(act, sitting, reason as string, dueOn);
      const further = await drawMembers(act, { ...subject, subjectId, number: FURTHER, dueOn });
      added = further.length === FURTHER ? await seat(act, subjectId, further, dueOn) : 0;
    } else {
      added = await fill(act, subject, lacking, dueOn);
    }
    await act.record({
      things: [{ kind: 'ReviewCampaign', id: subject.campaignId }],
      facts: { subjectId, members: sitting.length + added, dueOn },
      provisions,
    });
    return { subjectId, dueOn };
  },
});
