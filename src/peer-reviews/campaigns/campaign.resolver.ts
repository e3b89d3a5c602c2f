import { Arg, Args, Ctx, Extensions, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { personById } from '../../organizations/person.loaders';
import { Person } from '../../organizations/person.types';
import { bureauById } from '../../organizations/place.loaders';
import { Bureau } from '../../organizations/place.types';
import { appointmentsFor } from '../../platform/access/actor';
import { Where } from '../../platform/access/scope';
import { performAs } from '../../platform/act';
import type { Context } from '../../platform/context';
import { columnsOf } from '../../platform/database/naming';
import { ActArgs } from '../../platform/input';
import { PageArgs, pageOf } from '../../platform/paging';
import { badInput } from '../../platform/refusal';
import { availableActions } from '../../platform/states';
import { CAMPAIGN_READERS, campaignReach, requireCampaignReader, visibleCampaign } from './campaign.access';
import { type CampaignSeedRow, ReviewCampaignRow } from './campaign.entity';
import {
  AbandonCampaignInput,
  AddSeedInput,
  AddTargetedFileInput,
  CampaignFilter,
  ChangeCampaignPlanInput,
  CommitSeedInput,
  campaignFilter,
  DrawSampleInput,
  FreezeFrameInput,
  PlanCampaignInput,
  RemoveTargetedFileInput,
} from './campaign.inputs';
import { editionsOfCampaign, seedsOfCampaign, targetsOfCampaign } from './campaign.loaders';
import { campaignStates } from './campaign.states';
import {
  AbandonCampaignResult,
  AbandonCampaignSuccess,
  AddSeedResult,
  AddSeedSuccess,
  AddTargetedFileResult,
  AddTargetedFileSuccess,
  CampaignEdition,
  CampaignSeed,
  CampaignTarget,
  ChangeCampaignPlanResult,
  ChangeCampaignPlanSuccess,
  CommitSeedResult,
  CommitSeedSuccess,
  DrawSampleResult,
  DrawSampleSuccess,
  FreezeFrameResult,
  FreezeFrameSuccess,
  PlanCampaignResult,
  PlanCampaignSuccess,
  RemoveTargetedFileResult,
  RemoveTargetedFileSuccess,
  ReviewCampaign,
  ReviewCampaignConnection,
} from './campaign.types';
import {
  abandonCampaign,
  addTargetedFile,
  changeCampaignPlan,
  planCampaign,
  removeTargetedFile,
} from './campaign-plan.service';
import { drawExport } from './draw-export';
import { WHOLE_FRAME } from './frame-rows';
import { addSeed, commitSeed, drawSample, freezeFrame } from './sample.service';

const shown =
  (context: Context) =>
  async ({ campaignId }: { campaignId: string }) => {
    const campaign = await visibleCampaign(context, campaignId);
    if (!campaign) throw new Error(`campaign ${campaignId} is not visible to the one who acted on it`);
    return { campaign: campaign as ReviewCampaign };
  };

@Resolver(() => ReviewCampaign)
export class CampaignResolver {
  @Query(() => ReviewCampaign, { nullable: true, description: '一个评估活动；不存在或者无权查看为空' })
  campaign(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    return visibleCampaign(context, id);
  }

  @Query(() => ReviewCampaignConnection, {
    description: '范围内的评估活动，新的在前；放弃的也列出。限评估组织人、司法局监督人和审计人',
  })
  campaigns(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('filter', () => CampaignFilter, { nullable: true }) given: CampaignFilter | null,
  ) {
    const actor = requireCampaignReader(context);
    const parsed = campaignFilter.safeParse(given ?? {});
    if (!parsed.success) throw badInput('filter', parsed.error.issues[0]?.message ?? '筛选条件有误');
    const { states, bureauId } = parsed.data;
    const where = new Where();
    where.and(campaignReach(where, actor, 't'));
    if (states) where.and(`t.state = ANY (${where.value(states)})`);
    if (bureauId) where.and(`t.bureau_id = ${where.value(bureauId)}::uuid`);
    return pageOf<ReviewCampaignRow>(
      context,
      { select: columnsOf(ReviewCampaignRow, 't'), from: 'review_campaign t', where },
      page,
    );
  }

  @Extensions({ costs: WHOLE_FRAME })
  @Query(() => String, {
    nullable: true,
    description: '抽样的全部依据和结果（JSON文本），可用 npm run redraw 不连数据库重抽核对；抽取以前为空',
  })
  async campaignDraw(@Ctx() context: Context, @Arg('id', () => ID) id: string): Promise<string | null> {
    const campaign = await visibleCampaign(context, id);
    return campaign && drawExport(context, campaign);
  }

  @FieldResolver(() => Bureau, { description: '组织的司法局' })
  bureau(@Ctx() context: Context, @Root() { bureauId }: ReviewCampaignRow) {
    return context.load(bureauById, bureauId);
  }

  @FieldResolver(() => Person, { description: '计划的人' })
  planner(@Ctx() context: Context, @Root() { plannedBy }: ReviewCampaignRow) {
    return context.load(personById, plannedBy);
  }

  @FieldResolver(() => String, { nullable: true, description: '名册摘要（SHA-256，十六进制），冻结时公布' })
  frameDigest(@Root() { frameDigest }: ReviewCampaignRow): string | null {
    return frameDigest?.toString('hex') ?? null;
  }

  @FieldResolver(() => [CampaignEdition], { description: '各类案件的标准版本和方案' })
  editions(@Ctx() context: Context, @Root() { id }: ReviewCampaignRow) {
    return context.load(editionsOfCampaign, id);
  }

  @FieldResolver(() => [CampaignSeed], { description: '两个种子的承诺值；抽取以后也有种子' })
  async seeds(@Ctx() context: Context, @Root() { id }: ReviewCampaignRow) {
    const seeds = await context.load(seedsOfCampaign, id);
    return seeds.map(({ commitment, ...seed }) => ({ ...seed, commitment: commitment.toString('hex') }));
  }

  @FieldResolver(() => [CampaignTarget], { description: '定向加入的案卷，至多两百件' })
  async targets(@Ctx() context: Context, @Root() { id }: ReviewCampaignRow) {
    return (await context.load(targetsOfCampaign, id)).slice(0, 200);
  }

  @FieldResolver(() => [String], { description: '您现在可以对它做的操作' })
  availableActions(@Ctx() context: Context, @Root() { bureauId, state }: ReviewCampaignRow): string[] {
    const { actor } = context;
    if (!actor) return [];
    const held = appointmentsFor(actor, CAMPAIGN_READERS).filter(({ place }) => place === 'BUREAU');
    const own = held.filter(({ placeId }) => placeId === bureauId).map(({ role }) => role);
    const above = held.map(({ role }) => role);
    return [
      ...availableActions(campaignStates, state, own).filter((act) => act !== 'addSeed'),
      ...availableActions(campaignStates, state, above).filter((act) => act === 'addSeed'),
    ];
  }

  @Mutation(() => PlanCampaignResult, {
    description:
      '计划一次评估活动；没有填的按默认。预演可见将抽多少、能发现什么、要多少工时。拒绝：CAMPAIGN_PLAN_REFUSED（列明原因）、NOT_FOUND（不是自己任职的局）',
  })
  planCampaign(@Ctx() context: Context, @Arg('input') input: PlanCampaignInput, @Args() args: ActArgs) {
    return performAs(context, planCampaign, input, args, PlanCampaignSuccess, shown(context));
  }

  @Mutation(() => ChangeCampaignPlanResult, {
    description:
      '改动计划；承诺种子以后不能再改。拒绝：WRONG_STATE、CAMPAIGN_CHANGED（已被他人改动）、CAMPAIGN_PLAN_REFUSED、TARGETS_OUT_OF_SCOPE',
  })
  changeCampaignPlan(@Ctx() context: Context, @Arg('input') input: ChangeCampaignPlanInput, @Args() args: ActArgs) {
    return performAs(context, changeCampaignPlan, input, args, ChangeCampaignPlanSuccess, shown(context));
  }

  @Mutation(() => AddTargetedFileResult, {
    description: '冻结名册以前，因一定理由加入一件案卷。拒绝：WRONG_STATE、TARGET_REFUSED、TARGET_ALREADY',
  })
  addTargetedFile(@Ctx() context: Context, @Arg('input') input: AddTargetedFileInput, @Args() args: ActArgs) {
    return performAs(context, addTargetedFile, input, args, AddTargetedFileSuccess, shown(context));
  }

  @Mutation(() => RemoveTargetedFileResult, {
    description: '冻结名册以前，撤回一件定向加入的案卷。拒绝：WRONG_STATE',
  })
  removeTargetedFile(@Ctx() context: Context, @Arg('input') input: RemoveTargetedFileInput, @Args() args: ActArgs) {
    return performAs(context, removeTargetedFile, input, args, RemoveTargetedFileSuccess, shown(context));
  }

  @Mutation(() => CommitSeedResult, {
    description:
      '承诺一个种子：只公布其SHA-256，种子到抽取时才公开；此后计划不能再改。预演只看能否承诺。拒绝：WRONG_STATE',
  })
  commitSeed(@Ctx() context: Context, @Arg('input') input: CommitSeedInput, @Args() args: ActArgs) {
    return performAs(context, commitSeed, input, args, CommitSeedSuccess, shown(context));
  }

  @Mutation(() => FreezeFrameResult, {
    description:
      '冻结名册：区域、期间和类型之内此刻已收卷的全部案卷，公布其摘要；混入的等次已知的案卷须在名册以外。拒绝：WRONG_STATE、FRAME_REFUSED',
  })
  freezeFrame(@Ctx() context: Context, @Arg('input') input: FreezeFrameInput, @Args() args: ActArgs) {
    return performAs(context, freezeFrame, input, args, FreezeFrameSuccess, shown(context));
  }

  @Mutation(() => AddSeedResult, {
    description:
      '名册冻结以后，由另一人加入第二个种子：本局或者上级局的评估组织人、监督人或者审计人。预演只看能否加入。拒绝：WRONG_STATE、SAME_PERSON、SEED_REPEATED',
  })
  addSeed(@Ctx() context: Context, @Arg('input') input: AddSeedInput, @Args() args: ActArgs) {
    return performAs(context, addSeed, input, args, AddSeedSuccess, shown(context));
  }

  @Mutation(() => DrawSampleResult, {
    description:
      '公开两个种子并抽取；结果只取决于名册和两个种子。预演只看能否抽取，不给出结果。拒绝：WRONG_STATE、FRAME_TAMPERED',
  })
  drawSample(@Ctx() context: Context, @Arg('input') input: DrawSampleInput, @Args() args: ActArgs) {
    return performAs(context, drawSample, input, args, DrawSampleSuccess, shown(context));
  }

  @Mutation(() => AbandonCampaignResult, {
    description:
      '放弃评估活动；仍列在名单中，已公布的不撤回。已有评阅提交的不能再放弃，以免由一人取消结果。拒绝：WRONG_STATE、REVIEWS_SUBMITTED',
  })
  abandonCampaign(@Ctx() context: Context, @Arg('input') input: AbandonCampaignInput, @Args() args: ActArgs) {
    return performAs(context, abandonCampaign, input, args, AbandonCampaignSuccess, shown(context));
  }
}

@Resolver(() => CampaignSeed)
export class CampaignSeedFields {
  @FieldResolver(() => Person, { description: '给出种子的人' })
  giver(@Ctx() context: Context, @Root() { personId }: CampaignSeedRow) {
    return context.load(personById, personId);
  }
}
