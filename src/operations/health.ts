import { migrations } from '../../migrations';
import { rows } from '../platform/database/data-source';
import { onPrimary } from '../platform/database/primary';
import type { Http } from '../platform/http';
import { HttpRefused } from '../platform/http';
import type { Draining } from './drain';

/** Something the server cannot work without, beside the database; throws or hangs where it is away. */
export interface Need {
  readonly name: string;
  check(): Promise<unknown>;
}

const PATIENCE = 3000;
/** However often anybody asks, the database is asked once in this time. */
const KEPT = 1000;

const bounded = <T>(work: Promise<T>): Promise<T> =>
  new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error('no answer in time')), PATIENCE);
    work.then(done, fail).finally(() => clearTimeout(timer));
  });

const migrated = async ({ services }: Http): Promise<void> => {
  const done = await onPrimary(services.dataSource, (runner) =>
    rows<{ name: string }>(runner, 'SELECT name FROM migration'),
  );
  const names = new Set(done.map(({ name }) => name));
  if (!migrations.every(({ name }) => names.has(name))) throw new Error('migrations are missing');
};

/** Liveness and readiness. Strangers read yes or no; why not stands in the log. */
export function registerHealth(http: Http, draining: Draining, needs: readonly Need[]): void {
  const all: Need[] = [{ name: 'database', check: () => migrated(http) }, ...needs];
  let asked: { readonly at: number; readonly answer: Promise<string | null> } | null = null;
  const missing = (): Promise<string | null> => {
    if (!asked || Date.now() - asked.at > KEPT) {
      const answer = Promise.all(
        all.map(({ name, check }) =>
          bounded(check()).then(
            () => null,
            () => name,
          ),
        ),
      ).then((names) => names.find((name) => name !== null) ?? null);
      asked = { at: Date.now(), answer };
    }
    return asked.answer;
  };
  const options = { config: { rateLimit: false as const }, logLevel: 'warn' as const };
  http.app.get('/health/live', options, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'live' }),
  );
  http.app.get('/health/ready', options, async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    if (draining.now) throw new HttpRefused(503, 'NOT_READY', '服务正在停止', 5);
    const lacking = await missing();
    if (lacking) {
      http.services.log.warn({ lacking }, 'not ready');
      throw new HttpRefused(503, 'NOT_READY', '服务尚未就绪', 5);
    }
    return reply.send({ status: 'ready' });
  });
}
