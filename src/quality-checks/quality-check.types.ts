import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf, PageInfo } from '../platform/paging';
import { ActSuccess, DecisionView, FindingView, resultOf } from '../platform/refusal';
import type { IndicatorTopic, Provenance, StageApplicability } from '../regulation';
import { ApplicabilityEnum, IndicatorTopicEnum, ProvenanceEnum } from '../standards/standard.codes';
import type { CheckDraft, CheckFindingCode, CheckResultCode, CheckStateCode } from './check.types';
import { CheckFinding, CheckResult, CheckState, SignatureAlgorithmCode } from './quality-check.codes';

@ObjectType({ description: '一项指标在某案卷所处的阶段' })
export class CheckIndicator {
  @Field(() => Int, { description: '序号，1至8' }) no!: number;
  @Field(() => IndicatorTopicEnum, { description: '主题' }) topic!: IndicatorTopic;
  @Field({ description: '名称' }) name!: string;
  @Field(() => ProvenanceEnum, { description: '名称的来源性质' }) provenance!: Provenance;
  @Field(() => ApplicabilityEnum, { description: '在本阶段是否适用' }) applies!: StageApplicability['applies'];
  @Field(() => ProvenanceEnum, { description: '是否适用的来源性质' }) applicabilityProvenance!: Provenance;
  @Field(() => String, { nullable: true, description: '是否适用所依据的规定编号' })
  applicabilityProvision!: string | null;
}

@ObjectType({ description: '质量检查中一项指标的认定' })
export class QualityCheckItem {
  @Field(() => Int, { description: '指标序号' }) indicatorNo!: number;
  @Field(() => CheckFinding, { description: '认定' }) finding!: CheckFindingCode;
  @Field(() => ID, { nullable: true, description: '证据所在的材料' }) evidenceMaterialId!: string | null;
  @Field(() => Int, { nullable: true, description: '证据所在的页码' }) evidencePage!: number | null;
  @Field({ description: '卷内没有' }) absentFromFile!: boolean;
  @Field({ description: '备注' }) remark!: string;
}

@ObjectType({ description: '草稿中的一项' })
export class CheckDraftItem {
  @Field(() => Int) indicatorNo!: number;
  @Field(() => CheckFinding, { nullable: true }) finding!: CheckFindingCode | null;
  @Field(() => ID, { nullable: true }) evidenceMaterialId!: string | null;
  @Field(() => Int, { nullable: true }) evidencePage!: number | null;
  @Field(() => Boolean, { nullable: true }) absentFromFile!: boolean | null;
  @Field() remark!: string;
}

@ObjectType({ description: '检查草稿：只有指定的专人看得到' })
export class QualityCheckDraft {
  @Field(() => [CheckDraftItem]) items!: CheckDraftItem[];
  @Field(() => CheckResult, { nullable: true, description: '拟定的结论' }) result!: CheckResultCode | null;
  @Field({ description: '检查意见' }) opinion!: string;
}

@ObjectType({ description: '检查的完成' })
export class CheckCompletion {
  checkId!: string;
  checkerPersonId!: string;
  @Field(() => CheckResult, { description: '检查专人拟定的结论' }) result!: CheckResultCode;
  @Field({ description: '检查意见' }) opinion!: string;
  @Field(() => Int, { description: '检查时案卷材料的版次' }) revision!: number;
  @Field({ description: '完成时间' }) completedAt!: Date;
}

@ObjectType({ description: '质量审查负责人的签字' })
export class CheckSignature {
  checkId!: string;
  signerPersonId!: string;
  @Field(() => CheckResult, { description: '签字确认的结论' }) result!: CheckResultCode;
  @Field(() => Int, { description: '签字所覆盖的案卷版次' }) revision!: number;
  @Field({ description: '签字时间' }) signedAt!: Date;
  @Field(() => ID, { description: '签字密钥的编号' }) keyId!: string;
  @Field(() => SignatureAlgorithmCode, { description: '签名算法' }) algorithm!: 'ED25519' | 'SM2_SM3';
  @Field({ description: '案卷材料与签字时相同' }) coversFile!: boolean;
}

@ObjectType({ description: '重新打开' })
export class CheckReopening {
  checkId!: string;
  reopenedBy!: string;
  @Field({ description: '理由' }) reason!: string;
  @Field({ description: '时间' }) reopenedAt!: Date;
}

@ObjectType({ description: '结论带来的后果' })
export class CheckConsequence {
  @Field({ description: '代码' }) code!: string;
  @Field({ description: '说明' }) text!: string;
  @Field(() => [String], { description: '依据的规定编号' }) provisions!: readonly string[];
  @Field(() => ProvenanceEnum, { description: '来源性质' }) provenance!: Provenance;
}

@ObjectType({ description: '结案质量检查：收卷后由专人按八项指标检查，由质量审查负责人签字（S4-5.1a、S4-5.1b）' })
export class QualityCheck {
  @Field(() => ID) id!: string;
  caseFileId!: string;
  editionId!: string;
  checkerPersonId!: string;
  draft!: CheckDraft | null;
  @Field(() => Int, { description: '第几轮' }) round!: number;
  @Field(() => CheckState, { description: '状态' }) state!: CheckStateCode;
  @Field({ description: '指定专人的时间' }) designatedAt!: Date;
  @Field({ description: '指定人的岗位' }) designatedRole!: string;
  @Field(() => Int, { description: '草稿版本；保存草稿时须写明' }) draftVersion!: number;
  @Field(() => Date, { nullable: true, description: '撤回指定的时间' }) withdrawnAt!: Date | null;
  @Field(() => String, { nullable: true, description: '撤回指定的理由' }) withdrawalReason!: string | null;
}

export const QualityCheckConnection = connectionOf(QualityCheck, 'QualityCheck');

@ObjectType({ description: '签字验证中的一处不符' })
export class SignatureProblemView {
  @Field({ description: '代码' }) code!: string;
  @Field({ description: '说明' }) text!: string;
}

@ObjectType({ description: '一份签字的验证结果' })
export class SignatureVerification {
  @Field(() => ID, { description: '质量检查' }) checkId!: string;
  @Field(() => ID, { description: '案卷' }) caseFileId!: string;
  @Field({ description: '签字时间' }) signedAt!: Date;
  @Field({ description: '全部相符' }) valid!: boolean;
  @Field({ description: '案卷材料与签字时相同' }) coversFile!: boolean;
  @Field(() => [SignatureProblemView], { description: '全部不符之处' }) problems!: SignatureProblemView[];
}

@ObjectType({ description: '签字的逐一验证：本次验证的一批，以及其中不符的' })
export class VerificationSweep {
  @Field(() => Int, { description: '本次验证的份数' }) examined!: number;
  @Field(() => [SignatureVerification], { description: '不符的签字' }) unsound!: SignatureVerification[];
  @Field(() => PageInfo, { description: '还有未验证的，用游标继续' }) pageInfo!: PageInfo;
}

@ObjectType({ implements: ActSuccess, description: '已指定检查专人' })
export class DesignateCheckerSuccess extends ActSuccess {
  @Field(() => QualityCheck) qualityCheck!: QualityCheck;
}
export const DesignateCheckerResult = resultOf(DesignateCheckerSuccess);

@ObjectType({ implements: ActSuccess, description: '已撤回指定' })
export class WithdrawDesignationSuccess extends ActSuccess {
  @Field(() => QualityCheck) qualityCheck!: QualityCheck;
}
export const WithdrawDesignationResult = resultOf(WithdrawDesignationSuccess);

@ObjectType({ implements: ActSuccess, description: '草稿已保存' })
export class SaveCheckDraftSuccess extends ActSuccess {
  @Field(() => QualityCheck) qualityCheck!: QualityCheck;
}
export const SaveCheckDraftResult = resultOf(SaveCheckDraftSuccess);

@ObjectType({ implements: ActSuccess, description: '检查已完成' })
export class CompleteCheckSuccess extends ActSuccess {
  @Field(() => QualityCheck) qualityCheck!: QualityCheck;
}
export const CompleteCheckResult = resultOf(CompleteCheckSuccess);

@ObjectType({ implements: ActSuccess, description: '签字密码已设置；预演时没有密钥' })
export class SetSigningPinSuccess extends ActSuccess {
  @Field(() => ID, { nullable: true, description: '新密钥的编号' }) keyId!: string | null;
}
export const SetSigningPinResult = resultOf(SetSigningPinSuccess);

@ObjectType({ implements: ActSuccess, description: '已签字；预演时只有决定，不签字' })
export class SignQualityCheckSuccess extends ActSuccess {
  @Field(() => QualityCheck) qualityCheck!: QualityCheck;
  @Field(() => DecisionView, { description: '准予签字的决定' }) decision!: DecisionView;
  @Field(() => [CheckConsequence], { description: '签字带来的后果' }) consequences!: readonly CheckConsequence[];
}
export const SignQualityCheckResult = resultOf(SignQualityCheckSuccess);

@ObjectType({ implements: ActSuccess, description: '已重新打开' })
export class ReopenCheckSuccess extends ActSuccess {
  @Field(() => QualityCheck) qualityCheck!: QualityCheck;
}
export const ReopenCheckResult = resultOf(ReopenCheckSuccess);

export { DecisionView, FindingView };
