import { rmSync } from 'node:fs';
import type { EmbeddedPostgres } from '../../src/platform/database/embedded';

export default async function globalTeardown() {
  const { server, dataDir } = (globalThis as Record<string, unknown>).anzhiTestServer as {
    server: EmbeddedPostgres;
    dataDir: string;
  };
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
