import { CASE_FILE_STATES } from '../../src/case-files/case-file.entity';
import { COMMITMENT_STATES } from '../../src/commitments/commitment.entity';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '../../src/demo/accounts';
import { loadCity } from '../../src/demo/load';
import { trueQuality } from '../../src/demo/quality';
import { READERS } from '../../src/demo/readers';
import { SHOWCASE } from '../../src/demo/showcase';
import { TOUR } from '../../src/demo/tour';
import { openIdNumber } from '../../src/platform/crypto';
import { ledgerSeal } from '../../src/platform/ledger';
import { CHECK_RESULTS, CHECK_STATES } from '../../src/quality-checks/check.types';
import { sweepSignatures } from '../../src/quality-checks/verification';
import { SUBSIDY_STATES } from '../../src/subsidies/subsidy.states';
import { type Answer, expectRefusal, expectSuccess, unmetRules, useWorld } from '../support/world';

const context = useWorld();

beforeAll(async () => {
  const { world } = context;
  // The world's clock says when "today" is.
  const loaded = await loadCity(world.services, { cases: 300, seed: 2026 });
  expect(loaded).toEqual({ cases: 300, total: 300, asOf: '2026-03-02', seed: 2026 });
});

const tokens = new Map<string, string>();
async function as(login: string, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
  const { world } = context;
  let token = tokens.get(login);
  if (!token) {
    const { signIn } = await world.send(
      'mutation ($input: SignInInput!) { signIn(input: $input) { __typename ... on SignInSuccess { token } ... on Refusal { code message } } }',
      { input: { login, password: DEMO_PASSWORD } },
    );
    expectSuccess(signIn, 'SignInSuccess');
    token = signIn.token as string;
    tokens.set(login, token);
  }
  return world.send(query, variables, token);
}

const counted = async (table: string, column: string): Promise<string[]> =>
  (await context.world.rows(`SELECT DISTINCT ${column} AS value FROM ${table} ORDER BY 1`)).map(({ value }) => value);
const sorted = (list: readonly string[]): string[] => [...list].sort();

test('300 cases, in every state there is', async () => {
  const { world } = context;
  expect((await world.rows('SELECT count(*) FROM case_file'))[0].count).toBe(300);
  expect(await counted('case_file', 'state')).toEqual(sorted(CASE_FILE_STATES));
  expect(await counted('quality_check', 'state')).toEqual(sorted(CHECK_STATES));
  expect(await counted('check_completion', 'result')).toEqual(sorted(CHECK_RESULTS));
  expect(await counted('subsidy', 'state')).toEqual(sorted(SUBSIDY_STATES));
  expect(await counted('quality_commitment', 'state')).toEqual(sorted(COMMITMENT_STATES));
  expect(await counted('practitioner', 'kind')).toEqual(['AGENCY_STAFF', 'GRASSROOTS_WORKER', 'LAWYER', 'VOLUNTEER']);
  expect(await counted('case_file', 'case_kind')).toEqual(['ADMINISTRATIVE', 'CIVIL', 'CRIMINAL']);
  expect((await counted('termination', 'ground')).length).toBeGreaterThanOrEqual(3);
  for (const what of ['in_custody', 'group_case', 'sensitive_case', 'sealed_record', 'previous_id IS NOT NULL']) {
    const [{ count }] = await world.rows(`SELECT count(*) FROM case_file WHERE ${what}`);
    expect([what, count > 0]).toEqual([what, true]);
  }
});

test('every file was received complete, and every one returned lacked something (S0-21.2)', async () => {
  const rows = await context.world.rows(
    `SELECT outcome, bool_and((f->>'met')::boolean) AS complete, count(*) AS findings
       FROM closing c, jsonb_array_elements(c.decision) f GROUP BY c.id, outcome`,
  );
  expect(rows.length).toBeGreaterThan(200);
  expect(rows.filter(({ outcome, complete }) => complete !== (outcome === 'RECEIVED'))).toEqual([]);
  expect(rows.filter(({ findings }) => findings < 4)).toEqual([]);
  expect(rows.some(({ outcome }) => outcome === 'RETURNED')).toBe(true);
});

test('S4-4.3c nobody was given more than five cases in a month; S4-4.4a nobody without a commitment in force', async () => {
  const { world } = context;
  const over = await world.rows(
    `SELECT e.practitioner_id FROM engagement e JOIN case_file f ON f.id = e.case_file_id
      WHERE NOT f.group_case GROUP BY e.practitioner_id, date_trunc('month', e.began_on) HAVING count(*) > 5`,
  );
  expect(over).toEqual([]);
  const bare = await world.rows(
    `SELECT e.id FROM engagement e JOIN practitioner p ON p.id = e.practitioner_id
       LEFT JOIN quality_commitment c ON c.id = e.commitment_id AND e.began_on BETWEEN c.in_force_from AND c.in_force_to AND c.state = 'IN_FORCE'
      WHERE p.kind <> 'AGENCY_STAFF' AND c.id IS NULL`,
  );
  expect(bare).toEqual([]);
});

test('every ledger line has the hash of its content, and every thing it names is there', async () => {
  const { world } = context;
  const lines = await world.rows('SELECT * FROM ledger_entry');
  expect(lines.length).toBeGreaterThan(5000);
  const wrong = lines.filter((row) => {
    const seal = ledgerSeal(world.services.keys, {
      id: row.id,
      at: row.at,
      act: row.act,
      event: row.event,
      outcome: row.outcome,
      code: row.code,
      accountId: row.account_id,
      personId: row.person_id,
      role: row.role,
      onBehalf: row.on_behalf_kind ? { kind: row.on_behalf_kind, id: row.on_behalf_id } : null,
      facts: row.facts,
      findings: row.findings,
      provisions: row.provisions,
      requestId: row.request_id,
    });
    return !seal.equals(row.content_hash);
  });
  expect(wrong).toEqual([]);
  for (const [kind, table] of [
    ['CaseFile', 'case_file'],
    ['QualityCheck', 'quality_check'],
    ['Subsidy', 'subsidy'],
    ['Material', 'material'],
  ]) {
    const lost = await world.rows(
      `SELECT thing_id FROM ledger_thing WHERE kind = $1 AND thing_id NOT IN (SELECT id FROM ${table})`,
      [kind],
    );
    const silent = await world.rows(
      `SELECT id FROM ${table} t WHERE NOT EXISTS (SELECT FROM ledger_thing l WHERE l.kind = $1 AND l.thing_id = t.id)`,
      [kind],
    );
    expect([kind, lost, silent]).toEqual([kind, [], []]);
  }
});

test('the sweep verifies every signature of the city', async () => {
  const { world } = context;
  const sql = async <T>(text: string, params: readonly unknown[]) => (await world.rows(text, [...params])) as T[];
  const { examined, unsound } = await sweepSignatures(sql, world.services.keys);
  expect(unsound).toEqual([]);
  expect(examined).toBeGreaterThan(200);
});

const GATE = 'query ($id: ID!) { subsidy(id: $id) { state releaseGate { open findings { rule met } } } }';
const WAITING = ['RELEASE.SIGNATURE_COVERS_FILE', 'RELEASE.SIGNATURE_VERIFIED', 'RELEASE.SIGNED_QUALIFIED'];

test.each<[keyof typeof SHOWCASE, string, readonly string[]]>([
  ['WAITS_FOR_SIGNATURE', 'PENDING', WAITING],
  ['READY_TO_RELEASE', 'PENDING', []],
  ['HELD', 'HELD', ['RELEASE.NOT_HELD']],
  ['RELEASED', 'RELEASED', ['RELEASE.NOT_RELEASED']],
  ['WAITS_FOR_CHECK', 'PENDING', ['RELEASE.CHECK_COMPLETED', ...WAITING]],
  ['UNQUALIFIED', 'PENDING', ['RELEASE.SIGNED_QUALIFIED']],
  ['SENT_BACK_BY_CHECK', 'PENDING', ['RELEASE.FILE_RECEIVED', 'RELEASE.SIGNED_QUALIFIED']],
  [
    'VOIDED_AND_REOPENED',
    'VOIDED',
    ['RELEASE.CHECK_COMPLETED', 'RELEASE.SIGNATURE_COVERS_FILE', 'RELEASE.SIGNED_QUALIFIED'],
  ],
  ['NOTHING_DONE', 'PENDING', ['RELEASE.AMOUNT_ABOVE_ZERO']],
  ['PAYEE_ON_PAYROLL', 'PENDING', ['RELEASE.PAYEE_ELIGIBLE']],
  ['VOIDED', 'VOIDED', []],
  ['RELEASED_AGAIN', 'RELEASED', ['RELEASE.NOT_RELEASED']],
  ['WAITS_FOR_DESIGNATION', 'PENDING', ['RELEASE.CHECK_COMPLETED', ...WAITING]],
  ['CHECKER_CHANGED', 'PENDING', ['RELEASE.CHECK_COMPLETED', ...WAITING]],
  ['TERMINATED_AND_PAID', 'RELEASED', ['RELEASE.NOT_RELEASED']],
  ['LAWYER_REPLACED', 'RELEASED', ['RELEASE.NOT_RELEASED']],
  ['HOLD_LIFTED', 'RELEASED', ['RELEASE.NOT_RELEASED']],
  ['CHECKED_AGAIN', 'RELEASED', ['RELEASE.NOT_RELEASED']],
  ['HANDED_IN_AGAIN', 'RELEASED', ['RELEASE.NOT_RELEASED']],
  [
    'NO_TARIFF',
    'PENDING',
    ['RELEASE.AMOUNT_ABOVE_ZERO', 'RELEASE.CHECK_COMPLETED', ...WAITING, 'RELEASE.TARIFF_IN_FORCE'],
  ],
])('the file %s: its subsidy is %s, and the gate says why', async (name, state, unmet) => {
  const login = name === 'NO_TARIFF' ? 'finance.nankai' : 'finance.chaoyang';
  const { subsidy } = await as(login, GATE, { id: SHOWCASE[name].subsidyId });
  const closed = unmetRules(subsidy.releaseGate);
  expect([subsidy.state, closed.sort()]).toEqual([state, [...unmet].sort()]);
});

test.each<[keyof typeof SHOWCASE, string]>([
  ['CLOSING_INCOMPLETE', 'CLOSING_SUBMITTED'],
  ['JUST_REGISTERED', 'REGISTERED'],
  ['LATE_TO_ASSIGN', 'REGISTERED'],
  ['REVIEW_PERIOD_ENDING', 'IN_PROGRESS'],
  ['CLOSING_RETURNED', 'RETURNED'],
  ['TERMINATED', 'TERMINATED'],
  ['BY_AGENCY_STAFF', 'RECEIVED'],
  ['SEALED_RECORD', 'IN_PROGRESS'],
  ['GROUP_CASE', 'IN_PROGRESS'],
])('the file %s is %s', async (name, state) => {
  const [file] = await context.world.rows(
    `SELECT f.state, (SELECT count(*) FROM subsidy s WHERE s.case_file_id = f.id) AS subsidies FROM case_file f WHERE f.id = $1`,
    [SHOWCASE[name].caseFileId],
  );
  expect(file).toEqual({ state, subsidies: 0 });
});

test.each<[keyof typeof SHOWCASE, string, string, string]>([
  ['JUST_REGISTERED', 'clerk.chaoyang', 'ASSIGN_AFTER_NOTICE', 'OPEN'],
  ['LATE_TO_ASSIGN', 'clerk.chaoyang', 'DECIDE_APPLICATION', 'OVERDUE'],
  ['REVIEW_PERIOD_ENDING', 'clerk.hedong', 'WRITTEN_OPINION', 'OPEN'],
  ['READY_TO_RELEASE', 'clerk.chaoyang', 'ASSIGN_AFTER_DECISION', 'KEPT'],
])('the file %s: for %s the limit %s is %s', async (name, login, limit, standing) => {
  const { caseFile } = await as(
    login,
    'query ($id: ID!) { caseFile(id: $id) { deadlines { standing deadline { limit due } } } }',
    { id: SHOWCASE[name].caseFileId },
  );
  const found = caseFile.deadlines.find(({ deadline }: Answer) => deadline.limit === limit);
  expect(found).toMatchObject({ standing, deadline: { limit } });
});

test('the tour, pasted as it stands: a subsidy is refused with its reasons, the check is signed, the same subsidy is released', async () => {
  const answers: Answer[] = [];
  for (const step of TOUR) {
    answers.push(step.as ? await as(step.as, step.query) : await context.world.send(step.query));
  }
  const named = (name: string) => answers.flatMap((answer) => (answer[name] ? [answer[name]] : []));
  expect(named('signIn').every(({ token }) => token)).toBe(true);
  const [subsidy] = named('subsidy');
  expect(subsidy.releaseGate.open).toBe(false);
  expect(subsidy.releaseGate.steps.map((step: Answer) => step.act)).toEqual(['signQualityCheck']);
  expect(named('qualityCheck')[0]).toMatchObject({ state: 'COMPLETED', completion: { result: 'QUALIFIED' } });
  expect(named('qualityCheck')[0].items).toHaveLength(8);
  const [refused, previewed, released] = named('releaseSubsidy');
  expectRefusal(refused, 'RELEASE_GATE_CLOSED');
  expect(refused.findings.filter(({ met }: Answer) => !met)).toHaveLength(3);
  expectSuccess(named('signQualityCheck')[0], 'SignQualityCheckSuccess');
  expect(named('verifySignature')[0]).toMatchObject({ valid: true, coversFile: true, problems: [] });
  expect(expectSuccess(previewed, 'ReleaseSubsidySuccess').receipt).toMatchObject({ preview: true, entryId: null });
  expect(expectSuccess(released, 'ReleaseSubsidySuccess').receipt.entryId).toBeTruthy();
  expect(released.subsidy.state).toBe('RELEASED');
  const own = named('mySubsidies')[0].edges.map(({ node }: Answer) => node);
  expect(own.length).toBeGreaterThanOrEqual(4);
  expect(own.some((node: Answer) => node.state === 'HELD')).toBe(true);
  const [waiting] = named('myReadings');
  expect(waiting.edges.map(({ node }: Answer) => [node.indicators.length, node.papers.length > 0])).toContainEqual([
    8,
    true,
  ]);
  expect(named('campaigns')[0].edges.map(({ node }: Answer) => [node.state, node.seeds.length])).toEqual([
    ['READING', 2],
    ['FINALISED', 2],
  ]);
});

test('the accounts of the guide sign in, each with its role', async () => {
  const me = '{ me { appointments { role } } }';
  for (const { login, role } of DEMO_ACCOUNTS) {
    const roles = (await as(login, me)).me.appointments.map((each: Answer) => each.role);
    expect([login, roles]).toEqual([login, [role]]);
  }
});

test('nobody in the city could be anybody: no identity number has a region', async () => {
  const { world } = context;
  const numbers = await world.rows(
    'SELECT id_number_cipher AS sealed FROM person UNION ALL SELECT id_number_cipher FROM recipient WHERE id_number_cipher IS NOT NULL',
  );
  expect(numbers.length).toBeGreaterThan(350);
  const real = numbers.filter(({ sealed }) => !openIdNumber(world.services.keys, sealed).startsWith('99'));
  expect(real).toEqual([]);
});

test('what checkers find follows the hidden quality of practitioners', async () => {
  const { world } = context;
  const rows = await world.rows(
    `SELECT p.licence_number AS licence, avg((i.finding = 'MET')::int)::float AS met, count(*) AS items
       FROM check_item i JOIN engagement e ON e.case_file_id = i.case_file_id JOIN practitioner p ON p.id = e.practitioner_id
      WHERE p.licence_number IS NOT NULL AND i.finding <> 'NOT_APPLICABLE' GROUP BY 1 HAVING count(*) >= 10`,
  );
  expect(rows.length).toBeGreaterThan(20);
  const seen = rows.map(({ licence, met }) => [trueQuality(2026, Number(licence.slice(5))), met] as const);
  expect(correlation(seen)).toBeGreaterThan(0.5);
});

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const mean = (side: 0 | 1) => pairs.reduce((total, pair) => total + pair[side], 0) / pairs.length;
  const [x, y] = [mean(0), mean(1)];
  const sum = (of: (pair: readonly [number, number]) => number) => pairs.reduce((total, pair) => total + of(pair), 0);
  const cross = sum(([a, b]) => (a - x) * (b - y));
  return cross / Math.sqrt(sum(([a]) => (a - x) ** 2) * sum(([, b]) => (b - y) ** 2));
}

describe('two campaigns of peer review', () => {
  const idOf = async (state: string): Promise<string> =>
    (await context.world.rows('SELECT id FROM review_campaign WHERE state = $1', [state]))[0].id;
  const readings = (campaignId: string) =>
    context.world.rows(
      `SELECT r.state, r.part, count(*) AS number FROM review.reading r JOIN review.subject s ON s.id = r.subject_id WHERE s.campaign_id = $1 GROUP BY 1, 2`,
      [campaignId],
    );

  test('one is finished: every file drawn has a result, differences went to a third reader, replies were decided', async () => {
    const id = await idOf('FINALISED');
    expect((await readings(id)).every(({ state }: Answer) => state === 'SUBMITTED')).toBe(true);
    const { reviewResults } = await as(
      'coordinator.beijing',
      'query ($id: ID!) { reviewResults(campaignId: $id, first: 100) { totalCount edges { node { grade total way } } } }',
      { id },
    );
    const [{ drawn }] = await context.world.rows('SELECT count(*) AS drawn FROM campaign_draw WHERE campaign_id = $1', [
      id,
    ]);
    expect(reviewResults.totalCount).toBe(drawn);
    const of = (field: string) => new Set(reviewResults.edges.map(({ node }: Answer) => node[field]));
    expect([of('way').has('AGREED'), of('way').has('THIRD_READER'), of('grade').size > 1]).toEqual([true, true, true]);
    const outcomes = await context.world.rows('SELECT DISTINCT outcome FROM review_reply_decision ORDER BY 1');
    expect(outcomes.map(({ outcome }: Answer) => outcome)).toEqual(['CHANGED', 'UPHELD']);
    const points = await context.world.rows(
      'SELECT ticked_at IS NOT NULL AS ticked FROM improvement_point ORDER BY indicator_no',
    );
    expect(points).toEqual([{ ticked: true }, { ticked: false }]);
  });

  test('what it finds of its readers’ severity follows what the city knows of them', async () => {
    const { readerCalibration } = await as(
      'coordinator.beijing',
      'query ($id: ID!) { readerCalibration(campaignId: $id) { reviewerId reviews figures { topic group severity { value low high } } } }',
      { id: await idOf('FINALISED') },
    );
    const logins = new Map(
      (await context.world.rows('SELECT r.id, a.login FROM reviewer r JOIN account a ON a.id = r.account_id')).map(
        ({ id, login }: Answer) => [id, login],
      ),
    );
    const known = new Map<string, number>(READERS.map(({ login, severity }) => [login, severity]));
    const found = readerCalibration.map(({ reviewerId, figures }: Answer) => ({
      truth: known.get(logins.get(reviewerId)) as number,
      ...figures.find(({ topic }: Answer) => topic === null).severity,
    }));
    const told = found.filter(({ value }: Answer) => value !== null);
    expect(told.length).toBeGreaterThan(4);
    // Some ten readings each: close to the truth on the whole, whatever files chance gave them.
    const off = told.map(({ truth, value }: Answer) => Math.abs(value - truth));
    expect(off.reduce((sum: number, each: number) => sum + each, 0) / off.length).toBeLessThan(4);
  });

  test('one is half-way: readings are submitted, begun and untouched', async () => {
    const id = await idOf('READING');
    const states = new Set((await readings(id)).map(({ state }: Answer) => state));
    expect([...states].sort()).toEqual(['ASSIGNED', 'SUBMITTED']);
    const { myReadings } = await as(
      'reviewer.beijing',
      '{ myReadings(first: 50) { edges { node { pseudonym state progress { done of } } } } }',
    );
    expect(myReadings.edges.length).toBeGreaterThan(2);
    const begun = await context.world.rows(
      `SELECT count(*) AS number FROM review.reading r JOIN review.subject s ON s.id = r.subject_id WHERE s.campaign_id = $1 AND r.state = 'ASSIGNED' AND EXISTS (SELECT FROM review.draft d WHERE d.reading_id = r.id)`,
      [id],
    );
    expect(begun[0].number).toBeGreaterThan(0);
  });
});

test('more cases join the same city, with numbers of their own; another seed does not', async () => {
  const { world } = context;
  const places = async () => (await world.rows('SELECT count(*) FROM agency'))[0].count;
  const before = await places();
  await expect(loadCity(world.services, { cases: 10, seed: 7 })).rejects.toThrow('种子');
  const loaded = await loadCity(world.services, { cases: 120, asOf: '2030-01-01' });
  expect(loaded).toEqual({ cases: 120, total: 420, asOf: '2026-03-02', seed: 2026 });
  expect((await world.rows('SELECT count(*) FROM case_file'))[0].count).toBe(420);
  expect(await places()).toBe(before);
  const behind = await world.rows(
    `SELECT f.id FROM case_file f JOIN case_number_counter c ON c.agency_id = f.agency_id AND c.year = f.year
      WHERE substring(f.number from '([0-9]+)号$')::integer > c.last`,
  );
  expect(behind).toEqual([]);
});
