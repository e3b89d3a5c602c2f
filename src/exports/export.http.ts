import { Readable } from 'node:stream';
import { execute, GraphQLError, type GraphQLSchema } from 'graphql';
import type { Actor } from '../platform/access/actor';
import { perform } from '../platform/act';
import { Context } from '../platform/context';
import { faultFacts, type Http } from '../platform/http';
import { newId } from '../platform/ids';
import { PAGE_LIMIT } from '../platform/paging';
import { badInput, conflict, notFound, Refused } from '../platform/refusal';
import { attachment, csvOf, MEDIA_TYPES, type SheetFormat, type Value, xlsxOf } from '../platform/sheets/write';
import { beginExport, endExport, spoken } from './export.service';
import { exportList } from './export-lists';
import { type ExportQuery, exportQuery } from './export-query';

/** Exports that one server streams at a time. */
const AT_ONCE = 8;

type Filter = Readonly<Record<string, unknown>>;

interface Page {
  readonly nodes: readonly unknown[];
  readonly next: string | null;
}

interface ConnectionAnswer {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly { readonly node: unknown }[];
}

function filterOf(query: ExportQuery, given: string | undefined): Filter {
  let parsed: unknown;
  try {
    parsed = JSON.parse(given || '{}');
  } catch {
    throw badInput('filter', '须为JSON对象');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw badInput('filter', '须为JSON对象');
  for (const name of Object.keys(parsed)) {
    if (!query.variables.includes(name)) {
      throw badInput(`filter.${name}`, `没有这个条件；可用：${query.variables.join('、') || '无'}`);
    }
  }
  return parsed as Filter;
}

/** One page through the API's own resolvers: whoever may not see the list there is refused here with the same words. */
async function readPage(
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

/**
 * `GET /export/{list}.csv|xlsx?filter={…}`: a list as a sheet, read page by page as the download asks for it. The schema
 * is the API's own, made when the first export asks for it.
 */
export function registerExportRoutes({ app, services, signedIn }: Http, buildSchema: () => GraphQLSchema): void {
  let schema: GraphQLSchema | null = null;
  const queries = new Map<string, ExportQuery>();
  let running = 0;

  const queryOf = (name: string): ExportQuery => {
    const list = exportList(name);
    if (!list) throw notFound();
    schema ??= buildSchema();
    const known = queries.get(name) ?? exportQuery(schema, list);
    queries.set(name, known);
    return known;
  };

  app.get<{ Params: { file: string }; Querystring: { filter?: string } }>('/export/:file', async (request, reply) => {
    const context = await signedIn(request);
    const [, name, ending] = /^(\w{1,40})\.(csv|xlsx)$/.exec(request.params.file) ?? [];
    if (!name || !ending) throw notFound();
    const format = ending as SheetFormat;
    const query = queryOf(name);
    const filter = filterOf(query, request.query.filter);
    // A context of its own for each page: what was loaded for one is not kept for the next.
    const page = (after: string | null) =>
      readPage(schema as GraphQLSchema, query, pageContext(context, context.actor), filter, after);
    if (running >= AT_ONCE) throw conflict('EXPORTS_BUSY', '同时导出的人太多，请稍后重试');
    running += 1;
    let ended = false;
    const done = () => {
      if (!ended) running -= 1;
      ended = true;
    };
    try {
      const first = await page(null);
      const told = { exportId: newId(), list: name, format, filter: spoken(filter) as Record<string, unknown> };
      const call = () => ({ idempotencyKey: newId(), preview: false });
      await perform(context, beginExport, told, call());
      const finish = async (rows: number, complete: boolean) => {
        done();
        await perform(pageContext(context, context.actor), endExport, { ...told, rows, complete }, call()).catch(
          (error) => services.log.error({ fault: faultFacts(error) }, 'export not closed'),
        );
      };
      const bytes = sheetOf(query, format, rowsOf(query, first, page), finish);
      const stream = Readable.from(bytes, { objectMode: false });
      stream.once('error', (error) => services.log.error({ fault: faultFacts(error) }, 'export broken off'));
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
      done();
      throw error;
    }
  });
}

const pageContext = (context: Context, actor: Actor): Context =>
  new Context(context.services, actor, context.requestId, context.address);

interface Counted {
  rows: number;
  all: boolean;
}

async function* rowsOf(
  query: ExportQuery,
  first: Page,
  read: (after: string) => Promise<Page>,
): AsyncGenerator<readonly Value[], void, void> {
  for (let page = first; ; ) {
    for (const node of page.nodes) yield query.columns.map((column) => column.of(node));
    if (page.next === null) return;
    page = await read(page.next);
  }
}

/** The bytes of the sheet; when they end, or nobody takes them any more, the rows that left are told. */
async function* sheetOf(
  query: ExportQuery,
  format: SheetFormat,
  rows: AsyncGenerator<readonly Value[], void, void>,
  finish: (rows: number, complete: boolean) => Promise<void>,
): AsyncGenerator<Buffer> {
  const counted: Counted = { rows: 0, all: false };
  const counting = async function* () {
    for await (const row of rows) {
      counted.rows += 1;
      yield row;
    }
  };
  const sheet = {
    name: query.list.title,
    headings: query.columns.map(({ heading }) => heading),
    decimals: query.columns.map(({ decimals }) => decimals),
    rows: counting(),
  };
  try {
    yield* inPieces(format === 'csv' ? csvOf(sheet) : xlsxOf([sheet]));
    counted.all = true;
  } finally {
    await finish(counted.rows, counted.all);
  }
}

const PIECE = 32_768;

/** Small lines are sent together. */
async function* inPieces(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    waiting.push(chunk);
    length += chunk.length;
    if (length < PIECE) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    length = 0;
  }
  if (length) yield Buffer.concat(waiting);
}
