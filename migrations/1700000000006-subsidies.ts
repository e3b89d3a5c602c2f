import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tariffs, subsidies, holds, releases and voids. What must never be paid cannot be written, by any session of the application. */
export class Subsidies1700000000006 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE tariff_edition (
        id uuid PRIMARY KEY,
        bureau_id uuid NOT NULL REFERENCES bureau,
        title text NOT NULL,
        document text NOT NULL,
        provenance text NOT NULL,
        in_force_from date NOT NULL,
        in_force_to date,
        early_end_percent smallint NOT NULL CHECK (early_end_percent BETWEEN 0 AND 100),
        entered_by uuid REFERENCES person,
        entered_at timestamptz NOT NULL,
        UNIQUE (bureau_id, in_force_from),
        CONSTRAINT term_in_order CHECK (in_force_to IS NULL OR in_force_to >= in_force_from)
      );

      CREATE TABLE tariff_line (
        edition_id uuid NOT NULL REFERENCES tariff_edition,
        code text NOT NULL,
        amount_fen bigint NOT NULL CHECK (amount_fen BETWEEN 0 AND 100000000),
        PRIMARY KEY (edition_id, code)
      );

      CREATE TABLE subsidy (
        id uuid PRIMARY KEY,
        case_file_id uuid NOT NULL,
        engagement_id uuid NOT NULL UNIQUE,
        practitioner_id uuid NOT NULL REFERENCES practitioner,
        state text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'HELD', 'RELEASED', 'VOIDED')),
        arose_at timestamptz NOT NULL,
        UNIQUE (id, case_file_id),
        FOREIGN KEY (engagement_id, case_file_id) REFERENCES engagement (id, case_file_id)
      );
      CREATE INDEX subsidy_case_file ON subsidy (case_file_id);
      CREATE INDEX subsidy_practitioner ON subsidy (practitioner_id);
      CREATE INDEX subsidy_state ON subsidy (state, id);

      CREATE TABLE subsidy_amount (
        subsidy_id uuid NOT NULL REFERENCES subsidy,
        version integer NOT NULL CHECK (version >= 1),
        amount_fen bigint NOT NULL CHECK (amount_fen BETWEEN 0 AND 1000000000),
        derivation jsonb NOT NULL,
        tariff_edition_id uuid NOT NULL REFERENCES tariff_edition,
        reason text,
        set_by uuid NOT NULL REFERENCES person,
        set_at timestamptz NOT NULL,
        PRIMARY KEY (subsidy_id, version),
        UNIQUE (subsidy_id, version, amount_fen)
      );

      CREATE TABLE subsidy_hold (
        id uuid PRIMARY KEY,
        subsidy_id uuid NOT NULL REFERENCES subsidy,
        reason text NOT NULL CHECK (length(reason) >= 2),
        owner_person_id uuid NOT NULL REFERENCES person,
        due_on date NOT NULL,
        held_by uuid NOT NULL REFERENCES person,
        held_at timestamptz NOT NULL
      );
      CREATE INDEX subsidy_hold_subsidy ON subsidy_hold (subsidy_id);

      CREATE TABLE hold_lift (
        hold_id uuid PRIMARY KEY REFERENCES subsidy_hold,
        reason text NOT NULL,
        lifted_by uuid NOT NULL REFERENCES person,
        lifted_at timestamptz NOT NULL
      );

      CREATE TABLE release_batch (
        id uuid PRIMARY KEY,
        released_by uuid NOT NULL REFERENCES person,
        agency_id uuid NOT NULL REFERENCES agency,
        rule_set text NOT NULL,
        asked integer NOT NULL,
        released integer NOT NULL,
        refused integer NOT NULL,
        released_fen bigint NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT counted CHECK (asked = released + refused)
      );

      CREATE TABLE subsidy_release (
        subsidy_id uuid NOT NULL,
        n integer NOT NULL CHECK (n >= 1),
        prev integer GENERATED ALWAYS AS (nullif(n - 1, 0)) STORED,
        need text NOT NULL GENERATED ALWAYS AS ('QUALIFIED') STORED,
        check_id uuid NOT NULL,
        round integer NOT NULL,
        case_file_id uuid NOT NULL,
        releaser_person_id uuid NOT NULL,
        part text NOT NULL GENERATED ALWAYS AS ('RELEASER') STORED,
        amount_version integer NOT NULL,
        amount_fen bigint NOT NULL,
        batch_id uuid NOT NULL REFERENCES release_batch,
        released_at timestamptz NOT NULL,
        PRIMARY KEY (subsidy_id, n),
        UNIQUE (subsidy_id, n, releaser_person_id, amount_fen),
        CONSTRAINT release_needs_signature FOREIGN KEY (check_id, round, case_file_id, need) REFERENCES check_signature (check_id, round, case_file_id, result),
        CONSTRAINT release_needs_releaser FOREIGN KEY (case_file_id, releaser_person_id, part) REFERENCES part (case_file_id, person_id, part),
        CONSTRAINT release_of_this_file FOREIGN KEY (subsidy_id, case_file_id) REFERENCES subsidy (id, case_file_id),
        CONSTRAINT release_of_this_amount FOREIGN KEY (subsidy_id, amount_version, amount_fen) REFERENCES subsidy_amount (subsidy_id, version, amount_fen)
      );
      CREATE INDEX subsidy_release_check ON subsidy_release (check_id);
      CREATE INDEX subsidy_release_batch ON subsidy_release (batch_id);

      CREATE TABLE release_void (
        subsidy_id uuid NOT NULL,
        n integer NOT NULL,
        releaser_person_id uuid NOT NULL,
        voider_person_id uuid NOT NULL REFERENCES person,
        amount_fen bigint NOT NULL,
        reversed_fen bigint NOT NULL GENERATED ALWAYS AS (-amount_fen) STORED,
        reason text NOT NULL CHECK (length(reason) >= 2),
        voided_at timestamptz NOT NULL,
        PRIMARY KEY (subsidy_id, n),
        FOREIGN KEY (subsidy_id, n, releaser_person_id, amount_fen) REFERENCES subsidy_release (subsidy_id, n, releaser_person_id, amount_fen),
        CONSTRAINT second_finance_officer CHECK (voider_person_id <> releaser_person_id)
      );

      -- Release n needs the void of release n - 1: there is no live flag to flip.
      ALTER TABLE subsidy_release ADD CONSTRAINT release_follows_void FOREIGN KEY (subsidy_id, prev) REFERENCES release_void (subsidy_id, n);

      CREATE TABLE release_outcome (
        batch_id uuid NOT NULL REFERENCES release_batch,
        row_no integer NOT NULL,
        asked text NOT NULL,
        subsidy_id uuid REFERENCES subsidy,
        code text,
        conditions integer NOT NULL,
        unmet jsonb,
        check_id uuid,
        amount_fen bigint,
        PRIMARY KEY (batch_id, row_no)
      );
      CREATE INDEX release_outcome_subsidy ON release_outcome (subsidy_id);

      CREATE FUNCTION lock_subsidies(ids uuid[]) RETURNS SETOF uuid LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT id FROM subsidy WHERE id = ANY (ids) ORDER BY id FOR UPDATE;
      $$;
      REVOKE ALL ON FUNCTION lock_subsidies(uuid[]) FROM public;
      GRANT EXECUTE ON FUNCTION lock_subsidies(uuid[]) TO anzhi_app;

      -- What a foreign key cannot say: the check is not reopened, its signature still covers the file, no hold stands, the amount is the latest.
      CREATE FUNCTION release_is_sound() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE broken text;
      BEGIN
        PERFORM 1 FROM subsidy s WHERE s.id IN (SELECT subsidy_id FROM fresh) ORDER BY s.id FOR UPDATE;
        PERFORM 1 FROM quality_check q WHERE q.id IN (SELECT check_id FROM fresh) ORDER BY q.id FOR SHARE;
        SELECT CASE
            WHEN EXISTS (SELECT FROM check_reopening r WHERE r.check_id = f.check_id) THEN 'release_after_reopening'
            WHEN NOT EXISTS (SELECT FROM check_signature s JOIN case_file c ON c.id = s.case_file_id WHERE s.check_id = f.check_id AND c.revision = s.revision AND c.state = 'RECEIVED') THEN 'release_of_changed_file'
            WHEN EXISTS (SELECT FROM subsidy_hold h WHERE h.subsidy_id = f.subsidy_id AND NOT EXISTS (SELECT FROM hold_lift l WHERE l.hold_id = h.id)) THEN 'release_while_held'
            WHEN EXISTS (SELECT FROM subsidy_amount a WHERE a.subsidy_id = f.subsidy_id AND a.version > f.amount_version) THEN 'release_of_old_amount'
          END INTO broken
          FROM fresh f
          WHERE EXISTS (SELECT FROM check_reopening r WHERE r.check_id = f.check_id)
             OR NOT EXISTS (SELECT FROM check_signature s JOIN case_file c ON c.id = s.case_file_id WHERE s.check_id = f.check_id AND c.revision = s.revision AND c.state = 'RECEIVED')
             OR EXISTS (SELECT FROM subsidy_hold h WHERE h.subsidy_id = f.subsidy_id AND NOT EXISTS (SELECT FROM hold_lift l WHERE l.hold_id = h.id))
             OR EXISTS (SELECT FROM subsidy_amount a WHERE a.subsidy_id = f.subsidy_id AND a.version > f.amount_version)
          LIMIT 1;
        IF broken IS NOT NULL THEN
          RAISE EXCEPTION 'release refused: %', broken USING ERRCODE = '23514', CONSTRAINT = broken;
        END IF;
        UPDATE subsidy s SET state = 'RELEASED' FROM fresh f WHERE s.id = f.subsidy_id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER release_is_sound AFTER INSERT ON subsidy_release REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION release_is_sound();

      -- The state of a subsidy follows its records, never the other way round.
      CREATE FUNCTION subsidy_state_of(target uuid) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
        SELECT CASE
          WHEN EXISTS (SELECT FROM subsidy_release r WHERE r.subsidy_id = target AND NOT EXISTS (SELECT FROM release_void v WHERE v.subsidy_id = r.subsidy_id AND v.n = r.n)) THEN 'RELEASED'
          WHEN EXISTS (SELECT FROM subsidy_hold h WHERE h.subsidy_id = target AND NOT EXISTS (SELECT FROM hold_lift l WHERE l.hold_id = h.id)) THEN 'HELD'
          WHEN EXISTS (SELECT FROM release_void v WHERE v.subsidy_id = target) THEN 'VOIDED'
          ELSE 'PENDING'
        END;
      $$;
      CREATE FUNCTION void_sets_state() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        PERFORM 1 FROM subsidy WHERE id = NEW.subsidy_id FOR UPDATE;
        UPDATE subsidy SET state = subsidy_state_of(NEW.subsidy_id) WHERE id = NEW.subsidy_id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER void_sets_state AFTER INSERT ON release_void FOR EACH ROW EXECUTE FUNCTION void_sets_state();

      CREATE FUNCTION hold_sets_state() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        PERFORM 1 FROM subsidy WHERE id = NEW.subsidy_id FOR UPDATE;
        IF subsidy_state_of(NEW.subsidy_id) = 'RELEASED' THEN
          RAISE EXCEPTION 'a released subsidy cannot be held' USING ERRCODE = '23514', CONSTRAINT = 'hold_of_released';
        END IF;
        UPDATE subsidy SET state = subsidy_state_of(NEW.subsidy_id) WHERE id = NEW.subsidy_id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER hold_sets_state AFTER INSERT ON subsidy_hold FOR EACH ROW EXECUTE FUNCTION hold_sets_state();

      CREATE FUNCTION lift_sets_state() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE target uuid;
      BEGIN
        SELECT s.id INTO target FROM subsidy s JOIN subsidy_hold h ON h.subsidy_id = s.id WHERE h.id = NEW.hold_id FOR UPDATE OF s;
        UPDATE subsidy SET state = subsidy_state_of(target) WHERE id = target;
        RETURN NULL;
      END $$;
      CREATE TRIGGER lift_sets_state AFTER INSERT ON hold_lift FOR EACH ROW EXECUTE FUNCTION lift_sets_state();

      CREATE FUNCTION amount_of_unreleased() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        PERFORM 1 FROM subsidy WHERE id = NEW.subsidy_id FOR UPDATE;
        IF subsidy_state_of(NEW.subsidy_id) = 'RELEASED' THEN
          RAISE EXCEPTION 'the amount of a released subsidy cannot change' USING ERRCODE = '23514', CONSTRAINT = 'amount_of_released';
        END IF;
        IF NEW.version <> 1 + coalesce((SELECT max(version) FROM subsidy_amount WHERE subsidy_id = NEW.subsidy_id), 0) THEN
          RAISE EXCEPTION 'amount versions follow one another' USING ERRCODE = '23514', CONSTRAINT = 'amount_versions_follow';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER amount_of_unreleased BEFORE INSERT ON subsidy_amount FOR EACH ROW EXECUTE FUNCTION amount_of_unreleased();

      -- A check whose subsidy is released is not reopened until the release is voided (the other half of release_is_sound).
      CREATE FUNCTION reopening_waits_for_void() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        PERFORM 1 FROM quality_check WHERE id = NEW.check_id FOR UPDATE;
        IF EXISTS (SELECT FROM subsidy_release r WHERE r.check_id = NEW.check_id AND NOT EXISTS (SELECT FROM release_void v WHERE v.subsidy_id = r.subsidy_id AND v.n = r.n)) THEN
          RAISE EXCEPTION 'a subsidy is released on check %', NEW.check_id USING ERRCODE = '23514', CONSTRAINT = 'reopening_waits_for_void';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER reopening_waits_for_void BEFORE INSERT ON check_reopening FOR EACH ROW EXECUTE FUNCTION reopening_waits_for_void();

      CREATE TRIGGER subsidy_amount_is_kept BEFORE UPDATE OR DELETE ON subsidy_amount FOR EACH ROW EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER subsidy_hold_is_kept BEFORE UPDATE OR DELETE ON subsidy_hold FOR EACH ROW EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER hold_lift_is_kept BEFORE UPDATE OR DELETE ON hold_lift FOR EACH ROW EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER release_batch_is_kept BEFORE UPDATE OR DELETE ON release_batch FOR EACH ROW EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER subsidy_release_is_kept BEFORE UPDATE OR DELETE ON subsidy_release FOR EACH ROW EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER release_void_is_kept BEFORE UPDATE OR DELETE ON release_void FOR EACH ROW EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER release_outcome_is_kept BEFORE UPDATE OR DELETE ON release_outcome FOR EACH ROW EXECUTE FUNCTION forbid_change();

      GRANT SELECT, INSERT ON tariff_edition, tariff_line, subsidy_amount, subsidy_hold, hold_lift, release_batch, subsidy_release, release_void, release_outcome TO anzhi_app;
      GRANT SELECT, INSERT (id, case_file_id, engagement_id, practitioner_id, arose_at) ON subsidy TO anzhi_app;
      GRANT UPDATE (in_force_to) ON tariff_edition TO anzhi_app;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TRIGGER reopening_waits_for_void ON check_reopening;
      ALTER TABLE subsidy_release DROP CONSTRAINT release_follows_void;
      DROP TABLE release_outcome, release_void, subsidy_release, release_batch, hold_lift, subsidy_hold, subsidy_amount, subsidy, tariff_line, tariff_edition;
      DROP FUNCTION lock_subsidies(uuid[]), release_is_sound(), subsidy_state_of(uuid), void_sets_state(), hold_sets_state(), lift_sets_state(), amount_of_unreleased(), reopening_waits_for_void();
    `);
  }
}
