import type { Services } from '../platform/context';
import { inTransaction } from '../platform/database/primary';
import { newId } from '../platform/ids';
import { writeLedgerOutsideActs } from '../platform/ledger';
import { abandonedReadings } from './register-reading-lock';
import { eraseRows, statements } from './register-staging';

const DAY_MS = 86_400_000;
/** A reading that has not moved for so long is lost, even where its server seems to live. */
const STILL_MS = 15 * 60_000;

/** Closes readings that nobody reads any more, and erases what nobody decided on in time (LAL-21, HOUSE). */
export async function sweepRegisters(services: Services): Promise<void> {
  const now = services.clock.now();
  const before = (ms: number) => new Date(now.getTime() - ms);
  await inTransaction(services.dataSource, async (runner) => {
    const run = statements(runner);
    const lost = await run.sql<{ id: string }>(
      `UPDATE register_import SET state = 'FAILED', failure_code = 'INTERRUPTED', failure = '读取中断；请重新上传', touched_at = $2
        WHERE state = 'READING' AND (touched_at < $1 OR agency_id = ANY ($3::uuid[])) RETURNING id`,
      [before(STILL_MS), now, await abandonedReadings(run)],
    );
    const expired = await run.sql<{ id: string; agencyId: string }>(
      `UPDATE register_import SET state = 'EXPIRED', touched_at = $2 WHERE state = 'READ' AND touched_at < $1 RETURNING id, agency_id AS "agencyId"`,
      [before(services.config.registers.days * DAY_MS), now],
    );
    for (const { id } of [...lost, ...expired]) await eraseRows(run, id);
    for (const { id, agencyId } of expired) {
      await writeLedgerOutsideActs(runner, services.keys, {
        at: now,
        act: 'expireRegisterImport',
        event: 'REGISTER_EXPIRED',
        facts: { importId: id, agencyId, days: services.config.registers.days },
        requestId: newId(),
        things: [{ kind: 'RegisterImport', id }],
      });
    }
  });
}
