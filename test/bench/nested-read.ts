import Fastify from 'fastify';
import { actorOfToken } from '../../src/organizations/token';
import { City } from '../support/seed';
import { digestOf } from '../support/seed-case-files';
import { ARRIVAL } from '../support/seed-papers';
import { seedReleasable } from '../support/seed-subsidies';
import { startTestServer } from '../support/test-server';
import { World } from '../support/world';
import { load, type Slice, type Target } from './load';

/**
 * Fifty files with their activities, check items and materials: through GraphQL, and from a hand-written endpoint
 * that lets PostgreSQL build the same JSON, in the same process, in turns, after the same check of the token.
 */
const FILES = 50;
const CLIENTS = 8;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 6);
const AIM = 0.5;

const QUERY = `query ($first: Int!) {
  caseFiles(first: $first) { edges { node {
    id number caseKind stage state revision closedReceivedAt
    activities { id kind tookPlaceOn toldRights toldDuties toldRisks recordedAt }
    materials { id catalogueNo title pages withdrawn recordedAt }
    qualityChecks { id round state designatedAt items { indicatorNo finding evidenceMaterialId evidencePage absentFromFile remark } }
  } } } }`;

const BY_HAND = `
  SELECT json_build_object('data', json_build_object('caseFiles', json_build_object('edges', coalesce(json_agg(json_build_object('node', json_build_object(
           'id', f.id, 'number', f.number, 'caseKind', f.case_kind, 'stage', f.stage, 'state', f.state, 'revision', f.revision, 'closedReceivedAt', f.closed_received_at,
           'activities', (SELECT coalesce(json_agg(json_build_object('id', a.id, 'kind', a.kind, 'tookPlaceOn', a.took_place_on, 'toldRights', a.told_rights,
                                   'toldDuties', a.told_duties, 'toldRisks', a.told_risks, 'recordedAt', a.recorded_at) ORDER BY a.took_place_on, a.id), '[]') FROM activity a WHERE a.case_file_id = f.id),
           'materials', (SELECT coalesce(json_agg(json_build_object('id', m.id, 'catalogueNo', m.catalogue_no, 'title', m.title, 'pages', m.pages,
                                  'withdrawn', m.withdrawn, 'recordedAt', m.recorded_at) ORDER BY m.catalogue_no, m.id), '[]') FROM material m WHERE m.case_file_id = f.id),
           'qualityChecks', (SELECT coalesce(json_agg(json_build_object('id', q.id, 'round', q.round, 'state', q.state, 'designatedAt', q.designated_at,
                                      'items', (SELECT coalesce(json_agg(json_build_object('indicatorNo', i.indicator_no, 'finding', i.finding, 'evidenceMaterialId', i.evidence_material_id,
                                                        'evidencePage', i.evidence_page, 'absentFromFile', i.absent_from_file, 'remark', i.remark) ORDER BY i.indicator_no), '[]') FROM check_item i WHERE i.check_id = q.id)) ORDER BY q.round), '[]')
                               FROM quality_check q WHERE q.case_file_id = f.id))) ORDER BY f.id DESC), '[]'))))::text AS answer
    FROM (SELECT * FROM case_file WHERE agency_id = ANY ($1::uuid[]) ORDER BY id DESC LIMIT $2) f`;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const rate = ({ requests, seconds }: Slice): number => requests / seconds;

/** Papers and activities as a file of some weeks has them. */
async function fill(world: World, files: readonly string[]): Promise<void> {
  const digest = digestOf('x');
  for (const file of files) await world.rows(ARRIVAL, [file, digest, 3]);
  await world.rows(
    `INSERT INTO material (id, case_file_id, catalogue_no, title, pages, digest, revision, recorded_by, recorded_at)
     SELECT gen_random_uuid(), e.case_file_id, n, '卷宗材料' || n, 3, sha256('x'), 0, e.person_id, $2 FROM engagement e, generate_series(8, 13) n WHERE e.case_file_id = ANY ($1)`,
    [files, world.clock.now()],
  );
  await world.rows(
    `INSERT INTO activity SELECT gen_random_uuid(), a.case_file_id, a.engagement_id, a.kind, a.took_place_on + 1, a.place, a.present, a.summary,
            a.told_rights, a.told_duties, a.told_risks, a.material_id, NULL, a.recorded_by, a.recorded_at FROM activity a WHERE a.case_file_id = ANY ($1)`,
    [files],
  );
  await world.rows('ANALYZE');
}

async function main(): Promise<void> {
  const stop = await startTestServer({});
  const world = await World.open();
  const hand = Fastify({ logger: false });
  try {
    const agency = await new City(world).agency('110105');
    // Checked and not signed: papers still come in, and the query reads no signature.
    const files = await seedReleasable(agency, 400, { upTo: 'COMPLETED' });
    await fill(
      world,
      files.map(({ caseFileId }) => caseFileId),
    );
    const head = await agency.head;
    const headers = { authorization: `Bearer ${await head.fresh()}`, 'content-type': 'application/json' };
    hand.get('/files', async (request, reply) => {
      const actor = await actorOfToken(world.services, (request.headers.authorization ?? '').slice(7));
      const agencies = actor?.appointments.map(({ placeId }) => placeId) ?? [];
      const [row] = await world.services.dataSource.query(BY_HAND, [agencies, FILES]);
      return reply.type('application/json').send(row.answer);
    });
    const graphql: Target = {
      url: world.server.url,
      method: 'POST',
      headers,
      body: JSON.stringify({ query: QUERY, variables: { first: FILES } }),
    };
    const direct: Target = { url: `${await hand.listen({ port: 0 })}/files`, method: 'GET', headers, body: null };
    await sameAnswer(graphql, direct);
    const rates = { graphql: [] as number[], direct: [] as number[] };
    for (let round = 0; round <= ROUNDS; round += 1) {
      const a = await load(graphql, CLIENTS, SECONDS);
      const b = await load(direct, CLIENTS, SECONDS);
      const size = (slice: Slice) => `${Math.round(slice.bytes / slice.requests / 1024)} KB`;
      process.stdout.write(
        `round ${round}${round ? '' : ' (warm-up)'}: GraphQL ${rate(a).toFixed(0)}/s (${size(a)}), by hand ${rate(b).toFixed(0)}/s (${size(b)}), ratio ${(rate(a) / rate(b)).toFixed(2)}\n`,
      );
      if (round > 0) {
        rates.graphql.push(rate(a));
        rates.direct.push(rate(b));
      }
    }
    const ratio = median(rates.graphql) / median(rates.direct);
    process.stdout.write(
      `${FILES} files, ${CLIENTS} clients, median of ${ROUNDS}: GraphQL ${median(rates.graphql).toFixed(0)}/s, by hand ${median(rates.direct).toFixed(0)}/s, ratio ${ratio.toFixed(2)} (aim ≥ ${AIM})\n`,
    );
    if (ratio < AIM) process.exitCode = 1;
  } finally {
    await hand.close();
    await world.close();
    await stop();
  }
}

/** Both sides answer the same things before anything is measured. */
async function sameAnswer(...targets: readonly Target[]): Promise<void> {
  const counted = await Promise.all(
    targets.map(async ({ url, method, headers, body }) => {
      const answer = (await (await fetch(url, { method, headers, body })).json()) as {
        data: { caseFiles: { edges: { node: Record<string, unknown[]> }[] } };
      };
      if (!answer.data) throw new Error(JSON.stringify(answer));
      return answer.data.caseFiles.edges.map(({ node }) => [
        node.id,
        node.activities?.length,
        node.materials?.length,
        (node.qualityChecks?.[0] as { items: unknown[] } | undefined)?.items.length,
      ]);
    }),
  );
  if (counted[0]?.length !== FILES || JSON.stringify(counted[0]) !== JSON.stringify(counted[1])) {
    throw new Error(`the two answers differ: ${JSON.stringify(counted).slice(0, 1000)}`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exit(1);
});
