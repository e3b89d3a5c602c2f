import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Blind reading. Schema review holds what readers read and write, under ids that say nothing; schema vault, of another role,
 * holds which file and which reviewer stands behind them, and is reached through its functions only.
 */
export class BlindReading1700000000008 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE SCHEMA review;
      REVOKE ALL ON SCHEMA review FROM public;
      GRANT USAGE ON SCHEMA review TO anzhi_app, anzhi_reader, anzhi_vault;

      -- What readers need of the standards, without who entered them where: a bureau's own edition says whose it is in its title,
      -- its notes and what it cites, a number of the country's says nothing.
      CREATE VIEW review.edition AS
        SELECT e.id, e.bureau_id IS NOT NULL AS local,
               CASE WHEN e.bureau_id IS NULL OR e.standard ~ '^(SF|GB)(/[TZ])? ?[0-9.]+[-–—][0-9]{4}$' THEN e.standard ELSE '地方标准' END AS standard,
               CASE WHEN e.bureau_id IS NULL THEN e.title ELSE '地方评估细则' END AS title, e.provenance,
               CASE WHEN e.bureau_id IS NULL THEN e.note ELSE '地方录入的版本；名称、说明和依据不向评估人显示' END AS note
          FROM public.standard_edition e;
      CREATE VIEW review.indicator AS
        SELECT i.edition_id, i.no, i.topic, i.name, i.provenance, CASE WHEN e.bureau_id IS NULL THEN i.note END AS note,
               CASE WHEN e.bureau_id IS NULL THEN i.applicability
                    ELSE (SELECT coalesce(jsonb_object_agg(a.key, a.value - 'provision'), '{}') FROM jsonb_each(i.applicability) a) END AS applicability
          FROM public.standard_indicator i JOIN public.standard_edition e ON e.id = i.edition_id;
      CREATE VIEW review.second_level AS SELECT edition_id, indicator_no, no, name, provenance FROM public.standard_second_level;
      CREATE VIEW review.scheme AS SELECT id, edition_id, kind, CASE WHEN bureau_id IS NULL THEN title ELSE '地方评分方案' END AS title, provenance FROM public.scoring_scheme;
      CREATE VIEW review.weight AS SELECT scheme_id, indicator_no, hundredths FROM public.scoring_weight;
      CREATE VIEW review.band AS SELECT scheme_id, grade, from_hundredths, to_hundredths FROM public.scoring_band;

      CREATE TABLE review.campaign (
        id uuid PRIMARY KEY,
        alias text NOT NULL UNIQUE,
        scheme_kind text NOT NULL CHECK (scheme_kind IN ('POINTS_100', 'INDICATOR_GRADE')),
        blind boolean NOT NULL,
        -- Readers write while it is open.
        open boolean NOT NULL DEFAULT true
      );

      -- A file under a pseudonym.
      CREATE TABLE review.subject (
        id uuid PRIMARY KEY,
        campaign_id uuid NOT NULL REFERENCES review.campaign,
        pseudonym text NOT NULL,
        case_kind text NOT NULL CHECK (case_kind IN ('CRIMINAL', 'CIVIL', 'ADMINISTRATIVE')),
        stage text NOT NULL,
        hearing_held boolean,
        in_custody boolean NOT NULL,
        edition_id text NOT NULL,
        scheme_id text NOT NULL,
        state text NOT NULL CHECK (state IN ('READING', 'NEEDS_THIRD', 'NEEDS_GROUP', 'SETTLED', 'WITHDRAWN')),
        UNIQUE (campaign_id, pseudonym)
      );

      -- What was done for the recipient, in days since the practitioner was commissioned.
      CREATE TABLE review.subject_event (
        subject_id uuid NOT NULL REFERENCES review.subject,
        ordinal smallint NOT NULL,
        kind text NOT NULL,
        after_days integer NOT NULL,
        told_rights boolean NOT NULL,
        told_duties boolean NOT NULL,
        told_risks boolean NOT NULL,
        PRIMARY KEY (subject_id, ordinal)
      );

      CREATE TABLE review.paper (
        id uuid PRIMARY KEY,
        subject_id uuid NOT NULL REFERENCES review.subject,
        catalogue_no smallint NOT NULL CHECK (catalogue_no BETWEEN 1 AND 21),
        ordinal smallint NOT NULL CHECK (ordinal >= 1),
        pages integer NOT NULL CHECK (pages >= 1),
        state text NOT NULL CHECK (state IN ('READY', 'WITHHELD')),
        withheld_reason text CHECK (withheld_reason IN ('NOT_CLEARED', 'NO_PAGES', 'WITHDRAWN')),
        UNIQUE (id, subject_id),
        UNIQUE (subject_id, catalogue_no, ordinal),
        CONSTRAINT withheld_is_explained CHECK ((state = 'WITHHELD') = (withheld_reason IS NOT NULL))
      );

      CREATE TABLE review.page_copy (
        paper_id uuid NOT NULL REFERENCES review.paper,
        page integer NOT NULL CHECK (page >= 1),
        digest bytea NOT NULL CHECK (length(digest) = 32),
        size integer NOT NULL CHECK (size >= 1),
        width integer NOT NULL,
        height integer NOT NULL,
        PRIMARY KEY (paper_id, page)
      );

      -- One reader's reading of one file. GROUP: a member of the group that decides.
      CREATE TABLE review.reading (
        id uuid PRIMARY KEY,
        subject_id uuid NOT NULL REFERENCES review.subject,
        reader_key uuid NOT NULL,
        part text NOT NULL CHECK (part IN ('READER', 'THIRD', 'GROUP')),
        round integer NOT NULL DEFAULT 1 CHECK (round >= 1),
        state text NOT NULL CHECK (state IN ('ASSIGNED', 'SUBMITTED', 'STOPPED')),
        due_on date NOT NULL,
        stopped_reason text CHECK (stopped_reason IN ('CONFLICT', 'OBJECTION', 'UNAVAILABLE', 'FILE_WITHDRAWN')),
        UNIQUE (subject_id, reader_key),
        UNIQUE (id, subject_id),
        CONSTRAINT stopped_is_explained CHECK ((state = 'STOPPED') = (stopped_reason IS NOT NULL))
      );
      CREATE INDEX reading_reader ON review.reading (reader_key, state);
      CREATE UNIQUE INDEX one_third_reader ON review.reading (subject_id) WHERE part = 'THIRD' AND state <> 'STOPPED';

      -- What is saved as the reader goes, each indicator by itself; 0 is the overall opinion. Only the reading's present round has drafts.
      CREATE TABLE review.draft (
        reading_id uuid NOT NULL REFERENCES review.reading,
        indicator_no smallint NOT NULL CHECK (indicator_no BETWEEN 0 AND 8),
        version integer NOT NULL CHECK (version >= 1),
        value jsonb NOT NULL,
        saved_at timestamptz NOT NULL,
        PRIMARY KEY (reading_id, indicator_no)
      ) WITH (fillfactor = 70);

      CREATE TABLE review.submission (
        id uuid PRIMARY KEY,
        reading_id uuid NOT NULL,
        subject_id uuid NOT NULL,
        round integer NOT NULL,
        grade text NOT NULL CHECK (grade IN ('EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED')),
        total_numerator bigint,
        total_denominator bigint CHECK (total_denominator > 0),
        opinion text NOT NULL,
        submitted_at timestamptz NOT NULL,
        UNIQUE (reading_id, round),
        UNIQUE (id, subject_id),
        FOREIGN KEY (reading_id, subject_id) REFERENCES review.reading (id, subject_id),
        CONSTRAINT submission_total_whole CHECK ((total_numerator IS NULL) = (total_denominator IS NULL))
      );
      CREATE INDEX submission_subject ON review.submission (subject_id);

      CREATE TABLE review.score (
        submission_id uuid NOT NULL,
        subject_id uuid NOT NULL,
        indicator_no smallint NOT NULL CHECK (indicator_no BETWEEN 1 AND 8),
        points smallint CHECK (points BETWEEN 0 AND 100),
        grade text CHECK (grade IN ('EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED')),
        not_applicable boolean NOT NULL,
        reason text NOT NULL,
        anchors smallint NOT NULL CHECK (anchors >= 0),
        PRIMARY KEY (submission_id, indicator_no),
        UNIQUE (submission_id, indicator_no, subject_id),
        FOREIGN KEY (submission_id, subject_id) REFERENCES review.submission (id, subject_id),
        CONSTRAINT score_one_value CHECK (num_nonnulls(points, grade) + not_applicable::int = 1),
        CONSTRAINT score_is_anchored CHECK (not_applicable OR anchors >= 1)
      );

      -- Where the file shows it: a page of a paper, or that it is absent from the file.
      CREATE TABLE review.evidence (
        submission_id uuid NOT NULL,
        indicator_no smallint NOT NULL,
        subject_id uuid NOT NULL,
        n smallint NOT NULL CHECK (n BETWEEN 1 AND 20),
        paper_id uuid,
        page integer CHECK (page >= 1),
        absent boolean NOT NULL,
        PRIMARY KEY (submission_id, indicator_no, n),
        FOREIGN KEY (submission_id, indicator_no, subject_id) REFERENCES review.score (submission_id, indicator_no, subject_id),
        FOREIGN KEY (paper_id, subject_id) REFERENCES review.paper (id, subject_id),
        CONSTRAINT evidence_page_or_absent CHECK (num_nonnulls(paper_id, page) = CASE WHEN absent THEN 0 ELSE 2 END)
      );

      -- Why a submitted review was opened again; what was submitted stays.
      CREATE TABLE review.reopening (
        reading_id uuid NOT NULL REFERENCES review.reading,
        round integer NOT NULL CHECK (round >= 2),
        reason text NOT NULL,
        PRIMARY KEY (reading_id, round)
      );

      -- More time for a reading, and why.
      CREATE TABLE review.extension (
        reading_id uuid NOT NULL REFERENCES review.reading,
        -- Opened again, a reading may get a shorter limit, and the same day anew.
        round smallint NOT NULL,
        due_on date NOT NULL,
        reason text NOT NULL,
        PRIMARY KEY (reading_id, round, due_on)
      );

      -- What a reader asks of who runs the campaign, and the answer. No moment: it would put readers in order.
      CREATE TABLE review.request (
        id uuid PRIMARY KEY,
        reading_id uuid NOT NULL REFERENCES review.reading,
        kind text NOT NULL CHECK (kind IN ('MORE_TIME', 'REOPEN', 'PAPER_WITHHELD', 'OTHER')),
        paper_id uuid REFERENCES review.paper,
        text text NOT NULL,
        -- The reading as it was asked about: what is granted shows in what came of it.
        round integer NOT NULL,
        due_on date NOT NULL,
        CONSTRAINT request_about_paper CHECK ((kind = 'PAPER_WITHHELD') = (paper_id IS NOT NULL))
      );
      CREATE INDEX request_reading ON review.request (reading_id);
      CREATE TABLE review.answer (
        request_id uuid PRIMARY KEY REFERENCES review.request,
        answer text NOT NULL CHECK (answer IN ('GRANTED', 'DECLINED', 'EXPLAINED')),
        text text NOT NULL
      );

      CREATE TABLE review.vote (
        reading_id uuid NOT NULL,
        subject_id uuid NOT NULL,
        round integer NOT NULL CHECK (round >= 1),
        indicator_no smallint NOT NULL CHECK (indicator_no BETWEEN 0 AND 8),
        points smallint CHECK (points BETWEEN 0 AND 100),
        grade text CHECK (grade IN ('EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED')),
        not_applicable boolean NOT NULL,
        reason text NOT NULL,
        voted_at timestamptz NOT NULL,
        PRIMARY KEY (reading_id, round, indicator_no),
        FOREIGN KEY (reading_id, subject_id) REFERENCES review.reading (id, subject_id),
        CONSTRAINT vote_one_value CHECK (num_nonnulls(points, grade) + not_applicable::int = 1)
      );

      CREATE TABLE review.settlement (
        id uuid PRIMARY KEY,
        subject_id uuid NOT NULL REFERENCES review.subject,
        round integer NOT NULL CHECK (round >= 1),
        way text NOT NULL CHECK (way IN ('SINGLE', 'AGREED', 'THIRD_READER', 'GROUP')),
        grade text NOT NULL CHECK (grade IN ('EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED')),
        total_numerator bigint,
        total_denominator bigint CHECK (total_denominator > 0),
        -- Divergences found and rules that decided.
        findings jsonb NOT NULL,
        settled_at timestamptz NOT NULL,
        UNIQUE (subject_id, round),
        UNIQUE (id, subject_id),
        CONSTRAINT settlement_total_whole CHECK ((total_numerator IS NULL) = (total_denominator IS NULL))
      );

      -- The reviews, or the votes of a group, that a settlement rests on.
      CREATE TABLE review.settlement_basis (
        settlement_id uuid NOT NULL,
        subject_id uuid NOT NULL,
        reading_id uuid NOT NULL,
        round integer NOT NULL,
        PRIMARY KEY (settlement_id, reading_id),
        FOREIGN KEY (settlement_id, subject_id) REFERENCES review.settlement (id, subject_id),
        FOREIGN KEY (reading_id, subject_id) REFERENCES review.reading (id, subject_id)
      );

      -- Why a file went to a third reader or to the group, as it was found then.
      CREATE TABLE review.divergence (
        subject_id uuid NOT NULL REFERENCES review.subject,
        n integer NOT NULL CHECK (n >= 1),
        next text NOT NULL CHECK (next IN ('NEEDS_THIRD', 'NEEDS_GROUP')),
        findings jsonb NOT NULL,
        PRIMARY KEY (subject_id, n)
      );

      CREATE TABLE review.settled_score (
        settlement_id uuid NOT NULL REFERENCES review.settlement,
        indicator_no smallint NOT NULL CHECK (indicator_no BETWEEN 1 AND 8),
        points_numerator bigint,
        points_denominator bigint CHECK (points_denominator > 0),
        grade text CHECK (grade IN ('EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED')),
        not_applicable boolean NOT NULL,
        reasons jsonb NOT NULL,
        PRIMARY KEY (settlement_id, indicator_no),
        CONSTRAINT settled_points_whole CHECK ((points_numerator IS NULL) = (points_denominator IS NULL)),
        CONSTRAINT settled_one_value CHECK (num_nonnulls(points_numerator, grade) + not_applicable::int = 1)
      );

      -- Plans live as long as a connection: one made while a campaign is young must not read whole tables when it is old.
      CREATE FUNCTION review.submission_is_whole() RETURNS trigger LANGUAGE plpgsql SET search_path = review, pg_temp SET enable_seqscan = off AS $$
      DECLARE
        given record;
        by_scheme record;
      BEGIN
        SELECT k.id, k.kind INTO by_scheme FROM subject s JOIN scheme k ON k.id = s.scheme_id WHERE s.id = NEW.subject_id;
        SELECT count(*) AS number, count(c.points) AS points, count(c.grade) AS grades, sum(w.hundredths) FILTER (WHERE c.points IS NOT NULL) AS weight, sum(w.hundredths * c.points) AS sum
          INTO given FROM score c LEFT JOIN weight w ON (w.scheme_id, w.indicator_no) = (by_scheme.id, c.indicator_no) WHERE c.submission_id = NEW.id;
        IF given.number <> 8 THEN
          RAISE EXCEPTION 'a review scores eight indicators' USING ERRCODE = '23514', CONSTRAINT = 'submission_is_whole';
        END IF;
        -- POINTS_100: what does not apply leaves the denominator, the total is exact and its band the grade (src/standards/scoring.rules.ts).
        IF (CASE by_scheme.kind
              WHEN 'POINTS_100' THEN given.grades = 0 AND NEW.total_numerator * given.weight = given.sum * NEW.total_denominator
                AND NEW.grade = (SELECT o.grade FROM band o WHERE o.scheme_id = by_scheme.id AND o.from_hundredths * NEW.total_denominator <= NEW.total_numerator * 100 ORDER BY o.from_hundredths DESC LIMIT 1)
              ELSE given.points = 0 AND given.grades > 0 AND NEW.total_numerator IS NULL END) IS NOT TRUE THEN
          RAISE EXCEPTION 'a review says what its scores say' USING ERRCODE = '23514', CONSTRAINT = 'submission_is_of_its_scores';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER submission_is_whole AFTER INSERT ON review.submission DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION review.submission_is_whole();

      CREATE FUNCTION review.score_has_its_anchors() RETURNS trigger LANGUAGE plpgsql SET search_path = review, pg_temp SET enable_seqscan = off AS $$
      BEGIN
        IF (SELECT anchors FROM score WHERE (submission_id, indicator_no) = (NEW.submission_id, NEW.indicator_no))
            <> (SELECT count(*) FROM evidence WHERE (submission_id, indicator_no) = (NEW.submission_id, NEW.indicator_no)) THEN
          RAISE EXCEPTION 'a score has the evidence that it counts' USING ERRCODE = '23514', CONSTRAINT = 'score_has_its_anchors';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER score_has_its_anchors AFTER INSERT ON review.score DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION review.score_has_its_anchors();
      CREATE CONSTRAINT TRIGGER evidence_is_counted AFTER INSERT ON review.evidence DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION review.score_has_its_anchors();

      -- A submission closes the reading that it is of, whoever inserts it: one in each round, none while it is stopped.
      CREATE FUNCTION review.submission_closes_reading() RETURNS trigger LANGUAGE plpgsql SET search_path = review, pg_temp SET enable_seqscan = off AS $$
      BEGIN
        UPDATE reading SET state = 'SUBMITTED' WHERE id = NEW.reading_id AND state = 'ASSIGNED' AND round = NEW.round AND part <> 'GROUP';
        IF NOT FOUND THEN
          RAISE EXCEPTION 'this reading takes no submission' USING ERRCODE = '23514', CONSTRAINT = 'reading_takes_no_submission';
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER submission_closes_reading AFTER INSERT ON review.submission FOR EACH ROW EXECUTE FUNCTION review.submission_closes_reading();

      -- Whether a file may leave its campaign: whoever asked, while nobody was given it to read; then with a second person. Whether a
      -- review was submitted makes no difference: what is asked by the file must not tell how far its pseudonym is read.
      CREATE FUNCTION review.withdrawal_stands(subject uuid) RETURNS boolean LANGUAGE sql STABLE SET search_path = review, pg_temp AS $$
        SELECT EXISTS (SELECT FROM public.review_withdrawal w JOIN subject s ON (s.id, s.campaign_id) = (w.subject_id, w.campaign_id)
                        WHERE w.subject_id = subject AND w.outcome = 'WITHDRAWN'
                          AND (w.decided_by IS NOT NULL OR NOT EXISTS (SELECT FROM reading r WHERE r.subject_id = subject)));
      $$;

      CREATE FUNCTION review.reading_moves() RETURNS trigger LANGUAGE plpgsql SET search_path = review, pg_temp SET enable_seqscan = off AS $$
      BEGIN
        IF OLD.state = 'STOPPED'
           OR (NEW.id, NEW.subject_id, NEW.reader_key, NEW.part) IS DISTINCT FROM (OLD.id, OLD.subject_id, OLD.reader_key, OLD.part)
           OR (NEW.round <> OLD.round AND NOT (OLD.state = 'SUBMITTED' AND NEW.state = 'ASSIGNED' AND NEW.round = OLD.round + 1))
           OR (OLD.state = 'SUBMITTED' AND NEW.state = 'ASSIGNED' AND NOT EXISTS (SELECT FROM reopening o WHERE (o.reading_id, o.round) = (NEW.id, NEW.round)))
           OR (NEW.due_on <> OLD.due_on AND NEW.round = OLD.round
                AND NOT (OLD.state = 'ASSIGNED' AND NEW.due_on > OLD.due_on AND EXISTS (SELECT FROM extension x WHERE (x.reading_id, x.round, x.due_on) = (NEW.id, NEW.round, NEW.due_on))))
           OR (NEW.state = 'STOPPED' AND NOT CASE NEW.stopped_reason
                WHEN 'FILE_WITHDRAWN' THEN withdrawal_stands(NEW.subject_id)
                ELSE EXISTS (SELECT FROM subject s JOIN campaign c ON c.id = s.campaign_id WHERE s.id = NEW.subject_id AND c.open)
                  AND EXISTS (SELECT FROM public.reading_stop p WHERE (p.reading_id, p.cause) = (NEW.id, NEW.stopped_reason)
                                AND (OLD.state = 'ASSIGNED' OR p.cause = 'OBJECTION' OR p.ground IS NOT NULL)) END)
           OR (NEW.state = 'SUBMITTED' AND OLD.state = 'ASSIGNED' AND NOT EXISTS (SELECT FROM submission s WHERE (s.reading_id, s.round) = (NEW.id, NEW.round))
                AND NOT (NEW.part = 'GROUP' AND EXISTS (SELECT FROM vote v WHERE (v.reading_id, v.round) = (NEW.id, NEW.round)))) THEN
          RAISE EXCEPTION 'a reading does not move so' USING ERRCODE = '42501', CONSTRAINT = 'reading_moves';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER reading_moves BEFORE UPDATE ON review.reading FOR EACH ROW EXECUTE FUNCTION review.reading_moves();
      CREATE TRIGGER reading_begins BEFORE INSERT ON review.reading FOR EACH ROW WHEN (NEW.state <> 'ASSIGNED' OR NEW.round <> 1) EXECUTE FUNCTION public.forbid_change();

      -- A member of a group votes on all eight and on the whole at once, and the vote closes their reading.
      CREATE FUNCTION review.vote_closes_reading() RETURNS trigger LANGUAGE plpgsql SET search_path = review, pg_temp AS $$
      DECLARE
        votes integer;
        closed integer;
      BEGIN
        IF EXISTS (SELECT FROM fresh GROUP BY reading_id, round HAVING count(*) <> 9) THEN
          RAISE EXCEPTION 'a vote is on eight indicators and the whole' USING ERRCODE = '23514', CONSTRAINT = 'vote_is_whole';
        END IF;
        SELECT count(DISTINCT reading_id) INTO votes FROM fresh;
        UPDATE reading r SET state = 'SUBMITTED' FROM (SELECT DISTINCT reading_id, round FROM fresh) f
         WHERE r.id = f.reading_id AND r.round = f.round AND r.state = 'ASSIGNED' AND r.part = 'GROUP';
        GET DIAGNOSTICS closed = ROW_COUNT;
        IF closed <> votes THEN
          RAISE EXCEPTION 'this reading takes no vote' USING ERRCODE = '23514', CONSTRAINT = 'reading_takes_no_vote';
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER vote_closes_reading AFTER INSERT ON review.vote REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION review.vote_closes_reading();

      -- Whether the latest settlement rests on every review (or every vote of the group) that stands now, and on nothing else.
      CREATE FUNCTION review.settlement_stands(subject uuid) RETURNS boolean LANGUAGE sql STABLE SET search_path = review, pg_temp AS $$
        SELECT EXISTS (
          SELECT FROM settlement s
           WHERE s.subject_id = subject AND s.round = (SELECT max(o.round) FROM settlement o WHERE o.subject_id = subject)
             AND NOT EXISTS (SELECT FROM reading r WHERE r.subject_id = subject AND r.state <> 'STOPPED' AND (r.part = 'GROUP') = (s.way = 'GROUP')
                   AND (r.state <> 'SUBMITTED' OR NOT EXISTS (SELECT FROM settlement_basis b WHERE (b.settlement_id, b.reading_id, b.round) = (s.id, r.id, r.round))))
             AND (SELECT count(*) FROM settlement_basis b JOIN reading r ON r.id = b.reading_id AND r.state = 'SUBMITTED' AND (r.part = 'GROUP') = (s.way = 'GROUP') WHERE b.settlement_id = s.id)
                 = (SELECT count(*) FROM settlement_basis b WHERE b.settlement_id = s.id));
      $$;

      CREATE FUNCTION review.settlement_is_whole() RETURNS trigger LANGUAGE plpgsql SET search_path = review, pg_temp AS $$
      DECLARE basis integer;
      BEGIN
        IF (SELECT count(*) FROM settled_score WHERE settlement_id = NEW.id) <> 8 THEN
          RAISE EXCEPTION 'a settlement has eight indicators' USING ERRCODE = '23514', CONSTRAINT = 'settlement_is_whole';
        END IF;
        SELECT count(*) INTO basis FROM settlement_basis WHERE settlement_id = NEW.id;
        IF basis < (CASE NEW.way WHEN 'SINGLE' THEN 1 WHEN 'GROUP' THEN 3 ELSE 2 END) OR (NEW.way = 'GROUP' AND basis % 2 = 0)
           OR NOT settlement_stands(NEW.subject_id) THEN
          RAISE EXCEPTION 'a settlement rests on all reviews of its file' USING ERRCODE = '23514', CONSTRAINT = 'settlement_rests_on_reviews';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER settlement_is_whole AFTER INSERT ON review.settlement DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION review.settlement_is_whole();

      CREATE FUNCTION review.settlement_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = review, pg_temp AS $$
      BEGIN
        PERFORM FROM subject WHERE id = NEW.subject_id AND state NOT IN ('SETTLED', 'WITHDRAWN') FOR NO KEY UPDATE;
        IF NOT FOUND OR NEW.round <> (SELECT coalesce(max(round), 0) + 1 FROM settlement WHERE subject_id = NEW.subject_id) THEN
          RAISE EXCEPTION 'this file is settled already, or withdrawn' USING ERRCODE = '23514', CONSTRAINT = 'settlement_follows';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER settlement_follows BEFORE INSERT ON review.settlement FOR EACH ROW EXECUTE FUNCTION review.settlement_follows();

      -- What is withdrawn stays so; what is settled has a settlement that stands, and is not put back while it does.
      CREATE FUNCTION review.subject_moves() RETURNS trigger LANGUAGE plpgsql SET search_path = review, pg_temp AS $$
      BEGIN
        IF OLD.state = 'WITHDRAWN' AND NEW.state <> 'WITHDRAWN'
           OR NEW.state = 'WITHDRAWN' AND OLD.state <> 'WITHDRAWN' AND NOT withdrawal_stands(NEW.id)
           OR NEW.state = 'SETTLED' AND OLD.state <> 'SETTLED' AND NOT settlement_stands(NEW.id)
           OR OLD.state = 'SETTLED' AND NEW.state NOT IN ('SETTLED', 'WITHDRAWN') AND settlement_stands(NEW.id) THEN
          RAISE EXCEPTION 'a file under its pseudonym does not move so' USING ERRCODE = '42501', CONSTRAINT = 'subject_moves';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER subject_moves BEFORE UPDATE ON review.subject FOR EACH ROW EXECUTE FUNCTION review.subject_moves();
      -- What readers are shown of a file is as it was drawn: once anything is given out to read, nothing is added to the campaign's
      -- files, to what was done in them or to their papers; and a paper that may be seen is not taken away again.
      CREATE FUNCTION review.shown_is_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = review, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM fresh f JOIN reading r ON r.subject_id = f.subject_id) THEN
          RAISE EXCEPTION 'what is being read is not added to' USING ERRCODE = '42501', CONSTRAINT = 'shown_is_kept';
        END IF;
        RETURN NULL;
      END $$;
      CREATE FUNCTION review.subjects_are_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = review, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM (SELECT DISTINCT campaign_id FROM fresh) f JOIN subject s USING (campaign_id) JOIN reading r ON r.subject_id = s.id) THEN
          RAISE EXCEPTION 'what is being read is not added to' USING ERRCODE = '42501', CONSTRAINT = 'shown_is_kept';
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER subjects_are_kept AFTER INSERT ON review.subject REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION review.subjects_are_kept();
      CREATE TRIGGER events_are_kept AFTER INSERT ON review.subject_event REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION review.shown_is_kept();
      CREATE TRIGGER papers_are_kept AFTER INSERT ON review.paper REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION review.shown_is_kept();
      CREATE TRIGGER paper_stays_shown BEFORE UPDATE ON review.paper FOR EACH ROW WHEN (NEW.state <> 'READY') EXECUTE FUNCTION public.forbid_change();
      CREATE TRIGGER campaign_stays_closed BEFORE UPDATE ON review.campaign FOR EACH ROW WHEN (NEW.open AND NOT OLD.open) EXECUTE FUNCTION public.forbid_change();

      -- Whether two reviews of one file agree as the campaign wants it (src/peer-reviews/settling/divergence.rules.ts, against which a
      -- test holds this); past is true once a further reader has been called for what the first ones differed in.
      CREATE FUNCTION review.reviews_agree(rule jsonb, one jsonb, other jsonb, past boolean) RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path = review, pg_temp AS $$
        WITH best AS (SELECT ARRAY['EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED'] AS grades),
        total AS (
          SELECT (one ->> 'denominator')::numeric * (other ->> 'denominator')::numeric AS of,
                 abs((one ->> 'numerator')::numeric * (other ->> 'denominator')::numeric - (other ->> 'numerator')::numeric * (one ->> 'denominator')::numeric) AS gap),
        pair AS (
          SELECT num_nonnulls(a.points, a.grade) AS a, num_nonnulls(b.points, b.grade) AS b, abs(a.points - b.points) AS points,
                 abs(array_position(g.grades, a.grade) - array_position(g.grades, b.grade)) AS steps, a.grade = 'UNQUALIFIED' OR b.grade = 'UNQUALIFIED' AS failed
            FROM best g, jsonb_to_recordset(one -> 'scores') AS a (no smallint, points smallint, grade text)
            FULL JOIN jsonb_to_recordset(other -> 'scores') AS b (no smallint, points smallint, grade text) USING (no)),
        apart AS (
          SELECT count(*) FILTER (WHERE points >= 60 OR steps >= 2) AS far, count(*) FILTER (WHERE points >= 40 OR steps >= 2) AS half,
                 count(*) FILTER (WHERE a = 1 AND b = 1) AS compared, count(*) FILTER (WHERE a IS DISTINCT FROM b) AS unlike, count(*) FILTER (WHERE failed) AS failed,
                 coalesce(max(points), 0) AS points, coalesce(max(steps), 0) AS steps FROM pair)
        SELECT apart.unlike = 0 AND apart.far = 0 AND (apart.half = 0 OR apart.half * 2 < apart.compared)
           AND abs(array_position(best.grades, one ->> 'grade') - array_position(best.grades, other ->> 'grade')) < 2
           AND (total.gap < 30 * total.of) IS NOT FALSE
           AND ((NOT past AND NOT (rule ->> 'gradeDiffers')::boolean) OR one ->> 'grade' = other ->> 'grade')
           AND (past OR NOT (rule ->> 'anyUnqualified')::boolean OR apart.failed = 0 AND 'UNQUALIFIED' NOT IN (one ->> 'grade', other ->> 'grade'))
           AND (total.gap <= (rule ->> 'totalGap')::numeric * total.of) IS NOT FALSE
           AND (apart.points <= (rule ->> 'indicatorPoints')::numeric) IS NOT FALSE
           AND (apart.steps <= (rule ->> 'indicatorSteps')::numeric) IS NOT FALSE
          FROM best, total, apart;
      $$;

      -- Readers who differ are not settled as agreed, nor by a third one with whom nobody agrees: by the campaign's own rule.
      CREATE FUNCTION review.settlement_is_where_reviews_agree() RETURNS trigger LANGUAGE plpgsql SET search_path = review, pg_temp SET enable_seqscan = off AS $$
      DECLARE
        rule jsonb;
        reviews jsonb[];
        thirds integer;
        sound boolean;
      BEGIN
        SELECT c.divergence INTO rule FROM public.review_campaign c JOIN subject s ON s.campaign_id = c.id WHERE s.id = NEW.subject_id;
        SELECT array_agg(jsonb_build_object('grade', n.grade, 'numerator', n.total_numerator, 'denominator', n.total_denominator, 'scores',
                 (SELECT jsonb_agg(jsonb_build_object('no', c.indicator_no, 'points', c.points, 'grade', c.grade)) FROM score c WHERE c.submission_id = n.id))),
               count(*) FILTER (WHERE r.part = 'THIRD') INTO reviews, thirds
          FROM settlement_basis b JOIN reading r ON r.id = b.reading_id JOIN submission n ON (n.reading_id, n.round) = (b.reading_id, b.round) WHERE b.settlement_id = NEW.id;
        IF NEW.way = 'THIRD_READER' THEN
          sound := (thirds > 0 OR cardinality(reviews) >= 3) AND EXISTS (
            SELECT FROM generate_subscripts(reviews, 1) i JOIN generate_subscripts(reviews, 1) j ON i < j
             WHERE reviews[i] ->> 'grade' = NEW.grade AND reviews_agree(rule, reviews[i], reviews[j], true));
        ELSE
          sound := thirds = 0 AND NOT EXISTS (
            SELECT FROM generate_subscripts(reviews, 1) i JOIN generate_subscripts(reviews, 1) j ON i < j OR cardinality(reviews) = 1
             WHERE NOT reviews_agree(rule, reviews[i], reviews[j], false));
        END IF;
        IF sound IS NOT TRUE THEN
          RAISE EXCEPTION 'readers who differ have not agreed' USING ERRCODE = '23514', CONSTRAINT = 'settlement_where_reviews_agree';
        END IF;
        RETURN NULL;
      END $$;

      -- A settlement says what the reviews or votes that it rests on say together: each indicator, the total and the grade.
      CREATE FUNCTION review.settlement_is_of_its_scores() RETURNS trigger LANGUAGE plpgsql SET search_path = review, pg_temp SET enable_seqscan = off AS $$
      DECLARE
        best text[] := ARRAY['EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED'];
        grades text[];
        least integer;
        first integer;
        sound boolean;
      BEGIN
        IF NEW.way = 'GROUP' THEN
          SELECT count(*) INTO least FROM settlement_basis WHERE settlement_id = NEW.id;
          sound := NOT EXISTS (
            SELECT FROM settled_score v WHERE v.settlement_id = NEW.id AND least >= 2 * (
              SELECT count(*) FROM settlement_basis b JOIN vote o ON (o.reading_id, o.round, o.indicator_no) = (b.reading_id, b.round, v.indicator_no)
               WHERE b.settlement_id = NEW.id AND o.not_applicable = v.not_applicable AND o.grade IS NOT DISTINCT FROM v.grade
                 AND o.points * v.points_denominator IS NOT DISTINCT FROM v.points_numerator))
            AND (NEW.total_numerator IS NOT NULL OR least < 2 * (
              SELECT count(*) FROM settlement_basis b JOIN vote o ON (o.reading_id, o.round, o.indicator_no) = (b.reading_id, b.round, 0::smallint) WHERE b.settlement_id = NEW.id AND o.grade = NEW.grade));
        ELSE
          SELECT array_agg(n.grade ORDER BY array_position(best, n.grade)), count(*) FILTER (WHERE r.part = 'READER') INTO grades, first
            FROM settlement_basis b JOIN reading r ON r.id = b.reading_id JOIN submission n ON (n.reading_id, n.round) = (b.reading_id, b.round) WHERE b.settlement_id = NEW.id;
          SELECT c.readers_per_file INTO least FROM public.review_campaign c JOIN subject s ON s.campaign_id = c.id WHERE s.id = NEW.subject_id;
          sound := first >= least AND NEW.grade = ANY (grades)
            AND (NEW.way <> 'SINGLE' OR cardinality(grades) = 1)
            AND (NEW.way <> 'AGREED' OR NEW.total_numerator IS NOT NULL OR NEW.grade = grades[cardinality(grades) / 2 + 1])
            AND NOT EXISTS (
              SELECT FROM settled_score v
                CROSS JOIN LATERAL (
                  SELECT count(*) AS number, count(*) FILTER (WHERE NOT c.not_applicable) AS applying, sum(c.points) AS points,
                         array_agg(c.points ORDER BY c.points) FILTER (WHERE c.points IS NOT NULL) AS sorted,
                         array_agg(c.grade ORDER BY array_position(best, c.grade)) FILTER (WHERE c.grade IS NOT NULL) AS given
                    FROM settlement_basis b JOIN submission n ON (n.reading_id, n.round) = (b.reading_id, b.round)
                    JOIN score c ON (c.submission_id, c.indicator_no) = (n.id, v.indicator_no) WHERE b.settlement_id = NEW.id) g
               WHERE v.settlement_id = NEW.id AND NOT CASE
                  WHEN g.applying * 2 <= g.number THEN v.not_applicable
                  WHEN g.sorted IS NULL THEN v.grade IS NOT DISTINCT FROM g.given[cardinality(g.given) / 2 + 1]
                  WHEN NEW.way = 'THIRD_READER' THEN v.points_numerator * 2 IS NOT DISTINCT FROM v.points_denominator * (g.sorted[(cardinality(g.sorted) + 1) / 2] + g.sorted[cardinality(g.sorted) / 2 + 1])
                  ELSE v.points_numerator * g.applying IS NOT DISTINCT FROM v.points_denominator * g.points END);
        END IF;
        sound := sound AND (
          SELECT CASE k.kind WHEN 'POINTS_100' THEN
              abs(NEW.total_numerator::numeric / NEW.total_denominator
                - (SELECT sum(w.hundredths * v.points_numerator::numeric / v.points_denominator) / sum(w.hundredths)
                     FROM settled_score v JOIN weight w ON (w.scheme_id, w.indicator_no) = (s.scheme_id, v.indicator_no) WHERE v.settlement_id = NEW.id AND NOT v.not_applicable)) < 0.000000001
              AND NEW.grade = (SELECT o.grade FROM band o WHERE o.scheme_id = s.scheme_id AND o.from_hundredths * NEW.total_denominator <= NEW.total_numerator * 100 ORDER BY o.from_hundredths DESC LIMIT 1)
            ELSE NEW.total_numerator IS NULL AND array_position(best, NEW.grade) BETWEEN
              (SELECT min(array_position(best, v.grade)) FROM settled_score v WHERE v.settlement_id = NEW.id) AND (SELECT max(array_position(best, v.grade)) FROM settled_score v WHERE v.settlement_id = NEW.id) END
            FROM subject s JOIN scheme k ON k.id = s.scheme_id WHERE s.id = NEW.subject_id);
        IF sound IS NOT TRUE THEN
          RAISE EXCEPTION 'a settlement says what its reviews say' USING ERRCODE = '23514', CONSTRAINT = 'settlement_is_of_its_scores';
        END IF;
        RETURN NULL;
      END $$;
      -- After settlement_is_whole, by its name.
      CREATE CONSTRAINT TRIGGER settlement_of_its_scores AFTER INSERT ON review.settlement DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION review.settlement_is_of_its_scores();

      CREATE CONSTRAINT TRIGGER settlement_where_reviews_agree AFTER INSERT ON review.settlement DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
        WHEN (NEW.way <> 'GROUP') EXECUTE FUNCTION review.settlement_is_where_reviews_agree();

      CREATE TRIGGER settlement_basis_is_kept BEFORE UPDATE OR DELETE ON review.settlement_basis FOR EACH ROW EXECUTE FUNCTION public.forbid_change();
      CREATE TRIGGER divergence_is_kept BEFORE UPDATE OR DELETE ON review.divergence FOR EACH ROW EXECUTE FUNCTION public.forbid_change();
      CREATE TRIGGER submission_is_kept BEFORE UPDATE OR DELETE ON review.submission FOR EACH ROW EXECUTE FUNCTION public.forbid_change();
      CREATE TRIGGER score_is_kept BEFORE UPDATE OR DELETE ON review.score FOR EACH ROW EXECUTE FUNCTION public.forbid_change();
      CREATE TRIGGER evidence_is_kept BEFORE UPDATE OR DELETE ON review.evidence FOR EACH ROW EXECUTE FUNCTION public.forbid_change();
      CREATE TRIGGER reopening_is_kept BEFORE UPDATE OR DELETE ON review.reopening FOR EACH ROW EXECUTE FUNCTION public.forbid_change();
      CREATE TRIGGER extension_is_kept BEFORE UPDATE OR DELETE ON review.extension FOR EACH ROW EXECUTE FUNCTION public.forbid_change();
      CREATE TRIGGER request_is_kept BEFORE UPDATE OR DELETE ON review.request FOR EACH ROW EXECUTE FUNCTION public.forbid_change();
      CREATE TRIGGER answer_is_kept BEFORE UPDATE OR DELETE ON review.answer FOR EACH ROW EXECUTE FUNCTION public.forbid_change();
      CREATE TRIGGER vote_is_kept BEFORE UPDATE OR DELETE ON review.vote FOR EACH ROW EXECUTE FUNCTION public.forbid_change();
      CREATE TRIGGER settlement_is_kept BEFORE UPDATE OR DELETE ON review.settlement FOR EACH ROW EXECUTE FUNCTION public.forbid_change();
      CREATE TRIGGER settled_score_is_kept BEFORE UPDATE OR DELETE ON review.settled_score FOR EACH ROW EXECUTE FUNCTION public.forbid_change();

      GRANT SELECT ON ALL TABLES IN SCHEMA review TO anzhi_reader, anzhi_app;
      GRANT INSERT ON review.campaign, review.subject, review.subject_event, review.paper, review.page_copy, review.reading, review.draft, review.submission, review.score,
        review.evidence, review.reopening, review.extension, review.request, review.answer, review.vote, review.settlement, review.settlement_basis, review.divergence, review.settled_score TO anzhi_app;
      GRANT UPDATE (open) ON review.campaign TO anzhi_app;
      GRANT UPDATE (state) ON review.subject TO anzhi_app;
      GRANT UPDATE (state, withheld_reason) ON review.paper TO anzhi_app;
      GRANT UPDATE (digest, size, width, height) ON review.page_copy TO anzhi_app;
      GRANT UPDATE (state, round, due_on, stopped_reason) ON review.reading TO anzhi_app;
      GRANT UPDATE (version, value, saved_at) ON review.draft TO anzhi_app;
      GRANT DELETE ON review.draft TO anzhi_app;
    `);
    await q.query(`
      CREATE SCHEMA vault AUTHORIZATION anzhi_vault;
      GRANT SELECT, REFERENCES ON case_file, material, review_campaign, campaign_draw, reviewer, gold_file, unblinding, account TO anzhi_vault;
      GRANT SELECT, REFERENCES ON review.subject, review.paper TO anzhi_vault;
      GRANT SELECT ON review.campaign, review.reading, review.settlement, review.settlement_basis, review.settled_score, review_result_indicator, review_result, appointment, ledger_entry, ledger_thing, redacted_page, paper_arrival TO anzhi_vault;
      SET LOCAL ROLE anzhi_vault;

      CREATE TABLE vault.subject (
        subject_id uuid PRIMARY KEY REFERENCES review.subject,
        campaign_id uuid NOT NULL REFERENCES public.review_campaign,
        case_file_id uuid NOT NULL REFERENCES public.case_file,
        gold_id uuid REFERENCES public.gold_file,
        UNIQUE (campaign_id, case_file_id),
        FOREIGN KEY (campaign_id, case_file_id) REFERENCES public.campaign_draw (campaign_id, case_file_id)
      );
      CREATE TABLE vault.paper (
        paper_id uuid PRIMARY KEY REFERENCES review.paper,
        subject_id uuid NOT NULL REFERENCES vault.subject,
        material_id uuid NOT NULL REFERENCES public.material,
        digest bytea NOT NULL CHECK (length(digest) = 32)
      );
      CREATE INDEX paper_subject ON vault.paper (subject_id);
      CREATE INDEX paper_digest ON vault.paper (digest);
      -- One key for each person and campaign, whatever accounts they have and however often they joined the pool: nobody has two
      -- voices on one file. The reviewer is the record of the pool under which they were first given something to read.
      CREATE TABLE vault.reader (
        reader_key uuid PRIMARY KEY,
        campaign_id uuid NOT NULL REFERENCES public.review_campaign,
        person_id uuid NOT NULL,
        reviewer_id uuid NOT NULL,
        CONSTRAINT reader_is_one_person UNIQUE (campaign_id, person_id),
        FOREIGN KEY (reviewer_id, person_id) REFERENCES public.reviewer (id, person_id)
      );
      CREATE INDEX reader_person ON vault.reader (person_id);
      -- Each opening of the map: for what, for whom, how many rows.
      CREATE TABLE vault.opening (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        purpose text NOT NULL CHECK (purpose IN ('ASSIGN', 'BLIND', 'SETTLE', 'REPLY', 'FINALISE', 'CALIBRATE', 'COORDINATE', 'UNBLIND')),
        account_id uuid NOT NULL REFERENCES public.account,
        number integer NOT NULL
      );
      CREATE TRIGGER subject_is_kept BEFORE UPDATE OR DELETE ON vault.subject FOR EACH ROW EXECUTE FUNCTION public.forbid_change();
      CREATE TRIGGER paper_is_kept BEFORE UPDATE OR DELETE ON vault.paper FOR EACH ROW EXECUTE FUNCTION public.forbid_change();
      CREATE TRIGGER reader_is_kept BEFORE UPDATE OR DELETE ON vault.reader FOR EACH ROW EXECUTE FUNCTION public.forbid_change();
      CREATE TRIGGER opening_is_kept BEFORE UPDATE OR DELETE ON vault.opening FOR EACH ROW EXECUTE FUNCTION public.forbid_change();

      CREATE FUNCTION vault.opened(what text, who uuid, many bigint) RETURNS void LANGUAGE sql SET search_path = vault, pg_temp AS $$
        INSERT INTO opening (purpose, account_id, number) VALUES (what, who, many);
      $$;

      CREATE FUNCTION vault.enter_subjects(campaign uuid, subjects uuid[], files uuid[], golds uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
        INSERT INTO subject (subject_id, campaign_id, case_file_id, gold_id) SELECT s, campaign, f, g FROM unnest(subjects, files, golds) AS t (s, f, g);
      $$;
      CREATE FUNCTION vault.enter_papers(papers uuid[], subjects uuid[], materials uuid[], digests bytea[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
        INSERT INTO paper (paper_id, subject_id, material_id, digest) SELECT * FROM unnest(papers, subjects, materials, digests);
      $$;
      -- The keys that are in force: whoever has one in the campaign keeps it, also where somebody else entered it in the same moment.
      CREATE FUNCTION vault.enter_readers(campaign uuid, keys uuid[], reviewers uuid[]) RETURNS TABLE (reviewer_id uuid, reader_key uuid)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
      BEGIN
        INSERT INTO reader (reader_key, campaign_id, person_id, reviewer_id)
          SELECT t.k, campaign, v.person_id, v.id FROM unnest(keys, reviewers) AS t (k, r) JOIN public.reviewer v ON v.id = t.r ORDER BY v.person_id
          ON CONFLICT ON CONSTRAINT reader_is_one_person DO NOTHING;
        RETURN QUERY SELECT v.id, k.reader_key FROM public.reviewer v JOIN reader k ON k.campaign_id = campaign AND k.person_id = v.person_id
                      WHERE v.id = ANY (reviewers);
      END $$;

      -- Whoever calls says for what and for whom; people see what comes of it only as far as the API's own rules let them.
      CREATE FUNCTION vault.files_of(subjects uuid[], purpose text, caller uuid) RETURNS TABLE (subject_id uuid, case_file_id uuid, gold_id uuid)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
      BEGIN
        IF purpose = 'UNBLIND' THEN RAISE EXCEPTION 'unblinding needs two persons' USING ERRCODE = '42501', CONSTRAINT = 'unblinding_by_two_persons'; END IF;
        PERFORM opened(purpose, caller, cardinality(subjects));
        RETURN QUERY SELECT s.subject_id, s.case_file_id, s.gold_id FROM subject s WHERE s.subject_id = ANY (subjects);
      END $$;
      CREATE FUNCTION vault.subjects_of(campaign uuid, files uuid[], purpose text, caller uuid) RETURNS TABLE (case_file_id uuid, subject_id uuid)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
      BEGIN
        IF purpose = 'UNBLIND' THEN RAISE EXCEPTION 'unblinding needs two persons' USING ERRCODE = '42501', CONSTRAINT = 'unblinding_by_two_persons'; END IF;
        PERFORM opened(purpose, caller, cardinality(files));
        RETURN QUERY SELECT s.case_file_id, s.subject_id FROM subject s WHERE s.campaign_id = campaign AND s.case_file_id = ANY (files);
      END $$;
      CREATE FUNCTION vault.papers_of(subjects uuid[], purpose text, caller uuid) RETURNS TABLE (paper_id uuid, subject_id uuid, material_id uuid, digest bytea)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
      BEGIN
        PERFORM opened(purpose, caller, cardinality(subjects));
        RETURN QUERY SELECT p.paper_id, p.subject_id, p.material_id, p.digest FROM paper p WHERE p.subject_id = ANY (subjects);
      END $$;
      -- Blind papers that show these bytes, for a new blinded copy.
      CREATE FUNCTION vault.papers_with(bytes bytea, caller uuid) RETURNS TABLE (paper_id uuid)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
      BEGIN
        PERFORM opened('BLIND', caller, 1);
        RETURN QUERY SELECT p.paper_id FROM paper p WHERE p.digest = bytes;
      END $$;
      CREATE FUNCTION vault.reader_keys_of(account uuid) RETURNS TABLE (reader_key uuid, campaign_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = vault, pg_temp AS $$
        SELECT r.reader_key, r.campaign_id FROM reader r WHERE r.person_id = (SELECT a.person_id FROM public.account a WHERE a.id = account);
      $$;
      -- Each key with the person's record in the pool of the campaign's bureau: the one that stands, else the last one.
      CREATE FUNCTION vault.readers_of(campaign uuid, purpose text, caller uuid) RETURNS TABLE (reader_key uuid, reviewer_id uuid)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
      BEGIN
        PERFORM opened(purpose, caller, 1);
        RETURN QUERY SELECT r.reader_key, coalesce(p.id, r.reviewer_id)
                       FROM reader r LEFT JOIN (SELECT DISTINCT ON (v.person_id) v.person_id, v.id FROM public.reviewer v JOIN public.review_campaign c ON c.bureau_id = v.bureau_id
                                                 WHERE c.id = campaign ORDER BY v.person_id, v.ended_at DESC NULLS FIRST, v.id DESC) p ON p.person_id = r.person_id
                      WHERE r.campaign_id = campaign;
      END $$;
      CREATE FUNCTION vault.unblind(request uuid, caller uuid) RETURNS TABLE (subject_id uuid, case_file_id uuid)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
      BEGIN
        -- Two persons who hold, or held, what the act asks for at the campaign's bureau, and whose acts stand in the ledger.
        IF NOT EXISTS (
          SELECT FROM public.unblinding u JOIN review.subject s ON (s.id, s.campaign_id) = (u.subject_id, u.campaign_id) JOIN public.review_campaign c ON c.id = u.campaign_id
           WHERE u.id = request AND u.outcome = 'APPROVED' AND u.decided_by <> u.asked_by
             AND NOT EXISTS (
               SELECT FROM (VALUES (u.asked_by, 'UNBLINDING_ASKED', ARRAY['REVIEW_COORDINATOR']), (u.decided_by, 'UNBLINDING_APPROVED', ARRAY['REVIEW_COORDINATOR', 'BUREAU_SUPERVISOR'])) AS did (person, event, roles)
                WHERE NOT EXISTS (SELECT FROM public.appointment n JOIN public.account a ON a.id = n.account_id WHERE a.person_id = did.person AND n.role = ANY (did.roles) AND n.bureau_id = c.bureau_id)
                   OR NOT EXISTS (SELECT FROM public.ledger_thing t JOIN public.ledger_entry e ON e.id = t.entry_id
                                   WHERE (t.kind, t.thing_id) = ('ReviewCampaign', c.id) AND e.person_id = did.person AND e.event = did.event AND e.outcome = 'DONE' AND e.facts ->> 'unblindingId' = u.id::text))) THEN
          RAISE EXCEPTION 'unblinding needs two persons' USING ERRCODE = '42501', CONSTRAINT = 'unblinding_by_two_persons';
        END IF;
        PERFORM opened('UNBLIND', caller, 1);
        RETURN QUERY SELECT s.subject_id, s.case_file_id FROM subject s JOIN public.unblinding u ON u.subject_id = s.subject_id WHERE u.id = request;
      END $$;

      -- Whether a person was ever given this file to read: whoever was does not decide a reply about it.
      CREATE FUNCTION vault.has_read(campaign uuid, file uuid, person uuid) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
      BEGIN
        PERFORM opened('REPLY', (SELECT a.id FROM public.account a WHERE a.person_id = person ORDER BY a.id LIMIT 1), 1);
        RETURN EXISTS (SELECT FROM subject s JOIN review.reading r ON r.subject_id = s.subject_id JOIN reader k ON k.reader_key = r.reader_key
                        WHERE s.campaign_id = campaign AND s.case_file_id = file AND k.person_id = person);
      END $$;

      -- Readers see what was drawn with the boxes of their paper's own page, as it was last cleared, and nothing that was handed in for the file.
      CREATE FUNCTION vault.page_copy_is_blinded() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
      BEGIN
        IF NOT EXISTS (
          SELECT FROM paper p JOIN public.redacted_page r ON r.digest = p.digest JOIN subject m ON m.subject_id = p.subject_id
           WHERE p.paper_id = NEW.paper_id AND (r.page, r.copy_digest, r.size, r.width, r.height) = (NEW.page, NEW.digest, NEW.size, NEW.width, NEW.height)
             AND r.n = (SELECT max(o.n) FROM public.redacted_page o WHERE o.digest = p.digest)
             AND NOT EXISTS (SELECT FROM public.paper_arrival a WHERE (a.case_file_id, a.digest) = (m.case_file_id, NEW.digest))) THEN
          RAISE EXCEPTION 'a page for readers is the blinded page of its paper' USING ERRCODE = '23514', CONSTRAINT = 'page_copy_is_blinded';
        END IF;
        RETURN NULL;
      END $$;

      -- What is published of a file is what it was settled at, save where a reply changed it.
      CREATE FUNCTION vault.result_rests_on_settlement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
      BEGIN
        IF NOT EXISTS (
             SELECT FROM subject m JOIN review.subject s ON s.id = m.subject_id JOIN review.settlement t ON t.subject_id = s.id
              WHERE m.campaign_id = NEW.campaign_id AND m.case_file_id = NEW.case_file_id AND m.gold_id IS NULL AND s.state = 'SETTLED' AND review.settlement_stands(s.id)
                AND t.round = (SELECT max(o.round) FROM review.settlement o WHERE o.subject_id = s.id)
                AND (s.edition_id, s.scheme_id, t.way) = (NEW.edition_id, NEW.scheme_id, NEW.way)
                AND (NEW.changed_by_reply OR (t.grade, t.total_numerator, t.total_denominator) IS NOT DISTINCT FROM (NEW.grade, NEW.total_numerator, NEW.total_denominator))
                AND NOT EXISTS (
                  SELECT FROM public.review_result_indicator i JOIN review.settled_score v ON v.settlement_id = t.id AND v.indicator_no = i.indicator_no
                   WHERE i.result_id = NEW.id AND NOT (i.changed_by_reply AND NEW.changed_by_reply)
                     AND (i.points_numerator, i.points_denominator, i.grade, i.not_applicable) IS DISTINCT FROM (v.points_numerator, v.points_denominator, v.grade, v.not_applicable))) THEN
          RAISE EXCEPTION 'a result is what its file was settled at' USING ERRCODE = '23514', CONSTRAINT = 'result_rests_on_settlement';
        END IF;
        RETURN NULL;
      END $$;

      -- Replies open when every drawn file is settled and reading is over; a campaign is final when each settled one has its result.
      CREATE FUNCTION vault.campaign_rests_on_settlements() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM review.subject s WHERE s.campaign_id = NEW.id AND s.state <> 'WITHDRAWN' AND NOT (s.state = 'SETTLED' AND review.settlement_stands(s.id)))
           OR EXISTS (SELECT FROM public.campaign_draw d WHERE d.campaign_id = NEW.id AND NOT EXISTS (SELECT FROM subject m WHERE (m.campaign_id, m.case_file_id) = (d.campaign_id, d.case_file_id)))
           OR EXISTS (SELECT FROM review.campaign c WHERE c.id = NEW.id AND c.open)
           OR (NEW.state = 'FINALISED' AND EXISTS (
                SELECT FROM subject m JOIN review.subject s ON s.id = m.subject_id
                 WHERE m.campaign_id = NEW.id AND m.gold_id IS NULL AND s.state = 'SETTLED'
                   AND NOT EXISTS (SELECT FROM public.review_result r WHERE (r.campaign_id, r.case_file_id) = (m.campaign_id, m.case_file_id)))) THEN
          RAISE EXCEPTION 'a campaign lacks what its next state rests on' USING ERRCODE = '23514', CONSTRAINT = 'campaign_rests_on_records';
        END IF;
        RETURN NEW;
      END $$;

      REVOKE ALL ON ALL FUNCTIONS IN SCHEMA vault FROM public;
      GRANT USAGE ON SCHEMA vault TO anzhi_app;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA vault TO anzhi_app;
      REVOKE EXECUTE ON FUNCTION vault.opened(text, uuid, bigint) FROM anzhi_app;
      RESET ROLE;

      CREATE TRIGGER page_copy_is_blinded AFTER INSERT OR UPDATE ON review.page_copy FOR EACH ROW EXECUTE FUNCTION vault.page_copy_is_blinded();
      CREATE CONSTRAINT TRIGGER result_rests_on_settlement AFTER INSERT ON review_result DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vault.result_rests_on_settlement();
      -- Once somebody has said what a file is worth, the campaign is not given up any more.
      CREATE FUNCTION review.campaign_stays_once_read() RETURNS trigger LANGUAGE plpgsql SET search_path = review, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM subject s JOIN submission n ON n.subject_id = s.id WHERE s.campaign_id = NEW.id) THEN
          RAISE EXCEPTION 'a campaign that was read is not given up' USING ERRCODE = '23514', CONSTRAINT = 'campaign_stays_once_read';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER campaign_stays_once_read BEFORE UPDATE ON review_campaign FOR EACH ROW
        WHEN (NEW.state = 'ABANDONED' AND OLD.state <> 'ABANDONED') EXECUTE FUNCTION review.campaign_stays_once_read();
      CREATE TRIGGER campaign_rests_on_settlements BEFORE UPDATE ON review_campaign FOR EACH ROW
        WHEN (NEW.state IN ('REPLYING', 'FINALISED') AND NEW.state <> OLD.state) EXECUTE FUNCTION vault.campaign_rests_on_settlements();

      CREATE FUNCTION public.reply_is_not_decided_by_reader() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF (SELECT vault.has_read(r.campaign_id, r.case_file_id, NEW.decided_by) FROM review_reply r WHERE r.id = NEW.reply_id) THEN
          RAISE EXCEPTION 'who read a file does not decide a reply about it' USING ERRCODE = '23514', CONSTRAINT = 'reply_not_decided_by_reader';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER reply_is_not_decided_by_reader BEFORE INSERT ON review_reply_decision FOR EACH ROW EXECUTE FUNCTION reply_is_not_decided_by_reader();
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TRIGGER reply_is_not_decided_by_reader ON review_reply_decision;
      DROP FUNCTION reply_is_not_decided_by_reader();
      DROP SCHEMA vault CASCADE;
      DROP SCHEMA review CASCADE;
      REVOKE ALL ON case_file, material, review_campaign, reviewer, gold_file, unblinding, account, review_result_indicator, campaign_draw, review_result, appointment, ledger_entry, ledger_thing, redacted_page, paper_arrival FROM anzhi_vault;
    `);
  }
}
