import { Arg, Args, Ctx, Mutation, Resolver } from 'type-graphql';
import { performAs } from '../../platform/act';
import type { Context } from '../../platform/context';
import { ActArgs } from '../../platform/input';
import { oneBy } from '../../platform/loader';
import { decideReply } from '../replies/deciding.service';
import { openReplies, replyToIndicator } from '../replies/replies.service';
import { DecideReplyInput, OpenRepliesInput, ReplyToIndicatorInput } from '../replies/reply.inputs';
import { finaliseCampaign } from './finalising.service';
import { addImprovementPoint, tickImprovementPoint } from './improvement.service';
import { forHandler, resultByPair } from './result.access';
import { ImprovementPointRow } from './result.entity';
import { AddImprovementPointInput, FinaliseCampaignInput, TickImprovementPointInput } from './result.inputs';
import {
  AddImprovementPointResult,
  AddImprovementPointSuccess,
  DecideReplyResult,
  DecideReplySuccess,
  FinaliseCampaignResult,
  FinaliseCampaignSuccess,
  OpenRepliesResult,
  OpenRepliesSuccess,
  ReplyToIndicatorResult,
  ReplyToIndicatorSuccess,
  type ReviewResult,
  TickImprovementPointResult,
  TickImprovementPointSuccess,
} from './result.types';
import { keyOf, type Pair, viewPoint } from './result-records';

const pointById = oneBy<ImprovementPointRow>(ImprovementPointRow, 'id', 'id');

async function resultAfter(context: Context, pair: Pair): Promise<ReviewResult> {
  const result = await context.load(resultByPair, keyOf(pair));
  if (!result) throw new Error(`no result of ${keyOf(pair)}`);
  return result;
}

async function pointAfter(context: Context, id: string) {
  const point = await context.load(pointById, id);
  if (!point) throw new Error(`no point ${id}`);
  return { point: viewPoint(point) };
}

@Resolver()
export class ReviewResultActsResolver {
  @Mutation(() => OpenRepliesResult, {
    description:
      '评阅结束，开始答复：期限为方案所定的工作日，自次日起算。拒绝：SUBJECTS_UNSETTLED（还有案卷没有结果）、OBJECTIONS_OPEN（申请回避的期限未过，或者还有申请没有决定：此后评阅不再停止）、WRONG_STATE',
  })
  openReplies(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: OpenRepliesInput) {
    return performAs(context, openReplies, input, args, OpenRepliesSuccess, (done) => done);
  }

  @Mutation(() => ReplyToIndicatorResult, {
    description:
      '承办人对一项指标答复，每项一次，在期限内。拒绝：NO_REPLIES_NOW、REPLY_TOO_LATE（写明最后一日）、ALREADY_REPLIED、FILE_WITHDRAWN、RECIPIENT_NAMED',
  })
  replyToIndicator(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: ReplyToIndicatorInput) {
    return performAs(context, replyToIndicator, input, args, ReplyToIndicatorSuccess, async (done) => ({
      result: forHandler(await resultAfter(context, done)),
    }));
  }

  @Mutation(() => DecideReplyResult, {
    description:
      '决定一项答复：维持，或者改评，总分和等次重新算出。决定人不得评阅过、承办过本卷，也不得是答复人：REPLY_DECIDER；改评与原评相同：REPLY_UNCHANGED；总体等次（百分制为总分所在的等次）经本卷各项答复合计至多变动一等，等次制还须随该项改变的方向、不越出各项等次：OVERALL_GRADE_UNFOUNDED；ALREADY_DECIDED、CAMPAIGN_CLOSED、RECIPIENT_NAMED',
  })
  decideReply(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: DecideReplyInput) {
    return performAs(context, decideReply, input, args, DecideReplySuccess, async (done) => ({
      result: await resultAfter(context, done),
    }));
  }

  @Mutation(() => FinaliseCampaignResult, {
    description:
      '定案：各卷的等次成为最终结果，不影响补贴发放。答复期限未过、答复未决定的拒绝：CAMPAIGN_NOT_READY，列明各项认定；WRONG_STATE',
  })
  finaliseCampaign(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: FinaliseCampaignInput) {
    return performAs(context, finaliseCampaign, input, args, FinaliseCampaignSuccess, (done) => done);
  }

  @Mutation(() => AddImprovementPointResult, {
    description: '对一卷提出改进意见和改正期限。答复开始之前拒绝：NOT_READ_YET；写有受援人姓名：RECIPIENT_NAMED',
  })
  addImprovementPoint(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: AddImprovementPointInput) {
    return performAs(context, addImprovementPoint, input, args, AddImprovementPointSuccess, ({ pointId }) =>
      pointAfter(context, pointId),
    );
  }

  @Mutation(() => TickImprovementPointResult, {
    description: '核销一项改进意见；拒绝：OWN_FILE（承办过本案）、ALREADY_TICKED（已核销）',
  })
  tickImprovementPoint(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: TickImprovementPointInput) {
    return performAs(context, tickImprovementPoint, input, args, TickImprovementPointSuccess, ({ pointId }) =>
      pointAfter(context, pointId),
    );
  }
}
