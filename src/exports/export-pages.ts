import { execute, type GraphQLError, type GraphQLSchema } from 'graphql';
import type { Context } from '../platform/context';
import { PAGE_LIMIT } from '../platform/paging';
import { badInput, notFound, Refused } from '../platform/refusal';
import type { ExportQuery } from './export-query';

export type Filter = Readonly<Record<string, unknown>>;

export interface Page {
  readonly nodes: readonly unknown[];
  readonly next: string | null;
}

interface ConnectionAnswer {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly { readonly node: unknown }[];
}

export function filterOf(query: ExportQuery, given: string | undefined): Filter {
  let parsed: unknown;
  try {
    parsed = JSON.parse(given || '{}');
  } catch {
    throw badInput('filter', '须为JSON对象');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw badInput('filter', '须为JSON对象');
  for (const name of Object.keys(parsed)) {
    if (!query.variables.has(name)) {
      throw badInput(`filter.${name}`, `没有这个条件；可用：${[...query.variables.keys()].join('、') || '无'}`);
    }
  }
  return parsed as Filter;
}

/** One page through the API's own resolvers: whoever may not see the list there is refused here with the same words. */
export async function readPage(
  schema: GraphQLSchema,
  query: ExportQuery,
  context: Context,
  filter: Filter,
  after: string | null,
): Promise<Page> {
  const { data, errors } = await execute({
    schema,
    document: query.document,
    contextValue: context,
    variableValues: { ...filter, first: PAGE_LIMIT, after },
  });
  const [error] = errors ?? [];
  if (error) throw failure(error);
  const [outer, inner] = query.list.path;
  const found = (data as Record<string, unknown>)[outer] as Record<string, unknown> | null;
  const connection = (inner ? found?.[inner] : found) as ConnectionAnswer | null | undefined;
  if (!connection) throw notFound();
  const { pageInfo, edges } = connection;
  return { nodes: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
}

/** Variables that do not fit are bad input; refusals stay refusals; the rest is a fault. */
function failure(error: GraphQLError): Error {
  if (error.originalError instanceof Refused) return error.originalError;
  if (!error.path) return badInput('filter', '条件的名称、种类或者数值有误');
  return error.originalError ?? error;
}
