import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { day, id, optional, prose, reason } from '../../platform/input';
import { indicatorNo } from '../settling/settling.inputs';

@InputType({ description: '定案' })
export class FinaliseCampaignInput {
  @Field(() => ID) campaignId!: string;
}
export const finaliseCampaignInput = z.object({ campaignId: id() });

@InputType({ description: '提出一项改进意见' })
export class AddImprovementPointInput {
  @Field(() => ID) campaignId!: string;
  @Field(() => ID) caseFileId!: string;
  @Field(() => Int, { description: '指标序号，1至8' }) indicatorNo!: number;
  @Field({ description: '改进意见（至少5字），不写受援人姓名' }) text!: string;
  @Field(() => String, { nullable: true, description: '改正期限，YYYY-MM-DD；空为方案所定的工作日' }) dueOn?:
    | string
    | null;
}
export const addImprovementPointInput = z.object({
  campaignId: id(),
  caseFileId: id(),
  indicatorNo: indicatorNo(),
  text: prose(2000, 5),
  dueOn: optional(day()),
});

@InputType({ description: '核销一项改进意见：已经改正' })
export class TickImprovementPointInput {
  @Field(() => ID) pointId!: string;
  @Field({ description: '核实情况（至少5字）' }) note!: string;
}
export const tickImprovementPointInput = z.object({ pointId: id(), note: reason() });
