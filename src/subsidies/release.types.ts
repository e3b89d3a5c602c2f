import { Field, ID, Int, ObjectType } from 'type-graphql';
import { codesOf } from '../platform/enum';
import { Fen } from '../platform/money';
import { connectionOf } from '../platform/paging';
import { ActSuccess, FindingView, resultOf } from '../platform/refusal';
import { Subsidy } from './subsidy.types';

export type ReleaseOutcomeCodes =
  | 'RELEASED'
  | 'RELEASE_GATE_CLOSED'
  | 'ALREADY_RELEASED'
  | 'NOT_FOUND'
  | 'DUPLICATE_ROW';
export const ReleaseOutcomeCode = codesOf<ReleaseOutcomeCodes>('ReleaseOutcomeCode', '一行的结果', {
  RELEASED: '已发放',
  RELEASE_GATE_CLOSED: '条件未满足',
  ALREADY_RELEASED: '此前已经发放',
  NOT_FOUND: '没有找到，或不在范围内',
  DUPLICATE_ROW: '同一批中重复，以前一行为准',
});

@ObjectType('ReleaseOutcome', { description: '一行的结果' })
export class ReleaseOutcomeView {
  @Field(() => Int, { description: '行号，从1起' }) rowNo!: number;
  @Field({ description: '提交的编号' }) asked!: string;
  @Field(() => ReleaseOutcomeCode) code!: ReleaseOutcomeCodes;
  subsidyId!: string | null;
  @Field(() => Fen, { nullable: true, description: '发放金额，分' }) amountFen!: number | null;
  @Field(() => Int, { description: '满足的条件，按位；全部满足为批次规则版本的全一' }) conditions!: number;
  @Field(() => [FindingView], { description: '未满足的条件' }) unmet!: readonly FindingView[];
}
@ObjectType()
export class ReleaseOutcomeConnection extends connectionOf(ReleaseOutcomeView, 'ReleaseOutcome') {}

@ObjectType({ description: '某一结果的行数' })
export class OutcomeCount {
  @Field(() => ReleaseOutcomeCode) code!: ReleaseOutcomeCodes;
  @Field(() => Int) rows!: number;
}

@ObjectType({ description: '发放批次：逐行答复，总数确切' })
export class ReleaseBatch {
  @Field(() => ID) id!: string;
  @Field({ description: '判定所用规则的版本' }) ruleSet!: string;
  @Field(() => Int, { description: '提交的行数' }) asked!: number;
  @Field(() => Int, { description: '发放的笔数' }) released!: number;
  @Field(() => Int, { description: '未发放的行数' }) refused!: number;
  @Field(() => Fen, { description: '发放总额，分' }) releasedFen!: number;
  @Field() at!: Date;
}

@ObjectType({ implements: ActSuccess })
export class ReleaseSubsidySuccess extends ActSuccess {
  @Field(() => Subsidy) subsidy!: Subsidy;
  @Field(() => ReleaseBatch) batch!: ReleaseBatch;
}
export const ReleaseSubsidyResult = resultOf(ReleaseSubsidySuccess);

@ObjectType({ implements: ActSuccess })
export class ReleaseSubsidiesSuccess extends ActSuccess {
  @Field(() => ReleaseBatch) batch!: ReleaseBatch;
}
export const ReleaseSubsidiesResult = resultOf(ReleaseSubsidiesSuccess);

@ObjectType({ implements: ActSuccess })
export class VoidReleaseSuccess extends ActSuccess {
  @Field(() => Subsidy) subsidy!: Subsidy;
}
export const VoidReleaseResult = resultOf(VoidReleaseSuccess);
