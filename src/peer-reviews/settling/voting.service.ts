import { appointmentsFor, Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { constraintMeans } from '../../platform/constraints';
import { badInput, conflict, notFound } from '../../platform/refusal';
import { move } from '../../platform/states';
import { type GradeCode, gradeOf, gradeWithin, type IndicatorValue, totalOf } from '../../standards/scoring.rules';
import { requireInTime } from '../readings/reading.access';
import { lockSubject, readingsOf, reviewsOf, schemeOf } from './gather';
import { type Ballot, decideByVotes } from './group.rules';
import { inOneVoice, type SettledReason, writeDivergence, writeSettlement } from './settlement';
import { voteInGroupInput } from './settling.inputs';
import type { SettlingScheme } from './settling.rules';
import { subjectStates } from './subject.states';
import { type GivenValue, given } from './values';

constraintMeans('reading_takes_no_vote', 'ALREADY_VOTED', '这一轮已经表决');

interface Vote extends GivenValue {
  readonly indicatorNo: number;
  readonly reason: string;
}

async function ownSeat(act: Act, readingId: string) {
  const [appointment] = appointmentsFor(act.actor, [Role.REVIEWER]);
  if (appointment) act.as(appointment);
  const [seat] = await act.sql<{ subjectId: string; round: number; state: string; dueOn: string }>(
    `SELECT r.subject_id AS "subjectId", r.round, r.state, r.due_on AS "dueOn" FROM review.reading r
      WHERE r.id = $1 AND r.part = 'GROUP' AND r.reader_key IN (SELECT k.reader_key FROM vault.reader_keys_of($2) k)`,
    [readingId, act.actor.accountId],
  );
  if (!seat) throw notFound();
  act.touch({ kind: 'Reading', id: readingId });
  return seat;
}

/** The overall grade: voted where grades are used, else what the member's own points come to. */
function overallOf(scheme: SettlingScheme, votes: readonly Vote[], grade: GradeCode | null): GradeCode {
  const wrong = votes.findIndex(({ points, grade: voted, notApplicable }) => {
    const kinds = Number(points !== null) + Number(voted !== null) + Number(notApplicable);
    return kinds !== 1 || (scheme.kind === 'POINTS_100' ? voted !== null : points !== null);
  });
  if (wrong >= 0) throw badInput(`input.votes.${wrong}`, '须按评分方案打分或者评等次，或者认定不适用，三者取一');
  if (scheme.kind === 'INDICATOR_GRADE') {
    if (!grade) throw badInput('input.overall.grade', '须表决总体等次');
    if (!gradeWithin(grade, votes.map(given))) {
      throw badInput('input.overall.grade', '总体等次不能高于最好的一项指标，也不能低于最差的一项');
    }
    return grade;
  }
  if (grade) throw badInput('input.overall.grade', '总体等次由总分得出，不另填写');
  const total = totalOf(scheme.weights, new Map(votes.map((vote) => [vote.indicatorNo, given(vote)])));
  if (!total) throw badInput('input.votes', '八项都不适用，得不出结果');
  return gradeOf(scheme.bands, total);
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
 * A member of the group votes on all eight indicators and the whole, with reasons, once in a round; the last vote decides.
 * Without a majority on each the file stays with the group, which the coordinator convokes again. A preview ends with the
 * decision: counted against the others' votes, it would tell them.
 * Refusals: WRONG_STATE, ALREADY_VOTED, READING_OVERDUE, READING_STOPPED.
 */
export const voteInGroup = defineAct({
  name: 'voteInGroup',
  event: 'GROUP_VOTED',
  roles: [Role.REVIEWER],
  input: voteInGroupInput,
  secret: true,
  async run(act, { readingId, votes, overall }) {
    const known = await ownSeat(act, readingId);
    const subject = await lockSubject(act, known.subjectId);
    const seat = await ownSeat(act, readingId);
    if (seat.state === 'STOPPED') throw conflict('READING_STOPPED', '您在小组中的表决已由评估组织人停止');
    if (seat.state === 'SUBMITTED') throw conflict('ALREADY_VOTED', '这一轮已经表决');
    const { provisions } = move(subjectStates, 'voteInGroup', subject.state, 'NEEDS_GROUP');
    requireInTime(seat, act.today);
    const scheme = await schemeOf(act, subject.schemeId);
    const grade = overallOf(scheme, votes, overall.grade);
    if (act.preview) return { readingId, decided: false };
    const lines: Vote[] = [
      ...votes,
      { indicatorNo: 0, points: null, grade, notApplicable: false, reason: overall.reason },
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
