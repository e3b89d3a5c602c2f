import { Extensions, Field, ID, Int, ObjectType } from 'type-graphql';
import { ActivityKind, CaseKind, CaseStage } from '../../case-files/case-file.codes';
import type { ActivityKindCode } from '../../case-files/vocabulary.types';
import { ActSuccess, resultOf } from '../../platform/refusal';
import type { CaseKindCode, CaseStageCode, IndicatorTopic, Provenance, StageApplicability } from '../../regulation';
import type { GradeCode, SchemeKindCode } from '../../standards/scoring.rules';
import {
  ApplicabilityEnum,
  Grade,
  IndicatorTopicEnum,
  ProvenanceEnum,
  SchemeKind,
} from '../../standards/standard.codes';
import { ScoringBand, SecondLevelIndicator } from '../../standards/standard.types';
import { type AnswerCode, ReaderAnswer, RequestKind, type RequestKindCode } from './asking.inputs';
import {
  BlindPaperState,
  ReadingPart,
  ReadingState,
  ReadingStopCause,
  type StopCauseShown,
  WithheldReason,
} from './reading.codes';
import type { ReadingStateCode } from './review.types';

@ObjectType({ description: '评阅所依据的标准版本和评分方案' })
export class ReadingStandard {
  @Field(() => ID, { nullable: true, description: '版本编号；地方录入的版本为空' }) editionId!: string | null;
  @Field({ description: '标准号；地方自编的写作“地方标准”' }) standard!: string;
  @Field({ description: '版本名称；地方录入的一律写作“地方评估细则”' }) title!: string;
  @Field(() => ProvenanceEnum, { description: '来源性质' }) provenance!: Provenance;
  @Field({ description: '说明：哪些是推定的，哪些尚不知道' }) note!: string;
  @Field(() => SchemeKind, { description: '评分方案的类型' }) schemeKind!: SchemeKindCode;
  @Field(() => [ScoringBand], { description: '各等次的分数段；等次制为空' }) bands!: ScoringBand[];
}

@ObjectType({ description: '一项指标，以及它在本卷所处的阶段是否适用' })
export class ReadingIndicator {
  @Field(() => Int, { description: '序号，1至8' }) no!: number;
  @Field(() => IndicatorTopicEnum, { description: '主题' }) topic!: IndicatorTopic;
  @Field({ description: '名称' }) name!: string;
  @Field(() => ProvenanceEnum, { description: '名称的来源性质' }) provenance!: Provenance;
  @Field(() => String, { nullable: true, description: '说明' }) note!: string | null;
  @Field(() => ApplicabilityEnum, { description: '在本阶段是否适用；标准没有写明的为适用' })
  applies!: StageApplicability['applies'];
  @Field(() => ProvenanceEnum, { nullable: true, description: '是否适用的来源性质' })
  applicabilityProvenance!: Provenance | null;
  @Field(() => String, { nullable: true, description: '是否适用所依据的规定编号' })
  applicabilityProvision!: string | null;
  @Field(() => Int, { nullable: true, description: '权重，百分之一分（12.5分为1250）；等次制为空' })
  weightHundredths!: number | null;
  @Extensions({ usually: 3 })
  @Field(() => [SecondLevelIndicator], { description: '二级指标' })
  secondLevel!: SecondLevelIndicator[];
}

@ObjectType({ description: '为受援人所做的一件事，时间为接受指派后第几日' })
export class ReadingEvent {
  @Field(() => ActivityKind) kind!: ActivityKindCode;
  @Field(() => Int, { description: '接受指派后第几日；当日为0，之前为负' }) afterDays!: number;
  @Field({ description: '告知了权利' }) toldRights!: boolean;
  @Field({ description: '告知了义务' }) toldDuties!: boolean;
  @Field({ description: '告知了风险' }) toldRisks!: boolean;
}

@ObjectType({ description: '盲评材料：卷内一份材料的遮蔽副本' })
export class BlindPaper {
  @Field(() => ID) id!: string;
  @Field(() => Int, { description: '结案卷宗目录的项号，1至21' }) catalogueNo!: number;
  @Field({ description: '目录项的名称' }) catalogueName!: string;
  @Field(() => Int, { description: '同一目录项中的第几份' }) ordinal!: number;
  @Field(() => Int, { description: '页数' }) pages!: number;
  @Field(() => BlindPaperState) state!: 'READY' | 'WITHHELD';
  @Field(() => WithheldReason, { nullable: true, description: '暂不提供的原因；可以查看的为空' })
  withheldReason!: 'NOT_CLEARED' | 'NO_PAGES' | 'WITHDRAWN' | null;
  @Field(() => String, {
    nullable: true,
    description: '各页图片的地址，末尾接页码：/readings/…/papers/…/pages/；不提供的为空',
  })
  pagesPath!: string | null;
  @Field(() => String, { nullable: true, description: '全份（PDF）的地址；不提供的为空' })
  filePath!: string | null;
}

@ObjectType({ description: '证据所在：材料和页码，或者卷内没有' })
export class EvidenceAnchor {
  @Field(() => ID, { nullable: true, description: '盲评材料' }) paperId!: string | null;
  @Field(() => Int, { nullable: true, description: '页码，从1开始' }) page!: number | null;
  @Field({ description: '卷内没有' }) absent!: boolean;
}

@ObjectType({ description: '草稿中已有的内容；可以不全' })
export class ReviewDraftValue {
  @Field(() => Int, { nullable: true, description: '分数，0至100的整数（百分制）' }) points!: number | null;
  @Field(() => Grade, { nullable: true, description: '等次（等次制）' }) grade!: GradeCode | null;
  @Field({ description: '认定为不适用' }) notApplicable!: boolean;
  @Field({ description: '理由；总体意见的正文' }) reason!: string;
  @Extensions({ usually: 2 })
  @Field(() => [EvidenceAnchor], { description: '证据' })
  evidence!: EvidenceAnchor[];
}

@ObjectType({ description: '自己的草稿：每项指标和总体意见各一份' })
export class ReviewDraft {
  @Field(() => Int, { nullable: true, description: '指标序号；总体意见为空' }) indicatorNo!: number | null;
  @Field(() => Int, { description: '版本；再保存时须写明' }) version!: number;
  @Field({ description: '保存时间' }) savedAt!: Date;
  @Field(() => ReviewDraftValue) value!: ReviewDraftValue;
}

@ObjectType({ description: '已提交的一项' })
export class ReviewScore {
  @Field(() => Int, { description: '指标序号' }) indicatorNo!: number;
  @Field(() => Int, { nullable: true, description: '分数' }) points!: number | null;
  @Field(() => Grade, { nullable: true, description: '等次' }) grade!: GradeCode | null;
  @Field({ description: '不适用' }) notApplicable!: boolean;
  @Field({ description: '理由' }) reason!: string;
  @Extensions({ usually: 2 })
  @Field(() => [EvidenceAnchor], { description: '证据' })
  evidence!: EvidenceAnchor[];
}

@ObjectType({ description: '自己提交过的一次评阅；不能改动' })
export class ReviewSubmission {
  @Field(() => Int, { description: '第几轮' }) round!: number;
  @Field(() => Grade, { description: '总体等次' }) grade!: GradeCode;
  @Field(() => String, { nullable: true, description: '总分，两位小数（四舍五入，等次按精确值）；等次制为空' })
  total!: string | null;
  @Field({ description: '总体意见' }) opinion!: string;
  @Field({ description: '提交时间' }) submittedAt!: Date;
  @Field(() => [ReviewScore], { description: '八项' }) scores!: ReviewScore[];
}

@ObjectType({ description: '组织人重新打开评阅' })
export class ReadingReopening {
  @Field(() => Int, { description: '打开的是第几轮' }) round!: number;
  @Field({ description: '理由' }) reason!: string;
}

@ObjectType({ description: '组织人延长期限' })
export class ReadingExtension {
  @Field({ description: '延长至何日（YYYY-MM-DD）' }) dueOn!: string;
  @Field({ description: '理由' }) reason!: string;
}

@ObjectType({ description: '自己向组织人提出的请求，以及答复' })
export class ReadingRequest {
  @Field(() => ID) id!: string;
  @Field(() => RequestKind) kind!: RequestKindCode;
  @Field(() => ID, { nullable: true, description: '盲评材料' }) paperId!: string | null;
  @Field({ description: '请求的内容' }) text!: string;
  @Field(() => ReaderAnswer, { nullable: true, description: '答复；还没有答复的为空' }) answer!: AnswerCode | null;
  @Field(() => String, { nullable: true, description: '答复的内容' }) answerText!: string | null;
}

@ObjectType({ description: '本卷评定的一项' })
export class SettledIndicator {
  @Field(() => Int, { description: '指标序号' }) indicatorNo!: number;
  @Field(() => String, { nullable: true, description: '分数，两位小数' }) points!: string | null;
  @Field(() => Grade, { nullable: true, description: '等次' }) grade!: GradeCode | null;
  @Field({ description: '不适用' }) notApplicable!: boolean;
}

@ObjectType({ description: '本卷评定的结果；自己提交并且本卷评定之后才有，不说明其他评估人是谁' })
export class ReadingSettlement {
  @Field({ description: '怎样得出：SINGLE一人、AGREED一致、THIRD_READER第三名评估人、GROUP集体评议' }) way!: string;
  @Field(() => Grade, { description: '等次' }) grade!: GradeCode;
  @Field(() => String, { nullable: true, description: '总分，两位小数' }) total!: string | null;
  @Field(() => [SettledIndicator], { description: '八项' }) indicators!: SettledIndicator[];
}

@ObjectType({ description: '评阅的进度' })
export class ReadingDone {
  @Field(() => Int, { description: '已评全的指标，共八项' }) done!: number;
  @Field(() => Int, { description: '指标总数' }) of!: number;
  @Field({ description: '写了总体意见' }) opinion!: boolean;
}

@ObjectType({ description: '评阅为什么停止；写过的草稿和提交都在，案卷不再提供' })
export class ReadingStop {
  @Field(() => ReadingStopCause, { description: '原因' }) cause!: StopCauseShown;
  @Field({ description: '说明' }) text!: string;
}

@ObjectType({ description: '我的一次评阅：一份只见代号的案卷' })
export class Reading {
  @Field(() => ID) id!: string;
  @Field(() => ID, { description: '受评案卷的编号；不能由此得知是哪一卷' }) subjectId!: string;
  @Field({ description: '评估活动的代称' }) campaign!: string;
  @Field({ description: '案卷的代号' }) pseudonym!: string;
  @Field(() => CaseKind) caseKind!: CaseKindCode;
  @Field(() => CaseStage) stage!: CaseStageCode;
  @Field(() => Boolean, { nullable: true, description: '是否开庭；不详为空' }) hearingHeld!: boolean | null;
  @Field({ description: '受援人是否在押' }) inCustody!: boolean;
  @Field(() => ReadingPart) part!: 'READER' | 'GROUP';
  @Field(() => ReadingState) state!: ReadingStateCode;
  @Field(() => ReadingStop, { nullable: true, description: '停止的原因；没有停止的为空' }) stopped!: ReadingStop | null;
  @Field(() => Int, { description: '第几轮；重新打开一次加一' }) round!: number;
  @Field({ description: '评阅期限（含当日，YYYY-MM-DD）' }) dueOn!: string;
  @Field(() => Int, { description: '今日之后到期限为止的工作日数；期满为0' }) workingDaysLeft!: number;
  @Field({ description: '逾期未交' }) overdue!: boolean;
  @Field(() => ReadingDone, { description: '进度' }) progress!: ReadingDone;
  @Field(() => ReadingStandard, { description: '标准和方案' }) standard!: ReadingStandard;
  @Field(() => [ReadingIndicator], { description: '八项指标' }) indicators!: ReadingIndicator[];
  @Field(() => [ReadingEvent], { description: '办案活动' }) timeline!: ReadingEvent[];
  @Field(() => [BlindPaper], { description: '卷内材料；已停止的评阅为空，原因见 stopped' }) papers!: BlindPaper[];
  @Field(() => [ReviewDraft], { description: '草稿' }) drafts!: ReviewDraft[];
  @Extensions({ usually: 1 })
  @Field(() => [ReviewSubmission], { description: '各轮提交' })
  submissions!: ReviewSubmission[];
  @Extensions({ usually: 1 })
  @Field(() => [ReadingReopening], { description: '重新打开' })
  reopenings!: ReadingReopening[];
  @Extensions({ usually: 1 })
  @Field(() => [ReadingExtension], { description: '延期' })
  extensions!: ReadingExtension[];
  @Extensions({ usually: 1 })
  @Field(() => [ReadingRequest], { description: '自己的请求和组织人的答复' })
  requests!: ReadingRequest[];
  @Field(() => ReadingSettlement, { nullable: true, description: '评定结果；之前为空' })
  settlement!: ReadingSettlement | null;
  @Field(() => [String], { description: '现在可以做的事' }) availableActions!: string[];
}

@ObjectType({ description: '已保存的草稿' })
export class SavedDraft {
  @Field(() => ID) readingId!: string;
  @Field(() => Int, { nullable: true, description: '指标序号；总体意见为空' }) indicatorNo!: number | null;
  @Field(() => Int, { description: '现在的版本' }) version!: number;
  @Field({ description: '保存时间' }) savedAt!: Date;
}

@ObjectType({ implements: ActSuccess, description: '草稿已保存' })
export class SaveReviewDraftSuccess extends ActSuccess {
  @Field(() => SavedDraft) draft!: SavedDraft;
}
export const SaveReviewDraftResult = resultOf(SaveReviewDraftSuccess);

@ObjectType({ implements: ActSuccess, description: '评阅已提交' })
export class SubmitReviewSuccess extends ActSuccess {
  @Field(() => Reading) reading!: Reading;
}
export const SubmitReviewResult = resultOf(SubmitReviewSuccess);
