import { randomUUID } from 'node:crypto';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { actorOfToken } from './organizations/token';
import { registerPages, type Welcome } from './pages';
import { Context, type Services } from './platform/context';
import { costLimit } from './platform/cost';
import { compiledQueries } from './platform/jit';
import { Refused } from './platform/refusal';
import { buildAnzhiSchema } from './schema';

export interface RunningServer {
  readonly url: string;
  readonly app: FastifyInstance;
  readonly services: Services;
  close(): Promise<void>;
}

const bearer = (request: FastifyRequest): string | null => {
  const match = /^Bearer ([\w.-]+)$/.exec(request.headers.authorization ?? '');
  return match?.[1] ?? null;
};

/** Refusals of queries as errors with their code; everything else unexpected is a fault with an id and no details. */
const formatError =
  (services: Services) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const original = error instanceof GraphQLError ? error.originalError : error;
    if (original instanceof Refused) {
      return { ...formatted, message: original.refusal.message, extensions: { code: original.refusal.code } };
    }
    const code = formatted.extensions?.code;
    if (code && code !== 'INTERNAL_SERVER_ERROR') {
      return { message: formatted.message, locations: formatted.locations, path: formatted.path, extensions: { code } };
    }
    const faultId = randomUUID();
    services.log.error({ faultId, error: original }, 'fault');
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

export async function startServer(services: Services, welcome: Welcome | null = null): Promise<RunningServer> {
  const { config } = services;
  const app = Fastify({
    logger: false,
    bodyLimit: 1_000_000,
    trustProxy: config.trustedProxies.length ? [...config.trustedProxies] : false,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
  });
  const apollo = new ApolloServer<Context>({
    schema: buildAnzhiSchema(),
    introspection: config.demo,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    parseOptions: { maxTokens: config.limits.tokens },
    validationRules: [
      maxDepthRule({ n: config.limits.depth, ignoreIntrospection: true, propagateOnRejection: true }),
      maxAliasesRule({ n: config.limits.aliases, propagateOnRejection: true }),
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
    context: async (request) => {
      const token = bearer(request);
      const actor = token ? await actorOfToken(services, token) : null;
      return new Context(services, actor, request.id, request.ip);
    },
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
