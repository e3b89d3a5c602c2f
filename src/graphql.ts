import { randomUUID } from 'node:crypto';
import { ApolloServer, type ApolloServerOptions, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import {
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationContext,
} from 'graphql';
import { measureMutations, operationMeasures } from './operations/graphql-measures';
import type { Context, Services } from './platform/context';
import { costLimit } from './platform/cost';
import { isDatabaseAway, RETRY_LATER } from './platform/database/away';
import { faultFacts, scrubbed } from './platform/http';
import { compiledQueries } from './platform/jit';
import { plainMessage } from './platform/plain-errors';
import { Refused } from './platform/refusal';
import { anzhiSchema } from './schema';

/** Refusals of queries as errors with their code; everything else unexpected is a fault with an id and no details. */
const formatError =
  (services: Services) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const original = error instanceof GraphQLError ? error.originalError : error;
    if (original instanceof Refused) {
      return { ...formatted, message: original.refusal.message, extensions: { code: original.refusal.code } };
    }
    const own = original instanceof GraphQLError ? original.extensions.code : undefined;
    const code = own ?? formatted.extensions?.code;
    if (typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR') {
      const message = plainMessage(formatted.message, code);
      return { message, locations: formatted.locations, path: formatted.path, extensions: { code } };
    }
    if (isDatabaseAway(original)) {
      services.log.warn({ fault: faultFacts(original) }, 'database away');
      return { message: RETRY_LATER.message, path: formatted.path, extensions: { code: RETRY_LATER.code } };
    }
    const faultId = randomUUID();
    services.log.error({ faultId, fault: faultFacts(original) }, 'fault');
    return { message: `系统故障，编号 ${faultId}`, path: formatted.path, extensions: { code: 'FAULT', faultId } };
  };

/** A preview's transaction lives until the response is made, and not a moment longer. */
const finishing: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ contextValue }) {
        await contextValue.finish();
      },
    };
  },
  async unexpectedErrorProcessingRequest({ requestContext }) {
    await requestContext.contextValue?.finish();
  },
};

/** A database that is away is no answer to the query: balancers and clients read that from the status as well. */
const retryable: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body, http } }) {
        if (body.kind !== 'single') return;
        if (!body.singleResult.errors?.some(({ extensions }) => extensions?.code === RETRY_LATER.code)) return;
        http.status = 503;
        http.headers.set('retry-after', String(RETRY_LATER.seconds));
      },
    };
  },
};

/** Armor's rules report an error with a code of ours instead of throwing. */
const refusing = (code: string, message: string) => ({
  propagateOnRejection: false,
  onReject: [
    (context: ValidationContext | null) => context?.reportError(new GraphQLError(message, { extensions: { code } })),
  ],
});

/** graphql-js lets an operation pass whose root type the schema does not have. */
const supportedOperations = (context: ValidationContext) => ({
  OperationDefinition(node: OperationDefinitionNode) {
    if (!context.getSchema().getRootType(node.operation)) {
      context.reportError(new GraphQLError('接口只有查询和操作，没有订阅', { nodes: node }));
    }
  },
});

/** Apollo's own words may hold a part of the query. */
const logOf = ({ log }: Services): ApolloServerOptions<Context>['logger'] => ({
  debug: (text) => log.debug({ apollo: scrubbed(String(text)) }),
  info: (text) => log.debug({ apollo: scrubbed(String(text)) }),
  warn: (text) => log.warn({ apollo: scrubbed(String(text)) }),
  error: (text) => log.error({ apollo: scrubbed(String(text)) }),
});

let served: GraphQLSchema | null = null;
const servedSchema = (): GraphQLSchema => {
  served ??= measureMutations(anzhiSchema());
  return served;
};

/** GraphQL as this server answers it; the schema is shown and introspected in demo mode only. */
export async function startGraphql(services: Services): Promise<ApolloServer<Context>> {
  const { config } = services;
  const apollo = new ApolloServer<Context>({
    schema: servedSchema(),
    introspection: config.demo,
    hideSchemaDetailsFromClientErrors: !config.demo,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    parseOptions: { maxTokens: config.limits.tokens },
    validationRules: [
      supportedOperations,
      maxDepthRule({
        n: config.limits.depth,
        ignoreIntrospection: true,
        ...refusing('QUERY_TOO_DEEP', `查询层级过深，上限 ${config.limits.depth} 层`),
      }),
      maxAliasesRule({
        n: config.limits.aliases,
        allowList: [],
        ...refusing('TOO_MANY_ALIASES', `别名过多，上限 ${config.limits.aliases} 个`),
      }),
    ],
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      costLimit(config.limits.cost),
      finishing,
      retryable,
      compiledQueries(),
      operationMeasures(services),
    ],
    formatError: formatError(services),
    stopOnTerminationSignals: false,
    logger: logOf(services),
  });
  await apollo.start();
  return apollo;
}
