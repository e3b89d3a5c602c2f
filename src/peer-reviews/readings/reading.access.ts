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

/** A reading in a campaign of the coordinator's own bureau, locked after its subject, while the campaign's state is kept. */
export async function readingOfCampaign(
  act: Act,
  readingId: string,
): Promise<LockedReading & { readonly campaignState: string }> {
  const [found] = await act.sql<LockedReading & { campaignState: string; bureauId: string }>(
    `SELECT ${READING}, b.state AS "campaignState", b.bureau_id AS "bureauId"
       FROM review.subject s JOIN review.reading r ON r.subject_id = s.id JOIN review.campaign c ON c.id = s.campaign_id
       JOIN review_campaign b ON b.id = c.id
      WHERE r.id = $1 AND b.bureau_id = ANY ($2::uuid[]) FOR NO KEY UPDATE OF s, r FOR SHARE OF c, b`,
    [readingId, bureausHeld(act.appointments)],
  );
  if (!found) throw notFound();
  ownBureau(act, found.bureauId);
  act.touch({ kind: 'Reading', id: found.id });
  return found;
}

/** What is done with a seat in a group as with any reading; the vote itself is another act. */
const SEAT_ACTS: readonly ReadingAct[] = ['saveReviewDraft', 'extendReading'];

/** What stops every act on a reading, each thing under its own name; then the table of states has its say. */
export function requireRunning(
  act: ReadingAct,
  reading: Pick<LockedReading, 'part' | 'state' | 'stoppedReason' | 'subjectState' | 'open'>,
): readonly string[] {
  if (reading.subjectState === 'WITHDRAWN' || reading.stoppedReason === 'FILE_WITHDRAWN') {
    throw conflict('FILE_WITHDRAWN', '本卷已退出这次评估，不再评阅');
  }
  if (reading.state === 'STOPPED') {
    throw conflict('READING_STOPPED', `这次评阅已由评估组织人停止：${stopShown(reading.stoppedReason)?.text}`);
  }
  if (!reading.open) throw conflict('CAMPAIGN_CLOSED', '这次评估活动已经结束，不再评阅');
  if (reading.part === 'GROUP' && !SEAT_ACTS.includes(act)) {
    throw conflict('READING_OF_GROUP', '集体评议的成员用表决，不另提交评阅');
  }
  if (reading.state === 'SUBMITTED' && act !== 'reopenReading') {
    throw conflict('ALREADY_SUBMITTED', '这次评阅已经提交，不能再改；确需更正的，请评估组织人重新打开');
  }
  return move(readingStates, act, reading.state).provisions;
}

/** The last day is within the limit. Refused: READING_OVERDUE, with who can extend it. */
export const requireInTime = ({ dueOn }: Pick<LockedReading, 'dueOn'>, today: string): void =>
  requireOpen('READING_OVERDUE', timeDecision(dueOn, today));
