import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Standard editions, quality checks, their completion, signature and reopening (S4-5.1a, S4-5.1b), and signing keys. */
export class QualityChecks1700000000005 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      -- Editions of indicators and scoring schemes are data: a bureau enters the printed standard beside ours.
      CREATE TABLE standard_edition (
        id text PRIMARY KEY,
        standard text NOT NULL,
        case_kinds text[] NOT NULL CHECK (cardinality(case_kinds) >= 1 AND case_kinds <@ ARRAY['CRIMINAL', 'CIVIL', 'ADMINISTRATIVE']),
        title text NOT NULL,
        provenance text NOT NULL,
        note text NOT NULL,
        in_force_from date,
        in_force_to date,
        second_levels integer NOT NULL DEFAULT 0,
        bureau_id uuid REFERENCES bureau,
        entered_by uuid REFERENCES person,
        entered_at timestamptz,
        CONSTRAINT edition_in_order CHECK (in_force_to IS NULL OR in_force_from IS NULL OR in_force_to >= in_force_from),
        CONSTRAINT edition_entry_whole CHECK (num_nonnulls(bureau_id, entered_by, entered_at) IN (0, 3))
      );

      CREATE TABLE standard_indicator (
        edition_id text NOT NULL REFERENCES standard_edition,
        no smallint NOT NULL CHECK (no BETWEEN 1 AND 8),
        topic text NOT NULL,
        name text NOT NULL,
        provenance text NOT NULL,
        note text,
        applicability jsonb NOT NULL,
        PRIMARY KEY (edition_id, no)
      );

      CREATE TABLE standard_second_level (
        edition_id text NOT NULL,
        indicator_no smallint NOT NULL,
        no smallint NOT NULL CHECK (no BETWEEN 1 AND 99),
        name text NOT NULL,
        provenance text NOT NULL,
        PRIMARY KEY (edition_id, indicator_no, no),
        FOREIGN KEY (edition_id, indicator_no) REFERENCES standard_indicator (edition_id, no)
      );

      CREATE TABLE scoring_scheme (
        id text PRIMARY KEY,
        edition_id text NOT NULL REFERENCES standard_edition,
        kind text NOT NULL CHECK (kind IN ('POINTS_100', 'INDICATOR_GRADE')),
        title text NOT NULL,
        provenance text NOT NULL,
        note text NOT NULL,
        in_force_from date,
        in_force_to date,
        bureau_id uuid REFERENCES bureau,
        entered_by uuid REFERENCES person,
        entered_at timestamptz,
        UNIQUE (id, edition_id, kind),
        CONSTRAINT scheme_in_order CHECK (in_force_to IS NULL OR in_force_from IS NULL OR in_force_to >= in_force_from),
        CONSTRAINT scheme_entry_whole CHECK (num_nonnulls(bureau_id, entered_by, entered_at) IN (0, 3))
      );

      -- Hundredths of a point of the hundred.
      CREATE TABLE scoring_weight (
        scheme_id text NOT NULL REFERENCES scoring_scheme,
        indicator_no smallint NOT NULL CHECK (indicator_no BETWEEN 1 AND 8),
        hundredths integer NOT NULL CHECK (hundredths > 0),
        PRIMARY KEY (scheme_id, indicator_no)
      );

      -- From (included) to (left out; the uppermost band ends at 100 points, included), in hundredths of a point.
      CREATE TABLE scoring_band (
        scheme_id text NOT NULL REFERENCES scoring_scheme,
        grade text NOT NULL CHECK (grade IN ('EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED')),
        from_hundredths integer NOT NULL CHECK (from_hundredths >= 0),
        to_hundredths integer NOT NULL CHECK (to_hundredths <= 10000),
        PRIMARY KEY (scheme_id, grade),
        CONSTRAINT band_in_order CHECK (from_hundredths < to_hundredths)
      );

      CREATE FUNCTION edition_is_whole() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF (SELECT count(*) FROM standard_indicator WHERE edition_id = NEW.id) <> 8
           OR (SELECT count(*) FROM standard_second_level WHERE edition_id = NEW.id) <> NEW.second_levels THEN
          RAISE EXCEPTION 'an edition has exactly eight indicators' USING ERRCODE = '23514', CONSTRAINT = 'edition_is_whole';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER edition_is_whole AFTER INSERT ON standard_edition DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION edition_is_whole();

      -- Eight weights that make the hundred and four bands side by side where points are used; nothing of the kind where grades are.
      CREATE FUNCTION scheme_is_whole() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      DECLARE
        weights record;
        bands record;
      BEGIN
        SELECT count(*) AS number, coalesce(sum(hundredths), 0) AS total INTO weights FROM scoring_weight WHERE scheme_id = NEW.id;
        SELECT count(*) AS number, coalesce(sum(to_hundredths - from_hundredths), 0) AS total, min(from_hundredths) AS lowest, max(to_hundredths) AS highest,
               bool_and(from_hundredths = 0 OR from_hundredths IN (SELECT o.to_hundredths FROM scoring_band o WHERE o.scheme_id = NEW.id)) AS touching
          INTO bands FROM scoring_band WHERE scheme_id = NEW.id;
        IF NEW.kind = 'POINTS_100' AND (weights.number, weights.total, bands.number, bands.total, bands.lowest, bands.highest, bands.touching) IS DISTINCT FROM (8, 10000, 4, 10000, 0, 10000, true)
           OR NEW.kind = 'INDICATOR_GRADE' AND (weights.number > 0 OR bands.number > 0) THEN
          RAISE EXCEPTION 'a scheme is not whole' USING ERRCODE = '23514', CONSTRAINT = 'scheme_is_whole';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER scheme_is_whole AFTER INSERT ON scoring_scheme DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION scheme_is_whole();

      -- Eight numbers, eight rows: nothing can be added to indicators and weights; the second level is counted.
      CREATE FUNCTION second_level_is_whole() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF (SELECT second_levels FROM standard_edition WHERE id = NEW.edition_id) <> (SELECT count(*) FROM standard_second_level WHERE edition_id = NEW.edition_id) THEN
          RAISE EXCEPTION 'an edition is entered at once' USING ERRCODE = '23514', CONSTRAINT = 'second_level_is_whole';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER second_level_is_whole AFTER INSERT ON standard_second_level DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION second_level_is_whole();
      CREATE TRIGGER standard_indicator_is_kept BEFORE UPDATE OR DELETE ON standard_indicator FOR EACH ROW EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER standard_second_level_is_kept BEFORE UPDATE OR DELETE ON standard_second_level FOR EACH ROW EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER scoring_weight_is_kept BEFORE UPDATE OR DELETE ON scoring_weight FOR EACH ROW EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER scoring_band_is_kept BEFORE UPDATE OR DELETE ON scoring_band FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TABLE agency_root_key (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL REFERENCES agency,
        algorithm text NOT NULL CHECK (algorithm IN ('ED25519', 'SM2_SM3')),
        public_key text NOT NULL,
        private_key_cipher bytea NOT NULL,
        created_at timestamptz NOT NULL,
        retired_at timestamptz
      );
      CREATE UNIQUE INDEX one_root_key_at_a_time ON agency_root_key (agency_id) WHERE retired_at IS NULL;

      CREATE TABLE signing_key (
        id uuid PRIMARY KEY,
        person_id uuid NOT NULL REFERENCES person,
        agency_id uuid NOT NULL REFERENCES agency,
        root_key_id uuid NOT NULL REFERENCES agency_root_key,
        algorithm text NOT NULL CHECK (algorithm IN ('ED25519', 'SM2_SM3')),
        public_key text NOT NULL,
        private_key_cipher bytea NOT NULL,
        pin_salt bytea NOT NULL,
        certificate text NOT NULL,
        certificate_signature bytea NOT NULL,
        created_at timestamptz NOT NULL,
        retired_at timestamptz,
        UNIQUE (id, person_id)
      );
      CREATE UNIQUE INDEX one_signing_key_at_a_time ON signing_key (person_id, agency_id) WHERE retired_at IS NULL;

      CREATE TABLE quality_check (
        id uuid PRIMARY KEY,
        case_file_id uuid NOT NULL REFERENCES case_file,
        round integer NOT NULL CHECK (round >= 1),
        edition_id text NOT NULL REFERENCES standard_edition,
        checker_person_id uuid NOT NULL REFERENCES person,
        designated_by uuid NOT NULL REFERENCES person,
        designated_role text NOT NULL,
        designated_at timestamptz NOT NULL,
        state text NOT NULL CHECK (state IN ('DESIGNATED', 'COMPLETED', 'SIGNED', 'RETURNED', 'REOPENED', 'WITHDRAWN')),
        draft jsonb,
        draft_version integer NOT NULL DEFAULT 0,
        withdrawn_by uuid REFERENCES person,
        withdrawn_at timestamptz,
        withdrawal_reason text,
        CONSTRAINT withdrawal_whole CHECK (num_nonnulls(withdrawn_by, withdrawn_at, withdrawal_reason) = CASE WHEN state = 'WITHDRAWN' THEN 3 ELSE 0 END),
        UNIQUE (case_file_id, round),
        UNIQUE (id, round, case_file_id, checker_person_id)
      );
      CREATE UNIQUE INDEX one_check_at_a_time ON quality_check (case_file_id) WHERE state IN ('DESIGNATED', 'COMPLETED', 'SIGNED');
      CREATE INDEX quality_check_checker ON quality_check (checker_person_id, state);

      CREATE TABLE check_completion (
        check_id uuid PRIMARY KEY,
        round integer NOT NULL,
        case_file_id uuid NOT NULL,
        checker_person_id uuid NOT NULL,
        part text NOT NULL GENERATED ALWAYS AS ('CHECKER') STORED,
        result text NOT NULL CHECK (result IN ('QUALIFIED', 'UNQUALIFIED', 'RETURNED')),
        opinion text NOT NULL,
        revision integer NOT NULL,
        completed_at timestamptz NOT NULL,
        UNIQUE (check_id, round, case_file_id, result, revision),
        CONSTRAINT completion_by_the_designated FOREIGN KEY (check_id, round, case_file_id, checker_person_id) REFERENCES quality_check (id, round, case_file_id, checker_person_id),
        CONSTRAINT completion_by_a_checker FOREIGN KEY (case_file_id, checker_person_id, part) REFERENCES part (case_file_id, person_id, part)
      );
      CREATE TRIGGER check_completion_is_kept BEFORE UPDATE OR DELETE ON check_completion FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TABLE check_item (
        check_id uuid NOT NULL REFERENCES check_completion,
        case_file_id uuid NOT NULL,
        indicator_no smallint NOT NULL CHECK (indicator_no BETWEEN 1 AND 8),
        finding text NOT NULL CHECK (finding IN ('MET', 'PARTLY', 'NOT_MET', 'NOT_APPLICABLE')),
        evidence_material_id uuid,
        evidence_page integer CHECK (evidence_page >= 1),
        absent_from_file boolean NOT NULL,
        remark text NOT NULL,
        PRIMARY KEY (check_id, indicator_no),
        CONSTRAINT evidence_of_this_file FOREIGN KEY (evidence_material_id, case_file_id) REFERENCES material (id, case_file_id),
        CONSTRAINT evidence_whole CHECK ((evidence_material_id IS NULL) = (evidence_page IS NULL)),
        CONSTRAINT evidence_or_absent CHECK (
          CASE finding
            WHEN 'NOT_APPLICABLE' THEN evidence_material_id IS NULL AND NOT absent_from_file
            ELSE (evidence_material_id IS NOT NULL) <> absent_from_file
          END)
      );
      CREATE TRIGGER check_item_is_kept BEFORE UPDATE OR DELETE ON check_item FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TABLE check_signature (
        check_id uuid PRIMARY KEY,
        round integer NOT NULL,
        case_file_id uuid NOT NULL,
        result text NOT NULL,
        revision integer NOT NULL,
        signer_person_id uuid NOT NULL,
        part text NOT NULL GENERATED ALWAYS AS ('SIGNER') STORED,
        key_id uuid NOT NULL,
        canonical text NOT NULL,
        signature bytea NOT NULL,
        signed_at timestamptz NOT NULL,
        UNIQUE (check_id, round, case_file_id, result),
        CONSTRAINT signature_of_the_completion FOREIGN KEY (check_id, round, case_file_id, result, revision) REFERENCES check_completion (check_id, round, case_file_id, result, revision),
        CONSTRAINT signature_by_a_signer FOREIGN KEY (case_file_id, signer_person_id, part) REFERENCES part (case_file_id, person_id, part),
        CONSTRAINT signature_by_own_key FOREIGN KEY (key_id, signer_person_id) REFERENCES signing_key (id, person_id)
      );
      CREATE INDEX check_signature_case_file ON check_signature (case_file_id);
      CREATE TRIGGER check_signature_is_kept BEFORE UPDATE OR DELETE ON check_signature FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TABLE check_reopening (
        check_id uuid PRIMARY KEY REFERENCES check_signature,
        reason text NOT NULL CHECK (length(reason) >= 5),
        reopened_by uuid NOT NULL REFERENCES person,
        reopened_at timestamptz NOT NULL
      );
      CREATE TRIGGER check_reopening_is_kept BEFORE UPDATE OR DELETE ON check_reopening FOR EACH ROW EXECUTE FUNCTION forbid_change();

      -- The state of a check never says more than its records do, whoever writes it.
      CREATE FUNCTION check_state_follows_records() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        completed boolean := EXISTS (SELECT FROM check_completion WHERE check_id = NEW.id);
        signed text := (SELECT result FROM check_signature WHERE check_id = NEW.id);
        expected text := CASE
          WHEN EXISTS (SELECT FROM check_reopening WHERE check_id = NEW.id) THEN 'REOPENED'
          WHEN signed = 'RETURNED' THEN 'RETURNED'
          WHEN signed IS NOT NULL THEN 'SIGNED'
          WHEN completed THEN 'COMPLETED'
          ELSE 'DESIGNATED' END;
      BEGIN
        IF NEW.state <> expected AND NOT (TG_OP = 'UPDATE' AND NEW.state = 'WITHDRAWN' AND signed IS NULL) THEN
          RAISE EXCEPTION 'state % of check % is not what its records say (%)', NEW.state, NEW.id, expected USING ERRCODE = '23514', CONSTRAINT = 'check_state_follows_records';
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.draft IS DISTINCT FROM OLD.draft AND (completed OR OLD.state <> 'DESIGNATED') THEN
          RAISE EXCEPTION 'a completed check has no draft' USING ERRCODE = '23514', CONSTRAINT = 'check_state_follows_records';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER check_state_follows_records BEFORE INSERT OR UPDATE ON quality_check FOR EACH ROW EXECUTE FUNCTION check_state_follows_records();

      -- A completion covers all eight indicators of its edition; items come with it or not at all.
      CREATE FUNCTION completion_has_eight_items() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF (SELECT count(*) FROM check_item WHERE check_id = NEW.check_id) <> 8 THEN
          RAISE EXCEPTION 'check % is completed without its eight indicators', NEW.check_id USING ERRCODE = '23514', CONSTRAINT = 'completion_has_eight_items';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER completion_has_eight_items AFTER INSERT ON check_completion DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION completion_has_eight_items();

      -- A signature is put under a check that is completed and not withdrawn, and covers the file as it is now.
      CREATE FUNCTION signature_covers_file() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        PERFORM 1 FROM quality_check WHERE id = NEW.check_id AND state = 'COMPLETED' FOR UPDATE;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'check % is not waiting for a signature', NEW.check_id USING ERRCODE = '23514', CONSTRAINT = 'signature_covers_file';
        END IF;
        PERFORM 1 FROM signing_key k JOIN case_file f ON f.agency_id = k.agency_id
          WHERE k.id = NEW.key_id AND f.id = NEW.case_file_id AND (k.retired_at IS NULL OR k.retired_at >= NEW.signed_at);
        IF NOT FOUND THEN
          RAISE EXCEPTION 'key % does not sign for the agency of case file %', NEW.key_id, NEW.case_file_id USING ERRCODE = '23514', CONSTRAINT = 'signature_by_key_in_use';
        END IF;
        PERFORM 1 FROM case_file WHERE id = NEW.case_file_id AND revision = NEW.revision AND state = 'RECEIVED' FOR UPDATE;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'the papers of case file % changed after the check', NEW.case_file_id USING ERRCODE = '23514', CONSTRAINT = 'signature_covers_file';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER signature_covers_file BEFORE INSERT ON check_signature FOR EACH ROW EXECUTE FUNCTION signature_covers_file();

      -- The state moves with the record that moves it, whoever inserts it.
      CREATE FUNCTION check_state_moves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        UPDATE quality_check q SET state = CASE TG_TABLE_NAME
            WHEN 'check_completion' THEN 'COMPLETED'
            WHEN 'check_signature' THEN (SELECT CASE result WHEN 'RETURNED' THEN 'RETURNED' ELSE 'SIGNED' END FROM check_signature WHERE check_id = q.id)
            ELSE 'REOPENED' END
          FROM fresh WHERE fresh.check_id = q.id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER check_state_moves AFTER INSERT ON check_completion REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION check_state_moves();
      CREATE TRIGGER check_state_moves AFTER INSERT ON check_signature REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION check_state_moves();
      CREATE TRIGGER check_state_moves AFTER INSERT ON check_reopening REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION check_state_moves();

      -- What is signed stays as it was signed: a paper comes in or goes out once the check is reopened.
      -- Named to fire after material_takes_revision, which holds the file's lock: a signature being made is seen.
      CREATE FUNCTION material_under_signature() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM quality_check WHERE case_file_id = NEW.case_file_id AND state = 'SIGNED') THEN
          RAISE EXCEPTION 'case file % is under a signature', NEW.case_file_id USING ERRCODE = '23514', CONSTRAINT = 'material_under_signature';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER material_needs_read_committed BEFORE INSERT ON material FOR EACH STATEMENT EXECUTE FUNCTION needs_read_committed();
      CREATE TRIGGER material_under_signature BEFORE INSERT ON material FOR EACH ROW EXECUTE FUNCTION material_under_signature();

      CREATE TRIGGER quality_check_needs_read_committed BEFORE INSERT OR UPDATE ON quality_check FOR EACH STATEMENT EXECUTE FUNCTION needs_read_committed();
      CREATE TRIGGER check_completion_needs_read_committed BEFORE INSERT ON check_completion FOR EACH STATEMENT EXECUTE FUNCTION needs_read_committed();
      CREATE TRIGGER check_signature_needs_read_committed BEFORE INSERT ON check_signature FOR EACH STATEMENT EXECUTE FUNCTION needs_read_committed();
      CREATE TRIGGER check_reopening_needs_read_committed BEFORE INSERT ON check_reopening FOR EACH STATEMENT EXECUTE FUNCTION needs_read_committed();

      GRANT SELECT, INSERT ON standard_edition, standard_indicator, standard_second_level, scoring_scheme, scoring_weight, scoring_band TO anzhi_app;
      GRANT UPDATE (in_force_to) ON standard_edition, scoring_scheme TO anzhi_app;
      GRANT SELECT, INSERT ON agency_root_key, signing_key, quality_check, check_completion, check_item, check_signature, check_reopening TO anzhi_app;
      GRANT UPDATE (retired_at) ON agency_root_key, signing_key TO anzhi_app;
      GRANT UPDATE (state, draft, draft_version, withdrawn_by, withdrawn_at, withdrawal_reason) ON quality_check TO anzhi_app;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TRIGGER material_under_signature ON material;
      DROP TRIGGER material_needs_read_committed ON material;
      DROP TABLE check_reopening, check_signature, check_item, check_completion, quality_check, signing_key, agency_root_key, scoring_band, scoring_weight, scoring_scheme, standard_second_level, standard_indicator, standard_edition;
      DROP FUNCTION edition_is_whole(), scheme_is_whole(), second_level_is_whole(), check_state_follows_records(), completion_has_eight_items(), signature_covers_file(), check_state_moves(), material_under_signature();
    `);
  }
}
