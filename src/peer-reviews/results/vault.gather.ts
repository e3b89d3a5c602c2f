import type { Context } from '../../platform/context';
import type { GradeCode } from '../../standards/scoring.rules';
import type { GradeStep } from '../statistics/inflation';
import { vaultReads } from '../vault-reads';
import type { GoldFacts, Measure } from './review-facts.types';
import { measured, type Scale, type ScoreLine, stepOf } from './scale';

export interface SubjectFile {
  readonly subject: string;
  readonly caseFileId: string;
  readonly goldId: string | null;
}

/** Which file stands behind each subject, for figures over all of them; no answer of the API holds both. */
export const subjectFiles = (context: Context, campaignId: string): Promise<SubjectFile[]> =>
  vaultReads(context)(
    `SELECT f.subject_id AS subject, f.case_file_id AS "caseFileId", f.gold_id AS "goldId"
       FROM vault.files_of((SELECT coalesce(array_agg(id), '{}') FROM review.subject WHERE campaign_id = $1), 'CALIBRATE', $2) f`,
    [campaignId, context.actor?.accountId ?? null],
  );

export interface ReaderPerson {
  readonly reader: string;
  readonly reviewerId: string;
  readonly name: string;
}

/** Who reads in a campaign: for their calibration, beside which no file is named. */
export async function readerPersons(context: Context, campaignId: string): Promise<ReaderPerson[]> {
  const keys = await vaultReads(context)<{ reader: string; reviewerId: string }>(
    `SELECT k.reader_key AS reader, k.reviewer_id AS "reviewerId" FROM vault.readers_of($1, 'CALIBRATE', $2) k`,
    [campaignId, context.actor?.accountId ?? null],
  );
  const names = await context.read<{ id: string; name: string }>(
    'SELECT r.id, p.name FROM reviewer r JOIN person p ON p.id = r.person_id WHERE r.id = ANY ($1)',
    [keys.map(({ reviewerId }) => reviewerId)],
  );
  const nameOf = new Map(names.map(({ id, name }) => [id, name]));
  return keys.map((key) => ({ ...key, name: nameOf.get(key.reviewerId) ?? '' }));
}

export interface Gold {
  readonly values: ReadonlyMap<string, GoldFacts>;
  readonly grades: ReadonlyMap<string, GradeStep>;
}

interface GoldLine {
  readonly id: string;
  readonly editionId: string;
  readonly schemeId: string;
  readonly grade: GradeCode;
  readonly scores: readonly ScoreLine[];
}

/** Known values of the gold files among the subjects. A total of points is known where all that was valued has points. */
export async function gatherGold(context: Context, subjects: readonly SubjectFile[], scale: Scale): Promise<Gold> {
  const golden = subjects.filter(({ goldId }) => goldId !== null);
  const lines = golden.length
    ? await context.read<GoldLine>(
        `SELECT g.id, s.edition_id AS "editionId", g.scheme_id AS "schemeId", g.grade,
                (SELECT coalesce(json_agg(json_build_object('no', v.indicator_no, 'points', v.points, 'grade', v.grade)), '[]')
                   FROM gold_value v WHERE v.gold_id = g.id AND num_nonnulls(v.points, v.grade) = 1) AS scores
           FROM gold_file g JOIN scoring_scheme s ON s.id = g.scheme_id WHERE g.id = ANY ($1)`,
        [golden.map(({ goldId }) => goldId)],
      )
    : [];
  const byId = new Map(lines.map((line) => [line.id, line]));
  const values = new Map<string, GoldFacts>();
  const grades = new Map<string, GradeStep>();
  for (const { subject, goldId } of golden) {
    const line = byId.get(goldId as string);
    if (!line) continue;
    grades.set(subject, stepOf(line.grade));
    values.set(subject, goldFacts(line, scale));
  }
  return { values, grades };
}

function goldFacts({ editionId, schemeId, grade, scores }: GoldLine, scale: Scale): GoldFacts {
  const known = new Map<Measure, number>();
  for (const score of scores) known.set(scale.topicOf(editionId, score.no), measured(scale, schemeId, score).value);
  if (!scale.byPoints) known.set('OVERALL', stepOf(grade));
  else if (scores.length > 0 && scores.every(({ points }) => points !== null)) {
    const weight = scores.reduce((sum, { no }) => sum + scale.weightOf(schemeId, no), 0);
    const sum = scores.reduce((total, { no, points }) => total + scale.weightOf(schemeId, no) * (points as number), 0);
    if (weight > 0) known.set('OVERALL', sum / weight);
  }
  return known;
}
