import { sqlOf } from '../../organizations/adoptions';
import type { Context } from '../../platform/context';
import { columnsOf } from '../../platform/database/naming';
import { type Fraction, type IndicatorValue, shown } from '../../standards/scoring.rules';
import { openForReply } from '../replies/opening';
import { settledFiles } from '../replies/settled-files';
import type { SettledWay } from '../settling/settling.rules';
import { fractionOf, restored, type StoredValue } from '../settling/values';
import { vaultReads } from '../vault-reads';
import { consequencesOf } from './consequences';
import { ImprovementPointRow, type ResultReason, type ReviewResultRow } from './result.entity';
import type { ImprovementPoint, ReviewReply, ReviewResult, ReviewResultIndicator } from './result.types';

/** One file in one campaign. */
export interface Pair {
  readonly campaignId: string;
  readonly caseFileId: string;
}
export const keyOf = ({ campaignId, caseFileId }: Pair): string => `${campaignId} ${caseFileId}`;

interface Ground extends Pair {
  readonly title: string;
  readonly state: string;
  readonly repliesDueOn: string | null;
  readonly byLawyer: boolean;
}

type Core = Pick<ReviewResult, 'id' | 'grade' | 'total' | 'changedByReply' | 'finalisedAt'> & {
  readonly way: SettledWay;
  readonly indicators: Omit<ReviewResultIndicator, 'replies'>[];
};

const text = (value: Fraction | null): string | null => value && shown(value);

function indicator(
  caseFileId: string,
  indicatorNo: number,
  value: IndicatorValue,
  changedByReply: boolean,
  reasons: readonly ResultReason[],
): Omit<ReviewResultIndicator, 'replies'> {
  return {
    indicatorNo,
    points: 'points' in value ? text(value.points) : null,
    grade: 'grade' in value ? value.grade : null,
    notApplicable: 'notApplicable' in value,
    changedByReply,
    reasons: reasons.map(({ text: said, evidence }) => ({
      text: said,
      evidence: evidence.map((each) => ({ ...each, caseFileId })),
    })),
  };
}

const unzip = (pairs: readonly Pair[]) => [
  pairs.map(({ campaignId }) => campaignId),
  pairs.map(({ caseFileId }) => caseFileId),
];
const AMONG =
  'JOIN unnest($1::uuid[], $2::uuid[]) AS p (campaign, file) ON p.campaign = t.campaign_id AND p.file = t.case_file_id';

const groundsOf = (context: Context, pairs: readonly Pair[]) =>
  context.read<Ground>(
    `SELECT c.id AS "campaignId", t.case_file_id AS "caseFileId", c.title, c.state, c.replies_due_on AS "repliesDueOn",
            EXISTS (SELECT FROM engagement e JOIN practitioner w ON w.id = e.practitioner_id WHERE e.case_file_id = t.case_file_id AND w.kind = 'LAWYER') AS "byLawyer"
       FROM campaign_draw t ${AMONG} JOIN review_campaign c ON c.id = t.campaign_id
      WHERE t.part <> 'GOLD' AND c.state IN ('REPLYING', 'FINALISED')`,
    unzip(pairs),
  );

type FinalRow = Omit<ReviewResultRow, 'finalisedAt'> & {
  finalisedAt: Date;
  indicators: (StoredValue & { indicatorNo: number; changedByReply: boolean; reasons: ResultReason[] })[];
};

async function finalOnes(context: Context, pairs: readonly Pair[]): Promise<Map<string, Core>> {
  const found = await context.read<FinalRow>(
    `SELECT t.id, t.campaign_id AS "campaignId", t.case_file_id AS "caseFileId", t.way, t.grade, t.total_numerator AS "totalNumerator", t.total_denominator AS "totalDenominator",
            t.changed_by_reply AS "changedByReply", t.finalised_at AS "finalisedAt",
            (SELECT json_agg(json_build_object('indicatorNo', i.indicator_no, 'pointsNumerator', i.points_numerator, 'pointsDenominator', i.points_denominator, 'grade', i.grade,
                    'notApplicable', i.not_applicable, 'changedByReply', i.changed_by_reply, 'reasons', i.reasons) ORDER BY i.indicator_no)
               FROM review_result_indicator i WHERE i.result_id = t.id) AS indicators
       FROM review_result t ${AMONG}`,
    unzip(pairs),
  );
  return new Map(
    found.map(({ indicators, totalNumerator, totalDenominator, caseFileId, ...row }) => [
      keyOf({ ...row, caseFileId }),
      {
        ...row,
        total: text(fractionOf(totalNumerator, totalDenominator)),
        indicators: indicators.map(({ indicatorNo, changedByReply, reasons, ...value }) =>
          indicator(caseFileId, indicatorNo, restored(value), changedByReply, reasons),
        ),
      },
    ]),
  );
}

/** What is settled while replies run: the map is opened for it, and the changes that are decided already count. */
async function runningOnes(context: Context, pairs: readonly Pair[]): Promise<Map<string, Core>> {
  if (pairs.length === 0 || !context.actor) return new Map();
  const opened = await openForReply(vaultReads(context), pairs, context.actor.accountId);
  const files = await settledFiles(sqlOf(context), opened);
  return new Map(
    files.map((file) => {
      const { caseFileId, after, changed, reasons, way } = file;
      const indicators = [...after.values].map(([no, value]) =>
        indicator(caseFileId, no, value, changed.has(no), reasons.get(no) ?? []),
      );
      const core = { id: null, way, grade: after.grade, total: text(after.total), finalisedAt: null, indicators };
      return [keyOf(file), { ...core, changedByReply: changed.size > 0 }];
    }),
  );
}

type ReplyRow = Omit<ReviewReply, 'own'> & Pair & { readonly personId: string };

async function repliesOf(context: Context, pairs: readonly Pair[]): Promise<Map<string, ReplyRow[]>> {
  const found = await context.read<ReplyRow>(
    `SELECT t.id, t.campaign_id AS "campaignId", t.case_file_id AS "caseFileId", t.indicator_no AS "indicatorNo", t.person_id AS "personId", t.reply AS text, t.replied_at AS "repliedAt",
            d.outcome, d.reasons, d.decided_at AS "decidedAt"
       FROM review_reply t ${AMONG} LEFT JOIN review_reply_decision d ON d.reply_id = t.id ORDER BY t.id`,
    unzip(pairs),
  );
  return grouped(found);
}

function grouped<Row extends Pair>(found: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of found) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

const pointsOf = async (context: Context, pairs: readonly Pair[]) =>
  grouped(
    await context.read<ImprovementPointRow>(
      `SELECT ${columnsOf(ImprovementPointRow, 't')} FROM improvement_point t ${AMONG} ORDER BY t.id`,
      unzip(pairs),
    ),
  );

export const viewPoint = ({
  id,
  indicatorNo,
  text: said,
  dueOn,
  enteredAt,
  tickedAt,
  tickNote,
}: ImprovementPointRow): ImprovementPoint => ({
  ...{ id, indicatorNo, text: said, dueOn, enteredAt, tickedAt, tickNote },
});

/**
 * Results of files in campaigns, final or as they stand while replies run, in a number of statements that does not grow
 * with theirs. Whether the caller may see them is settled before.
 */
export async function resultRecords(context: Context, pairs: readonly Pair[]): Promise<Map<string, ReviewResult>> {
  if (pairs.length === 0) return new Map();
  const grounds = await groundsOf(context, pairs);
  const running = grounds.filter(({ state }) => state === 'REPLYING');
  const [final, open, replies, points] = await Promise.all([
    finalOnes(context, grounds),
    runningOnes(context, running),
    repliesOf(context, grounds),
    pointsOf(context, grounds),
  ]);
  const results = new Map<string, ReviewResult>();
  for (const ground of grounds) {
    const key = keyOf(ground);
    const core = final.get(key) ?? open.get(key);
    if (!core) continue;
    const own = (replies.get(key) ?? []).map(({ personId, campaignId: _c, caseFileId: _f, ...reply }) => ({
      ...reply,
      own: personId === context.actor?.personId,
    }));
    results.set(key, {
      ...core,
      campaignId: ground.campaignId,
      caseFileId: ground.caseFileId,
      campaignTitle: ground.title,
      repliesDueOn: ground.repliesDueOn,
      final: core.id !== null,
      indicators: core.indicators.map((each) => ({
        ...each,
        replies: own.filter(({ indicatorNo }) => indicatorNo === each.indicatorNo),
      })),
      improvementPoints: (points.get(key) ?? []).map(viewPoint),
      consequences: core.id === null ? [] : consequencesOf(core.grade, ground.byLawyer),
    });
  }
  return results;
}
