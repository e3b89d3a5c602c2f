import { type AgencySeed, type City, type Member, seedCity } from '../support/seed';
import { caseFileOf, succeed } from '../support/seed-case-files';
import { type Answer, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let agency: AgencySeed;

beforeAll(async () => {
  city = await seedCity(suite.world);
  agency = await city.agency('110105');
});

/** Statements that the server sends while something runs. */
async function statements(run: () => Promise<unknown>): Promise<number> {
  const { dataSource } = suite.world.services;
  const create = dataSource.createQueryRunner.bind(dataSource);
  let sent = 0;
  dataSource.createQueryRunner = (mode) => {
    const runner = create(mode);
    const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
    runner.query = ((...args: unknown[]) => {
      sent += 1;
      return query(...args);
    }) as typeof runner.query;
    return runner;
  };
  try {
    await run();
  } finally {
    dataSource.createQueryRunner = create;
  }
  return sent;
}

/** Copies one whole file n times by SQL, so that a hundred are there in a moment. */
async function copies(n: number): Promise<void> {
  const file = await (await caseFileOf(agency)).commissioned();
  await file.withPapers();
  await file.submitted();
  await succeed(await agency.clerk, 'returnClosing', { caseFileId: file.id, note: '请补充页码后再交' });
  const run = (sql: string) => suite.world.rows(sql, [file.id, n]);
  const shape = (table: string, over: string) =>
    run(
      `INSERT INTO ${table} SELECT (jsonb_populate_record(t, ${over})).* FROM ${table} t, generate_series(1, $2) i WHERE t.${table === 'case_file' ? 'id' : 'case_file_id'} = $1::text::uuid`,
    );
  const fileId = `md5($1::text || i)::uuid::text`;
  await shape('case_file', `jsonb_build_object('id', ${fileId}, 'number', t.number || i, 'revision', 0)`);
  await run(
    `INSERT INTO part SELECT md5($1::text || i)::uuid, t.person_id, t.part FROM part t, generate_series(1, $2) i WHERE t.case_file_id = $1::text::uuid`,
  );
  await run(
    `INSERT INTO engagement (id, case_file_id, practitioner_id, person_id, service_organization_id, way, commitment_id, began_on, commissioned_by, commissioned_at)
     SELECT md5(t.id::text || i)::uuid, md5($1::text || i)::uuid, practitioner_id, person_id, service_organization_id, way, commitment_id, began_on, commissioned_by, commissioned_at
       FROM engagement t, generate_series(1, $2) i WHERE t.case_file_id = $1::text::uuid`,
  );
  await shape('paper_arrival', `jsonb_build_object('case_file_id', ${fileId})`);
  await shape('material', `jsonb_build_object('id', md5(t.id::text || i)::uuid, 'case_file_id', ${fileId})`);
  await shape(
    'activity',
    `jsonb_build_object('id', md5(t.id::text || i)::uuid, 'case_file_id', ${fileId}, 'engagement_id', md5(t.engagement_id::text || i)::uuid, 'material_id', md5(t.material_id::text || i)::uuid)`,
  );
  await shape('closing', `jsonb_build_object('id', md5(t.id::text || i)::uuid, 'case_file_id', ${fileId})`);
}

/** Each loader once: what two levels load may go in one statement or in two, as they happen to meet. */
const EVERYTHING = `query ($first: Int!) { caseFiles(first: $first) { totalCount edges { node {
  id number state availableActions agency { name } organ { name } proceeding { cause caseFiles { id } } previous { id } next { id }
  recipient { nameMasked idNumberMasked personalData { name } }
  engagements { practitioner { id } serviceOrganization { name } commitment { id text { title } } }
  activities { kind summary material { title } engagement { id } }
  materials { title size mediaType filePath recordedBy { name } }
  closings { outcome missing }
  termination { ground } closingReadiness { open } deadlines { standing deadline { due } } } } } }`;

const PEOPLE = `query ($first: Int!) { caseFiles(first: $first) { edges { node { activities { recordedBy { name } } } } } }`;
const DECIDERS = `query ($first: Int!) { caseFiles(first: $first) { edges { node { closings { submittedBy { name } } } } } }`;

test('ten files and a hundred take the same number of statements, every level of them', async () => {
  await copies(110);
  const clerk = await agency.clerk;
  await clerk.send(EVERYTHING, { first: 10 });
  const answers: Answer[] = [];
  const counts: number[][] = [];
  for (const first of [10, 100]) {
    const sent = [await statements(async () => answers.push(await clerk.send(EVERYTHING, { first })))];
    for (const query of [PEOPLE, DECIDERS]) sent.push(await statements(() => clerk.send(query, { first })));
    counts.push(sent);
  }
  // The actor of the token is one of each.
  expect(counts).toEqual([counts[1], [expect.any(Number), 4, 4]]);
  expect(counts[0]?.[0]).toBeLessThan(32);
  expect(answers.map(({ caseFiles }) => caseFiles.edges.length)).toEqual([10, 100]);
  const node = answers[1].caseFiles.edges[99].node;
  expect(node.materials.length).toBeGreaterThan(8);
  expect(node.activities[0].summary).not.toBeNull();
  expect(node.recipient.personalData.name).not.toBeNull();
  const recorded = await suite.world.rows(
    'SELECT count(*) AS rows, count(DISTINCT case_file_id) AS files FROM personal_data_reading GROUP BY request_id ORDER BY 1',
  );
  expect(recorded.map(({ rows, files }) => [Number(rows), Number(files)])).toEqual([
    [10, 10],
    [10, 10],
    [100, 100],
  ]);
});

test('filters and pages: newest first, each file once, the count within scope', async () => {
  const away = await city.agency('110108');
  const made: string[] = [];
  for (let n = 0; n < 5; n += 1) made.push((await caseFileOf(away, n % 2 ? { caseKind: 'CIVIL' } : {})).id);
  const query = `query ($after: String, $filter: CaseFileFilter) { caseFiles(first: 2, after: $after, filter: $filter) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { id caseKind } } } }`;
  const all = async (who: Member, filter: object = {}) => {
    const ids: string[] = [];
    for (let after: string | null = null; ; ) {
      const { caseFiles }: Answer = await who.send(query, { after, filter });
      ids.push(...caseFiles.edges.map((edge: Answer) => edge.node.id));
      if (!caseFiles.pageInfo.hasNextPage) return { ids, total: caseFiles.totalCount };
      after = caseFiles.pageInfo.endCursor;
    }
  };
  const clerk = await away.clerk;
  expect(await all(clerk)).toEqual({ ids: made.toReversed(), total: 5 });
  expect((await all(clerk, { caseKind: 'CIVIL' })).ids).toEqual([made[3], made[1]]);
  expect((await all(clerk, { state: 'IN_PROGRESS' })).total).toBe(0);
  expect((await all(clerk, { agencyId: agency.id })).total).toBe(0);
  expect((await all(await agency.clerk, { agencyId: away.id })).ids).toEqual([]);
});

test('S0-16.4 CPL-105 a deadline shows its derivation, rolls over a weekend, and not for a person in custody', async () => {
  const due = async (inCustody: boolean) => {
    const file = await caseFileOf(agency, { receivedOn: '2026-02-04', more: { inCustody } });
    const { caseFile } = await (await agency.clerk).send(
      `query ($id: ID!) { caseFile(id: $id) { deadlines { act by standing doneOn deadline { limit provision due provisional derivation { step text } } } } }`,
      { id: file.id },
    );
    return caseFile.deadlines;
  };
  suite.world.clock.setDay('2026-02-09');
  const free = await due(false);
  expect(free).toMatchObject([
    {
      by: 'AGENCY',
      standing: 'OPEN',
      doneOn: null,
      deadline: { limit: 'ASSIGN_AFTER_NOTICE', provision: 'S0-16.4', due: '2026-02-09', provisional: false },
    },
  ]);
  expect(free[0].deadline.derivation.map(({ step }: { step: string }) => step)).toContain('ROLLED');
  const held = await due(true);
  expect(held).toMatchObject([{ standing: 'OVERDUE', deadline: { due: '2026-02-07' } }]);
  expect(held[0].deadline.derivation.map(({ step }: { step: string }) => step)).toContain('NOT_ROLLED');
  suite.world.clock.setDay('2026-03-02');
});

test('the history of a file is read by those who see it: acts and refusals, in turn', async () => {
  const file = await caseFileOf(agency);
  await (await agency.clerk).send(
    `mutation ($id: ID!, $p: ID!) { commissionPractitioner(input: { caseFileId: $id, practitionerId: $p, way: ROTATION }, idempotencyKey: "history-key-1") { __typename } }`,
    { id: file.id, p: (await (await agency.lawFirm()).lawyer()).practitionerId },
  );
  await file.commissioned();
  const query =
    'query ($id: ID!, $kind: ThingKind!) { history(kind: $kind, id: $id, first: 10) { totalCount edges { node { event outcome code hashMatches } } } }';
  const { history } = await (await agency.clerk).send(query, { id: file.id, kind: 'CaseFile' });
  expect(history.edges.map((edge: Answer) => [edge.node.event, edge.node.outcome, edge.node.code])).toEqual([
    ['PRACTITIONER_COMMISSIONED', 'DONE', null],
    ['PRACTITIONER_COMMISSIONED', 'REFUSED', 'COMMISSION_REFUSED'],
    ['CASE_FILE_REGISTERED', 'DONE', null],
  ]);
  expect(history.edges.every((edge: Answer) => edge.node.hashMatches)).toBe(true);
  for (const [kind, id] of [
    ['Engagement', file.engagementId],
    ['Proceeding', file.proceedingId],
  ] as const) {
    expect((await (await agency.clerk).send(query, { id, kind })).history.totalCount).toBeGreaterThan(0);
    const away = await (await city.agency('110108')).clerk;
    const hidden = await away.sendRaw(query, { id, kind });
    expect(hidden.errors?.[0].extensions.code).toBe('NOT_FOUND');
  }
});

test('nobody without a part in case files reads any', async () => {
  for (const who of [await agency.admin, await agency.bureau.reviewer]) {
    const refused = await who.sendRaw('{ caseFiles(first: 1) { totalCount } }');
    expect(refused.errors?.[0].extensions.code).toBe('FORBIDDEN');
  }
});
