import DataLoader from 'dataloader';
import type { Logger } from 'pino';
import type { DataSource, QueryRunner } from 'typeorm';
import type { Config } from '../config';
import type { PaperServices } from '../papers/open';
import type { Actor } from './access/actor';
import type { Clock } from './clock';
import { dayOf } from './clock';
import type { Keys } from './crypto';
import { isDatabaseAway } from './database/away';
import { rows } from './database/data-source';
import { onPrimary } from './database/primary';
import { positionOf, type Replicas } from './database/replicas';
import { badInput } from './refusal';

/** A value that PostgreSQL cannot even read – no id, a text with a zero byte, a number out of range – is bad input, not a fault. */
const unreadable = (error: unknown): Error | null => {
  const code = (error as { driverError?: { code?: string } })?.driverError?.code ?? '';
  return ['22P02', '22021', '22003', '22007', '22008'].includes(code)
    ? badInput('查询参数', '编号、日期、数字或者文字无效')
    : null;
};

/** What lives as long as the server does. */
export interface Services extends PaperServices {
  readonly config: Config;
  readonly dataSource: DataSource;
  /** Blind reading, as a database role that can read nothing else. */
  readonly blind: DataSource;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Logger;
  /** Read replicas, where there are any. */
  readonly replicas?: Replicas | null;
}

/** A batched read: keys in, one value for each key out, in one statement. */
export interface Batch<K, V> {
  readonly name: string;
  fetch(context: Context, keys: readonly K[]): Promise<readonly V[]>;
}

/** One request: who asks, and every read it makes. */
export class Context {
  private loaders = new Map<Batch<never, unknown>, DataLoader<unknown, unknown>>();
  private previewRunner: QueryRunner | null = null;
  private transaction: QueryRunner | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private wrote = false;
  /** Statements sent for reads, for tests that watch their number. */
  statements = 0;

  constructor(
    readonly services: Services,
    readonly actor: Actor | null,
    readonly requestId: string,
    readonly address: string,
  ) {}

  get now(): Date {
    return this.services.clock.now();
  }
  get today(): string {
    return dayOf(this.now);
  }

  /** Rows of a read: from the transaction while an act runs or a preview is open, from the primary after a write, else from a replica that has what the account wrote. */
  async read<T>(text: string, params: readonly unknown[] = []): Promise<T[]> {
    this.statements += 1;
    if (this.transaction) return this.inTurn(this.transaction, text, params);
    try {
      const { replicas } = this;
      return (
        (await replicas?.read<T>(this.ownWrites, text, params)) ??
        (await onPrimary(this.services.dataSource, (runner) => rows<T>(runner, text, params)))
      );
    } catch (error) {
      throw unreadable(error) ?? error;
    }
  }

  /**
   * Rows that a reader of a peer review may see, asked for as the role that can read nothing else; always of the primary.
   * While an act runs or a preview is open they come from its transaction, whose writes nobody else sees yet.
   */
  async readBlind<T>(text: string, params: readonly unknown[] = []): Promise<T[]> {
    this.statements += 1;
    if (this.transaction) return this.inTurn(this.transaction, text, params);
    try {
      return await onPrimary(this.services.blind, (runner) => rows<T>(runner, text, params));
    } catch (error) {
      throw unreadable(error) ?? error;
    }
  }

  /** Rows of the primary, or of the running transaction: for reads that leave a line behind, as the vault's openings do. */
  async readPrimary<T>(text: string, params: readonly unknown[] = []): Promise<T[]> {
    this.statements += 1;
    if (this.transaction) return this.inTurn(this.transaction, text, params);
    try {
      return await onPrimary(this.services.dataSource, (runner) => rows<T>(runner, text, params));
    } catch (error) {
      throw unreadable(error) ?? error;
    }
  }

  /** The replicas, unless this request or its account must read the primary. */
  private get replicas(): Replicas | null {
    const { replicas } = this.services;
    if (!replicas || this.wrote) return null;
    return this.actor && replicas.mustReadPrimary(this.actor.accountId) ? null : replicas;
  }

  /** What a replica must have replayed, so that whoever asks sees what they did before. */
  private get ownWrites(): bigint | null {
    return this.actor?.position ? positionOf(this.actor.position) : null;
  }

  /** After the commit of something that an account wrote, before it is answered, on a connection to the primary. */
  async wroteAs(accountId: string | null, primary: QueryRunner): Promise<void> {
    if (accountId) await this.services.replicas?.written(primary, accountId);
  }

  /** One connection answers one statement at a time. */
  private inTurn<T>(runner: QueryRunner, text: string, params: readonly unknown[]): Promise<T[]> {
    const answer = this.turn.then(() => rows<T>(runner, text, params));
    this.turn = answer.catch(() => undefined);
    return answer;
  }

  load<K, V>(batch: Batch<K, V>, key: K): Promise<V> {
    const known = batch as unknown as Batch<never, unknown>;
    let loader = this.loaders.get(known);
    if (!loader) {
      loader = new DataLoader<unknown, unknown>((keys) => batch.fetch(this, keys as readonly K[]), {
        maxBatchSize: 5000,
      });
      this.loaders.set(known, loader);
    }
    return loader.load(key) as Promise<V>;
  }

  /** After an act: what was read before may be old. */
  changed(): void {
    this.wrote = true;
    this.loaders.clear();
  }

  get previewing(): boolean {
    return this.previewRunner !== null;
  }

  /** While an act runs, what it reads through the context comes from its own transaction, never from a second connection. */
  enterAct(runner: QueryRunner): void {
    this.loaders.clear();
    this.transaction = runner;
  }
  leaveAct(): void {
    this.loaders.clear();
    this.transaction = this.previewRunner;
  }

  /** From here on the request reads inside the preview's transaction. */
  enterPreview(runner: QueryRunner): void {
    this.loaders.clear();
    this.previewRunner = runner;
    this.transaction = runner;
  }

  /** When the response is made: a preview is rolled back. */
  async finish(): Promise<void> {
    const runner = this.previewRunner;
    if (!runner) return;
    this.previewRunner = null;
    this.transaction = null;
    this.loaders.clear();
    try {
      await this.turn;
      await runner.rollbackTransaction();
    } catch (error) {
      // With its connection the transaction is gone as well.
      if (!isDatabaseAway(error)) throw error;
    } finally {
      await runner.release();
    }
  }
}
