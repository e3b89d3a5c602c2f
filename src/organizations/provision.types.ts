import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { LIMIT_CODES } from '../regulation';

export enum Enforcement {
  G = 'G',
  D = 'D',
  C = 'C',
  P = 'P',
  R = 'R',
  E = 'E',
  X = 'X',
  S = 'S',
}
registerEnumType(Enforcement, {
  name: 'Enforcement',
  description: '规定的执行方式',
  valuesConfig: {
    G: { description: '闸口：不满足则拒绝操作' },
    D: { description: '期限' },
    C: { description: '文书内容' },
    P: { description: '禁止' },
    R: { description: '记录、报告义务' },
    E: { description: '列举、用语' },
    X: { description: '例外' },
    S: { description: '范围、定义' },
  },
});

/** Every time limit of the catalogue, as an enum of the schema. */
export const LimitCodeEnum = Object.fromEntries(LIMIT_CODES.map((code) => [code, code]));
registerEnumType(LimitCodeEnum, { name: 'LimitCode', description: '期限代码；各期限的含义见 limits 查询' });

@ObjectType({ description: '规定在某处某日是否有约束力' })
export class ProvisionBinding {
  @Field({ description: '是否有约束力' }) binds!: boolean;
  @Field(() => String, { nullable: true, description: 'TERRITORY 因地域而生效；ADOPTED 由司法局采用' })
  as!: string | null;
  @Field(() => String, { nullable: true, description: '来源性质；采用的为 HOUSE' }) provenance!: string | null;
  @Field(() => String, { nullable: true, description: '没有约束力的原因：ELSEWHERE、NOT_YET、ENDED' })
  why!: string | null;
  @Field(() => String, { nullable: true, description: '采用者所在区划' }) adoptedIn!: string | null;
  @Field(() => String, { nullable: true, description: '采用的起始日' }) adoptedFrom!: string | null;
}

@ObjectType({ description: '一条规定：以自己的话概括，不是原文' })
export class Provision {
  @Field(() => ID, { description: '编号，如 S4-5.1b' }) id!: string;
  @Field({ description: '文件代码' }) document!: string;
  @Field({ description: '条款' }) article!: string;
  @Field({ description: '概括' }) summary!: string;
  @Field(() => [Enforcement], { description: '执行方式' }) enforcement!: Enforcement[];
  @Field({ description: '来源性质：SOURCE、LAW、LOCAL、INFERRED、HOUSE、UNKNOWN' }) provenance!: string;
  @Field(() => String, { nullable: true, description: '说明：推定之处等' }) note!: string | null;
  @Field(() => String, { nullable: true, description: '施行日；文中未写的为空' }) inForceFrom!: string | null;
  @Field(() => String, { nullable: true, description: '失效日' }) inForceTo!: string | null;
}

@ObjectType({ description: '采用的规定' })
export class ProvisionAdoption {
  @Field(() => ID) id!: string;
  @Field(() => ID, { description: '司法局' }) bureauId!: string;
  @Field({ description: '规定编号' }) provisionId!: string;
  @Field({ description: '起始日' }) inForceFrom!: string;
  @Field(() => String, { nullable: true, description: '终止日（含）；早于起始日的从未生效' }) inForceTo!: string | null;
  @Field({ description: '决定采用的文件' }) document!: string;
  @Field({ description: '录入时间' }) adoptedAt!: Date;
}

@ObjectType({ description: '自定数值' })
export class HouseValue {
  @Field(() => ID) id!: string;
  @Field(() => ID, { description: '司法局' }) bureauId!: string;
  @Field({ description: '数值代码' }) key!: string;
  @Field(() => Int, { description: '数值' }) value!: number;
  @Field({ description: '单位' }) unit!: string;
  @Field({ description: '起始日' }) inForceFrom!: string;
  @Field(() => String, { nullable: true, description: '终止日（含）；早于起始日的从未生效' }) inForceTo!: string | null;
  @Field({ description: '依据的文件' }) document!: string;
}

@ObjectType({ description: '一年的放假和调休安排（录入的）' })
export class CalendarYear {
  @Field(() => Int) year!: number;
  @Field(() => [String], { description: '放假日' }) holidays!: string[];
  @Field(() => [String], { description: '调休上班日' }) makeupDays!: string[];
  @Field({ description: '通知' }) document!: string;
  @Field({ description: '录入时间' }) enteredAt!: Date;
}
