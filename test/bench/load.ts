import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { parentPort, Worker, workerData } from 'node:worker_threads';

/** What is asked again and again. */
export interface Target {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface Slice {
  readonly requests: number;
  readonly seconds: number;
  readonly bytes: number;
}

/** Asks for `seconds` with `clients` connections kept alive, from a thread of its own so that asking costs the server nothing. */
export const load = (target: Target, clients: number, seconds: number): Promise<Slice> =>
  new Promise((done, fail) => {
    const worker = new Worker(__filename, { workerData: { target, clients, seconds } });
    worker.once('message', done);
    worker.once('error', fail);
  });

const once = (agent: Agent, { url, method, headers, body }: Target): Promise<number> =>
  new Promise((done, fail) => {
    const sent = request(url, { agent, method, headers }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('end', () => (response.statusCode === 200 ? done(bytes) : fail(new Error(`${response.statusCode}`))));
    });
    sent.on('error', fail);
    sent.end(body ?? undefined);
  });

async function ask(): Promise<void> {
  const { target, clients, seconds } = workerData as { target: Target; clients: number; seconds: number };
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const began = performance.now();
  const until = began + seconds * 1000;
  let requests = 0;
  let bytes = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < until) {
        const received = await once(agent, target);
        bytes += received;
        requests += 1;
      }
    }),
  );
  agent.destroy();
  parentPort?.postMessage({ requests, seconds: (performance.now() - began) / 1000, bytes });
}

if (parentPort) void ask();
