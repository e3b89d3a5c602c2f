import { Field, ObjectType } from 'type-graphql';
import { ActSuccess, resultOf } from '../platform/refusal';
import { CaseFile, Engagement, Proceeding } from './case-file.types';
import { Activity, Closing, Material } from './papers.types';

@ObjectType({ implements: ActSuccess, description: '案件已建立' })
export class OpenProceedingSuccess extends ActSuccess {
  @Field(() => Proceeding) proceeding!: Proceeding;
}
export const OpenProceedingResult = resultOf(OpenProceedingSuccess);

@ObjectType({ implements: ActSuccess, description: '案卷已登记' })
export class RegisterCaseFileSuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
}
export const RegisterCaseFileResult = resultOf(RegisterCaseFileSuccess);

@ObjectType({ implements: ActSuccess, description: '后一阶段的案卷已登记' })
export class ContinueInNextStageSuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
}
export const ContinueInNextStageResult = resultOf(ContinueInNextStageSuccess);

@ObjectType({ implements: ActSuccess, description: '案卷已更正' })
export class CorrectCaseFileSuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
}
export const CorrectCaseFileResult = resultOf(CorrectCaseFileSuccess);

@ObjectType({ implements: ActSuccess, description: '承办人已指派' })
export class CommissionPractitionerSuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
  @Field(() => Engagement) engagement!: Engagement;
}
export const CommissionPractitionerResult = resultOf(CommissionPractitionerSuccess);

@ObjectType({ implements: ActSuccess, description: '承办人已更换' })
export class ChangePractitionerSuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
  @Field(() => Engagement) engagement!: Engagement;
}
export const ChangePractitionerResult = resultOf(ChangePractitionerSuccess);

@ObjectType({ implements: ActSuccess, description: '材料已入卷' })
export class RecordMaterialSuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
  @Field(() => Material) material!: Material;
}
export const RecordMaterialResult = resultOf(RecordMaterialSuccess);

@ObjectType({ implements: ActSuccess, description: '一批材料已入卷' })
export class RecordMaterialsSuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
  @Field(() => [Material], { description: '按提交的顺序' }) materials!: Material[];
}
export const RecordMaterialsResult = resultOf(RecordMaterialsSuccess);

@ObjectType({ implements: ActSuccess, description: '材料已替换' })
export class ReplaceMaterialSuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
  @Field(() => Material) material!: Material;
}
export const ReplaceMaterialResult = resultOf(ReplaceMaterialSuccess);

@ObjectType({ implements: ActSuccess, description: '材料已抽出' })
export class WithdrawMaterialSuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
  @Field(() => Material) material!: Material;
}
export const WithdrawMaterialResult = resultOf(WithdrawMaterialSuccess);

@ObjectType({ implements: ActSuccess, description: '活动已记录' })
export class RecordActivitySuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
  @Field(() => Activity) activity!: Activity;
}
export const RecordActivityResult = resultOf(RecordActivitySuccess);

@ObjectType({ implements: ActSuccess, description: '活动已更正' })
export class CorrectActivitySuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
  @Field(() => Activity) activity!: Activity;
}
export const CorrectActivityResult = resultOf(CorrectActivitySuccess);

@ObjectType({ implements: ActSuccess, description: '已登记阶段结束' })
export class EndStageSuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
}
export const EndStageResult = resultOf(EndStageSuccess);

@ObjectType({ implements: ActSuccess, description: '已登记是否开庭' })
export class RecordHearingHeldSuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
}
export const RecordHearingHeldResult = resultOf(RecordHearingHeldSuccess);

@ObjectType({ implements: ActSuccess, description: '结案材料已提交' })
export class SubmitClosingSuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
  @Field(() => Closing) closing!: Closing;
}
export const SubmitClosingResult = resultOf(SubmitClosingSuccess);

@ObjectType({ implements: ActSuccess, description: '已收卷' })
export class ReceiveClosingSuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
  @Field(() => Closing) closing!: Closing;
}
export const ReceiveClosingResult = resultOf(ReceiveClosingSuccess);

@ObjectType({ implements: ActSuccess, description: '已退回补正' })
export class ReturnClosingSuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
  @Field(() => Closing) closing!: Closing;
}
export const ReturnClosingResult = resultOf(ReturnClosingSuccess);

@ObjectType({ implements: ActSuccess, description: '援助已终止' })
export class TerminateAidSuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
}
export const TerminateAidResult = resultOf(TerminateAidSuccess);

@ObjectType({ implements: ActSuccess, description: '送达、函告已登记' })
export class RecordTerminationServiceSuccess extends ActSuccess {
  @Field(() => CaseFile) caseFile!: CaseFile;
}
export const RecordTerminationServiceResult = resultOf(RecordTerminationServiceSuccess);
