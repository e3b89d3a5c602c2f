import { Client, escapeIdentifier, escapeLiteral } from 'pg';

export const OWNER_ROLE = 'anzhi_owner';
export const APP_ROLE = 'anzhi_app';

export interface RolePasswords {
  readonly owner: string;
  readonly app: string;
}

/**
 * Creates or updates the two database roles and hands the database to the owner: the owner migrates,
 * the server's role may do only what migrations grant it. Safe to repeat.
 */
export async function ensureRoles(superuserUrl: string, passwords: RolePasswords): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const database = escapeIdentifier((await client.query('SELECT current_database() AS name')).rows[0].name);
    for (const [role, password] of [
      [OWNER_ROLE, passwords.owner],
      [APP_ROLE, passwords.app],
    ] as const) {
      const exists = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
      const verb = exists.rowCount ? 'ALTER' : 'CREATE';
      await client.query(
        `${verb} ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${escapeLiteral(password)}`,
      );
    }
    await client.query(`ALTER DATABASE ${database} OWNER TO ${OWNER_ROLE}`);
    await client.query(`ALTER SCHEMA public OWNER TO ${OWNER_ROLE}`);
    await client.query(`REVOKE ALL ON SCHEMA public FROM public`);
    await client.query(`GRANT USAGE ON SCHEMA public TO ${APP_ROLE}`);
    await client.query(`REVOKE ALL ON DATABASE ${database} FROM public`);
    await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${APP_ROLE}`);
  } finally {
    await client.end();
  }
}
