import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Fen } from '../platform/money';
import { connectionOf } from '../platform/paging';
import { ActSuccess, FindingView, resultOf } from '../platform/refusal';
import { Subsidy } from './subsidy.types';

export enum ReleaseOutcomeCode {
  RELEASED = 'RELEASED',
  RELEASE_GATE_CLOSED = 'RELEASE_GATE_CLOSED',
  ALREADY_RELEASED = 'ALREADY_RELEASED',
  NOT_FOUND = 'NOT_FOUND',
  DUPLICATE_ROW = 'DUPLICATE_ROW',
}
registerEnumType(ReleaseOutcomeCode, {
  name: 'ReleaseOutcomeCode',
  description: '一行的结果',
  valuesConfig: {
    RELEASED: { description: '已发放' },
    RELEASE_GATE_CLOSED: { description: '条件未满足' },
    ALREADY_RELEASED: { description: '此前已经发放' },
    NOT_FOUND: { description: '没有找到，或不在范围内' },
    DUPLICATE_ROW: { description: '同一批中重复，以前一行为准' },
  },
});

@ObjectType('ReleaseOutcome', { description: '一行的结果' })
export class ReleaseOutcomeView {
  @Field(() => Int, { description: '行号，从1起' }) rowNo!: number;
  @Field({ description: '提交的编号' }) asked!: string;
  @Field(() => ReleaseOutcomeCode) code!: ReleaseOutcomeCode;
  @Field(() => ID, { nullable: true }) subsidyId!: string | null;
  @Field(() => Fen, { nullable: true, description: '发放金额，分' }) amountFen!: number | null;
  @Field(() => Int, { description: '满足的条件，按位；全部满足为批次规则版本的全一' }) conditions!: number;
  @Field(() => [FindingView], { description: '未满足的条件' }) unmet!: readonly FindingView[];
}
export const ReleaseOutcomeConnection = connectionOf(ReleaseOutcomeView, 'ReleaseOutcome');

@ObjectType({ description: '某一结果的行数' })
export class OutcomeCount {
  @Field(() => ReleaseOutcomeCode) code!: ReleaseOutcomeCode;
  @Field(() => Int) rows!: number;
}

@ObjectType({ description: '发放批次：逐行答复，总数确切' })
export class ReleaseBatch {
  @Field(() => ID) id!: string;
  @Field(() => ID) agencyId!: string;
  @Field(() => ID, { description: '发放人' }) releasedBy!: string;
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
