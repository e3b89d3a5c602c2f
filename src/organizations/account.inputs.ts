import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { Role } from '../platform/access/actor';
import { idNumberProblem } from '../platform/crypto';
import { code, day, id, line, optional, reason } from '../platform/input';
import { login, newPassword } from './sign-in.inputs';

/** A citizen identity number with a right check digit (GB 11643). */
export const idNumber = () =>
  code(18).superRefine((text, problems) => {
    const problem = idNumberProblem(text);
    if (problem) problems.addIssue({ code: 'custom', message: problem });
  });

export const personName = () => line(50);

@InputType({ description: '开立账号：给已登记的人（personId），或者按姓名和身份证号码' })
export class OpenAccountInput {
  @Field(() => ID, { nullable: true, description: '已登记的人；与姓名、身份证号码二选一' }) personId?: string | null;
  @Field(() => String, { nullable: true, description: '姓名' }) name?: string | null;
  @Field(() => String, { nullable: true, description: '身份证号码（校验GB 11643校验位；加密保存，不再完整给出）' })
  idNumber?: string | null;
  @Field({ description: '登录名，3至64个字符，不分大小写' }) login!: string;
  @Field(() => String, {
    nullable: true,
    description: '首次密码，至少10个字符，首次登录后必须修改；只用统一身份登录的人不填',
  })
  firstPassword?: string | null;
  @Field(() => ID, { nullable: true, description: '由哪个机构的管理员管理；不填为操作人自己任管理员之处' })
  agencyId?: string | null;
}
export const openAccountInput = z
  .object({
    personId: optional(id()),
    name: optional(personName()),
    idNumber: optional(idNumber()),
    login: login().refine((text) => /^[\p{L}\p{N}._@-]+$/u.test(text), '只能含文字、数字和 . _ @ -'),
    firstPassword: optional(newPassword()),
    agencyId: optional(id()),
  })
  .refine(({ personId, name, idNumber }) => (personId ? !name && !idNumber : name && idNumber), {
    path: ['personId'],
    message: '已登记的人与姓名、身份证号码须二者择一',
  });

@InputType({ description: '停用账号' })
export class DisableAccountInput {
  @Field(() => ID) accountId!: string;
  @Field({ description: '原因，至少5字' }) reason!: string;
}
export const disableAccountInput = z.object({ accountId: id(), reason: reason() });

@InputType({ description: '重设首次密码' })
export class ResetPasswordInput {
  @Field(() => ID) accountId!: string;
  @Field({ description: '新的首次密码，至少10个字符；下次登录后必须修改' }) firstPassword!: string;
}
export const resetPasswordInput = z.object({ accountId: id(), firstPassword: newPassword() });

@InputType({ description: '批准重设密码（第二名管理员）' })
export class ApprovePasswordResetInput {
  @Field(() => ID) resetId!: string;
}
export const approvePasswordResetInput = z.object({ resetId: id() });

@InputType({ description: '撤回待批准的重设密码' })
export class WithdrawPasswordResetInput {
  @Field(() => ID) resetId!: string;
  @Field({ description: '原因，至少5字' }) reason!: string;
}
export const withdrawPasswordResetInput = z.object({ resetId: id(), reason: reason() });

@InputType({ description: '更正登记有误的姓名' })
export class CorrectPersonNameInput {
  @Field(() => ID) personId!: string;
  @Field({ description: '正确的姓名' }) name!: string;
  @Field({ description: '原因，至少5字；勿写姓名和证件号码' }) reason!: string;
}
export const correctPersonNameInput = z.object({ personId: id(), name: personName(), reason: reason() });

@InputType({ description: '任命：司法局、机构、法律服务机构三者择一' })
export class AppointInput {
  @Field(() => ID) accountId!: string;
  @Field(() => Role, { description: '岗位' }) role!: Role;
  @Field(() => ID, { nullable: true, description: '在哪个司法局' }) bureauId?: string | null;
  @Field(() => ID, { nullable: true, description: '在哪个法律援助机构' }) agencyId?: string | null;
  @Field(() => ID, { nullable: true, description: '在哪个法律服务机构' }) serviceOrganizationId?: string | null;
  @Field({ description: '起始日' }) from!: string;
  @Field(() => String, { nullable: true, description: '终止日（含）' }) to?: string | null;
}
export const appointInput = z
  .object({
    accountId: id(),
    role: z.enum(Role),
    bureauId: optional(id()),
    agencyId: optional(id()),
    serviceOrganizationId: optional(id()),
    from: day(),
    to: optional(day()),
  })
  .refine((given) => [given.bureauId, given.agencyId, given.serviceOrganizationId].filter(Boolean).length === 1, {
    path: ['agencyId'],
    message: '司法局、法律援助机构、法律服务机构须择一',
  })
  .refine(({ from, to }) => !to || to >= from, { path: ['to'], message: '终止日不能早于起始日' });

@InputType({ description: '批准任命（第二名管理员）' })
export class ApproveAppointmentInput {
  @Field(() => ID) appointmentId!: string;
}
export const approveAppointmentInput = z.object({ appointmentId: id() });

@InputType({ description: '终止任命' })
export class EndAppointmentInput {
  @Field(() => ID) appointmentId!: string;
  @Field({ description: '原因，至少5字' }) reason!: string;
}
export const endAppointmentInput = z.object({ appointmentId: id(), reason: reason() });
