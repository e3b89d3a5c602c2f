import { Arg, Args, Ctx, Extensions, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Role } from '../../platform/access/actor';
import { Where } from '../../platform/access/scope';
import { performAs } from '../../platform/act';
import type { Context } from '../../platform/context';
import { ActArgs } from '../../platform/input';
import { PageArgs, pageOf } from '../../platform/paging';
import { visibleCampaign } from '../campaigns/campaign.access';
import { convokeGroup } from './convoking.service';
import { groupReviewsFor, groupVotesFor } from './group-reviews';
import { ConvokeGroupInput, VoteInGroupInput } from './settling.inputs';
import {
  ConvokeGroupResult,
  ConvokeGroupSuccess,
  Divergence,
  GroupReview,
  GroupVote,
  ReviewSubject,
  ReviewSubjectConnection,
  SubjectState,
  VoteInGroupResult,
  VoteInGroupSuccess,
} from './settling.types';
import { divergencesOfSubject, LISTED, SUBJECT, subjectById } from './subject.loaders';
import type { SubjectStateCode } from './subject.states';
import { voteInGroup } from './voting.service';
import './settling.service';

async function afterAct(context: Context, id: string): Promise<ReviewSubject> {
  const subject = await context.load(subjectById, id);
  if (!subject) throw new Error(`no subject ${id}`);
  return subject;
}

@Resolver(() => ReviewSubject)
export class ReviewSubjectResolver {
  @Query(() => ReviewSubjectConnection, {
    nullable: true,
    description:
      '一次评估活动的受评案卷，以代号示人：走到哪一步、交了几份评阅、在哪些指标上有分歧；等次、分数、理由只在开始答复以后按案卷可见，代号是哪一卷须用 askUnblinding 由两人揭开；开始评阅以前没有，已退出的不列；活动不存在或不在范围内为空',
  })
  async reviewSubjects(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('campaignId', () => ID) campaignId: string,
    @Arg('state', () => SubjectState, { nullable: true, description: '只看此状态的' }) state: SubjectStateCode | null,
  ) {
    const campaign = await visibleCampaign(context, campaignId, [Role.REVIEW_COORDINATOR]);
    if (!campaign) return null;
    const where = new Where();
    where.and(`t.campaign_id = ${where.value(campaign.id)}::uuid`);
    if (state) where.and(`t.state = ${where.value(state)}`);
    return pageOf<ReviewSubject>(context, { select: SUBJECT, from: LISTED, where }, page);
  }

  @Extensions({ usually: 1 })
  @FieldResolver(() => [Divergence], { description: '先后发现的分歧；开始答复以后为空' })
  divergences(@Ctx() context: Context, @Root() { id }: ReviewSubject) {
    return context.load(divergencesOfSubject, id);
  }

  @Query(() => [GroupReview], {
    nullable: true,
    description: '评议小组成员看本卷的各份评阅，以便表决；不是本人在小组中的评阅为空',
  })
  groupReviews(@Ctx() context: Context, @Arg('readingId', () => ID) readingId: string) {
    return groupReviewsFor(context, readingId);
  }

  @Query(() => [GroupVote], {
    nullable: true,
    description:
      '评议小组成员在小组作出决定以后看各轮的全部表决及理由，不说是谁的；决定以前为空，不是本人在小组中的评阅为空',
  })
  groupVotes(@Ctx() context: Context, @Arg('readingId', () => ID) readingId: string) {
    return groupVotesFor(context, readingId);
  }

  @Mutation(() => ConvokeGroupResult, {
    description:
      '召集评议小组，由过半数决定：成员由系统从专家库抽取，三人，都没有评阅过本卷，也没有须回避的情形；成员有退出的再次召集即补足，已表决的仍算数；没有过半数的再次召集即增补两人（没有人可增补的不增）、全体重新表决，须说明理由。预演只看状态和表决期限，不抽取。拒绝：WRONG_STATE、VOTE_RUNS、NOT_ENOUGH_MEMBERS（可抽取的人不够，不说是谁、因何）',
  })
  convokeGroup(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: ConvokeGroupInput) {
    return performAs(context, convokeGroup, input, args, ConvokeGroupSuccess, async ({ subjectId, dueOn }) => ({
      subject: await afterAct(context, subjectId),
      dueOn,
    }));
  }

  @Mutation(() => VoteInGroupResult, {
    description:
      '评议小组成员表决，每轮一次，以所写的或者以已保存的草稿；最后一人表决即得出结果，没有过半数的仍待评议。预演只答能否表决，不计票，decided 恒为否。拒绝：VOTE_INCOMPLETE（一次列出全部）、DRAFT_CHANGED、WRONG_STATE、ALREADY_VOTED、READING_OVERDUE、READING_STOPPED',
  })
  voteInGroup(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: VoteInGroupInput) {
    return performAs(context, voteInGroup, input, args, VoteInGroupSuccess, (done) => done);
  }
}
