import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, Query, Resolver, Root } from 'type-graphql';
import { requireRole } from '../../organizations/organization.access';
import { appointmentsFor, bureausHeld, Role, regionsHeld } from '../../platform/access/actor';
import { Where } from '../../platform/access/scope';
import type { Context } from '../../platform/context';
import { isId } from '../../platform/ids';
import { PageArgs, pageOf } from '../../platform/paging';
import { availableActions } from '../../platform/states';
import { seenByFileSql } from '../campaigns/campaign.access';
import { CampaignReading, CampaignReadingConnection, ReadingProgress } from './progress.types';
import { READER } from './reader-pseudonym';
import { ReadingState } from './reading.codes';
import { readingStates } from './reading.states';
import type { ReadingStateCode } from './review.types';

/** Who follows a campaign's readings: those who run it, and those who oversee the region. */
export const PROGRESS_READERS: readonly Role[] = [Role.REVIEW_COORDINATOR, Role.BUREAU_SUPERVISOR, Role.AUDITOR];

@InputType({ description: '评阅的筛选；各项同时满足' })
export class CampaignReadingFilter {
  @Field(() => [ReadingState], { nullable: true, description: '状态' }) states?: ReadingStateCode[];
  @Field({ nullable: true, description: '只列逾期未交的' }) overdue?: boolean;
  @Field({ nullable: true, description: '评估人的代号' }) reader?: string;
}

const FROM =
  'review.reading t JOIN review.subject s ON s.id = t.subject_id JOIN review_campaign b ON b.id = s.campaign_id';

type Row = Omit<CampaignReading, 'availableActions' | 'overdue'>;

const COLUMNS = `t.id, ${READER} AS reader, t.part, t.round, t.state, t.due_on AS "dueOn", t.stopped_reason AS "stoppedReason",
  (SELECT count(*)::int FROM review.draft d WHERE d.reading_id = t.id AND d.indicator_no > 0) AS drafted`;

/** Campaigns within reach: the coordinator's own bureau, the region of those who oversee. */
function reach(context: Context, where: Where): Where {
  requireRole(context, PROGRESS_READERS);
  const held = context.actor ? appointmentsFor(context.actor, PROGRESS_READERS) : [];
  const own = bureausHeld(held.filter(({ role }) => role === Role.REVIEW_COORDINATOR));
  const regions = regionsHeld(held.filter(({ role }) => role !== Role.REVIEW_COORDINATOR));
  return where.and(
    `b.bureau_id = ANY (${where.value(own)}::uuid[]) OR b.region_code LIKE ANY (${where.value(regions)}::text[])`,
  );
}

const shownTo =
  (context: Context) =>
  (row: Row): CampaignReading => ({
    ...row,
    overdue: row.state === 'ASSIGNED' && row.dueOn < context.today,
    availableActions:
      row.part === 'GROUP' || !context.actor
        ? []
        : availableActions(
            readingStates,
            row.state,
            appointmentsFor(context.actor, PROGRESS_READERS).map(({ role }) => role),
          ),
  });

/** Readings as the coordinator sees them after an act, in the order of their ids: by pseudonym, the order would tell who reads what. */
export async function campaignReadings(context: Context, ids: readonly string[]): Promise<CampaignReading[]> {
  const where = reach(context, new Where());
  where.and(`t.id = ANY (${where.value(ids)}::uuid[])`);
  const rows = await context.read<Row>(
    `SELECT ${COLUMNS} FROM ${FROM} WHERE ${where.text} ORDER BY t.id`,
    where.params,
  );
  return rows.map(shownTo(context));
}
export async function campaignReading(context: Context, id: string): Promise<CampaignReading> {
  const [reading] = await campaignReadings(context, [id]);
  if (!reading) throw new Error(`reading ${id} is gone after the act that wrote it`);
  return reading;
}

@Resolver(() => ReadingProgress)
export class ReadingProgressQueries {
  @Query(() => ReadingProgress, {
    nullable: true,
    description: '一次评估活动的评阅进度，只见代号；不存在或者无权查看为空。限评估组织人、监督人、审计人',
  })
  async readingProgress(
    @Ctx() context: Context,
    @Arg('campaignId', () => ID) campaignId: string,
  ): Promise<ReadingProgress | null> {
    const where = reach(context, new Where());
    if (!isId(campaignId)) return null;
    where.and(`b.id = ${where.value(campaignId)}::uuid`);
    const today = where.value(context.today);
    const [found] = await context.read<ReadingProgress>(
      `SELECT b.id AS "campaignId", f.*, r.*
         FROM review_campaign b,
         LATERAL (SELECT count(*)::int AS files, (count(*) FILTER (WHERE s.state = 'SETTLED'))::int AS settled FROM review.subject s WHERE s.campaign_id = b.id) f,
         LATERAL (SELECT count(DISTINCT t.reader_key)::int AS readers, (count(*) FILTER (WHERE t.state = 'ASSIGNED'))::int AS assigned,
                         (count(*) FILTER (WHERE t.state = 'SUBMITTED'))::int AS submitted, (count(*) FILTER (WHERE t.state = 'STOPPED'))::int AS stopped,
                         (count(*) FILTER (WHERE t.state = 'ASSIGNED' AND t.due_on < ${today}::date))::int AS overdue
                    FROM review.reading t JOIN review.subject s ON s.id = t.subject_id WHERE s.campaign_id = b.id) r
        WHERE ${where.text}`,
      where.params,
    );
    return found ?? null;
  }

  @FieldResolver(() => CampaignReadingConnection, {
    description: '各次评阅，按评估人的代号；是哪份案卷，连代号也不在其中。开始答复以后为空',
  })
  async readings(
    @Ctx() context: Context,
    @Root() progress: ReadingProgress,
    @Args() page: PageArgs,
    @Arg('filter', { nullable: true }) filter?: CampaignReadingFilter,
  ) {
    const where = reach(context, new Where());
    where.and(`b.id = ${where.value(progress.campaignId)}::uuid`).and(`NOT (${seenByFileSql('b')})`);
    if (filter?.states) where.and(`t.state = ANY (${where.value(filter.states)})`);
    if (filter?.reader) where.and(`${READER} = ${where.value(filter.reader)}`);
    if (filter?.overdue) where.and(`t.state = 'ASSIGNED' AND t.due_on < ${where.value(context.today)}::date`);
    const found = await pageOf<Row>(context, { select: COLUMNS, from: FROM, where }, page);
    const shown = shownTo(context);
    return { ...found, edges: found.edges.map(({ cursor, node }) => ({ cursor, node: shown(node) })) };
  }
}
