/** Whose week it is about, as it stands in an address, for the API and the pages. */

import { z } from 'zod';
import { Refusal } from '../../domain/model/errors.ts';
import { WEEK_KINDS, type WeekFilter } from '../../domain/report/week.ts';
import { day, shortText, wholeNumber } from './input.ts';

/** One of the four names; `establishment` and `person` tell those of one name apart. */
export const weekQuery = z.object({
  day: day.optional(),
  division: shortText.optional(),
  teacher: shortText.optional(),
  group: shortText.optional(),
  room: shortText.optional(),
  establishment: wholeNumber(1, 999_999_999).optional(),
  person: shortText.optional(),
});

export type WeekQuery = z.infer<typeof weekQuery>;

/** Null when nobody is named. Throws Refusal `bad-input` when several are. */
export function weekFilterOf(query: WeekQuery): WeekFilter | null {
  const named = WEEK_KINDS.flatMap((kind) => {
    const name = query[kind];
    return name === undefined ? [] : [{ kind, name }];
  });
  const [only, another] = named;
  if (another) throw new Refusal('bad-input', { problem: 'une seule classe, un seul enseignant, groupe ou salle' });
  if (!only) return null;
  return {
    ...only,
    ...(query.establishment === undefined ? {} : { establishment: query.establishment }),
    ...(query.person === undefined ? {} : { person: query.person }),
  };
}

/** The same as an address says it: `division=6A&establishment=1754`. */
export function weekParameters({ kind, name, establishment, person }: WeekFilter): URLSearchParams {
  const parameters = new URLSearchParams([[kind, name]]);
  if (establishment !== undefined) parameters.set('establishment', String(establishment));
  if (person !== undefined) parameters.set('person', person);
  return parameters;
}
