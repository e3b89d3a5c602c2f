import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { CaseKind } from '../../case-files/case-file.codes';
import { Agency } from '../../organizations/place.types';
import { codesOf } from '../../platform/enum';
import type { CaseKindCode, IndicatorTopic } from '../../regulation';
import { IndicatorTopicEnum } from '../../standards/standard.codes';
import type { Reason } from '../statistics/estimate';

export const EstimateGap = codesOf<Reason>('EstimateGap', '为什么没有这个数，或者没有它的区间', {
  NO_VARIATION: '全部一样，超出偶然的一致无从谈起',
  ONE_READER: '只有一位评估人',
  NO_PAIRS: '没有两人都评过的案卷，或者没有案卷',
  TOO_FEW_FILES: '案卷太少',
  NOT_CONNECTED: '没有共同的案卷把他们联系起来，不能比较',
  TOO_LITTLE_VARIATION: '几乎没有差别，区间算不出来',
  NO_DISAGREEMENT: '各案卷有别而评估人处处一致，区间算不出来',
  STRATUM_UNREAD: '有的层（机构、案件类型等）一卷也没有评出结果，其余的不能代表名册',
});

@ObjectType('ReviewEstimate', { description: '一个估计值和它的95%区间；没有的，说明为什么' })
export class EstimateView {
  @Field(() => Float, { nullable: true }) value!: number | null;
  @Field(() => Float, { nullable: true, description: '区间下限' }) low!: number | null;
  @Field(() => Float, { nullable: true, description: '区间上限' }) high!: number | null;
  @Field(() => EstimateGap, { nullable: true, description: '值或者区间为空的原因' }) missing!: Reason | null;
}

@ObjectType('ReviewShare', { description: '一个比例和它的95%区间' })
export class ShareView {
  @Field(() => Float) value!: number;
  @Field(() => Float) low!: number;
  @Field(() => Float) high!: number;
}

export type StandingCode = 'ENOUGH' | 'LOW' | 'UNKNOWN';
export const AgreementStanding = codesOf<StandingCode>('AgreementStanding', '一致性够不够用来比较', {
  ENOUGH: '够：不低于本次评估的线',
  LOW: '不够：测得的低于本次评估的线，不论案卷多少',
  UNKNOWN:
    '不知：测不出（如各卷评得全部一样，看不出是真一致还是没有细看），或者不低于线而两人都评过的案卷不足10卷或者几乎没有差别',
});

@ObjectType('AgreementFigure', { description: '评估人之间的一致性：一项指标，或者整卷' })
export class AgreementView {
  @Field(() => IndicatorTopicEnum, { nullable: true, description: '指标的主题；空为整卷' })
  topic!: IndicatorTopic | null;
  @Field({ description: '名称' }) name!: string;
  @Field(() => EstimateView, { description: '克里彭多夫α：等次用有序，分数用等距；1为完全一致，0为与偶然无异' })
  alpha!: EstimateView;
  @Field(() => EstimateView, { description: '平方加权κ，按等次（百分制按分数所在的等次）；评估人不分先后' })
  kappa!: EstimateView;
  @Field(() => Int, { description: '两人以上独立评过的案卷数；第三名评估人和已知等次的案卷不计' }) files!: number;
  @Field(() => Int, { description: '评估人两两成对的数目' }) pairs!: number;
  @Field(() => AgreementStanding) standing!: StandingCode;
}

@ObjectType('ReviewAgreement', { description: '一次评估中评估人之间的一致性，先于任何比较' })
export class ReviewAgreementView {
  @Field(() => ID) campaignId!: string;
  @Field(() => Float, { description: '本次评估定的线（α）：低于它不比较机构' }) line!: number;
  @Field(() => Int, {
    description: '重新打开后再提交的评阅数：评估人那时可能已看到结果，一致性、宽严和比较都只用首次提交的，这些不计',
  })
  laterRounds!: number;
  @Field(() => AgreementView, { description: '整卷：百分制为总分，等次制为综合等次' }) overall!: AgreementView;
  @Field(() => [AgreementView], { description: '逐项指标' }) indicators!: AgreementView[];
}

export type AnchorCode = 'GOLD' | 'GROUP';
export const SeverityAnchor = codesOf<AnchorCode>('SeverityAnchor', '宽严与什么比', {
  GOLD: '与已知等次的案卷比',
  GROUP: '与同组评估人的平均比：全组一起偏宽或者偏严看不出来',
});

@ObjectType('SeverityFigure', { description: '一位评估人在一项指标（或整卷）上的宽严' })
export class SeverityView {
  @Field(() => IndicatorTopicEnum, { nullable: true, description: '指标的主题；空为整卷' })
  topic!: IndicatorTopic | null;
  @Field({ description: '名称' }) name!: string;
  @Field(() => Int, { description: '用于估计的评估数：与别人共同的案卷和已知等次的案卷' }) readings!: number;
  @Field(() => Int, { nullable: true, description: '可比的组：同号才能互相比较；空为与谁都不能比' })
  group!: number | null;
  @Field(() => SeverityAnchor) against!: AnchorCode;
  @Field(() => EstimateView, { description: '高于0偏宽，低于0偏严；百分制为分，等次制为等' }) severity!: EstimateView;
  @Field(() => EstimateView, { description: '后一半减前一半：高于0为越来越宽' }) drift!: EstimateView;
}

@ObjectType('ReaderCalibration', { description: '一位评估人的校准' })
export class ReaderCalibrationView {
  @Field(() => ID) reviewerId!: string;
  @Field({ description: '姓名' }) name!: string;
  @Field(() => Int, { description: '已提交的评估数' }) reviews!: number;
  @Field(() => [SeverityView]) figures!: SeverityView[];
  @Field(() => Int, { description: '评过的已知等次的案卷数' }) goldFiles!: number;
  @Field(() => Int, { description: '其中等次给得与已知相同的' }) goldSameGrade!: number;
  @Field(() => Float, { nullable: true, description: '与已知值的平均差距（绝对值）；没有为空' })
  goldMeanDistance!: number | null;
  @Field(() => Int, {
    nullable: true,
    description: '其评过的案卷中已有结论的答复数；有答复的案卷不足5卷时为空，以免看出谁评了哪一卷',
  })
  repliesDecided!: number | null;
  @Field(() => Int, { nullable: true, description: '其中改变了结果的' }) repliesChanged!: number | null;
  @Field(() => Int, {
    nullable: true,
    description: '其所评的分数或者等次中，因答复改成另一个值的；原来就给了改后的值的不算',
  })
  overturned!: number | null;
  @Field(() => ShareView, { nullable: true, description: '改变的比例' }) changedShare!: ShareView | null;
}

@ObjectType('GradeCounts', { description: '各等次的案卷数' })
export class GradeCountsView {
  @Field(() => Int) excellent!: number;
  @Field(() => Int) good!: number;
  @Field(() => Int) qualified!: number;
  @Field(() => Int) unqualified!: number;
}

@ObjectType('ReviewGroupFigures', { description: '一组案卷的结果：全体、一类、一个机构，或者一个机构的一类' })
export class GroupView {
  agencyId!: string | null;
  @Field(() => Agency, { nullable: true, description: '机构；空为全部机构' }) agency!: Agency | null;
  @Field(() => CaseKind, { nullable: true, description: '案件类型；空为全部' }) caseKind!: CaseKindCode | null;
  @Field(() => Int, { description: '名册中的案卷数' }) frame!: number;
  @Field(() => Int, { description: '按份额随机抽中并已定结果的案卷数' }) files!: number;
  @Field(() => Int, { description: '名册中有案卷而一卷也没有评出结果的层数；不为0则没有优良率和平均' })
  unreadStrata!: number;
  @Field(() => Int, { description: '这些层在名册中的案卷数' }) unreadFiles!: number;
  @Field(() => GradeCountsView, { description: '随机部分各等次的案卷数' }) grades!: GradeCountsView;
  @Field(() => ShareView, { nullable: true, description: '优良率（S4-3.4c）：各层按其在名册中的案卷数计' })
  goodRate!: ShareView | null;
  @Field(() => EstimateView, {
    description: '正式结果的平均，与优良率同样按各层在名册中的案卷数计：百分制为分，等次制为等（不合格1至优秀4）',
  })
  official!: EstimateView;
  @Field(() => EstimateView, {
    description:
      '同一批案卷按首轮独立评估扣除评估人宽严后的平均：只与正式结果并列，从不取代；不足5卷不给，以免看出谁评了哪一卷',
  })
  adjusted!: EstimateView;
  @Field(() => GradeCountsView, { description: '为覆盖或者有理由而加评的案卷：单列，不代表其他案卷' })
  apart!: GradeCountsView;
}

@ObjectType('AgencyDifference', { description: '两个机构（或一个机构与其余全部）优良率之差' })
export class DifferenceView {
  agencyId!: string;
  otherId!: string | null;
  @Field(() => Agency, { nullable: true }) agency!: Agency | null;
  @Field(() => Agency, { nullable: true, description: '与之比较的机构；空为其余全部机构' }) other!: Agency | null;
  @Field(() => ShareView, { description: '差和它的区间；区间已按比较的次数放宽' }) difference!: ShareView;
  @Field({ description: '区间不含0才为真；为假即分不出高下，不得据以排名' }) distinguishable!: boolean;
}

export type WithheldCode = 'ABANDONED' | 'NOT_FINALISED' | 'AGREEMENT_TOO_LOW' | 'AGREEMENT_UNKNOWN' | 'STRATUM_UNREAD';
export const ComparisonWithheldCode = codesOf<WithheldCode>('ComparisonWithheldCode', '不提供比较的原因', {
  ABANDONED: '评估活动已放弃，没有结果',
  NOT_FINALISED: '结果尚未确定',
  AGREEMENT_TOO_LOW: '评估人之间的一致性低于本次评估的线',
  AGREEMENT_UNKNOWN: '两人都评过的案卷不足，或者评得全部（几乎）一样，一致性不知',
  STRATUM_UNREAD: '有的层（机构、案件类型等）一卷也没有评出结果，其余的不能代表名册',
});

@ObjectType('ComparisonWithheld', { description: '不提供比较：为什么，是哪些指标' })
export class WithheldView {
  @Field(() => ComparisonWithheldCode) code!: WithheldCode;
  @Field() message!: string;
  @Field(() => [AgreementView], { description: '一致性不够或者不知的指标和整卷' }) figures!: AgreementView[];
}

@ObjectType('CampaignComparison', { description: '一次评估的结果，全体和逐个机构；一致性不够时不提供机构之间的比较' })
export class CampaignComparisonView {
  @Field(() => ID) campaignId!: string;
  @Field(() => WithheldView, { nullable: true }) withheld!: WithheldView | null;
  @Field(() => GroupView, { nullable: true, description: '全体；结果未定为空' }) campaign!: GroupView | null;
  @Field(() => [GroupView], { description: '按案件类型' }) kinds!: GroupView[];
  @Field(() => [GroupView], { nullable: true, description: '按机构；不提供时为空' }) agencies!: GroupView[] | null;
  @Field(() => [GroupView], { nullable: true, description: '按机构和案件类型；不提供时为空' })
  agenciesByKind!: GroupView[] | null;
  @Field(() => [DifferenceView], { nullable: true, description: '各机构与其余全部机构之差；不提供时为空' })
  differences!: DifferenceView[] | null;
  @Field(() => [DifferenceView], {
    nullable: true,
    description: '所问机构两两之差：无论问几个，区间都按全部机构两两比较放宽；不提供时为空',
  })
  between!: DifferenceView[] | null;
}

@ObjectType('InflationGap', { description: '同一批案卷，本地评的比外部评的高多少' })
export class InflationGapView {
  @Field(() => ID) localCampaignId!: string;
  @Field(() => ID) outsideCampaignId!: string;
  @Field(() => Int, { description: '两次都已定结果的案卷数' }) files!: number;
  @Field(() => EstimateView, { description: '等次之差的平均：1为高一等' }) steps!: EstimateView;
  @Field(() => EstimateView, { description: '分数之差的平均；两次都是百分制才有' }) points!: EstimateView;
  @Field(() => Int, { description: '本地评为优良的案卷数' }) localGood!: number;
  @Field(() => Int, { description: '外部评为优良的案卷数' }) outsideGood!: number;
  @Field(() => ShareView, { nullable: true, description: '优良率之差' }) goodRate!: ShareView | null;
  @Field({
    description:
      '差距超出偶然：两次都是百分制看分数之差，否则看等次之差，区间不含0；各卷之差都一样而没有区间的，用符号检验',
  })
  distinguishable!: boolean;
}
