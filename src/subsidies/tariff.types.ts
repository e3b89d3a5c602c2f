import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Fen } from '../platform/money';
import { ActSuccess, resultOf } from '../platform/refusal';

@ObjectType('TariffLine', { description: '补贴标准的一项' })
export class TariffLineView {
  @Field() code!: string;
  @Field({ description: '名称' }) name!: string;
  @Field(() => Fen, { description: '每件金额，分' }) amountFen!: number;
}

@ObjectType({ description: '补贴标准的一版：一个司法局，自某日至某日施行' })
export class TariffEdition {
  @Field(() => ID) id!: string;
  @Field(() => ID) bureauId!: string;
  @Field() title!: string;
  @Field({ description: '依据的文件' }) document!: string;
  @Field({ description: 'LOCAL 为公布的地方做法，HOUSE 为该局自定' }) provenance!: string;
  @Field() inForceFrom!: string;
  @Field(() => String, { nullable: true, description: '最后一日；未定为空' }) inForceTo!: string | null;
  @Field(() => Int, { description: '提前终止或者中途更换而有实际工作的，按百分之几' }) earlyEndPercent!: number;
}

@ObjectType({ implements: ActSuccess })
export class EnterTariffSuccess extends ActSuccess {
  @Field(() => TariffEdition) tariff!: TariffEdition;
}
export const EnterTariffResult = resultOf(EnterTariffSuccess);
