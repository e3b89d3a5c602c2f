import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, GraphQLError, type GraphQLSchema, getNullableType, isListType } from 'graphql';
import { type ComplexityEstimatorArgs, getComplexity } from 'graphql-query-complexity';

/** How many things a list without pages is taken to hold, unless its field says better (`@Extensions({ usually: 1 })`). */
const USUAL_LIST = 8;

const usualOf = ({ extensions }: ComplexityEstimatorArgs['field']): number =>
  typeof extensions.usually === 'number' ? extensions.usually : USUAL_LIST;

/** What a field costs by itself: one, unless it computes over much more than it shows (`@Extensions({ costs: 2000 })`). */
const ownCostOf = ({ extensions }: ComplexityEstimatorArgs['field']): number =>
  typeof extensions.costs === 'number' ? extensions.costs : 1;

/** A field has its own cost, and what it holds as often as the page asked for, or a list usually holds it. */
const estimate = ({ args, childComplexity, field }: ComplexityEstimatorArgs): number => {
  const paged = typeof args.first === 'number' && args.first > 0;
  // The edges of a page are counted by its `first` already.
  const listed = field.name !== 'edges' && isListType(getNullableType(field.type));
  const times = paged ? Math.min(args.first, 1000) : listed ? usualOf(field) : 1;
  return ownCostOf(field) + times * childComplexity;
};

/** Variables that do not fit have no cost: the execution that follows refuses them by name before anything is read. */
function costOf(
  schema: GraphQLSchema,
  query: DocumentNode,
  variables: Record<string, unknown>,
  operationName?: string,
): number {
  try {
    return getComplexity({ schema, query, variables, operationName, estimators: [estimate] });
  } catch (error) {
    if (error instanceof GraphQLError) return 0;
    throw error;
  }
}

/** Refuses a query whose cost – fields times page sizes – passes the limit, before it touches the database. */
export const costLimit = <C extends object>(limit: number): ApolloServerPlugin<C> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ request, document, schema, operationName }) {
        const cost = costOf(schema, document, request.variables ?? {}, operationName ?? undefined);
        if (cost > limit) {
          throw new GraphQLError(`查询过大：代价 ${cost}，上限 ${limit}；请减少每页条数或层级`, {
            extensions: { code: 'QUERY_TOO_COSTLY' },
          });
        }
      },
    };
  },
});
