/** API: directories: who is there, what a file would change, and its import. */

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { DirectoryRequest } from '../../../domain/administration.ts';
import { DIRECTORY_KINDS } from '../../../domain/directory/directory.ts';
import { read, wholeNumber } from '../input.ts';
import type { WebParts } from '../parts.ts';
import { type Upload, withUpload } from '../upload.ts';
import { scopeOf, siteOf } from './scope.ts';

type OfSite = { Params: { site: string } };

const blank = z.literal('').transform(() => undefined);
const year = z.union([blank, wholeNumber(1990, 2200)]).optional();
const listQuery = z.strictObject({ kind: z.enum(DIRECTORY_KINDS).optional(), year });
const uploadFields = z.strictObject({
  establishment: z.union([blank, wholeNumber(1, 999_999_999)]).optional(),
  year,
  fromExport: z.union([blank, z.enum(['true', 'false'])]).optional(),
});

export function directoryRoutes(api: FastifyInstance, parts: WebParts): void {
  const { administration } = parts;
  api.get<OfSite>('/sites/:site/directory', async (request) => {
    const siteId = siteOf(request);
    const { kind, year } = read(listQuery, request.query);
    return await administration.directory(siteId, kind, year);
  });
  api.post<OfSite>('/sites/:site/directory/check', { config: { writesNothing: true } }, async (request) => {
    const { id } = await administration.site(siteOf(request));
    return await withUpload(request, parts, (upload) => administration.checkDirectory(requestOf(id, upload)));
  });
  api.post<OfSite>('/sites/:site/directory/imports', async (request, reply) => {
    const { id } = await administration.site(siteOf(request));
    const { actor } = scopeOf(request);
    const runId = await withUpload(request, parts, (upload) =>
      administration.importDirectory(requestOf(id, upload), actor),
    );
    const run = await administration.run(runId);
    return reply.code(202).header('location', `/api/v1/runs/${run.id}`).send(run);
  });
}

function requestOf(siteId: number, { file, fields }: Upload): DirectoryRequest {
  const { establishment, year, fromExport } = read(uploadFields, fields);
  return {
    siteId,
    establishment: establishment ?? null,
    files: [file],
    ...(year === undefined ? {} : { year }),
    ...(fromExport === 'true' ? { fromExport: true } : {}),
  };
}
