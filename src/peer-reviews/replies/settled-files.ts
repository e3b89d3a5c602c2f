import type { Sql } from '../../organizations/adoptions';
import type { CaseKindCode } from '../../regulation';
import type { GradeCode } from '../../standards/scoring.rules';
import type { ResultReason } from '../results/result.entity';
import { schemesById } from '../settling/schemes';
import type { Settled, SettledWay, SettlingScheme } from '../settling/settling.rules';
import { fractionOf, type GivenValue, given, restored, type StoredValue } from '../settling/values';
import { type Change, withChanges } from './reply.rules';

interface ScoreRow extends StoredValue {
  readonly indicatorNo: number;
  readonly reasons: readonly {
    text: string;
    evidence: readonly { paperId: string | null; page: number | null; absent: boolean }[];
  }[];
}

interface SettledRow {
  readonly subjectId: string;
  readonly campaignId: string;
  readonly caseKind: CaseKindCode;
  readonly editionId: string;
  readonly schemeId: string;
  readonly way: SettledWay;
  readonly grade: GradeCode;
  readonly totalNumerator: number | null;
  readonly totalDenominator: number | null;
  readonly scores: readonly ScoreRow[];
}

/** A settled file by its own id, with its papers in the place of blinded ones and the changes that replies brought. */
export interface SettledFile {
  readonly caseFileId: string;
  readonly campaignId: string;
  readonly editionId: string;
  readonly schemeId: string;
  readonly scheme: SettlingScheme;
  readonly way: SettledWay;
  readonly before: Settled;
  readonly after: Settled;
  readonly changed: ReadonlySet<number>;
  readonly reasons: ReadonlyMap<number, readonly ResultReason[]>;
}

const SETTLED = `
  SELECT s.id AS "subjectId", s.campaign_id AS "campaignId", s.case_kind AS "caseKind", s.edition_id AS "editionId", s.scheme_id AS "schemeId", t.way, t.grade,
         t.total_numerator AS "totalNumerator", t.total_denominator AS "totalDenominator",
         (SELECT json_agg(json_build_object('indicatorNo', v.indicator_no, 'pointsNumerator', v.points_numerator, 'pointsDenominator', v.points_denominator,
                 'grade', v.grade, 'notApplicable', v.not_applicable, 'reasons', v.reasons) ORDER BY v.indicator_no)
            FROM review.settled_score v WHERE v.settlement_id = t.id) AS scores
    FROM review.subject s JOIN review.settlement t ON t.subject_id = s.id
   WHERE s.id = ANY ($1::uuid[]) AND s.state = 'SETTLED' AND t.round = (SELECT max(o.round) FROM review.settlement o WHERE o.subject_id = s.id)`;

const CHANGES = `
  SELECT r.campaign_id AS "campaignId", r.case_file_id AS "caseFileId", r.indicator_no AS "indicatorNo", d.points, d.grade, d.not_applicable AS "notApplicable", d.overall_grade AS "overallGrade"
    FROM review_reply r JOIN review_reply_decision d ON d.reply_id = r.id
   WHERE d.outcome = 'CHANGED' AND r.campaign_id = ANY ($1::uuid[]) AND r.case_file_id = ANY ($2::uuid[]) ORDER BY d.decided_at, r.id`;

const keyOf = (campaignId: string, caseFileId: string) => `${campaignId} ${caseFileId}`;

async function changesOf(
  sql: Sql,
  campaigns: readonly string[],
  files: readonly string[],
): Promise<Map<string, Change[]>> {
  const found = await sql<
    GivenValue & { campaignId: string; caseFileId: string; indicatorNo: number; overallGrade: GradeCode | null }
  >(CHANGES, [campaigns, files]);
  const changes = new Map<string, Change[]>();
  for (const { campaignId, caseFileId, indicatorNo, overallGrade, ...value } of found) {
    const key = keyOf(campaignId, caseFileId);
    changes.set(key, [...(changes.get(key) ?? []), { indicatorNo, overallGrade, value: given(value) }]);
  }
  return changes;
}

/** Where a paper stands behind its blinded copy. */
export interface Opened {
  readonly files: ReadonlyMap<string, string>;
  readonly materials: ReadonlyMap<string, string>;
}

/** Settled files among these subjects, by what the vault opened: nothing of their pseudonyms is left in the answer. */
export async function settledFiles(sql: Sql, opened: Opened): Promise<SettledFile[]> {
  const rows = await sql<SettledRow>(SETTLED, [[...opened.files.keys()]]);
  const schemes = await schemesById(
    sql,
    rows.map(({ schemeId }) => schemeId),
  );
  const changes = await changesOf(
    sql,
    [...new Set(rows.map(({ campaignId }) => campaignId))],
    [...opened.files.values()],
  );
  return rows.map(
    ({ subjectId, campaignId, editionId, schemeId, way, grade, totalNumerator, totalDenominator, scores }) => {
      const caseFileId = opened.files.get(subjectId) as string;
      const scheme = schemes.get(schemeId) as SettlingScheme;
      const values = new Map(scores.map((score) => [score.indicatorNo, restored(score)]));
      const before: Settled = { grade, total: fractionOf(totalNumerator, totalDenominator), values };
      const own = changes.get(keyOf(campaignId, caseFileId)) ?? [];
      const reasons = new Map(
        scores.map(({ indicatorNo, reasons: each }) => [
          indicatorNo,
          each.map(({ text, evidence }) => ({
            text,
            evidence: evidence.map(({ paperId, page, absent }) => ({
              materialId: (paperId && opened.materials.get(paperId)) ?? null,
              page,
              absent,
            })),
          })),
        ]),
      );
      const after = withChanges(scheme, before, own) ?? before;
      const changed = new Set(own.map(({ indicatorNo }) => indicatorNo));
      return { caseFileId, campaignId, editionId, schemeId, scheme, way, before, after, changed, reasons };
    },
  );
}
