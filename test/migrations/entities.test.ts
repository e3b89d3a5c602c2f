import type { DataSource } from 'typeorm';
import { entities } from '../../src/entities';
import { useWorld } from '../support/world';

const suite = useWorld();

type ColumnMetadata = ReturnType<DataSource['getMetadata']>['columns'][number];

/** Written and read by hand-written statements only; the last two are TypeORM's own. */
const WITHOUT_ENTITY: readonly string[] = [
  'act_claim',
  'account_position',
  'master_key_check',
  'ledger_thing',
  'sign_in_backoff',
  'sign_in_known',
  'migration',
  'typeorm_metadata',
];

/** Tables of peer review whose entities are still to come. */
const PENDING: readonly string[] = [];

interface Shape {
  readonly type: string;
  readonly nullable: boolean;
  readonly primary: boolean;
  readonly generated: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  timestamptz: 'timestamp with time zone',
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  bool: 'boolean',
  jsonb: 'jsonb',
  char: 'character',
};

const shapeOf = (column: ColumnMetadata): Shape => {
  const named = String(column.type === String ? 'text' : column.type);
  const type = (TYPES[named] ?? named) + (column.length ? `(${column.length})` : '') + (column.isArray ? '[]' : '');
  return {
    type,
    nullable: column.isNullable,
    primary: column.isPrimary,
    generated: column.generatedType === 'STORED',
  };
};

async function tablesOfDatabase(): Promise<Map<string, Map<string, Shape>>> {
  const columns = await suite.world.rows(
    `SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,
            a.attgenerated = 's' AS generated,
            EXISTS (SELECT FROM pg_constraint p WHERE p.conrelid = c.oid AND p.contype = 'p' AND a.attnum = ANY (p.conkey)) AS primary
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped`,
  );
  const tables = new Map<string, Map<string, Shape>>();
  for (const { table, column, ...shape } of columns) {
    const known = tables.get(table) ?? new Map<string, Shape>();
    tables.set(table, known.set(column, shape));
  }
  return tables;
}

const plain = (columns: Map<string, Shape>) =>
  Object.fromEntries([...columns].sort(([one], [other]) => (one < other ? -1 : 1)));

test('each entity has its table with the same columns, types, nullability and keys, and nothing beside them', async () => {
  const tables = await tablesOfDatabase();
  for (const entity of entities) {
    const metadata = suite.world.services.dataSource.getMetadata(entity);
    const declared = new Map(metadata.columns.map((column) => [column.databaseName, shapeOf(column)]));
    const stored = tables.get(metadata.tableName);
    expect({ table: metadata.tableName, columns: stored && plain(stored) }).toEqual({
      table: metadata.tableName,
      columns: plain(declared),
    });
  }
});

test('each table has its entity, or is named here as one without', async () => {
  const named = entities.map((entity) => suite.world.services.dataSource.getMetadata(entity).tableName);
  const without = [...(await tablesOfDatabase()).keys()].filter((table) => !named.includes(table));
  expect(without.sort()).toEqual([...WITHOUT_ENTITY, ...PENDING].sort());
});
