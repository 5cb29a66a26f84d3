/** Probes for whoever keeps the daemon running: alive, ready, metrics. */

import fastify, { type FastifyInstance } from 'fastify';
import { Refusal } from '../../domain/model/errors.ts';
import type { WebParts } from './parts.ts';

const RETRY_AFTER_SECONDS = '10';

/** Routes that answer whoever watches the daemon. */
export const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

type ProbeParts = Pick<WebParts, 'version' | 'readiness' | 'metrics'>;

/** For a process that has no web application: it listens when told so. */
export function createProbeApp(parts: ProbeParts): FastifyInstance {
  const app = fastify({ logger: false });
  probeRoutes(app, parts);
  return app;
}

export function probeRoutes(app: FastifyInstance, { version, readiness, metrics }: ProbeParts): void {
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
