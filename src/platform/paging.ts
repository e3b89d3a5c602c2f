import { ArgsType, ClassType, Field, Int, ObjectType } from 'type-graphql';
import type { Where } from './access/scope';
import type { Context } from './context';
import { badInput } from './refusal';

export const PAGE_LIMIT = 100;

@ArgsType()
export class PageArgs {
  @Field(() => Int, { description: `每页条数，1至${PAGE_LIMIT}` })
  first!: number;

  @Field(() => String, { nullable: true, description: '上一页末尾的游标' })
  after?: string | null;
}

@ObjectType({ description: '分页信息' })
export class PageInfo {
  @Field() hasNextPage!: boolean;
  @Field(() => String, { nullable: true }) endCursor!: string | null;
}

export interface Page<Row> {
  edges: { cursor: string; node: Row }[];
  pageInfo: PageInfo;
  count: () => Promise<number>;
}

/** A Relay connection type for nodes of one type. */
export function connectionOf<T extends object>(node: ClassType<T>, name: string) {
  @ObjectType(`${name}Edge`)
  class Edge {
    @Field({ description: '游标' }) cursor!: string;
    @Field(() => node) node!: T;
  }
  @ObjectType(`${name}Connection`, { description: '分页列表' })
  class Connection {
    @Field(() => [Edge]) edges!: Edge[];
    @Field(() => PageInfo) pageInfo!: PageInfo;
    @Field(() => Int, { description: '可见范围内的总数' })
    totalCount(): Promise<number> {
      return this.count();
    }
    count!: () => Promise<number>;
  }
  return Connection;
}

const encode = (id: string) => Buffer.from(`c:${id}`).toString('base64url');
const decode = (cursor: string): string => {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!/^c:[0-9a-f-]{36}$/.test(text)) throw badInput('after', '游标无效');
  return text.slice(2);
};

/**
 * One page in the stable order of ids (newest first). Item, list and count use the same condition.
 * `from` names the table with alias `t`; `select` gives at least `id`.
 */
export async function pageOf<Row extends { id: string }>(
  context: Context,
  query: { readonly select: string; readonly from: string; readonly where: Where },
  page: PageArgs,
): Promise<Page<Row>> {
  if (!Number.isInteger(page.first) || page.first < 1 || page.first > PAGE_LIMIT) {
    throw badInput('first', `每页条数须在1至${PAGE_LIMIT}之间`);
  }
  const { where } = query;
  const counted = { text: where.text, params: [...where.params] };
  const from = page.after ? `(${where.text}) AND t.id < ${where.value(decode(page.after))}::uuid` : where.text;
  const found = await context.read<Row>(
    `SELECT ${query.select} FROM ${query.from} WHERE ${from} ORDER BY t.id DESC LIMIT ${page.first + 1}`,
    where.params,
  );
  const edges = found.slice(0, page.first).map((node) => ({ cursor: encode(node.id), node }));
  return {
    edges,
    pageInfo: { hasNextPage: found.length > page.first, endCursor: edges.at(-1)?.cursor ?? null },
    count: async () => {
      const [row] = await context.read<{ count: number }>(
        `SELECT count(*) AS count FROM ${query.from} WHERE ${counted.text}`,
        counted.params,
      );
      return row?.count ?? 0;
    },
  };
}
