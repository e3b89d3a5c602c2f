import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { CaseKind } from '../../case-files/case-file.codes';
import { day, id, line, optional, reason } from '../../platform/input';
import { CASE_KINDS, type CaseKindCode } from '../../regulation';
import { CampaignState, TargetReason } from './campaign.codes';
import {
  CAMPAIGN_STATES,
  type CampaignStateCode,
  DEFAULT_DIVERGENCE,
  DEFAULT_RECUSAL,
  DEFAULTS,
  TARGET_REASONS,
  type TargetReasonCode,
} from './campaign-settings.types';
import { looksDrawn, SEED } from './seeds';

const WORKING_DAYS = '工作日，1至366';
const house = (value: number | string) => `；不填为${value}（自定）`;

@InputType({ description: '一类案件所用的评分方案；方案定下标准版本' })
export class CampaignSchemeInput {
  @Field(() => CaseKind) caseKind!: CaseKindCode;
  @Field(() => ID, { description: '评分方案；其标准版本须适用于这类案件，二者均在施行' }) schemeId!: string;
  @Field(() => Int, { nullable: true, description: '这类案件的抽取比例，万分之几；不填按活动的比例' })
  shareHundredths?: number | null;
}

@InputType({ description: '何时算作分歧，须第三名评估人评阅；等次相差两等以上或者总分相差30分以上的总是分歧（自定）' })
export class DivergenceInput {
  @Field(() => Boolean, { nullable: true, description: '等次不同；不填为是' }) gradeDiffers?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: '有人评为不合格；不填为是' }) anyUnqualified?: boolean | null;
  @Field(() => Int, { nullable: true, description: '总分相差超过几分；限百分制' }) totalGap?: number | null;
  @Field(() => Int, { nullable: true, description: '任一指标相差超过几分；限百分制' }) indicatorPoints?: number | null;
  @Field(() => Int, { nullable: true, description: '任一指标相差超过几等；限等次制' }) indicatorSteps?: number | null;
}

@InputType({ description: '回避；本人承办的案卷和声明的利害关系总是回避' })
export class RecusalInput {
  @Field(() => Int, { nullable: true, description: '离开机构几年内仍算作其人员，0至10；不填为2（自定）' })
  organizationYears?: number | null;
  @Field(() => Boolean, { nullable: true, description: '地区回避：不评本地区机构的案卷；不填为是' })
  sameArea?: boolean | null;
  @Field(() => Int, { nullable: true, description: '至少执业几年，0至30；不填为3（各地做法）' })
  leastYears?: number | null;
  @Field(() => Int, { nullable: true, description: '受处分后几年内不能评阅，0至30；不填为5（自定）' })
  disciplineYears?: number | null;
}

@InputType({ description: '评估活动的计划' })
export class CampaignPlanInput {
  @Field() title!: string;
  @Field({ description: '行政区划代码：抽取其中各机构的案卷；须在本局辖区之内' }) regionCode!: string;
  @Field({ description: '收卷期间的第一日（YYYY-MM-DD）' }) periodFrom!: string;
  @Field({ description: '收卷期间的最后一日；到这一天以后才能冻结名册' }) periodTo!: string;
  @Field(() => [CampaignSchemeInput], { description: '评哪几类案件，各用什么方案；百分制和等次制不能并用' })
  schemes!: CampaignSchemeInput[];
  @Field(() => Boolean, { nullable: true, description: '分层时是否区分诉讼阶段；不填为否' }) byStage?: boolean | null;
  @Field(() => Int, { nullable: true, description: `每件案卷由几人评阅，1至3${house(DEFAULTS.readersPerFile)}` })
  readersPerFile?: number | null;
  @Field(() => Int, { nullable: true, description: `每层抽取的比例，万分之几${house(DEFAULTS.shareHundredths)}` })
  shareHundredths?: number | null;
  @Field(() => Int, { nullable: true, description: `每层至少几件${house(DEFAULTS.leastPerStratum)}` })
  leastPerStratum?: number | null;
  @Field(() => Int, {
    nullable: true,
    description: `每名承办人至少几件，不足的按同一次序加抽${house(DEFAULTS.leastPerPractitioner)}`,
  })
  leastPerPractitioner?: number | null;
  @Field(() => Boolean, { nullable: true, description: '是否盲评；不填为是' }) blind?: boolean | null;
  @Field(() => DivergenceInput, { nullable: true }) divergence?: DivergenceInput | null;
  @Field(() => RecusalInput, { nullable: true }) recusal?: RecusalInput | null;
  @Field(() => Int, { nullable: true, description: `评阅期限，${WORKING_DAYS}${house(DEFAULTS.readingDays)}` })
  readingDays?: number | null;
  @Field(() => Int, {
    nullable: true,
    description: `申请评估人回避的期限，${WORKING_DAYS}${house(DEFAULTS.objectionDays)}`,
  })
  objectionDays?: number | null;
  @Field(() => Int, { nullable: true, description: `承办人答复的期限，${WORKING_DAYS}${house(DEFAULTS.replyDays)}` })
  replyDays?: number | null;
  @Field(() => Int, { nullable: true, description: `改正的期限，${WORKING_DAYS}${house(DEFAULTS.correctionDays)}` })
  correctionDays?: number | null;
  @Field(() => Int, { nullable: true, description: `评阅一件预计几分钟，1至6000${house(DEFAULTS.minutesPerFile)}` })
  minutesPerFile?: number | null;
  @Field(() => Int, {
    nullable: true,
    description: `评估人一致程度（alpha，百分之几）低于此数的不作机构间比较，0至100${house(DEFAULTS.agreementLine)}`,
  })
  agreementLine?: number | null;
}

/** A whole number within bounds, or its default. */
const whole = (least: number, most: number, fallback: number) =>
  z
    .int(`须为整数`)
    .min(least, `须在${least}至${most}之间`)
    .max(most, `须在${least}至${most}之间`)
    .nullish()
    .transform((value) => value ?? fallback);
const gap = (most: number) => optional(z.int('须为整数').min(0, `须在0至${most}之间`).max(most, `须在0至${most}之间`));
const yes = z
  .boolean()
  .nullish()
  .transform((value) => value ?? true);
const share = z.int('须为整数').min(0, '须在0至10000之间（万分之几）').max(10_000, '须在0至10000之间（万分之几）');
const days = (fallback: number) => whole(1, 366, fallback);

const plan = z
  .object({
    title: line(100),
    regionCode: z.string().regex(/^\d{6}$/, '须为六位行政区划代码'),
    periodFrom: day(),
    periodTo: day(),
    schemes: z
      .array(z.object({ caseKind: z.enum(CASE_KINDS), schemeId: line(64), shareHundredths: optional(share) }))
      .min(1, '至少评一类案件')
      .refine((all) => new Set(all.map(({ caseKind }) => caseKind)).size === all.length, '同一类案件只能出现一次'),
    byStage: z
      .boolean()
      .nullish()
      .transform((value) => value ?? false),
    readersPerFile: whole(1, 3, DEFAULTS.readersPerFile),
    shareHundredths: share.nullish().transform((value) => value ?? DEFAULTS.shareHundredths),
    leastPerStratum: whole(0, 10_000, DEFAULTS.leastPerStratum),
    leastPerPractitioner: whole(0, 1000, DEFAULTS.leastPerPractitioner),
    blind: yes,
    divergence: z
      .object({
        gradeDiffers: yes,
        anyUnqualified: yes,
        totalGap: gap(100),
        indicatorPoints: gap(100),
        indicatorSteps: gap(3),
      })
      .nullish()
      .transform((value) => value ?? DEFAULT_DIVERGENCE),
    recusal: z
      .object({
        organizationYears: whole(0, 10, DEFAULT_RECUSAL.organizationYears),
        sameArea: yes,
        leastYears: whole(0, 30, DEFAULT_RECUSAL.leastYears),
        disciplineYears: whole(0, 30, DEFAULT_RECUSAL.disciplineYears),
      })
      .nullish()
      .transform((value) => value ?? DEFAULT_RECUSAL),
    readingDays: days(DEFAULTS.readingDays),
    objectionDays: days(DEFAULTS.objectionDays),
    replyDays: days(DEFAULTS.replyDays),
    correctionDays: days(DEFAULTS.correctionDays),
    minutesPerFile: whole(1, 6000, DEFAULTS.minutesPerFile),
    agreementLine: whole(0, 100, DEFAULTS.agreementLine),
  })
  .refine(({ periodFrom, periodTo }) => periodTo >= periodFrom, {
    path: ['periodTo'],
    message: '最后一日不能早于第一日',
  });
export type CampaignPlan = z.output<typeof plan>;

@InputType({ description: '计划一次评估活动' })
export class PlanCampaignInput {
  @Field(() => ID, { description: '组织的司法局：自己任职的局' }) bureauId!: string;
  @Field(() => CampaignPlanInput) plan!: CampaignPlanInput;
}
export const planCampaignInput = z.object({ bureauId: id(), plan });

@InputType({ description: '改动计划；承诺种子以后不能再改' })
export class ChangeCampaignPlanInput {
  @Field(() => ID) campaignId!: string;
  @Field(() => Int, { description: '所见计划的版本；期间被他人改动的拒绝' }) version!: number;
  @Field(() => CampaignPlanInput, { description: '改动后的整个计划' }) plan!: CampaignPlanInput;
}
export const changeCampaignPlanInput = z.object({ campaignId: id(), version: z.int().min(0), plan });

@InputType({ description: '给出一个种子' })
export class CommitSeedInput {
  @Field(() => ID) campaignId!: string;
  @Field({ description: '32个随机字节，写作64个十六进制数字，例如 openssl rand -hex 32；请自行保存，以便抽取后核对' })
  seed!: string;
}
export const commitSeedInput = z.object({
  campaignId: id(),
  seed: z
    .string()
    .transform((text) => text.trim().toLowerCase())
    .refine((text) => SEED.test(text), '须为64个十六进制数字（32个随机字节）')
    .refine((text) => !SEED.test(text) || looksDrawn(text), '数字过于重复，不像是随机的'),
});

@InputType({ description: '加入第二个种子' })
export class AddSeedInput extends CommitSeedInput {}
export const addSeedInput = commitSeedInput;

@InputType({ description: '评估活动' })
export class CampaignInput {
  @Field(() => ID) campaignId!: string;
}
@InputType({ description: '冻结名册' })
export class FreezeFrameInput extends CampaignInput {}
@InputType({ description: '公开种子并抽取' })
export class DrawSampleInput extends CampaignInput {}
export const campaignInput = z.object({ campaignId: id() });

@InputType({ description: '因一定理由加入一件案卷；与随机抽取的分开' })
export class AddTargetedFileInput {
  @Field(() => ID) campaignId!: string;
  @Field(() => ID) caseFileId!: string;
  @Field(() => TargetReason) reasonCode!: TargetReasonCode;
  @Field({ description: '说明（至少5字）；不要写受援人的信息' }) reason!: string;
}
export const addTargetedFileInput = z.object({
  campaignId: id(),
  caseFileId: id(),
  reasonCode: z.enum(TARGET_REASONS),
  reason: reason(),
});

@InputType({ description: '撤回一件定向加入的案卷' })
export class RemoveTargetedFileInput {
  @Field(() => ID) campaignId!: string;
  @Field(() => ID) caseFileId!: string;
}
export const removeTargetedFileInput = z.object({ campaignId: id(), caseFileId: id() });

@InputType({ description: '放弃评估活动；仍列在名单中' })
export class AbandonCampaignInput {
  @Field(() => ID) campaignId!: string;
  @Field({ description: '理由（至少5字）' }) reason!: string;
}
export const abandonCampaignInput = z.object({ campaignId: id(), reason: reason() });

@InputType({ description: '评估活动的筛选；各项同时满足' })
export class CampaignFilter {
  @Field(() => [CampaignState], { nullable: true, description: '状态' }) states?: CampaignStateCode[] | null;
  @Field(() => ID, { nullable: true, description: '组织的司法局' }) bureauId?: string | null;
}
export const campaignFilter = z.object({
  states: optional(z.array(z.enum(CAMPAIGN_STATES)).max(CAMPAIGN_STATES.length)),
  bureauId: optional(id()),
});
