import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Campaigns of peer review, how their sample was drawn, the pool of reviewers, replies and results: all that bears identities (S4-4.1, S4-5.2 to S4-5.4). */
export class PeerReviews1700000000007 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE review_campaign (
        id uuid PRIMARY KEY,
        bureau_id uuid NOT NULL REFERENCES bureau,
        region_code char(6) NOT NULL REFERENCES region,
        title text NOT NULL,
        -- What readers see of it: it names no place.
        alias text NOT NULL UNIQUE,
        period_from date NOT NULL,
        period_to date NOT NULL,
        by_stage boolean NOT NULL,
        scheme_kind text NOT NULL CHECK (scheme_kind IN ('POINTS_100', 'INDICATOR_GRADE')),
        readers_per_file smallint NOT NULL CHECK (readers_per_file BETWEEN 1 AND 3),
        -- Hundredths of a percent of each stratum.
        share_hundredths integer NOT NULL CHECK (share_hundredths BETWEEN 0 AND 10000),
        least_per_stratum integer NOT NULL CHECK (least_per_stratum >= 0),
        least_per_practitioner integer NOT NULL CHECK (least_per_practitioner >= 0),
        blind boolean NOT NULL,
        divergence jsonb NOT NULL,
        recusal jsonb NOT NULL,
        reading_days integer NOT NULL CHECK (reading_days BETWEEN 1 AND 366),
        objection_days integer NOT NULL CHECK (objection_days BETWEEN 1 AND 366),
        reply_days integer NOT NULL CHECK (reply_days BETWEEN 1 AND 366),
        correction_days integer NOT NULL CHECK (correction_days BETWEEN 1 AND 366),
        minutes_per_file integer NOT NULL CHECK (minutes_per_file BETWEEN 1 AND 6000),
        -- Comparisons are withheld where agreement (alpha, hundredths) is below it.
        agreement_line integer NOT NULL CHECK (agreement_line BETWEEN 0 AND 100),
        state text NOT NULL CHECK (state IN ('PLANNED', 'SEED_COMMITTED', 'FRAME_FROZEN', 'SEED_ADDED', 'DRAWN', 'READING', 'REPLYING', 'FINALISED', 'ABANDONED')),
        version integer NOT NULL DEFAULT 0,
        planned_by uuid NOT NULL REFERENCES person,
        planned_at timestamptz NOT NULL,
        frame_digest bytea CHECK (length(frame_digest) = 32),
        frame_size integer,
        frozen_by uuid REFERENCES person,
        frozen_at timestamptz,
        drawn_by uuid REFERENCES person,
        drawn_at timestamptz,
        objections_due_on date,
        reading_due_on date,
        replies_opened_at timestamptz,
        replies_due_on date,
        finalised_by uuid REFERENCES person,
        finalised_at timestamptz,
        abandoned_by uuid REFERENCES person,
        abandoned_at timestamptz,
        abandon_reason text,
        CONSTRAINT campaign_period_in_order CHECK (period_to >= period_from),
        CONSTRAINT campaign_frozen_whole CHECK (num_nonnulls(frame_digest, frame_size, frozen_by, frozen_at) IN (0, 4)),
        CONSTRAINT campaign_drawn_whole CHECK (num_nonnulls(drawn_by, drawn_at) IN (0, 2) AND (drawn_at IS NULL OR frozen_at IS NOT NULL)),
        CONSTRAINT campaign_replies_whole CHECK (num_nonnulls(replies_opened_at, replies_due_on) IN (0, 2) AND (state = 'ABANDONED' OR (replies_due_on IS NOT NULL) = (state IN ('REPLYING', 'FINALISED')))),
        CONSTRAINT campaign_replies_in_order CHECK (replies_due_on > (replies_opened_at AT TIME ZONE 'Asia/Shanghai')::date AND (finalised_at IS NULL OR (finalised_at AT TIME ZONE 'Asia/Shanghai')::date > replies_due_on)),
        CONSTRAINT campaign_finalised_whole CHECK (num_nonnulls(finalised_by, finalised_at) = CASE WHEN state = 'FINALISED' THEN 2 ELSE 0 END),
        CONSTRAINT campaign_abandoned_whole CHECK (num_nonnulls(abandoned_by, abandoned_at, abandon_reason) = CASE WHEN state = 'ABANDONED' THEN 3 ELSE 0 END)
      );
      CREATE INDEX review_campaign_bureau ON review_campaign (bureau_id, id);

      -- Edition and scheme for each kind of case: what is begun changes neither.
      CREATE TABLE campaign_edition (
        campaign_id uuid NOT NULL REFERENCES review_campaign,
        case_kind text NOT NULL CHECK (case_kind IN ('CRIMINAL', 'CIVIL', 'ADMINISTRATIVE')),
        edition_id text NOT NULL,
        scheme_id text NOT NULL,
        scheme_kind text NOT NULL,
        -- Null: the campaign's share.
        share_hundredths integer CHECK (share_hundredths BETWEEN 0 AND 10000),
        PRIMARY KEY (campaign_id, case_kind),
        FOREIGN KEY (scheme_id, edition_id, scheme_kind) REFERENCES scoring_scheme (id, edition_id, kind)
      );

      -- Two persons' seeds. Each is kept secret until the draw and cannot be another one then.
      CREATE TABLE campaign_seed (
        campaign_id uuid NOT NULL REFERENCES review_campaign,
        party smallint NOT NULL CHECK (party IN (1, 2)),
        commitment bytea NOT NULL CHECK (length(commitment) = 32),
        seed_cipher bytea NOT NULL,
        seed text,
        person_id uuid NOT NULL REFERENCES person,
        given_at timestamptz NOT NULL,
        revealed_at timestamptz,
        PRIMARY KEY (campaign_id, party),
        CONSTRAINT seeds_of_two_persons UNIQUE (campaign_id, person_id),
        CONSTRAINT seed_is_the_committed CHECK (seed IS NULL OR sha256(convert_to(seed, 'UTF8')) = commitment),
        CONSTRAINT seed_revealed_whole CHECK ((seed IS NULL) = (revealed_at IS NULL))
      );
      CREATE FUNCTION seed_is_revealed_once() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.seed IS NOT NULL THEN
          RAISE EXCEPTION 'this seed is revealed already' USING ERRCODE = '42501', CONSTRAINT = 'seed_is_revealed_once';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER seed_is_revealed_once BEFORE UPDATE ON campaign_seed FOR EACH ROW EXECUTE FUNCTION seed_is_revealed_once();

      -- Files that are added by decision, not by chance: they are kept apart from the random part.
      CREATE TABLE campaign_target (
        campaign_id uuid NOT NULL REFERENCES review_campaign,
        case_file_id uuid NOT NULL REFERENCES case_file,
        reason_code text NOT NULL CHECK (reason_code IN ('COMPLAINT', 'EARLIER_UNQUALIFIED', 'MAJOR_CASE', 'SUPERVISION_FINDING', 'OTHER')),
        reason text NOT NULL,
        added_by uuid NOT NULL REFERENCES person,
        added_at timestamptz NOT NULL,
        PRIMARY KEY (campaign_id, case_file_id)
      );
      CREATE INDEX campaign_target_case_file ON campaign_target (case_file_id);

      CREATE TABLE campaign_frame (
        campaign_id uuid NOT NULL REFERENCES review_campaign,
        case_file_id uuid NOT NULL REFERENCES case_file,
        agency_id uuid NOT NULL REFERENCES agency,
        case_kind text NOT NULL,
        stage text NOT NULL,
        closed_on date NOT NULL,
        practitioner_ids uuid[] NOT NULL,
        -- Whether chance may draw it; else it is read for its reason only.
        in_frame boolean NOT NULL,
        reason_code text,
        PRIMARY KEY (campaign_id, case_file_id),
        CONSTRAINT in_frame_or_targeted CHECK (in_frame OR reason_code IS NOT NULL)
      );
      CREATE INDEX campaign_frame_case_file ON campaign_frame (case_file_id);
      CREATE TRIGGER campaign_frame_is_kept BEFORE UPDATE OR DELETE ON campaign_frame FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TABLE campaign_draw (
        campaign_id uuid NOT NULL REFERENCES review_campaign,
        case_file_id uuid NOT NULL REFERENCES case_file,
        part text NOT NULL CHECK (part IN ('RANDOM', 'COVERAGE', 'TARGETED', 'GOLD')),
        stratum text,
        -- Place in the stratum's order; null for what was not drawn by chance.
        position integer CHECK (position >= 1),
        PRIMARY KEY (campaign_id, case_file_id),
        CONSTRAINT drawn_by_chance CHECK ((part IN ('RANDOM', 'COVERAGE')) = (stratum IS NOT NULL AND position IS NOT NULL))
      );
      CREATE INDEX campaign_draw_case_file ON campaign_draw (case_file_id);
      CREATE TRIGGER campaign_draw_is_kept BEFORE UPDATE OR DELETE ON campaign_draw FOR EACH ROW EXECUTE FUNCTION forbid_change();

      -- Editions are the plan's, the frame comes in between the first seed and the second, the draw after both, whoever writes them.
      CREATE FUNCTION sample_in_its_time() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE wrong uuid;
      BEGIN
        PERFORM FROM review_campaign WHERE id IN (SELECT campaign_id FROM fresh) ORDER BY id FOR NO KEY UPDATE;
        SELECT c.id INTO wrong FROM review_campaign c
         WHERE c.id IN (SELECT campaign_id FROM fresh)
           AND c.state <> CASE TG_TABLE_NAME WHEN 'campaign_frame' THEN 'SEED_COMMITTED' WHEN 'campaign_draw' THEN 'SEED_ADDED' ELSE 'PLANNED' END
           AND NOT (TG_TABLE_NAME IN ('campaign_target', 'campaign_gold') AND c.state = 'SEED_COMMITTED') LIMIT 1;
        IF wrong IS NOT NULL THEN
          RAISE EXCEPTION 'not at this time of campaign %', wrong USING ERRCODE = '23514', CONSTRAINT = 'sample_in_its_time';
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER frame_in_its_time AFTER INSERT ON campaign_frame REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION sample_in_its_time();
      CREATE TRIGGER draw_in_its_time AFTER INSERT ON campaign_draw REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION sample_in_its_time();
      CREATE TRIGGER target_in_its_time AFTER INSERT ON campaign_target REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION sample_in_its_time();
      CREATE TRIGGER target_taken_back_in_its_time AFTER DELETE ON campaign_target REFERENCING OLD TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION sample_in_its_time();
      CREATE TRIGGER edition_in_its_time AFTER INSERT ON campaign_edition REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION sample_in_its_time();
      CREATE TRIGGER edition_taken_back_in_its_time AFTER DELETE ON campaign_edition REFERENCING OLD TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION sample_in_its_time();

      -- Plan, frame and draw stand once they are made; the state goes forward only.
      CREATE FUNCTION campaign_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        order_of text[] := ARRAY['PLANNED', 'SEED_COMMITTED', 'FRAME_FROZEN', 'SEED_ADDED', 'DRAWN', 'READING', 'REPLYING', 'FINALISED'];
        kept text[] := ARRAY['state', 'version', 'objections_due_on', 'reading_due_on', 'replies_opened_at', 'replies_due_on', 'finalised_by', 'finalised_at', 'abandoned_by', 'abandoned_at', 'abandon_reason', 'frame_digest', 'frame_size', 'frozen_by', 'frozen_at', 'drawn_by', 'drawn_at'];
      BEGIN
        IF OLD.state IN ('FINALISED', 'ABANDONED')
           OR (NEW.state <> OLD.state AND NEW.state <> 'ABANDONED' AND array_position(order_of, NEW.state) <> array_position(order_of, OLD.state) + 1)
           OR (OLD.state <> 'PLANNED' AND to_jsonb(NEW) - kept IS DISTINCT FROM to_jsonb(OLD) - kept)
           OR (OLD.frozen_at IS NOT NULL AND (NEW.frame_digest, NEW.frame_size, NEW.frozen_by, NEW.frozen_at) IS DISTINCT FROM (OLD.frame_digest, OLD.frame_size, OLD.frozen_by, OLD.frozen_at))
           -- Days are set by the step that they belong to, and stand.
           OR (NEW.objections_due_on IS DISTINCT FROM OLD.objections_due_on AND (OLD.state, NEW.state) <> ('SEED_ADDED', 'DRAWN'))
           OR (NEW.reading_due_on IS DISTINCT FROM OLD.reading_due_on AND (OLD.state, NEW.state) <> ('DRAWN', 'READING'))
           OR ((NEW.replies_opened_at, NEW.replies_due_on) IS DISTINCT FROM (OLD.replies_opened_at, OLD.replies_due_on) AND (OLD.state, NEW.state) <> ('READING', 'REPLYING'))
           OR (OLD.drawn_at IS NOT NULL AND (NEW.drawn_by, NEW.drawn_at) IS DISTINCT FROM (OLD.drawn_by, OLD.drawn_at)) THEN
          RAISE EXCEPTION 'a campaign goes forward' USING ERRCODE = '42501', CONSTRAINT = 'campaign_goes_forward';
        END IF;
        IF NEW.state <> OLD.state AND (
             (NEW.state = 'SEED_COMMITTED' AND NOT EXISTS (SELECT FROM campaign_seed WHERE campaign_id = NEW.id AND party = 1))
          OR (NEW.state = 'FRAME_FROZEN' AND (NEW.frozen_at IS NULL OR EXISTS (
               SELECT FROM campaign_gold m JOIN gold_file g ON g.id = m.gold_id JOIN campaign_frame f ON (f.campaign_id, f.case_file_id) = (m.campaign_id, g.case_file_id) WHERE m.campaign_id = NEW.id)))
          OR (NEW.state = 'SEED_ADDED' AND NOT EXISTS (SELECT FROM campaign_seed WHERE campaign_id = NEW.id AND party = 2))
          OR (NEW.state = 'DRAWN' AND (NEW.drawn_at IS NULL OR (SELECT count(seed) FROM campaign_seed WHERE campaign_id = NEW.id) <> 2))
          -- No review is stopped any more once replies are open: who may object has had their days, and their answer.
          OR (NEW.state = 'REPLYING' AND (EXISTS (SELECT FROM reviewer_objection o WHERE o.campaign_id = NEW.id AND o.outcome IS NULL)
               OR (NEW.replies_opened_at AT TIME ZONE 'Asia/Shanghai')::date <= NEW.objections_due_on))) THEN
          RAISE EXCEPTION 'a campaign lacks what its next state rests on' USING ERRCODE = '23514', CONSTRAINT = 'campaign_rests_on_records';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER campaign_goes_forward BEFORE UPDATE ON review_campaign FOR EACH ROW EXECUTE FUNCTION campaign_goes_forward();

      -- Files whose grade is known: mixed in blind, they show how strictly readers read. They count in no result.
      CREATE TABLE gold_file (
        id uuid PRIMARY KEY,
        bureau_id uuid NOT NULL REFERENCES bureau,
        case_file_id uuid NOT NULL REFERENCES case_file,
        scheme_id text NOT NULL REFERENCES scoring_scheme,
        grade text NOT NULL CHECK (grade IN ('EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED')),
        reason text NOT NULL,
        set_by uuid NOT NULL REFERENCES person,
        set_at timestamptz NOT NULL,
        confirmed_by uuid REFERENCES person,
        confirmed_at timestamptz,
        retired_at timestamptz,
        CONSTRAINT gold_confirmed_whole CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
        -- What readers are held against is nobody's alone.
        CONSTRAINT gold_of_two_persons CHECK (confirmed_by <> set_by)
      );
      CREATE UNIQUE INDEX one_gold_at_a_time ON gold_file (case_file_id, scheme_id) WHERE retired_at IS NULL;

      CREATE TABLE gold_value (
        gold_id uuid NOT NULL REFERENCES gold_file,
        indicator_no smallint NOT NULL CHECK (indicator_no BETWEEN 1 AND 8),
        points smallint CHECK (points BETWEEN 0 AND 100),
        grade text CHECK (grade IN ('EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED')),
        PRIMARY KEY (gold_id, indicator_no),
        CONSTRAINT gold_value_at_most_one CHECK (num_nonnulls(points, grade) <= 1)
      );
      CREATE TRIGGER gold_value_is_kept BEFORE UPDATE OR DELETE ON gold_value FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TABLE campaign_gold (
        campaign_id uuid NOT NULL REFERENCES review_campaign,
        gold_id uuid NOT NULL REFERENCES gold_file,
        PRIMARY KEY (campaign_id, gold_id)
      );
      CREATE FUNCTION gold_is_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM gold_file g WHERE g.id = NEW.gold_id AND g.confirmed_at IS NOT NULL) THEN
          RAISE EXCEPTION 'a known grade is confirmed by a second person' USING ERRCODE = '23514', CONSTRAINT = 'gold_is_confirmed';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER gold_is_confirmed BEFORE INSERT ON campaign_gold FOR EACH ROW EXECUTE FUNCTION gold_is_confirmed();
      CREATE FUNCTION gold_is_confirmed_once() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_by, NEW.confirmed_at) IS DISTINCT FROM (OLD.confirmed_by, OLD.confirmed_at) THEN
          RAISE EXCEPTION 'this gold file is confirmed already' USING ERRCODE = '42501', CONSTRAINT = 'gold_is_confirmed_once';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER gold_is_confirmed_once BEFORE UPDATE ON gold_file FOR EACH ROW EXECUTE FUNCTION gold_is_confirmed_once();
      CREATE TRIGGER gold_in_its_time AFTER INSERT ON campaign_gold REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION sample_in_its_time();
      CREATE TRIGGER gold_taken_back_in_its_time AFTER DELETE ON campaign_gold REFERENCING OLD TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION sample_in_its_time();

      CREATE TABLE reviewer (
        id uuid PRIMARY KEY,
        bureau_id uuid NOT NULL REFERENCES bureau,
        account_id uuid NOT NULL,
        person_id uuid NOT NULL,
        practising_since date NOT NULL,
        case_kinds text[] NOT NULL CHECK (cardinality(case_kinds) >= 1 AND case_kinds <@ ARRAY['CRIMINAL', 'CIVIL', 'ADMINISTRATIVE']),
        honours text NOT NULL,
        disciplined_on date,
        disciplinary_note text,
        available_from date NOT NULL,
        available_to date,
        -- Files at a time in one campaign.
        most_files integer NOT NULL CHECK (most_files BETWEEN 1 AND 1000),
        version integer NOT NULL DEFAULT 0,
        enrolled_by uuid NOT NULL REFERENCES person,
        enrolled_at timestamptz NOT NULL,
        ended_by uuid REFERENCES person,
        ended_at timestamptz,
        end_reason text,
        FOREIGN KEY (account_id, person_id) REFERENCES account (id, person_id),
        UNIQUE (id, person_id),
        CONSTRAINT reviewer_available_in_order CHECK (available_to IS NULL OR available_to >= available_from),
        CONSTRAINT reviewer_discipline_whole CHECK ((disciplined_on IS NULL) = (disciplinary_note IS NULL)),
        CONSTRAINT reviewer_end_whole CHECK (num_nonnulls(ended_by, ended_at, end_reason) IN (0, 3))
      );
      CREATE UNIQUE INDEX reviewer_once ON reviewer (bureau_id, person_id) WHERE ended_at IS NULL;
      CREATE INDEX reviewer_account ON reviewer (account_id);

      -- What was changed in the pool while a drawn campaign was read, and why: who reads what is not moved unseen.
      CREATE TABLE campaign_pool_change (
        id uuid PRIMARY KEY,
        campaign_id uuid NOT NULL REFERENCES review_campaign,
        reviewer_id uuid NOT NULL REFERENCES reviewer,
        reason text NOT NULL,
        changed_by uuid NOT NULL REFERENCES person,
        changed_at timestamptz NOT NULL
      );
      CREATE INDEX campaign_pool_change_campaign ON campaign_pool_change (campaign_id);
      CREATE TRIGGER campaign_pool_change_is_kept BEFORE UPDATE OR DELETE ON campaign_pool_change FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TABLE reviewer_declaration (
        id uuid PRIMARY KEY,
        reviewer_id uuid NOT NULL REFERENCES reviewer,
        kind text NOT NULL CHECK (kind IN ('PERSON', 'SERVICE_ORGANIZATION', 'AGENCY')),
        target_id uuid NOT NULL,
        reason text NOT NULL,
        declared_by uuid NOT NULL REFERENCES person,
        declared_at timestamptz NOT NULL
      );
      CREATE INDEX reviewer_declaration_reviewer ON reviewer_declaration (reviewer_id);
      CREATE TRIGGER reviewer_declaration_is_kept BEFORE UPDATE OR DELETE ON reviewer_declaration FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TABLE reviewer_objection (
        id uuid PRIMARY KEY,
        campaign_id uuid NOT NULL,
        case_file_id uuid NOT NULL,
        reviewer_id uuid NOT NULL REFERENCES reviewer,
        person_id uuid NOT NULL REFERENCES person,
        reason text NOT NULL,
        made_at timestamptz NOT NULL,
        outcome text CHECK (outcome IN ('UPHELD', 'DISMISSED')),
        outcome_reason text,
        decided_by uuid REFERENCES person,
        decided_at timestamptz,
        UNIQUE (campaign_id, case_file_id, reviewer_id, person_id),
        FOREIGN KEY (campaign_id, case_file_id) REFERENCES campaign_draw (campaign_id, case_file_id),
        CONSTRAINT objection_decided_whole CHECK (num_nonnulls(outcome, outcome_reason, decided_by, decided_at) IN (0, 4)),
        CONSTRAINT objection_decided_by_another CHECK (decided_by <> person_id)
      );
      CREATE FUNCTION objection_is_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.outcome IS NOT NULL THEN
          RAISE EXCEPTION 'this objection is decided already' USING ERRCODE = '42501', CONSTRAINT = 'objection_is_decided_once';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER objection_is_decided_once BEFORE UPDATE ON reviewer_objection FOR EACH ROW EXECUTE FUNCTION objection_is_decided_once();

      -- Boxes over the pages of a paper, by the digest of its bytes: they serve every later campaign. Fractions of the page in ten-thousandths.
      CREATE TABLE redaction (
        digest bytea NOT NULL REFERENCES paper,
        page integer NOT NULL CHECK (page >= 1),
        version integer NOT NULL CHECK (version >= 1),
        boxes jsonb NOT NULL,
        drawn_by uuid NOT NULL REFERENCES person,
        drawn_at timestamptz NOT NULL,
        PRIMARY KEY (digest, page, version)
      );
      CREATE TRIGGER redaction_is_kept BEFORE UPDATE OR DELETE ON redaction FOR EACH ROW EXECUTE FUNCTION forbid_change();

      -- Somebody looked at every page: what readers get is rendered from the boxes as they stood then.
      CREATE TABLE redaction_clearance (
        digest bytea NOT NULL REFERENCES paper,
        n integer NOT NULL CHECK (n >= 1),
        cleared_by uuid NOT NULL REFERENCES person,
        cleared_at timestamptz NOT NULL,
        PRIMARY KEY (digest, n)
      );
      CREATE TRIGGER redaction_clearance_is_kept BEFORE UPDATE OR DELETE ON redaction_clearance FOR EACH ROW EXECUTE FUNCTION forbid_change();

      -- The blinded page of a cleared paper, kept in the store of papers under its own digest.
      CREATE TABLE redacted_page (
        digest bytea NOT NULL,
        n integer NOT NULL,
        page integer NOT NULL CHECK (page >= 1),
        -- The boxes that it was drawn with.
        version integer NOT NULL,
        copy_digest bytea NOT NULL REFERENCES paper,
        size integer NOT NULL CHECK (size >= 1),
        width integer NOT NULL,
        height integer NOT NULL,
        PRIMARY KEY (digest, n, page),
        FOREIGN KEY (digest, n) REFERENCES redaction_clearance (digest, n),
        FOREIGN KEY (digest, page, version) REFERENCES redaction (digest, page, version)
      );
      CREATE INDEX redacted_page_copy ON redacted_page (copy_digest);
      CREATE TRIGGER redacted_page_is_kept BEFORE UPDATE OR DELETE ON redacted_page FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TABLE unblinding (
        id uuid PRIMARY KEY,
        campaign_id uuid NOT NULL REFERENCES review_campaign,
        subject_id uuid NOT NULL,
        reason text NOT NULL,
        asked_by uuid NOT NULL REFERENCES person,
        asked_at timestamptz NOT NULL,
        outcome text CHECK (outcome IN ('APPROVED', 'REFUSED')),
        outcome_reason text,
        decided_by uuid REFERENCES person,
        decided_at timestamptz,
        CONSTRAINT unblinding_decided_whole CHECK (num_nonnulls(outcome, outcome_reason, decided_by, decided_at) IN (0, 4)),
        CONSTRAINT unblinding_by_two_persons CHECK (decided_by <> asked_by)
      );
      CREATE UNIQUE INDEX one_unblinding_waits ON unblinding (subject_id) WHERE outcome IS NULL;
      CREATE FUNCTION unblinding_is_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.outcome IS NOT NULL THEN
          RAISE EXCEPTION 'this unblinding is decided already' USING ERRCODE = '42501', CONSTRAINT = 'unblinding_is_decided_once';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER unblinding_begins BEFORE INSERT ON unblinding FOR EACH ROW WHEN (NEW.outcome IS NOT NULL) EXECUTE FUNCTION forbid_change();
      CREATE TRIGGER unblinding_is_decided_once BEFORE UPDATE ON unblinding FOR EACH ROW EXECUTE FUNCTION unblinding_is_decided_once();

      -- Why a reading was stopped, in words that may name people. Who said so stands in the ledger only: a reader who did would be known.
      CREATE TABLE reading_stop (
        reading_id uuid PRIMARY KEY,
        campaign_id uuid NOT NULL REFERENCES review_campaign,
        cause text NOT NULL CHECK (cause IN ('CONFLICT', 'OBJECTION', 'UNAVAILABLE')),
        -- What the conflict is; a submitted review is not stopped without.
        ground text CHECK (ground IN ('REGISTER', 'KINSHIP', 'INTEREST', 'CONTACT', 'RECOGNISED')),
        reason text NOT NULL,
        stopped_at timestamptz NOT NULL,
        CONSTRAINT ground_is_of_conflict CHECK (ground IS NULL OR cause = 'CONFLICT')
      );
      CREATE INDEX reading_stop_campaign ON reading_stop (campaign_id);
      CREATE TRIGGER reading_stop_is_kept BEFORE UPDATE OR DELETE ON reading_stop FOR EACH ROW EXECUTE FUNCTION forbid_change();

      -- A file taken out of a campaign stays listed, with the reason; by its pseudonym only. Once it is
      -- given to readers, a second person decides (review.withdrawal_stands).
      CREATE TABLE review_withdrawal (
        id uuid PRIMARY KEY,
        subject_id uuid NOT NULL,
        campaign_id uuid NOT NULL REFERENCES review_campaign,
        ground text NOT NULL CHECK (ground IN ('OUT_OF_SCOPE', 'UNREADABLE', 'OTHER_PROCEEDINGS', 'IDENTITY_KNOWN', 'NO_READERS')),
        reason text NOT NULL,
        asked_by uuid NOT NULL REFERENCES person,
        asked_at timestamptz NOT NULL,
        outcome text CHECK (outcome IN ('WITHDRAWN', 'REFUSED')),
        outcome_reason text,
        decided_by uuid REFERENCES person,
        decided_at timestamptz,
        CONSTRAINT withdrawal_decided_whole CHECK (num_nonnulls(outcome, decided_at) IN (0, 2) AND num_nonnulls(decided_by, outcome_reason) IN (0, 2)
          AND (decided_by IS NULL OR outcome IS NOT NULL) AND (decided_by IS NOT NULL OR outcome IS DISTINCT FROM 'REFUSED')),
        CONSTRAINT withdrawal_by_two_persons CHECK (decided_by <> asked_by)
      );
      CREATE UNIQUE INDEX one_withdrawal ON review_withdrawal (subject_id) WHERE outcome IS DISTINCT FROM 'REFUSED';
      CREATE INDEX review_withdrawal_campaign ON review_withdrawal (campaign_id);
      CREATE FUNCTION withdrawal_is_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.outcome IS NOT NULL THEN
          RAISE EXCEPTION 'this withdrawal is decided already' USING ERRCODE = '42501', CONSTRAINT = 'withdrawal_is_decided_once';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER withdrawal_is_decided_once BEFORE UPDATE ON review_withdrawal FOR EACH ROW EXECUTE FUNCTION withdrawal_is_decided_once();
      CREATE TRIGGER review_withdrawal_is_kept BEFORE DELETE ON review_withdrawal FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TABLE review_reply (
        id uuid PRIMARY KEY,
        campaign_id uuid NOT NULL,
        case_file_id uuid NOT NULL,
        indicator_no smallint NOT NULL CHECK (indicator_no BETWEEN 1 AND 8),
        person_id uuid NOT NULL REFERENCES person,
        reply text NOT NULL,
        replied_at timestamptz NOT NULL,
        CONSTRAINT one_reply_an_indicator UNIQUE (campaign_id, case_file_id, indicator_no, person_id),
        UNIQUE (id, person_id),
        FOREIGN KEY (campaign_id, case_file_id) REFERENCES campaign_draw (campaign_id, case_file_id)
      );
      CREATE TRIGGER review_reply_is_kept BEFORE UPDATE OR DELETE ON review_reply FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TABLE review_reply_decision (
        reply_id uuid PRIMARY KEY,
        person_id uuid NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('UPHELD', 'CHANGED')),
        points smallint CHECK (points BETWEEN 0 AND 100),
        grade text CHECK (grade IN ('EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED')),
        not_applicable boolean NOT NULL DEFAULT false,
        -- Where grades are used: the overall grade as the decider sees it now; null where it stays.
        overall_grade text CHECK (overall_grade IN ('EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED')),
        reasons text NOT NULL,
        decided_by uuid NOT NULL REFERENCES person,
        decided_at timestamptz NOT NULL,
        FOREIGN KEY (reply_id, person_id) REFERENCES review_reply (id, person_id),
        CONSTRAINT reply_decided_by_another CHECK (decided_by <> person_id),
        CONSTRAINT changed_to_one_value CHECK (num_nonnulls(points, grade) + not_applicable::int = CASE outcome WHEN 'CHANGED' THEN 1 ELSE 0 END)
      );
      CREATE TRIGGER review_reply_decision_is_kept BEFORE UPDATE OR DELETE ON review_reply_decision FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TABLE review_result (
        id uuid PRIMARY KEY,
        campaign_id uuid NOT NULL,
        case_file_id uuid NOT NULL,
        edition_id text NOT NULL REFERENCES standard_edition,
        scheme_id text NOT NULL REFERENCES scoring_scheme,
        way text NOT NULL CHECK (way IN ('SINGLE', 'AGREED', 'THIRD_READER', 'GROUP')),
        grade text NOT NULL CHECK (grade IN ('EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED')),
        -- Of a hundred points, exactly: a fraction.
        total_numerator bigint,
        total_denominator bigint CHECK (total_denominator > 0),
        changed_by_reply boolean NOT NULL,
        finalised_at timestamptz NOT NULL,
        CONSTRAINT one_result_a_file UNIQUE (campaign_id, case_file_id),
        UNIQUE (id, case_file_id),
        FOREIGN KEY (campaign_id, case_file_id) REFERENCES campaign_draw (campaign_id, case_file_id),
        CONSTRAINT result_total_whole CHECK ((total_numerator IS NULL) = (total_denominator IS NULL))
      );
      CREATE INDEX review_result_case_file ON review_result (case_file_id);
      CREATE TRIGGER review_result_is_kept BEFORE UPDATE OR DELETE ON review_result FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TABLE review_result_indicator (
        result_id uuid NOT NULL REFERENCES review_result,
        indicator_no smallint NOT NULL CHECK (indicator_no BETWEEN 1 AND 8),
        points_numerator bigint,
        points_denominator bigint CHECK (points_denominator > 0),
        grade text CHECK (grade IN ('EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED')),
        not_applicable boolean NOT NULL,
        reasons jsonb NOT NULL,
        changed_by_reply boolean NOT NULL,
        PRIMARY KEY (result_id, indicator_no),
        CONSTRAINT result_points_whole CHECK ((points_numerator IS NULL) = (points_denominator IS NULL)),
        CONSTRAINT result_one_value CHECK (num_nonnulls(points_numerator, grade) + not_applicable::int = 1)
      );
      CREATE TRIGGER review_result_indicator_is_kept BEFORE UPDATE OR DELETE ON review_result_indicator FOR EACH ROW EXECUTE FUNCTION forbid_change();

      CREATE TABLE improvement_point (
        id uuid PRIMARY KEY,
        campaign_id uuid NOT NULL,
        case_file_id uuid NOT NULL,
        indicator_no smallint NOT NULL CHECK (indicator_no BETWEEN 1 AND 8),
        text text NOT NULL,
        due_on date NOT NULL,
        entered_by uuid NOT NULL REFERENCES person,
        entered_at timestamptz NOT NULL,
        ticked_by uuid REFERENCES person,
        ticked_at timestamptz,
        tick_note text,
        FOREIGN KEY (campaign_id, case_file_id) REFERENCES campaign_draw (campaign_id, case_file_id),
        CONSTRAINT tick_whole CHECK (num_nonnulls(ticked_by, ticked_at, tick_note) IN (0, 3))
      );
      CREATE INDEX improvement_point_file ON improvement_point (campaign_id, case_file_id);

      -- Replies come from those who handled the file while the campaign takes replies, decisions and results before it is finalised.
      CREATE FUNCTION reply_in_its_time() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE due date;
      BEGIN
        SELECT replies_due_on INTO due FROM review_campaign WHERE id = NEW.campaign_id AND state = 'REPLYING' FOR SHARE;
        IF due IS NULL OR (NEW.replied_at AT TIME ZONE 'Asia/Shanghai')::date > due THEN
          RAISE EXCEPTION 'no reply is taken now' USING ERRCODE = '23514', CONSTRAINT = 'reply_in_its_time';
        END IF;
        IF NOT EXISTS (SELECT FROM engagement e WHERE e.case_file_id = NEW.case_file_id AND e.person_id = NEW.person_id)
           OR EXISTS (SELECT FROM campaign_draw d WHERE (d.campaign_id, d.case_file_id, d.part) = (NEW.campaign_id, NEW.case_file_id, 'GOLD')) THEN
          RAISE EXCEPTION 'a reply comes from who handled the file' USING ERRCODE = '23514', CONSTRAINT = 'reply_of_the_handler';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER reply_in_its_time BEFORE INSERT ON review_reply FOR EACH ROW EXECUTE FUNCTION reply_in_its_time();

      CREATE FUNCTION reply_is_decided_in_its_time() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        PERFORM FROM review_campaign c JOIN review_reply r ON r.campaign_id = c.id WHERE r.id = NEW.reply_id AND c.state = 'REPLYING' FOR SHARE OF c;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'no reply is decided now' USING ERRCODE = '23514', CONSTRAINT = 'reply_is_decided_in_its_time';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER reply_is_decided_in_its_time BEFORE INSERT ON review_reply_decision FOR EACH ROW EXECUTE FUNCTION reply_is_decided_in_its_time();

      CREATE FUNCTION result_in_its_time() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM fresh f JOIN review_campaign c ON c.id = f.campaign_id WHERE c.state <> 'REPLYING')
           OR EXISTS (SELECT FROM fresh f JOIN campaign_draw d USING (campaign_id, case_file_id) WHERE d.part = 'GOLD')
           OR EXISTS (SELECT FROM fresh f JOIN review_reply r USING (campaign_id, case_file_id) WHERE NOT EXISTS (SELECT FROM review_reply_decision d WHERE d.reply_id = r.id)) THEN
          RAISE EXCEPTION 'a result comes when every reply is decided' USING ERRCODE = '23514', CONSTRAINT = 'result_in_its_time';
        END IF;
        IF EXISTS (SELECT FROM fresh f WHERE f.changed_by_reply <> EXISTS (
             SELECT FROM review_reply r JOIN review_reply_decision d ON d.reply_id = r.id WHERE (r.campaign_id, r.case_file_id, d.outcome) = (f.campaign_id, f.case_file_id, 'CHANGED'))) THEN
          RAISE EXCEPTION 'a result is changed by a reply, or is not' USING ERRCODE = '23514', CONSTRAINT = 'result_changed_by_reply';
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER result_in_its_time AFTER INSERT ON review_result REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION result_in_its_time();

      CREATE FUNCTION result_is_whole() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF (SELECT count(*) FROM review_result_indicator WHERE result_id = NEW.id) <> 8 THEN
          RAISE EXCEPTION 'a result has eight indicators' USING ERRCODE = '23514', CONSTRAINT = 'result_is_whole';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER result_is_whole AFTER INSERT ON review_result DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION result_is_whole();

      CREATE FUNCTION improvement_is_ticked_once() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.ticked_at IS NOT NULL THEN
          RAISE EXCEPTION 'this point is ticked off already' USING ERRCODE = '42501', CONSTRAINT = 'improvement_is_ticked_once';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER improvement_is_ticked_once BEFORE UPDATE ON improvement_point FOR EACH ROW EXECUTE FUNCTION improvement_is_ticked_once();

      GRANT SELECT, INSERT ON review_withdrawal, reading_stop TO anzhi_app;
      GRANT SELECT, INSERT ON review_campaign, campaign_edition, campaign_seed, campaign_target, campaign_frame, campaign_draw, gold_file, gold_value, campaign_gold, campaign_pool_change,
        reviewer, reviewer_declaration, reviewer_objection, redaction, redaction_clearance, redacted_page, unblinding,
        review_reply, review_reply_decision, review_result, review_result_indicator, improvement_point TO anzhi_app;
      GRANT UPDATE ON review_campaign TO anzhi_app;
      GRANT DELETE ON campaign_edition, campaign_target, campaign_gold TO anzhi_app;
      GRANT UPDATE (seed, revealed_at) ON campaign_seed TO anzhi_app;
      GRANT UPDATE (retired_at, confirmed_by, confirmed_at) ON gold_file TO anzhi_app;
      GRANT UPDATE (practising_since, case_kinds, honours, disciplined_on, disciplinary_note, available_from, available_to, most_files, version, ended_by, ended_at, end_reason) ON reviewer TO anzhi_app;
      GRANT UPDATE (outcome, outcome_reason, decided_by, decided_at) ON reviewer_objection, unblinding, review_withdrawal TO anzhi_app;
      GRANT UPDATE (ticked_by, ticked_at, tick_note) ON improvement_point TO anzhi_app;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE reading_stop, review_withdrawal, improvement_point, review_result_indicator, review_result, review_reply_decision, review_reply, unblinding, redacted_page, redaction_clearance, redaction,
        reviewer_objection, reviewer_declaration, campaign_pool_change, reviewer, campaign_gold, gold_value, gold_file, campaign_draw, campaign_frame, campaign_target, campaign_seed, campaign_edition, review_campaign;
      DROP FUNCTION seed_is_revealed_once(), sample_in_its_time(), campaign_goes_forward(), objection_is_decided_once(), unblinding_is_decided_once(), withdrawal_is_decided_once(), reply_in_its_time(), reply_is_decided_in_its_time(), result_in_its_time(), result_is_whole(), improvement_is_ticked_once(), gold_is_confirmed(), gold_is_confirmed_once();
    `);
  }
}
