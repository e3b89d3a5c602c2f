import type { Context } from '../platform/context';
import { rows } from '../platform/database/data-source';
import { onPrimary } from '../platform/database/primary';

/** Reads that open the vault write that they did: on the primary, or in the transaction of a preview. */
export const vaultReads =
  (context: Context) =>
  async <T>(text: string, params?: readonly unknown[]): Promise<T[]> => {
    if (context.previewing) return context.read<T>(text, params);
    context.statements += 1;
    return onPrimary(context.services.dataSource, async (runner) => {
      const found = await rows<T>(runner, text, params);
      await context.wroteAs(context.actor?.accountId ?? null, runner);
      return found;
    });
  };
