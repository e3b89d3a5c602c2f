import type { DataSource, QueryRunner } from 'typeorm';

type Work<T> = (primary: QueryRunner) => Promise<T>;

/** Does `work` on a connection to the primary, and gives it back. */
export async function onPrimary<T>(dataSource: DataSource, work: Work<T>): Promise<T> {
  const runner = dataSource.createQueryRunner('master');
  try {
    return await work(runner);
  } finally {
    await runner.release();
  }
}

/** The same in a transaction: undone where `work` throws, committed where it does not and has not undone it itself. */
export const inTransaction = <T>(dataSource: DataSource, work: Work<T>): Promise<T> =>
  onPrimary(dataSource, async (runner) => {
    try {
      await runner.startTransaction();
      const result = await work(runner);
      if (runner.isTransactionActive) await runner.commitTransaction();
      return result;
    } finally {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    }
  });
