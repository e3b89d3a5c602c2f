import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { materialById, visibleCaseFileById } from '../../case-files/case-file.loaders';
import { CaseFile } from '../../case-files/case-file.types';
import { Material } from '../../case-files/papers.types';
import { Role } from '../../platform/access/actor';
import { Where } from '../../platform/access/scope';
import type { Context } from '../../platform/context';
import { PageArgs, pageOf } from '../../platform/paging';
import { CAMPAIGN_READERS, visibleCampaign } from '../campaigns/campaign.access';
import { ownResults, resultByPair, resultsOfFile } from './result.access';
import {
  ResultEvidence,
  ReviewReplyCase,
  ReviewReplyCaseConnection,
  ReviewResult,
  ReviewResultConnection,
} from './result.types';
import { keyOf } from './result-records';

@Resolver(() => ReviewResult)
export class ReviewResultResolver {
  @Query(() => ReviewResultConnection, {
    description:
      '本人承办的案卷的同行评估结果，分页，新的活动在前：答复期间可以看到并答复，定案后为最终结果；看不到评估人。已退出的案卷没有结果，一页可能因此不足所要的条数',
  })
  myReviewResults(@Ctx() context: Context, @Args() page: PageArgs) {
    return ownResults(context, page);
  }

  @Query(() => ReviewResultConnection, {
    nullable: true,
    description: '一次评估活动定案后的结果；活动不存在或不在范围内为空，定案前没有',
  })
  async reviewResults(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('campaignId', () => ID) campaignId: string,
  ) {
    const campaign = await visibleCampaign(context, campaignId, CAMPAIGN_READERS);
    if (!campaign) return null;
    const where = new Where();
    where.and(`t.campaign_id = ${where.value(campaign.id)}::uuid`);
    const found = await pageOf<{ id: string; campaignId: string; caseFileId: string }>(
      context,
      { select: 't.id, t.campaign_id AS "campaignId", t.case_file_id AS "caseFileId"', from: 'review_result t', where },
      page,
    );
    const edges = await Promise.all(
      found.edges.map(async ({ cursor, node }) => ({ cursor, node: await context.load(resultByPair, keyOf(node)) })),
    );
    return { ...found, edges };
  }

  @Query(() => ReviewReplyCaseConnection, {
    nullable: true,
    description: '一次评估活动收到的答复；活动不存在或不在范围内为空',
  })
  async reviewReplies(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('campaignId', () => ID) campaignId: string,
    @Arg('undecidedOnly', { defaultValue: false, description: '只看尚未决定的' }) undecidedOnly: boolean,
  ) {
    const campaign = await visibleCampaign(context, campaignId, [Role.REVIEW_COORDINATOR]);
    if (!campaign) return null;
    const where = new Where();
    where.and(`t.campaign_id = ${where.value(campaign.id)}::uuid`);
    if (undecidedOnly) where.and('d.reply_id IS NULL');
    return pageOf<ReviewReplyCase>(
      context,
      {
        select: `t.id, t.campaign_id AS "campaignId", t.case_file_id AS "caseFileId", t.indicator_no AS "indicatorNo", t.reply AS text, t.replied_at AS "repliedAt", d.outcome`,
        from: 'review_reply t LEFT JOIN review_reply_decision d ON d.reply_id = t.id',
        where,
      },
      page,
    );
  }

  @FieldResolver(() => CaseFile, { nullable: true, description: '案卷（在可见范围内）' })
  caseFile(@Ctx() context: Context, @Root() { caseFileId }: ReviewResult) {
    return context.load(visibleCaseFileById, caseFileId);
  }
}

@Resolver(() => ReviewReplyCase)
export class ReviewReplyCaseResolver {
  @FieldResolver(() => CaseFile, { nullable: true, description: '案卷（在可见范围内）' })
  caseFile(@Ctx() context: Context, @Root() { caseFileId }: ReviewReplyCase) {
    return context.load(visibleCaseFileById, caseFileId);
  }

  @FieldResolver(() => ReviewResult, { nullable: true, description: '此卷现在的结果，已作出的改评计算在内' })
  result(@Ctx() context: Context, @Root() reply: ReviewReplyCase) {
    return context.load(resultByPair, keyOf(reply));
  }
}

@Resolver(() => ResultEvidence)
export class ResultEvidenceResolver {
  @FieldResolver(() => Material, { nullable: true, description: '本卷的材料（案卷在可见范围内）；卷内没有的为空' })
  async material(@Ctx() context: Context, @Root() { materialId, caseFileId }: ResultEvidence) {
    if (!materialId || !(await context.load(visibleCaseFileById, caseFileId))) return null;
    return context.load(materialById, materialId);
  }
}

@Resolver(() => CaseFile)
export class CaseFileReviewResolver {
  @FieldResolver(() => [ReviewResult], {
    description: '同行评估结果：承办人自答复开始可见，组织和监督评估的人定案后可见，他人为空',
  })
  reviewResults(@Ctx() context: Context, @Root() { id }: CaseFile) {
    return context.load(resultsOfFile, id);
  }
}
