import { Arg, Args, Ctx, Mutation, Resolver } from 'type-graphql';
import { performAs } from '../platform/act';
import type { Context } from '../platform/context';
import { ActArgs } from '../platform/input';
import { correctActivity, endStage, recordActivity, recordHearingHeld } from './activities.service';
import {
  CorrectActivityResult,
  CorrectActivitySuccess,
  EndStageResult,
  EndStageSuccess,
  ReceiveClosingResult,
  ReceiveClosingSuccess,
  RecordActivityResult,
  RecordActivitySuccess,
  RecordHearingHeldResult,
  RecordHearingHeldSuccess,
  RecordMaterialResult,
  RecordMaterialSuccess,
  RecordMaterialsResult,
  RecordMaterialsSuccess,
  ReplaceMaterialResult,
  ReplaceMaterialSuccess,
  ReturnClosingResult,
  ReturnClosingSuccess,
  SubmitClosingResult,
  SubmitClosingSuccess,
  WithdrawMaterialResult,
  WithdrawMaterialSuccess,
} from './case-file.results';
import { DecideClosingInput, SubmitClosingInput } from './closing.inputs';
import { receiveClosing, returnClosing, submitClosing } from './closing.service';
import { recordMaterial, recordMaterials, replaceMaterial, withdrawMaterial } from './materials.service';
import {
  CorrectActivityInput,
  EndStageInput,
  RecordActivityInput,
  RecordHearingHeldInput,
  RecordMaterialInput,
  RecordMaterialsInput,
  ReplaceMaterialInput,
  WithdrawMaterialInput,
} from './papers.inputs';
import { showActivity, showClosing, showFile, showMaterial, showMaterials } from './shown';

@Resolver()
export class HandlingActsResolver {
  @Mutation(() => RecordMaterialResult, {
    description:
      '材料入卷：文件先上传到本案卷；标题不写受援人姓名。拒绝：PAPER_NOT_ARRIVED、WRONG_STATE、NOT_ENGAGED、RECIPIENT_NAMED',
  })
  recordMaterial(@Ctx() context: Context, @Arg('input') input: RecordMaterialInput, @Args() args: ActArgs) {
    return performAs(context, recordMaterial, input, args, RecordMaterialSuccess, showMaterial(context));
  }

  @Mutation(() => RecordMaterialsResult, {
    description:
      '一批材料入卷，1至200份：全部入卷，或者一份也不入并逐份说明原因（INVALID_INPUT）。拒绝：WRONG_STATE、NOT_ENGAGED',
  })
  recordMaterials(@Ctx() context: Context, @Arg('input') input: RecordMaterialsInput, @Args() args: ActArgs) {
    return performAs(context, recordMaterials, input, args, RecordMaterialsSuccess, showMaterials(context));
  }

  @Mutation(() => ReplaceMaterialResult, {
    description:
      '以新版本替换材料，旧版本留存。拒绝：PAPER_NOT_ARRIVED、ALREADY_SUPERSEDED、WRONG_STATE、NOT_ENGAGED、RECIPIENT_NAMED',
  })
  replaceMaterial(@Ctx() context: Context, @Arg('input') input: ReplaceMaterialInput, @Args() args: ActArgs) {
    return performAs(context, replaceMaterial, input, args, ReplaceMaterialSuccess, showMaterial(context));
  }

  @Mutation(() => WithdrawMaterialResult, {
    description: '抽出材料，旧版本留存。拒绝：ALREADY_SUPERSEDED、WRONG_STATE、NOT_ENGAGED',
  })
  withdrawMaterial(@Ctx() context: Context, @Arg('input') input: WithdrawMaterialInput, @Args() args: ActArgs) {
    return performAs(context, withdrawMaterial, input, args, WithdrawMaterialSuccess, showMaterial(context));
  }

  @Mutation(() => RecordActivityResult, {
    description: '记录办案活动（S0-17、S4-3.5c）。拒绝：ACTIVITY_REFUSED、WRONG_STATE、NOT_ENGAGED',
  })
  recordActivity(@Ctx() context: Context, @Arg('input') input: RecordActivityInput, @Args() args: ActArgs) {
    return performAs(context, recordActivity, input, args, RecordActivitySuccess, showActivity(context));
  }

  @Mutation(() => CorrectActivityResult, {
    description: '更正办案活动，旧记录留存。拒绝：ACTIVITY_REFUSED、ALREADY_SUPERSEDED、WRONG_STATE、NOT_ENGAGED',
  })
  correctActivity(@Ctx() context: Context, @Arg('input') input: CorrectActivityInput, @Args() args: ActArgs) {
    return performAs(context, correctActivity, input, args, CorrectActivitySuccess, showActivity(context));
  }

  @Mutation(() => EndStageResult, {
    description: '登记本阶段结束的日期。拒绝：STAGE_END_REFUSED、WRONG_STATE、NOT_ENGAGED',
  })
  endStage(@Ctx() context: Context, @Arg('input') input: EndStageInput, @Args() args: ActArgs) {
    return performAs(context, endStage, input, args, EndStageSuccess, showFile(context));
  }

  @Mutation(() => RecordHearingHeldResult, {
    description: '登记是否开庭。拒绝：HEARING_REFUSED、WRONG_STATE、NOT_ENGAGED',
  })
  recordHearingHeld(@Ctx() context: Context, @Arg('input') input: RecordHearingHeldInput, @Args() args: ActArgs) {
    return performAs(context, recordHearingHeld, input, args, RecordHearingHeldSuccess, showFile(context));
  }

  @Mutation(() => SubmitClosingResult, {
    description:
      '提交结案材料（S0-21.2）；缺什么一并给出，不因此拒绝。拒绝：SUBMISSION_REFUSED、WRONG_STATE、NOT_ENGAGED',
  })
  submitClosing(@Ctx() context: Context, @Arg('input') input: SubmitClosingInput, @Args() args: ActArgs) {
    return performAs(context, submitClosing, input, args, SubmitClosingSuccess, showClosing(context));
  }

  @Mutation(() => ReceiveClosingResult, {
    description: '收卷（S4-5.1a）；材料不齐的，逐项列出。拒绝：CLOSING_INCOMPLETE、WRONG_STATE',
  })
  receiveClosing(@Ctx() context: Context, @Arg('input') input: DecideClosingInput, @Args() args: ActArgs) {
    return performAs(context, receiveClosing, input, args, ReceiveClosingSuccess, showClosing(context));
  }

  @Mutation(() => ReturnClosingResult, {
    description: '退回补正，一次列明全部缺项。拒绝：NOTHING_MISSING、WRONG_STATE、RECIPIENT_NAMED',
  })
  returnClosing(@Ctx() context: Context, @Arg('input') input: DecideClosingInput, @Args() args: ActArgs) {
    return performAs(context, returnClosing, input, args, ReturnClosingSuccess, showClosing(context));
  }
}
