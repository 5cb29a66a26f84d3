/** API: the stored timetable, as sessions, groups and weeks, and what runs changed of it. */

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Administration, SessionFilter } from '../../../domain/administration.ts';
import type { Day } from '../../../domain/model/calendar.ts';
import { Refusal } from '../../../domain/model/errors.ts';
import { CHANGE_PARTS } from '../../../domain/report/changes.ts';
import { SESSION_KINDS } from '../../../domain/report/session-lines.ts';
import type { WeekFilter } from '../../../domain/report/week.ts';
import { cursor, day, read, shortText, wholeNumber } from '../input.ts';
import { weekFilterOf, weekQuery } from '../week-query.ts';
import { runOf, siteOf } from './scope.ts';

type OfSite = { Params: { site: string } };
type OfRun = { Params: { run: string } };

const changesQuery = z.strictObject({ limit: wholeNumber(1, 500).optional() });
const linesQuery = z.strictObject({
  limit: wholeNumber(1, 500).optional(),
  cursor: cursor.optional(),
  kind: z.enum(SESSION_KINDS).optional(),
});
const strictWeek = z.strictObject({ ...weekQuery.shape, day });

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
  api.get<OfSite>('/sites/:site/week', async (request) => {
    const siteId = siteOf(request);
    const { day, filter } = weekIn(request.query);
    return await administration.weekOf(siteId, day, filter);
  });
  api.get<OfSite>('/sites/:site/week/choices', async (request) => await administration.weekChoices(siteOf(request)));

  api.get<OfRun>('/runs/:run/changes', async (request) => {
    const { id } = await runOf(request, administration);
    const { limit } = read(changesQuery, request.query);
    return await administration.changesOf(id, limit === undefined ? {} : { limit });
  });
  api.get<OfRun & { Params: { part: string } }>('/runs/:run/changes/:part', async (request) => {
    const { id } = await runOf(request, administration);
    const part = CHANGE_PARTS.find((one) => one === request.params.part);
    if (!part) throw new Refusal('page-unknown');
    const { limit, cursor, kind } = read(linesQuery, request.query);
    return await administration.changeLines(id, part, {
      ...(limit === undefined ? {} : { limit }),
      ...(cursor === undefined ? {} : { cursor }),
      ...(kind === undefined ? {} : { kind }),
    });
  });
  api.get<OfRun>('/runs/:run/week', async (request) => {
    const { id } = await runOf(request, administration);
    const { day, filter } = weekIn(request.query);
    return await administration.weekChangeOf(id, day, filter);
  });
}

function weekIn(query: unknown): { readonly day: Day; readonly filter: WeekFilter } {
  const { day, ...asked } = read(strictWeek, query);
  const filter = weekFilterOf(asked);
  if (!filter) throw new Refusal('bad-input', { problem: 'division, teacher, group ou room est attendu' });
  return { day, filter };
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
