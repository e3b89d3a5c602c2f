import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GraphQLClient } from 'graphql-request';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { type Config, readConfig } from '../../src/config';
import { entities } from '../../src/entities';
import { createLog } from '../../src/operations/log';
import { openPapers } from '../../src/papers/open';
import { type Clock, SetClock } from '../../src/platform/clock';
import type { Services } from '../../src/platform/context';
import { deriveKeys } from '../../src/platform/crypto';
import { openBlind } from '../../src/platform/database/blind';
import { createDataSource } from '../../src/platform/database/data-source';
import { Replicas } from '../../src/platform/database/replicas';
import { type RunningServer, startServer } from '../../src/server';
import { folderOfRun } from './folders';
import { invariants } from './invariants';
import { leanFetch } from './lean-fetch';

export type Row = Record<string, unknown>;
/** What a test reads from an answer; tests assert on it, so its shape is theirs to know. */
// biome-ignore lint/suspicious/noExplicitAny: answers are asserted on, field by field
export type Answer = any;

const environment = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with jest`);
  return value;
};

/** What one server process would have. */
export async function servicesOf(config: Config, clock: Clock, log?: Logger): Promise<Services> {
  const url = config.databaseUrl as string;
  const replicated = config.replicas.urls.length > 0;
  const dataSource = createDataSource({
    url,
    pool: config.pool,
    entities,
    applicationName: 'anzhi-test',
    replicated,
  });
  await dataSource.initialize();
  const logged = log ?? createLog(config.logLevel);
  const replicas = replicated ? new Replicas(dataSource, { ...config.replicas, everyMs: 200 }, logged) : null;
  await replicas?.start();
  const blind = await openBlind(config.readerUrl, config.readerPool, dataSource);
  const papers = await openPapers(config);
  return { config, dataSource, blind, keys: deriveKeys(Buffer.alloc(32, 7)), clock, log: logged, replicas, ...papers };
}

export async function endServices({ replicas, dataSource, blind }: Services): Promise<void> {
  await replicas?.stop();
  await blind.destroy();
  await dataSource.destroy();
}

/** A server of its own on a database of its own, whose clock stands where the test sets it. */
export class World {
  private constructor(
    readonly server: RunningServer,
    readonly services: Services,
    readonly clock: SetClock,
    readonly database: string,
    /** As owner of the tables. */
    readonly owner: Client,
    /** As the server's own role. */
    readonly app: Client,
    private readonly papersFolder: string,
  ) {}

  static async open(
    settings: NodeJS.ProcessEnv | ((database: string) => NodeJS.ProcessEnv) = {},
    log?: Logger,
  ): Promise<World> {
    const database = `anzhi_${randomBytes(6).toString('hex')}`;
    const admin = new Client({ connectionString: environment('ANZHI_TEST_SUPERUSER_URL') });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${database} TEMPLATE anzhi_template STRATEGY FILE_COPY`);
    // What is granted on a database itself is not copied from its template.
    await admin.query(`GRANT CREATE ON DATABASE ${database} TO anzhi_owner`);
    await admin.end();
    const appUrl = environment('ANZHI_TEST_APP_URL') + database;
    const owner = new Client({ connectionString: environment('ANZHI_TEST_OWNER_URL') + database });
    const app = new Client({ connectionString: appUrl });
    await owner.connect();
    await app.connect();
    const papersFolder = folderOfRun('papers-');
    const config = readConfig({
      PORT: '0',
      DATABASE_URL: appUrl,
      DATABASE_READER_URL: environment('ANZHI_TEST_READER_URL') + database,
      DATABASE_READER_POOL: '2',
      DATABASE_POOL: '12',
      ANZHI_DEMO: 'true',
      LOG_LEVEL: 'error',
      ANZHI_RATE_ACCOUNT: '0',
      ANZHI_RATE_ADDRESS: '0',
      ANZHI_RATE_UPLOADS: '0',
      ANZHI_PAPERS_DIR: join(papersFolder, 'papers'),
      ANZHI_PICTURES_DIR: join(papersFolder, 'pictures'),
      ANZHI_PAPERS_SWEEP_MINUTES: '0',
      ...(typeof settings === 'function' ? settings(database) : settings),
    });
    const clock = new SetClock('2026-03-02T10:00:00+08:00');
    const services = await servicesOf(config, clock, log);
    const server = await startServer(services);
    return new World(server, services, clock, database, owner, app, papersFolder);
  }

  private readonly lean = leanFetch();
  /** Sends one operation; GraphQL errors are thrown by graphql-request. */
  async send(query: string, variables: Row = {}, token: string | null = null): Promise<Answer> {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    const client = new GraphQLClient(this.server.url, { fetch: this.lean.fetch, headers });
    return client.request(query, variables);
  }

  /** Sends one operation and gives the whole answer, errors included. */
  async sendRaw(
    query: string,
    variables: Row = {},
    token: string | null = null,
  ): Promise<{ data: Answer; errors: Answer[] | undefined }> {
    const response = await this.lean.fetch(this.server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as { data: Answer; errors: Answer[] | undefined };
  }

  private turn: Promise<unknown> = Promise.resolve();
  /** As owner; one statement after the other, however many ask at once. */
  async rows(sql: string, params: unknown[] = []): Promise<Answer[]> {
    const mine = this.turn.then(() => this.owner.query(sql, params));
    this.turn = mine.catch(() => undefined);
    return (await mine).rows;
  }

  /** Names of the invariants that are broken. */
  async broken(): Promise<string[]> {
    const names: string[] = [];
    for (const { name, sql } of invariants) {
      if ((await this.owner.query(sql)).rowCount) names.push(name);
    }
    return names;
  }

  /** Ends all of it but the database, which is then somebody else's. */
  async leave(): Promise<void> {
    this.lean.end();
    await this.server.close();
    await endServices(this.services);
    await this.owner.end();
    await this.app.end();
    await rm(this.papersFolder, { recursive: true, force: true });
  }

  async close(): Promise<void> {
    await this.leave();
    const admin = new Client({ connectionString: environment('ANZHI_TEST_SUPERUSER_URL') });
    await admin.connect();
    await admin.query(`DROP DATABASE IF EXISTS ${this.database} WITH (FORCE)`);
    await admin.end();
  }
}

/** Opens a world for a suite, and after it checks that every invariant holds. */
export function useWorld(settings: NodeJS.ProcessEnv = {}, log?: Logger): { readonly world: World } {
  let world: World | null = null;
  beforeAll(async () => {
    world = await World.open(settings, log);
  });
  afterAll(async () => {
    if (!world) return;
    try {
      expect(await world.broken()).toEqual([]);
    } finally {
      await world.close();
    }
  });
  return {
    get world() {
      if (!world) throw new Error('the world is not open yet');
      return world;
    },
  };
}

let keys = 0;
/** A fresh idempotency key. */
export const newKey = (): string => `key-${process.pid}-${++keys}-${randomBytes(4).toString('hex')}`;

/** Asserts that a result is a refusal with this code, and gives it back. */
export function expectRefusal(result: Answer, code: string): Answer {
  expect({ code: result.code, message: result.message, type: result.__typename }).toMatchObject({ code });
  expect(result.message).toMatch(/[\u4e00-\u9fff]/);
  return result;
}

/** Rules that the findings of a refusal or of a gate leave unmet, in their order. */
export const unmetRules = ({ findings }: Answer): string[] =>
  findings.filter(({ met }: Answer) => !met).map(({ rule }: Answer) => rule);

/** Asserts that a result is a success of this type, and gives it back. */
export function expectSuccess(result: Answer, type?: string): Answer {
  if (result.code)
    throw new Error(`refused: ${result.code} ${result.message} ${JSON.stringify(result.problems ?? '')}`);
  if (type) expect(result.__typename).toBe(type);
  return result;
}
