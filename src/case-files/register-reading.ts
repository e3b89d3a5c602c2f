import { randomUUID } from 'node:crypto';
import type { QueryRunner } from 'typeorm';
import { allAdoptions } from '../organizations/adoptions';
import { dayOf } from '../platform/clock';
import type { Services } from '../platform/context';
import { affected, rows } from '../platform/database/data-source';
import { faultFacts } from '../platform/http';
import { conflict } from '../platform/refusal';
import { openSheet } from '../platform/sheets/read';
import { SheetRefused } from '../platform/sheets/sheet';
import type { Spool } from '../platform/sheets/spool';
import { type CheckGround, checkRows } from './register-check';
import { holdWhileReading, letGo } from './register-reading-lock';
import { type ReadRow, type RegisterRow, readRow } from './register-rows';
import { checkAcross, eraseRows, type Statements, stageRows, statements } from './register-staging';
import { RegisterTable } from './register-table';

/** Readings that one server has under way at a time. */
const AT_ONCE = 4;

/** The reading was stopped: the server goes down, or the import was discarded meanwhile. */
class Stopped extends Error {}

/** What registers are held against at one agency on one day. */
export async function checkGround(
  run: Statements,
  services: Pick<Services, 'keys'>,
  agencyId: string,
  today: string,
  lock: boolean,
): Promise<CheckGround> {
  const [agency] = await run.sql<{ name: string; regionCode: string }>(
    'SELECT name, region_code AS "regionCode" FROM agency WHERE id = $1',
    [agencyId],
  );
  if (!agency) throw new Error(`no agency ${agencyId}`);
  return {
    agencyId,
    agencyName: agency.name,
    regionCode: agency.regionCode,
    today,
    keys: services.keys,
    reads: run,
    lock,
    adoptions: await allAdoptions(run),
  };
}

/** A place for a reading, and the lock by which every server knows that one is alive. */
interface Claim {
  start(importId: string, spool: Spool): void;
  giveBack(): Promise<void>;
}

/** Reads uploaded registers beside the requests: in batches, each staged before the next is read, so that memory stays as it is. */
export class RegisterReadings {
  private taken = 0;
  private stopping = false;
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly services: Services) {}

  /** Refused as UPLOADS_BUSY where nothing could be read now: asked before a body is sent in vain. */
  requirePlace(): void {
    if (this.taken >= AT_ONCE || this.stopping) throw conflict('UPLOADS_BUSY', '正在读取的登记簿过多，请稍后再传');
  }

  /** A place to read a register that has arrived. Its lock is held before the import is there, until it is read. */
  async claim(agencyId: string): Promise<Claim> {
    this.requirePlace();
    this.taken += 1;
    const runner = this.services.dataSource.createQueryRunner('master');
    const giveBack = async () => {
      this.taken -= 1;
      // With its connection a lock is gone as well.
      await letGo(statements(runner), agencyId).catch(() => undefined);
      await runner.release();
    };
    const start = (importId: string, spool: Spool) => {
      const reading = this.read(runner, importId, agencyId, spool).finally(async () => {
        await spool.close().catch(() => undefined);
        await giveBack();
        this.running.delete(reading);
      });
      this.running.add(reading);
    };
    try {
      await holdWhileReading(statements(runner), agencyId);
      return { start, giveBack };
    } catch (error) {
      await giveBack();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.stopping = true;
    await Promise.allSettled(this.running);
  }

  private async read(runner: QueryRunner, importId: string, agencyId: string, spool: Spool): Promise<void> {
    try {
      await this.stage(runner, importId, agencyId, spool);
    } catch (error) {
      await this.fail(runner, importId, error);
    }
  }

  private async stage(runner: QueryRunner, importId: string, agencyId: string, spool: Spool): Promise<void> {
    const { services } = this;
    const run = statements(runner);
    const sheet = await openSheet(spool, services.config.registers.limits);
    const table = new RegisterTable();
    const ground = await checkGround(run, services, agencyId, dayOf(services.clock.now()), false);
    await this.progress(runner, importId, 'format = $3, encoding = $4', [
      sheet.format,
      sheet.format === 'CSV' ? sheet.encoding : null,
    ]);
    let rowsRead = 0;
    for await (const batch of sheet.batches) {
      const entries = table.take(batch);
      if (table.columns)
        await this.stageBatch(
          run,
          importId,
          ground,
          entries.map((row) => readRow(row, table.columns!, sheet.from1904)),
        );
      rowsRead += entries.length;
      await this.progress(runner, importId, 'rows_read = $3, skipped = $4', [rowsRead, table.skipped]);
    }
    table.finish();
    await runner.startTransaction();
    await checkAcross(run, importId);
    await this.progress(
      runner,
      importId,
      `state = 'READ', notes = $3, (good, unchanged, bad) = (SELECT count(*) FILTER (WHERE outcome = 'GOOD'), count(*) FILTER (WHERE outcome = 'UNCHANGED'), count(*) FILTER (WHERE outcome = 'BAD')
         FROM register_import_row WHERE import_id = $1)`,
      [[...sheet.notes, ...table.notes]],
    );
    await runner.commitTransaction();
  }

  private async stageBatch(
    run: Statements,
    importId: string,
    ground: CheckGround,
    read: readonly ReadRow[],
  ): Promise<void> {
    if (!read.length) return;
    const sound = read.filter((each): each is ReadRow & { row: RegisterRow } => each.row !== null);
    const checked = await checkRows(
      ground,
      sound.map(({ row }) => row),
    );
    const byNo = new Map(sound.map(({ no }, index) => [no, checked[index] ?? null]));
    await stageRows(
      run,
      this.services.keys,
      importId,
      read.map((each) => ({ read: each, checked: byNo.get(each.no) ?? null })),
    );
  }

  /** Writes how far the reading is, and learns whether it is still wanted. */
  private async progress(runner: QueryRunner, importId: string, set: string, params: unknown[]): Promise<void> {
    if (this.stopping) throw new Stopped();
    const written = await affected(
      runner,
      `UPDATE register_import SET touched_at = $2, ${set} WHERE id = $1 AND state = 'READING'`,
      [importId, this.services.clock.now(), ...params],
    );
    if (!written) throw new Stopped();
  }

  private async fail(runner: QueryRunner, importId: string, error: unknown): Promise<void> {
    const [code, message] = this.told(error);
    try {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      await eraseRows(statements(runner), importId);
      await rows(
        runner,
        `UPDATE register_import SET state = 'FAILED', failure_code = $2, failure = $3, touched_at = $4 WHERE id = $1 AND state = 'READING'`,
        [importId, code, message, this.services.clock.now()],
      );
    } catch (again) {
      // The database is away: the sweep finds what stands still.
      this.services.log.error({ importId, fault: faultFacts(again) }, 'register reading not closed');
    }
  }

  private told(error: unknown): readonly [string, string] {
    if (error instanceof SheetRefused) return [error.code, error.message];
    if (error instanceof Stopped) return ['INTERRUPTED', '读取中断；请重新上传'];
    const faultId = randomUUID();
    this.services.log.error({ faultId, fault: faultFacts(error) }, 'fault');
    return ['FAULT', `系统故障，编号 ${faultId}；请重新上传`];
  }
}
