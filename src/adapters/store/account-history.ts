/** Around access accounts: who could be given one, and what was done to them by whom. */

import type { Listing } from '../../domain/administration.ts';
import type { AccountEvent, CandidateItem, Candidates } from '../../domain/deposit/account-desk.ts';
import { ACCOUNT_ACTIONS } from '../../domain/model/audit.ts';
import { isoWithOffset } from '../../domain/model/calendar.ts';
import { byCodeUnit, normaliseName } from '../../domain/model/identity.ts';
import { PERSON_NAME, personOf } from './actor-names.ts';
import { LETTER_STATE } from './outbox.ts';
import type { Queryable } from './runs.ts';

/** Newest entries shown; the audit log has all. */
const MAX_EVENTS = 200;
const MAX_CANDIDATES = 12;

/** In the order of a search: most accounts are of staff. */
const KINDS: readonly CandidateItem['kind'][] = ['staff', 'teacher', 'student'];

/** What happened to the accounts of a site, newest first: the audit log's entries, the letters about them, their last use. */
export async function listAccountEvents(
  db: Queryable,
  siteId: number,
  timeZone: string,
): Promise<Listing<AccountEvent>> {
  const { rows } = await db.query<Omit<AccountEvent, 'at'> & { at: number; rank: number; id: string }>(
    `select e.at, e.action, e.details->>'account' account, a.login, e.actor,
            ${PERSON_NAME} as "by", (e.details->>'notify')::boolean notify, null about, 0 as rank, e.id
     from audit e
       join access_accounts a on a.site_id = e.site_id and a.id::text = e.details->>'account'
       left join people p on p.id = ${personOf('e.actor')}
     where e.site_id = $1 and e.action = any($2)
     union all
     select coalesce(o.sent_at, o.given_up_at, m.created_at), 'letter-' || ${LETTER_STATE}, a.id::text, a.login, null,
            null, null, o.recipient, 1, m.id
     from access_accounts a join messages m on m.account_id = a.id join outbox o on o.message_id = m.id
     where a.site_id = $1
     union all
     select a.last_used_at, 'account-used', a.id::text, a.login, null,
            null, null, concat_ws(', ', a.last_used_from, a.last_used_client), 2, a.id
     from access_accounts a where a.site_id = $1 and a.last_used_at is not null
     order by at desc, rank, id desc limit ${MAX_EVENTS}`,
    [siteId, ACCOUNT_ACTIONS],
  );
  const items = rows.map(({ rank: _, id: __, ...row }) => ({
    ...row,
    at: isoWithOffset(row.at, timeZone),
    notify: row.action === 'account-notification' ? row.notify : null,
  }));
  return { items, total: items.length };
}

/** People who are there and whose names hold all the words, staff before teachers; students apart. */
export async function findCandidates(db: Queryable, siteId: number, search: string): Promise<Candidates> {
  const plain = (name: string): string => normaliseName(name).replaceAll("'", ' ');
  const words = plain(search).split(' ').filter(Boolean);
  const listed = (all: readonly CandidateItem[]): Listing<CandidateItem> => ({
    items: all.slice(0, MAX_CANDIDATES),
    total: all.length,
  });
  if (words.length === 0) return { offered: listed([]), students: listed([]) };
  const { rows } = await db.query<CandidateItem>(
    `select d.id, d.kind, d.last_name as "lastName", d.first_name as "firstName", nullif(d.division, '') division,
            d.establishment, coalesce(d.email, '') <> '' as "hasAddress",
            (select a.login from access_accounts a
             where a.site_id = d.site_id and a.person_id = d.id and a.revoked_at is null limit 1) login
     from directory_entries d
     where d.site_id = $1 and d.left_at is null and d.kind in ('staff', 'teacher', 'student') order by d.id`,
    [siteId],
  );
  const found = rows
    .map((item) => ({ item, name: plain(`${item.lastName} ${item.firstName}`).trim() }))
    // Each word begins a part of the name: « an » finds Anne and not Jeanne.
    .filter(({ name }) => words.every((word) => ` ${name}`.includes(` ${word}`)))
    .sort((a, b) => KINDS.indexOf(a.item.kind) - KINDS.indexOf(b.item.kind) || byCodeUnit(a.name, b.name))
    .map(({ item }) => item);
  return {
    offered: listed(found.filter((one) => one.kind !== 'student')),
    students: listed(found.filter((one) => one.kind === 'student')),
  };
}
