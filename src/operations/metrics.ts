import { timingSafeEqual } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { Gauge } from 'prom-client';
import { sha256 } from '../platform/canonical';
import type { Services } from '../platform/context';
import { measuresOf } from '../platform/measures';
import { StartRefused } from '../platform/start-refused';

interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Read when somebody asks: the pool of the primary, and those of replicas where there are any. */
function measurePools(services: Services): void {
  const { registry } = measuresOf(services);
  if (registry.getSingleMetric('anzhi_database_connections')) return;
  new Gauge({
    name: 'anzhi_database_connections',
    help: 'Database connections: busy, idle, and requests waiting for one',
    labelNames: ['pool', 'state'],
    registers: [registry],
    collect() {
      const driver = services.dataSource.driver as unknown as { master?: Pool; slaves?: Pool[] };
      const pools = [...(driver.master ? [['primary', driver.master] as const] : [])];
      for (const [index, slave] of (driver.slaves ?? []).entries())
        pools.push([`replica_${index + 1}` as 'primary', slave]);
      for (const [pool, { totalCount, idleCount, waitingCount }] of pools) {
        this.set({ pool, state: 'busy' }, totalCount - idleCount);
        this.set({ pool, state: 'idle' }, idleCount);
        this.set({ pool, state: 'waiting' }, waitingCount);
      }
    },
  });
}

const same = (given: string, wanted: string): boolean =>
  timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(wanted)));

/** /metrics on a port of its own; null where it is off. Beyond localhost only with a token. */
export async function startMetrics(services: Services): Promise<FastifyInstance | null> {
  measurePools(services);
  const { metrics } = services.config.operations;
  if (!metrics) return null;
  if (!LOOPBACK.has(metrics.host) && !metrics.token) {
    throw new StartRefused(
      '配置有误 (configuration): ANZHI_METRICS_HOST 不是本机地址，须设 (needs) ANZHI_METRICS_TOKEN',
    );
  }
  const { registry } = measuresOf(services);
  const app = Fastify({ logger: false, bodyLimit: 1000, forceCloseConnections: true });
  app.get('/metrics', async (request, reply) => {
    const given = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (metrics.token && !same(given, metrics.token)) {
      return reply
        .code(401)
        .header('www-authenticate', 'Bearer')
        .send({ code: 'NOT_SIGNED_IN', message: '请给出令牌' });
    }
    return reply.header('content-type', registry.contentType).send(await registry.metrics());
  });
  await app.listen({ port: metrics.port, host: metrics.host });
  return app;
}
