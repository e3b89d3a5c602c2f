import { Arg, Args, Ctx, Extensions, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { personById } from '../../organizations/person.loaders';
import { performAs } from '../../platform/act';
import type { Context } from '../../platform/context';
import { ActArgs, idArgument } from '../../platform/input';
import { PAGE_LIMIT, requireFirst } from '../../platform/paging';
import { seenByFile } from '../campaigns/campaign.access';
import { AssignReadersInput, StopReadingInput } from './assignment.inputs';
import {
  assignmentOf,
  hindrancesTogether,
  lackingFiles,
  pairPage,
  readersOf,
  untouched,
  visibleStanding,
  WHOLE_ASSIGNMENT,
} from './assignment.plan';
import { assignReaders, stopReading } from './assignment.service';
import {
  AssignReadersResult,
  AssignReadersSuccess,
  FileLackingReaders,
  HindranceView,
  ReaderAssignment,
  ReaderLoadView,
  ReadingPairPage,
  StopReadingResult,
  StopReadingSuccess,
} from './assignment.types';
import type { StopGroundCode } from './stopping';

async function seen(context: Context, campaignId: string) {
  const found = await visibleStanding(context, campaignId);
  if (!found) throw new Error(`the assignment of ${campaignId} is not visible to the one who asked for its parts`);
  return found;
}

@Resolver(() => ReaderAssignment)
export class AssignmentResolver {
  @Extensions({ costs: WHOLE_ASSIGNMENT })
  @Query(() => ReaderAssignment, {
    nullable: true,
    description: '评估活动的分配情况；先看结果用 assignReaders 的预演。组织人之外无人可见',
  })
  async assignmentPlan(@Ctx() context: Context, @Arg('campaignId', () => ID) campaignId: string) {
    idArgument('campaignId', campaignId);
    const found = await visibleStanding(context, campaignId);
    return found && assignmentOf(found.campaign, found.standing);
  }

  @FieldResolver(() => [ReaderLoadView], { description: '专家库中每名专家的评阅' })
  async readers(@Ctx() context: Context, @Root() { campaignId }: ReaderAssignment): Promise<ReaderLoadView[]> {
    const { standing } = await seen(context, campaignId);
    const persons = new Map(standing.pool.map(({ reviewerId, personId }) => [reviewerId, personId]));
    return Promise.all(
      readersOf(standing, context.today).map(async (load) => ({
        ...load,
        name: (await context.load(personById, persons.get(load.reviewerId) ?? ''))?.name ?? '',
      })),
    );
  }

  @FieldResolver(() => [FileLackingReaders], {
    description: '缺专家的案卷及缘由，按案卷编号排列；开始评阅以后为空，那时案卷只用代号，缘由见 hindrances',
  })
  async lacking(
    @Ctx() context: Context,
    @Root() { campaignId, first: named }: ReaderAssignment,
    @Arg('first', () => Int, { description: `至多列出几份，1至${PAGE_LIMIT}` }) first: number,
  ) {
    requireFirst(first);
    const { campaign, standing } = await seen(context, campaignId);
    return named ? lackingFiles(campaign, standing, first) : [];
  }

  @FieldResolver(() => [HindranceView], {
    description: '所有缺专家的案卷合计，专家库中其他人为何不能评阅（人次）；是哪一种回避情形不分列',
  })
  async hindrances(@Ctx() context: Context, @Root() { campaignId }: ReaderAssignment) {
    const { campaign, standing } = await seen(context, campaignId);
    return hindrancesTogether(campaign, standing);
  }

  @FieldResolver(() => ReadingPairPage, {
    description: '每名专家的每次评阅；不说是哪份案卷。开始答复以后为空',
  })
  async pairs(
    @Ctx() context: Context,
    @Root() { campaignId, first: explained }: ReaderAssignment,
    @Arg('first', () => Int, { description: `每页条数，1至${PAGE_LIMIT}` }) first: number,
    @Arg('skip', () => Int, { defaultValue: 0, description: '跳过几条' }) skip: number,
  ): Promise<ReadingPairPage> {
    requireFirst(first);
    const { campaign, standing } = await seen(context, campaignId);
    if (seenByFile(campaign.state)) return { totalCount: 0, pairs: [] };
    const page = pairPage(standing, { skip: Math.max(skip, 0), first, explained }, context.today);
    const stops = await context.read<{ readingId: string; ground: StopGroundCode | null; reason: string }>(
      'SELECT reading_id AS "readingId", ground, reason FROM reading_stop WHERE reading_id = ANY ($1)',
      [page.pairs.map(({ readingId }) => readingId)],
    );
    const reasons = new Map(stops.map((stop) => [stop.readingId, stop]));
    return {
      ...page,
      pairs: page.pairs.map((pair) => ({
        ...pair,
        stopReason: reasons.get(pair.readingId)?.reason ?? null,
        stopGround: reasons.get(pair.readingId)?.ground ?? null,
      })),
    };
  }

  @Extensions({ costs: WHOLE_ASSIGNMENT })
  @Mutation(() => AssignReadersResult, {
    description:
      '给每份案卷分配所缺的评估专家：有须回避情形的一律不分，评阅数尽量均匀，专长相符，搭配分散；已分配的不动，但按登记的事实后来须回避的，先停止再另行分配。预演即试排。拒绝：WRONG_STATE、NOTHING_DRAWN、NOT_FOUND',
  })
  assignReaders(@Ctx() context: Context, @Arg('input') input: AssignReadersInput, @Args() args: ActArgs) {
    return performAs(
      context,
      assignReaders,
      input,
      args,
      AssignReadersSuccess,
      async ({ campaignId, from, added, stopped, missing }) => {
        const { campaign, standing } = await seen(context, campaignId);
        // Answered again later to the same key, it is no longer the first: something was read or stopped meanwhile.
        const first = from === 'DRAWN' && untouched(standing);
        return { added, stopped, missing, assignment: assignmentOf(campaign, standing, first) as ReaderAssignment };
      },
    );
  }

  @Mutation(() => StopReadingResult, {
    description:
      '停止一次评阅，已写的保留；随后用 assignReaders 另行分配。预演不核对登记的事实。已提交的，只因须回避（选明情形）或者回避申请成立而停止。拒绝：WRONG_STATE、STOP_NEEDS_GROUND、GROUND_NOT_FOUND（登记中没有）、REPLIES_OPEN（答复已经开始）、NOT_FOUND',
  })
  stopReading(@Ctx() context: Context, @Arg('input') input: StopReadingInput, @Args() args: ActArgs) {
    return performAs(context, stopReading, input, args, StopReadingSuccess, (outcome) => outcome);
  }
}
