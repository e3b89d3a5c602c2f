import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { badInput, conflict } from './refusal';

/** A sender who falls silent for so long is given up, so that no upload holds its place for ever. */
const SILENCE_MS = 60_000;
/** After a refusal the sender may finish reading the answer; what they still send is thrown away. */
const LINGER_MS = 5_000;

interface BytesRoute {
  readonly method: 'PUT' | 'POST';
  readonly url: string;
  /** How many at once; more are refused UPLOADS_BUSY. */
  readonly atOnce: number;
  handle(request: FastifyRequest, reply: FastifyReply): Promise<object>;
}

/** A route whose body is bytes, not a document to be parsed: it stays a stream, whatever its content type says. */
export function registerBytesRoute(app: FastifyInstance, { method, url, atOnce, handle }: BytesRoute): void {
  let running = 0;
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const { raw } = request;
    const { socket } = raw;
    if (running >= atOnce) throw conflict('UPLOADS_BUSY', '同时上传的人太多，请稍后重试');
    running += 1;
    raw.setTimeout(SILENCE_MS, () => raw.destroy());
    // From here on it is we who are silent, for as long as the work takes.
    raw.once('end', () => socket.setTimeout(0));
    try {
      return await reply.code(200).send(await handle(request, reply));
    } catch (error) {
      // The sender is gone: there is nobody to answer, and nothing wrong with us.
      if (raw.errored && !raw.complete) throw badInput('body', '上传中断');
      throw error;
    } finally {
      running -= 1;
      socket.setTimeout(0);
    }
  };
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.addHook('onSend', async ({ raw }, reply) => {
      if (raw.complete) return;
      // Closing at once, as some senders ask for, would cut them off before they read why they are refused.
      reply.raw.shouldKeepAlive = true;
      setTimeout(() => raw.complete || raw.socket.destroy(), LINGER_MS).unref();
    });
    scope.route({ method, url, handler, config: { upload: true } });
  });
}
