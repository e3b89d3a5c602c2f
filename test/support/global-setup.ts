import { databasesInMemory } from './folders';
import { startTestServer } from './test-server';

/** One PostgreSQL for the run, not durable: what a test wrote is thrown away with it. */
export default async function globalSetup() {
  databasesInMemory();
  (globalThis as Record<string, unknown>).stopTestServer = await startTestServer({
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
  });
}
