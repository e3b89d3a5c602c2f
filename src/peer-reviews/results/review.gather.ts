import type { Context } from '../../platform/context';
import type { CaseKindCode } from '../../regulation';
import type { GradeCode } from '../../standards/scoring.rules';
import type { ReviewCampaignRow } from '../campaigns/campaign.entity';
import type {
  FrameFacts,
  IndicatorFacts,
  Measure,
  MeasuredValue,
  ReadingFacts,
  ResultFacts,
} from './review-facts.types';
import { measured, type Scale, type ScoreLine, stepOf } from './scale';
import type { SubjectFile } from './vault.gather';

interface SubmissionLine {
  readonly subject: string;
  readonly reader: string;
  readonly first: boolean;
  readonly place: number;
  readonly editionId: string;
  readonly schemeId: string;
  readonly grade: GradeCode;
  readonly total: number | null;
  readonly scores: readonly ScoreLine[];
}

/**
 * Submitted reviews of their first round, never drafts, of files that are settled: figures over a file that is still read
 * would tell what its readers gave. A reader whose reading was opened again may have seen what the file came to, and would
 * agree with that: later rounds count for the result and for nothing here (HOUSE). No votes of a group.
 */
export async function gatherReadings(context: Context, campaignId: string, scale: Scale): Promise<ReadingFacts[]> {
  const lines = await context.read<SubmissionLine>(
    `SELECT u.id AS subject, r.reader_key AS reader, r.part = 'READER' AS first,
            row_number() OVER (PARTITION BY r.reader_key ORDER BY s.submitted_at, s.id)::int AS place,
            u.edition_id AS "editionId", u.scheme_id AS "schemeId", s.grade, s.total_numerator::float8 / s.total_denominator AS total,
            (SELECT json_agg(json_build_object('no', c.indicator_no, 'points', c.points, 'grade', c.grade) ORDER BY c.indicator_no)
               FROM review.score c WHERE c.submission_id = s.id AND NOT c.not_applicable) AS scores
       FROM review.subject u JOIN review.reading r ON r.subject_id = u.id JOIN review.submission s ON s.reading_id = r.id AND s.round = 1
      WHERE u.campaign_id = $1 AND u.state = 'SETTLED' AND r.state = 'SUBMITTED' AND r.part <> 'GROUP' ORDER BY u.id, r.id`,
    [campaignId],
  );
  return lines.map(({ subject, reader, first, place, editionId, schemeId, grade, total, scores }) => {
    const values = new Map<Measure, MeasuredValue>();
    const step = stepOf(grade);
    if (!scale.byPoints) values.set('OVERALL', { value: step, step });
    else if (total !== null) values.set('OVERALL', { value: total, step });
    for (const score of scores ?? []) values.set(scale.topicOf(editionId, score.no), measured(scale, schemeId, score));
    return { subject, reader, first, place, values };
  });
}

/** Reviews that were submitted again, after their first round, and are left out above. */
export async function laterRounds(context: Context, campaignId: string): Promise<number> {
  const [counted] = await context.read<{ rounds: number }>(
    `SELECT count(*)::int AS rounds FROM review.subject u JOIN review.reading r ON r.subject_id = u.id JOIN review.submission s ON s.reading_id = r.id
      WHERE u.campaign_id = $1 AND u.state = 'SETTLED' AND r.state = 'SUBMITTED' AND r.part <> 'GROUP' AND s.round > 1`,
    [campaignId],
  );
  return counted?.rounds ?? 0;
}

interface ResultLine {
  readonly caseFileId: string;
  readonly agencyId: string;
  readonly caseKind: CaseKindCode;
  readonly stage: string;
  readonly part: string;
  readonly editionId: string;
  readonly schemeId: string;
  readonly way: ResultFacts['way'];
  readonly grade: GradeCode;
  readonly total: number | null;
  readonly changedByReply: boolean;
  readonly indicators: readonly {
    readonly no: number;
    readonly numerator: number | null;
    readonly denominator: number | null;
    readonly grade: GradeCode | null;
    readonly changed: boolean;
  }[];
}

/** Finalised files as agency, kind and stage stood at the freeze. */
export async function gatherResults(
  context: Context,
  campaign: ReviewCampaignRow,
  scale: Scale,
  subjects: readonly SubjectFile[],
): Promise<ResultFacts[]> {
  const subjectOf = new Map(subjects.map(({ caseFileId, subject }) => [caseFileId, subject]));
  const lines = await context.read<ResultLine>(
    `SELECT r.case_file_id AS "caseFileId", f.agency_id AS "agencyId", f.case_kind AS "caseKind", f.stage, d.part,
            r.edition_id AS "editionId", r.scheme_id AS "schemeId", r.way, r.grade,
            r.total_numerator::float8 / r.total_denominator AS total, r.changed_by_reply AS "changedByReply",
            (SELECT json_agg(json_build_object('no', i.indicator_no, 'numerator', i.points_numerator, 'denominator', i.points_denominator,
                                               'grade', i.grade, 'changed', i.changed_by_reply) ORDER BY i.indicator_no)
               FROM review_result_indicator i WHERE i.result_id = r.id) AS indicators
       FROM review_result r JOIN campaign_draw d USING (campaign_id, case_file_id) JOIN campaign_frame f USING (campaign_id, case_file_id)
      WHERE r.campaign_id = $1 AND d.part <> 'GOLD' ORDER BY r.case_file_id`,
    [campaign.id],
  );
  return lines.map(({ part, stage, grade, total, editionId, schemeId, indicators, ...line }) => ({
    ...line,
    stage: campaign.byStage ? stage : null,
    subject: subjectOf.get(line.caseFileId) ?? null,
    random: part === 'RANDOM',
    grade: stepOf(grade),
    value: scale.byPoints && total !== null ? total : stepOf(grade),
    indicators: (indicators ?? []).map((each): IndicatorFacts => {
      const { numerator, denominator } = each;
      const byPoints = numerator !== null && denominator !== null;
      const step = byPoints
        ? scale.stepOfPoints(schemeId, numerator, denominator)
        : each.grade === null
          ? null
          : stepOf(each.grade);
      return {
        topic: scale.topicOf(editionId, each.no),
        result: step === null ? null : { value: byPoints ? numerator / denominator : step, step },
        changedByReply: each.changed,
      };
    }),
  }));
}

export const gatherFrame = (context: Context, campaign: ReviewCampaignRow): Promise<FrameFacts[]> =>
  context.read<FrameFacts>(
    `SELECT f.agency_id AS "agencyId", f.case_kind AS "caseKind", CASE WHEN $2 THEN f.stage END AS stage, count(*)::int AS files
       FROM campaign_frame f WHERE f.campaign_id = $1 AND f.in_frame GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [campaign.id, campaign.byStage],
  );

/** Decided replies about the subjects' files. */
export async function gatherReplies(
  context: Context,
  campaignId: string,
  subjects: readonly SubjectFile[],
): Promise<{ readonly subject: string; readonly changed: boolean }[]> {
  const subjectOf = new Map(subjects.map(({ caseFileId, subject }) => [caseFileId, subject]));
  const lines = await context.read<{ caseFileId: string; changed: boolean }>(
    `SELECT r.case_file_id AS "caseFileId", d.outcome = 'CHANGED' AS changed FROM review_reply r JOIN review_reply_decision d ON d.reply_id = r.id
      WHERE r.campaign_id = $1 ORDER BY r.id`,
    [campaignId],
  );
  return lines.flatMap(({ caseFileId, changed }) => {
    const subject = subjectOf.get(caseFileId);
    return subject ? [{ subject, changed }] : [];
  });
}
