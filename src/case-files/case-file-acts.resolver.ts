import { Arg, Args, Ctx, Mutation, Resolver } from 'type-graphql';
import { performAs } from '../platform/act';
import type { Context } from '../platform/context';
import { ActArgs } from '../platform/input';
import {
  ChangePractitionerInput,
  CommissionPractitionerInput,
  ContinueInNextStageInput,
  CorrectCaseFileInput,
  OpenProceedingInput,
  RegisterCaseFileInput,
} from './case-file.inputs';
import {
  ChangePractitionerResult,
  ChangePractitionerSuccess,
  CommissionPractitionerResult,
  CommissionPractitionerSuccess,
  ContinueInNextStageResult,
  ContinueInNextStageSuccess,
  CorrectCaseFileResult,
  CorrectCaseFileSuccess,
  OpenProceedingResult,
  OpenProceedingSuccess,
  RecordTerminationServiceResult,
  RecordTerminationServiceSuccess,
  RegisterCaseFileResult,
  RegisterCaseFileSuccess,
  TerminateAidResult,
  TerminateAidSuccess,
} from './case-file.results';
import { RecordTerminationServiceInput, TerminateAidInput } from './closing.inputs';
import { changePractitioner, commissionPractitioner } from './commissioning.service';
import { correctCaseFile } from './correction.service';
import { continueInNextStage, openProceeding, registerCaseFile } from './registration.service';
import { showEngagement, showFile, showProceeding } from './shown';
import { recordTerminationService, terminateAid } from './termination.service';

@Resolver()
export class CaseFileActsResolver {
  @Mutation(() => OpenProceedingResult, {
    description: '建立案件。拒绝：NOT_FOUND',
  })
  openProceeding(@Ctx() context: Context, @Arg('input') input: OpenProceedingInput, @Args() args: ActArgs) {
    return performAs(context, openProceeding, input, args, OpenProceedingSuccess, showProceeding(context));
  }

  @Mutation(() => RegisterCaseFileResult, {
    description: '登记案卷；编号不填则自动编排。拒绝：REGISTRATION_REFUSED、NUMBER_TAKEN、RECIPIENT_DIFFERS',
  })
  registerCaseFile(@Ctx() context: Context, @Arg('input') input: RegisterCaseFileInput, @Args() args: ActArgs) {
    return performAs(context, registerCaseFile, input, args, RegisterCaseFileSuccess, showFile(context));
  }

  @Mutation(() => ContinueInNextStageResult, {
    description: '在后一阶段继续（S3-13.1）。拒绝：CONTINUATION_REFUSED、ALREADY_CONTINUED、NUMBER_TAKEN、WRONG_STATE',
  })
  continueInNextStage(@Ctx() context: Context, @Arg('input') input: ContinueInNextStageInput, @Args() args: ActArgs) {
    return performAs(context, continueInNextStage, input, args, ContinueInNextStageSuccess, showFile(context));
  }

  @Mutation(() => CorrectCaseFileResult, {
    description: '更正登记的内容，理由留存。拒绝：REGISTRATION_REFUSED、WRONG_STATE',
  })
  correctCaseFile(@Ctx() context: Context, @Arg('input') input: CorrectCaseFileInput, @Args() args: ActArgs) {
    return performAs(context, correctCaseFile, input, args, CorrectCaseFileSuccess, showFile(context));
  }

  @Mutation(() => CommissionPractitionerResult, {
    description:
      '指派承办人（S0-8.3），须有生效的案件质量承诺书（S4-4.4a）。拒绝：COMMISSION_REFUSED、PART_TAKEN、WRONG_STATE',
  })
  commissionPractitioner(
    @Ctx() context: Context,
    @Arg('input') input: CommissionPractitionerInput,
    @Args() args: ActArgs,
  ) {
    return performAs(
      context,
      commissionPractitioner,
      input,
      args,
      CommissionPractitionerSuccess,
      showEngagement(context),
    );
  }

  @Mutation(() => ChangePractitionerResult, {
    description:
      '更换承办人：前一次承办即日终止，后一次同日开始。援助终止后不再更换。拒绝：AID_TERMINATED、COMMISSION_REFUSED、PART_TAKEN、WRONG_STATE',
  })
  changePractitioner(@Ctx() context: Context, @Arg('input') input: ChangePractitionerInput, @Args() args: ActArgs) {
    return performAs(context, changePractitioner, input, args, ChangePractitionerSuccess, showEngagement(context));
  }

  @Mutation(() => TerminateAidResult, {
    description: '决定终止援助（S0-22.1、LAL-48）。拒绝：TERMINATION_REFUSED、WRONG_STATE',
  })
  terminateAid(@Ctx() context: Context, @Arg('input') input: TerminateAidInput, @Args() args: ActArgs) {
    return performAs(context, terminateAid, input, args, TerminateAidSuccess, showFile(context));
  }

  @Mutation(() => RecordTerminationServiceResult, {
    description: '登记终止决定的送达（S0-22.2）和函告（S0-22.3）。拒绝：TELLING_REFUSED、ALREADY_RECORDED、WRONG_STATE',
  })
  recordTerminationService(
    @Ctx() context: Context,
    @Arg('input') input: RecordTerminationServiceInput,
    @Args() args: ActArgs,
  ) {
    return performAs(
      context,
      recordTerminationService,
      input,
      args,
      RecordTerminationServiceSuccess,
      showFile(context),
    );
  }
}
