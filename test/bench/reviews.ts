import { randomBytes, randomUUID } from 'node:crypto';
import { newId } from '../../src/platform/ids';
import { draftReviews, readingMutation } from '../support/review-acts';
import { City } from '../support/seed';
import { type ReadingSeed, type ReviewSeed, seedReviews } from '../support/seed-reviews';
import { startTestServer } from '../support/test-server';
import { newKey, World } from '../support/world';
import { type Posted, type Sent, type Statement, sendEach, type Transaction } from './send-each';

/**
 * A thousand scores saved at once by fifty readers, counted; then reviews submitted through the API, and the same rows
 * written by prepared statements over as many connections, in turns. Each file has a second reading that stays open, so
 * that nothing is settled on either side.
 */
const READERS = 50;
const SAVES = 1000;
const CLIENTS = 8;
const EACH = Number(process.env.BENCH_EACH ?? 150);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 4);
const AIM = 0.4;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const posted = async (
  { reader }: ReadingSeed,
  name: 'saveReviewDraft' | 'submitReview',
  input: object,
): Promise<Posted> => ({
  token: await reader.member.current(),
  body: JSON.stringify({ query: MUTATION[name], variables: { input, key: newKey() } }),
});

/** What a page that moves on asks for: that it is done. */
const MUTATION = {
  saveReviewDraft: readingMutation('saveReviewDraft'),
  submitReview: readingMutation('submitReview').replace(/reading \{.*\} \} \.\.\. on Input/, '} ... on Input'),
} as const;

const refused = ({ answers }: Sent): string[] => answers.filter((answer) => !answer.includes('Success"'));

/** Twenty saves of each reader, each of another indicator or file, all at once. */
async function saves(seed: ReviewSeed): Promise<boolean> {
  const slots = seed.readings.flatMap((reading) => [1, 2, 3, 4, 5, 6, 7, 8].map((no) => ({ reading, no })));
  const posts = await Promise.all(
    slots.slice(0, SAVES).map(({ reading, no }, index) =>
      posted(reading, 'saveReviewDraft', {
        readingId: reading.id,
        indicatorNo: no,
        version: 0,
        value: {
          points: index % 101,
          reason: `第${index}次保存`,
          evidence: [{ paperId: reading.subject.paperIds[0], page: 1 }],
        },
      }),
    ),
  );
  const sent = await sendEach({ url: seed.world.server.url, clients: SAVES, posts });
  const [kept] = await seed.world.rows(
    `SELECT count(*)::int AS drafts, count(DISTINCT value ->> 'reason')::int AS words, min(version)::int AS version,
            (SELECT count(*)::int FROM ledger_entry WHERE event = 'REVIEW_DRAFT_SAVED' AND outcome = 'DONE') AS lines FROM review.draft`,
  );
  const lost = SAVES - kept.words;
  process.stdout.write(
    `${SAVES} saves at once by ${READERS} readers: ${refused(sent).length} refused, ${kept.drafts} kept, ${lost} lost, ${kept.lines} ledger lines; ${sent.again} times told to come again; ${(SAVES / sent.seconds).toFixed(0)}/s\n`,
  );
  for (const answer of refused(sent).slice(0, 3)) process.stdout.write(`${answer}\n`);
  return lost === 0 && kept.drafts === SAVES && kept.version === 1 && refused(sent).length === 0;
}

const CLAIM =
  'INSERT INTO act_claim (account_id, key, act, payload_digest, claimed_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING';
const SUBMISSION =
  'INSERT INTO review.submission (id, reading_id, subject_id, round, grade, total_numerator, total_denominator, opinion, submitted_at) VALUES ($1, $2, $3, 1, $4, 85, 1, $5, $6)';
const SCORES = `INSERT INTO review.score (submission_id, subject_id, indicator_no, points, not_applicable, reason, anchors)
  SELECT $1::uuid, $2::uuid, n, 85, false, $3, 1 FROM generate_series(1, 8) n`;
const EVIDENCE = `INSERT INTO review.evidence (submission_id, indicator_no, subject_id, n, paper_id, page, absent)
  SELECT $1::uuid, n, $2::uuid, 1, $3::uuid, 1, false FROM generate_series(1, 8) n`;
const LEDGER = `INSERT INTO ledger_entry (id, at, act, event, outcome, account_id, person_id, facts, provisions, request_id, content_hash)
  VALUES ($1, $2, 'submitReview', 'REVIEW_SUBMITTED', 'DONE', $3, $4, $5, '{S4-4.1b,S4-4.1c}', $6, $7)`;
const THING = `INSERT INTO ledger_thing (kind, thing_id, entry_id) VALUES ('Reading', $1, $2)`;
const CLAIMED = 'UPDATE act_claim SET outcome = $3, entry_id = $4 WHERE account_id = $1 AND key = $2';

/** The rows that one submission leaves, and nothing else: no reading, no rule. */
function byHand({ id, subject, reader }: ReadingSeed, now: Date): Transaction {
  const { accountId, personId } = reader.member;
  const [submission, entry, key] = [randomUUID(), newId(), newKey()];
  const reason = '见卷内记载，理由如下：记录完整，时间相符';
  const statement = (name: string, text: string, ...values: unknown[]): Statement => ({ name, text, values });
  return [
    statement('claim', CLAIM, accountId, key, 'submitReview', randomBytes(32), now),
    statement('submission', SUBMISSION, submission, id, subject.id, 'GOOD', '总体评价：办理规范', now),
    statement('scores', SCORES, submission, subject.id, reason),
    statement('evidence', EVIDENCE, submission, subject.id, subject.paperIds[0]),
    statement(
      'ledger',
      LEDGER,
      entry,
      now,
      accountId,
      personId,
      JSON.stringify({ round: 1 }),
      newId(),
      randomBytes(32),
    ),
    statement('thing', THING, id, entry),
    statement('claimed', CLAIMED, accountId, key, JSON.stringify({ readingId: id }), entry),
  ];
}

async function submissions(seed: ReviewSeed): Promise<boolean> {
  const firsts = seed.readings.filter((reading, index) => seed.readings[index - 1]?.subject !== reading.subject);
  await draftReviews(seed, firsts);
  const rates = { api: [] as number[], hand: [] as number[] };
  const database = seed.world.services.config.databaseUrl as string;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [one, other] = [0, 1].map((half) => firsts.slice((2 * round + half) * EACH, (2 * round + half + 1) * EACH));
    if (one?.length !== EACH || other?.length !== EACH) throw new Error('too few readings are seeded');
    // Autovacuum comes once a minute and is younger than a round: without statistics of the last one, plans that were made
    // for an empty table read all of it.
    await seed.world.rows('ANALYZE');
    const posts = await Promise.all(one.map((reading) => posted(reading, 'submitReview', { readingId: reading.id })));
    const api = await sendEach({ url: seed.world.server.url, clients: CLIENTS, posts });
    const transactions = other.map((reading) => byHand(reading, seed.world.clock.now()));
    const hand = await sendEach({ database, clients: CLIENTS, transactions });
    const failed = [...refused(api), ...hand.answers.filter(Boolean)];
    if (failed.length) throw new Error(`${failed.length} failed: ${failed[0]}`);
    const [a, b] = [EACH / api.seconds, EACH / hand.seconds];
    process.stdout.write(
      `round ${round}${round ? '' : ' (warm-up)'}: API ${a.toFixed(0)}/s, prepared statements ${b.toFixed(0)}/s, ratio ${(a / b).toFixed(2)}\n`,
    );
    if (round > 0) {
      rates.api.push(a);
      rates.hand.push(b);
    }
  }
  const [{ count }] = await seed.world.rows('SELECT count(*)::int AS count FROM review.submission');
  const ratio = median(rates.api) / median(rates.hand);
  process.stdout.write(
    `${count} reviews submitted, ${CLIENTS} clients, median of ${ROUNDS}: API ${median(rates.api).toFixed(0)}/s, prepared statements ${median(rates.hand).toFixed(0)}/s, ratio ${ratio.toFixed(2)} (aim ≥ ${AIM})\n`,
  );
  return ratio >= AIM;
}

async function main(): Promise<void> {
  const stop = await startTestServer({});
  const world = await World.open();
  try {
    const bureau = await new City(world).bureau('110105');
    // Three files of each reader: twenty-four indicators, of which twenty are saved.
    const drafted = await seedReviews(bureau, { subjects: 125, readers: READERS, perFile: 1 });
    const kept = await saves(drafted);
    await world.rows('DELETE FROM review.draft');
    const members = drafted.readers.map(({ member }) => member);
    const seed = await seedReviews(bureau, {
      subjects: 2 * EACH * (ROUNDS + 1),
      readers: READERS,
      perFile: 2,
      members,
      pages: 2,
    });
    const fast = await submissions(seed);
    if (!kept || !fast) process.exitCode = 1;
  } finally {
    await world.close();
    await stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exit(1);
});
