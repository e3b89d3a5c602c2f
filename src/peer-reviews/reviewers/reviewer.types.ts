import { Field, ID, Int, ObjectType } from 'type-graphql';
import { CaseKind } from '../../case-files/case-file.codes';
import { codesOf } from '../../platform/enum';
import { connectionOf } from '../../platform/paging';
import { ActSuccess, DecisionView, resultOf } from '../../platform/refusal';
import type { CaseKindCode } from '../../regulation';
import type { DeclarationKindCode, ObjectionOutcomeCode } from './reviewer.entity';

export const DeclarationKind = codesOf<DeclarationKindCode>('DeclarationKind', '申报回避的对象', {
  PERSON: '法律援助人员',
  SERVICE_ORGANIZATION: '法律服务机构',
  AGENCY: '法律援助机构',
});

export const ObjectionOutcome = codesOf<ObjectionOutcomeCode>('ObjectionOutcome', '回避申请的决定', {
  UPHELD: '成立，该专家不评阅这份案卷',
  DISMISSED: '不成立',
});

@ObjectType({ description: '专家库中的评估专家' })
export class Reviewer {
  @Field(() => ID) id!: string;
  @Field(() => ID, { description: '司法局' }) bureauId!: string;
  @Field(() => ID, { description: '账号' }) accountId!: string;
  @Field({ description: '执业起始日' }) practisingSince!: string;
  @Field(() => [CaseKind], { description: '可评阅的案件种类，第一个是主要专长' }) caseKinds!: CaseKindCode[];
  @Field({ description: '荣誉' }) honours!: string;
  @Field(() => String, { nullable: true, description: '最近一次处罚、处分之日' }) disciplinedOn!: string | null;
  @Field(() => String, { nullable: true, description: '处罚、处分的内容' }) disciplinaryNote!: string | null;
  @Field({ description: '可评阅的首日' }) availableFrom!: string;
  @Field(() => String, { nullable: true, description: '可评阅的末日；不限为空' }) availableTo!: string | null;
  @Field(() => Int, { description: '每次评估最多评阅的案卷数' }) mostFiles!: number;
  @Field(() => Int, { description: '版本：改正时填所见的版本' }) version!: number;
  @Field({ description: '编入时间' }) enrolledAt!: Date;
  @Field(() => Date, { nullable: true, description: '退出时间；在库为空' }) endedAt!: Date | null;
  @Field(() => String, { nullable: true, description: '退出的理由' }) endReason!: string | null;
}

@ObjectType()
export class ReviewerConnection extends connectionOf(Reviewer, 'Reviewer') {}

@ObjectType({ description: '申报的回避' })
export class ReviewerDeclaration {
  @Field(() => ID) id!: string;
  @Field(() => DeclarationKind) kind!: DeclarationKindCode;
  @Field(() => ID, { description: '对象的编号' }) targetId!: string;
  @Field({ description: '事由' }) reason!: string;
  @Field({ description: '申报时间' }) declaredAt!: Date;
}

@ObjectType({ description: '可能评阅的专家：只有姓名；谁评阅哪份案卷不公开' })
export class PoolMember {
  @Field(() => ID, { description: '专家' }) reviewerId!: string;
  @Field({ description: '姓名' }) name!: string;
  @Field(() => String, {
    nullable: true,
    description: '对其申请回避的最后一日：抽取以后才入库的，从入库那天另计同样的工作日',
  })
  objectionsDueOn!: string | null;
  @Field(() => DecisionView, { nullable: true, description: '能否参加本次评阅；承办人看不到' })
  eligibility!: DecisionView | null;
}

@ObjectType({ description: '对专家的回避申请' })
export class ReaderObjection {
  @Field(() => ID) id!: string;
  @Field(() => ID, { description: '评估活动' }) campaignId!: string;
  @Field(() => ID, { description: '案卷' }) caseFileId!: string;
  @Field(() => ID, { description: '专家' }) reviewerId!: string;
  @Field({ description: '理由' }) reason!: string;
  @Field({ description: '提出时间' }) madeAt!: Date;
  @Field(() => ObjectionOutcome, { nullable: true, description: '决定；未决定为空' })
  outcome!: ObjectionOutcomeCode | null;
  @Field(() => String, { nullable: true, description: '决定的理由' }) outcomeReason!: string | null;
}

@ObjectType()
export class ReaderObjectionConnection extends connectionOf(ReaderObjection, 'ReaderObjection') {}

@ObjectType({ description: '被抽中参加同行评估的本人承办的案卷' })
export class DrawnFile {
  @Field(() => ID, { description: '评估活动' }) campaignId!: string;
  @Field({ description: '评估活动的名称' }) campaignTitle!: string;
  @Field(() => ID, { description: '案卷' }) caseFileId!: string;
  @Field(() => String, { nullable: true, description: '申请回避的最后一日；抽取以后才入库的专家另计，见reviewerPool' })
  objectionsDueOn!: string | null;
}

@ObjectType({ implements: ActSuccess, description: '已编入专家库' })
export class EnrolReviewerSuccess extends ActSuccess {
  @Field(() => Reviewer) reviewer!: Reviewer;
}
export const EnrolReviewerResult = resultOf(EnrolReviewerSuccess);

@ObjectType({ implements: ActSuccess, description: '已改正专家的资料' })
export class ChangeReviewerSuccess extends ActSuccess {
  @Field(() => Reviewer) reviewer!: Reviewer;
}
export const ChangeReviewerResult = resultOf(ChangeReviewerSuccess);

@ObjectType({ implements: ActSuccess, description: '已退出专家库' })
export class EndReviewerSuccess extends ActSuccess {
  @Field(() => Reviewer) reviewer!: Reviewer;
}
export const EndReviewerResult = resultOf(EndReviewerSuccess);

@ObjectType({ implements: ActSuccess, description: '已申报回避' })
export class DeclareConflictSuccess extends ActSuccess {
  @Field(() => Int, { description: '记入几个专家库' }) declarations!: number;
  @Field(() => Int, { description: '停止了几次评阅' }) stopped!: number;
}
export const DeclareConflictResult = resultOf(DeclareConflictSuccess);

@ObjectType({ implements: ActSuccess, description: '已申请回避' })
export class ObjectToReaderSuccess extends ActSuccess {
  @Field(() => ReaderObjection) objection!: ReaderObjection;
}
export const ObjectToReaderResult = resultOf(ObjectToReaderSuccess);

@ObjectType({ implements: ActSuccess, description: '已决定回避申请' })
export class DecideObjectionSuccess extends ActSuccess {
  @Field(() => ReaderObjection) objection!: ReaderObjection;
}
export const DecideObjectionResult = resultOf(DecideObjectionSuccess);
