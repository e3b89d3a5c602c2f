import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { type ComplexityEstimatorArgs, getComplexity } from 'graphql-query-complexity';

/** A field costs one, and what it holds as often as the page asked for. */
const estimate = ({ args, childComplexity }: ComplexityEstimatorArgs): number => {
  const first = typeof args.first === 'number' && args.first > 0 ? Math.min(args.first, 1000) : 1;
  return 1 + first * childComplexity;
};

/** Refuses a query whose cost – fields times page sizes – passes the limit, before it touches the database. */
export const costLimit = <C extends object>(limit: number): ApolloServerPlugin<C> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ request, document, schema, operationName }) {
        const cost = getComplexity({
          schema,
          query: document,
          variables: request.variables ?? {},
          operationName: operationName ?? undefined,
          estimators: [estimate],
        });
        if (cost > limit) {
          throw new GraphQLError(`查询过大：代价 ${cost}，上限 ${limit}；请减少每页条数或层级`, {
            extensions: { code: 'QUERY_TOO_COSTLY' },
          });
        }
      },
    };
  },
});
