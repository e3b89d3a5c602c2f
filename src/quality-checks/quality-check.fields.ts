import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { visibleCaseFileById } from '../case-files/case-file.loaders';
import { CaseFile } from '../case-files/case-file.types';
import { personById } from '../organizations/person.loaders';
import { Person } from '../organizations/person.types';
import { Role } from '../platform/access/actor';
import { appointmentReaching } from '../platform/access/scope';
import type { Context } from '../platform/context';
import { type DecisionView, FindingView, viewDecision, viewFinding } from '../platform/refusal';
import { availableActions } from '../platform/states';
import { editionById, indicatorsOfEdition } from '../standards/standard.loaders';
import { StandardEdition } from '../standards/standard.types';
import { completionWarnings } from './completion.rules';
import { consequencesOf } from './consequences';
import {
  completionOfCheck,
  itemsOfCheck,
  reopeningOfCheck,
  signatureOfCheck,
  standingOfCheck,
} from './quality-check.loaders';
import { type CheckAct, checkStates, DESIGNATORS } from './quality-check.states';
import {
  CheckCompletion,
  CheckConsequence,
  CheckIndicator,
  CheckReopening,
  CheckSignature,
  DecisionView as Decision,
  QualityCheck,
  QualityCheckDraft,
  QualityCheckItem,
} from './quality-check.types';

@Resolver(() => CheckSignature)
export class CheckSignatureFields {
  @FieldResolver(() => Person, { description: '签字人：质量审查负责人' })
  signer(@Root() signature: CheckSignature, @Ctx() context: Context) {
    return context.load(personById, signature.signerPersonId);
  }
}

@Resolver(() => CheckReopening)
export class CheckReopeningFields {
  @FieldResolver(() => Person, { description: '重新打开的人' })
  by(@Root() reopening: CheckReopening, @Ctx() context: Context) {
    return context.load(personById, reopening.reopenedBy);
  }
}

@Resolver(() => QualityCheck)
export class QualityCheckFields {
  @FieldResolver(() => CaseFile, { description: '所检查的案卷' })
  caseFile(@Root() check: QualityCheck, @Ctx() context: Context) {
    return context.load(visibleCaseFileById, check.caseFileId);
  }

  @FieldResolver(() => Person, { description: '指定的检查专人' })
  checker(@Root() check: QualityCheck, @Ctx() context: Context) {
    return context.load(personById, check.checkerPersonId);
  }

  @FieldResolver(() => StandardEdition, { description: '所用的标准版本，指定专人时确定' })
  edition(@Root() check: QualityCheck, @Ctx() context: Context) {
    return context.load(editionById, check.editionId);
  }

  @FieldResolver(() => [CheckIndicator], { description: '八项指标，以及在本案卷所处阶段是否适用' })
  async indicators(@Root() check: QualityCheck, @Ctx() context: Context): Promise<CheckIndicator[]> {
    return (await indicatorsAtStage(check, context)).map(({ applicability, ...indicator }) => ({
      ...indicator,
      applies: applicability?.applies ?? 'YES',
      applicabilityProvenance: applicability?.provenance ?? 'INFERRED',
      applicabilityProvision: applicability?.provision ?? null,
    }));
  }

  @FieldResolver(() => QualityCheckDraft, { nullable: true, description: '草稿；只有指定的专人看得到' })
  draft(@Root() check: QualityCheck, @Ctx() context: Context) {
    return context.actor?.personId === check.checkerPersonId ? check.draft : null;
  }

  @FieldResolver(() => CheckCompletion, { nullable: true, description: '检查的完成；未完成为空' })
  completion(@Root() check: QualityCheck, @Ctx() context: Context) {
    return context.load(completionOfCheck, check.id);
  }

  @FieldResolver(() => [QualityCheckItem], { description: '八项指标的认定；未完成为空列表' })
  items(@Root() check: QualityCheck, @Ctx() context: Context) {
    return context.load(itemsOfCheck, check.id);
  }

  @FieldResolver(() => CheckSignature, { nullable: true, description: '签字；未签为空，重新打开后仍在而已作废' })
  signature(@Root() check: QualityCheck, @Ctx() context: Context) {
    return context.load(signatureOfCheck, check.id);
  }

  @FieldResolver(() => CheckReopening, { nullable: true, description: '重新打开；没有为空' })
  reopening(@Root() check: QualityCheck, @Ctx() context: Context) {
    return context.load(reopeningOfCheck, check.id);
  }

  @FieldResolver(() => Decision, { description: '若由您签字：签字关口的全部条件' })
  async checkSigningGate(@Root() check: QualityCheck, @Ctx() context: Context): Promise<DecisionView> {
    return viewDecision((await standing(check, context)).gate);
  }

  @FieldResolver(() => [CheckConsequence], { description: '结论（拟定的或者已签字的）带来的后果；未完成为空列表' })
  async consequences(@Root() check: QualityCheck, @Ctx() context: Context) {
    const completion = await context.load(completionOfCheck, check.id);
    return completion ? consequencesOf(completion.result, (await standing(check, context)).ownStaff) : [];
  }

  @FieldResolver(() => [FindingView], { description: '请签字人留意的情形；不是签字的条件' })
  async warnings(@Root() check: QualityCheck, @Ctx() context: Context) {
    const completion = await context.load(completionOfCheck, check.id);
    if (!completion) return [];
    const [items, indicators] = await Promise.all([
      context.load(itemsOfCheck, check.id),
      indicatorsAtStage(check, context),
    ]);
    return completionWarnings({ result: completion.result, items, indicators }).map(viewFinding);
  }

  @FieldResolver(() => [String], { description: '您现在可以对它做的操作' })
  async availableActions(@Root() check: QualityCheck, @Ctx() context: Context): Promise<CheckAct[]> {
    const { actor } = context;
    if (!actor) return [];
    const { agencyId, regionCode } = await standing(check, context);
    const byBureau = check.designatedRole === Role.BUREAU_SUPERVISOR;
    const roles = [...DESIGNATORS, Role.QUALITY_REVIEW_HEAD].filter((role) =>
      appointmentReaching(actor, [role], { id: agencyId, regionCode }),
    );
    const isChecker =
      actor.personId === check.checkerPersonId && actor.appointments.some((each) => each.role === Role.QUALITY_CHECKER);
    return availableActions(checkStates, check.state, isChecker ? [...roles, Role.QUALITY_CHECKER] : roles).filter(
      (act) => act !== 'withdrawDesignation' || roles.some((role) => (role === Role.BUREAU_SUPERVISOR) === byBureau),
    );
  }
}

async function standing(check: QualityCheck, context: Context) {
  const found = await context.load(standingOfCheck, check.id);
  if (!found) throw new Error(`check ${check.id} has no standing`);
  return found;
}

async function indicatorsAtStage(check: QualityCheck, context: Context) {
  const [{ stage }, indicators] = await Promise.all([
    standing(check, context),
    context.load(indicatorsOfEdition, check.editionId),
  ]);
  return indicators.map((row) => ({ ...row, applicability: row.applicability[stage] ?? null }));
}
