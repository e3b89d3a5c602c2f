import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, ArgsType, Ctx, Field, ID, Info, Int, Query, Resolver } from 'type-graphql';
import { requireRole } from '../../organizations/organization.access';
import { Role } from '../../platform/access/actor';
import { Where } from '../../platform/access/scope';
import type { Context } from '../../platform/context';
import { isId } from '../../platform/ids';
import { connectionOf, pageInOrder, requireFirst } from '../../platform/paging';
import { badInput } from '../../platform/refusal';
import { ReadingState } from './reading.codes';
import { READING_ORDER, readerKeysOf, readingsWith } from './reading.tree';
import { Reading } from './reading.types';
import type { ReadingStateCode } from './review.types';
import { askedUnder } from './selection';

const ReadingConnection = connectionOf(Reading, 'Reading');

/** All that one reader has at a time; more than the usual page, because the worklist is one query. */
export const WORKLIST_LIMIT = 200;

@ArgsType()
export class WorklistArgs {
  @Field(() => Int, { description: `每页条数，1至${WORKLIST_LIMIT}` })
  first!: number;

  @Field(() => String, { nullable: true, description: '上一页末尾的游标' })
  after?: string | null;
}

const cursorOf = ({ state, pseudonym, id }: Pick<Reading, 'state' | 'pseudonym' | 'id'>): string =>
  Buffer.from(JSON.stringify([state !== 'ASSIGNED', pseudonym, id])).toString('base64url');

function placeOf(cursor: string): readonly [boolean, string, string] {
  try {
    const [done, pseudonym, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (typeof done === 'boolean' && typeof pseudonym === 'string' && isId(id)) return [done, pseudonym, id];
  } catch {
    // No JSON: no cursor of ours either.
  }
  throw badInput('after', '游标无效');
}

/** The caller's own readings and nobody else's. */
async function own(context: Context): Promise<Where> {
  requireRole(context, [Role.REVIEWER]);
  const keys = await readerKeysOf(context, context.actor?.accountId ?? '');
  const where = new Where();
  return where.and(`r.reader_key = ANY (${where.value(keys)}::uuid[])`);
}

/** One of the caller's own readings with what is asked for under it, or null exactly as if it did not exist. */
export async function ownReading(context: Context, id: string, asked: ReadonlySet<string>): Promise<Reading | null> {
  const where = await own(context);
  if (!isId(id)) return null;
  where.and(`r.id = ${where.value(id)}::uuid`);
  const [found] = await readingsWith(context, where, 1, asked);
  return found ?? null;
}

@Resolver(() => Reading)
export class ReadingQueries {
  @Query(() => ReadingConnection, {
    description:
      '我的评阅：未完成的在前，其次按代号排列（代号随机，不说明先后），评阅所需的一切都在这一次查询中。限同行评估专家，只见自己的评阅，不见他人的；本卷评定之前，也不见他人是否已经提交',
  })
  async myReadings(
    @Ctx() context: Context,
    @Args() page: WorklistArgs,
    @Info() info: GraphQLResolveInfo,
    @Arg('states', () => [ReadingState], { nullable: true, description: '只列这些状态的' })
    states?: readonly ReadingStateCode[] | null,
  ) {
    requireFirst(page.first, WORKLIST_LIMIT);
    const where = await own(context);
    if (states) where.and(`r.state = ANY (${where.value(states)}::text[])`);
    const counted = { text: where.text, params: [...where.params] };
    if (page.after) {
      const [done, pseudonym, id] = placeOf(page.after);
      where.and(
        `(${READING_ORDER}) > (${where.value(done)}::boolean, ${where.value(pseudonym)}, ${where.value(id)}::uuid)`,
      );
    }
    const asked = askedUnder(info, ['edges', 'node']);
    return pageInOrder(page.first, {
      rows: (limit) => readingsWith(context, where, limit, asked),
      cursor: cursorOf,
      async count() {
        const [row] = await context.readBlind<{ count: number }>(
          `SELECT count(*) AS count FROM review.reading r WHERE ${counted.text}`,
          counted.params,
        );
        return row?.count ?? 0;
      },
    });
  }

  @Query(() => Reading, { nullable: true, description: '我的一次评阅；不存在或者不是自己的为空' })
  reading(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('id', () => ID) id: string,
  ): Promise<Reading | null> {
    return ownReading(context, id, askedUnder(info, []));
  }
}
