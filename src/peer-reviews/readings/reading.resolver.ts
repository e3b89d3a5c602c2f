import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import { performAs } from '../../platform/act';
import type { Context } from '../../platform/context';
import { ActArgs } from '../../platform/input';
import { extendReading, extendReadings, reopenReading } from './coordinating.service';
import { saveReviewDraft } from './drafting.service';
import { campaignReading, campaignReadings } from './progress.queries';
import {
  ExtendReadingResult,
  ExtendReadingSuccess,
  ExtendReadingsResult,
  ExtendReadingsSuccess,
  ReopenReadingResult,
  ReopenReadingSuccess,
} from './progress.types';
import {
  ExtendReadingInput,
  ExtendReadingsInput,
  ReopenReadingInput,
  SaveReviewDraftInput,
  SubmitReviewInput,
} from './reading.inputs';
import { ownReading } from './reading.queries';
import {
  Reading,
  SaveReviewDraftResult,
  SaveReviewDraftSuccess,
  SubmitReviewResult,
  SubmitReviewSuccess,
} from './reading.types';
import { OVERALL } from './review.types';
import { askedUnder } from './selection';
import { submitReview } from './submitting.service';

@Resolver(() => Reading)
export class ReadingMutations {
  @Mutation(() => SaveReviewDraftResult, {
    description:
      '保存一项指标或者总体意见的草稿，限评估人本人；集体评议的成员同样保存表决的草稿（不写证据）；可以不全，不能有错，期限届满后也可以保存。别处已改过的不覆盖，与现有内容相同的不算冲突。拒绝：DRAFT_CHANGED（认定中有现有版本，内容用 reading 读取）、DRAFT_WRONG、ALREADY_SUBMITTED、READING_STOPPED、FILE_WITHDRAWN、CAMPAIGN_CLOSED',
  })
  saveReviewDraft(
    @Ctx() context: Context,
    @Arg('input') input: SaveReviewDraftInput,
    @Args() args: ActArgs,
  ): Promise<typeof SaveReviewDraftResult> {
    return performAs(context, saveReviewDraft, input, args, SaveReviewDraftSuccess, (saved) => ({
      draft: {
        ...saved,
        indicatorNo: saved.indicatorNo === OVERALL ? null : saved.indicatorNo,
        savedAt: new Date(saved.savedAt),
      },
    }));
  }

  @Mutation(() => SubmitReviewResult, {
    description:
      '提交评阅（S4-4.1b、S4-4.1c）：提交的是已保存的草稿，提交后不能再改。百分制的总分和等次由各项得出，等次制的总体等次取自总体意见。预演只答能否提交，评阅照现在的样子示出，不试算评定结果。拒绝：REVIEW_INCOMPLETE（一次列出全部）、READING_OVERDUE（由组织人延期，草稿都在）、DRAFT_CHANGED、ALREADY_SUBMITTED、READING_STOPPED、FILE_WITHDRAWN、CAMPAIGN_CLOSED、READING_OF_GROUP',
  })
  submitReview(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input') input: SubmitReviewInput,
    @Args() args: ActArgs,
  ): Promise<typeof SubmitReviewResult> {
    return performAs(context, submitReview, input, args, SubmitReviewSuccess, async ({ readingId }) => {
      const asked = askedUnder(info, ['reading']);
      if (!asked.size) return { reading: new Reading() };
      const reading = await ownReading(context, readingId, asked);
      if (!reading) throw new Error(`reading ${readingId} is gone after its submission`);
      return { reading };
    });
  }

  @Mutation(() => ReopenReadingResult, {
    description:
      '重新打开已提交的评阅，须写明理由；已提交的一轮原样保留。限本司法局的评估组织人。拒绝：REPLIES_OPEN（答复开始以后）、CAMPAIGN_CLOSED、READING_STOPPED、FILE_WITHDRAWN、READING_OF_GROUP、WRONG_STATE',
  })
  reopenReading(
    @Ctx() context: Context,
    @Arg('input') input: ReopenReadingInput,
    @Args() args: ActArgs,
  ): Promise<typeof ReopenReadingResult> {
    return performAs(context, reopenReading, input, args, ReopenReadingSuccess, present(context));
  }

  @Mutation(() => ExtendReadingResult, {
    description:
      '延长一次评阅或者一次表决的期限，须写明理由。限本司法局的评估组织人。拒绝：INVALID_INPUT（不晚于现有期限，或者早于今日）、ALREADY_SUBMITTED、CAMPAIGN_CLOSED、READING_STOPPED、FILE_WITHDRAWN',
  })
  extendReading(
    @Ctx() context: Context,
    @Arg('input') input: ExtendReadingInput,
    @Args() args: ActArgs,
  ): Promise<typeof ExtendReadingResult> {
    return performAs(context, extendReading, input, args, ExtendReadingSuccess, present(context));
  }

  @Mutation(() => ExtendReadingsResult, {
    description:
      '一次延长多次评阅或者表决的期限，须写明理由；有一次不能延长的，全部不延长。限本司法局的评估组织人。拒绝：EXTENSIONS_REFUSED（逐次列明原因）、NOT_FOUND（有不在本局的，或者该评估人没有未完成的）、INVALID_INPUT',
  })
  extendReadings(
    @Ctx() context: Context,
    @Arg('input') input: ExtendReadingsInput,
    @Args() args: ActArgs,
  ): Promise<typeof ExtendReadingsResult> {
    return performAs(context, extendReadings, input, args, ExtendReadingsSuccess, async ({ readingIds }) => ({
      readings: await campaignReadings(context, readingIds),
    }));
  }
}

const present =
  (context: Context) =>
  async ({ readingId }: { readonly readingId: string }) => ({ reading: await campaignReading(context, readingId) });
