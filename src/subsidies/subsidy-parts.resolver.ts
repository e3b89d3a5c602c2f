import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { personById } from '../organizations/person.loaders';
import { Person } from '../organizations/person.types';
import { agencyById } from '../organizations/place.loaders';
import { Agency } from '../organizations/place.types';
import { appointmentsFor } from '../platform/access/actor';
import type { Context } from '../platform/context';
import type { ReleaseBatchRow } from './release.entity';
import { ReleaseBatch, ReleaseOutcomeView } from './release.types';
import { OFFICE_SIDE, visibleSubsidyById } from './subsidy.access';
import { Subsidy, SubsidyHoldView, SubsidyReleaseView } from './subsidy.types';

/** Those who are paid see offices, not officers: a name only where a hold names its owner. */
const officer = (context: Context, personId: string | null) =>
  personId && context.actor && appointmentsFor(context.actor, OFFICE_SIDE).length
    ? context.load(personById, personId)
    : null;

@Resolver(() => SubsidyHoldView)
export class SubsidyHoldResolver {
  @FieldResolver(() => Person, { description: '负责处理的人' })
  owner(@Ctx() context: Context, @Root() { ownerPersonId }: SubsidyHoldView) {
    return context.load(personById, ownerPersonId);
  }
}

@Resolver(() => SubsidyReleaseView)
export class SubsidyReleaseResolver {
  @FieldResolver(() => Person, { nullable: true, description: '发放人；对收款一方为空' })
  releasedBy(@Ctx() context: Context, @Root() { releaserPersonId }: SubsidyReleaseView) {
    return officer(context, releaserPersonId);
  }

  @FieldResolver(() => Person, { nullable: true, description: '撤销人；未撤销或对收款一方为空' })
  voidedBy(@Ctx() context: Context, @Root() { voiderPersonId }: SubsidyReleaseView) {
    return officer(context, voiderPersonId);
  }
}

@Resolver(() => ReleaseBatch)
export class ReleaseBatchResolver {
  @FieldResolver(() => Agency)
  agency(@Ctx() context: Context, @Root() { agencyId }: ReleaseBatchRow) {
    return context.load(agencyById, agencyId);
  }

  @FieldResolver(() => Person, { description: '发放人' })
  releasedBy(@Ctx() context: Context, @Root() { releasedBy }: ReleaseBatchRow) {
    return context.load(personById, releasedBy);
  }
}

@Resolver(() => ReleaseOutcomeView)
export class ReleaseOutcomeResolver {
  @FieldResolver(() => Subsidy, { nullable: true, description: '没有找到或不在范围内的为空' })
  subsidy(@Ctx() context: Context, @Root() { subsidyId }: ReleaseOutcomeView) {
    return subsidyId ? context.load(visibleSubsidyById, subsidyId) : null;
  }
}
