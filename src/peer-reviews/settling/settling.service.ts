import type { Act } from '../../platform/act';
import { conflict } from '../../platform/refusal';
import { readingStopped, thirdReaderNeeded } from '../peer-review.events';
import { reviewReopened, reviewSubmitted } from '../readings/readings.events';
import { lockSubject, putSubject, readingsOf, reviewsOf, type StandingReview, schemeOf } from './gather';
import { inNoOnesOrder, type SettledReason, writeDivergence, writeSettlement } from './settlement';
import { settle } from './settling.rules';

function reasonsOf(reviews: readonly StandingReview[]): Map<number, SettledReason[]> {
  const numbers = [...new Set(reviews.flatMap(({ values }) => [...values.keys()]))];
  return new Map(
    numbers.map((no) => [
      no,
      inNoOnesOrder(
        reviews.flatMap(({ scores }) =>
          scores
            .filter(({ indicatorNo }) => indicatorNo === no)
            .map(({ reason, evidence }) => ({ text: reason, evidence })),
        ),
      ),
    ]),
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
  const scheme = await schemeOf(act, subject.schemeId);
  const { divergence: rule, readersPerFile, campaignId } = subject;
  const verdict = settle({ rule, scheme, readersPerFile, reviews });
  if (verdict.state === 'READING') {
    await putSubject(act, subjectId, 'READING');
  } else if (verdict.state === 'SETTLED') {
    const basis = reviews.map(({ readingId, round }) => ({ readingId, round }));
    await writeSettlement(act, subjectId, { ...verdict, basis, reasons: reasonsOf(reviews) });
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

/** Without the stopped one the rest may already come to something, or a group no longer to anything. */
readingStopped.subscribe(async (act, { subjectId }) => {
  const { state, campaignState } = await lockSubject(act, subjectId);
  if (state === 'WITHDRAWN') return;
  if (campaignState === 'REPLYING') throw conflict('REPLIES_OPEN', '答复已经开始，评阅不能再停止');
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
