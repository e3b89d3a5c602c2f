import { Client } from 'pg';
import { connectionOf, placeOf } from './connection';

export type Look = { readonly replayed: string } | { readonly away: string };

/** One connection kept for looking at a replica; nothing else goes over it, so that it hears at once when the replica ends. */
export class ReplicaWatch {
  /** The cluster that a replica must be a copy of. */
  system: string | null = null;
  private client: Client | null = null;

  constructor(
    readonly url: string,
    private readonly onLost: () => void,
  ) {}

  get place(): string {
    return placeOf(this.url);
  }

  async look(): Promise<Look> {
    try {
      this.client ??= await this.connect();
      const { rows } = await this.client.query(
        `SELECT pg_is_in_recovery() AS replica, pg_last_wal_replay_lsn()::text AS replayed,
                (SELECT system_identifier::text FROM pg_control_system()) AS system`,
      );
      const [{ replica, replayed, system }] = rows;
      if (!replica) return { away: '不是只读副本 (not a replica)' };
      if (system !== this.system) return { away: '是另一个数据库集群的副本 (a replica of another cluster)' };
      return { replayed };
    } catch (error) {
      const { message, code } = error as { message?: string; code?: string };
      this.close();
      return { away: message || code || 'unreachable' };
    }
  }

  private async connect(): Promise<Client> {
    const client = new Client({
      ...connectionOf(this.url),
      application_name: 'anzhi-watch',
      connectionTimeoutMillis: 3000,
      query_timeout: 3000,
      keepAlive: true,
    });
    client.on('error', () => undefined);
    await client.connect();
    client.once('end', () => {
      if (this.client !== client) return;
      this.client = null;
      this.onLost();
    });
    return client;
  }

  close(): void {
    const { client } = this;
    this.client = null;
    if (!client) return;
    // A server that no longer answers does not answer a farewell either.
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }
}
