import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyHttpOptions, FastifyInstance, FastifyReply } from 'fastify';
import { HttpRefused } from '../platform/http';
import { registerJsonBodies } from '../platform/json-body';
import type { OperationConfig } from '../settings/operations';

const CLIENT_ERRORS: Readonly<Record<string, readonly [line: string, code: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'HEADERS_TOO_LARGE', '请求头过大'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'REQUEST_TIMEOUT', '请求超时'],
};

/** A refusal written to a connection on which no request could be read, or not in time. */
function refuseConnection(socket: Socket, code: string | undefined): void {
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [line, refusal, message] = CLIENT_ERRORS[code ?? ''] ?? ['400 Bad Request', 'BAD_REQUEST', '请求有误'];
  const body = JSON.stringify({ code: refusal, message, findings: [] });
  socket.end(
    `HTTP/1.1 ${line}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

/** How long and how large a request may be, and what whoever goes beyond is told. */
export const serverLimits = (limits: OperationConfig) =>
  ({
    bodyLimit: limits.maxBody,
    requestTimeout: limits.uploadSeconds * 1000,
    http: { headersTimeout: limits.headersSeconds * 1000, connectionsCheckingInterval: 2000 },
    keepAliveTimeout: 65_000,
    clientErrorHandler: (error, socket) => refuseConnection(socket, error.code),
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (_error: Error, _request: unknown, reply: FastifyReply) => {
      reply.code(400).send({ code: 'BAD_REQUEST', message: '地址有误', findings: [] });
    },
  }) satisfies FastifyHttpOptions<Server>;

const METHODS = ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

export function registerLimits(app: FastifyInstance, limits: OperationConfig): void {
  registerJsonBodies(app);
  app.addHook('onRequest', async (request) => {
    const { host } = request.headers;
    if (host === undefined || !URL.canParse(`http://${host}/`))
      throw new HttpRefused(400, 'BAD_REQUEST', '请求头 Host 有误');
    if (request.routeOptions.config?.upload || request.raw.complete) return;
    const { socket } = request.raw;
    const timer = setTimeout(() => {
      if (!request.raw.complete) refuseConnection(socket, 'ERR_HTTP_REQUEST_TIMEOUT');
    }, limits.bodySeconds * 1000);
    const stop = () => clearTimeout(timer);
    request.raw.once('end', stop);
    request.raw.once('close', stop);
  });
}

/**
 * Longest query of a stranger, in characters (HOUSE): they sign in, and look at the schema. Holding the fields of a long
 * one against each other takes a quarter of a second, which anybody could ask for again and again.
 */
const STRANGERS_QUERY = 5000;

export function requireShortOfStrangers(body: unknown, signedIn: boolean): void {
  const { query } = (body ?? {}) as { query?: unknown };
  if (signedIn || typeof query !== 'string' || query.length <= STRANGERS_QUERY) return;
  throw new HttpRefused(413, 'QUERY_TOO_LONG', `未登录时查询不得超过${STRANGERS_QUERY}个字符；请先登录`);
}

/** What GraphQL takes, before it looks at the query: POST, one operation, a text. */
export function registerGraphqlLimits(app: FastifyInstance): void {
  app.route({
    method: [...METHODS],
    url: '/graphql',
    handler: (_request, reply) => {
      reply.header('allow', 'POST');
      throw new HttpRefused(405, 'METHOD_NOT_ALLOWED', '接口只接受POST');
    },
  });
  app.addHook('preHandler', async (request) => {
    if (request.routeOptions.url !== '/graphql' || request.method !== 'POST') return;
    const { body } = request;
    if (Array.isArray(body)) throw new HttpRefused(400, 'BATCH_REFUSED', '一次请求只接受一个操作，不接受数组');
    const { query, variables, operationName } = (body ?? {}) as Record<string, unknown>;
    if (typeof query !== 'string' || query.trim() === '') {
      throw new HttpRefused(400, 'BAD_REQUEST', '请求体须有文字 query');
    }
    if (variables !== undefined && (typeof variables !== 'object' || Array.isArray(variables))) {
      throw new HttpRefused(400, 'BAD_REQUEST', 'variables 须为对象');
    }
    if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
      throw new HttpRefused(400, 'BAD_REQUEST', 'operationName 须为文字');
    }
  });
}
