import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { CaseKind } from '../../case-files/case-file.codes';
import type { CaseKindCode, IndicatorTopic } from '../../regulation';
import type { SchemeKindCode } from '../../standards/scoring.rules';
import { IndicatorTopicEnum, SchemeKind } from '../../standards/standard.codes';
import type { WithdrawalGroundCode } from '../settling/withdrawal.entity';
import { WithdrawalGround } from '../settling/withdrawal.inputs';
import {
  CampaignComparisonView,
  GradeCountsView,
  InflationGapView,
  ReviewAgreementView,
  ShareView,
} from './agreement.types';

@ObjectType('IndicatorTheme', { description: '一项指标在全部已定结果的案卷中的情况' })
export class ThemeView {
  @Field(() => IndicatorTopicEnum) topic!: IndicatorTopic;
  @Field({ description: '名称' }) name!: string;
  @Field(() => Int, { description: '适用的案卷数' }) files!: number;
  @Field(() => Int, { description: '不适用的案卷数' }) notApplicable!: number;
  @Field(() => GradeCountsView, { description: '各等次的案卷数；百分制按分数所在的等次' }) grades!: GradeCountsView;
  @Field(() => Float, {
    nullable: true,
    description: '平均：百分制为分，等次制为等；只计随机抽取的，按名册中的案卷数加权，名册有层没有结果的为空',
  })
  mean!: number | null;
  @Field(() => ShareView, { nullable: true, description: '良好以下的比例，算法同平均' }) weak!: ShareView | null;
  @Field(() => Int, { description: '因答复改变的' }) changedByReply!: number;
  @Field(() => Int, { description: '改进意见数' }) improvementPoints!: number;
}

@ObjectType('ReportSample', { description: '样本的组成' })
export class SampleView {
  @Field(() => Int, { description: '名册中的案卷数' }) frame!: number;
  @Field(() => Int, { description: '按份额随机抽中' }) random!: number;
  @Field(() => Int, { description: '为覆盖承办人而随机加抽' }) coverage!: number;
  @Field(() => Int, { description: '有理由加评' }) targeted!: number;
  @Field(() => Int, { description: '混入盲评的等次已知的案卷：在名册以外，只用于校准评估人，不计入结果' })
  gold!: number;
  @Field(() => Int, { description: '已定结果' }) finalised!: number;
}

@ObjectType('ReportWithdrawal', { description: '退出评估的案卷，按机构和案件类型；结果已定或者已放弃才有' })
export class WithdrawalView {
  agencyId!: string;
  @Field({ description: '机构' }) agency!: string;
  @Field(() => CaseKind, { description: '案件类型' }) caseKind!: CaseKindCode;
  @Field(() => Int, { description: '退出的案卷数' }) files!: number;
  @Field(() => Int, { description: '其中退出时已有人提交评阅的' }) reviewed!: number;
  @Field(() => Int, { description: '其中退出时已有评定结果的' }) settled!: number;
  @Field(() => [WithdrawalGround], { description: '事由' }) grounds!: WithdrawalGroundCode[];
}

@ObjectType('ReportSettling', { description: '结果是怎样定的、答复和改进' })
export class SettlingView {
  @Field(() => Int, { description: '一人评定' }) single!: number;
  @Field(() => Int, { description: '独立评估一致或者差别在限度内' }) agreed!: number;
  @Field(() => Int, { description: '由第三名评估人' }) thirdReader!: number;
  @Field(() => Int, { description: '由评议小组' }) group!: number;
  @Field(() => Int, { description: '抽取以后对专家库的改动：案件类型、案卷上限、可评时间等，或者退出专家库' })
  poolChanges!: number;
  @Field(() => Int, { description: '提交以后被停止的评阅数（案卷退出的除外）' }) stoppedAfterSubmission!: number;
  @Field(() => Int, { description: '提交以后重新打开的次数' }) reopened!: number;
  @Field(() => Int, { description: '评议小组作出、此后又被另一次评定取代的结论数' }) groupReplaced!: number;
  @Field(() => Int, { description: '收到的答复数（逐项指标）' }) replies!: number;
  @Field(() => Int, { description: '答复后改变的' }) repliesChanged!: number;
  @Field(() => Int, { description: '改进意见' }) improvementPoints!: number;
  @Field(() => Int, { description: '已经改正的' }) improvementsTicked!: number;
}

@ObjectType('ReviewReport', { description: '一次评估的报告，与Word文件同源' })
export class ReviewReportView {
  @Field(() => ID) campaignId!: string;
  @Field() title!: string;
  @Field({ description: '组织评估的司法局' }) bureau!: string;
  @Field() periodFrom!: string;
  @Field() periodTo!: string;
  @Field(() => SchemeKind) schemeKind!: SchemeKindCode;
  @Field({ description: '结果是否已定' }) finalised!: boolean;
  @Field(() => String, { nullable: true, description: '已放弃的，放弃的日期：没有结果' }) abandonedOn!: string | null;
  @Field(() => String, { nullable: true, description: '放弃的理由' }) abandonReason!: string | null;
  @Field(() => Int, { description: '每卷独立评估人数' }) readersPerFile!: number;
  @Field(() => [String], { description: '所用的标准版本' }) editions!: string[];
  @Field(() => SampleView) sample!: SampleView;
  @Field(() => [WithdrawalView], { description: '退出评估的案卷' }) withdrawals!: WithdrawalView[];
  @Field(() => ReviewAgreementView) agreement!: ReviewAgreementView;
  @Field(() => CampaignComparisonView) comparison!: CampaignComparisonView;
  @Field(() => [ThemeView], { description: '逐项指标，最弱的在前' }) themes!: ThemeView[];
  @Field(() => SettlingView) settling!: SettlingView;
  @Field(() => InflationGapView, { nullable: true, description: '指明了外部评估才有' })
  inflation!: InflationGapView | null;
}
