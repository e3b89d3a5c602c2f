import type { Logger } from 'pino';
import type { DataSource, QueryRunner } from 'typeorm';
import { addReplica, dropReplica, type ReplicaClient, type ReplicaPool, replicasOf, rows } from './data-source';
import { type Look, ReplicaWatch } from './replica-watch';

/** A place in the primary's log, as a number that can be compared. */
export type LogPosition = bigint;

export const positionOf = (text: string): LogPosition => {
  const [high = '0', low = '0'] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
};

export interface ReplicaSettings {
  readonly urls: readonly string[];
  readonly maxLagSeconds: number;
  /** Milliseconds between two looks at each replica. */
  readonly everyMs?: number;
}

interface Standing {
  readonly watch: ReplicaWatch;
  /** Its connections, while it is read. */
  pool: ReplicaPool | null;
  readonly busy: Set<ReplicaClient>;
  /** Why it is not read; null before the first look. */
  absent: string | null;
}

/** Where the primary's log stood when. */
interface Mark {
  readonly at: number;
  readonly position: LogPosition;
}

/** Errors that say something of the replica, not of the statement: the same read is right on the primary. */
export const isReplicasFault = (error: unknown): boolean => {
  const { code = '', message = '' } = ((error as { driverError?: object }).driverError ?? error) as {
    code?: string;
    message?: string;
  };
  return (
    /^(08|57P)/.test(code) ||
    // Too many connections; cancelled because the replica had to replay what the statement was reading.
    ['53300', '40001', '40P01'].includes(code) ||
    /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/.test(code) ||
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after|Client was closed|This socket has been ended)/.test(
      message,
    )
  );
};

/**
 * Read replicas, behind TypeORM's replication. They are looked at every second; one that is away, lags by more than the
 * bound, or is no replica of this database is left out until it is back, with one line in the log each way.
 *
 * Read-your-own-writes: `written` notes, for an account, where the primary's log stands after its write, on the primary;
 * the sign-in check reads that place with the account, and a replica is read for it only over a connection on which that
 * place was seen replayed. So it holds across servers, and whatever becomes of the replica in between.
 */
export class Replicas {
  private readonly standings: Standing[];
  private readonly known = new WeakMap<object, LogPosition>();
  /** Accounts whose last place could not be noted: this server reads the primary for them for a while. */
  private readonly unnoted = new Map<string, number>();
  private marks: Mark[] = [];
  private floor: LogPosition = 0n;
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> | null = null;
  private stopped = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: ReplicaSettings,
    private readonly log: Logger,
  ) {
    this.standings = settings.urls.map((url) => ({
      watch: new ReplicaWatch(url, () => void this.look()),
      pool: null,
      busy: new Set(),
      absent: null,
    }));
  }

  /** Replicas must have got as far as the primary is now: to the structure that this server brought up to date. */
  async start(): Promise<void> {
    const [{ system, position }] = await this.dataSource.query(
      `SELECT (SELECT system_identifier::text FROM pg_control_system()) AS system, pg_current_wal_flush_lsn()::text AS position`,
    );
    this.floor = positionOf(position);
    for (const { watch } of this.standings) watch.system = system;
    await this.look();
    this.timer = setInterval(() => void this.look(), this.settings.everyMs ?? 1000);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearInterval(this.timer);
    await this.looking;
    for (const { watch } of this.standings) watch.close();
  }

  /** How many replicas are read at the moment. */
  get inUse(): number {
    return replicasOf(this.dataSource);
  }

  /** A runner on a replica that has replayed up to `after`; null: read the primary. */
  private async runner(after: LogPosition | null): Promise<QueryRunner | null> {
    if (this.inUse === 0) return null;
    const runner = this.dataSource.createQueryRunner('slave');
    try {
      const connection: object = await runner.connect();
      if (after === null || (await this.hasReached(runner, connection, after))) return runner;
    } catch (error) {
      if (!isReplicasFault(error)) throw error;
      void this.look();
    }
    await release(runner);
    return null;
  }

  /** Rows from a replica, or null where the primary is to be read. */
  async read<T>(after: LogPosition | null, text: string, params: readonly unknown[]): Promise<T[] | null> {
    const runner = await this.runner(after);
    if (!runner) return null;
    try {
      return await rows<T>(runner, text, params);
    } catch (error) {
      if (!isReplicasFault(error)) throw error;
      void this.look();
      return null;
    } finally {
      await release(runner);
    }
  }

  /** What a connection has shown replayed stays replayed for as long as it lasts; it is asked only beyond that. */
  private async hasReached(runner: QueryRunner, connection: object, after: LogPosition): Promise<boolean> {
    if ((this.known.get(connection) ?? 0n) >= after) return true;
    const [row] = await rows<{ replayed: string | null }>(runner, 'SELECT pg_last_wal_replay_lsn()::text AS replayed');
    const replayed = row?.replayed ? positionOf(row.replayed) : 0n;
    this.known.set(connection, replayed);
    return replayed >= after;
  }

  /**
   * To be called after the commit of whatever an account wrote, before it is answered, on a connection to the primary.
   * Never fails: the write itself is done.
   */
  async written(primary: QueryRunner, accountId: string): Promise<void> {
    try {
      // Not waited for until it is on disk: should the primary crash, what is lost is a hint for the next few milliseconds.
      // Both statements in one message are one transaction by themselves.
      await primary.query(`SET LOCAL synchronous_commit = off;
        INSERT INTO account_position AS p VALUES ('${uuid(accountId)}', pg_current_wal_insert_lsn())
          ON CONFLICT (account_id) DO UPDATE SET position = greatest(p.position, excluded.position)`);
    } catch (error) {
      this.unnoted.set(accountId, Date.now() + this.settings.maxLagSeconds * 1000 + 60_000);
      this.log.warn({ fault: (error as Error).message }, '写入位置未能记下 (position after a write not noted)');
    }
  }

  /** True while this server must not read a replica for the account. */
  mustReadPrimary(accountId: string): boolean {
    const until = this.unnoted.get(accountId);
    if (until === undefined) return false;
    if (until > Date.now()) return true;
    this.unnoted.delete(accountId);
    return false;
  }

  /** One look at every replica; those who ask meanwhile wait for the same one. */
  look(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    this.looking ??= this.lookAtAll().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  private async lookAtAll(): Promise<void> {
    const now = Date.now();
    try {
      const [{ position }] = await this.dataSource.query('SELECT pg_current_wal_flush_lsn()::text AS position');
      const keptSince = now - (this.settings.maxLagSeconds + 60) * 1000;
      this.marks = [...this.marks.filter(({ at }) => at > keptSince), { at: now, position: positionOf(position) }];
    } catch {
      // Without its primary a server answers nothing in any case; the replicas are judged again when it is back.
      return;
    }
    await Promise.all(
      this.standings.map(async (standing) => {
        const look = await standing.watch.look();
        const why = this.whyNot(look, now);
        if (why === null) await this.use(standing);
        else this.leave(standing, why, 'away' in look);
      }),
    );
  }

  private whyNot(look: Look, now: number): string | null {
    if ('away' in look) return look.away;
    const replayed = positionOf(look.replayed);
    if (replayed < this.floor) return '尚未追上本服务器启动时的位置 (has not reached where this server began)';
    const behind = this.marks.find(({ position }) => position > replayed);
    const seconds = behind ? (now - behind.at) / 1000 : 0;
    return seconds > this.settings.maxLagSeconds ? `落后超过${this.settings.maxLagSeconds}秒 (lags too far)` : null;
  }

  private async use(standing: Standing): Promise<void> {
    if (standing.pool || this.stopped) return;
    const { place, url } = standing.watch;
    try {
      const pool = await addReplica(this.dataSource, url);
      standing.pool = pool;
      pool.on('acquire', (client) => standing.busy.add(client));
      pool.on('release', (_error, client) => standing.busy.delete(client));
      standing.absent = null;
      this.log.info({ replica: place }, '只读副本已启用 (replica in use)');
    } catch (error) {
      this.leave(standing, (error as Error).message, true);
    }
  }

  private leave(standing: Standing, why: string, away: boolean): void {
    const { pool, busy } = standing;
    if (!pool && standing.absent !== null) return;
    standing.absent = why;
    standing.pool = null;
    this.log.warn(
      { replica: standing.watch.place, why },
      '只读副本停用，改读主库 (replica not in use, reading the primary)',
    );
    if (!pool) return;
    dropReplica(this.dataSource, pool);
    pool.end().catch(() => undefined);
    // Whoever still waits for its answer is answered by the primary.
    if (away) for (const client of busy) client.connection?.stream.destroy();
    busy.clear();
  }
}

const uuid = (id: string): string => {
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new Error('no id of an account');
  return id;
};

const release = (runner: QueryRunner): Promise<void> => runner.release().catch(() => undefined);
