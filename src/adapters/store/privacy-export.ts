/** Everything that is stored about one person of a site, as one document. */

import type { PoolClient } from 'pg';
import { letterText } from './message-texts.ts';
import { findKnownPerson } from './privacy-person.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];

/** Moments are ISO in UTC; passwords and their hashes are left out: they say nothing about the person. */
export interface PersonExport {
  readonly person: Readonly<Record<string, unknown>>;
  readonly accounts: Rows;
  /** The sign-in of the person's address, and its role on this site. */
  readonly signIn: Rows;
  readonly memberships: Rows;
  readonly teachingServices: Rows;
  /** What imports changed of these rows, before and after. */
  readonly changes: Rows;
  /** The directory's entry before and after each import of a directory, and what is kept for coming years. */
  readonly directoryChanges: Rows;
  readonly comingYears: Rows;
  readonly sessions: Rows;
  readonly matches: Rows;
  /** What the last file says of the person. */
  readonly listed: Rows;
  readonly messages: Rows;
  readonly audit: Rows;
  /** Archived files may name the person as well; they are listed, not opened. */
  readonly sources: Rows;
  /** Runs whose report or whose decision names the person. */
  readonly reports: Rows;
  /** Import drafts whose evaluation names the person. */
  readonly drafts: Rows;
}

/** Throws Refusal `person-unknown`. */
export async function exportPerson(client: PoolClient, siteId: number, id: string): Promise<PersonExport> {
  const person = await findKnownPerson(client, siteId, id);
  const { keys, names, email } = person;
  /** Rows as JSON, so that moments and days come out in one form. */
  const rows = async (sql: string, values: readonly unknown[]): Promise<Rows> => {
    const answer = await client.query<{ row: Readonly<Record<string, unknown>> }>(
      `select to_jsonb(x) as row from (${sql}) x`,
      [siteId, ...values],
    );
    return answer.rows.map(({ row }) => row);
  };
  await client.query("set local time zone 'UTC'");
  const [entry] = await rows('select * from directory_entries where site_id = $1 and id = $2', [id]);
  return {
    person: entry ?? {},
    accounts: await rows(
      `select a.id, a.login, a.notify, a.upload_only, a.created_at, a.notified_at, a.last_used_at, a.last_used_from,
         a.last_used_client, a.revoked_at,
         (select coalesce(jsonb_agg(c.fingerprint), '[]') from account_certificates c where c.account_id = a.id) certificates
       from access_accounts a where a.site_id = $1 and a.person_id = $2 order by a.id`,
      [id],
    ),
    signIn: await rows(
      `select p.id, p.email, p.name, p.language, p.created_at, r.role from people p
       left join site_roles r on r.person_id = p.id and r.site_id = $1 where p.email = lower(trim($2))`,
      [email ?? ''],
    ),
    memberships: await rows(
      `select year, establishment, kind, audience_key, student_key, student_name, from_day, to_day from memberships
       where site_id = $1 and (directory_id = $2 or student_key = any($3)) order by year, audience_key, from_day`,
      [id, keys],
    ),
    teachingServices: await rows(
      `select year, establishment, subject_key, audience_key, weekly_minutes from teaching_services
       where site_id = $1 and teacher_keys && $2::text[] order by year, key`,
      [keys],
    ),
    changes: await rows(
      `select run_id, table_name, before, after from timetable_changes,
         lateral (select coalesce(after, before) as row) said
       where site_id = $1 and (row->>'directory_id' = $2 and table_name = 'memberships' or row->>'student_key' = any($3)
         or row->'teacher_keys' ?| $3::text[]) order by run_id, table_name, key`,
      [id, keys],
    ),
    directoryChanges: await rows(
      `select run_id, year, before, after from directory_changes
       where site_id = $1 and entry_id = $2 order by run_id, year`,
      [id],
    ),
    comingYears: await rows(
      `select year, kind, last_name, first_name, birth_date, email, division, groups, ids from directory_coming
       where site_id = $1 and id = $2 order by year`,
      [id],
    ),
    sessions: await rows(
      `select s.id, s.starts_at, s.ends_at, s.cancelled, c.subject_label, c.divisions, c.groups, c.rooms
       from sessions s join session_contents c on c.id = s.content_id
       where s.site_id = $1 and exists (select from jsonb_array_elements(c.teachers) t
         where t->>'directoryId' = $2 or (t->>'directoryId' is null and t->>'name' = any($3)))
       order by s.starts_at, s.id`,
      [id, names],
    ),
    matches: await rows(
      `select kind, key, label, directory_id, made_by, made_at from matches
       where site_id = $1 and kind in ('teacher', 'student') and (directory_id = $2 or key = any($3))`,
      [id, keys],
    ),
    listed: await rows(
      `select kind, key, last_name, first_name, birth_date, ids, divisions, places, sessions from listed
       where site_id = $1 and kind in ('teacher', 'student') and (directory_id = $2 or key = any($3))`,
      [id, keys],
    ),
    messages: await rows(
      `select m.id, m.kind, ${letterText('subject')} subject, ${letterText('body')} body, m.created_at, o.recipient, o.sent_at
       from messages m join outbox o on o.message_id = m.id
       where m.site_id = $1 and lower(o.recipient) = lower($2) order by m.id`,
      [email ?? ''],
    ),
    audit: await rows(
      `select a.id, a.at, a.actor, a.action, a.details, a.address from audit a
       join access_accounts c on c.site_id = a.site_id and c.person_id = $2
       where a.site_id = $1 and (a.actor = 'account:' || c.id or a.details->>'account' = c.id::text)
         or a.site_id = $1 and a.details->>'person' = $2 order by a.id`,
      [id],
    ),
    sources: await rows(
      `select d.id, d.name, d.received_at, d.size, d.sha256 from deposits d join access_accounts a on a.id = d.account_id
       where d.site_id = $1 and a.person_id = $2 and d.forgotten_at is null order by d.id`,
      [id],
    ),
    reports: await rows(
      `select r.id, r.received_at, r.status from runs r
       where r.site_id = $1 and exists (select from unnest($2::text[]) name where strpos(r.report::text, name) > 0
         or strpos(r.reason_values::text, name) > 0 or strpos(to_jsonb(r.approved_why)::text, name) > 0)
       order by r.id`,
      [names.map((name) => JSON.stringify(name).slice(1, -1))],
    ),
    drafts: await rows(
      `select i.id, i.made_at, i.state from import_drafts i
       where i.site_id = $1 and exists (select from unnest($2::text[]) name where strpos(i.result::text, name) > 0)
       order by i.id`,
      [names.map((name) => JSON.stringify(name).slice(1, -1))],
    ),
  };
}
