import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { performAs } from '../../platform/act';
import type { Context } from '../../platform/context';
import { ActArgs } from '../../platform/input';
import { PageArgs } from '../../platform/paging';
import { REDACTORS, requireOwnCampaign } from './redaction.access';
import { ClearPaperInput, DrawRedactionInput } from './redaction.inputs';
import { boxesOf, redactionPapers, redactionProgress } from './redaction.loaders';
import { drawRedaction, withCopies } from './redaction.service';
import {
  ClearPaperResult,
  ClearPaperSuccess,
  DrawRedactionResult,
  DrawRedactionSuccess,
  RedactionPage,
  RedactionPaper,
  RedactionPaperConnection,
  RedactionProgress,
} from './redaction.types';

@Resolver(() => RedactionPaper)
export class RedactionResolver {
  @Query(() => RedactionPaperConnection, {
    description: '评估活动中抽中案卷的材料及其遮蔽进度，供评估组织人遮蔽；不含代号',
  })
  async redactionWorklist(
    @Ctx() context: Context,
    @Arg('campaignId', () => ID) campaignId: string,
    @Args() page: PageArgs,
    @Arg('waitingOnly', () => Boolean, { defaultValue: false, description: '只列须放行的' }) waitingOnly: boolean,
  ) {
    await requireOwnCampaign(context, campaignId, REDACTORS);
    return redactionPapers(context, campaignId, page, waitingOnly);
  }

  @Query(() => RedactionProgress, { description: '评估活动的遮蔽进度' })
  async redactionProgress(@Ctx() context: Context, @Arg('campaignId', () => ID) campaignId: string) {
    await requireOwnCampaign(context, campaignId, REDACTORS);
    return redactionProgress(context, campaignId);
  }

  @FieldResolver(() => [RedactionPage], { description: '看过的各页及其遮蔽框' })
  pages(@Ctx() context: Context, @Root() { digest }: RedactionPaper) {
    return context.load(boxesOf, digest);
  }

  @Mutation(() => DrawRedactionResult, {
    description:
      '在抽中案卷的一页上画遮蔽框。拒绝：REDACTION_CHANGED（版本已变）、PAPER_WITHOUT_PICTURE、NOT_FOUND（不在本局进行中的评估内）',
  })
  drawRedaction(@Ctx() context: Context, @Arg('input') input: DrawRedactionInput, @Args() args: ActArgs) {
    return performAs(context, drawRedaction, input, args, DrawRedactionSuccess, (redaction) => ({ redaction }));
  }

  @Mutation(() => ClearPaperResult, {
    description:
      '放行一份材料：按现有的遮蔽框重新生成各页，评估人只看得到这些副本。拒绝：PAGES_NOT_LOOKED_AT（还有没看过的页）、PAPER_WITHOUT_PICTURE、REDACTION_CHANGED、READERS_BUSY（请稍后重试）',
  })
  clearPaper(@Ctx() context: Context, @Arg('input') input: ClearPaperInput, @Args() args: ActArgs) {
    return withCopies(context, input, args, (act) =>
      performAs(context, act, input, args, ClearPaperSuccess, (cleared) => cleared),
    );
  }
}
