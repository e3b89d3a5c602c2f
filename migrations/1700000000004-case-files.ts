import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Proceedings, recipients, case files, engagements, activities, materials, closings, terminations, and the four parts. */
export class CaseFiles1700000000004 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE proceeding (
        id uuid PRIMARY KEY,
        case_kind text NOT NULL CHECK (case_kind IN ('CRIMINAL', 'CIVIL', 'ADMINISTRATIVE')),
        cause text NOT NULL,
        region_code char(6) NOT NULL REFERENCES region,
        opened_at timestamptz NOT NULL
      );

      CREATE TABLE recipient (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        id_number_cipher bytea,
        id_number_digest bytea,
        without_id_number text,
        birth_date date,
        phone text,
        address text,
        registered_at timestamptz NOT NULL,
        CONSTRAINT id_number_or_reason CHECK ((id_number_digest IS NULL) = (without_id_number IS NOT NULL)),
        CONSTRAINT id_number_whole CHECK ((id_number_digest IS NULL) = (id_number_cipher IS NULL))
      );
      CREATE INDEX recipient_id_number ON recipient (id_number_digest);

      CREATE TABLE case_number_counter (
        agency_id uuid NOT NULL REFERENCES agency,
        year smallint NOT NULL,
        last integer NOT NULL,
        PRIMARY KEY (agency_id, year)
      );

      CREATE TABLE case_file (
        id uuid PRIMARY KEY,
        agency_id uuid NOT NULL REFERENCES agency,
        year smallint NOT NULL,
        number text NOT NULL,
        proceeding_id uuid NOT NULL REFERENCES proceeding,
        recipient_id uuid NOT NULL REFERENCES recipient,
        previous_id uuid UNIQUE REFERENCES case_file,
        case_kind text NOT NULL CHECK (case_kind IN ('CRIMINAL', 'CIVIL', 'ADMINISTRATIVE')),
        stage text NOT NULL CHECK (stage IN ('INVESTIGATION', 'PROSECUTION_REVIEW', 'TRIAL', 'DEATH_PENALTY_REVIEW', 'COMPULSORY_TREATMENT', 'RETRIAL', 'LITIGATION', 'ARBITRATION', 'RECONSIDERATION', 'NON_LITIGATION')),
        ground text NOT NULL CHECK (ground IN ('NOTICE_MUST', 'NOTICE_MAY', 'APPLICATION')),
        stage_began_on date NOT NULL,
        stage_ended_on date,
        review_period_ends_on date,
        organ_id uuid REFERENCES case_organ,
        organ_case_number text,
        in_custody boolean NOT NULL,
        pleads_guilty boolean NOT NULL DEFAULT false,
        hearing_held boolean,
        group_case boolean NOT NULL,
        sensitive_case boolean NOT NULL,
        superior_assigned boolean NOT NULL DEFAULT false,
        sealed_record boolean NOT NULL,
        facts text,
        received_on date NOT NULL,
        aid_decided_on date,
        state text NOT NULL CHECK (state IN ('REGISTERED', 'IN_PROGRESS', 'TERMINATED', 'CLOSING_SUBMITTED', 'RETURNED', 'RECEIVED')),
        revision integer NOT NULL DEFAULT 0,
        registered_by uuid NOT NULL REFERENCES person,
        registered_at timestamptz NOT NULL,
        closed_received_at timestamptz,
        UNIQUE (agency_id, year, number),
        CONSTRAINT stage_fits_kind CHECK (
          CASE case_kind
            WHEN 'CRIMINAL' THEN stage IN ('INVESTIGATION', 'PROSECUTION_REVIEW', 'TRIAL', 'DEATH_PENALTY_REVIEW', 'COMPULSORY_TREATMENT', 'RETRIAL')
            WHEN 'CIVIL' THEN stage IN ('LITIGATION', 'ARBITRATION', 'NON_LITIGATION', 'RETRIAL')
            ELSE stage IN ('LITIGATION', 'RECONSIDERATION', 'NON_LITIGATION', 'RETRIAL')
          END),
        CONSTRAINT stage_in_order CHECK (stage_ended_on IS NULL OR stage_ended_on >= stage_began_on),
        CONSTRAINT received_is_dated CHECK ((state = 'RECEIVED') = (closed_received_at IS NOT NULL))
      );
      CREATE INDEX case_file_proceeding ON case_file (proceeding_id);
      CREATE INDEX case_file_recipient ON case_file (recipient_id);
      CREATE INDEX case_file_agency ON case_file (agency_id, id);
      CREATE INDEX case_file_state ON case_file (agency_id, state);

      -- Why a file was corrected, and in which fields; what was there before stands in the ledger.
      CREATE TABLE case_file_correction (
        id uuid PRIMARY KEY,
        case_file_id uuid NOT NULL REFERENCES case_file,
        fields text[] NOT NULL,
        reason text NOT NULL,
        corrected_by uuid NOT NULL REFERENCES person,
        corrected_at timestamptz NOT NULL
      );
      CREATE INDEX case_file_correction_case_file ON case_file_correction (case_file_id);
      CREATE TRIGGER case_file_correction_is_kept BEFORE UPDATE OR DELETE ON case_file_correction FOR EACH ROW EXECUTE FUNCTION forbid_change();

      -- One person has at most one of the four parts in a case file (HOUSE, from S4-5.1a to S4-5.1c): persons, not accounts.
      CREATE TABLE part (
        case_file_id uuid NOT NULL REFERENCES case_file,
        person_id uuid NOT NULL REFERENCES person,
        part text NOT NULL CHECK (part IN ('PRACTITIONER', 'CHECKER', 'SIGNER', 'RELEASER')),
        PRIMARY KEY (case_file_id, person_id),
        UNIQUE (case_file_id, person_id, part)
      );
      CREATE TRIGGER part_is_kept BEFORE UPDATE OR DELETE ON part FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TABLE engagement (
        id uuid PRIMARY KEY,
        case_file_id uuid NOT NULL REFERENCES case_file,
        practitioner_id uuid NOT NULL,
        person_id uuid NOT NULL,
        service_organization_id uuid REFERENCES service_organization,
        part text NOT NULL GENERATED ALWAYS AS ('PRACTITIONER') STORED,
        way text NOT NULL CHECK (way IN ('ROTATION', 'RECIPIENT_CHOICE', 'SELECTED')),
        commitment_id uuid REFERENCES quality_commitment,
        began_on date NOT NULL,
        ended_on date,
        end_reason text,
        commissioned_by uuid NOT NULL REFERENCES person,
        commissioned_at timestamptz NOT NULL,
        UNIQUE (id, case_file_id),
        FOREIGN KEY (practitioner_id, person_id) REFERENCES practitioner (id, person_id),
        FOREIGN KEY (case_file_id, person_id, part) REFERENCES part (case_file_id, person_id, part),
        CONSTRAINT end_is_explained CHECK ((ended_on IS NULL) = (end_reason IS NULL)),
        CONSTRAINT engagement_in_order CHECK (ended_on IS NULL OR ended_on >= began_on)
      );
      CREATE UNIQUE INDEX one_engagement_at_a_time ON engagement (case_file_id) WHERE ended_on IS NULL;
      CREATE INDEX engagement_practitioner ON engagement (practitioner_id);
      CREATE INDEX engagement_case_file ON engagement (case_file_id);
      CREATE INDEX engagement_organization ON engagement (service_organization_id);

      -- Bytes that the store keeps, once for each digest. Nothing of them changes; they go when nothing refers to them.
      CREATE TABLE paper (
        digest bytea PRIMARY KEY CHECK (length(digest) = 32),
        size bigint NOT NULL CHECK (size >= 1),
        media_type text NOT NULL,
        pages integer NOT NULL CHECK (pages BETWEEN 1 AND 100000),
        stored_at timestamptz NOT NULL
      );
      CREATE TRIGGER paper_is_kept BEFORE UPDATE ON paper FOR EACH ROW EXECUTE FUNCTION forbid_change();

      -- For which file bytes arrived: to know a digest gives nobody the bytes.
      CREATE TABLE paper_arrival (
        case_file_id uuid NOT NULL REFERENCES case_file,
        digest bytea NOT NULL REFERENCES paper,
        uploaded_by uuid NOT NULL REFERENCES person,
        arrived_at timestamptz NOT NULL,
        PRIMARY KEY (case_file_id, digest)
      );
      CREATE INDEX paper_arrival_paper ON paper_arrival (digest);
      CREATE INDEX paper_arrival_at ON paper_arrival (arrived_at);

      CREATE TABLE material (
        id uuid PRIMARY KEY,
        case_file_id uuid NOT NULL REFERENCES case_file,
        catalogue_no smallint NOT NULL CHECK (catalogue_no BETWEEN 1 AND 21),
        title text NOT NULL,
        pages integer NOT NULL,
        digest bytea NOT NULL,
        supersedes_id uuid UNIQUE REFERENCES material,
        withdrawn boolean NOT NULL DEFAULT false,
        withdrawal_reason text,
        revision integer NOT NULL,
        recorded_by uuid NOT NULL REFERENCES person,
        recorded_at timestamptz NOT NULL,
        UNIQUE (id, case_file_id),
        UNIQUE (case_file_id, revision),
        CONSTRAINT material_has_arrived FOREIGN KEY (case_file_id, digest) REFERENCES paper_arrival (case_file_id, digest),
        CONSTRAINT withdrawal_names_its_version CHECK (NOT withdrawn OR supersedes_id IS NOT NULL),
        CONSTRAINT withdrawal_is_explained CHECK (withdrawn = (withdrawal_reason IS NOT NULL))
      );
      CREATE INDEX material_case_file ON material (case_file_id, digest);
      CREATE TRIGGER material_is_kept BEFORE UPDATE OR DELETE ON material FOR EACH ROW EXECUTE FUNCTION forbid_change();

      -- Every version of a paper raises the file's revision under its row lock, whoever inserts it:
      -- a signature that covers an older revision no longer covers the file. The file is written once for each
      -- statement, not for each paper: papers that come in bulk would else leave a dead version of it each.
      CREATE FUNCTION material_takes_pages_and_revision() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE reached integer;
      BEGIN
        SELECT revision INTO reached FROM case_file WHERE id = NEW.case_file_id FOR NO KEY UPDATE;
        -- It has as many pages as its bytes have, whoever says otherwise.
        NEW.pages := (SELECT pages FROM paper WHERE digest = NEW.digest);
        IF NEW.pages IS NULL THEN
          RAISE EXCEPTION 'these bytes never arrived' USING ERRCODE = '23503', CONSTRAINT = 'material_has_arrived';
        END IF;
        NEW.revision := 1 + greatest(reached, (SELECT max(revision) FROM material WHERE case_file_id = NEW.case_file_id));
        RETURN NEW;
      END $$;
      CREATE TRIGGER material_takes_pages_and_revision BEFORE INSERT ON material FOR EACH ROW EXECUTE FUNCTION material_takes_pages_and_revision();
      CREATE FUNCTION material_raises_revision() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        UPDATE case_file f SET revision = m.reached
          FROM (SELECT case_file_id, max(revision) AS reached FROM fresh GROUP BY case_file_id) m WHERE f.id = m.case_file_id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER material_raises_revision AFTER INSERT ON material REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION material_raises_revision();

      CREATE TABLE activity (
        id uuid PRIMARY KEY,
        case_file_id uuid NOT NULL REFERENCES case_file,
        engagement_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('MEETING', 'FILE_READING', 'INVESTIGATION', 'LEGAL_OPINION', 'HEARING', 'INFORMING', 'REPORTING', 'DISCUSSION', 'OTHER')),
        took_place_on date NOT NULL,
        place text NOT NULL,
        present text NOT NULL,
        summary text NOT NULL,
        told_rights boolean NOT NULL,
        told_duties boolean NOT NULL,
        told_risks boolean NOT NULL,
        material_id uuid,
        supersedes_id uuid UNIQUE REFERENCES activity,
        recorded_by uuid NOT NULL REFERENCES person,
        recorded_at timestamptz NOT NULL,
        FOREIGN KEY (engagement_id, case_file_id) REFERENCES engagement (id, case_file_id),
        FOREIGN KEY (material_id, case_file_id) REFERENCES material (id, case_file_id)
      );
      CREATE INDEX activity_case_file ON activity (case_file_id);
      CREATE TRIGGER activity_is_kept BEFORE UPDATE OR DELETE ON activity FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TABLE closing (
        id uuid PRIMARY KEY,
        case_file_id uuid NOT NULL REFERENCES case_file,
        round integer NOT NULL CHECK (round >= 1),
        submitted_by uuid NOT NULL REFERENCES person,
        submitted_at timestamptz NOT NULL,
        findings jsonb NOT NULL,
        outcome text CHECK (outcome IN ('RECEIVED', 'RETURNED')),
        decision jsonb,
        note text,
        decided_by uuid REFERENCES person,
        decided_at timestamptz,
        UNIQUE (case_file_id, round),
        CONSTRAINT decided_whole CHECK (num_nonnulls(outcome, decision, decided_by, decided_at) IN (0, 4))
      );
      CREATE UNIQUE INDEX one_closing_at_a_time ON closing (case_file_id) WHERE outcome IS NULL;

      CREATE FUNCTION closing_is_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.outcome IS NOT NULL THEN
          RAISE EXCEPTION 'this closing is decided already' USING ERRCODE = '42501', CONSTRAINT = 'closing_is_decided_once';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER closing_is_decided_once BEFORE UPDATE ON closing FOR EACH ROW EXECUTE FUNCTION closing_is_decided_once();

      CREATE TABLE termination (
        id uuid PRIMARY KEY,
        case_file_id uuid NOT NULL UNIQUE REFERENCES case_file,
        ground text NOT NULL CHECK (ground IN ('DECEIT', 'FACTS_HIDDEN', 'UNLAWFUL_USE', 'MEANS_CHANGED', 'CASE_ENDED', 'RETAINED_COUNSEL', 'RECIPIENT_ASKED', 'OTHER_BY_LAW', 'SELF_DEFENCE')),
        provision_id text NOT NULL,
        reason text NOT NULL,
        permitted_on date,
        decided_on date NOT NULL,
        decided_by uuid NOT NULL REFERENCES person,
        decided_at timestamptz NOT NULL,
        served_on date,
        organ_informed_on date,
        CONSTRAINT self_defence_is_permitted CHECK ((ground = 'SELF_DEFENCE') = (permitted_on IS NOT NULL)),
        CONSTRAINT told_after_decision CHECK (served_on >= decided_on AND organ_informed_on >= decided_on)
      );

      CREATE TABLE personal_data_reading (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL REFERENCES account,
        case_file_id uuid NOT NULL REFERENCES case_file,
        recipient_id uuid NOT NULL REFERENCES recipient,
        material_id uuid,
        request_id text NOT NULL,
        at timestamptz NOT NULL,
        FOREIGN KEY (material_id, case_file_id) REFERENCES material (id, case_file_id)
      );
      CREATE INDEX personal_data_reading_recipient ON personal_data_reading (recipient_id, at);
      CREATE INDEX personal_data_reading_case_file ON personal_data_reading (case_file_id, id);
      CREATE TRIGGER personal_data_reading_is_kept BEFORE UPDATE OR DELETE ON personal_data_reading FOR EACH ROW EXECUTE FUNCTION forbid_change();

      GRANT SELECT, INSERT ON proceeding, recipient, case_number_counter, case_file, case_file_correction, part, engagement, paper, paper_arrival, material, activity, closing, termination, personal_data_reading TO anzhi_app;
      GRANT UPDATE (uploaded_by, arrived_at) ON paper_arrival TO anzhi_app;
      -- For the sweep of what nothing refers to; the foreign keys stop every other removal.
      GRANT DELETE ON paper, paper_arrival TO anzhi_app;
      GRANT UPDATE (last) ON case_number_counter TO anzhi_app;
      GRANT UPDATE (name, phone, address) ON recipient TO anzhi_app;
      GRANT UPDATE (stage_ended_on, review_period_ends_on, aid_decided_on, organ_id, organ_case_number, in_custody, pleads_guilty, hearing_held, group_case, sensitive_case, sealed_record, facts, state, closed_received_at) ON case_file TO anzhi_app;
      GRANT UPDATE (ended_on, end_reason) ON engagement TO anzhi_app;
      GRANT UPDATE (outcome, decision, note, decided_by, decided_at) ON closing TO anzhi_app;
      GRANT UPDATE (served_on, organ_informed_on) ON termination TO anzhi_app;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE personal_data_reading, termination, closing, activity, material, paper_arrival, paper, engagement, part, case_file_correction, case_file, case_number_counter, recipient, proceeding;
      DROP FUNCTION closing_is_decided_once(), material_takes_pages_and_revision(), material_raises_revision();
    `);
  }
}
