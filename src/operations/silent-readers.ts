import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** How often a connection is looked at within the time it may be silent. */
const LOOKS = 10;

/**
 * Cuts connections on which an answer waits and nothing of it was taken for so long, so that nobody holds a file, its
 * memory and its connection for ever by not reading. What they send meanwhile is not taking.
 */
export function registerSilentReaders(app: FastifyInstance, seconds: number): void {
  const seen = new Map<Socket, { taken: number; looks: number }>();
  app.addHook('onRequest', async ({ raw: { socket } }) => {
    if (seen.has(socket)) return;
    seen.set(socket, { taken: 0, looks: 0 });
    socket.once('close', () => seen.delete(socket));
  });
  const look = () => {
    for (const [socket, last] of seen) {
      const waiting = socket.writableLength;
      const taken = socket.bytesWritten - waiting;
      last.looks = waiting > 0 && taken === last.taken ? last.looks + 1 : 0;
      last.taken = taken;
      if (last.looks >= LOOKS) socket.destroy();
    }
  };
  const timer = setInterval(look, (seconds * 1000) / LOOKS).unref();
  app.addHook('onClose', async () => clearInterval(timer));
}
