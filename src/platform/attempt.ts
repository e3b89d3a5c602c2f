import type { QueryRunner } from 'typeorm';
import type { z } from 'zod';
import type { Actor, Role } from './access/actor';
import { refusalOfConstraint } from './constraints';
import type { Context } from './context';
import { type Prepared, rows } from './database/data-source';
import { onPrimary } from './database/primary';
import { measuresOf } from './measures';
import type { AnyRefusal } from './refusal';
import { conflict, Receipt, Refused } from './refusal';
import { Act, type ActCall, type ActDefinition, type Outcome } from './running-act';

export interface Done {
  readonly outcome: Outcome;
  readonly receipt: Receipt;
}

const receiptOf = (entryId: string | null, at: Date, preview: boolean, replayed: boolean): Receipt =>
  Object.assign(new Receipt(), { entryId, at, preview, replayed });

const CLAIM: Prepared = {
  name: 'act claim',
  text: 'INSERT INTO act_claim (account_id, key, act, payload_digest, claimed_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING key',
};
const CLAIMED: Prepared = {
  name: 'act claimed',
  text: 'UPDATE act_claim SET outcome = $3, entry_id = $4 WHERE account_id = $1 AND key = $2',
};

type Definition = ActDefinition<z.ZodType, Outcome>;

/** One act in one transaction: claim, run, ledger; a refusal leaves its line alone. Tried again where others only got in its way. */
export async function attempt<S extends z.ZodType, O extends Outcome>(
  context: Context,
  actor: Actor,
  definition: ActDefinition<S, O>,
  input: z.output<S>,
  call: ActCall,
  digest: Buffer | null,
): Promise<Done> {
  for (let tries = 1; ; tries += 1) {
    const result = await once(context, actor, definition as unknown as Definition, input, call, digest);
    if (!('retry' in result)) return result;
    if (tries >= 4) throw result.retry;
    measuresOf(context.services).actRetried(definition.name);
    await new Promise((wake) => setTimeout(wake, 10 * tries + Math.random() * 20));
  }
}

/** The act within what goes around it; where that already refuses, its ledger line is written as well. */
export async function guarded<S extends z.ZodType, O extends Outcome>(
  context: Context,
  actor: Actor,
  definition: ActDefinition<S, O>,
  call: ActCall,
  work: () => Promise<Done>,
): Promise<Done> {
  if (!definition.around) return work();
  let begun = false;
  try {
    return await definition.around(context, actor, () => {
      begun = true;
      return work();
    });
  } catch (error) {
    if (!begun && error instanceof Refused) return refuseBeforehand(context, actor, definition, call, error.refusal);
    throw error;
  }
}

async function once(
  context: Context,
  actor: Actor,
  definition: Definition,
  input: unknown,
  call: ActCall,
  digest: Buffer | null,
): Promise<Done | { retry: unknown }> {
  const runner = context.services.dataSource.createQueryRunner('master');
  const act = new Act(context, actor, runner, definition, call.preview);
  let kept = false;
  try {
    await runner.startTransaction();
    context.enterAct(runner);
    try {
      if (digest) {
        const replay = await claim(runner, act, call.idempotencyKey, definition.name, digest);
        if (replay) {
          await runner.commitTransaction();
          await context.wroteAs(actor.accountId, runner);
          context.changed();
          return replay;
        }
      }
      const outcome = await definition.run(act, input);
      if (!act.firstEntryId && !(definition.secret && call.preview))
        throw new Error(`${definition.name} left no line in the ledger`);
      await rows(runner, 'SET CONSTRAINTS ALL IMMEDIATE');
      if (call.preview) {
        kept = true;
        context.enterPreview(runner);
        return { outcome, receipt: receiptOf(null, act.now, true, false) };
      }
      await rows(runner, CLAIMED, [actor.accountId, call.idempotencyKey, JSON.stringify(outcome), act.firstEntryId]);
      await runner.commitTransaction();
      await context.wroteAs(actor.accountId, runner);
      context.changed();
      act.committed();
      return { outcome, receipt: receiptOf(act.firstEntryId, act.now, false, false) };
    } catch (error) {
      if (isTransient(error)) return { retry: error };
      const refused = error instanceof Refused ? error : (refusalOfConstraint(error) ?? busy(error));
      if (!refused) throw error;
      if (!call.preview) {
        // Nothing of the act is left, its claim of the key included: only the line stays, in a transaction of its own.
        await runner.rollbackTransaction();
        await runner.startTransaction();
        await act.recordRefusal(refused.refusal);
        await runner.commitTransaction();
        await context.wroteAs(actor.accountId, runner);
        context.changed();
      }
      throw refused;
    }
  } finally {
    context.leaveAct();
    if (!kept) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      await runner.release();
    }
  }
}

/** Claims the key for this payload; a key already used gives its first answer, or a refusal where the payload differs. */
async function claim(runner: QueryRunner, act: Act, key: string, name: string, digest: Buffer): Promise<Done | null> {
  const claimed = await rows(runner, CLAIM, [act.actor.accountId, key, name, digest, act.now]);
  if (claimed.length) return null;
  const [earlier] = await rows<{ digest: Buffer; outcome: Outcome; entry_id: string; claimed_at: Date }>(
    runner,
    'SELECT payload_digest AS digest, outcome, entry_id, claimed_at FROM act_claim WHERE account_id = $1 AND key = $2',
    [act.actor.accountId, key],
  );
  if (!earlier) throw Object.assign(new Error('claim vanished'), { code: '40001' });
  if (!earlier.digest.equals(digest)) {
    throw conflict('IDEMPOTENCY_KEY_REUSED', '这个幂等键已用于另一次内容不同的提交，请换一个新键');
  }
  return { outcome: earlier.outcome, receipt: receiptOf(earlier.entry_id, earlier.claimed_at, false, true) };
}

const sqlState = (error: unknown): string | undefined =>
  (error as { driverError?: { code?: string } })?.driverError?.code ?? (error as { code?: string })?.code;

/** Serialization failure or deadlock: the same act may simply be tried again. */
const isTransient = (error: unknown): boolean => ['40001', '40P01'].includes(sqlState(error) ?? '');

/** A lock that others held for too long. */
const busy = (error: unknown): Refused | null =>
  sqlState(error) === '55P03' ? conflict('BUSY', '他人正在处理同一事项，请稍后用同一幂等键重试') : null;

/** A refusal before any transaction of the act itself: only its ledger line is written, and for a preview not even that. */
export async function refuseBeforehand(
  context: Context,
  actor: Actor,
  definition: { readonly name: string; readonly event: string; readonly roles: readonly Role[] },
  call: ActCall,
  refusal: AnyRefusal,
): Promise<never> {
  if (call.preview) throw new Refused(refusal);
  await onPrimary(context.services.dataSource, async (runner) => {
    await new Act(context, actor, runner, definition, false).recordRefusal(refusal);
    await context.wroteAs(actor.accountId, runner);
  });
  throw new Refused(refusal);
}
