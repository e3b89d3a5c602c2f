import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { CaseKind, CaseStage } from '../case-files/case-file.codes';
import { day, id, line, optional, prose } from '../platform/input';
import {
  APPLICABILITIES,
  CASE_KINDS,
  CASE_STAGES,
  type CaseKindCode,
  type CaseStageCode,
  INDICATOR_TOPICS,
  type IndicatorTopic,
  PROVENANCES,
  type Provenance,
  type StageApplicability,
} from '../regulation';
import { GRADES, type GradeCode, HUNDRED, SCHEME_KINDS, type SchemeKindCode } from './scoring.rules';
import { ApplicabilityEnum, Grade, IndicatorTopicEnum, ProvenanceEnum, SchemeKind } from './standard.codes';

const OUT_OF_ORDER = { path: ['inForceTo'], message: '停用日不能早于启用日' };
const inOrder = (input: { inForceFrom: string; inForceTo: string | null }) =>
  input.inForceTo === null || input.inForceTo >= input.inForceFrom;

@InputType({ description: '一项指标在一个阶段是否适用' })
export class StageApplicabilityInput {
  @Field(() => CaseStage) stage!: CaseStageCode;
  @Field(() => ApplicabilityEnum) applies!: StageApplicability['applies'];
  @Field(() => ProvenanceEnum) provenance!: Provenance;
  @Field(() => String, { nullable: true, description: '依据的规定编号' }) provision?: string | null;
}

@InputType({ description: '一项二级指标' })
export class SecondLevelInput {
  @Field(() => Int, { description: '序号，1至99' }) no!: number;
  @Field({ description: '名称' }) name!: string;
  @Field(() => ProvenanceEnum) provenance!: Provenance;
}

@InputType({ description: '一项一级指标' })
export class IndicatorInput {
  @Field(() => Int, { description: '序号，1至8' }) no!: number;
  @Field(() => IndicatorTopicEnum, { description: '主题，八项各不相同' }) topic!: IndicatorTopic;
  @Field({ description: '名称，不含地名和单位名：评估人看得到' }) name!: string;
  @Field(() => ProvenanceEnum, { description: '名称的来源性质' }) provenance!: Provenance;
  @Field(() => String, { nullable: true, description: '说明' }) note?: string | null;
  @Field(() => [StageApplicabilityInput], { description: '没有列出的阶段为适用（自定）' })
  applicability!: StageApplicabilityInput[];
  @Field(() => [SecondLevelInput], { nullable: true, description: '二级指标' }) secondLevel?: SecondLevelInput[] | null;
}

@InputType({ description: '录入一版标准：恰好八项一级指标（S4-4.1b）' })
export class EnterStandardEditionInput {
  @Field(() => ID, { description: '录入的司法局；在其区域内使用' }) bureauId!: string;
  @Field({ description: '标准号，如 SF/T 0086—2020' }) standard!: string;
  @Field({ description: '名称' }) title!: string;
  @Field(() => [CaseKind], { description: '适用的案件类型' }) caseKinds!: CaseKindCode[];
  @Field(() => ProvenanceEnum) provenance!: Provenance;
  @Field({ description: '依据的文件；哪些是推定或者自定的' }) note!: string;
  @Field({ description: '启用日：本局同类案件此前的版本到前一日为止' }) inForceFrom!: string;
  @Field(() => String, { nullable: true, description: '停用日（含）' }) inForceTo?: string | null;
  @Field(() => [IndicatorInput], { description: '八项，按序号1至8排列' }) indicators!: IndicatorInput[];
}

const indicator = z.object({
  no: z.int().min(1, '须在1至8之间').max(8, '须在1至8之间'),
  topic: z.enum(INDICATOR_TOPICS),
  name: line(60),
  provenance: z.enum(PROVENANCES),
  note: optional(prose(1000)),
  applicability: z
    .array(
      z.object({
        stage: z.enum(CASE_STAGES),
        applies: z.enum(APPLICABILITIES),
        provenance: z.enum(PROVENANCES),
        provision: optional(line(40)),
      }),
    )
    .max(CASE_STAGES.length)
    .refine((stages) => new Set(stages.map(({ stage }) => stage)).size === stages.length, '同一阶段只能出现一次'),
  secondLevel: optional(
    z
      .array(z.object({ no: z.int().min(1).max(99), name: line(200), provenance: z.enum(PROVENANCES) }))
      .max(99)
      .refine((rows) => new Set(rows.map(({ no }) => no)).size === rows.length, '同一序号只能出现一次'),
  ),
});

export const enterStandardEditionInput = z
  .object({
    bureauId: id(),
    standard: line(60),
    title: line(200),
    caseKinds: z
      .array(z.enum(CASE_KINDS))
      .min(1, '至少一类案件')
      .max(3)
      .transform((kinds) => [...new Set(kinds)]),
    provenance: z.enum(PROVENANCES),
    note: prose(2000),
    inForceFrom: day(),
    inForceTo: optional(day()),
    indicators: z.array(indicator).max(100),
  })
  .refine(inOrder, OUT_OF_ORDER);

@InputType({ description: '一项指标的权重' })
export class WeightInput {
  @Field(() => Int) indicatorNo!: number;
  @Field(() => Int, { description: '百分之一分：12.5分为1250' }) hundredths!: number;
}

@InputType({ description: '一个等次的分数段：自（含）至（不含；最上一段到100分，含），单位百分之一分' })
export class BandInput {
  @Field(() => Grade) grade!: GradeCode;
  @Field(() => Int) fromHundredths!: number;
  @Field(() => Int) toHundredths!: number;
}

@InputType({ description: '录入一个评分方案' })
export class EnterScoringSchemeInput {
  @Field(() => ID, { description: '录入的司法局' }) bureauId!: string;
  @Field(() => ID, { description: '所用的标准版本' }) editionId!: string;
  @Field(() => SchemeKind) kind!: SchemeKindCode;
  @Field({ description: '名称' }) title!: string;
  @Field(() => ProvenanceEnum) provenance!: Provenance;
  @Field({ description: '依据的文件；哪些是推定或者自定的' }) note!: string;
  @Field({ description: '启用日' }) inForceFrom!: string;
  @Field(() => String, { nullable: true, description: '停用日（含）' }) inForceTo?: string | null;
  @Field(() => [WeightInput], { nullable: true, description: '百分制须填：八项，合计恰为100分' })
  weights?: WeightInput[] | null;
  @Field(() => [BandInput], { nullable: true, description: '百分制须填：四段，相接不重叠' }) bands?: BandInput[] | null;
}

export const enterScoringSchemeInput = z
  .object({
    bureauId: id(),
    editionId: line(100),
    kind: z.enum(SCHEME_KINDS),
    title: line(200),
    provenance: z.enum(PROVENANCES),
    note: prose(2000),
    inForceFrom: day(),
    inForceTo: optional(day()),
    weights: optional(
      z
        .array(z.object({ indicatorNo: z.int().min(1).max(8), hundredths: z.int().min(1, '须大于零').max(HUNDRED) }))
        .max(20),
    ),
    bands: optional(
      z
        .array(
          z.object({
            grade: z.enum(GRADES),
            fromHundredths: z.int().min(0).max(HUNDRED),
            toHundredths: z.int().min(0).max(HUNDRED),
          }),
        )
        .max(20),
    ),
  })
  .refine(inOrder, OUT_OF_ORDER);
