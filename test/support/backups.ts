import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { deriveKeys } from '../../src/platform/crypto';
import { type Sweep, sweepSignatures } from '../../src/quality-checks/verification';
import { invariants } from './invariants';
import { type Started, start } from './server-process';
import { type Answer, newKey } from './world';

export interface Ran {
  readonly code: number | null;
  readonly said: string;
}

async function ran(run: Started): Promise<Ran> {
  const code = await run.ended;
  return { code, said: run.said() };
}

export const runBackup = (environment: NodeJS.ProcessEnv, ...args: string[]): Promise<Ran> =>
  ran(start(environment, 'dist/src/backup/backup-cli.js', args));

export const runRestore = (environment: NodeJS.ProcessEnv, ...args: string[]): Promise<Ran> =>
  ran(start(environment, 'dist/src/backup/restore-cli.js', args));

/** Somebody of the rehearsal city, at a server in a process of its own. */
export class Caller {
  private constructor(
    private readonly url: string,
    private readonly token: string | null,
  ) {}

  static async signIn(url: string, login: string): Promise<Caller> {
    const { signIn } = await new Caller(url, null).send(
      'mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInSuccess { token } ... on Refusal { message } } }',
      { input: { login, password: '案质演练-2026' } },
    );
    if (!signIn.token) throw new Error(`${login}: ${signIn.message}`);
    return new Caller(url, signIn.token);
  }

  private get headers(): Record<string, string> {
    return this.token ? { authorization: `Bearer ${this.token}` } : {};
  }

  async send(query: string, variables: object = {}): Promise<Answer> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { ...this.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as Answer;
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  async registerOrgan(name: string): Promise<string> {
    const { registerCaseOrgan: done } = await this.send(
      `mutation ($input: RegisterCaseOrganInput!, $key: String!) { registerCaseOrgan(input: $input, idempotencyKey: $key) {
         ... on RegisterCaseOrganSuccess { caseOrgan { id } } ... on Refusal { code message } } }`,
      { input: { kind: 'COURT', name, regionCode: '110105' }, key: newKey() },
    );
    if (!done.caseOrgan) throw new Error(done.message);
    return done.caseOrgan.id;
  }

  async fileInProgress(): Promise<string> {
    const { caseFiles } = await this.send('{ caseFiles(first: 100) { edges { node { id availableActions } } } }');
    const found = caseFiles.edges.find((edge: Answer) => edge.node.availableActions.includes('recordMaterial'));
    if (!found) throw new Error('no file in progress');
    return found.node.id;
  }

  /** Uploads and puts into the file; gives the digest once both are acknowledged. */
  async addPaper(caseFileId: string, bytes: Buffer): Promise<string> {
    const digest = createHash('sha256').update(bytes).digest('hex');
    const sent = await fetch(`${new URL(this.url).origin}/case-files/${caseFileId}/papers/${digest}`, {
      method: 'PUT',
      headers: this.headers,
      body: new Uint8Array(bytes),
    });
    if (sent.status !== 200) throw new Error(await sent.text());
    const { recordMaterial: done } = await this.send(
      `mutation ($input: RecordMaterialInput!, $key: String!) { recordMaterial(input: $input, idempotencyKey: $key) {
         ... on RecordMaterialSuccess { material { id } } ... on Refusal { code message } } }`,
      { input: { caseFileId, catalogueNo: 11, title: '会见笔录', digest }, key: newKey() },
    );
    if (!done.material) throw new Error(done.message);
    return digest;
  }
}

interface Inspected {
  readonly broken: string[];
  readonly sweep: Sweep;
  readonly papers: number;
  readonly wrongPapers: string[];
  readonly client: Client;
}

/** What a restored copy must hold: invariants, signatures, and every paper of a material under its digest. */
export async function inspectCopy(url: string, papersDir: string, master: Buffer): Promise<Inspected> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const broken: string[] = [];
  for (const { name, sql } of invariants) if ((await client.query(sql)).rowCount) broken.push(name);
  const sql = async <T>(text: string, params: readonly unknown[] = []): Promise<T[]> =>
    (await client.query(text, params as unknown[])).rows;
  const sweep = await sweepSignatures(sql, deriveKeys(master));
  const needed = await sql<{ digest: string }>(`SELECT DISTINCT encode(digest, 'hex') AS digest FROM material`);
  const wrongPapers = needed
    .map(({ digest }) => digest)
    .filter((digest) => {
      const path = join(papersDir, digest.slice(0, 2), digest);
      return !existsSync(path) || createHash('sha256').update(readFileSync(path)).digest('hex') !== digest;
    });
  return { broken, sweep, papers: needed.length, wrongPapers, client };
}

/** Invariants hold, signatures verify, every paper is whole, and there was something to look at. */
export async function expectWhole(found: Inspected, organs: readonly string[]): Promise<void> {
  expect(found.broken).toEqual([]);
  expect(found.sweep.examined).toBeGreaterThan(5);
  expect(found.sweep.unsound).toEqual([]);
  expect(found.papers).toBeGreaterThan(10);
  expect(found.wrongPapers).toEqual([]);
  const { rows } = await found.client.query('SELECT id FROM case_organ WHERE id = ANY ($1)', [organs]);
  expect(rows).toHaveLength(organs.length);
}

/** Acts and uploads without a pause, until told to stop; what was acknowledged, in order. */
export function keepActing(clerk: Caller, caseFileId: string, paper: (text: string) => Buffer) {
  const organs: string[] = [];
  const papers: string[] = [];
  let going = true;
  const mark = newKey().slice(-8);
  const registering = (async () => {
    for (let n = 0; going; n += 1) organs.push(await clerk.registerOrgan(`备份期间第${n}法院${mark}`));
  })();
  const uploading = (async () => {
    for (let n = 0; going; n += 1) papers.push(await clerk.addPaper(caseFileId, paper(`备份期间${n}${mark}`)));
  })();
  return {
    organs,
    papers,
    end: async () => {
      going = false;
      await Promise.all([registering, uploading]);
    },
  };
}
