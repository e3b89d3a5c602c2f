import { calendarOf } from '../../organizations/calendar';
import { Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { badInput, conflict, requireOpen } from '../../platform/refusal';
import { move } from '../../platform/states';
import { countWorkingDays, decide } from '../../regulation';
import { recusals } from '../reviewers/conflicts.rules';
import { eligibility } from '../reviewers/eligibility.rules';
import { fileFacts, poolFacts } from '../reviewers/pool.facts';
import { enterReaders } from '../reviewers/reader-keys';
import { asHolder } from '../reviewers/reviewer-facts.types';
import { lockOwnSubject, type Reading, readingsOf, type Subject } from './gather';
import { groupSize, memberFree } from './group.rules';
import { convokeGroupInput } from './settling.inputs';
import { subjectStates } from './subject.states';

interface Member {
  readonly reviewerId: string;
  readonly readerKey: string | null;
}

/** The named reviewers of the campaign's pool, with their keys where they have one. */
async function membersOf(act: Act, subject: Subject, reviewerIds: readonly string[]): Promise<Member[]> {
  const members = await act.sql<Member>(
    `SELECT v.id AS "reviewerId", k.reader_key AS "readerKey"
       FROM reviewer v LEFT JOIN vault.readers_of($1, 'ASSIGN', $2) k ON k.reviewer_id = v.id
      WHERE v.id = ANY ($3::uuid[]) AND v.bureau_id = $4 AND v.ended_at IS NULL AND $5 = ANY (v.case_kinds)
        AND v.available_from <= $6 AND (v.available_to IS NULL OR v.available_to >= $6)`,
    [subject.campaignId, act.actor.accountId, reviewerIds, subject.bureauId, subject.caseKind, act.today],
  );
  const unknown = reviewerIds.filter((id) => !members.some(({ reviewerId }) => reviewerId === id));
  if (unknown.length) throw badInput('input.reviewerIds', '须为本局在册、此时可以评阅此类案件的评估专家');
  return members;
}

/** Nobody sits who could not have read the file: recusal and eligibility are those of assignment. Which bar it is would tell of the file. */
async function requireFree(act: Act, subject: Subject, reviewerIds: readonly string[]): Promise<void> {
  const sql = act.sql.bind(act);
  const { campaignId, bureauId, recusal } = subject;
  const [behind] = await sql<{ caseFileId: string }>(
    `SELECT m.case_file_id AS "caseFileId" FROM vault.files_of(ARRAY[$1::uuid], 'ASSIGN', $2) m`,
    [subject.id, act.actor.accountId],
  );
  const [file] = await fileFacts(sql, behind ? [behind.caseFileId] : []);
  if (!file) throw new Error(`no file behind subject ${subject.id}`);
  const pool = await poolFacts(sql, { id: campaignId, bureauId }, act.today, act.actor.accountId);
  const time = { from: act.today, to: act.today };
  const findings = pool
    .filter(({ reviewerId }) => reviewerIds.includes(reviewerId))
    .map((reader) => {
      const free = eligibility(reader, recusal, time).open && !recusals(asHolder(reader), recusal, act.today).any(file);
      return memberFree.find(free, { reviewerId: reader.reviewerId });
    });
  requireOpen('MEMBER_CONFLICT', decide('GROUP_CONVOKED', findings));
}

/** Everybody's keys; whoever has none in this campaign gets one. */
async function keysFor(act: Act, { campaignId }: Subject, members: readonly Member[]): Promise<Map<string, string>> {
  const fresh = members.filter(({ readerKey }) => readerKey === null).map(({ reviewerId }) => reviewerId);
  const made = await enterReaders(act, campaignId, fresh);
  return new Map(
    members.map(({ reviewerId, readerKey }) => [reviewerId, readerKey ?? (made.get(reviewerId) as string)]),
  );
}

/** A group that sits is convoked again once all have voted, and for a reason. */
function requireVoted(sitting: readonly Reading[], reason: string | null): void {
  if (!sitting.length) return;
  if (sitting.some(({ state }) => state === 'ASSIGNED')) throw conflict('VOTE_RUNS', '小组正在表决，尚有成员没有表决');
  if (!reason) throw badInput('input.reason', '再次表决须说明理由');
}

/** Everybody votes anew, those who voted before as well; what they voted stays as its round. */
async function voteAgain(act: Act, sitting: readonly Reading[], reason: string | null, dueOn: string): Promise<void> {
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

/**
 * Convokes the group that decides by majority where readers differ still: an odd number of the pool, three at least, none of
 * whom read the file. Convoked again after a vote without a majority, with or without further members, it votes anew.
 * A preview ends before who read the file and who must be recused: asked one by one, it would tell readers and files apart.
 * Refusals: WRONG_STATE, GROUP_NOT_ODD, MEMBER_HAS_READ, MEMBER_CONFLICT, MEMBER_LEFT_OUT, VOTE_RUNS.
 */
export const convokeGroup = defineAct({
  name: 'convokeGroup',
  event: 'GROUP_CONVOKED',
  roles: [Role.REVIEW_COORDINATOR],
  input: convokeGroupInput,
  secret: true,
  async run(act, { subjectId, reviewerIds: named, reason }) {
    const subject = await lockOwnSubject(act, subjectId);
    const { provisions } = move(subjectStates, 'convokeGroup', subject.state);
    const reviewerIds = [...new Set(named)];
    const members = await membersOf(act, subject, reviewerIds);
    requireOpen('GROUP_NOT_ODD', decide('GROUP_CONVOKED', [groupSize(members.length)]));
    const readings = await readingsOf(act, subjectId);
    const sitting = readings.filter(({ part, state }) => part === 'GROUP' && state !== 'STOPPED');
    const calendar = await calendarOf(act.sql.bind(act));
    const [{ days } = { days: 0 }] = await act.sql<{ days: number }>(
      'SELECT reading_days AS days FROM review_campaign WHERE id = $1',
      [subject.campaignId],
    );
    const dueOn = countWorkingDays(act.today, days, [], calendar).last;
    requireVoted(sitting, reason);
    if (act.preview) return { subjectId, dueOn };
    const keys = await keysFor(act, subject, members);
    const called = new Set(keys.values());
    if (sitting.some(({ readerKey }) => !called.has(readerKey))) {
      throw conflict('MEMBER_LEFT_OUT', '再次召集须包含小组现有的全部成员');
    }
    const before = readings.filter((reading) => !sitting.includes(reading)).map(({ readerKey }) => readerKey);
    if (before.some((key) => called.has(key))) {
      throw conflict('MEMBER_HAS_READ', '评阅过本卷的人不能参加小组');
    }
    await requireFree(act, subject, reviewerIds);
    await voteAgain(act, sitting, reason, dueOn);
    const seated = new Set(sitting.map(({ readerKey }) => readerKey));
    const fresh = [...called].filter((key) => !seated.has(key));
    await act.write(
      `INSERT INTO review.reading (id, subject_id, reader_key, part, state, due_on)
       SELECT gen_random_uuid(), $1, k, 'GROUP', 'ASSIGNED', $3 FROM unnest($2::uuid[]) k`,
      [subjectId, fresh, dueOn],
    );
    await act.record({
      things: [{ kind: 'ReviewCampaign', id: subject.campaignId }],
      facts: { subjectId, members: called.size, dueOn },
      provisions,
    });
    return { subjectId, dueOn };
  },
});
