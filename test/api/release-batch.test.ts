import { newId } from '../../src/platform/ids';
import { type AgencySeed, City, type Member } from '../support/seed';
import { act, succeed } from '../support/seed-case-files';
import { seedReleasable } from '../support/seed-subsidies';
import { type Answer, expectRefusal, expectSuccess, newKey, type Row, unmetRules, useWorld } from '../support/world';

const suite = useWorld();
const BATCH = `batch { id ruleSet asked released refused releasedFen agency { id } releasedBy { id name } totals { code rows }
  outcomes(first: 100) { totalCount pageInfo { hasNextPage } edges { node { rowNo asked code amountFen conditions unmet { rule provisions text cure { by } } subsidy { id state } } } } }`;

let city: City;
let agency: AgencySeed;
let finance: Member;
beforeAll(async () => {
  city = new City(suite.world);
  agency = await city.agency('110105');
  finance = await agency.finance;
});

const releaseMany = (who: Member, input: Row, more: Row = {}) => act(who, 'releaseSubsidies', input, BATCH, more);
const nodes = (batch: Answer) => batch.outcomes.edges.map(({ node }: Answer) => node);
const ids = (files: readonly { subsidyId: string }[]) => files.map(({ subsidyId }) => subsidyId);

test('S4-5.1c sound rows are released although others are refused, and every row asked is answered', async () => {
  const good = ids(await seedReleasable(agency, 3));
  const [unsigned] = ids(await seedReleasable(agency, 1, { upTo: 'COMPLETED' }));
  const [unqualified] = ids(await seedReleasable(agency, 1, { result: 'UNQUALIFIED' }));
  const [noTariff] = ids(await seedReleasable(agency, 1, { amountFen: null }));
  const [foreign] = ids(await seedReleasable(await city.agency('110108'), 1));
  const unknown = newId();
  const asked = [good[0], unsigned, foreign, good[1], unknown, good[0], 'no id at all', unqualified, good[2], noTariff];
  const { batch } = expectSuccess(await releaseMany(finance, { ids: asked }));
  expect(batch).toMatchObject({
    asked: 10,
    released: 3,
    refused: 7,
    releasedFen: 540_000,
    ruleSet: 'SUBSIDY_RELEASE/2',
  });
  expect(batch.agency.id).toBe(agency.id);
  expect(batch.releasedBy.id).toBe(finance.personId);
  const rows = nodes(batch);
  expect(rows.map((row: Answer) => [row.rowNo, row.asked, row.code, row.amountFen])).toEqual([
    [1, good[0], 'RELEASED', 180_000],
    [2, unsigned, 'RELEASE_GATE_CLOSED', null],
    [3, foreign, 'NOT_FOUND', null],
    [4, good[1], 'RELEASED', 180_000],
    [5, unknown, 'NOT_FOUND', null],
    [6, good[0], 'DUPLICATE_ROW', null],
    [7, 'no id at all', 'NOT_FOUND', null],
    [8, unqualified, 'RELEASE_GATE_CLOSED', null],
    [9, good[2], 'RELEASED', 180_000],
    [10, noTariff, 'RELEASE_GATE_CLOSED', null],
  ]);
  expect(rows[1].unmet.map((finding: Answer) => finding.rule)).toEqual([
    'RELEASE.SIGNED_QUALIFIED',
    'RELEASE.SIGNATURE_COVERS_FILE',
    'RELEASE.SIGNATURE_VERIFIED',
  ]);
  expect(rows[1].unmet[0].provisions).toEqual(['S4-5.1b', 'S4-5.1c', 'BJ-LAR-32']);
  // A row of another agency and a row of nothing look the same.
  expect({ ...rows[2], rowNo: 0, asked: '' }).toEqual({ ...rows[4], rowNo: 0, asked: '' });
  expect(batch.totals).toEqual([
    { code: 'DUPLICATE_ROW', rows: 1 },
    { code: 'NOT_FOUND', rows: 3 },
    { code: 'RELEASED', rows: 3 },
    { code: 'RELEASE_GATE_CLOSED', rows: 3 },
  ]);
});

test('an id that no row of a database can hold is bad input, not a fault', async () => {
  for (const id of ['\u0000', 'a\u0000b', '\u202e1'])
    expectRefusal(await releaseMany(finance, { ids: [id] }), 'INVALID_INPUT');
});

test('a batch with no sound row is answered row by row, not refused', async () => {
  const [once] = ids(await seedReleasable(agency, 1));
  expectSuccess(await releaseMany(finance, { ids: [once] }));
  const { batch } = expectSuccess(await releaseMany(finance, { ids: [once] }));
  expect(batch).toMatchObject({ asked: 1, released: 0, refused: 1, releasedFen: 0 });
  expect(nodes(batch)[0]).toMatchObject({ code: 'ALREADY_RELEASED', unmet: [{ rule: 'RELEASE.NOT_RELEASED' }] });
});

test('the ledger has one line for the batch, read under every subsidy of it', async () => {
  const good = ids(await seedReleasable(agency, 2));
  const [foreign] = ids(await seedReleasable(await city.agency('110108'), 1));
  const done = expectSuccess(await releaseMany(finance, { ids: [...good, foreign] }));
  const things = await suite.world.rows(
    `SELECT t.kind, t.thing_id FROM ledger_thing t JOIN ledger_entry e ON e.id = t.entry_id WHERE e.id = $1 ORDER BY t.kind, t.thing_id`,
    [done.receipt.entryId],
  );
  expect(things).toEqual([
    { kind: 'ReleaseBatch', thing_id: done.batch.id },
    ...[...good].sort().map((id) => ({ kind: 'Subsidy', thing_id: id })),
  ]);
  const [entry] = await suite.world.rows(
    'SELECT event, facts, provisions, role, on_behalf_id FROM ledger_entry WHERE id = $1',
    [done.receipt.entryId],
  );
  expect(entry).toMatchObject({
    event: 'SUBSIDIES_RELEASED',
    facts: { asked: 3, released: 2, refused: 1, releasedFen: 360_000, refusedByCode: { NOT_FOUND: 1 } },
    provisions: ['S4-5.1a', 'S4-5.1b', 'S4-5.1c', 'BJ-LAR-32', 'LAL-52'],
    role: 'FINANCE_OFFICER',
    on_behalf_id: agency.id,
  });
});

test('outcomes are paged in the order asked and filtered by code', async () => {
  const good = ids(await seedReleasable(agency, 5));
  const asked = good.flatMap((id) => [id, newId()]);
  const { batch } = expectSuccess(await act(finance, 'releaseSubsidies', { ids: asked }, 'batch { id }'));
  const page = (after: string | null, code: string | null = null) =>
    finance.send(
      `query ($id: ID!, $after: String, $code: ReleaseOutcomeCode) { releaseBatch(id: $id) { outcomes(first: 4, after: $after, code: $code) { totalCount pageInfo { hasNextPage endCursor } edges { node { rowNo code } } } } }`,
      { id: batch.id, after, code },
    );
  const seen: number[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { outcomes } = (await page(after)).releaseBatch as Answer;
    expect(outcomes.totalCount).toBe(10);
    seen.push(...outcomes.edges.map(({ node }: Answer) => node.rowNo));
    more = outcomes.pageInfo.hasNextPage;
    after = outcomes.pageInfo.endCursor;
  }
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const refused = (await page(null, 'NOT_FOUND')).releaseBatch.outcomes;
  expect(refused.totalCount).toBe(5);
  expect(refused.edges.map(({ node }: Answer) => node.rowNo)).toEqual([2, 4, 6, 8]);
  const bad = await finance.sendRaw(
    `{ releaseBatch(id: "${batch.id}") { outcomes(first: 4, after: "x") { totalCount } } }`,
  );
  expect(bad.errors?.[0].extensions.code).toBe('INVALID_INPUT');
});

test('by filter: what the agency has not released, and nothing else', async () => {
  const elsewhere = await city.agency('120102');
  const officer = await elsewhere.finance;
  const firm = await elsewhere.lawFirm();
  const lawyer = await firm.lawyer();
  const march = ids(await seedReleasable(elsewhere, 3, { practitioner: lawyer, receivedOn: '2026-03-01' }));
  const february = ids(await seedReleasable(elsewhere, 2, { receivedOn: '2026-02-28' }));
  const filtered = async (filter: Row, expected: string[]) => {
    const { batch } = expectSuccess(await releaseMany(officer, { filter }, { preview: true }));
    expect(nodes(batch).map((row: Answer) => row.asked)).toEqual([...expected].sort());
    expect(batch.released).toBe(expected.length);
  };
  await filtered({}, [...march, ...february]);
  await filtered({ closedFrom: '2026-03-01' }, march);
  await filtered({ closedTo: '2026-02-28' }, february);
  await filtered({ closedFrom: '2026-02-28', closedTo: '2026-03-01', practitionerId: lawyer.practitionerId }, march);
  await filtered({ serviceOrganizationId: firm.id, caseKind: 'CRIMINAL' }, march);
  const preview = { preview: true };
  expectRefusal(await releaseMany(officer, { filter: { caseKind: 'CIVIL' } }, preview), 'NOTHING_TO_RELEASE');
  const { batch } = expectSuccess(await releaseMany(officer, { filter: { closedTo: '2026-02-28' } }));
  expect(batch).toMatchObject({ released: 2, releasedFen: 360_000 });
  await filtered({}, march);
});

test('S4-5.1b outside Beijing the gate holds all the same, as our own rule', async () => {
  const tianjin = await city.agency('120102');
  const [unsigned] = ids(await seedReleasable(tianjin, 1, { upTo: 'COMPLETED' }));
  const refusal = expectRefusal(
    await act(await tianjin.finance, 'releaseSubsidy', { subsidyId: unsigned }),
    'RELEASE_GATE_CLOSED',
  );
  const found = refusal.findings.find(({ rule }: Answer) => rule === 'RELEASE.SIGNED_QUALIFIED');
  expect(found).toMatchObject({ met: false, provisions: [], provenance: 'HOUSE' });
});

test.each([
  ['neither ids nor filter', {}],
  ['both', { ids: ['x'], filter: {} }],
  ['no row', { ids: [] }],
  ['more than ten thousand rows', { ids: Array.from({ length: 10_001 }, () => 'x') }],
  ['a day that is none', { filter: { closedFrom: '2026-02-30' } }],
])('refused as input: %s', async (_, input) => {
  expectRefusal(await releaseMany(finance, input), 'INVALID_INPUT');
});

test('an agency where one has no such office does not exist', async () => {
  const other = await city.agency('110108');
  const files = ids(await seedReleasable(other, 1));
  expectRefusal(await releaseMany(finance, { agencyId: other.id, ids: files }), 'NOT_FOUND');
  expectRefusal(await releaseMany(finance, { agencyId: newId(), ids: files }), 'NOT_FOUND');
  for (const who of [agency.clerk, agency.head, agency.supervisor, agency.auditor]) {
    expectRefusal(await releaseMany(await who, { ids: files }), 'FORBIDDEN');
  }
});

test('a batch is read by its own agency and the bureau above, by nobody else', async () => {
  const { batch } = await succeed(
    finance,
    'releaseSubsidies',
    { ids: ids(await seedReleasable(agency, 1)) },
    'batch { id }',
  );
  const read = async (who: Member) => (await who.send(`{ releaseBatch(id: "${batch.id}") { id } }`)).releaseBatch;
  for (const who of [agency.finance2, agency.supervisor, agency.auditor, (await city.bureau('110000')).supervisor]) {
    expect(await read(await who)).toEqual({ id: batch.id });
  }
  expect(await read(await (await city.agency('110108')).finance)).toBeNull();
  const lawyer = await (await agency.lawFirm()).lawyer();
  expect((await lawyer.sendRaw(`{ releaseBatch(id: "${batch.id}") { id } }`)).errors?.[0].extensions.code).toBe(
    'FORBIDDEN',
  );
});

const counts = () =>
  suite.world.rows(
    `SELECT relname, (xpath('/row/c/text()', query_to_xml('SELECT count(*) AS c FROM ' || quote_ident(relname), false, true, '')))[1]::text AS rows
       FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
  );

test('a preview answers what the release then answers, and leaves no row', async () => {
  const good = ids(await seedReleasable(agency, 4));
  const [unsigned] = ids(await seedReleasable(agency, 1, { upTo: 'COMPLETED' }));
  const input = { ids: [...good, unsigned, newId()] };
  const before = await counts();
  const preview = expectSuccess(await releaseMany(finance, input, { preview: true }));
  expect(preview.receipt).toMatchObject({ preview: true, entryId: null });
  expect(await counts()).toEqual(before);
  const done = expectSuccess(await releaseMany(finance, input));
  const without = ({ id, ...batch }: Answer) => batch;
  expect(without(preview.batch)).toEqual(without(done.batch));
  expect(await counts()).not.toEqual(before);
});

test('four eyes: one who set the amount releases neither alone nor in a batch', async () => {
  const both = await agency.member('CLERK' as never);
  await city.appoint(both, 'FINANCE_OFFICER' as never, 'agency_id', agency.id);
  const [one] = ids(await seedReleasable(agency, 1));
  await succeed(both, 'adjustSubsidy', { subsidyId: one, kind: 'OTHER_ADDITION', fen: 100, reason: '补记异地交通费' });
  await both.fresh();
  const refused = expectRefusal(await act(both, 'releaseSubsidy', { subsidyId: one }), 'RELEASE_GATE_CLOSED');
  expect(unmetRules(refused)).toEqual(['RELEASE.AMOUNT_SET_BY_ANOTHER']);
  expect(expectSuccess(await releaseMany(both, { ids: [one] })).batch.released).toBe(0);
  expect(expectSuccess(await releaseMany(finance, { ids: [one] })).batch).toMatchObject({
    released: 1,
    releasedFen: 180_100,
  });
});

test('S4-5.1a to S4-5.1c persons, not accounts: a checker with a second account as finance officer is refused', async () => {
  const checker = await agency.checker;
  const disguise = await agency.member('FINANCE_OFFICER' as never, { personId: checker.personId });
  const [one] = ids(await seedReleasable(agency, 1));
  const refused = expectRefusal(await act(disguise, 'releaseSubsidy', { subsidyId: one }), 'RELEASE_GATE_CLOSED');
  expect(unmetRules(refused)).toEqual(['RELEASE.FOUR_PERSONS']);
});

test('ten thousand rows in one call', async () => {
  const good = ids(await seedReleasable(agency, 500));
  const asked = [...good, ...Array.from({ length: 9_500 }, () => newId())];
  const { batch } = expectSuccess(
    await act(finance, 'releaseSubsidies', { ids: asked }, 'batch { asked released refused releasedFen }'),
  );
  expect(batch).toEqual({ asked: 10_000, released: 500, refused: 9_500, releasedFen: 90_000_000 });
});

test('the number of statements does not grow with the rows', async () => {
  const { dataSource } = suite.world.services;
  const create = dataSource.createQueryRunner.bind(dataSource);
  let sent = 0;
  const spy = jest.spyOn(dataSource, 'createQueryRunner').mockImplementation((mode) => {
    const runner = create(mode);
    const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<never>;
    runner.query = ((...args: unknown[]) => {
      sent += 1;
      return query(...args);
    }) as typeof runner.query;
    return runner;
  });
  const statements = async (n: number) => {
    const files = ids(await seedReleasable(agency, n));
    sent = 0;
    await succeed(finance, 'releaseSubsidies', { ids: files }, 'batch { id }');
    return sent;
  };
  try {
    const ten = await statements(10);
    expect(ten).toBeGreaterThan(8);
    expect(await statements(200)).toBe(ten);
  } finally {
    spy.mockRestore();
  }
});

test('same key: same answer; another payload: refused', async () => {
  const [one, two] = ids(await seedReleasable(agency, 2));
  const key = newKey();
  const first = expectSuccess(await releaseMany(finance, { ids: [one] }, { key }));
  const again = expectSuccess(await releaseMany(finance, { ids: [one] }, { key }));
  expect(again.receipt).toMatchObject({ replayed: true, entryId: first.receipt.entryId });
  expect(again.batch).toEqual(first.batch);
  expectRefusal(await releaseMany(finance, { ids: [two] }, { key }), 'IDEMPOTENCY_KEY_REUSED');
});
