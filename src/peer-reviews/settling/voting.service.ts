import { appointmentsFor, Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { constraintMeans } from '../../platform/constraints';
import { conflict, notFound, requireOpen } from '../../platform/refusal';
import { move } from '../../platform/states';
import { type GradeCode, gradeOf, type IndicatorValue, totalOf } from '../../standards/scoring.rules';
import { requireInTime } from '../readings/reading.access';
import { type Draft, OVERALL } from '../readings/review.types';
import { requireSeen } from '../readings/submitting.service';
import { lockSubject, readingsOf, reviewsOf } from './gather';
import { type Ballot, decideByVotes } from './group.rules';
import { schemeOf } from './schemes';
import { inOneVoice, type SettledReason, writeDivergence, writeSettlement } from './settlement';
import { voteInGroupInput } from './settling.inputs';
import type { SettlingScheme } from './settling.rules';
import { subjectStates } from './subject.states';
import { type GivenValue, given } from './values';
import { type Vote, voteDecision, type WantedVote } from './vote.rules';

constraintMeans('reading_takes_no_vote', 'ALREADY_VOTED', '这一轮已经表决');

async function ownSeat(act: Act, readingId: string) {
  const [appointment] = appointmentsFor(act.actor, [Role.REVIEWER]);
  if (appointment) act.as(appointment);
  const [seat] = await act.sql<{ subjectId: string; round: number; state: string; dueOn: string; ownName: string }>(
    `SELECT r.subject_id AS "subjectId", r.round, r.state, r.due_on AS "dueOn", o.name AS "ownName" FROM review.reading r, person o
      WHERE r.id = $1 AND o.id = $3 AND r.part = 'GROUP' AND r.reader_key IN (SELECT k.reader_key FROM vault.reader_keys_of($2) k)`,
    [readingId, act.actor.accountId, act.actor.personId],
  );
  if (!seat) throw notFound();
  act.touch({ kind: 'Reading', id: readingId });
  return seat;
}

/** The overall grade: voted where grades are used, else what the member's own points come to. */
function overallOf(scheme: SettlingScheme, { votes, overall }: WantedVote): GradeCode {
  if (scheme.kind === 'INDICATOR_GRADE') return overall.grade as GradeCode;
  const total = totalOf(scheme.weights, new Map(votes.map((vote) => [vote.indicatorNo, given(vote)])));
  if (!total) throw new Error('a vote on nothing passed its decision');
  return gradeOf(scheme.bands, total);
}

/** What a member has kept as drafts, as far as they were seen. */
async function draftedVote(
  act: Act,
  readingId: string,
  seen: readonly Pick<Draft, 'indicatorNo' | 'version'>[],
): Promise<WantedVote> {
  const drafts = await act.sql<Draft>(
    'SELECT indicator_no AS "indicatorNo", version, value FROM review.draft WHERE reading_id = $1 ORDER BY indicator_no',
    [readingId],
  );
  requireSeen(drafts, seen);
  const overall = drafts.find(({ indicatorNo }) => indicatorNo === OVERALL)?.value;
  return {
    votes: drafts
      .filter(({ indicatorNo }) => indicatorNo !== OVERALL)
      .map(({ indicatorNo, value: { points, grade, notApplicable, reason } }) => ({
        ...{ indicatorNo, points, grade, notApplicable, reason },
      })),
    overall: { grade: overall?.grade ?? null, reason: overall?.reason ?? '' },
  };
}

type Cast = Vote & { readonly readingId: string; readonly round: number };

/** Votes of this round of everybody who sits, by reading. */
async function castVotes(act: Act, subjectId: string): Promise<Map<string, Cast[]>> {
  const cast = await act.sql<Cast>(
    `SELECT v.reading_id AS "readingId", v.round, v.indicator_no AS "indicatorNo", v.points, v.grade, v.not_applicable AS "notApplicable", v.reason
       FROM review.vote v JOIN review.reading r ON r.id = v.reading_id AND r.round = v.round
      WHERE v.subject_id = $1 AND r.state = 'SUBMITTED' AND r.part = 'GROUP' ORDER BY v.reading_id, v.indicator_no`,
    [subjectId],
  );
  const byReading = new Map<string, Cast[]>();
  for (const vote of cast) byReading.set(vote.readingId, [...(byReading.get(vote.readingId) ?? []), vote]);
  return byReading;
}

const ballotOf = (votes: readonly Vote[]): Ballot => ({
  values: new Map(votes.filter(({ indicatorNo }) => indicatorNo > 0).map((vote) => [vote.indicatorNo, given(vote)])),
  grade: votes.find(({ indicatorNo }) => indicatorNo === 0)?.grade as GradeCode,
});

const same = (one: GivenValue, other: object): boolean => JSON.stringify(given(one)) === JSON.stringify(other);

/** Reasons of the members who voted as was decided, and of the readers who had said the same, with their evidence. */
async function reasonsFor(
  act: Act,
  subjectId: string,
  cast: readonly Vote[],
  values: ReadonlyMap<number, IndicatorValue>,
) {
  const reviews = await reviewsOf(act, subjectId);
  const reasons = new Map<number, SettledReason[]>();
  for (const [no, value] of values) {
    const voted = cast.filter((vote) => vote.indicatorNo === no && same(vote, value));
    const read = reviews.flatMap(({ scores }) =>
      scores.filter((score) => score.indicatorNo === no && same(score, value)),
    );
    reasons.set(
      no,
      inOneVoice(value, [
        ...voted.map(({ reason }) => ({ text: reason, evidence: [], value })),
        ...read.map(({ reason, evidence }) => ({ text: reason, evidence, value })),
      ]),
    );
  }
  return reasons;
}

/** When everybody has voted: the majority settles it, or it stays with the group and says where there is none. */
async function count(act: Act, subjectId: string, scheme: SettlingScheme): Promise<boolean> {
  const sitting = (await readingsOf(act, subjectId)).filter(
    ({ part, state }) => part === 'GROUP' && state !== 'STOPPED',
  );
  if (sitting.some(({ state }) => state === 'ASSIGNED')) return false;
  const cast = await castVotes(act, subjectId);
  const { settled, findings } = decideByVotes(scheme, [...cast.values()].map(ballotOf));
  if (!settled) {
    await writeDivergence(act, subjectId, 'NEEDS_GROUP', findings);
    return false;
  }
  const reasons = await reasonsFor(act, subjectId, [...cast.values()].flat(), settled.values);
  const basis = sitting.map(({ id, round }) => ({ readingId: id, round }));
  await writeSettlement(act, subjectId, { ...settled, way: 'GROUP', findings, basis, reasons });
  return true;
}

/**
 * A member of the group votes on all eight indicators and the whole, with reasons, once in a round: what is given, or the
 * drafts as they stand. The last vote decides.
 * Without a majority on each the file stays with the group, which the coordinator convokes again. A preview ends with the
 * decision: counted against the others' votes, it would tell them.
 * Refusals: VOTE_INCOMPLETE with all that is wrong or missing, DRAFT_CHANGED, WRONG_STATE, ALREADY_VOTED, READING_OVERDUE, READING_STOPPED.
 */
export const voteInGroup = defineAct({
  name: 'voteInGroup',
  event: 'GROUP_VOTED',
  roles: [Role.REVIEWER],
  input: voteInGroupInput,
  secret: true,
  async run(act, { readingId, votes, overall, versions }) {
    const known = await ownSeat(act, readingId);
    const subject = await lockSubject(act, known.subjectId);
    const seat = await ownSeat(act, readingId);
    if (seat.state === 'STOPPED') throw conflict('READING_STOPPED', '您在小组中的表决已由评估组织人停止');
    if (seat.state === 'SUBMITTED') throw conflict('ALREADY_VOTED', '这一轮已经表决');
    const { provisions } = move(subjectStates, 'voteInGroup', subject.state, 'NEEDS_GROUP');
    requireInTime(seat, act.today);
    const scheme = await schemeOf(act.sql.bind(act), subject.schemeId);
    const wanted = votes && overall ? { votes, overall } : await draftedVote(act, readingId, versions);
    requireOpen('VOTE_INCOMPLETE', voteDecision(scheme.kind, wanted, seat.ownName));
    const grade = overallOf(scheme, wanted);
    if (act.preview) return { readingId, decided: false };
    const lines: Vote[] = [
      ...wanted.votes,
      { indicatorNo: OVERALL, points: null, grade, notApplicable: false, reason: wanted.overall.reason },
    ];
    await act.write(
      `INSERT INTO review.vote (reading_id, subject_id, round, indicator_no, points, grade, not_applicable, reason, voted_at)
       SELECT $1, $2, $3, v.*, $9 FROM unnest($4::smallint[], $5::smallint[], $6::text[], $7::boolean[], $8::text[]) AS v`,
      [
        ...[readingId, subject.id, seat.round],
        lines.map(({ indicatorNo }) => indicatorNo),
        lines.map(({ points }) => points),
        lines.map((line) => line.grade),
        lines.map(({ notApplicable }) => notApplicable),
        lines.map(({ reason }) => reason),
        act.now,
      ],
    );
    const decided = await count(act, subject.id, scheme);
    await act.record({
      things: [{ kind: 'Reading', id: readingId }],
      facts: { round: seat.round, decided },
      provisions,
    });
    return { readingId, decided };
  },
});
