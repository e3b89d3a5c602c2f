import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { Context, Services } from '../platform/context';
import { measuresOf } from '../platform/measures';

/** Counts operations by type and outcome: SUCCESS, or the code of the first error. */
export const operationMeasures = (services: Services): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async willSendResponse({ operation, response }) {
        const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined;
        const code = errors?.[0]?.extensions?.code;
        const outcome = errors?.length ? String(code ?? 'FAULT') : 'SUCCESS';
        measuresOf(services).operation(operation?.operation ?? 'none', outcome);
      },
    };
  },
});

const outcomeOf = (result: unknown): string => {
  const { code, receipt } = (result ?? {}) as { code?: unknown; receipt?: { preview?: boolean } };
  if (typeof code === 'string') return code;
  return receipt?.preview ? 'PREVIEW' : 'SUCCESS';
};

/** Counts each mutation field by what became of it. Only these fields are wrapped: queries run compiled. */
export function measureMutations(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve, name } = field;
    if (!resolve) continue;
    field.resolve = async (source, args, context: Context, info) => {
      const measures = measuresOf(context.services);
      try {
        const result = await resolve(source, args, context, info);
        const outcome = outcomeOf(result);
        measures.mutation(name, outcome);
        if (name === 'signIn' && outcome !== 'SUCCESS') measures.signInRefused('password', outcome);
        return result;
      } catch (error) {
        measures.mutation(name, 'FAULT');
        throw error;
      }
    };
  }
  return schema;
}
