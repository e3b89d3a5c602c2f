import type { z } from 'zod';
import { loadActor } from '../organizations/token';
import type { Actor } from '../platform/access/actor';
import type { ActCall, ActDefinition, Outcome } from '../platform/act';
import { perform } from '../platform/act';
import { Context, type Services } from '../platform/context';
import { rows } from '../platform/database/data-source';
import { onPrimary } from '../platform/database/primary';
import { Refused } from '../platform/refusal';

/** People of the city who do what they do through the acts themselves, each at an instant of the city's past. */
export class Performers {
  private readonly accounts = new Map<string, string>();
  private calls = 0;

  constructor(readonly services: Services) {}

  sql<T>(text: string, params: readonly unknown[] = []): Promise<T[]> {
    return onPrimary(this.services.dataSource, (runner) => rows<T>(runner, text, params));
  }

  async accountOf(login: string): Promise<string> {
    let known = this.accounts.get(login);
    if (!known) {
      const [found] = await this.sql<{ id: string }>('SELECT id FROM account WHERE login = $1', [login]);
      if (!found) throw new Error(`nobody in the city is called ${login}`);
      known = found.id;
      this.accounts.set(login, known);
    }
    return known;
  }

  private async at(accountId: string, instant: number): Promise<Context & { actor: Actor }> {
    const clock = { now: () => new Date(instant) };
    const services = { ...this.services, clock };
    const actor = await onPrimary(services.dataSource, (runner) =>
      loadActor(services, runner, accountId, { generation: 0 }),
    );
    if (!actor) throw new Error(`account ${accountId} cannot act`);
    this.calls += 1;
    return new Context(services, actor, `city-${this.calls}`, 'city') as Context & { actor: Actor };
  }

  private call(): ActCall {
    return { idempotencyKey: `city-campaigns-${this.calls}`, preview: false };
  }

  /** An act by whoever has this login; a refusal is a fault of the city's story, and says so. */
  async do<S extends z.ZodType, O extends Outcome>(
    login: string,
    instant: number,
    act: ActDefinition<S, O>,
    input: z.input<S>,
  ): Promise<O> {
    return this.doAs(await this.accountOf(login), instant, act, input);
  }

  async doAs<S extends z.ZodType, O extends Outcome>(
    accountId: string,
    instant: number,
    act: ActDefinition<S, O>,
    input: z.input<S>,
  ): Promise<O> {
    return this.within(accountId, instant, (context, call) => perform(context, act, input, call), act.name);
  }

  /** The same for acts that prepare something outside their transaction. */
  async within<O>(
    accountId: string,
    instant: number,
    work: (context: Context, call: ActCall) => Promise<{ readonly outcome: O }>,
    name: string,
  ): Promise<O> {
    const context = await this.at(accountId, instant);
    try {
      return (await work(context, this.call())).outcome;
    } catch (error) {
      if (error instanceof Refused) throw new Error(`${name}: ${JSON.stringify(error.refusal)}`);
      throw error;
    }
  }
}
