/** API: the stored timetable, as sessions and groups. */

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Administration, SessionFilter } from '../../../domain/administration.ts';
import { cursor, day, read, shortText, wholeNumber } from '../input.ts';
import { siteOf } from './scope.ts';

type OfSite = { Params: { site: string } };

const filter = z.strictObject({
  from: day.optional(),
  to: day.optional(),
  division: shortText.optional(),
  group: shortText.optional(),
  teacher: shortText.optional(),
  limit: wholeNumber(1, 1_000).optional(),
  cursor: cursor.optional(),
});

export function timetableRoutes(api: FastifyInstance, administration: Administration): void {
  api.get<OfSite>('/sites/:site/sessions', async (request) => {
    const siteId = siteOf(request);
    return await administration.sessions(siteId, filterOf(read(filter, request.query)));
  });
  api.get<OfSite>('/sites/:site/groups', async (request) => await administration.groups(siteOf(request)));
}

function filterOf({ from, to, division, group, teacher, limit, cursor }: z.infer<typeof filter>): SessionFilter {
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(division === undefined ? {} : { division }),
    ...(group === undefined ? {} : { group }),
    ...(teacher === undefined ? {} : { teacher }),
    ...(limit === undefined ? {} : { limit }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}
