/** Ends requests whose body trickles: the server has no time limit of its own, for uploads may be long. */

import type { FastifyInstance } from 'fastify';

const MIN_BYTES_PER_SECOND = 100;
const WINDOW_MS = 30_000;

export function endTricklingBodies(app: FastifyInstance, windowMs = WINDOW_MS): void {
  app.addHook('onRequest', async ({ raw }, reply) => {
    if (raw.method === 'GET' || raw.method === 'HEAD') return;
    let bytesBefore = raw.socket.bytesRead;
    const look = setInterval(() => {
      const bytes = raw.socket.bytesRead - bytesBefore;
      bytesBefore += bytes;
      // A body that nobody reads just now is not late: its reader is.
      if (raw.complete) clearInterval(look);
      else if (bytes < (MIN_BYTES_PER_SECOND * windowMs) / 1_000 && raw.readableFlowing === true) raw.destroy();
    }, windowMs);
    look.unref();
    reply.raw.once('close', () => clearInterval(look));
  });
}
