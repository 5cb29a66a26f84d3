/** Reads what a file is evaluated on: site, directory, matches, and the stored timetable of a year. */

import type { PoolClient } from 'pg';
import type { DirectoryEntry, ManualMatch } from '../../domain/diff/match.ts';
import type { StoredCourse, StoredMembership, StoredTimetable } from '../../domain/diff/stored.ts';
import { entriesOfYear } from '../../domain/directory/coming.ts';
import { startYearOf } from '../../domain/model/calendar.ts';
import { AppError } from '../../domain/model/errors.ts';
import { keeper } from '../../domain/model/identity.ts';
import type { SessionContent, StoredSessions } from '../../domain/model/session.ts';
import type { Course } from '../../domain/model/timetable.ts';
import type { LastApplied, SiteReader, SiteView } from '../../domain/ports.ts';
import type { Evaluation } from '../../domain/report/report.ts';
import type { ThresholdOverride } from '../../domain/thresholds/rule.ts';
import { eachRow } from './bulk.ts';
import { readKnownBytes } from './known-bytes.ts';
import { MEMBERSHIPS, readParts } from './parts.ts';
import { moment, type Queryable } from './runs.ts';
import { readSeries } from './series.ts';
import type { SiteSettings } from './settings.ts';
import { readStoredDirectory } from './stored-directory.ts';

interface SiteRow {
  readonly name: string;
  readonly timezone: string;
  readonly settings: SiteSettings;
  readonly thresholds: Record<string, ThresholdOverride>;
  readonly directory_version: string;
  readonly match_version: string;
  readonly applied_version: string;
  readonly start_year: number | null;
  readonly first_day: string | null;
  readonly last_day: string | null;
  readonly establishments: { number: number; uai: string; name: string }[] | null;
}

/** Readers of one site on a connection; inside a transaction they see one state. */
export function createSiteReader(db: PoolClient, siteId: number): SiteReader {
  return {
    site: () => readSite(db, siteId),
    directory: (year) => readDirectory(db, siteId, year),
    storedDirectory: () => readStoredDirectory(db, siteId),
    async lastApplied(year, scope) {
      const { rows } = await db.query<LastApplied>(
        `select establishment, run_id as "runId", digest, scope, directory_version as "directoryVersion",
                match_version as "matchVersion"
         from applied where site_id = $1 and year = $2 and establishment = any($3)`,
        [siteId, year, scope],
      );
      return rows;
    },
    async sameContent(runId, digest, scope) {
      const { rows } = await db.query<{ id: string; status: string; by: string | null; at: number | null }>(
        `select id, status, reason_values->>'by' as by, coalesce((reason_values->>'at')::timestamptz, ended_at) as at from runs
         where site_id = $1 and digest = $2 and scope = $3 and id::text <> $4
           and (status in ('held', 'undone', 'integrated', 'integrated-with-alerts')
                or (status = 'rejected' and reason = 'rejected-by-manager'))
         order by id desc limit 1`,
        [siteId, digest, scope, runId],
      );
      const [found] = rows;
      if (!found || found.status.startsWith('integrated')) return null;
      const reasons = { held: 'same-as-held', rejected: 'same-as-rejected', undone: 'same-as-undone' } as const;
      const reason = reasons[found.status as keyof typeof reasons];
      const { by, at } = found;
      const decided = reason === 'same-as-held' || by === null || at === null ? null : { by, at };
      return { runId: found.id, reason, decided };
    },
    knownBytes: (key) => readKnownBytes(db, siteId, key),
    evaluationOf: (runId) => readEvaluation(db, runId),
    async manualMatches(year) {
      const { rows } = await db.query<ManualMatch>(
        `select distinct on (kind, key) kind, key, directory_id as "directoryId" from matches
         where site_id = $1 and year in ($2, 0) order by kind, key, year desc`,
        [siteId, year],
      );
      return rows;
    },
    stored: (year, scope, known) => readStored(db, siteId, year, scope, known),
    async storedMemberships(year, scope, digest) {
      const parts = await readParts(db, { siteId, year, scope });
      return parts.get(MEMBERSHIPS) === digest ? null : await readMemberships(db, siteId, year, scope);
    },
    storedSeries: (year, scope) => readSeries(db, siteId, year, scope),
    contentsOf: (year, series) => contentIdsOf(db, siteId, year, series),
    storedSessions: (year, scope, from, contents) => readSessions(db, siteId, year, scope, from, contents),
  };
}

/** The evaluation that a run ended with. */
export async function readEvaluation(db: Queryable, runId: string): Promise<Evaluation | null> {
  const { rows } = await db.query<{ report: Evaluation | null }>('select report from runs where id = $1', [runId]);
  return rows[0]?.report ?? null;
}

/** The site as runs know it. Throws AppError `site-missing`. */
export async function readSite(db: Queryable, siteId: number): Promise<SiteView> {
  const { rows } = await db.query<SiteRow>(
    `select s.name, s.timezone, s.settings, s.thresholds, s.directory_version, s.match_version, s.applied_version,
            y.start_year, y.first_day, y.last_day,
            (select json_agg(json_build_object('number', e.number, 'uai', e.uai, 'name', e.name) order by e.number)
             from establishments e where e.site_id = s.id) establishments
     from sites s left join school_years y on y.site_id = s.id and y.start_year = s.current_year
     where s.id = $1`,
    [siteId],
  );
  const [row] = rows;
  if (!row) throw new AppError('site-missing', `site ${siteId} is not there any more`, { retryable: false });
  const { start_year: startYear, first_day: firstDay, last_day: lastDay } = row;
  const { weekCalendar } = row.settings;
  // That of a year that is over says nothing of files that come now.
  const isOld = weekCalendar !== undefined && startYear !== null && startYearOf(weekCalendar.firstDay) < startYear;
  return {
    id: siteId,
    name: row.name,
    timeZone: row.timezone,
    establishments: row.establishments ?? [],
    accepts: row.settings.accepts ?? [],
    onBreach: row.settings.onBreach ?? 'hold',
    thresholds: row.thresholds,
    openYear: startYear !== null && firstDay !== null && lastDay !== null ? { startYear, firstDay, lastDay } : null,
    weekCalendar: isOld ? null : (weekCalendar ?? null),
    announcedYear: row.settings.announcedYear ?? null,
    directoryVersion: row.directory_version,
    matchVersion: row.match_version,
    appliedVersion: Number(row.applied_version),
  };
}

async function readDirectory(db: Queryable, siteId: number, year: number): Promise<readonly DirectoryEntry[]> {
  const columns = `id, kind, last_name as "lastName", first_name as "firstName", birth_date as "birthDate", establishment, ids, division`;
  const { rows } = await db.query<DirectoryEntry>(
    `select ${columns} from directory_entries where site_id = $1 and left_at is null`,
    [siteId],
  );
  const { rows: coming } = await db.query<DirectoryEntry>(
    `select ${columns} from directory_coming where site_id = $1 and year = $2`,
    [siteId, year],
  );
  if (coming.length === 0) return rows;
  const { rows: places } = await db.query<{ number: number }>('select number from establishments where site_id = $1', [
    siteId,
  ]);
  return entriesOfYear(
    rows,
    coming,
    places.map((place) => place.number),
  );
}

async function readStored(
  db: PoolClient,
  siteId: number,
  year: number,
  scope: readonly number[],
  known: ReadonlyMap<string, Course> = new Map(),
): Promise<Omit<StoredTimetable, 'memberships'>> {
  const of = async <T extends object>(table: string, columns: string): Promise<T[]> => {
    const { rows } = await db.query<T>(
      `select ${columns} from ${table} where site_id = $1 and year = $2 and establishment = any($3)`,
      [siteId, year, scope],
    );
    return rows;
  };
  const { rows } = await db.query<{ version: string; year: StoredTimetable['year'] }>(
    `select s.applied_version as version, case when y.start_year is null then null else
       json_build_object('startYear', y.start_year, 'firstDay', y.first_day, 'lastDay', y.last_day) end as year
     from sites s left join school_years y on y.site_id = s.id and y.start_year = $2 where s.id = $1`,
    [siteId, year],
  );
  return {
    version: Number(rows[0]?.version ?? 0),
    year: rows[0]?.year ?? null,
    subjects: await of('subjects', 'establishment, key, code, label'),
    divisions: await of('divisions', 'establishment, key, name, directory_id as "directoryId"'),
    groups: await of('groups', 'establishment, key, name, divisions as "divisionKeys", directory_id as "directoryId"'),
    services: await of(
      'teaching_services',
      `key, establishment, subject_key as "subjectKey", audience_key as "audienceKey", teacher_keys as "teacherKeys",
       weekly_minutes as "weeklyMinutes"`,
    ),
    closures: await of('closure_periods', 'establishment, first_day as "firstDay", last_day as "lastDay", source'),
    courses: await readCourses(db, siteId, year, scope, known),
    official: await of('directory_schools', 'establishment, closures, services'),
  };
}

async function readMemberships(
  db: PoolClient,
  siteId: number,
  year: number,
  scope: readonly number[],
): Promise<StoredMembership[]> {
  const memberships: StoredMembership[] = [];
  const keep = keeper();
  await eachRow<[string, StoredMembership['kind'], string, string, string, string | null, string, string]>(
    db,
    `select id, kind, audience_key, student_key, student_name, directory_id, from_day, to_day
     from memberships where site_id = $1 and year = $2 and establishment = any($3)`,
    [siteId, year, scope],
    ([id, kind, audienceKey, studentKey, studentName, directoryId, from, to]) => {
      memberships.push({
        id,
        kind: kind === 'group' ? 'group' : 'division',
        audienceKey: keep(audienceKey),
        studentKey: keep(studentKey),
        studentName: keep(studentName),
        directoryId: directoryId === null ? null : keep(directoryId),
        from: keep(from),
        to: keep(to),
      });
    },
  );
  return memberships;
}

/** Those that are known already are not sent again: of a file that changes little, almost all. */
async function readCourses(
  db: PoolClient,
  siteId: number,
  year: number,
  scope: readonly number[],
  known: ReadonlyMap<string, Course>,
): Promise<StoredCourse[]> {
  const courses: StoredCourse[] = [];
  await eachRow<[string, string, Course | null]>(
    db,
    `select id, digest, case when digest = any($4) then null else content end
     from courses where site_id = $1 and year = $2 and establishment = any($3)`,
    [siteId, year, scope, [...known.keys()]],
    ([id, digest, own]) => {
      const content = own ?? known.get(digest);
      if (content) courses.push({ id, digest, content });
    },
  );
  return courses;
}

/** What is read of a session, in the order of the columns. */
type SessionRow = [id: number, startsAt: number, endsAt: number, contentId: number, cancelled: boolean];

async function readSessions(
  db: PoolClient,
  siteId: number,
  year: number,
  scope: readonly number[],
  from: number,
  contentIds: readonly string[] | null,
): Promise<StoredSessions> {
  const indexOf = new Map<number, number>();
  let columns = columnsFor(1_024);
  let length = 0;
  await eachRow<SessionRow>(
    db,
    `select id::float8, extract(epoch from starts_at)::float8, extract(epoch from ends_at)::float8,
            content_id::float8, cancelled
     from sessions where site_id = $1 and year = $2 and establishment = any($3) and starts_at >= $4
       and ($5::bigint[] is null or content_id = any($5::bigint[]))`,
    [siteId, year, scope, moment(from), contentIds],
    ([id, startsAt, endsAt, contentId, cancelled]) => {
      if (length === columns.ids.length) columns = grown(columns);
      let index = indexOf.get(contentId);
      if (index === undefined) {
        index = indexOf.size;
        indexOf.set(contentId, index);
      }
      columns.ids[length] = id;
      columns.startsAt[length] = Math.round(startsAt * 1_000);
      columns.endsAt[length] = Math.round(endsAt * 1_000);
      columns.content[length] = index;
      columns.cancelled[length] = cancelled ? 1 : 0;
      length += 1;
    },
  );
  const contents = await readContents(db, [...indexOf.keys()]);
  return {
    length,
    ids: columns.ids.subarray(0, length),
    startsAt: columns.startsAt.subarray(0, length),
    endsAt: columns.endsAt.subarray(0, length),
    content: columns.content.subarray(0, length),
    cancelled: columns.cancelled.subarray(0, length),
    contents: [...indexOf.keys()].map((id) => contents.get(id) ?? UNKNOWN),
  };
}

type Columns = Omit<StoredSessions, 'length' | 'contents'>;

function columnsFor(room: number): Columns {
  return {
    ids: new Float64Array(room),
    startsAt: new Float64Array(room),
    endsAt: new Float64Array(room),
    content: new Int32Array(room),
    cancelled: new Uint8Array(room),
  };
}

/** With room for half as many again. */
function grown(full: Columns): Columns {
  const columns = columnsFor(Math.ceil(full.ids.length * 1.5));
  columns.ids.set(full.ids);
  columns.startsAt.set(full.startsAt);
  columns.endsAt.set(full.endsAt);
  columns.content.set(full.content);
  columns.cancelled.set(full.cancelled);
  return columns;
}

/** In a question of its own: a planner without statistics would look through all sessions for each content. */
async function contentIdsOf(db: Queryable, siteId: number, year: number, series: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    'select id from session_contents where site_id = $1 and year = $2 and series = any($3)',
    [siteId, year, series],
  );
  return rows.map(({ id }) => id);
}

/** Stands for a content row that is gone; its digest equals no other, so the session is written anew. */
const UNKNOWN: SessionContent = {
  establishment: 0,
  series: '?',
  digest: '?',
  subjectCode: '',
  subjectLabel: '',
  divisions: [],
  groups: [],
  teachers: [],
  rooms: [],
};

async function readContents(db: Queryable, ids: readonly number[]): Promise<Map<number, SessionContent>> {
  const { rows } = await db.query<SessionContent & { id: string }>(
    `select id, 0 as establishment, series, digest, subject_code as "subjectCode", subject_label as "subjectLabel",
            divisions, groups, teachers, rooms
     from session_contents where id = any($1::bigint[])`,
    [ids],
  );
  return new Map(rows.map(({ id, ...content }) => [Number(id), content]));
}
