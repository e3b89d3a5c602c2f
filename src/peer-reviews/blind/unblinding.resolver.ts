import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { personById } from '../../organizations/person.loaders';
import { Person } from '../../organizations/person.types';
import { Role } from '../../platform/access/actor';
import { Where } from '../../platform/access/scope';
import { performAs } from '../../platform/act';
import type { Context } from '../../platform/context';
import { ActArgs } from '../../platform/input';
import { PageArgs, pageOf } from '../../platform/paging';
import { requireOwnCampaign } from './redaction.access';
import type { UnblindingRow } from './unblinding.entity';
import { AskUnblindingInput, DecideUnblindingInput } from './unblinding.inputs';
import { fileUnblinded, UNBLINDING_COLUMNS, unblindingById } from './unblinding.loaders';
import { approveUnblinding, askUnblinding, refuseUnblinding } from './unblinding.service';
import {
  ApproveUnblindingResult,
  ApproveUnblindingSuccess,
  AskUnblindingResult,
  AskUnblindingSuccess,
  RefuseUnblindingResult,
  RefuseUnblindingSuccess,
  UnblindedFile,
  Unblinding,
  UnblindingConnection,
} from './unblinding.types';

/** The auditor sees that a pseudonym was opened and why, not what stood behind it. */
const READERS: readonly Role[] = [Role.REVIEW_COORDINATOR, Role.BUREAU_SUPERVISOR, Role.AUDITOR];

const shown =
  (context: Context) =>
  async ({ unblindingId }: { unblindingId: string }) => {
    const unblinding = await context.load(unblindingById, unblindingId);
    if (!unblinding) throw new Error(`unblinding ${unblindingId} is not there after the act`);
    return { unblinding };
  };

@Resolver(() => Unblinding)
export class UnblindingResolver {
  @Query(() => UnblindingConnection, { description: '评估活动中揭开代号的申请，新的在前' })
  async unblindings(@Ctx() context: Context, @Arg('campaignId', () => ID) campaignId: string, @Args() page: PageArgs) {
    await requireOwnCampaign(context, campaignId, READERS);
    const where = new Where();
    where.and(`t.campaign_id = ${where.value(campaignId)}::uuid`);
    return pageOf<UnblindingRow>(context, { select: UNBLINDING_COLUMNS, from: 'unblinding t', where }, page);
  }

  @FieldResolver(() => Person, { description: '申请人' })
  async askedBy(@Ctx() context: Context, @Root() { askedBy }: Unblinding) {
    return context.load(personById, askedBy);
  }

  @FieldResolver(() => Person, { nullable: true, description: '决定人' })
  decidedBy(@Ctx() context: Context, @Root() { decidedBy }: Unblinding) {
    return decidedBy ? context.load(personById, decidedBy) : null;
  }

  @FieldResolver(() => UnblindedFile, {
    nullable: true,
    description: '揭开后的案卷：经另一人同意之后，本局的评估组织人和监督人可见；审计人不可见',
  })
  caseFile(@Ctx() context: Context, @Root() { id, outcome }: Unblinding) {
    return outcome === 'APPROVED' ? context.load(fileUnblinded, id) : null;
  }

  @Mutation(() => AskUnblindingResult, {
    description: '申请揭开一个代号。拒绝：UNBLINDING_WAITS（已有申请在等决定）、NOT_FOUND（不是本局评估中的代号）',
  })
  askUnblinding(@Ctx() context: Context, @Arg('input') input: AskUnblindingInput, @Args() args: ActArgs) {
    return performAs(context, askUnblinding, input, args, AskUnblindingSuccess, shown(context));
  }

  @Mutation(() => ApproveUnblindingResult, {
    description: '同意揭开。拒绝：ANOTHER_PERSON_DECIDES（申请人自己不能决定）、ALREADY_DECIDED',
  })
  approveUnblinding(@Ctx() context: Context, @Arg('input') input: DecideUnblindingInput, @Args() args: ActArgs) {
    return performAs(context, approveUnblinding, input, args, ApproveUnblindingSuccess, shown(context));
  }

  @Mutation(() => RefuseUnblindingResult, {
    description: '不同意揭开。拒绝：ANOTHER_PERSON_DECIDES（申请人自己不能决定）、ALREADY_DECIDED',
  })
  refuseUnblinding(@Ctx() context: Context, @Arg('input') input: DecideUnblindingInput, @Args() args: ActArgs) {
    return performAs(context, refuseUnblinding, input, args, RefuseUnblindingSuccess, shown(context));
  }
}
