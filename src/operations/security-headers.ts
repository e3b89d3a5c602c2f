import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { OperationConfig } from '../settings/operations';

const YEAR_SECONDS = 31_536_000;

/** What browsers are told: exactly what the first page and the query page need, and nothing from elsewhere. */
export async function registerSecurityHeaders(app: FastifyInstance, operations: OperationConfig): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'", 'data:'],
        imgSrc: ["'self'", 'data:'],
        workerSrc: ["'self'", 'blob:'],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: operations.behindTls ? { maxAge: YEAR_SECONDS, includeSubDomains: false } : false,
    crossOriginResourcePolicy: { policy: operations.allowedOrigins.length ? 'cross-origin' : 'same-origin' },
  });
  if (!operations.allowedOrigins.length) return;
  await app.register(cors, {
    origin: [...operations.allowedOrigins],
    methods: ['GET', 'HEAD', 'POST', 'PUT'],
    allowedHeaders: ['authorization', 'content-type', 'range', 'if-range', 'idempotency-key', 'x-request-id'],
    exposedHeaders: [
      'x-request-id',
      'retry-after',
      'content-disposition',
      'content-range',
      'accept-ranges',
      'repr-digest',
      'content-digest',
      'etag',
    ],
    credentials: false,
    maxAge: 600,
  });
}
