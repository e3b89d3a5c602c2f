import { Role } from '../../platform/access/actor';
import type { Batch, Context } from '../../platform/context';
import { columnsOf } from '../../platform/database/naming';
import { viewDecision, viewFinding } from '../../platform/refusal';
import { visibleCampaign } from '../campaigns/campaign.access';
import { ReviewCampaignRow } from '../campaigns/campaign.entity';
import { ALREADY_READING, AT_CAP, type Candidate, explainPair, hindrancesOf, NOT_ELIGIBLE, weigh } from './assignment';
import { type GivenReading, type Standing, type Subject, standingOf, stillNeeded } from './assignment.facts';
import type { FileLackingReaders, HindranceView, ReaderAssignment, ReadingPair } from './assignment.types';
import { Chance } from './chance';
import { SPECIALTY_CODE, specialtyCost } from './eligibility.rules';
import { Pairings } from './pairings';
import { asHolder, type FileFacts } from './reviewer-facts.types';

/** What it costs to ask about a whole assignment: thousands of files are held against the pool, one campaign at a time. */
export const WHOLE_ASSIGNMENT = 20_000;

const HINDRANCES: Readonly<Record<string, string>> = {
  REVIEW_OWN_FILE: '是案卷的承办人',
  REVIEW_TOOK_PART: '参与过检查、签字或者补贴发放',
  REVIEW_OWN_ORGANIZATION: '在承办机构执业，或者离开不满期限',
  REVIEW_SAME_AREA: '与法律援助机构在同一地区',
  REVIEW_OFFICE: '有能接触案卷的岗位',
  REVIEW_CO_OFFENDERS: '本人或者所在机构承办同案其他人的案卷',
  REVIEW_DECLARED: '申报了回避',
  REVIEW_OBJECTION_UPHELD: '回避申请成立或者未决定',
  REVIEW_READ_BEFORE: '此前分到过',
  [SPECIALTY_CODE]: '不是其专长',
  [AT_CAP]: '评阅的案卷已满',
  [ALREADY_READING]: '正在评阅这份案卷',
  [NOT_ELIGIBLE]: '不能参加本次评阅',
};

/** The standing of each campaign asked for, read once in a request. */
const standings: Batch<string, Standing | null> = {
  name: 'assignment of campaign',
  fetch: (context, ids) =>
    Promise.all(
      ids.map(async (id) => {
        const [campaign] = await context.readPrimary<ReviewCampaignRow>(
          `SELECT ${columnsOf(ReviewCampaignRow, 't')} FROM review_campaign t WHERE t.id = $1`,
          [id],
        );
        if (!campaign || !context.actor) return null;
        return standingOf(
          {
            sql: (text, params) => context.readPrimary(text, params),
            keys: context.services.keys,
            today: context.today,
            accountId: context.actor.accountId,
          },
          campaign,
          null,
        );
      }),
    ),
};

/** Only the coordinator of the campaign sees who reads how much, and nobody which file under which pseudonym. */
export async function visibleStanding(context: Context, campaignId: string) {
  const campaign = await visibleCampaign(context, campaignId, [Role.REVIEW_COORDINATOR]);
  const standing = campaign && (await context.load(standings, campaign.id));
  return campaign && standing ? { campaign, standing } : null;
}

const given = (standing: Standing, { readings }: Subject) =>
  readings.flatMap((reading) => {
    const reviewerId = standing.reviewerOf.get(reading.readerKey);
    return reviewerId ? [{ ...reading, reviewerId }] : [];
  });

const counts = ({ state }: GivenReading) => state !== 'STOPPED';

/** Everybody of the pool, held against files that they have as well as against others. */
const holders = ({ input }: Standing) => weigh({ ...input, readers: input.readers.map(asHolder) });

/** What an assignment has come to: loads, gaps, pairings. */
export function assignmentOf(
  campaign: ReviewCampaignRow,
  standing: Standing,
  first = campaign.state === 'DRAWN',
): Omit<ReaderAssignment, 'readers'> {
  const pool = holders(standing);
  const able = pool.filter(({ decision }) => decision.open);
  const place = new Map(able.map(({ reader }, index) => [reader.reviewerId, index]));
  // Whoever may read none of these files has no part in the balance.
  const loads = able
    .filter(({ reader, conflicts }) =>
      [...standing.files.values()].some((file) => specialtyCost(reader, file) !== null && !conflicts.any(file)),
    )
    .map(({ load }) => load);
  const shared = new Pairings(
    {
      readers: able.length,
      fixed: standing.subjects.map((subject) =>
        given(standing, subject)
          .filter(counts)
          .flatMap(({ reviewerId }) => place.get(reviewerId) ?? []),
      ),
      given: standing.subjects.map(() => []),
      costs: new Int8Array(),
    },
    new Chance('none'),
  );
  return {
    campaignId: campaign.id,
    first,
    files: standing.subjects.length,
    readings: standing.subjects.flatMap(({ readings }) => readings.filter(counts)).length,
    missing: standing.subjects.reduce((sum, subject) => sum + stillNeeded(subject, campaign.readersPerFile), 0),
    filesLacking: lackingOf(campaign, standing).length,
    loadGap: loads.length ? Math.max(...loads) - Math.min(...loads) : 0,
    mostTogether: shared.most(),
    groups: shared.groups(),
    toStop: conflicted(standing).length,
  };
}

function pairsOf(standing: Standing) {
  const readers = new Map(standing.pool.map((reader) => [reader.reviewerId, reader]));
  const conflicts = new Map(holders(standing).map((candidate) => [candidate.reader.reviewerId, candidate.conflicts]));
  return standing.subjects.flatMap((subject) => {
    const facts = standing.files.get(subject.caseFileId) as FileFacts;
    return given(standing, subject).map((reading) => ({
      subject,
      facts,
      reading,
      reader: readers.get(reading.reviewerId) ?? null,
      free: reading.state === 'STOPPED' || !conflicts.get(reading.reviewerId)?.any(facts),
    }));
  });
}

/** Readings that run against a conflict of today. */
export const conflicted = (standing: Standing): string[] =>
  pairsOf(standing)
    .filter(({ reading, free }) => reading.state === 'ASSIGNED' && !free)
    .map(({ reading }) => reading.readingId);

/**
 * A page of who has how many readings. The file is not in it, not even by its pseudonym: conflicts and objections are known
 * of files and persons, so that a person beside a pseudonym would tell the file. Each pair is explained as it is given.
 */
export function pairPage(
  standing: Standing,
  { skip, first, explained }: { readonly skip: number; readonly first: number; readonly explained: boolean },
  today: string,
): { totalCount: number; pairs: Omit<ReadingPair, 'stopReason' | 'stopGround'>[] } {
  const { policy, time } = standing.input;
  const all = pairsOf(standing).sort((one, other) => (one.reading.readingId < other.reading.readingId ? -1 : 1));
  return {
    totalCount: all.length,
    pairs: all.slice(skip, skip + first).map(({ facts, reading, reader }) => ({
      readingId: reading.readingId,
      reviewerId: reading.reviewerId,
      state: reading.state,
      part: reading.part,
      dueOn: reading.dueOn,
      overdue: overdueOn(reading, today),
      findings: explained && reader ? explainPair(asHolder(reader), facts, policy, time).map(viewFinding) : [],
    })),
  };
}

const overdueOn = ({ state, dueOn }: GivenReading, today: string): boolean => state === 'ASSIGNED' && dueOn < today;

/** Everybody of the pool with their readings. */
export function readersOf(standing: Standing, today: string): Omit<ReaderAssignment['readers'][number], 'name'>[] {
  const readings = standing.subjects.flatMap((subject) => given(standing, subject));
  const number = (id: string, state: GivenReading['state']) =>
    readings.filter((reading) => reading.reviewerId === id && reading.state === state).length;
  return weigh(standing.input).map(({ reader, decision }) => ({
    reviewerId: reader.reviewerId,
    assigned: number(reader.reviewerId, 'ASSIGNED'),
    submitted: number(reader.reviewerId, 'SUBMITTED'),
    stopped: number(reader.reviewerId, 'STOPPED'),
    overdue: readings.filter((reading) => reading.reviewerId === reader.reviewerId && overdueOn(reading, today)).length,
    most: reader.mostFiles,
    eligibility: viewDecision(decision),
  }));
}

/** Nothing was submitted or stopped since the first readings were given. */
export const untouched = ({ subjects }: Standing): boolean =>
  subjects.every(({ readings }) => readings.every(({ state }) => state === 'ASSIGNED'));

const lackingOf = (campaign: ReviewCampaignRow, standing: Standing) =>
  standing.subjects
    .map((subject) => ({ subject, missing: stillNeeded(subject, campaign.readersPerFile) }))
    .filter(({ missing }) => missing > 0);

function hindered(standing: Standing, pool: readonly Candidate[], subject: Subject) {
  const holds = given(standing, subject)
    .filter(counts)
    .map(({ reviewerId }) => reviewerId);
  return hindrancesOf(standing.files.get(subject.caseFileId) as FileFacts, holds, pool);
}

/** Files that lack readers, named, with why the rest of the pool may not read them: as long as nothing is read of them. */
export function lackingFiles(campaign: ReviewCampaignRow, standing: Standing, first: number): FileLackingReaders[] {
  const pool = weigh(standing.input);
  return lackingOf(campaign, standing)
    .sort((one, other) => (one.subject.caseFileId < other.subject.caseFileId ? -1 : 1))
    .slice(0, first)
    .map(({ subject, missing }) => ({
      caseFileId: subject.caseFileId,
      missing,
      hindrances: hindered(standing, pool, subject).map(({ code, ...numbers }) => ({
        code,
        text: HINDRANCES[code] ?? code,
        ...numbers,
      })),
    }));
}

const RECUSAL = 'REVIEW_RECUSAL';
/** What the coordinator can do something about; which conflict it is would tell of the file. */
const REMEDIED: readonly string[] = [AT_CAP, NOT_ELIGIBLE, SPECIALTY_CODE];

/** The same of all files together, once they are read under their pseudonyms. */
export function hindrancesTogether(campaign: ReviewCampaignRow, standing: Standing): HindranceView[] {
  const pool = weigh(standing.input);
  const tally = new Map<string, HindranceView>();
  for (const { subject } of lackingOf(campaign, standing)) {
    for (const { code: exact, readers, alone } of hindered(standing, pool, subject)) {
      const code = REMEDIED.includes(exact) ? exact : RECUSAL;
      const so = tally.get(code) ?? { code, text: HINDRANCES[code] ?? '须回避，或者已分到过', readers: 0, alone: 0 };
      tally.set(code, { ...so, readers: so.readers + readers, alone: so.alone + alone });
    }
  }
  return [...tally.values()].sort((one, other) => (one.code < other.code ? -1 : 1));
}
