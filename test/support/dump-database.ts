import { Client, escapeIdentifier } from 'pg';

export interface DatabaseDump {
  readonly text: string;
  /** The part of it that is not PostgreSQL's own. */
  readonly ours: string;
  /** Relations outside PostgreSQL's own schemas of which something could be read. */
  readonly relations: readonly string[];
}

interface Column {
  readonly schema: string;
  readonly relation: string;
  readonly column: string;
  readonly binary: boolean;
}

/** Every column that the role may read, in every schema, as text and, where it holds bytes, in hexadecimal. */
export async function dumpDatabase(url: string): Promise<DatabaseDump> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Column>(
      `SELECT n.nspname AS schema, c.relname AS relation, a.attname AS column, a.atttypid = 'bytea'::regtype AS binary
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f', 'S') AND n.nspname NOT LIKE 'pg_toast%' AND a.attnum > 0
          AND has_schema_privilege(n.oid, 'USAGE') AND has_column_privilege(c.oid, a.attnum, 'SELECT')`,
    );
    const relations = new Map<string, Column[]>();
    for (const row of rows) {
      const name = `${escapeIdentifier(row.schema)}.${escapeIdentifier(row.relation)}`;
      relations.set(name, [...(relations.get(name) ?? []), row]);
    }
    const parts: string[] = [];
    const theirs: string[] = [];
    const own: string[] = [];
    for (const [name, columns] of relations) {
      const shown = columns.map(({ column, binary }) =>
        binary ? `encode(${escapeIdentifier(column)}, 'hex')` : `${escapeIdentifier(column)}::text`,
      );
      const { schema, relation } = columns[0] as Column;
      const system = schema === 'pg_catalog' || schema === 'information_schema';
      try {
        const { rows: lines } = await client.query(`SELECT concat_ws(' | ', ${shown.join(', ')}) AS line FROM ${name}`);
        (system ? theirs : parts).push(name, ...lines.map(({ line }) => line));
        if (!system) own.push(`${schema}.${relation}`);
      } catch (error) {
        // Some of PostgreSQL's own views call functions that are not for everybody.
        if (!system) throw error;
      }
    }
    return { text: [...parts, ...theirs].join('\n'), ours: parts.join('\n'), relations: own.sort() };
  } finally {
    await client.end();
  }
}
