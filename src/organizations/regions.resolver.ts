import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { Region } from './organizations.types';
import { RegionRow } from './place.entity';

@Resolver(() => Region)
export class RegionsResolver {
  @Query(() => [Region], { description: '行政区划：全部，或某区划之下' })
  regions(@Ctx() context: Context, @Arg('parentCode', () => String, { nullable: true }) parentCode: string | null) {
    return context.read<Region>(
      `SELECT ${columnsOf(RegionRow, 'r')} FROM region r WHERE $1::text IS NULL OR r.parent_code = $1 ORDER BY r.code`,
      [parentCode ?? null],
    );
  }
}
