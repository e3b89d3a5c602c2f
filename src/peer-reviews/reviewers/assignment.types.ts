import { Field, ID, Int, ObjectType } from 'type-graphql';
import { ActSuccess, DecisionView, FindingView, resultOf } from '../../platform/refusal';
import { StopGround } from './assignment.inputs';
import type { StopGroundCode } from './stopping';

@ObjectType({ description: '一名专家在本次评估中的评阅' })
export class ReaderLoadView {
  @Field(() => ID, { description: '专家' }) reviewerId!: string;
  @Field({ description: '姓名' }) name!: string;
  @Field(() => Int, { description: '正在评阅' }) assigned!: number;
  @Field(() => Int, { description: '已提交' }) submitted!: number;
  @Field(() => Int, { description: '已停止' }) stopped!: number;
  @Field(() => Int, { description: '逾期未交' }) overdue!: number;
  @Field(() => Int, { description: '最多评阅的案卷数' }) most!: number;
  @Field(() => DecisionView, { description: '能否参加本次评阅' }) eligibility!: DecisionView;
}

@ObjectType({ description: '一种妨碍：挡住几名专家，其中几名只被它挡住；不列姓名' })
export class HindranceView {
  @Field({ description: '规则代码' }) code!: string;
  @Field({ description: '说明' }) text!: string;
  @Field(() => Int, { description: '挡住的专家数' }) readers!: number;
  @Field(() => Int, { description: '只被这一种挡住的专家数' }) alone!: number;
}

@ObjectType({ description: '缺评阅专家的案卷；只在第一次分配时列出' })
export class FileLackingReaders {
  @Field(() => ID, { description: '案卷' }) caseFileId!: string;
  @Field(() => Int, { description: '还缺几名' }) missing!: number;
  @Field(() => [HindranceView], { description: '专家库中其他人为何不能评阅' }) hindrances!: HindranceView[];
}

@ObjectType({ description: '一名专家的一次评阅；是哪份案卷，连代号也不在其中' })
export class ReadingPair {
  @Field(() => ID, { description: '评阅' }) readingId!: string;
  @Field(() => ID, { description: '专家' }) reviewerId!: string;
  @Field({ description: '状态：ASSIGNED、SUBMITTED、STOPPED' }) state!: string;
  @Field({ description: '身份：READER、THIRD、GROUP' }) part!: string;
  @Field({ description: '评阅期限（含当日）' }) dueOn!: string;
  @Field({ description: '逾期未交' }) overdue!: boolean;
  @Field(() => String, { nullable: true, description: '停止的说明；没有停止为空' }) stopReason!: string | null;
  @Field(() => StopGround, { nullable: true, description: '须回避的是哪一种情形；没有选明为空' })
  stopGround!: StopGroundCode | null;
  @Field(() => [FindingView], {
    description:
      '逐条规则的认定，为何可以评阅；只在第一次分配（含试排）的应答中有，以后按登记有变的由 assignReaders 停止并另行分配',
  })
  findings!: FindingView[];
}

@ObjectType({ description: '一页评阅' })
export class ReadingPairPage {
  @Field(() => Int, { description: '总数' }) totalCount!: number;
  @Field(() => [ReadingPair]) pairs!: ReadingPair[];
}

@ObjectType({ description: '评估活动的分配：谁评阅多少，还缺多少专家、为什么' })
export class ReaderAssignment {
  /** Nothing is read yet: files are still named as themselves. */
  first!: boolean;
  @Field(() => ID, { description: '评估活动' }) campaignId!: string;
  @Field(() => Int, { description: '参加评估的案卷数' }) files!: number;
  @Field(() => Int, { description: '有效的评阅数' }) readings!: number;
  @Field(() => Int, { description: '还缺的评阅数' }) missing!: number;
  @Field(() => Int, { description: '缺专家的案卷数' }) filesLacking!: number;
  @Field(() => Int, { description: '评阅最多与最少的专家相差几份；只算能评阅其中某份案卷的专家' }) loadGap!: number;
  @Field(() => Int, { description: '同两名专家最多共同评阅几份' }) mostTogether!: number;
  @Field(() => Int, { description: '互不共同评阅的专家分成几组；大于一组时宽严不能相互比较' }) groups!: number;
  @Field(() => Int, { description: '按现在登记的事实须回避、再次分配时由系统停止并另行分配的评阅数' }) toStop!: number;
  @Field(() => [ReaderLoadView], { description: '专家库中每名专家' }) readers!: ReaderLoadView[];
}

@ObjectType({ implements: ActSuccess, description: '已分配评估专家' })
export class AssignReadersSuccess extends ActSuccess {
  @Field(() => Int, { description: '新分配的评阅数；没有可分配的为零' }) added!: number;
  @Field(() => Int, { description: '因后来有了须回避情形而停止的评阅数' }) stopped!: number;
  @Field(() => Int, { description: '仍缺的评阅数' }) missing!: number;
  @Field(() => ReaderAssignment) assignment!: ReaderAssignment;
}
export const AssignReadersResult = resultOf(AssignReadersSuccess);

@ObjectType({ implements: ActSuccess, description: '已停止评阅' })
export class StopReadingSuccess extends ActSuccess {
  @Field(() => ID, { description: '评阅' }) readingId!: string;
}
export const StopReadingResult = resultOf(StopReadingSuccess);
