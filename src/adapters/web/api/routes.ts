/** The HTTP API of CONTRACT.md under `/api/v1`: JSON in and out, bearer tokens, problems by RFC 9457. */

import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../../domain/model/errors.ts';
import type { WebParts } from '../parts.ts';
import { accountRoutes } from './accounts.ts';
import { directoryRoutes } from './directory.ts';
import { openApi } from './openapi.ts';
import { runRoutes } from './runs.ts';
import { askForToken } from './scope.ts';
import { siteRoutes } from './sites.ts';
import { timetableRoutes } from './timetable.ts';

export const API_PREFIX = '/api/v1';

export function apiRoutes(api: FastifyInstance, parts: WebParts): void {
  api.setNotFoundHandler(() => {
    throw new Refusal('page-unknown');
  });
  allowEmptyJson(api);
  api.get('/openapi.json', () => openApi(parts.version, parts.publicUrl));
  void api.register((guarded, _options, done) => {
    const { administration } = parts;
    askForToken(guarded, administration);
    siteRoutes(guarded, administration);
    runRoutes(guarded, parts);
    directoryRoutes(guarded, parts);
    timetableRoutes(guarded, administration);
    accountRoutes(guarded, administration);
    done();
  });
}

/** Programs like to say `application/json` of a POST without a body. */
function allowEmptyJson(api: FastifyInstance): void {
  const parse = api.getDefaultJsonParser('error', 'error');
  api.removeContentTypeParser('application/json');
  api.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else void parse(request, body.toString(), done);
  });
}
