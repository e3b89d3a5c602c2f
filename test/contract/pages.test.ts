import fastify from 'fastify';
import { registerPages } from '../../src/pages';

const welcome = { password: '演练', pin: '1', accounts: [], steps: [] };

async function get(url: string, assets?: null): Promise<{ readonly status: number; readonly body: string }> {
  const app = fastify();
  registerPages(app, welcome, assets);
  const { statusCode, body } = await app.inject(url);
  await app.close();
  return { status: statusCode, body };
}

test('the first page leads to the IDE where its packages are installed', async () => {
  expect((await get('/')).body).toContain('href="/ide"');
  expect((await get('/ide')).status).toBe(200);
  expect((await get('/assets/graphiql.min.js')).body.length).toBeGreaterThan(100_000);
});

test('without the development packages the rehearsal city starts all the same, and its first page offers no IDE', async () => {
  const first = await get('/', null);
  expect(first.status).toBe(200);
  expect(first.body).toContain('not installed here');
  expect(first.body).not.toContain('href="/ide"');
  expect((await get('/ide', null)).status).toBe(404);
});
