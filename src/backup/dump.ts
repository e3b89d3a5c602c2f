import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { connectionOf } from '../platform/database/connection';
import { StartRefused } from '../platform/start-refused';
import { type BackupFile, digestOf } from './manifest';

/** Places of a log mean nothing in another life of the database. */
const WITHOUT_ROWS = ['account_position'];
/** What identifies, what readers of a peer review see, and the maps between the two. */
export const SCHEMAS = ['public', 'review', 'vault'] as const;
export const DUMP = 'database.dump';

type Program = 'pg_dump' | 'pg_restore' | 'psql';
const at = (folder: string | null, program: Program) => (folder ? join(folder, program) : program);

/** Refused in one line where PostgreSQL's client programs are not there or older than the server. */
export async function requireProgram(folder: string | null, program: Program, serverVersion: number): Promise<void> {
  let text: string;
  try {
    text = (await promisify(execFile)(at(folder, program), ['--version'])).stdout;
  } catch {
    throw new StartRefused(
      `找不到 ${program} (not found)：请安装PostgreSQL客户端程序，或用 ANZHI_POSTGRES_PROGRAMS 指出其目录`,
    );
  }
  const major = Number(/(\d+)/.exec(text)?.[1] ?? 0);
  const wanted = Math.floor(serverVersion / 10_000);
  if (major < wanted) {
    throw new StartRefused(`${program} 是${major}版，比数据库的${wanted}版旧 (older than the server): ${text.trim()}`);
  }
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
}

function begin(folder: string | null, program: Program, args: readonly string[], more: SpawnOptions = {}): Running {
  const child = spawn(at(folder, program), args, { stdio: ['ignore', 'ignore', 'pipe'], ...more });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2000);
  });
  const ended = new Promise<void>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      if (code === 0) done();
      else fail(new StartRefused(`${program} 未完成 (failed): ${said.trim().split('\n').slice(-3).join(' ')}`));
    });
  });
  return { child, ended };
}

/** The password goes by the environment: arguments can be read by everybody on the machine. */
function reaching(url: string): { readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv } {
  const target = new URL(url);
  const password = decodeURIComponent(target.password);
  target.password = '';
  return { args: ['--no-password', `--dbname=${target.href}`], env: { ...process.env, PGPASSWORD: password } };
}

/** Dumps what a session sees in its exported snapshot, so that everything counted in it is exactly what is dumped. */
export async function dumpDatabase(
  url: string,
  programs: string | null,
  snapshot: string,
  folder: string,
): Promise<BackupFile[]> {
  const path = join(folder, DUMP);
  const without = WITHOUT_ROWS.map((table) => `--exclude-table-data=public.${table}`);
  const { args, env } = reaching(url);
  const which = [`--snapshot=${snapshot}`, ...SCHEMAS.map((schema) => `--schema=${schema}`), ...without];
  await begin(programs, 'pg_dump', [...args, '--format=custom', ...which, `--file=${path}`], { env }).ended;
  // pg_dump writes as the mask of whoever runs it says.
  await chmod(path, 0o600);
  return [{ path: DUMP, ...(await digestOf(path)) }];
}

/** From 17 on pg_restore begins with this, whatever the server: one before 17 does not know it and refuses everything. */
const SINCE_17 = '\nSET transaction_timeout = 0;\n';
const WHERE_KNOWN =
  "\nSELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings WHERE name = 'transaction_timeout';\n";
/** What pg_restore sets before anything else is less than this. */
const BEGINNING = 4096;

async function* forAnyServer(script: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const adapted = (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace(SINCE_17, WHERE_KNOWN), 'latin1');
  let beginning: Buffer | null = Buffer.alloc(0);
  for await (const chunk of script) {
    if (!beginning) {
      yield chunk;
      continue;
    }
    beginning = Buffer.concat([beginning, chunk]);
    if (beginning.length < BEGINNING) continue;
    yield adapted(beginning);
    beginning = null;
  }
  if (beginning) yield adapted(beginning);
}

/** psql commits at the end of what it is sent: it is told of the end only when pg_restore has written everything. */
async function runScript(url: string, programs: string | null, args: readonly string[]): Promise<void> {
  const { args: where, env } = reaching(url);
  const how = ['--no-psqlrc', '--quiet', '--single-transaction', '--set=ON_ERROR_STOP=1', '--file=-'];
  const writing = begin(programs, 'psql', [...where, ...how], { env, stdio: ['pipe', 'ignore', 'pipe'] });
  const reading = begin(programs, 'pg_restore', ['--file=-', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const { stdin } = writing.child;
  const { stdout } = reading.child;
  if (!stdin || !stdout) throw new Error('no pipes');
  // Whoever ends early is asked below why.
  stdin.on('error', () => undefined);
  const written = pipeline(stdout, forAnyServer, stdin, { end: false });
  Promise.all([reading.ended, written]).then(
    () => stdin.end(),
    () => writing.child.kill(),
  );
  const [read, sent, wrote] = await Promise.allSettled([reading.ended, written, writing.ended]);
  if (read.status === 'rejected' && sent.status === 'fulfilled') throw read.reason;
  for (const each of [wrote, read, sent]) if (each.status === 'rejected') throw each.reason;
}

/**
 * All or nothing, as owner, who is a member of the vault's role and so may give the vault what is its own: roles and
 * the schema public are the administrator's (npm run database-roles).
 */
export async function restoreDump(url: string, programs: string | null, folder: string, work: string): Promise<void> {
  const dump = join(folder, DUMP);
  const { stdout } = await promisify(execFile)(at(programs, 'pg_restore'), ['--list', dump], { maxBuffer: 1 << 26 });
  const list = join(work, 'restore.list');
  writeFileSync(
    list,
    stdout
      .split('\n')
      .filter((line) => !/^\d+; \d+ \d+ (SCHEMA - public|ACL - SCHEMA public|COMMENT - SCHEMA public)\b/.test(line))
      .join('\n'),
  );
  await runScript(url, programs, [`--use-list=${list}`, dump]);
}

/** Refused unless there is nothing at all in it. */
export async function requireEmptyDatabase(url: string): Promise<void> {
  const client = new Client(connectionOf(url));
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT count(*)::int AS n FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
        WHERE s.nspname = ANY ($1) AND c.relkind IN ('r', 'v', 'm', 'S', 'p')`,
      [SCHEMAS],
    );
    if (rows[0].n > 0) {
      throw new StartRefused('目标数据库不是空的，不覆盖 (the target database is not empty, nothing is overwritten)');
    }
  } finally {
    await client.end();
  }
}
