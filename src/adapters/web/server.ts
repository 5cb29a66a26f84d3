/** The web application: API, pages and probes as one fastify instance that listens nowhere by itself. */

import { randomUUID } from 'node:crypto';
import multipart from '@fastify/multipart';
import fastify, { type FastifyInstance, type FastifyPluginCallback } from 'fastify';
import { API_PREFIX, apiRoutes } from './api/routes.ts';
import { refuseNul } from './input.ts';
import { pageRoutes } from './pages/routes.ts';
import type { RequestSeen, WebParts } from './parts.ts';
import { endTricklingBodies } from './patience.ts';
import { refusePlainHttp } from './plain-http.ts';
import { PROBES, probeRoutes } from './probes.ts';
import { describeError, PROBLEM_TYPE, problemOf } from './problem.ts';
import { securityHeaders } from './security.ts';

export type { Readiness, WebParts } from './parts.ts';

const MAX_JSON_BYTES = 1024 * 1024;

/**
 * Ready to answer: give it requests by `app.routing(request, response)`, those that wait for `100 Continue` after
 * `response.writeContinue()`. Bodies that trickle are ended here; how long headers may take is the caller's business. `app.close()` ends nothing but itself.
 */
export async function createWebApp(parts: WebParts): Promise<FastifyInstance> {
  const headers = securityHeaders(parts.publicUrl?.startsWith('https:') ?? false);
  const app = fastify({
    logger: false,
    genReqId: (request) => parts.requestIdOf?.(request) ?? randomUUID(),
    bodyLimit: MAX_JSON_BYTES,
    routerOptions: { maxParamLength: 300 },
    // An address that is none at all: no route and no hook sees it.
    frameworkErrors: (error, _request, { raw }) => {
      const refusal = describeError(error);
      raw.writeHead(refusal.http, { ...headers, 'content-type': PROBLEM_TYPE });
      raw.end(JSON.stringify(problemOf(refusal)));
    },
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers);
  });
  const { asking } = parts;
  if (asking) {
    // Reading a body leaves the first one's context.
    app.addHook('onRequest', (request, _reply, done) => asking(request.raw, done));
    app.addHook('preHandler', (request, _reply, done) => asking(request.raw, done));
  }
  app.setErrorHandler(async (error, _request, reply) => {
    const refusal = describeError(error);
    return reply
      .code(refusal.http)
      .type(PROBLEM_TYPE)
      .send(JSON.stringify(problemOf(refusal)));
  });
  app.addHook('preValidation', async (request) => refuseNul(request.raw.url ?? '', request.body));
  endTricklingBodies(app, parts.bodyWindowMs);
  tellTheLog(app, parts);
  await app.register(multipart, { throwFileSizeLimit: false });
  await app.register(
    within((api) => {
      refusePlainHttp(api, parts, (path) => path.endsWith('/openapi.json'));
      apiRoutes(api, parts);
    }),
    { prefix: API_PREFIX },
  );
  probeRoutes(app, parts);
  await app.register(
    within((pages) => {
      refusePlainHttp(pages, parts, (path) => path.startsWith('/assets/') || path === '/favicon.ico');
      pageRoutes(pages, parts);
    }),
  );
  await app.ready();
  return app;
}

/** Routes with hooks and error answers of their own. */
function within(routes: (app: FastifyInstance) => void): FastifyPluginCallback {
  return (app, _options, done) => {
    routes(app);
    done();
  };
}

/** A line for what was changed and for technical trouble; what was only read or refused is no news. */
function tellTheLog(app: FastifyInstance, { log, seen }: WebParts): void {
  app.addHook('onError', async (request, _reply, error) => {
    const { http } = describeError(error);
    const about = { requestId: request.id, method: request.method, route: request.routeOptions.url };
    if (http >= 500 && http !== 501) log.error({ ...about, err: error }, 'a request failed');
  });
  app.addHook('onResponse', async (request, reply) => {
    const surface = surfaceOf(request.routeOptions.url ?? '');
    seen?.({ surface, status: reply.statusCode, ms: reply.elapsedTime });
    if (surface === 'probes') return;
    const { method, id: requestId } = request;
    const ms = Math.round(reply.elapsedTime);
    const about = { requestId, method, route: request.routeOptions.url, status: reply.statusCode, ms };
    if (method === 'GET' || method === 'HEAD') log.debug(about, 'request');
    else log.info(about, 'request');
  });
}

function surfaceOf(route: string): RequestSeen['surface'] {
  if (PROBES.has(route)) return 'probes';
  return route.startsWith(API_PREFIX) ? 'api' : 'pages';
}
