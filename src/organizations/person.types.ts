import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Role } from '../platform/access/actor';

export enum PractitionerKind {
  LAWYER = 'LAWYER',
  GRASSROOTS_WORKER = 'GRASSROOTS_WORKER',
  VOLUNTEER = 'VOLUNTEER',
  AGENCY_STAFF = 'AGENCY_STAFF',
}
registerEnumType(PractitionerKind, {
  name: 'PractitionerKind',
  description: '法律援助人员的种类（S0-29）',
  valuesConfig: {
    LAWYER: { description: '律师' },
    GRASSROOTS_WORKER: { description: '基层法律服务工作者' },
    VOLUNTEER: { description: '法律援助志愿者' },
    AGENCY_STAFF: { description: '法律援助机构具有律师资格或者法律职业资格的工作人员' },
  },
});

export enum AppointmentState {
  WAITING = 'WAITING',
  STANDING = 'STANDING',
  ENDED = 'ENDED',
}
registerEnumType(AppointmentState, {
  name: 'AppointmentState',
  description: '任命的状态；是否到期另看起止日期',
  valuesConfig: {
    WAITING: { description: '待第二名管理员批准' },
    STANDING: { description: '有效' },
    ENDED: { description: '已终止' },
  },
});

@ObjectType({ description: '系统中的工作人员：一个身份证号码一个人，不论有几个账号' })
export class Person {
  @Field(() => ID) id!: string;
  @Field({ description: '姓名' }) name!: string;
}

@ObjectType({ description: '账号' })
export class Account {
  @Field(() => ID) id!: string;
  @Field(() => ID, { description: '所属的人' }) personId!: string;
  @Field({ description: '登录名' }) login!: string;
  @Field({ description: '是否须先修改首次密码' }) mustChangePassword!: boolean;
  @Field(() => Date, { nullable: true, description: '停用时间' }) disabledAt!: Date | null;
  @Field(() => String, { nullable: true, description: '停用原因' }) disabledReason!: string | null;
  @Field({ description: '开立时间' }) openedAt!: Date;
}

@ObjectType({ description: '绑定的统一身份（OpenID Connect）' })
export class AccountIdentity {
  @Field(() => ID) id!: string;
  @Field({ description: '签发方' }) issuer!: string;
  @Field({ description: '签发方给的主体编号' }) subject!: string;
  @Field({ description: '绑定时间' }) linkedAt!: Date;
  @Field(() => Date, { nullable: true, description: '第二名管理员批准的时间；未批准为空' }) approvedAt!: Date | null;
}

@ObjectType({ description: '任命：某账号在某处、某段时间内的岗位' })
export class Appointment {
  @Field(() => ID) id!: string;
  @Field(() => ID, { description: '账号' }) accountId!: string;
  @Field(() => Role, { description: '岗位' }) role!: Role;
  @Field({ description: '起始日' }) inForceFrom!: string;
  @Field(() => String, { nullable: true, description: '终止日（含）；未定为空' }) inForceTo!: string | null;
  @Field({ description: '任命时间' }) appointedAt!: Date;
  @Field(() => Date, { nullable: true, description: '批准时间；不须批准的为空' }) approvedAt!: Date | null;
  @Field(() => Date, { nullable: true, description: '终止时间' }) endedAt!: Date | null;
  @Field(() => String, { nullable: true, description: '终止原因' }) endReason!: string | null;
}

export enum PasswordResetState {
  WAITING = 'WAITING',
  DONE = 'DONE',
  WITHDRAWN = 'WITHDRAWN',
}
registerEnumType(PasswordResetState, {
  name: 'PasswordResetState',
  description: '重设密码的状态',
  valuesConfig: {
    WAITING: { description: '待第二名管理员批准；原密码照旧' },
    DONE: { description: '已重设' },
    WITHDRAWN: { description: '已撤回' },
  },
});

@ObjectType({ description: '重设密码：管理员为某账号另设首次密码' })
export class PasswordReset {
  @Field(() => ID) id!: string;
  @Field({ description: '是否须第二名管理员批准' }) needsApproval!: boolean;
  @Field({ description: '提出时间' }) askedAt!: Date;
  @Field(() => Date, { nullable: true, description: '批准时间；不须批准的为空' }) approvedAt!: Date | null;
  @Field(() => Date, { nullable: true, description: '撤回时间' }) withdrawnAt!: Date | null;
  @Field(() => String, { nullable: true, description: '撤回原因' }) withdrawReason!: string | null;
}

@ObjectType({ description: '姓名更正：此前登记的姓名有误' })
export class NameCorrection {
  @Field(() => ID) id!: string;
  @Field({ description: '原登记的姓名' }) oldName!: string;
  @Field({ description: '更正后的姓名' }) newName!: string;
  @Field({ description: '原因' }) reason!: string;
  @Field({ description: '更正时间' }) correctedAt!: Date;
}

@ObjectType({ description: '法律援助人员' })
export class Practitioner {
  @Field(() => ID) id!: string;
  @Field(() => ID, { description: '所属的人' }) personId!: string;
  @Field(() => PractitionerKind, { description: '种类' }) kind!: PractitionerKind;
  @Field(() => String, { nullable: true, description: '执业证号；志愿者和机构工作人员可为空' })
  licenceNumber!: string | null;
  @Field(() => String, { nullable: true, description: '从事相关执业之日' }) practisingSince!: string | null;
  @Field(() => [String], { description: '专长' }) specialties!: string[];
  @Field({ description: '是否由财政发放工资（不领办案补贴）' }) onPublicPayroll!: boolean;
  @Field(() => String, { nullable: true, description: '离开之日' }) leftOn!: string | null;
}
