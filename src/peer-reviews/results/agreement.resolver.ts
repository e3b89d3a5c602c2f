import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { agencyById } from '../../organizations/place.loaders';
import { Agency } from '../../organizations/place.types';
import { Role } from '../../platform/access/actor';
import type { Context } from '../../platform/context';
import { isId } from '../../platform/ids';
import { badInput } from '../../platform/refusal';
import { visibleCampaign } from '../campaigns/campaign.access';
import {
  CampaignComparisonView,
  DifferenceView,
  GroupView,
  InflationGapView,
  ReaderCalibrationView,
  ReviewAgreementView,
} from './agreement.types';
import { agreementOf, calibrationOf, comparisonOf, inflationOf } from './figures.service';
import { reportOf } from './report.service';
import { ReviewReportView } from './report.types';

/** Who sees how strictly each reader reads: those who run campaigns and those who watch over the region. */
const CALIBRATORS: readonly Role[] = [Role.REVIEW_COORDINATOR, Role.BUREAU_SUPERVISOR];
/** Agencies named for a pairwise comparison, at most. */
const MOST_NAMED = 20;

@ArgsType()
class ComparisonArgs {
  @Field(() => ID) campaignId!: string;
  @Field(() => [ID], { defaultValue: [], description: '要两两比较的机构，至多20个' })
  agencyIds!: string[];
}

@Resolver()
export class AgreementResolver {
  @Query(() => ReviewAgreementView, {
    nullable: true,
    description:
      '评估人之间的一致性，逐项和整卷；只计已有结果的案卷上首次提交的评阅：评阅进行中，有分歧、尚待第三名评估人或者评议的案卷还没有计入，数值因此偏高。不存在或不在范围内为空',
  })
  async agreement(@Ctx() context: Context, @Arg('campaignId', () => ID) campaignId: string) {
    const campaign = await visibleCampaign(context, campaignId);
    return campaign && agreementOf(context, campaign);
  }

  @Query(() => [ReaderCalibrationView], {
    nullable: true,
    description:
      '评估人的校准：宽严、变化、与已知等次的差距、被答复改变的；只计已有结果的案卷，只给评估组织人和司法局监督人',
  })
  async readerCalibration(@Ctx() context: Context, @Arg('campaignId', () => ID) campaignId: string) {
    const campaign = await visibleCampaign(context, campaignId, CALIBRATORS);
    return campaign && calibrationOf(context, campaign);
  }

  @Query(() => CampaignComparisonView, {
    nullable: true,
    description: '一次评估的结果；评估人之间的一致性低于线时不提供机构之间的比较，并指明是哪些指标',
  })
  async campaignComparison(@Ctx() context: Context, @Args() { campaignId, agencyIds }: ComparisonArgs) {
    const campaign = await visibleCampaign(context, campaignId);
    if (agencyIds.length > MOST_NAMED || !agencyIds.every(isId)) throw badInput('agencyIds', `至多${MOST_NAMED}个编号`);
    return campaign && (await comparisonOf(context, campaign, agencyIds)).view;
  }

  @Query(() => InflationGapView, {
    nullable: true,
    description: '同一批案卷本地评的比外部评的高多少，按两次都已定结果的案卷；任一次不存在或不在范围内为空',
  })
  async inflationGap(
    @Ctx() context: Context,
    @Arg('localCampaignId', () => ID) localCampaignId: string,
    @Arg('outsideCampaignId', () => ID) outsideCampaignId: string,
  ) {
    const local = await visibleCampaign(context, localCampaignId);
    const outside = await visibleCampaign(context, outsideCampaignId);
    return local && outside && inflationOf(context, local, outside);
  }

  @Query(() => ReviewReportView, {
    nullable: true,
    description: '评估报告（数据）；同样内容的Word文件：GET /campaigns/{id}/report.docx',
  })
  async reviewReport(
    @Ctx() context: Context,
    @Arg('campaignId', () => ID) campaignId: string,
    @Arg('outsideCampaignId', () => ID, { nullable: true, description: '对同一批案卷的外部评估' })
    outsideCampaignId: string | null | undefined,
  ) {
    return reportOf(context, campaignId, outsideCampaignId ?? null);
  }
}

@Resolver(() => GroupView)
export class GroupResolver {
  @FieldResolver(() => Agency, { nullable: true })
  agency(@Ctx() context: Context, @Root() { agencyId }: GroupView) {
    return agencyId === null ? null : context.load(agencyById, agencyId);
  }
}

@Resolver(() => DifferenceView)
export class DifferenceResolver {
  @FieldResolver(() => Agency, { nullable: true })
  agency(@Ctx() context: Context, @Root() { agencyId }: DifferenceView) {
    return context.load(agencyById, agencyId);
  }

  @FieldResolver(() => Agency, { nullable: true })
  other(@Ctx() context: Context, @Root() { otherId }: DifferenceView) {
    return otherId === null ? null : context.load(agencyById, otherId);
  }
}

export const reviewFigureResolvers = [AgreementResolver, GroupResolver, DifferenceResolver];
