import { randomUUID } from 'node:crypto';
import type { Act } from '../../platform/act';
import { constraintMeans } from '../../platform/constraints';
import { viewFinding } from '../../platform/refusal';
import type { Finding } from '../../regulation';
import { compare, distance, type Fraction, fraction, type IndicatorValue, steps } from '../../standards/scoring.rules';
import { type Evidence, putSubject } from './gather';
import type { Settled, SettledWay } from './settling.rules';
import { stored } from './values';

const meanwhile = '另一人刚作了改动，请刷新后重试';
constraintMeans('settlement_follows', 'CHANGED_MEANWHILE', meanwhile);
constraintMeans('settlement_rests_on_reviews', 'CHANGED_MEANWHILE', meanwhile);
constraintMeans('settlement_is_of_its_scores', 'CHANGED_MEANWHILE', meanwhile);
constraintMeans('settlement_where_reviews_agree', 'CHANGED_MEANWHILE', meanwhile);
constraintMeans('subject_moves', 'CHANGED_MEANWHILE', meanwhile);

/** Why an indicator came out as it did, in somebody's words, with where the file shows it; nothing says whose words. */
export interface SettledReason {
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

export interface Settlement extends Settled {
  readonly way: SettledWay;
  readonly findings: readonly Finding[];
  readonly basis: readonly { readonly readingId: string; readonly round: number }[];
  readonly reasons: ReadonlyMap<number, readonly SettledReason[]>;
}

/** A reason somebody gave, with the value that it was given for. */
export interface GivenReason extends SettledReason {
  readonly value: IndicatorValue;
}

const OTHER_KIND = fraction(1000);

/** How far a value lies from what was settled; further than any other where one of them does not apply. */
function apart(one: IndicatorValue, other: IndicatorValue): Fraction {
  if ('points' in one && 'points' in other) return distance(one.points, other.points);
  if ('grade' in one && 'grade' in other) return fraction(steps(one.grade, other.grade));
  return 'notApplicable' in one && 'notApplicable' in other ? fraction(0) : OTHER_KIND;
}

const evidenceKey = ({ paperId, page, absent }: Evidence): string => `${paperId} ${page} ${absent}`;

/** However many read the file: one paragraph of the words of two at most. */
const VOICES = 2;

/**
 * The reasons on which a settled value rests, as one paragraph: those given for the nearest values, in the order of their
 * words. Neither the number of entries nor their order says how many read the file or whose words come first.
 */
export function inOneVoice(settled: IndicatorValue, given: readonly GivenReason[]): SettledReason[] {
  const nearest = given
    .filter(({ text, evidence }) => text !== '' || evidence.length > 0)
    .sort(
      (one, other) =>
        compare(apart(one.value, settled), apart(other.value, settled)) ||
        Math.sign(other.evidence.length) - Math.sign(one.evidence.length) ||
        (one.text < other.text ? -1 : 1),
    )
    .slice(0, VOICES);
  if (!nearest.length) return [];
  const texts = [...new Set(nearest.map(({ text }) => text.trim().replace(/[。；;.，,]+$/u, '')))].sort();
  const evidence = new Map(nearest.flatMap((each) => each.evidence.map((place) => [evidenceKey(place), place])));
  const ordered = [...evidence].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, place]) => place);
  return [{ text: texts.filter(Boolean).join('；'), evidence: ordered }];
}

const WRITE = `
  WITH settlement AS (
    INSERT INTO review.settlement (id, subject_id, round, way, grade, total_numerator, total_denominator, findings, settled_at)
    SELECT $1, $2, (SELECT coalesce(max(o.round), 0) + 1 FROM review.settlement o WHERE o.subject_id = $2), $3, $4, $5, $6, $7, $8),
  basis AS (
    INSERT INTO review.settlement_basis (settlement_id, subject_id, reading_id, round)
    SELECT $1::uuid, $2::uuid, * FROM unnest($9::uuid[], $10::integer[]))
  INSERT INTO review.settled_score (settlement_id, indicator_no, points_numerator, points_denominator, grade, not_applicable, reasons)
  SELECT $1::uuid, v.no, v.numerator, v.denominator, v.grade, v.none, v.reasons
    FROM unnest($11::smallint[], $12::bigint[], $13::bigint[], $14::text[], $15::boolean[], $16::jsonb[]) AS v (no, numerator, denominator, grade, none, reasons)`;

/** Settles a file whose row is locked. */
export async function writeSettlement(act: Act, subjectId: string, settlement: Settlement): Promise<void> {
  const { way, grade, total, findings, basis, values, reasons } = settlement;
  const lines = [...values].map(([no, value]) => ({ no, ...stored(value), reasons: reasons.get(no) ?? [] }));
  await act.sql(WRITE, [
    ...[randomUUID(), subjectId, way, grade, total?.numerator ?? null, total?.denominator ?? null],
    ...[JSON.stringify(findings.map(viewFinding)), act.now],
    basis.map(({ readingId }) => readingId),
    basis.map(({ round }) => round),
    lines.map(({ no }) => no),
    lines.map(({ pointsNumerator }) => pointsNumerator),
    lines.map(({ pointsDenominator }) => pointsDenominator),
    lines.map((line) => line.grade),
    lines.map(({ notApplicable }) => notApplicable),
    lines.map((line) => JSON.stringify(line.reasons)),
  ]);
  await putSubject(act, subjectId, 'SETTLED');
}

/** Keeps why a file goes on to a third reader or to the group. */
export async function writeDivergence(
  act: Act,
  subjectId: string,
  next: 'NEEDS_THIRD' | 'NEEDS_GROUP',
  findings: readonly Finding[],
): Promise<void> {
  await act.write(
    `INSERT INTO review.divergence (subject_id, n, next, findings)
     SELECT $1, (SELECT coalesce(max(o.n), 0) + 1 FROM review.divergence o WHERE o.subject_id = $1), $2, $3`,
    [subjectId, next, JSON.stringify(findings.map(viewFinding))],
  );
  await putSubject(act, subjectId, next);
}
