import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { performAs } from '../platform/act';
import type { Context } from '../platform/context';
import { isId } from '../platform/ids';
import { ActArgs } from '../platform/input';
import { PageArgs } from '../platform/paging';
import { visibleBatch } from './release.access';
import type { ReleaseBatchRow } from './release.entity';
import { ReleaseSubsidiesInput, ReleaseSubsidyInput, VoidReleaseInput } from './release.inputs';
import { outcomeCounts, outcomesOf } from './release.outcomes';
import { releaseSubsidies, releaseSubsidy, voidRelease } from './release.service';
import {
  OutcomeCount,
  ReleaseBatch,
  ReleaseOutcomeCode,
  type ReleaseOutcomeCodes,
  ReleaseOutcomeConnection,
  ReleaseSubsidiesResult,
  ReleaseSubsidiesSuccess,
  ReleaseSubsidyResult,
  ReleaseSubsidySuccess,
  VoidReleaseResult,
  VoidReleaseSuccess,
} from './release.types';
import { OFFICE_SIDE, requireSubsidyReader } from './subsidy.access';
import { batchById } from './subsidy.loaders';
import { subsidyAfterAct } from './subsidy.resolver';

async function batchAfterAct(context: Context, id: string): Promise<ReleaseBatch> {
  const row = await context.load(batchById, id);
  if (!row) throw new Error(`no batch ${id}`);
  return row;
}

@Resolver(() => ReleaseBatch)
export class ReleaseResolver {
  @Query(() => ReleaseBatch, { nullable: true, description: '一个发放批次；不存在或不在范围内为空' })
  releaseBatch(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    requireSubsidyReader(context, OFFICE_SIDE);
    return isId(id) ? visibleBatch(context, id) : null;
  }

  @FieldResolver(() => [OutcomeCount], { description: '各种结果的行数' })
  totals(@Ctx() context: Context, @Root() { id }: ReleaseBatchRow) {
    return context.load(outcomeCounts, id);
  }

  @FieldResolver(() => ReleaseOutcomeConnection, { description: '逐行的结果，按提交的顺序' })
  outcomes(
    @Ctx() context: Context,
    @Root() { id }: ReleaseBatchRow,
    @Args() page: PageArgs,
    @Arg('code', () => ReleaseOutcomeCode, { nullable: true }) code: ReleaseOutcomeCodes | null,
  ) {
    return outcomesOf(context, id, page, code);
  }

  @Mutation(() => ReleaseSubsidyResult, {
    description:
      '发放一笔补贴（S4-5.1c、LAL-52）。拒绝：RELEASE_GATE_CLOSED（条件未满足，列出全部认定）、ALREADY_RELEASED（此前已经发放）',
  })
  releaseSubsidy(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: ReleaseSubsidyInput) {
    return performAs(context, releaseSubsidy, input, args, ReleaseSubsidySuccess, async (done) => ({
      subsidy: await subsidyAfterAct(context, done.subsidyId),
      batch: await batchAfterAct(context, done.batchId),
    }));
  }

  @Mutation(() => ReleaseSubsidiesResult, {
    description:
      '发放多笔补贴，一次最多10000行：逐行判定，合格的发放，其余说明原因；总额确切到分。拒绝：NOTHING_TO_RELEASE（按条件一笔也没有）',
  })
  releaseSubsidies(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: ReleaseSubsidiesInput) {
    return performAs(context, releaseSubsidies, input, args, ReleaseSubsidiesSuccess, async (done) => ({
      batch: await batchAfterAct(context, done.batchId),
    }));
  }

  @Mutation(() => VoidReleaseResult, {
    description: '撤销发放：红字冲回，由另一名财务人员进行。拒绝：SECOND_OFFICER_NEEDED、WRONG_STATE、RECIPIENT_NAMED',
  })
  voidRelease(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: VoidReleaseInput) {
    return performAs(context, voidRelease, input, args, VoidReleaseSuccess, async (done) => ({
      subsidy: await subsidyAfterAct(context, done.subsidyId),
    }));
  }
}
