/** Who a request to the API speaks for, by its bearer token, and which sites and runs that lets it see. */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Actor, Administration, RunItem } from '../../../domain/administration.ts';
import { Refusal } from '../../../domain/model/errors.ts';
import { runId, siteNumber } from '../input.ts';

export interface Scope {
  /** Null: all sites. */
  readonly siteId: number | null;
  readonly readOnly: boolean;
  readonly actor: Actor;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for every request to the API before its body is read. */
    scope: Scope | null;
  }
  interface FastifyContextConfig {
    /** A route that writes nothing although it is no GET. */
    readonly writesNothing?: boolean;
  }
}

/** Asks every request for its token, before anything of its body is read. */
export function askForToken(api: FastifyInstance, administration: Administration): void {
  api.decorateRequest('scope', null);
  api.addHook('onRequest', async (request, reply) => {
    const token = /^Bearer +([\w.~+/=-]{1,500})$/i.exec(request.headers.authorization ?? '')?.[1];
    const scope = token === undefined ? null : await administration.tokenScope(token);
    if (scope === null) {
      reply.header('www-authenticate', 'Bearer realm="Carillon"');
      throw new Refusal('not-signed-in');
    }
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (scope.readOnly && !reads && request.routeOptions.config.writesNothing !== true) throw new Refusal('read-only');
    request.scope = scope;
  });
}

export function scopeOf(request: FastifyRequest): Scope {
  if (request.scope === null) throw new Refusal('not-signed-in');
  return request.scope;
}

/** The site of the path. One that the token may not see is unknown, as if it did not exist. */
export function siteOf(request: FastifyRequest<{ Params: { site: string } }>): number {
  const siteId = siteNumber(request.params.site);
  const scope = scopeOf(request);
  if (scope.siteId !== null && scope.siteId !== siteId) throw new Refusal('site-unknown', { site: siteId });
  return siteId;
}

/** The run of the path. One of a site that the token may not see is unknown. */
export async function runOf(
  request: FastifyRequest<{ Params: { run: string } }>,
  administration: Administration,
): Promise<RunItem> {
  const id = runId(request.params.run);
  const run = await administration.run(id);
  const { siteId } = scopeOf(request);
  if (siteId !== null && siteId !== run.site) throw new Refusal('run-unknown', { run: id });
  return run;
}
