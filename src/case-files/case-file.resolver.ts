import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, Query, Resolver, Root } from 'type-graphql';
import { z } from 'zod';
import { agencyById, caseOrganById } from '../organizations/place.loaders';
import { Agency, CaseOrgan } from '../organizations/place.types';
import { appointmentsFor, Role } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import type { Context } from '../platform/context';
import { idNumberDigest, idNumberProblem } from '../platform/crypto';
import { columnsOf } from '../platform/database/naming';
import { day, id, optional } from '../platform/input';
import { PageArgs, pageOf } from '../platform/paging';
import { badInput, DecisionView, viewDecision } from '../platform/refusal';
import { availableActions } from '../platform/states';
import { CASE_KINDS, CASE_STAGES, type CaseKindCode, type CaseStageCode } from '../regulation';
import { caseFileReach, requireCaseFileReader, requireOne, visibleCaseFile } from './case-file.access';
import { CaseFileState, CaseKind, CaseStage } from './case-file.codes';
import { CASE_FILE_STATES, CaseFileRow, type CaseFileStateCode, PersonalDataReadingRow } from './case-file.entity';
import {
  closingsOfFile,
  engagementsOfFile,
  nextCaseFileOf,
  proceedingById,
  readinessOfFile,
  terminationOfFile,
  visibleCaseFileById,
} from './case-file.loaders';
import { caseFileStates } from './case-file.states';
import {
  CaseFile,
  CaseFileConnection,
  Engagement,
  PersonalDataReadingConnection,
  Proceeding,
  Recipient,
} from './case-file.types';
import { deadlinesOfFile } from './deadlines.loaders';
import { CaseFileDeadline } from './deadlines.types';
import { Closing, Termination } from './papers.types';
import { maskedRecipientOf } from './personal-data';

@InputType({ description: '筛选案卷' })
export class CaseFileFilter {
  @Field(() => CaseFileState, { nullable: true }) state?: CaseFileStateCode;
  @Field(() => CaseKind, { nullable: true }) caseKind?: CaseKindCode;
  @Field(() => CaseStage, { nullable: true }) stage?: CaseStageCode;
  @Field(() => ID, { nullable: true }) agencyId?: string;
  @Field(() => ID, { nullable: true, description: '曾经或者现在承办的人' }) practitionerId?: string;
  @Field(() => ID, { nullable: true, description: '曾经或者现在承办的法律服务机构' }) serviceOrganizationId?: string;
  @Field({ nullable: true, description: '编号中的一段' }) number?: string;
  @Field({ nullable: true, description: '收到申请或者通知之日不早于' }) receivedFrom?: string;
  @Field({ nullable: true, description: '收到申请或者通知之日不晚于' }) receivedTo?: string;
}

const filterInput = z.object({
  state: optional(z.enum(CASE_FILE_STATES)),
  caseKind: optional(z.enum(CASE_KINDS)),
  stage: optional(z.enum(CASE_STAGES)),
  agencyId: optional(id()),
  practitionerId: optional(id()),
  serviceOrganizationId: optional(id()),
  number: optional(z.string().max(64)),
  receivedFrom: optional(day()),
  receivedTo: optional(day()),
});

const engagedAs = (column: string, value: string) =>
  `EXISTS (SELECT FROM engagement e WHERE e.case_file_id = t.id AND e.${column} = ${value}::uuid)`;

const CONDITIONS: Readonly<Record<keyof z.output<typeof filterInput>, (value: string) => string>> = {
  state: (value) => `t.state = ${value}`,
  caseKind: (value) => `t.case_kind = ${value}`,
  stage: (value) => `t.stage = ${value}`,
  agencyId: (value) => `t.agency_id = ${value}::uuid`,
  practitionerId: (value) => engagedAs('practitioner_id', value),
  serviceOrganizationId: (value) => engagedAs('service_organization_id', value),
  number: (value) => `position(${value} IN t.number) > 0`,
  receivedFrom: (value) => `t.received_on >= ${value}::date`,
  receivedTo: (value) => `t.received_on <= ${value}::date`,
};

@Resolver(() => CaseFile)
export class CaseFileResolver {
  @Query(() => CaseFile, { nullable: true, description: '一个案卷；不存在或者无权查看为空' })
  caseFile(@Ctx() context: Context, @Arg('id', () => ID) caseFileId: string) {
    return visibleCaseFile(context, caseFileId);
  }

  @Query(() => CaseFileConnection, { description: '可见范围内的案卷，新的在前' })
  async caseFiles(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('filter', () => CaseFileFilter, { nullable: true }) given: CaseFileFilter | null,
  ) {
    const actor = requireCaseFileReader(context);
    const parsed = filterInput.safeParse(given ?? {});
    if (!parsed.success) throw badInput('filter', parsed.error.issues[0]?.message ?? '筛选条件有误');
    const where = new Where();
    where.and(caseFileReach(where, actor, 't'));
    for (const [field, value] of Object.entries(parsed.data)) {
      if (value !== null) where.and(CONDITIONS[field as keyof typeof CONDITIONS](where.value(value)));
    }
    return pageOf<CaseFileRow>(context, { select: columnsOf(CaseFileRow, 't'), from: 'case_file t', where }, page);
  }

  @Query(() => [CaseFile], {
    description: '按受援人身份证号码精确查找：限经办人，限本机构的案卷',
  })
  async caseFileByIdNumber(@Ctx() context: Context, @Arg('idNumber') idNumber: string) {
    const actor = requireOne(context, [Role.CLERK]);
    const number = idNumber.normalize('NFKC').replace(/\s/g, '').toUpperCase();
    const problem = idNumberProblem(number);
    if (problem) throw badInput('idNumber', problem);
    const where = new Where();
    const digest = where.value(idNumberDigest(context.services.keys, number));
    where.and(`r.id_number_digest = ${digest}`).and(caseFileReach(where, actor, 't', [Role.CLERK]));
    return context.read<CaseFileRow>(
      `SELECT ${columnsOf(CaseFileRow, 't')} FROM case_file t JOIN recipient r ON r.id = t.recipient_id WHERE ${where.text} ORDER BY t.id DESC LIMIT 100`,
      where.params,
    );
  }

  @Query(() => PersonalDataReadingConnection, {
    description: '谁在何时读取过这个案卷受援人的个人信息：限审计人、司法局监督人',
  })
  async personalDataReadings(
    @Ctx() context: Context,
    @Arg('caseFileId', () => ID) caseFileId: string,
    @Args() page: PageArgs,
  ) {
    const roles = [Role.AUDITOR, Role.BUREAU_SUPERVISOR];
    const actor = requireOne(context, roles);
    const where = new Where();
    where
      .and(`t.case_file_id = ${where.value(caseFileId)}::uuid`)
      .and(
        `EXISTS (SELECT FROM case_file f WHERE f.id = t.case_file_id AND (${caseFileReach(where, actor, 'f', roles)}))`,
      );
    const select = columnsOf(PersonalDataReadingRow, 't');
    return pageOf<PersonalDataReadingRow>(context, { select, from: 'personal_data_reading t', where }, page);
  }

  @FieldResolver(() => Agency, { description: '法律援助机构' })
  agency(@Ctx() context: Context, @Root() file: CaseFileRow) {
    return context.load(agencyById, file.agencyId);
  }

  @FieldResolver(() => CaseOrgan, { nullable: true, description: '办案机关' })
  organ(@Ctx() context: Context, @Root() file: CaseFileRow) {
    return file.organId ? context.load(caseOrganById, file.organId) : null;
  }

  @FieldResolver(() => Proceeding, { description: '所属案件' })
  proceeding(@Ctx() context: Context, @Root() file: CaseFileRow) {
    return context.load(proceedingById, file.proceedingId);
  }

  @FieldResolver(() => CaseFile, { nullable: true, description: '前一阶段的案卷（在可见范围内）' })
  previous(@Ctx() context: Context, @Root() file: CaseFileRow) {
    return file.previousId ? context.load(visibleCaseFileById, file.previousId) : null;
  }

  @FieldResolver(() => CaseFile, { nullable: true, description: '后一阶段的案卷（在可见范围内）' })
  next(@Ctx() context: Context, @Root() file: CaseFileRow) {
    return context.load(nextCaseFileOf, file.id);
  }

  @FieldResolver(() => Recipient, { description: '受援人' })
  recipient(@Ctx() context: Context, @Root() file: CaseFileRow) {
    return context.load(maskedRecipientOf, file.id);
  }

  @FieldResolver(() => [Engagement], { description: '各次承办，先后为序' })
  engagements(@Ctx() context: Context, @Root() file: CaseFileRow) {
    return context.load(engagementsOfFile, file.id);
  }

  @FieldResolver(() => [Closing], { description: '各次结案提交' })
  closings(@Ctx() context: Context, @Root() file: CaseFileRow) {
    return context.load(closingsOfFile, file.id);
  }

  @FieldResolver(() => Termination, { nullable: true, description: '终止援助的决定' })
  termination(@Ctx() context: Context, @Root() file: CaseFileRow) {
    return context.load(terminationOfFile, file.id);
  }

  @FieldResolver(() => DecisionView, {
    description: '结案材料是否齐全：与收卷所用的规则相同，缺什么、依据什么、由谁补、怎么补',
  })
  async closingReadiness(@Ctx() context: Context, @Root() file: CaseFileRow) {
    return viewDecision(await context.load(readinessOfFile, file.id));
  }

  @FieldResolver(() => [CaseFileDeadline], { description: '期限：从本案卷的事实推算，放假安排公布后自动重算' })
  deadlines(@Ctx() context: Context, @Root() file: CaseFileRow) {
    return context.load(deadlinesOfFile, file.id);
  }

  @FieldResolver(() => [String], { description: '您现在可以对它做的操作' })
  async availableActions(@Ctx() context: Context, @Root() file: CaseFileRow): Promise<string[]> {
    const { actor } = context;
    if (!actor) return [];
    const roles = appointmentsFor(actor, [Role.CLERK])
      .filter(({ placeId }) => placeId === file.agencyId)
      .map(({ role }) => role);
    if (actor.practitionerId && appointmentsFor(actor, [Role.PRACTITIONER]).length) {
      const engagements = await context.load(engagementsOfFile, file.id);
      const engaged = engagements.some((e) => e.endedOn === null && e.practitionerId === actor.practitionerId);
      if (engaged) roles.push(Role.PRACTITIONER);
    }
    const actions = availableActions(caseFileStates, file.state, roles);
    // Returned papers of terminated aid: nobody is commissioned in place of the practitioner any more.
    const changeable = file.state !== 'RETURNED' || (await context.load(terminationOfFile, file.id)) === null;
    return changeable ? actions : actions.filter((act) => act !== 'changePractitioner');
  }
}
