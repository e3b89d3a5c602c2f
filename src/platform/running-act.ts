import type { QueryRunner } from 'typeorm';
import type { z } from 'zod';
import type { Finding } from '../regulation/rule';
import type { Actor, Appointment, Role } from './access/actor';
import { appointmentsFor } from './access/actor';
import type { Context } from './context';
import { affected, type Prepared, rows } from './database/data-source';
import type { EntityClass } from './database/naming';
import type { LedgerFacts, Thing } from './ledger';
import { writeLedger } from './ledger';
import type { AnyRefusal } from './refusal';
import { viewFinding } from './refusal';

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
  private readonly afterwards: (() => void)[] = [];
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

  sql<T>(statement: string | Prepared, params: readonly unknown[] = []): Promise<T[]> {
    return rows<T>(this.runner, statement, params);
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

  /** Done once the act is committed, and only then: for counts outside the database. */
  afterCommit(then: () => void): void {
    this.afterwards.push(then);
  }
  committed(): void {
    for (const then of this.afterwards.splice(0)) then();
  }

  async record(line: Line): Promise<string> {
    const id = await writeLedger(this.runner, this.context.services.keys, {
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
    await writeLedger(this.runner, this.context.services.keys, {
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
