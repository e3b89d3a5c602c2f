import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { code, id, line } from '../platform/input';
import { CaseOrganKind, ServiceOrganizationKind } from './place.types';

const regionCode = () => z.string().regex(/^\d{6}$/, '区划代码须为6位数字（GB/T 2260）');

@InputType({ description: '开立法律援助机构' })
export class OpenAgencyInput {
  @Field(() => ID, { description: '所属司法局' }) bureauId!: string;
  @Field({ description: '所在区划代码，须在该司法局的行政区域内' }) regionCode!: string;
  @Field({ description: '名称，全系统唯一' }) name!: string;
  @Field({ description: '案号中的简称，如“朝”，1至10个字，全系统唯一' }) fileCode!: string;
}
export const openAgencyInput = z.object({
  bureauId: id(),
  regionCode: regionCode(),
  name: line(100),
  fileCode: line(10).refine((text) => /^[\p{L}\p{N}]+$/u.test(text), '只能含文字和数字'),
});

@InputType({ description: '登记法律服务机构' })
export class RegisterServiceOrganizationInput {
  @Field(() => ServiceOrganizationKind, { description: '种类' }) kind!: ServiceOrganizationKind;
  @Field({ description: '名称' }) name!: string;
  @Field({ description: '执业许可证号' }) licenceNumber!: string;
  @Field({ description: '所在区划代码' }) regionCode!: string;
}
export const registerServiceOrganizationInput = z.object({
  kind: z.enum(ServiceOrganizationKind),
  name: line(100),
  licenceNumber: code(40),
  regionCode: regionCode(),
});

@InputType({ description: '登记办案机关' })
export class RegisterCaseOrganInput {
  @Field(() => CaseOrganKind, { description: '种类' }) kind!: CaseOrganKind;
  @Field({ description: '名称' }) name!: string;
  @Field({ description: '所在区划代码' }) regionCode!: string;
}
export const registerCaseOrganInput = z.object({
  kind: z.enum(CaseOrganKind),
  name: line(100),
  regionCode: regionCode(),
});
