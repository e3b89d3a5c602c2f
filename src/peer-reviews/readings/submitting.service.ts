import { randomUUID } from 'node:crypto';
import { Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { constraintMeans } from '../../platform/constraints';
import type { Prepared } from '../../platform/database/data-source';
import { conflict, requireOpen } from '../../platform/refusal';
import {
  type Fraction,
  fraction,
  type GradeCode,
  gradeOf,
  type IndicatorValue,
  totalOf,
} from '../../standards/scoring.rules';
import { type LockedReading, ownReadingForSubmission, requireInTime, requireRunning } from './reading.access';
import { submitReviewInput } from './reading.inputs';
import { type SchemeLines, schemeLines } from './reading-standard.loaders';
import { reviewSubmitted } from './readings.events';
import { changedDrafts, reviewDecision } from './review.rules';
import { type Draft, type DraftValue, OVERALL, type ReviewFacts } from './review.types';

constraintMeans('submission_reading_id_round_key', 'ALREADY_SUBMITTED', '这次评阅已经提交，不能再改');
constraintMeans('reading_takes_no_submission', 'READING_STOPPED', '这次评阅已不再接受提交');

interface Lines extends Pick<ReviewFacts, 'papers' | 'indicators' | 'ownName'> {
  readonly drafts: readonly Draft[];
  readonly scheme: SchemeLines;
}

const SUBMITTED: Prepared = {
  name: 'what is submitted',
  text: `SELECT (SELECT coalesce(json_agg(json_build_object('indicatorNo', d.indicator_no, 'version', d.version, 'value', d.value) ORDER BY d.indicator_no), '[]')
            FROM review.draft d WHERE d.reading_id = $1) AS drafts,
         (SELECT o.name FROM person o WHERE o.id = $3) AS "ownName",
         (SELECT coalesce(json_agg(json_build_object('id', p.id, 'pages', p.pages, 'state', p.state)), '[]') FROM review.paper p WHERE p.subject_id = $2) AS papers`,
};

/** Drafts, papers, indicators at this stage and the scheme's lines: all that a submission is judged by. */
async function linesOf(act: Act, { id, subjectId, schemeId, stage }: LockedReading): Promise<Lines> {
  const scheme = await schemeLines(act.context, schemeId);
  const [found] = await act.sql<Pick<Lines, 'drafts' | 'papers' | 'ownName'>>(SUBMITTED, [
    ...[id, subjectId, act.actor.personId],
  ]);
  if (!found) throw new Error('a statement without tables answered nothing');
  const indicators = scheme.indicators.map(({ no, applicability }) => ({
    no,
    applicability: applicability[stage] ?? null,
  }));
  return { ...found, indicators, scheme };
}

const scored = ({ points, grade }: DraftValue): IndicatorValue =>
  points !== null ? { points: fraction(points) } : grade !== null ? { grade } : { notApplicable: true };

interface Result {
  readonly grade: GradeCode;
  readonly total: Fraction | null;
}

/** POINTS_100: the total is exact and gives the grade; INDICATOR_GRADE: the reader judged it. */
function resultOf({ schemeKind }: LockedReading, { drafts, scheme }: Lines): Result {
  if (schemeKind === 'INDICATOR_GRADE') {
    const grade = drafts.find(({ indicatorNo }) => indicatorNo === OVERALL)?.value.grade;
    if (!grade) throw new Error('a review without an overall grade passed its decision');
    return { grade, total: null };
  }
  const values = new Map(
    drafts
      .filter(({ indicatorNo }) => indicatorNo !== OVERALL)
      .map((draft) => [draft.indicatorNo, scored(draft.value)]),
  );
  const weights = scheme.indicators.flatMap(({ no, weight }) => (weight === null ? [] : [[no, weight] as const]));
  const total = totalOf(new Map(weights), values);
  if (!total) throw new Error('a review of nothing passed its decision');
  const bands = scheme.bands.map(({ grade, fromHundredths, toHundredths }) => ({
    grade,
    from: fromHundredths,
    to: toHundredths,
  }));
  return { grade: gradeOf(bands, total), total };
}

const WRITE: Prepared = {
  name: 'submission',
  text: `
  WITH submission AS (
    INSERT INTO review.submission (id, reading_id, subject_id, round, grade, total_numerator, total_denominator, opinion, submitted_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)),
  score AS (
    INSERT INTO review.score (submission_id, subject_id, indicator_no, points, grade, not_applicable, reason, anchors)
    SELECT $1::uuid, $3::uuid, * FROM unnest($10::smallint[], $11::smallint[], $12::text[], $13::boolean[], $14::text[], $15::smallint[]))
  INSERT INTO review.evidence (submission_id, indicator_no, subject_id, n, paper_id, page, absent)
  SELECT $1::uuid, e.no, $3::uuid, e.n, e.paper, e.page, e.absent
    FROM unnest($16::smallint[], $17::smallint[], $18::uuid[], $19::integer[], $20::boolean[]) AS e (no, n, paper, page, absent)`,
};

async function write(act: Act, id: string, reading: LockedReading, drafts: readonly Draft[], result: Result) {
  const scores = drafts.filter(({ indicatorNo }) => indicatorNo !== OVERALL);
  const opinion = drafts.find(({ indicatorNo }) => indicatorNo === OVERALL)?.value.reason;
  const evidence = scores.flatMap(({ indicatorNo, value }) =>
    value.evidence.map((anchor, index) => ({ indicatorNo, n: index + 1, ...anchor })),
  );
  await act.sql(WRITE, [
    ...[id, reading.id, reading.subjectId, reading.round],
    ...[result.grade, result.total?.numerator ?? null, result.total?.denominator ?? null, opinion, act.now],
    scores.map(({ indicatorNo }) => indicatorNo),
    scores.map(({ value }) => value.points),
    scores.map(({ value }) => value.grade),
    scores.map(({ value }) => value.notApplicable),
    scores.map(({ value }) => value.reason),
    scores.map(({ value }) => value.evidence.length),
    evidence.map(({ indicatorNo }) => indicatorNo),
    evidence.map(({ n }) => n),
    evidence.map(({ paperId }) => paperId),
    evidence.map(({ page }) => page),
    evidence.map(({ absent }) => absent),
  ]);
}

/** Refusal: DRAFT_CHANGED with each draft that is no longer what was seen. */
export function requireSeen(drafts: readonly Draft[], seen: readonly Pick<Draft, 'indicatorNo' | 'version'>[]): void {
  const changed = seen.flatMap(({ indicatorNo, version }) => {
    const currentVersion = drafts.find((draft) => draft.indicatorNo === indicatorNo)?.version ?? 0;
    return currentVersion === version ? [] : [{ indicatorNo, givenVersion: version, currentVersion }];
  });
  if (changed.length) {
    throw conflict('DRAFT_CHANGED', '有草稿已在别处改过；没有提交，请读取后再提交', changedDrafts(changed));
  }
}

/**
 * Submits the drafts as they stand; final (S4-4.1b, S4-4.1c). What comes of it – agreement, a third reader – is decided in
 * the same transaction by whoever answers `reviewSubmitted`. A preview ends with the decision: what comes of it would tell
 * what the others wrote, as often as one likes. Refusals: REVIEW_INCOMPLETE with everything that is missing,
 * READING_OVERDUE, DRAFT_CHANGED, ALREADY_SUBMITTED, READING_STOPPED, FILE_WITHDRAWN, CAMPAIGN_CLOSED, READING_OF_GROUP.
 */
export const submitReview = defineAct({
  name: 'submitReview',
  event: 'REVIEW_SUBMITTED',
  roles: [Role.REVIEWER],
  input: submitReviewInput,
  secret: true,
  async run(act, { readingId, versions }) {
    const reading = await ownReadingForSubmission(act, readingId);
    const provisions = requireRunning('submitReview', reading);
    requireInTime(reading, act.today);
    const lines = await linesOf(act, reading);
    requireSeen(lines.drafts, versions);
    requireOpen('REVIEW_INCOMPLETE', reviewDecision({ ...reading, ...lines }, lines.drafts));
    if (act.preview) return { readingId };
    const result = resultOf(reading, lines);
    const submissionId = randomUUID();
    await write(act, submissionId, reading, lines.drafts, result);
    await reviewSubmitted.publish(act, {
      subjectId: reading.subjectId,
      readingId,
      campaignId: reading.campaignId,
    });
    await act.record({
      things: [{ kind: 'Reading', id: readingId }],
      facts: { submissionId, round: reading.round, grade: result.grade },
      provisions,
    });
    return { readingId };
  },
});
