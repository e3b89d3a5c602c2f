import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../platform/paging';
import { ActSuccess, resultOf } from '../../platform/refusal';
import { ReadingState } from './reading.codes';
import type { ReadingPartCode, ReadingStateCode } from './review.types';

@ObjectType({ description: '组织人所见的一次评阅：评估人只有代号，不说是哪份案卷，也不见内容' })
export class CampaignReading {
  @Field(() => ID) id!: string;
  @Field({ description: '评估人在本次评估中的代号' }) reader!: string;
  @Field({ description: '职责：READER独立评阅、THIRD第三名评估人、GROUP集体评议' }) part!: ReadingPartCode;
  @Field(() => Int, { description: '第几轮' }) round!: number;
  @Field(() => ReadingState) state!: ReadingStateCode;
  @Field({ description: '评阅期限（含当日）' }) dueOn!: string;
  @Field({ description: '逾期未交' }) overdue!: boolean;
  @Field(() => String, {
    nullable: true,
    description: '停止的原因：CONFLICT须回避、OBJECTION异议成立、UNAVAILABLE不能评阅、FILE_WITHDRAWN案卷退出',
  })
  stoppedReason!: string | null;
  @Field(() => Int, { description: '有草稿的指标数' }) drafted!: number;
  @Field(() => [String], { description: '现在可以做的事' }) availableActions!: string[];
}

export const CampaignReadingConnection = connectionOf(CampaignReading, 'CampaignReading');

@ObjectType({ description: '一次评估活动的评阅进度' })
export class ReadingProgress {
  @Field(() => ID) campaignId!: string;
  @Field(() => Int, { description: '受评案卷' }) files!: number;
  @Field(() => Int, { description: '已评定的案卷' }) settled!: number;
  @Field(() => Int, { description: '评估人' }) readers!: number;
  @Field(() => Int, { description: '评阅中' }) assigned!: number;
  @Field(() => Int, { description: '已提交' }) submitted!: number;
  @Field(() => Int, { description: '已停止' }) stopped!: number;
  @Field(() => Int, { description: '评阅中且逾期' }) overdue!: number;
}

@ObjectType({ implements: ActSuccess, description: '评阅已重新打开' })
export class ReopenReadingSuccess extends ActSuccess {
  @Field(() => CampaignReading) reading!: CampaignReading;
}
export const ReopenReadingResult = resultOf(ReopenReadingSuccess);

@ObjectType({ implements: ActSuccess, description: '期限已延长' })
export class ExtendReadingSuccess extends ActSuccess {
  @Field(() => CampaignReading) reading!: CampaignReading;
}
export const ExtendReadingResult = resultOf(ExtendReadingSuccess);

@ObjectType({ implements: ActSuccess, description: '各次评阅的期限已延长' })
export class ExtendReadingsSuccess extends ActSuccess {
  @Field(() => [CampaignReading]) readings!: CampaignReading[];
}
export const ExtendReadingsResult = resultOf(ExtendReadingsSuccess);
