import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';

export enum ServiceOrganizationKind {
  LAW_FIRM = 'LAW_FIRM',
  GRASSROOTS_OFFICE = 'GRASSROOTS_OFFICE',
}
registerEnumType(ServiceOrganizationKind, {
  name: 'ServiceOrganizationKind',
  description: '法律服务机构的种类',
  valuesConfig: {
    LAW_FIRM: { description: '律师事务所' },
    GRASSROOTS_OFFICE: { description: '基层法律服务所' },
  },
});

export enum CaseOrganKind {
  COURT = 'COURT',
  PROCURATORATE = 'PROCURATORATE',
  POLICE = 'POLICE',
  STATE_SECURITY = 'STATE_SECURITY',
  MILITARY_SECURITY = 'MILITARY_SECURITY',
  COAST_GUARD = 'COAST_GUARD',
  PRISON = 'PRISON',
  DETENTION_CENTRE = 'DETENTION_CENTRE',
  ARBITRATION_COMMISSION = 'ARBITRATION_COMMISSION',
  ADMINISTRATIVE_ORGAN = 'ADMINISTRATIVE_ORGAN',
}
registerEnumType(CaseOrganKind, {
  name: 'CaseOrganKind',
  description: '办案机关和其他有关机关的种类',
  valuesConfig: {
    COURT: { description: '人民法院' },
    PROCURATORATE: { description: '人民检察院' },
    POLICE: { description: '公安机关' },
    STATE_SECURITY: { description: '国家安全机关' },
    MILITARY_SECURITY: { description: '军队保卫部门' },
    COAST_GUARD: { description: '海警机构' },
    PRISON: { description: '监狱' },
    DETENTION_CENTRE: { description: '看守所' },
    ARBITRATION_COMMISSION: { description: '仲裁委员会' },
    ADMINISTRATIVE_ORGAN: { description: '行政机关' },
  },
});

@ObjectType({ description: '行政区划（GB/T 2260）' })
export class Region {
  @Field(() => ID, { description: '区划代码' }) code!: string;
  @Field({ description: '名称' }) name!: string;
  @Field({ description: 'PROVINCE、CITY、DISTRICT' }) level!: string;
  @Field(() => String, { nullable: true, description: '上级区划代码' }) parentCode!: string | null;
}

@ObjectType({ description: '司法局：看到本行政区域及以下（S0-3）' })
export class Bureau {
  @Field(() => ID) id!: string;
  @Field({ description: '区划代码' }) regionCode!: string;
  @Field({ description: '名称' }) name!: string;
}

@ObjectType({ description: '法律援助机构' })
export class Agency {
  @Field(() => ID) id!: string;
  @Field(() => ID, { description: '所属司法局' }) bureauId!: string;
  @Field({ description: '区划代码' }) regionCode!: string;
  @Field({ description: '名称' }) name!: string;
  @Field({ description: '案号中的简称' }) fileCode!: string;
}

@ObjectType({ description: '法律服务机构' })
export class ServiceOrganization {
  @Field(() => ID) id!: string;
  @Field(() => ServiceOrganizationKind, { description: '种类' }) kind!: ServiceOrganizationKind;
  @Field({ description: '区划代码' }) regionCode!: string;
  @Field({ description: '名称' }) name!: string;
  @Field({ description: '执业许可证号' }) licenceNumber!: string;
}

@ObjectType({ description: '办案机关' })
export class CaseOrgan {
  @Field(() => ID) id!: string;
  @Field(() => CaseOrganKind, { description: '种类' }) kind!: CaseOrganKind;
  @Field({ description: '区划代码' }) regionCode!: string;
  @Field({ description: '名称' }) name!: string;
}
