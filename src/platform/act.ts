import type { QueryRunner } from 'typeorm';
import { z } from 'zod';
import type { Finding } from '../regulation/rule';
import type { Actor, Appointment, Role } from './access/actor';
import { appointmentsFor } from './access/actor';
import { canonical, hmac256 } from './canonical';
import { refusalOfConstraint } from './constraints';
import type { Context } from './context';
import { affected, rows } from './database/data-source';
import type { EntityClass } from './database/naming';
import type { LedgerFacts, Thing } from './ledger';
import { writeLedger } from './ledger';
import type { AnyRefusal } from './refusal';
import { accessRefusal, conflict, inputRefusal, Receipt, Refused, viewFinding } from './refusal';

z.config(z.locales.zhCN());

/** What an act answers: ids and plain values, enough to show the same answer again. */
export type Outcome = Readonly<Record<string, unknown>>;

export interface ActDefinition<S extends z.ZodType, O extends Outcome> {
  /** The mutation's name, verb first. */
  readonly name: string;
  /** What has happened once it is done, for the ledger: CASE_FILE_REGISTERED. */
  readonly event: string;
  /** Who may ever do it; a role outside gets FORBIDDEN. Empty: whoever is signed in. */
  readonly roles: readonly Role[];
  readonly input: S;
  /** Takes a secret or gives one: its preview ends with the decision (`act.preview` is asked in `run`). */
  readonly secret?: boolean;
  /** May be done while a first password still waits to be changed. */
  readonly beforePasswordChange?: boolean;
  /** Goes around the whole act, its transaction included: for counts that must outlive a refusal. Previews pass it by. */
  around?<R>(context: Context, actor: Actor, proceed: () => Promise<R>): Promise<R>;
  run(act: Act, input: z.output<S>): Promise<O>;
}

export const defineAct = <S extends z.ZodType, O extends Outcome>(definition: ActDefinition<S, O>) => definition;

export interface ActCall {
  readonly idempotencyKey: string;
  readonly preview: boolean;
}

interface Line {
  readonly things: readonly Thing[];
  readonly facts: LedgerFacts;
  readonly findings?: readonly Finding[];
  readonly provisions: readonly string[];
  readonly event?: string;
}

/** One running act: everything it may use, and nothing else. */
export class Act {
  readonly now: Date;
  readonly today: string;
  /** The appointment in whose name the act is done; set by the access check. */
  appointment: Appointment | null = null;
  private readonly touched: Thing[] = [];
  firstEntryId: string | null = null;

  constructor(
    readonly context: Context,
    readonly actor: Actor,
    readonly runner: QueryRunner,
    readonly definition: { readonly name: string; readonly event: string; readonly roles: readonly Role[] },
    readonly preview: boolean,
  ) {
    this.now = context.now;
    this.today = context.today;
  }

  /** The actor's appointments that allow this act. */
  get appointments(): readonly Appointment[] {
    return appointmentsFor(this.actor, this.definition.roles);
  }

  sql<T>(text: string, params: readonly unknown[] = []): Promise<T[]> {
    return rows<T>(this.runner, text, params);
  }

  /** Runs a writing statement and gives the number of rows it wrote. */
  write(text: string, params: readonly unknown[] = []): Promise<number> {
    return affected(this.runner, text, params);
  }

  async insert<Row extends object>(
    entity: EntityClass<Row>,
    values: Partial<Row> | readonly Partial<Row>[],
  ): Promise<void> {
    await this.runner.manager.insert(entity as never, values as never);
  }

  as(appointment: Appointment): void {
    this.appointment = appointment;
  }

  /** A refusal from here on is also read in this thing's history. */
  touch(...things: Thing[]): void {
    this.touched.push(...things);
  }

  get things(): readonly Thing[] {
    return this.touched;
  }

  async record(line: Line): Promise<string> {
    const id = await writeLedger(this.runner, {
      ...this.signature(),
      event: line.event ?? this.definition.event,
      outcome: 'DONE',
      code: null,
      facts: line.facts,
      findings: line.findings?.map(viewFinding) ?? null,
      provisions: line.provisions,
      things: line.things,
    });
    this.firstEntryId ??= id;
    return id;
  }

  async recordRefusal(refusal: AnyRefusal): Promise<void> {
    const named = refusal.findings.filter((finding) => !finding.met).flatMap((finding) => finding.provisions);
    await writeLedger(this.runner, {
      ...this.signature(),
      event: this.definition.event,
      outcome: 'REFUSED',
      code: refusal.code,
      facts: 'problems' in refusal ? { fields: refusal.problems.map((problem) => problem.path) } : {},
      findings: refusal.findings.length ? refusal.findings : null,
      provisions: [...new Set(named)],
      things: this.touched,
    });
  }

  private signature() {
    const { appointment } = this;
    return {
      at: this.now,
      act: this.definition.name,
      accountId: this.actor.accountId,
      personId: this.actor.personId,
      role: appointment?.role ?? null,
      onBehalf: appointment ? { kind: appointment.place, id: appointment.placeId } : null,
      requestId: this.context.requestId,
    };
  }
}

interface Done {
  readonly outcome: Outcome;
  readonly receipt: Receipt;
}

const receiptOf = (entryId: string | null, at: Date, preview: boolean, replayed: boolean): Receipt =>
  Object.assign(new Receipt(), { entryId, at, preview, replayed });

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
    return refuseBeforehand(context, actor, definition, call, accessRefusal('FORBIDDEN', '首次登录请先修改密码'));
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

type Definition = ActDefinition<z.ZodType, Outcome>;

async function attempt<S extends z.ZodType, O extends Outcome>(
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
    await new Promise((wake) => setTimeout(wake, 10 * tries + Math.random() * 20));
  }
}

/** The act within what goes around it; where that already refuses, its ledger line is written as well. */
async function guarded<S extends z.ZodType, O extends Outcome>(
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
    await rows(runner, 'SAVEPOINT act');
    try {
      if (digest) {
        const replay = await claim(runner, act, call.idempotencyKey, definition.name, digest);
        if (replay) {
          await runner.commitTransaction();
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
      await rows(runner, 'UPDATE act_claim SET outcome = $3, entry_id = $4 WHERE account_id = $1 AND key = $2', [
        actor.accountId,
        call.idempotencyKey,
        JSON.stringify(outcome),
        act.firstEntryId,
      ]);
      await runner.commitTransaction();
      context.changed();
      return { outcome, receipt: receiptOf(act.firstEntryId, act.now, false, false) };
    } catch (error) {
      if (isTransient(error)) return { retry: error };
      const refused = error instanceof Refused ? error : (refusalOfConstraint(error) ?? busy(error));
      if (!refused) throw error;
      if (!call.preview) {
        await rows(runner, 'ROLLBACK TO SAVEPOINT act');
        await act.recordRefusal(refused.refusal);
        await runner.commitTransaction();
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
  const claimed = await rows(
    runner,
    'INSERT INTO act_claim (account_id, key, act, payload_digest, claimed_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING key',
    [act.actor.accountId, key, name, digest, act.now],
  );
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
async function refuseBeforehand(
  context: Context,
  actor: Actor,
  definition: { readonly name: string; readonly event: string; readonly roles: readonly Role[] },
  call: ActCall,
  refusal: AnyRefusal,
): Promise<never> {
  if (call.preview) throw new Refused(refusal);
  const runner = context.services.dataSource.createQueryRunner('master');
  try {
    await new Act(context, actor, runner, definition, false).recordRefusal(refusal);
  } finally {
    await runner.release();
  }
  throw new Refused(refusal);
}
