import { requireRole } from '../../organizations/organization.access';
import { Role } from '../../platform/access/actor';
import type { Context } from '../../platform/context';
import { isId } from '../../platform/ids';
import type { GradeCode } from '../../standards/scoring.rules';
import { readerKeysOf } from '../readings/reading.tree';
import type { GroupReview } from './settling.types';
import { pointsText } from './subject.loaders';
import { fractionOf } from './values';

interface Row {
  readonly grade: GradeCode;
  readonly totalNumerator: number | null;
  readonly totalDenominator: number | null;
  readonly opinion: string;
  readonly indicators: GroupReview['indicators'];
}

/** The reviews between which a member of the group decides, in the order of their words; null where it is not their seat. */
export async function groupReviewsFor(context: Context, readingId: string): Promise<GroupReview[] | null> {
  requireRole(context, [Role.REVIEWER]);
  if (!isId(readingId)) return null;
  const keys = await readerKeysOf(context, context.actor?.accountId ?? '');
  const [seat] = await context.readBlind<{ subjectId: string }>(
    `SELECT r.subject_id AS "subjectId" FROM review.reading r
      WHERE r.id = $1 AND r.part = 'GROUP' AND r.state <> 'STOPPED' AND r.reader_key = ANY ($2::uuid[])`,
    [readingId, keys],
  );
  if (!seat) return null;
  const found = await context.readBlind<Row>(
    `SELECT n.grade, n.total_numerator AS "totalNumerator", n.total_denominator AS "totalDenominator", n.opinion,
            (SELECT json_agg(json_build_object('indicatorNo', c.indicator_no, 'points', c.points, 'grade', c.grade, 'notApplicable', c.not_applicable, 'reason', c.reason,
                    'evidence', (SELECT coalesce(json_agg(json_build_object('paperId', e.paper_id, 'page', e.page, 'absent', e.absent) ORDER BY e.n), '[]')
                                   FROM review.evidence e WHERE (e.submission_id, e.indicator_no) = (c.submission_id, c.indicator_no))) ORDER BY c.indicator_no)
               FROM review.score c WHERE c.submission_id = n.id) AS indicators
       FROM review.reading r JOIN review.submission n ON n.reading_id = r.id AND n.round = r.round
      WHERE r.subject_id = $1 AND r.state = 'SUBMITTED' AND r.part <> 'GROUP' ORDER BY n.opinion, n.id`,
    [seat.subjectId],
  );
  return found.map(({ totalNumerator, totalDenominator, ...row }) => ({
    ...row,
    total: pointsText(fractionOf(totalNumerator, totalDenominator)),
  }));
}
