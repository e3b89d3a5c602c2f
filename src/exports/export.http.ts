import type { FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { type Actor, sameAccess } from '../platform/access/actor';
import { perform } from '../platform/act';
import { Context } from '../platform/context';
import { faultFacts, type Http } from '../platform/http';
import { newId } from '../platform/ids';
import { badInput, notFound } from '../platform/refusal';
import { attachment, MEDIA_TYPES, type SheetFormat } from '../platform/sheets/write';
import { beginExport, endExport, spokenFilter } from './export.service';
import { exportList } from './export-lists';
import { filterOf, readPage } from './export-pages';
import { type ExportQuery, exportQuery } from './export-query';
import { ExportBroken, type ExportEnd, exportStream } from './export-stream';
import { RunningExports } from './running-exports';

interface Query {
  readonly filter?: string;
}

/** A condition that stands beside the filter, or under a misspelt name, would be passed over: the whole list would leave. */
function requireFilterOnly(query: Query): void {
  if (Object.keys(query).some((name) => name !== 'filter')) throw badInput('filter', '只有这一个参数，条件都写在其中');
}

/**
 * `GET /export/{list}.csv|xlsx?filter={…}`: a list as a sheet, read page by page as the download asks for it, each page as
 * who the reader is then. The schema is the API's own.
 */
export function registerExportRoutes(http: Http, schema: () => GraphQLSchema): RunningExports {
  const { app, services, signedIn } = http;
  const silenceMs = services.config.operations.answerSilenceSeconds * 1000;
  const exports = new RunningExports();
  const queries = new Map<string, ExportQuery>();

  const queryOf = (name: string): ExportQuery => {
    const list = exportList(name);
    if (!list) throw notFound();
    const known = queries.get(name) ?? exportQuery(schema(), list);
    queries.set(name, known);
    return known;
  };

  /** A context of its own for each page: what was loaded for one is not kept for the next. */
  const again = async (request: FastifyRequest, begun: Context & { readonly actor: Actor }): Promise<Context> => {
    const actor = await http.actorNow(request);
    if (!actor || !sameAccess(actor, begun.actor)) throw new ExportBroken('ACCESS_ENDED');
    return pageContext(begun, actor);
  };

  // No HEAD: it would read the whole list, and the ledger would say that it left.
  const options = { exposeHeadRoute: false };
  app.get<{ Params: { file: string }; Querystring: Query }>('/export/:file', options, async (request, reply) => {
    const context = await signedIn(request);
    requireFilterOnly(request.query);
    const [, name, ending] = /^(\w{1,40})\.(csv|xlsx)$/.exec(request.params.file) ?? [];
    if (!name || !ending) throw notFound();
    const format = ending as SheetFormat;
    const query = queryOf(name);
    const filter = filterOf(query, request.query.filter);
    const page = (as: Context, after: string | null) => readPage(schema(), query, as, filter, after);
    const running = exports.begin(context.actor.accountId);
    try {
      const first = await page(pageContext(context, context.actor), null);
      const told = { exportId: newId(), list: name, format, filter: spokenFilter(filter, query.variables) };
      const call = () => ({ idempotencyKey: newId(), preview: false });
      await perform(context, beginExport, told, call());
      const finish = async (rows: number, how: ExportEnd) => {
        const ended = { ...told, rows, complete: how === 'COMPLETE', ended: how };
        await perform(pageContext(context, context.actor), endExport, ended, call())
          .catch((error) => services.log.error({ fault: faultFacts(error) }, 'export not closed'))
          .finally(running.ended);
      };
      const read = async (after: string) => page(await again(request, context), after);
      const stream = exportStream({ query, format, first, read, silenceMs, finish });
      stream.once('error', (error) => {
        if (error instanceof ExportBroken)
          services.log.warn({ requestId: request.id, how: error.how }, 'export broken off');
        else services.log.error({ requestId: request.id, fault: faultFacts(error) }, 'export broken off');
      });
      running.streams(stream);
      return reply
        .type(MEDIA_TYPES[format])
        .header(
          'content-disposition',
          attachment(`${query.list.title}-${context.today}.${format}`, `${name}-${context.today}.${format}`),
        )
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'no-store')
        .send(stream);
    } catch (error) {
      running.ended();
      throw error;
    }
  });
  return exports;
}

const pageContext = (context: Context, actor: Actor): Context =>
  new Context(context.services, actor, context.requestId, context.address);
