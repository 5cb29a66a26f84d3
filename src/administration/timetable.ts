/** The part of Administration about looking: what runs changed, and the stored timetable week by week. */

import { findChangedRun, readChangeLines, readChanges, readSessionLines } from '../adapters/store/change-reader.ts';
import type { Database } from '../adapters/store/database.ts';
import { needRun } from '../adapters/store/journal.ts';
import * as sites from '../adapters/store/sites.ts';
import { readUndoing } from '../adapters/store/undo.ts';
import { readDirectoryUndoing } from '../adapters/store/undo-directory.ts';
import { readChoices } from '../adapters/store/week-choices.ts';
import { readWeek, readWeekChange } from '../adapters/store/week-reader.ts';
import { type Day, isDay, mondayOf } from '../domain/model/calendar.ts';
import { Refusal } from '../domain/model/errors.ts';
import type { Clock } from '../domain/ports.ts';
import type { TimetableDesk } from '../domain/report/timetable-desk.ts';

/** Reads only: nothing here is audited. */
export function createTimetableAdministration({ pool }: Pick<Database, 'pool'>, clock: Clock): TimetableDesk {
  return {
    async changesOf(runId, { limit } = {}) {
      return await readChanges(pool, await findChangedRun(pool, runId), limit);
    },
    async changeLines(runId, part, page) {
      return await readChangeLines(pool, await findChangedRun(pool, runId), part, page);
    },
    async sessionChanges(runId) {
      return await readSessionLines(pool, await findChangedRun(pool, runId));
    },
    async weekOf(siteId, day, filter) {
      const site = await sites.findSite(pool, siteId);
      return await readWeek(pool, site, mondayOn(day), filter);
    },
    async weekChangeOf(runId, day, filter) {
      return await readWeekChange(pool, await findChangedRun(pool, runId), mondayOn(day), filter);
    },
    async undoOutlook(runId) {
      const run = await needRun(pool, runId);
      return run.kind === 'directory'
        ? await readDirectoryUndoing(pool, run)
        : await readUndoing(pool, run, clock.now());
    },
    async weekChoices(siteId) {
      await sites.findSite(pool, siteId);
      return await readChoices(pool, siteId);
    },
  };
}

function mondayOn(day: Day): Day {
  if (!isDay(day) || day < '1970-01-05' || day > '2199-12-31')
    throw new Refusal('bad-input', { problem: 'une date AAAA-MM-JJ est attendue' });
  return mondayOf(day);
}
