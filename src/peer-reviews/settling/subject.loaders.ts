import type { Batch, Context } from '../../platform/context';
import type { FindingView } from '../../platform/refusal';
import { type Fraction, type GradeCode, shown } from '../../standards/scoring.rules';
import { seenByFileSql } from '../campaigns/campaign.access';
import type { ReadingPartCode, ReadingStateCode } from '../readings/review.types';
import { FAR_APART } from './divergence.rules';
import type { SettledReason } from './settlement';
import type { SettledWay } from './settling.rules';
import type { Divergence, ReviewSubject, SettlementView, SubjectReading } from './settling.types';
import { fractionOf, type GivenValue, type StoredValue } from './values';

export const SUBJECT = `t.id, t.pseudonym, t.case_kind AS "caseKind", t.stage, t.state`;

export const pointsText = (value: Fraction | null): string | null => value && shown(value);

/** What a file under its pseudonym says to those who run its campaign, and to everybody else. */
interface Silence {
  /** No result yet: what readers gave and members voted is told to nobody, whoever might speak with those still to judge. */
  readonly open: boolean;
  /** Results are seen by case file: what stood here would join the two. */
  readonly seenByFile: boolean;
}

/** One statement for all subjects asked for; their rows come as JSON. */
const ofSubjects = <Row, V>(
  name: string,
  select: string,
  make: (rows: Row[], silence: Silence) => V,
): Batch<string, V> => ({
  name,
  async fetch(context: Context, ids) {
    const found = await context.read<{ id: string; rows: Row[] } & Silence>(
      `SELECT s.id, (${select}) AS rows, s.state NOT IN ('SETTLED', 'WITHDRAWN') AS open, ${seenByFileSql('c')} AS "seenByFile"
         FROM review.subject s JOIN review_campaign c ON c.id = s.campaign_id WHERE s.id = ANY ($1::uuid[])`,
      [ids],
    );
    const byId = new Map(found.map(({ id, rows, ...silence }) => [id, make(rows, silence)]));
    return ids.map((id) => byId.get(id) ?? make([], { open: true, seenByFile: true }));
  },
});

export const subjectById: Batch<string, ReviewSubject | null> = {
  name: 'review subject',
  async fetch(context, ids) {
    const found = await context.read<ReviewSubject>(
      `SELECT ${SUBJECT} FROM review.subject t WHERE t.id = ANY ($1::uuid[])`,
      [ids],
    );
    const byId = new Map(found.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  },
};

interface ReadingRow {
  readonly id: string;
  readonly part: ReadingPartCode;
  readonly state: ReadingStateCode;
  readonly round: number;
  readonly dueOn: string;
  readonly stoppedReason: string | null;
  readonly grade: GradeCode | null;
  readonly totalNumerator: number | null;
  readonly totalDenominator: number | null;
  readonly votes: (GivenValue & { round: number; indicatorNo: number; reason: string })[];
}

export const readingsOfSubject = ofSubjects<ReadingRow, SubjectReading[]>(
  'readings of subject',
  `SELECT coalesce(json_agg(json_build_object('id', r.id, 'part', r.part, 'state', r.state, 'round', r.round, 'dueOn', r.due_on, 'stoppedReason', r.stopped_reason,
          'grade', n.grade, 'totalNumerator', n.total_numerator, 'totalDenominator', n.total_denominator,
          'votes', (SELECT coalesce(json_agg(json_build_object('round', v.round, 'indicatorNo', v.indicator_no, 'points', v.points, 'grade', v.grade, 'notApplicable', v.not_applicable, 'reason', v.reason)
                           ORDER BY v.round, v.indicator_no), '[]') FROM review.vote v WHERE v.reading_id = r.id)) ORDER BY r.id), '[]')
     FROM review.reading r LEFT JOIN review.submission n ON n.reading_id = r.id AND n.round = r.round WHERE r.subject_id = s.id`,
  (rows, { open, seenByFile }) =>
    rows.map(({ totalNumerator, totalDenominator, ...row }) => ({
      ...row,
      grade: open || seenByFile ? null : row.grade,
      total: open || seenByFile ? null : pointsText(fractionOf(totalNumerator, totalDenominator)),
      votes: open || seenByFile ? [] : row.votes,
    })),
);

type DivergenceRow = Pick<Divergence, 'n' | 'next' | 'findings'>;

/** Where readers or members differ, without what any of them gave. */
function whereApart(findings: readonly FindingView[]): Pick<Divergence, 'indicators' | 'overall'> {
  const unmet = findings.filter(({ met }) => !met);
  const named = unmet.map(({ facts }) => facts.find(({ name }) => name === 'indicators')?.value ?? '');
  const numbers = new Set(named.flatMap((value) => value.split('、').filter(Boolean).map(Number)));
  const overall = named.includes('') || unmet.some(({ rule }) => rule === FAR_APART);
  return { indicators: [...numbers].sort((one, other) => one - other), overall };
}

export const divergencesOfSubject = ofSubjects<DivergenceRow, Divergence[]>(
  'divergences of subject',
  `SELECT coalesce(json_agg(json_build_object('n', d.n, 'next', d.next, 'findings', d.findings) ORDER BY d.n), '[]') FROM review.divergence d WHERE d.subject_id = s.id`,
  (rows, { open, seenByFile }) =>
    (seenByFile ? [] : rows).map(({ findings, ...row }) => ({
      ...row,
      ...whereApart(findings),
      findings: open ? [] : findings,
    })),
);

interface SettlementRow {
  readonly round: number;
  readonly way: SettledWay;
  readonly grade: GradeCode;
  readonly totalNumerator: number | null;
  readonly totalDenominator: number | null;
  readonly settledAt: string;
  readonly findings: FindingView[];
  readonly restsOn: string[];
  readonly indicators: (StoredValue & { indicatorNo: number; reasons: SettledReason[] })[];
}

/** All of them, the latest last: what was settled before a reading was opened again stays to be seen. */
export const settlementsOfSubject = ofSubjects<SettlementRow, SettlementView[]>(
  'settlements of subject',
  `SELECT coalesce(json_agg(json_build_object('round', t.round, 'way', t.way, 'grade', t.grade, 'totalNumerator', t.total_numerator, 'totalDenominator', t.total_denominator,
          'settledAt', t.settled_at, 'findings', t.findings,
          'restsOn', (SELECT coalesce(json_agg(b.reading_id ORDER BY b.reading_id), '[]') FROM review.settlement_basis b WHERE b.settlement_id = t.id),
          'indicators', (SELECT json_agg(json_build_object('indicatorNo', v.indicator_no, 'pointsNumerator', v.points_numerator, 'pointsDenominator', v.points_denominator,
                                'grade', v.grade, 'notApplicable', v.not_applicable, 'reasons', v.reasons) ORDER BY v.indicator_no)
                           FROM review.settled_score v WHERE v.settlement_id = t.id)) ORDER BY t.round), '[]')
     FROM review.settlement t WHERE t.subject_id = s.id`,
  (rows, { open, seenByFile }) =>
    rows.map(({ totalNumerator, totalDenominator, settledAt, indicators, ...row }) => ({
      ...row,
      settledAt: new Date(settledAt),
      grade: open || seenByFile ? null : row.grade,
      findings: open || seenByFile ? [] : row.findings,
      total: open || seenByFile ? null : pointsText(fractionOf(totalNumerator, totalDenominator)),
      indicators: (open || seenByFile ? [] : indicators).map(
        ({ pointsNumerator, pointsDenominator, reasons, ...value }) => ({
          ...value,
          points: pointsText(fractionOf(pointsNumerator, pointsDenominator)),
          reasons: reasons.map(({ text, evidence }) => ({ text, evidence: [...evidence] })),
        }),
      ),
    })),
);
