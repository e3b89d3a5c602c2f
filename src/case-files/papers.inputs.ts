import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { day, id, line, optional, prose, reason } from '../platform/input';
import { ActivityKind } from './case-file.codes';
import { ACTIVITY_KINDS, type ActivityKindCode } from './vocabulary.types';

const sha256 = () =>
  z
    .string()
    .transform((text) => text.trim().toLowerCase())
    .refine((text) => /^[0-9a-f]{64}$/.test(text), '须为64位十六进制的SHA-256摘要');

@InputType()
class PaperInput {
  @Field({ description: '标题，不超过200字' }) title!: string;
  @Field({ description: '内容的SHA-256摘要（64位十六进制）：先以PUT /case-files/{id}/papers/{摘要}上传到本案卷' })
  digest!: string;
}
const paperFields = { title: line(), digest: sha256() };

@InputType({ description: '材料入卷' })
export class RecordMaterialInput extends PaperInput {
  @Field(() => ID) caseFileId!: string;
  @Field(() => Int, { description: '卷宗目录序号，1至21' }) catalogueNo!: number;
}
export const recordMaterialInput = z.object({
  caseFileId: id(),
  catalogueNo: z.int().min(1).max(21),
  ...paperFields,
});

@InputType({ description: '一批材料中的一份' })
export class PaperOfBatchInput extends PaperInput {
  @Field(() => Int, { description: '卷宗目录序号，1至21' }) catalogueNo!: number;
}

@InputType({ description: '一批材料入卷' })
export class RecordMaterialsInput {
  @Field(() => ID) caseFileId!: string;
  @Field(() => [PaperOfBatchInput], { description: '1至200份，按此顺序入卷' }) papers!: PaperOfBatchInput[];
}
export const recordMaterialsInput = z.object({
  caseFileId: id(),
  papers: z
    .array(z.object({ catalogueNo: z.int().min(1).max(21), ...paperFields }))
    .min(1)
    .max(200),
});

@InputType({ description: '以新版本替换材料' })
export class ReplaceMaterialInput extends PaperInput {
  @Field(() => ID, { description: '被替换的版本，须为现行版本' }) materialId!: string;
}
export const replaceMaterialInput = z.object({ materialId: id(), ...paperFields });

@InputType({ description: '把材料抽出案卷：留下一个标明抽出的版本' })
export class WithdrawMaterialInput {
  @Field(() => ID, { description: '现行版本' }) materialId!: string;
  @Field({ description: '理由，5至2000字' }) reason!: string;
}
export const withdrawMaterialInput = z.object({ materialId: id(), reason: reason() });

@InputType()
class ActivityFields {
  @Field(() => ActivityKind) kind!: ActivityKindCode;
  @Field({ description: '日期（YYYY-MM-DD）' }) tookPlaceOn!: string;
  @Field({ description: '地点' }) place!: string;
  @Field({ description: '在场人' }) present!: string;
  @Field({ description: '概要' }) summary!: string;
  @Field({ defaultValue: false, description: '已告知权利' }) toldRights!: boolean;
  @Field({ defaultValue: false, description: '已告知义务' }) toldDuties!: boolean;
  @Field({ defaultValue: false, description: '已告知诉讼风险' }) toldRisks!: boolean;
  @Field(() => ID, { nullable: true, description: '证明这次活动的材料，须在同一案卷' }) materialId?: string;
}
const flag = () =>
  z
    .boolean()
    .nullish()
    .transform((value) => value ?? false);
const activityFields = {
  kind: z.enum(ACTIVITY_KINDS),
  tookPlaceOn: day(),
  place: line(),
  present: line(),
  summary: prose(5000),
  toldRights: flag(),
  toldDuties: flag(),
  toldRisks: flag(),
  materialId: optional(id()),
};

@InputType({ description: '记录办案活动' })
export class RecordActivityInput extends ActivityFields {
  @Field(() => ID) caseFileId!: string;
}
export const recordActivityInput = z.object({ caseFileId: id(), ...activityFields });

@InputType({ description: '更正办案活动：以新记录取代旧记录' })
export class CorrectActivityInput extends ActivityFields {
  @Field(() => ID, { description: '被更正的记录，须为现行记录' }) activityId!: string;
}
export const correctActivityInput = z.object({ activityId: id(), ...activityFields });
export type ActivityGiven = Omit<z.output<typeof recordActivityInput>, 'caseFileId'>;

@InputType({ description: '登记本阶段结束' })
export class EndStageInput {
  @Field(() => ID) caseFileId!: string;
  @Field({ description: '结束的日期' }) endedOn!: string;
}
export const endStageInput = z.object({ caseFileId: id(), endedOn: day() });

@InputType({ description: '登记是否开庭' })
export class RecordHearingHeldInput {
  @Field(() => ID) caseFileId!: string;
  @Field({ description: '是否开庭' }) held!: boolean;
}
export const recordHearingHeldInput = z.object({ caseFileId: id(), held: z.boolean() });
