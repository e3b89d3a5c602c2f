import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Registers that agencies upload: read and checked row by row, and kept only when a clerk says so. */
export class RegisterImports1700000000010 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE register_import (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL REFERENCES agency,
        uploaded_by uuid NOT NULL REFERENCES person,
        uploaded_at timestamptz NOT NULL,
        digest bytea NOT NULL CHECK (length(digest) = 32),
        bytes bigint NOT NULL CHECK (bytes >= 0),
        format text CHECK (format IN ('CSV', 'XLSX')),
        encoding text CHECK (encoding IN ('UTF-8', 'GB18030')),
        state text NOT NULL CHECK (state IN ('READING', 'READ', 'FAILED', 'KEPT', 'DISCARDED', 'EXPIRED')),
        rows_read integer NOT NULL DEFAULT 0,
        good integer NOT NULL DEFAULT 0,
        unchanged integer NOT NULL DEFAULT 0,
        bad integer NOT NULL DEFAULT 0,
        skipped integer NOT NULL DEFAULT 0,
        notes text[] NOT NULL DEFAULT '{}',
        failure_code text,
        failure text,
        touched_at timestamptz NOT NULL,
        decided_by uuid REFERENCES person,
        decided_at timestamptz,
        CONSTRAINT failure_is_told CHECK ((state = 'FAILED') = (failure_code IS NOT NULL AND failure IS NOT NULL)),
        CONSTRAINT register_is_decided_by_somebody CHECK ((state IN ('KEPT', 'DISCARDED')) = (decided_by IS NOT NULL AND decided_at IS NOT NULL))
      );
      CREATE INDEX register_import_agency ON register_import (agency_id, id);
      CREATE UNIQUE INDEX one_register_read_at_a_time ON register_import (agency_id) WHERE state = 'READING';

      -- What a row says is sealed, and is gone once the import is decided; what was wrong with it stays.
      CREATE TABLE register_import_row (
        import_id uuid NOT NULL REFERENCES register_import,
        row_no integer NOT NULL CHECK (row_no >= 1),
        outcome text NOT NULL CHECK (outcome IN ('GOOD', 'UNCHANGED', 'BAD')),
        number text,
        id_number_digest bytea,
        name_digest bytea,
        sealed bytea,
        problems jsonb NOT NULL DEFAULT '[]',
        PRIMARY KEY (import_id, row_no),
        CONSTRAINT bad_rows_say_why CHECK ((outcome = 'BAD') = (jsonb_array_length(problems) > 0))
      );

      -- Each row of a register asks whether its number is there, whatever the year.
      CREATE INDEX case_file_number ON case_file (agency_id, number);

      GRANT SELECT, INSERT ON register_import, register_import_row TO anzhi_app;
      GRANT UPDATE (format, encoding, state, rows_read, good, unchanged, bad, skipped, notes, failure_code, failure, touched_at, decided_by, decided_at) ON register_import TO anzhi_app;
      GRANT UPDATE (outcome, number, id_number_digest, name_digest, sealed, problems) ON register_import_row TO anzhi_app;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP INDEX case_file_number; DROP TABLE register_import_row, register_import;`);
  }
}
