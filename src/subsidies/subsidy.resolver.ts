import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { engagementById, visibleCaseFileById } from '../case-files/case-file.loaders';
import { CaseFile, Engagement } from '../case-files/case-file.types';
import { practitionerById } from '../organizations/person.loaders';
import { Practitioner } from '../organizations/person.types';
import { Role, roleName } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import { performAs } from '../platform/act';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { isId } from '../platform/ids';
import { ActArgs } from '../platform/input';
import { Fen } from '../platform/money';
import { PageArgs, pageOf } from '../platform/paging';
import { viewDecision } from '../platform/refusal';
import { availableActions } from '../platform/states';
import { placeOf, releaseFactsBySubsidy } from './release.facts';
import { releaseDecision } from './release-gate.rules';
import { releaseSteps } from './release-steps.rules';
import { standingOf } from './standing.rules';
import {
  PAYEE_SIDE,
  requireSubsidyReader,
  SUBSIDY_FROM,
  SUBSIDY_READERS,
  subsidyReach,
  visibleSubsidyById,
} from './subsidy.access';
import { SubsidyRow } from './subsidy.entity';
import { SubsidyFilter } from './subsidy.filter';
import { AdjustSubsidyInput, HoldSubsidyInput, LiftHoldInput, RecalculateSubsidyInput } from './subsidy.inputs';
import { amountsOfSubsidy, holdsOfSubsidy, releasesOfSubsidy, standingNames, subsidyById } from './subsidy.loaders';
import { adjustSubsidy, holdSubsidy, liftHold, recalculateSubsidy } from './subsidy.service';
import { subsidyStates } from './subsidy.states';
import {
  AdjustSubsidyResult,
  AdjustSubsidySuccess,
  DerivationLineView,
  HoldSubsidyResult,
  HoldSubsidySuccess,
  LiftHoldResult,
  LiftHoldSuccess,
  RecalculateSubsidyResult,
  RecalculateSubsidySuccess,
  ReleaseGate,
  Subsidy,
  SubsidyAmountView,
  SubsidyConnection,
  SubsidyHoldView,
  SubsidyReleaseView,
  SubsidyStanding,
} from './subsidy.types';
import './subsidy.events';

/** A subsidy that an act has just answered for. */
export async function subsidyAfterAct(context: Context, id: string): Promise<Subsidy> {
  const row = await context.load(subsidyById, id);
  if (!row) throw new Error(`no subsidy ${id}`);
  return row as Subsidy;
}

@Resolver(() => Subsidy)
export class SubsidyResolver {
  @Query(() => Subsidy, { nullable: true, description: '一笔补贴；不存在或不在范围内为空' })
  subsidy(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    requireSubsidyReader(context);
    return isId(id) ? context.load(visibleSubsidyById, id) : null;
  }

  @Query(() => SubsidyConnection, { description: '范围内的补贴' })
  subsidies(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('filter', () => SubsidyFilter, { nullable: true }) filter: SubsidyFilter | null,
  ) {
    return subsidiesOf(context, page, SUBSIDY_READERS, filter);
  }

  @Query(() => SubsidyConnection, { description: '承办人看自己的补贴，法律服务机构管理人看本机构承办人的补贴' })
  mySubsidies(@Ctx() context: Context, @Args() page: PageArgs) {
    return subsidiesOf(context, page, PAYEE_SIDE, null);
  }

  @FieldResolver(() => CaseFile, { nullable: true, description: '案卷（在可见范围内）' })
  caseFile(@Ctx() context: Context, @Root() { caseFileId }: SubsidyRow) {
    return context.load(visibleCaseFileById, caseFileId);
  }

  @FieldResolver(() => Engagement, { description: '所属的承办' })
  engagement(@Ctx() context: Context, @Root() { engagementId }: SubsidyRow) {
    return context.load(engagementById, engagementId);
  }

  @FieldResolver(() => Practitioner, { description: '收款人' })
  payee(@Ctx() context: Context, @Root() { practitionerId }: SubsidyRow) {
    return context.load(practitionerById, practitionerId);
  }

  @FieldResolver(() => Fen, { nullable: true, description: '金额，分；没有施行的补贴标准时为空' })
  async amountFen(@Ctx() context: Context, @Root() { id }: SubsidyRow) {
    return (await context.load(amountsOfSubsidy, id)).at(-1)?.amountFen ?? null;
  }

  @FieldResolver(() => [DerivationLineView], { description: '金额怎样得来，逐行' })
  async derivation(@Ctx() context: Context, @Root() { id }: SubsidyRow) {
    return (await context.load(amountsOfSubsidy, id)).at(-1)?.derivation ?? [];
  }

  @FieldResolver(() => [SubsidyAmountView], { description: '金额的全部版本' })
  amounts(@Ctx() context: Context, @Root() { id }: SubsidyRow) {
    return context.load(amountsOfSubsidy, id);
  }

  @FieldResolver(() => ReleaseGate, { description: '发放关口：财务人员看到的，是由本人发放时的判定' })
  async releaseGate(@Ctx() context: Context, @Root() { id }: SubsidyRow): Promise<ReleaseGate> {
    const facts = await context.load(releaseFactsBySubsidy, id);
    const place = await placeOf(context, facts);
    return { ...viewDecision(releaseDecision(facts, place)), steps: releaseSteps(facts, place) };
  }

  @FieldResolver(() => SubsidyStanding, { description: '现在在谁手里、从何时起、下一步是什么' })
  async heldBy(@Ctx() context: Context, @Root() { id }: SubsidyRow): Promise<SubsidyStanding> {
    const [facts, names] = await Promise.all([
      context.load(releaseFactsBySubsidy, id),
      context.load(standingNames, id),
    ]);
    const { role, since, nextStep } = standingOf(facts);
    const place =
      role === Role.PRACTITIONER ? names.organization : role === Role.BUREAU_SUPERVISOR ? names.bureau : names.agency;
    return {
      role,
      roleName: role === null ? null : role === 'HOLD_OWNER' ? '暂缓负责人' : roleName[role as Role],
      organization: role === null ? null : place,
      person: role === 'HOLD_OWNER' ? names.holdOwner : null,
      since: new Date(since),
      nextStep,
    };
  }

  @FieldResolver(() => [SubsidyHoldView], { description: '全部暂缓' })
  holds(@Ctx() context: Context, @Root() { id }: SubsidyRow) {
    return context.load(holdsOfSubsidy, id);
  }

  @FieldResolver(() => [SubsidyReleaseView], { description: '全部发放与撤销' })
  releases(@Ctx() context: Context, @Root() { id }: SubsidyRow) {
    return context.load(releasesOfSubsidy, id);
  }

  @FieldResolver(() => [String], { description: '您现在可以做的操作（是否放行另由关口判定）' })
  async availableActions(@Ctx() context: Context, @Root() { id, state }: SubsidyRow) {
    const { agencyId } = await context.load(releaseFactsBySubsidy, id);
    const here = context.actor?.appointments.filter(({ placeId }) => placeId === agencyId) ?? [];
    return availableActions(
      subsidyStates,
      state,
      here.map(({ role }) => role),
    );
  }

  @Mutation(() => RecalculateSubsidyResult, {
    description: '按现有记录重新核定金额（分）；经办人此前的增减保留。已发放的不变',
  })
  recalculateSubsidy(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: RecalculateSubsidyInput) {
    return performAs(context, recalculateSubsidy, input, args, RecalculateSubsidySuccess, async (done) => ({
      subsidies: await Promise.all(done.subsidyIds.map((id) => subsidyAfterAct(context, id))),
      changed: done.changed,
    }));
  }

  @Mutation(() => AdjustSubsidyResult, {
    description:
      '说明理由增减金额（分），成为新的版本；已发放的拒绝：WRONG_STATE；尚无金额：NO_AMOUNT；理由写有受援人姓名：RECIPIENT_NAMED',
  })
  adjustSubsidy(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: AdjustSubsidyInput) {
    return performAs(context, adjustSubsidy, input, args, AdjustSubsidySuccess, async (done) => ({
      subsidy: await subsidyAfterAct(context, done.subsidyId),
    }));
  }

  @Mutation(() => HoldSubsidyResult, {
    description: '暂缓发放：理由、负责人、最迟日期；已发放的拒绝：WRONG_STATE；理由写有受援人姓名：RECIPIENT_NAMED',
  })
  holdSubsidy(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: HoldSubsidyInput) {
    return performAs(context, holdSubsidy, input, args, HoldSubsidySuccess, async (done) => ({
      subsidy: await subsidyAfterAct(context, done.subsidyId),
      holdId: done.holdId,
    }));
  }

  @Mutation(() => LiftHoldResult, { description: '解除一项暂缓；已解除的拒绝：WRONG_STATE' })
  liftHold(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: LiftHoldInput) {
    return performAs(context, liftHold, input, args, LiftHoldSuccess, async (done) => ({
      subsidy: await subsidyAfterAct(context, done.subsidyId),
    }));
  }
}

/** Item, list and count go through the one access function. */
async function subsidiesOf(context: Context, page: PageArgs, roles: readonly Role[], filter: SubsidyFilter | null) {
  const actor = requireSubsidyReader(context, roles);
  const where = new Where();
  where.and(subsidyReach(where, actor, roles));
  if (filter?.state) where.and(`t.state = ${where.value(filter.state)}`);
  const same = (column: string, id: string | null | undefined) => {
    if (id) where.and(isId(id) ? `${column} = ${where.value(id)}::uuid` : 'false');
  };
  same('f.agency_id', filter?.agencyId);
  same('t.case_file_id', filter?.caseFileId);
  same('t.practitioner_id', filter?.practitionerId);
  return pageOf<SubsidyRow>(
    context,
    {
      select: columnsOf(SubsidyRow, 't'),
      from: SUBSIDY_FROM,
      where,
    },
    page,
  );
}
