/** Reads whose weeks can be looked at: divisions, teachers, groups and rooms of the open year. */

import { byCodeUnit, normaliseName } from '../../domain/model/identity.ts';
import type { WeekChoice, WeekChoices } from '../../domain/report/week.ts';
import type { Queryable } from './runs.ts';

/** Everybody and everything of the open year that has sessions, by name. */
export async function readChoices(db: Queryable, siteId: number): Promise<WeekChoices> {
  const year = 'join sites s on s.id = x.site_id and s.current_year = x.year where x.site_id = $1';
  const named = async (sql: string): Promise<{ name: string; establishment: number; divisions: string[] }[]> =>
    (await db.query<{ name: string; establishment: number; divisions: string[] }>(sql, [siteId])).rows;
  const divisions = await named(`select x.name, x.establishment, '{}'::text[] divisions from divisions x ${year}`);
  const groups = await named(
    `select x.name, x.establishment, array(select d.name from divisions d where d.site_id = x.site_id
       and d.year = x.year and d.key = any(x.divisions) order by d.name) divisions from groups x ${year}`,
  );
  const { rows: teachers } = await db.query<{ name: string; person: string | null }>(
    `select distinct t->>'name' as name, t->>'directoryId' as person
     from session_contents x, jsonb_array_elements(x.teachers) t, sites s
     where x.site_id = $1 and s.id = x.site_id and s.current_year = x.year`,
    [siteId],
  );
  const { rows: rooms } = await db.query<{ name: string }>(
    `select distinct room as name from session_contents x, unnest(x.rooms) room, sites s
     where x.site_id = $1 and s.id = x.site_id and s.current_year = x.year`,
    [siteId],
  );
  return {
    division: byName(placed('division', divisions)),
    group: byName(placed('group', groups)),
    teacher: byName(peopleOf(teachers)),
    room: byName(rooms.map(({ name }) => ({ kind: 'room', name }))),
  };
}

function byName(choices: readonly WeekChoice[]): WeekChoice[] {
  return [...choices].sort((a, b) => byNumberedName(a.name, b.name));
}

const collator = new Intl.Collator('fr', { numeric: true });

function byNumberedName(a: string, b: string): number {
  return collator.compare(a, b) || byCodeUnit(a, b);
}

/** The establishment is said only where a name needs it. */
function placed(
  kind: 'division' | 'group',
  rows: readonly { readonly name: string; readonly establishment: number; readonly divisions: readonly string[] }[],
): WeekChoice[] {
  const counts = new Map<string, number>();
  for (const { name } of rows) counts.set(normaliseName(name), (counts.get(normaliseName(name)) ?? 0) + 1);
  return rows.map(({ name, establishment, divisions }) => ({
    kind,
    name,
    ...((counts.get(normaliseName(name)) ?? 0) > 1 ? { establishment } : {}),
    ...(divisions.length > 0 ? { detail: divisions } : {}),
  }));
}

/** Who is known by two ids is two people; a name that was matched later is one. */
function peopleOf(rows: readonly { readonly name: string; readonly person: string | null }[]): WeekChoice[] {
  const byPerson = new Map<string, { name: string; people: Set<string> }>();
  for (const { name, person } of rows) {
    const known = byPerson.get(normaliseName(name)) ?? { name, people: new Set() };
    if (person !== null) known.people.add(person);
    byPerson.set(normaliseName(name), known);
  }
  return [...byPerson.values()].flatMap(({ name, people }): WeekChoice[] =>
    people.size > 1
      ? [...people].sort(byCodeUnit).map((person) => ({ kind: 'teacher', name, person }))
      : [{ kind: 'teacher', name }],
  );
}
