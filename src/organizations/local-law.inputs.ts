import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { day, id, line, optional } from '../platform/input';

const inOrder = ({ from, to }: { from: string; to: string | null }) => !to || to >= from;
const OUT_OF_ORDER = { path: ['to'], message: '终止日不能早于起始日' };

@InputType({ description: '采用规定：本司法局决定在本区域遵行一条本不在此生效的规定' })
export class AdoptProvisionInput {
  @Field(() => ID, { description: '司法局' }) bureauId!: string;
  @Field({ description: '规定编号，如 S4-5.1b' }) provisionId!: string;
  @Field({ description: '起始日' }) from!: string;
  @Field(() => String, { nullable: true, description: '终止日（含）' }) to?: string | null;
  @Field({ description: '决定采用的文件名称或者文号' }) document!: string;
}
export const adoptProvisionInput = z
  .object({ bureauId: id(), provisionId: line(40), from: day(), to: optional(day()), document: line(200) })
  .refine(inOrder, OUT_OF_ORDER);

@InputType({ description: '自定数值：法律没有规定数字之处，由司法局自定，并标明为自定' })
export class EnterHouseValueInput {
  @Field(() => ID, { description: '司法局' }) bureauId!: string;
  @Field({ description: '数值代码：LIMIT.<期限代码>、MONTHLY_CAP、GRADE_LINE.GOOD 等' }) key!: string;
  @Field(() => Int, { description: '数值，按 unit' }) value!: number;
  @Field(() => String, {
    nullable: true,
    description: '期限的单位：NATURAL_DAYS、WORKING_DAYS、HOURS、MONTHS；其他数值沿用原单位，不填',
  })
  unit?: string | null;
  @Field({ description: '起始日' }) from!: string;
  @Field(() => String, { nullable: true, description: '终止日（含）' }) to?: string | null;
  @Field({ description: '依据的文件名称或者文号' }) document!: string;
}
export const enterHouseValueInput = z
  .object({
    bureauId: id(),
    key: line(80),
    value: z.number().int().min(0).max(1_000_000),
    unit: optional(z.enum(['NATURAL_DAYS', 'WORKING_DAYS', 'HOURS', 'MONTHS'])),
    from: day(),
    to: optional(day()),
    document: line(200),
  })
  .refine(inOrder, OUT_OF_ORDER);

@InputType({ description: '终止采用规定' })
export class EndAdoptionInput {
  @Field(() => ID) adoptionId!: string;
  @Field({ description: '最后有效的一日（含），不早于今天；早于起始日的，从未生效' }) on!: string;
}
export const endAdoptionInput = z.object({ adoptionId: id(), on: day() });

@InputType({ description: '终止自定数值' })
export class EndHouseValueInput {
  @Field(() => ID) houseValueId!: string;
  @Field({ description: '最后有效的一日（含），不早于今天；早于起始日的，从未生效' }) on!: string;
}
export const endHouseValueInput = z.object({ houseValueId: id(), on: day() });

@InputType({ description: '录入一年的放假和调休安排（国务院办公厅通知）；再次录入即更正' })
export class EnterCalendarYearInput {
  @Field(() => Int) year!: number;
  @Field(() => [String], { description: '全部放假日，含其间的周末；元旦假期可及上年12月29日起' }) holidays!: string[];
  @Field(() => [String], { description: '调休上班的周六、周日' }) makeupDays!: string[];
  @Field({ description: '通知名称或者文号' }) document!: string;
}
export const enterCalendarYearInput = z.object({
  year: z.number().int().min(2020).max(2100),
  holidays: z.array(day()).min(5).max(60),
  makeupDays: z.array(day()).max(30),
  document: line(200),
});
