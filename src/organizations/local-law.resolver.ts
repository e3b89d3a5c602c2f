import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { performAs } from '../platform/act';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { ActArgs, idArgument } from '../platform/input';
import { oneBy } from '../platform/loader';
import { ActSuccess, badInput, resultOf } from '../platform/refusal';
import { allProvisions, citation, isDate, type Provision as ProvisionText } from '../regulation';
import { bindingAt } from './adoptions';
import { CalendarYearRow, HouseValueRow, ProvisionAdoptionRow } from './local-law.entity';
import {
  AdoptProvisionInput,
  EndAdoptionInput,
  EndHouseValueInput,
  EnterCalendarYearInput,
  EnterHouseValueInput,
} from './local-law.inputs';
import { adoptProvision, endAdoption, endHouseValue, enterCalendarYear, enterHouseValue } from './local-law.service';
import { requireDirectory, signedIn } from './organization.access';
import {
  CalendarYear,
  Enforcement,
  HouseValue,
  Provision,
  ProvisionAdoption,
  ProvisionBinding,
} from './provision.types';

@ObjectType({ implements: ActSuccess })
export class AdoptProvisionSuccess extends ActSuccess {
  @Field(() => ProvisionAdoption) adoption!: ProvisionAdoption;
}
const AdoptProvisionResult = resultOf(AdoptProvisionSuccess);

@ObjectType({ implements: ActSuccess })
export class EnterHouseValueSuccess extends ActSuccess {
  @Field(() => HouseValue) houseValue!: HouseValue;
}
const EnterHouseValueResult = resultOf(EnterHouseValueSuccess);

@ObjectType({ implements: ActSuccess })
export class EndAdoptionSuccess extends ActSuccess {
  @Field(() => ProvisionAdoption) adoption!: ProvisionAdoption;
}
const EndAdoptionResult = resultOf(EndAdoptionSuccess);

@ObjectType({ implements: ActSuccess })
export class EndHouseValueSuccess extends ActSuccess {
  @Field(() => HouseValue) houseValue!: HouseValue;
}
const EndHouseValueResult = resultOf(EndHouseValueSuccess);

@ObjectType({ implements: ActSuccess })
export class EnterCalendarYearSuccess extends ActSuccess {
  @Field(() => CalendarYear) calendarYear!: CalendarYear;
}
const EnterCalendarYearResult = resultOf(EnterCalendarYearSuccess);

const adoptionById = oneBy<ProvisionAdoptionRow>(ProvisionAdoptionRow, 'id', 'id');
const houseValueById = oneBy<HouseValueRow>(HouseValueRow, 'id', 'id');

/** A region code and a day as arguments; the day is today where none is given. */
export function placeAndDay(context: Context, regionCode: string, on: string | null | undefined) {
  if (!/^\d{6}$/.test(regionCode)) throw badInput('regionCode', '区划代码须为6位数字');
  if (on && !isDate(on)) throw badInput('on', '日期无效，须为YYYY-MM-DD');
  return { regionCode, on: on ?? context.today };
}

@Resolver(() => Provision)
export class LocalLawResolver {
  @Query(() => [Provision], { description: '全部规定；可按文件、执行方式筛选' })
  provisions(
    @Ctx() context: Context,
    @Arg('document', () => String, { nullable: true, description: '文件代码，如 S4' }) document: string | null,
    @Arg('enforcement', () => Enforcement, { nullable: true }) enforcement: Enforcement | null,
  ): readonly ProvisionText[] {
    signedIn(context);
    return allProvisions().filter(
      (each) => (!document || each.document === document) && (!enforcement || each.enforcement.includes(enforcement)),
    );
  }

  @Query(() => Provision, { nullable: true, description: '一条规定' })
  provision(@Ctx() context: Context, @Arg('id', () => ID) id: string): ProvisionText | null {
    signedIn(context);
    return allProvisions().find((each) => each.id === id) ?? null;
  }

  @Query(() => [ProvisionAdoption], { description: '司法局采用的规定' })
  adoptions(@Ctx() context: Context, @Arg('bureauId', () => ID) bureauId: string) {
    requireDirectory(context);
    return context.read<ProvisionAdoptionRow>(
      `SELECT ${columnsOf(ProvisionAdoptionRow, 't')} FROM provision_adoption t WHERE t.bureau_id = $1 ORDER BY t.id`,
      [idArgument('bureauId', bureauId)],
    );
  }

  @Query(() => [HouseValue], { description: '司法局自定的数值' })
  houseValues(@Ctx() context: Context, @Arg('bureauId', () => ID) bureauId: string) {
    requireDirectory(context);
    return context.read<HouseValueRow>(
      `SELECT ${columnsOf(HouseValueRow, 't')} FROM house_value t WHERE t.bureau_id = $1 ORDER BY t.id`,
      [idArgument('bureauId', bureauId)],
    );
  }

  @Query(() => [CalendarYear], { description: '录入的各年放假安排' })
  calendarYears(@Ctx() context: Context) {
    signedIn(context);
    return context.read<CalendarYearRow>(
      `SELECT ${columnsOf(CalendarYearRow, 't')} FROM calendar_year t ORDER BY t.year`,
    );
  }

  @Mutation(() => AdoptProvisionResult, {
    description:
      '采用一条本不在此生效的规定（司法局监督人、管理员，限本局）；在本区域及以下生效，来源性质为 HOUSE。拒绝：NOT_FOUND、BINDS_ALREADY、ADOPTED_ALREADY',
  })
  adoptProvision(
    @Ctx() context: Context,
    @Arg('input') input: AdoptProvisionInput,
    @Args() args: ActArgs,
  ): Promise<typeof AdoptProvisionResult> {
    return performAs(context, adoptProvision, input, args, AdoptProvisionSuccess, async ({ adoptionId }) => ({
      adoption: (await context.load(adoptionById, adoptionId)) as ProvisionAdoption,
    }));
  }

  @Mutation(() => EnterHouseValueResult, {
    description:
      '录入自定数值（司法局监督人、管理员，限本局）；法律已定数字的不能自定。拒绝：NOT_FOUND、HOUSE_VALUE_REFUSED、ENTERED_ALREADY',
  })
  enterHouseValue(
    @Ctx() context: Context,
    @Arg('input') input: EnterHouseValueInput,
    @Args() args: ActArgs,
  ): Promise<typeof EnterHouseValueResult> {
    return performAs(context, enterHouseValue, input, args, EnterHouseValueSuccess, async ({ houseValueId }) => ({
      houseValue: (await context.load(houseValueById, houseValueId)) as HouseValue,
    }));
  }

  @Mutation(() => EndAdoptionResult, {
    description:
      '终止采用规定（司法局监督人、管理员，限本局）：过了最后有效日即不再引用，此前作出的决定不变；尚未生效的，从未生效。拒绝：NOT_FOUND、ENDED_ALREADY、ENDING_REFUSED（早于今天，或者晚于原定终止日）',
  })
  endAdoption(
    @Ctx() context: Context,
    @Arg('input') input: EndAdoptionInput,
    @Args() args: ActArgs,
  ): Promise<typeof EndAdoptionResult> {
    return performAs(context, endAdoption, input, args, EndAdoptionSuccess, async ({ adoptionId }) => ({
      adoption: (await context.load(adoptionById, adoptionId)) as ProvisionAdoption,
    }));
  }

  @Mutation(() => EndHouseValueResult, {
    description:
      '终止自定数值（司法局监督人、管理员，限本局）：过了最后有效日即不再使用，此前的事由仍按它计算。拒绝：NOT_FOUND、ENDED_ALREADY、ENDING_REFUSED（早于今天，或者晚于原定终止日）',
  })
  endHouseValue(
    @Ctx() context: Context,
    @Arg('input') input: EndHouseValueInput,
    @Args() args: ActArgs,
  ): Promise<typeof EndHouseValueResult> {
    return performAs(context, endHouseValue, input, args, EndHouseValueSuccess, async ({ houseValueId }) => ({
      houseValue: (await context.load(houseValueById, houseValueId)) as HouseValue,
    }));
  }

  @Mutation(() => EnterCalendarYearResult, {
    description: '录入或者更正一年的放假和调休安排（司法局）；暂定的日期随之重新推算。拒绝：FORBIDDEN、INVALID_INPUT',
  })
  enterCalendarYear(
    @Ctx() context: Context,
    @Arg('input') input: EnterCalendarYearInput,
    @Args() args: ActArgs,
  ): Promise<typeof EnterCalendarYearResult> {
    return performAs(context, enterCalendarYear, input, args, EnterCalendarYearSuccess, async ({ year }) => {
      const [row] = await context.read<CalendarYear>(
        `SELECT ${columnsOf(CalendarYearRow, 't')} FROM calendar_year t WHERE t.year = $1`,
        [year],
      );
      return { calendarYear: row as CalendarYear };
    });
  }

  @FieldResolver(() => String, { description: '引用格式，如：北京案件质量通知 五(1)' })
  citation(@Root() provision: ProvisionText): string {
    return citation(provision.id);
  }

  @FieldResolver(() => [String], { description: '适用的区划代码；000000 为全国' })
  territory(@Root() provision: ProvisionText): readonly string[] {
    return provision.territory.regions;
  }

  @FieldResolver(() => ProvisionBinding, { description: '在某处某日（不填为今天）是否有约束力' })
  async binding(
    @Ctx() context: Context,
    @Root() provision: ProvisionText,
    @Arg('regionCode') regionCode: string,
    @Arg('on', () => String, { nullable: true }) on: string | null,
  ): Promise<ProvisionBinding> {
    const binding = await bindingAt(context, provision.id, placeAndDay(context, regionCode, on));
    if (!binding.binds) {
      return { binds: false, as: null, provenance: null, why: binding.why, adoptedIn: null, adoptedFrom: null };
    }
    const { as, provenance, adoption } = binding;
    return {
      binds: true,
      as,
      provenance,
      why: null,
      adoptedIn: adoption?.regionCode ?? null,
      adoptedFrom: adoption?.from ?? null,
    };
  }
}
