import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { LimitCodeEnum } from './provision.types';

@ObjectType({ description: '期限推算的一步' })
export class DerivationStepView {
  @Field({
    description:
      'EVENT、RULE、NOT_COUNTED、SKIPPED、COUNTED_MAKEUP、PAUSED、LAST_DAY、ROLLED、NOT_ROLLED、EXTENDED、PROVISIONAL、NO_NUMBER、NOT_IN_FORCE',
  })
  step!: string;
  @Field({ description: '说明' }) text!: string;
  @Field(() => String, { nullable: true, description: '日期' }) date!: string | null;
  @Field(() => [String], { description: '依据的规定' }) provisions!: readonly string[];
  @Field({ description: '来源性质' }) provenance!: string;
}

@ObjectType('Deadline', { description: '期限：何时到期，以及如何推算' })
export class DeadlineView {
  @Field(() => LimitCodeEnum, { description: '期限代码' }) limit!: string;
  @Field({ description: '规定编号' }) provision!: string;
  @Field({ description: 'COUNTED 有日期；PAUSED 暂停中；NO_NUMBER 条文没有数字；NOT_IN_FORCE 当时尚未施行' })
  status!: string;
  @Field(() => String, { nullable: true, description: '到期日；按小时计的为时刻（+08:00）' }) due!: string | null;
  @Field(() => String, { nullable: true, description: '延长之前的到期日' }) originalDue!: string | null;
  @Field({ description: '是否暂定：涉及放假安排尚未公布的年份' }) provisional!: boolean;
  @Field(() => [Int], { description: '尚未公布的年份' }) provisionalYears!: readonly number[];
  @Field({ description: '来源性质；自定的为 HOUSE' }) provenance!: string;
  @Field(() => [DerivationStepView], { description: '推算过程' }) derivation!: readonly DerivationStepView[];
}

@ObjectType('Limit', { description: '一项期限' })
export class LimitView {
  @Field(() => LimitCodeEnum, { description: '期限代码' }) code!: string;
  @Field(() => [String], { description: '依据的规定' }) provisions!: readonly string[];
  @Field(() => Int, { nullable: true, description: '数目；条文没有数字的为空' }) amount!: number | null;
  @Field({ description: '单位：NATURAL_DAYS 日、WORKING_DAYS 工作日、HOURS 小时、MONTHS 月等' }) unit!: string;
  @Field({ description: 'AFTER 事后；BEFORE 事前' }) direction!: string;
  @Field({ description: '由谁履行' }) by!: string;
  @Field({ description: '起算的事项' }) start!: string;
  @Field({ description: '起算的来源性质；推定的为 INFERRED' }) startProvenance!: string;
  @Field({ description: '要做的事' }) act!: string;
  @Field({ description: '司法局可否自定数字' }) house!: boolean;
}

@InputType({ description: '试算期限' })
export class DeadlineQueryInput {
  @Field(() => LimitCodeEnum, { description: '期限代码' }) limit!: string;
  @Field({ description: '起算的日期；按小时计的为带时区的时刻，如 2026-03-02T09:00:00+08:00' }) event!: string;
  @Field({ defaultValue: false, description: '当事人是否在押（末日不顺延，CPL-105）' }) inCustody!: boolean;
  @Field(() => String, { nullable: true, description: '在何处：采用该处司法局自定的数字' }) regionCode?: string | null;
}
