/** API: sites with their thresholds, remembered matches and messages. */

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Administration } from '../../../domain/administration.ts';
import type { ThresholdOverride } from '../../../domain/thresholds/rule.ts';
import { read, shortText } from '../input.ts';
import { languageOf } from '../reader.ts';
import { scopeOf, siteOf } from './scope.ts';

type OfSite = { Params: { site: string } };

const override = z.strictObject({
  limit: z.number().optional(),
  blocking: z.boolean().optional(),
  floor: z.number().int().min(0).optional(),
});
const byCode = z.record(z.string().max(100), override);
/** What GET gave, changed and sent back: what cannot be changed is ignored. */
const asListed = z.strictObject({
  items: z.array(
    override.extend({
      code: shortText,
      title: z.unknown().optional(),
      locked: z.unknown().optional(),
      highestLimit: z.unknown().optional(),
      default: z.unknown().optional(),
    }),
  ),
  total: z.unknown().optional(),
});
const matchKind = z.enum(['teacher', 'student', 'division', 'group']);
const matchKey = z.strictObject({ kind: matchKind, key: shortText });
const match = matchKey.extend({ directoryId: shortText.nullable() });

export function siteRoutes(api: FastifyInstance, administration: Administration): void {
  api.get('/sites', async (request) => {
    const { siteId } = scopeOf(request);
    if (siteId === null) return await administration.sites();
    return { items: [await administration.site(siteId)], total: 1 };
  });
  api.get<OfSite>('/sites/:site', async (request) => await administration.site(siteOf(request)));

  api.get<OfSite>('/sites/:site/thresholds', async (request) => await administration.thresholds(siteOf(request)));
  api.put<OfSite>('/sites/:site/thresholds', async (request) => {
    const siteId = siteOf(request);
    return await administration.setThresholds(siteId, changesIn(request.body));
  });
  api.post<OfSite>('/sites/:site/thresholds/what-if', { config: { writesNothing: true } }, async (request) => {
    const siteId = siteOf(request);
    return await administration.tryThresholds(siteId, changesIn(request.body));
  });

  api.get<OfSite>('/sites/:site/matches', async (request) => await administration.matches(siteOf(request)));
  api.put<OfSite>('/sites/:site/matches', async (request) => {
    const siteId = siteOf(request);
    return await administration.setMatch(siteId, read(match, request.body), scopeOf(request).actor);
  });
  api.delete<OfSite>('/sites/:site/matches', async (request, reply) => {
    const siteId = siteOf(request);
    await administration.clearMatch(siteId, read(matchKey, request.query), scopeOf(request).actor);
    return reply.code(204).send();
  });

  api.get<OfSite>(
    '/sites/:site/messages',
    async (request) => await administration.messages(siteOf(request), languageOf(request, null)),
  );
}

/** `{ "services-created": { "limit": 40 } }`, or the list of GET with changed values. */
function changesIn(body: unknown): Readonly<Record<string, ThresholdOverride>> {
  const isListed = typeof body === 'object' && body !== null && 'items' in body;
  const changes = isListed
    ? read(asListed, body).items.map((item) => [item.code, item] as const)
    : Object.entries(read(byCode, body));
  return Object.fromEntries(changes.map(([code, change]) => [code, overrideOf(change)]));
}

function overrideOf({ limit, blocking, floor }: z.infer<typeof override>): ThresholdOverride {
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(blocking === undefined ? {} : { blocking }),
    ...(floor === undefined ? {} : { floor }),
  };
}
