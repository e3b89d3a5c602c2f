import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { code, day, id, line, optional } from '../platform/input';
import { idNumber, personName } from './account.inputs';
import { PractitionerKind } from './person.types';

@InputType({
  description: '登记法律援助人员：律师和基层法律服务工作者在法律服务机构，志愿者和机构工作人员在法律援助机构',
})
export class RegisterPractitionerInput {
  @Field({ description: '姓名' }) name!: string;
  @Field({ description: '身份证号码（校验GB 11643校验位）' }) idNumber!: string;
  @Field(() => PractitionerKind, { description: '种类' }) kind!: PractitionerKind;
  @Field(() => String, { nullable: true, description: '执业证号；律师和基层法律服务工作者必填' })
  licenceNumber?: string | null;
  @Field(() => ID, { nullable: true, description: '法律服务机构' }) serviceOrganizationId?: string | null;
  @Field(() => ID, { nullable: true, description: '法律援助机构' }) agencyId?: string | null;
  @Field(() => String, { nullable: true, description: '从事相关执业之日；由此推算相关执业年限（LAL-26）' })
  practisingSince?: string | null;
  @Field(() => [String], { nullable: true, description: '专长' }) specialties?: string[] | null;
  @Field({ description: '是否由财政发放工资；机构工作人员必为是' }) onPublicPayroll!: boolean;
}

const atOrganization = (kind: PractitionerKind) =>
  kind === PractitionerKind.LAWYER || kind === PractitionerKind.GRASSROOTS_WORKER;

export const registerPractitionerInput = z
  .object({
    name: personName(),
    idNumber: idNumber(),
    kind: z.enum(PractitionerKind),
    licenceNumber: optional(code(40)),
    serviceOrganizationId: optional(id()),
    agencyId: optional(id()),
    practisingSince: optional(day()),
    specialties: optional(z.array(line(40)).max(20)),
    onPublicPayroll: z.boolean(),
  })
  .refine(
    ({ kind, serviceOrganizationId, agencyId }) => atOrganization(kind) === Boolean(serviceOrganizationId && !agencyId),
    {
      path: ['serviceOrganizationId'],
      message: '律师和基层法律服务工作者须登记在法律服务机构',
    },
  )
  .refine(
    ({ kind, serviceOrganizationId, agencyId }) =>
      !atOrganization(kind) === Boolean(agencyId && !serviceOrganizationId),
    {
      path: ['agencyId'],
      message: '志愿者和机构工作人员须登记在法律援助机构',
    },
  )
  .refine(({ kind, licenceNumber }) => !atOrganization(kind) || licenceNumber, {
    path: ['licenceNumber'],
    message: '律师和基层法律服务工作者须有执业证号',
  })
  .refine(({ kind, onPublicPayroll }) => kind !== PractitionerKind.AGENCY_STAFF || onPublicPayroll, {
    path: ['onPublicPayroll'],
    message: '法律援助机构工作人员由财政发放工资',
  });

@InputType({ description: '法律援助人员变动：转到另一处，或者离开（leftOn），三者择一' })
export class MovePractitionerInput {
  @Field(() => ID) practitionerId!: string;
  @Field(() => ID, { nullable: true, description: '转到哪个法律服务机构' }) serviceOrganizationId?: string | null;
  @Field(() => ID, { nullable: true, description: '转到哪个法律援助机构' }) agencyId?: string | null;
  @Field(() => String, { nullable: true, description: '离开之日：此后不再是法律援助人员' }) leftOn?: string | null;
}
export const movePractitionerInput = z
  .object({
    practitionerId: id(),
    serviceOrganizationId: optional(id()),
    agencyId: optional(id()),
    leftOn: optional(day()),
  })
  .refine((given) => [given.serviceOrganizationId, given.agencyId, given.leftOn].filter(Boolean).length === 1, {
    path: ['serviceOrganizationId'],
    message: '转到法律服务机构、转到法律援助机构、离开，须择一',
  });
