import type { Act } from '../../platform/act';
import { conflict } from '../../platform/refusal';
import type { IndicatorValue } from '../../standards/scoring.rules';
import { readingStopped, thirdReaderNeeded } from '../peer-review.events';
import { reviewReopened, reviewSubmitted } from '../readings/readings.events';
import type { ReadingPartCode } from '../readings/review.types';
import { lockSubject, putSubject, readingsOf, reviewsOf, type StandingReview } from './gather';
import { schemeOf } from './schemes';
import { inOneVoice, type SettledReason, writeDivergence, writeSettlement } from './settlement';
import { settle } from './settling.rules';
import type { SubjectStateCode } from './subject.states';

function reasonsOf(
  reviews: readonly StandingReview[],
  settled: ReadonlyMap<number, IndicatorValue>,
): Map<number, SettledReason[]> {
  return new Map(
    [...settled].map(([no, value]) => {
      const given = reviews.flatMap(({ scores, values }) =>
        scores
          .filter(({ indicatorNo }) => indicatorNo === no)
          .map(({ reason, evidence }) => ({ text: reason, evidence, value: values.get(no) as IndicatorValue })),
      );
      return [no, inOneVoice(value, given)];
    }),
  );
}

/**
 * What the reviews of a file come to now, in the transaction of the submission that was the last one: it waits while
 * somebody still reads it, is settled, or goes to a third reader or to the group.
 */
async function look(act: Act, subjectId: string): Promise<void> {
  const subject = await lockSubject(act, subjectId);
  if (subject.state === 'WITHDRAWN') return;
  const readings = (await readingsOf(act, subjectId)).filter(
    ({ state, part }) => state !== 'STOPPED' && part !== 'GROUP',
  );
  if (readings.some(({ state }) => state === 'ASSIGNED')) return;
  const reviews = await reviewsOf(act, subjectId);
  const scheme = await schemeOf(act.sql.bind(act), subject.schemeId);
  const { divergence: rule, readersPerFile, campaignId } = subject;
  const verdict = settle({ rule, scheme, readersPerFile, reviews });
  if (verdict.state === 'READING') {
    await putSubject(act, subjectId, 'READING');
  } else if (verdict.state === 'SETTLED') {
    const basis = reviews.map(({ readingId, round }) => ({ readingId, round }));
    await writeSettlement(act, subjectId, { ...verdict, basis, reasons: reasonsOf(reviews, verdict.values) });
  } else {
    await writeDivergence(act, subjectId, verdict.state, verdict.findings);
    if (verdict.state === 'NEEDS_THIRD') await thirdReaderNeeded.publish(act, { campaignId, subjectIds: [subjectId] });
  }
}

const groupSits = async (act: Act, subjectId: string): Promise<boolean> =>
  (await readingsOf(act, subjectId)).some(({ part, state }) => part === 'GROUP' && state !== 'STOPPED');

reviewSubmitted.subscribe(async (act, { subjectId }) => look(act, subjectId));

reviewReopened.subscribe(async (act, { subjectId }) => {
  await lockSubject(act, subjectId);
  if (await groupSits(act, subjectId)) {
    throw conflict('GROUP_CONVOKED', '本卷已提交集体评议，各评阅不能再打开');
  }
  await putSubject(act, subjectId, 'READING');
});

interface StoppedSeat {
  readonly part: ReadingPartCode;
  readonly voted: boolean;
  readonly borneOut: boolean;
}

/**
 * Members of a group are not exchanged until their votes suit: a verdict stands, and whoever has voted leaves only for what
 * the register bears out.
 */
async function requireSeatMayStop(act: Act, readingId: string, state: SubjectStateCode): Promise<void> {
  const [seat] = await act.sql<StoppedSeat>(
    `SELECT r.part, EXISTS (SELECT FROM review.vote v WHERE (v.reading_id, v.round) = (r.id, r.round)) AS voted,
            t.cause = 'OBJECTION' OR coalesce(t.ground = 'REGISTER', false) AS "borneOut"
       FROM review.reading r JOIN reading_stop t ON t.reading_id = r.id WHERE r.id = $1`,
    [readingId],
  );
  if (seat?.part !== 'GROUP') return;
  if (state === 'SETTLED') throw conflict('GROUP_DECIDED', '小组已经作出决定，不因成员变动重新表决');
  if (seat.voted && !seat.borneOut) {
    throw conflict('MEMBER_HAS_VOTED', '此成员已经表决，只因登记的事实须回避或者回避申请成立才退出小组');
  }
}

/** Without the stopped one the rest may already come to something; what a group decided stays. */
readingStopped.subscribe(async (act, { subjectId, readingId }) => {
  const { state, campaignState } = await lockSubject(act, subjectId);
  if (state === 'WITHDRAWN') return;
  if (campaignState === 'REPLYING') throw conflict('REPLIES_OPEN', '答复已经开始，评阅不能再停止');
  await requireSeatMayStop(act, readingId, state);
  if (await groupSits(act, subjectId)) {
    await act.write(
      `UPDATE review.subject SET state = 'NEEDS_GROUP' WHERE id = $1 AND state = 'SETTLED' AND NOT review.settlement_stands(id)`,
      [subjectId],
    );
    return;
  }
  await putSubject(act, subjectId, 'READING');
  await look(act, subjectId);
});
