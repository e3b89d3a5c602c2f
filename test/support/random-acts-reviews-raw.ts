import type { RawAct } from './random-acts-raw';
import {
  never,
  onCampaign,
  onReading,
  onSubject,
  settlement,
  statement,
  still,
  submission,
} from './random-acts-reviews-raw-steps';
import { subjectIn } from './random-acts-reviews-seen';

/** Records of peer review that nobody changes or takes away, each with a column. */
const KEPT = [
  ...[
    'review.submission grade',
    'review.score points',
    'review.evidence page',
    'review.reopening reason',
    'review.extension reason',
  ],
  ...[
    'review.vote points',
    'review.settlement grade',
    'review.settlement_basis round',
    'review.divergence next',
    'review.settled_score grade',
  ],
  ...[
    'campaign_frame stratum',
    'campaign_draw part',
    'review_reply reply',
    'review_reply_decision outcome',
    'review_result grade',
  ],
  ...[
    'review_result_indicator grade',
    'review_withdrawal reason',
    'reading_stop reason',
    'gold_value points',
    'redaction boxes',
  ],
].map((pair) => pair.split(' ') as [string, string]);

const VAULT = ['subject', 'paper', 'reader', 'opening'];

const BEFORE_END = ['PLANNED', 'SEED_COMMITTED', 'FRAME_FROZEN', 'SEED_ADDED', 'DRAWN', 'READING'];
const AFTER_SEED = [
  'SEED_COMMITTED',
  'FRAME_FROZEN',
  'SEED_ADDED',
  'DRAWN',
  'READING',
  'REPLYING',
  'FINALISED',
  'ABANDONED',
];

/** Past the server, as the role that the server has: the database must refuse each. */
export const reviewRawActs: readonly RawAct[] = [
  never('change of a record', 4, (scene) => {
    const [table, column] = scene.chance.pick(KEPT);
    return async (client) => {
      await still(client, `SELECT FROM ${table} LIMIT 1`, []);
      await client.query(`UPDATE ${table} SET ${column} = ${column} WHERE true`);
    };
  }),
  never('deletion of a record', 3, (scene) => {
    const [table] = scene.chance.pick(KEPT);
    return async (client) => {
      await still(client, `SELECT FROM ${table} LIMIT 1`, []);
      await client.query(`DELETE FROM ${table}`);
    };
  }),
  onReading('second submission', 4, ['SUBMITTED', 'STOPPED'], (client, reading) => submission(client, reading, 8)),
  onReading('submission of seven', 2, ['ASSIGNED'], (client, reading) => submission(client, reading, 7)),
  onReading('submitted without a submission', 2, ['ASSIGNED'], (client, { id }) =>
    client.query(`UPDATE review.reading SET state = 'SUBMITTED' WHERE id = $1`, [id]),
  ),
  onReading('opened again without a record', 2, ['SUBMITTED', 'STOPPED'], (client, { id }) =>
    client.query(
      `UPDATE review.reading SET state = 'ASSIGNED', round = round + 1, stopped_reason = NULL WHERE id = $1`,
      [id],
    ),
  ),
  onReading('reading of another', 1, ['ASSIGNED', 'SUBMITTED'], (client, { id }) =>
    client.query('UPDATE review.reading SET reader_key = gen_random_uuid() WHERE id = $1', [id]),
  ),
  onReading('second reading under one key', 1, ['ASSIGNED', 'SUBMITTED'], (client, { id }) =>
    client.query(
      `INSERT INTO review.reading (id, subject_id, reader_key, part, state, due_on) SELECT gen_random_uuid(), subject_id, reader_key, 'THIRD', 'ASSIGNED', due_on FROM review.reading WHERE id = $1`,
      [id],
    ),
  ),
  onSubject('second settlement', 4, ['SETTLED'], settlement),
  onSubject('settlement that nobody read', 4, ['READING', 'NEEDS_THIRD', 'NEEDS_GROUP'], settlement),
  onSubject('settled without a settlement', 2, ['READING', 'NEEDS_THIRD', 'NEEDS_GROUP'], (client, id) =>
    client.query(`UPDATE review.subject SET state = 'SETTLED' WHERE id = $1`, [id]),
  ),
  onSubject('settled no longer', 2, ['SETTLED'], (client, id) =>
    client.query(`UPDATE review.subject SET state = 'READING' WHERE id = $1`, [id]),
  ),
  onSubject('withdrawn without a record', 2, ['READING', 'SETTLED'], (client, id) =>
    client.query(`UPDATE review.subject SET state = 'WITHDRAWN' WHERE id = $1`, [id]),
  ),
  onCampaign('a plan after its seed', 2, AFTER_SEED, (client, id) =>
    client.query(
      'UPDATE review_campaign SET share_hundredths = 10000 - share_hundredths, title = title || $2 WHERE id = $1',
      [id, '改'],
    ),
  ),
  onCampaign('finalised past all', 2, BEFORE_END, (client, id) =>
    client.query(
      `UPDATE review_campaign SET state = 'FINALISED', finalised_by = planned_by, finalised_at = now() WHERE id = $1`,
      [id],
    ),
  ),
  onCampaign(
    'replies with files unsettled',
    3,
    ['READING'],
    (client, id) =>
      client.query(
        `UPDATE review_campaign SET state = 'REPLYING', replies_due_on = '2026-12-31', replies_opened_at = now() WHERE id = $1`,
        [id],
      ),
    `EXISTS (SELECT FROM review.subject s WHERE s.campaign_id = c.id AND s.state NOT IN ('SETTLED', 'WITHDRAWN'))`,
  ),
  onCampaign('back to planning', 2, AFTER_SEED, (client, id) =>
    client.query(`UPDATE review_campaign SET state = 'PLANNED' WHERE id = $1`, [id]),
  ),
  onCampaign(
    'another seed',
    2,
    AFTER_SEED,
    (client, id) =>
      client.query(`UPDATE campaign_seed SET seed = 'f00f', revealed_at = now() WHERE campaign_id = $1`, [id]),
    'EXISTS (SELECT FROM campaign_seed d WHERE d.campaign_id = c.id)',
  ),
  onCampaign(
    'a file drawn by hand',
    3,
    ['PLANNED', 'FRAME_FROZEN', 'DRAWN', 'READING', 'REPLYING', 'FINALISED'],
    (client, id) =>
      client.query(
        `INSERT INTO campaign_draw (campaign_id, case_file_id, part) SELECT $1, f.id, 'TARGETED' FROM case_file f WHERE NOT EXISTS (SELECT FROM campaign_draw d WHERE (d.campaign_id, d.case_file_id) = ($1, f.id)) LIMIT 1`,
        [id],
      ),
  ),
  onCampaign(
    'a result before its time',
    3,
    ['READING', 'FINALISED'],
    (client, id) =>
      client.query(
        `INSERT INTO review_result (id, campaign_id, case_file_id, edition_id, scheme_id, way, grade, changed_by_reply, finalised_at)
       SELECT gen_random_uuid(), d.campaign_id, d.case_file_id, e.edition_id, e.scheme_id, 'AGREED', 'EXCELLENT', false, now() FROM campaign_draw d JOIN campaign_edition e USING (campaign_id)
        WHERE d.campaign_id = $1 LIMIT 1`,
        [id],
      ),
    'EXISTS (SELECT FROM campaign_draw d WHERE d.campaign_id = c.id)',
  ),
  onCampaign(
    'a reply out of time',
    2,
    ['READING', 'FINALISED'],
    (client, id) =>
      client.query(
        `INSERT INTO review_reply (id, campaign_id, case_file_id, indicator_no, person_id, reply, replied_at)
       SELECT gen_random_uuid(), d.campaign_id, d.case_file_id, 8, e.person_id, '绕过服务', now() FROM campaign_draw d JOIN engagement e USING (case_file_id) WHERE d.campaign_id = $1 LIMIT 1`,
        [id],
      ),
    'EXISTS (SELECT FROM campaign_draw d WHERE d.campaign_id = c.id)',
  ),
  onCampaign(
    'reading opened again',
    2,
    ['REPLYING', 'FINALISED', 'ABANDONED'],
    (client, id) => client.query('UPDATE review.campaign SET open = true WHERE id = $1', [id]),
    'c.drawn_at IS NOT NULL',
  ),
  never('unblinding decided by who asked', 2, async (scene) => {
    const asked = await scene.one<{ id: string }>('SELECT id FROM unblinding WHERE outcome IS NULL ORDER BY id');
    return (
      asked &&
      (async (client) => {
        await still(client, 'SELECT id FROM unblinding WHERE id = $1 AND outcome IS NULL FOR UPDATE', [asked.id]);
        await client.query(
          `UPDATE unblinding SET outcome = 'APPROVED', outcome_reason = '绕过服务', decided_by = asked_by, decided_at = now() WHERE id = $1`,
          [asked.id],
        );
      })
    );
  }),
  never('the map opened without two persons', 3, async (scene) => {
    const asked = await scene.one<{ id: string }>(
      `SELECT id FROM unblinding WHERE outcome IS DISTINCT FROM 'APPROVED' ORDER BY id`,
    );
    const { accountId } = scene.anybody();
    return async (client) => {
      if (asked)
        await still(
          client,
          `SELECT id FROM unblinding WHERE id = $1 AND outcome IS DISTINCT FROM 'APPROVED' FOR UPDATE`,
          [asked.id],
        );
      await client.query('SELECT * FROM vault.unblind($1, $2)', [asked?.id ?? scene.chance.strangeId(), accountId]);
    };
  }),
  never('the map opened in nobody\u2019s name', 2, async (scene) => {
    const subject = await subjectIn(scene, ['READING', 'SETTLED', 'NEEDS_THIRD', 'NEEDS_GROUP', 'WITHDRAWN']);
    const nobody = scene.chance.strangeId();
    return (
      subject &&
      ((client) => client.query(`SELECT * FROM vault.files_of(ARRAY[$1::uuid], 'SETTLE', $2)`, [subject.id, nobody]))
    );
  }),
  never('the map itself', 3, (scene) => {
    const table = scene.chance.pick(VAULT);
    const verb = scene.chance.pick(['SELECT * FROM', 'DELETE FROM']);
    return (client) => client.query(`${verb} vault.${table}`);
  }),
  statement('a line in the book of openings', 1, `SELECT vault.opened('SETTLE', gen_random_uuid(), 1)`),
  ...['anzhi_vault', 'anzhi_owner', 'anzhi_reader'].map((role) =>
    statement(`as ${role}`, 0.5, `SET LOCAL ROLE ${role}`),
  ),
];

const PUBLIC = [
  'case_file',
  'material',
  'account',
  'person',
  'review_campaign',
  'campaign_draw',
  'reviewer',
  'reading_stop',
  'ledger_entry',
  'review_withdrawal',
  'unblinding',
];
const BLIND = [
  'campaign',
  'subject',
  'paper',
  'page_copy',
  'reading',
  'draft',
  'submission',
  'score',
  'settlement',
  'vote',
];

/** As the role that blind reads have: it sees what is blind and writes nothing. */
export const readerRawActs: readonly RawAct[] = [
  never('reader looks where names are', 3, (scene) => {
    const table = scene.chance.pick(PUBLIC);
    return (client) => client.query(`SELECT * FROM public.${table}`);
  }),
  never('reader looks into the map', 2, (scene) => {
    const table = scene.chance.pick(VAULT);
    return (client) => client.query(`SELECT * FROM vault.${table}`);
  }),
  never('reader asks whose key it is', 1, (scene) => {
    const { accountId } = scene.anybody();
    return (client) => client.query('SELECT * FROM vault.reader_keys_of($1)', [accountId]);
  }),
  never('reader takes something away', 2, (scene) => {
    const table = scene.chance.pick(BLIND);
    return (client) => client.query(`DELETE FROM review.${table}`);
  }),
  statement('reader submits', 1, `UPDATE review.reading SET state = 'SUBMITTED'`),
  statement('reader becomes another', 1, 'SET LOCAL ROLE anzhi_app'),
];
