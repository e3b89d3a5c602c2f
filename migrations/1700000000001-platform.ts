import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Claims of idempotency keys, the ledger, and the guard that keeps history from being changed by anybody. */
export class Platform1700000000001 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% of % is forbidden: it is a record', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501', CONSTRAINT = 'record_is_kept';
      END $$;

      -- A trigger that compares records under a lock must see what was committed while it waited. Above READ COMMITTED it would
      -- judge by an older snapshot, so there such records cannot be written at all.
      CREATE FUNCTION needs_read_committed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
          RAISE EXCEPTION '% of % needs the isolation level READ COMMITTED', TG_OP, TG_TABLE_NAME USING ERRCODE = '23514', CONSTRAINT = 'needs_read_committed';
        END IF;
        RETURN NULL;
      END $$;

      CREATE TABLE ledger_entry (
        id uuid PRIMARY KEY,
        at timestamptz NOT NULL,
        act text NOT NULL,
        event text NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('DONE', 'REFUSED')),
        code text,
        account_id uuid,
        person_id uuid,
        role text,
        on_behalf_kind text,
        on_behalf_id uuid,
        facts jsonb NOT NULL,
        findings jsonb,
        provisions text[] NOT NULL,
        request_id text NOT NULL,
        content_hash bytea NOT NULL,
        CONSTRAINT refused_has_code CHECK ((outcome = 'REFUSED') = (code IS NOT NULL))
      );
      CREATE INDEX ledger_entry_account ON ledger_entry (account_id, id);

      CREATE TABLE ledger_thing (
        kind text NOT NULL,
        thing_id uuid NOT NULL,
        entry_id uuid NOT NULL REFERENCES ledger_entry,
        PRIMARY KEY (kind, thing_id, entry_id)
      );
      CREATE INDEX ledger_thing_entry ON ledger_thing (entry_id);

      CREATE TRIGGER ledger_entry_is_kept BEFORE UPDATE OR DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER ledger_thing_is_kept BEFORE UPDATE OR DELETE ON ledger_thing FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TABLE act_claim (
        account_id uuid NOT NULL,
        key text NOT NULL CHECK (length(key) BETWEEN 8 AND 200),
        act text NOT NULL,
        payload_digest bytea NOT NULL,
        outcome jsonb,
        entry_id uuid REFERENCES ledger_entry,
        claimed_at timestamptz NOT NULL,
        PRIMARY KEY (account_id, key)
      );

      -- An answer that was given once is the answer for ever.
      CREATE FUNCTION claim_is_answered_once() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.outcome IS NOT NULL THEN
          RAISE EXCEPTION 'this call is answered already' USING ERRCODE = '42501', CONSTRAINT = 'claim_is_answered_once';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER claim_is_answered_once BEFORE UPDATE ON act_claim FOR EACH ROW EXECUTE FUNCTION claim_is_answered_once();

      -- Which master key this database was begun with, as a digest: a server with another does not start.
      CREATE TABLE master_key_check (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        digest bytea NOT NULL CHECK (length(digest) = 32),
        begun_at timestamptz NOT NULL
      );
      CREATE TRIGGER master_key_check_is_kept BEFORE UPDATE OR DELETE ON master_key_check FOR EACH ROW EXECUTE FUNCTION forbid_change();

      -- Where the log of the primary stood after an account's last write: replicas that have not come so far are not read for it.
      CREATE TABLE account_position (
        account_id uuid PRIMARY KEY,
        position pg_lsn NOT NULL
      ) WITH (fillfactor = 50);

      GRANT SELECT, INSERT ON master_key_check, ledger_entry, ledger_thing, act_claim TO anzhi_app;
      GRANT UPDATE (outcome, entry_id) ON act_claim TO anzhi_app;
      GRANT SELECT, INSERT, UPDATE ON account_position TO anzhi_app;
      -- Readiness: the server asks whether every migration it knows was made.
      GRANT SELECT ON migration TO anzhi_app;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(
      `REVOKE SELECT ON migration FROM anzhi_app; DROP TABLE master_key_check, account_position, act_claim, ledger_thing, ledger_entry; DROP FUNCTION forbid_change(), claim_is_answered_once(), needs_read_committed();`,
    );
  }
}
