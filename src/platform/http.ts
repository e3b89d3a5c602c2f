import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from './access/actor';
import { Context, type Services } from './context';
import { AccessRefusal, type AnyRefusal, accessRefusal, InputRefusal, Refused, RuleRefusal } from './refusal';

/** What a subject needs to answer over plain HTTP, beside GraphQL. */
export interface Http {
  readonly app: FastifyInstance;
  readonly services: Services;
  /** The request's context: its actor is null where no token was given or the token no longer holds. */
  contextOf(request: FastifyRequest): Promise<Context>;
  /** The same, and refused NOT_SIGNED_IN without an actor, FORBIDDEN while a first password waits to be changed. */
  signedIn(request: FastifyRequest): Promise<Context & { readonly actor: Actor }>;
}

const bearer = (request: FastifyRequest): string | null =>
  /^Bearer ([\w.-]+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;

export function httpOf(
  app: FastifyInstance,
  services: Services,
  actorOfToken: (services: Services, token: string) => Promise<Actor | null>,
): Http {
  const contextOf = async (request: FastifyRequest) => {
    const token = bearer(request);
    return new Context(services, token ? await actorOfToken(services, token) : null, request.id, request.ip);
  };
  return {
    app,
    services,
    contextOf,
    async signedIn(request) {
      const context = await contextOf(request);
      if (!context.actor) throw new Refused(accessRefusal('NOT_SIGNED_IN'));
      if (context.actor.mustChangePassword) throw new Refused(accessRefusal('FORBIDDEN', '首次登录请先修改密码'));
      return context as Context & { readonly actor: Actor };
    },
  };
}

/** HTTP status of codes that the kind of refusal does not settle; `retryAfter` in seconds where trying again helps. */
const STATUS: Readonly<Record<string, { readonly status: number; readonly retryAfter?: number }>> = {
  NOT_SIGNED_IN: { status: 401 },
  NOT_FOUND: { status: 404 },
  TOO_MANY_ATTEMPTS: { status: 429, retryAfter: 60 },
  PAPER_TOO_LARGE: { status: 413 },
  PAPER_UNREADABLE: { status: 422 },
  PAPER_INFECTED: { status: 422 },
  DIGEST_MISMATCH: { status: 422 },
  BUSY: { status: 503, retryAfter: 2 },
  UPLOADS_BUSY: { status: 503, retryAfter: 5 },
  STORE_UNAVAILABLE: { status: 503, retryAfter: 10 },
  PAPERS_FULL: { status: 507 },
};

export function statusOf(refusal: AnyRefusal): { readonly status: number; readonly retryAfter?: number } {
  const known = STATUS[refusal.code];
  if (known) return known;
  if (refusal instanceof InputRefusal) return { status: 400 };
  if (refusal instanceof AccessRefusal) return { status: 403 };
  return { status: refusal instanceof RuleRefusal ? 422 : 409 };
}

/** What a log may say of a fault: never parameters, which may hold personal data. */
export const faultFacts = (error: unknown) => {
  const { name, message, stack, driverError } = error as Error & {
    driverError?: { code?: string; constraint?: string };
  };
  return { name, message, stack, sqlState: driverError?.code, constraint: driverError?.constraint };
};

/** What could not be read as a request at all. */
const MALFORMED: Readonly<Record<number, string>> = {
  404: '没有找到',
  408: '请求超时',
  413: '请求体过大',
  415: '请求体的类型不受支持',
  429: '请求过于频繁，请稍后再试',
};

/** The one answer to what goes wrong outside GraphQL: `{code, message, findings}`; of a fault only its id. */
export function answerFailure(services: Services, error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof Refused) {
    const { refusal } = error;
    const { status, retryAfter } = statusOf(refusal);
    if (status === 401) reply.header('www-authenticate', 'Bearer');
    if (retryAfter) reply.header('retry-after', retryAfter);
    const { code, message, findings } = refusal;
    const problems = refusal instanceof InputRefusal ? { problems: refusal.problems } : {};
    return reply.code(status).send({ code, message, findings, ...problems });
  }
  const status = (error as Partial<FastifyError>).statusCode ?? 500;
  if (status >= 400 && status < 500) {
    return reply.code(status).send({ code: 'BAD_REQUEST', message: MALFORMED[status] ?? '请求有误', findings: [] });
  }
  const faultId = randomUUID();
  services.log.error({ faultId, requestId: reply.request.id, fault: faultFacts(error) }, 'fault');
  return reply.code(500).send({ code: 'FAULT', message: `系统故障，编号 ${faultId}`, faultId, findings: [] });
}

/** Every route of the server answers its failures alike. */
export function registerFailures({ app, services }: Pick<Http, 'app' | 'services'>): void {
  app.setErrorHandler((error, _request, reply) => answerFailure(services, error, reply));
  app.setNotFoundHandler((_request, reply) => answerFailure(services, new Refused(accessRefusal('NOT_FOUND')), reply));
}
