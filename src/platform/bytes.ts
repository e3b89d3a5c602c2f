import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from './access/actor';
import type { Context } from './context';
import type { Http } from './http';
import { badInput, conflict, type Refused } from './refusal';

/** A sender who falls silent for so long is given up, so that no upload holds its place for ever. */
const SILENCE_MS = 60_000;
/** After a refusal the sender may finish reading the answer; what they still send is thrown away. */
const LINGER_MS = 5_000;
/** How often a sender's pace is looked at within one period. */
const LOOKS = 10;

/** The least that must come from a sender in a period; whoever sends less is given up. */
export interface Pace {
  readonly bytes: number;
  readonly seconds: number;
}

/** A quarter, and one at least: what one account may hold of places that are there for everybody. */
export const shareOf = (atOnce: number): number => Math.max(1, Math.floor(atOnce / 4));

/** Places at one server of which there are so many, and no more than a share of them for one account. */
export class Places {
  private readonly held = new Map<string, number>();
  private taken = 0;

  constructor(
    private readonly atOnce: number,
    private readonly refusal: () => Refused,
    private readonly share = shareOf(atOnce),
  ) {}

  /** A place, given back by calling what is returned; calling it again does nothing. Refused where none is free for this account. */
  take(accountId: string): () => void {
    const mine = this.held.get(accountId) ?? 0;
    if (this.taken >= this.atOnce || mine >= this.share) throw this.refusal();
    this.taken += 1;
    this.held.set(accountId, mine + 1);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.taken -= 1;
      const left = (this.held.get(accountId) ?? 1) - 1;
      if (left) this.held.set(accountId, left);
      else this.held.delete(accountId);
    };
  }
}

/**
 * Cuts off who sends slower than the pace; until the body is whole, or the returned function is called. Time in which we
 * are the slow ones, because what came waits to be read, is not held against the sender.
 */
export function keepPace(raw: FastifyRequest['raw'], pace: Pace): () => void {
  const { socket } = raw;
  let [from, looks] = [socket.bytesRead, 0];
  const timer = setInterval(
    () => {
      if (raw.complete || raw.destroyed) return stop();
      looks += 1;
      const enough = socket.bytesRead - from >= pace.bytes;
      if (enough || raw.readableLength >= raw.readableHighWaterMark) [from, looks] = [socket.bytesRead, 0];
      else if (looks >= LOOKS) raw.destroy();
    },
    (pace.seconds * 1000) / LOOKS,
  ).unref();
  const stop = () => clearInterval(timer);
  return stop;
}

interface BytesRoute {
  readonly method: 'PUT' | 'POST';
  readonly url: string;
  /** How many at once, and no more than a share of them for one account; more are refused UPLOADS_BUSY. */
  readonly atOnce: number;
  readonly pace: Pace;
  handle(request: FastifyRequest, context: Context & { readonly actor: Actor }, reply: FastifyReply): Promise<object>;
}

/** A route whose body is bytes, not a document to be parsed: it stays a stream, whatever its content type says. */
export function registerBytesRoute(
  { app, signedIn }: Pick<Http, 'app' | 'signedIn'>,
  { method, url, atOnce, pace, handle }: BytesRoute,
): void {
  const places = new Places(atOnce, () => conflict('UPLOADS_BUSY', '同时上传的过多，请稍后重试'));
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const { raw } = request;
    const { socket } = raw;
    const context = await signedIn(request);
    const leave = places.take(context.actor.accountId);
    raw.setTimeout(SILENCE_MS, () => raw.destroy());
    const stopPacing = keepPace(raw, pace);
    // From here on it is we who are silent, for as long as the work takes.
    raw.once('end', () => socket.setTimeout(0));
    try {
      return await reply.code(200).send(await handle(request, context, reply));
    } catch (error) {
      // The sender is gone: there is nobody to answer, and nothing wrong with us.
      if (raw.destroyed && !raw.complete) throw badInput('body', '上传中断');
      throw error;
    } finally {
      leave();
      stopPacing();
      socket.setTimeout(0);
    }
  };
  app.register(async (scope: FastifyInstance) => {
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
