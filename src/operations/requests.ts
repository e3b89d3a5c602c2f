import type { Http } from '../platform/http';
import { measuresOf } from '../platform/measures';
import type { Draining } from './drain';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * One measurement and one line in the log for each request: the route's pattern, never the address with its ids.
 * Counted until the answer has left or the connection is gone, so that a drain knows what it waits for. Where several are
 * asked for on one connection, an answer that waits for its turn does not hear of the connection's end by itself.
 */
export function registerRequestLog({ app, services, accountOf }: Http, draining: Draining): void {
  const measures = measuresOf(services);
  app.addHook('onRequest', async (request, reply) => {
    const began = process.hrtime.bigint();
    const { socket } = request.raw;
    const receivedBefore = socket.bytesRead;
    measures.inFlight.inc();
    draining.began();
    if (draining.now) reply.header('connection', 'close');
    let counted = false;
    const over = () => {
      socket.off('close', over);
      if (counted) return;
      counted = true;
      measures.inFlight.dec();
      draining.ended();
      const seconds = Number(process.hrtime.bigint() - began) / 1e9;
      // 499, as proxies write it: the client went away.
      const status = reply.raw.writableFinished ? reply.raw.statusCode : 499;
      const method = METHODS.has(request.method) ? request.method : 'OTHER';
      const route = request.routeOptions?.url ?? 'unknown';
      if (request.routeOptions?.config?.upload) {
        const announced = request.raw.complete ? Number(request.headers['content-length']) : Number.NaN;
        // Where nothing was announced or not all of it came: what the connection took since.
        measures.uploaded(announced >= 0 ? announced : socket.bytesRead - receivedBefore);
      }
      measures.http.observe({ method, route, status }, seconds);
      services.log.info(
        {
          requestId: request.id,
          method,
          route,
          status,
          ms: Math.round(seconds * 1000),
          account: accountOf(request) ?? undefined,
        },
        'request',
      );
    };
    reply.raw.once('close', over);
    socket.once('close', over);
  });
}
