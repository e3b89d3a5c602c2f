import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Regions, bureaus, agencies, service organisations, case organs, persons, practitioners, accounts, appointments. */
export class Organizations1700000000002 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE region (
        code char(6) PRIMARY KEY CHECK (code ~ '^[0-9]{6}$'),
        name text NOT NULL,
        level text NOT NULL CHECK (level IN ('PROVINCE', 'CITY', 'DISTRICT')),
        parent_code char(6) REFERENCES region
      );

      CREATE TABLE bureau (
        id uuid PRIMARY KEY,
        region_code char(6) NOT NULL UNIQUE REFERENCES region,
        name text NOT NULL UNIQUE
      );

      CREATE TABLE agency (
        id uuid PRIMARY KEY,
        bureau_id uuid NOT NULL REFERENCES bureau,
        region_code char(6) NOT NULL REFERENCES region,
        name text NOT NULL UNIQUE,
        file_code text NOT NULL UNIQUE
      );
      CREATE INDEX agency_region ON agency (region_code);

      CREATE TABLE service_organization (
        id uuid PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('LAW_FIRM', 'GRASSROOTS_OFFICE')),
        region_code char(6) NOT NULL REFERENCES region,
        name text NOT NULL,
        licence_number text NOT NULL UNIQUE,
        registered_at timestamptz NOT NULL
      );

      CREATE TABLE case_organ (
        id uuid PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('COURT', 'PROCURATORATE', 'POLICE', 'STATE_SECURITY', 'MILITARY_SECURITY', 'COAST_GUARD', 'PRISON', 'DETENTION_CENTRE', 'ARBITRATION_COMMISSION', 'ADMINISTRATIVE_ORGAN')),
        region_code char(6) NOT NULL REFERENCES region,
        name text NOT NULL UNIQUE
      );

      CREATE TABLE person (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        id_number_cipher bytea NOT NULL,
        id_number_digest bytea NOT NULL UNIQUE
      );

      CREATE TABLE practitioner (
        id uuid PRIMARY KEY,
        person_id uuid NOT NULL UNIQUE REFERENCES person,
        kind text NOT NULL CHECK (kind IN ('LAWYER', 'GRASSROOTS_WORKER', 'VOLUNTEER', 'AGENCY_STAFF')),
        licence_number text UNIQUE,
        service_organization_id uuid REFERENCES service_organization,
        agency_id uuid REFERENCES agency,
        practising_since date,
        specialties text[] NOT NULL DEFAULT '{}',
        on_public_payroll boolean NOT NULL,
        left_on date,
        registered_at timestamptz NOT NULL,
        UNIQUE (id, person_id),
        CONSTRAINT practitioner_place CHECK (
          CASE kind
            WHEN 'LAWYER' THEN service_organization_id IS NOT NULL AND agency_id IS NULL
            WHEN 'GRASSROOTS_WORKER' THEN service_organization_id IS NOT NULL AND agency_id IS NULL
            WHEN 'VOLUNTEER' THEN service_organization_id IS NULL AND agency_id IS NOT NULL
            ELSE service_organization_id IS NULL AND agency_id IS NOT NULL
          END),
        CONSTRAINT agency_staff_are_paid_by_the_state CHECK (kind <> 'AGENCY_STAFF' OR on_public_payroll),
        CONSTRAINT licensed_kinds CHECK (kind NOT IN ('LAWYER', 'GRASSROOTS_WORKER') OR licence_number IS NOT NULL)
      );
      CREATE INDEX practitioner_organization ON practitioner (service_organization_id);

      CREATE TABLE account (
        id uuid PRIMARY KEY,
        person_id uuid NOT NULL REFERENCES person,
        login text NOT NULL UNIQUE CHECK (login = lower(login) AND length(login) BETWEEN 3 AND 64),
        -- Null: the person signs in at an issuer of OpenID Connect only.
        password_hash text,
        token_generation integer NOT NULL DEFAULT 0,
        -- Tokens of an issuer that were given before this are over; ours have their generation.
        tokens_from timestamptz,
        must_change_password boolean NOT NULL DEFAULT false,
        disabled_at timestamptz,
        disabled_reason text,
        opened_at timestamptz NOT NULL,
        home_bureau_id uuid REFERENCES bureau,
        home_agency_id uuid REFERENCES agency,
        UNIQUE (id, person_id),
        CONSTRAINT one_home CHECK (num_nonnulls(home_bureau_id, home_agency_id) = 1),
        CONSTRAINT disabling_is_explained CHECK ((disabled_at IS NULL) = (disabled_reason IS NULL))
      );
      CREATE INDEX account_person ON account (person_id);

      -- Who comes with a token of this issuer and subject acts with this account. Linked by an administrator, never by name.
      CREATE TABLE account_identity (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL REFERENCES account,
        issuer text NOT NULL CHECK (length(issuer) BETWEEN 1 AND 500),
        subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
        linked_by uuid NOT NULL REFERENCES person,
        linked_at timestamptz NOT NULL,
        approved_by uuid REFERENCES person,
        approved_at timestamptz,
        unlinked_by uuid REFERENCES person,
        unlinked_at timestamptz,
        unlink_reason text,
        CONSTRAINT identity_second_administrator CHECK (approved_by <> linked_by),
        CONSTRAINT identity_approval_whole CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
        CONSTRAINT identity_unlinking_whole CHECK (num_nonnulls(unlinked_by, unlinked_at, unlink_reason) IN (0, 3))
      );
      CREATE INDEX account_identity_account ON account_identity (account_id);
      CREATE UNIQUE INDEX identity_linked_once ON account_identity (issuer, subject) WHERE unlinked_at IS NULL;

      -- Nobody links or approves an identity of their own, and an approval or an end, once given, stands.
      CREATE FUNCTION identity_is_sound() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM account a WHERE a.id = NEW.account_id AND a.person_id IN (NEW.linked_by, NEW.approved_by)) THEN
          RAISE EXCEPTION 'an identity is not linked by its owner' USING ERRCODE = '23514', CONSTRAINT = 'identity_by_another';
        END IF;
        IF TG_OP = 'UPDATE' AND (OLD.unlinked_at IS NOT NULL OR (OLD.approved_by IS NOT NULL AND (NEW.approved_by, NEW.approved_at) IS DISTINCT FROM (OLD.approved_by, OLD.approved_at))) THEN
          RAISE EXCEPTION 'an approval or an end stands' USING ERRCODE = '42501', CONSTRAINT = 'identity_record_is_kept';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER identity_is_sound BEFORE INSERT OR UPDATE ON account_identity FOR EACH ROW EXECUTE FUNCTION identity_is_sound();

      CREATE TABLE appointment (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL REFERENCES account,
        role text NOT NULL CHECK (role IN ('CLERK', 'PRACTITIONER', 'ORGANIZATION_MANAGER', 'QUALITY_CHECKER', 'QUALITY_REVIEW_HEAD', 'FINANCE_OFFICER', 'REVIEWER', 'REVIEW_COORDINATOR', 'COMPLAINT_OFFICER', 'BUREAU_SUPERVISOR', 'AUDITOR', 'ADMINISTRATOR')),
        bureau_id uuid REFERENCES bureau,
        agency_id uuid REFERENCES agency,
        service_organization_id uuid REFERENCES service_organization,
        in_force_from date NOT NULL,
        in_force_to date,
        appointed_by uuid REFERENCES person,
        appointed_at timestamptz NOT NULL,
        needs_approval boolean NOT NULL GENERATED ALWAYS AS (role IN ('QUALITY_CHECKER', 'QUALITY_REVIEW_HEAD', 'FINANCE_OFFICER') OR (role = 'ADMINISTRATOR' AND appointed_by IS NOT NULL)) STORED,
        approved_by uuid REFERENCES person,
        approved_at timestamptz,
        ended_by uuid REFERENCES person,
        ended_at timestamptz,
        end_reason text,
        CONSTRAINT one_place CHECK (num_nonnulls(bureau_id, agency_id, service_organization_id) = 1),
        CONSTRAINT term_in_order CHECK (in_force_to IS NULL OR in_force_to >= in_force_from),
        CONSTRAINT second_administrator CHECK (approved_by IS NULL OR approved_by <> appointed_by),
        CONSTRAINT approval_whole CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
        CONSTRAINT role_fits_place CHECK (
          CASE
            WHEN role IN ('CLERK', 'QUALITY_CHECKER', 'QUALITY_REVIEW_HEAD', 'FINANCE_OFFICER') THEN agency_id IS NOT NULL
            WHEN role = 'ORGANIZATION_MANAGER' THEN service_organization_id IS NOT NULL
            WHEN role = 'BUREAU_SUPERVISOR' THEN bureau_id IS NOT NULL
            WHEN role IN ('REVIEWER', 'REVIEW_COORDINATOR', 'COMPLAINT_OFFICER', 'AUDITOR', 'ADMINISTRATOR') THEN service_organization_id IS NULL
            ELSE true
          END)
      );
      CREATE INDEX appointment_account ON appointment (account_id);
      CREATE UNIQUE INDEX appointment_once ON appointment (account_id, role, coalesce(bureau_id, agency_id, service_organization_id), in_force_from) WHERE ended_at IS NULL;

      -- Nobody approves an appointment of their own, and an approval or an end, once given, stands.
      CREATE FUNCTION appointment_is_sound() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF NEW.approved_by IS NOT NULL AND EXISTS (SELECT FROM account a WHERE a.id = NEW.account_id AND a.person_id = NEW.approved_by) THEN
          RAISE EXCEPTION 'an appointment is not approved by the appointed' USING ERRCODE = '23514', CONSTRAINT = 'approved_by_another';
        END IF;
        IF TG_OP = 'UPDATE' AND ((OLD.approved_by IS NOT NULL AND (NEW.approved_by, NEW.approved_at) IS DISTINCT FROM (OLD.approved_by, OLD.approved_at))
            OR (OLD.ended_at IS NOT NULL AND (NEW.ended_by, NEW.ended_at, NEW.end_reason) IS DISTINCT FROM (OLD.ended_by, OLD.ended_at, OLD.end_reason))) THEN
          RAISE EXCEPTION 'an approval or an end stands' USING ERRCODE = '42501', CONSTRAINT = 'appointment_record_is_kept';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER appointment_is_sound BEFORE INSERT OR UPDATE ON appointment FOR EACH ROW EXECUTE FUNCTION appointment_is_sound();

      -- A first password that an administrator sets anew. Where the account may check, sign, pay or administer, its hash waits
      -- here for a second administrator; once decided it is gone from here.
      CREATE TABLE password_reset (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL REFERENCES account,
        needs_approval boolean NOT NULL,
        waiting_hash text,
        asked_by uuid NOT NULL REFERENCES person,
        asked_at timestamptz NOT NULL,
        approved_by uuid REFERENCES person,
        approved_at timestamptz,
        withdrawn_by uuid REFERENCES person,
        withdrawn_at timestamptz,
        withdraw_reason text,
        CONSTRAINT reset_by_second_administrator CHECK (approved_by IS NULL OR approved_by <> asked_by),
        CONSTRAINT reset_approval_whole CHECK ((approved_by IS NULL) = (approved_at IS NULL) AND (approved_by IS NULL OR needs_approval)),
        CONSTRAINT reset_withdrawal_whole CHECK (num_nonnulls(withdrawn_by, withdrawn_at, withdraw_reason) IN (0, 3) AND (withdrawn_by IS NULL OR needs_approval)),
        CONSTRAINT reset_decided_once CHECK (num_nonnulls(approved_by, withdrawn_by) <= 1),
        CONSTRAINT reset_secret_only_while_waiting CHECK ((waiting_hash IS NOT NULL) = (needs_approval AND approved_by IS NULL AND withdrawn_by IS NULL))
      );
      CREATE INDEX password_reset_account ON password_reset (account_id);
      CREATE UNIQUE INDEX one_reset_waits ON password_reset (account_id) WHERE waiting_hash IS NOT NULL;

      CREATE FUNCTION password_reset_is_sound() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM account a WHERE a.id = NEW.account_id AND a.person_id IN (NEW.asked_by, NEW.approved_by)) THEN
          RAISE EXCEPTION 'nobody resets or approves for oneself' USING ERRCODE = '23514', CONSTRAINT = 'reset_by_others';
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.waiting_hash IS NULL THEN
          RAISE EXCEPTION 'a reset once decided stands' USING ERRCODE = '42501', CONSTRAINT = 'reset_record_is_kept';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER password_reset_is_sound BEFORE INSERT OR UPDATE ON password_reset FOR EACH ROW EXECUTE FUNCTION password_reset_is_sound();

      -- Names that were entered wrongly. Here and not in the ledger, so that they can go when the law says so (PIPL).
      CREATE TABLE person_name_correction (
        id uuid PRIMARY KEY,
        person_id uuid NOT NULL REFERENCES person,
        old_name text NOT NULL,
        new_name text NOT NULL,
        reason text NOT NULL,
        corrected_by uuid NOT NULL REFERENCES person,
        corrected_at timestamptz NOT NULL,
        CONSTRAINT correction_changes_the_name CHECK (old_name <> new_name),
        CONSTRAINT name_corrected_by_another CHECK (corrected_by <> person_id)
      );
      CREATE INDEX person_name_correction_person ON person_name_correction (person_id);

      CREATE TABLE sign_in_backoff (
        subject bytea PRIMARY KEY,
        failures integer NOT NULL,
        last_failure_at timestamptz NOT NULL,
        blocked_until timestamptz NOT NULL
      );

      -- Which login came in from which address, both as keyed digests: it does not wait for strangers at the same address.
      CREATE TABLE sign_in_known (
        subject bytea PRIMARY KEY,
        last_success_at timestamptz NOT NULL
      );

      CREATE TABLE provision_adoption (
        id uuid PRIMARY KEY,
        bureau_id uuid NOT NULL REFERENCES bureau,
        provision_id text NOT NULL,
        in_force_from date NOT NULL,
        in_force_to date,
        document text NOT NULL,
        adopted_by uuid NOT NULL REFERENCES person,
        adopted_at timestamptz NOT NULL,
        CONSTRAINT adoption_in_order CHECK (in_force_to IS NULL OR in_force_to >= in_force_from - 1)
      );
      -- One that was taken back before its first day ends on the day before it, and makes room.
      CREATE UNIQUE INDEX adoption_once ON provision_adoption (bureau_id, provision_id, in_force_from) WHERE in_force_to IS NULL OR in_force_to >= in_force_from;

      CREATE TABLE house_value (
        id uuid PRIMARY KEY,
        bureau_id uuid NOT NULL REFERENCES bureau,
        key text NOT NULL,
        value bigint NOT NULL CHECK (value >= 0),
        unit text NOT NULL,
        in_force_from date NOT NULL,
        in_force_to date,
        document text NOT NULL,
        entered_by uuid NOT NULL REFERENCES person,
        entered_at timestamptz NOT NULL,
        CONSTRAINT house_value_in_order CHECK (in_force_to IS NULL OR in_force_to >= in_force_from - 1)
      );
      -- One that was taken back before its first day ends on the day before it, and makes room.
      CREATE UNIQUE INDEX house_value_once ON house_value (bureau_id, key, in_force_from) WHERE in_force_to IS NULL OR in_force_to >= in_force_from;

      CREATE TABLE calendar_year (
        year smallint PRIMARY KEY CHECK (year BETWEEN 2020 AND 2100),
        holidays date[] NOT NULL,
        makeup_days date[] NOT NULL,
        document text NOT NULL,
        entered_by uuid NOT NULL REFERENCES person,
        entered_at timestamptz NOT NULL
      );

      ALTER TABLE act_claim ADD CONSTRAINT act_claim_account FOREIGN KEY (account_id) REFERENCES account;

      GRANT SELECT, INSERT ON region, bureau, agency, service_organization, case_organ, person, practitioner, account, account_identity, appointment,
        password_reset, person_name_correction, sign_in_backoff, sign_in_known, provision_adoption, house_value, calendar_year TO anzhi_app;
      GRANT UPDATE (name) ON person TO anzhi_app;
      GRANT UPDATE (service_organization_id, agency_id, specialties, on_public_payroll, left_on) ON practitioner TO anzhi_app;
      GRANT UPDATE (password_hash, token_generation, tokens_from, must_change_password, disabled_at, disabled_reason) ON account TO anzhi_app;
      GRANT UPDATE (approved_by, approved_at, ended_by, ended_at, end_reason) ON appointment TO anzhi_app;
      GRANT UPDATE (waiting_hash, approved_by, approved_at, withdrawn_by, withdrawn_at, withdraw_reason) ON password_reset TO anzhi_app;
      GRANT UPDATE (approved_by, approved_at, unlinked_by, unlinked_at, unlink_reason) ON account_identity TO anzhi_app;
      GRANT UPDATE, DELETE ON sign_in_backoff, sign_in_known TO anzhi_app;
      GRANT UPDATE (in_force_to) ON provision_adoption, house_value TO anzhi_app;
      GRANT UPDATE ON calendar_year TO anzhi_app;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE act_claim DROP CONSTRAINT act_claim_account;
      DROP TABLE calendar_year, house_value, provision_adoption, sign_in_known, sign_in_backoff, person_name_correction, password_reset, appointment, account_identity, account, practitioner, person, case_organ, service_organization, agency, bureau, region;
      DROP FUNCTION appointment_is_sound(), identity_is_sound(), password_reset_is_sound();
    `);
  }
}
