import { randomUUID } from 'node:crypto';
import { bureausHeld, Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { constraintMeans } from '../../platform/constraints';
import { badInput, conflict, notFound } from '../../platform/refusal';
import { answerReaderInput, askCoordinatorInput } from './asking.inputs';
import { ownReadingForSubmission, readingOfCampaign, stopperOf } from './reading.access';

constraintMeans('answer_pkey', 'ANSWERED_ALREADY', '这一请求已经答复');

/** The coordinator knows readers by pseudonym: who signs a request with their name would be known. */
async function requireNameless(act: Act, text: string): Promise<void> {
  const [named] = await act.sql('SELECT FROM person WHERE id = $1 AND position(name IN $2) > 0', [
    act.actor.personId,
    text,
  ]);
  if (named) throw badInput('input.text', '写有您的姓名；组织人只见代号，请删去');
}

/**
 * A reader asks something about their own reading of those who run the campaign. One question of a kind waits at a time.
 * Refusals: NOT_FOUND, CAMPAIGN_CLOSED, FILE_WITHDRAWN, READING_STOPPED, WRONG_STATE (more time for what is submitted, opening what
 * is not), ASKED_ALREADY, INVALID_INPUT (no paper of the file, the reader's own name).
 */
export const askCoordinator = defineAct({
  name: 'askCoordinator',
  event: 'COORDINATOR_ASKED',
  roles: [Role.REVIEWER],
  input: askCoordinatorInput,
  async run(act, { readingId, kind, paperId, text }) {
    const reading = await ownReadingForSubmission(act, readingId);
    const stopper = stopperOf('reopenReading', { ...reading, part: 'READER' });
    if (stopper) throw conflict(stopper.code, stopper.message);
    const submitted = reading.state === 'SUBMITTED';
    if ((kind === 'MORE_TIME' && submitted) || (kind === 'REOPEN' && !submitted)) {
      throw conflict('WRONG_STATE', submitted ? '已经提交，不需要延期' : '还没有提交，可以直接修改草稿');
    }
    await requireNameless(act, text);
    const [paper] = paperId
      ? await act.sql('SELECT FROM review.paper WHERE id = $1 AND subject_id = $2', [paperId, reading.subjectId])
      : [{}];
    if (!paper) throw badInput('input.paperId', '不是本卷的材料');
    const [waiting] = await act.sql(
      `SELECT FROM review.request q WHERE q.reading_id = $1 AND q.kind = $2 AND q.paper_id IS NOT DISTINCT FROM $3
          AND NOT EXISTS (SELECT FROM review.answer a WHERE a.request_id = q.id)`,
      [readingId, kind, paperId],
    );
    if (waiting) throw conflict('ASKED_ALREADY', '同样的请求还没有答复');
    const requestId = randomUUID();
    await act.write(
      'INSERT INTO review.request (id, reading_id, kind, paper_id, text, round, due_on) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [requestId, readingId, kind, paperId, text, reading.round, reading.dueOn],
    );
    await act.record({ things: [{ kind: 'Reading', id: readingId }], facts: { requestId, kind }, provisions: [] });
    return { requestId };
  },
});

interface Asked {
  readonly readingId: string;
  readonly kind: string;
  readonly round: number;
  readonly dueOn: string;
}

/**
 * Answers a reader, who sees it. More time and opening again are acts of their own, and are granted once they are done.
 * Refusals: NOT_FOUND (another bureau), ANSWERED_ALREADY, NOT_DONE_YET.
 */
export const answerReader = defineAct({
  name: 'answerReader',
  event: 'READER_ANSWERED',
  roles: [Role.REVIEW_COORDINATOR],
  input: answerReaderInput,
  async run(act, { requestId, answer, text }) {
    const [asked] = await act.sql<Asked>(
      `SELECT q.reading_id AS "readingId", q.kind, q.round, q.due_on AS "dueOn"
         FROM review.request q JOIN review.reading r ON r.id = q.reading_id JOIN review.subject s ON s.id = r.subject_id
         JOIN review_campaign b ON b.id = s.campaign_id WHERE q.id = $1 AND b.bureau_id = ANY ($2::uuid[])`,
      [requestId, bureausHeld(act.appointments)],
    );
    if (!asked) throw notFound();
    const reading = await readingOfCampaign(act, asked.readingId);
    const [answered] = await act.sql('SELECT FROM review.answer WHERE request_id = $1', [requestId]);
    if (answered) throw conflict('ANSWERED_ALREADY', '这一请求已经答复');
    if (answer === 'GRANTED' && asked.kind === 'MORE_TIME' && reading.dueOn <= asked.dueOn) {
      throw conflict('NOT_DONE_YET', '还没有延期；请先用 extendReading 延期，再答复同意');
    }
    if (answer === 'GRANTED' && asked.kind === 'REOPEN' && reading.round <= asked.round) {
      throw conflict('NOT_DONE_YET', '还没有重新打开；请先用 reopenReading 打开，再答复同意');
    }
    await act.write('INSERT INTO review.answer (request_id, answer, text) VALUES ($1, $2, $3)', [
      requestId,
      answer,
      text,
    ]);
    await act.record({
      things: [{ kind: 'Reading', id: asked.readingId }],
      facts: { requestId, answer, dueOn: reading.dueOn, round: reading.round },
      provisions: [],
    });
    return { requestId };
  },
});
