/** Statements that must return no row, run as owner after every API suite and in soaks. */
export const invariants: readonly { readonly name: string; readonly sql: string }[] = [
  {
    name: 'behind every pseudonym stands one file, in the vault and nowhere else',
    sql: `SELECT s.id FROM review.subject s FULL JOIN vault.subject v ON v.subject_id = s.id AND v.campaign_id = s.campaign_id WHERE s.id IS NULL OR v.subject_id IS NULL`,
  },
  {
    name: 'a paper that readers of a blind campaign may see has a copy of every page',
    sql: `SELECT p.id FROM review.paper p JOIN review.subject s ON s.id = p.subject_id JOIN review.campaign c ON c.id = s.campaign_id
           WHERE c.blind AND p.state = 'READY' AND p.pages <> (SELECT count(*) FROM review.page_copy y WHERE y.paper_id = p.id)`,
  },
  {
    name: 'every live release rests on a signature as qualified, not reopened',
    sql: `SELECT r.subsidy_id FROM subsidy_release r
           WHERE NOT EXISTS (SELECT FROM release_void v WHERE v.subsidy_id = r.subsidy_id AND v.n = r.n)
             AND NOT EXISTS (SELECT FROM check_signature s WHERE s.check_id = r.check_id AND s.result = 'QUALIFIED'
                              AND NOT EXISTS (SELECT FROM check_reopening o WHERE o.check_id = s.check_id))`,
  },
  {
    name: 'at most one live release for an engagement',
    sql: `SELECT s.engagement_id FROM subsidy_release r JOIN subsidy s ON s.id = r.subsidy_id
           WHERE NOT EXISTS (SELECT FROM release_void v WHERE v.subsidy_id = r.subsidy_id AND v.n = r.n)
           GROUP BY s.engagement_id HAVING count(*) > 1`,
  },
  {
    name: 'the state of a subsidy is what its records say',
    sql: `SELECT id FROM subsidy WHERE state <> subsidy_state_of(id)`,
  },
  {
    name: 'totals of batches are the sums of their releases',
    sql: `SELECT b.id FROM release_batch b LEFT JOIN subsidy_release r ON r.batch_id = b.id
           GROUP BY b.id HAVING b.released <> count(r.subsidy_id) OR b.released_fen <> coalesce(sum(r.amount_fen), 0)`,
  },
  {
    name: 'outcomes of batches are as many as asked, released and refused',
    sql: `SELECT b.id FROM release_batch b LEFT JOIN release_outcome o ON o.batch_id = b.id
           GROUP BY b.id HAVING b.asked <> count(o.row_no) OR b.refused <> count(o.code)`,
  },
  {
    name: 'four parts of a released file are four persons',
    sql: `SELECT r.subsidy_id FROM subsidy_release r JOIN part p ON p.case_file_id = r.case_file_id
           GROUP BY r.subsidy_id, r.n HAVING count(DISTINCT p.part) < 4 OR count(*) <> count(DISTINCT p.person_id)`,
  },
  {
    name: 'a received file has a closing received',
    sql: `SELECT f.id FROM case_file f WHERE f.state = 'RECEIVED'
             AND NOT EXISTS (SELECT FROM closing c WHERE c.case_file_id = f.id AND c.outcome = 'RECEIVED')`,
  },
  {
    name: 'a closing waits for its decision exactly while its file says so',
    sql: `SELECT f.id FROM case_file f WHERE (f.state = 'CLOSING_SUBMITTED')
             <> EXISTS (SELECT FROM closing c WHERE c.case_file_id = f.id AND c.outcome IS NULL)`,
  },
  {
    name: 'a file in progress has one engagement that runs',
    sql: `SELECT f.id FROM case_file f WHERE f.state = 'IN_PROGRESS'
             AND (SELECT count(*) FROM engagement e WHERE e.case_file_id = f.id AND e.ended_on IS NULL) <> 1`,
  },
  {
    name: 'a terminated file has its decision',
    sql: `SELECT f.id FROM case_file f WHERE f.state = 'TERMINATED' AND NOT EXISTS (SELECT FROM termination t WHERE t.case_file_id = f.id)`,
  },
  {
    name: 'the revision of a file is the number of versions of its papers',
    sql: `SELECT f.id FROM case_file f WHERE f.revision <> (SELECT count(*) FROM material m WHERE m.case_file_id = f.id)`,
  },
  {
    name: 'every material has as many pages as its bytes, which arrived for its file',
    sql: `SELECT m.id FROM material m
           WHERE NOT EXISTS (SELECT FROM paper_arrival a JOIN paper p ON p.digest = a.digest
                              WHERE a.case_file_id = m.case_file_id AND a.digest = m.digest AND p.pages = m.pages)`,
  },
  {
    name: 'every practitioner engaged on a file has that part in it',
    sql: `SELECT e.id FROM engagement e WHERE NOT EXISTS
           (SELECT FROM part p WHERE p.case_file_id = e.case_file_id AND p.person_id = e.person_id AND p.part = 'PRACTITIONER')`,
  },
  {
    name: 'every claim that is kept has its answer and its ledger line',
    sql: `SELECT account_id, key FROM act_claim WHERE outcome IS NULL OR entry_id IS NULL`,
  },
  {
    name: 'what chance drew stands in the frozen frame, in its stratum',
    sql: `SELECT d.case_file_id FROM campaign_draw d LEFT JOIN campaign_frame f ON f.campaign_id = d.campaign_id AND f.case_file_id = d.case_file_id
           WHERE d.part <> 'GOLD' AND (f.case_file_id IS NULL OR (d.part = 'TARGETED') <> (f.reason_code IS NOT NULL AND d.stratum IS NULL)
              OR (d.part <> 'TARGETED' AND NOT f.in_frame))`,
  },
  {
    name: 'a sample that is drawn rests on the revealed seeds of two persons',
    sql: `SELECT c.id FROM review_campaign c WHERE c.drawn_at IS NOT NULL AND (SELECT count(DISTINCT s.person_id) FROM campaign_seed s
           WHERE s.campaign_id = c.id AND sha256(convert_to(s.seed, 'UTF8')) = s.commitment) <> 2`,
  },
  {
    name: 'a frame holds as many files as was published',
    sql: `SELECT c.id FROM review_campaign c WHERE c.frozen_at IS NOT NULL
             AND c.frame_size <> (SELECT count(*) FROM campaign_frame f WHERE f.campaign_id = c.id AND f.in_frame)`,
  },
  {
    name: 'a file under its pseudonym is settled exactly while its latest settlement rests on all of its reviews',
    sql: `SELECT s.id FROM review.subject s WHERE s.state <> 'WITHDRAWN' AND (s.state = 'SETTLED') <> review.settlement_stands(s.id)`,
  },
  {
    name: 'a finalised campaign has a result for each settled file that counts, and none for gold and what was withdrawn',
    sql: `SELECT v.subject_id FROM vault.subject v JOIN review_campaign c ON c.id = v.campaign_id AND c.state = 'FINALISED' JOIN review.subject s ON s.id = v.subject_id
           LEFT JOIN review_result r ON (r.campaign_id, r.case_file_id) = (v.campaign_id, v.case_file_id)
           WHERE CASE WHEN v.gold_id IS NOT NULL OR s.state = 'WITHDRAWN' THEN r.id IS NOT NULL ELSE s.state = 'SETTLED' AND r.id IS NULL END`,
  },
  {
    name: 'no reply was decided by somebody who was given the file to read',
    sql: `SELECT d.reply_id FROM review_reply_decision d JOIN review_reply r ON r.id = d.reply_id
           JOIN vault.subject v ON (v.campaign_id, v.case_file_id) = (r.campaign_id, r.case_file_id) JOIN review.reading g ON g.subject_id = v.subject_id
           JOIN vault.reader k ON k.reader_key = g.reader_key JOIN reviewer w ON w.id = k.reviewer_id WHERE w.person_id = d.decided_by`,
  },
  {
    name: 'no ledger entry names an identity number',
    sql: `SELECT id FROM ledger_entry WHERE facts::text ~ '(^|[^0-9a-f])[1-9][0-9]{16}[0-9X]($|[^0-9a-f])'`,
  },
  {
    name: 'no file that counts has more readers than its campaign gives it, nor a third one twice',
    sql: `SELECT r.subject_id FROM review.reading r JOIN vault.subject s USING (subject_id) JOIN review_campaign c ON c.id = s.campaign_id
           WHERE s.gold_id IS NULL AND r.state <> 'STOPPED' AND r.part <> 'GROUP' GROUP BY r.subject_id, c.readers_per_file
          HAVING count(*) FILTER (WHERE r.part = 'READER') > c.readers_per_file OR count(*) FILTER (WHERE r.part = 'THIRD') > 1`,
  },
  {
    name: 'nobody reads a file that they handled, checked, signed or paid for',
    sql: `SELECT r.id FROM review.reading r JOIN vault.subject v ON v.subject_id = r.subject_id JOIN vault.reader k ON k.reader_key = r.reader_key
            JOIN reviewer w ON w.id = k.reviewer_id JOIN part p ON p.case_file_id = v.case_file_id AND p.person_id = w.person_id WHERE r.state <> 'STOPPED'`,
  },
  {
    name: 'every reading is of a key of its own campaign, and the person behind it is the reviewer’s',
    sql: `SELECT r.id FROM review.reading r JOIN review.subject s ON s.id = r.subject_id LEFT JOIN vault.reader k ON k.reader_key = r.reader_key
            LEFT JOIN reviewer w ON w.id = k.reviewer_id WHERE k.campaign_id IS DISTINCT FROM s.campaign_id OR w.person_id IS DISTINCT FROM k.person_id`,
  },
  {
    name: 'nobody has two voices on one file of a campaign, under whatever account',
    sql: `SELECT r.subject_id FROM review.reading r JOIN vault.reader k ON k.reader_key = r.reader_key JOIN reviewer w ON w.id = k.reviewer_id
           GROUP BY r.subject_id, w.person_id HAVING count(*) > 1`,
  },
];
