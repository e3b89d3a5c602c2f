import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { StartRefused } from '../start-refused';
import { connectionOf } from './connection';
import { APP_ROLE, READER_ROLE, VAULT_ROLE } from './roles';

/** Names of locks in the database, known to every server of this software. */
export const LOCKS = { structure: 0x616e7a01, city: 0x616e7a02 } as const;

/**
 * Runs `work` while no other server does: a lock of a session of its own, which ends with that session, so that a server
 * that is killed holds up nobody. Whoever has to wait says so once.
 */
export async function aloneIn<T>(url: string, lock: number, waiting: () => void, work: () => Promise<T>): Promise<T> {
  const client = new Client({ ...connectionOf(url), application_name: 'anzhi-lock', keepAlive: true });
  // If the session is lost the work goes on: the statements of a migration are in a transaction of their own.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS mine', [lock]);
    if (!rows[0].mine) {
      waiting();
      await client.query('SELECT pg_advisory_lock($1)', [lock]);
    }
    return await work();
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function appliedMigrations(dataSource: DataSource): Promise<string[]> {
  const [table] = await dataSource.query(
    `SELECT c.oid IS NOT NULL AND has_table_privilege(c.oid, 'SELECT') AS readable
       FROM (SELECT to_regclass('public.migration')::oid AS oid) c`,
  );
  if (!table.readable) return [];
  const applied: { name: string }[] = await dataSource.query('SELECT name FROM migration ORDER BY id');
  return applied.map(({ name }) => name);
}

function refuseNewer(applied: readonly string[], known: readonly string[]): void {
  const unknown = applied.filter((name) => !known.includes(name));
  if (unknown.length) {
    throw new StartRefused(
      `数据库的结构比本程序新，不能启动 (the database is newer than this build, unknown migrations): ${unknown.join(', ')}`,
    );
  }
}

/** Migrations name roles that only an administrator can make. */
async function requireRoles(owner: DataSource): Promise<void> {
  const [{ whole }] = await owner.query(
    `SELECT has_database_privilege(current_database(), 'CREATE')
        AND count(*) = 3 AND bool_and(rolname <> $3 OR pg_has_role(oid, 'MEMBER')) AS whole
       FROM pg_roles WHERE rolname IN ($1, $2, $3)`,
    [APP_ROLE, READER_ROLE, VAULT_ROLE],
  );
  if (!whole) {
    throw new StartRefused(
      '数据库角色不全，请由管理员再执行一次 npm run database-roles (database roles are missing: run it once more)',
    );
  }
}

/**
 * Brings the structure and the reference data up to date, one server after the other. Refused where the database is
 * ahead of this build. The server's role may read which migrations were applied, and nothing else of them.
 */
export async function prepareDatabase(
  owner: DataSource,
  url: string,
  known: readonly string[],
  referenceData: (owner: DataSource) => Promise<void>,
  say: (line: string) => void,
): Promise<number> {
  const waiting = () => say('另一台服务器正在更新数据库，等待中 (waiting: another server is migrating the database) …');
  return aloneIn(url, LOCKS.structure, waiting, async () => {
    await owner.initialize();
    try {
      refuseNewer(await appliedMigrations(owner), known);
      await requireRoles(owner);
      const done = await owner.runMigrations();
      await owner.query(`GRANT SELECT ON migration TO ${APP_ROLE}`);
      await referenceData(owner);
      return done.length;
    } finally {
      await owner.destroy();
    }
  });
}

/** Without the owner's URL nothing can be brought up to date: the structure must be this build's already. */
export async function requireStructure(dataSource: DataSource, known: readonly string[]): Promise<void> {
  const applied = await appliedMigrations(dataSource);
  refuseNewer(applied, known);
  const missing = known.filter((name) => !applied.includes(name));
  if (missing.length) {
    throw new StartRefused(
      `数据库结构尚未更新（缺${missing.length}步），请设置 DATABASE_OWNER_URL 启动一次 (not migrated: start once with DATABASE_OWNER_URL)`,
    );
  }
}
