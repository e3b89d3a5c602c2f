import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { appointmentsFor, Role } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import { performAs } from '../platform/act';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { ActArgs, idArgument } from '../platform/input';
import { connectionOf, PageArgs, pageOf } from '../platform/paging';
import { ActSuccess, resultOf } from '../platform/refusal';
import { availableActions } from '../platform/states';
import { AppointInput, ApproveAppointmentInput, EndAppointmentInput } from './account.inputs';
import { appointmentById, rulesAppointment } from './appointment.loaders';
import { appoint, approveAppointment, endAppointment } from './appointment.service';
import { appointmentStates, stateOfAppointment } from './appointment.states';
import { APPOINTMENT_READERS, appointmentReach, requireRole, signedIn } from './organization.access';
import { AppointmentRow } from './person.entity';
import { personByAccount, personById } from './person.loaders';
import { Appointment, AppointmentState, Person } from './person.types';
import { agencyById, bureauById, serviceOrganizationById } from './place.loaders';
import { Agency, Bureau, ServiceOrganization } from './place.types';

const AppointmentConnection = connectionOf(Appointment, 'Appointment');

@ObjectType({ implements: ActSuccess })
export class AppointSuccess extends ActSuccess {
  @Field(() => Appointment) appointment!: Appointment;
}
const AppointResult = resultOf(AppointSuccess);

@ObjectType({ implements: ActSuccess })
export class ApproveAppointmentSuccess extends ActSuccess {
  @Field(() => Appointment) appointment!: Appointment;
}
const ApproveAppointmentResult = resultOf(ApproveAppointmentSuccess);

@ObjectType({ implements: ActSuccess })
export class EndAppointmentSuccess extends ActSuccess {
  @Field(() => Appointment) appointment!: Appointment;
}
const EndAppointmentResult = resultOf(EndAppointmentSuccess);

@Resolver(() => Appointment)
export class AppointmentResolver {
  @Query(() => AppointmentConnection, {
    description: '任命：机构和司法局的人看到本机构、本区域及以下的；可按机构、岗位、状态筛选',
  })
  appointments(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('agencyId', () => ID, { nullable: true }) agencyId: string | null,
    @Arg('role', () => Role, { nullable: true }) role: Role | null,
    @Arg('state', () => AppointmentState, { nullable: true }) state: AppointmentState | null,
  ) {
    requireRole(context, APPOINTMENT_READERS);
    const where = new Where();
    where.and(appointmentReach(where, signedIn(context), 't'));
    if (agencyId) where.and(`t.agency_id = ${where.value(idArgument('agencyId', agencyId))}::uuid`);
    if (role) where.and(`t.role = ${where.value(role)}`);
    if (state) where.and(STATE_CONDITION[state]);
    return pageOf<AppointmentRow>(
      context,
      { select: columnsOf(AppointmentRow, 't'), from: 'appointment t', where },
      page,
    );
  }

  @Mutation(() => AppointResult, {
    description:
      '任命（本处或者上级司法局的管理员）；可任命别处的人。检查专人、质量审查负责人、财务人员、管理员待第二名管理员批准后生效；不能任命自己。拒绝：NOT_FOUND、APPOINTMENT_REFUSED、APPOINTED_ALREADY、ACCOUNT_DISABLED、NOT_A_PRACTITIONER',
  })
  appoint(
    @Ctx() context: Context,
    @Arg('input') input: AppointInput,
    @Args() args: ActArgs,
  ): Promise<typeof AppointResult> {
    return performAs(context, appoint, input, args, AppointSuccess, shown(context));
  }

  @Mutation(() => ApproveAppointmentResult, {
    description:
      '批准任命：须为另一名管理员，按人认定，也不能是被任命的人（自定规则）。拒绝：NOT_FOUND、WRONG_STATE、APPROVAL_REFUSED',
  })
  approveAppointment(
    @Ctx() context: Context,
    @Arg('input') input: ApproveAppointmentInput,
    @Args() args: ActArgs,
  ): Promise<typeof ApproveAppointmentResult> {
    return performAs(context, approveAppointment, input, args, ApproveAppointmentSuccess, shown(context));
  }

  @Mutation(() => EndAppointmentResult, { description: '终止任命，即时生效。拒绝：NOT_FOUND、WRONG_STATE' })
  endAppointment(
    @Ctx() context: Context,
    @Arg('input') input: EndAppointmentInput,
    @Args() args: ActArgs,
  ): Promise<typeof EndAppointmentResult> {
    return performAs(context, endAppointment, input, args, EndAppointmentSuccess, shown(context));
  }

  @FieldResolver(() => AppointmentState, { description: '状态' })
  state(@Root() row: AppointmentRow) {
    return stateOfAppointment(row);
  }

  @FieldResolver(() => Boolean, { description: '今天是否有效' })
  inForce(@Ctx() context: Context, @Root() row: AppointmentRow): boolean {
    const { today } = context;
    return (
      stateOfAppointment(row) === 'STANDING' &&
      row.inForceFrom <= today &&
      (row.inForceTo === null || row.inForceTo >= today)
    );
  }

  @FieldResolver(() => [String], { description: '当前用户现在可做的操作' })
  async availableActions(@Ctx() context: Context, @Root() row: AppointmentRow): Promise<string[]> {
    if (!context.actor || !appointmentsFor(context.actor, [Role.ADMINISTRATOR]).length) return [];
    const rules = await context.load(rulesAppointment, row.id);
    return rules ? availableActions(appointmentStates, stateOfAppointment(row), [Role.ADMINISTRATOR]) : [];
  }

  @FieldResolver(() => Person, { description: '被任命的人' })
  person(@Ctx() context: Context, @Root() row: AppointmentRow) {
    return context.load(personByAccount, row.accountId);
  }

  @FieldResolver(() => Person, { nullable: true, description: '任命人；开局时的任命为空' })
  appointedBy(@Ctx() context: Context, @Root() row: AppointmentRow) {
    return row.appointedBy ? context.load(personById, row.appointedBy) : null;
  }

  @FieldResolver(() => Person, { nullable: true, description: '批准人' })
  approvedBy(@Ctx() context: Context, @Root() row: AppointmentRow) {
    return row.approvedBy ? context.load(personById, row.approvedBy) : null;
  }

  @FieldResolver(() => Bureau, { nullable: true, description: '在哪个司法局' })
  bureau(@Ctx() context: Context, @Root() row: AppointmentRow) {
    return row.bureauId ? context.load(bureauById, row.bureauId) : null;
  }

  @FieldResolver(() => Agency, { nullable: true, description: '在哪个法律援助机构' })
  agency(@Ctx() context: Context, @Root() row: AppointmentRow) {
    return row.agencyId ? context.load(agencyById, row.agencyId) : null;
  }

  @FieldResolver(() => ServiceOrganization, { nullable: true, description: '在哪个法律服务机构' })
  serviceOrganization(@Ctx() context: Context, @Root() row: AppointmentRow) {
    return row.serviceOrganizationId ? context.load(serviceOrganizationById, row.serviceOrganizationId) : null;
  }
}

const STATE_CONDITION: Readonly<Record<AppointmentState, string>> = {
  WAITING: 't.ended_at IS NULL AND t.needs_approval AND t.approved_by IS NULL',
  STANDING: 't.ended_at IS NULL AND (NOT t.needs_approval OR t.approved_by IS NOT NULL)',
  ENDED: 't.ended_at IS NOT NULL',
};

const shown =
  (context: Context) =>
  async ({ appointmentId }: { appointmentId: string }): Promise<{ appointment: Appointment }> => ({
    appointment: (await context.load(appointmentById, appointmentId)) as unknown as Appointment,
  });
