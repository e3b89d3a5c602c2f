import type { FastifyInstance } from 'fastify';
import type { OperationConfig } from '../settings/operations';

/** Whether the server is on its way out, and how many requests it still answers. */
export class Draining {
  now = false;
  private running = 0;
  private waiting: (() => void)[] = [];

  began(): void {
    this.running += 1;
  }
  ended(): void {
    this.running -= 1;
    if (this.running === 0) for (const wake of this.waiting.splice(0)) wake();
  }
  /** Resolves when nothing runs any more. */
  idle(): Promise<void> {
    return this.running === 0 ? Promise.resolve() : new Promise((wake) => this.waiting.push(wake));
  }
}

const after = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    const stop = () => {
      clearTimeout(timer);
      done();
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });

export interface Patience {
  /** Whether balancers get time to notice. */
  readonly delay: boolean;
  /** Ends every wait at once. */
  readonly hurry: AbortSignal;
}

/**
 * Not ready at once; after a while, in which balancers notice, no new connections; then running requests finish, in
 * bounded time; then `cut` ends what is left and writes down that it ended.
 */
export async function drain(
  app: FastifyInstance,
  draining: Draining,
  limits: OperationConfig['drain'],
  { delay, hurry }: Patience,
  cut: () => Promise<void>,
): Promise<void> {
  draining.now = true;
  if (delay) await after(limits.delaySeconds * 1000, hurry);
  const closed = app.close();
  const finished = new AbortController();
  draining.idle().then(() => finished.abort());
  await after(limits.seconds * 1000, AbortSignal.any([hurry, finished.signal]));
  const ended = cut();
  // Whoever is still connected has nothing running, or had all the time there was.
  app.server.closeAllConnections();
  await Promise.all([closed, ended]);
}
