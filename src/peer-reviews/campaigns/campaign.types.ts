import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { CaseKind, CaseStage } from '../../case-files/case-file.codes';
import { connectionOf } from '../../platform/paging';
import { ActSuccess, resultOf } from '../../platform/refusal';
import type { CaseKindCode, CaseStageCode } from '../../regulation';
import type { SchemeKindCode } from '../../standards/scoring.rules';
import { SchemeKind } from '../../standards/standard.codes';
import { CampaignState, DrawPart, TargetReason } from './campaign.codes';
import type { CampaignStateCode, DrawPartCode, TargetReasonCode } from './campaign-settings.types';

@ObjectType({ description: '何时算作分歧，须第三名评估人评阅；等次相差两等以上或者总分相差30分以上的总是分歧（自定）' })
export class CampaignDivergence {
  @Field({ description: '等次不同' }) gradeDiffers!: boolean;
  @Field({ description: '有人评为不合格' }) anyUnqualified!: boolean;
  @Field(() => Int, { nullable: true, description: '总分相差超过几分' }) totalGap!: number | null;
  @Field(() => Int, { nullable: true, description: '任一指标相差超过几分' }) indicatorPoints!: number | null;
  @Field(() => Int, { nullable: true, description: '任一指标相差超过几等' }) indicatorSteps!: number | null;
}

@ObjectType({ description: '回避' })
export class CampaignRecusal {
  @Field(() => Int, { description: '离开机构几年内仍算作其人员' }) organizationYears!: number;
  @Field({ description: '地区回避：不评本地区机构的案卷' }) sameArea!: boolean;
  @Field(() => Int, { description: '至少执业几年' }) leastYears!: number;
  @Field(() => Int, { description: '受处分后几年内不能评阅' }) disciplineYears!: number;
}

@ObjectType({ description: '一类案件所用的标准版本和方案；活动开始后不换' })
export class CampaignEdition {
  @Field(() => CaseKind) caseKind!: CaseKindCode;
  @Field(() => ID, { description: '标准版本' }) editionId!: string;
  @Field(() => ID, { description: '评分方案' }) schemeId!: string;
  @Field(() => Int, { nullable: true, description: '这类案件的抽取比例，万分之几；为空的按活动的比例' })
  shareHundredths!: number | null;
}

@ObjectType({ description: '一个种子：承诺值随即公布，种子本身到抽取时才公开' })
export class CampaignSeed {
  @Field(() => Int, { description: '1：先承诺的；2：名册冻结后由另一人加入的' }) party!: number;
  @Field({ description: '承诺值：种子文字的SHA-256（十六进制）' }) commitment!: string;
  @Field({ description: '给出的时间' }) givenAt!: Date;
  @Field(() => String, { nullable: true, description: '种子；抽取或者放弃以前为空' }) seed!: string | null;
  @Field(() => Date, { nullable: true, description: '公开的时间' }) revealedAt!: Date | null;
}

@ObjectType({ description: '因一定理由加入的案卷' })
export class CampaignTarget {
  @Field(() => ID) caseFileId!: string;
  @Field(() => TargetReason) reasonCode!: TargetReasonCode;
  @Field({ description: '说明' }) reason!: string;
  @Field({ description: '加入的时间' }) addedAt!: Date;
}

@ObjectType({ description: '名册中的一件案卷：冻结时的样子，此后案卷变动不影响名册' })
export class FrameFile {
  @Field(() => ID) caseFileId!: string;
  @Field(() => CaseKind) caseKind!: CaseKindCode;
  @Field(() => CaseStage) stage!: CaseStageCode;
  @Field({ description: '收卷之日' }) closedOn!: string;
  @Field(() => [ID], { description: '历任承办人' }) practitionerIds!: string[];
  @Field({ description: '是否可被随机抽取；否为只因定向加入' }) inFrame!: boolean;
  @Field(() => TargetReason, { nullable: true, description: '定向加入的理由' }) reasonCode!: TargetReasonCode | null;
}
@ObjectType()
export class FrameFileConnection extends connectionOf(FrameFile, 'FrameFile') {}

@ObjectType({ description: '一层：机构和案件类型（和诉讼阶段）' })
export class CampaignStratum {
  @Field(() => ID) agencyId!: string;
  @Field(() => CaseKind) caseKind!: CaseKindCode;
  @Field(() => CaseStage, { nullable: true, description: '不区分阶段的为空' }) stage!: CaseStageCode | null;
  @Field(() => Int, { description: '案卷数' }) files!: number;
  @Field(() => Int, { description: '按比例和下限应抽的件数' }) size!: number;
}

@ObjectType({ description: '抽取的一件案卷' })
export class DrawnCaseFile {
  @Field(() => ID) caseFileId!: string;
  @Field(() => DrawPart) part!: DrawPartCode;
  @Field(() => String, { nullable: true, description: '所在的层：机构、类型和阶段' }) stratum!: string | null;
  @Field(() => Int, { nullable: true, description: '在层内次序中的位置；非随机的为空' }) position!: number | null;
}
@ObjectType()
export class DrawnCaseFileConnection extends connectionOf(DrawnCaseFile, 'DrawnCaseFile') {}

@ObjectType({ description: '名册中案卷件数相同的承办人，以及能发现其不合格案卷的概率（超几何分布，含加抽）' })
export class DetectionGroup {
  @Field(() => Int, { description: '各有几件' }) files!: number;
  @Field(() => Int, { description: '假定其中几件不合格' }) bad!: number;
  @Field(() => Int, { description: '有几名这样的承办人' }) practitioners!: number;
  @Field(() => Float, { description: '至少抽到一件不合格案卷的概率：最低' }) least!: number;
  @Field(() => Float, { description: '平均' }) mean!: number;
  @Field(() => Float, { description: '最高' }) greatest!: number;
}

@ObjectType({ description: '抽取以前：将抽多少、能发现什么、要多少工时；冻结以前按此刻的案卷估计' })
export class SamplingPlan {
  @Field({ description: '名册是否已冻结' }) frozen!: boolean;
  @Field(() => Int, { description: '名册的件数' }) files!: number;
  @Field(() => [CampaignStratum]) strata!: CampaignStratum[];
  @Field(() => Int, { description: '分层应抽的件数' }) stratumDraws!: number;
  @Field(() => Float, { description: '为覆盖承办人预计加抽的件数（期望值；一案有几名承办人的，至多如此）' })
  coverageDraws!: number;
  @Field(() => Int, { description: '定向加入的件数' }) targeted!: number;
  @Field(() => [DetectionGroup], { description: '能发现什么，按承办人的案卷件数' }) detection!: DetectionGroup[];
  @Field(() => Int, { description: '预计评阅人次' }) readings!: number;
  @Field(() => Float, { description: '预计工时（小时）' }) readerHours!: number;
  @Field(() => Float, { description: '每件都须第三名评估人评阅时的工时（小时）' }) readerHoursWithThird!: number;
}

@ObjectType({ description: '同行评估活动：计划、抽样、评阅到定案（S4-4.1、S0-26.1）' })
export class ReviewCampaign {
  @Field(() => ID) id!: string;
  @Field() title!: string;
  @Field({ description: '评估人所见的名称，不透露地方' }) alias!: string;
  @Field({ description: '区域（行政区划代码）' }) regionCode!: string;
  @Field({ description: '收卷期间的第一日' }) periodFrom!: string;
  @Field({ description: '收卷期间的最后一日' }) periodTo!: string;
  @Field({ description: '分层时是否区分诉讼阶段' }) byStage!: boolean;
  @Field(() => SchemeKind) schemeKind!: SchemeKindCode;
  @Field(() => Int, { description: '每件案卷由几人评阅' }) readersPerFile!: number;
  @Field(() => Int, { description: '每层抽取的比例，万分之几' }) shareHundredths!: number;
  @Field(() => Int, { description: '每层至少几件' }) leastPerStratum!: number;
  @Field(() => Int, { description: '每名承办人至少几件' }) leastPerPractitioner!: number;
  @Field({ description: '是否盲评' }) blind!: boolean;
  @Field(() => CampaignDivergence) divergence!: CampaignDivergence;
  @Field(() => CampaignRecusal) recusal!: CampaignRecusal;
  @Field(() => Int, { description: '评阅期限，工作日' }) readingDays!: number;
  @Field(() => Int, { description: '申请评估人回避的期限，工作日' }) objectionDays!: number;
  @Field(() => Int, { description: '承办人答复的期限，工作日' }) replyDays!: number;
  @Field(() => Int, { description: '改正的期限，工作日' }) correctionDays!: number;
  @Field(() => Int, { description: '评阅一件预计几分钟' }) minutesPerFile!: number;
  @Field(() => Int, { description: '一致程度低于此数（alpha，百分之几）的不作机构间比较' }) agreementLine!: number;
  @Field(() => CampaignState) state!: CampaignStateCode;
  @Field(() => Int, { description: '计划的版本，改动时交回' }) version!: number;
  @Field({ description: '计划的时间' }) plannedAt!: Date;
  @Field(() => Int, { nullable: true, description: '名册的件数' }) frameSize!: number | null;
  @Field(() => Date, { nullable: true, description: '冻结名册的时间' }) frozenAt!: Date | null;
  @Field(() => Date, { nullable: true, description: '抽取的时间' }) drawnAt!: Date | null;
  @Field(() => String, { nullable: true, description: '申请评估人回避的最后一日' }) objectionsDueOn!: string | null;
  @Field(() => String, { nullable: true, description: '评阅的最后一日' }) readingDueOn!: string | null;
  @Field(() => String, { nullable: true, description: '承办人答复的最后一日' }) repliesDueOn!: string | null;
  @Field(() => Date, { nullable: true, description: '定案的时间' }) finalisedAt!: Date | null;
  @Field(() => Date, { nullable: true, description: '放弃的时间' }) abandonedAt!: Date | null;
  @Field(() => String, { nullable: true, description: '放弃的理由' }) abandonReason!: string | null;
}
@ObjectType()
export class ReviewCampaignConnection extends connectionOf(ReviewCampaign, 'ReviewCampaign') {}

@ObjectType({ implements: ActSuccess, description: '已计划' })
export class PlanCampaignSuccess extends ActSuccess {
  @Field(() => ReviewCampaign) campaign!: ReviewCampaign;
}
export const PlanCampaignResult = resultOf(PlanCampaignSuccess);

@ObjectType({ implements: ActSuccess, description: '计划已改动' })
export class ChangeCampaignPlanSuccess extends ActSuccess {
  @Field(() => ReviewCampaign) campaign!: ReviewCampaign;
}
export const ChangeCampaignPlanResult = resultOf(ChangeCampaignPlanSuccess);

@ObjectType({ implements: ActSuccess, description: '已定向加入' })
export class AddTargetedFileSuccess extends ActSuccess {
  @Field(() => ReviewCampaign) campaign!: ReviewCampaign;
}
export const AddTargetedFileResult = resultOf(AddTargetedFileSuccess);

@ObjectType({ implements: ActSuccess, description: '已撤回' })
export class RemoveTargetedFileSuccess extends ActSuccess {
  @Field(() => ReviewCampaign) campaign!: ReviewCampaign;
}
export const RemoveTargetedFileResult = resultOf(RemoveTargetedFileSuccess);

@ObjectType({ implements: ActSuccess, description: '已承诺种子' })
export class CommitSeedSuccess extends ActSuccess {
  @Field(() => ReviewCampaign) campaign!: ReviewCampaign;
}
export const CommitSeedResult = resultOf(CommitSeedSuccess);

@ObjectType({ implements: ActSuccess, description: '名册已冻结' })
export class FreezeFrameSuccess extends ActSuccess {
  @Field(() => ReviewCampaign) campaign!: ReviewCampaign;
}
export const FreezeFrameResult = resultOf(FreezeFrameSuccess);

@ObjectType({ implements: ActSuccess, description: '已加入第二个种子' })
export class AddSeedSuccess extends ActSuccess {
  @Field(() => ReviewCampaign) campaign!: ReviewCampaign;
}
export const AddSeedResult = resultOf(AddSeedSuccess);

@ObjectType({ implements: ActSuccess, description: '已抽取' })
export class DrawSampleSuccess extends ActSuccess {
  @Field(() => ReviewCampaign) campaign!: ReviewCampaign;
}
export const DrawSampleResult = resultOf(DrawSampleSuccess);

@ObjectType({ implements: ActSuccess, description: '已放弃' })
export class AbandonCampaignSuccess extends ActSuccess {
  @Field(() => ReviewCampaign) campaign!: ReviewCampaign;
}
export const AbandonCampaignResult = resultOf(AbandonCampaignSuccess);
