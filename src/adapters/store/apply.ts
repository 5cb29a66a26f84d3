/** Writes an import plan: only what changed, by set operations, inside the caller's transaction. */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { ImportPlan } from '../../domain/apply/plan.ts';
import { normaliseName } from '../../domain/model/identity.ts';
import type { SessionContent } from '../../domain/model/session.ts';
import { copyRows, IDS_AT_ONCE, inPieces } from './bulk.ts';
import { moment } from './runs.ts';

/** Rows of one structure table, in its columns (site and year apart), as a plan writes and removes them. */
export interface TableRows {
  readonly table: 'subjects' | 'divisions' | 'groups' | 'teaching_services' | 'closure_periods';
  /** Columns with their types. */
  readonly columns: string;
  /** Columns that make the key within site and year, with their types. */
  readonly keys: string;
  readonly write: readonly object[];
  readonly remove: readonly object[];
}

/** Subjects, divisions, groups, services and closures of a plan as rows. */
export function structureRows({ changes }: Pick<ImportPlan, 'changes'>): TableRows[] {
  const linked = <T extends { readonly directoryId: string | null }>({ directoryId, ...row }: T) => ({
    ...row,
    directory_id: directoryId,
  });
  const closure = (row: ImportPlan['changes']['closures']['write'][number]) => ({
    establishment: row.establishment,
    first_day: row.firstDay,
    last_day: row.lastDay,
    source: row.source,
  });
  return [
    {
      table: 'subjects',
      columns: 'establishment int, key text, code text, label text',
      keys: 'establishment int, key text',
      ...changes.subjects,
    },
    {
      table: 'divisions',
      columns: 'establishment int, key text, name text, directory_id text',
      keys: 'key text',
      write: changes.divisions.write.map(linked),
      remove: changes.divisions.remove,
    },
    {
      table: 'groups',
      columns: 'establishment int, key text, name text, divisions text[], directory_id text',
      keys: 'key text',
      write: changes.groups.write.map(linked).map(({ divisionKeys, ...row }) => ({ ...row, divisions: divisionKeys })),
      remove: changes.groups.remove,
    },
    {
      table: 'teaching_services',
      columns:
        'establishment int, key text, subject_key text, audience_key text, teacher_keys text[], weekly_minutes int',
      keys: 'key text',
      write: changes.services.write.map((row) => ({
        establishment: row.establishment,
        key: row.key,
        subject_key: row.subjectKey,
        audience_key: row.audienceKey,
        teacher_keys: row.teacherKeys,
        weekly_minutes: row.weeklyMinutes,
      })),
      remove: changes.services.remove,
    },
    {
      table: 'closure_periods',
      columns: 'establishment int, first_day date, last_day date, source text',
      keys: 'establishment int, first_day date, last_day date',
      write: changes.closures.write.map(closure),
      remove: changes.closures.remove.map(closure),
    },
  ];
}

/** Names of a list of columns with types. */
export function namesOf(columns: string): string[] {
  return columns.split(',').map((column) => column.trim().split(' ')[0] ?? '');
}

/** Opens the year where needed, and writes subjects, divisions, groups, memberships, services, closures and courses. */
export async function applyStructures(client: PoolClient, plan: ImportPlan, now: number): Promise<void> {
  const { siteId, year } = plan;
  const at = [siteId, year.startYear] as const;
  await client.query(
    `insert into school_years (site_id, start_year, first_day, last_day, opened_at, opened_by_run)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (site_id, start_year) do update set first_day = excluded.first_day, last_day = excluded.last_day
     where (school_years.first_day, school_years.last_day) is distinct from (excluded.first_day, excluded.last_day)`,
    [...at, year.firstDay, year.lastDay, moment(now), plan.runId],
  );
  for (const { table, columns, keys, write, remove } of structureRows(plan)) {
    const keyNames = namesOf(keys);
    for (const some of inPieces(remove)) {
      await client.query(
        `delete from ${table} t using jsonb_to_recordset($3::jsonb) as x(${keys})
         where t.site_id = $1 and t.year = $2 and ${keyNames.map((name) => `t.${name} = x.${name}`).join(' and ')}`,
        [...at, JSON.stringify(some)],
      );
    }
    const names = namesOf(columns);
    const sets = names.filter((name) => !keyNames.includes(name)).map((name) => `${name} = excluded.${name}`);
    for (const some of inPieces(write)) {
      await client.query(
        `insert into ${table} (site_id, year, ${names.join(', ')})
         select $1, $2, ${names.map((name) => `x.${name}`).join(', ')} from jsonb_to_recordset($3::jsonb) as x(${columns})
         on conflict (site_id, year, ${keyNames.join(', ')}) do update set ${sets.join(', ')}`,
        [...at, JSON.stringify(some)],
      );
    }
  }
  await applyMemberships(client, plan);
  await applyCourses(client, plan);
}

/** A membership of a plan as a row. */
export function membershipRow(row: ImportPlan['changes']['memberships']['write'][number]) {
  return {
    id: row.id,
    establishment: Number(row.audienceKey.slice(0, row.audienceKey.indexOf('/'))),
    kind: row.kind,
    audience_key: row.audienceKey,
    student_key: row.studentKey,
    student_name: row.studentName,
    directory_id: row.directoryId,
    from_day: row.from,
    to_day: row.to,
  };
}

async function applyMemberships(client: PoolClient, plan: ImportPlan): Promise<void> {
  const { write, removeIds } = plan.changes.memberships;
  for (const ids of inPieces(removeIds, IDS_AT_ONCE)) {
    await client.query('delete from memberships where id = any($1::bigint[])', [ids]);
  }
  const columns = `id bigint, establishment int, kind text, audience_key text, student_key text, student_name text,
    directory_id text, from_day date, to_day date`;
  for (const some of inPieces(write.filter((row) => row.id !== null))) {
    await client.query(
      `update memberships m set student_name = x.student_name, directory_id = x.directory_id, from_day = x.from_day,
              to_day = x.to_day
       from jsonb_to_recordset($1::jsonb) as x(${columns}) where m.id = x.id`,
      [JSON.stringify(some.map(membershipRow))],
    );
  }
  const added = write.filter((row) => row.id === null);
  if (added.length === 0) return;
  function* rows() {
    for (const one of added) {
      const row = membershipRow(one);
      const { establishment, kind, audience_key: audience, student_key: student, student_name: name } = row;
      const { directory_id: entry, from_day: from, to_day: to } = row;
      yield [plan.siteId, plan.year.startYear, establishment, kind, audience, student, name, entry, from, to];
    }
  }
  const into =
    'site_id, year, establishment, kind, audience_key, student_key, student_name, directory_id, from_day, to_day';
  await copyRows(client, `memberships (${into})`, rows());
}

async function applyCourses(client: PoolClient, plan: ImportPlan): Promise<void> {
  const { add, removeIds } = plan.changes.courses;
  for (const ids of inPieces(removeIds, IDS_AT_ONCE)) {
    await client.query('delete from courses where id = any($1::bigint[])', [ids]);
  }
  if (add.length === 0) return;
  function* rows() {
    for (const { content, digest } of add)
      yield [plan.siteId, plan.year.startYear, content.establishment, digest, JSON.stringify(content)];
  }
  await copyRows(client, 'courses (site_id, year, establishment, digest, content)', rows());
}

/** Writes the dated sessions of a plan; those that began before its moment are not even read. `contentIds`: see `writeContents`. */
export async function applySessions(
  client: PoolClient,
  plan: ImportPlan,
  contentIds: readonly string[],
): Promise<void> {
  const { sessions, file, stored } = plan;
  const { created, modified, deleted } = sessions;
  for (const some of inPieces(deleted, IDS_AT_ONCE)) {
    await client.query('delete from sessions where id = any($1::bigint[])', [some.map((index) => stored.ids[index])]);
  }
  const iso = isoWriter();
  for (const some of inPieces(modified, IDS_AT_ONCE)) {
    await client.query(
      `update sessions s set ends_at = x.ends_at, content_id = x.content_id, cancelled = x.cancelled
       from unnest($1::bigint[], $2::timestamptz[], $3::bigint[], $4::boolean[]) as x(id, ends_at, content_id, cancelled)
       where s.id = x.id`,
      [
        some.map((one) => stored.ids[one.stored]),
        some.map((one) => iso(file.endsAt[one.file])),
        some.map((one) => contentIds[file.content[one.file] ?? -1]),
        some.map((one) => file.cancelled[one.file] === 1),
      ],
    );
  }
  if (created.length === 0) return;
  await pipeline(
    Readable.from(binaryRows(plan, contentIds)),
    client.query(
      copyFrom(
        'copy sessions (site_id, year, establishment, starts_at, ends_at, content_id, cancelled) from stdin (format binary)',
      ),
    ),
  );
}

/** Microseconds from 1970 to 2000, where PostgreSQL counts from. */
const EPOCH_2000_US = 946_684_800_000_000;
const ROW_BYTES = 2 + 7 * 4 + 3 * 4 + 3 * 8 + 1;
const ROWS_PER_CHUNK = 1_000;

/** Created sessions in PostgreSQL's binary COPY format, by their start, so that the index by time grows at its end. */
function* binaryRows({ siteId, year, sessions, file }: ImportPlan, contentIds: readonly string[]): Generator<Buffer> {
  const created = byStart(sessions.created, file);
  const ids = contentIds.map(Number);
  const micros = (ms = 0): number => ms * 1_000 - EPOCH_2000_US;
  // Signature, flags, no extension.
  yield Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
  for (let from = 0; from < created.length; from += ROWS_PER_CHUNK) {
    const chunk = created.subarray(from, from + ROWS_PER_CHUNK);
    const rows = Buffer.allocUnsafe(chunk.length * ROW_BYTES);
    let at = 0;
    const int4 = (value: number): void => {
      at = rows.writeInt32BE(value, rows.writeInt32BE(4, at));
    };
    // Exact up to 2 to the 53rd, which microseconds reach in the year 2285: a bigint for each number costs more than writing it.
    const int8 = (value: number): void => {
      at = rows.writeInt32BE(Math.floor(value / 2 ** 32), rows.writeInt32BE(8, at));
      at = rows.writeUInt32BE(value >>> 0, at);
    };
    for (const index of chunk) {
      const content = file.content[index] ?? -1;
      at = rows.writeInt16BE(7, at);
      int4(siteId);
      int4(year.startYear);
      int4(file.contents[content]?.establishment ?? 0);
      int8(micros(file.startsAt[index]));
      int8(micros(file.endsAt[index]));
      int8(ids[content] ?? 0);
      at = rows.writeUInt8(file.cancelled[index] === 1 ? 1 : 0, rows.writeInt32BE(1, at));
    }
    yield rows;
  }
  yield Buffer.from([0xff, 0xff]);
}

/** Indexes of sessions by their start, then as they were. Plain numbers sort where they are, six times as fast as by a function. */
function byStart(indexes: Int32Array, { startsAt, length }: ImportPlan['file']): Int32Array {
  // A year has 32 million seconds, a file a million sessions: both together stay below 2 to the 53rd.
  const first = indexes.reduce((least, index) => Math.min(least, startsAt[index] ?? 0), Number.POSITIVE_INFINITY);
  const keys = Float64Array.from(
    indexes,
    (index) => Math.floor(((startsAt[index] ?? 0) - first) / 1_000) * length + index,
  );
  return Int32Array.from(keys.sort(), (key) => key % length);
}

/** Moments of a school year repeat a thousand times: each is written out once. */
export function isoWriter(): (ms: number | undefined) => string {
  const known = new Map<number, string>();
  return (ms = 0) => {
    let text = known.get(ms);
    if (text === undefined) {
      text = new Date(ms).toISOString();
      known.set(ms, text);
    }
    return text;
  };
}

/** Ids of the contents that new and changed sessions need, by their index in the file; those not stored yet are added. */
export async function writeContents(client: PoolClient, plan: ImportPlan): Promise<string[]> {
  const { siteId, year, file } = plan;
  const needed = new Set<number>();
  for (const index of plan.sessions.created) needed.add(file.content[index] ?? -1);
  for (const one of plan.sessions.modified) needed.add(file.content[one.file] ?? -1);
  const wanted = [...needed].flatMap((index) => file.contents[index] ?? []);
  const idByDigest = new Map<string, string>();
  const remember = (rows: readonly { id: string; digest: string }[]): void => {
    for (const row of rows) idByDigest.set(row.digest, row.id);
  };
  const known = await client.query<{ id: string; digest: string }>(
    'select id, digest from session_contents where site_id = $1 and year = $2 and digest = any($3)',
    [siteId, year.startYear, wanted.map((content) => content.digest)],
  );
  remember(known.rows);
  const columns = `digest text, series text, subject_code text, subject_label text, divisions text[], groups text[],
    teachers jsonb, rooms text[], division_names text[], group_names text[], teacher_names text[]`;
  const names = namesOf(columns);
  for (const some of inPieces(wanted.filter((content) => !idByDigest.has(content.digest)))) {
    const { rows } = await client.query<{ id: string; digest: string }>(
      `insert into session_contents (site_id, year, ${names.join(', ')})
       select $1, $2, ${names.map((name) => `x.${name}`).join(', ')} from jsonb_to_recordset($3::jsonb) as x(${columns})
       returning id, digest`,
      [siteId, year.startYear, JSON.stringify(some.map(contentRow))],
    );
    remember(rows);
  }
  return file.contents.map((content) => idByDigest.get(content.digest) ?? '');
}

function contentRow(content: SessionContent): object {
  return {
    digest: content.digest,
    series: content.series,
    subject_code: content.subjectCode,
    subject_label: content.subjectLabel,
    divisions: content.divisions,
    groups: content.groups,
    teachers: content.teachers,
    rooms: content.rooms,
    division_names: content.divisions.map(normaliseName),
    group_names: content.groups.map(normaliseName),
    teacher_names: content.teachers.map((teacher) => normaliseName(teacher.name)),
  };
}
