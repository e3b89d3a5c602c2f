import type { Sql } from '../../organizations/adoptions';
import { calendarOf } from '../../organizations/calendar';
import { hmac256 } from '../../platform/canonical';
import type { Keys } from '../../platform/crypto';
import type { Calendar } from '../../regulation';
import type { ReviewCampaignRow } from '../campaigns/campaign.entity';
import { DEFAULT_RECUSAL } from '../campaigns/campaign-settings.types';
import type { AssignmentInput, FileToAssign } from './assignment';
import { fileFacts, poolFacts } from './pool.facts';
import type { FileFacts, ReaderFacts } from './reviewer-facts.types';
import { workingDaysAfter } from './working-days';

export interface GivenReading {
  readonly readingId: string;
  readonly readerKey: string;
  readonly part: 'READER' | 'THIRD' | 'GROUP';
  readonly state: 'ASSIGNED' | 'SUBMITTED' | 'STOPPED';
  readonly dueOn: string;
}

/** A file of a campaign under its pseudonym, with the readings that were given out. */
export interface Subject {
  readonly subjectId: string;
  readonly caseFileId: string;
  readonly pseudonym: string;
  readonly state: 'READING' | 'NEEDS_THIRD' | 'NEEDS_GROUP' | 'SETTLED' | 'WITHDRAWN';
  readonly readings: readonly GivenReading[];
}

/** A campaign's readings as they stand, and everything that assigning more of them asks for. */
export interface Standing {
  readonly subjects: readonly Subject[];
  readonly pool: readonly ReaderFacts[];
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly keyOf: ReadonlyMap<string, string>;
  readonly reviewerOf: ReadonlyMap<string, string>;
  readonly dueOn: string;
  readonly input: AssignmentInput;
}

const SUBJECTS = `
  SELECT s.id AS "subjectId", v.case_file_id AS "caseFileId", s.pseudonym, s.state, coalesce(r.readings, '[]') AS readings
    FROM #map# v JOIN review.subject s ON s.id = v.subject_id
    LEFT JOIN LATERAL (SELECT json_agg(json_build_object('readingId', r.id, 'readerKey', r.reader_key, 'part', r.part, 'state', r.state, 'dueOn', r.due_on) ORDER BY r.id) AS readings
                         FROM review.reading r WHERE r.subject_id = s.id) r ON true
   ORDER BY s.id`;
const OF_CAMPAIGN = SUBJECTS.replace(
  '#map#',
  `vault.subjects_of($1, ARRAY(SELECT case_file_id FROM campaign_draw WHERE campaign_id = $1), 'ASSIGN', $2)`,
);
const OF_THESE = SUBJECTS.replace('#map#', `vault.files_of($1, 'ASSIGN', $2)`);

const active = ({ state }: GivenReading) => state !== 'STOPPED';

/** Readers that a file still lacks: its first readers while it is read, the third one once it needs one. */
export function stillNeeded({ state, readings }: Pick<Subject, 'state' | 'readings'>, readersPerFile: number): number {
  const of = (part: GivenReading['part']) =>
    readings.filter((reading) => reading.part === part && active(reading)).length;
  if (state === 'READING') return Math.max(0, readersPerFile - of('READER'));
  return state === 'NEEDS_THIRD' ? Math.max(0, 1 - of('THIRD')) : 0;
}

/**
 * The last day for readings that are given today. The campaign has a few such days, half the reading time apart, and whoever
 * is given something has the first of them that leaves half of it at least: a due day tells nobody whether they read in
 * the first place, in somebody's place or as the third.
 *
 * What can be guessed still: readings that come when the first ones were given long ago are replacements or thirds. Which of
 * the two, nothing says; and a reading that was opened again or given more time has a later day as well.
 */
export function dueDay(
  calendar: Calendar,
  today: string,
  { readingDueOn, readingDays }: Pick<ReviewCampaignRow, 'readingDueOn' | 'readingDays'>,
): string {
  if (!readingDueOn) return workingDaysAfter(calendar, today, readingDays);
  const half = Math.ceil(readingDays / 2);
  const least = workingDaysAfter(calendar, today, half);
  let day = readingDueOn;
  while (day < least) day = workingDaysAfter(calendar, day, half);
  return day;
}

interface Asking {
  readonly sql: Sql;
  readonly keys: Keys;
  readonly today: string;
  readonly accountId: string;
}

/** Facts for a whole campaign, or for some of its subjects; a dozen statements whatever their number. */
export async function standingOf(
  { sql, keys, today, accountId }: Asking,
  campaign: ReviewCampaignRow,
  subjectIds: readonly string[] | null,
): Promise<Standing> {
  const subjects = subjectIds
    ? await sql<Subject>(OF_THESE, [subjectIds, accountId])
    : await sql<Subject>(OF_CAMPAIGN, [campaign.id, accountId]);
  const readers = await sql<{ readerKey: string; reviewerId: string }>(
    `SELECT r.reader_key AS "readerKey", r.reviewer_id AS "reviewerId" FROM vault.readers_of($1, 'ASSIGN', $2) r`,
    [campaign.id, accountId],
  );
  const reviewerOf = new Map(readers.map(({ readerKey, reviewerId }) => [readerKey, reviewerId]));
  const counted = await sql<{ readerKey: string; number: number }>(
    `SELECT r.reader_key AS "readerKey", count(*) AS number FROM review.reading r
      WHERE r.reader_key = ANY ($1) AND r.state <> 'STOPPED' AND r.part <> 'GROUP' GROUP BY r.reader_key`,
    [[...reviewerOf.keys()]],
  );
  const pool = await poolFacts(sql, campaign, today, accountId);
  const files = new Map(
    (
      await fileFacts(
        sql,
        subjects.map(({ caseFileId }) => caseFileId),
      )
    ).map((facts) => [facts.caseFileId, facts]),
  );
  const seeds = await sql<{ seed: string }>(
    'SELECT seed FROM campaign_seed WHERE campaign_id = $1 AND seed IS NOT NULL ORDER BY party',
    [campaign.id],
  );
  const dueOn = dueDay(await calendarOf(sql), today, campaign);
  return {
    subjects,
    pool,
    files,
    reviewerOf,
    keyOf: new Map(readers.map(({ readerKey, reviewerId }) => [reviewerId, readerKey])),
    dueOn,
    input: {
      // Keyed: whoever knows the published seeds and guesses the facts still cannot compute who reads what.
      seed: hmac256(keys.digest, `readers of ${campaign.id}: ${seeds.map(({ seed }) => seed).join('\n')}`).toString(
        'hex',
      ),
      files: subjects.flatMap((subject): FileToAssign[] => {
        const facts = files.get(subject.caseFileId);
        if (!facts) return [];
        const kept = subject.readings.filter(active).flatMap(({ readerKey }) => reviewerOf.get(readerKey) ?? []);
        return [{ facts, needed: stillNeeded(subject, campaign.readersPerFile), kept }];
      }),
      readers: pool,
      loads: new Map(
        counted.flatMap(({ readerKey, number }) => {
          const reviewerId = reviewerOf.get(readerKey);
          return reviewerId ? [[reviewerId, number] as const] : [];
        }),
      ),
      policy: { ...DEFAULT_RECUSAL, ...campaign.recusal },
      time: { from: today, to: dueOn },
    },
  };
}
