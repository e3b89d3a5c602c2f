import { Field, ID, Int, ObjectType } from 'type-graphql';
import { ActSuccess, resultOf } from '../../platform/refusal';
import type { GradeCode } from '../../standards/scoring.rules';
import { Grade } from '../../standards/standard.codes';
import { ReviewCampaign } from '../campaigns/campaign.types';

@ObjectType({ description: '一项指标已知的值；都为空的不适用' })
export class GoldValue {
  @Field(() => Int) indicatorNo!: number;
  @Field(() => Int, { nullable: true }) points!: number | null;
  @Field(() => Grade, { nullable: true }) grade!: GradeCode | null;
}

@ObjectType({
  description:
    '等次已知的案卷：混入活动盲评，用于了解评估人的宽严；须在名册以外，由一人设定、另一人确认，不计入任何结果',
})
export class GoldFile {
  @Field(() => ID) id!: string;
  @Field(() => ID) caseFileId!: string;
  @Field(() => ID, { description: '评分方案' }) schemeId!: string;
  @Field(() => Grade, { description: '已知的等次' }) grade!: GradeCode;
  @Field({ description: '何以知道' }) reason!: string;
  @Field({ description: '设定的时间' }) setAt!: Date;
  @Field(() => Date, { nullable: true, description: '由设定人以外的人确认的时间；没有确认的不能选用' })
  confirmedAt!: Date | null;
  @Field(() => Date, { nullable: true, description: '停用的时间' }) retiredAt!: Date | null;
}

@ObjectType({ implements: ActSuccess })
export class SetGoldFileSuccess extends ActSuccess {
  @Field(() => GoldFile) goldFile!: GoldFile;
}
export const SetGoldFileResult = resultOf(SetGoldFileSuccess);

@ObjectType({ implements: ActSuccess })
export class ConfirmGoldFileSuccess extends ActSuccess {
  @Field(() => GoldFile) goldFile!: GoldFile;
}
export const ConfirmGoldFileResult = resultOf(ConfirmGoldFileSuccess);

@ObjectType({ implements: ActSuccess })
export class RetireGoldFileSuccess extends ActSuccess {
  @Field(() => GoldFile) goldFile!: GoldFile;
}
export const RetireGoldFileResult = resultOf(RetireGoldFileSuccess);

@ObjectType({ implements: ActSuccess })
export class ChooseGoldFilesSuccess extends ActSuccess {
  @Field(() => ReviewCampaign) campaign!: ReviewCampaign;
}
export const ChooseGoldFilesResult = resultOf(ChooseGoldFilesSuccess);
