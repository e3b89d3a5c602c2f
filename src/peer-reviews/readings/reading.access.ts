import { ownBureau } from '../../organizations/organization.access';
import { appointmentsFor, bureausHeld, Role } from '../../platform/access/actor';
import type { Act } from '../../platform/act';
import type { Prepared } from '../../platform/database/data-source';
import { conflict, notFound, requireOpen } from '../../platform/refusal';
import { move } from '../../platform/states';
import type { CaseKindCode, CaseStageCode } from '../../regulation';
import type { SchemeKindCode } from '../../standards/scoring.rules';
import { stopShown } from './reading.codes';
import { type ReadingAct, readingStates } from './reading.states';
import { timeDecision } from './review.rules';
import type { PaperFacts, ReadingPartCode, ReadingStateCode } from './review.types';

export interface LockedReading {
  readonly id: string;
  readonly subjectId: string;
  readonly campaignId: string;
  readonly part: ReadingPartCode;
  readonly round: number;
  readonly state: ReadingStateCode;
  readonly dueOn: string;
  readonly stoppedReason: string | null;
  readonly subjectState: string;
  readonly open: boolean;
  readonly schemeKind: SchemeKindCode;
  readonly schemeId: string;
  readonly caseKind: CaseKindCode;
  readonly stage: CaseStageCode;
  readonly hearingHeld: boolean | null;
}

export const READING = `r.id, r.subject_id AS "subjectId", s.campaign_id AS "campaignId", r.part, r.round, r.state, r.due_on AS "dueOn", r.stopped_reason AS "stoppedReason",
  s.state AS "subjectState", c.open, c.scheme_kind AS "schemeKind", s.scheme_id AS "schemeId", s.case_kind AS "caseKind", s.stage, s.hearing_held AS "hearingHeld"`;

const OWN = (account: string) => `r.reader_key IN (SELECT k.reader_key FROM vault.reader_keys_of(${account}) k)`;

const FOR_DRAFT: Prepared = {
  name: 'reading for draft',
  text: `SELECT ${READING}, (SELECT coalesce(json_agg(json_build_object('id', p.id, 'pages', p.pages, 'state', p.state)), '[]')
                           FROM review.paper p WHERE p.subject_id = r.subject_id AND p.id = ANY ($3::uuid[])) AS papers
       FROM review.reading r JOIN review.subject s ON s.id = r.subject_id JOIN review.campaign c ON c.id = s.campaign_id
      WHERE r.id = $1 AND ${OWN('$2')} FOR SHARE OF r`,
};
const FOR_SUBMISSION: Prepared = {
  name: 'reading for submission',
  text: `SELECT ${READING} FROM review.subject s JOIN review.reading r ON r.subject_id = s.id JOIN review.campaign c ON c.id = s.campaign_id
      WHERE r.id = $1 AND ${OWN('$2')} FOR NO KEY UPDATE OF s, r`,
};

/** In the name of which appointment a reader acts: readers act for nobody but themselves. */
function asReader(act: Act): void {
  const [appointment] = appointmentsFor(act.actor, [Role.REVIEWER]);
  if (appointment) act.as(appointment);
}

/**
 * The caller's own reading, with those of its papers that are asked for, kept from being stopped or submitted until the
 * draft is written: drafts of one reading do not wait for each other.
 */
export async function ownReadingForDraft(
  act: Act,
  readingId: string,
  paperIds: readonly string[],
): Promise<LockedReading & { readonly papers: readonly PaperFacts[] }> {
  asReader(act);
  const [found] = await act.sql<LockedReading & { papers: readonly PaperFacts[] }>(FOR_DRAFT, [
    readingId,
    act.actor.accountId,
    paperIds,
  ]);
  if (!found) throw notFound();
  return found;
}

/** The caller's own reading, locked after its subject: of two readers who submit at once, the second sees the first. */
export async function ownReadingForSubmission(act: Act, readingId: string): Promise<LockedReading> {
  asReader(act);
  const [found] = await act.sql<LockedReading>(FOR_SUBMISSION, [readingId, act.actor.accountId]);
  if (!found) throw notFound();
  act.touch({ kind: 'Reading', id: found.id });
  return found;
}

export interface CampaignsReading extends LockedReading {
  readonly campaignState: string;
}

/**
 * Readings in campaigns of the coordinator's own bureau, locked after their subjects, while the campaigns' states are kept.
 * Refusal: NOT_FOUND where one of them is not there.
 */
export async function readingsOfCampaigns(act: Act, readingIds: readonly string[]): Promise<CampaignsReading[]> {
  const found = await act.sql<CampaignsReading & { bureauId: string }>(
    `SELECT ${READING}, b.state AS "campaignState", b.bureau_id AS "bureauId"
       FROM review.subject s JOIN review.reading r ON r.subject_id = s.id JOIN review.campaign c ON c.id = s.campaign_id
       JOIN review_campaign b ON b.id = c.id
      WHERE r.id = ANY ($1::uuid[]) AND b.bureau_id = ANY ($2::uuid[]) ORDER BY r.id FOR NO KEY UPDATE OF s, r FOR SHARE OF c, b`,
    [readingIds, bureausHeld(act.appointments)],
  );
  if (!found.length || found.length !== new Set(readingIds).size) throw notFound();
  for (const { id, bureauId } of found) {
    ownBureau(act, bureauId);
    act.touch({ kind: 'Reading', id });
  }
  return found;
}

export async function readingOfCampaign(act: Act, readingId: string): Promise<CampaignsReading> {
  const [reading] = await readingsOfCampaigns(act, [readingId]);
  if (!reading) throw notFound();
  return reading;
}

/** What is done with a seat in a group as with any reading; the vote itself is another act. */
const SEAT_ACTS: readonly ReadingAct[] = ['saveReviewDraft', 'extendReading'];

type Running = Pick<LockedReading, 'part' | 'state' | 'stoppedReason' | 'subjectState' | 'open'>;

/** What stops every act on a reading, each thing under its own name; null where nothing does. */
export function stopperOf(
  act: ReadingAct,
  reading: Running,
): { readonly code: string; readonly message: string } | null {
  if (reading.subjectState === 'WITHDRAWN' || reading.stoppedReason === 'FILE_WITHDRAWN') {
    return { code: 'FILE_WITHDRAWN', message: '本卷已退出这次评估，不再评阅' };
  }
  if (reading.state === 'STOPPED') {
    const message = `这次评阅已由评估组织人停止：${stopShown(reading.stoppedReason)?.text}`;
    return { code: 'READING_STOPPED', message };
  }
  if (!reading.open) return { code: 'CAMPAIGN_CLOSED', message: '这次评估活动已经结束，不再评阅' };
  if (reading.part === 'GROUP' && !SEAT_ACTS.includes(act)) {
    return { code: 'READING_OF_GROUP', message: '集体评议的成员用表决，不另提交评阅' };
  }
  if (reading.state === 'SUBMITTED' && act !== 'reopenReading') {
    const message = '这次评阅已经提交，不能再改；确需更正的，请评估组织人重新打开';
    return { code: 'ALREADY_SUBMITTED', message };
  }
  return null;
}

/** Refuses what is stopped; then the table of states has its say. */
export function requireRunning(act: ReadingAct, reading: Running): readonly string[] {
  const stopper = stopperOf(act, reading);
  if (stopper) throw conflict(stopper.code, stopper.message);
  return move(readingStates, act, reading.state).provisions;
}

/** The last day is within the limit. Refused: READING_OVERDUE, with who can extend it. */
export const requireInTime = ({ dueOn }: Pick<LockedReading, 'dueOn'>, today: string): void =>
  requireOpen('READING_OVERDUE', timeDecision(dueOn, today));
