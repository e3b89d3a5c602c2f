import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { requireDirectory } from '../organizations/organization.access';
import { performAs } from '../platform/act';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { isId } from '../platform/ids';
import { ActArgs } from '../platform/input';
import { oneBy } from '../platform/loader';
import { linesOfTariff } from './subsidy.loaders';
import { TariffEditionRow } from './tariff.entity';
import { EnterTariffInput } from './tariff.inputs';
import { tariffName } from './tariff.rules';
import { enterTariff } from './tariff.service';
import { EnterTariffResult, EnterTariffSuccess, TariffEdition, TariffLineView } from './tariff.types';

const tariffById = oneBy<TariffEditionRow>(TariffEditionRow, 'id', 'id');

@Resolver(() => TariffEdition)
export class TariffResolver {
  @Query(() => [TariffEdition], { description: '一个司法局的各版补贴标准，新的在前；标准本身不涉及个人信息' })
  async tariffs(@Ctx() context: Context, @Arg('bureauId', () => ID) bureauId: string): Promise<TariffEdition[]> {
    requireDirectory(context);
    if (!isId(bureauId)) return [];
    return context.read<TariffEditionRow>(
      `SELECT ${columnsOf(TariffEditionRow, 't')} FROM tariff_edition t WHERE t.bureau_id = $1 ORDER BY t.in_force_from DESC LIMIT 100`,
      [bureauId],
    );
  }

  @FieldResolver(() => [TariffLineView])
  async lines(@Ctx() context: Context, @Root() { id }: TariffEditionRow): Promise<TariffLineView[]> {
    const lines = await context.load(linesOfTariff, id);
    return lines.map(({ code, amountFen }) => ({ code, name: tariffName(code), amountFen }));
  }

  @Mutation(() => EnterTariffResult, {
    description:
      '录入一版补贴标准（金额以分计）；此前未定终止日的一版到前一日为止。施行日期重叠的拒绝：TARIFF_OVERLAPS',
  })
  enterTariff(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: EnterTariffInput) {
    return performAs(context, enterTariff, input, args, EnterTariffSuccess, async ({ editionId }) => {
      const tariff = await context.load(tariffById, editionId);
      if (!tariff) throw new Error(`no tariff ${editionId}`);
      return { tariff };
    });
  }
}
