import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Finding } from '../regulation';
import { ActivityKind, ClosingOutcome, TerminationGround } from './case-file.codes';
import type { ActivityKindCode, TerminationGroundCode } from './vocabulary.types';

@ObjectType({ description: '卷内材料的一个版本；版本只增不改' })
export class Material {
  @Field(() => ID) id!: string;
  @Field(() => Int, { description: '卷宗目录序号，1至21' }) catalogueNo!: number;
  @Field({ description: '标题' }) title!: string;
  @Field(() => Int, { description: '页数；录音录像按一件计' }) pages!: number;
  @Field(() => ID, { nullable: true, description: '被它取代的版本' }) supersedesId!: string | null;
  @Field({ description: '此版本表示材料已抽出' }) withdrawn!: boolean;
  @Field(() => String, { nullable: true, description: '抽出的理由' }) withdrawalReason!: string | null;
  @Field(() => Int, { description: '此版本使案卷达到的版次' }) revision!: number;
  @Field({ description: '入卷时间' }) recordedAt!: Date;
}

@ObjectType({ description: '办案活动' })
export class Activity {
  @Field(() => ID) id!: string;
  @Field(() => ActivityKind) kind!: ActivityKindCode;
  @Field({ description: '日期' }) tookPlaceOn!: string;
  @Field({ description: '已告知权利' }) toldRights!: boolean;
  @Field({ description: '已告知义务' }) toldDuties!: boolean;
  @Field({ description: '已告知诉讼风险' }) toldRisks!: boolean;
  @Field(() => ID, { nullable: true, description: '被它更正的记录' }) supersedesId!: string | null;
  @Field({ description: '记录时间' }) recordedAt!: Date;
}

@ObjectType({ description: '一次结案提交及其处理' })
export class Closing {
  @Field(() => ID) id!: string;
  @Field(() => Int, { description: '第几次提交' }) round!: number;
  @Field({ description: '提交时间' }) submittedAt!: Date;
  @Field(() => ClosingOutcome, { nullable: true, description: '结果；待处理为空' }) outcome!:
    | 'RECEIVED'
    | 'RETURNED'
    | null;
  @Field(() => String, { nullable: true, description: '收卷或者退回时的说明' }) note!: string | null;
  @Field(() => Date, { nullable: true, description: '处理时间' }) decidedAt!: Date | null;

  readonly findings!: readonly Finding[];
  readonly decision!: readonly Finding[] | null;
}

@ObjectType({ description: '终止法律援助的决定' })
export class Termination {
  @Field(() => ID) id!: string;
  @Field(() => TerminationGround, { description: '事由' }) ground!: TerminationGroundCode;
  @Field({ description: '依据的规定编号' }) provisionId!: string;
  @Field({ description: '理由' }) reason!: string;
  @Field(() => String, { nullable: true, description: '准许自行辩护之日' }) permittedOn!: string | null;
  @Field({ description: '决定之日' }) decidedOn!: string;
  @Field(() => String, { nullable: true, description: '送达受援人之日（S0-22.2）' }) servedOn!: string | null;
  @Field(() => String, { nullable: true, description: '函告办案机关之日（S0-22.3）' }) organInformedOn!: string | null;
}
