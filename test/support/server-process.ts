import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { databaseFolder } from './folders';

const folders: string[] = [];
const children: ChildProcess[] = [];

export const dataFolder = (mode = 0o755): string => {
  const folder = databaseFolder('start');
  chmodSync(folder, mode);
  folders.push(folder);
  return folder;
};

let prepared: Promise<string> | null = null;
/** A data folder of its own that a server has been started on before: a copy, for what is not about a first start. */
export async function usedFolder(): Promise<string> {
  prepared ??= (async () => {
    const folder = dataFolder();
    const first = start({ ANZHI_DATA_DIR: folder });
    await first.ready;
    first.child.kill('SIGINT');
    if ((await first.ended) !== 0) throw new Error(first.said());
    return folder;
  })();
  const folder = dataFolder();
  // Owners stay who they are: the database's folder is its user's.
  execFileSync('cp', ['-Rp', `${await prepared}/.`, folder]);
  return folder;
}

export interface Started {
  readonly child: ChildProcess;
  readonly said: () => string;
  /** Resolves with the address once the server is ready. */
  readonly ready: Promise<string>;
  readonly ended: Promise<number | null>;
}

/** The server as `npm start` starts it, in a process of its own. */
export function start(environment: NodeJS.ProcessEnv, script = 'dist/src/main.js', args: string[] = []): Started {
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH, PORT: '0', ANZHI_CITY_CASES: '0', LOG_LEVEL: 'silent', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let text = '';
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
  const ready = new Promise<string>((done, fail) => {
    const hear = (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const url = /http:\/\/\S+\/graphql/.exec(text)?.[0];
      if (url) done(url);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('close', () => fail(new Error(`it ended: ${text}`)));
  });
  ready.catch(() => undefined);
  return { child, said: () => text, ready, ended };
}

/** For `afterAll`: nothing that a test started outlives it. */
export function endProcesses(): void {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

export const ask = async (url: string, query: string, token: string | null = null) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as { data: { regions: unknown[] } };
};
