import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from './access/actor';
import { Context, type Services } from './context';
import { isDatabaseAway, RETRY_LATER } from './database/away';
import { AccessRefusal, type AnyRefusal, accessRefusal, InputRefusal, Refused, RuleRefusal } from './refusal';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Takes a large body in its own time: other limits of size, time and number hold for it. */
    upload?: boolean;
  }
}

/** Who a token speaks for, as far as the token alone can say. */
export interface Bearer {
  /** The same for the same account, different for others; not for logs. */
  readonly key: string;
  /** The account behind it today, or null where account or token no longer hold; may be refused with a reason. */
  actor(): Promise<Actor | null>;
}

/** Null where the token proves nothing; refused where more can be said about why. */
export type Bearers = (token: string) => Promise<Bearer | null>;

/** What a subject needs to answer over plain HTTP, beside GraphQL. */
export interface Http {
  readonly app: FastifyInstance;
  readonly services: Services;
  /** The request's context: its actor is null where no token was given or the token no longer holds. */
  contextOf(request: FastifyRequest): Promise<Context>;
  /** The same, and refused NOT_SIGNED_IN without an actor, PASSWORD_MUST_BE_CHANGED while a first password waits to be changed. */
  signedIn(request: FastifyRequest): Promise<Context & { readonly actor: Actor }>;
  /** Who it is now, for work that goes on for long: token and account are asked again. Null where they no longer hold. */
  actorNow(request: FastifyRequest): Promise<Actor | null>;
  /** Whose requests are counted together; null without a token that proves something. Never refused. */
  keyOf(request: FastifyRequest): Promise<string | null>;
  /** For logs: the account, once the request's context was made. */
  accountOf(request: FastifyRequest): string | null;
}

/** No token of ours or of a sane issuer is longer. */
const LONGEST_TOKEN = 8192;

const bearer = (request: FastifyRequest): string | null => {
  const token = /^Bearer ([\w.-]+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
  if (token && token.length > LONGEST_TOKEN) throw new HttpRefused(401, 'TOKEN_REFUSED', '令牌过长');
  return token;
};

export function httpOf(app: FastifyInstance, services: Services, bearers: Bearers): Http {
  const callers = new WeakMap<FastifyRequest, Promise<Bearer | null>>();
  const contexts = new WeakMap<FastifyRequest, Promise<Context>>();
  const accounts = new WeakMap<FastifyRequest, string>();
  const callerOf = (request: FastifyRequest): Promise<Bearer | null> => {
    let caller = callers.get(request);
    if (!caller) {
      caller = (async () => {
        const token = bearer(request);
        return token ? bearers(token) : null;
      })();
      callers.set(request, caller);
    }
    return caller;
  };
  const contextOf = (request: FastifyRequest): Promise<Context> => {
    let context = contexts.get(request);
    if (!context) {
      context = (async () => {
        const actor = (await (await callerOf(request))?.actor()) ?? null;
        if (actor) accounts.set(request, actor.accountId);
        return new Context(services, actor, request.id, request.ip);
      })();
      contexts.set(request, context);
    }
    return context;
  };
  return {
    app,
    services,
    contextOf,
    async signedIn(request) {
      const context = await contextOf(request);
      if (!context.actor) throw new Refused(accessRefusal('NOT_SIGNED_IN'));
      if (context.actor.mustChangePassword) throw new Refused(accessRefusal('PASSWORD_MUST_BE_CHANGED'));
      return context as Context & { readonly actor: Actor };
    },
    async actorNow(request) {
      const token = bearer(request);
      try {
        return (token && (await (await bearers(token))?.actor())) || null;
      } catch (error) {
        // Told why, but no longer let in.
        if (error instanceof Refused || (error instanceof HttpRefused && error.statusCode < 500)) return null;
        throw error;
      }
    },
    keyOf: async (request) => (await callerOf(request).catch(() => null))?.key ?? null,
    accountOf: (request) => accounts.get(request) ?? null,
  };
}

/** A refusal that belongs to HTTP, before any subject is asked. */
export class HttpRefused extends Error {
  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

/** HTTP status of codes that the kind of refusal does not settle; `retryAfter` in seconds where trying again helps. */
const STATUS: Readonly<Record<string, { readonly status: number; readonly retryAfter?: number }>> = {
  NOT_SIGNED_IN: { status: 401 },
  NOT_FOUND: { status: 404 },
  TOO_MANY_ATTEMPTS: { status: 429, retryAfter: 60 },
  PAPER_TOO_LARGE: { status: 413 },
  FOLDER_TOO_LARGE: { status: 413 },
  PAGE_BEYOND_END: { status: 404 },
  DIGEST_MISMATCH: { status: 422 },
  REGISTER_TOO_LARGE: { status: 413 },
  BUSY: { status: 503, retryAfter: 2 },
  UPLOADS_BUSY: { status: 503, retryAfter: 5 },
  EXPORTS_BUSY: { status: 503, retryAfter: 15 },
  READERS_BUSY: { status: 503, retryAfter: 5 },
  STORE_UNAVAILABLE: { status: 503, retryAfter: 10 },
  SCAN_UNAVAILABLE: { status: 503, retryAfter: 60 },
  PAPERS_FULL: { status: 507 },
};

export function statusOf(refusal: AnyRefusal): { readonly status: number; readonly retryAfter?: number } {
  const known = STATUS[refusal.code];
  if (known) return known;
  if (/^(PAPER|PAGE|FOLDER)_/.test(refusal.code)) return { status: 422 };
  if (refusal instanceof InputRefusal) return { status: 400 };
  if (refusal instanceof AccessRefusal) return { status: 403 };
  return { status: refusal instanceof RuleRefusal ? 422 : 409 };
}

/** Quoted parts of a message may be what somebody typed, long numbers may be somebody's. */
export const scrubbed = (text: string) => text.replace(/"[^"]*"|'[^']*'|\d{6,}|[\u4e00-\u9fff]+/g, '…').slice(0, 300);

/** What a log may say of a fault: never parameters, which may hold personal data. */
export const faultFacts = (error: unknown) => {
  const { name, message, stack, driverError } = error as Error & {
    driverError?: { code?: string; constraint?: string };
  };
  return {
    error: name,
    message: driverError ? undefined : scrubbed(String(message)),
    stack: stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12)
      .join('\n'),
    sqlState: driverError?.code,
    constraint: driverError?.constraint,
  };
};

/** What could not be read as a request at all. */
const MALFORMED: Readonly<Record<number, readonly [code: string, message: string]>> = {
  404: ['NOT_FOUND', '没有找到'],
  408: ['REQUEST_TIMEOUT', '请求超时'],
  413: ['BODY_TOO_LARGE', '请求体过大'],
  414: ['ADDRESS_TOO_LONG', '地址过长'],
  415: ['UNSUPPORTED_MEDIA_TYPE', '请求体的类型不受支持'],
};

/** Clients of GraphQL look for `errors`; everybody else reads code and message. */
const body = (reply: FastifyReply, code: string, message: string, more: object = {}) => ({
  code,
  message,
  findings: [],
  ...more,
  ...(reply.request.routeOptions?.url === '/graphql' ? { errors: [{ message, extensions: { code } }] } : {}),
});

/** What was said of a body that now is not sent. */
const OF_A_BODY = ['content-disposition', 'content-length', 'content-range', 'etag', 'repr-digest', 'content-digest'];

/** The one answer to what goes wrong outside GraphQL: `{code, message, findings}`; of a fault only its id. */
export function answerFailure(services: Services, error: unknown, reply: FastifyReply): FastifyReply {
  for (const name of OF_A_BODY) reply.removeHeader(name);
  reply.type('application/json; charset=utf-8');
  if (error instanceof Refused) {
    const { refusal } = error;
    const { status, retryAfter } = statusOf(refusal);
    if (status === 401) reply.header('www-authenticate', 'Bearer');
    if (retryAfter) reply.header('retry-after', retryAfter);
    const { code, message, findings } = refusal;
    if (error.cause)
      services.log.error({ requestId: reply.request.id, code, cause: faultFacts(error.cause) }, 'refused');
    const problems = refusal instanceof InputRefusal ? { problems: refusal.problems } : {};
    return reply.code(status).send(body(reply, code, message, { findings, ...problems }));
  }
  if (error instanceof HttpRefused) {
    if (error.statusCode === 401) reply.header('www-authenticate', 'Bearer error="invalid_token"');
    if (error.retryAfter) reply.header('retry-after', error.retryAfter);
    return reply.code(error.statusCode).send(body(reply, error.code, error.message));
  }
  const status = (error as Partial<FastifyError>).statusCode ?? 500;
  if (status >= 400 && status < 500) {
    const [code, message] = MALFORMED[status] ?? ['BAD_REQUEST', '请求有误'];
    return reply.code(status).send(body(reply, code, message));
  }
  if (isDatabaseAway(error)) {
    services.log.warn({ requestId: reply.request.id, fault: faultFacts(error) }, 'database away');
    reply.header('retry-after', RETRY_LATER.seconds);
    return reply.code(503).send(body(reply, RETRY_LATER.code, RETRY_LATER.message));
  }
  const faultId = randomUUID();
  services.log.error({ faultId, requestId: reply.request.id, fault: faultFacts(error) }, 'fault');
  return reply.code(500).send(body(reply, 'FAULT', `系统故障，编号 ${faultId}`, { faultId }));
}

/** Every route of the server answers its failures alike. */
export function registerFailures({ app, services }: Pick<Http, 'app' | 'services'>): void {
  app.setErrorHandler((error, _request, reply) => answerFailure(services, error, reply));
  app.setNotFoundHandler((_request, reply) => answerFailure(services, new Refused(accessRefusal('NOT_FOUND')), reply));
}
