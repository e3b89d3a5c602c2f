import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { day, id, line, optional, reason } from '../../platform/input';
import { isSoundText } from '../../platform/sound-text';
import { GRADES, type GradeCode } from '../../standards/scoring.rules';
import { Grade } from '../../standards/standard.codes';
import { type Anchor, type DraftValue, OVERALL } from './review.types';

const EVIDENCE_LIMIT = 20;
const OPINION_LIMIT = 10_000;

@InputType({ description: '证据所在：材料和页码一并写明，或者只写“卷内没有”' })
export class EvidenceAnchorInput {
  @Field(() => ID, { nullable: true, description: '盲评材料（本卷的一份）' }) paperId?: string;
  @Field(() => Int, { nullable: true, description: '页码，从1开始' }) page?: number;
  @Field({ defaultValue: false, description: '卷内没有' }) absent!: boolean;
}

const anchor = z
  .object({
    paperId: optional(id()),
    page: optional(z.number().int().min(1, '页码从1开始').max(100_000)),
    absent: z
      .boolean()
      .nullish()
      .transform((value) => value ?? false),
  })
  .refine(
    ({ paperId, page, absent }) => (absent ? paperId === null && page === null : paperId !== null && page !== null),
    '须写明材料和页码，或者只写“卷内没有”',
  );

const sameAnchor = (one: Anchor) => `${one.paperId} ${one.page} ${one.absent}`;

@InputType({ description: '一项草稿的内容：都可以还没有，有的不能错' })
export class ReviewDraftValueInput {
  @Field(() => Int, { nullable: true, description: '分数，0至100的整数（百分制）' }) points?: number;
  @Field(() => Grade, { nullable: true, description: '等次（等次制）；总体意见中为总体等次' }) grade?: GradeCode;
  @Field({ defaultValue: false, description: '认定为不适用' }) notApplicable!: boolean;
  @Field({ nullable: true, description: '理由或者总体意见，不超过10000字；提交时不少于5字（标点不计）' })
  reason?: string;
  @Field(() => [EvidenceAnchorInput], { defaultValue: [], description: '证据，最多20处' })
  evidence!: EvidenceAnchorInput[];
}

const draftValue = z.object({
  points: optional(z.number().int('须为整数').min(0, '分数为0至100').max(100, '分数为0至100')),
  grade: optional(z.enum(GRADES)),
  notApplicable: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
  reason: z
    .string()
    .nullish()
    .transform((text) => (text ?? '').trim())
    .refine((text) => text.length <= OPINION_LIMIT, `不超过${OPINION_LIMIT}字`)
    .refine(isSoundText, '含有不可见字符'),
  evidence: z
    .array(anchor)
    .max(EVIDENCE_LIMIT, `最多${EVIDENCE_LIMIT}处`)
    .nullish()
    .transform((anchors) => [...new Map((anchors ?? []).map((one) => [sameAnchor(one), one])).values()]),
}) satisfies z.ZodType<DraftValue>;

/** Null for the overall opinion, which is kept as number 0. */
const indicatorNo = () =>
  z
    .number()
    .int()
    .min(1, '指标序号为1至8')
    .max(8, '指标序号为1至8')
    .nullish()
    .transform((no) => no ?? OVERALL);

@InputType({ description: '保存一项草稿' })
export class SaveReviewDraftInput {
  @Field(() => ID) readingId!: string;
  @Field(() => Int, { nullable: true, description: '指标序号，1至8；总体意见为空' }) indicatorNo?: number;
  @Field(() => Int, { description: '所依据的版本，还没有的为0；已在别处改过的，拒绝而不覆盖' }) version!: number;
  @Field(() => ReviewDraftValueInput) value!: ReviewDraftValueInput;
}
export const saveReviewDraftInput = z.object({
  readingId: id(),
  indicatorNo: indicatorNo(),
  version: z.number().int().min(0).max(1_000_000_000),
  value: draftValue,
});

@InputType({ description: '提交时所见的一项草稿的版本' })
export class DraftVersionInput {
  @Field(() => Int, { nullable: true, description: '指标序号；总体意见为空' }) indicatorNo?: number;
  @Field(() => Int) version!: number;
}

export const draftVersions = () =>
  z
    .array(z.object({ indicatorNo: indicatorNo(), version: z.number().int().min(0) }))
    .max(9, '最多9项')
    .nullish()
    .transform((versions) => versions ?? []);

@InputType({ description: '提交评阅：提交的是已保存的草稿' })
export class SubmitReviewInput {
  @Field(() => ID) readingId!: string;
  @Field(() => [DraftVersionInput], {
    nullable: true,
    description: '所见各项草稿的版本；写明的，与现有的不同即拒绝',
  })
  versions?: DraftVersionInput[];
}
export const submitReviewInput = z.object({
  readingId: id(),
  versions: draftVersions(),
});

@InputType({ description: '重新打开已提交的评阅' })
export class ReopenReadingInput {
  @Field(() => ID) readingId!: string;
  @Field({ description: '理由，5至2000字；评估人看得到，不要写出案卷和人员' }) reason!: string;
  @Field(() => String, { nullable: true, description: '新的期限；不写的仍为原期限' }) dueOn?: string;
}
export const reopenReadingInput = z.object({ readingId: id(), reason: reason(), dueOn: optional(day()) });

@InputType({ description: '延长评阅期限' })
export class ExtendReadingInput {
  @Field(() => ID) readingId!: string;
  @Field(() => String, { description: '新的期限，晚于现有期限，不早于今日' }) dueOn!: string;
  @Field({ description: '理由，5至2000字；评估人看得到，不要写出案卷和人员' }) reason!: string;
}
export const extendReadingInput = z.object({ readingId: id(), dueOn: day(), reason: reason() });

@InputType({
  description: '一次延长多次评阅的期限：写明各次评阅，或者写明评估活动和一名评估人的代号（其全部未完成的）',
})
export class ExtendReadingsInput {
  @Field(() => [ID], { nullable: true, description: '各次评阅，至多200次' }) readingIds?: string[] | null;
  @Field(() => ID, { nullable: true, description: '评估活动' }) campaignId?: string | null;
  @Field(() => String, { nullable: true, description: '评估人在这次评估中的代号（R-…）' }) reader?: string | null;
  @Field(() => String, { description: '新的期限，晚于各次评阅现有的期限，不早于今日' }) dueOn!: string;
  @Field({ description: '理由，5至2000字；评估人看得到，不要写出案卷和人员' }) reason!: string;
}
export const extendReadingsInput = z
  .object({
    readingIds: optional(z.array(id()).min(1, '至少一次评阅').max(200, '至多200次')),
    campaignId: optional(id()),
    reader: optional(line(20)),
    dueOn: day(),
    reason: reason(),
  })
  .refine(
    ({ readingIds, campaignId, reader }) =>
      readingIds ? campaignId === null && reader === null : campaignId !== null && reader !== null,
    { path: ['readingIds'], message: '写明各次评阅，或者写明评估活动和评估人的代号，两者取一' },
  );
