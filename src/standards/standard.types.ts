import { Field, ID, Int, ObjectType } from 'type-graphql';
import { CaseKind, CaseStage } from '../case-files/case-file.codes';
import { ActSuccess, resultOf } from '../platform/refusal';
import type { CaseKindCode, CaseStageCode, IndicatorTopic, Provenance, StageApplicability } from '../regulation';
import type { GradeCode, SchemeKindCode } from './scoring.rules';
import { ApplicabilityEnum, Grade, IndicatorTopicEnum, ProvenanceEnum, SchemeKind } from './standard.codes';

@ObjectType({ description: '一项指标在一个阶段是否适用' })
export class IndicatorApplicability {
  @Field(() => CaseStage) stage!: CaseStageCode;
  @Field(() => ApplicabilityEnum) applies!: StageApplicability['applies'];
  @Field(() => ProvenanceEnum, { description: '来源性质' }) provenance!: Provenance;
  @Field(() => String, { nullable: true, description: '依据的规定编号' }) provision!: string | null;
}

@ObjectType({ description: '二级指标' })
export class SecondLevelIndicator {
  @Field(() => Int, { description: '序号' }) no!: number;
  @Field({ description: '名称' }) name!: string;
  @Field(() => ProvenanceEnum, { description: '来源性质' }) provenance!: Provenance;
}

@ObjectType({ description: '评估标准的一项一级指标' })
export class StandardIndicator {
  @Field(() => Int, { description: '序号，1至8' }) no!: number;
  @Field(() => IndicatorTopicEnum, { description: '主题' }) topic!: IndicatorTopic;
  @Field({ description: '名称' }) name!: string;
  @Field(() => ProvenanceEnum, { description: '名称的来源性质' }) provenance!: Provenance;
  @Field(() => String, { nullable: true, description: '说明' }) note!: string | null;
}

@ObjectType({ description: '标准版本：八项一级指标（S4-4.1b）' })
export class StandardEdition {
  @Field(() => ID) id!: string;
  @Field({ description: '标准号' }) standard!: string;
  @Field({ description: '名称' }) title!: string;
  @Field(() => [CaseKind], { description: '适用的案件类型' }) caseKinds!: CaseKindCode[];
  @Field(() => ProvenanceEnum, { description: '来源性质' }) provenance!: Provenance;
  @Field({ description: '说明：哪些是推定的，哪些尚不知道' }) note!: string;
  @Field(() => String, { nullable: true, description: '启用日；自始适用的为空' }) inForceFrom!: string | null;
  @Field(() => String, { nullable: true, description: '停用日（含）' }) inForceTo!: string | null;
}

@ObjectType({ description: '一项指标的权重' })
export class ScoringWeight {
  @Field(() => Int) indicatorNo!: number;
  @Field(() => Int, { description: '百分之一分：12.5分为1250' }) hundredths!: number;
}

@ObjectType({ description: '一个等次的分数段：自（含）至（不含；最上一段到100分，含），单位百分之一分' })
export class ScoringBand {
  @Field(() => Grade) grade!: GradeCode;
  @Field(() => Int) fromHundredths!: number;
  @Field(() => Int) toHundredths!: number;
}

@ObjectType({ description: '评分方案：一版标准的八项怎样成为结果' })
export class ScoringScheme {
  @Field(() => ID) id!: string;
  @Field(() => ID) editionId!: string;
  @Field(() => SchemeKind) kind!: SchemeKindCode;
  @Field() title!: string;
  @Field(() => ProvenanceEnum, { description: '来源性质' }) provenance!: Provenance;
  @Field({ description: '说明：哪些是推定或者自定的' }) note!: string;
  @Field(() => String, { nullable: true, description: '启用日；自始适用的为空' }) inForceFrom!: string | null;
  @Field(() => String, { nullable: true, description: '停用日（含）' }) inForceTo!: string | null;
}

@ObjectType({ implements: ActSuccess })
export class EnterStandardEditionSuccess extends ActSuccess {
  @Field(() => StandardEdition) edition!: StandardEdition;
}
export const EnterStandardEditionResult = resultOf(EnterStandardEditionSuccess);

@ObjectType({ implements: ActSuccess })
export class EnterScoringSchemeSuccess extends ActSuccess {
  @Field(() => ScoringScheme) scheme!: ScoringScheme;
}
export const EnterScoringSchemeResult = resultOf(EnterScoringSchemeSuccess);
