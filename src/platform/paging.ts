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

/** How many are asked for at once. Refusal: INVALID_INPUT. */
export function requireFirst(first: number, most = PAGE_LIMIT): void {
  if (!Number.isInteger(first) || first < 1 || first > most) throw badInput('first', `每页条数须在1至${most}之间`);
}

/** One page in an order of its own: one row more than asked for tells whether there is another page. */
export async function pageInOrder<Row>(
  first: number,
  list: {
    /** At most so many rows behind the page before. */
    readonly rows: (limit: number) => Promise<readonly Row[]>;
    readonly cursor: (row: Row) => string;
    /** All rows, whatever the page. */
    readonly count: () => Promise<number>;
  },
): Promise<Page<Row>> {
  const found = await list.rows(first + 1);
  const edges = found.slice(0, first).map((node) => ({ cursor: list.cursor(node), node }));
  return {
    edges,
    pageInfo: { hasNextPage: found.length > first, endCursor: edges.at(-1)?.cursor ?? null },
    count: list.count,
  };
}

/** `from` names the table with alias `t`; `select` gives at least what the list is ordered by. */
interface Listed {
  readonly select: string;
  readonly from: string;
  readonly where: Where;
}

interface Order<Row> {
  readonly by: string;
  /** Condition of the rows that follow where a cursor points. */
  readonly behind: (where: Where, cursor: string) => string;
  readonly cursor: (row: Row) => string;
}

const encode = (place: string): string => Buffer.from(place).toString('base64url');
function decode(cursor: string, shape: RegExp): string {
  const [, place] = shape.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (!place) throw badInput('after', '游标无效');
  return place;
}

const NEWEST_FIRST: Order<{ readonly id: string }> = {
  by: 't.id DESC',
  behind: (where, cursor) => `t.id < ${where.value(decode(cursor, /^c:([0-9a-f-]{36})$/))}::uuid`,
  cursor: ({ id }) => encode(`c:${id}`),
};

const BY_ROW: Order<{ readonly rowNo: number }> = {
  by: 't.row_no',
  behind: (where, cursor) => `t.row_no > ${where.value(Number(decode(cursor, /^r:(\d{1,9})$/)))}`,
  cursor: ({ rowNo }) => encode(`r:${rowNo}`),
};

/** Item, list and count use the same condition. */
async function pageBy<Row>(
  context: Context,
  { select, from, where }: Listed,
  { first, after }: PageArgs,
  { by, behind, cursor }: Order<Row>,
): Promise<Page<Row>> {
  requireFirst(first);
  const counted = { text: where.text, params: [...where.params] };
  const text = after ? `(${counted.text}) AND ${behind(where, after)}` : counted.text;
  return pageInOrder<Row>(first, {
    rows: (limit) =>
      context.read(`SELECT ${select} FROM ${from} WHERE ${text} ORDER BY ${by} LIMIT ${limit}`, where.params),
    cursor,
    async count() {
      const [row] = await context.read<{ count: number }>(
        `SELECT count(*) AS count FROM ${from} WHERE ${counted.text}`,
        counted.params,
      );
      return row?.count ?? 0;
    },
  });
}

/** One page in the stable order of ids, newest first. */
export const pageOf = <Row extends { readonly id: string }>(context: Context, list: Listed, page: PageArgs) =>
  pageBy<Row>(context, list, page, NEWEST_FIRST);

/** One page in the order of row numbers: of a sheet, or of what was asked in one batch. */
export const pageOfRows = <Row extends { readonly rowNo: number }>(context: Context, list: Listed, page: PageArgs) =>
  pageBy<Row>(context, list, page, BY_ROW);
