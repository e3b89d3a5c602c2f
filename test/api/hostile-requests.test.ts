import { connect, type Socket } from 'node:net';
import { seedCity } from '../support/seed';
import { type Answer, useWorld } from '../support/world';

const suite = useWorld({ ANZHI_DEMO: 'false', ANZHI_HEADERS_SECONDS: '2', ANZHI_BODY_SECONDS: '2' });
let token: string;
let before: string;
beforeAll(async () => {
  const city = await seedCity(suite.world);
  token = (await (await city.agency()).finance).token;
  before = await stored();
});

/** How many rows stand in each table. */
async function stored(): Promise<string> {
  const tables = await suite.world.rows(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
  );
  const counts: string[] = [];
  for (const { name } of tables) {
    const [{ n }] = await suite.world.rows(`SELECT count(*)::int AS n FROM ${name}`);
    counts.push(`${name} ${n}`);
  }
  return counts.join('\n');
}

const json = { 'content-type': 'application/json' };
interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Answer;
  readonly text: string;
}

async function send(
  body: string | Buffer | undefined,
  headers: Record<string, string> = json,
  { path = '/graphql', method = 'POST' } = {},
): Promise<Answered> {
  const response = await fetch(new URL(path, suite.world.server.url), {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
    body: body as string,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: text ? JSON.parse(text) : null };
}

const ask = (query: string, variables?: object): Promise<Answered> => send(JSON.stringify({ query, variables }));

/** A refusal of HTTP: a status, a code, a sentence in Chinese – and for clients of GraphQL the same among `errors`. */
function expectHttp(answered: Answered, status: number, code: string): void {
  expect({ status: answered.status, code: answered.body?.code }).toEqual({ status, code });
  expect(answered.body.message).toMatch(/[\u4e00-\u9fff]/);
  expect(answered.headers.get('content-type')).toContain('application/json');
}

/** A refusal of GraphQL: every error with a code, in Chinese, and short. */
function expectError(answered: Answered, code: string): string {
  const [error] = answered.body.errors ?? [];
  expect(error?.extensions?.code).toBe(code);
  expect(error.message).toMatch(/[\u4e00-\u9fff]/);
  expect(answered.text.length).toBeLessThan(5000);
  return error.message as string;
}

afterEach(async () => {
  const alive = await ask('{ __typename }');
  expect(alive.body.data).toEqual({ __typename: 'Query' });
});

describe('what is no request', () => {
  test('malformed, empty and foreign bodies', async () => {
    expectHttp(await send('{"query": "{ me'), 400, 'MALFORMED_JSON');
    expectHttp(await send(''), 400, 'MALFORMED_JSON');
    expectHttp(await send('null'), 400, 'BAD_REQUEST');
    expectHttp(await send('"{ me { id } }"'), 400, 'BAD_REQUEST');
    expectHttp(await send('{"query": 5}'), 400, 'BAD_REQUEST');
    expectHttp(await send('{"query": "{ __typename }", "variables": [1]}'), 400, 'BAD_REQUEST');
    expectHttp(await send('{"query": "{ __typename }", "variables": "{}"}'), 400, 'BAD_REQUEST');
    expectHttp(await send('{"query": "{ __typename }", "operationName": {}}'), 400, 'BAD_REQUEST');
    expectHttp(await send('{"__proto__": {"query": "{ me { id } }"}}'), 400, 'MALFORMED_JSON');
  });

  test('an array of operations', async () => {
    expectHttp(await send('[{"query": "{ __typename }"}]'), 400, 'BATCH_REFUSED');
  });

  test('broken UTF-8, half a pair, another encoding', async () => {
    const broken = Buffer.concat([
      Buffer.from('{"query": "{ __typename }", "x": "'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}'),
    ]);
    expectHttp(await send(broken), 400, 'BROKEN_UTF8');
    const gbk = Buffer.concat([
      Buffer.from('{"query": "{ __typename }", "x": "'),
      Buffer.from([0xd5, 0xc5, 0xc8, 0xfd]),
      Buffer.from('"}'),
    ]);
    expectHttp(await send(gbk), 400, 'BROKEN_UTF8');
    expectHttp(await send('{"query": "{ __typename }", "variables": {"x": ["\\ud800"]}}'), 400, 'BROKEN_UTF8');
    expectHttp(
      await send('{"query": "{ __typename }"}', { 'content-type': 'application/json; charset=gbk' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    );
    expect((await send('{"query": "{ __typename }", "variables": {"x": "\\ud83d\\ude00"}}')).status).toBe(200);
  });

  test('other content types', async () => {
    for (const type of [
      'text/plain',
      'application/xml',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'nonsense',
    ]) {
      expectHttp(await send('{"query": "{ __typename }"}', { 'content-type': type }), 415, 'UNSUPPORTED_MEDIA_TYPE');
    }
  });

  test('other methods and unknown paths', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const answered = await send(undefined, {}, { method, path: '/graphql?query={__typename}' });
      expectHttp(answered, 405, 'METHOD_NOT_ALLOWED');
      expect(answered.headers.get('allow')).toBe('POST');
    }
    for (const path of [
      '/graphql/',
      '/nothing',
      '/ide',
      '/assets/ide.js',
      '/..%2f..%2fetc%2fpasswd',
      `/${'a'.repeat(5000)}`,
    ]) {
      expectHttp(await send(undefined, {}, { method: 'GET', path }), 404, 'NOT_FOUND');
    }
    expectHttp(await send(undefined, {}, { method: 'GET', path: '/%zz' }), 400, 'BAD_REQUEST');
  });
});

test('a request id that no proxy of ours sent is not believed', async () => {
  const given = {
    'x-request-id': 'a-strangers-id-0001',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  };
  const { headers } = await send('{"query": "{ __typename }"}', { ...json, ...given });
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/);
});

describe('what is too much', () => {
  test('a string of 10 MB, announced or not', async () => {
    const body = JSON.stringify({
      query: 'query ($x: String) { __typename }',
      variables: { x: 'x'.repeat(10_000_000) },
    });
    // The server answers without reading on, so the client may see either the answer or the closed connection.
    const answered = await raw(
      [
        `POST /graphql HTTP/1.1\r\nhost: anzhi\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
        body,
      ],
      10_000,
    );
    expect(answered).toMatch(/^HTTP\/1\.1 413 /);
    expect(answered).toContain('"code":"BODY_TOO_LARGE"');
    const chunk = `${(60_000).toString(16)}\r\n${'x'.repeat(60_000)}\r\n`;
    const chunked = await raw(
      [
        'POST /graphql HTTP/1.1\r\nhost: anzhi\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
        ...Array.from({ length: 30 }, () => chunk),
      ],
      10_000,
    );
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('a body just within the limit is read', async () => {
    const answered = await send(JSON.stringify({ query: '{ __typename }', variables: { x: 'x'.repeat(900_000) } }));
    expect(answered.body.data).toEqual({ __typename: 'Query' });
  });

  test('deeply nested queries and variables', async () => {
    const deep = `{ regions ${'{ parent '.repeat(20)}{ code }${' }'.repeat(20)} }`;
    const codes = (await ask(deep)).body.errors.map((error: Answer) => error.extensions.code);
    expect(codes.some((code: string) => ['QUERY_TOO_DEEP', 'GRAPHQL_VALIDATION_FAILED'].includes(code))).toBe(true);
    const fields =
      '{ caseFiles(first: 1) { edges { node { proceeding { caseFiles { proceeding { caseFiles { proceeding { caseFiles { proceeding { caseFiles { proceeding { caseFiles { id } } } } } } } } } } } } } } }';
    const tooDeep = (await ask(fields)).body.errors.map((error: Answer) => error.extensions.code);
    expect(tooDeep.length).toBeGreaterThan(0);
    for (const deep of [5000, 100_000]) {
      expect(expectError(await ask('{'.repeat(deep)), 'GRAPHQL_PARSE_FAILED')).not.toMatch(/call stack/i);
    }
    expectError(await ask(`{ __typename @skip(if: ${'['.repeat(3000)}`), 'GRAPHQL_PARSE_FAILED');
    const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const variables = await send(
      `{"query": "query ($id: ID!) { caseFile(id: $id) { id } }", "variables": {"id": ${nested}}}`,
    );
    expectError(variables, 'BAD_USER_INPUT');
    const objects = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const input = await send(
      `{"query": "mutation ($i: SignInInput!) { signIn(input: $i) { __typename } }", "variables": {"i": ${objects}}}`,
    );
    expectError(input, 'BAD_USER_INPUT');
  });

  test('a long query of a stranger, which is not even compared with the schema', async () => {
    const body = JSON.stringify({ query: `{ ${'regions { code } '.repeat(700)} }` });
    expectHttp(await send(body, { ...json, authorization: '' }), 413, 'QUERY_TOO_LONG');
    expectHttp(await send(body, { ...json, authorization: `Bearer ${token}x` }), 413, 'QUERY_TOO_LONG');
    expectError(await send(body), 'GRAPHQL_VALIDATION_FAILED');
  });

  test('a thousand aliases', async () => {
    const aliases = Array.from({ length: 1000 }, (_, n) => `a${n}: __typename`).join(' ');
    expectError(await ask(`{ ${aliases} }`), 'TOO_MANY_ALIASES');
    const signIns = Array.from(
      { length: 1000 },
      (_, n) => `a${n}: signIn(input: {login: "abc", password: "x"}) { __typename }`,
    );
    expect(expectError(await ask(`mutation { ${signIns.join(' ')} }`), 'GRAPHQL_PARSE_FAILED')).toContain('查询过长');
    const fewer = signIns.slice(0, 100).join(' ');
    expectError(await ask(`mutation { ${fewer} }`), 'TOO_MANY_ALIASES');
  });

  test('a page of everything, nested', async () => {
    expectError(
      await ask(
        '{ caseFiles(first: 100) { edges { node { activities { id } materials { id } history(first: 100) { edges { node { id } } } } } } caseOrgans(first: 100) { edges { node { id } } } }',
      ),
      'GRAPHQL_VALIDATION_FAILED',
    );
  });

  test('introspection outside demo mode, and no suggestions', async () => {
    const message = expectError(await ask('{ __schema { types { name } } }'), 'GRAPHQL_VALIDATION_FAILED');
    expect(message).toBe('不提供结构查询（introspection）');
    expectError(await ask('{ __type(name: "Account") { name } }'), 'GRAPHQL_VALIDATION_FAILED');
    expect(expectError(await ask('{ accountz { id } }'), 'GRAPHQL_VALIDATION_FAILED')).not.toMatch(
      /did you mean|accounts/i,
    );
  });

  test('circular fragments, unknown operations, subscriptions', async () => {
    expectError(
      await ask('{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }'),
      'GRAPHQL_VALIDATION_FAILED',
    );
    const unknown = await send('{"query": "query A { __typename }", "operationName": "B"}');
    expectError(unknown, 'OPERATION_RESOLUTION_FAILURE');
    expectError(await ask('subscription { __typename }'), 'GRAPHQL_VALIDATION_FAILED');
  });
});

describe('values that do not fit', () => {
  const RELEASE =
    'mutation ($s: ID!, $k: String!) { releaseSubsidy(input: {subsidyId: $s}, idempotencyKey: $k) { __typename ... on Refusal { code message } } }';
  const ADJUST =
    'mutation ($i: AdjustSubsidyInput!, $k: String!) { adjustSubsidy(input: $i, idempotencyKey: $k) { __typename ... on Refusal { code message } } }';

  test('ids that are none', async () => {
    for (const id of [
      '1',
      'x'.repeat(50_000),
      '0199c0de-0001-7000-8000-00000000000g',
      "' OR 1=1 --",
      '\u0000',
      '../../etc/passwd',
      '💥',
    ]) {
      const answered = await ask('query ($id: ID!) { subsidy(id: $id) { id } }', { id });
      if (answered.body.errors) expectError(answered, 'INVALID_INPUT');
      else expect(answered.body.data).toEqual({ subsidy: null });
      expect(answered.text).not.toContain('OR 1=1');
    }
    for (const id of [{ a: 1 }, [1, 2], true, 1.5]) {
      expectError(await ask('query ($id: ID!) { subsidy(id: $id) { id } }', { id }), 'BAD_USER_INPUT');
    }
    expectError(await ask('query ($id: ID!) { subsidy(id: $id) { id } }', {}), 'BAD_USER_INPUT');
    expectError(await ask('query ($id: ID!) { subsidy(id: $id) { id } }', { id: null }), 'BAD_USER_INPUT');
  });

  test('numbers out of range and of other kinds, each in plain Chinese and without the value', async () => {
    for (const first of [2 ** 31, -(2 ** 31) - 1, 1.5, '7', 1e300, { n: 1 }, true]) {
      const message = expectError(
        await ask('query ($n: Int!) { caseFiles(first: $n) { edges { node { id } } } }', { n: first }),
        'BAD_USER_INPUT',
      );
      expect(message).toMatch(/^变量 n 的值无效：须为[^a-zA-Z]*整数/);
    }
    expect(
      expectError(
        await ask('{ caseFiles(first: 99999999999) { edges { node { id } } } }'),
        'GRAPHQL_VALIDATION_FAILED',
      ),
    ).toBe('查询中的值无效：须为−2147483648至2147483647之间的整数');
    for (const first of [0, -1, 1_000_000]) {
      const answered = await ask('query ($n: Int!) { caseFiles(first: $n) { edges { node { id } } } }', { n: first });
      expect(answered.body.errors[0].message).toMatch(/[\u4e00-\u9fff]/);
    }
  });

  test('fen beyond safe integers, as variable and in the query', async () => {
    for (const fen of [
      '9007199254740993',
      '-9007199254740993',
      '1e20',
      '1.5',
      '"100"',
      'true',
      '123456789012345678901234567890',
    ]) {
      const answered = await send(
        `{"query": ${JSON.stringify(ADJUST)}, "variables": {"k": "key-for-fen", "i": {"subsidyId": "0199c0de-0001-7000-8000-000000000004", "fen": ${fen}, "kind": "EXTRA", "reason": "金额过大的试验"}}}`,
      );
      expect(answered.body.errors.map((error: Answer) => error.message)).toContain(
        '变量 i.fen 的值无效：金额以分为单位，须为整数，绝对值不超过9007199254740991',
      );
      expect(answered.text).not.toMatch(/got invalid value|90071992547409\d\d\d/);
    }
    const literal = await ask(
      'mutation { adjustSubsidy(input: {subsidyId: "0199c0de-0001-7000-8000-000000000004", fen: 9007199254740993, kind: OTHER, reason: "金额过大的试验"}, idempotencyKey: "key-for-fen") { __typename } }',
    );
    expect(literal.body.errors.map((error: Answer) => error.message).join()).toContain(
      '须为整数，绝对值不超过9007199254740991',
    );
    expect(literal.text).not.toContain('Expected value');
  });

  test('what somebody typed is not repeated', async () => {
    const answered = await ask(RELEASE, { s: { name: '欧阳受援' }, k: 5 });
    expectError(answered, 'BAD_USER_INPUT');
    expect(answered.text).not.toContain('欧阳受援');
  });
});

/** Bytes on a bare connection; gives back what came until it was closed. */
function raw(
  parts: readonly string[],
  patience: number,
  onOpen: (socket: Socket) => void = () => undefined,
): Promise<string> {
  const { hostname, port } = new URL(suite.world.server.url);
  return new Promise((done, fail) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    const timer = setTimeout(() => {
      socket.destroy();
      fail(new Error(`still open after ${patience} ms: ${text.slice(0, 200)}`));
    }, patience);
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      done(text);
    });
    socket.on('connect', () => {
      onOpen(socket);
      for (const part of parts) socket.write(part);
    });
  });
}

describe('connections that do not behave', () => {
  test('no HTTP at all, a header too many, no host, a strange host', async () => {
    expect(await raw(['nonsense\r\n\r\n'], 60_000)).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"BAD_REQUEST"/);
    expect(await raw([`GET / HTTP/1.1\r\nhost: x\r\nlong: ${'x'.repeat(40_000)}\r\n\r\n`], 60_000)).toMatch(
      /^HTTP\/1\.1 431 [\s\S]*"code":"HEADERS_TOO_LARGE"/,
    );
    expect(await raw(['GET / HTTP/1.1\r\nconnection: close\r\n\r\n'], 60_000)).toMatch(/^HTTP\/1\.1 400 /);
    expect(
      await raw(
        [
          'POST /graphql HTTP/1.1\r\nhost: a b\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}',
        ],
        60_000,
      ),
    ).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"BAD_REQUEST"/);
    expect(
      await raw(
        ['POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
        60_000,
      ),
    ).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('headers that come letter by letter, and a body that never ends: cut after their seconds, others are served meanwhile', async () => {
    // Two seconds of each are allowed here, fifteen and thirty where nothing is set.
    const drip = (socket: Socket) => {
      const timer = setInterval(() => socket.write('x'), 300);
      socket.on('close', () => clearInterval(timer));
    };
    const slow = Array.from({ length: 20 }, () => raw(['POST /graphql HTTP/1.1\r\nhost: x\r\nslow: '], 14_000, drip));
    const body = raw(
      [
        'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{"query": "',
      ],
      14_000,
      drip,
    );
    expect((await ask('{ __typename }')).status).toBe(200);
    for (const text of await Promise.all(slow)) expect(text).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"REQUEST_TIMEOUT"/);
    expect(await body).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"REQUEST_TIMEOUT"/);
  });
});

test('after all of it nothing is stored', async () => {
  expect(await stored()).toBe(before);
  expect(before).toContain('subsidy');
});
