import { Arg, Args, Ctx, Field, FieldResolver, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { regionPattern } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import { performAs } from '../platform/act';
import type { Context } from '../platform/context';
import { columnsOf, type EntityClass, tableOf } from '../platform/database/naming';
import { ActArgs } from '../platform/input';
import { connectionOf, PageArgs, pageOf } from '../platform/paging';
import { ActSuccess, resultOf } from '../platform/refusal';
import { requireDirectory } from './organization.access';
import { AgencyRow, BureauRow, CaseOrganRow, RegionRow, ServiceOrganizationRow } from './place.entity';
import { OpenAgencyInput, RegisterCaseOrganInput, RegisterServiceOrganizationInput } from './place.inputs';
import { agencyById, bureauById, caseOrganById, serviceOrganizationById } from './place.loaders';
import { openAgency, registerCaseOrgan, registerServiceOrganization } from './place.service';
import { Agency, Bureau, CaseOrgan, Region, ServiceOrganization } from './place.types';

const BureauConnection = connectionOf(Bureau, 'Bureau');
const AgencyConnection = connectionOf(Agency, 'Agency');
const ServiceOrganizationConnection = connectionOf(ServiceOrganization, 'ServiceOrganization');
const CaseOrganConnection = connectionOf(CaseOrgan, 'CaseOrgan');

@ObjectType({ implements: ActSuccess })
export class OpenAgencySuccess extends ActSuccess {
  @Field(() => Agency) agency!: Agency;
}
const OpenAgencyResult = resultOf(OpenAgencySuccess);

@ObjectType({ implements: ActSuccess })
export class RegisterServiceOrganizationSuccess extends ActSuccess {
  @Field(() => ServiceOrganization) serviceOrganization!: ServiceOrganization;
}
const RegisterServiceOrganizationResult = resultOf(RegisterServiceOrganizationSuccess);

@ObjectType({ implements: ActSuccess })
export class RegisterCaseOrganSuccess extends ActSuccess {
  @Field(() => CaseOrgan) caseOrgan!: CaseOrgan;
}
const RegisterCaseOrganResult = resultOf(RegisterCaseOrganSuccess);

/** Directories are open to whoever does not only read blind: these names and licences are public elsewhere too. */
function directory<Row extends { id: string }>(
  context: Context,
  entity: EntityClass<Row>,
  page: PageArgs,
  filter: { readonly regionCode?: string | null; readonly name?: string | null; readonly kind?: string | null },
) {
  requireDirectory(context);
  const where = new Where();
  if (filter.regionCode) where.and(`t.region_code LIKE ${where.value(regionPattern(filter.regionCode))}`);
  if (filter.name) where.and(`position(${where.value(filter.name.trim())} IN t.name) > 0`);
  if (filter.kind) where.and(`t.kind = ${where.value(filter.kind)}`);
  return pageOf<Row>(context, { select: columnsOf(entity, 't'), from: `${tableOf(entity)} t`, where }, page);
}

@Resolver(() => Agency)
export class PlaceResolver {
  @Query(() => [Region], { description: '行政区划：全部，或某区划之下' })
  regions(@Ctx() context: Context, @Arg('parentCode', () => String, { nullable: true }) parentCode: string | null) {
    return context.read<Region>(
      `SELECT ${columnsOf(RegionRow, 'r')} FROM region r WHERE $1::text IS NULL OR r.parent_code = $1 ORDER BY r.code`,
      [parentCode ?? null],
    );
  }

  @Query(() => BureauConnection, { description: '司法局' })
  bureaus(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('regionCode', () => String, { nullable: true, description: '在此区划及以下' }) regionCode: string | null,
  ) {
    return directory<BureauRow>(context, BureauRow, page, { regionCode });
  }

  @Query(() => AgencyConnection, { description: '法律援助机构' })
  agencies(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('regionCode', () => String, { nullable: true, description: '在此区划及以下' }) regionCode: string | null,
  ) {
    return directory<AgencyRow>(context, AgencyRow, page, { regionCode });
  }

  @Query(() => ServiceOrganizationConnection, { description: '法律服务机构' })
  serviceOrganizations(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('regionCode', () => String, { nullable: true, description: '在此区划及以下' }) regionCode: string | null,
    @Arg('name', () => String, { nullable: true, description: '名称中含有' }) name: string | null,
  ) {
    return directory<ServiceOrganizationRow>(context, ServiceOrganizationRow, page, { regionCode, name });
  }

  @Query(() => CaseOrganConnection, { description: '办案机关' })
  caseOrgans(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('regionCode', () => String, { nullable: true, description: '在此区划及以下' }) regionCode: string | null,
    @Arg('name', () => String, { nullable: true, description: '名称中含有' }) name: string | null,
  ) {
    return directory<CaseOrganRow>(context, CaseOrganRow, page, { regionCode, name });
  }

  @Mutation(() => OpenAgencyResult, {
    description:
      '开立法律援助机构（该司法局或者上级司法局的管理员）；其管理员随后任命。拒绝：NOT_FOUND（司法局）、NAME_TAKEN、FILE_CODE_TAKEN、INVALID_INPUT（区划）',
  })
  openAgency(
    @Ctx() context: Context,
    @Arg('input') input: OpenAgencyInput,
    @Args() args: ActArgs,
  ): Promise<typeof OpenAgencyResult> {
    return performAs(context, openAgency, input, args, OpenAgencySuccess, async ({ agencyId }) => ({
      agency: (await context.load(agencyById, agencyId)) as Agency,
    }));
  }

  @Mutation(() => RegisterServiceOrganizationResult, {
    description: '登记法律服务机构（经办人、管理员，限本区域）。拒绝：NOT_FOUND（区划）、LICENCE_NUMBER_TAKEN',
  })
  registerServiceOrganization(
    @Ctx() context: Context,
    @Arg('input') input: RegisterServiceOrganizationInput,
    @Args() args: ActArgs,
  ): Promise<typeof RegisterServiceOrganizationResult> {
    return performAs(
      context,
      registerServiceOrganization,
      input,
      args,
      RegisterServiceOrganizationSuccess,
      async (done) => ({
        serviceOrganization: (await context.load(
          serviceOrganizationById,
          done.serviceOrganizationId,
        )) as ServiceOrganization,
      }),
    );
  }

  @Mutation(() => RegisterCaseOrganResult, {
    description: '登记办案机关（经办人、管理员，限本区域）。拒绝：NOT_FOUND（区划）、NAME_TAKEN',
  })
  registerCaseOrgan(
    @Ctx() context: Context,
    @Arg('input') input: RegisterCaseOrganInput,
    @Args() args: ActArgs,
  ): Promise<typeof RegisterCaseOrganResult> {
    return performAs(context, registerCaseOrgan, input, args, RegisterCaseOrganSuccess, async (done) => ({
      caseOrgan: (await context.load(caseOrganById, done.caseOrganId)) as CaseOrgan,
    }));
  }

  @FieldResolver(() => Bureau, { description: '所属司法局' })
  bureau(@Ctx() context: Context, @Root() agency: AgencyRow) {
    return context.load(bureauById, agency.bureauId);
  }
}
