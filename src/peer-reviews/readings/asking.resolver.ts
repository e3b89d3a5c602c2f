import { Arg, Args, Ctx, Field, ID, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { Role } from '../../platform/access/actor';
import { Where } from '../../platform/access/scope';
import { performAs } from '../../platform/act';
import type { Context } from '../../platform/context';
import { ActArgs } from '../../platform/input';
import { connectionOf, PageArgs, pageOf } from '../../platform/paging';
import { ActSuccess, resultOf } from '../../platform/refusal';
import { seenByFileSql, visibleCampaign } from '../campaigns/campaign.access';
import {
  type AnswerCode,
  AnswerReaderInput,
  AskCoordinatorInput,
  ReaderAnswer,
  RequestKind,
  type RequestKindCode,
} from './asking.inputs';
import { answerReader, askCoordinator } from './asking.service';
import { READER } from './reader-pseudonym';

/** No pseudonym of the file: beside a reading it would say who reads it. */
@ObjectType({ description: '评估人的一项请求；评估人只有代号，是哪份案卷，连代号也不在其中' })
export class ReaderRequest {
  @Field(() => ID) id!: string;
  @Field(() => ID) readingId!: string;
  @Field({ description: '评估人在这次评估中的代号' }) reader!: string;
  @Field(() => RequestKind) kind!: RequestKindCode;
  @Field(() => ID, { nullable: true, description: '盲评材料' }) paperId!: string | null;
  @Field({ description: '请求的内容' }) text!: string;
  @Field(() => ReaderAnswer, { nullable: true, description: '答复；还没有答复的为空' }) answer!: AnswerCode | null;
  @Field(() => String, { nullable: true, description: '答复的内容' }) answerText!: string | null;
}
const ReaderRequestConnection = connectionOf(ReaderRequest, 'ReaderRequest');

@ObjectType({ implements: ActSuccess, description: '请求已提出' })
export class AskCoordinatorSuccess extends ActSuccess {
  @Field(() => ID) requestId!: string;
}
export const AskCoordinatorResult = resultOf(AskCoordinatorSuccess);

@ObjectType({ implements: ActSuccess, description: '已答复' })
export class AnswerReaderSuccess extends ActSuccess {
  @Field(() => ID) requestId!: string;
}
export const AnswerReaderResult = resultOf(AnswerReaderSuccess);

@Resolver()
export class AskingResolver {
  @Query(() => ReaderRequestConnection, {
    nullable: true,
    description:
      '评估人在一次评估活动中的请求，只见代号，次序随机；开始答复以后为空，那时结果按案卷可见。限本司法局的评估组织人；活动不存在或者不在范围内为空',
  })
  async readerRequests(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('campaignId', () => ID) campaignId: string,
    @Arg('waiting', () => Boolean, { nullable: true, description: '只列还没有答复的（是），或者已经答复的（否）' })
    waiting?: boolean | null,
  ) {
    const campaign = await visibleCampaign(context, campaignId, [Role.REVIEW_COORDINATOR]);
    if (!campaign) return null;
    const where = new Where();
    where.and(`b.id = ${where.value(campaign.id)}::uuid`).and(`NOT (${seenByFileSql('b')})`);
    if (typeof waiting === 'boolean') where.and(`(a.request_id IS NULL) = ${where.value(waiting)}::boolean`);
    return pageOf<ReaderRequest>(
      context,
      {
        select: `t.id, t.reading_id AS "readingId", ${READER} AS reader, t.kind, t.paper_id AS "paperId", t.text, a.answer, a.text AS "answerText"`,
        from: `(SELECT q.*, r.reader_key, s.campaign_id FROM review.request q JOIN review.reading r ON r.id = q.reading_id JOIN review.subject s ON s.id = r.subject_id) t
          JOIN review_campaign b ON b.id = t.campaign_id LEFT JOIN review.answer a ON a.request_id = t.id`,
        where,
      },
      page,
    );
  }

  @Mutation(() => AskCoordinatorResult, {
    description:
      '评估人就自己的一次评阅向组织人提出请求：延期、重新打开、材料没有提供等；组织人只见代号。限评估人本人。拒绝：ASKED_ALREADY（同样的请求还没有答复）、WRONG_STATE、CAMPAIGN_CLOSED、READING_STOPPED、FILE_WITHDRAWN、INVALID_INPUT（不是本卷的材料，或者写有本人姓名）',
  })
  askCoordinator(
    @Ctx() context: Context,
    @Arg('input') input: AskCoordinatorInput,
    @Args() args: ActArgs,
  ): Promise<typeof AskCoordinatorResult> {
    return performAs(context, askCoordinator, input, args, AskCoordinatorSuccess, (asked) => asked);
  }

  @Mutation(() => AnswerReaderResult, {
    description:
      '答复评估人的请求，评估人在自己的评阅中看到。延期和重新打开另行办理，办理以后才能答复同意。限本司法局的评估组织人。拒绝：ANSWERED_ALREADY、NOT_DONE_YET',
  })
  answerReader(
    @Ctx() context: Context,
    @Arg('input') input: AnswerReaderInput,
    @Args() args: ActArgs,
  ): Promise<typeof AnswerReaderResult> {
    return performAs(context, answerReader, input, args, AnswerReaderSuccess, (answered) => answered);
  }
}
