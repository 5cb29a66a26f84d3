/** Notes what an import changes: for the people who look at it, and for undoing it. */

import type { PoolClient } from 'pg';
import type { ImportPlan } from '../../domain/apply/plan.ts';
import { isoWriter, membershipRow, namesOf, structureRows } from './apply.ts';
import { copyRows, IDS_AT_ONCE, inPieces } from './bulk.ts';

/** Tables whose rows are noted before and after, and the text that names a row of them within site and year. */
export const CHANGED_TABLES = {
  subjects: "t.establishment || ' ' || t.key",
  divisions: 't.key',
  groups: 't.key',
  teaching_services: 't.key',
  closure_periods: "t.establishment || ' ' || t.first_day || ' ' || t.last_day",
  memberships: 't.id::text',
  courses: 't.id::text',
} as const;

/** Notes a plan's changes before they are written, in place of what an earlier try of the run noted. */
export async function noteChanges(client: PoolClient, plan: ImportPlan, contentIds: readonly string[]): Promise<void> {
  await client.query('delete from timetable_changes where run_id = $1', [plan.runId]);
  await client.query('delete from session_changes where run_id = $1', [plan.runId]);
  await noteTeachers(client, plan);
  await noteStructures(client, plan);
  await noteMemberships(client, plan);
  await noteSessions(client, plan, contentIds);
  await notePlan(client, plan);
}

/** What the run made of its file, for whoever makes it again. */
async function notePlan(client: PoolClient, { runId, digest, inputs }: ImportPlan): Promise<void> {
  await client.query('update runs set plan_digest = $2, plan_inputs = $3 where id = $1', [
    runId,
    digest,
    JSON.stringify(inputs),
  ]);
}

async function noteTeachers(client: PoolClient, { siteId, year, teacherNames }: ImportPlan): Promise<void> {
  await client.query(
    `insert into teacher_names (site_id, year, key, name)
     select $1, $2, x.key, x.name from unnest($3::text[], $4::text[]) as x(key, name) order by x.key
     on conflict (site_id, year, key) do update set name = excluded.name where teacher_names.name <> excluded.name`,
    [siteId, year.startYear, [...teacherNames.keys()], [...teacherNames.values()]],
  );
}

async function noteStructures(client: PoolClient, plan: ImportPlan): Promise<void> {
  const at = [plan.runId, plan.siteId, plan.year.startYear] as const;
  for (const { table, columns, keys, write, remove } of structureRows(plan)) {
    if (write.length + remove.length === 0) continue;
    const same = namesOf(keys)
      .map((name) => `t.${name} = x.${name}`)
      .join(' and ');
    for (const [rows, stays] of [
      [write, true],
      [remove, false],
    ] as const) {
      for (const some of inPieces(rows)) {
        // A row of the plan is shaped by the table's columns: what is noted after looks like what is noted before.
        await client.query(
          `insert into timetable_changes (run_id, site_id, table_name, key, before, after)
           select $1, $2, '${table}', ${CHANGED_TABLES[table].replaceAll('t.', 'x.')}, to_jsonb(t) - 'site_id' - 'year',
                  case when $5 then to_jsonb(x) end
           from jsonb_to_recordset($4::jsonb) as x(${columns})
           left join ${table} t on t.site_id = $2 and t.year = $3 and ${same}
           on conflict do nothing`,
          [...at, JSON.stringify(some), stays],
        );
      }
    }
  }
  await client.query(
    `insert into timetable_changes (run_id, site_id, table_name, key, before)
     select $1, $2, 'courses', t.id::text, to_jsonb(t) - 'site_id' - 'year' from courses t
     where t.id = any($4::bigint[]) and t.site_id = $2 and t.year = $3`,
    [...at, plan.changes.courses.removeIds],
  );
}

async function noteMemberships(client: PoolClient, plan: ImportPlan): Promise<void> {
  const { write, removeIds } = plan.changes.memberships;
  const { unchanged, modified, deleted } = plan.changes.counts.memberships;
  // A first import creates them all: what it created is what is stored.
  const isFirst = unchanged + modified + deleted === 0;
  const rows = write.filter((row) => row.id !== null || !isFirst);
  const columns = `id bigint, establishment int, kind text, audience_key text, student_key text, student_name text,
    directory_id text, from_day date, to_day date`;
  let noted = 0;
  for (const some of inPieces(rows)) {
    await client.query(
      `insert into timetable_changes (run_id, site_id, table_name, key, before, after)
       select $1, $2, 'memberships', coalesce(x.id::text, 'new ' || $4::int + row_number() over ()),
              to_jsonb(t) - 'site_id' - 'year', to_jsonb(x)
       from jsonb_to_recordset($3::jsonb) as x(${columns}) left join memberships t on t.id = x.id`,
      [plan.runId, plan.siteId, JSON.stringify(some.map(membershipRow)), noted],
    );
    noted += some.length;
  }
  for (const ids of inPieces(removeIds, IDS_AT_ONCE)) {
    await client.query(
      `insert into timetable_changes (run_id, site_id, table_name, key, before)
       select $1, $2, 'memberships', t.id::text, to_jsonb(t) - 'site_id' - 'year'
       from memberships t where t.id = any($3::bigint[]) and t.site_id = $2`,
      [plan.runId, plan.siteId, ids],
    );
  }
}

async function noteSessions(client: PoolClient, plan: ImportPlan, contentIds: readonly string[]): Promise<void> {
  const { file, stored, runId, siteId } = plan;
  const { created, modified, deleted } = plan.sessions;
  const iso = isoWriter();
  for (const some of inPieces(modified, IDS_AT_ONCE)) {
    await client.query(
      `insert into session_changes (run_id, site_id, establishment, session_id, starts_at, ends_at, content_id,
              cancelled, new_ends_at, new_content_id, new_cancelled)
       select $1, $2, s.establishment, s.id, s.starts_at, s.ends_at, s.content_id, s.cancelled, x.ends_at, x.content_id,
              x.cancelled
       from unnest($3::bigint[], $4::timestamptz[], $5::bigint[], $6::boolean[]) as x(id, ends_at, content_id, cancelled)
       join sessions s on s.id = x.id`,
      [
        runId,
        siteId,
        some.map((one) => stored.ids[one.stored]),
        some.map((one) => iso(file.endsAt[one.file])),
        some.map((one) => contentIds[file.content[one.file] ?? -1]),
        some.map((one) => file.cancelled[one.file] === 1),
      ],
    );
  }
  for (const some of inPieces(deleted, IDS_AT_ONCE)) {
    await client.query(
      `insert into session_changes (run_id, site_id, establishment, session_id, starts_at, ends_at, content_id, cancelled)
       select $1, $2, establishment, id, starts_at, ends_at, content_id, cancelled
       from sessions where id = any($3::bigint[])`,
      [runId, siteId, some.map((index) => stored.ids[index])],
    );
  }
  // Where nothing was stored, what was created is what is stored.
  if (created.length === 0 || plan.isFirst) return;
  function* rows() {
    for (const index of created) {
      const content = file.content[index] ?? -1;
      const establishment = file.contents[content]?.establishment ?? null;
      const [startsAt, endsAt] = [iso(file.startsAt[index]), iso(file.endsAt[index])];
      const contentId = contentIds[content] ?? null;
      yield [runId, siteId, establishment, startsAt, endsAt, contentId, file.cancelled[index] === 1];
    }
  }
  const columns = 'run_id, site_id, establishment, starts_at, new_ends_at, new_content_id, new_cancelled';
  await copyRows(client, `session_changes (${columns})`, rows());
}
