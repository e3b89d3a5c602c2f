import type { DataSource } from 'typeorm';
import { migrations } from '../../migrations';
import { createDataSource } from '../../src/platform/database/data-source';
import { type Answer, World } from '../support/world';

const SCHEMAS = `(SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'review', 'vault'))`;

/** Everything a migration can make, as text: a difference names itself. */
const CATALOGUE: Readonly<Record<string, string>> = {
  columns: `SELECT c.oid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || a.attnum || ' ' || a.attgenerated::text || coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '')
              FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
             WHERE c.relnamespace IN ${SCHEMAS} AND c.relkind IN ('r', 'v', 'm')`,
  constraints: `SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace IN ${SCHEMAS}`,
  indexes: `SELECT indexdef FROM pg_indexes WHERE schemaname IN ('public', 'review', 'vault')`,
  triggers: `SELECT pg_get_triggerdef(oid) || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal`,
  functions: `SELECT pg_get_functiondef(oid) || coalesce(proacl::text, '') FROM pg_proc WHERE pronamespace IN ${SCHEMAS}`,
  views: `SELECT c.oid::regclass || ' ' || pg_get_viewdef(c.oid) FROM pg_class c WHERE c.relnamespace IN ${SCHEMAS} AND c.relkind IN ('v', 'm')`,
  owners: `SELECT c.oid::regclass || ' ' || pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.relnamespace IN ${SCHEMAS} AND c.relkind IN ('r', 'v')
           UNION ALL SELECT p.oid::regprocedure || ' ' || pg_get_userbyid(p.proowner) FROM pg_proc p WHERE p.pronamespace IN ${SCHEMAS}
           UNION ALL SELECT nspname || ' ' || pg_get_userbyid(nspowner) || coalesce(' ' || nspacl::text, '') FROM pg_namespace WHERE nspname IN ('review', 'vault')`,
  sequences: `SELECT c.oid::regclass::text FROM pg_class c WHERE c.relnamespace IN ${SCHEMAS} AND c.relkind = 'S'`,
  rights: `SELECT grantee || ' ' || privilege_type || ' ' || table_schema || '.' || table_name FROM information_schema.role_table_grants WHERE table_schema IN ('public', 'review', 'vault') AND grantee LIKE 'anzhi%'
           UNION ALL SELECT grantee || ' ' || privilege_type || ' ' || table_schema || '.' || table_name || '.' || column_name FROM information_schema.column_privileges WHERE table_schema IN ('public', 'review', 'vault') AND grantee LIKE 'anzhi%'`,
};

let world: World;
beforeAll(async () => {
  world = await World.open();
  await world.services.dataSource.query('SELECT 1');
});
afterAll(() => world.close());

async function catalogue(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const [name, sql] of Object.entries(CATALOGUE)) {
    const lines = await world.rows(sql);
    found[name] = lines
      .map((line: Answer) => String(Object.values(line)[0]))
      .filter((line) => !/\bmigration(_id_seq)?\b|\btypeorm_metadata\b/.test(line))
      .sort();
  }
  return found;
}

const withMigrations = async <T>(count: number, work: (owner: DataSource) => Promise<T>): Promise<T> => {
  const owner = createDataSource({
    url: `${process.env.ANZHI_TEST_OWNER_URL}${world.database}`,
    pool: 1,
    entities: [],
    migrations: migrations.slice(0, count),
    applicationName: 'anzhi-test',
  });
  await owner.initialize();
  try {
    return await work(owner);
  } finally {
    await owner.destroy();
  }
};

test('every migration goes down to where it came from, and up again to the same catalogue', async () => {
  const before: Record<string, string[]>[] = [];
  before[migrations.length] = await catalogue();
  expect(before[migrations.length]?.constraints?.length).toBeGreaterThan(50);
  const owners = before[migrations.length]?.owners ?? [];
  expect(owners.filter((line) => line.startsWith('vault.') && !line.endsWith(' anzhi_vault'))).toEqual([]);
  expect(owners).toContain('vault.subject anzhi_vault');
  for (let count = migrations.length; count > 0; count -= 1) {
    await withMigrations(count, (owner) => owner.undoLastMigration({ transaction: 'each' }));
    before[count - 1] = await catalogue();
  }
  for (const [kind, lines] of Object.entries(before[0] as Record<string, string[]>))
    expect([kind, lines]).toEqual([kind, []]);
  for (let count = 1; count <= migrations.length; count += 1) {
    await withMigrations(count, (owner) => owner.runMigrations({ transaction: 'each' }));
    expect(await catalogue()).toEqual(before[count]);
  }
});
