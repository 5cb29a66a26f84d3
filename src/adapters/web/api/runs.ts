/** API: runs with report and source, decisions on them, dry runs and manual imports. */

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ImportRequest } from '../../../domain/administration.ts';
import { Refusal } from '../../../domain/model/errors.ts';
import { REPORT_FORMATS, sendReport, sendSource } from '../download.ts';
import { cursor, read, wholeNumber } from '../input.ts';
import type { WebParts } from '../parts.ts';
import { filterOf, runFilter } from '../run-filter.ts';
import { type Upload, withUpload } from '../upload.ts';
import { runOf, scopeOf, siteOf } from './scope.ts';

type OfSite = { Params: { site: string } };
type OfRun = { Params: { run: string } };

const page = runFilter.extend({ limit: wholeNumber(1, 200).optional(), cursor: cursor.optional() }).strict();
const reportQuery = z.strictObject({ format: z.enum(REPORT_FORMATS).default('json') });
const decision = z.strictObject({ reason: z.string().trim().optional() }).nullish();
const uploadFields = z.strictObject({
  establishment: z.union([z.literal(''), wholeNumber(1, 999_999_999)]).optional(),
  takenInAt: z.string().max(40).optional(),
});

export function runRoutes(api: FastifyInstance, parts: WebParts): void {
  const { administration } = parts;
  api.get<OfSite>('/sites/:site/runs', async (request) => {
    const siteId = siteOf(request);
    const { limit, cursor, ...filter } = read(page, request.query);
    const asked = { ...(limit === undefined ? {} : { limit }), ...(cursor === undefined ? {} : { cursor }) };
    return await administration.runs(siteId, { ...filterOf(filter), ...asked });
  });
  api.get<OfRun>('/runs/:run', async (request) => await runOf(request, administration));
  api.get<OfRun>('/runs/:run/report', async (request, reply) => {
    const { format } = read(reportQuery, request.query);
    const { id } = await runOf(request, administration);
    return await sendReport(reply, administration, id, format);
  });
  api.get<OfRun>('/runs/:run/source', { exposeHeadRoute: false }, async (request, reply) => {
    const { id } = await runOf(request, administration);
    if (scopeOf(request).readOnly) throw new Refusal('source-reserved');
    return await sendSource(reply, administration, id);
  });

  for (const action of ['approve', 'reject', 'cancel', 'replay', 'undo'] as const) {
    api.post<OfRun>(`/runs/:run/${action}`, async (request) => {
      const { id } = await runOf(request, administration);
      const { reason } = read(decision, request.body) ?? {};
      return await administration.act(id, action, scopeOf(request).actor, reason === '' ? undefined : reason);
    });
  }

  api.post<OfSite>('/sites/:site/check', { config: { writesNothing: true } }, async (request) => {
    const { id } = await administration.site(siteOf(request));
    return await withUpload(request, parts, (upload) => administration.check(importOf(id, upload)));
  });
  api.post<OfSite>('/sites/:site/imports', async (request, reply) => {
    const { id } = await administration.site(siteOf(request));
    const { actor } = scopeOf(request);
    const run = await withUpload(request, parts, (upload) => administration.startImport(importOf(id, upload), actor));
    return reply.code(202).header('location', `/api/v1/runs/${run.id}`).send(run);
  });
}

function importOf(siteId: number, { file, fields }: Upload): ImportRequest {
  const { establishment, takenInAt } = read(uploadFields, fields);
  return {
    siteId,
    file,
    establishment: typeof establishment === 'number' ? establishment : null,
    ...(takenInAt ? { takenInAt } : {}),
  };
}
