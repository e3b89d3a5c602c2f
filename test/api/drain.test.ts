import { Agent, request } from 'node:http';
import { City } from '../support/seed';
import { newKey, World } from '../support/world';

const SIGN_OUT =
  'mutation ($k: String!) { signOutEverywhere(idempotencyKey: $k) { __typename ... on Refusal { code } } }';

interface Answered {
  readonly status: number;
  readonly text: string;
}

let world: World;
let token: string;
let accountId: string;
/** Both long, but for the one that the test waits for: then no machine is too slow for it. */
async function open(delay: number, drain: number): Promise<void> {
  world = await World.open({ ANZHI_DRAIN_DELAY_SECONDS: String(delay), ANZHI_DRAIN_SECONDS: String(drain) });
  const finance = await (await new City(world).agency()).finance;
  token = finance.token;
  accountId = finance.accountId;
}
afterEach(async () => {
  await world.rows('ROLLBACK').catch(() => undefined);
  await world.close();
});

/** Over a connection that is kept, as balancers do. */
const keep = (agent: Agent, path: string, body?: string): Promise<Answered> =>
  new Promise((done, fail) => {
    const sent = request(
      new URL(path, world.server.url),
      {
        agent,
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => done({ status: response.statusCode ?? 0, text }));
      },
    );
    sent.on('error', fail);
    sent.end(body);
  });

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((wake) => setTimeout(wake, 20));
}

/** A request that runs until `release` is called: its act waits for a row that the owner holds. */
async function longRequest(agent: Agent): Promise<{ answer: Promise<Answered>; release: () => Promise<unknown> }> {
  await world.rows('BEGIN');
  await world.rows('SELECT FROM account WHERE id = $1 FOR UPDATE', [accountId]);
  const answer = keep(agent, '/graphql', JSON.stringify({ query: SIGN_OUT, variables: { k: newKey() } }));
  answer.catch(() => undefined);
  await until(async () => {
    const waiting = await world.rows(
      'SELECT FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid',
    );
    return waiting.length > 0;
  });
  return { answer, release: () => world.rows('COMMIT') };
}

const ready = async (agent: Agent): Promise<number> => (await keep(agent, '/health/ready')).status;
const seconds = (since: number) => (Date.now() - since) / 1000;

test('not ready at once; served during the delay; then no new connection, and what runs finishes before the end', async () => {
  await open(2, 60);
  const agent = new Agent({ keepAlive: true });
  expect(await ready(agent)).toBe(200);
  const { answer, release } = await longRequest(agent);
  const began = Date.now();
  let ended = false;
  const drained = world.server.drain({ delay: true, hurry: new AbortController().signal }).then(() => {
    ended = true;
  });
  expect(await ready(agent)).toBe(503);
  expect((await keep(agent, '/health/live')).status).toBe(200);
  expect((await keep(new Agent(), '/graphql', '{"query": "{ __typename }"}')).status).toBe(200);
  const refused = () =>
    keep(new Agent(), '/health/live').then(
      () => false,
      ({ code }) => code === 'ECONNREFUSED',
    );
  await until(refused);
  expect(seconds(began)).toBeGreaterThan(1.9);
  expect(ended).toBe(false);
  await release();
  const finished = await answer;
  expect([finished.status, JSON.parse(finished.text).data.signOutEverywhere.__typename]).toEqual([
    200,
    'SignOutEverywhereSuccess',
  ]);
  await drained;
  expect(seconds(began)).toBeLessThan(50);
  agent.destroy();
});

test('what runs longer than the time there is, is cut', async () => {
  await open(60, 1);
  const agent = new Agent({ keepAlive: true });
  const { answer, release } = await longRequest(agent);
  const began = Date.now();
  await world.server.drain({ delay: false, hurry: new AbortController().signal });
  expect(seconds(began)).toBeGreaterThan(0.9);
  expect(seconds(began)).toBeLessThan(50);
  await expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' });
  await release();
  agent.destroy();
});

test('in a hurry nothing is waited for, and an idle connection that is kept holds nobody up', async () => {
  await open(60, 60);
  const agent = new Agent({ keepAlive: true });
  expect(await ready(agent)).toBe(200);
  const { answer, release } = await longRequest(agent);
  const began = Date.now();
  const hurry = new AbortController();
  const drained = world.server.drain({ delay: true, hurry: hurry.signal });
  setTimeout(() => hurry.abort(), 200);
  await drained;
  expect(seconds(began)).toBeLessThan(50);
  await expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' });
  await release();
  agent.destroy();
});
