import { GraphQLJSONObject } from 'graphql-scalars';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Role } from '../platform/access/actor';
import { THING_KINDS } from '../platform/ledger';
import { FindingView } from '../platform/refusal';

export const ThingKindEnum = Object.fromEntries(THING_KINDS.map((kind) => [kind, kind]));
registerEnumType(ThingKindEnum, { name: 'ThingKind', description: '台账中可查历史的事物种类' });

export enum LedgerOutcome {
  DONE = 'DONE',
  REFUSED = 'REFUSED',
}
registerEnumType(LedgerOutcome, {
  name: 'LedgerOutcome',
  description: '操作的结果',
  valuesConfig: { DONE: { description: '已完成' }, REFUSED: { description: '被拒绝' } },
});

@ObjectType({ description: '台账的一行：谁、何时、以何身份、做了什么、依据什么；不可修改、不可删除' })
export class LedgerLine {
  @Field(() => ID) id!: string;
  @Field({ description: '时间' }) at!: Date;
  @Field({ description: '操作名称' }) act!: string;
  @Field({ description: '发生的事' }) event!: string;
  @Field(() => LedgerOutcome, { description: '结果' }) outcome!: LedgerOutcome;
  @Field(() => String, { nullable: true, description: '被拒绝的代码' }) code!: string | null;
  @Field(() => Role, { nullable: true, description: '以何岗位' }) role!: Role | null;
  @Field(() => String, { nullable: true, description: '代表何处：BUREAU、AGENCY、SERVICE_ORGANIZATION' })
  onBehalfKind!: string | null;
  @Field(() => ID, { nullable: true, description: '代表何处' }) onBehalfId!: string | null;
  @Field(() => GraphQLJSONObject, { description: '事实：编号、日期、代码、数目；不含姓名和身份证号码' })
  facts!: Record<string, unknown>;
  @Field(() => [FindingView], { nullable: true, description: '当时的全部认定' }) findings!: FindingView[] | null;
  @Field(() => [String], { description: '依据的规定' }) provisions!: string[];
  @Field({ description: '请求编号' }) requestId!: string;
}
