/** Probes for whoever keeps the daemon running: alive, ready, metrics. */

import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../domain/model/errors.ts';
import type { WebParts } from './parts.ts';

const RETRY_AFTER_SECONDS = '10';

export function probeRoutes(app: FastifyInstance, { version, readiness, metrics }: WebParts): void {
  app.get('/healthz', () => ({ status: 'alive', version }));
  app.get('/readyz', async (_request, reply) => {
    const { ready, checks } = await readiness();
    if (!ready) reply.code(503).header('retry-after', RETRY_AFTER_SECONDS);
    return { status: ready ? 'ready' : 'not-ready', checks };
  });
  app.get('/metrics', async (_request, reply) => {
    if (metrics === undefined) throw new Refusal('page-unknown');
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics());
  });
}
