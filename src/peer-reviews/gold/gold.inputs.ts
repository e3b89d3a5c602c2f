import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { id, line, optional, reason } from '../../platform/input';
import { GRADES, type GradeCode } from '../../standards/scoring.rules';
import { Grade } from '../../standards/standard.codes';

@InputType({ description: '一项指标已知的值：百分制填分数，等次制填等次；都不填为不适用' })
export class GoldValueInput {
  @Field(() => Int) indicatorNo!: number;
  @Field(() => Int, { nullable: true }) points?: number | null;
  @Field(() => Grade, { nullable: true }) grade?: GradeCode | null;
}

@InputType({ description: '设定等次已知的案卷' })
export class SetGoldFileInput {
  @Field(() => ID, { description: '设定的司法局' }) bureauId!: string;
  @Field(() => ID) caseFileId!: string;
  @Field(() => ID, { description: '评分方案' }) schemeId!: string;
  @Field(() => Grade, { description: '已知的等次；百分制须与分数一致' }) grade!: GradeCode;
  @Field(() => [GoldValueInput], { description: '八项' }) values!: GoldValueInput[];
  @Field({ description: '何以知道：由谁、怎样评定' }) reason!: string;
}

export const setGoldFileInput = z.object({
  bureauId: id(),
  caseFileId: id(),
  schemeId: line(100),
  grade: z.enum(GRADES),
  values: z
    .array(
      z.object({
        indicatorNo: z.int().min(1, '须在1至8之间').max(8, '须在1至8之间'),
        points: optional(z.int().min(0, '须在0至100之间').max(100, '须在0至100之间')),
        grade: optional(z.enum(GRADES)),
      }),
    )
    .max(20),
  reason: reason(),
});

@InputType({ description: '确认等次已知的案卷：看过案卷和八项的值，同意设定的等次' })
export class ConfirmGoldFileInput {
  @Field(() => ID) goldId!: string;
}
export const confirmGoldFileInput = z.object({ goldId: id() });

@InputType({ description: '停用等次已知的案卷；已经选用的活动不变' })
export class RetireGoldFileInput {
  @Field(() => ID) goldId!: string;
}
export const retireGoldFileInput = z.object({ goldId: id() });

@InputType({ description: '选定一个活动混入的等次已知的案卷；重选即替换，空为不混入' })
export class ChooseGoldFilesInput {
  @Field(() => ID) campaignId!: string;
  @Field(() => [ID]) goldIds!: string[];
}
export const chooseGoldFilesInput = z.object({
  campaignId: id(),
  goldIds: z
    .array(id())
    .max(200, '不超过200件')
    .transform((ids) => [...new Set(ids)]),
});
