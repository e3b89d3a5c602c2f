import Fastify from 'fastify';
import { actorOfToken } from '../../src/organizations/token';
import { draftReviews } from '../support/review-acts';
import { City, type Member } from '../support/seed';
import { type ReadingSeed, seedReviews } from '../support/seed-reviews';
import { startTestServer } from '../support/test-server';
import { World } from '../support/world';
import { load, type Slice, type Target } from './load';

/**
 * A reader's worklist of two hundred files with their indicators, drafts, submitted scores and papers: through GraphQL,
 * and from a hand-written endpoint that lets PostgreSQL build the same JSON, in the same process, in turns, after the
 * same check of the token. Then one query of two files against one of one, asked one after the other.
 */
const FILES = 200;
const CLIENTS = 4;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 4);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const AIM = 0.6;
const AIM_SECOND_FILE_MS = 1;

const QUERY = `query ($first: Int!) { myReadings(first: $first) { edges { node {
  id pseudonym caseKind stage state round dueOn
  indicators { no name applies weightHundredths }
  papers { id catalogueNo ordinal pages state }
  drafts { indicatorNo version value { points grade notApplicable reason evidence { paperId page absent } } }
  submissions { round grade opinion scores { indicatorNo points grade notApplicable reason evidence { paperId page absent } } } } } } }`;

const anchors = `(SELECT coalesce(json_agg(json_build_object('paperId', e.paper_id, 'page', e.page, 'absent', e.absent) ORDER BY e.n), '[]') FROM review.evidence e WHERE e.submission_id = p.submission_id AND e.indicator_no = p.indicator_no)`;
const BY_HAND = `
  SELECT json_build_object('data', json_build_object('myReadings', json_build_object('edges', coalesce(json_agg(json_build_object('node', json_build_object(
    'id', r.id, 'pseudonym', r.pseudonym, 'caseKind', r.case_kind, 'stage', r.stage, 'state', r.state, 'round', r.round, 'dueOn', r.due_on,
    'indicators', (SELECT json_agg(json_build_object('no', n.no, 'name', n.name, 'applies', coalesce(n.applicability -> r.stage ->> 'applies', 'YES'), 'weightHundredths', w.hundredths) ORDER BY n.no)
                     FROM review.indicator n LEFT JOIN review.weight w ON w.scheme_id = r.scheme_id AND w.indicator_no = n.no WHERE n.edition_id = r.edition_id),
    'papers', (SELECT coalesce(json_agg(json_build_object('id', p.id, 'catalogueNo', p.catalogue_no, 'ordinal', p.ordinal, 'pages', p.pages, 'state', p.state) ORDER BY p.catalogue_no, p.ordinal), '[]') FROM review.paper p WHERE p.subject_id = r.subject_id),
    'drafts', (SELECT coalesce(json_agg(json_build_object('indicatorNo', nullif(d.indicator_no, 0), 'version', d.version, 'value', d.value) ORDER BY d.indicator_no), '[]') FROM review.draft d WHERE d.reading_id = r.id),
    'submissions', (SELECT coalesce(json_agg(json_build_object('round', u.round, 'grade', u.grade, 'opinion', u.opinion,
        'scores', (SELECT json_agg(json_build_object('indicatorNo', p.indicator_no, 'points', p.points, 'grade', p.grade, 'notApplicable', p.not_applicable, 'reason', p.reason, 'evidence', ${anchors}) ORDER BY p.indicator_no)
                     FROM review.score p WHERE p.submission_id = u.id)) ORDER BY u.round), '[]') FROM review.submission u WHERE u.reading_id = r.id))) ORDER BY (r.state <> 'ASSIGNED'), r.pseudonym, r.id), '[]'))))::text AS answer
    FROM (SELECT g.*, s.pseudonym, s.case_kind, s.stage, s.edition_id, s.scheme_id FROM review.reading g JOIN review.subject s ON s.id = g.subject_id
           WHERE g.reader_key = ANY ($1::uuid[]) ORDER BY (g.state <> 'ASSIGNED'), s.pseudonym, g.id LIMIT $2) r`;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const rate = ({ requests, seconds }: Slice): number => requests / seconds;

/** Two hundred files of eight papers, all drafted, half of them submitted with their evidence. */
async function worklist(world: World): Promise<Member> {
  const bureau = await new City(world).bureau('110105');
  const seed = await seedReviews(bureau, { subjects: FILES, readers: 1, papers: 8, pages: 6 });
  await draftReviews(seed, seed.readings);
  const submitted = seed.readings.filter((_, index) => index % 2 === 0);
  await submissions(world, submitted);
  await world.rows('ANALYZE');
  return (seed.readings[0] as ReadingSeed).reader.member;
}

async function submissions(world: World, readings: readonly ReadingSeed[]): Promise<void> {
  const ids = readings.map(({ id }) => id);
  await world.rows('BEGIN');
  await world.rows(
    `INSERT INTO review.submission (id, reading_id, subject_id, round, grade, total_numerator, total_denominator, opinion, submitted_at)
     SELECT gen_random_uuid(), r.id, r.subject_id, 1, 'GOOD', 85, 1, '总体评价：办理规范', $2 FROM review.reading r WHERE r.id = ANY ($1)`,
    [ids, world.clock.now()],
  );
  await world.rows(
    `INSERT INTO review.score (submission_id, subject_id, indicator_no, points, not_applicable, reason, anchors)
     SELECT u.id, u.subject_id, d.indicator_no, 85, false, d.value ->> 'reason', 1 FROM review.submission u JOIN review.draft d ON d.reading_id = u.reading_id AND d.indicator_no > 0 WHERE u.reading_id = ANY ($1)`,
    [ids],
  );
  await world.rows(
    `INSERT INTO review.evidence (submission_id, indicator_no, subject_id, n, paper_id, page, absent)
     SELECT u.id, d.indicator_no, u.subject_id, 1, (d.value -> 'evidence' -> 0 ->> 'paperId')::uuid, 1, false FROM review.submission u JOIN review.draft d ON d.reading_id = u.reading_id AND d.indicator_no > 0 WHERE u.reading_id = ANY ($1)`,
    [ids],
  );
  await world.rows('COMMIT');
}

/** Both sides answer the same things before anything is measured. */
async function sameAnswer(...targets: readonly Target[]): Promise<void> {
  const answers = await Promise.all(
    targets.map(async ({ url, method, headers, body }) => (await fetch(url, { method, headers, body })).json()),
  );
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(sorted)
      : value !== null && typeof value === 'object'
        ? Object.fromEntries(
            Object.entries(value)
              .sort(([one], [other]) => (one < other ? -1 : 1))
              .map(([key, under]) => [key, sorted(under)]),
          )
        : value;
  const [one, other] = answers.map((answer) => JSON.stringify(sorted(answer)));
  const edges = (answers[0] as { data?: { myReadings: { edges: unknown[] } } }).data?.myReadings.edges.length;
  if (edges !== FILES || one !== other) {
    throw new Error(`the two answers differ (${edges} files): ${one?.slice(0, 600)}\n${other?.slice(0, 600)}`);
  }
}

/** Milliseconds of one query at a time, in turns; the median of each. */
async function oneByOne(asked: readonly Target[], times: number): Promise<number[]> {
  const took = asked.map((): number[] => []);
  for (let turn = 0; turn < times; turn += 1) {
    for (const [index, { url, method, headers, body }] of asked.entries()) {
      const began = performance.now();
      await (await fetch(url, { method, headers, body })).arrayBuffer();
      took[index]?.push(performance.now() - began);
    }
  }
  return took.map((each) => median(each.slice(20)));
}

async function main(): Promise<void> {
  const stop = await startTestServer({});
  const world = await World.open();
  const hand = Fastify({ logger: false });
  try {
    const reader = await worklist(world);
    const headers = { authorization: `Bearer ${await reader.fresh()}`, 'content-type': 'application/json' };
    hand.get('/worklist', async (request, reply) => {
      const actor = await actorOfToken(world.services, (request.headers.authorization ?? '').slice(7));
      const keys = await world.services.dataSource.query('SELECT reader_key FROM vault.reader_keys_of($1)', [
        actor?.accountId,
      ]);
      const [row] = await world.services.blind.query(BY_HAND, [
        keys.map(({ reader_key }: { reader_key: string }) => reader_key),
        FILES,
      ]);
      return reply.type('application/json').send(row.answer);
    });
    const graphql = (first: number): Target => ({
      url: world.server.url,
      method: 'POST',
      headers,
      body: JSON.stringify({ query: QUERY, variables: { first } }),
    });
    const direct: Target = { url: `${await hand.listen({ port: 0 })}/worklist`, method: 'GET', headers, body: null };
    await sameAnswer(graphql(FILES), direct);
    const rates = { graphql: [] as number[], direct: [] as number[] };
    for (let round = 0; round <= ROUNDS; round += 1) {
      const a = await load(graphql(FILES), CLIENTS, SECONDS);
      const b = await load(direct, CLIENTS, SECONDS);
      const size = (slice: Slice) => `${Math.round(slice.bytes / slice.requests / 1024)} KB`;
      process.stdout.write(
        `round ${round}${round ? '' : ' (warm-up)'}: GraphQL ${rate(a).toFixed(1)}/s (${size(a)}), by hand ${rate(b).toFixed(1)}/s (${size(b)}), ratio ${(rate(a) / rate(b)).toFixed(2)}\n`,
      );
      if (round > 0) {
        rates.graphql.push(rate(a));
        rates.direct.push(rate(b));
      }
    }
    const ratio = median(rates.graphql) / median(rates.direct);
    const [one = 0, two = 0, all = 0] = await oneByOne([graphql(1), graphql(2), graphql(FILES)], 120);
    const second = two - one;
    process.stdout.write(
      `${FILES} files, ${CLIENTS} clients, median of ${ROUNDS}: GraphQL ${median(rates.graphql).toFixed(1)}/s, by hand ${median(rates.direct).toFixed(1)}/s, ratio ${ratio.toFixed(2)} (aim ≥ ${AIM})\n` +
        `one at a time: 1 file ${one.toFixed(2)} ms, 2 files ${two.toFixed(2)} ms, a second file ${second.toFixed(2)} ms (aim < ${AIM_SECOND_FILE_MS}); ${FILES} files ${all.toFixed(1)} ms, ${((all - one) / (FILES - 1)).toFixed(3)} ms a file\n`,
    );
    if (ratio < AIM || second >= AIM_SECOND_FILE_MS) process.exitCode = 1;
  } finally {
    await hand.close();
    await world.close();
    await stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exit(1);
});
