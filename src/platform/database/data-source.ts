import type { TlsOptions } from 'node:tls';
import { types } from 'pg';
import { DataSource, type MixedList, type QueryRunner } from 'typeorm';
import { fromDatabase } from './away';
import { connectionOf } from './connection';
import { SnakeNaming } from './naming';

// A DATE is a day, not an instant: it stays the string that it is.
types.setTypeParser(types.builtins.DATE, (value) => value);
types.setTypeParser(1182 as never, (value: string) => (value === '{}' ? [] : value.slice(1, -1).split(',')));
// Money is a bigint of fen; beyond safe integers something is badly wrong, and it must be heard.
types.setTypeParser(types.builtins.INT8, (value) => {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`bigint ${value} is not a safe integer`);
  return number;
});

// Sessions run in UTC, so that an instant reads as ISO 8601 but for its blank and its zone; anything else is read the slow way.
const slowly = types.getTypeParser(types.builtins.TIMESTAMPTZ) as (value: string) => Date;
types.setTypeParser(types.builtins.TIMESTAMPTZ, (value: string) =>
  value.endsWith('+00') && value[10] === ' '
    ? new Date(`${value.slice(0, 10)}T${value.slice(11, -3)}Z`)
    : slowly(value),
);

// biome-ignore lint/complexity/noBannedTypes: TypeORM's own type for classes
type Classes = MixedList<Function>;

export interface Connection {
  readonly url: string;
  readonly pool: number;
  readonly entities: Classes;
  readonly migrations?: Classes;
  readonly applicationName: string;
  /** Reads may go to replicas: which ones at the moment, class Replicas knows. */
  readonly replicated?: boolean;
}

const credentials = (url: string) => {
  const { connectionString, ssl } = connectionOf(url);
  return { url: connectionString as string, ssl: ssl as boolean | TlsOptions };
};

export const createDataSource = (connection: Connection): DataSource => {
  const { url, pool, entities, migrations, applicationName, replicated = false } = connection;
  const dataSource = new DataSource({
    type: 'postgres',
    ...(replicated ? { replication: { master: credentials(url), slaves: [] } } : credentials(url)),
    poolSize: pool,
    entities,
    migrations: migrations ?? [],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    namingStrategy: new SnakeNaming(),
    synchronize: false,
    applicationName,
    connectTimeoutMS: 10_000,
    extra: {
      idle_in_transaction_session_timeout: 30_000,
      lock_timeout: 20_000,
      keepAlive: true,
      // Plans live as long as their connection, those of foreign keys too: one made while a table was empty reads all of it.
      maxLifetimeSeconds: 900,
      // Acts rest on it, whatever the database's own default is (needs_read_committed in the migrations).
      options: '-c default_transaction_isolation=read\\ committed -c timezone=UTC',
    },
  });
  knowFailuresToConnect(dataSource);
  return dataSource;
};

type Connecting = Record<'obtainMasterConnection' | 'obtainSlaveConnection', () => Promise<unknown>>;

/** TypeORM marks what goes wrong with a statement as the driver's, but not what goes wrong with getting a connection. */
function knowFailuresToConnect({ driver }: DataSource): void {
  const connecting = driver as unknown as Connecting;
  for (const method of ['obtainMasterConnection', 'obtainSlaveConnection'] as const) {
    const obtain = connecting[method].bind(driver);
    connecting[method] = () =>
      obtain().catch((error) => {
        throw fromDatabase(error);
      });
  }
}

/** The part of TypeORM's driver that holds the replicas: where the list is empty, it reads the primary by itself. */
interface ReplicatedDriver {
  readonly options: object;
  slaves: ReplicaPool[];
  createPool(options: object, credentials: object): Promise<ReplicaPool>;
}

export interface ReplicaClient {
  readonly connection?: { readonly stream: { destroy(): void } };
}

export interface ReplicaPool {
  on(event: 'acquire', listener: (client: ReplicaClient) => void): void;
  on(event: 'release', listener: (error: unknown, client: ReplicaClient) => void): void;
  end(): Promise<void>;
}

const replicatedDriver = (dataSource: DataSource) => dataSource.driver as unknown as ReplicatedDriver;

export const addReplica = async (dataSource: DataSource, url: string): Promise<ReplicaPool> => {
  const driver = replicatedDriver(dataSource);
  // A read that waits longer than this for a replica is quicker on the primary.
  const pool = await driver.createPool({ ...driver.options, connectTimeoutMS: 3000 }, credentials(url));
  driver.slaves.push(pool);
  return pool;
};

export const dropReplica = (dataSource: DataSource, pool: ReplicaPool): void => {
  const driver = replicatedDriver(dataSource);
  driver.slaves = driver.slaves.filter((each) => each !== pool);
};

export const replicasOf = (dataSource: DataSource): number => replicatedDriver(dataSource).slaves.length;

export type SqlValue = unknown;

/** A statement that every act or request runs: under a name a connection plans it once and not each time. */
export interface Prepared {
  readonly name: string;
  readonly text: string;
}

/** What the driver takes as it is and TypeORM hands on; a new one each time, because the driver writes into it. */
const driverQuery = (statement: string | Prepared): string =>
  typeof statement === 'string' ? statement : ({ ...statement } as unknown as string);

/** Rows of one statement, as plain objects. */
export async function rows<T>(
  runner: QueryRunner,
  statement: string | Prepared,
  params: readonly SqlValue[] = [],
): Promise<T[]> {
  const result = await runner.query(driverQuery(statement), params as unknown[], true);
  return result.records as T[];
}

/** Number of rows that one statement wrote. */
export async function affected(runner: QueryRunner, text: string, params: readonly SqlValue[] = []): Promise<number> {
  const result = await runner.query(text, params as unknown[], true);
  return result.affected ?? 0;
}
