/** No password, token or one-time link by plain HTTP from another machine, unless the operator says so. */

import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../domain/model/errors.ts';
import type { WebParts } from './parts.ts';

/**
 * Refuses before a body is read, and without a form or a challenge, so that nothing secret is sent a second time. What
 * `isPublic` names carries none: the style of the page that says so, the description of the API.
 */
export function refusePlainHttp(
  app: FastifyInstance,
  { mayCarrySecrets }: WebParts,
  isPublic: (path: string) => boolean,
): void {
  if (!mayCarrySecrets) return;
  app.addHook('onRequest', async (request) => {
    const path = request.routeOptions.url ?? '';
    if (!isPublic(path) && !mayCarrySecrets(request.raw)) throw new Refusal('plain-http');
  });
}
