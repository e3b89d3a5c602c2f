import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { CaseKind } from '../../case-files/case-file.codes';
import { day, id, line, optional, prose, reason } from '../../platform/input';
import { CASE_KINDS } from '../../regulation';
import {
  DECLARATION_KINDS,
  type DeclarationKindCode,
  OBJECTION_OUTCOMES,
  type ObjectionOutcomeCode,
} from './reviewer.entity';
import { DeclarationKind, ObjectionOutcome } from './reviewer.types';

@InputType({ description: '专家的资料' })
export class ReviewerProfileInput {
  @Field({ description: '执业起始日（YYYY-MM-DD）' }) practisingSince!: string;
  @Field(() => [CaseKind], { description: '可评阅的案件种类，第一个是主要专长' }) caseKinds!: string[];
  @Field({ nullable: true, description: '荣誉' }) honours?: string;
  @Field({ nullable: true, description: '最近一次处罚、处分之日；没有为空' }) disciplinedOn?: string;
  @Field({ nullable: true, description: '处罚、处分的内容；与日期同填' }) disciplinaryNote?: string;
  @Field({ description: '可评阅的首日' }) availableFrom!: string;
  @Field({ nullable: true, description: '可评阅的末日；不限为空' }) availableTo?: string;
  @Field(() => Int, { description: '每次评估最多评阅的案卷数，1至1000' }) mostFiles!: number;
}

const profile = z
  .object({
    practisingSince: day(),
    caseKinds: z
      .array(z.enum(CASE_KINDS))
      .min(1, '至少一种')
      .refine((kinds) => new Set(kinds).size === kinds.length, '不能重复'),
    honours: optional(prose(2000)).transform((text) => text ?? ''),
    disciplinedOn: optional(day()),
    disciplinaryNote: optional(prose(2000)),
    availableFrom: day(),
    availableTo: optional(day()),
    mostFiles: z.number().int().min(1, '至少1件').max(1000, '至多1000件'),
  })
  .refine(({ disciplinedOn, disciplinaryNote }) => (disciplinedOn === null) === (disciplinaryNote === null), {
    message: '处罚、处分的日期和内容须同填',
    path: ['disciplinaryNote'],
  })
  .refine(({ availableFrom, availableTo }) => availableTo === null || availableTo >= availableFrom, {
    message: '不能早于首日',
    path: ['availableTo'],
  });

@InputType({ description: '把评估专家编入司法局的专家库' })
export class EnrolReviewerInput {
  @Field(() => ID, { description: '司法局' }) bureauId!: string;
  @Field(() => ID, { description: '专家的账号，须有有效的评估专家任命' }) accountId!: string;
  @Field(() => ReviewerProfileInput) profile!: ReviewerProfileInput;
}
export const enrolReviewerInput = z.object({ bureauId: id(), accountId: id(), profile });

@InputType({ description: '改正专家的资料：全部重填' })
export class ChangeReviewerInput {
  @Field(() => ID) reviewerId!: string;
  @Field(() => Int, { description: '所见的版本' }) version!: number;
  @Field(() => ReviewerProfileInput) profile!: ReviewerProfileInput;
  @Field(() => String, {
    nullable: true,
    description: '理由，5至2000字；有已抽取、未定案的评估活动而改动案件类型、案卷上限或者可评时间的必填',
  })
  reason?: string | null;
}
export const changeReviewerInput = z.object({
  reviewerId: id(),
  version: z.number().int().min(0),
  profile,
  reason: optional(reason()),
});

@InputType({ description: '专家退出专家库' })
export class EndReviewerInput {
  @Field(() => ID) reviewerId!: string;
  @Field({ description: '理由，5至2000字' }) reason!: string;
}
export const endReviewerInput = z.object({ reviewerId: id(), reason: reason() });

@InputType({ description: '专家本人申报回避：对一次评阅，或者对某人、某机构' })
export class DeclareConflictInput {
  @Field(() => ID, { nullable: true, description: '正在评阅、发现须回避的评阅；填了就不填种类和名称' })
  readingId?: string;
  @Field(() => DeclarationKind, { nullable: true, description: '回避对象的种类' }) kind?: DeclarationKindCode;
  @Field({ nullable: true, description: '回避对象：人填执业证号，法律服务机构填执业许可证号，法律援助机构填全称' })
  target?: string;
  @Field({ description: '事由，5至2000字' }) reason!: string;
}
export const declareConflictInput = z
  .object({
    readingId: optional(id()),
    kind: optional(z.enum(DECLARATION_KINDS)),
    target: optional(line(200)),
    reason: reason(),
  })
  .refine(
    ({ readingId, kind, target }) =>
      readingId === null ? kind !== null && target !== null : kind === null && target === null,
    { message: '填评阅，或者填种类和对象，二者择一', path: ['readingId'] },
  );

@InputType({ description: '承办人对专家库中的专家申请回避' })
export class ObjectToReaderInput {
  @Field(() => ID, { description: '评估活动' }) campaignId!: string;
  @Field(() => ID, { description: '被抽中的本人承办的案卷' }) caseFileId!: string;
  @Field(() => ID, { description: '专家' }) reviewerId!: string;
  @Field({ description: '理由，5至2000字' }) reason!: string;
}
export const objectToReaderInput = z.object({ campaignId: id(), caseFileId: id(), reviewerId: id(), reason: reason() });

@InputType({ description: '决定回避申请' })
export class DecideObjectionInput {
  @Field(() => ID) objectionId!: string;
  @Field(() => ObjectionOutcome) outcome!: ObjectionOutcomeCode;
  @Field({ description: '理由，5至2000字' }) reason!: string;
}
export const decideObjectionInput = z.object({
  objectionId: id(),
  outcome: z.enum(OBJECTION_OUTCOMES),
  reason: reason(),
});
