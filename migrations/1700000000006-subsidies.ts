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
        line_count smallint NOT NULL CHECK (line_count >= 0),
        entered_by uuid REFERENCES person,
        entered_at timestamptz NOT NULL,
        UNIQUE (bureau_id, in_force_from),
        CONSTRAINT term_in_order CHECK (in_force_to IS NULL OR in_force_to >= in_force_from)
      );

      -- Two editions of one bureau never hold on the same day; entering takes turns.
      CREATE FUNCTION tariffs_do_not_overlap() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('tariff ' || NEW.bureau_id, 0));
        IF EXISTS (SELECT FROM tariff_edition e WHERE e.bureau_id = NEW.bureau_id AND e.id <> NEW.id
                    AND daterange(e.in_force_from, e.in_force_to, '[]') && daterange(NEW.in_force_from, NEW.in_force_to, '[]')) THEN
          RAISE EXCEPTION 'another tariff of the bureau holds on some of these days' USING ERRCODE = '23514', CONSTRAINT = 'tariffs_do_not_overlap';
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER tariffs_do_not_overlap AFTER INSERT OR UPDATE ON tariff_edition FOR EACH ROW EXECUTE FUNCTION tariffs_do_not_overlap();

      CREATE TABLE tariff_line (
        edition_id uuid NOT NULL REFERENCES tariff_edition,
        code text NOT NULL,
        amount_fen bigint NOT NULL CHECK (amount_fen BETWEEN 0 AND 100000000),
        PRIMARY KEY (edition_id, code)
      );

      -- An edition is entered whole: it says how many lines it has, and none comes after it.
      CREATE FUNCTION tariff_is_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE edition uuid := CASE TG_TABLE_NAME WHEN 'tariff_line' THEN (to_jsonb(NEW) ->> 'edition_id')::uuid ELSE (to_jsonb(NEW) ->> 'id')::uuid END;
      BEGIN
        IF (SELECT line_count FROM tariff_edition WHERE id = edition) <> (SELECT count(*) FROM tariff_line WHERE edition_id = edition) THEN
          RAISE EXCEPTION 'tariff edition % has not the lines that it says', edition USING ERRCODE = '23514', CONSTRAINT = 'tariff_is_whole';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER tariff_is_whole AFTER INSERT ON tariff_edition DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tariff_is_whole();
      CREATE CONSTRAINT TRIGGER tariff_is_whole AFTER INSERT ON tariff_line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tariff_is_whole();

      -- The payee of a subsidy is the practitioner of its engagement, nobody else.
      ALTER TABLE engagement ADD CONSTRAINT engagement_payee UNIQUE (id, case_file_id, practitioner_id);

      CREATE TABLE subsidy (
        id uuid PRIMARY KEY,
        case_file_id uuid NOT NULL,
        engagement_id uuid NOT NULL UNIQUE,
        practitioner_id uuid NOT NULL REFERENCES practitioner,
        state text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'HELD', 'RELEASED', 'VOIDED')),
        arose_at timestamptz NOT NULL,
        UNIQUE (id, case_file_id),
        CONSTRAINT subsidy_of_this_engagement FOREIGN KEY (engagement_id, case_file_id, practitioner_id) REFERENCES engagement (id, case_file_id, practitioner_id)
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
        UNIQUE (id, released_by),
        CONSTRAINT counted CHECK (asked = released + refused AND released >= 0 AND refused >= 0)
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
        batch_id uuid NOT NULL,
        released_at timestamptz NOT NULL,
        PRIMARY KEY (subsidy_id, n),
        UNIQUE (subsidy_id, n, releaser_person_id, amount_fen),
        CONSTRAINT release_needs_signature FOREIGN KEY (check_id, round, case_file_id, need) REFERENCES check_signature (check_id, round, case_file_id, result),
        CONSTRAINT release_needs_releaser FOREIGN KEY (case_file_id, releaser_person_id, part) REFERENCES part (case_file_id, person_id, part),
        CONSTRAINT release_of_this_file FOREIGN KEY (subsidy_id, case_file_id) REFERENCES subsidy (id, case_file_id),
        CONSTRAINT release_by_its_officer FOREIGN KEY (batch_id, releaser_person_id) REFERENCES release_batch (id, released_by),
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

      -- Everything that a release rests on stands still from here on, always locked in this order: case file, check, payee, subsidy.
      -- Acts on a file lock the file first, so nobody waits in a circle.
      CREATE FUNCTION lock_for_release(ids uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        PERFORM 1 FROM case_file WHERE id IN (SELECT case_file_id FROM subsidy WHERE id = ANY (ids)) ORDER BY id FOR SHARE;
        PERFORM 1 FROM quality_check WHERE case_file_id IN (SELECT case_file_id FROM subsidy WHERE id = ANY (ids)) ORDER BY id FOR SHARE;
        PERFORM 1 FROM practitioner WHERE id IN (SELECT practitioner_id FROM subsidy WHERE id = ANY (ids)) ORDER BY id FOR SHARE;
        PERFORM 1 FROM subsidy WHERE id = ANY (ids) ORDER BY id FOR UPDATE;
      END $$;
      REVOKE ALL ON FUNCTION lock_for_release(uuid[]) FROM public;
      GRANT EXECUTE ON FUNCTION lock_for_release(uuid[]) TO anzhi_app;

      -- What a foreign key cannot say: the check is not reopened, its signature still covers the received file, no hold stands,
      -- the amount is the latest and not of the officer's own making, the payee is not paid by the state,
      -- and the batch counts exactly what it released, in its own agency.
      CREATE FUNCTION release_is_sound() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE broken text;
      BEGIN
        PERFORM lock_for_release(ARRAY(SELECT subsidy_id FROM fresh));
        SELECT why INTO broken FROM (
          SELECT CASE
              WHEN EXISTS (SELECT FROM check_reopening r WHERE r.check_id = f.check_id) THEN 'release_after_reopening'
              WHEN c.state <> 'RECEIVED' OR c.revision <> g.revision THEN 'release_of_changed_file'
              WHEN EXISTS (SELECT FROM subsidy_hold h LEFT JOIN hold_lift l ON l.hold_id = h.id WHERE h.subsidy_id = f.subsidy_id AND l.hold_id IS NULL) THEN 'release_while_held'
              WHEN EXISTS (SELECT FROM subsidy_amount a WHERE a.subsidy_id = f.subsidy_id AND a.version > f.amount_version) THEN 'release_of_old_amount'
              WHEN EXISTS (SELECT FROM subsidy_amount a WHERE a.subsidy_id = f.subsidy_id AND a.reason IS NOT NULL AND a.set_by = f.releaser_person_id) THEN 'release_of_own_adjustment'
              WHEN p.on_public_payroll THEN 'release_to_public_payroll'
              WHEN c.agency_id <> b.agency_id THEN 'release_in_its_agency'
            END AS why
            FROM fresh f
            JOIN subsidy s ON s.id = f.subsidy_id
            JOIN practitioner p ON p.id = s.practitioner_id
            JOIN case_file c ON c.id = f.case_file_id
            JOIN check_signature g ON g.check_id = f.check_id
            JOIN release_batch b ON b.id = f.batch_id) each
          WHERE why IS NOT NULL LIMIT 1;
        IF broken IS NOT NULL THEN
          RAISE EXCEPTION 'release refused: %', broken USING ERRCODE = '23514', CONSTRAINT = broken;
        END IF;
        IF EXISTS (SELECT FROM release_batch b CROSS JOIN LATERAL (SELECT count(*) AS n, sum(amount_fen) AS fen FROM subsidy_release r WHERE r.batch_id = b.id) AS done
                    WHERE b.id IN (SELECT batch_id FROM fresh) AND (b.released, b.released_fen) IS DISTINCT FROM (done.n, done.fen)) THEN
          RAISE EXCEPTION 'a batch counts what it released' USING ERRCODE = '23514', CONSTRAINT = 'batch_totals_are_exact';
        END IF;
        UPDATE subsidy s SET state = 'RELEASED' FROM fresh f WHERE s.id = f.subsidy_id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER release_is_sound AFTER INSERT ON subsidy_release REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION release_is_sound();

      -- A batch is whole when its transaction ends, and nothing is added to it later.
      CREATE FUNCTION batch_is_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM subsidy_release WHERE batch_id = NEW.id HAVING count(*) = NEW.released AND coalesce(sum(amount_fen), 0) = NEW.released_fen) THEN
          RAISE EXCEPTION 'a batch counts what it released' USING ERRCODE = '23514', CONSTRAINT = 'batch_totals_are_exact';
        END IF;
        IF NOT EXISTS (SELECT FROM release_outcome WHERE batch_id = NEW.id HAVING count(*) = NEW.asked AND count(code) = NEW.refused) THEN
          RAISE EXCEPTION 'a batch has an outcome for every row asked' USING ERRCODE = '23514', CONSTRAINT = 'batch_outcomes_are_whole';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER batch_is_whole AFTER INSERT ON release_batch DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION batch_is_whole();

      CREATE FUNCTION outcomes_are_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM release_batch b CROSS JOIN LATERAL (SELECT count(*) AS n, count(code) AS refused FROM release_outcome o WHERE o.batch_id = b.id) AS done
                    WHERE b.id IN (SELECT batch_id FROM fresh) AND (b.asked, b.refused) IS DISTINCT FROM (done.n, done.refused)) THEN
          RAISE EXCEPTION 'a batch has an outcome for every row asked' USING ERRCODE = '23514', CONSTRAINT = 'batch_outcomes_are_whole';
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER outcomes_are_whole AFTER INSERT ON release_outcome REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION outcomes_are_whole();

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
        IF NEW.amount_fen IS DISTINCT FROM (SELECT sum((line->>'fen')::bigint) FROM jsonb_array_elements(NEW.derivation) line) THEN
          RAISE EXCEPTION 'an amount is the sum of its derivation' USING ERRCODE = '23514', CONSTRAINT = 'amount_is_its_derivation';
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

      -- A file on which money stands paid stays received until the release is voided.
      CREATE FUNCTION paid_file_stays_received() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM subsidy_release r WHERE r.case_file_id = OLD.id AND NOT EXISTS (SELECT FROM release_void v WHERE v.subsidy_id = r.subsidy_id AND v.n = r.n)) THEN
          RAISE EXCEPTION 'a subsidy of case file % is released', OLD.id USING ERRCODE = '23514', CONSTRAINT = 'paid_file_stays_received';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER paid_file_stays_received BEFORE UPDATE OF state, closed_received_at, facts ON case_file FOR EACH ROW
        WHEN (OLD.state = 'RECEIVED' AND (OLD.state, OLD.closed_received_at, OLD.facts) IS DISTINCT FROM (NEW.state, NEW.closed_received_at, NEW.facts))
        EXECUTE FUNCTION paid_file_stays_received();

      CREATE TRIGGER tariff_line_is_kept BEFORE UPDATE OR DELETE ON tariff_line FOR EACH ROW EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER subsidy_amount_is_kept BEFORE UPDATE OR DELETE ON subsidy_amount FOR EACH ROW EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER subsidy_hold_is_kept BEFORE UPDATE OR DELETE ON subsidy_hold FOR EACH ROW EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER hold_lift_is_kept BEFORE UPDATE OR DELETE ON hold_lift FOR EACH ROW EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER release_batch_is_kept BEFORE UPDATE OR DELETE ON release_batch FOR EACH ROW EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER subsidy_release_is_kept BEFORE UPDATE OR DELETE ON subsidy_release FOR EACH ROW EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER release_void_is_kept BEFORE UPDATE OR DELETE ON release_void FOR EACH ROW EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER release_outcome_is_kept BEFORE UPDATE OR DELETE ON release_outcome FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TRIGGER tariff_edition_needs_read_committed BEFORE INSERT OR UPDATE ON tariff_edition FOR EACH STATEMENT EXECUTE FUNCTION needs_read_committed();
      CREATE TRIGGER subsidy_amount_needs_read_committed BEFORE INSERT ON subsidy_amount FOR EACH STATEMENT EXECUTE FUNCTION needs_read_committed();
      CREATE TRIGGER subsidy_hold_needs_read_committed BEFORE INSERT ON subsidy_hold FOR EACH STATEMENT EXECUTE FUNCTION needs_read_committed();
      CREATE TRIGGER hold_lift_needs_read_committed BEFORE INSERT ON hold_lift FOR EACH STATEMENT EXECUTE FUNCTION needs_read_committed();
      CREATE TRIGGER release_batch_needs_read_committed BEFORE INSERT ON release_batch FOR EACH STATEMENT EXECUTE FUNCTION needs_read_committed();
      CREATE TRIGGER subsidy_release_needs_read_committed BEFORE INSERT ON subsidy_release FOR EACH STATEMENT EXECUTE FUNCTION needs_read_committed();
      CREATE TRIGGER release_void_needs_read_committed BEFORE INSERT ON release_void FOR EACH STATEMENT EXECUTE FUNCTION needs_read_committed();
      CREATE TRIGGER release_outcome_needs_read_committed BEFORE INSERT ON release_outcome FOR EACH STATEMENT EXECUTE FUNCTION needs_read_committed();

      GRANT SELECT, INSERT ON tariff_edition, tariff_line, subsidy_amount, subsidy_hold, hold_lift, release_batch, subsidy_release, release_void, release_outcome TO anzhi_app;
      GRANT SELECT, INSERT (id, case_file_id, engagement_id, practitioner_id, arose_at) ON subsidy TO anzhi_app;
      GRANT UPDATE (in_force_to) ON tariff_edition TO anzhi_app;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TRIGGER reopening_waits_for_void ON check_reopening;
      DROP TRIGGER paid_file_stays_received ON case_file;
      ALTER TABLE subsidy_release DROP CONSTRAINT release_follows_void;
      DROP TABLE release_outcome, release_void, subsidy_release, release_batch, hold_lift, subsidy_hold, subsidy_amount, subsidy, tariff_line, tariff_edition;
      ALTER TABLE engagement DROP CONSTRAINT engagement_payee;
      DROP FUNCTION paid_file_stays_received(), lock_subsidies(uuid[]), lock_for_release(uuid[]), tariffs_do_not_overlap(), tariff_is_whole(), release_is_sound(), batch_is_whole(), outcomes_are_whole(), subsidy_state_of(uuid),
        void_sets_state(), hold_sets_state(), lift_sets_state(), amount_of_unreleased(), reopening_waits_for_void();
    `);
  }
}
