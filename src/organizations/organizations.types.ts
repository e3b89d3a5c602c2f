import { Field, ID, ObjectType } from 'type-graphql';

@ObjectType({ description: '行政区划（GB/T 2260）' })
export class Region {
  @Field(() => ID, { description: '区划代码' }) code!: string;
  @Field() name!: string;
  @Field({ description: 'PROVINCE、CITY、DISTRICT' }) level!: string;
  @Field(() => String, { nullable: true }) parentCode!: string | null;
}
