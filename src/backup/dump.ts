import { execFile, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

type Program = 'pg_dump' | 'pg_restore';
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

/** The password goes by the environment: arguments can be read by everybody on the machine. */
function run(folder: string | null, program: Program, url: string, args: readonly string[]): Promise<void> {
  const target = new URL(url);
  const password = decodeURIComponent(target.password);
  target.password = '';
  const child = spawn(at(folder, program), ['--no-password', `--dbname=${target.href}`, ...args], {
    env: { ...process.env, PGPASSWORD: password },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2000);
  });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      if (code === 0) done();
      else fail(new StartRefused(`${program} 未完成 (failed): ${said.trim().split('\n').slice(-3).join(' ')}`));
    });
  });
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
  await run(programs, 'pg_dump', url, [
    '--format=custom',
    `--snapshot=${snapshot}`,
    ...SCHEMAS.map((schema) => `--schema=${schema}`),
    ...without,
    `--file=${path}`,
  ]);
  return [{ path: DUMP, ...(await digestOf(path)) }];
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
  await run(programs, 'pg_restore', url, ['--single-transaction', '--exit-on-error', `--use-list=${list}`, dump]);
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
