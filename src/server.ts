import { randomUUID } from 'node:crypto';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import Fastify, { type FastifyInstance } from 'fastify';
import { GraphQLError, type GraphQLFormattedError, type ValidationContext } from 'graphql';
import { actorOfToken } from './organizations/token';
import { registerPages, type Welcome } from './pages';
import type { Context, Services } from './platform/context';
import { costLimit } from './platform/cost';
import { faultFacts, httpOf, registerFailures } from './platform/http';
import { compiledQueries } from './platform/jit';
import { Refused } from './platform/refusal';
import { buildAnzhiSchema } from './schema';

export interface RunningServer {
  readonly url: string;
  readonly app: FastifyInstance;
  readonly services: Services;
  close(): Promise<void>;
}

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
    if (code && code !== 'INTERNAL_SERVER_ERROR') {
      return { message: formatted.message, locations: formatted.locations, path: formatted.path, extensions: { code } };
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

/** Armor's rules report an error with a code of ours instead of throwing. */
const refusing = (code: string, message: string) => ({
  propagateOnRejection: false,
  onReject: [
    (context: ValidationContext | null) => context?.reportError(new GraphQLError(message, { extensions: { code } })),
  ],
});

export async function startServer(services: Services, welcome: Welcome | null = null): Promise<RunningServer> {
  const { config } = services;
  const app = Fastify({
    logger: false,
    bodyLimit: 1_000_000,
    trustProxy: config.trustedProxies.length ? [...config.trustedProxies] : false,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
  });
  const http = httpOf(app, services, actorOfToken);
  registerFailures(http);
  const apollo = new ApolloServer<Context>({
    schema: buildAnzhiSchema(),
    introspection: config.demo,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    parseOptions: { maxTokens: config.limits.tokens },
    validationRules: [
      maxDepthRule({
        n: config.limits.depth,
        ignoreIntrospection: true,
        ...refusing('QUERY_TOO_DEEP', `查询层级过深，上限 ${config.limits.depth} 层`),
      }),
      maxAliasesRule({
        n: config.limits.aliases,
        ...refusing('TOO_MANY_ALIASES', `别名过多，上限 ${config.limits.aliases} 个`),
      }),
    ],
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      fastifyApolloDrainPlugin(app),
      costLimit(config.limits.cost),
      finishing,
      compiledQueries(),
    ],
    formatError: formatError(services),
    stopOnTerminationSignals: false,
    logger: services.log,
  });
  await apollo.start();
  registerPages(app, welcome);
  await app.register(fastifyApollo(apollo), {
    path: '/graphql',
    method: ['POST', 'OPTIONS'],
    context: (request) => http.contextOf(request),
  });
  await app.listen({ port: config.port, host: config.host });
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  return {
    url: `http://${config.host}:${port}/graphql`,
    app,
    services,
    close: async () => {
      await apollo.stop();
      await app.close();
    },
  };
}
