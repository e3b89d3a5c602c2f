import { Field, ID, InputType } from 'type-graphql';
import type { SubsidyStateCode } from './subsidy.states';
import { SubsidyState } from './subsidy.types';

@InputType({ description: '补贴的筛选；各项同时满足' })
export class SubsidyFilter {
  @Field(() => SubsidyState, { nullable: true }) state?: SubsidyStateCode | null;
  @Field(() => ID, { nullable: true, description: '法律援助机构' }) agencyId?: string | null;
  @Field(() => ID, { nullable: true, description: '案卷' }) caseFileId?: string | null;
  @Field(() => ID, { nullable: true, description: '收款人' }) practitionerId?: string | null;
}
