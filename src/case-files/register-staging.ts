import type { QueryRunner } from 'typeorm';
import { hmac256 } from '../platform/canonical';
import { decrypt, encrypt, idNumberDigest, type Keys } from '../platform/crypto';
import { rows as rowsOf } from '../platform/database/data-source';
import type { Checked } from './register-check';
import { headingOf } from './register-columns';
import type { RegisterOutcomeCode } from './register-import.entity';
import { problemOf } from './register-problems';
import type { ReadRow, RegisterRow } from './register-rows';

/** Whoever runs a statement: the reading on a connection of its own, an act in its transaction. */
export interface Statements {
  sql<T>(text: string, params?: readonly unknown[]): Promise<T[]>;
}

export const statements = (runner: QueryRunner): Statements => ({
  sql: (text, params = []) => rowsOf(runner, text, params),
});

const purpose = (importId: string, rowNo: number) => `register-import:${importId}:${rowNo}`;

export const sealRow = (keys: Keys, importId: string, rowNo: number, row: RegisterRow): Buffer =>
  encrypt(keys.data, JSON.stringify(row), purpose(importId, rowNo));

export const openRow = (keys: Keys, importId: string, rowNo: number, sealed: Buffer): RegisterRow =>
  JSON.parse(decrypt(keys.data, sealed, purpose(importId, rowNo)).toString('utf8')) as RegisterRow;

/** Writes what was read of some rows; whatever is personal is sealed or digested. */
export async function stageRows(
  run: Statements,
  keys: Keys,
  importId: string,
  rows: readonly { readonly read: ReadRow; readonly checked: Checked | null }[],
): Promise<void> {
  const outcomes = rows.map(({ checked }): RegisterOutcomeCode => checked?.outcome ?? 'BAD');
  await run.sql(
    `INSERT INTO register_import_row (import_id, row_no, outcome, number, id_number_digest, name_digest, sealed, problems)
     SELECT $1::uuid, each.no, each.outcome, each.number, each.digest, each.named, each.sealed, each.problems::jsonb
       FROM unnest($2::integer[], $3::text[], $4::text[], $5::bytea[], $6::bytea[], $7::bytea[], $8::text[])
         AS each (no, outcome, number, digest, named, sealed, problems)`,
    [
      importId,
      rows.map(({ read }) => read.no),
      outcomes,
      rows.map(({ read }) => read.number),
      rows.map(({ read }) => (read.idNumber === null ? null : idNumberDigest(keys, read.idNumber))),
      rows.map(({ read }) => (read.name === null ? null : hmac256(keys.digest, `name:${read.name}`))),
      rows.map(({ read }, index) =>
        read.row && outcomes[index] === 'GOOD' ? sealRow(keys, importId, read.no, read.row) : null,
      ),
      rows.map(({ read, checked }) =>
        JSON.stringify([...read.problems, ...(checked?.outcome === 'BAD' ? checked.problems : [])]),
      ),
    ],
  );
}

/** Rows that share a value with another, each told which others; `having` says when sharing is wrong. */
const shared = (column: 'number' | 'id_number_digest', having: string) => `
  WITH shared AS (
    SELECT ${column} AS value, (array_agg(row_no ORDER BY row_no))[1:6] AS nos FROM register_import_row
     WHERE import_id = $1 AND ${column} IS NOT NULL GROUP BY ${column} HAVING ${having})
  UPDATE register_import_row t
     SET outcome = 'BAD', sealed = NULL, problems = t.problems || jsonb_build_array($2::jsonb || jsonb_build_object(
           'reason', ($2::jsonb ->> 'reason') || '（第' || array_to_string((array_remove(shared.nos, t.row_no))[1:5], '、') || '行）'))
    FROM shared WHERE t.import_id = $1 AND t.${column} = shared.value`;

/** What only the whole register shows: one number in two rows, one identity number under two names. */
export async function checkAcross(run: Statements, importId: string): Promise<void> {
  await run.sql(shared('number', 'count(*) > 1'), [
    importId,
    JSON.stringify(problemOf('NUMBER_TWICE', headingOf('number'))),
  ]);
  await run.sql(shared('id_number_digest', 'count(DISTINCT name_digest) > 1'), [
    importId,
    JSON.stringify(problemOf('RECIPIENT_DIFFERS', headingOf('name'))),
  ]);
}

/** Nothing personal stays once an import is decided, failed or expired. */
export const eraseRows = (run: Statements, importId: string): Promise<unknown> =>
  run.sql(
    `UPDATE register_import_row SET sealed = NULL, number = NULL, id_number_digest = NULL, name_digest = NULL
      WHERE import_id = $1 AND num_nonnulls(sealed, number, id_number_digest, name_digest) > 0`,
    [importId],
  );
