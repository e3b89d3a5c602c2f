import type { Statements } from './register-staging';

const KEY = (agencyId: string) => `hashtextextended('anzhi register ' || ${agencyId}, 0)`;

/** Held by the connection that reads a register of the agency, so that it ends with its server, however that ends. */
export const holdWhileReading = (run: Statements, agencyId: string): Promise<unknown> =>
  run.sql(`SELECT pg_advisory_lock_shared(${KEY('$1::text')})`, [agencyId]);

export const letGo = (run: Statements, agencyId: string): Promise<unknown> =>
  run.sql(`SELECT pg_advisory_unlock_shared(${KEY('$1::text')})`, [agencyId]);

/** Agencies with a register that is said to be read while nobody reads it; nobody begins to before the transaction ends. */
export async function abandonedReadings(run: Statements): Promise<string[]> {
  const agencies = await run.sql<{ agencyId: string }>(
    `SELECT agency_id AS "agencyId" FROM register_import WHERE state = 'READING'`,
  );
  const abandoned: string[] = [];
  for (const { agencyId } of agencies) {
    const [lock] = await run.sql<{ free: boolean }>(`SELECT pg_try_advisory_xact_lock(${KEY('$1::text')}) AS free`, [
      agencyId,
    ]);
    if (lock?.free) abandoned.push(agencyId);
  }
  return abandoned;
}
