/** Reads the stored timetable for people and programs: sessions by filter, groups with their members. */

import { z } from 'zod';
import type { GroupItem, Listing, SessionFilter, SessionItem } from '../../domain/administration.ts';
import { addDays, instantOf, isDay, isoWithOffset } from '../../domain/model/calendar.ts';
import { normaliseName } from '../../domain/model/identity.ts';
import { moment, type Queryable } from './runs.ts';
import { checked } from './sites.ts';

const daySchema = z
  .string()
  .refine((text) => isDay(text) && text >= '1900' && text < '2200', { error: 'une date AAAA-MM-JJ est attendue' });

const filterSchema = z.strictObject({
  from: daySchema.optional(),
  to: daySchema.optional(),
  division: z.string().optional(),
  group: z.string().optional(),
  teacher: z.string().optional(),
  limit: z.number().int().min(1).max(1_000).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,16}\.\d{1,18}$/, { error: 'curseur incorrect' })
    .optional(),
});

const CONDITIONS = `s.site_id = $1 and ($2::timestamptz is null or s.starts_at >= $2)
  and ($3::timestamptz is null or s.starts_at < $3) and ($4::text is null or c.division_names @> array[$4])
  and ($5::text is null or c.group_names @> array[$5]) and ($6::text is null or c.teacher_names @> array[$6])`;

/** Sessions by start; pages of 200 unless told. Names compare without case, accents and hyphens. Throws Refusal `bad-input`. */
export async function listSessions(
  db: Queryable,
  site: { readonly id: number; readonly timezone: string },
  input: SessionFilter,
): Promise<Listing<SessionItem>> {
  const filter = checked(filterSchema, input);
  const limit = filter.limit ?? 200;
  const dayStart = (day: string | undefined, plus: number): string | null =>
    day === undefined ? null : moment(instantOf(addDays(day, plus), '00:00', site.timezone));
  const name = (text: string | undefined): string | null => (text === undefined ? null : normaliseName(text));
  const values = [
    site.id,
    dayStart(filter.from, 0),
    dayStart(filter.to, 1),
    name(filter.division),
    name(filter.group),
    name(filter.teacher),
  ];
  const [afterMs, afterId] = filter.cursor?.split('.') ?? [];
  const { rows } = await db.query<{
    id: string;
    establishment: number;
    starts_at: number;
    ends_at: number;
    cancelled: boolean;
    subject_code: string;
    subject_label: string;
    divisions: string[];
    groups: string[];
    teachers: SessionItem['teachers'];
    rooms: string[];
  }>(
    `select s.id, s.establishment, s.starts_at, s.ends_at, s.cancelled, c.subject_code, c.subject_label, c.divisions,
            c.groups, c.teachers, c.rooms
     from sessions s join session_contents c on c.id = s.content_id
     where ${CONDITIONS} and ($7::timestamptz is null or (s.starts_at, s.id) > ($7, $8::bigint))
     order by s.starts_at, s.id limit $9`,
    [...values, afterMs === undefined ? null : moment(Number(afterMs)), afterId ?? null, limit + 1],
  );
  const counted = await db.query<{ total: number }>(
    `select count(*)::int total from sessions s join session_contents c on c.id = s.content_id where ${CONDITIONS}`,
    values,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => ({
      id: row.id,
      establishment: row.establishment,
      startsAt: isoWithOffset(row.starts_at, site.timezone),
      endsAt: isoWithOffset(row.ends_at, site.timezone),
      subject: { code: row.subject_code, label: row.subject_label },
      divisions: row.divisions,
      groups: row.groups,
      teachers: row.teachers,
      rooms: row.rooms,
      status: row.cancelled ? 'cancelled' : 'planned',
    })),
    total: counted.rows[0]?.total ?? 0,
    ...(rows.length > limit && last ? { nextCursor: `${last.starts_at}.${last.id}` } : {}),
  };
}

/** Groups of the open school year with their dated members. */
export async function listGroups(db: Queryable, siteId: number): Promise<Listing<GroupItem>> {
  const { rows } = await db.query<GroupItem>(
    `select g.name, g.establishment,
       (select coalesce(array_agg(d.name order by d.name), '{}') from divisions d
        where d.site_id = g.site_id and d.year = g.year and d.key = any(g.divisions)) divisions,
       (select coalesce(json_agg(json_build_object('studentId', m.directory_id, 'name', m.student_name,
               'from', m.from_day, 'to', m.to_day) order by m.student_name, m.student_key, m.from_day), '[]')
        from memberships m where m.site_id = g.site_id and m.year = g.year and m.kind = 'group'
          and m.audience_key = g.key) members
     from groups g join sites s on s.id = g.site_id and s.current_year = g.year
     where g.site_id = $1 order by g.establishment, g.name`,
    [siteId],
  );
  return { items: rows, total: rows.length };
}
