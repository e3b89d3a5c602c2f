import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { Client } from 'pg';

/** One request of its own, or one transaction of prepared statements. */
export interface Posted {
  readonly token: string;
  readonly body: string;
}
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}
export type Transaction = readonly Statement[];

export interface Sent {
  readonly seconds: number;
  /** Bodies of the answers; for transactions the errors. */
  readonly answers: readonly string[];
  /** Answers that said to come again with the same key, and were followed. */
  readonly again: number;
}

type Work =
  | { readonly url: string; readonly clients: number; readonly posts: readonly Posted[] }
  | { readonly database: string; readonly clients: number; readonly transactions: readonly Transaction[] };

/** Sends each thing once, with so many clients at a time, from a thread of its own so that sending costs the server nothing. */
export const sendEach = (work: Work): Promise<Sent> =>
  new Promise((done, fail) => {
    const worker = new Worker(__filename, { workerData: work });
    worker.once('message', done);
    worker.once('error', fail);
  });

const once = (agent: Agent, url: string, { token, body }: Posted): Promise<string> =>
  new Promise((done, fail) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const sent = request(url, { agent, method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => done(Buffer.concat(chunks).toString('utf8')));
    });
    sent.on('error', fail);
    sent.end(body);
  });

let again = 0;
/** As a client does: told that the server is busy, it comes again with the same key. */
async function post(agent: Agent, url: string, posted: Posted): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const answer = await once(agent, url, posted);
    if (tries >= 10 || !answer.includes('"RETRY_LATER"')) return answer;
    again += 1;
    await new Promise((wake) => setTimeout(wake, 100 + Math.random() * 400));
  }
}

async function write(client: Client, transaction: Transaction): Promise<string> {
  try {
    await client.query('BEGIN');
    for (const { name, text, values } of transaction) await client.query({ name, text, values: [...values] });
    await client.query('COMMIT');
    return '';
  } catch (error) {
    await client.query('ROLLBACK');
    return (error as Error).message;
  }
}

/** Clients take the next thing as soon as they are free. */
async function drain<T, C>(
  things: readonly T[],
  clients: readonly C[],
  send: (client: C, thing: T) => Promise<string>,
): Promise<Sent> {
  const answers: string[] = Array(things.length).fill('');
  let next = 0;
  const began = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      while (next < things.length) {
        const mine = next++;
        answers[mine] = await send(client, things[mine] as T);
      }
    }),
  );
  return { seconds: (performance.now() - began) / 1000, answers, again };
}

async function work(): Promise<void> {
  const given = workerData as Work;
  if ('url' in given) {
    const agent = new Agent({ keepAlive: true, maxSockets: given.clients });
    const clients = Array.from({ length: given.clients }, () => agent);
    parentPort?.postMessage(await drain(given.posts, clients, (client, each) => post(client, given.url, each)));
    agent.destroy();
    return;
  }
  const clients = Array.from({ length: given.clients }, () => new Client({ connectionString: given.database }));
  await Promise.all(clients.map((client) => client.connect()));
  const sent = await drain(given.transactions, clients, write);
  await Promise.all(clients.map((client) => client.end()));
  parentPort?.postMessage(sent);
}

if (parentPort) void work();
