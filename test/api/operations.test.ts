import { createHash } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import { getIntrospectionQuery } from 'graphql';
import { createLog } from '../../src/operations/log';
import { Role } from '../../src/platform/access/actor';
import { faultFacts } from '../../src/platform/http';
import { measuresOf } from '../../src/platform/measures';
import { passingTime } from '../support/passing-time';
import { type City, type Member, PASSWORD, seedCity } from '../support/seed';
import { act, caseFileOf } from '../support/seed-case-files';
import { inventPerson } from '../support/seed-names';
import { seedReleasable } from '../support/seed-subsidies';
import { type Answer, newKey, useWorld } from '../support/world';

const pass = passingTime();
const logged: string[] = [];
const log = createLog(
  'debug',
  new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk));
      done();
    },
  }),
);
const suite = useWorld(
  {
    ANZHI_TRUSTED_PROXIES: '127.0.0.1',
    ANZHI_METRICS_PORT: '19117',
    ANZHI_METRICS_TOKEN: 'a-token-for-metrics',
    ANZHI_ALLOWED_ORIGINS: 'https://desk.example',
    ANZHI_BEHIND_TLS: 'true',
  },
  log,
);
let city: City;
let finance: Member;
beforeAll(async () => {
  city = await seedCity(suite.world);
  finance = await (await city.agency()).finance;
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(new URL(path, suite.world.server.url), { method, headers });

const post = async (query: string, variables: object, headers: Record<string, string> = {}) =>
  fetch(suite.world.server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });

const metrics = async (token = 'a-token-for-metrics') =>
  fetch('http://127.0.0.1:19117/metrics', { headers: { authorization: `Bearer ${token}` } });

describe('health', () => {
  test('live and ready tell strangers yes, and nothing else', async () => {
    const live = await get('/health/live');
    expect([live.status, await live.json()]).toEqual([200, { status: 'live' }]);
    const ready = await get('/health/ready');
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
    expect(ready.headers.get('cache-control')).toBe('no-store');
  });

  test('not ready while a migration is missing; strangers are not told which, the log says what', async () => {
    await suite.world.rows(`UPDATE migration SET name = 'x' || name WHERE id = (SELECT max(id) FROM migration)`);
    pass(1100);
    const ready = await get('/health/ready');
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ code: 'NOT_READY', message: '服务尚未就绪', findings: [] });
    expect((await get('/health/live')).status).toBe(200);
    expect(logged.at(-1)?.length && logged.join('')).toContain('"lacking":"database"');
    await suite.world.rows(`UPDATE migration SET name = substr(name, 2) WHERE id = (SELECT max(id) FROM migration)`);
    pass(1100);
    expect((await get('/health/ready')).status).toBe(200);
  });
});

test('not ready while the store of papers cannot be written; uploaded bytes are counted', async () => {
  const { papers } = suite.world.services;
  const folder = dirname(dirname(papers.pathOf('0'.repeat(64)) as string));
  await rename(folder, `${folder}-away`);
  try {
    pass(1100);
    expect((await get('/health/ready')).status).toBe(503);
    expect(logged.join('')).toContain('"lacking":"papers"');
  } finally {
    await rename(`${folder}-away`, folder);
  }
  pass(1100);
  expect((await get('/health/ready')).status).toBe(200);

  const bytes = Buffer.alloc(300_000, 'x');
  const file = await caseFileOf(await city.agency());
  const path = `/case-files/${file.id}/papers/${createHash('sha256').update(bytes).digest('hex')}`;
  await fetch(new URL(path, suite.world.server.url), {
    method: 'PUT',
    body: bytes,
    headers: { authorization: `Bearer ${(await (await city.agency()).clerk).token}` },
  }).catch(() => undefined);
  await new Promise((wake) => setTimeout(wake, 100));
  const counted = await measuresOf(suite.world.services).registry.getSingleMetricAsString('anzhi_upload_bytes_total');
  expect(Number(/ (\d+)$/m.exec(counted)?.[1])).toBeGreaterThanOrEqual(300_000);
});

describe('request ids', () => {
  const idOf = async (headers: Record<string, string>) =>
    (await get('/health/live', headers)).headers.get('x-request-id');

  test('of a trusted proxy are kept, malformed ones and none are replaced', async () => {
    expect(await idOf({ 'x-request-id': 'proxy-0001.a:b' })).toBe('proxy-0001.a:b');
    expect(await idOf({ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' })).toBe(
      '0af7651916cd43dd8448eb211c80319c',
    );
    const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
    for (const bad of ['short', 'x'.repeat(129), 'a b c d e f g', '<script>alert</script>', '王某某王某某王某']) {
      expect(
        await idOf({
          'x-request-id': encodeURI(bad) === bad || !/[^\x20-\x7e]/.test(bad) ? bad : encodeURIComponent(bad),
        }),
      ).toMatch(uuid);
    }
    expect(await idOf({ traceparent: '00-zz-01' })).toMatch(uuid);
    expect(await idOf({})).toMatch(uuid);
  });

  test('reach the ledger', async () => {
    const id = `ledger-${newKey()}`;
    await post(
      'mutation ($k: String!) { signOutEverywhere(idempotencyKey: $k) { __typename } }',
      { k: newKey() },
      { authorization: `Bearer ${(await (await city.agency()).member(Role.CLERK)).token}`, 'x-request-id': id },
    );
    const lines = await suite.world.rows('SELECT act FROM ledger_entry WHERE request_id = $1', [id]);
    expect(lines).toEqual([{ act: 'signOutEverywhere' }]);
  });
});

describe('metrics', () => {
  test('need the token, and count requests, operations, mutations, sign-in refusals and pool', async () => {
    expect((await metrics('wrong')).status).toBe(401);
    expect((await fetch('http://127.0.0.1:19117/metrics')).status).toBe(401);
    expect((await get('/metrics', { authorization: 'Bearer a-token-for-metrics' })).status).toBe(404);
    await post('mutation { signIn(input: {login: "nobody-here", password: "欧阳"}) { __typename } }', {});
    await post('{ accountz }', {});
    await post(
      'mutation ($k: String!) { zhang: releaseSubsidy(input: {subsidyId: "0199c0de-0001-7000-8000-000000000004"}, idempotencyKey: $k) { __typename } }',
      { k: newKey() },
      { authorization: `Bearer ${finance.token}` },
    );
    const text = await (await metrics()).text();
    expect(text).toMatch(/anzhi_mutations_total\{mutation="signIn",outcome="SIGN_IN_REFUSED"\} 1\b/);
    expect(text).toMatch(/anzhi_mutations_total\{mutation="releaseSubsidy",outcome="NOT_FOUND"\} 1\b/);
    expect(text).toMatch(/anzhi_sign_in_refusals_total\{way="password",code="SIGN_IN_REFUSED"\} 1\b/);
    expect(text).toMatch(/anzhi_graphql_operations_total\{type="none",outcome="GRAPHQL_VALIDATION_FAILED"\} [1-9]/);
    expect(text).toMatch(/anzhi_graphql_operations_total\{type="mutation",outcome="SUCCESS"\} [1-9]/);
    expect(text).toMatch(/anzhi_http_request_seconds_count\{method="POST",route="\/graphql",status="200"\} [1-9]/);
    expect(text).toMatch(/anzhi_http_request_seconds_count\{method="GET",route="unknown",status="404"\} [1-9]/);
    expect(text).toMatch(/anzhi_database_connections\{pool="primary",state="idle"\} \d/);
    expect(text).toMatch(/process_cpu_seconds_total/);
    for (const secret of ['zhang', 'accountz', 'nobody-here', '欧阳', finance.accountId])
      expect(text).not.toContain(secret);
  });

  test('labels are bounded: what is no code, and what comes after very many, is OTHER', async () => {
    const measures = measuresOf({});
    measures.mutation('x', '张三');
    for (let n = 0; n < 500; n += 1) measures.mutation('x', `CODE_${n}`);
    const text = await measures.registry.metrics();
    expect(text.match(/anzhi_mutations_total\{/g)?.length).toBe(401);
    expect(text).toContain('outcome="OTHER"} 101');
    expect(text).not.toContain('张三');
  });
});

describe('what browsers are told', () => {
  test('security headers on every answer, refusals included', async () => {
    for (const path of ['/', '/graphql', '/nothing', '/health/live']) {
      const { headers } = await get(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  test('only a listed origin may call from a browser', async () => {
    const ask = (origin: string) =>
      get(
        '/graphql',
        { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
        'OPTIONS',
      );
    expect((await ask('https://desk.example')).headers.get('access-control-allow-origin')).toBe('https://desk.example');
    expect((await ask('https://elsewhere.example')).headers.get('access-control-allow-origin')).toBeNull();
    expect((await ask('https://desk.example')).headers.get('access-control-allow-credentials')).toBeNull();
    // What a page needs to send a register twice in safety, to go on with a download, and to verify what came.
    const allowed = (await ask('https://desk.example')).headers.get('access-control-allow-headers') ?? '';
    for (const name of ['authorization', 'idempotency-key', 'range', 'if-range'])
      expect(allowed.split(', ')).toContain(name);
    const answered = await get('/health/live', { origin: 'https://desk.example' });
    const exposed = answered.headers.get('access-control-expose-headers') ?? '';
    for (const name of ['repr-digest', 'content-digest', 'accept-ranges', 'etag'])
      expect(exposed.split(', ')).toContain(name);
  });
});

test('in demo mode a stranger may ask for the whole schema, as query pages do', async () => {
  const all = {
    descriptions: true,
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
  };
  const answered = await post(getIntrospectionQuery(all), {});
  expect(answered.status).toBe(200);
  expect(((await answered.json()) as Answer).data.__schema.types.length).toBeGreaterThan(100);
});

describe('the log', () => {
  test('a journey with a recipient in its variables leaves none of it in the log, nor passwords and tokens', async () => {
    const agency = await city.agency();
    const clerk = await agency.clerk;
    const person = { ...inventPerson('1991-02-03'), name: '欧阳受援甲', phone: '13912345678' };
    const secrets = { ...person, login: 'nobody-ouyang', password: '口令-不可见-2026' };
    const file = await caseFileOf(agency, { recipient: { ...person, address: '某区某街1号' } });
    const read = await clerk.send('query ($id: ID!) { caseFile(id: $id) { recipient { nameMasked } } }', {
      id: file.id,
    });
    expect(read.caseFile.recipient.nameMasked).toBe('欧某某某某');
    await post('mutation ($i: SignInInput!) { signIn(input: $i) { __typename } }', {
      i: { login: secrets.login, password: secrets.password },
    });
    await post('mutation ($i: SignInInput!) { signIn(input: $i) { __typename } }', {
      i: { login: finance.login, password: PASSWORD },
    });
    await post(
      'query ($id: ID!) { caseFile(id: $id) { id } }',
      { id: { ...secrets } },
      { authorization: `Bearer ${clerk.token}` },
    );
    await post(
      'query ($id: ID!) { caseFile(id: $id) { id } }',
      { id: secrets.idNumber },
      { authorization: `Bearer ${clerk.token}` },
    );
    await post(
      `{ caseFile(id: "${secrets.name}") { id } ${secrets.phone} }`,
      {},
      { authorization: `Bearer ${clerk.token}` },
    );
    await get(`/case-files/${encodeURIComponent(secrets.name)}/papers/${secrets.idNumber}?phone=${secrets.phone}`);
    // A fault whose message and parameters hold them.
    await suite.world.rows('ALTER TABLE region RENAME TO region_away');
    await post(
      '{ regions { code } }',
      {},
      { authorization: `Bearer ${clerk.token}`, 'x-request-id': `fault-${newKey()}` },
    );
    await suite.world.rows('ALTER TABLE region_away RENAME TO region');
    suite.world.services.log.error(
      { password: secrets.password, variables: secrets, input: secrets },
      'somebody forgot',
    );

    await new Promise((wake) => setTimeout(wake, 50));
    const text = logged.join('');
    expect(text).toContain('"route":"/graphql"');
    expect(text).toContain(`"account":"${clerk.accountId}"`);
    expect(text).toContain('"sqlState":"42P01"');
    for (const secret of Object.values(secrets)) {
      expect([secret, text.includes(secret) || text.includes(encodeURIComponent(secret))]).toEqual([secret, false]);
    }
    for (const secret of [PASSWORD, clerk.token, finance.token, finance.login]) expect(text).not.toContain(secret);
    for (const line of text.trim().split('\n')) expect(() => JSON.parse(line) as Answer).not.toThrow();
  });
});

test('what a log says of a fault holds nothing that somebody typed: not in the message, not in the stack', () => {
  const words = 'invalid input syntax for type uuid: "欧阳受援甲" 13912345678 李四';
  const plain = faultFacts(new Error(words));
  expect(plain.message).toBe('invalid input syntax for type uuid: … … …');
  expect(plain.stack).toMatch(/^\s+at /);
  const driver = Object.assign(new Error(words), { driverError: { code: '22P02', constraint: 'x_key' } });
  expect(faultFacts(driver)).toMatchObject({ message: undefined, sqlState: '22P02', constraint: 'x_key' });
  for (const facts of [plain, faultFacts(driver)]) expect(JSON.stringify(facts)).not.toMatch(/欧阳|1391|李四/);
});

test('a release is counted with its fen once it is committed', async () => {
  const measures = measuresOf(suite.world.services);
  const count = async (name: string) =>
    Number(/ (\d+)$/m.exec(await measures.registry.getSingleMetricAsString(name))?.[1] ?? Number.NaN);
  const [first, second] = (await seedReleasable(await city.agency(), 2)).map(({ subsidyId }) => subsidyId);
  expect(await count('anzhi_releases_total')).toBe(0);
  await act(finance, 'releaseSubsidies', { ids: [first] }, '', { preview: true });
  expect(await count('anzhi_releases_total')).toBe(0);
  const key = newKey();
  for (let n = 0; n < 2; n += 1) await act(finance, 'releaseSubsidies', { ids: [first, second] }, '', { key });
  expect(await count('anzhi_releases_total')).toBe(2);
  expect(await count('anzhi_released_fen_total')).toBe(360_000);
});
