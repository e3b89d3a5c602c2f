import { requireRole } from '../../organizations/organization.access';
import { Role } from '../../platform/access/actor';
import type { Context } from '../../platform/context';
import { isId } from '../../platform/ids';
import { type GradeCode, shown } from '../../standards/scoring.rules';
import { readerKeysOf } from '../readings/reading.tree';
import { SCORES } from './gather';
import type { GroupReview, GroupVote } from './settling.types';
import { fractionOf } from './values';

interface Row {
  readonly grade: GradeCode;
  readonly totalNumerator: number | null;
  readonly totalDenominator: number | null;
  readonly opinion: string;
  readonly indicators: GroupReview['indicators'];
}

/** The caller's own seat in a group; null where it is none of theirs. */
async function ownSeat(context: Context, readingId: string) {
  requireRole(context, [Role.REVIEWER]);
  if (!isId(readingId)) return null;
  const keys = await readerKeysOf(context, context.actor?.accountId ?? '');
  const [seat] = await context.readBlind<{ subjectId: string; decided: boolean }>(
    `SELECT r.subject_id AS "subjectId", s.state = 'SETTLED' AS decided FROM review.reading r JOIN review.subject s ON s.id = r.subject_id
      WHERE r.id = $1 AND r.part = 'GROUP' AND r.state <> 'STOPPED' AND r.reader_key = ANY ($2::uuid[])`,
    [readingId, keys],
  );
  return seat ?? null;
}

/** What the members voted in each round, in the order of their words; null before they have decided, or where it is not their seat. */
export async function groupVotesFor(context: Context, readingId: string): Promise<GroupVote[] | null> {
  const seat = await ownSeat(context, readingId);
  if (!seat?.decided) return null;
  return context.readBlind<GroupVote>(
    `SELECT v.round, v.indicator_no AS "indicatorNo", v.points, v.grade, v.not_applicable AS "notApplicable", v.reason
       FROM review.vote v WHERE v.subject_id = $1 ORDER BY v.round, v.indicator_no, v.reason, v.points, v.grade`,
    [seat.subjectId],
  );
}

/** The reviews between which a member of the group decides, in the order of their words; null where it is not their seat. */
export async function groupReviewsFor(context: Context, readingId: string): Promise<GroupReview[] | null> {
  const seat = await ownSeat(context, readingId);
  if (!seat) return null;
  const found = await context.readBlind<Row>(
    `SELECT n.grade, n.total_numerator AS "totalNumerator", n.total_denominator AS "totalDenominator", n.opinion,
            ${SCORES} AS indicators
       FROM review.reading r JOIN review.submission n ON n.reading_id = r.id AND n.round = r.round
      WHERE r.subject_id = $1 AND r.state = 'SUBMITTED' AND r.part <> 'GROUP' ORDER BY n.opinion, n.id`,
    [seat.subjectId],
  );
  return found.map(({ totalNumerator, totalDenominator, ...row }) => {
    const total = fractionOf(totalNumerator, totalDenominator);
    return { ...row, total: total && shown(total) };
  });
}
