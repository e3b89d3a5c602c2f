import { Field, ObjectType } from 'type-graphql';
import { DeadlineView } from '../organizations/deadline.types';
import { codesOf } from '../platform/enum';
import type { DeadlineStanding } from './deadlines.rules';

export const DeadlineStandingEnum = codesOf<DeadlineStanding>('DeadlineStanding', '期限现在的情况', {
  KEPT: '已按期完成',
  LATE: '已完成，但逾期',
  OPEN: '尚未到期',
  OVERDUE: '已逾期，尚未完成',
  UNKNOWN: '不知：由他人履行，本平台没有记录',
});

@ObjectType({ description: '案卷的一项期限' })
export class CaseFileDeadline {
  @Field({ description: '要做的事' }) act!: string;
  @Field({ description: '由谁：AGENCY、PRACTITIONER、CASE_ORGAN 等' }) by!: string;
  @Field(() => DeadlineStandingEnum, { description: '现在的情况' }) standing!: DeadlineStanding;
  @Field(() => String, { nullable: true, description: '完成之日' }) doneOn!: string | null;
  @Field(() => DeadlineView, { description: '何时到期，如何推算' }) deadline!: DeadlineView;
}
