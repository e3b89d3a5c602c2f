import { drawDocument } from '../../src/peer-reviews/campaigns/draw-document';
import { differences } from '../../src/peer-reviews/campaigns/redraw';
import { dumpDatabase } from '../support/dump-database';
import { leaksIn, type Secrets, secretsOf } from '../support/dump-secrets';
import { type Attempt, type Chance, SPOILT_TEXT } from '../support/random-acts';
import { reviewActs } from '../support/random-acts-reviews';
import type { Member } from '../support/seed';
import type { Answer, World } from '../support/world';
import { WORKLIST } from './campaign/readers';
import { recount } from './campaign/recount';

const NAMES = [...new Set(reviewActs.map(({ name }) => name))];

/** What readers do; every answer to them is searched for what they must not learn. */
export const READERS_ACTS: readonly string[] = ['saveReviewDraft', 'submitReview', 'voteInGroup'];

/** One row in the table for each line of the ledger with that event, done since the soak began; further tells which rows are an act's own. */
const COVERED: readonly (readonly [event: string, table: string, further?: string])[] = [
  ['CAMPAIGN_PLANNED', 'review_campaign'],
  ['CAMPAIGN_FRAME_FROZEN', 'review_campaign', 'frozen_at IS NOT NULL'],
  ['CAMPAIGN_SAMPLE_DRAWN', 'review_campaign', 'drawn_at IS NOT NULL'],
  ['REPLIES_OPENED', 'review_campaign', 'replies_opened_at IS NOT NULL'],
  ['CAMPAIGN_FINALISED', 'review_campaign', 'finalised_at IS NOT NULL'],
  ['CAMPAIGN_ABANDONED', 'review_campaign', 'abandoned_at IS NOT NULL'],
  ['CAMPAIGN_SEED_COMMITTED', 'campaign_seed', 'party = 1'],
  ['CAMPAIGN_SEED_ADDED', 'campaign_seed', 'party = 2'],
  ['GOLD_FILE_SET', 'gold_file'],
  ['GOLD_FILE_CONFIRMED', 'gold_file', 'confirmed_at IS NOT NULL'],
  ['GOLD_FILE_RETIRED', 'gold_file', 'retired_at IS NOT NULL'],
  ['REVIEWER_ENROLLED', 'reviewer'],
  ['REVIEWER_ENDED', 'reviewer', 'ended_at IS NOT NULL'],
  ['READER_OBJECTED_TO', 'reviewer_objection'],
  ['OBJECTION_DECIDED', 'reviewer_objection', 'outcome IS NOT NULL'],
  ['REDACTION_DRAWN', 'redaction'],
  ['PAPER_CLEARED', 'redaction_clearance'],
  ['REVIEW_SUBMITTED', 'review.submission'],
  ['READING_REOPENED', 'review.reopening o JOIN review.reading r ON r.id = o.reading_id', `r.part <> 'GROUP'`],
  ['GROUP_VOTED', 'review.vote', 'indicator_no = 0'],
  ['SUBJECT_WITHDRAWN', 'review_withdrawal', `outcome = 'WITHDRAWN' AND decided_by IS NULL`],
  ['WITHDRAWAL_ASKED', 'review_withdrawal', 'outcome IS NULL OR decided_by IS NOT NULL'],
  ['WITHDRAWAL_APPROVED', 'review_withdrawal', `outcome = 'WITHDRAWN' AND decided_by IS NOT NULL`],
  ['WITHDRAWAL_REFUSED', 'review_withdrawal', `outcome = 'REFUSED'`],
  ['UNBLINDING_ASKED', 'unblinding'],
  ['UNBLINDING_APPROVED', 'unblinding', `outcome = 'APPROVED'`],
  ['UNBLINDING_REFUSED', 'unblinding', `outcome = 'REFUSED'`],
  ['REVIEW_REPLIED', 'review_reply'],
  ['REPLY_DECIDED', 'review_reply_decision'],
  ['IMPROVEMENT_POINT_ADDED', 'improvement_point'],
  ['IMPROVEMENT_POINT_TICKED', 'improvement_point', 'ticked_at IS NOT NULL'],
];

/** Statements that must return no row; beside those that every suite ends with. */
const RULES: readonly (readonly [name: string, sql: string])[] = [
  [
    'every submission has its line, and every line its submission',
    `SELECT n.id FROM review.submission n FULL JOIN (SELECT facts ->> 'submissionId' AS id FROM ledger_entry WHERE event = 'REVIEW_SUBMITTED' AND outcome = 'DONE') e ON e.id = n.id::text WHERE n.id IS NULL OR e.id IS NULL`,
  ],
  [
    'every extension has its place in a line, of one reading or of many',
    `SELECT coalesce(x.id, l.id) FROM (SELECT reading_id AS id, count(*) AS n FROM review.extension GROUP BY 1) x
       FULL JOIN (SELECT t.thing_id AS id, count(*) AS n FROM ledger_thing t JOIN ledger_entry e ON e.id = t.entry_id
                   WHERE e.event IN ('READING_EXTENDED', 'READINGS_EXTENDED') AND e.outcome = 'DONE' GROUP BY 1) l ON l.id = x.id
      WHERE x.n IS DISTINCT FROM l.n`,
  ],
  [
    'a reading is submitted exactly while a submission or a vote of its round stands',
    `SELECT r.id FROM review.reading r WHERE r.state <> 'STOPPED' AND (r.state = 'SUBMITTED') <> CASE r.part
       WHEN 'GROUP' THEN EXISTS (SELECT FROM review.vote v WHERE (v.reading_id, v.round) = (r.id, r.round)) ELSE EXISTS (SELECT FROM review.submission n WHERE (n.reading_id, n.round) = (r.id, r.round)) END`,
  ],
  [
    'rounds of a reading are as many as its reopenings and one',
    `SELECT r.id FROM review.reading r WHERE r.round <> 1 + (SELECT count(*) FROM review.reopening o WHERE o.reading_id = r.id)`,
  ],
  [
    'a submission is what the drafts said',
    `SELECT c.submission_id FROM review.score c JOIN review.submission n ON n.id = c.submission_id JOIN review.reading r ON r.id = n.reading_id AND r.round = n.round AND r.state = 'SUBMITTED'
       JOIN review.draft d ON (d.reading_id, d.indicator_no) = (r.id, c.indicator_no)
      WHERE (d.value ->> 'points')::int IS DISTINCT FROM c.points OR d.value ->> 'grade' IS DISTINCT FROM c.grade OR d.value ->> 'reason' IS DISTINCT FROM c.reason`,
  ],
  [
    'a draft is never older than what its reader was last told',
    `SELECT e.id FROM ledger_entry e LEFT JOIN review.draft d ON d.reading_id = (e.facts ->> 'readingId')::uuid AND d.indicator_no = (e.facts ->> 'indicatorNo')::int
      WHERE e.event = 'REVIEW_DRAFT_SAVED' AND e.outcome = 'DONE' AND (d.version IS NULL OR d.version < (e.facts ->> 'version')::int)`,
  ],
  [
    'reading is open exactly while the campaign is drawn or read',
    `SELECT c.id FROM review_campaign c LEFT JOIN review.campaign b ON b.id = c.id WHERE (b.id IS NOT NULL) <> (c.drawn_at IS NOT NULL) OR coalesce(b.open, false) <> (c.state IN ('DRAWN', 'READING'))`,
  ],
  [
    'every drawn file has one pseudonym, and nothing else has',
    `SELECT d.case_file_id FROM campaign_draw d FULL JOIN vault.subject v ON (v.campaign_id, v.case_file_id) = (d.campaign_id, d.case_file_id) WHERE d.case_file_id IS NULL OR v.case_file_id IS NULL`,
  ],
  [
    'replies are open, or a campaign final, with every file settled or withdrawn and nobody reading',
    `SELECT s.id FROM review.subject s JOIN review_campaign c ON c.id = s.campaign_id AND c.state IN ('REPLYING', 'FINALISED')
      WHERE s.state NOT IN ('SETTLED', 'WITHDRAWN') OR EXISTS (SELECT FROM review.reading r WHERE r.subject_id = s.id AND r.state = 'ASSIGNED')`,
  ],
  [
    'a file is withdrawn exactly where a record says so, and nobody reads it',
    `SELECT s.id FROM review.subject s WHERE (s.state = 'WITHDRAWN') <> EXISTS (SELECT FROM review_withdrawal w WHERE w.subject_id = s.id AND w.outcome = 'WITHDRAWN')
         OR (s.state = 'WITHDRAWN' AND EXISTS (SELECT FROM review.reading r WHERE r.subject_id = s.id AND r.state <> 'STOPPED'))`,
  ],
  [
    'nobody reads on against whom an objection was upheld',
    `SELECT r.id FROM reviewer_objection o JOIN reviewer w ON w.id = o.reviewer_id JOIN vault.subject v ON (v.campaign_id, v.case_file_id) = (o.campaign_id, o.case_file_id)
       JOIN vault.reader k ON k.campaign_id = o.campaign_id AND k.person_id = w.person_id JOIN review.reading r ON r.subject_id = v.subject_id AND r.reader_key = k.reader_key
       JOIN review_campaign c ON c.id = o.campaign_id AND c.state = 'READING' WHERE o.outcome = 'UPHELD' AND r.state = 'ASSIGNED' AND r.part <> 'GROUP'`,
  ],
  [
    'what was declared before the draw is obeyed',
    `SELECT r.id FROM reviewer_declaration d JOIN reviewer w ON w.id = d.reviewer_id JOIN vault.reader k ON k.person_id = w.person_id JOIN review_campaign c ON c.id = k.campaign_id AND c.bureau_id = w.bureau_id
       JOIN review.reading r ON r.reader_key = k.reader_key JOIN vault.subject v ON v.subject_id = r.subject_id JOIN case_file f ON f.id = v.case_file_id
      WHERE d.declared_at < c.drawn_at
        AND (d.target_id = f.agency_id OR EXISTS (SELECT FROM engagement e WHERE e.case_file_id = f.id AND d.target_id IN (e.person_id, e.service_organization_id)))`,
  ],
  [
    'nobody reads for whom the organisation worked that handled the file and that never moved',
    `SELECT r.id FROM review.reading r JOIN vault.subject v ON v.subject_id = r.subject_id JOIN vault.reader k ON k.reader_key = r.reader_key JOIN practitioner p ON p.person_id = k.person_id
       JOIN engagement e ON e.case_file_id = v.case_file_id AND e.service_organization_id = p.service_organization_id
      WHERE NOT EXISTS (SELECT FROM ledger_thing t JOIN ledger_entry l ON l.id = t.entry_id WHERE t.thing_id = p.id AND l.act = 'movePractitioner')`,
  ],
  [
    'who replies handled the file; who decides neither did nor replied',
    `SELECT r.id FROM review_reply r LEFT JOIN review_reply_decision d ON d.reply_id = r.id
      WHERE NOT EXISTS (SELECT FROM engagement e WHERE e.case_file_id = r.case_file_id AND e.person_id = r.person_id)
         OR EXISTS (SELECT FROM engagement e WHERE e.case_file_id = r.case_file_id AND e.person_id = d.decided_by)`,
  ],
  [
    'no act of peer review stands in the history of a subsidy, a check or a release',
    `SELECT e.id FROM ledger_entry e JOIN ledger_thing t ON t.entry_id = e.id WHERE e.act = ANY ($1) AND t.kind IN ('Subsidy', 'QualityCheck', 'ReleaseBatch')`,
  ],
  [
    'no release is refused, held or made for anything of peer review',
    `SELECT e.id FROM ledger_entry e WHERE e.act ILIKE '%subsid%' AND (e.facts::text ILIKE '%campaign%' OR e.findings::text ~ '"REVIEW(ER)?_|"CAMPAIGN_|"REPLY_|"GROUP_')`,
  ],
  [
    'no line of the ledger joins a pseudonym to a file, or a reader’s key to anybody',
    `WITH said AS MATERIALIZED (
       SELECT e.id, m[1]::uuid AS word FROM ledger_entry e, regexp_matches(e.facts::text, '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'g') m WHERE e.act = ANY ($1))
     SELECT s.id FROM said s JOIN vault.subject v ON v.subject_id = s.word
      WHERE EXISTS (SELECT FROM said o WHERE o.id = s.id AND o.word = v.case_file_id) OR EXISTS (SELECT FROM ledger_thing t WHERE t.entry_id = s.id AND t.thing_id = v.case_file_id)
     UNION SELECT s.id FROM said s JOIN vault.reader k ON k.reader_key = s.word`,
  ],
];

/** What peer review must be after any stretch of acts, and what readers heard meanwhile. */
export class ReviewAudit {
  private readonly heard: string[] = [];
  private readonly redrawn = new Set<string>();
  private readonly before = new Map<string, number>();
  looks = 0;
  recounted = 0;

  constructor(
    private readonly world: World,
    private readonly members: ReadonlyMap<string, Member>,
  ) {}

  /** What stands before the soak, by its ledger and its tables, need not agree. */
  async begin(): Promise<void> {
    for (const [event, gap] of await this.gaps()) this.before.set(event, gap);
  }

  hear({ name }: Attempt, body: string): void {
    if (READERS_ACTS.includes(name)) this.heard.push(body);
  }

  /** A reader at their worklist, and at a page of a paper there. */
  async look(member: Member, chance: Chance): Promise<string | null> {
    this.looks += 1;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${await member.current()}` };
    const body = JSON.stringify({ query: WORKLIST, variables: { states: null } });
    const answer = await fetch(this.world.server.url, { method: 'POST', headers, body });
    const text = await answer.text();
    this.heard.push(text);
    const { data, errors } = JSON.parse(text) as Answer;
    if (errors) {
      // A day may pass between the sign-in and the look, and with it the token.
      const usual = ['FORBIDDEN', 'NOT_SIGNED_IN'];
      const fault = errors.some(({ extensions }: Answer) => !usual.includes(extensions?.code));
      return fault ? `worklist ${text.slice(0, 300)}` : null;
    }
    const paths = data.myReadings.edges.flatMap(({ node }: Answer) =>
      node.papers.flatMap(({ state, pagesPath, pages }: Answer) =>
        state === 'READY' ? [`${pagesPath}${chance.within(1, pages)}`] : [],
      ),
    );
    if (!paths.length) return null;
    const path = chance.pick(paths as string[]);
    const page = await fetch(`${this.world.server.url.replace(/\/graphql$/, '')}${path}`, {
      headers: { authorization: headers.authorization },
    });
    this.heard.push(`${[...page.headers].join('\n')}\n${Buffer.from(await page.arrayBuffer()).toString('latin1')}`);
    // Whoever was stopped meanwhile sees nothing any more.
    return page.status < 500 ? null : `page ${page.status} ${path}`;
  }

  private async gaps(): Promise<Map<string, number>> {
    const gaps = new Map<string, number>();
    for (const [event, table, further = 'true'] of COVERED) {
      const [row] = await this.world.rows(
        `SELECT (SELECT count(*) FROM ${table} WHERE ${further})::integer - (SELECT count(*) FROM ledger_entry WHERE event = $1 AND outcome = 'DONE')::integer AS gap`,
        [event],
      );
      gaps.set(event, row.gap);
    }
    return gaps;
  }

  async wrong(): Promise<string[]> {
    const { world } = this;
    const wrong: string[] = [];
    for (const [name, sql] of RULES) {
      const rows = await world.rows(sql, sql.includes('$1') ? [NAMES] : []);
      if (rows.length) wrong.push(`${name}: ${rows.length}, as ${Object.values(rows[0])[0]}`);
    }
    for (const [event, gap] of await this.gaps()) {
      const due = this.before.get(event) ?? 0;
      if (gap !== due) wrong.push(`records of ${event}: ${gap - due} more than lines of the ledger`);
    }
    for (const { id, drawn } of await world.rows(
      'SELECT id, drawn_at IS NOT NULL AS drawn FROM review_campaign ORDER BY id',
    )) {
      if (!drawn) continue;
      this.recounted += 1;
      for (const each of await recount(world, id)) wrong.push(`campaign ${id}: ${each}`);
      if (!this.redrawn.has(id)) wrong.push(...(await this.redraw(id)));
    }
    const secrets = await this.secrets();
    for (const text of this.heard.splice(0)) {
      const leaks = leaksIn(text, secrets);
      if (leaks.length) wrong.push(`a reader was told ${leaks.slice(0, 3).join(', ')} in ${text.slice(0, 300)}`);
    }
    return wrong;
  }

  /** What names were spoilt into by chance is no secret: it stands anywhere. */
  private async secrets(): Promise<Secrets> {
    const secrets = await secretsOf(this.world);
    const words = new Map([...secrets.words].filter(([word]) => !SPOILT_TEXT.includes(word)));
    return { ...secrets, words };
  }

  /** The sample drawn again from its frame and the two seeds, byte for byte. */
  private async redraw(id: string): Promise<string[]> {
    const [by] = await this.world.rows(
      `SELECT a.id FROM review_campaign c JOIN appointment n ON n.bureau_id = c.bureau_id AND n.role = 'REVIEW_COORDINATOR' JOIN account a ON a.id = n.account_id WHERE c.id = $1 AND n.ended_at IS NULL AND a.disabled_at IS NULL ORDER BY n.id LIMIT 1`,
      [id],
    );
    const member = by && this.members.get(by.id);
    if (!member) return [];
    const { campaignDraw } = await member.send('query ($id: ID!) { campaignDraw(id: $id) }', { id });
    this.redrawn.add(id);
    return differences(drawDocument.parse(JSON.parse(campaignDraw)), campaignDraw).map(
      (each) => `redraw of ${id}: ${each}`,
    );
  }

  /** Everything that the role of blind reads can select, searched like what readers hear. */
  async dumped(readerUrl: string): Promise<string[]> {
    const dump = await dumpDatabase(readerUrl);
    const leaks = leaksIn(dump.ours, await this.secrets());
    return leaks.map((leak) => `the reader’s database role can select ${leak}`);
  }

  async summary(): Promise<string> {
    const states = await this.world.rows(
      'SELECT state, count(*)::integer AS n FROM review_campaign GROUP BY state ORDER BY state',
    );
    const settled = await this.world.rows(
      'SELECT way, count(*)::integer AS n FROM review.settlement GROUP BY way ORDER BY way',
    );
    const told = (rows: Answer[], key: string) => rows.map((row) => `${row[key]} ${row.n}`).join(', ');
    return `campaigns: ${told(states, 'state')}; settlements: ${told(settled, 'way')}; ${this.redrawn.size} samples drawn again, ${this.recounted} recounts, ${this.looks} looks of readers`;
  }
}
