import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { Client, DatabaseError, escapeIdentifier, escapeLiteral } from 'pg';
import { StartRefused } from '../start-refused';
import { connectionOf, whyUnreachable } from './connection';

export const OWNER_ROLE = 'anzhi_owner';
export const APP_ROLE = 'anzhi_app';
/** Reads what a reader of a peer review may see, and nothing else: a login of its own, because SET ROLE could be undone. */
export const READER_ROLE = 'anzhi_reader';
/** Owns the maps from pseudonyms to files; nobody logs in as it, and the server reaches them only through its functions. */
export const VAULT_ROLE = 'anzhi_vault';

/** Null: a role that is there keeps its password. */
export interface RolePasswords {
  readonly owner: string | null;
  readonly app: string | null;
  readonly reader: string | null;
}

/** What the database keeps of a password, made here: then no statement and no log of the database holds the password. */
function scramVerifier(password: string): string {
  // Others are prepared by the database itself (SASLprep).
  if (!/^[\x20-\x7e]+$/.test(password)) return password;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, 4096, 32, 'sha256');
  const keyed = (text: string) => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(keyed('Client Key')).digest('base64');
  return `SCRAM-SHA-256$4096:${salt.toString('base64')}$${stored}:${keyed('Server Key').toString('base64')}`;
}

async function ensureLogin(client: Client, role: string, password: string | null): Promise<void> {
  const { rows } = await client.query(
    'SELECT rolsuper OR rolcreatedb OR rolcreaterole AS mighty FROM pg_roles WHERE rolname = $1',
    [role],
  );
  const [known] = rows;
  if (!known && password === null) throw new StartRefused(`角色 ${role} 尚不存在，须给出密码 (password needed)`);
  // Administrators of managed services may not even say NOSUPERUSER: it is said only where it would change something.
  const limits = known?.mighty ? ' NOSUPERUSER NOCREATEDB NOCREATEROLE' : '';
  const secret = password === null ? '' : ` PASSWORD ${escapeLiteral(scramVerifier(password))}`;
  await client.query(`${known ? 'ALTER' : 'CREATE'} ROLE ${role} LOGIN${limits}${secret}`);
}

/**
 * Creates or updates the four database roles: the owner migrates, the server's role and the reader's may do only what
 * migrations grant them, and the vault's owns what neither may read.
 * The administrator needs CREATEROLE and to own the database, as managed services grant it; superuser is not needed.
 * Safe to repeat.
 */
export async function ensureRoles(administratorUrl: string, passwords: RolePasswords): Promise<void> {
  const client = new Client({ ...connectionOf(administratorUrl), application_name: 'anzhi-roles' });
  await client.connect().catch((error: unknown) => {
    throw new StartRefused(whyUnreachable(administratorUrl, error));
  });
  try {
    // One at a time: two sessions that alter the same role are in each other's way.
    await client.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtext('anzhi roles'))`);
    await ensureLogin(client, OWNER_ROLE, passwords.owner);
    await ensureLogin(client, APP_ROLE, passwords.app);
    await ensureLogin(client, READER_ROLE, passwords.reader);
    await ensureVault(client);
    const database = escapeIdentifier((await client.query('SELECT current_database() AS name')).rows[0].name);
    await client.query(`REVOKE ALL ON SCHEMA public FROM public`);
    await client.query(`GRANT USAGE, CREATE ON SCHEMA public TO ${OWNER_ROLE}`);
    await client.query(`GRANT USAGE ON SCHEMA public TO ${APP_ROLE}, ${VAULT_ROLE}`);
    await client.query(`REVOKE ALL ON DATABASE ${database} FROM public`);
    // The schemas of peer review are made by a migration, so that an administrator need not own what is in them.
    await client.query(`GRANT CONNECT, TEMPORARY, CREATE ON DATABASE ${database} TO ${OWNER_ROLE}`);
    await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${APP_ROLE}, ${READER_ROLE}`);
    await refuseHalfDone(client);
    await client.query('COMMIT');
  } catch (error) {
    if (error instanceof DatabaseError && error.code === '42501') {
      throw new StartRefused(
        `管理员权限不够：须有 CREATEROLE 并且是该数据库的所有者 (CREATEROLE and ownership of the database are needed): ${error.message}`,
      );
    }
    throw error;
  } finally {
    await client.end();
  }
}

/** The owner is a member, so that migrations can make what belongs to the vault and give it away. */
async function ensureVault(client: Client): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [VAULT_ROLE]);
  if (!rowCount) await client.query(`CREATE ROLE ${VAULT_ROLE} NOLOGIN`);
  const { rows } = await client.query(`SELECT pg_has_role($1, $2, 'MEMBER') AS member`, [OWNER_ROLE, VAULT_ROLE]);
  if (!rows[0].member) await client.query(`GRANT ${VAULT_ROLE} TO ${OWNER_ROLE}`);
}

/** A GRANT that the administrator may not make is only a warning to PostgreSQL: it is looked at afterwards. */
async function refuseHalfDone(client: Client): Promise<void> {
  const { rows } = await client.query(
    `SELECT has_schema_privilege($1, 'public', 'CREATE') AND has_database_privilege($1, current_database(), 'CONNECT')
        AND has_schema_privilege($2, 'public', 'USAGE') AND has_database_privilege($2, current_database(), 'CONNECT')
        AND NOT has_schema_privilege($2, 'public', 'CREATE')
        AND has_database_privilege($1, current_database(), 'CREATE') AND has_database_privilege($3, current_database(), 'CONNECT')
        AND pg_has_role($1, $4, 'MEMBER') AS whole,
        (SELECT NOT rolcanlogin FROM pg_roles WHERE rolname = $4)
        AND NOT pg_has_role($2, $4, 'MEMBER') AND NOT pg_has_role($3, $4, 'MEMBER')
        AND NOT pg_has_role($3, $2, 'MEMBER') AND NOT pg_has_role($3, $1, 'MEMBER') AS apart`,
    [OWNER_ROLE, APP_ROLE, READER_ROLE, VAULT_ROLE],
  );
  if (!rows[0].apart) {
    throw new StartRefused(
      `角色没有分开：${VAULT_ROLE} 不得登录，也不得授予 ${APP_ROLE} 或 ${READER_ROLE}；${READER_ROLE} 不得属于其他角色 (roles are not apart)`,
    );
  }
  if (!rows[0].whole) {
    throw new StartRefused(
      '角色的权限未能授予：管理员须是该数据库及其 public 模式的所有者 (grants not made: own the database and its schema public)',
    );
  }
}
