import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { regionPattern } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import { performAs } from '../platform/act';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { ActArgs, idArgument } from '../platform/input';
import { connectionOf, PageArgs, pageOf } from '../platform/paging';
import { ActSuccess, resultOf } from '../platform/refusal';
import { requireDirectory } from './organization.access';
import { PractitionerRow } from './person.entity';
import { personById, practitionerById } from './person.loaders';
import { Person, Practitioner, PractitionerKind } from './person.types';
import { agencyById, serviceOrganizationById } from './place.loaders';
import { Agency, ServiceOrganization } from './place.types';
import { yearsOfPractice } from './practice';
import { MovePractitionerInput, RegisterPractitionerInput } from './practitioner.inputs';
import { movePractitioner, registerPractitioner } from './practitioner.service';

const PractitionerConnection = connectionOf(Practitioner, 'Practitioner');

@ObjectType({ implements: ActSuccess })
export class RegisterPractitionerSuccess extends ActSuccess {
  @Field(() => Practitioner) practitioner!: Practitioner;
}
const RegisterPractitionerResult = resultOf(RegisterPractitionerSuccess);

@ObjectType({ implements: ActSuccess })
export class MovePractitionerSuccess extends ActSuccess {
  @Field(() => Practitioner) practitioner!: Practitioner;
}
const MovePractitionerResult = resultOf(MovePractitionerSuccess);

@Resolver(() => Practitioner)
export class PractitionerResolver {
  @Query(() => PractitionerConnection, { description: '法律援助人员；可按区划、机构、种类、专长、姓名（全同）筛选' })
  practitioners(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('regionCode', () => String, { nullable: true, description: '在此区划及以下' }) regionCode: string | null,
    @Arg('serviceOrganizationId', () => ID, { nullable: true }) serviceOrganizationId: string | null,
    @Arg('agencyId', () => ID, { nullable: true }) agencyId: string | null,
    @Arg('kind', () => PractitionerKind, { nullable: true }) kind: PractitionerKind | null,
    @Arg('specialty', () => String, { nullable: true }) specialty: string | null,
    @Arg('name', () => String, { nullable: true }) name: string | null,
  ) {
    requireDirectory(context);
    const where = new Where();
    if (regionCode) {
      const prefix = where.value(regionPattern(regionCode));
      where.and(
        `t.service_organization_id IN (SELECT s.id FROM service_organization s WHERE s.region_code LIKE ${prefix}) OR t.agency_id IN (SELECT a.id FROM agency a WHERE a.region_code LIKE ${prefix})`,
      );
    }
    if (serviceOrganizationId)
      where.and(
        `t.service_organization_id = ${where.value(idArgument('serviceOrganizationId', serviceOrganizationId))}::uuid`,
      );
    if (agencyId) where.and(`t.agency_id = ${where.value(idArgument('agencyId', agencyId))}::uuid`);
    if (kind) where.and(`t.kind = ${where.value(kind)}`);
    if (specialty) where.and(`${where.value(specialty)} = ANY (t.specialties)`);
    if (name) where.and(`t.person_id IN (SELECT p.id FROM person p WHERE p.name = ${where.value(name.trim())})`);
    return pageOf<PractitionerRow>(
      context,
      { select: columnsOf(PractitionerRow, 't'), from: 'practitioner t', where },
      page,
    );
  }

  @Mutation(() => RegisterPractitionerResult, {
    description:
      '登记法律援助人员（经办人、管理员，限本机构或者本区域的法律服务机构）。拒绝：NOT_FOUND、PRACTITIONER_REGISTERED_ALREADY、LICENCE_NUMBER_TAKEN',
  })
  registerPractitioner(
    @Ctx() context: Context,
    @Arg('input') input: RegisterPractitionerInput,
    @Args() args: ActArgs,
  ): Promise<typeof RegisterPractitionerResult> {
    return performAs(context, registerPractitioner, input, args, RegisterPractitionerSuccess, shown(context));
  }

  @Mutation(() => MovePractitionerResult, {
    description: '法律援助人员转到另一处或者离开；其承办人任命随之变动。拒绝：NOT_FOUND、PRACTITIONER_LEFT、SAME_PLACE',
  })
  movePractitioner(
    @Ctx() context: Context,
    @Arg('input') input: MovePractitionerInput,
    @Args() args: ActArgs,
  ): Promise<typeof MovePractitionerResult> {
    return performAs(context, movePractitioner, input, args, MovePractitionerSuccess, shown(context));
  }

  @FieldResolver(() => Person, { description: '姓名' })
  person(@Ctx() context: Context, @Root() row: PractitionerRow) {
    return context.load(personById, row.personId);
  }

  @FieldResolver(() => ServiceOrganization, { nullable: true, description: '所在法律服务机构' })
  serviceOrganization(@Ctx() context: Context, @Root() row: PractitionerRow) {
    return row.serviceOrganizationId ? context.load(serviceOrganizationById, row.serviceOrganizationId) : null;
  }

  @FieldResolver(() => Agency, { nullable: true, description: '所在法律援助机构' })
  agency(@Ctx() context: Context, @Root() row: PractitionerRow) {
    return row.agencyId ? context.load(agencyById, row.agencyId) : null;
  }

  @FieldResolver(() => Int, { nullable: true, description: '相关执业满几年（今天，LAL-26）；起始日不知的为空' })
  relevantPracticeYears(@Ctx() context: Context, @Root() row: PractitionerRow) {
    return yearsOfPractice(row.practisingSince, context.today);
  }
}

const shown =
  (context: Context) =>
  async ({ practitionerId }: { practitionerId: string }): Promise<{ practitioner: Practitioner }> => ({
    practitioner: (await context.load(practitionerById, practitionerId)) as Practitioner,
  });
