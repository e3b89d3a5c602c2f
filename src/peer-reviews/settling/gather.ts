import { ownBureau } from '../../organizations/organization.access';
import { bureausHeld } from '../../platform/access/actor';
import type { Act } from '../../platform/act';
import type { Prepared } from '../../platform/database/data-source';
import { notFound } from '../../platform/refusal';
import type { CaseKindCode, CaseStageCode } from '../../regulation';
import type { GradeCode } from '../../standards/scoring.rules';
import type { CampaignStateCode, DivergenceRule, RecusalPolicy } from '../campaigns/campaign-settings.types';
import type { ReadingPartCode, ReadingStateCode } from '../readings/review.types';
import type { SubjectStateCode } from './subject.states';
import { fractionOf, type GivenValue, given } from './values';

export interface Subject {
  readonly id: string;
  readonly campaignId: string;
  readonly pseudonym: string;
  readonly caseKind: CaseKindCode;
  readonly stage: CaseStageCode;
  readonly schemeId: string;
  readonly state: SubjectStateCode;
  readonly bureauId: string;
  readonly campaignState: CampaignStateCode;
  readonly readersPerFile: number;
  readonly divergence: DivergenceRule;
  readonly recusal: RecusalPolicy;
}

const SUBJECT = `s.id, s.campaign_id AS "campaignId", s.pseudonym, s.case_kind AS "caseKind", s.stage, s.scheme_id AS "schemeId", s.state,
  b.bureau_id AS "bureauId", b.state AS "campaignState", b.readers_per_file AS "readersPerFile", b.divergence, b.recusal
  FROM review.subject s JOIN review_campaign b ON b.id = s.campaign_id`;

// Every submission runs these two.
const LOCK_SUBJECT: Prepared = {
  name: 'subject to settle',
  text: `SELECT ${SUBJECT} WHERE s.id = $1 FOR NO KEY UPDATE OF s`,
};
const READINGS: Prepared = {
  name: 'readings to settle',
  text: 'SELECT r.id, r.reader_key AS "readerKey", r.part, r.round, r.state FROM review.reading r WHERE r.subject_id = $1 ORDER BY r.id',
};

/** The subject's row is locked: of two who submit, vote or withdraw at once, the second sees the first. */
export async function lockSubject(act: Act, subjectId: string): Promise<Subject> {
  const [subject] = await act.sql<Subject>(LOCK_SUBJECT, [subjectId]);
  if (!subject) throw notFound();
  return subject;
}

/** The same for the coordinator of the campaign's own bureau, while the campaign stays in its state. */
export async function lockOwnSubject(act: Act, subjectId: string): Promise<Subject> {
  const [subject] = await act.sql<Subject>(
    `SELECT ${SUBJECT} WHERE s.id = $1 AND b.bureau_id = ANY ($2::uuid[]) FOR NO KEY UPDATE OF s FOR SHARE OF b`,
    [subjectId, bureausHeld(act.appointments)],
  );
  if (!subject) throw notFound();
  ownBureau(act, subject.bureauId);
  act.touch({ kind: 'ReviewCampaign', id: subject.campaignId });
  return subject;
}

export const putSubject = (act: Act, subjectId: string, state: SubjectStateCode) =>
  act.write('UPDATE review.subject SET state = $2 WHERE id = $1 AND state <> $2', [subjectId, state]);

export interface Reading {
  readonly id: string;
  readonly readerKey: string;
  readonly part: ReadingPartCode;
  readonly round: number;
  readonly state: ReadingStateCode;
}

export const readingsOf = (act: Act, subjectId: string): Promise<Reading[]> => act.sql<Reading>(READINGS, [subjectId]);

export interface Evidence {
  readonly paperId: string | null;
  readonly page: number | null;
  readonly absent: boolean;
}

export interface ScoreLine extends GivenValue {
  readonly indicatorNo: number;
  readonly reason: string;
  readonly evidence: readonly Evidence[];
}

interface ReviewLine {
  readonly readingId: string;
  readonly round: number;
  readonly part: 'READER' | 'THIRD';
  readonly submissionId: string;
  readonly grade: GradeCode;
  readonly totalNumerator: number | null;
  readonly totalDenominator: number | null;
  readonly scores: readonly ScoreLine[];
}

/** Scores of the submission `n` with their evidence, as JSON by indicator. */
export const SCORES = `(SELECT json_agg(json_build_object('indicatorNo', c.indicator_no, 'points', c.points, 'grade', c.grade, 'notApplicable', c.not_applicable, 'reason', c.reason,
         'evidence', (SELECT coalesce(json_agg(json_build_object('paperId', e.paper_id, 'page', e.page, 'absent', e.absent) ORDER BY e.n), '[]')
                        FROM review.evidence e WHERE (e.submission_id, e.indicator_no) = (c.submission_id, c.indicator_no))) ORDER BY c.indicator_no)
    FROM review.score c WHERE c.submission_id = n.id)`;

/** Reviews that stand: the latest submission of each reading that is submitted. */
export async function reviewsOf(act: Act, subjectId: string) {
  const lines = await act.sql<ReviewLine>(
    `SELECT r.id AS "readingId", r.round, r.part, n.id AS "submissionId", n.grade, n.total_numerator AS "totalNumerator", n.total_denominator AS "totalDenominator",
            ${SCORES} AS scores
       FROM review.reading r JOIN review.submission n ON n.reading_id = r.id AND n.round = r.round
      WHERE r.subject_id = $1 AND r.state = 'SUBMITTED' AND r.part <> 'GROUP' ORDER BY r.id`,
    [subjectId],
  );
  return lines.map((line) => ({
    ...line,
    total: fractionOf(line.totalNumerator, line.totalDenominator),
    values: new Map(line.scores.map((score) => [score.indicatorNo, given(score)])),
  }));
}
export type StandingReview = Awaited<ReturnType<typeof reviewsOf>>[number];
