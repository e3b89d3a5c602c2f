import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { systemClock } from '../../../src/platform/clock';
import { clusterFolder, type EmbeddedPostgres, startEmbeddedPostgres } from '../../../src/platform/database/embedded';
import { dataFolder, endProcesses, type Started, start } from '../../support/server-process';
import { migratedTemplate } from '../../support/test-server';
import { type Answer, type Row, World } from '../../support/world';

/** What a case found: lines as it goes, everything that must not have happened, and its figures at the end. */
export class Findings {
  readonly wrong: string[] = [];
  private readonly began = Date.now();

  say(line: string): void {
    process.stdout.write(`[${((Date.now() - this.began) / 1000).toFixed(1).padStart(6)} s] ${line}\n`);
  }

  fail(text: string): void {
    this.wrong.push(text);
    this.say(`WRONG: ${text}`);
  }

  /** Says it as wrong unless it holds. */
  expect(holds: boolean, text: string): void {
    if (!holds) this.fail(text);
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const MASTER_KEY = Buffer.alloc(32, 7).toString('hex');

export interface SiteOptions {
  /** The server runs the embedded database itself; else a PostgreSQL runs beside it. */
  readonly embedded?: boolean;
  readonly settings?: NodeJS.ProcessEnv;
}

const sites: Site[] = [];
const endings: (() => void)[] = [];

/** Something else to be taken away at the end, after the servers. */
export const onEnd = (ending: () => void): void => {
  endings.push(ending);
};

/** Takes away every process, folder and mount that this bench made. Safe to repeat. */
export async function takeAway(): Promise<void> {
  for (const site of sites.splice(0)) await site.remove();
  endProcesses();
  for (const ending of endings.splice(0).reverse()) ending();
}

/** The server as a process of its own on a durable database: all of it may be killed and started again. */
export class Site {
  private server: Started | null = null;
  private beside: EmbeddedPostgres | null = null;
  private appUrl = '';
  private readerUrl = '';
  private port: number | null = null;
  url = '';

  private constructor(
    readonly dataDir: string,
    private readonly options: SiteOptions,
  ) {
    sites.push(this);
  }

  /** Seeds a database through a world of its own whose clock stands at today, and leaves it to the site. */
  static async build<T>(
    seed: (world: World) => Promise<T>,
    options: SiteOptions = {},
  ): Promise<{ site: Site; seeded: T }> {
    const site = new Site(dataFolder(), options);
    site.beside = await startEmbeddedPostgres({ dataDir: site.dataDir });
    site.port = site.beside.port;
    await migratedTemplate(site.beside);
    const world = await World.open();
    let seeded: T;
    try {
      world.clock.set(systemClock.now());
      seeded = await seed(world);
    } finally {
      await world.leave();
    }
    const admin = new Client({ connectionString: site.beside.superuserUrl });
    await admin.connect();
    await admin.query(`ALTER DATABASE ${world.database} RENAME TO seeded`);
    await admin.query('CREATE DATABASE anzhi TEMPLATE seeded');
    await admin.query('DROP DATABASE anzhi_template');
    await admin.end();
    site.appUrl = `${process.env.ANZHI_TEST_APP_URL}anzhi`;
    site.readerUrl = `${process.env.ANZHI_TEST_READER_URL}anzhi`;
    if (options.embedded) await site.stopDatabase('fast');
    return { site, seeded };
  }

  /** Everything as it was seeded; server and embedded database must be down. */
  async anew(): Promise<void> {
    await this.startDatabase();
    const admin = new Client({ connectionString: this.beside?.superuserUrl });
    await admin.connect();
    await admin.query('DROP DATABASE anzhi WITH (FORCE)');
    await admin.query('CREATE DATABASE anzhi TEMPLATE seeded');
    await admin.end();
    await this.stopDatabase('fast');
  }

  get embedded(): boolean {
    return this.options.embedded === true;
  }

  get serverPid(): number {
    return this.server?.child.pid ?? 0;
  }

  private get cluster(): string {
    return clusterFolder(this.dataDir);
  }

  private get status(): string[] {
    const path = join(this.cluster, 'postmaster.pid');
    return existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  }

  get databasePid(): number {
    return Number(this.status[0] ?? 0);
  }

  /** What the server printed, for what went wrong. */
  get said(): string {
    return this.server?.said() ?? '';
  }

  async startServer(): Promise<void> {
    const database = this.options.embedded
      ? {}
      : {
          DATABASE_URL: this.appUrl,
          DATABASE_READER_URL: this.readerUrl,
          ANZHI_DEMO: 'true',
          ANZHI_DRAIN_DELAY_SECONDS: '0',
        };
    this.server = start({
      ANZHI_DATA_DIR: this.dataDir,
      ANZHI_KEY: MASTER_KEY,
      ANZHI_RATE_ACCOUNT: '0',
      ANZHI_RATE_ADDRESS: '0',
      ANZHI_RATE_UPLOADS: '0',
      LOG_LEVEL: 'error',
      ...database,
      ...this.options.settings,
    });
    this.url = await this.server.ready;
  }

  /** Ends the server, by its own stop or at once, and waits until it is gone. */
  async endServer(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const { server } = this;
    if (!server) return null;
    server.child.kill(signal);
    this.server = null;
    return server.ended;
  }

  /** SIGKILL to the postmaster: its sessions end when they notice. */
  killDatabase(): void {
    if (this.databasePid) process.kill(this.databasePid, 'SIGKILL');
  }

  /** The database beside the server goes down (`fast`: sessions cut in order; `immediate`: as in a crash), and stays down. */
  async stopDatabase(way: 'fast' | 'immediate'): Promise<void> {
    const pid = this.databasePid;
    process.kill(pid, way === 'fast' ? 'SIGINT' : 'SIGQUIT');
    while (isAlive(pid)) await sleep(20);
    this.beside = null;
  }

  /** Starts it again at its old address. */
  async startDatabase(): Promise<void> {
    this.beside = await startEmbeddedPostgres({ dataDir: this.dataDir, ...(this.port ? { port: this.port } : {}) });
  }

  /** As superuser, over a connection of its own: what the tables hold, whoever answers. */
  async rows(sql: string, params: unknown[] = []): Promise<Answer[]> {
    return this.asking(async (client) => (await client.query(sql, params)).rows);
  }

  async asking<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const password = readFileSync(`${this.cluster}.password`, 'utf8').trim();
    const client = new Client({
      connectionString: `postgres://postgres:${password}@127.0.0.1:${this.status[3]}/anzhi`,
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async remove(): Promise<void> {
    await this.endServer('SIGKILL').catch(() => null);
    const pid = this.databasePid;
    const ours = pid && readCommand(pid).includes(this.cluster);
    if (ours) process.kill(pid, 'SIGQUIT');
    for (let waited = 0; ours && isAlive(pid) && waited < 10_000; waited += 50) await sleep(50);
  }
}

const readCommand = (pid: number): string => {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
};

/** What came back over HTTP, or why nothing did. */
export interface Heard {
  /** Null: the connection was refused or cut. */
  readonly status: number | null;
  readonly data: Answer;
  /** Codes of GraphQL errors, or of a plain refusal. */
  readonly codes: readonly string[];
  readonly cut: string | null;
}

export async function call(url: string, query: string, variables: Row, token: string | null = null): Promise<Heard> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors = [] } = (await response.json()) as { data: Answer; errors?: Answer[] };
    return {
      status: response.status,
      data: data ?? null,
      codes: errors.map(({ extensions }) => extensions?.code ?? 'WITHOUT_CODE'),
      cut: null,
    };
  } catch (error) {
    return { status: null, data: null, codes: [], cut: String((error as { cause?: unknown }).cause ?? error) };
  }
}

/** Nothing was answered, or a code that asks to come again. */
export const isRetryable = ({ status, codes }: Heard): boolean =>
  status === null || (status === 503 && codes.length > 0 && codes.every((code) => code === 'RETRY_LATER'));

export interface Login {
  readonly login: string;
  readonly password: string;
}

export async function signIn(url: string, { login, password }: Login): Promise<string> {
  const heard = await call(
    url,
    'mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInSuccess { token } ... on Refusal { code } } }',
    { input: { login, password } },
  );
  const token = heard.data?.signIn?.token;
  if (!token) throw new Error(`${login} cannot sign in: ${JSON.stringify(heard)}`);
  return token;
}
