import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { birthDateIn, idNumberProblem } from '../platform/crypto';
import { code, day, id, line, optional, prose, reason } from '../platform/input';
import { CASE_KINDS, CASE_STAGES, type CaseKindCode, type CaseStageCode } from '../regulation';
import { AidGround, AssignmentWay, CaseKind, CaseStage } from './case-file.codes';

export const GROUNDS = ['NOTICE_MUST', 'NOTICE_MAY', 'APPLICATION'] as const;
export const WAYS = ['ROTATION', 'RECIPIENT_CHOICE', 'SELECTED'] as const;

const flag = () =>
  z
    .boolean()
    .nullish()
    .transform((value) => value ?? false);

@InputType({ description: '建立案件：把各阶段和同案人的案卷连在一起' })
export class OpenProceedingInput {
  @Field(() => ID, { description: '法律援助机构；案件归其所在区划' }) agencyId!: string;
  @Field(() => CaseKind) caseKind!: CaseKindCode;
  @Field({ description: '涉嫌罪名或者案由，不超过200字' }) cause!: string;
}
export const openProceedingInput = z.object({ agencyId: id(), caseKind: z.enum(CASE_KINDS), cause: line() });

@InputType({ description: '受援人' })
export class RecipientInput {
  @Field({ description: '姓名' }) name!: string;
  @Field({ nullable: true, description: '居民身份证号码（GB 11643）；没有的填写原因' }) idNumber?: string;
  @Field({ nullable: true, description: '没有身份证号码的原因，如外国人、身份不明' }) withoutIdNumber?: string;
  @Field({ nullable: true, description: '出生日期；有身份证号码的从号码得出' }) birthDate?: string;
  @Field({ nullable: true }) phone?: string;
  @Field({ nullable: true }) address?: string;
}

export const recipientInput = z
  .object({
    name: line(64),
    idNumber: optional(code(18)),
    withoutIdNumber: optional(line()),
    birthDate: optional(day()),
    phone: optional(line(32)),
    address: optional(line()),
  })
  .superRefine(({ idNumber, withoutIdNumber, birthDate }, context) => {
    const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if ((idNumber === null) === (withoutIdNumber === null))
      say('idNumber', '身份证号码与没有号码的原因须填一项，且只填一项');
    if (idNumber === null) return;
    const problem = idNumberProblem(idNumber);
    if (problem) say('idNumber', problem);
    else if (birthDate !== null && birthDate !== birthDateIn(idNumber))
      say('birthDate', '与身份证号码中的出生日期不符');
  });
export type RecipientGiven = z.output<typeof recipientInput>;

@InputType()
class StageInput {
  @Field(() => CaseStage) stage!: CaseStageCode;
  @Field({ description: '阶段开始的日期' }) stageBeganOn!: string;
  @Field({ nullable: true, description: '审查起诉期限届满的日期' }) reviewPeriodEndsOn?: string;
  @Field(() => ID, { nullable: true, description: '办案机关' }) organId?: string;
  @Field({ nullable: true, description: '办案机关的案号' }) organCaseNumber?: string;
  @Field(() => AidGround, { description: '援助的由来' }) ground!: keyof typeof AidGround;
  @Field({ description: '收到申请或者通知的日期' }) receivedOn!: string;
  @Field({ nullable: true, description: '决定给予援助的日期' }) aidDecidedOn?: string;
  @Field({ nullable: true, description: '案卷编号；不填则由系统按机构和年份编排' }) number?: string;
  @Field({ defaultValue: false, description: '是否在押' }) inCustody!: boolean;
  @Field({ defaultValue: false, description: '是否认罪认罚' }) pleadsGuilty!: boolean;
  @Field({ defaultValue: false, description: '是否群体性案件' }) groupCase!: boolean;
  @Field({ defaultValue: false, description: '是否重大敏感案件' }) sensitiveCase!: boolean;
  @Field({ defaultValue: false, description: '是否上级交办' }) superiorAssigned!: boolean;
  @Field({ defaultValue: false, description: '是否未成年人犯罪记录封存' }) sealedRecord!: boolean;
  @Field({ nullable: true, description: '案情（个人信息，仅办案人员可见）' }) facts?: string;
}

/** What every registration says of its stage, however it comes. */
export const stageFields = {
  stage: z.enum(CASE_STAGES),
  stageBeganOn: day(),
  reviewPeriodEndsOn: optional(day()),
  organId: optional(id()),
  organCaseNumber: optional(line(100)),
  ground: z.enum(GROUNDS),
  receivedOn: day(),
  aidDecidedOn: optional(day()),
  number: optional(line(64)),
  inCustody: flag(),
  pleadsGuilty: flag(),
  groupCase: flag(),
  sensitiveCase: flag(),
  superiorAssigned: flag(),
  sealedRecord: flag(),
  facts: optional(prose()),
};

@InputType({ description: '登记案卷：一名受援人的一个诉讼阶段或者一项程序' })
export class RegisterCaseFileInput extends StageInput {
  @Field(() => ID) agencyId!: string;
  @Field(() => ID, { description: '所属案件，类型从案件得出' }) proceedingId!: string;
  @Field(() => RecipientInput) recipient!: RecipientInput;
}
export const registerCaseFileInput = z.object({
  agencyId: id(),
  proceedingId: id(),
  recipient: recipientInput,
  ...stageFields,
});

@InputType({ description: '在后一阶段继续（S3-13.1）：受援人和案件从前一案卷得出' })
export class ContinueInNextStageInput extends StageInput {
  @Field(() => ID, { description: '前一案卷' }) previousId!: string;
}
export const continueInNextStageInput = z.object({ previousId: id(), ...stageFields });
export type StageGiven = z.output<typeof continueInNextStageInput>;

@InputType({ description: '更正受援人的姓名、电话、住址' })
export class RecipientCorrection {
  @Field({ nullable: true }) name?: string;
  @Field({ nullable: true }) phone?: string;
  @Field({ nullable: true }) address?: string;
}

@InputType({ description: '更正案卷：只改所填的项' })
export class CorrectCaseFileInput {
  @Field(() => ID) caseFileId!: string;
  @Field({ description: '更正的理由，5至2000字' }) reason!: string;
  @Field({ nullable: true, description: '审查起诉期限届满的日期' }) reviewPeriodEndsOn?: string;
  @Field({ nullable: true, description: '决定给予援助的日期' }) aidDecidedOn?: string;
  @Field(() => ID, { nullable: true, description: '办案机关' }) organId?: string;
  @Field({ nullable: true, description: '办案机关的案号' }) organCaseNumber?: string;
  @Field({ nullable: true, description: '是否在押' }) inCustody?: boolean;
  @Field({ nullable: true, description: '是否认罪认罚' }) pleadsGuilty?: boolean;
  @Field({ nullable: true, description: '是否群体性案件' }) groupCase?: boolean;
  @Field({ nullable: true, description: '是否重大敏感案件' }) sensitiveCase?: boolean;
  @Field({ nullable: true, description: '是否未成年人犯罪记录封存' }) sealedRecord?: boolean;
  @Field({ nullable: true, description: '案情（个人信息）' }) facts?: string;
  @Field(() => RecipientCorrection, { nullable: true }) recipient?: RecipientCorrection;
}
export const correctCaseFileInput = z.object({
  caseFileId: id(),
  reason: reason(),
  reviewPeriodEndsOn: optional(day()),
  aidDecidedOn: optional(day()),
  organId: optional(id()),
  organCaseNumber: optional(line(100)),
  inCustody: optional(z.boolean()),
  pleadsGuilty: optional(z.boolean()),
  groupCase: optional(z.boolean()),
  sensitiveCase: optional(z.boolean()),
  sealedRecord: optional(z.boolean()),
  facts: optional(prose()),
  recipient: optional(z.object({ name: optional(line(64)), phone: optional(line(32)), address: optional(line()) })),
});

@InputType({ description: '指派承办人：记录已作出的指派' })
export class CommissionPractitionerInput {
  @Field(() => ID) caseFileId!: string;
  @Field(() => ID) practitionerId!: string;
  @Field(() => AssignmentWay) way!: keyof typeof AssignmentWay;
  @Field({ nullable: true, description: '指派的日期；不填为今天' }) beganOn?: string;
}
export const commissionPractitionerInput = z.object({
  caseFileId: id(),
  practitionerId: id(),
  way: z.enum(WAYS),
  beganOn: optional(day()),
});

@InputType({ description: '更换承办人' })
export class ChangePractitionerInput extends CommissionPractitionerInput {
  @Field({ description: '更换的理由，5至2000字' }) reason!: string;
}
export const changePractitionerInput = commissionPractitionerInput.extend({ reason: reason() });
