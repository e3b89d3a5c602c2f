import { randomUUID } from 'node:crypto';
import {
  DEFAULT_DIVERGENCE,
  DEFAULT_RECUSAL,
  type DivergenceRule,
} from '../../src/peer-reviews/campaigns/campaign-settings.types';
import { Role } from '../../src/platform/access/actor';
import { newId } from '../../src/platform/ids';
import type { BureauSeed, Member } from './seed';
import { seedReleasable } from './seed-subsidies';
import type { World } from './world';

export interface ReviewOptions {
  readonly subjects?: number;
  readonly readers?: number;
  /** Readings of each file, dealt out to the readers in turn. */
  readonly perFile?: number;
  readonly papers?: number;
  readonly pages?: number;
  readonly events?: number;
  readonly schemeKind?: 'POINTS_100' | 'INDICATOR_GRADE';
  readonly stage?: string;
  readonly hearingHeld?: boolean | null;
  readonly dueOn?: string;
  /** Last day for objections to readers; the day before, where nothing is said: replies may open as soon as all is read. */
  readonly objectionsDueOn?: string;
  /** Closed criminal files to draw from; made where none are given. */
  readonly caseFileIds?: readonly string[];
  /** People who are reviewers already; the rest are new. */
  readonly members?: readonly Member[];
  /** When readers differ; where nothing is said, another grade or any 不合格. */
  readonly divergence?: Partial<DivergenceRule>;
}

export interface ReaderSeed {
  readonly member: Member;
  readonly key: string;
  readonly reviewerId: string;
}

export interface SubjectSeed {
  readonly id: string;
  readonly pseudonym: string;
  readonly caseFileId: string;
  readonly paperIds: readonly string[];
}

export interface ReadingSeed {
  readonly id: string;
  readonly subject: SubjectSeed;
  readonly reader: ReaderSeed;
}

/** A campaign that is being read, its files under their pseudonyms, its readers and their readings. */
export interface ReviewSeed {
  readonly world: World;
  readonly bureau: BureauSeed;
  readonly campaignId: string;
  readonly alias: string;
  readonly schemeKind: 'POINTS_100' | 'INDICATOR_GRADE';
  readonly subjects: readonly SubjectSeed[];
  readonly readers: readonly ReaderSeed[];
  readonly readings: readonly ReadingSeed[];
  readonly pages: number;
}

const uuids = (n: number) => Array.from({ length: n }, () => randomUUID());

/** A campaign drawn from closed files and given to its readers, written as owner by whole sets. */
export async function seedReviews(bureau: BureauSeed, options: ReviewOptions = {}): Promise<ReviewSeed> {
  const { world } = bureau.city;
  const { subjects: k = 2, readers: m = 2, schemeKind = 'POINTS_100', pages = 4 } = options;
  const files = options.caseFileIds ?? (await closedFiles(bureau, k));
  const campaignId = newId();
  const alias = `评估${campaignId.slice(-6)}`;
  await drawnCampaign(bureau, { campaignId, alias, schemeKind, files }, options);
  const subjects = await blindSubjects(world, { campaignId, alias, schemeKind, files, options, pages });
  const readers = await readersOf(bureau, campaignId, m, options.members ?? []);
  const { perFile = Math.min(2, m), dueOn = '2026-03-31' } = options;
  const readings = subjects.flatMap((subject, index) =>
    Array.from({ length: perFile }, (_, turn) => ({
      id: randomUUID(),
      subject,
      reader: readers[(index * perFile + turn) % m] as ReaderSeed,
    })),
  );
  await world.rows(
    `INSERT INTO review.reading (id, subject_id, reader_key, part, state, due_on)
     SELECT r, s, k, 'READER', 'ASSIGNED', $4 FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS t (r, s, k)`,
    [
      readings.map(({ id }) => id),
      readings.map(({ subject }) => subject.id),
      readings.map(({ reader }) => reader.key),
      dueOn,
    ],
  );
  return { world, bureau, campaignId, alias, schemeKind, subjects, readers, readings, pages };
}

async function closedFiles(bureau: BureauSeed, n: number): Promise<string[]> {
  const files = await seedReleasable(bureau.agency, n, { upTo: 'RECEIVED' });
  return files.map(({ caseFileId }) => caseFileId);
}

interface Campaign {
  readonly campaignId: string;
  readonly alias: string;
  readonly schemeKind: string;
  readonly files: readonly string[];
}

/** Every step that the table of states asks for, in its order. */
async function drawnCampaign(
  bureau: BureauSeed,
  { campaignId, alias, schemeKind, files }: Campaign,
  { divergence, objectionsDueOn, readers = 2, perFile = Math.min(2, readers) }: ReviewOptions,
): Promise<void> {
  const { world } = bureau.city;
  const run = (sql: string, params: unknown[]) => world.rows(sql, params);
  const [planner, second] = [(await bureau.reviewCoordinator).personId, (await bureau.supervisor).personId];
  const now = world.clock.now();
  await run('BEGIN', []);
  await run(
    `INSERT INTO review_campaign (id, bureau_id, region_code, title, alias, period_from, period_to, by_stage, scheme_kind, readers_per_file, share_hundredths, least_per_stratum,
       least_per_practitioner, blind, divergence, recusal, reading_days, objection_days, reply_days, correction_days, minutes_per_file, agreement_line, state, planned_by, planned_at)
     SELECT $1, b.id, b.region_code, '上半年同行评估', $3, '2026-01-01', '2026-06-30', false, $4, $7, 1000, 1, 0, true,
            $8, $9, 20, 5, 10, 30, 90, 67, 'PLANNED', $5, $6 FROM bureau b WHERE b.id = $2`,
    [
      ...[campaignId, bureau.id, alias, schemeKind, planner, now, perFile],
      ...[
        JSON.stringify({ ...DEFAULT_DIVERGENCE, ...divergence }),
        JSON.stringify({ ...DEFAULT_RECUSAL, sameArea: false }),
      ],
    ],
  );
  await run(
    `INSERT INTO campaign_edition (campaign_id, case_kind, edition_id, scheme_id, scheme_kind)
     SELECT DISTINCT ON (c.kind) $1::uuid, c.kind, e.id, h.id, h.kind FROM scoring_scheme h JOIN standard_edition e ON e.id = h.edition_id, unnest(e.case_kinds) AS c (kind)
      WHERE h.kind = $2 AND h.bureau_id IS NULL ORDER BY c.kind, h.id`,
    [campaignId, schemeKind],
  );
  await run(
    `INSERT INTO campaign_seed (campaign_id, party, commitment, seed_cipher, seed, person_id, given_at, revealed_at)
     SELECT $1::uuid, party, sha256(convert_to(seed, 'UTF8')), '\\x00', seed, person, $4, $4 FROM (VALUES (1, '山高', $2::uuid), (2, '水长', $3::uuid)) AS t (party, seed, person)`,
    [campaignId, planner, second, now],
  );
  await run(`UPDATE review_campaign SET state = 'SEED_COMMITTED' WHERE id = $1`, [campaignId]);
  await run(
    `INSERT INTO campaign_frame (campaign_id, case_file_id, agency_id, case_kind, stage, closed_on, practitioner_ids, in_frame)
     SELECT $1, f.id, f.agency_id, f.case_kind, f.stage, $3, array(SELECT e.practitioner_id FROM engagement e WHERE e.case_file_id = f.id), true FROM case_file f WHERE f.id = ANY ($2)`,
    [campaignId, files, now],
  );
  await run(
    `UPDATE review_campaign SET state = 'FRAME_FROZEN', frame_digest = sha256('x'), frame_size = $2, frozen_by = $3, frozen_at = $4 WHERE id = $1`,
    [campaignId, files.length, planner, now],
  );
  await run(`UPDATE review_campaign SET state = 'SEED_ADDED' WHERE id = $1`, [campaignId]);
  await run(
    `INSERT INTO campaign_draw (campaign_id, case_file_id, part, stratum, position) SELECT $1, f, 'RANDOM', 'CRIMINAL', n FROM unnest($2::uuid[]) WITH ORDINALITY AS t (f, n)`,
    [campaignId, files],
  );
  await run(
    `UPDATE review_campaign SET state = 'DRAWN', drawn_by = $2, drawn_at = $3, objections_due_on = coalesce($4, ($3 AT TIME ZONE 'Asia/Shanghai')::date - 1) WHERE id = $1`,
    [campaignId, planner, now, objectionsDueOn ?? null],
  );
  await run(`UPDATE review_campaign SET state = 'READING', reading_due_on = '2026-03-31' WHERE id = $1`, [campaignId]);
  await run('COMMIT', []);
}

async function blindSubjects(
  world: World,
  { campaignId, alias, schemeKind, files, options, pages }: Campaign & { options: ReviewOptions; pages: number },
): Promise<SubjectSeed[]> {
  const { papers = 3, events = 4, stage = 'TRIAL', hearingHeld = true } = options;
  const ids = uuids(files.length);
  const pseudonyms = ids.map((id) => `卷${id.slice(0, 8).toUpperCase()}`);
  await world.rows('INSERT INTO review.campaign (id, alias, scheme_kind, blind) VALUES ($1, $2, $3, true)', [
    campaignId,
    alias,
    schemeKind,
  ]);
  await world.rows(
    `INSERT INTO review.subject (id, campaign_id, pseudonym, case_kind, stage, hearing_held, in_custody, edition_id, scheme_id, state)
     SELECT s, $3, p, 'CRIMINAL', $4, $5, false, e.edition_id, e.scheme_id, 'READING' FROM unnest($1::uuid[], $2::text[]) AS t (s, p), campaign_edition e
      WHERE e.campaign_id = $3 AND e.case_kind = 'CRIMINAL'`,
    [ids, pseudonyms, campaignId, stage, hearingHeld],
  );
  await world.rows(
    `INSERT INTO vault.subject (subject_id, campaign_id, case_file_id) SELECT s, $3, f FROM unnest($1::uuid[], $2::uuid[]) AS t (s, f)`,
    [ids, files, campaignId],
  );
  await world.rows(
    `INSERT INTO review.subject_event (subject_id, ordinal, kind, after_days, told_rights, told_duties, told_risks)
     SELECT s, n, (ARRAY['MEETING', 'FILE_READING', 'LEGAL_OPINION', 'HEARING'])[1 + (n - 1) % 4], 3 * n, n = 1, n = 1, n = 1 FROM unnest($1::uuid[]) s, generate_series(1, $2::int) n`,
    [ids, events],
  );
  const paperIds = ids.map(() => uuids(papers));
  await world.rows(
    `INSERT INTO review.paper (id, subject_id, catalogue_no, ordinal, pages, state) SELECT p, s, 8 + (n - 1) % 10, 1 + (n - 1) / 10, $4, 'READY' FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS t (p, s, n)`,
    [
      paperIds.flat(),
      ids.flatMap((id) => Array(papers).fill(id)),
      ids.flatMap(() => Array.from({ length: papers }, (_, n) => n + 1)),
      pages,
    ],
  );
  await world.rows(
    `INSERT INTO vault.paper (paper_id, subject_id, material_id, digest)
     SELECT p, s, m.id, m.digest FROM unnest($1::uuid[], $2::uuid[]) AS t (p, s) JOIN vault.subject v ON v.subject_id = s
       CROSS JOIN LATERAL (SELECT a.id, a.digest FROM material a WHERE a.case_file_id = v.case_file_id ORDER BY a.id LIMIT 1) m`,
    [paperIds.flat(), ids.flatMap((id) => Array(papers).fill(id))],
  );
  // As the owner, who alone could: pages without paper, for what does not look at them.
  await world.rows('ALTER TABLE review.page_copy DISABLE TRIGGER page_copy_is_blinded');
  await world.rows(
    `INSERT INTO review.page_copy (paper_id, page, digest, size, width, height) SELECT p, n, sha256((p::text || n)::bytea), 2048, 1240, 1754 FROM unnest($1::uuid[]) p, generate_series(1, $2::int) n`,
    [paperIds.flat(), pages],
  );
  await world.rows('ALTER TABLE review.page_copy ENABLE TRIGGER page_copy_is_blinded');
  return ids.map((id, index) => ({
    id,
    pseudonym: pseudonyms[index] as string,
    caseFileId: files[index] as string,
    paperIds: paperIds[index] as string[],
  }));
}

async function readersOf(
  bureau: BureauSeed,
  campaignId: string,
  m: number,
  there: readonly Member[],
): Promise<ReaderSeed[]> {
  const { world } = bureau.city;
  const coordinator = await bureau.reviewCoordinator;
  const members: Member[] = [...there];
  while (members.length < m) members.push(await bureau.member(Role.REVIEWER));
  const keys = uuids(members.length);
  await world.rows(
    `INSERT INTO reviewer (id, bureau_id, account_id, person_id, practising_since, case_kinds, honours, available_from, most_files, enrolled_by, enrolled_at)
     SELECT r, $4, a, p, '2012-07-01', '{CRIMINAL,CIVIL}', '', '2026-01-01', 100, $5, $6 FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS t (r, a, p) ON CONFLICT DO NOTHING`,
    [
      members.map(() => newId()),
      members.map(({ accountId }) => accountId),
      members.map(({ personId }) => personId),
      bureau.id,
      coordinator.personId,
      new Date(world.clock.now().getTime() - 86_400_000),
    ],
  );
  const enrolled = await world.rows(
    'SELECT id, account_id FROM reviewer WHERE bureau_id = $1 AND account_id = ANY ($2) AND ended_at IS NULL',
    [bureau.id, members.map(({ accountId }) => accountId)],
  );
  const reviewerOf = new Map<string, string>(enrolled.map(({ id, account_id }) => [account_id, id]));
  await world.rows(
    'INSERT INTO vault.reader (reader_key, campaign_id, reviewer_id, person_id) SELECT k, $4, r, p FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS t (k, r, p)',
    [
      keys,
      members.map(({ accountId }) => reviewerOf.get(accountId)),
      members.map(({ personId }) => personId),
      campaignId,
    ],
  );
  return members.map((member, index) => ({
    member,
    key: keys[index] as string,
    reviewerId: reviewerOf.get(member.accountId) as string,
  }));
}
