import { Arg, Args, Ctx, Mutation, Resolver } from 'type-graphql';
import { performAs } from '../platform/act';
import type { Context } from '../platform/context';
import { ActArgs } from '../platform/input';
import { completeCheck, saveCheckDraft } from './checking.service';
import { consequencesOf } from './consequences';
import { designateChecker, withdrawDesignation } from './designation.service';
import {
  CompleteCheckInput,
  DesignateCheckerInput,
  ReopenCheckInput,
  SaveCheckDraftInput,
  SetSigningPinInput,
  SignQualityCheckInput,
  WithdrawDesignationInput,
} from './quality-check.inputs';
import { checkById, completionOfCheck, standingOfCheck } from './quality-check.loaders';
import {
  CompleteCheckResult,
  CompleteCheckSuccess,
  DesignateCheckerResult,
  DesignateCheckerSuccess,
  QualityCheck,
  ReopenCheckResult,
  ReopenCheckSuccess,
  SaveCheckDraftResult,
  SaveCheckDraftSuccess,
  SetSigningPinResult,
  SetSigningPinSuccess,
  SignQualityCheckResult,
  SignQualityCheckSuccess,
  WithdrawDesignationResult,
  WithdrawDesignationSuccess,
} from './quality-check.types';
import { reopenCheck, signQualityCheck } from './signing.service';
import { setSigningPin } from './signing-key.service';

@Resolver(() => QualityCheck)
export class QualityCheckMutations {
  @Mutation(() => DesignateCheckerResult, {
    description:
      '指定质量检查专人（S4-5.1a）。由机构经办人或者质量审查负责人指定；机构人员自己办理的案卷由司法局监督人指定。拒绝：DESIGNATION_REFUSED、CHECK_ALREADY_OPEN',
  })
  designateChecker(
    @Ctx() context: Context,
    @Arg('input') input: DesignateCheckerInput,
    @Args() args: ActArgs,
  ): Promise<typeof DesignateCheckerResult> {
    return performAs(context, designateChecker, input, args, DesignateCheckerSuccess, present(context));
  }

  @Mutation(() => WithdrawDesignationResult, {
    description:
      '撤回指定：签字之前可以撤回；由哪一方指定，由哪一方撤回。拒绝：WRONG_STATE、DESIGNATED_BY_ANOTHER_SIDE',
  })
  withdrawDesignation(
    @Ctx() context: Context,
    @Arg('input') input: WithdrawDesignationInput,
    @Args() args: ActArgs,
  ): Promise<typeof WithdrawDesignationResult> {
    return performAs(context, withdrawDesignation, input, args, WithdrawDesignationSuccess, present(context));
  }

  @Mutation(() => SaveCheckDraftResult, {
    description:
      '保存检查草稿，限指定的专人。别处已改过的不覆盖。拒绝：DRAFT_CONFLICT（认定中有现有版本）、NOT_THE_DESIGNATED_CHECKER、WRONG_STATE',
  })
  saveCheckDraft(
    @Ctx() context: Context,
    @Arg('input') input: SaveCheckDraftInput,
    @Args() args: ActArgs,
  ): Promise<typeof SaveCheckDraftResult> {
    return performAs(context, saveCheckDraft, input, args, SaveCheckDraftSuccess, present(context));
  }

  @Mutation(() => CompleteCheckResult, {
    description:
      '完成检查（S4-5.1a、S4-5.1d），限指定的专人：八项指标全部认定，并拟定结论。拒绝：COMPLETION_REFUSED（一次列出全部）、NOT_THE_DESIGNATED_CHECKER、WRONG_STATE、CHECKER_HAS_OTHER_PART',
  })
  completeCheck(
    @Ctx() context: Context,
    @Arg('input') input: CompleteCheckInput,
    @Args() args: ActArgs,
  ): Promise<typeof CompleteCheckResult> {
    return performAs(context, completeCheck, input, args, CompleteCheckSuccess, present(context));
  }

  @Mutation(() => SetSigningPinResult, {
    description:
      '质量审查负责人设置或者更换签字密码：生成新的密钥对，旧签字仍可验证。须再次输入登录密码；没有密码的人须刚在统一身份登录处登录过（令牌的 auth_time）。预演不核对。拒绝：PASSWORD_WRONG、PASSWORD_BLOCKED、FRESH_SIGN_IN_NEEDED、SIGNING_KEY_CHANGED',
  })
  setSigningPin(
    @Ctx() context: Context,
    @Arg('input') input: SetSigningPinInput,
    @Args() args: ActArgs,
  ): Promise<typeof SetSigningPinResult> {
    return performAs(context, setSigningPin, input, args, SetSigningPinSuccess, ({ keyId }) => ({ keyId }));
  }

  @Mutation(() => SignQualityCheckResult, {
    description:
      '质量审查负责人签字确认检查结论（S4-5.1b）。预演只给出决定，不核对签字密码、不签字。结论为退回补正的，签字后案卷退回。拒绝：SIGNING_REFUSED（全部条件的认定）、PIN_WRONG、PIN_BLOCKED、WRONG_STATE、SIGNER_HAS_OTHER_PART、FILE_CHANGED',
  })
  signQualityCheck(
    @Ctx() context: Context,
    @Arg('input') input: SignQualityCheckInput,
    @Args() args: ActArgs,
  ): Promise<typeof SignQualityCheckResult> {
    return performAs(context, signQualityCheck, input, args, SignQualityCheckSuccess, async ({ checkId, decision }) => {
      const [check, completion, standing] = await Promise.all([
        presented(context, checkId),
        context.load(completionOfCheck, checkId),
        context.load(standingOfCheck, checkId),
      ]);
      const consequences = completion ? consequencesOf(completion.result, standing?.ownStaff ?? false) : [];
      return { qualityCheck: check, decision, consequences };
    });
  }

  @Mutation(() => ReopenCheckResult, {
    description:
      '重新打开已签字的检查：签字作废，可以再指定专人检查；未发放的补贴回到关口之前。限质量审查负责人。拒绝：RELEASE_MUST_BE_VOIDED_FIRST、WRONG_STATE',
  })
  reopenCheck(
    @Ctx() context: Context,
    @Arg('input') input: ReopenCheckInput,
    @Args() args: ActArgs,
  ): Promise<typeof ReopenCheckResult> {
    return performAs(context, reopenCheck, input, args, ReopenCheckSuccess, present(context));
  }
}

async function presented(context: Context, checkId: string): Promise<QualityCheck> {
  const check = await context.load(checkById, checkId);
  if (!check) throw new Error(`check ${checkId} vanished`);
  return check;
}

const present =
  (context: Context) =>
  async ({ checkId }: { readonly checkId: string }) => ({ qualityCheck: await presented(context, checkId) });
