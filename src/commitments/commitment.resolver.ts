import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { signedIn } from '../organizations/organization.access';
import { practitionerById } from '../organizations/person.loaders';
import { Practitioner } from '../organizations/person.types';
import { agencyById, serviceOrganizationById } from '../organizations/place.loaders';
import { Agency, ServiceOrganization } from '../organizations/place.types';
import { appointmentsFor } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import { performAs } from '../platform/act';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { ActArgs } from '../platform/input';
import { PageArgs, pageOf } from '../platform/paging';
import { badInput } from '../platform/refusal';
import { availableActions } from '../platform/states';
import { COMMITMENT_READERS, commitmentReach, requireCommitmentReader, visibleCommitment } from './commitment.access';
import { CommitmentTextRow, QualityCommitmentRow } from './commitment.entity';
import {
  CommitmentFilter,
  commitmentFilter,
  EndCommitmentInput,
  OfferCommitmentInput,
  SignCommitmentInput,
} from './commitment.inputs';
import { commitmentTextById } from './commitment.loaders';
import {
  endCommitment,
  offerCommitment,
  recordCommitmentBreach,
  signCommitment,
  withdrawCommitment,
} from './commitment.service';
import { commitmentStates } from './commitment.states';
import {
  CommitmentText,
  EndCommitmentResult,
  EndCommitmentSuccess,
  OfferCommitmentResult,
  OfferCommitmentSuccess,
  QualityCommitment,
  QualityCommitmentConnection,
  RecordCommitmentBreachResult,
  RecordCommitmentBreachSuccess,
  SignCommitmentResult,
  SignCommitmentSuccess,
  WithdrawCommitmentResult,
  WithdrawCommitmentSuccess,
} from './commitment.types';

const shown =
  (context: Context) =>
  async ({ commitmentId }: { commitmentId: string }) => {
    const commitment = await visibleCommitment(context, commitmentId);
    if (!commitment) throw new Error(`commitment ${commitmentId} is not visible to the one who acted on it`);
    return { commitment };
  };

@Resolver(() => QualityCommitment)
export class CommitmentResolver {
  @Query(() => [CommitmentText], { description: '承诺书文本的各版本' })
  commitmentTexts(@Ctx() context: Context) {
    signedIn(context);
    return context.read<CommitmentTextRow>(
      `SELECT ${columnsOf(CommitmentTextRow, 't')} FROM commitment_text t ORDER BY t.in_force_from DESC, t.id`,
    );
  }

  @Query(() => QualityCommitment, { nullable: true, description: '一份承诺书；不存在或者无权查看为空' })
  qualityCommitment(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    return visibleCommitment(context, id);
  }

  @Query(() => QualityCommitmentConnection, { description: '可见范围内的承诺书，新的在前' })
  async qualityCommitments(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('filter', () => CommitmentFilter, { nullable: true }) given: CommitmentFilter | null,
  ) {
    const actor = requireCommitmentReader(context);
    const parsed = commitmentFilter.safeParse(given ?? {});
    if (!parsed.success) throw badInput('filter', parsed.error.issues[0]?.message ?? '筛选条件有误');
    const { agencyId, serviceOrganizationId, volunteerId, state, inForceOn } = parsed.data;
    const where = new Where();
    where.and(commitmentReach(where, actor, 't'));
    if (agencyId) where.and(`t.agency_id = ${where.value(agencyId)}::uuid`);
    if (serviceOrganizationId) where.and(`t.service_organization_id = ${where.value(serviceOrganizationId)}::uuid`);
    if (volunteerId) where.and(`t.volunteer_id = ${where.value(volunteerId)}::uuid`);
    if (state) where.and(`t.state = ${where.value(state)}`);
    if (inForceOn) {
      const on = where.value(inForceOn);
      where.and(`t.state = 'IN_FORCE' AND ${on}::date BETWEEN t.in_force_from AND t.in_force_to`);
    }
    return pageOf<QualityCommitmentRow>(
      context,
      { select: columnsOf(QualityCommitmentRow, 't'), from: 'quality_commitment t', where },
      page,
    );
  }

  @FieldResolver(() => CommitmentText, { description: '签署时的文本' })
  text(@Ctx() context: Context, @Root() row: QualityCommitmentRow) {
    return context.load(commitmentTextById, row.textId);
  }

  @FieldResolver(() => Agency, { description: '法律援助机构' })
  agency(@Ctx() context: Context, @Root() row: QualityCommitmentRow) {
    return context.load(agencyById, row.agencyId);
  }

  @FieldResolver(() => ServiceOrganization, { nullable: true, description: '签署的法律服务机构' })
  serviceOrganization(@Ctx() context: Context, @Root() row: QualityCommitmentRow) {
    return row.serviceOrganizationId ? context.load(serviceOrganizationById, row.serviceOrganizationId) : null;
  }

  @FieldResolver(() => Practitioner, { nullable: true, description: '签署的志愿者' })
  volunteer(@Ctx() context: Context, @Root() row: QualityCommitmentRow) {
    return row.volunteerId ? context.load(practitionerById, row.volunteerId) : null;
  }

  @FieldResolver(() => [String], { description: '您现在可以对它做的操作' })
  availableActions(@Ctx() context: Context, @Root() row: QualityCommitmentRow): string[] {
    const { actor } = context;
    if (!actor) return [];
    const here = appointmentsFor(actor, COMMITMENT_READERS).filter(
      (each) =>
        each.placeId === row.agencyId ||
        each.placeId === row.serviceOrganizationId ||
        (each.role === 'PRACTITIONER' && row.volunteerId !== null && row.volunteerId === actor.practitionerId),
    );
    return availableActions(
      commitmentStates,
      row.state,
      here.map((each) => each.role),
    );
  }

  @Mutation(() => OfferCommitmentResult, {
    description: '提出承诺书并由机构签署（S4-4.4a）。拒绝：COMMITMENT_REFUSED、OFFER_OPEN、NOT_FOUND',
  })
  offerCommitment(@Ctx() context: Context, @Arg('input') input: OfferCommitmentInput, @Args() args: ActArgs) {
    return performAs(context, offerCommitment, input, args, OfferCommitmentSuccess, shown(context));
  }

  @Mutation(() => SignCommitmentResult, {
    description:
      '法律服务机构管理人或者志愿者本人签署，承诺书生效。拒绝：WRONG_STATE、COMMITMENT_EXPIRED、SAME_PERSON_ON_BOTH_SIDES',
  })
  signCommitment(@Ctx() context: Context, @Arg('input') input: SignCommitmentInput, @Args() args: ActArgs) {
    return performAs(context, signCommitment, input, args, SignCommitmentSuccess, shown(context));
  }

  @Mutation(() => WithdrawCommitmentResult, { description: '对方签署前撤回。拒绝：WRONG_STATE' })
  withdrawCommitment(@Ctx() context: Context, @Arg('input') input: EndCommitmentInput, @Args() args: ActArgs) {
    return performAs(context, withdrawCommitment, input, args, WithdrawCommitmentSuccess, shown(context));
  }

  @Mutation(() => EndCommitmentResult, { description: '终止承诺书；此前的指派不受影响。拒绝：WRONG_STATE' })
  endCommitment(@Ctx() context: Context, @Arg('input') input: EndCommitmentInput, @Args() args: ActArgs) {
    return performAs(context, endCommitment, input, args, EndCommitmentSuccess, shown(context));
  }

  @Mutation(() => RecordCommitmentBreachResult, {
    description: '记录违反承诺（S4-4.4b），承诺书不再有效。拒绝：WRONG_STATE',
  })
  recordCommitmentBreach(@Ctx() context: Context, @Arg('input') input: EndCommitmentInput, @Args() args: ActArgs) {
    return performAs(context, recordCommitmentBreach, input, args, RecordCommitmentBreachSuccess, shown(context));
  }
}
