import { z } from 'zod';
import { appointmentsFor } from './access/actor';
import { attempt, type Done, guarded, refuseBeforehand } from './attempt';
import { canonical, hmac256 } from './canonical';
import type { Context } from './context';
import type { AnyRefusal } from './refusal';
import { accessRefusal, conflict, inputRefusal, Receipt, Refused } from './refusal';
import type { ActCall, ActDefinition, Outcome } from './running-act';

export { Act, type ActCall, type ActDefinition, defineAct, type Outcome } from './running-act';

z.config(z.locales.zhCN());

const running = new WeakMap<object, Map<string, { digest: string; done: Promise<Done> }>>();

/** Does an act, or previews it: one transaction, one claim of the key, one ledger line. Throws Refused; other errors are faults. */
export async function perform<S extends z.ZodType, O extends Outcome>(
  context: Context,
  definition: ActDefinition<S, O>,
  input: unknown,
  call: ActCall,
): Promise<{ outcome: O; receipt: Receipt }> {
  const { actor } = context;
  if (!actor) throw new Refused(accessRefusal('NOT_SIGNED_IN'));
  if (context.previewing) throw conflict('PREVIEW_ALONE', '预演须单独提交：同一请求中不能再有其他操作');
  if (!/^[\x21-\x7e]{8,200}$/.test(call.idempotencyKey)) {
    return refuseBeforehand(
      context,
      actor,
      definition,
      call,
      inputRefusal([{ path: 'idempotencyKey', message: '须为8至200个可见ASCII字符' }]),
    );
  }
  if (actor.mustChangePassword && !definition.beforePasswordChange) {
    return refuseBeforehand(context, actor, definition, call, accessRefusal('PASSWORD_MUST_BE_CHANGED'));
  }
  if (definition.roles.length > 0 && appointmentsFor(actor, definition.roles).length === 0) {
    return refuseBeforehand(context, actor, definition, call, accessRefusal('FORBIDDEN'));
  }
  const parsed = definition.input.safeParse(input);
  if (!parsed.success) {
    const problems = parsed.error.issues
      .slice(0, 50)
      .map((issue) => ({ path: ['input', ...issue.path].join('.'), message: issue.message }));
    return refuseBeforehand(context, actor, definition, call, inputRefusal(problems));
  }
  if (call.preview)
    return (await attempt(context, actor, definition, parsed.data, call, null)) as { outcome: O; receipt: Receipt };

  const digest = hmac256(context.services.keys.digest, canonical({ act: definition.name, input: parsed.data }));
  // Calls with the same key wait for the first one here rather than each holding a connection.
  let calls = running.get(context.services);
  if (!calls) {
    calls = new Map();
    running.set(context.services, calls);
  }
  const slot = `${actor.accountId} ${call.idempotencyKey}`;
  const same = calls.get(slot);
  if (same && same.digest === digest.toString('hex')) {
    const { outcome, receipt } = await same.done;
    context.changed();
    return { outcome: outcome as O, receipt: { ...receipt, replayed: true } as Receipt };
  }
  const done = guarded(context, actor, definition, call, () =>
    attempt(context, actor, definition, parsed.data, call, digest),
  );
  if (!same) {
    calls.set(slot, { digest: digest.toString('hex'), done });
    const forget = () => calls.delete(slot);
    done.then(forget, forget);
  }
  return (await done) as { outcome: O; receipt: Receipt };
}

/** The wrapper for resolvers: refusals become members of the result union. */
export async function performAs<S extends z.ZodType, O extends Outcome, T extends object>(
  context: Context,
  definition: ActDefinition<S, O>,
  input: unknown,
  call: ActCall,
  success: new () => T,
  present: (outcome: O) => Promise<Omit<T, 'receipt'>> | Omit<T, 'receipt'>,
): Promise<T | AnyRefusal> {
  try {
    const { outcome, receipt } = await perform(context, definition, input, call);
    return Object.assign(new success(), { receipt }, await present(outcome));
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}
