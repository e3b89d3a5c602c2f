import { calendarOf } from '../../organizations/calendar';
import { Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { dayOf } from '../../platform/clock';
import { constraintMeans } from '../../platform/constraints';
import { columnsOf } from '../../platform/database/naming';
import { newId } from '../../platform/ids';
import { badInput, conflict, notFound } from '../../platform/refusal';
import { lockCampaign } from '../campaigns/campaign.access';
import type { ReviewCampaignRow } from '../campaigns/campaign.entity';
import { requireNotHandler } from '../handlers';
import { campaignOfHandler, IN_POOL_SINCE } from './reviewer.access';
import { type DeclarationKindCode, ReviewerDeclarationRow, ReviewerObjectionRow } from './reviewer.entity';
import { decideObjectionInput, declareConflictInput, objectToReaderInput } from './reviewer.inputs';
import { lockReadings, lockStanding, stopReadings } from './stopping';
import { workingDaysAfter } from './working-days';

constraintMeans(
  'reviewer_objection_campaign_id_case_file_id_reviewer_id_per_key',
  'OBJECTED_ALREADY',
  '对这份案卷已申请过此专家回避',
);
constraintMeans('objection_decided_by_another', 'OBJECTION_BY_ONESELF', '不能决定自己提出的回避申请');

const TARGETS: Readonly<Record<DeclarationKindCode, string>> = {
  PERSON: 'SELECT person_id AS id FROM practitioner WHERE licence_number = $1',
  SERVICE_ORGANIZATION: 'SELECT id FROM service_organization WHERE licence_number = $1',
  AGENCY: 'SELECT id FROM agency WHERE name = $1',
};

/**
 * A reviewer declares a conflict: on a reading, which stops at once, or with a person or an organisation, whose files they
 * never get. No running reading stops by a declaration of the second kind: which ones did would tell whose they are.
 * Refusals: NOT_FOUND, NOT_ENROLLED, WRONG_STATE, CAMPAIGN_CLOSED.
 */
export const declareConflict = defineAct({
  name: 'declareConflict',
  event: 'REVIEW_CONFLICT_DECLARED',
  roles: [Role.REVIEWER],
  input: declareConflictInput,
  async run(act, { readingId, kind, target, reason }) {
    const held = act.appointments[0];
    if (held) act.as(held);
    if (readingId) {
      await declareOn(act, readingId, reason);
      return { declarations: 0, stopped: 1 };
    }
    const [found] = await act.sql<{ id: string }>(TARGETS[kind as DeclarationKindCode], [target]);
    if (!found) throw badInput('input.target', '登记中没有这个证号或者名称，请核对');
    const own = await act.sql<{ id: string }>(
      'SELECT id FROM reviewer WHERE person_id = $1 AND ended_at IS NULL ORDER BY id',
      [act.actor.personId],
    );
    if (!own.length) throw conflict('NOT_ENROLLED', '您不在任何专家库中');
    await act.insert(
      ReviewerDeclarationRow,
      own.map((reviewer) => ({
        id: newId(),
        reviewerId: reviewer.id,
        kind: kind as DeclarationKindCode,
        targetId: found.id,
        reason,
        declaredBy: act.actor.personId,
        declaredAt: act.now,
      })),
    );
    await act.record({
      things: own.map((reviewer) => ({ kind: 'Reviewer' as const, id: reviewer.id })),
      facts: { kind, targetId: found.id },
      provisions: ['S0-26.1'],
    });
    return { declarations: own.length, stopped: 0 };
  },
});

async function declareOn(act: Act, readingId: string, reason: string): Promise<void> {
  const [reading] = await lockReadings(act, [readingId]);
  const [own] = await act.sql<{ readerKey: string }>(
    'SELECT k.reader_key AS "readerKey" FROM vault.reader_keys_of($1) k WHERE k.reader_key = $2',
    [act.actor.accountId, reading?.readerKey],
  );
  if (!reading || !own) throw notFound();
  if (reading.state === 'SUBMITTED') throw conflict('WRONG_STATE', '已经提交的评阅，请评估组织人停止');
  await stopReadings(act, [reading], 'CONFLICT', reason);
  // In the history of the reading only: in the campaign's it would say who reads what.
  await act.record({
    things: [{ kind: 'Reading', id: readingId }],
    facts: { cause: 'CONFLICT' },
    provisions: ['S0-26.1'],
  });
}

/**
 * Last day on which handlers may object: as the draw set it, else so many working days after it. Against whoever came into the
 * pool since then the same days run from the day on which they came (HOUSE): nobody reads whom nobody could object to (S0-26.1).
 */
export async function objectionsDueOn(
  sql: Parameters<typeof calendarOf>[0],
  { objectionsDueOn: set, drawnAt, objectionDays }: ReviewCampaignRow,
  joinedAt: Date | null = null,
): Promise<string | null> {
  if (!drawnAt) return set;
  const after = async (day: string) => workingDaysAfter(await calendarOf(sql), day, objectionDays);
  const ofAll = set ?? (await after(dayOf(drawnAt)));
  if (!joinedAt || joinedAt <= drawnAt) return ofAll;
  const own = await after(dayOf(joinedAt));
  return own > ofAll ? own : ofAll;
}

/**
 * The handler of a drawn file objects to one of the pool, within the campaign's time limit; nobody tells them who reads it.
 * Until it is decided that person is not given the file. Refusals: NOT_FOUND, OBJECTION_LATE, OBJECTED_ALREADY.
 */
export const objectToReader = defineAct({
  name: 'objectToReader',
  event: 'READER_OBJECTED_TO',
  roles: [Role.PRACTITIONER],
  input: objectToReaderInput,
  async run(act, { campaignId, caseFileId, reviewerId, reason }) {
    const sql = <T>(text: string, params?: readonly unknown[]) => act.sql<T>(text, params);
    const campaign = await campaignOfHandler(sql, act.actor, campaignId, caseFileId);
    if (!campaign) throw notFound();
    const held = act.appointments[0];
    if (held) act.as(held);
    act.touch({ kind: 'ReviewCampaign', id: campaignId }, { kind: 'CaseFile', id: caseFileId });
    const [reviewer] = await act.sql<{ id: string; joinedAt: Date }>(
      `SELECT r.id, r.enrolled_at AS "joinedAt" FROM reviewer r WHERE r.id = $1 AND r.bureau_id = $2 AND ${IN_POOL_SINCE('$3')}`,
      [reviewerId, campaign.bureauId, campaign.drawnAt],
    );
    if (!reviewer) throw notFound();
    const dueOn = await objectionsDueOn(sql, campaign, reviewer.joinedAt);
    if (!['DRAWN', 'READING'].includes(campaign.state) || dueOn === null || act.today > dueOn) {
      throw conflict('OBJECTION_LATE', `申请回避的期限已于${dueOn}届满`);
    }
    const id = newId();
    await act.insert(ReviewerObjectionRow, {
      id,
      campaignId,
      caseFileId,
      reviewerId,
      personId: act.actor.personId,
      reason,
      madeAt: act.now,
    });
    await act.record({
      things: [...act.things, { kind: 'Reviewer', id: reviewerId }],
      facts: { objectionId: id, dueOn },
      provisions: ['S0-26.1'],
    });
    return { objectionId: id };
  },
});

/**
 * Decides an objection. Upheld: that person is never given the file, and where they read it or have read it, their reading
 * stops at once, by itself: the one who decides is not told whether there was one. So does their seat in a group, voted or not, as
 * long as the group has not decided; what it decided stays.
 * Refusals: NOT_FOUND, OWN_FILE, OBJECTION_DECIDED, OBJECTION_BY_ONESELF.
 */
export const decideObjection = defineAct({
  name: 'decideObjection',
  event: 'OBJECTION_DECIDED',
  roles: [Role.REVIEW_COORDINATOR],
  input: decideObjectionInput,
  async run(act, { objectionId, outcome, reason }) {
    const [row] = await act.sql<ReviewerObjectionRow>(
      `SELECT ${columnsOf(ReviewerObjectionRow, 't')} FROM reviewer_objection t WHERE t.id = $1 FOR NO KEY UPDATE`,
      [objectionId],
    );
    if (!row) throw notFound();
    await requireNotHandler(act, row.caseFileId);
    const running = outcome === 'UPHELD' ? await lockWhatTheyRead(act, row) : [];
    const campaign = await lockCampaign(act, row.campaignId);
    if (row.outcome) throw conflict('OBJECTION_DECIDED', '这份回避申请已有决定');
    await act.write(
      'UPDATE reviewer_objection SET outcome = $2, outcome_reason = $3, decided_by = $4, decided_at = $5 WHERE id = $1',
      [row.id, outcome, reason, act.actor.personId, act.now],
    );
    if (campaign.state === 'READING') await stopReadings(act, running, 'OBJECTION', reason);
    await act.record({
      things: [...act.things, { kind: 'Reviewer', id: row.reviewerId }],
      facts: { objectionId, outcome },
      provisions: ['S0-26.1'],
    });
    return { objectionId };
  },
});

async function lockWhatTheyRead(act: Act, { campaignId, caseFileId, reviewerId }: ReviewerObjectionRow) {
  const { accountId } = act.actor;
  const keys = await act.sql<{ readerKey: string }>(
    `SELECT r.reader_key AS "readerKey" FROM vault.readers_of($1, 'ASSIGN', $2) r JOIN reviewer w ON w.id = r.reviewer_id
      WHERE w.person_id = (SELECT person_id FROM reviewer WHERE id = $3)`,
    [campaignId, accountId, reviewerId],
  );
  const subjects = await act.sql<{ subjectId: string }>(
    `SELECT s.subject_id AS "subjectId" FROM vault.subjects_of($1, ARRAY[$2::uuid], 'ASSIGN', $3) s`,
    [campaignId, caseFileId, accountId],
  );
  const theirs = await lockStanding(
    act,
    keys.map(({ readerKey }) => readerKey),
    subjects.map(({ subjectId }) => subjectId),
  );
  const decided = await act.sql<{ id: string }>(
    `SELECT s.id FROM review.subject s WHERE s.id = ANY ($1) AND s.state = 'SETTLED'`,
    [subjects.map(({ subjectId }) => subjectId)],
  );
  const stands = new Set(decided.map(({ id }) => id));
  return theirs.filter(
    ({ part, state, subjectId }) => part !== 'GROUP' || state === 'ASSIGNED' || !stands.has(subjectId),
  );
}
