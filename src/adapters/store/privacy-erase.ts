/** Forgets one person of a site: names and identifiers give way to a pseudonym, what the school has to keep stays. */

import { randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import { Refusal } from '../../domain/model/errors.ts';
import { normaliseName } from '../../domain/model/identity.ts';
import { refreshOpen } from './listed.ts';
import { TEXT_COLUMNS } from './message-texts.ts';
import { forgetParts } from './parts.ts';
import { findKnownPerson, type KnownPerson } from './privacy-person.ts';
import { moment } from './runs.ts';
import { forgetSeries } from './series.ts';

/** Rows that no longer say who it was, by what they are. */
export interface Erased {
  readonly pseudonym: string;
  readonly memberships: number;
  readonly teachingServices: number;
  readonly courses: number;
  readonly sessionContents: number;
  readonly matches: number;
  readonly reports: number;
  readonly messages: number;
  readonly accounts: number;
  /** Roles on this site of the person's address. */
  readonly roles: number;
}

interface Erasure {
  readonly client: PoolClient;
  readonly siteId: number;
  readonly person: KnownPerson;
  readonly pseudonym: string;
  /** Stands for all keys of the person. */
  readonly key: string;
  readonly now: number;
}

/**
 * Throws Refusal `person-unknown`, and `person-present` for somebody who has not left unless it is forced. The stored
 * state changes, so that no plan that was computed before is applied over it.
 */
export async function erasePerson(
  client: PoolClient,
  siteId: number,
  id: string,
  options: { readonly force: boolean },
  now: number,
): Promise<Erased> {
  await client.query('select from sites where id = $1 for update', [siteId]);
  const person = await findKnownPerson(client, siteId, id);
  if (person.leftAt === null && !options.force) throw new Refusal('person-present', { person: id });
  // By chance and not by a hash: a hash of a name can be tried out.
  const token = randomBytes(4).toString('hex');
  const erasure = { client, siteId, person, pseudonym: `Personne effacée ${token}`, key: `erased:${token}`, now };
  const erased = {
    pseudonym: erasure.pseudonym,
    ...(await eraseTimetable(erasure)),
    matches: await eraseMatches(erasure),
    ...(await eraseTexts(erasure)),
    roles: await eraseSignIn(erasure),
    accounts: await eraseAccounts(erasure),
  };
  await client.query(
    `update directory_entries set last_name = $3, first_name = '', birth_date = null, email = null, division = null,
       groups = '{}', ids = '{}', left_at = coalesce(left_at, $4) where site_id = $1 and id = $2`,
    [siteId, id, erasure.pseudonym, moment(now)],
  );
  await refreshOpen(client, siteId);
  // Rows before and after each import: full of names, and what they would bring back is the person.
  await client.query('delete from undo_records where site_id = $1', [siteId]);
  await client.query('delete from timetable_changes where site_id = $1', [siteId]);
  await client.query('delete from directory_undo where site_id = $1', [siteId]);
  await client.query('delete from directory_changes where site_id = $1', [siteId]);
  await client.query('delete from directory_coming where site_id = $1 and id = $2', [siteId, id]);
  // What was found out about a file that waits for a manager: it is evaluated anew.
  await client.query('update import_drafts set result = null, seen_controls = default where site_id = $1', [siteId]);
  await client.query(
    `update sites set directory_version = directory_version + 1, match_version = match_version + 1,
       applied_version = applied_version + 1 where id = $1`,
    [siteId],
  );
  return erased;
}

async function changed(client: PoolClient, sql: string, values: readonly unknown[]): Promise<number> {
  return (await client.query(sql, [...values])).rowCount ?? 0;
}

async function eraseTimetable({ client, siteId, person, pseudonym, key }: Erasure) {
  const { id, keys, names } = person;
  const memberships = await changed(
    client,
    `update memberships set student_name = $4, student_key = $5, directory_id = null
     where site_id = $1 and (directory_id = $2 or student_key = any($3))`,
    [siteId, id, keys, pseudonym, key],
  );
  await client.query('delete from teacher_names where site_id = $1 and key = any($2)', [siteId, keys]);
  await client.query(
    `insert into teacher_names (site_id, year, key, name)
     select distinct site_id, year, $3, $4 from teaching_services where site_id = $1 and teacher_keys && $2::text[]`,
    [siteId, keys, key, pseudonym],
  );
  const teachingServices = await changed(
    client,
    `update teaching_services set teacher_keys = array(
       select case when one = any($2::text[]) then $3 else one end
       from unnest(teacher_keys) with ordinality as t(one, place) order by place)
     where site_id = $1 and teacher_keys && $2::text[]`,
    [siteId, keys, key],
  );
  let courses = 0;
  for (const old of keys) {
    courses += await changed(
      client,
      `update courses set content = replace(content::text, to_jsonb($2::text)::text, to_jsonb($3::text)::text)::jsonb,
         digest = 'erased:' || id
       where site_id = $1 and strpos(content::text, to_jsonb($2::text)::text) > 0`,
      [siteId, old, key],
    );
  }
  await forgetSeries(client, siteId);
  await forgetParts(client, siteId);
  // A digest of its own: an import that finds the old content in a file must not take these rows for it.
  const sessionContents = await changed(
    client,
    `update session_contents c set digest = 'erased:' || id,
       teachers = (select jsonb_agg(case when t->>'directoryId' = $2 or (t->>'directoryId' is null and t->>'name' = any($3))
         then jsonb_build_object('name', $4::text, 'directoryId', null) else t end order by place)
         from jsonb_array_elements(c.teachers) with ordinality as x(t, place)),
       teacher_names = (select array_agg(case when t->>'directoryId' = $2 or (t->>'directoryId' is null and t->>'name' = any($3))
         then $5 else c.teacher_names[place::int] end order by place)
         from jsonb_array_elements(c.teachers) with ordinality as x(t, place))
     where c.site_id = $1 and exists (select from jsonb_array_elements(c.teachers) t
       where t->>'directoryId' = $2 or (t->>'directoryId' is null and t->>'name' = any($3)))`,
    [siteId, id, names, pseudonym, normaliseName(pseudonym)],
  );
  return { memberships, teachingServices, courses, sessionContents };
}

async function eraseMatches({ client, siteId, person }: Erasure): Promise<number> {
  const { id, keys } = person;
  for (const table of ['unmatched', 'listed']) {
    await client.query(`delete from ${table} where site_id = $1 and kind in ('teacher', 'student') and key = any($2)`, [
      siteId,
      keys,
    ]);
  }
  return await changed(
    client,
    `delete from matches where site_id = $1 and kind in ('teacher', 'student') and (directory_id = $2 or key = any($3))`,
    [siteId, id, keys],
  );
}

/** Whole words of a pattern, whatever they hold. */
function asPattern(text: string): string {
  return `\\m${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\M`;
}

/** Reports, reasons of decisions and messages are texts: every form of the name in them is replaced. */
async function eraseTexts({ client, siteId, person, pseudonym }: Erasure) {
  const reportIds = new Set<string>();
  const messageIds = new Set<string>();
  for (const name of person.names) {
    const { rows: reports } = await client.query<{ id: string }>(
      `update runs set report = regexp_replace(report::text, $2, $4, 'g')::jsonb,
         reason_values = regexp_replace(reason_values::text, $2, $4, 'g')::jsonb,
         approved_why = regexp_replace(approved_why, $3, $4, 'g')
       where site_id = $1 and (report::text ~ $2 or reason_values::text ~ $2 or approved_why ~ $3) returning id`,
      [siteId, asPattern(JSON.stringify(name).slice(1, -1)), asPattern(name), pseudonym],
    );
    for (const row of reports) reportIds.add(row.id);
    const { rows: messages } = await client.query<{ id: string }>(
      `update messages set ${TEXT_COLUMNS.map((text) => `${text} = regexp_replace(${text}, $2, $3, 'g')`).join(', ')}
       where site_id = $1 and concat_ws(' ', ${TEXT_COLUMNS.join(', ')}) ~ $2 returning id`,
      [siteId, asPattern(name), pseudonym],
    );
    for (const row of messages) messageIds.add(row.id);
  }
  return { reports: reportIds.size, messages: messageIds.size };
}

/** Accounts end, and their logins, which are made of the name, with them. Letters that wait are not sent any more. */
async function eraseAccounts({ client, siteId, person, now }: Erasure): Promise<number> {
  const { rows } = await client.query<{ id: string; login: string }>(
    'select id, login from access_accounts where site_id = $1 and person_id = $2',
    [siteId, person.id],
  );
  const ids = rows.map((row) => row.id);
  const logins = rows.map((row) => row.login);
  await client.query('delete from account_certificates where account_id = any($1::bigint[])', [ids]);
  await client.query('delete from one_time_links where account_id = any($1::bigint[])', [ids]);
  await client.query(
    `delete from messages where site_id = $1 and kind = 'account'
       and exists (select from unnest($2::text[]) login where strpos(body, login) > 0)`,
    [siteId, logins],
  );
  await client.query(
    `update outbox o set recipient = 'erased-' || o.id, given_up_at = case when sent_at is null then $3::timestamptz end
     from messages m where m.id = o.message_id and m.site_id = $1 and lower(o.recipient) = lower($2)`,
    [siteId, person.email ?? '', moment(now)],
  );
  await client.query(
    `update access_accounts set login = 'erased.' || id, password_hash = '-', previous_hash = null, last_used_from = null,
       last_used_client = null, notify = false, revoked_at = coalesce(revoked_at, $2) where id = any($1::bigint[])`,
    [ids, moment(now)],
  );
  return ids.length;
}

/**
 * The role of the person's address on this site, and the sign-in as a whole where it has no other: who decided about a run
 * is then told by a number only.
 */
async function eraseSignIn({ client, siteId, person }: Erasure): Promise<number> {
  const email = (person.email ?? '').trim().toLowerCase();
  if (email === '') return 0;
  const roles = await changed(
    client,
    'delete from site_roles r using people p where p.id = r.person_id and p.email = $2 and r.site_id = $1',
    [siteId, email],
  );
  const signIns = await changed(
    client,
    `delete from people p where p.email = $1 and not p.is_operator
       and not exists (select from site_roles r where r.person_id = p.id)`,
    [email],
  );
  // Letters with links to choose a password; those of no site are of the sign-in as a whole.
  await client.query(
    `delete from messages m using outbox o where o.message_id = m.id and m.kind = 'account' and lower(o.recipient) = $2
       and (m.site_id = $1 or m.site_id is null and $3)`,
    [siteId, email, signIns > 0],
  );
  return roles;
}
