import 'reflect-metadata';
import fastifyApollo from '@as-integrations/fastify';
import Fastify, { type FastifyInstance } from 'fastify';
import { registerFolders } from './case-files/folder.http';
import { registerPaperArrivals } from './case-files/paper-arrival.http';
import { registerPaperFiles } from './case-files/paper-file.http';
import { registerPaperPages } from './case-files/paper-pages.http';
import { startSweeping } from './case-files/paper-sweep';
import { registerCaseRegisterRoutes } from './case-files/register-import.http';
import { registerExportRoutes } from './exports/export.http';
import { startGraphql } from './graphql';
import { Draining, drain, type Patience } from './operations/drain';
import { requireShortOfStrangers, serverLimits } from './operations/limits';
import { startMetrics } from './operations/metrics';
import { papersNeed } from './operations/needs';
import { registerOperations } from './operations/register';
import { trustedProxies } from './operations/request-ids';
import { bearersOf } from './organizations/bearers';
import { registerPages, type Welcome } from './pages';
import { registerBlindPages } from './peer-reviews/blind/blind-pages.http';
import { registerReviewReports } from './peer-reviews/results/report.http';
import type { Services } from './platform/context';
import { httpOf, registerFailures } from './platform/http';
import { anzhiSchema } from './schema';

export interface RunningServer {
  readonly url: string;
  readonly app: FastifyInstance;
  readonly services: Services;
  /** Finishes what runs, in bounded time. */
  drain(patience: Patience): Promise<void>;
  /** The same, at nobody's request. */
  close(): Promise<void>;
}

export async function startServer(services: Services, welcome: Welcome | null = null): Promise<RunningServer> {
  const { config } = services;
  const trusts = trustedProxies(config.trustedProxies);
  const app = Fastify({
    logger: false,
    trustProxy: (address) => trusts(address),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    ...serverLimits(config.operations),
  });
  const http = httpOf(app, services, bearersOf(services));
  const draining = new Draining();
  registerFailures(http);
  await registerOperations(http, trusts, draining, [papersNeed(services)]);
  const apollo = await startGraphql(services);
  registerPages(app, welcome);
  registerPaperArrivals(http);
  registerPaperFiles(http);
  registerPaperPages(http);
  registerBlindPages(http);
  registerFolders(http);
  registerReviewReports(http);
  app.addHook('preHandler', async (request) => {
    // Whoever is refused as a caller is told so before anything is read.
    if (request.routeOptions.url !== '/graphql') return;
    const { actor } = await http.contextOf(request);
    requireShortOfStrangers(request.body, actor !== null);
  });
  registerCaseRegisterRoutes(http);
  const exports = registerExportRoutes(http, anzhiSchema);
  await app.register(fastifyApollo(apollo), {
    path: '/graphql',
    method: ['POST'],
    context: (request) => http.contextOf(request),
  });
  const metrics = await startMetrics(services);
  await app.listen({ port: config.port, host: config.host });
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  const stopSweeping = startSweeping(services);
  const stop = async (patience: Patience) => {
    await drain(app, draining, config.operations.drain, patience, () => exports.close());
    await stopSweeping();
    await apollo.stop();
    await metrics?.close();
    services.reader.close();
  };
  return {
    url: `http://${config.host}:${port}/graphql`,
    app,
    services,
    drain: stop,
    close: () => stop({ delay: false, hurry: new AbortController().signal }),
  };
}
